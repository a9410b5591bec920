//! Whether the database answers.

/// What is known of the database's health.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StoreHealth {
    /// It was not tried yet.
    #[default]
    Unknown,
    /// It answered last time.
    Up,
    /// It did not, for this reason.
    Down(String),
}

//! Whether the database answers.

/// What is known of the database's health.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StoreHealth {
    /// No query was tried yet.
    #[default]
    Unknown,
    /// The last query succeeded.
    Up,
    /// The last query failed, for this reason.
    Down(String),
}

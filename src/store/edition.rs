//! The edition of the database.

/// The edition of the database: it determines the available features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The embedded default.
    Sqlite,
    /// Postgres with TimescaleDB, Community licence.
    Timescale,
    /// Postgres with TimescaleDB, Apache licence.
    Apache,
    /// Postgres without TimescaleDB.
    Plain,
}

impl Edition {
    /// The name used in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Timescale => "timescale",
            Self::Apache => "apache",
            Self::Plain => "plain",
        }
    }
}

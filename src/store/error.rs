//! Errors of the store.

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgSeverity};
use sqlx::sqlite::SqliteError;

/// The errors that a caller can act on, and one for the rest.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached, or does not answer. The same call may succeed later.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// The schema cannot be migrated. An operator must look.
    #[error("the database schema cannot be migrated")]
    Migration(#[source] refinery::Error),
    /// The row changed since the caller read it. Read it again.
    #[error("it was changed by somebody else meanwhile")]
    Conflict,
    /// Another process holds the lease.
    #[error("another process holds the lease")]
    LeaseLost,
    /// `DATABASE_URL` is not valid.
    #[error("database URL: {0}")]
    Url(String),
    /// The database is not empty, and must be. It holds this relation.
    #[error("the database is not empty: it holds `{0}`")]
    NotEmpty(String),
    /// A stored record cannot be read back.
    #[error("a stored record cannot be read")]
    Record(#[source] serde_json::Error),
    /// The database refuses a value in a row. The call can succeed only without that row.
    #[error("the database refuses what a row holds")]
    Content(#[source] sqlx::Error),
    /// Any other error of the database.
    #[error("the database refused")]
    Database(#[source] sqlx::Error),
}

impl Error {
    /// A column holds a value that this version does not know.
    pub(super) fn unreadable(what: &str, value: &str) -> Self {
        Self::Record(serde::de::Error::custom(format!("unknown {what} `{value}`")))
    }
}

/// SQLSTATE classes that describe the condition of the server, not the statement: 08 connection,
/// 28 login refused, 3D000 no such database, 53 resources, 57P shutting down, 57014 out of time,
/// 25006 read-only, 40 rolled back for concurrency, 55P03 lock not available, 58 system error.
const TRANSIENT_STATES: [&str; 10] =
    ["08", "28", "3D000", "53", "57P", "57014", "25006", "40", "55P03", "58"];

/// SQLite's primary result codes that describe the condition of the file, not the statement: no
/// permission, busy, locked, no memory, read-only, I/O error, malformed, disk full, cannot open,
/// lock protocol, no database at all.
const TRANSIENT_CODES: [u32; 11] = [3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 26];

/// SQLSTATE classes of a bad value: 22 data exception, 23 constraint violated, 54 beyond a
/// limit.
const CONTENT_STATES: [&str; 3] = ["22", "23", "54"];

/// SQLite's primary result codes of a bad value: too big, constraint violated, mismatch.
const CONTENT_CODES: [u32; 3] = [18, 19, 20];

/// Whether the error has one of these SQLSTATE classes or SQLite codes.
fn has_code(error: &dyn DatabaseError, states: &[&str], codes: &[u32]) -> bool {
    error.code().is_some_and(|code| {
        if error.try_downcast_ref::<SqliteError>().is_some() {
            // The low byte of an extended code is the primary one.
            code.parse::<u32>().is_ok_and(|code| codes.contains(&(code & 0xff)))
        } else {
            states.iter().any(|class| code.starts_with(class))
        }
    })
}

/// Whether Postgres ended the session or refused to begin one. The code does not describe the
/// statement then: a role that may not connect gets the code of a table that it may not read.
fn ends_session(error: &dyn DatabaseError) -> bool {
    error
        .try_downcast_ref::<PgDatabaseError>()
        .is_some_and(|error| matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic))
}

/// Whether the statement fails because of a value in it.
fn is_of_content(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Encode(_) => true,
        sqlx::Error::Database(error) => has_code(&**error, &CONTENT_STATES, &CONTENT_CODES),
        _ => false,
    }
}

/// Whether the same statement may succeed later.
fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => {
            ends_session(&**error) || has_code(&**error, &TRANSIENT_STATES, &TRANSIENT_CODES)
        }
        _ => false,
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if is_transient(&error) {
            Self::Unavailable(error)
        } else if is_of_content(&error) {
            Self::Content(error)
        } else {
            Self::Database(error)
        }
    }
}

impl From<refinery::Error> for Error {
    fn from(error: refinery::Error) -> Self {
        let transient = std::error::Error::source(&error)
            .and_then(|source| source.downcast_ref::<sqlx::Error>())
            .is_some_and(is_transient);
        if transient {
            Self::Unavailable(sqlx::Error::Io(std::io::Error::other(error)))
        } else {
            Self::Migration(error)
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Record(error)
    }
}

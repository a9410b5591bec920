//! SQLite, embedded: one file, one connection that writes and several that read.

mod alerts;
mod audit;
mod backtest;
mod documents;
mod drift;
mod events;
mod gaps;
mod history;
mod jobs;
mod leases;
mod nodes;
mod outbox;
mod quality;
mod record;
mod rollups;
mod rows;
mod samples;
mod sessions;
mod span;
mod upkeep;

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqlitePool};

use super::Error;
use super::held::Held;

/// Connections that read at the same time, at most.
const READERS: u32 = 4;

/// Rows that one statement writes: each statement is a way to the thread that owns the file, and
/// back, which costs more than a row.
const STATEMENT_ROWS: usize = 64;

/// How long to wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Rows that are read ahead of who takes them: each may have megabytes.
const ROWS_AHEAD: usize = 16;

/// An SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    /// Writes; SQLite has one writer at a time, so a second connection would only wait inside.
    writer: SqlitePool,
    /// Read, each a consistent snapshot, while the writer writes. Their connections are made when
    /// they are first used: the file must be there by then.
    readers: SqlitePool,
    /// Whether `prepare` has succeeded.
    prepared: AtomicBool,
}

impl SqliteStore {
    /// The file at `url` (`sqlite:PATH`); it is made by `prepare`.
    pub fn open(url: &str) -> Result<Self, Error> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_error| Error::Url("it cannot be understood".to_owned()))?;
        let path = options.get_filename().to_owned();
        if path.as_os_str().is_empty() || url.contains(":memory:") || url.contains("mode=memory") {
            return Err(Error::Url("SQLite needs a file, as in `sqlite:console.db`".to_owned()));
        }
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            // Not NORMAL: what is committed must survive a power cut, because the journal throws
            // its copy away after the commit.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .row_buffer_size(ROWS_AHEAD);
        let pool = |connections: u32, options: SqliteConnectOptions| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                .idle_timeout(None)
                .max_lifetime(None)
                .connect_lazy_with(options)
        };
        Ok(Self {
            path,
            writer: pool(1, options.clone().create_if_missing(true)),
            readers: pool(READERS, options.create_if_missing(false).pragma("query_only", "ON")),
            prepared: AtomicBool::new(false),
        })
    }
}

impl SqliteStore {
    /// The connection that writes.
    async fn hold_writer(&self) -> Result<Held<Sqlite>, Error> {
        Ok(Held::new(self.writer.acquire().await?))
    }

    /// Executes a statement about a few rows; returns how many it affected.
    async fn execute(&self, query: Query<'_, Sqlite, SqliteArguments>) -> Result<u64, Error> {
        let mut writer = self.hold_writer().await?;
        let done = query.execute(&mut *writer).await?;
        writer.let_go();
        Ok(done.rows_affected())
    }

    /// Reads a few rows.
    async fn fetch(
        &self,
        query: Query<'_, Sqlite, SqliteArguments>,
    ) -> Result<Vec<SqliteRow>, Error> {
        Ok(query.fetch_all(&self.readers).await?)
    }
}

/// How a transaction that writes begins: with the write lock, which it would have to wait for in the
/// middle otherwise.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// Executes a statement about `rows` rows; returns how many it affected.
async fn execute(
    connection: &mut SqliteConnection,
    mut query: QueryBuilder<Sqlite>,
    rows: usize,
) -> Result<u64, Error> {
    // A statement of another length is seldom made twice: it only takes another's place.
    let query = query.build().persistent(rows == STATEMENT_ROWS);
    Ok(query.execute(connection).await?.rows_affected())
}

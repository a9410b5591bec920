//! What only SQLite needs: one file, one connection that writes and several that read.

mod dump;
pub(super) mod rollups;
mod upkeep;

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::db::Db;
use super::unreadable::Unreadable;
use super::{Edition, Engine, Error, Store};

/// Connections that read, at most.
const READERS: u32 = 4;

/// How long to wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Page cache of the writer, KiB as a negative number. It holds the top pages of all indexes.
const WRITER_CACHE: &str = "-8192";

/// Pages of the write-ahead log (16 MiB) at which it is copied into the file. A page that changes
/// often is copied once.
const CHECKPOINT_PAGES: &str = "4096";

/// Rows that are read ahead: each may have megabytes.
const ROWS_AHEAD: usize = 16;

/// An SQLite file.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    /// Whether `prepare` has succeeded.
    prepared: AtomicBool,
}

impl Store {
    /// The SQLite file at `url` (`sqlite:PATH`); `prepare` creates it.
    pub fn sqlite(url: &str) -> Result<Self, Error> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_error| Error::Url("it cannot be understood".to_owned()))?;
        let path = options.get_filename().to_owned();
        if path.as_os_str().is_empty() || url.contains(":memory:") || url.contains("mode=memory") {
            return Err(Error::Url("SQLite needs a file, as in `sqlite:console.db`".to_owned()));
        }
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            // Not NORMAL: committed data must survive a power cut, because the journal deletes its
            // copy after the commit.
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
        let writing = options
            .clone()
            .create_if_missing(true)
            .pragma("cache_size", WRITER_CACHE)
            .pragma("temp_store", "MEMORY")
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        let writer = pool(1, writing);
        // The readers connect on first use. The file must exist by then.
        let readers = pool(READERS, options.create_if_missing(false).pragma("query_only", "ON"));
        let engine = Engine::Sqlite(File { path, prepared: AtomicBool::new(false) });
        let db = Db::Sqlite { writer, readers };
        Ok(Self { db, engine, unreadable: Unreadable::default() })
    }
}

impl File {
    /// The edition; `None` until it is known.
    pub(super) fn edition(&self) -> Option<Edition> {
        self.prepared.load(Ordering::Relaxed).then_some(Edition::Sqlite)
    }
}

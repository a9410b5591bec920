//! The file, its permissions and its schema.

use std::fs::OpenOptions;
use std::io;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::{BUSY_TIMEOUT, File};
use crate::files;
use crate::store::db::{Db, Transaction};
use crate::store::{Error, migrate};

/// How long to wait before the first connection to a new file is tried again.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

impl File {
    /// Creates the file and migrates its schema.
    pub(in crate::store) async fn prepare(&self, db: &Db) -> Result<(), Error> {
        self.keep_private().map_err(sqlx::Error::Io)?;
        let began = Instant::now();
        loop {
            match migrate(db).await {
                // SQLite waits for the lock itself, except while two connections switch a new file
                // to WAL mode.
                Err(error) if is_busy(&error) && began.elapsed() < BUSY_TIMEOUT => {
                    tokio::time::sleep(BUSY_PAUSE).await;
                }
                outcome => break outcome?,
            }
        }
        self.prepared.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Makes the file and its folder private to their owner. SQLite gives its other files the same
    /// permissions.
    fn keep_private(&self) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            files::create_folder(folder)?;
            let name = self.path.file_name().unwrap_or_default().to_string_lossy();
            files::make_folder_private(folder, &[&name, "journal"]);
        }
        files::open(&self.path, OpenOptions::new().create(true).append(true))?;
        for suffix in ["-wal", "-shm", "-journal"] {
            let mut path = self.path.clone().into_os_string();
            path.push(suffix);
            files::make_private(path.as_ref());
        }
        Ok(())
    }
}

/// Migrates the schema under the write lock. Another process waits and then finds it migrated.
async fn migrate(db: &Db) -> Result<(), Error> {
    let mut connection = db.connect().await?;
    let mut transaction = connection.begin().await?;
    if let Transaction::Sqlite(transaction) = &mut transaction {
        migrate::sqlite(transaction).await?;
    }
    transaction.commit().await?;
    connection.release();
    Ok(())
}

/// Whether another process holds the lock.
fn is_busy(error: &Error) -> bool {
    matches!(error, Error::Unavailable(sqlx::Error::Database(error)) if error.code().as_deref() == Some("5"))
}

//! The file, its rights and its schema.

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
    /// Makes the file, and brings its schema up to date.
    pub(in crate::store) async fn prepare(&self, db: &Db) -> Result<(), Error> {
        self.keep_private().map_err(sqlx::Error::Io)?;
        let began = Instant::now();
        loop {
            match migrate(db).await {
                // SQLite waits for the lock by itself, except where a connection turns a new file
                // into a WAL one while another does.
                Err(error) if is_busy(&error) && began.elapsed() < BUSY_TIMEOUT => {
                    tokio::time::sleep(BUSY_PAUSE).await;
                }
                outcome => break outcome?,
            }
        }
        self.prepared.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Makes the file and its folder for their owner alone. SQLite gives what it makes beside the
    /// file the same rights.
    fn keep_private(&self) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            files::create_folder(folder)?;
            let name = self.path.file_name().unwrap_or_default().to_string_lossy();
            files::keep_folder_private(folder, &[&name, "journal"]);
        }
        files::open(&self.path, OpenOptions::new().create(true).append(true))?;
        for beside in ["-wal", "-shm", "-journal"] {
            let mut path = self.path.clone().into_os_string();
            path.push(beside);
            files::keep_private(path.as_ref());
        }
        Ok(())
    }
}

/// Brings the schema up to date. The write lock is held over all of it: another process waits and
/// finds the work done.
async fn migrate(db: &Db) -> Result<(), Error> {
    let mut held = db.hold().await?;
    let mut transaction = held.begin().await?;
    if let Transaction::Sqlite(transaction) = &mut transaction {
        migrate::sqlite(transaction).await?;
    }
    transaction.commit().await?;
    held.let_go();
    Ok(())
}

/// Whether another holds the lock.
fn is_busy(error: &Error) -> bool {
    matches!(error, Error::Unavailable(sqlx::Error::Database(told)) if told.code().as_deref() == Some("5"))
}

//! What happens to the database: it refuses, comes back, and is replaced by an older copy.

use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions as _, Connection as _, Executor as _};

/// Tables of which each batch, or many, needs one: what fails without it fails before, amid or at
/// the end of a transaction.
const TABLES: [&str; 4] = ["room_sessions", "participant_sessions", "events", "journal_cursors"];

/// The SQLite file of a simulation.
pub(super) struct Database {
    file: PathBuf,
    backup: PathBuf,
    has_backup: bool,
    /// The table that is away.
    away: Option<&'static str>,
}

impl Database {
    pub(super) fn new(dir: &Path) -> Self {
        let (file, backup) = (dir.join("console.db"), dir.join("backup.db"));
        Self { file, backup, has_backup: false, away: None }
    }

    pub(super) fn url(&self) -> String {
        format!("sqlite:{}", self.file.display())
    }

    /// Takes one of its tables away, so that it refuses; the `die` chooses.
    pub(super) async fn break_down(&mut self, die: usize) -> &'static str {
        let table = TABLES[die % TABLES.len()];
        if self.away.is_none() && self.rename(table, &format!("{table}_away")).await {
            self.away = Some(table);
        }
        self.away.unwrap_or("nothing")
    }

    /// Brings it back.
    pub(super) async fn mend(&mut self) {
        if let Some(table) = self.away.take() {
            assert!(self.rename(&format!("{table}_away"), table).await, "`{table}` comes back");
        }
    }

    /// Whether it was renamed: before the schema is there, it cannot be.
    async fn rename(&self, from: &str, to: &str) -> bool {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&self.file);
        let mut connection = options.connect().await.expect("the file can be opened");
        let statement = format!("ALTER TABLE {from} RENAME TO {to}");
        let renamed = connection.execute(sqlx::AssertSqlSafe(statement)).await.is_ok();
        connection.close().await.expect("it closes");
        renamed
    }

    /// Keeps a copy; nothing else may have the file open.
    pub(super) fn back_up(&mut self) {
        assert!(self.away.is_none(), "a copy of a whole database");
        self.has_backup = std::fs::copy(&self.file, &self.backup).is_ok();
    }

    /// Puts the copy in its place, if there is one; nothing else may have the file open.
    pub(super) fn restore(&mut self) -> bool {
        if self.has_backup {
            std::fs::copy(&self.backup, &self.file).expect("it can be written");
        }
        self.has_backup
    }
}

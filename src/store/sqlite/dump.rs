//! A copy of an SQLite file: one that SQLite writes while others use it.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use super::{BUSY_TIMEOUT, File};
use crate::files;
use crate::store::{Dump, DumpedTable, Error};

/// The file of the copy.
const NAME: &str = "console.db";

impl File {
    /// Copies the file into the folder `to`, and checks the copy.
    pub(in crate::store) async fn dump(&self, to: &Path) -> Result<Dump, Error> {
        let copy = to.join(NAME);
        let mut source = connect(&self.path).await?;
        let into = sqlx::query("VACUUM INTO $1").bind(copy.to_string_lossy());
        into.execute(&mut source).await?;
        source.close().await?;
        files::make_private(&copy);
        let synced = std::fs::File::open(&copy).and_then(|file| file.sync_all());
        synced.map_err(sqlx::Error::Io)?;
        let mut copied = connect(&copy).await?;
        let verdict: String =
            sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut copied).await?;
        if verdict != "ok" {
            let damage = io::Error::other(format!("the database is damaged: {verdict}"));
            return Err(Error::Database(sqlx::Error::Io(damage)));
        }
        let dump = describe(&mut copied).await?;
        copied.close().await?;
        Ok(dump)
    }

    /// Puts the copy in the folder `from` where the database is expected, which must be free.
    pub(in crate::store) fn load(&self, from: &Path) -> Result<(), Error> {
        if self.path.exists() {
            return Err(Error::NotEmpty(self.path.display().to_string()));
        }
        let placed = || {
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or_else(|| Path::new("."));
            files::create_folder(folder)?;
            let mut name = self.path.file_name().unwrap_or_default().to_owned();
            name.push(".restoring");
            let partial = self.path.with_file_name(name);
            let mut file =
                files::open(&partial, OpenOptions::new().create(true).write(true).truncate(true))?;
            io::copy(&mut std::fs::File::open(from.join(NAME))?, &mut file)?;
            file.sync_all()?;
            std::fs::rename(&partial, &self.path)?;
            std::fs::File::open(folder)?.sync_all()
        };
        placed().map_err(|error| sqlx::Error::Io(error).into())
    }
}

async fn connect(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT);
    SqliteConnection::connect_with(&options).await
}

/// What a database holds.
async fn describe(database: &mut SqliteConnection) -> Result<Dump, Error> {
    let schema = sqlx::query_scalar("SELECT max(version) FROM refinery_schema_history");
    let schema = schema.fetch_one(&mut *database).await?;
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
        ORDER BY name";
    let names: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut *database).await?;
    let mut tables = Vec::new();
    for name in names {
        // The name is of our own schema.
        let count = AssertSqlSafe(format!("SELECT count(*) FROM \"{name}\""));
        let rows: i64 = sqlx::query_scalar(count).fetch_one(&mut *database).await?;
        tables.push(DumpedTable { name, columns: Vec::new(), rows: rows.unsigned_abs() });
    }
    let cursors: Vec<(String, i64)> =
        sqlx::query_as("SELECT journal, next_sequence FROM journal_cursors")
            .fetch_all(database)
            .await?;
    let cursors =
        cursors.into_iter().map(|(journal, next)| (journal, next.unsigned_abs())).collect();
    Ok(Dump { database: "sqlite".to_owned(), schema, tables, cursors })
}

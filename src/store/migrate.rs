//! The schema's migrations: refinery's runner over our own connections.
//!
//! refinery has no driver for sqlx, so this is one: a migration's statements run in a transaction,
//! or in a savepoint if the caller holds a transaction. refinery takes no lock; the callers do, so
//! that several processes may start at once.

use refinery::{Migration, Report, Target};
use refinery_core::traits::r#async::{AsyncMigrate, AsyncQuery, AsyncTransaction};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Error;

/// The files in `migrations/postgres`.
mod postgres {
    refinery::embed_migrations!("migrations/postgres");
}

/// The files in `migrations/sqlite`.
mod sqlite {
    refinery::embed_migrations!("migrations/sqlite");
}

/// A connection that refinery can use.
struct Via<'c, C>(&'c mut C);

macro_rules! via {
    ($connection:ty) => {
        impl AsyncTransaction for Via<'_, $connection> {
            type Error = sqlx::Error;

            async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(
                &'a mut self,
                queries: T,
            ) -> Result<usize, sqlx::Error> {
                let mut transaction = self.0.begin().await?;
                let mut count = 0;
                for query in queries {
                    // Our own files and refinery's own statements; nothing from outside.
                    sqlx::raw_sql(AssertSqlSafe(query)).execute(&mut *transaction).await?;
                    count += 1;
                }
                transaction.commit().await?;
                Ok(count)
            }
        }

        impl AsyncQuery<Vec<Migration>> for Via<'_, $connection> {
            async fn query<'a>(
                &'a mut self,
                query: &'a str,
            ) -> Result<Vec<Migration>, sqlx::Error> {
                let rows = sqlx::query(AssertSqlSafe(query)).fetch_all(&mut *self.0).await?;
                rows.iter()
                    .map(|row| {
                        applied(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)
                    })
                    .collect()
            }
        }

        impl AsyncMigrate for Via<'_, $connection> {}
    };
}

via!(PgConnection);
via!(SqliteConnection);

/// A row of refinery's history.
fn applied(
    version: i32,
    name: String,
    applied_on: &str,
    checksum: &str,
) -> Result<Migration, sqlx::Error> {
    let applied_on = OffsetDateTime::parse(applied_on, &Rfc3339)
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    let checksum = checksum.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    Ok(Migration::applied(version, name, applied_on, checksum))
}

/// Applies the missing migrations to a Postgres database; the caller holds the advisory lock.
pub(super) async fn postgres(connection: &mut PgConnection) -> Result<Report, refinery::Error> {
    postgres_to(connection, Target::Latest).await
}

/// The same up to a version.
pub(super) async fn postgres_to(
    connection: &mut PgConnection,
    target: Target,
) -> Result<Report, refinery::Error> {
    postgres::migrations::runner().set_target(target).run_async(&mut Via(connection)).await
}

/// The version of the schema after all migrations.
pub(super) fn latest() -> i32 {
    let runner = sqlite::migrations::runner();
    runner.get_migrations().iter().map(Migration::version).max().unwrap_or_default()
}

/// What all migrations make of an empty SQLite database: one by one they take ten times as long,
/// because SQLite parses the whole schema for each column that is renamed.
const SQLITE_SCHEMA: &str = include_str!("../../migrations/sqlite/schema.sql");

/// Applies the missing migrations to an SQLite database; the caller holds the write lock.
pub(super) async fn sqlite(connection: &mut SqliteConnection) -> Result<Report, Error> {
    let mut runner = sqlite::migrations::runner();
    let is_new = sqlx::query_scalar("SELECT count(*) = 0 FROM sqlite_master");
    if is_new.fetch_one(&mut *connection).await? {
        sqlx::raw_sql(SQLITE_SCHEMA).execute(&mut *connection).await?;
        // The migrations are recorded as applied.
        runner = runner.set_target(Target::Fake);
    }
    Ok(runner.run_async(&mut Via(connection)).await?)
}

#[cfg(test)]
mod tests {
    use refinery::Runner;
    use sqlx::{Connection as _, SqliteConnection};

    use super::Via;

    fn files(runner: &Runner) -> Vec<(i32, String)> {
        let mut files: Vec<_> = runner
            .get_migrations()
            .iter()
            .map(|migration| (migration.version(), migration.name().to_owned()))
            .collect();
        files.sort();
        files
    }

    #[test]
    fn both_databases_have_the_same_migrations() {
        let postgres = files(&super::postgres::migrations::runner());
        assert_eq!(postgres, files(&super::sqlite::migrations::runner()));
        assert!(!postgres.is_empty());
    }

    /// The statements that made a database, its history, and how many rows each table begins with.
    async fn made(database: &mut SqliteConnection) -> Vec<(String, String)> {
        let query = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master
            UNION ALL SELECT 'applied', version || ' ' || name || ' ' || checksum
                FROM refinery_schema_history
            UNION ALL SELECT 'head of the audit', sequence || ' ' || hash FROM audit_head
            ";
        let mut made: Vec<(String, String)> =
            sqlx::query_as(query).fetch_all(&mut *database).await.expect("a schema");
        let names = "SELECT name FROM sqlite_master WHERE type = 'table'";
        let tables: Vec<String> =
            sqlx::query_scalar(names).fetch_all(&mut *database).await.expect("tables");
        for table in tables {
            let count = format!("SELECT count(*) FROM {table}");
            let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
                .fetch_one(&mut *database)
                .await
                .expect("a count");
            made.push((table, rows.to_string()));
        }
        made.sort();
        made
    }

    #[tokio::test]
    async fn a_new_sqlite_file_is_what_the_migrations_make_of_it() {
        let mut at_once = SqliteConnection::connect("sqlite::memory:").await.expect("a database");
        super::sqlite(&mut at_once).await.expect("the schema");
        let mut one_by_one = SqliteConnection::connect("sqlite::memory:").await.expect("another");
        let runner = super::sqlite::migrations::runner();
        runner.run_async(&mut Via(&mut one_by_one)).await.expect("the migrations");
        let (at_once, one_by_one) = (made(&mut at_once).await, made(&mut one_by_one).await);
        assert!(one_by_one.len() > 50);
        assert_eq!(at_once, one_by_one, "migrations/sqlite/schema.sql is old: `make gen`");
    }
}

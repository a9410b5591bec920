//! One interface to both databases: it runs statements and returns rows.
//!
//! Postgres has one pool. SQLite allows one writer at a time, so it has one connection that writes
//! and several that read. A statement is a [`Sql`] and a row is a [`Row`] on both databases; code
//! that differs asks for the [`Dialect`].

use std::future::Future;
use std::io;
use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{
    Connection as _, Executor as _, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection,
    SqlitePool,
};
use tokio::time::error::Elapsed;

use super::Error;
use super::checkout::Checkout;
use super::dialect::Dialect;
use super::row::Row;
use super::sql::{Bound, Sql};

/// How long a server may take for a few rows before the connection is dropped.
const FEW_ROWS_LIMIT: Duration = Duration::from_secs(4);

/// How long a server may take for a transaction before the connection is dropped.
const TRANSACTION_LIMIT: Duration = Duration::from_secs(35);

/// The pools of one database.
#[derive(Debug, Clone)]
pub(super) enum Db {
    Postgres {
        pool: PgPool,
        /// Whether a pooler in transaction mode is between, so that each use of a connection is one
        /// transaction.
        pooled: bool,
    },
    /// Each reader sees a consistent snapshot while the writer writes.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
}

impl Db {
    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres { .. } => Dialect::Postgres,
            Self::Sqlite { .. } => Dialect::Sqlite,
        }
    }

    /// A statement for this database.
    pub(super) fn sql(&self, text: &'static str) -> Sql {
        Sql::new(self.dialect(), text)
    }

    /// All rows that a statement reads.
    pub(super) async fn fetch_all(&self, sql: Sql) -> Result<Vec<Row>, Error> {
        Ok(self.fetch(sql).try_collect().await?)
    }

    /// The row that a statement reads, if there is one.
    pub(super) async fn fetch_optional(&self, sql: Sql) -> Result<Option<Row>, Error> {
        Ok(match (self, sql.bound()?) {
            (Self::Postgres { pool, pooled }, Bound::Postgres(query)) => {
                named(query, !pooled).fetch_optional(pool).await?.map(Row::Postgres)
            }
            (Self::Sqlite { readers, .. }, Bound::Sqlite(query)) => {
                query.fetch_optional(readers).await?.map(Row::Sqlite)
            }
            _ => return Err(other_dialect()),
        })
    }

    /// The one row that a statement reads.
    pub(super) async fn fetch_one(&self, sql: Sql) -> Result<Row, Error> {
        Ok(self.fetch_optional(sql).await?.ok_or(sqlx::Error::RowNotFound)?)
    }

    /// The rows that a statement reads, one at a time: there may be many, or long ones.
    pub(super) fn fetch(&self, sql: Sql) -> BoxStream<'_, Result<Row, sqlx::Error>> {
        match (self, sql.bound()) {
            (Self::Postgres { pool, pooled }, Ok(Bound::Postgres(query))) => {
                named(query, !pooled).fetch(pool).map_ok(Row::Postgres).boxed()
            }
            (Self::Sqlite { readers, .. }, Ok(Bound::Sqlite(query))) => {
                query.fetch(readers).map_ok(Row::Sqlite).boxed()
            }
            (_, bound) => {
                let error = bound.err().unwrap_or_else(wrong_dialect);
                futures_util::stream::once(async { Err(error) }).boxed()
            }
        }
    }

    /// Reads a few rows. It is called often, so it fails soon if the server does not answer.
    pub(super) async fn fetch_few(&self, sql: Sql) -> Result<Vec<Row>, Error> {
        let Self::Postgres { pool, pooled } = self else { return self.fetch_all(sql).await };
        let Bound::Postgres(query) = sql.bound()? else { return Err(other_dialect()) };
        let query = named(query, !pooled);
        let mut connection = pool.acquire().await?;
        match tokio::time::timeout(FEW_ROWS_LIMIT, query.fetch_all(&mut *connection)).await {
            Ok(rows) => Ok(rows?.into_iter().map(Row::Postgres).collect()),
            Err(late) => Err(give_up(connection, late)),
        }
    }

    /// Executes a statement about a few rows; returns how many it affected.
    pub(super) async fn execute(&self, sql: Sql) -> Result<u64, Error> {
        let Self::Postgres { pool, pooled } = self else { return self.execute_long(sql).await };
        let Bound::Postgres(query) = sql.bound()? else { return Err(other_dialect()) };
        let mut connection = Checkout::new(pool.acquire().await?);
        let executing = execute_on(&mut connection, query, *pooled);
        let outcome = tokio::time::timeout(FEW_ROWS_LIMIT, executing).await;
        Connection::Postgres { connection, pooled: *pooled }.end(outcome)
    }

    /// Executes a statement without a time limit of its own; returns how many rows it affected.
    pub(super) async fn execute_long(&self, sql: Sql) -> Result<u64, Error> {
        match (self, sql.bound()?) {
            (Self::Postgres { pool, pooled }, Bound::Postgres(query)) => {
                let mut connection = Checkout::new(pool.acquire().await?);
                let done = execute_on(&mut connection, query, *pooled).await?;
                drop(connection.release());
                Ok(done)
            }
            (Self::Sqlite { writer, .. }, Bound::Sqlite(query)) => {
                let mut writer = Checkout::new(writer.acquire().await?);
                let done = query.execute(&mut *writer).await?;
                writer.release();
                Ok(done.rows_affected())
            }
            _ => Err(other_dialect()),
        }
    }

    /// A connection for a transaction.
    pub(super) async fn connect(&self) -> Result<Connection, Error> {
        Ok(match self {
            Self::Postgres { pool, pooled } => Connection::Postgres {
                connection: Checkout::new(pool.acquire().await?),
                pooled: *pooled,
            },
            Self::Sqlite { writer, .. } => {
                Connection::Sqlite(Checkout::new(writer.acquire().await?))
            }
        })
    }
}

/// Executes a statement; returns how many rows it affected. It is committed then.
async fn execute_on(
    connection: &mut PgConnection,
    query: Query<'static, Postgres, PgArguments>,
    pooled: bool,
) -> Result<u64, Error> {
    let done = named(query, !pooled).execute(&mut *connection).await?;
    if pooled {
        connection.execute("COMMIT").await?;
    }
    Ok(done.rows_affected())
}

/// A statement that is prepared under a name, to be executed again, or without one: behind a pooler
/// another session may have that name already.
fn named(
    query: Query<'static, Postgres, PgArguments>,
    named: bool,
) -> Query<'static, Postgres, PgArguments> {
    if named { query } else { query.persistent(false) }
}

/// A connection that returns to its pool only after its work succeeded.
pub(super) enum Connection {
    Postgres { connection: Checkout<Postgres>, pooled: bool },
    Sqlite(Checkout<Sqlite>),
}

impl Connection {
    /// Begins a transaction that writes. SQLite takes the write lock at once, so that it does not
    /// wait for it in the middle.
    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(match self {
            Self::Postgres { connection, pooled } => {
                Transaction::Postgres { transaction: connection.begin().await?, pooled: *pooled }
            }
            Self::Sqlite(connection) => {
                Transaction::Sqlite(connection.begin_with("BEGIN IMMEDIATE").await?)
            }
        })
    }

    /// How long the work may take; `None` for SQLite, which has no server that can stop answering.
    pub(super) const fn limit(&self) -> Option<Duration> {
        match self {
            Self::Postgres { .. } => Some(TRANSACTION_LIMIT),
            Self::Sqlite(_) => None,
        }
    }

    /// How long work on a few rows may take; `None` for SQLite.
    pub(super) const fn few_rows_limit(&self) -> Option<Duration> {
        match self {
            Self::Postgres { .. } => Some(FEW_ROWS_LIMIT),
            Self::Sqlite(_) => None,
        }
    }

    /// Returns the connection to its pool: the work succeeded.
    pub(super) fn release(self) {
        match self {
            Self::Postgres { connection, .. } => drop(connection.release()),
            Self::Sqlite(connection) => drop(connection.release()),
        }
    }

    /// Returns the connection to its pool if the work succeeded in time.
    pub(super) fn end<T>(self, outcome: Result<Result<T, Error>, Elapsed>) -> Result<T, Error> {
        match (outcome, self) {
            (Ok(outcome), connection) => {
                let done = outcome?;
                connection.release();
                Ok(done)
            }
            (Err(late), Self::Postgres { connection, .. }) => {
                Err(give_up(connection.release(), late))
            }
            (Err(late), Self::Sqlite(_)) => Err(too_late(late)),
        }
    }
}

/// Waits for `work` no longer than `limit`.
pub(super) async fn within<T>(
    limit: Option<Duration>,
    work: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, work).await,
        None => Ok(work.await),
    }
}

/// Drops a connection that does not answer. In the pool it would take up a place for as long as the
/// server is silent.
fn give_up(connection: PoolConnection<Postgres>, late: Elapsed) -> Error {
    drop(connection.detach());
    too_late(late)
}

fn too_late(late: Elapsed) -> Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, late)).into()
}

fn wrong_dialect() -> sqlx::Error {
    sqlx::Error::Configuration("the statement is for the other database".into())
}

fn other_dialect() -> Error {
    wrong_dialect().into()
}

/// A transaction; what is not committed is rolled back.
pub(super) enum Transaction<'c> {
    Postgres { transaction: sqlx::Transaction<'c, Postgres>, pooled: bool },
    Sqlite(sqlx::Transaction<'c, Sqlite>),
}

impl Transaction<'_> {
    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres { .. } => Dialect::Postgres,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// A statement for this database.
    pub(super) fn sql(&self, text: &'static str) -> Sql {
        Sql::new(self.dialect(), text)
    }

    /// Executes a statement; returns how many rows it affected.
    pub(super) async fn execute(&mut self, sql: Sql) -> Result<u64, Error> {
        Ok(match (self, sql.bound()?) {
            (Self::Postgres { transaction, pooled }, Bound::Postgres(query)) => {
                let query = named(query, !*pooled);
                query.execute(&mut **transaction as &mut PgConnection).await?.rows_affected()
            }
            (Self::Sqlite(transaction), Bound::Sqlite(query)) => {
                query.execute(&mut **transaction as &mut SqliteConnection).await?.rows_affected()
            }
            _ => return Err(other_dialect()),
        })
    }

    /// All rows that a statement reads.
    pub(super) async fn fetch_all(&mut self, sql: Sql) -> Result<Vec<Row>, Error> {
        Ok(match (self, sql.bound()?) {
            (Self::Postgres { transaction, pooled }, Bound::Postgres(query)) => {
                let query = named(query, !*pooled);
                let rows = query.fetch_all(&mut **transaction as &mut PgConnection).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
            (Self::Sqlite(transaction), Bound::Sqlite(query)) => {
                let rows = query.fetch_all(&mut **transaction as &mut SqliteConnection).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            _ => return Err(other_dialect()),
        })
    }

    /// The row that a statement reads, if there is one.
    pub(super) async fn fetch_optional(&mut self, sql: Sql) -> Result<Option<Row>, Error> {
        Ok(self.fetch_all(sql).await?.into_iter().next())
    }

    /// The one row that a statement reads.
    pub(super) async fn fetch_one(&mut self, sql: Sql) -> Result<Row, Error> {
        Ok(self.fetch_optional(sql).await?.ok_or(sqlx::Error::RowNotFound)?)
    }

    /// Commits the transaction.
    pub(super) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Postgres { transaction, .. } => transaction.commit().await?,
            Self::Sqlite(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

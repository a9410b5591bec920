//! The two databases behind one face: where a statement goes, and what comes back.
//!
//! Postgres has one pool. SQLite has one writer at a time, so it has a pool of one connection that
//! writes and several that read. What is written about once works on both: a statement is a [`Sql`],
//! a row is a [`Row`], and the few things that differ ask for the [`Dialect`].

use std::future::Future;
use std::io;
use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool};
use tokio::time::error::Elapsed;

use super::Error;
use super::dialect::Dialect;
use super::held;
use super::row::Row;
use super::sql::{Bound, Sql};

/// How long a server may take over a few rows before its connection is given up.
const FEW_ROWS_LIMIT: Duration = Duration::from_secs(4);

/// How long a server may take over a transaction before its connection is given up.
const TRANSACTION_LIMIT: Duration = Duration::from_secs(35);

/// The pools of one database.
#[derive(Debug, Clone)]
pub(super) enum Db {
    Postgres(PgPool),
    /// The readers see a consistent snapshot each, while the writer writes.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
}

impl Db {
    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
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
            (Self::Postgres(pool), Bound::Postgres(query)) => {
                query.fetch_optional(pool).await?.map(Row::Postgres)
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

    /// The rows that a statement reads, one by one: there may be many, or long ones.
    pub(super) fn fetch(&self, sql: Sql) -> BoxStream<'_, Result<Row, sqlx::Error>> {
        match (self, sql.bound()) {
            (Self::Postgres(pool), Ok(Bound::Postgres(query))) => {
                query.fetch(pool).map_ok(Row::Postgres).boxed()
            }
            (Self::Sqlite { readers, .. }, Ok(Bound::Sqlite(query))) => {
                query.fetch(readers).map_ok(Row::Sqlite).boxed()
            }
            (_, bound) => {
                let error = bound.err().unwrap_or_else(mixed_up);
                futures_util::stream::once(async { Err(error) }).boxed()
            }
        }
    }

    /// Reads a few rows, which are asked for again and again: a server that does not answer soon is
    /// given up.
    pub(super) async fn fetch_few(&self, sql: Sql) -> Result<Vec<Row>, Error> {
        let Self::Postgres(pool) = self else { return self.fetch_all(sql).await };
        let Bound::Postgres(query) = sql.bound()? else { return Err(other_dialect()) };
        let mut connection = pool.acquire().await?;
        match tokio::time::timeout(FEW_ROWS_LIMIT, query.fetch_all(&mut *connection)).await {
            Ok(rows) => Ok(rows?.into_iter().map(Row::Postgres).collect()),
            Err(late) => Err(give_up(connection, late)),
        }
    }

    /// Executes a statement about a few rows; returns how many it affected.
    pub(super) async fn execute(&self, sql: Sql) -> Result<u64, Error> {
        let Self::Postgres(pool) = self else { return self.execute_long(sql).await };
        let Bound::Postgres(query) = sql.bound()? else { return Err(other_dialect()) };
        let mut connection = pool.acquire().await?;
        match tokio::time::timeout(FEW_ROWS_LIMIT, query.execute(&mut *connection)).await {
            Ok(done) => Ok(done?.rows_affected()),
            Err(late) => Err(give_up(connection, late)),
        }
    }

    /// Executes a statement that may take as long as the server lets it; returns how many rows it
    /// affected.
    pub(super) async fn execute_long(&self, sql: Sql) -> Result<u64, Error> {
        match (self, sql.bound()?) {
            (Self::Postgres(pool), Bound::Postgres(query)) => {
                Ok(query.execute(pool).await?.rows_affected())
            }
            (Self::Sqlite { writer, .. }, Bound::Sqlite(query)) => {
                let mut writer = held::Held::new(writer.acquire().await?);
                let done = query.execute(&mut *writer).await?;
                writer.let_go();
                Ok(done.rows_affected())
            }
            _ => Err(other_dialect()),
        }
    }

    /// A connection for work that is done whole.
    pub(super) async fn hold(&self) -> Result<Held, Error> {
        Ok(match self {
            Self::Postgres(pool) => Held::Postgres(held::Held::new(pool.acquire().await?)),
            Self::Sqlite { writer, .. } => Held::Sqlite(held::Held::new(writer.acquire().await?)),
        })
    }
}

/// A connection that goes back to its pool only if its work was done.
pub(super) enum Held {
    Postgres(held::Held<Postgres>),
    Sqlite(held::Held<Sqlite>),
}

impl Held {
    /// Begins a transaction that writes. SQLite's takes the write lock at once, which it would have to
    /// wait for in the middle otherwise.
    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        Ok(match self {
            Self::Postgres(held) => Transaction::Postgres(held.begin().await?),
            Self::Sqlite(held) => Transaction::Sqlite(held.begin_with("BEGIN IMMEDIATE").await?),
        })
    }

    /// How long the work may take: a server may not answer any more, a file does.
    pub(super) const fn limit(&self) -> Option<Duration> {
        match self {
            Self::Postgres(_) => Some(TRANSACTION_LIMIT),
            Self::Sqlite(_) => None,
        }
    }

    /// How long the work may take if it is about a few rows.
    pub(super) const fn few_rows_limit(&self) -> Option<Duration> {
        match self {
            Self::Postgres(_) => Some(FEW_ROWS_LIMIT),
            Self::Sqlite(_) => None,
        }
    }

    /// The work is done: the connection may be used for other work.
    pub(super) fn let_go(self) {
        match self {
            Self::Postgres(held) => drop(held.let_go()),
            Self::Sqlite(held) => drop(held.let_go()),
        }
    }

    /// Lets go of the connection, if its work was done in time.
    pub(super) fn end<T>(self, outcome: Result<Result<T, Error>, Elapsed>) -> Result<T, Error> {
        match (outcome, self) {
            (Ok(outcome), held) => {
                let done = outcome?;
                held.let_go();
                Ok(done)
            }
            (Err(late), Self::Postgres(held)) => Err(give_up(held.let_go(), late)),
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

/// Gives up a connection that does not answer: back in the pool it would keep its place for as long
/// as the other side is silent.
fn give_up(connection: PoolConnection<Postgres>, late: Elapsed) -> Error {
    drop(connection.detach());
    too_late(late)
}

fn too_late(late: Elapsed) -> Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, late)).into()
}

fn mixed_up() -> sqlx::Error {
    sqlx::Error::Configuration("the statement is for the other database".into())
}

fn other_dialect() -> Error {
    mixed_up().into()
}

/// A transaction; what is not committed is rolled back.
pub(super) enum Transaction<'c> {
    Postgres(sqlx::Transaction<'c, Postgres>),
    Sqlite(sqlx::Transaction<'c, Sqlite>),
}

impl Transaction<'_> {
    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
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
            (Self::Postgres(transaction), Bound::Postgres(query)) => {
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
            (Self::Postgres(transaction), Bound::Postgres(query)) => {
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

    /// Makes all that was done last.
    pub(super) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Postgres(transaction) => transaction.commit().await?,
            Self::Sqlite(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

//! Postgres, with TimescaleDB or without.

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
mod relations;
mod rollups;
mod rows;
mod samples;
mod sessions;
mod timescale;
mod upkeep;
mod url;

use std::io;
use std::str::FromStr as _;
use std::sync::RwLock;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::{Executor as _, PgPool, Postgres};
use tokio::time::error::Elapsed;

use super::Error;
use super::held::Held;
use timescale::Shape;

/// Connections of an instance, at most: one writes, the others read.
pub const CONNECTIONS: u32 = 8;

/// How long to wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the server may take over a few rows before its connection is given up.
const ANSWER_LIMIT: Duration = Duration::from_secs(4);

/// What each connection begins with. Notices are for people at a prompt: that something is there
/// already is what `IF NOT EXISTS` is for.
const PREPARATION: &str =
    "DEALLOCATE ALL; SET statement_timeout = '30s'; SET client_min_messages = warning";

/// A Postgres database.
#[derive(Debug)]
pub struct PostgresStore {
    pool: PgPool,
    /// Found out by `prepare`.
    shape: RwLock<Option<Shape>>,
}

impl PostgresStore {
    /// The database at `url`, with at most so many connections; none is made yet.
    pub fn open(url: &str, connections: u32) -> Result<Self, Error> {
        let (url, unknown) = url::understood(url);
        if !unknown.is_empty() {
            let unknown = unknown.join("`, `");
            tracing::warn!(
                "`DATABASE_URL` has parameters that are not known and are left out: `{unknown}`"
            );
        }
        // The driver's own words could repeat a part of the URL.
        let options = PgConnectOptions::from_str(&url)
            .map_err(|_error| Error::Url("it cannot be understood".to_owned()))?
            .application_name("livekit-console");
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // A pooler may hand over a session in which another has prepared statements.
                    connection.execute(PREPARATION).await?;
                    Ok(())
                })
            })
            .connect_lazy_with(options);
        Ok(Self { pool, shape: RwLock::new(None) })
    }

    /// What the database can do, if that is known yet.
    fn known_shape(&self) -> Option<Shape> {
        *self.shape.read().expect("no holder of this lock panics")
    }

    /// What the database can do, asked for if it is not known yet.
    async fn shape(&self) -> Result<Shape, Error> {
        if let Some(shape) = self.known_shape() {
            return Ok(shape);
        }
        let shape = timescale::detect(&mut *self.pool.acquire().await?).await?;
        self.remember(shape);
        Ok(shape)
    }

    /// Keeps what was found out.
    fn remember(&self, shape: Shape) {
        *self.shape.write().expect("no holder of this lock panics") = Some(shape);
    }

    /// Executes a statement about a few rows, which is made again and again; returns how many it
    /// affected.
    async fn execute(&self, query: Query<'_, Postgres, PgArguments>) -> Result<u64, Error> {
        let mut connection = self.pool.acquire().await?;
        match tokio::time::timeout(ANSWER_LIMIT, query.execute(&mut *connection)).await {
            Ok(outcome) => Ok(outcome?.rows_affected()),
            Err(late) => Err(Self::give_up(connection, late)),
        }
    }

    /// Reads a few rows, which are asked for again and again.
    async fn fetch(&self, query: Query<'_, Postgres, PgArguments>) -> Result<Vec<PgRow>, Error> {
        let mut connection = self.pool.acquire().await?;
        match tokio::time::timeout(ANSWER_LIMIT, query.fetch_all(&mut *connection)).await {
            Ok(outcome) => Ok(outcome?),
            Err(late) => Err(Self::give_up(connection, late)),
        }
    }

    /// A connection for a transaction.
    async fn hold(&self) -> Result<Held<Postgres>, Error> {
        Ok(Held::new(self.pool.acquire().await?))
    }

    /// Lets go of the connection if its work is done.
    fn kept<T>(connection: Held<Postgres>, outcome: Result<T, Error>) -> Result<T, Error> {
        let done = outcome?;
        drop(connection.let_go());
        Ok(done)
    }

    /// Gives up a connection that does not answer: back in the pool it would keep its place for as
    /// long as the other side is silent.
    fn give_up(connection: PoolConnection<Postgres>, late: Elapsed) -> Error {
        drop(connection.detach());
        sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, late)).into()
    }
}

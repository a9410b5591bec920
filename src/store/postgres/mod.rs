//! What only Postgres has, with TimescaleDB or without.

mod relations;
pub(super) mod rollups;
pub(super) mod sizes;
mod timescale;
mod upkeep;
mod url;

use std::str::FromStr as _;
use std::sync::RwLock;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor as _, PgPool};

use super::db::Db;
use super::unreadable::Unreadable;
use super::{Edition, Engine, Error, Store};
use timescale::Shape;

/// Connections of an instance, at most: one writes, the others read.
pub(super) const CONNECTIONS: u32 = 8;

/// How long to wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// What each connection begins with. Notices are for people at a prompt: that something is there
/// already is what `IF NOT EXISTS` is for.
const PREPARATION: &str =
    "DEALLOCATE ALL; SET statement_timeout = '30s'; SET client_min_messages = warning";

/// A Postgres server.
#[derive(Debug)]
pub(super) struct Server {
    pool: PgPool,
    /// Found out by `prepare`.
    shape: RwLock<Option<Shape>>,
}

impl Store {
    /// The Postgres database at `url`, with at most so many connections; none is made yet.
    pub fn postgres(url: &str, connections: u32) -> Result<Self, Error> {
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
        let db = Db::Postgres(pool.clone());
        let engine = Engine::Postgres(Server { pool, shape: RwLock::new(None) });
        Ok(Self { db, engine, unreadable: Unreadable::default() })
    }
}

impl Server {
    /// Which edition it is; `None` until that is known.
    pub(super) fn edition(&self) -> Option<Edition> {
        self.known_shape().map(|shape| shape.edition)
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
}

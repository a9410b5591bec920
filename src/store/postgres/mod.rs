//! What only Postgres needs, with or without TimescaleDB.

mod dump;
mod relations;
pub(super) mod rollups;
pub(super) mod sizes;
mod timescale;
mod upkeep;
mod url;

use std::str::FromStr as _;
use std::time::Duration;

use parking_lot::RwLock;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor as _, PgPool};

use super::db::Db;
use super::unreadable::Unreadable;
use super::{Edition, Engine, Error, Store};
use timescale::Capabilities;

/// Connections of an instance, at most.
pub(super) const CONNECTIONS: u32 = 8;

/// How long to wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The first statements on each connection. Notices of `IF NOT EXISTS` are not logged.
const PREPARATION: &str =
    "DEALLOCATE ALL; SET statement_timeout = '30s'; SET client_min_messages = warning";

/// A Postgres server.
#[derive(Debug)]
pub(super) struct Server {
    pool: PgPool,
    /// Detected by `prepare`.
    capabilities: RwLock<Option<Capabilities>>,
}

impl Store {
    /// The Postgres database at `url`, with at most `connections` connections. It does not connect
    /// yet.
    pub fn postgres(url: &str, connections: u32) -> Result<Self, Error> {
        let (url, unknown) = url::without_unknown_parameters(url);
        if !unknown.is_empty() {
            let unknown = unknown.join("`, `");
            tracing::warn!(
                "`DATABASE_URL` has parameters that are not known and are left out: `{unknown}`"
            );
        }
        // The error of the driver could repeat a part of the URL.
        let options = PgConnectOptions::from_str(&url)
            .map_err(|_error| Error::Url("it cannot be understood".to_owned()))?
            .application_name("livekit-console");
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // A pooler may hand over a session with prepared statements of another client.
                    connection.execute(PREPARATION).await?;
                    Ok(())
                })
            })
            .connect_lazy_with(options);
        let db = Db::Postgres(pool.clone());
        let engine = Engine::Postgres(Server { pool, capabilities: RwLock::new(None) });
        Ok(Self { db, engine, unreadable: Unreadable::default() })
    }
}

impl Server {
    /// The edition; `None` until it is known.
    pub(super) fn edition(&self) -> Option<Edition> {
        self.known_capabilities().map(|capabilities| capabilities.edition)
    }

    /// The capabilities, if they are known.
    fn known_capabilities(&self) -> Option<Capabilities> {
        *self.capabilities.read()
    }

    /// The capabilities, detected if they are not known.
    async fn capabilities(&self) -> Result<Capabilities, Error> {
        if let Some(capabilities) = self.known_capabilities() {
            return Ok(capabilities);
        }
        let capabilities = timescale::detect(&mut *self.pool.acquire().await?).await?;
        self.remember(capabilities);
        Ok(capabilities)
    }

    /// Stores the detected capabilities.
    fn remember(&self, capabilities: Capabilities) {
        *self.capabilities.write() = Some(capabilities);
    }
}

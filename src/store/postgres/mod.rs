//! What only Postgres needs, with or without TimescaleDB.

mod dump;
mod pooled;
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

/// Connections beside a pooler, at most: for what needs a session.
const DIRECT_CONNECTIONS: u32 = 2;

/// How long to wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The first statements on each connection. Notices of `IF NOT EXISTS` are not logged.
const PREPARATION: &str =
    "DEALLOCATE ALL; SET statement_timeout = '30s'; SET client_min_messages = warning";

/// A Postgres server.
#[derive(Debug)]
pub(super) struct Server {
    /// Connections that keep their session between two transactions, as locks and settings need.
    direct: PgPool,
    /// Detected by `prepare`.
    capabilities: RwLock<Option<Capabilities>>,
}

impl Store {
    /// The Postgres database at `url`, with at most `connections` connections. It does not connect
    /// yet.
    pub fn postgres(url: &str, connections: u32) -> Result<Self, Error> {
        let pool = direct_pool(url, connections)?;
        Ok(Self::of_postgres(Db::Postgres { pool: pool.clone(), pooled: false }, pool))
    }

    /// The same behind a pooler in transaction mode; `direct` is the URL without it.
    pub fn pooled_postgres(url: &str, direct: &str, connections: u32) -> Result<Self, Error> {
        let pool = pooled::pool(options(url)?, connections);
        let direct = direct_pool(direct, DIRECT_CONNECTIONS)?;
        Ok(Self::of_postgres(Db::Postgres { pool, pooled: true }, direct))
    }

    fn of_postgres(db: Db, direct: PgPool) -> Self {
        let engine = Engine::Postgres(Server { direct, capabilities: RwLock::new(None) });
        Self { db, engine, unreadable: Unreadable::default() }
    }
}

fn options(url: &str) -> Result<PgConnectOptions, Error> {
    let (url, unknown) = url::without_unknown_parameters(url);
    if !unknown.is_empty() {
        let unknown = unknown.join("`, `");
        tracing::warn!(
            "the URL of the database has parameters that are not known and are left out: `{unknown}`"
        );
    }
    // The error of the driver could repeat a part of the URL.
    let options = PgConnectOptions::from_str(&url);
    let options = options.map_err(|_error| Error::Url("it cannot be understood".to_owned()))?;
    Ok(options.application_name("livekit-console"))
}

fn pool_options(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT)
}

fn direct_pool(url: &str, connections: u32) -> Result<PgPool, Error> {
    let pool = pool_options(connections).after_connect(|connection, _| {
        // The session may have prepared statements of another client.
        Box::pin(async move { connection.execute(PREPARATION).await.map(drop) })
    });
    Ok(pool.connect_lazy_with(options(url)?))
}

impl Server {
    /// Closes its own connections.
    pub(super) async fn close(&self) {
        self.direct.close().await;
    }

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
        let capabilities = timescale::detect(&mut *self.direct.acquire().await?).await?;
        self.remember(capabilities);
        Ok(capabilities)
    }

    /// Stores the detected capabilities.
    fn remember(&self, capabilities: Capabilities) {
        *self.capabilities.write() = Some(capabilities);
    }
}

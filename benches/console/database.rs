//! Databases of the benchmark, and a way to make one unreachable.

use std::net::SocketAddr;

use anyhow::Context as _;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use url::Url;

use crate::bench::Bench;
use crate::process::{self, Process};
use crate::report::say;

/// A server on which databases may be created.
pub(crate) struct Server {
    admin: Url,
}

impl Server {
    /// The server in `TEST_DATABASE_URL`.
    pub(crate) fn from_environment() -> Option<Self> {
        let url = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())?;
        Some(Self { admin: Url::parse(&url).ok()? })
    }

    /// Makes an empty database; returns its URL.
    pub(crate) async fn database(&self, bench: &Bench) -> anyhow::Result<Url> {
        let name = format!("bench_{}", uuid::Uuid::now_v7().simple());
        let mut admin = self.connect().await?;
        // Not template1: it may have the extension already.
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0"))).await?;
        admin.close().await?;
        let mut url = self.admin.clone();
        url.set_path(&name);
        bench.made.lock().await.push(name);
        Ok(url)
    }

    /// A description of the server.
    pub(crate) async fn describe(&self) -> anyhow::Result<String> {
        let mut admin = self.connect().await?;
        let version: String = sqlx::query_scalar("SELECT current_setting('server_version')")
            .fetch_one(&mut admin)
            .await?;
        let fsync: String =
            sqlx::query_scalar("SELECT current_setting('fsync')").fetch_one(&mut admin).await?;
        let extension: Option<String> = sqlx::query_scalar(
            "SELECT default_version FROM pg_available_extensions WHERE name = 'timescaledb'",
        )
        .fetch_optional(&mut admin)
        .await?;
        let extension = extension.unwrap_or_else(|| "none".to_owned());
        Ok(format!("PostgreSQL {version}, TimescaleDB {extension}, fsync {fsync}"))
    }

    async fn connect(&self) -> anyhow::Result<PgConnection> {
        PgConnection::connect(self.admin.as_str()).await.context("connecting to TEST_DATABASE_URL")
    }
}

/// Drops every database that was made.
pub(crate) async fn drop_all(bench: &Bench) {
    let Some(server) = &bench.timescale else { return };
    let names = std::mem::take(&mut *bench.made.lock().await);
    for name in names {
        let dropped = async {
            let mut admin = server.connect().await?;
            admin.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await?;
            anyhow::Ok(admin.close().await?)
        };
        if let Err(error) = dropped.await {
            say(&format!("the database {name} is left behind: {error:#}"));
        }
    }
}

/// A database behind a proxy process that can be stopped.
pub(crate) struct Severable {
    /// URL of the database through the proxy.
    pub(crate) url: Url,
    address: SocketAddr,
    target: String,
    process: Option<Process>,
}

impl Severable {
    /// A proxy in front of `url`.
    pub(crate) fn new(url: &Url) -> anyhow::Result<Self> {
        let address = process::free_address()?;
        let host = url.host_str().context("a host")?;
        let target = format!("{host}:{}", url.port().unwrap_or(5432));
        let mut through = url.clone();
        through.set_ip_host(address.ip()).ok().context("a host")?;
        through.set_port(Some(address.port())).ok().context("a port")?;
        let mut this = Self { url: through, address, target, process: None };
        this.restore()?;
        Ok(this)
    }

    /// Makes the database reachable.
    pub(crate) fn restore(&mut self) -> anyhow::Result<()> {
        self.process = Some(Process::helper(self.address, "proxy", &[&self.target])?);
        Ok(())
    }

    /// Makes the database unreachable: connections break, new ones are refused.
    pub(crate) fn cut(&mut self) {
        self.process = None;
    }
}

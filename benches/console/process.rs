//! Servers as separate processes: the console and the baselines.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use tempfile::TempDir;

use crate::bench::{self, PROGRAM};
use crate::{baseline, http, machine};

/// The API key and secret of deployment `default`.
pub(crate) const API_KEY: &str = "APIbenchmark";
pub(crate) const API_SECRET: &str = "benchmarksecretbenchmarksecret32";

/// How long a server may take to respond, or to end.
const LIMIT: Duration = Duration::from_mins(2);

/// A running server; ends when dropped.
pub(crate) struct Process {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Its data folder, deleted with it.
    _folder: TempDir,
}

impl Process {
    /// A console with a journal of its own, on the database at `database_url` or, without one, on
    /// an SQLite file of its own; ready.
    pub(crate) async fn console(database_url: Option<&str>) -> anyhow::Result<Self> {
        let console = Self::console_in(bench::folder()?, database_url)?;
        console.ready().await?;
        Ok(console)
    }

    /// The same in a folder that may have data of an earlier console; it may not be ready yet.
    pub(crate) fn console_in(folder: TempDir, database_url: Option<&str>) -> anyhow::Result<Self> {
        let (mut command, address) = Self::command(&folder, "ws://127.0.0.1:1")?;
        command.env("LIVEKIT_POLL_INTERVAL", "off");
        if let Some(url) = database_url {
            command.env("DATABASE_URL", url);
        }
        Ok(Self { child: start(command)?, address, _folder: folder })
    }

    /// A console that polls the LiveKit at `livekit`, at most `requests_per_minute`.
    pub(crate) fn polling(
        folder: TempDir,
        livekit: SocketAddr,
        requests_per_minute: u32,
    ) -> anyhow::Result<Self> {
        let (mut command, address) = Self::command(&folder, &format!("ws://{livekit}"))?;
        command.env("LIVEKIT_REQUESTS_PER_MINUTE", requests_per_minute.to_string());
        Ok(Self { child: start(command)?, address, _folder: folder })
    }

    fn command(folder: &TempDir, livekit_url: &str) -> anyhow::Result<(Command, SocketAddr)> {
        let mut command = Command::new(PROGRAM);
        let address = free_address()?;
        command
            .env_clear()
            .current_dir(folder.path())
            .env("LIVEKIT_URL", livekit_url)
            .env("LIVEKIT_API_KEY", API_KEY)
            .env("LIVEKIT_API_SECRET", API_SECRET)
            .env("LOG_FILTER", "error")
            .env("PORT", address.port().to_string())
            .env("DATA_DIR", folder.path());
        Ok((command, address))
    }

    /// A server of this program: see [`baseline::serve`].
    pub(crate) async fn baseline(role: &str) -> anyhow::Result<Self> {
        let server = Self::helper(free_address()?, role, &[])?;
        http::until("the server listens", LIMIT, async || {
            tokio::net::TcpStream::connect(server.address).await.is_ok()
        })
        .await?;
        Ok(server)
    }

    /// The same on a given address and with arguments of its own, which may not listen yet.
    pub(crate) fn helper(
        address: SocketAddr,
        role: &str,
        arguments: &[&str],
    ) -> anyhow::Result<Self> {
        let folder = bench::folder()?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args([baseline::ROLE, role, &address.to_string()])
            .arg(folder.path())
            .args(arguments);
        Ok(Self { child: start(command)?, address, _folder: folder })
    }

    /// Waits until `/readyz` returns 200.
    pub(crate) async fn ready(&self) -> anyhow::Result<()> {
        http::until("the console is ready", LIMIT, async || {
            http::get(self.address, "/readyz").await.is_ok_and(|response| response.status == 200)
        })
        .await
    }

    /// Waits until everything that it accepted is stored.
    pub(crate) async fn drained(&self) -> anyhow::Result<()> {
        http::until("everything accepted is stored", LIMIT, async || {
            self.pending().await.is_ok_and(|pending| pending == 0)
        })
        .await
    }

    /// Events in its journal that are not stored yet.
    pub(crate) async fn pending(&self) -> anyhow::Result<u64> {
        let health = http::get(self.address, "/api/health").await?.json()?;
        health["journal"]["pending_events"]
            .as_u64()
            .context("health has the number of pending events")
    }

    /// Processor time that it has used, seconds, in steps of 10 ms.
    pub(crate) fn cpu_seconds(&self) -> anyhow::Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in brackets may hold anything; user and system time are the 12th and 13th after.
        let rest = stat.rsplit_once(") ").context("the kernel's format")?.1;
        let ticks: Vec<u32> =
            rest.split(' ').skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        Ok(f64::from(ticks.iter().sum::<u32>()) / machine::TICKS_PER_SECOND)
    }

    /// Its resident memory, bytes.
    pub(crate) fn memory_bytes(&self) -> anyhow::Result<f64> {
        self.memory_of("VmRSS")
    }

    /// The part of it that is not pages of files.
    pub(crate) fn own_memory_bytes(&self) -> anyhow::Result<f64> {
        self.memory_of("RssAnon")
    }

    fn memory_of(&self, what: &str) -> anyhow::Result<f64> {
        let bytes = machine::first_after(&format!("/proc/{}/status", self.child.id()), what)
            .context("the process runs")?;
        let kibibytes: u32 = bytes.trim_end_matches(" kB").parse()?;
        Ok(f64::from(kibibytes) * 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(mut command: Command) -> anyhow::Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let program = PathBuf::from(command.get_program());
    command.spawn().with_context(|| format!("starting {}", program.display()))
}

/// A free address.
pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

//! Databases in which 10,000 rooms are open with 100,000 participants, each with a live track.

use std::sync::Arc;

use anyhow::Context as _;
use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{Deployment, DeploymentName, Source};
use livekit_console::state::State;
use livekit_console::store::{self, SharedStore, writer};
use parking_lot::RwLock;
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

use crate::bench::{self, Bench, now};
use crate::http;
use crate::process::Process;
use crate::webhooks::{self, PARTICIPANTS};

/// Rooms, of [`PARTICIPANTS`] each.
const ROOMS: usize = 10_000;

/// Events written at once.
const BATCH_EVENTS: usize = 1000;

/// The databases.
pub(crate) struct Population {
    /// Rooms that are open.
    pub(crate) rooms: usize,
    /// Participants that are present.
    pub(crate) participants: usize,
    /// A folder with an SQLite database.
    pub(crate) sqlite: TempDir,
    /// A database with TimescaleDB.
    pub(crate) timescale: Option<Url>,
}

impl Population {
    /// Fills them.
    pub(crate) async fn make(bench: &Bench) -> anyhow::Result<Self> {
        let rooms = bench.scaled(ROOMS);
        let sqlite = bench::folder()?;
        fill(&sqlite_url(&sqlite), rooms).await?;
        let timescale = match &bench.timescale {
            Some(server) => {
                let url = server.database(bench).await?;
                fill(url.as_str(), rooms).await?;
                Some(url)
            }
            None => None,
        };
        Ok(Self { rooms, participants: rooms * PARTICIPANTS, sqlite, timescale })
    }

    /// A console on a copy of the SQLite database; it may not be ready yet.
    pub(crate) fn on_sqlite(&self) -> anyhow::Result<Process> {
        let folder = bench::folder()?;
        std::fs::copy(self.sqlite.path().join("console.db"), folder.path().join("console.db"))?;
        Process::console_in(folder, None)
    }

    /// A console on the TimescaleDB database; it may not be ready yet.
    pub(crate) fn on_timescale(&self) -> anyhow::Result<Option<Process>> {
        let Some(url) = &self.timescale else { return Ok(None) };
        Process::console_in(bench::folder()?, Some(url.as_str())).map(Some)
    }

    /// Whether `console` shows every room.
    pub(crate) async fn is_shown(&self, console: &Process) -> bool {
        let Ok(response) = http::get(console.address, "/api/rooms?limit=1").await else {
            return false;
        };
        response.json().is_ok_and(|page| page["complete"] == true && page["total"] == self.rooms)
    }
}

fn sqlite_url(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("console.db").display())
}

/// Applies the events of such a system to a state, and writes them as the console does.
async fn fill(url: &str, rooms: usize) -> anyhow::Result<()> {
    let store = store::open::open(url).context("opening a database")?;
    store.prepare().await?;
    let deployment =
        Deployment { name: DeploymentName::from("default"), region: None, synthetic: false };
    let state = RwLock::new(State::new(vec![deployment], now().plus(-1)));
    let mut bodies = webhooks::opening(rooms);
    loop {
        let batch: Vec<_> = bodies.by_ref().take(BATCH_EVENTS).collect();
        if batch.is_empty() {
            break;
        }
        write(&store, &state, &batch).await?;
    }
    store.close().await;
    Ok(())
}

async fn write(
    store: &SharedStore,
    state: &RwLock<State>,
    bodies: &[String],
) -> anyhow::Result<()> {
    let deployment = DeploymentName::from("default");
    let mut events = Vec::with_capacity(bodies.len());
    for body in bodies {
        let envelope = Envelope::read(body.as_bytes())?;
        let event = convert(envelope, &deployment, Source::Webhook, now());
        state.write().apply(&event);
        events.push(Arc::new(event));
    }
    // A journal of its own, which no console will ever read.
    writer::write(store, state, Uuid::nil(), 1, &mut events, now()).await?;
    Ok(())
}

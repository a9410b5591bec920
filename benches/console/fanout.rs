//! One update to thousands of WebSocket clients, against a bare loop over actix-ws.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use futures::StreamExt as _;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::bench::Bench;
use crate::http::Connection;
use crate::machine;
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::{median, median_ratio, number};
use crate::webhooks::{self, Room};
use crate::websocket::Client;

/// Clients, if there are enough file descriptors for both ends.
const CLIENTS: usize = 5000;

/// Updates of one round.
const UPDATES: usize = 60;

/// Updates in flight: few enough that no queue fills and no frame is dropped.
const IN_FLIGHT: usize = 4;

/// Start of the frame of an update.
const UPDATE: &[u8] = br#"{"type":"room_update""#;

/// What is sent to a bare server: a frame of the size of the console's.
const FRAME_BYTES: usize = 560;

/// A server with its clients.
struct Audience {
    server: Process,
    /// Frames of updates that all clients together have received.
    seen: Rc<Cell<usize>>,
    /// Bytes of the last such frame.
    size: Rc<Cell<usize>>,
    clients: usize,
    _reading: JoinSet<()>,
    bytes_a_client: f64,
    frames_per_second: Vec<f64>,
    frames_per_cpu_second: Vec<f64>,
}

impl Audience {
    async fn gather(server: Process, count: usize) -> anyhow::Result<Self> {
        sleep(Duration::from_secs(1)).await;
        let before = server.memory_bytes()?;
        let address = server.address;
        let mut connecting =
            futures::stream::iter(0..count).map(|_| Client::connect(address)).buffer_unordered(64);
        let (seen, size) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let mut reading = JoinSet::new();
        let mut clients = 0;
        while let Some(client) = connecting.next().await {
            let mut client = client?;
            clients += 1;
            let (seen, size) = (Rc::clone(&seen), Rc::clone(&size));
            reading.spawn_local(async move {
                let each = |frame: &[u8]| {
                    if frame.starts_with(UPDATE) {
                        seen.set(seen.get() + 1);
                        size.set(frame.len());
                    }
                };
                while client.read(each).await.is_ok_and(|open| open) {}
            });
        }
        drop(connecting);
        // By now snapshots and the first figures have arrived, and buffers have grown.
        sleep(Duration::from_secs(3)).await;
        let bytes_a_client = (server.memory_bytes()? - before) / number(count);
        Ok(Self {
            server,
            seen,
            size,
            clients,
            _reading: reading,
            bytes_a_client,
            frames_per_second: Vec::new(),
            frames_per_cpu_second: Vec::new(),
        })
    }

    async fn round(&mut self, updates: &[Vec<u8>]) -> anyhow::Result<()> {
        let mut connection = Connection::open(self.server.address).await?;
        self.seen.set(0);
        let (before, began) = (self.server.cpu_seconds()?, Instant::now());
        for (sent, update) in updates.iter().enumerate() {
            self.wait((sent + 1).saturating_sub(IN_FLIGHT)).await?;
            let response = connection.exchange(update).await?;
            ensure!(response.status == 200, "an update was refused");
        }
        self.wait(updates.len()).await?;
        let frames = number(self.clients * updates.len());
        self.frames_per_second.push(frames / began.elapsed().as_secs_f64());
        let cpu = self.server.cpu_seconds()? - before;
        self.frames_per_cpu_second.push(frames / cpu.max(0.01));
        Ok(())
    }

    /// Waits until every client has received `updates` updates.
    async fn wait(&self, updates: usize) -> anyhow::Result<()> {
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.seen.get() < updates * self.clients {
            ensure!(
                Instant::now() < deadline,
                "{} of {} frames arrived",
                self.seen.get(),
                updates * self.clients
            );
            sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }
}

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    tokio::task::LocalSet::new().run_until(measure(bench, report)).await
}

async fn measure(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    // Both servers' clients are open at once in this process.
    let possible = machine::file_descriptors().saturating_sub(500) / 2;
    let count = bench.scaled(CLIENTS).min(possible);
    if count < bench.scaled(CLIENTS) {
        report.left_out(&format!("only {count} clients: the limit of file descriptors"));
    }
    let mut console = Audience::gather(Process::console(None).await?, count).await?;
    let mut bare = Audience::gather(Process::baseline("fan").await?, count).await?;
    let filler = "x".repeat(FRAME_BYTES - 40);
    let frame = format!(r#"{{"type":"room_update","seq":1,"data":"{filler}"}}"#);
    let bare_updates: Vec<_> = vec![webhooks::post("/api/livekit/webhook", "", &frame); UPDATES];
    for _ in 0..bench.rounds() {
        let updates: Vec<_> =
            (0..UPDATES).map(|_| webhooks::request(&Room::new().event("room_started"))).collect();
        console.round(&updates).await?;
        bare.round(&bare_updates).await?;
    }
    let (ours, theirs) = (console.size.get(), bare.size.get());
    let sizes_match = ours.abs_diff(theirs) < 100;
    (sizes_match).then_some(()).with_context(|| format!("frames of {ours} and {theirs} bytes"))?;
    report.figure("clients", number(count), "", Goal::None);
    report.figure("console", median(console.frames_per_second.clone()), "frames/s", Goal::None);
    report.figure(
        "bare actix-ws loop",
        median(bare.frames_per_second.clone()),
        "frames/s",
        Goal::None,
    );
    let wall = median_ratio(&console.frames_per_second, &bare.frames_per_second);
    report.figure("console ÷ bare, per second", wall, "×", Goal::AtLeast(1.0));
    let cpu = median_ratio(&console.frames_per_cpu_second, &bare.frames_per_cpu_second);
    report.figure("console ÷ bare, per processor second", cpu, "×", Goal::AtLeast(1.0));
    let (ours, theirs) = (console.bytes_a_client / 1000.0, bare.bytes_a_client / 1000.0);
    report.figure("memory a client, console", ours, "kB", Goal::None);
    report.figure("memory a client, bare", theirs, "kB", Goal::None);
    report.figure("memory a client above bare", ours - theirs, "kB", Goal::AtMost(1.0));
    Ok(())
}

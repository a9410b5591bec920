//! Memory of a present participant: joined by webhook, and loaded after a restart.

use std::time::Duration;

use anyhow::ensure;
use tokio::time::sleep;

use crate::bench::Bench;
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::rooms::shown;
use crate::statistics::number;
use crate::{http, webhooks};

/// Webhooks made and sent at once.
const CHUNK: usize = 10_000;

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let population = bench.population().await?;
    let console = Process::console(None).await?;
    sleep(Duration::from_secs(1)).await;
    let idle = console.memory_bytes()?;
    let mut bodies = webhooks::opening(population.rooms);
    loop {
        let requests: Vec<_> =
            bodies.by_ref().take(CHUNK).map(|body| webhooks::request(&body)).collect();
        if requests.is_empty() {
            break;
        }
        http::send(console.address, &requests, None).await?;
    }
    console.drained().await?;
    ensure!(population.is_shown(&console).await, "not every room is shown");
    let participants = number(population.participants);
    let live = (console.memory_bytes()? - idle) / participants;
    report.figure("participants, each with a track", participants, "", Goal::None);
    report.figure("a participant come by webhook", live, "bytes", Goal::AtMost(900.0));
    drop(console);
    let console = population.on_sqlite()?;
    shown(population, &console).await?;
    sleep(Duration::from_secs(1)).await;
    let restored = (console.memory_bytes()? - idle) / participants;
    report.figure("a participant after a restart", restored, "bytes", Goal::AtMost(900.0));
    Ok(())
}

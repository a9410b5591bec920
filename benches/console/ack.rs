//! How soon a webhook is acknowledged at half load, with and without the database.

use std::time::Duration;

use crate::bench::Bench;
use crate::database::Severable;
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::{median, median_ratio, number, percentile_ms};
use crate::{http, webhooks};

/// Requests that measure full load.
const CALIBRATION: usize = 10_000;

/// Seconds of each round at half load.
const ROUND_SECONDS: usize = 4;

/// Half of the webhooks that `console` acknowledges per second.
pub(crate) async fn half_load(bench: &Bench, console: &Process) -> anyhow::Result<f64> {
    let requests = webhooks::requests(bench.scaled(CALIBRATION));
    let load = http::send(console.address, &requests, None).await?;
    console.drained().await?;
    Ok(number(requests.len()) / load.took.as_secs_f64() / 2.0)
}

/// The requests of one round at `per_second`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates are some thousands a second"
)]
pub(crate) fn round_of(bench: &Bench, per_second: f64) -> Vec<Vec<u8>> {
    webhooks::requests(bench.scaled(per_second as usize * ROUND_SECONDS).max(100))
}

/// The waits of one round, p50 and p99 in milliseconds.
async fn round(bench: &Bench, console: &Process, rate: f64) -> anyhow::Result<(f64, f64)> {
    let requests = round_of(bench, rate);
    let mut load = http::send(console.address, &requests, Some(rate)).await?;
    Ok((percentile_ms(&mut load.waits, 500), percentile_ms(&mut load.waits, 990)))
}

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let console = Process::console(None).await?;
    let bare = Process::baseline("discard").await?;
    let rate = half_load(bench, &console).await?;
    let (mut p50, mut p99, mut discarded) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.rounds() {
        discarded.push(round(bench, &bare, rate).await?.1);
        let (middle, high) = round(bench, &console, rate).await?;
        p50.push(middle);
        p99.push(high);
        console.drained().await?;
    }
    report.figure("half load, SQLite", rate, "/s", Goal::None);
    let discarded = median(discarded);
    report.figure("p99 of verify and discard at that load", discarded, "ms", Goal::None);
    report.figure("p50 ack, SQLite", median(p50), "ms", Goal::None);
    report.figure("p99 ack, SQLite", median(p99), "ms", Goal::AtMost(15.0));
    drop((console, bare));

    let Some(timescale) = &bench.timescale else {
        report.left_out("TEST_DATABASE_URL is not set: the database cannot go away");
        return Ok(());
    };
    let mut database = Severable::new(&timescale.database(bench).await?)?;
    let console = Process::console(Some(database.url.as_str())).await?;
    let rate = half_load(bench, &console).await?;
    let (mut up, mut down, mut p50) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.rounds() {
        let (middle, high) = round(bench, &console, rate).await?;
        p50.push(middle);
        up.push(high);
        console.drained().await?;
        database.cut();
        // The round measures the absence of the database, not its failure.
        tokio::time::sleep(Duration::from_millis(500)).await;
        down.push(round(bench, &console, rate).await?.1);
        database.restore()?;
        console.drained().await?;
    }
    let ratio = median_ratio(&down, &up);
    report.figure("half load, TimescaleDB", rate, "/s", Goal::None);
    report.figure("p50 ack, TimescaleDB", median(p50), "ms", Goal::None);
    report.figure("p99 ack, TimescaleDB", median(up), "ms", Goal::AtMost(15.0));
    report.figure("p99 ack, TimescaleDB gone", median(down), "ms", Goal::AtMost(15.0));
    report.figure("p99 ack, TimescaleDB gone ÷ there", ratio, "×", Goal::AtMost(1.0));
    Ok(())
}

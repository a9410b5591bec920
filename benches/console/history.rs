//! History through REST: the cost of a chart must not grow with its range.

use std::sync::Arc;

use livekit_console::model::{DeploymentName, Millis, SystemSample};
use livekit_console::store;
use tokio::time::Instant;

use crate::bench::{self, Bench, now};
use crate::http::{self, Connection};
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::percentile_ms;

const DAY_MS: i64 = 24 * 3_600_000;

/// How densely a year is filled: (days back, seconds between samples). Each rollup has as many rows
/// as in reality; the few additional samples would have been deleted by retention.
const FILL: [(i64, i64); 3] = [(14, 10), (90, 60), (366, 600)];

/// Samples written at once.
const BATCH_SAMPLES: usize = 5000;

/// Requests per range.
const REQUESTS: usize = 50;

/// Ranges in days.
const RANGES: [(&str, i64); 3] = [("1 day", 1), ("30 days", 30), ("1 year", 365)];

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    if let Some(timescale) = &bench.timescale {
        let url = timescale.database(bench).await?;
        fill(url.as_str()).await?;
        let console = Process::console(Some(url.as_str())).await?;
        charts(bench, report, "TimescaleDB", &console).await?;
    } else {
        report.left_out("TEST_DATABASE_URL is not set: TimescaleDB");
    }
    let folder = bench::folder()?;
    fill(&format!("sqlite:{}", folder.path().join("console.db").display())).await?;
    let console = Process::console_in(folder, None)?;
    console.ready().await?;
    charts(bench, report, "SQLite", &console).await
}

async fn fill(url: &str) -> anyhow::Result<()> {
    let store = store::open::open(url)?;
    store.prepare().await?;
    let (now, deployment) = (now(), DeploymentName::from("default"));
    let mut samples = Vec::with_capacity(BATCH_SAMPLES);
    let mut ends = now.0;
    for (days, seconds) in FILL {
        let begins = now.0 - days * DAY_MS;
        let step = seconds * 1000;
        let mut at = begins - begins.rem_euclid(step);
        while at < ends {
            let wave = f64::from(u32::try_from(at.rem_euclid(DAY_MS) / 1000).unwrap_or(0));
            samples.push(SystemSample {
                active_rooms: wave / 100.0,
                participants: wave / 10.0,
                ..SystemSample::empty(Millis(at), Arc::clone(&deployment), None)
            });
            if samples.len() == BATCH_SAMPLES {
                store.write_samples(&samples).await?;
                samples.clear();
            }
            at += step;
        }
        ends = begins;
    }
    store.write_samples(&samples).await?;
    store.roll_up(now).await?;
    store.close().await;
    Ok(())
}

async fn charts(
    bench: &Bench,
    report: &mut Report,
    database: &str,
    console: &Process,
) -> anyhow::Result<()> {
    let mut connection = Connection::open(console.address).await?;
    let mut times = vec![Vec::new(); RANGES.len()];
    for _ in 0..bench.scaled(REQUESTS) {
        for ((_, days), times) in RANGES.iter().zip(&mut times) {
            let (to, from) = (now(), now().plus(-days * DAY_MS));
            let shown = |at: Millis| at.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
            let request = http::get_request(&format!(
                "/api/metrics/history?from={}&to={}&points=300",
                shown(from),
                shown(to)
            ));
            let began = Instant::now();
            let response = connection.exchange(&request).await?;
            times.push(began.elapsed());
            anyhow::ensure!(response.status == 200, "{}", String::from_utf8_lossy(&response.body));
        }
    }
    let mut middles = Vec::new();
    for ((range, _), mut times) in RANGES.iter().zip(times) {
        let p50 = percentile_ms(&mut times, 500);
        let goal = if *range == "30 days" { Goal::AtMost(5.0) } else { Goal::None };
        report.figure(format!("{range} in 300 points, {database}, p50"), p50, "ms", goal);
        middles.push(p50);
    }
    let least = middles.iter().copied().fold(f64::INFINITY, f64::min);
    let most = middles.iter().copied().fold(0.0, f64::max);
    let what = format!("slowest ÷ quickest of the three ranges, {database}");
    report.figure(what, most / least.max(1e-9), "×", Goal::AtMost(1.5));
    Ok(())
}

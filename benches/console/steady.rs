//! The cost of a webhook until it is stored, at the rates of ordinary installations. It includes
//! the cost of each wake-up, sync and commit, which a closed loop hides.

use crate::bench::Bench;
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::{median, number, percentile_ms};
use crate::{http, webhooks};

/// Webhooks a second, and for how many seconds.
const RATES: [(usize, usize); 3] = [(5_000, 4), (800, 8), (200, 10)];

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let mut consoles = vec![("SQLite", Process::console(None).await?)];
    if let Some(timescale) = &bench.timescale {
        let url = timescale.database(bench).await?;
        consoles.push(("TimescaleDB", Process::console(Some(url.as_str())).await?));
    } else {
        report.left_out("TEST_DATABASE_URL is not set: TimescaleDB");
    }
    for (_, console) in &consoles {
        // Warm-up: connections of the store, chunks, pages.
        http::send(console.address, &webhooks::requests(1000), None).await?;
        console.drained().await?;
    }
    for (rate, seconds) in RATES {
        for (name, console) in &consoles {
            let (mut costs, mut waits) = (Vec::new(), Vec::new());
            for _ in 0..bench.rounds() {
                let requests = webhooks::requests(bench.scaled(rate * seconds));
                let before = console.cpu_seconds()?;
                let mut load = http::send(console.address, &requests, Some(number(rate))).await?;
                console.drained().await?;
                let spent = console.cpu_seconds()? - before;
                costs.push(1e6 * spent / number(requests.len()));
                waits.push(percentile_ms(&mut load.waits, 990));
            }
            let what = format!("{name}, {rate}/s: processor time until stored");
            report.figure(what, median(costs), "µs each", Goal::None);
            let what = format!("{name}, {rate}/s: p99 ack");
            report.figure(what, median(waits), "ms", Goal::None);
        }
    }
    Ok(())
}

//! The rooms page and the details of a room through REST, with many rooms.

use tokio::time::Instant;

use crate::bench::Bench;
use crate::http::{self, Connection};
use crate::population::Population;
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::percentile_ms;

/// Requests of each kind.
const REQUESTS: usize = 200;

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let population = bench.population().await?;
    let console = population.on_sqlite()?;
    shown(population, &console).await?;
    let page = http::get(console.address, "/api/rooms?limit=1").await?.json()?;
    let name = page["rooms"][0]["name"].as_str().unwrap_or_default().to_owned();
    let pages = [
        ("rooms page, latest 100", "/api/rooms".to_owned()),
        ("rooms page, fullest 100", "/api/rooms?sort=-participants&limit=100".to_owned()),
        ("rooms page, last 100 by name", "/api/rooms?sort=name&limit=100&offset=9900".to_owned()),
        ("rooms page, a search", "/api/rooms?q=planning-12".to_owned()),
        ("room detail", format!("/api/rooms/{name}")),
    ];
    let mut connection = Connection::open(console.address).await?;
    // The kinds alternate, so that all run under the same conditions.
    let mut times = vec![Vec::new(); pages.len()];
    for _ in 0..bench.scaled(REQUESTS) {
        for ((_, path), times) in pages.iter().zip(&mut times) {
            let request = http::get_request(path);
            let began = Instant::now();
            let response = connection.exchange(&request).await?;
            times.push(began.elapsed());
            anyhow::ensure!(response.status == 200, "{path}: {}", response.status);
        }
    }
    for ((what, _), mut times) in pages.iter().zip(times) {
        let p50 = percentile_ms(&mut times, 500);
        report.figure(format!("{what}, p50"), p50, "ms", Goal::None);
        let p99 = percentile_ms(&mut times, 990);
        report.figure(format!("{what}, p99"), p99, "ms", Goal::AtMost(5.0));
    }
    Ok(())
}

/// Waits until the console shows every room.
pub(crate) async fn shown(population: &Population, console: &Process) -> anyhow::Result<()> {
    let limit = std::time::Duration::from_mins(2);
    http::until("every room is shown", limit, async || population.is_shown(console).await).await
}

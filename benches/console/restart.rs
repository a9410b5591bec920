//! From starting the program until it shows everything that was open before.

use std::time::Instant;

use crate::bench::Bench;
use crate::population::Population;
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::rooms::shown;
use crate::statistics::{median, number};

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let population = bench.population().await?;
    report.figure("participants live", number(population.participants), "", Goal::None);
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds().min(3) {
        times.0.push(restart(population, population.on_sqlite()?).await?);
        if let Some(console) = population.on_timescale()? {
            times.1.push(restart(population, console).await?);
        }
    }
    report.figure("restart to ready, SQLite", median(times.0), "s", Goal::AtMost(1.0));
    if times.1.is_empty() {
        report.left_out("TEST_DATABASE_URL is not set: TimescaleDB");
    } else {
        report.figure("restart to ready, TimescaleDB", median(times.1), "s", Goal::AtMost(1.0));
    }
    Ok(())
}

async fn restart(population: &Population, console: Process) -> anyhow::Result<f64> {
    let began = Instant::now();
    console.ready().await?;
    shown(population, &console).await?;
    Ok(began.elapsed().as_secs_f64())
}

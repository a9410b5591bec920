//! Receiving webhooks: acknowledged when durable, compared with verified and discarded.

use crate::bench::Bench;
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::{median, median_ratio, number};
use crate::{http, webhooks};

/// Requests of one round.
const REQUESTS: usize = 30_000;

/// One server and the results of its rounds.
struct Contender {
    name: &'static str,
    server: Process,
    /// Whether it stores the events later; that cost counts, too.
    stores: bool,
    per_second: Vec<f64>,
    per_cpu_second: Vec<f64>,
}

impl Contender {
    const fn new(name: &'static str, server: Process, stores: bool) -> Self {
        Self { name, server, stores, per_second: Vec::new(), per_cpu_second: Vec::new() }
    }

    async fn round(&mut self, requests: usize) -> anyhow::Result<()> {
        let requests = webhooks::requests(requests);
        let before = self.server.cpu_seconds()?;
        let load = http::send(self.server.address, &requests, None).await?;
        if self.stores {
            self.server.drained().await?;
        }
        let cpu = self.server.cpu_seconds()? - before;
        self.per_second.push(number(requests.len()) / load.took.as_secs_f64());
        self.per_cpu_second.push(number(requests.len()) / cpu.max(0.01));
        Ok(())
    }
}

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let mut contenders = vec![
        Contender::new("verify and discard", Process::baseline("discard").await?, false),
        Contender::new("intake and journal alone", Process::baseline("journal").await?, false),
        Contender::new("whole console, SQLite", Process::console(None).await?, true),
    ];
    if let Some(timescale) = &bench.timescale {
        let url = timescale.database(bench).await?;
        let console = Process::console(Some(url.as_str())).await?;
        contenders.push(Contender::new("whole console, TimescaleDB", console, true));
    } else {
        report.left_out("TEST_DATABASE_URL is not set: TimescaleDB");
    }
    for contender in &mut contenders {
        // Warm-up: connections of the store, chunks, pages.
        contender.round(bench.scaled(REQUESTS) / 10).await?;
        contender.per_second.clear();
        contender.per_cpu_second.clear();
    }
    for _ in 0..bench.rounds() {
        for contender in &mut contenders {
            contender.round(bench.scaled(REQUESTS)).await?;
        }
    }
    let Some((bare, ours)) = contenders.split_first() else { return Ok(()) };
    for one in &contenders {
        let (wall, cpu) = (median(one.per_second.clone()), median(one.per_cpu_second.clone()));
        report.figure(format!("{}: acknowledged", one.name), wall, "/s", Goal::None);
        report.figure(format!("{}: processor time", one.name), 1e6 / cpu, "µs each", Goal::None);
    }
    for (one, most) in ours.iter().zip([1.4, 3.8, 2.8]) {
        let cost = median_ratio(&bare.per_cpu_second, &one.per_cpu_second);
        let what = format!("{} ÷ verify and discard, processor time", one.name);
        report.figure(what, cost, "×", Goal::AtMost(most));
    }
    Ok(())
}

//! `make bench`: the cost of the console, as ratios to the least that the same work can cost.
//!
//! Everything runs in one go on one machine. Servers are separate processes, so that their
//! processor time and memory can be distinguished from those of the load. Both sides of a
//! comparison alternate by rounds, and medians are reported, so that other load on the machine
//! affects both sides alike.
//!
//! ```text
//! cargo bench --bench console                   everything, and docs/BENCHMARKS.md
//! cargo bench --bench console -- intake rooms   these sections, printed only
//! cargo bench --bench console -- --quick        everything, a tenth of it, printed only
//! ```
//!
//! `TEST_DATABASE_URL` names a server with TimescaleDB where databases may be made; without it the
//! sections that need one are skipped, and the table says so.

mod ack;
mod alerts;
mod baseline;
mod bench;
mod database;
mod disk;
mod drain;
mod explanations;
mod fanout;
mod history;
mod http;
mod intake;
mod live;
mod machine;
mod memory;
mod poll;
mod population;
mod process;
mod report;
mod restart;
mod rooms;
mod start;
mod statistics;
mod steady;
mod webhooks;
mod websocket;

use std::process::ExitCode;

use anyhow::Context as _;

use crate::bench::Bench;
use crate::report::{Report, say};

/// Every section, in order: the cheap and steady ones first.
const SECTIONS: [&str; 14] = [
    "start", "disk", "intake", "steady", "ack", "drain", "live", "fanout", "history", "rooms",
    "memory", "restart", "poll", "alerts",
];

/// The servers that run in this program allocate as the console does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let outcome = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting a runtime")
        .and_then(|runtime| runtime.block_on(run()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("the benchmark failed: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    livekit_console::net::tls::install();
    // Cargo adds `--bench`.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let Some((first, rest)) = arguments.split_first()
        && first == baseline::ROLE
    {
        return baseline::serve(rest).await;
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let wanted: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|argument| *argument != "--quick").collect();
    if let Some(unknown) = wanted.iter().find(|section| !SECTIONS.contains(section)) {
        anyhow::bail!("there is no section `{unknown}`; there are {}", SECTIONS.join(", "));
    }
    let bench = Bench::new(quick);
    let mut report = Report::default();
    let outcome = sections(&bench, &mut report, &wanted).await;
    bench.drop_databases().await;
    outcome?;
    if wanted.is_empty() && !quick {
        report.write(&bench).await?;
    }
    Ok(())
}

async fn sections(bench: &Bench, report: &mut Report, wanted: &[&str]) -> anyhow::Result<()> {
    let all = SECTIONS.into_iter().filter(|name| wanted.is_empty() || wanted.contains(name));
    for section in all {
        report.begin(section);
        let outcome = match section {
            "start" => start::run(bench, report).await,
            "disk" => disk::run(bench, report).await,
            "intake" => intake::run(bench, report).await,
            "steady" => steady::run(bench, report).await,
            "ack" => ack::run(bench, report).await,
            "drain" => drain::run(bench, report).await,
            "live" => live::run(bench, report).await,
            "fanout" => fanout::run(bench, report).await,
            "history" => history::run(bench, report).await,
            "rooms" => rooms::run(bench, report).await,
            "memory" => memory::run(bench, report).await,
            "restart" => restart::run(bench, report).await,
            "poll" => poll::run(bench, report).await,
            _ => alerts::run(bench, report).await,
        };
        outcome.with_context(|| format!("in section `{section}`"))?;
    }
    Ok(())
}

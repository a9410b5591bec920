//! The size of the program, its start-up time and its idle memory.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::bench::{self, Bench, PROGRAM};
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::median;

/// How long a console is idle before its memory is read.
const IDLE: Duration = Duration::from_secs(3);

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let program = Path::new(PROGRAM);
    let size = megabytes(program).unwrap_or(0.0);
    report.figure("binary as measured, release profile with line tables", size, "MB", Goal::None);
    let dist = program.parent().and_then(Path::parent).map(|at| at.join("dist/livekit-console"));
    match dist.as_deref().and_then(megabytes) {
        Some(size) => report.figure("binary, dist profile", size, "MB", Goal::AtMost(30.0)),
        None => report.left_out("the binary of the dist profile is not built here"),
    }
    let mut times = Vec::new();
    for _ in 0..bench.rounds() + 2 {
        let folder = bench::folder()?;
        let began = Instant::now();
        let console = Process::console_in(folder, None)?;
        console.ready().await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    report.figure("start to ready, SQLite", median(times), "ms", Goal::AtMost(300.0));
    let console = Process::console(None).await?;
    tokio::time::sleep(IDLE).await;
    let idle = console.memory_bytes()? / 1e6;
    report.figure("idle process, SQLite", idle, "MB", Goal::AtMost(40.0));
    Ok(())
}

fn megabytes(file: &Path) -> Option<f64> {
    let bytes = std::fs::metadata(file).ok()?.len();
    Some(f64::from(u32::try_from(bytes / 1000).ok()?) / 1000.0)
}

//! The size of the program, its start-up time and its idle memory.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::bench::{self, Bench, PROGRAM};
use crate::process::Process;
use crate::report::{Goal, Report};
use crate::statistics::{median, number};

/// How long a console is idle before its memory is read.
const IDLE: Duration = Duration::from_secs(3);

/// How long its processor time is counted: the kernel counts it in hundredths of a second.
const IDLE_CPU: Duration = Duration::from_secs(30);

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let program = Path::new(PROGRAM);
    let size = megabytes(program)?;
    if program.parent().is_some_and(|folder| folder.ends_with("dist")) {
        report.figure("binary, dist profile", size, "MB", Goal::AtMost(25.0));
    } else {
        report.figure("binary as measured, with line tables", size, "MB", Goal::None);
        report.left_out("the dist profile, which is what is shipped: `make bench` measures it");
    }
    let mut times = Vec::new();
    for _ in 0..bench.rounds() + 2 {
        let folder = bench::folder()?;
        let began = Instant::now();
        let console = Process::console_in(folder, None)?;
        console.ready().await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    report.figure("start to ready, SQLite", median(times), "ms", Goal::AtMost(30.0));
    let console = Process::console(None).await?;
    tokio::time::sleep(IDLE).await;
    let idle = console.memory_bytes()? / 1e6;
    report.figure("idle process, SQLite", idle, "MB", Goal::AtMost(20.0));
    let own = console.own_memory_bytes()? / 1e6;
    report.figure("of it not pages of files, as the program's own", own, "MB", Goal::None);
    let before = console.cpu_seconds()?;
    tokio::time::sleep(IDLE_CPU).await;
    let used = (console.cpu_seconds()? - before) * 1000.0 / IDLE_CPU.as_secs_f64();
    report.figure("idle process, processor time", used, "ms/s", Goal::AtMost(1.5));
    Ok(())
}

fn megabytes(file: &Path) -> anyhow::Result<f64> {
    let bytes = std::fs::metadata(file)?.len();
    Ok(number(usize::try_from(bytes)?) / 1e6)
}

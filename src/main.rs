//! The program: arguments → configuration → app → exit code.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use livekit_console::api;
use livekit_console::app::{App, audited, readiness};
use livekit_console::clock::Clock;
use livekit_console::config::{Cli, Command, Config, read_dotenv};
use livekit_console::net::tls;
use livekit_console::telemetry::Log;
use tokio::signal::unix::{SignalKind, signal};

/// A webhook costs a tenth less with it than with the system's (docs/BENCHMARKS.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let log = Log::open();
    start(&log).await.unwrap_or_else(|error| {
        log.line(&format!("livekit-console: {error:#}"));
        ExitCode::FAILURE
    })
}

async fn start(log: &Log) -> anyhow::Result<ExitCode> {
    read_dotenv(Path::new(".env"))?;
    let Cli { command, options } = match Cli::read() {
        Ok(cli) => cli,
        // To clap the help that was asked for is an error, too.
        Err(told) => {
            printed(told.print())?;
            return Ok(ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(2)));
        }
    };
    if command == Some(Command::Openapi) {
        return print(&api::openapi::document());
    }
    let config = Config::load(options)?;
    tls::install();
    match command.unwrap_or(Command::Run) {
        Command::CheckConfig => print("the configuration is good"),
        Command::PrintConfig => print(&config.redacted()),
        Command::Health => {
            let (status, text) = readiness(&config).await?;
            print(&text)?;
            anyhow::ensure!(status.is_success(), "not ready: {status}");
            Ok(ExitCode::SUCCESS)
        }
        Command::VerifyAudit { expect } => print(&audited(&config, expect.as_deref()).await?),
        Command::Run | Command::Openapi => run(config, log).await.map(|()| ExitCode::SUCCESS),
    }
}

async fn run(config: Config, log: &Log) -> anyhow::Result<()> {
    log.start(config.log.json, &config.log.filter);
    let mut terminate = signal(SignalKind::terminate()).context("watching for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("watching for SIGINT")?;
    let mut hang_up = signal(SignalKind::hangup()).context("watching for SIGHUP")?;
    let has_terminal = io::stdin().is_terminal();
    let app = App::build(config, Clock::System).await?;
    app.run(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break tracing::info!("SIGTERM: stopping"),
                _ = interrupt.recv() => break tracing::info!("SIGINT: stopping"),
                _ = hang_up.recv() => {
                    if has_terminal {
                        break tracing::info!("SIGHUP: the terminal is gone; stopping");
                    }
                    tracing::info!("SIGHUP: going on; what is configured is read at the start only");
                }
            }
        }
    })
    .await
}

/// Prints what a command was asked for.
fn print(text: &str) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    printed(writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()))?;
    Ok(ExitCode::SUCCESS)
}

/// Whoever reads may have enough before the end, as `head` does: that is no failure.
fn printed(outcome: io::Result<()>) -> anyhow::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.context("writing to standard output"),
    }
}

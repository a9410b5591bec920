//! The program: arguments, configuration, app, exit code.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use livekit_console::api;
use livekit_console::app::{App, create_backup, readiness, restore_backup, verify_audit};
use livekit_console::clock::Clock;
use livekit_console::config::{Cli, Command, Config, Options, read_dotenv};
use livekit_console::metrics;
use livekit_console::net::tls;
use livekit_console::telemetry::Log;
use tokio::signal::unix::{SignalKind, signal};

/// Takes less processor time for a webhook than the system's allocator, and more memory for a
/// participant.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let log = Log::open();
    Box::pin(start(&log)).await.unwrap_or_else(|error| {
        log.line(&format!("livekit-console: {error:#}"));
        ExitCode::FAILURE
    })
}

async fn start(log: &Log) -> anyhow::Result<ExitCode> {
    read_dotenv(Path::new(".env"))?;
    let Cli { command, options } = match Cli::read() {
        Ok(cli) => cli,
        // clap returns help and version as errors, too.
        Err(message) => {
            printed(message.print())?;
            return Ok(ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2)));
        }
    };
    match command {
        Some(Command::Openapi) => return print(&api::openapi::document()),
        Some(Command::Metrics) => return print(&metrics::document()),
        _ => {}
    }
    let config = Config::load(options.clone())?;
    tls::install();
    match command.unwrap_or(Command::Run) {
        Command::CheckConfig => print("the configuration is valid"),
        Command::PrintConfig => print(&config.redacted()),
        Command::Health => {
            let (status, text) = readiness(&config).await?;
            print(&text)?;
            anyhow::ensure!(status.is_success(), "not ready: {status}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Backup { to } => print(&create_backup(&config, &to).await?),
        Command::Restore { from } => print(&restore_backup(&config, &from).await?),
        Command::VerifyAudit { expect } => print(&verify_audit(&config, expect.as_deref()).await?),
        Command::Run | Command::Openapi | Command::Metrics => {
            run((config, options), log).await.map(|()| ExitCode::SUCCESS)
        }
    }
}

async fn run((config, options): (Config, Options), log: &Log) -> anyhow::Result<()> {
    log.start(config.log.json, &config.log.filter);
    let mut terminate = signal(SignalKind::terminate()).context("watching for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("watching for SIGINT")?;
    let mut hang_up = signal(SignalKind::hangup()).context("watching for SIGHUP")?;
    let has_terminal = io::stdin().is_terminal();
    let app = App::build(config, Clock::System).await?;
    let reloader = app.reloader(options);
    app.run(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => break tracing::info!("SIGTERM: stopping"),
                _ = interrupt.recv() => break tracing::info!("SIGINT: stopping"),
                _ = hang_up.recv() => {
                    if has_terminal {
                        break tracing::info!("SIGHUP: the terminal is closed; stopping");
                    }
                    tracing::info!("SIGHUP: reading the configuration");
                    reloader.reload();
                }
            }
        }
    })
    .await
}

/// Prints the output of a command.
fn print(text: &str) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    printed(writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()))?;
    Ok(ExitCode::SUCCESS)
}

/// A reader may close the pipe before the end, as `head` does: that is no failure.
fn printed(outcome: io::Result<()>) -> anyhow::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.context("writing to standard output"),
    }
}

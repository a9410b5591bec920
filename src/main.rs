//! The program: arguments → configuration → app → exit code.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;
use livekit_console::app::{App, audited, reachable};
use livekit_console::clock::Clock;
use livekit_console::config::{Cli, Command, Config};
use livekit_console::{api, telemetry, tls};
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print_error(&format!("livekit-console: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn start() -> anyhow::Result<()> {
    match dotenvy::from_filename(".env") {
        Err(error) if !error.not_found() => return Err(error).context("reading `.env`"),
        _ => {}
    }
    let Cli { command, options } = Cli::parse();
    if command == Some(Command::Openapi) {
        print(&api::openapi::document());
        return Ok(());
    }
    let config = Config::load(options)?;
    tls::install();
    match command.unwrap_or(Command::Run) {
        Command::CheckConfig => print("the configuration is good"),
        Command::PrintConfig => print(&config.redacted()),
        Command::Health => return health(&config).await,
        Command::VerifyAudit { expect } => print(&audited(&config, expect.as_deref()).await?),
        Command::Run | Command::Openapi => return run(config).await,
    }
    Ok(())
}

async fn run(config: Config) -> anyhow::Result<()> {
    telemetry::start(config.log.json, &config.log.filter);
    let mut terminate = signal(SignalKind::terminate()).context("watching for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("watching for SIGINT")?;
    let app = App::build(config, Clock::System).await?;
    app.run(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("SIGTERM: stopping"),
            _ = interrupt.recv() => tracing::info!("SIGINT: stopping"),
        }
    })
    .await
}

async fn health(config: &Config) -> anyhow::Result<()> {
    let url = format!("http://{}/readyz", reachable(config.listen));
    let answer = reqwest::get(&url).await.with_context(|| format!("asking {url}"))?;
    let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
    print(&text);
    anyhow::ensure!(status.is_success(), "not ready: {status}");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a command was asked for goes to standard output")]
fn print(text: &str) {
    println!("{}", text.trim_end());
}

#[expect(clippy::print_stderr, reason = "logging may not have started")]
fn print_error(text: &str) {
    eprintln!("{text}");
}

//! `kill -9`: what was acknowledged is kept, and counted once.

use std::path::Path;
use std::time::Duration;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::console::now;
use crate::database::Database;
use crate::ledger::assert_stored;
use crate::load::Load;
use crate::process::Process;

/// Senders of the load.
const SENDERS: usize = 8;

/// The seed of the moments, or `CRASH_SEED`.
fn seed() -> u64 {
    std::env::var("CRASH_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261)
}

/// How many times to crash: `CRASH_ROUNDS`, or `default`.
fn rounds(default: u32) -> u32 {
    std::env::var("CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(default)
}

/// Crashes `rounds` times under load, each time at another moment: of the start, of the first
/// webhooks, or in the middle of many.
#[expect(clippy::print_stderr, reason = "a run of many rounds tells what it did")]
async fn crash_under_load(dir: &Path, url: &str, rounds: u32) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed());
    let load = Load::start(now(), SENDERS, seed());
    let settings = [("DATABASE_URL", url), ("LOG_FILTER", "warn,livekit_console=info")];
    for _ in 0..rounds {
        let mut console = Process::start(dir, &settings).await;
        load.aim(Some(console.address));
        let more = [0, 1, dice.random_range(2..40), dice.random_range(40..300)];
        load.more(more[dice.random_range(0..more.len())]).await;
        // A moment of its own inside of a group commit, a batch, or the linger before it.
        tokio::time::sleep(Duration::from_micros(dice.random_range(0..40_000))).await;
        console.kill();
        load.aim(None);
    }
    let (sent, acknowledged) = load.end().await;
    let console = Process::start(dir, &settings).await;
    console.until_stored().await;
    console.stop().await;
    let stored = assert_stored(url, &sent, &acknowledged).await;
    eprintln!("{rounds} crashes: {} acknowledged, {stored} stored", acknowledged.len());
    assert!(acknowledged.len() >= rounds as usize, "there was a load");
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_at_random_moments_under_load_loses_nothing_and_counts_nothing_twice_on_sqlite() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", dir.path().join("console.db").display());
    crash_under_load(dir.path(), &url, rounds(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_at_random_moments_under_load_loses_nothing_and_counts_nothing_twice_on_timescale() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let database = Database::timescale().await;
    crash_under_load(dir.path(), database.url(), rounds(5)).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_while_the_database_is_down_loses_nothing() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let database = Database::timescale().await;
    let away = [("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")];
    let load = Load::start(now(), SENDERS, seed());
    for _ in 0..3 {
        let mut console = Process::start(dir.path(), &away).await;
        load.aim(Some(console.address));
        load.more(100).await;
        console.kill();
        load.aim(None);
    }
    let (sent, acknowledged) = load.end().await;
    let console = Process::start(dir.path(), &[("DATABASE_URL", database.url())]).await;
    console.until_stored().await;
    console.stop().await;
    let stored = assert_stored(database.url(), &sent, &acknowledged).await;
    assert!(stored >= 300, "{stored}");
    database.remove().await;
}

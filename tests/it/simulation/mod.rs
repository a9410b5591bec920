//! A seeded simulation of the whole path: intake, journal, pipeline, storage, store. One thread
//! gives each its turn in an order that the seed chooses, by a clock that is set by hand, while the
//! disk and the database fail and the process dies. The same seed plays the same world.
//!
//! `make test` plays a hundred worlds. With `-- --ignored` others are played: for an hour with
//! `SIMULATE=3600`, and with `SIMULATE_SEED=17` the one of that seed, whose steps are printed.

mod console;
mod database;
mod disk;
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use world::World;

/// How much of a world that failed is printed, steps.
const LAST_STEPS: usize = 40;

/// All that happened in a world, a line a step.
#[derive(Debug, Clone, Default)]
struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    fn note(&self, line: String) {
        self.0.lock().push(line);
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().clone()
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a whole number, not `{text}`")))
}

/// Plays the world of `seed`; if it fails, the seed and its last steps are printed.
#[expect(clippy::print_stderr, reason = "it tells how to play the same world again")]
fn play(seed: u64) -> Vec<String> {
    let trace = Trace::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let world = async { World::new(seed, trace.clone()).await.play().await };
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.expect("a runtime").block_on(world)));
    let lines = trace.lines();
    if let Err(panic) = outcome {
        let mut last = String::new();
        for line in &lines[lines.len().saturating_sub(LAST_STEPS)..] {
            let _ = writeln!(last, "  {line}");
        }
        eprintln!("the world of SIMULATE_SEED={seed} fails after\n{last}");
        resume_unwind(panic);
    }
    lines
}

/// Plays the worlds of these seeds, in each of which what is acknowledged is stored once.
fn play_all(seeds: RangeInclusive<u64>) {
    let mut happened = BTreeMap::new();
    for seed in seeds {
        for line in play(seed) {
            let step = line.split(' ').next().unwrap_or_default().to_owned();
            *happened.entry(step).or_insert(0) += 1;
        }
    }
    for step in ["Send", "Append", "Apply", "Store", "BreakDatabase", "SetClock", "Kill", "Stop"] {
        assert!(happened.get(step).is_some_and(|times| *times > 10), "{step}: {happened:?}");
    }
}

#[test]
fn what_is_acknowledged_is_stored_once_in_simulated_worlds_1_to_25() {
    play_all(1..=25);
}

#[test]
fn what_is_acknowledged_is_stored_once_in_simulated_worlds_26_to_50() {
    play_all(26..=50);
}

#[test]
fn what_is_acknowledged_is_stored_once_in_simulated_worlds_51_to_75() {
    play_all(51..=75);
}

#[test]
fn what_is_acknowledged_is_stored_once_in_simulated_worlds_76_to_100() {
    play_all(76..=100);
}

#[test]
#[ignore = "a search for further faults that takes as long as is asked for"]
#[expect(clippy::print_stderr, reason = "a long run tells what it did")]
fn what_is_acknowledged_is_stored_once_in_the_worlds_that_are_asked_for() {
    if let Some(seed) = number("SIMULATE_SEED") {
        eprintln!("{}", play(seed).join("\n"));
    }
    let seconds = number("SIMULATE").unwrap_or(0);
    let first = number("SIMULATE_FIRST_SEED").unwrap_or(101);
    let (began, mut worlds) = (Instant::now(), 0);
    while began.elapsed() < Duration::from_secs(seconds) {
        play(first + worlds);
        worlds += 1;
    }
    eprintln!("{worlds} worlds from SIMULATE_SEED={first} on");
}

#[test]
fn the_same_seed_plays_the_same_world() {
    for seed in [3, 11] {
        let (one, other) = (play(seed), play(seed));
        assert!(one.len() > 50, "{} steps", one.len());
        assert_eq!(one, other, "seed {seed}");
    }
}

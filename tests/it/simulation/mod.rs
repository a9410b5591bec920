//! A seeded simulation of the whole path: intake, journal, pipeline, storage, store. One thread
//! gives each its turn in an order that the seed chooses, by a clock that is set by hand, while the
//! disk and the database fail and the process dies. The same seed plays the same world.
//!
//! `make test` plays for two minutes; `SIMULATE=3600` for an hour; `SIMULATE_SEED=17` plays the one
//! world of that seed, and prints all that happens in it.

mod console;
mod database;
mod disk;
mod world;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use world::World;

/// For how long worlds are played, seconds; `SIMULATE` sets another.
const SECONDS: u64 = 120;

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

#[test]
#[expect(clippy::print_stderr, reason = "a long run tells what it did")]
fn what_is_acknowledged_is_stored_once_in_every_simulated_world() {
    if let Some(seed) = number("SIMULATE_SEED") {
        eprintln!("{}", play(seed).join("\n"));
        return;
    }
    let budget = Duration::from_secs(number("SIMULATE").unwrap_or(SECONDS));
    let first = number("SIMULATE_FIRST_SEED").unwrap_or(1);
    let (began, mut worlds, mut steps) = (Instant::now(), 0, 0);
    while worlds < 3 || began.elapsed() < budget {
        steps += play(first + worlds).len();
        worlds += 1;
    }
    eprintln!("{worlds} worlds from SIMULATE_SEED={first} on, {steps} steps");
}

#[test]
fn the_same_seed_plays_the_same_world() {
    for seed in [3, 11] {
        let (one, other) = (play(seed), play(seed));
        assert!(one.len() > 50, "{} steps", one.len());
        assert_eq!(one, other, "seed {seed}");
    }
}

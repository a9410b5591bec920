//! Pauses a receiver for a while after it failed, so that it does not delay others.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::compose::doubled;
use crate::model::Millis;

/// The longest pause of a receiver, milliseconds.
const LONGEST_PAUSE_MS: i64 = 60_000;

#[derive(Debug, Clone, Copy)]
struct Pause {
    failures: u32,
    until: Millis,
}

/// The paused receivers. They are only in memory: after a restart each receiver is tried once.
#[derive(Debug, Default)]
pub(super) struct Pauses(Mutex<HashMap<String, Pause>>);

impl Pauses {
    /// Whether the receiver is paused now.
    pub(super) fn holds(&self, receiver: &str, now: Millis) -> bool {
        let pauses = self.0.lock();
        // If the clock was set back, a pause must not exceed the longest pause.
        let left = |pause: &Pause| pause.until.since(now);
        pauses.get(receiver).is_some_and(|pause| (1..=LONGEST_PAUSE_MS).contains(&left(pause)))
    }

    /// Ends the pause: the receiver works again.
    pub(super) fn end(&self, receiver: &str) {
        self.0.lock().remove(receiver);
    }

    /// Begins a pause after a failure; it is longer after more failures in a row.
    pub(super) fn begin(&self, receiver: &str, at: Millis) {
        let mut pauses = self.0.lock();
        let failures = pauses.get(receiver).map_or(0, |pause| pause.failures);
        let length = doubled(failures, LONGEST_PAUSE_MS);
        let pause = Pause { failures: failures.saturating_add(1), until: at.plus(length) };
        pauses.insert(receiver.to_owned(), pause);
    }
}

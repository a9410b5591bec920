//! Leaving a receiver alone for a while after it failed, so that it keeps nobody waiting.

use std::collections::HashMap;
use std::sync::Mutex;

use super::compose::doubled;
use crate::model::Millis;

/// The longest that a receiver is left alone after it failed, milliseconds.
const LONGEST_PAUSE_MS: i64 = 60_000;

#[derive(Debug, Clone, Copy)]
struct Pause {
    failures: u32,
    until: Millis,
}

/// Who is left alone now. Kept in memory: after a restart each is tried once.
#[derive(Debug, Default)]
pub(super) struct Pauses(Mutex<HashMap<String, Pause>>);

impl Pauses {
    /// Whether the receiver is left alone now.
    pub(super) fn holds(&self, receiver: &str, now: Millis) -> bool {
        let pauses = self.0.lock().expect("no holder of this lock panics");
        // Of a clock that was set back meanwhile a pause does not become longer than any.
        let left = |pause: &Pause| pause.until.since(now);
        pauses.get(receiver).is_some_and(|pause| (1..=LONGEST_PAUSE_MS).contains(&left(pause)))
    }

    /// It works again.
    pub(super) fn end(&self, receiver: &str) {
        self.0.lock().expect("no holder of this lock panics").remove(receiver);
    }

    /// It failed: the more often in a row, the longer it is left alone.
    pub(super) fn begin(&self, receiver: &str, at: Millis) {
        let mut pauses = self.0.lock().expect("no holder of this lock panics");
        let failures = pauses.get(receiver).map_or(0, |pause| pause.failures);
        let length = doubled(failures, LONGEST_PAUSE_MS);
        let pause = Pause { failures: failures.saturating_add(1), until: at.plus(length) };
        pauses.insert(receiver.to_owned(), pause);
    }
}

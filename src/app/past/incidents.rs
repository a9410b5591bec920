//! What went wrong between LiveKit and the console in the past, beside what the simulation itself
//! plays: crashes of the node and a bad network.

use crate::model::Millis;

const MINUTE: i64 = 60_000;

/// The console was down: after how much of the past, percent, and for how long, milliseconds.
const DOWN: (i64, i64) = (36, 7 * MINUTE);

/// No webhook arrived, though LiveKit's API answered: after how much of the past, percent, and for
/// how long, milliseconds.
const SILENCES: [(i64, i64); 2] = [(57, 14 * MINUTE), (92, 9 * MINUTE)];

/// How long after an incident LiveKit's rooms are listed often, milliseconds.
const AFTERMATH: i64 = 2 * MINUTE;

/// The incidents of a past.
#[derive(Debug, Clone, Copy)]
pub(super) struct Incidents {
    from: Millis,
    length: i64,
}

impl Incidents {
    /// The incidents of the past between these times.
    pub(super) const fn between(from: Millis, end: Millis) -> Self {
        Self { from, length: end.since(from) }
    }

    /// Whether the console is down at `at`.
    pub(super) fn is_down(self, at: Millis) -> bool {
        self.is_within(at, DOWN, 0)
    }

    /// Whether a webhook that is sent at `at` is lost.
    pub(super) fn loses_webhooks(self, at: Millis) -> bool {
        self.is_down(at) || SILENCES.iter().any(|silence| self.is_within(at, *silence, 0))
    }

    /// Whether there is an incident at `at`, or was shortly before.
    pub(super) fn is_troubled(self, at: Millis) -> bool {
        let within = |incident: &(i64, i64)| self.is_within(at, *incident, AFTERMATH);
        within(&DOWN) || SILENCES.iter().any(within)
    }

    fn is_within(self, at: Millis, (percent, length): (i64, i64), after: i64) -> bool {
        let from = self.from.plus(self.length / 100 * percent);
        from <= at && at < from.plus(length + after)
    }
}

//! Absence: what it means that a listing of LiveKit's API omits a participant, room or job.

use serde::{Deserialize, Serialize};

use super::{End, LATE_MS, Millis, Proof};

/// Gone, as inferred by the reconciler. Any later sign of life overrules it, and so does an end
/// that LiveKit reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Absence {
    /// The latest possible time of the end, by our clock: the first listing without it.
    #[serde(rename = "a")]
    pub at: Millis,
    /// The earliest possible time of the end, by LiveKit's clock: its last sign of life.
    #[serde(rename = "f")]
    pub earliest: Millis,
    /// How far our clock is ahead of LiveKit's, as [`Finding::skew_ms`](super::Finding::skew_ms).
    #[serde(rename = "k", default, skip_serializing_if = "is_zero")]
    pub skew_ms: i64,
    /// Whether it is still listed: an entry with no participant or room behind it.
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_ghost: bool,
    /// Whether LiveKit may have restarted meanwhile: then no webhook could report the end, and a
    /// missing one proves nothing about webhooks.
    #[serde(rename = "c", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_cut_off: bool,
    /// What it is inferred from, in words.
    #[serde(rename = "e")]
    pub evidence: Box<str>,
}

impl Absence {
    /// The latest possible time of the end, by LiveKit's clock.
    pub const fn latest(&self) -> Millis {
        self.at.plus(-self.skew_ms)
    }

    /// The inferred end of what was last proved to be alive by `proof`, at `alive` by LiveKit's
    /// clock; `None` if that was later than the absence.
    pub fn end(&self, proof: Proof, alive: Millis) -> Option<End> {
        if self.is_overruled(proof, alive) {
            return None;
        }
        let latest = self.latest().max(alive);
        Some(End::inferred(self.earliest.max(alive), latest, self.evidence.clone()))
    }

    /// Whether there is later proof of life. A proof that was received later may have been delayed:
    /// then the time that it names decides.
    fn is_overruled(&self, proof: Proof, alive: Millis) -> bool {
        // A ghost goes on being listed: that proves nothing.
        if self.is_ghost && proof.listed().is_some() && proof.last() <= proof.listed() {
            return false;
        }
        let Some(last) = proof.last() else { return alive > self.latest() };
        let late_ms = last.since(self.at);
        proof.listed() > Some(self.at)
            || late_ms > LATE_MS
            || (late_ms > 0 && alive > self.latest())
    }

    /// Keeps the later of two; returns whether `mine` changed.
    pub(super) fn merge(mine: &mut Option<Box<Self>>, theirs: Option<Box<Self>>) -> bool {
        let newer = theirs > *mine;
        if newer {
            *mine = theirs;
        }
        newer
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}

//! Absence: what a listing of LiveKit's API tells of somebody by leaving them out.

use serde::{Deserialize, Serialize};

use super::{End, Millis};

/// Gone, as concluded by the reconciler; overruled by any later sign of life and by what LiveKit
/// itself says of the end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Absence {
    /// The latest time at which it can have ended: that of the first listing without it.
    #[serde(rename = "a")]
    pub at: Millis,
    /// The earliest time at which it can have ended: that of its last sign of life.
    #[serde(rename = "f")]
    pub earliest: Millis,
    /// Whether it is listed all the same: an entry with nobody behind it.
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_ghost: bool,
    /// Whether LiveKit may have been started again meanwhile: then no webhook could tell the end,
    /// and that none did proves nothing of webhooks.
    #[serde(rename = "c", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_cut_off: bool,
    /// What it is concluded from, in words.
    #[serde(rename = "e")]
    pub evidence: Box<str>,
}

impl Absence {
    /// The end that it tells of something last alive at `alive`; `None` if that was later.
    pub fn end(&self, alive: Millis) -> Option<End> {
        (self.at >= alive)
            .then(|| End::inferred(self.earliest.max(alive), self.at, self.evidence.clone()))
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

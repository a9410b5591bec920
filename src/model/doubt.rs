//! Doubt: sources contradict each other about a participant or room, and nothing is inferred yet.

use serde::{Deserialize, Serialize};

use super::Millis;

/// In doubt, as the reconciler found; resolved by any later proof of life and by any end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Doubt {
    /// When the listing that raised it was requested, by our clock.
    #[serde(rename = "a")]
    pub at: Millis,
    /// The last sign of life before it, by LiveKit's clock.
    #[serde(rename = "f")]
    pub earliest: Millis,
    /// Whether the reason is that it is not listed: then the doubt is resolved as soon as it is
    /// listed again.
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unlisted: bool,
    /// What the sources say, in words.
    #[serde(rename = "e")]
    pub evidence: Box<str>,
}

impl Doubt {
    /// Whether it stands: there is no proof of life since.
    pub fn stands(&self, proved_at: Option<Millis>) -> bool {
        proved_at.is_none_or(|proved_at| proved_at < self.at)
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

//! Proof of life, by our own clock.
//!
//! LiveKit's times are of several machines: the one that allocated the room, the node of the
//! connection, the sender of the webhook. They are shown as told, and never compared with each other
//! or with ours to conclude who came first. What came first is told by when it reached us.

use serde::{Deserialize, Serialize};

use super::{Millis, latest};

/// What is received so long after it happened is no webhook of LiveKit's any more, milliseconds: it
/// drops one after 30 s in its queue, and tries five times within 15 s. What came within it may have
/// been on its way while something else happened.
pub const LATE_MS: i64 = 60_000;

/// When proofs of somebody's life reached us: of a start, a join, a publication when the webhook was
/// received, of a listing when it was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The first one.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Millis>,
    /// The last one.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Millis>,
    /// The last listing that was taken as proof.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<Millis>,
}

impl Proof {
    /// A webhook proves it.
    pub const fn received(at: Millis) -> Self {
        Self { first: Some(at), last: Some(at), listed: None }
    }

    /// A listing proves it that was asked for at `at`.
    pub const fn listed(at: Millis) -> Self {
        Self { first: Some(at), last: Some(at), listed: Some(at) }
    }

    /// Whether nothing was proved; for serde.
    pub const fn is_none(&self) -> bool {
        self.last.is_none()
    }

    /// When it began, as far as that orders the stays of one identity: who is listed later, or was
    /// first heard of later, is the later one.
    pub fn begun(self) -> Option<Millis> {
        self.first.max(self.listed)
    }

    /// Joins another; returns whether anything changed.
    pub(super) fn merge(&mut self, other: Self) -> bool {
        let first = latest::keep_min(&mut self.first, other.first);
        let last = latest::keep_max(&mut self.last, other.last);
        let listed = latest::keep_max(&mut self.listed, other.listed);
        first || last || listed
    }
}

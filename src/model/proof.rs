//! Proof of life, by our own clock.
//!
//! LiveKit's times are of several machines: the one that allocated the room, the node of the
//! connection, the sender of the webhook. They are shown as reported, and never compared with each
//! other or with our clock to infer an order. The order is that in which proofs reached us.

use serde::{Deserialize, Serialize};

use super::{Millis, latest};

/// How late a webhook of LiveKit can be, milliseconds: LiveKit drops one after 30 s in its queue,
/// and tries five times within 15 s. A webhook within this time may have been delayed while
/// something else happened.
pub const LATE_MS: i64 = 60_000;

/// When proofs of life reached us: of a start, a join or a publication when the webhook was
/// received, of a listing when it was requested.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The first one.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Millis>,
    /// The last one.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Millis>,
    /// The last listing that counts as proof.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<Millis>,
}

impl Proof {
    /// Proof by a webhook received at `at`.
    pub const fn received(at: Millis) -> Self {
        Self { first: Some(at), last: Some(at), listed: None }
    }

    /// Proof by a listing requested at `at`.
    pub const fn listed(at: Millis) -> Self {
        Self { first: Some(at), last: Some(at), listed: Some(at) }
    }

    /// Whether there is no proof; used by serde.
    pub const fn is_none(&self) -> bool {
        self.last.is_none()
    }

    /// When it began, for ordering the sessions of one identity: the one listed later, or first
    /// seen later, is the later one.
    pub fn begun(self) -> Option<Millis> {
        self.first.max(self.listed)
    }

    /// Merges another; returns whether anything changed.
    pub(super) fn merge(&mut self, other: Self) -> bool {
        let first = latest::keep_min(&mut self.first, other.first);
        let last = latest::keep_max(&mut self.last, other.last);
        let listed = latest::keep_max(&mut self.listed, other.listed);
        first || last || listed
    }
}

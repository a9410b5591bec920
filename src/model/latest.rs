//! A value of which the latest report counts, in whatever order the reports arrive.

use serde::{Deserialize, Serialize};

use super::Millis;

/// The order of events of the same second: LiveKit's `createdAt` has whole seconds, so the cause
/// decides where the clock cannot.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Rank(pub u8);

impl Rank {
    /// `room_started`.
    pub const ROOM_STARTED: Self = Self(0);
    /// `participant_joined`.
    pub const JOINED: Self = Self(1);
    /// Something started: a track, an egress, an ingress, an agent job.
    pub const STARTED: Self = Self(2);
    /// Anything else.
    pub const UPDATED: Self = Self(3);
    /// Something ended: a track, an egress, an ingress, an agent job.
    pub const ENDED: Self = Self(4);
    /// `participant_left`, `participant_connection_aborted`.
    pub const LEFT: Self = Self(5);
    /// `room_finished`.
    pub const ROOM_FINISHED: Self = Self(6);
}

/// When something was reported: event time, then cause, then a tie-break that depends on the event
/// alone (its version and id), never on its arrival.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Stamp {
    /// Event time.
    #[serde(rename = "t")]
    pub at: Millis,
    /// Causal rank within the same event time.
    #[serde(rename = "r")]
    pub rank: Rank,
    /// The object's own version in the high half, a hash of the event id in the low half.
    #[serde(rename = "x")]
    pub tie: u64,
}

impl Stamp {
    /// The stamp of the event `id` about version `version` (0 if it has none) of an object.
    pub fn new(at: Millis, rank: Rank, version: u32, id: &str) -> Self {
        Self { at, rank, tie: u64::from(version) << 32 | u64::from(crc32fast::hash(id.as_bytes())) }
    }
}

/// The latest known value of something, with when it was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latest<T> {
    /// When it was reported.
    #[serde(rename = "s")]
    pub stamp: Stamp,
    /// What was reported.
    #[serde(rename = "v")]
    pub value: T,
}

impl<T: Ord> Latest<T> {
    /// Keeps the later of the two; returns whether `mine` changed. At equal stamps the greater
    /// value is kept, so that the order of merging does not matter.
    pub fn merge(mine: &mut Option<Self>, theirs: Option<Self>) -> bool {
        let Some(theirs) = theirs else { return false };
        let newer = match mine {
            None => true,
            Some(current) => (theirs.stamp, &theirs.value) > (current.stamp, &current.value),
        };
        if newer {
            *mine = Some(theirs);
        }
        newer
    }
}

/// Keeps the smaller of two known values; returns whether `mine` changed.
pub(super) fn keep_min<T: Ord + Copy>(mine: &mut Option<T>, theirs: Option<T>) -> bool {
    match (*mine, theirs) {
        (None, Some(value)) => {
            *mine = Some(value);
            true
        }
        (Some(current), Some(value)) if value < current => {
            *mine = Some(value);
            true
        }
        _ => false,
    }
}

/// Keeps the greater of two known values; returns whether `mine` changed.
pub(super) fn keep_max<T: Ord + Copy>(mine: &mut Option<T>, theirs: Option<T>) -> bool {
    match (*mine, theirs) {
        (None, Some(value)) => {
            *mine = Some(value);
            true
        }
        (Some(current), Some(value)) if value > current => {
            *mine = Some(value);
            true
        }
        _ => false,
    }
}

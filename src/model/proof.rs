//! Proof of life, by our own clock.
//!
//! LiveKit's times are of several machines: the one that allocated the room, the node of the
//! connection, the sender of the webhook. They are shown as reported, and never compared with each
//! other or with our clock to infer an order. The order is that in which proofs reached us.

use serde::{Deserialize, Serialize};

use super::Millis;

/// How late a webhook of LiveKit can be, milliseconds: LiveKit drops one after 30 s in its queue,
/// and tries five times within 15 s. A webhook within this time may have been delayed while
/// something else happened.
pub const LATE_MS: i64 = 60_000;

/// When proofs of life reached us: of a start, a join or a publication when the webhook was
/// received, of a listing when it was requested.
///
/// What there was not is stored as the time that loses every comparison: three optional times would
/// take twice the memory, in every participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Fields", into = "Fields")]
pub struct Proof {
    first: Millis,
    last: Millis,
    listed: Millis,
}

/// Later than every time.
const NO_FIRST: Millis = Millis(i64::MAX);

/// Earlier than every time.
const NO_LAST: Millis = Millis(i64::MIN);

impl Default for Proof {
    fn default() -> Self {
        Self::NONE
    }
}

impl Proof {
    /// No proof.
    pub const NONE: Self = Self { first: NO_FIRST, last: NO_LAST, listed: NO_LAST };

    /// Proof by a webhook received at `at`.
    pub const fn received(at: Millis) -> Self {
        Self::between(at, at)
    }

    /// Proofs by others than listings, the first and the last.
    pub const fn between(first: Millis, last: Millis) -> Self {
        Self { first, last, listed: NO_LAST }
    }

    /// Proof by a listing requested at `at`.
    pub const fn by_listing(at: Millis) -> Self {
        Self { first: at, last: at, listed: at }
    }

    /// The same with another last one.
    #[must_use]
    pub const fn with_last(self, last: Millis) -> Self {
        Self { last, ..self }
    }

    /// The first one.
    pub fn first(self) -> Option<Millis> {
        (self.first != NO_FIRST).then_some(self.first)
    }

    /// The last one.
    pub fn last(self) -> Option<Millis> {
        (self.last != NO_LAST).then_some(self.last)
    }

    /// The last listing that counts as proof.
    pub fn listed(self) -> Option<Millis> {
        (self.listed != NO_LAST).then_some(self.listed)
    }

    /// Whether there is no proof; used by serde.
    pub fn is_none(&self) -> bool {
        self.last().is_none()
    }

    /// When it began, for ordering the sessions of one identity: the one listed later, or first
    /// seen later, is the later one.
    pub fn begun(self) -> Option<Millis> {
        self.first().max(self.listed())
    }

    /// Merges another; returns whether anything changed.
    pub(super) fn merge(&mut self, other: Self) -> bool {
        let both = Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            listed: self.listed.max(other.listed),
        };
        let changed = both != *self;
        *self = both;
        changed
    }
}

/// How it is stored.
#[derive(Serialize, Deserialize)]
struct Fields {
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    first: Option<Millis>,
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    last: Option<Millis>,
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    listed: Option<Millis>,
}

impl From<Fields> for Proof {
    fn from(fields: Fields) -> Self {
        Self {
            first: fields.first.unwrap_or(NO_FIRST),
            last: fields.last.unwrap_or(NO_LAST),
            listed: fields.listed.unwrap_or(NO_LAST),
        }
    }
}

impl From<Proof> for Fields {
    fn from(proof: Proof) -> Self {
        Self { first: proof.first(), last: proof.last(), listed: proof.listed() }
    }
}

#[cfg(test)]
mod tests {
    use super::Proof;
    use crate::model::Millis;

    #[test]
    fn a_proof_is_stored_by_the_times_that_it_has() {
        for (proof, json) in [
            (Proof::NONE, "{}"),
            (Proof::received(Millis(5)), r#"{"f":5,"l":5}"#),
            (Proof::by_listing(Millis(0)), r#"{"f":0,"l":0,"i":0}"#),
            (Proof::between(Millis(-1), Millis(7)), r#"{"f":-1,"l":7}"#),
        ] {
            assert_eq!(serde_json::to_string(&proof).expect("plain data"), json);
            assert_eq!(serde_json::from_str::<Proof>(json).expect("a proof"), proof);
        }
    }

    #[test]
    fn merging_keeps_the_first_and_the_last_of_both() {
        let mut proof = Proof::NONE;
        assert!(!proof.merge(Proof::NONE) && proof.is_none());
        assert_eq!((proof.first(), proof.last(), proof.listed()), (None, None, None));
        assert!(proof.merge(Proof::received(Millis(5))) && !proof.is_none());
        assert!(!proof.merge(Proof::received(Millis(5))));
        assert!(proof.merge(Proof::by_listing(Millis(3))));
        let times = (proof.first(), proof.last(), proof.listed());
        assert_eq!(times, (Some(Millis(3)), Some(Millis(5)), Some(Millis(3))));
        assert!(!proof.merge(Proof::NONE));
    }
}

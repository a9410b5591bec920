//! Which sources reported something: stored with each record, to show what webhooks missed.

use serde::{Deserialize, Serialize};

use super::Source;

/// A set of sources, and whether a webhook reported the beginning or the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeenBy(u8);

impl From<Source> for SeenBy {
    fn from(source: Source) -> Self {
        Self::from(source)
    }
}

impl SeenBy {
    /// No source.
    pub const NOBODY: Self = Self(0);
    /// A webhook reported the beginning: `room_started`, `participant_joined`, `track_published`.
    pub const BEGINNING: Self = Self(1 << 7);
    /// A webhook reported the end: `track_unpublished`.
    pub const END: Self = Self(1 << 6);

    /// The set of one source.
    pub const fn from(source: Source) -> Self {
        Self(match source {
            Source::Webhook => 1,
            Source::Poll => 1 << 1,
            Source::Scrape => 1 << 2,
            Source::Client => 1 << 3,
            Source::Operator => 1 << 4,
        })
    }

    /// The union of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is in it.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it is empty; used by serde.
    pub const fn is_nobody(&self) -> bool {
        self.0 == 0
    }

    /// The sources' names.
    pub fn names(self) -> Vec<String> {
        Source::ALL
            .into_iter()
            .filter(|source| self.has(Self::from(*source)))
            .map(|source| source.as_str().to_owned())
            .collect()
    }

    /// Adds the sources of `other`; returns whether anything was added.
    pub(super) const fn merge(&mut self, other: Self) -> bool {
        let both = self.and(other);
        let changed = both.0 != self.0;
        *self = both;
        changed
    }
}

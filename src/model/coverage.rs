//! Coverage: for which times listings show what no webhook reports.

use serde::{Deserialize, Serialize};

use super::Millis;

/// The largest distance of two listings, milliseconds, at which they also cover the time between
/// them: a room with people is listed every five seconds, as far as the request budget allows.
pub const STEP_MS: i64 = 20_000;

/// How many spans are stored, the latest ones: each pause between listings starts another span.
const SPANS: usize = 32;

/// When a room's participants were listed: spans of consecutive listings, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Coverage(Vec<(Millis, Millis)>);

impl Coverage {
    /// Adds a listing that was requested at `at`, not before the last one.
    pub fn add(&mut self, at: Millis) {
        match self.0.last_mut() {
            Some((_, last)) if at <= *last => {}
            Some((_, last)) if at.since(*last) <= STEP_MS => *last = at,
            _ => {
                // A single listing covers no time but its own.
                let _ = self.0.pop_if(|(first, last)| first == last);
                if self.0.len() >= SPANS {
                    self.0.remove(0);
                }
                self.0.reserve_exact(1);
                self.0.push((at, at));
            }
        }
    }

    /// The latest time, up to `at`, that a listing covers; `None` if none does.
    pub fn latest(&self, at: Millis) -> Option<Millis> {
        let (_, last) = self.0.iter().rfind(|(first, _)| *first <= at)?;
        Some(at.min(*last))
    }

    /// Whether there was no listing; used by serde.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The union of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.merge(other);
        self
    }

    /// Adds the spans of another; returns whether anything changed.
    pub(super) fn merge(&mut self, other: Self) -> bool {
        if other.0.is_empty() || self.0 == other.0 {
            return false;
        }
        let before = std::mem::take(&mut self.0);
        let mut all: Vec<_> = before.iter().copied().chain(other.0).collect();
        all.sort_unstable();
        let mut joined: Vec<(Millis, Millis)> = Vec::new();
        for (first, last) in all {
            match joined.last_mut() {
                Some((_, end)) if first.since(*end) <= STEP_MS => *end = last.max(*end),
                _ => joined.push((first, last)),
            }
        }
        joined.drain(..joined.len().saturating_sub(SPANS));
        self.0 = joined;
        self.0 != before
    }
}

#[cfg(test)]
mod tests {
    use super::{Coverage, SPANS};
    use crate::model::Millis;

    fn listed(at: impl IntoIterator<Item = i64>) -> Coverage {
        let mut coverage = Coverage::default();
        for second in at {
            coverage.add(Millis(second * 1000));
        }
        coverage
    }

    #[test]
    fn a_time_is_covered_if_listings_around_it_followed_each_other() {
        let coverage = listed([10, 20, 40, 61, 122, 130]);
        for (at, latest) in [
            (9, None),
            (10, Some(10)),
            (33, Some(33)),
            (40, Some(40)),
            // The single listing at 61 was dropped.
            (70, Some(40)),
            (121, Some(40)),
            (125, Some(125)),
            (500, Some(130)),
        ] {
            let seconds = coverage.latest(Millis(at * 1000)).map(|at| at.0 / 1000);
            assert_eq!(seconds, latest, "{at}");
        }
    }

    #[test]
    fn two_coverages_are_merged_and_neither_grows_for_ever() {
        let (mut one, other) = (listed([10, 20, 200, 210]), listed([25, 40, 100, 110]));
        assert!(one.merge(other.clone()) && !one.merge(other));
        let spans = [(10, 40), (100, 110), (200, 210)];
        assert_eq!(one.0, spans.map(|(a, b)| (Millis(a * 1000), Millis(b * 1000))));
        let pauses = listed((0..1000).flat_map(|n| [n * 100, n * 100 + 5]));
        assert_eq!(pauses.0.len(), SPANS);
        assert_eq!(pauses.latest(Millis(i64::MAX)), Some(Millis(99_905_000)));
    }
}

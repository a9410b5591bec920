//! A histogram's buckets, and the observations between two readings.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::model::Spread;

/// The most buckets of one histogram: LiveKit's have 15 or fewer.
const BUCKETS: usize = 64;

/// The upper bound of a bucket.
#[derive(Debug, Clone, Copy)]
struct Bound(f64);

impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Bound {}

impl PartialOrd for Bound {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Bound {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// A histogram; its series with other labels are added up.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Buckets {
    /// Observations up to each bound.
    up_to: BTreeMap<Bound, f64>,
    sum: f64,
    count: f64,
}

impl Buckets {
    /// Adds a sample of the part `_bucket` (with its bound), `_sum` or `_count`. An invalid
    /// value makes the whole histogram unknown.
    pub(super) fn add(&mut self, part: Part, value: f64) {
        if !value.is_finite() || value < 0.0 {
            self.count = f64::NAN;
            return;
        }
        match part {
            Part::Sum => self.sum += value,
            Part::Count => self.count += value,
            Part::UpTo(bound) => {
                *self.up_to.entry(Bound(bound)).or_default() += value;
                if self.up_to.len() > BUCKETS {
                    self.up_to.clear();
                    self.count = f64::NAN;
                }
            }
        }
    }

    /// The observations since `earlier`; `None` if a count went down.
    pub(super) fn since(&self, earlier: Option<&Self>) -> Option<Self> {
        let Some(earlier) = earlier else { return Some(self.clone()) };
        if self.count < earlier.count || self.sum < earlier.sum {
            return None;
        }
        let mut up_to = BTreeMap::new();
        for (bound, now) in &self.up_to {
            let more = now - earlier.up_to.get(bound).copied().unwrap_or(0.0);
            if more < 0.0 {
                return None;
            }
            up_to.insert(*bound, more);
        }
        Some(Self { up_to, sum: self.sum - earlier.sum, count: self.count - earlier.count })
    }

    /// How many observations there are; `None` if there are none.
    pub(super) fn count(&self) -> Option<f64> {
        (self.count.is_finite() && self.count > 0.0).then_some(self.count)
    }

    /// The mean of the observations.
    pub(super) fn mean(&self) -> Option<f64> {
        self.count().map(|count| self.sum / count)
    }

    /// The number of observations up to `bound`, which must be the bound of a bucket.
    pub(super) fn up_to(&self, bound: f64) -> Option<f64> {
        self.up_to.get(&Bound(bound)).copied()
    }

    /// The quantile `q`, from 0 to 1. Observations are assumed to be spread evenly within a bucket.
    /// In the last bucket, which has no bound, it is the bound of the one before.
    fn quantile(&self, q: f64) -> Option<f64> {
        let rank = self.count()? * q;
        let (mut lower, mut before) = (0.0_f64, 0.0);
        for (Bound(upper), up_to) in &self.up_to {
            if *up_to >= rank && *up_to > before {
                return Some(if upper.is_finite() {
                    lower.min(*upper)
                        + (upper - lower.min(*upper)) * (rank - before).max(0.0) / (up_to - before)
                } else {
                    lower
                });
            }
            lower = *upper;
            before = before.max(*up_to);
        }
        None
    }

    /// The quantile `q`, limited by the mean: of values that are not negative, at most a share `1 -
    /// q` lies beyond `mean / (1 - q)`. This is more precise where the first bucket is wide.
    fn estimate(&self, q: f64) -> Option<f64> {
        Some(self.quantile(q)?.min(self.mean()? / (1.0 - q)))
    }

    /// The spread of the observations, multiplied by `scale`.
    pub(super) fn spread(&self, scale: f64) -> Option<Spread> {
        let scaled = |value: Option<f64>| value.map(|v| v * scale).filter(|v| v.is_finite());
        Some(Spread {
            samples: self.count()?,
            mean: scaled(self.mean()),
            p50: scaled(self.estimate(0.5)),
            p95: scaled(self.estimate(0.95)),
        })
    }
}

/// A part of a histogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    /// The observations up to this bound.
    UpTo(f64),
    /// The sum of all observations.
    Sum,
    /// Their number.
    Count,
}

#[cfg(test)]
mod tests {
    use super::{Buckets, Part};
    use crate::model::Spread;

    fn buckets(up_to: &[(f64, f64)], sum: f64, count: f64) -> Buckets {
        let mut buckets = Buckets::default();
        for (bound, value) in up_to {
            buckets.add(Part::UpTo(*bound), *value);
        }
        buckets.add(Part::Sum, sum);
        buckets.add(Part::Count, count);
        buckets
    }

    const INF: f64 = f64::INFINITY;

    #[test]
    fn the_spread_is_that_of_what_came_between_two_readings() {
        let before = buckets(&[(10.0, 5.0), (20.0, 5.0), (40.0, 5.0), (INF, 6.0)], 80.0, 6.0);
        let after = buckets(&[(10.0, 5.0), (20.0, 15.0), (40.0, 25.0), (INF, 26.0)], 480.0, 26.0);
        let between = after.since(Some(&before)).expect("it went on");
        let spread = Spread { samples: 20.0, mean: Some(20.0), p50: Some(20.0), p95: Some(38.0) };
        assert_eq!(between.spread(1.0), Some(spread));
        assert_eq!(after.since(None), Some(after.clone()));
        assert_eq!(before.since(Some(&after)), None);
        assert_eq!(after.since(Some(&after)).expect("it stood").spread(1.0), None);
    }

    #[test]
    fn what_lies_beyond_the_last_bound_is_at_least_there() {
        let far = buckets(&[(10.0, 0.0), (INF, 4.0)], 4000.0, 4.0);
        let spread = Spread { samples: 4.0, mean: Some(1.0), p50: Some(0.01), p95: Some(0.01) };
        assert_eq!(far.spread(0.001), Some(spread));
        // Round trips of a millisecond, in a first bucket of fifty.
        let low = buckets(&[(50.0, 20.0), (INF, 20.0)], 20.0, 20.0);
        let spread = low.spread(1.0).expect("it was observed");
        assert_eq!((spread.p50, spread.p95.map(f64::round)), (Some(2.0), Some(20.0)));
        let near = buckets(&[(0.0, 4.0), (INF, 4.0)], 0.0, 4.0);
        assert_eq!(near.spread(1.0).and_then(|spread| spread.p95), Some(0.0));
    }

    #[test]
    fn an_invalid_histogram_gives_no_spread() {
        for (up_to, sum, count) in [
            (vec![(1.0, -1.0), (INF, 1.0)], 1.0, 1.0),
            (vec![(1.0, 1.0)], f64::NAN, 1.0),
            (vec![(1.0, 1.0)], 1.0, INF),
            ((0..100).map(|n| (f64::from(n), 1.0)).collect(), 1.0, 1.0),
            (vec![], 1.0, 0.0),
        ] {
            let odd = buckets(&up_to, sum, count);
            assert_eq!(odd.spread(1.0), None, "{up_to:?} {sum} {count}");
        }
        // Buckets that go down, or are missing, do not panic.
        let falling = buckets(&[(1.0, 9.0), (2.0, 3.0), (INF, 1.0)], 5.0, 10.0);
        assert!(falling.spread(1.0).is_some_and(|spread| spread.mean == Some(0.5)));
    }
}

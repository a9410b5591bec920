//! The steps of history, and the relation that serves each step.

use crate::model::Millis;

/// A relation that holds samples or their means, by its own step. No step is more than ten times
/// the one before, so that a point of history is made of few rows, whatever its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resolution {
    /// `system_samples`, every ten seconds.
    Samples,
    /// `system_samples_1m`.
    Minutes,
    /// `system_samples_10m`.
    TenMinutes,
    /// `system_samples_1h`.
    Hours,
    /// `system_samples_6h`.
    SixHours,
}

impl Resolution {
    /// Every one, the finest first.
    pub const ALL: [Self; 5] =
        [Self::Samples, Self::Minutes, Self::TenMinutes, Self::Hours, Self::SixHours];

    /// The coarsest relation whose own step divides `step_ms`.
    pub fn for_step(step_ms: i64) -> Self {
        let fits = |resolution: &Self| step_ms % resolution.step_ms() == 0;
        Self::ALL.into_iter().rev().find(fits).unwrap_or(Self::Samples)
    }

    /// The relation's own step, milliseconds.
    pub const fn step_ms(self) -> i64 {
        match self {
            Self::Samples => 10_000,
            Self::Minutes => 60_000,
            Self::TenMinutes => 600_000,
            Self::Hours => 3_600_000,
            Self::SixHours => 21_600_000,
        }
    }
}

/// Where history is read. Each relation is read from its own bound to that of the next finer one,
/// and the samples up to the last bound. Ordered by time, the coarsest relation first.
pub(super) type Bounds = [Millis; 6];

/// The bounds for the steps from `from` to `to`. Nothing coarser than `coarsest` is read, and each
/// relation is complete before its edge. The edge of the coarsest relation comes first.
pub(super) fn bounds(from: Millis, to: Millis, coarsest: Resolution, edges: [Millis; 4]) -> Bounds {
    let mut bounds = [from; 6];
    for (n, edge) in edges.into_iter().enumerate() {
        let resolution = Resolution::ALL[Resolution::ALL.len() - 1 - n];
        let edge = if resolution > coarsest { from } else { edge };
        bounds[n + 1] = edge.clamp(bounds[n], to.max(from));
    }
    bounds[5] = to.max(bounds[4]);
    bounds
}

/// The first multiple of `step` at or after `at`; both in milliseconds, `step` above 0.
pub(super) const fn ceiling(at: i64, step: i64) -> i64 {
    let rest = at.rem_euclid(step);
    if rest == 0 { at } else { at.saturating_add(step - rest) }
}

#[cfg(test)]
mod tests {
    use super::{Resolution, bounds, ceiling};
    use crate::model::Millis;

    #[test]
    fn the_coarsest_relation_that_fits_is_read() {
        for (step_s, relation, rows) in [
            (10, Resolution::Samples, 1),
            (15, Resolution::Samples, 1),
            (30, Resolution::Samples, 3),
            (300, Resolution::Minutes, 5),
            (900, Resolution::Minutes, 15),
            (1800, Resolution::TenMinutes, 3),
            (10_800, Resolution::Hours, 3),
            (21_600, Resolution::SixHours, 1),
            (172_800, Resolution::SixHours, 8),
        ] {
            let actual = Resolution::for_step(step_s * 1000);
            assert_eq!((actual, step_s * 1000 / actual.step_ms()), (relation, rows), "{step_s}");
        }
    }

    #[test]
    fn bounds_are_in_order_and_within_the_range() {
        let edges = [Millis(10), Millis(20), Millis(15), Millis(30)];
        for (from, to, coarsest, expected) in [
            (0, 100, Resolution::SixHours, [0, 10, 20, 20, 30, 100]),
            (0, 100, Resolution::TenMinutes, [0, 0, 0, 15, 30, 100]),
            (0, 100, Resolution::Samples, [0, 0, 0, 0, 0, 100]),
            (0, 12, Resolution::SixHours, [0, 10, 12, 12, 12, 12]),
            (25, 100, Resolution::SixHours, [25, 25, 25, 25, 30, 100]),
            (50, 40, Resolution::SixHours, [50, 50, 50, 50, 50, 50]),
        ] {
            let actual = bounds(Millis(from), Millis(to), coarsest, edges);
            assert_eq!(actual, expected.map(Millis), "{from} {to} {coarsest:?}");
        }
    }

    #[test]
    fn a_multiple_is_its_own_ceiling() {
        for (at, ceil) in [(0, 0), (1, 10), (10, 10), (-1, 0), (-10, -10)] {
            assert_eq!(ceiling(at, 10), ceil, "{at}");
        }
    }
}

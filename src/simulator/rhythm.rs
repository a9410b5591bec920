//! How busy each hour is, and when the network is bad.

use crate::model::Millis;

use super::random::Random;

/// Milliseconds of a minute.
pub(super) const MINUTE: i64 = 60_000;
/// Milliseconds of a day.
pub(super) const DAY: i64 = 24 * 60 * MINUTE;

/// Minutes after midnight UTC, and the activity as a share of office hours; interpolated linearly.
const CURVE: [(u32, f64); 6] =
    [(0, 0.5), (5 * 60, 0.5), (8 * 60, 1.0), (17 * 60, 1.0), (22 * 60, 0.5), (24 * 60, 0.5)];

/// Activity of a weekend as a share of a working day.
const WEEKEND: f64 = 0.8;

/// The network is bad once in each interval of this length.
const STORM_EVERY: i64 = 120 * MINUTE;

/// Key of the random numbers of storms.
const STORM: u64 = 0x5707;

/// Activity at `at`: 0.4–1, where 1 is office hours on a working day.
pub(super) fn activity(at: Millis) -> f64 {
    let minute = u32::try_from(at.0.rem_euclid(DAY) / MINUTE).expect("a day has 1,440 minutes");
    let share = CURVE.windows(2).find(|pair| minute < pair[1].0).map_or(0.5, |pair| {
        let ((from, low), (to, high)) = (pair[0], pair[1]);
        low + (high - low) * f64::from(minute - from) / f64::from(to - from)
    });
    // 1970-01-01 was a Thursday, the fourth day after a Sunday.
    let weekday = (at.0.div_euclid(DAY) + 4).rem_euclid(7);
    if weekday == 0 || weekday == 6 { share * WEEKEND } else { share }
}

/// The first time between `from` and `to` when the network is bad, if there is one. Each lasts
/// 2–5 minutes.
pub(super) fn storm(seed: u64, from: Millis, to: Millis) -> Option<(Millis, Millis)> {
    (from.0.div_euclid(STORM_EVERY)..=to.0.div_euclid(STORM_EVERY)).find_map(|block| {
        let mut random = Random::new(&[seed, STORM, block.cast_unsigned()]);
        let begins = block * STORM_EVERY + random.between(0, STORM_EVERY - 6 * MINUTE);
        let ends = begins + random.between(2 * MINUTE, 5 * MINUTE);
        let (begins, ends) = (begins.max(from.0), ends.min(to.0));
        (begins < ends).then_some((Millis(begins), Millis(ends)))
    })
}

#[cfg(test)]
mod tests {
    use super::{DAY, MINUTE, activity, storm};
    use crate::model::Millis;

    /// Monday, 2026-11-23.
    const MONDAY: i64 = 20_780 * DAY;

    #[test]
    fn office_hours_are_busiest_and_no_hour_is_dead() {
        for (at, share) in [
            (MONDAY + 9 * 60 * MINUTE, 1.0),
            (MONDAY + 16 * 60 * MINUTE, 1.0),
            (MONDAY + 3 * 60 * MINUTE, 0.5),
            (MONDAY + (5 * 60 + 90) * MINUTE, 0.75),
            (MONDAY - 12 * 60 * MINUTE, 0.8),
            (MONDAY - 21 * 60 * MINUTE, 0.4),
        ] {
            assert!((activity(Millis(at)) - share).abs() < 1e-9, "{at}: {}", activity(Millis(at)));
        }
    }

    #[test]
    fn the_network_is_bad_once_in_two_hours() {
        let (begins, ends) =
            storm(1, Millis(MONDAY), Millis(MONDAY + 120 * MINUTE)).expect("one in each stretch");
        assert!((2 * MINUTE..5 * MINUTE).contains(&ends.since(begins)));
        assert_eq!(storm(1, begins.plus(-1000), begins), None);
        assert_eq!(
            storm(1, begins.plus(1000), begins.plus(2000)),
            Some((begins.plus(1000), begins.plus(2000)))
        );
    }
}

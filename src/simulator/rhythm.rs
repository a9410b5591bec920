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

/// Key of the random numbers of storms.
const STORM: u64 = 0x5707;

/// Activity at the time of day of `at`: 0.5–1, where 1 is office hours.
pub(super) fn share_of_day(at: Millis) -> f64 {
    let minute = u32::try_from(at.0.rem_euclid(DAY) / MINUTE).expect("a day has 1,440 minutes");
    CURVE.windows(2).find(|pair| minute < pair[1].0).map_or(0.5, |pair| {
        let ((from, low), (to, high)) = (pair[0], pair[1]);
        low + (high - low) * f64::from(minute - from) / f64::from(to - from)
    })
}

/// The first time between `from` and `to` when the network is bad, if there is one. There is one in
/// each interval of the length `every`, milliseconds; each lasts 2–5 minutes.
pub(super) fn storm(seed: u64, every: i64, from: Millis, to: Millis) -> Option<(Millis, Millis)> {
    (from.0.div_euclid(every)..=to.0.div_euclid(every)).find_map(|block| {
        let mut random = Random::new(&[seed, STORM, block.cast_unsigned()]);
        let begins = block * every + random.between(0, every - 6 * MINUTE);
        let ends = begins + random.between(2 * MINUTE, 5 * MINUTE);
        let (begins, ends) = (begins.max(from.0), ends.min(to.0));
        (begins < ends).then_some((Millis(begins), Millis(ends)))
    })
}

#[cfg(test)]
mod tests {
    use super::{DAY, MINUTE, storm};
    use crate::model::Millis;

    /// Monday, 2026-11-23.
    const MONDAY: i64 = 20_780 * DAY;
    const EVERY: i64 = 120 * MINUTE;

    #[test]
    fn the_network_is_bad_once_in_two_hours() {
        let (begins, ends) = storm(1, EVERY, Millis(MONDAY), Millis(MONDAY + 120 * MINUTE))
            .expect("one in each stretch");
        assert!((2 * MINUTE..5 * MINUTE).contains(&ends.since(begins)));
        assert_eq!(storm(1, EVERY, begins.plus(-1000), begins), None);
        assert_eq!(
            storm(1, EVERY, begins.plus(1000), begins.plus(2000)),
            Some((begins.plus(1000), begins.plus(2000)))
        );
    }
}

//! How fast things happen: the present is lively, so that something happens while one looks; the
//! past is calm, so that two weeks of it are made soon and take little disk.

use crate::model::Millis;

use super::options::Faults;
use super::rhythm::{DAY, MINUTE, share_of_day};

/// How much longer rooms and participants stay in the calm past.
const SLOWER: i64 = 3;

/// The share of the configured rooms that are open in office hours of the calm past.
const CALM_ROOMS: f64 = 0.4;

/// How often the network is bad in the calm past.
const CALM_STORM_EVERY: i64 = 31 * 60 * MINUTE;

/// Mean time between two crashes of the node in the calm past, minutes.
pub(super) const CALM_RESTARTS: f64 = 3.0 * 24.0 * 60.0;

/// How fast things happen in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// Rooms last minutes, people come and go.
    Lively,
    /// Rooms last an hour, and most people stay until the end.
    Calm,
}

impl Pace {
    /// A length of time, milliseconds, at this pace.
    pub(super) const fn stretch(self, lively_ms: i64) -> i64 {
        match self {
            Self::Lively => lively_ms,
            Self::Calm => lively_ms * SLOWER,
        }
    }

    /// The size of rooms as a share of the configured one.
    pub(super) const fn crowd(self) -> f64 {
        match self {
            Self::Lively => 1.0,
            Self::Calm => 0.75,
        }
    }

    /// The share of guests who stay until the end.
    pub(super) const fn faithful(self) -> f64 {
        match self {
            Self::Lively => 0.35,
            Self::Calm => 0.85,
        }
    }

    /// The share of mishaps that happen: calm days have few.
    pub(super) const fn mishaps(self) -> f64 {
        match self {
            Self::Lively => 1.0,
            Self::Calm => 0.1,
        }
    }

    /// The faults of delivery.
    pub(super) fn faults(self, lively: &Faults) -> Faults {
        Faults { lost: lively.lost * self.mishaps(), ..*lively }
    }

    /// How many of LiveKit's samples of a participant's quality one simulated sample stands for.
    pub(super) const fn samples_at_once(self) -> u64 {
        match self {
            Self::Lively => 1,
            Self::Calm => 24,
        }
    }

    /// The network is bad once in each interval of this length, milliseconds.
    pub(super) const fn storm_every(self) -> i64 {
        match self {
            Self::Lively => 120 * MINUTE,
            Self::Calm => CALM_STORM_EVERY,
        }
    }

    /// Activity at `at`, where 1 is office hours on a working day: 0.4–1 if lively; the calm past is
    /// quieter, most of all its nights and weekends, 0.07–0.4.
    pub(super) fn activity(self, at: Millis) -> f64 {
        let (share, weekend) = match (self, share_of_day(at)) {
            (Self::Lively, share) => (share, 0.8),
            (Self::Calm, share) => (CALM_ROOMS * (1.0 - 1.4 * (1.0 - share)), 0.6),
        };
        // 1970-01-01 was a Thursday, the fourth day after a Sunday.
        let weekday = (at.0.div_euclid(DAY) + 4).rem_euclid(7);
        if weekday == 0 || weekday == 6 { share * weekend } else { share }
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, MINUTE, Pace};
    use crate::model::Millis;

    /// Monday, 2026-11-23.
    const MONDAY: i64 = 20_780 * DAY;

    #[test]
    fn office_hours_are_busiest_and_no_hour_is_dead() {
        for (at, lively, calm) in [
            (MONDAY + 9 * 60 * MINUTE, 1.0, 0.4),
            (MONDAY + 16 * 60 * MINUTE, 1.0, 0.4),
            (MONDAY + 3 * 60 * MINUTE, 0.5, 0.12),
            (MONDAY + (5 * 60 + 90) * MINUTE, 0.75, 0.26),
            (MONDAY - 12 * 60 * MINUTE, 0.8, 0.24),
            (MONDAY - 21 * 60 * MINUTE, 0.4, 0.072),
        ] {
            for (pace, expected) in [(Pace::Lively, lively), (Pace::Calm, calm)] {
                let actual = pace.activity(Millis(at));
                assert!((actual - expected).abs() < 1e-9, "{at} {pace:?}: {actual}");
            }
        }
    }
}

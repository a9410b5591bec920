//! The moments at which rules are evaluated: whole multiples of the interval, so that a backtest
//! evaluates at the same moments.

use crate::model::Millis;

/// The interval, milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule(pub(super) i64);

impl Schedule {
    /// The latest moment at or before `now`.
    pub(super) const fn latest(self, now: Millis) -> Millis {
        Millis(now.0.div_euclid(self.0).saturating_mul(self.0))
    }

    /// The first moment after `now`.
    pub(super) const fn next(self, now: Millis) -> Millis {
        self.latest(now).plus(self.0)
    }

    /// The moment after `at`. If several have passed at `now`, the last of them.
    pub(super) fn after(self, at: Millis, now: Millis) -> Millis {
        if now < at.plus(-self.0) {
            // The clock was set back.
            return self.next(now);
        }
        at.plus(self.0).max(self.latest(now))
    }
}

#[cfg(test)]
mod tests {
    use super::Schedule;
    use crate::model::Millis;

    #[test]
    fn no_moment_that_has_just_come_is_skipped_and_none_comes_twice() {
        let schedule = Schedule(10);
        for (why, at, now, next) in [
            ("in time", 20, 21, 30),
            ("the next has begun while this one was evaluated", 20, 30, 30),
            ("this one took long: the last that has begun", 20, 57, 50),
            ("the clock was set back a little", 20, 15, 30),
            ("the clock was set back", 1000, 15, 20),
        ] {
            assert_eq!(schedule.after(Millis(at), Millis(now)), Millis(next), "{why}");
        }
        assert_eq!(
            (schedule.latest(Millis(-1)), schedule.next(Millis(-1))),
            (Millis(-10), Millis(0))
        );
    }
}

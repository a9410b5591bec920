//! Schedule: the moments at which rules are evaluated, whole multiples of the interval, so that a
//! backtest comes to the same ones.

use crate::model::Millis;

/// The interval, milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule(pub(super) i64);

impl Schedule {
    /// The latest at `now`.
    pub(super) const fn latest(self, now: Millis) -> Millis {
        Millis(now.0.div_euclid(self.0).saturating_mul(self.0))
    }

    /// The first after `now`.
    pub(super) const fn next(self, now: Millis) -> Millis {
        self.latest(now).plus(self.0)
    }

    /// The one that follows the one at `at`: at once, if it has begun meanwhile, and of several
    /// that have the last.
    pub(super) fn behind(self, at: Millis, now: Millis) -> Millis {
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
    fn no_tick_is_left_out_that_has_just_begun_and_none_comes_twice() {
        let ticks = Schedule(10);
        for (why, at, now, next) in [
            ("in time", 20, 21, 30),
            ("the next has begun while this one was evaluated", 20, 30, 30),
            ("this one took long: the last that has begun", 20, 57, 50),
            ("the clock was set back a little", 20, 15, 30),
            ("the clock was set back", 1000, 15, 20),
        ] {
            assert_eq!(ticks.behind(Millis(at), Millis(now)), Millis(next), "{why}");
        }
        assert_eq!((ticks.latest(Millis(-1)), ticks.next(Millis(-1))), (Millis(-10), Millis(0)));
    }
}

//! The only source of time: the system's clock, or one that a test sets by hand.
//!
//! It has two hands. [`Clock::now`] is what the wall shows, and what is stored, told and compared
//! with others' times; somebody may set it, forward or back. [`Clock::moment`] only goes on: how
//! long something takes, or is ago, and every wait go by it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::model::Millis;

/// Tells the time. Clones of a hand-set clock share its hands.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// Set by hand.
    Manual(Arc<watch::Sender<Hands>>),
}

/// Where the hands of a hand-set clock stand.
#[derive(Debug, Clone, Copy)]
pub struct Hands {
    wall: Millis,
    moment: Instant,
}

impl Clock {
    /// A clock that stands at `at` until it is set.
    pub fn manual(at: Millis) -> Self {
        Self::Manual(Arc::new(watch::Sender::new(Hands { wall: at, moment: Instant::now() })))
    }

    /// The time now.
    pub fn now(&self) -> Millis {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
            Self::System => Millis::from_utc(chrono::Utc::now()),
            Self::Manual(hands) => hands.borrow().wall,
        }
    }

    /// This moment; nobody sets it.
    pub fn moment(&self) -> Instant {
        match self {
            Self::System => Instant::now(),
            Self::Manual(hands) => hands.borrow().moment,
        }
    }

    /// The moment at which it is `at`, unless the clock is set meanwhile; a past one, if it was.
    pub fn when(&self, at: Millis) -> Instant {
        let moment = self.moment();
        let ahead = at.since(self.now());
        let length = Duration::from_millis(ahead.unsigned_abs());
        let there = if ahead < 0 { moment.checked_sub(length) } else { moment.checked_add(length) };
        there.unwrap_or(moment)
    }

    /// Lets time pass until `at` on a hand-set clock; before what it shows, the clock is set back.
    /// The system's cannot be set and stays as it is.
    pub fn set(&self, at: Millis) {
        if let Self::Manual(hands) = self {
            hands.send_modify(|hands| {
                let passed = u64::try_from(at.since(hands.wall)).unwrap_or(0);
                hands.wall = at;
                hands.moment += Duration::from_millis(passed);
            });
        }
    }

    /// Sets a hand-set clock, forward or back, while no time passes.
    pub fn jump(&self, at: Millis) {
        if let Self::Manual(hands) = self {
            hands.send_modify(|hands| hands.wall = at);
        }
    }

    /// Returns at that moment or later, however the clock is set meanwhile.
    pub async fn reach(&self, moment: Instant) {
        match self {
            Self::System => tokio::time::sleep_until(moment.into()).await,
            Self::Manual(hands) => {
                let mut seen = hands.subscribe();
                // The hands that it waits for are held by this very clock: they cannot be gone.
                let _ = seen.wait_for(|hands| hands.moment >= moment).await;
            }
        }
    }

    /// Returns when so much time has passed.
    pub async fn pass(&self, length: Duration) {
        // What cannot be added is never reached.
        match self.moment().checked_add(length) {
            Some(moment) => self.reach(moment).await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::FutureExt as _;

    use super::Clock;
    use crate::model::Millis;

    const NOW: Millis = Millis(1_795_400_000_000);
    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn a_wait_goes_by_what_passes_and_not_by_how_the_clock_is_set() {
        for hand in [-HOUR_MS, -1, 0, 1, HOUR_MS] {
            let clock = Clock::manual(NOW);
            let deadline = clock.when(NOW.plus(10_000));
            clock.jump(NOW.plus(hand));
            assert!(clock.reach(deadline).now_or_never().is_none(), "{hand}: nothing passed");
            clock.set(clock.now().plus(9_999));
            assert!(clock.reach(deadline).now_or_never().is_none(), "{hand}: not all passed");
            clock.set(clock.now().plus(1));
            assert!(clock.reach(deadline).now_or_never().is_some(), "{hand}");
        }
    }

    #[test]
    fn a_moment_of_the_past_is_told_as_one() {
        let clock = Clock::manual(NOW);
        let then = clock.when(NOW.plus(-5000));
        assert_eq!(clock.moment() - then, Duration::from_secs(5));
        assert!(clock.reach(then).now_or_never().is_some());
        assert!(clock.pass(Duration::MAX).now_or_never().is_none());
    }
}

//! The only source of time: the system's clock, or one that a test sets.
//!
//! It has two readings. [`Clock::now`] is wall-clock time, which is stored, shown and compared with
//! others' times; an operator may set it forward or back. [`Clock::moment`] is monotonic: durations
//! and waits use it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::model::Millis;
use crate::watched::Watched as _;

/// The clock. Clones of a manual clock share its readings.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// Set by a test.
    Manual(Arc<watch::Sender<ManualTime>>),
}

/// The readings of a manual clock.
#[derive(Debug, Clone, Copy)]
pub struct ManualTime {
    wall: Millis,
    moment: Instant,
}

impl Clock {
    /// A clock that shows `at` until it is set.
    pub fn manual(at: Millis) -> Self {
        Self::Manual(Arc::new(watch::Sender::new(ManualTime { wall: at, moment: Instant::now() })))
    }

    /// The wall-clock time.
    pub fn now(&self) -> Millis {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
            Self::System => Millis::from_utc(chrono::Utc::now()),
            Self::Manual(time) => time.current().wall,
        }
    }

    /// The monotonic time; it cannot be set.
    pub fn moment(&self) -> Instant {
        match self {
            Self::System => Instant::now(),
            Self::Manual(time) => time.current().moment,
        }
    }

    /// The moment at which it will be `at`, unless the clock is set meanwhile; for a past time, a
    /// past moment.
    pub fn when(&self, at: Millis) -> Instant {
        let moment = self.moment();
        let ahead = at.since(self.now());
        let length = Duration::from_millis(ahead.unsigned_abs());
        let target =
            if ahead < 0 { moment.checked_sub(length) } else { moment.checked_add(length) };
        target.unwrap_or(moment)
    }

    /// Lets time pass until `at` on a manual clock; if `at` is in the past, sets the clock back.
    /// Has no effect on the system's clock.
    pub fn set(&self, at: Millis) {
        if let Self::Manual(time) = self {
            time.send_modify(|time| {
                let passed = u64::try_from(at.since(time.wall)).unwrap_or(0);
                time.wall = at;
                time.moment += Duration::from_millis(passed);
            });
        }
    }

    /// Sets a manual clock forward or back, while no time passes.
    pub fn jump(&self, at: Millis) {
        if let Self::Manual(time) = self {
            time.send_modify(|time| time.wall = at);
        }
    }

    /// Returns at that moment or later, even if the clock is set meanwhile.
    pub async fn reach(&self, moment: Instant) {
        match self {
            Self::System => tokio::time::sleep_until(moment.into()).await,
            Self::Manual(time) => {
                let mut seen = time.subscribe();
                // This clock holds the sender, so the channel cannot be closed.
                let _ = seen.wait_for(|time| time.moment >= moment).await;
            }
        }
    }

    /// Returns when this much time has passed.
    pub async fn pass(&self, length: Duration) {
        // A moment that overflows is never reached.
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
    fn a_wait_follows_the_time_that_passes_and_not_the_clock_setting() {
        for jump_ms in [-HOUR_MS, -1, 0, 1, HOUR_MS] {
            let clock = Clock::manual(NOW);
            let deadline = clock.when(NOW.plus(10_000));
            clock.jump(NOW.plus(jump_ms));
            assert!(clock.reach(deadline).now_or_never().is_none(), "{jump_ms}: nothing passed");
            clock.set(clock.now().plus(9_999));
            assert!(clock.reach(deadline).now_or_never().is_none(), "{jump_ms}: not all passed");
            clock.set(clock.now().plus(1));
            assert!(clock.reach(deadline).now_or_never().is_some(), "{jump_ms}");
        }
    }

    #[test]
    fn a_past_time_is_a_past_moment() {
        let clock = Clock::manual(NOW);
        let then = clock.when(NOW.plus(-5000));
        assert_eq!(clock.moment() - then, Duration::from_secs(5));
        assert!(clock.reach(then).now_or_never().is_some());
        assert!(clock.pass(Duration::MAX).now_or_never().is_none());
    }
}

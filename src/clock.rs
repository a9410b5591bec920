//! The only source of "now": the system's clock, or one that a test sets by hand.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::model::Millis;

/// Tells the time. Clones of a hand-set clock share one hand.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// Set by hand.
    Manual(Arc<watch::Sender<Millis>>),
}

impl Clock {
    /// A clock that stands at `at` until it is set.
    pub fn manual(at: Millis) -> Self {
        Self::Manual(Arc::new(watch::Sender::new(at)))
    }

    /// The time now.
    pub fn now(&self) -> Millis {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
            Self::System => Millis::from_utc(chrono::Utc::now()),
            Self::Manual(hand) => *hand.borrow(),
        }
    }

    /// Sets a hand-set clock; the system's cannot be set and stays as it is.
    pub fn set(&self, at: Millis) {
        if let Self::Manual(hand) = self {
            hand.send_replace(at);
        }
    }

    /// Returns when it is `at` or later. A system clock that is set back meanwhile does not prolong
    /// the wait.
    pub async fn reach(&self, at: Millis) {
        match self {
            Self::System => {
                let wait = at.since(self.now());
                tokio::time::sleep(Duration::from_millis(u64::try_from(wait).unwrap_or(0))).await;
            }
            Self::Manual(hand) => {
                let mut seen = hand.subscribe();
                // The hand that it waits for is held by this very clock: it cannot be gone.
                let _ = seen.wait_for(|now| *now >= at).await;
            }
        }
    }
}

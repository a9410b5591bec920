//! The only source of "now": the system's clock, or one that a test sets by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::model::Millis;

/// Tells the time. Clones of a hand-set clock share one hand.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// Set by hand.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until it is set.
    pub fn manual(at: Millis) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.0)))
    }

    /// The time now.
    pub fn now(&self) -> Millis {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
            Self::System => Millis::from_utc(chrono::Utc::now()),
            Self::Manual(hand) => Millis(hand.load(Ordering::SeqCst)),
        }
    }

    /// Sets a hand-set clock; the system's cannot be set and stays as it is.
    pub fn set(&self, at: Millis) {
        if let Self::Manual(hand) = self {
            hand.store(at.0, Ordering::SeqCst);
        }
    }
}

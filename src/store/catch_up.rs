//! Lets a reader wait until the store has caught up with the state.
//!
//! Events are collected, so that one transaction writes many. A reader of the store ends the
//! collecting early, and then sees everything that the state knew when it asked.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::model::StoreHealth;
use crate::watched::{Watched as _, seen};

/// How long a reader waits at most.
const LIMIT: Duration = Duration::from_millis(500);

/// The reading end.
#[derive(Debug, Clone)]
pub struct CatchUp {
    stored: Stored,
    /// Sequence number of the next event that the state has not applied.
    applied: watch::Receiver<u64>,
    health: watch::Receiver<StoreHealth>,
}

impl CatchUp {
    /// A reader that compares `stored` with `applied`.
    pub fn new(
        stored: &Stored,
        applied: watch::Receiver<u64>,
        health: watch::Receiver<StoreHealth>,
    ) -> Self {
        Self { stored: stored.clone(), applied, health }
    }

    /// Waits until the store has everything that the state has, at most for a moment. It does not
    /// wait while the database is down.
    pub async fn wait(&self) {
        let applied = self.applied.current();
        let is_up = matches!(self.health.current(), StoreHealth::Up);
        let mut next = self.stored.next.subscribe();
        if !is_up || seen(&mut next) >= applied {
            return;
        }
        self.stored.requested.notify_one();
        // After the limit the reader continues with what is stored.
        let _ = tokio::time::timeout(LIMIT, next.wait_for(|next| *next >= applied)).await;
    }
}

/// The storing end.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Sequence number of the next event that is not stored.
    next: watch::Sender<u64>,
    requested: Arc<Notify>,
}

impl Stored {
    /// Everything before sequence number `next` is stored.
    pub fn new(next: u64) -> Self {
        Self { next: watch::Sender::new(next), requested: Arc::default() }
    }

    /// Everything before sequence number `next` is stored now.
    pub fn set(&self, next: u64) {
        self.next.send_replace(next);
    }

    /// Waits until a reader waits for events that are not stored yet.
    pub async fn is_awaited(&self) {
        self.requested.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::sync::watch;

    use super::{CatchUp, Stored};
    use crate::model::StoreHealth;

    #[tokio::test]
    async fn a_reader_waits_only_for_what_was_applied() {
        let (applied, health) = (watch::Sender::new(7), watch::Sender::new(StoreHealth::Up));
        let stored = Stored::new(5);
        let reader = CatchUp::new(&stored, applied.subscribe(), health.subscribe());
        let storing = async {
            stored.is_awaited().await;
            applied.send_replace(9);
            stored.set(7);
        };
        // The reader does not wait for later events.
        tokio::join!(reader.wait(), storing);
        health.send_replace(StoreHealth::Down("gone".to_owned()));
        assert!(
            reader.wait().now_or_never().is_some(),
            "no reader waits while the database is down"
        );
        health.send_replace(StoreHealth::Up);
        assert!(reader.wait().now_or_never().is_none(), "two events are missing");
        // No event is stored, but the wait ends at its limit.
        reader.wait().await;
    }
}

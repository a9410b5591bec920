//! Reading what is about to be written.
//!
//! What is to be stored is gathered first, so that a commit is of many events. Whoever reads from the
//! store has that cut short, and sees all that the state knew when it asked.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::model::StoreHealth;

/// How long a reader waits at most for what it would miss.
const LIMIT: Duration = Duration::from_millis(500);

/// The end of those who read.
#[derive(Debug, Clone)]
pub struct CatchUp {
    stored: Stored,
    /// Sequence number of the next event that is not in the state.
    applied: watch::Receiver<u64>,
    health: watch::Receiver<StoreHealth>,
}

impl CatchUp {
    /// Who reads what `stored` tells of, and what is `applied`.
    pub fn new(
        stored: &Stored,
        applied: watch::Receiver<u64>,
        health: watch::Receiver<StoreHealth>,
    ) -> Self {
        Self { stored: stored.clone(), applied, health }
    }

    /// Waits until the store has what the state has, for a moment at most. It does not wait where the
    /// database is known to be away.
    pub async fn wait(&self) {
        let applied = *self.applied.borrow();
        let is_up = matches!(&*self.health.borrow(), StoreHealth::Up);
        let mut next = self.stored.next.subscribe();
        if !is_up || *next.borrow_and_update() >= applied {
            return;
        }
        self.stored.asked.notify_one();
        // After the limit, whatever is there is what there is.
        let _ = tokio::time::timeout(LIMIT, next.wait_for(|next| *next >= applied)).await;
    }
}

/// The end of the one who stores.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Sequence number of the next event that is not in the store.
    next: watch::Sender<u64>,
    asked: Arc<Notify>,
}

impl Stored {
    /// Everything before sequence number `next` is stored.
    pub fn new(next: u64) -> Self {
        Self { next: watch::Sender::new(next), asked: Arc::default() }
    }

    /// Everything before sequence number `next` is stored now.
    pub fn set(&self, next: u64) {
        self.next.send_replace(next);
    }

    /// Waits until somebody waits for what is not stored yet.
    pub async fn is_awaited(&self) {
        self.asked.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::sync::watch;

    use super::{CatchUp, Stored};
    use crate::model::StoreHealth;

    #[tokio::test]
    async fn a_reader_waits_for_what_was_applied_and_for_nothing_more() {
        let (applied, health) = (watch::Sender::new(7), watch::Sender::new(StoreHealth::Up));
        let stored = Stored::new(5);
        let reader = CatchUp::new(&stored, applied.subscribe(), health.subscribe());
        let storing = async {
            stored.is_awaited().await;
            applied.send_replace(9);
            stored.set(7);
        };
        // What came later is not waited for.
        tokio::join!(reader.wait(), storing);
        health.send_replace(StoreHealth::Down("gone".to_owned()));
        assert!(reader.wait().now_or_never().is_some(), "nobody waits for what is away");
        health.send_replace(StoreHealth::Up);
        assert!(reader.wait().now_or_never().is_none(), "two events are missing");
        // Nobody stores them: it ends all the same.
        reader.wait().await;
    }
}

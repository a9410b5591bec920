//! The task that deletes what is no longer kept.

use std::sync::Arc;
use std::time::Duration;

use super::App;
use crate::pipeline::timers::{self, Keeping};

impl App {
    /// Begins to evict, to roll up and to delete what is over its time or its size.
    pub(super) fn spawn_upkeep(&self, patience: Duration) {
        let keeping = Keeping {
            retention: self.config.retention,
            max_bytes: self.config.retention_max_bytes,
            journal: self.journal.clone(),
            metrics: Arc::clone(&self.shared.metrics),
        };
        let (state, store) = (Arc::clone(&self.shared.state), Arc::clone(&self.shared.store));
        let token = self.tasks.token().clone();
        let upkeep = timers::upkeep(state, store, keeping, self.shared.clock.clone(), token);
        self.tasks.spawn_within("upkeep", patience, upkeep);
    }
}

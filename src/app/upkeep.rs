//! Starts the task that evicts, aggregates and deletes old data.

use std::sync::Arc;
use std::time::Duration;

use super::App;
use crate::pipeline::timers::{self, RetentionPolicy};

impl App {
    /// Starts the task that evicts ended sessions, writes rollups and deletes what exceeds the
    /// retention time or size.
    pub(super) fn spawn_upkeep(&self, stop_limit: Duration) {
        let limits = RetentionPolicy {
            retention: self.config.retention,
            max_bytes: self.config.retention_max_bytes,
            journal: self.journal.clone(),
            metrics: Arc::clone(&self.shared.metrics),
        };
        let (state, store) = (Arc::clone(&self.shared.state), Arc::clone(&self.shared.store));
        let token = self.tasks.token().clone();
        let upkeep = timers::upkeep(state, store, limits, self.shared.clock.clone(), token);
        self.tasks.spawn_within("upkeep", stop_limit, upkeep);
    }
}

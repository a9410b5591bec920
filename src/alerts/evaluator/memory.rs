//! What the evaluator's loop remembers between evaluations.

use super::open::OpenAlerts;
use crate::alerts::engine::Engine;
use crate::alerts::windows::Windows;
use crate::model::{Millis, Sampled};

/// What the loop remembers.
pub(super) struct Memory {
    pub(super) engine: Engine,
    pub(super) windows: Windows,
    /// Whether the windows hold the stored samples of the last hour.
    pub(super) has_past: bool,
    /// Whether `engine` equals the stored states.
    pub(super) is_loaded: bool,
    /// The open alerts, as they were last exported.
    pub(super) open: OpenAlerts,
    latest_sample: Option<Millis>,
    /// When `engine` was last evaluated.
    pub(super) evaluated_at: Option<Millis>,
}

impl Memory {
    /// Starts with the windows of the watched deployments and no states.
    pub(super) fn new(windows: Windows) -> Self {
        Self {
            engine: Engine::default(),
            windows,
            has_past: false,
            is_loaded: false,
            open: OpenAlerts::new(),
            latest_sample: None,
            evaluated_at: None,
        }
    }

    /// Adds samples to the windows.
    pub(super) fn take(&mut self, sampled: Sampled) {
        if self.latest_sample.is_some_and(|latest| sampled.at < latest) {
            // The clock was set back: samples after it are in the future now.
            self.windows.forget_from(sampled.at);
        }
        self.latest_sample = Some(sampled.at);
        for sample in sampled.system {
            self.windows.take_system(sample);
        }
        for sample in sampled.sources {
            self.windows.take_source(sample);
        }
    }

    /// Whether the sample of `slot`, or a later one, has arrived. A sample later than `now` does
    /// not count: it was taken before the clock was set back.
    pub(super) fn has_sample(&self, slot: Millis, now: Millis) -> bool {
        self.latest_sample.is_some_and(|latest| slot <= latest && latest <= now)
    }
}

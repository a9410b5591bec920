//! What the evaluator's loop remembers from tick to tick.

use crate::alerts::engine::Engine;
use crate::alerts::windows::Windows;
use crate::model::{Millis, Sampled};

/// What the loop remembers.
pub(super) struct Memory {
    pub(super) engine: Engine,
    pub(super) windows: Windows,
    /// Whether the past of the windows was read.
    pub(super) has_past: bool,
    /// Whether `engine` is as the store has it.
    pub(super) is_loaded: bool,
    latest_sample: Option<Millis>,
    /// When `engine` was last moved on.
    pub(super) evaluated_at: Option<Millis>,
}

impl Memory {
    /// Nothing but the windows of what is watched.
    pub(super) fn new(windows: Windows) -> Self {
        Self {
            engine: Engine::default(),
            windows,
            has_past: false,
            is_loaded: false,
            latest_sample: None,
            evaluated_at: None,
        }
    }

    /// Takes what was sampled.
    pub(super) fn take(&mut self, sampled: Sampled) {
        if self.latest_sample.is_some_and(|latest| sampled.at < latest) {
            // The clock was set back: what was sampled behind it is no past of this.
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

    /// Whether the sample of `slot`, or one behind it, is there. One that is of the future at `now` is
    /// of before the clock was set back.
    pub(super) fn has_sample(&self, slot: Millis, now: Millis) -> bool {
        self.latest_sample.is_some_and(|latest| slot <= latest && latest <= now)
    }
}

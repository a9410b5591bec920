//! Tests of the pure parts: the step, the windows, the engine, and invariants.

mod engine;
mod laws;
mod step;
mod windows;

use crate::model::{Comparison, Measure, Rule, Scope, Severity};

/// A rule that fires above a threshold at once.
fn rule(measure: Measure, threshold: f64) -> Rule {
    Rule {
        name: "tried".to_owned(),
        description: None,
        enabled: true,
        measure,
        comparison: Comparison::Above,
        threshold,
        window_seconds: 0,
        minimum_count: 0,
        for_seconds: 0,
        keep_firing_for_seconds: 0,
        severity: Severity::Warning,
        scope: Scope::default(),
        message: None,
        runbook_url: None,
    }
}

//! What people did about the alerts of the past: through the same actions as the API's.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::alerts::amend::actions::AlertAction;
use crate::model::{Alert, Millis};

const MINUTE: i64 = 60_000;

/// The people who were on call.
const ON_CALL: [&str; 3] = ["ana.silva", "jonas.berg", "mei.tanaka"];

/// An action that is due.
#[derive(Debug, Clone)]
pub(super) struct DueAction {
    pub(super) alert: String,
    pub(super) action: AlertAction,
    pub(super) by: &'static str,
    pub(super) note: Option<&'static str>,
}

/// The people on call, and what they are about to do.
#[derive(Debug, Default)]
pub(super) struct People {
    due: BTreeMap<(Millis, usize), DueAction>,
    planned: usize,
}

impl People {
    /// Somebody sees an alert that has just fired, and decides what to do. Nobody does anything
    /// about most alerts of no consequence.
    pub(super) fn see(&mut self, seed: u64, alert: &Alert) {
        let mut hash = DefaultHasher::new();
        (seed, &alert.rule, alert.started_at.timestamp_millis()).hash(&mut hash);
        let (luck, minute) = (hash.finish(), MINUTE);
        let share = |of: u64| luck.is_multiple_of(of);
        let by = ON_CALL[usize::try_from(luck >> 8).unwrap_or(0) % ON_CALL.len()];
        let fired = Millis::from_utc(alert.started_at);
        let wait = minute + i64::try_from((luck >> 16) % 240_000).unwrap_or(0);
        let mut plan = |after: i64, action: AlertAction, note: Option<&'static str>| {
            self.planned += 1;
            let due = DueAction { alert: alert.id.clone(), action, by, note };
            self.due.insert((fired.plus(after), self.planned), due);
        };
        match alert.rule.as_str() {
            "high_disconnect_rate" => {
                plan(wait, AlertAction::Acknowledge, Some("Looking at it."));
                let note = "All of them timed out within minutes: their network, not our node.";
                plan(wait + 6 * minute, AlertAction::Note, Some(note));
            }
            "egress_failed" => {
                plan(wait, AlertAction::Acknowledge, None);
                let note = "The recording was started again; the customer knows.";
                plan(wait + 3 * minute, AlertAction::Resolve, Some(note));
            }
            "webhook_silence" | "source_drift" => {
                plan(wait, AlertAction::Acknowledge, Some("A firewall rule was changed; undone."));
            }
            "high_participant_count" if share(2) => {
                plan(wait, AlertAction::Acknowledge, Some("Expected: a large customer's day."));
            }
            "long_running_room" if share(5) => {
                let note = "Somebody left the room open; it may stay.";
                plan(wait + 10 * minute, AlertAction::Note, Some(note));
                plan(wait + 11 * minute, AlertAction::Resolve, None);
            }
            "low_connection_quality" | "join_failures" | "unexpected_departures" => {
                plan(wait, AlertAction::Assign(Some(by.to_owned())), None);
                plan(wait + minute, AlertAction::Acknowledge, None);
            }
            _ => {}
        }
    }

    /// The next action that is due at `now`.
    pub(super) fn next(&mut self, now: Millis) -> Option<DueAction> {
        let first = self.due.first_entry().filter(|entry| entry.key().0 <= now)?;
        Some(first.remove())
    }
}

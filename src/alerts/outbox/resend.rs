//! Telling Alertmanagers again and again of what is open. This is no part of the outbox's rows: what
//! is lost is told again a minute later.

use super::Dispatcher;
use crate::alerts::notify::{Message, Outcome};
use crate::alerts::route;
use crate::model::{Alert, Millis, PlacedReceiver, Receiver, Target};

/// How often Alertmanagers are told of what is open, milliseconds.
const RESEND_MS: i64 = 60_000;

/// Alerts of one push to Alertmanagers.
const PUSHED_ALERTS: usize = 500;

impl Dispatcher {
    /// Whether a minute has passed since the last time.
    pub fn is_resend_due(&self, now: Millis) -> bool {
        let last = *self.resent_at.lock().expect("no holder of this lock panics");
        last.is_none_or(|last| !(0..RESEND_MS).contains(&now.since(last)))
    }

    /// Tells Alertmanagers again of the alerts that are open and not silenced, which they forget
    /// otherwise; does nothing within a minute of the last time. Returns how many receivers were told.
    pub async fn resend(
        &self,
        now: Millis,
        receivers: &[PlacedReceiver],
        alerts: &[Alert],
    ) -> usize {
        if !self.is_resend_due(now) {
            return 0;
        }
        *self.resent_at.lock().expect("no holder of this lock panics") = Some(now);
        let mut pushes = Vec::new();
        for PlacedReceiver { receiver, .. } in receivers {
            if receiver.enabled && matches!(receiver.target, Target::Alertmanager { .. }) {
                pushes.push(self.resend_to(now, receiver, alerts));
            }
        }
        let told = futures_util::future::join_all(pushes).await;
        told.into_iter().filter(|is_told| *is_told).count()
    }

    async fn resend_to(&self, now: Millis, receiver: &Receiver, alerts: &[Alert]) -> bool {
        let wanted: Vec<&Alert> = alerts
            .iter()
            .filter(|alert| alert.resolved_at.is_none() && route::wants(receiver, alert))
            .collect();
        let console_url = self.sender.console_url();
        let mut is_told = !wanted.is_empty();
        for alerts in wanted.chunks(PUSHED_ALERTS) {
            let (id, group_key) = ("", "");
            let message = Message { id, receiver, group_key, items: &[], console_url, now };
            match self.sender.push(&message, alerts.iter().copied()).await {
                Outcome::Sent { .. } => {}
                Outcome::Retry { error, .. } | Outcome::Refused { error } => {
                    tracing::warn!(
                        receiver.name = receiver.name,
                        error = error,
                        "an Alertmanager was not told again of what is open"
                    );
                    is_told = false;
                    break;
                }
            }
        }
        is_told
    }
}

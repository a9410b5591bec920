//! Sends open alerts to Alertmanagers again and again. This does not use the outbox's rows: a lost
//! push is repeated a minute later.

use super::Dispatcher;
use crate::alerts::notify::{Message, SendOutcome};
use crate::alerts::route;
use crate::model::{Alert, Millis, PlacedReceiver, Receiver, Target};

/// How often open alerts are sent to Alertmanagers, milliseconds.
const RESEND_MS: i64 = 60_000;

/// Alerts of one push to an Alertmanager, at most.
const PUSHED_ALERTS: usize = 500;

impl Dispatcher {
    /// Whether a minute has passed since the last push.
    pub fn is_resend_due(&self, now: Millis) -> bool {
        let last = *self.resent_at.lock();
        last.is_none_or(|last| !(0..RESEND_MS).contains(&now.since(last)))
    }

    /// Sends the alerts that are open and not silenced to Alertmanagers again, which resolve them
    /// otherwise. Does nothing within a minute of the last push. Returns how many receivers
    /// accepted.
    pub async fn resend(
        &self,
        now: Millis,
        receivers: &[PlacedReceiver],
        alerts: &[Alert],
    ) -> usize {
        if !self.is_resend_due(now) {
            return 0;
        }
        *self.resent_at.lock() = Some(now);
        let mut pushes = Vec::new();
        for PlacedReceiver { receiver, .. } in receivers {
            if receiver.enabled && matches!(receiver.target, Target::Alertmanager { .. }) {
                pushes.push(self.resend_to(now, receiver, alerts));
            }
        }
        let sent = futures_util::future::join_all(pushes).await;
        sent.into_iter().filter(|is_sent| *is_sent).count()
    }

    async fn resend_to(&self, now: Millis, receiver: &Receiver, alerts: &[Alert]) -> bool {
        let wanted: Vec<&Alert> = alerts
            .iter()
            .filter(|alert| alert.resolved_at.is_none() && route::wants(receiver, alert))
            .collect();
        let console_url = self.sender.console_url();
        let mut is_sent = !wanted.is_empty();
        for alerts in wanted.chunks(PUSHED_ALERTS) {
            let (id, group_key) = ("", "");
            let message = Message { id, receiver, group_key, items: &[], console_url, now };
            match self.sender.push(&message, alerts.iter().copied()).await {
                SendOutcome::Sent { .. } => {}
                SendOutcome::Retry { error, .. } | SendOutcome::Refused { error } => {
                    tracing::warn!(
                        receiver.name = receiver.name,
                        error = error,
                        "open alerts could not be sent to an Alertmanager again"
                    );
                    is_sent = false;
                    break;
                }
            }
        }
        is_sent
    }
}

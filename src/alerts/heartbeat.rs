//! The dead man's switch: a URL that is asked, again and again, while rules are evaluated, so that
//! somebody else notices when they are not.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::notify::{Outcome, Sender};
use super::status::{HeartbeatStatus, Status};
use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::model::Millis;

/// Tells the dead man's switch.
pub struct Heartbeat {
    /// Where it is.
    pub url: SecretString,
    /// How often it is told.
    pub interval: Duration,
    /// Asks it.
    pub sender: Sender,
    /// How the evaluator is doing.
    pub status: watch::Receiver<Status>,
    /// How often rules are evaluated.
    pub evaluation_interval: Duration,
    /// Told how this is doing.
    pub told: watch::Sender<HeartbeatStatus>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
}

impl Heartbeat {
    /// Tells until `token` is cancelled. Only a process whose evaluation is in order tells.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        let interval_ms = i64::try_from(self.interval.as_millis()).unwrap_or(i64::MAX);
        let evaluation_ms = i64::try_from(self.evaluation_interval.as_millis()).unwrap_or(i64::MAX);
        loop {
            // The first is told as soon as rules are evaluated.
            let is_ok = self.status.wait_for(|status| status.evaluated_at.is_some());
            tokio::select! {
                outcome = is_ok => if outcome.is_err() { break },
                () = token.cancelled() => break,
            }
            let now = self.clock.now();
            let is_ok = self.status.borrow().word(evaluation_ms, now) == "ok";
            if is_ok {
                self.tell(now).await;
            }
            tokio::select! {
                () = self.clock.reach(now.plus(interval_ms)) => {}
                () = token.cancelled() => break,
            }
        }
        Ok(())
    }

    async fn tell(&self, now: Millis) {
        let error = match self.sender.ping(self.url.expose_secret(), now).await {
            Outcome::Sent { .. } => None,
            Outcome::Retry { error, .. } | Outcome::Refused { error } => Some(error),
        };
        if let Some(error) = &error {
            self.metrics.heartbeat_failures_total.inc();
            if self.told.borrow().error.is_none() {
                tracing::warn!(error, "the dead man's switch cannot be told");
            }
        } else {
            self.metrics.heartbeat_timestamp_seconds.set(now.seconds_since(Millis(0)));
        }
        self.told.send_modify(|status| {
            if error.is_none() {
                status.sent_at = Some(now);
            }
            status.error = error;
        });
    }
}

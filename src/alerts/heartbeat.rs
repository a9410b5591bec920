//! The dead man's switch: a URL that is asked, again and again, while rules are evaluated, so that
//! somebody else notices when they are not.

use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::notify::{Outcome, Sender};
use super::status::{HeartbeatStatus, Status};
use crate::model::Millis;
use crate::shared::Shared;

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
    /// Notified how this is doing.
    pub told: watch::Sender<HeartbeatStatus>,
    /// What is counted, and the time.
    pub shared: Shared,
}

impl Heartbeat {
    /// Tells until `token` is cancelled: only when rules were just evaluated here, and no more often
    /// than it is to.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        // An evaluation that comes a little sooner than it is due must not wait for the next one.
        let least = self.interval.saturating_sub(self.evaluation_interval / 2);
        let mut told: Option<Instant> = None;
        let mut evaluated: Option<Instant> = None;
        loop {
            tokio::select! {
                changed = self.status.changed() => if changed.is_err() { break },
                () = token.cancelled() => break,
            }
            let moment = self.shared.clock.moment();
            let (latest, is_ok) = {
                let status = self.status.borrow_and_update();
                (status.evaluated, status.word(self.evaluation_interval, moment) == "ok")
            };
            let is_new = std::mem::replace(&mut evaluated, latest) != latest;
            let is_due = told.is_none_or(|told| moment.duration_since(told) >= least);
            if is_new && is_ok && is_due {
                tokio::select! {
                    () = self.tell() => {}
                    () = token.cancelled() => break,
                }
                told = Some(moment);
            }
        }
        Ok(())
    }

    async fn tell(&self) {
        let now = self.shared.clock.now();
        let error = match self.sender.ping(self.url.expose_secret(), now).await {
            Outcome::Sent { .. } => None,
            Outcome::Retry { error, .. } | Outcome::Refused { error } => Some(error),
        };
        if let Some(error) = &error {
            self.shared.metrics.heartbeat_failures_total.inc();
            if self.told.borrow().error.is_none() {
                tracing::warn!(error, "the dead man's switch cannot be told");
            }
        } else {
            self.shared.metrics.heartbeat_timestamp_seconds.set(now.seconds_since(Millis(0)));
        }
        self.told.send_modify(|status| {
            if error.is_none() {
                status.sent_at = Some(now);
            }
            status.error = error;
        });
    }
}

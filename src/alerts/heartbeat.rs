//! The dead man's switch: the console requests a URL regularly while rules are evaluated, so that
//! an external service notices when they are not.

use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::notify::{SendOutcome, Sender};
use super::status::{HeartbeatStatus, Status};
use crate::model::Millis;
use crate::shared::Shared;
use crate::watched::{Watched as _, seen};

/// The task that requests the dead man's switch.
pub struct HeartbeatTask {
    /// Its URL.
    pub url: SecretString,
    /// How often the task requests it.
    pub interval: Duration,
    /// Sends the requests.
    pub sender: Sender,
    /// The evaluator's status.
    pub status: watch::Receiver<Status>,
    /// How often rules are evaluated.
    pub evaluation_interval: Duration,
    /// Receives the status of this task.
    pub reported: watch::Sender<HeartbeatStatus>,
    /// The metrics, and the clock.
    pub shared: Shared,
}

impl HeartbeatTask {
    /// Runs until `token` is cancelled. Sends a request after an evaluation in this process, at
    /// most once per interval.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        // An evaluation that is a little early must not delay the request to the next one.
        let least = self.interval.saturating_sub(self.evaluation_interval / 2);
        let mut sent: Option<Instant> = None;
        let mut evaluated: Option<Instant> = None;
        loop {
            tokio::select! {
                changed = self.status.changed() => if changed.is_err() { break },
                () = token.cancelled() => break,
            }
            let moment = self.shared.clock.moment();
            let status = seen(&mut self.status);
            let is_ok = status.word(self.evaluation_interval, moment) == "ok";
            let latest = status.evaluated;
            let is_new = std::mem::replace(&mut evaluated, latest) != latest;
            let is_due = sent.is_none_or(|sent| moment.duration_since(sent) >= least);
            if is_new && is_ok && is_due {
                tokio::select! {
                    () = self.send() => {}
                    () = token.cancelled() => break,
                }
                sent = Some(moment);
            }
        }
        Ok(())
    }

    async fn send(&self) {
        let now = self.shared.clock.now();
        let error = match self.sender.ping(self.url.expose_secret(), now).await {
            SendOutcome::Sent { .. } => None,
            SendOutcome::Retry { error, .. } | SendOutcome::Refused { error } => Some(error),
        };
        if let Some(error) = &error {
            self.shared.metrics.heartbeat_failures_total.inc();
            if self.reported.current().error.is_none() {
                tracing::warn!(error, "the dead man's switch cannot be reached");
            }
        } else {
            self.shared.metrics.heartbeat_timestamp_seconds.set(now.seconds_since(Millis(0)));
        }
        self.reported.send_modify(|status| {
            if error.is_none() {
                status.sent_at = Some(now);
            }
            status.error = error;
        });
    }
}

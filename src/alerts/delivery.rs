//! The task that empties the outbox. It runs in the process that evaluates, every second and after
//! each evaluation.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::catalog::{Catalog, SharedConfigured};
use super::outbox::Dispatcher;
use super::silence;
use super::status::Status;
use crate::model::{Alert, Millis, Target};
use crate::shared::Shared;
use crate::store;
use crate::tasks;
use crate::watched::seen;

/// How often the task looks for due notifications.
const LOOK: Duration = Duration::from_secs(1);

/// How far the clock may fall behind the elapsed time, milliseconds, before it counts as set back.
const SET_BACK_MS: i64 = 1000;

/// The longest wait before a message is retried, milliseconds: a receiver may ask for an hour.
const LONGEST_WAIT_MS: i64 = 3_600_000;

/// How long the last round may take at shutdown: unfinished messages are sent again under the same
/// id.
const LAST_LIMIT: Duration = Duration::from_secs(2);

/// Sends the notifications of the outbox.
pub struct DeliveryTask {
    /// Sends the messages.
    pub dispatcher: Dispatcher,
    /// The store, and the clock.
    pub shared: Shared,
    /// The receivers of the configuration.
    pub configured: SharedConfigured,
    /// The evaluator's status: the process that evaluates also sends.
    pub status: watch::Receiver<Status>,
}

impl DeliveryTask {
    /// Sends until `token` is cancelled.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        let mut is_failing = false;
        let mut before: Option<(Millis, Instant)> = None;
        loop {
            tasks::working(tasks::STALLED);
            let (now, moment) = (self.shared.clock.now(), self.shared.clock.moment());
            if seen(&mut self.status).leader == Some(true) {
                let outcome = {
                    let round = self.run_once(now, latest_due_at(before, (now, moment)));
                    tokio::pin!(round);
                    tokio::select! {
                        outcome = &mut round => outcome,
                        () = token.cancelled() => {
                            let _ = tokio::time::timeout(LAST_LIMIT, round).await;
                            break;
                        }
                    }
                };
                if let Err(error) = &outcome
                    && !is_failing
                {
                    tracing::warn!(%error, "the outbox cannot be read; it is tried again");
                }
                is_failing = outcome.is_err();
                if outcome.is_ok() {
                    before = Some((now, moment));
                }
            }
            tokio::select! {
                () = self.shared.clock.reach(moment + LOOK) => {}
                changed = self.status.changed() => if changed.is_err() { break },
                () = token.cancelled() => break,
            }
        }
        Ok(())
    }

    async fn run_once(&self, now: Millis, limit: Option<Millis>) -> Result<(), store::Error> {
        if let Some(limit) = limit {
            self.shared.store.hasten_notifications(limit, now).await?;
        }
        let catalog = Catalog::read(&self.shared.store, &self.configured).await?;
        let receivers = catalog.receivers();
        self.dispatcher.deliver_due(now, &receivers).await?;
        let has_alertmanager = receivers.iter().any(|placed| {
            placed.receiver.enabled && matches!(placed.receiver.target, Target::Alertmanager { .. })
        });
        // An Alertmanager resolves alerts that are not sent again.
        if has_alertmanager && self.dispatcher.is_resend_due(now) {
            let silences = catalog.silences(now);
            let open = self.shared.store.open_alerts().await?;
            let audible: Vec<Alert> = open
                .into_iter()
                .map(|stored| stored.alert)
                .filter(|alert| silence::silencing(&silences, alert, now).is_empty())
                .collect();
            self.dispatcher.resend(now, &receivers, &audible).await;
        }
        Ok(())
    }
}

/// The latest time that a notification may be due, if due times must be limited. After a start,
/// that is the longest wait. If the clock was set back since `before`, it is now: due times of the
/// old clock would delay notifications until the clock reaches them again.
fn latest_due_at(before: Option<(Millis, Instant)>, now: (Millis, Instant)) -> Option<Millis> {
    let Some(before) = before else { return Some(now.0.plus(LONGEST_WAIT_MS)) };
    let passed = now.1.saturating_duration_since(before.1).as_millis();
    let expected = before.0.plus(i64::try_from(passed).unwrap_or(i64::MAX));
    (expected.since(now.0) > SET_BACK_MS).then_some(now.0)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::latest_due_at;
    use crate::model::Millis;

    #[test]
    fn no_notification_waits_for_a_clock_that_was_set_back() {
        let (begin, second) = (Instant::now(), Duration::from_secs(1));
        let now = Millis(10_000_000);
        assert_eq!(latest_due_at(None, (now, begin)), Some(now.plus(3_600_000)), "a restart");
        for (why, clock, limit) in [
            ("it goes", now.plus(1000), None),
            ("it is slewed", now.plus(500), None),
            ("it is set forward", now.plus(3_600_000), None),
            ("it is set back", now.plus(-3_600_000), Some(now.plus(-3_600_000))),
        ] {
            assert_eq!(latest_due_at(Some((now, begin)), (clock, begin + second)), limit, "{why}");
        }
    }
}

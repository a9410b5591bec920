//! The loop that empties the outbox: in the process that evaluates, every second and after each
//! evaluation.

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

/// How often is looked for what is due.
const LOOK: Duration = Duration::from_secs(1);

/// By how much less than what passed a clock goes on, milliseconds, before it counts as set back.
const SET_BACK_MS: i64 = 1000;

/// A message is never to be tried again later than this, milliseconds, but for the time that its
/// receiver asks for, an hour at most.
const LONGEST_WAIT_MS: i64 = 3_600_000;

/// How long what is under way may take at the end: it is sent again otherwise, under the same id.
const LAST_LIMIT: Duration = Duration::from_secs(2);

/// Empties the outbox.
pub struct Delivery {
    /// What sends.
    pub dispatcher: Dispatcher,
    /// Where receivers and silences are kept, and the time.
    pub shared: Shared,
    /// Receivers of the configuration.
    pub configured: SharedConfigured,
    /// How the evaluator is doing: its process sends, too.
    pub status: watch::Receiver<Status>,
}

impl Delivery {
    /// Sends until `token` is cancelled.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        let mut is_failing = false;
        let mut before: Option<(Millis, Instant)> = None;
        loop {
            tasks::working(tasks::STALLED);
            let (now, moment) = (self.shared.clock.now(), self.shared.clock.moment());
            if self.status.borrow_and_update().leader == Some(true) {
                let outcome = {
                    let turn = self.turn(now, set_back(before, (now, moment)));
                    tokio::pin!(turn);
                    tokio::select! {
                        outcome = &mut turn => outcome,
                        () = token.cancelled() => {
                            let _ = tokio::time::timeout(LAST_LIMIT, turn).await;
                            break;
                        }
                    }
                };
                if let Err(error) = &outcome
                    && !is_failing
                {
                    tracing::warn!(%error, "the outbox cannot be read; nothing is lost");
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

    async fn turn(&self, now: Millis, beyond: Option<Millis>) -> Result<(), store::Error> {
        if let Some(beyond) = beyond {
            self.shared.store.hasten_notifications(beyond, now).await?;
        }
        let catalog = Catalog::read(&self.shared.store, &self.configured).await?;
        let receivers = catalog.receivers();
        self.dispatcher.turn(now, &receivers).await?;
        let tells_alertmanagers = receivers.iter().any(|placed| {
            placed.receiver.enabled && matches!(placed.receiver.target, Target::Alertmanager { .. })
        });
        // Alertmanagers forget what they are not told of again.
        if tells_alertmanagers && self.dispatcher.is_resend_due(now) {
            let silences = catalog.silences(now);
            let open = self.shared.store.open_alerts().await?;
            let audible: Vec<Alert> = open
                .into_iter()
                .map(|kept| kept.alert)
                .filter(|alert| silence::silencing(&silences, alert, now).is_empty())
                .collect();
            self.dispatcher.resend(now, &receivers, &audible).await;
        }
        Ok(())
    }
}

/// Beyond which time nothing may have to wait, if that is to be looked at: at first beyond any wait
/// that there is, and at once if the clock was set back since `before`, by whose time what is due
/// soon would be due only when that time comes again.
fn set_back(before: Option<(Millis, Instant)>, now: (Millis, Instant)) -> Option<Millis> {
    let Some(before) = before else { return Some(now.0.plus(LONGEST_WAIT_MS)) };
    let passed = now.1.saturating_duration_since(before.1).as_millis();
    let expected = before.0.plus(i64::try_from(passed).unwrap_or(i64::MAX));
    (expected.since(now.0) > SET_BACK_MS).then_some(now.0)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::set_back;
    use crate::model::Millis;

    #[test]
    fn nothing_waits_for_a_time_that_was_set_back() {
        let (begin, second) = (Instant::now(), Duration::from_secs(1));
        let now = Millis(10_000_000);
        assert_eq!(set_back(None, (now, begin)), Some(now.plus(3_600_000)), "a restart");
        for (why, clock, beyond) in [
            ("it goes", now.plus(1000), None),
            ("it is slewed", now.plus(500), None),
            ("it is set forward", now.plus(3_600_000), None),
            ("it is set back", now.plus(-3_600_000), Some(now.plus(-3_600_000))),
        ] {
            assert_eq!(set_back(Some((now, begin)), (clock, begin + second)), beyond, "{why}");
        }
    }
}

//! The loop that empties the outbox: in the process that evaluates, every second and after each
//! evaluation.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::book::{Book, SharedConfigured};
use super::outbox::Dispatcher;
use super::silence;
use super::status::Status;
use crate::clock::Clock;
use crate::model::{Alert, Millis, Target};
use crate::store::{self, SharedStore};

/// How often is looked for what is due, milliseconds.
const LOOK_MS: i64 = 1000;

/// How long what is under way may take at the end: it is sent again otherwise, under the same id.
const LAST_LIMIT: Duration = Duration::from_secs(2);

/// Empties the outbox.
pub struct Delivery {
    /// What sends.
    pub dispatcher: Dispatcher,
    /// Where receivers and silences are kept.
    pub store: SharedStore,
    /// Receivers of the configuration.
    pub configured: SharedConfigured,
    /// How the evaluator is doing: its process sends, too.
    pub status: watch::Receiver<Status>,
    /// The time.
    pub clock: Clock,
}

impl Delivery {
    /// Sends until `token` is cancelled.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        let mut is_failing = false;
        loop {
            let now = self.clock.now();
            if self.status.borrow_and_update().leader == Some(true) {
                let outcome = {
                    let turn = self.turn(now);
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
            }
            tokio::select! {
                () = self.clock.reach(now.plus(LOOK_MS)) => {}
                changed = self.status.changed() => if changed.is_err() { break },
                () = token.cancelled() => break,
            }
        }
        Ok(())
    }

    async fn turn(&self, now: Millis) -> Result<(), store::Error> {
        let book = Book::read(&*self.store, &self.configured).await?;
        let receivers = book.receivers();
        self.dispatcher.turn(now, &receivers).await?;
        let tells_alertmanagers = receivers.iter().any(|placed| {
            placed.receiver.enabled && matches!(placed.receiver.target, Target::Alertmanager { .. })
        });
        // Alertmanagers forget what they are not told of again.
        if tells_alertmanagers && self.dispatcher.is_resend_due(now) {
            let silences: Vec<_> = book.silences().cloned().collect();
            let open = self.store.open_alerts().await?;
            let heard: Vec<Alert> = open
                .into_iter()
                .map(|kept| kept.alert)
                .filter(|alert| silence::silencing(&silences, alert, now).is_empty())
                .collect();
            self.dispatcher.resend(now, &receivers, &heard).await;
        }
        Ok(())
    }
}

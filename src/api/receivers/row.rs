//! Receivers as the API shows them: without their secrets, with the state of their notifications.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::alerts::catalog::Versioned;
use crate::alerts::receivers::masked;
use crate::api::context::Console;
use crate::api::document::Document;
use crate::api::error::Error;
use crate::model::{Notification, NotificationStatus, Origin, PlacedReceiver, Receiver};
use crate::store::{NotificationFilter, Page};

/// A receiver, and the state of its notifications.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ReceiverRow {
    /// The receiver; its secrets are `********`.
    #[serde(flatten)]
    receiver: Receiver,
    /// Where the receiver comes from: `file` or `ui`.
    origin: Origin,
    /// Increases by one with each change; `null` if `origin` is `file`.
    version: Option<i64>,
    /// Time at which the receiver accepted the latest notification; `null` if it accepted none.
    last_sent_at: Option<DateTime<Utc>>,
    /// The error of the latest notification; `null` if there is none.
    last_error: Option<String>,
    /// Number of notifications that wait to be sent.
    waiting: u64,
    /// Number of parked notifications: an operator must retry or discard them.
    parked: u64,
}

impl Document for ReceiverRow {
    fn version(&self) -> Option<i64> {
        self.version
    }

    fn path(&self) -> String {
        format!("/api/receivers/{}", self.receiver.name)
    }
}

impl ReceiverRow {
    /// The receiver, with the state of its notifications in the outbox.
    pub(super) async fn of(
        console: &Console,
        versioned: &Versioned<PlacedReceiver>,
    ) -> Result<Self, Error> {
        let name = versioned.value.receiver.name.clone();
        let latest = move |status| NotificationFilter {
            status: Some(status),
            receiver: Some(name.clone()),
            limit: 1,
            ..NotificationFilter::default()
        };
        let [sent, waiting, parked] = console
            .ask(move |store| async move {
                Ok([
                    store.notifications(&latest(NotificationStatus::Sent)).await?,
                    store.notifications(&latest(NotificationStatus::Waiting)).await?,
                    store.notifications(&latest(NotificationStatus::Parked)).await?,
                ])
            })
            .await?;
        Ok(Self {
            receiver: masked(&versioned.value.receiver),
            origin: versioned.value.origin,
            version: versioned.version,
            last_sent_at: sent.rows.first().and_then(|sent| sent.sent_at),
            last_error: last_error(&[&sent, &waiting, &parked]),
            waiting: waiting.total,
            parked: parked.total,
        })
    }
}

/// The error of the latest notification that was tried, unless it was accepted in the end.
fn last_error(latest: &[&Page<Notification>]) -> Option<String> {
    let tried = latest.iter().filter_map(|page| page.rows.first()).filter(|it| it.attempts > 0);
    let last = tried.max_by_key(|notification| notification.created_at)?;
    last.error.clone().filter(|_| last.status != NotificationStatus::Sent)
}

//! Receivers as they are shown: without their secrets, with how telling them goes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::alerts::catalog::Versioned;
use crate::alerts::receivers::masked;
use crate::api::context::Console;
use crate::api::error::Error;
use crate::model::{Notification, NotificationStatus, Origin, PlacedReceiver, Receiver};
use crate::store::{NotificationFilter, Page};

/// Who is told, and how that goes.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ReceiverRow {
    /// The receiver; its secrets are `********`.
    #[serde(flatten)]
    receiver: Receiver,
    /// Where it comes from: `file` or `ui`.
    origin: Origin,
    /// Grows by one with each change; `null` if `origin` is `file`.
    version: Option<i64>,
    /// When the latest notification that it accepted was accepted; `null` without any.
    last_sent_at: Option<DateTime<Utc>>,
    /// What went wrong with the latest notification; `null` if nothing did.
    last_error: Option<String>,
    /// Notifications that wait.
    waiting: u64,
    /// Notifications that are parked: somebody must look at them.
    parked: u64,
}

impl ReceiverRow {
    /// The receiver, with what the outbox tells of it.
    pub(super) async fn of(
        console: &Console,
        kept: &Versioned<PlacedReceiver>,
    ) -> Result<Self, Error> {
        let name = kept.value.receiver.name.clone();
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
            receiver: masked(&kept.value.receiver),
            origin: kept.value.origin,
            version: kept.version,
            last_sent_at: sent.rows.first().and_then(|sent| sent.sent_at),
            last_error: last_error(&[&sent, &waiting, &parked]),
            waiting: waiting.total,
            parked: parked.total,
        })
    }
}

/// What went wrong with the latest of those that were tried; what was accepted in the end went
/// well.
fn last_error(latest: &[&Page<Notification>]) -> Option<String> {
    let tried = latest.iter().filter_map(|page| page.rows.first()).filter(|it| it.attempts > 0);
    let last = tried.max_by_key(|notification| notification.created_at)?;
    last.error.clone().filter(|_| last.status != NotificationStatus::Sent)
}

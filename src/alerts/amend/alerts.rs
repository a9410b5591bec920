//! Actions on an alert: a transition and an audit line, with the notifications that follow.

use std::sync::Arc;

use super::actions::{ActionContext, AlertAction, apply};
use super::{ATTEMPTS, Amender, Error};
use crate::alerts::notification_policy::{Notified, notices};
use crate::alerts::silence::{Compiled, silencing};
use crate::model::{Alert, AlertStatus, Millis};
use crate::state::{State, frame};
use crate::store::AlertBatch;

/// An alert after an action.
#[derive(Debug)]
pub struct Amended {
    /// The alert.
    pub alert: Alert,
    /// The silences that have not expired.
    pub silences: Vec<Arc<Compiled>>,
    /// The time of the action.
    pub now: Millis,
}

impl Amender {
    /// Performs an action on an alert; an error if the alert does not allow it.
    pub async fn alert(
        &self,
        id: &str,
        action: &AlertAction,
        by: &str,
        note: Option<&str>,
    ) -> Result<Amended, Error> {
        for _ in 0..ATTEMPTS {
            let id_to_read = id.to_owned();
            let stored = self
                .shared
                .ask(move |store| async move { store.stored_alert(&id_to_read).await })
                .await?;
            let stored = stored.ok_or(Error::NotFound)?;
            let catalog = self.catalog().await?;
            let now = self.shared.now();
            let (mut stored, step) =
                apply(&stored, action, ActionContext { by, note, now }).map_err(Error::Refused)?;
            let (alert, silences) = (stored.alert.clone(), catalog.silences(now));
            let is_quiet = alert.status != AlertStatus::Resolved
                && !silencing(&silences, &alert, now).is_empty();
            let notified = Notified::from_json(&stored.notified);
            let (notifications, notified) =
                notices(&alert, &notified, &catalog.receivers(), is_quiet, now);
            stored.notified = notified.to_json();
            let batch = AlertBatch {
                changed: vec![stored],
                steps: vec![(id.to_owned(), step)],
                notifications,
                ..AlertBatch::default()
            };
            if self.record(batch).await? {
                let revision = self.shared.glance(State::revision);
                self.shared.feed.publish(&frame::alert(revision, &alert));
                return Ok(Amended { alert, silences, now });
            }
        }
        Err(Error::AlwaysChanging)
    }
}

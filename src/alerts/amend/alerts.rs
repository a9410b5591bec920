//! Acts on an alert: a step of its life and a line of the audit, with the notifications that follow.

use std::sync::Arc;

use super::act::{Act, Actor, act};
use super::{ATTEMPTS, Amender, Error};
use crate::alerts::notification_policy::{Notified, notices};
use crate::alerts::silence::{Compiled, silencing};
use crate::model::{Alert, AlertStatus, Millis};
use crate::state::{State, frame};
use crate::store::AlertBatch;

/// An alert after an act.
#[derive(Debug)]
pub struct Amended {
    /// The alert.
    pub alert: Alert,
    /// The silences that are not over.
    pub silences: Vec<Arc<Compiled>>,
    /// When.
    pub now: Millis,
}

impl Amender {
    /// Does `what` to an alert, unless it cannot be done to the alert as it is.
    pub async fn alert(
        &self,
        id: &str,
        what: &Act,
        by: &str,
        note: Option<&str>,
    ) -> Result<Amended, Error> {
        for _ in 0..ATTEMPTS {
            let asked = id.to_owned();
            let kept = self
                .shared
                .ask(move |store| async move { store.stored_alert(&asked).await })
                .await?;
            let kept = kept.ok_or(Error::NotFound)?;
            let catalog = self.catalog().await?;
            let now = self.shared.now();
            let (mut kept, step) =
                act(&kept, what, Actor { by, note, now }).map_err(Error::Refused)?;
            let (alert, silences) = (kept.alert.clone(), catalog.silences(now));
            let is_quiet = alert.status != AlertStatus::Resolved
                && !silencing(&silences, &alert, now).is_empty();
            let told = Notified::from_json(&kept.told);
            let (notifications, told) = notices(&alert, &told, &catalog.receivers(), is_quiet, now);
            kept.told = told.to_json();
            let batch = AlertBatch {
                changed: vec![kept],
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

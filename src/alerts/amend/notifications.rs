//! Decisions of people about notifications that were not sent.

use serde_json::json;

use super::{ATTEMPTS, Amender};
use crate::model::{NewAuditLine, Notification, NotificationStatus};
use crate::shared;
use crate::store::{AlertBatch, NotificationFilter};

/// A decision about a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Send it again.
    Retry,
    /// Do not send it.
    Discard,
}

/// Why a decision was not made.
#[derive(Debug)]
pub enum DecisionError {
    /// No notification has that id.
    NotFound,
    /// Its status does not allow the decision; holds the status.
    Status(NotificationStatus),
    /// Other people changed it during every attempt.
    AlwaysChanging,
    /// The store is unavailable.
    Unavailable(shared::Error),
}

impl From<shared::Error> for DecisionError {
    fn from(error: shared::Error) -> Self {
        Self::Unavailable(error)
    }
}

impl Decision {
    /// Whether a notification of this status allows the decision.
    const fn is_possible(self, status: NotificationStatus) -> bool {
        matches!(
            (self, status),
            (_, NotificationStatus::Parked) | (Self::Discard, NotificationStatus::Waiting)
        )
    }

    /// The status that follows, and the verb of the audit line.
    const fn outcome(self) -> (NotificationStatus, &'static str) {
        match self {
            Self::Retry => (NotificationStatus::Waiting, "retried"),
            Self::Discard => (NotificationStatus::Discarded, "discarded"),
        }
    }
}

impl Amender {
    /// Applies a decision to a notification; an error if its status does not allow it.
    pub async fn notification(
        &self,
        id: &str,
        decision: Decision,
        by: &str,
        note: Option<&str>,
    ) -> Result<Notification, DecisionError> {
        for _ in 0..ATTEMPTS {
            let notification = self.find(id).await?.ok_or(DecisionError::NotFound)?;
            if !decision.is_possible(notification.status) {
                return Err(DecisionError::Status(notification.status));
            }
            let (status, verb) = decision.outcome();
            let body = json!({
                "receiver": notification.receiver, "notice": notification.notice,
                "alert": notification.alert.id,
                "error": notification.error, "note": note,
            });
            let line = NewAuditLine {
                at: self.shared.now().to_utc(),
                kind: format!("notification.{verb}"),
                actor: by.to_owned(),
                subject: id.to_owned(),
                body: body.to_string(),
            };
            let decided = vec![(id.to_owned(), status)];
            let batch = AlertBatch { decided, lines: vec![line], ..AlertBatch::default() };
            if self.record(batch).await? {
                return self.find(id).await?.ok_or(DecisionError::NotFound);
            }
        }
        Err(DecisionError::AlwaysChanging)
    }

    async fn find(&self, id: &str) -> Result<Option<Notification>, shared::Error> {
        let filter = NotificationFilter {
            id: Some(id.to_owned()),
            limit: 1,
            ..NotificationFilter::default()
        };
        let page = self.shared.ask(move |store| async move { store.notifications(&filter).await });
        Ok(page.await?.rows.into_iter().next())
    }
}

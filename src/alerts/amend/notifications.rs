//! What is to become of notifications that could not be sent.

use serde_json::json;

use super::{ATTEMPTS, Amender};
use crate::model::{NewAuditLine, Notification, NotificationStatus};
use crate::shared;
use crate::store::{AlertBatch, NotificationFilter};

/// What somebody decides about a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is sent again.
    Retry,
    /// It is not sent.
    Discard,
}

/// Why nothing is decided.
#[derive(Debug)]
pub enum Undecided {
    /// There is no such notification.
    NotFound,
    /// It has this status, of which it cannot be decided so.
    Status(NotificationStatus),
    /// Others change it again and again.
    AlwaysChanging,
    /// The store does not answer.
    Unanswered(shared::Error),
}

impl From<shared::Error> for Undecided {
    fn from(error: shared::Error) -> Self {
        Self::Unanswered(error)
    }
}

impl Decision {
    /// Whether a notification of that status can be decided about so.
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
    /// Decides about a notification, unless its status forbids that.
    pub async fn notification(
        &self,
        id: &str,
        decision: Decision,
        by: &str,
        note: Option<&str>,
    ) -> Result<Notification, Undecided> {
        for _ in 0..ATTEMPTS {
            let found = self.find(id).await?.ok_or(Undecided::NotFound)?;
            if !decision.is_possible(found.status) {
                return Err(Undecided::Status(found.status));
            }
            let (status, verb) = decision.outcome();
            let body = json!({
                "receiver": found.receiver, "notice": found.notice, "alert": found.alert.id,
                "error": found.error, "note": note,
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
                return self.find(id).await?.ok_or(Undecided::NotFound);
            }
        }
        Err(Undecided::AlwaysChanging)
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

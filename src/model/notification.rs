//! Notifications: what somebody is told of an alert, from the outbox until it is accepted.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Alert;
use super::words::words;

words! {
    /// Of what somebody is told.
    pub enum Notice {
        /// It fires.
        Fired = "fired",
        /// It still fires.
        Reminder = "reminder",
        /// Somebody took it.
        Acknowledged = "acknowledged",
        /// It is over.
        Resolved = "resolved",
    }
}

words! {
    /// Where a notification stands.
    pub enum NotificationStatus {
        /// It is to be sent, perhaps again.
        Waiting = "waiting",
        /// The receiver accepted it.
        Sent = "sent",
        /// It was refused for good, or tried for too long: somebody must look at it.
        Parked = "parked",
        /// Somebody decided that it need not be sent.
        Discarded = "discarded",
    }
}

/// One notification in the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Notification {
    /// Unique for ever, and the same however often it is tried.
    pub id: String,
    /// Who is told.
    pub receiver: String,
    /// Of what.
    pub notice: Notice,
    /// With which others it is told.
    pub group_key: String,
    /// The alert as it was then.
    pub alert: Alert,
    /// When it came into the outbox.
    pub created_at: DateTime<Utc>,
    /// Before when it is not sent.
    pub due_at: DateTime<Utc>,
    /// Where it stands.
    pub status: NotificationStatus,
    /// The message that it is in, once that is put together: the same however often it is tried;
    /// `null` before.
    pub message_id: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// What went wrong last; `null` if nothing did.
    pub error: Option<String>,
    /// When it was accepted; `null` if it was not.
    pub sent_at: Option<DateTime<Utc>>,
}

/// How the outbox is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutboxStatus {
    /// Notifications that wait.
    pub waiting: u64,
    /// Notifications that are parked.
    pub parked: u64,
    /// When the oldest of those that wait was due; `null` if none waits.
    pub oldest_due_at: Option<DateTime<Utc>>,
}

//! Notifications: what a receiver is notified of, from the outbox until the receiver accepts it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Alert;
use super::string_enum::string_enum;

string_enum! {
    /// Reason for a notification.
    pub enum Notice {
        /// The alert fired.
        Fired = "fired",
        /// The alert is still firing.
        Reminder = "reminder",
        /// Somebody acknowledged the alert.
        Acknowledged = "acknowledged",
        /// The alert was resolved.
        Resolved = "resolved",
    }
}

string_enum! {
    /// Status of a notification.
    pub enum NotificationStatus {
        /// It waits to be sent, or to be sent again.
        Waiting = "waiting",
        /// The receiver accepted it.
        Sent = "sent",
        /// It was refused for good or retried for too long; somebody must act.
        Parked = "parked",
        /// Somebody discarded it.
        Discarded = "discarded",
    }
}

/// One notification in the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Notification {
    /// Unique id; the same for all attempts.
    pub id: String,
    /// Name of the receiver.
    pub receiver: String,
    /// Reason for the notification.
    pub notice: Notice,
    /// Key of the group that is sent as one message.
    pub group_key: String,
    /// The alert as it was at that time.
    pub alert: Alert,
    /// When it was added to the outbox.
    pub created_at: DateTime<Utc>,
    /// Earliest time at which it is sent.
    pub due_at: DateTime<Utc>,
    /// Status of the notification.
    pub status: NotificationStatus,
    /// Id of the message that it is sent in, the same for all attempts; `null` until the message is
    /// composed.
    pub message_id: Option<String>,
    /// Number of attempts so far.
    pub attempts: u32,
    /// Error of the last attempt; `null` without one.
    pub error: Option<String>,
    /// When the receiver accepted it; `null` if it did not.
    pub sent_at: Option<DateTime<Utc>>,
}

/// State of the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutboxStatus {
    /// Notifications that wait to be sent.
    pub waiting: u64,
    /// Parked notifications.
    pub parked: u64,
    /// When the oldest waiting notification was due; `null` if none waits.
    pub oldest_due_at: Option<DateTime<Utc>>,
}

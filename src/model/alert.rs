//! Alerts: one occurrence of a rule, and its history.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::string_enum::string_enum;

string_enum! {
    /// How much an alert matters.
    #[derive(PartialOrd, Ord)]
    pub enum Severity {
        /// For information.
        Info = "info",
        /// Needs attention today.
        Warning = "warning",
        /// Needs attention now.
        Critical = "critical",
    }
}

string_enum! {
    /// Status of an alert.
    pub enum AlertStatus {
        /// The condition holds.
        Firing = "firing",
        /// Somebody has acknowledged it.
        Acknowledged = "acknowledged",
        /// It is over.
        Resolved = "resolved",
    }
}

string_enum! {
    /// Whether the value that an alert's rule evaluates is known.
    pub enum DataStatus {
        /// The value is known.
        Ok = "ok",
        /// The value is not known; the alert keeps its status.
        NoData = "no_data",
        /// The rule could not be evaluated; the alert keeps its status.
        Error = "error",
    }
}

string_enum! {
    /// Kind of a change of an alert.
    pub enum StepKind {
        /// The condition held for long enough.
        Fired = "fired",
        /// Somebody acknowledged it.
        Acknowledged = "acknowledged",
        /// The acknowledgement was withdrawn.
        Unacknowledged = "unacknowledged",
        /// It was assigned to somebody, or to nobody.
        Assigned = "assigned",
        /// Somebody added a note.
        Noted = "noted",
        /// The value became unknown, or the rule could not be evaluated.
        NoData = "no_data",
        /// The value is known again.
        DataReturned = "data_returned",
        /// It is flapping: it stays firing until the condition has not held for a while.
        Flapping = "flapping",
        /// It is over.
        Resolved = "resolved",
    }
}

/// One occurrence of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Unique id of the alert; never reused.
    pub id: String,
    /// Name of the rule.
    pub rule: String,
    /// Severity.
    pub severity: Severity,
    /// Status of the alert.
    pub status: AlertStatus,
    /// The alert's text.
    pub message: String,
    /// The value when it fired; `null` for a rule without one.
    pub value: Option<f64>,
    /// The threshold that the value is compared with; `null` for a rule without one.
    pub threshold: Option<f64>,
    /// Name of the deployment; `null` for all.
    pub deployment: Option<String>,
    /// Region of the deployment; `null` if not configured.
    pub region: Option<String>,
    /// Name of the room; `null` for a rule that is not about one.
    pub room: Option<String>,
    /// Sid of the room session; `null` for a rule that is not about one.
    pub room_sid: Option<String>,
    /// Identity of the participant; `null` for a rule that is not about one.
    pub participant: Option<String>,
    /// Metrics URL of the node; `null` for a rule that is not about one.
    pub node: Option<String>,
    /// When it fired.
    pub started_at: DateTime<Utc>,
    /// When it was acknowledged; `null` if it is not.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Who acknowledged it; `null` if it is not acknowledged.
    pub acknowledged_by: Option<String>,
    /// Who it is assigned to; `null` if nobody.
    pub assignee: Option<String>,
    /// When it was resolved; `null` while it is open.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Who resolved it; `null` while it is open.
    pub resolved_by: Option<String>,
    /// Whether the value is known now.
    pub data: DataStatus,
    /// Whether it is flapping: firing and resolving repeatedly.
    pub flapping: bool,
    /// Link to the instructions for this alert; `null` if the rule has none.
    pub runbook_url: Option<String>,
}

/// One change of an alert, stored for the audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Transition {
    /// Kind of change.
    pub kind: StepKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Status before; `null` for the first change.
    pub from: Option<AlertStatus>,
    /// Status after; the same as `from` if the change is not one of status.
    pub to: AlertStatus,
    /// Who made the change; `console` for the evaluator.
    pub by: String,
    /// Reason or note in words; `null` if none was given.
    pub note: Option<String>,
    /// The value at that time; `null` if not known.
    pub value: Option<f64>,
}

/// A room that an alert concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceRoom {
    /// Name of the room.
    pub name: String,
    /// Sid of the room session.
    pub sid: String,
}

/// A participant that an alert concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceParticipant {
    /// Identity of the participant.
    pub identity: String,
    /// Sid of the participant session.
    pub sid: String,
    /// Name of the room.
    pub room: String,
}

/// What an alert concerned when it fired. The console's pages as of that time show the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Evidence {
    /// Rooms, the most affected first; at most 20.
    pub rooms: Vec<EvidenceRoom>,
    /// Total number of rooms.
    pub rooms_total: u64,
    /// Participants, the latest first; at most 20.
    pub participants: Vec<EvidenceParticipant>,
    /// Total number of participants.
    pub participants_total: u64,
    /// Other facts as text, such as the ids of failed egresses; at most 20.
    pub facts: Vec<String>,
}

impl Evidence {
    /// How many of each kind are listed, at most.
    pub const NAMED: usize = 20;
}

/// An alert with its evidence and history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlertDetail {
    /// The alert.
    #[serde(flatten)]
    pub alert: Alert,
    /// What it concerned when it fired.
    pub evidence: Evidence,
    /// Every change, the oldest first.
    pub transitions: Vec<Transition>,
}

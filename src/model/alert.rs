//! Alerts: one occurrence of a rule, with every step of its life.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::words;

words! {
    /// How much an alert matters.
    #[derive(PartialOrd, Ord)]
    pub enum Severity {
        /// Good to know.
        Info = "info",
        /// Look at it today.
        Warning = "warning",
        /// Look at it now.
        Critical = "critical",
    }
}

words! {
    /// Where an alert stands.
    pub enum AlertStatus {
        /// The condition holds.
        Firing = "firing",
        /// Somebody has taken it.
        Acknowledged = "acknowledged",
        /// It is over.
        Resolved = "resolved",
    }
}

words! {
    /// Whether what an alert's rule looks at is known.
    pub enum DataStatus {
        /// It is known.
        Ok = "ok",
        /// It is not known: the alert stays as it was.
        NoData = "no_data",
        /// The rule could not be evaluated: the alert stays as it was.
        Error = "error",
    }
}

words! {
    /// What a step in an alert's life is.
    pub enum StepKind {
        /// The condition held for long enough.
        Fired = "fired",
        /// Somebody took it.
        Acknowledged = "acknowledged",
        /// Whoever had taken it gave it back.
        Unacknowledged = "unacknowledged",
        /// It was given to somebody, or to nobody.
        Assigned = "assigned",
        /// Somebody wrote something down.
        Noted = "noted",
        /// What it looks at became unknown, or the rule could not be evaluated.
        NoData = "no_data",
        /// What it looks at is known again.
        DataReturned = "data_returned",
        /// It comes and goes: from now on it fires until it has been quiet for a while.
        Flapping = "flapping",
        /// It is over.
        Resolved = "resolved",
    }
}

/// One occurrence of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Unique for ever.
    pub id: String,
    /// The rule's name.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands.
    pub status: AlertStatus,
    /// What it says.
    pub message: String,
    /// The value that fired; `null` for a rule without one.
    pub value: Option<f64>,
    /// What it was compared with; `null` for a rule without one.
    pub threshold: Option<f64>,
    /// The deployment; `null` for all.
    pub deployment: Option<String>,
    /// Where that runs; `null` if not said.
    pub region: Option<String>,
    /// The room's name; `null` for a rule that is not about one.
    pub room: Option<String>,
    /// The room session; `null` for a rule that is not about one.
    pub room_sid: Option<String>,
    /// The participant's identity; `null` for a rule that is not about one.
    pub participant: Option<String>,
    /// The node's metrics URL; `null` for a rule that is not about one.
    pub node: Option<String>,
    /// When it fired.
    pub started_at: DateTime<Utc>,
    /// When somebody took it; `null` if nobody has it.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Who took it; `null` if nobody has it.
    pub acknowledged_by: Option<String>,
    /// Who shall see to it; `null` if nobody was named.
    pub assignee: Option<String>,
    /// When it was over; `null` while it is not.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Who resolved it; `null` while nobody did.
    pub resolved_by: Option<String>,
    /// Whether what it looks at is known now.
    pub data: DataStatus,
    /// Whether it comes and goes.
    pub flapping: bool,
    /// What to do about it; `null` if the rule names nothing.
    pub runbook_url: Option<String>,
}

/// One step of an alert's life, kept for the audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Transition {
    /// What it is.
    pub kind: StepKind,
    /// When.
    pub at: DateTime<Utc>,
    /// From which status; `null` for the first.
    pub from: Option<AlertStatus>,
    /// To which status; the same as `from` where only something was added.
    pub to: AlertStatus,
    /// Who did it; `console` for the evaluator.
    pub by: String,
    /// Why, in words; `null` if none were given.
    pub note: Option<String>,
    /// The value then; `null` if not known.
    pub value: Option<f64>,
}

/// A room that an alert concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceRoom {
    /// Its name.
    pub name: String,
    /// Its sid.
    pub sid: String,
}

/// Somebody whom an alert concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceParticipant {
    /// The identity.
    pub identity: String,
    /// The stay's sid.
    pub sid: String,
    /// The room's name.
    pub room: String,
}

/// What an alert concerned at the moment it fired; the console's pages of that moment show the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Evidence {
    /// The rooms, the most concerned first; at most 20.
    pub rooms: Vec<EvidenceRoom>,
    /// How many rooms there were in all.
    pub rooms_total: u64,
    /// The participants, the latest first; at most 20.
    pub participants: Vec<EvidenceParticipant>,
    /// How many participants there were in all.
    pub participants_total: u64,
    /// Other facts in words, such as the ids of failed egresses; at most 20.
    pub facts: Vec<String>,
}

impl Evidence {
    /// Of each kind so many are named.
    pub const NAMED: usize = 20;
}

/// An alert with its life.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlertDetail {
    /// The alert.
    #[serde(flatten)]
    pub alert: Alert,
    /// What it concerned at the moment it fired.
    pub evidence: Evidence,
    /// Every step, oldest first.
    pub transitions: Vec<Transition>,
}

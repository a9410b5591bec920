//! Alerts: one occurrence of a rule, with every step of its life.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much an alert matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Look at it today.
    Warning,
    /// Look at it now.
    Critical,
}

impl Severity {
    /// The name used in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// The severity of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Critical]
            .into_iter()
            .find(|severity| severity.as_str() == name)
    }
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertStatus {
    /// The condition holds.
    Firing,
    /// Somebody has taken it.
    Acknowledged,
    /// It is over.
    Resolved,
}

impl AlertStatus {
    /// The name used in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Firing => "firing",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Firing, Self::Acknowledged, Self::Resolved]
            .into_iter()
            .find(|status| status.as_str() == name)
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
    /// The room's name; `null` for a rule that is not about one.
    pub room: Option<String>,
    /// When it fired.
    pub started_at: DateTime<Utc>,
    /// When somebody took it; `null` if nobody did.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// When it was over; `null` while it is not.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Who resolved it; `null` while nobody did.
    pub resolved_by: Option<String>,
}

/// One step of an alert's life, kept for the audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Transition {
    /// When.
    pub at: DateTime<Utc>,
    /// From which status; `null` for the first.
    pub from: Option<AlertStatus>,
    /// To which status.
    pub to: AlertStatus,
    /// Who did it.
    pub by: String,
    /// Why, in their words; `null` if they gave none.
    pub note: Option<String>,
    /// The value then; `null` if not known.
    pub value: Option<f64>,
}

/// An alert with its life.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlertDetail {
    /// The alert.
    #[serde(flatten)]
    pub alert: Alert,
    /// Every step, oldest first.
    pub transitions: Vec<Transition>,
}

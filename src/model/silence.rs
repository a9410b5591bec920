//! Silences: for which alerts nobody is told, when, and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::words;

words! {
    /// What of an alert a matcher looks at.
    pub enum MatcherName {
        /// The rule's name.
        Rule = "rule",
        /// `info`, `warning` or `critical`.
        Severity = "severity",
        /// The deployment.
        Deployment = "deployment",
        /// The region.
        Region = "region",
        /// The room's name.
        Room = "room",
        /// The participant's identity.
        Participant = "participant",
        /// The URL of the node's metrics.
        Node = "node",
    }
}

words! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}

/// A condition on an alert. What the alert does not have is an empty text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Matcher {
    /// What it looks at.
    pub name: MatcherName,
    /// What that must be; `*` stands for any characters, `?` for one.
    pub value: String,
    /// `false` if it must not be that; `true` if not given.
    #[serde(default = "yes")]
    pub equal: bool,
}

const fn yes() -> bool {
    true
}

/// At which times of the week a silence holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// On which days it begins; every day if empty.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// From when, `HH:MM`.
    pub from: String,
    /// Until when, `HH:MM`; the next day's if not after `from`.
    pub to: String,
    /// In which time zone, by its IANA name; `UTC` if not given.
    #[serde(default = "utc")]
    pub timezone: String,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// A silence, as somebody writes it down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SilenceSpec {
    /// All of them must match; at least one.
    pub matchers: Vec<Matcher>,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// Until when; `null` without an end, only together with `recurrence`.
    #[serde(default)]
    pub ends_at: Option<DateTime<Utc>>,
    /// Only at these times of the week; `null` at all times.
    #[serde(default)]
    pub recurrence: Option<Recurrence>,
    /// Why; at most 1,000 characters, at least one.
    pub comment: String,
    /// By whom; `anonymous` if not given.
    #[serde(default)]
    pub author: Option<String>,
}

/// A silence that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Silence {
    /// Unique for ever.
    pub id: String,
    /// What was written down.
    #[serde(flatten)]
    pub spec: SilenceSpec,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was ended before its time; `null` if it was not.
    #[serde(default)]
    pub ended_at: Option<DateTime<Utc>>,
}

/// How a silence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SilenceStatus {
    /// It begins later.
    Pending,
    /// It holds now.
    Active,
    /// It recurs, and does not hold now.
    Waiting,
    /// It is over.
    Expired,
}

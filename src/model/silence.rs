//! Silences: which alerts cause no notifications, when, and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::string_enum::string_enum;

string_enum! {
    /// The property of an alert that a matcher compares.
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
        /// Metrics URL of the node.
        Node = "node",
    }
}

string_enum! {
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

/// A condition on an alert. A property that the alert does not have is an empty text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Matcher {
    /// Property that is compared.
    pub name: MatcherName,
    /// Value that the property must have; `*` stands for any characters, `?` for one.
    pub value: String,
    /// `false` if the property must not have that value; `true` if not given.
    #[serde(default = "yes")]
    pub equal: bool,
}

const fn yes() -> bool {
    true
}

/// Weekly times at which a silence is active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// Days on which it begins; every day if empty.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// Start time, `HH:MM`.
    pub from: String,
    /// End time, `HH:MM`; on the next day if not after `from`.
    pub to: String,
    /// Time zone, by its IANA name; `UTC` if not given.
    #[serde(default = "utc")]
    pub timezone: String,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// A silence, as a user defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SilenceSpec {
    /// Matchers, at least one; all of them must match.
    pub matchers: Vec<Matcher>,
    /// Start of the silence.
    pub starts_at: DateTime<Utc>,
    /// End of the silence; `null` without an end, only together with `recurrence`.
    #[serde(default)]
    pub ends_at: Option<DateTime<Utc>>,
    /// Weekly times at which it is active; `null` for all times.
    #[serde(default)]
    pub recurrence: Option<Recurrence>,
    /// Reason; 1 to 1,000 characters.
    pub comment: String,
    /// Author; `anonymous` if not given.
    #[serde(default)]
    pub author: Option<String>,
}

/// A stored silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Silence {
    /// Unique id of the silence; never reused.
    pub id: String,
    /// The definition.
    #[serde(flatten)]
    pub spec: SilenceSpec,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When somebody ended it early; `null` if nobody did.
    #[serde(default)]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Status of a silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SilenceStatus {
    /// It begins later.
    Pending,
    /// It is active now.
    Active,
    /// It recurs, and is not active now.
    Waiting,
    /// It has ended.
    Expired,
}

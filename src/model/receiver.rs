//! Receivers: who is notified of alerts, by which channel, of which alerts, and how often.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{MatcherName, Origin, Severity};

/// What is shown in place of a stored secret; a write with this value leaves the secret unchanged.
pub const MASK: &str = "********";

/// Channel and address of a receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Target {
    /// A Slack incoming webhook.
    Slack {
        /// `https://hooks.slack.com/services/…`; a secret.
        url: String,
    },
    /// PagerDuty Events v2.
    Pagerduty {
        /// The integration key; a secret.
        routing_key: String,
        /// URL that events are sent to; PagerDuty's by default.
        #[serde(default = "pagerduty_url")]
        url: String,
    },
    /// A webhook in the shape of Alertmanager (version 4), signed per Standard Webhooks.
    Webhook {
        /// URL that notifications are sent to; may contain a secret.
        url: String,
        /// Signing secrets, `whsec_…` (base64); several while one is being replaced; empty sends
        /// unsigned.
        #[serde(default)]
        secrets: Vec<String>,
        /// Additional headers, such as `Authorization`; their values are secrets.
        #[serde(default)]
        headers: BTreeMap<String, String>,
    },
    /// The API v2 of Alertmanagers; every one of them is notified.
    Alertmanager {
        /// Base URLs, without `/api/v2/alerts`.
        urls: Vec<String>,
        /// User name for basic authentication; `null` sends without.
        #[serde(default)]
        username: Option<String>,
        /// Password for the user name; a secret; `null` if there is none.
        #[serde(default)]
        password: Option<String>,
    },
    /// E-mail.
    Email {
        /// `smtp://host:587` (STARTTLS must succeed), `smtps://host:465` (TLS), or
        /// `smtp+plain://host:25` (unencrypted).
        server: String,
        /// User name at the mail server; `null` sends without authentication.
        #[serde(default)]
        username: Option<String>,
        /// Password for the user name; a secret; `null` if there is none.
        #[serde(default)]
        password: Option<String>,
        /// The sender's address.
        from: String,
        /// The recipients' addresses; at least one.
        to: Vec<String>,
    },
}

fn pagerduty_url() -> String {
    "https://events.pagerduty.com/v2/enqueue".to_owned()
}

impl Target {
    /// The name of the channel.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Slack { .. } => "slack",
            Self::Pagerduty { .. } => "pagerduty",
            Self::Webhook { .. } => "webhook",
            Self::Alertmanager { .. } => "alertmanager",
            Self::Email { .. } => "email",
        }
    }

    /// The names of all channels.
    pub const KINDS: [&'static str; 5] = ["slack", "pagerduty", "webhook", "alertmanager", "email"];
}

/// The alerts that a receiver is notified of; an empty list does not limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Route {
    /// Only these severities.
    pub severities: Vec<Severity>,
    /// Only these deployments; `*` and `?` as in a matcher.
    pub deployments: Vec<String>,
    /// Only these rules; `*` and `?` as in a matcher.
    pub rules: Vec<String>,
}

/// A receiver of notifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// Unique name: a lower-case letter, then at most 63 lower-case letters, digits and `_`.
    pub name: String,
    /// Whether notifications are sent; `true` if not given.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Channel and address.
    pub target: Target,
    /// Alerts that it is notified of; all if not given.
    #[serde(default)]
    pub route: Route,
    /// Alerts with the same values of these are sent in one message; by deployment and rule if not
    /// given. PagerDuty gets each alert separately.
    #[serde(default = "by_rule")]
    pub group_by: Vec<MatcherName>,
    /// How long the first alert of a group waits for others, seconds, 0–3600; 10 if not given.
    #[serde(default = "ten")]
    pub group_wait_seconds: u32,
    /// Least time between two messages about one group, seconds, 0–86400; 60 if not given.
    #[serde(default = "minute")]
    pub group_interval_seconds: u32,
    /// Time between reminders of an alert that still fires and is not acknowledged, seconds, at
    /// least 60; 0 sends none; 14400 if not given.
    #[serde(default = "four_hours")]
    pub repeat_interval_seconds: u32,
    /// Whether a notification is sent when an alert is resolved; `true` if not given.
    #[serde(default = "yes")]
    pub send_resolved: bool,
    /// Template of the title, at most 500 characters; `null` uses the console's own.
    #[serde(default)]
    pub title: Option<String>,
    /// Template of the text, at most 4,000 characters; `null` uses the console's own.
    #[serde(default)]
    pub text: Option<String>,
}

const fn yes() -> bool {
    true
}

fn by_rule() -> Vec<MatcherName> {
    vec![MatcherName::Deployment, MatcherName::Rule]
}

const fn ten() -> u32 {
    10
}

const fn minute() -> u32 {
    60
}

const fn four_hours() -> u32 {
    14_400
}

/// A receiver with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedReceiver {
    /// The receiver, with its secrets.
    pub receiver: Receiver,
    /// Its origin: the configuration file or the web console.
    pub origin: Origin,
}

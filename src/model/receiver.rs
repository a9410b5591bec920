//! Receivers: who is told of alerts, by which way, of which, and how often.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{MatcherName, Origin, Severity};

/// What stands in place of a secret that is kept: written back, it keeps the one that is there.
pub const MASK: &str = "********";

/// By which way, and where to.
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
        /// Where events go.
        #[serde(default = "pagerduty_url")]
        url: String,
    },
    /// A webhook in the shape of Alertmanager (version 4), signed per Standard Webhooks.
    Webhook {
        /// Where to; may hold a secret.
        url: String,
        /// `whsec_…` (base64): signs; several while one is being replaced; unsigned without any.
        /// Secrets.
        #[serde(default)]
        secrets: Vec<String>,
        /// Headers sent beside ours, such as `Authorization`; their values are secrets.
        #[serde(default)]
        headers: BTreeMap<String, String>,
    },
    /// The API v2 of Alertmanagers; each of them is told.
    Alertmanager {
        /// Where they are, without `/api/v2/alerts`.
        urls: Vec<String>,
        /// Name and password, if they ask for one.
        #[serde(default)]
        username: Option<String>,
        /// A secret.
        #[serde(default)]
        password: Option<String>,
    },
    /// E-mail.
    Email {
        /// `smtp://host:587` (STARTTLS must succeed), `smtps://host:465` (TLS), or
        /// `smtp+plain://host:25` (unencrypted).
        server: String,
        /// Name at the server; `null` sends without one.
        #[serde(default)]
        username: Option<String>,
        /// A secret.
        #[serde(default)]
        password: Option<String>,
        /// The sender's address.
        from: String,
        /// The addresses it goes to; at least one.
        to: Vec<String>,
    },
}

fn pagerduty_url() -> String {
    "https://events.pagerduty.com/v2/enqueue".to_owned()
}

impl Target {
    /// The name of the way.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Slack { .. } => "slack",
            Self::Pagerduty { .. } => "pagerduty",
            Self::Webhook { .. } => "webhook",
            Self::Alertmanager { .. } => "alertmanager",
            Self::Email { .. } => "email",
        }
    }

    /// Every name of a way.
    pub const KINDS: [&'static str; 5] = ["slack", "pagerduty", "webhook", "alertmanager", "email"];
}

/// Of which alerts somebody is told; an empty list is not limited.
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

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// Unique: a lower-case letter, then at most 63 lower-case letters, digits and `_`.
    pub name: String,
    /// Whether anything is sent; `true` if not given.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// By which way.
    pub target: Target,
    /// Of which alerts.
    #[serde(default)]
    pub route: Route,
    /// Alerts that share these are told together; PagerDuty is told of each alone.
    #[serde(default = "by_rule")]
    pub group_by: Vec<MatcherName>,
    /// How long the first of a group waits for others, seconds, 0–3600.
    #[serde(default = "ten")]
    pub group_wait_seconds: u32,
    /// Between two messages about one group, at least, seconds, 0–86400.
    #[serde(default = "minute")]
    pub group_interval_seconds: u32,
    /// After how long one is told again of an alert that still fires and that nobody has taken,
    /// seconds, at least 60; 0 never.
    #[serde(default = "four_hours")]
    pub repeat_interval_seconds: u32,
    /// Whether one is told that it is over, too.
    #[serde(default = "yes")]
    pub send_resolved: bool,
    /// The title, a template; `null` takes the console's own. At most 500 characters.
    #[serde(default)]
    pub title: Option<String>,
    /// The text, a template; `null` takes the console's own. At most 4,000 characters.
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

/// A receiver with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedReceiver {
    /// The receiver, with its secrets.
    pub receiver: Receiver,
    /// Where it comes from: the file or the web console.
    pub origin: Origin,
}

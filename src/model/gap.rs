//! Gaps: times for which a source is missing. What is shown of such a time may be incomplete.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Millis;

/// What is missing in a gap.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum GapSource {
    /// Webhooks: people came and went, and none told of it.
    Webhook,
    /// The room API.
    Poll,
    /// A node's metrics.
    Scrape,
    /// The console itself.
    Console,
    /// The database.
    Store,
    /// The journal: what was acknowledged then is lost, or some of it.
    Journal,
}

impl GapSource {
    /// Every source, in the order of declaration.
    pub const ALL: [Self; 6] =
        [Self::Webhook, Self::Poll, Self::Scrape, Self::Console, Self::Store, Self::Journal];

    /// The name used in JSON, in the store and as a label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Poll => "poll",
            Self::Scrape => "scrape",
            Self::Console => "console",
            Self::Store => "store",
            Self::Journal => "journal",
        }
    }

    /// The source of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}

/// A time for which a source is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    /// Its id: the same gap has the same, however often it is found.
    pub id: String,
    /// Of which deployment; `null` if of all.
    pub deployment: Option<String>,
    /// What is missing.
    pub source: GapSource,
    /// Which part of the source, such as a node's endpoint; `null` if all of it.
    pub subject: Option<String>,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// Until when; `null` while it lasts.
    pub ended_at: Option<DateTime<Utc>>,
    /// A stable word for why: `console_down`, `database_down`, `silence`, `unreachable`,
    /// `journal_damaged`, … .
    pub cause: String,
    /// What it is concluded from, in words.
    pub evidence: String,
}

impl Gap {
    /// A gap that lasts.
    pub fn new(
        source: GapSource,
        deployment: Option<&str>,
        subject: Option<&str>,
        started_at: Millis,
    ) -> Self {
        let whose = deployment.unwrap_or("");
        let part = subject.map_or(0, |subject| crc32fast::hash(subject.as_bytes()));
        Self {
            id: format!("{}:{whose}:{part:x}:{}", source.as_str(), started_at.0),
            deployment: deployment.map(str::to_owned),
            source,
            subject: subject.map(str::to_owned),
            started_at: started_at.to_utc(),
            ended_at: None,
            cause: String::new(),
            evidence: String::new(),
        }
    }
}

/// How often a kind of drift was found in one step of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriftBucket {
    /// The beginning of the step.
    pub at: Millis,
    /// What was found.
    pub kind: super::Drift,
    /// How often.
    pub count: u64,
}

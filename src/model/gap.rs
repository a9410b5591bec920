//! Gaps: periods in which a source is missing. What the console shows of such a period may be
//! incomplete.

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
    /// Webhooks: people joined and left, and no webhook reported it.
    Webhook,
    /// The room API.
    Poll,
    /// A node's metrics.
    Scrape,
    /// The console itself.
    Console,
    /// The database.
    Store,
    /// The journal: events acknowledged in the period are lost, or some of them.
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

/// A period in which a source is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    /// Id of the gap: the same gap has the same id, however often it is found.
    pub id: String,
    /// Name of the deployment; `null` for all.
    pub deployment: Option<String>,
    /// What is missing.
    pub source: GapSource,
    /// Part of the source, such as a node's endpoint; `null` for all of it.
    pub subject: Option<String>,
    /// Start of the gap.
    pub started_at: DateTime<Utc>,
    /// End of the gap; `null` while it lasts.
    pub ended_at: Option<DateTime<Utc>>,
    /// Stable code of the cause: `console_down`, `database_down`, `silence`, `unreachable`,
    /// `journal_damaged`, … .
    pub cause: String,
    /// What shows the gap, as text.
    pub evidence: String,
}

impl Gap {
    /// A gap without an end.
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

/// How often a kind of drift was found in one time step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriftBucket {
    /// Start of the step.
    pub at: Millis,
    /// Kind of drift.
    pub kind: super::Drift,
    /// Number of findings.
    pub count: u64,
}

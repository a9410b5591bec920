//! How something ended, and how certain that is.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Millis;

/// How certain the state of a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// LiveKit reported it.
    Observed,
    /// No source reported it; it follows from other facts.
    Inferred,
    /// Listed as present, but other facts contradict that.
    InDoubt,
}

impl Certainty {
    /// The name used in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Inferred => "inferred",
            Self::InDoubt => "in_doubt",
        }
    }
}

/// The interval in which something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimeRange {
    /// Not before this time.
    pub earliest: DateTime<Utc>,
    /// Not after this time.
    pub latest: DateTime<Utc>,
}

/// The end of a session. An observed end has `earliest == latest` and no evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Not before this time.
    pub earliest: Millis,
    /// Not after this time; the time that is shown.
    pub latest: Millis,
    /// What an inferred end follows from, in words that name the sid; `None` for an observed end.
    pub evidence: Option<Box<str>>,
}

impl End {
    /// An end that LiveKit reported.
    pub const fn observed(at: Millis) -> Self {
        Self { earliest: at, latest: at, evidence: None }
    }

    /// An end that follows from `evidence`.
    pub fn inferred(earliest: Millis, latest: Millis, evidence: impl Into<Box<str>>) -> Self {
        let earliest = if earliest > latest { latest } else { earliest };
        Self { earliest, latest, evidence: Some(evidence.into()) }
    }

    /// Whether it was observed or inferred.
    pub const fn certainty(&self) -> Certainty {
        if self.evidence.is_some() { Certainty::Inferred } else { Certainty::Observed }
    }

    /// The interval, for an inferred end.
    pub fn range(&self) -> Option<TimeRange> {
        self.evidence
            .as_ref()
            .map(|_| TimeRange { earliest: self.earliest.to_utc(), latest: self.latest.to_utc() })
    }
}

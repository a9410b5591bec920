//! Jobs: an egress, an ingress or an agent job, work that LiveKit does beside a room.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Absence, Certainty, DeploymentName, End, JobOutput, Latest, Millis, OutputRecord, Text,
    TimeRange, latest,
};

/// What kind of work it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Recording or streaming out of a room.
    Egress,
    /// Media brought into a room.
    Ingress,
    /// An agent at work in a room.
    Agent,
}

impl JobKind {
    /// The name used in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Egress => "egress",
            Self::Ingress => "ingress",
            Self::Agent => "agent",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Egress, Self::Ingress, Self::Agent].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What LiveKit last said of a job. Ordered so that an end outranks everything else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobStatus {
    /// LiveKit's name of the status, such as `EGRESS_ACTIVE`.
    #[serde(rename = "n")]
    pub name: Text,
    /// What went wrong; empty if nothing did.
    #[serde(rename = "e", default, skip_serializing_if = "str::is_empty")]
    pub error: Box<str>,
    /// Who does it, for an agent job or an ingress; empty if not told.
    #[serde(rename = "p", default, skip_serializing_if = "Text::is_empty")]
    pub participant_identity: Text,
}

/// All that was heard of one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRecord {
    /// What kind of work.
    #[serde(rename = "k")]
    pub kind: JobKind,
    /// LiveKit's id; for an ingress, which can be used again, with the id of this use after a `/`.
    pub id: Text,
    /// Which deployment it belongs to.
    #[serde(rename = "d")]
    pub deployment: DeploymentName,
    /// The room session; empty if not told.
    #[serde(rename = "rs", default)]
    pub room_sid: Text,
    /// The room's name; empty if not told.
    #[serde(rename = "rn", default)]
    pub room_name: Text,
    /// What it is called, such as the agent's name; empty if not told.
    #[serde(rename = "n", default)]
    pub name: Text,
    /// Time of the earliest event.
    #[serde(rename = "f")]
    pub first_seen: Millis,
    /// When LiveKit says it started.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Millis>,
    /// When it ended; absent while it runs.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// The latest status while it runs.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub running: Option<Latest<JobStatus>>,
    /// The status it ended with: an end is never undone by a late update.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Latest<JobStatus>>,
    /// When something last said that it runs, by our clock.
    #[serde(rename = "al", default, skip_serializing_if = "Option::is_none")]
    pub last_alive: Option<Millis>,
    /// The latest conclusion that it is over, though LiveKit did not say so; by our clock, too.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Box<Absence>>,
    /// What comes out of it, as last told.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub outputs: Option<Latest<Box<[OutputRecord]>>>,
    /// The end that follows from what else is known; not told, so never merged.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub concluded: Option<End>,
}

/// What became of a job that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobOutcome {
    /// It did what it was to do.
    Completed,
    /// It went wrong.
    Failed,
    /// LiveKit gave it up before it ran.
    Aborted,
    /// Somebody stopped it before it ran.
    Stopped,
    /// It ran for as long, or became as large, as it may.
    LimitReached,
    /// No source told the end; the console concluded it.
    Lost,
    /// LiveKit's status is not known here.
    Unknown,
}

/// What LiveKit says of an egress that was stopped while it was starting.
const STOPPED_EARLY: &str = "Stop called before pipeline could start";

impl JobRecord {
    /// What any event at `at` tells of the job it names.
    pub fn seen(kind: JobKind, id: Text, deployment: DeploymentName, at: Millis) -> Self {
        Self {
            kind,
            id,
            deployment,
            room_sid: Text::default(),
            room_name: Text::default(),
            name: Text::default(),
            first_seen: at,
            started_at: None,
            ended_at: None,
            running: None,
            ended: None,
            last_alive: None,
            gone: None,
            outputs: None,
            concluded: None,
        }
    }

    /// Joins what another event told of the same job; returns whether anything changed.
    pub fn merge(&mut self, other: Self) -> bool {
        let mut changed = false;
        for (mine, theirs) in [
            (&mut self.room_sid, other.room_sid),
            (&mut self.room_name, other.room_name),
            (&mut self.name, other.name),
        ] {
            if theirs > *mine {
                *mine = theirs;
                changed = true;
            }
        }
        if other.first_seen < self.first_seen {
            self.first_seen = other.first_seen;
            changed = true;
        }
        changed |= latest::keep_min(&mut self.started_at, other.started_at);
        changed |= latest::keep_min(&mut self.ended_at, other.ended_at);
        changed |= latest::keep_max(&mut self.last_alive, other.last_alive);
        changed |= Absence::merge(&mut self.gone, other.gone);
        changed |= Latest::merge(&mut self.outputs, other.outputs);
        changed |= Latest::merge(&mut self.running, other.running);
        changed | Latest::merge(&mut self.ended, other.ended)
    }

    /// Whether it is still running, as far as is known.
    pub const fn is_running(&self) -> bool {
        self.ended.is_none() && self.concluded.is_none()
    }

    /// When something last said that it runs, by our clock as far as that is known.
    pub fn alive_at(&self) -> Millis {
        self.last_alive.unwrap_or(self.first_seen)
    }

    /// When it began, as far as is known.
    pub fn began_at(&self) -> Millis {
        self.started_at.unwrap_or(self.first_seen)
    }

    /// How and how surely it ended; `None` while it runs.
    pub fn end(&self) -> Option<End> {
        match &self.ended {
            Some(ended) => Some(End::observed(self.ended_at.unwrap_or(ended.stamp.at))),
            None => self.concluded.clone(),
        }
    }

    /// What became of it; `None` while it runs.
    pub fn outcome(&self) -> Option<JobOutcome> {
        let Some(ended) = &self.ended else {
            return self.concluded.as_ref().map(|_| JobOutcome::Lost);
        };
        Some(match ended.value.name.as_str() {
            "EGRESS_ABORTED" if ended.value.error.contains(STOPPED_EARLY) => JobOutcome::Stopped,
            "EGRESS_ABORTED" => JobOutcome::Aborted,
            "EGRESS_LIMIT_REACHED" => JobOutcome::LimitReached,
            "EGRESS_FAILED" | "ENDPOINT_ERROR" | "JS_FAILED" => JobOutcome::Failed,
            "EGRESS_COMPLETE" | "ENDPOINT_COMPLETE" | "ENDPOINT_INACTIVE" | "JS_SUCCESS" => {
                JobOutcome::Completed
            }
            _ => JobOutcome::Unknown,
        })
    }

    /// What comes out of it, as last told.
    pub fn outputs(&self) -> &[OutputRecord] {
        self.outputs.as_ref().map_or(&[], |latest| &latest.value)
    }

    /// The status that counts.
    pub fn status(&self) -> Option<&JobStatus> {
        self.ended.as_ref().or(self.running.as_ref()).map(|latest| &latest.value)
    }

    /// The shape that is shown.
    pub fn view(&self) -> Job {
        let status = self.status();
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let end = self.end();
        // Not before it began: the two may be of different clocks.
        let ended_at = end.as_ref().map(|end| end.latest.max(self.began_at()));
        Job {
            kind: self.kind,
            id: self.id.to_string(),
            deployment: self.deployment.to_string(),
            room_sid: text(&self.room_sid),
            room_name: text(&self.room_name),
            name: text(&self.name),
            status: status.map(|status| status.name.to_string()),
            started_at: self.started_at.map(Millis::to_utc),
            ended_at: ended_at.map(Millis::to_utc),
            ended_at_range: end.as_ref().and_then(End::range),
            certainty: end.as_ref().map_or(Certainty::Observed, End::certainty),
            evidence: end.and_then(|end| end.evidence).map(str::into_string),
            outcome: self.outcome(),
            outputs: self.outputs().iter().map(OutputRecord::view).collect(),
            error: status.and_then(|status| text(&status.error)),
            participant_identity: status.and_then(|status| text(&status.participant_identity)),
        }
    }
}

/// An egress, an ingress or an agent job, as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// What kind of work.
    pub kind: JobKind,
    /// LiveKit's id.
    pub id: String,
    /// The deployment.
    pub deployment: String,
    /// The room session; `null` if not told.
    pub room_sid: Option<String>,
    /// The room's name; `null` if not told.
    pub room_name: Option<String>,
    /// What it is called; `null` if not told.
    pub name: Option<String>,
    /// LiveKit's name of the status.
    pub status: Option<String>,
    /// When LiveKit says it started; `null` if it never did.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended; `null` while it runs.
    pub ended_at: Option<DateTime<Utc>>,
    /// The interval of an inferred end, else `null`.
    pub ended_at_range: Option<TimeRange>,
    /// `observed`, or `inferred` when no source told the end.
    pub certainty: Certainty,
    /// What an inferred end follows from, else `null`.
    pub evidence: Option<String>,
    /// What became of it; `null` while it runs.
    pub outcome: Option<JobOutcome>,
    /// What comes out of an egress; each may fail while the others go on.
    pub outputs: Vec<JobOutput>,
    /// What went wrong; `null` if nothing did.
    pub error: Option<String>,
    /// Who does it; `null` if not told.
    pub participant_identity: Option<String>,
}

//! Jobs: an egress, an ingress or an agent job; work that LiveKit does beside a room.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Absence, Certainty, DeploymentName, End, JobOutput, Latest, Millis, OutputRecord, Text,
    TimeRange, latest,
};

/// Kind of a job.
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

/// What LiveKit last reported of a job. Ordered so that an end outranks everything else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobStatus {
    /// LiveKit's name of the status, such as `EGRESS_ACTIVE`.
    #[serde(rename = "n")]
    pub name: Text,
    /// LiveKit's error; empty without one.
    #[serde(rename = "e", default, skip_serializing_if = "str::is_empty")]
    pub error: Box<str>,
    /// Identity of the participant that does the work, for an agent job or an ingress; empty if not
    /// reported.
    #[serde(rename = "p", default, skip_serializing_if = "Text::is_empty")]
    pub participant_identity: Text,
}

/// All that is known about one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRecord {
    /// Kind of job.
    #[serde(rename = "k")]
    pub kind: JobKind,
    /// LiveKit's id. An ingress can be used many times: the id of the use follows after a `/`.
    pub id: Text,
    /// Name of the deployment.
    #[serde(rename = "d")]
    pub deployment: DeploymentName,
    /// Sid of the room session; empty if not reported.
    #[serde(rename = "rs", default)]
    pub room_sid: Text,
    /// Name of the room; empty if not reported.
    #[serde(rename = "rn", default)]
    pub room_name: Text,
    /// Name of the job, such as the agent's name; empty if not reported.
    #[serde(rename = "n", default)]
    pub name: Text,
    /// Time of the earliest event.
    #[serde(rename = "f")]
    pub first_seen: Millis,
    /// When it started, as LiveKit reports it.
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
    /// When a source last showed that it runs, by our clock.
    #[serde(rename = "al", default, skip_serializing_if = "Option::is_none")]
    pub last_alive: Option<Millis>,
    /// The latest inference that it is over, though LiveKit did not report it; by our clock, too.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Box<Absence>>,
    /// Its outputs, as last reported.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub outputs: Option<Latest<Box<[OutputRecord]>>>,
    /// The end inferred from other facts; not reported, so never merged.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub inferred_end: Option<End>,
}

/// Result of an ended job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobOutcome {
    /// It completed.
    Completed,
    /// It failed.
    Failed,
    /// LiveKit aborted it before it ran.
    Aborted,
    /// Somebody stopped it before it ran.
    Stopped,
    /// It reached LiveKit's limit of duration or size.
    LimitReached,
    /// No source reported the end; the console inferred it.
    Lost,
    /// The console does not know LiveKit's status.
    Unknown,
}

/// LiveKit's error for an egress that was stopped while it was starting.
const STOPPED_EARLY: &str = "Stop called before pipeline could start";

impl JobRecord {
    /// What any event at `at` says about the job it names.
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
            inferred_end: None,
        }
    }

    /// Merges what another event says about the same job; returns whether anything changed.
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
        self.ended.is_none() && self.inferred_end.is_none()
    }

    /// When a source last showed that it runs, by our clock if that is known.
    pub fn alive_at(&self) -> Millis {
        self.last_alive.unwrap_or(self.first_seen)
    }

    /// When it began, as far as is known.
    pub fn began_at(&self) -> Millis {
        self.started_at.unwrap_or(self.first_seen)
    }

    /// How it ended; `None` while it runs.
    pub fn end(&self) -> Option<End> {
        match &self.ended {
            Some(ended) => Some(End::observed(self.ended_at.unwrap_or(ended.stamp.at))),
            None => self.inferred_end.clone(),
        }
    }

    /// Its result; `None` while it runs.
    pub fn outcome(&self) -> Option<JobOutcome> {
        let Some(ended) = &self.ended else {
            return self.inferred_end.as_ref().map(|_| JobOutcome::Lost);
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

    /// Its outputs, as last reported.
    pub fn outputs(&self) -> &[OutputRecord] {
        self.outputs.as_ref().map_or(&[], |latest| &latest.value)
    }

    /// The current status.
    pub fn status(&self) -> Option<&JobStatus> {
        self.ended.as_ref().or(self.running.as_ref()).map(|latest| &latest.value)
    }

    /// The shape that the API shows.
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
    /// Kind of job.
    pub kind: JobKind,
    /// LiveKit's id of the job.
    pub id: String,
    /// Name of the deployment.
    pub deployment: String,
    /// Sid of the room session; `null` if not reported.
    pub room_sid: Option<String>,
    /// Name of the room; `null` if not reported.
    pub room_name: Option<String>,
    /// Name of the job, such as the agent's name; `null` if not reported.
    pub name: Option<String>,
    /// LiveKit's status, such as `EGRESS_ACTIVE`; `null` if not reported.
    pub status: Option<String>,
    /// When it started, as LiveKit reports it; `null` if not reported.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended; `null` while it runs.
    pub ended_at: Option<DateTime<Utc>>,
    /// Interval in which an inferred end happened; `null` if it is observed.
    pub ended_at_range: Option<TimeRange>,
    /// `observed`, or `inferred` if no source reported the end.
    pub certainty: Certainty,
    /// Why the end is inferred, as text; `null` if it is observed.
    pub evidence: Option<String>,
    /// Result of the job; `null` while it runs.
    pub outcome: Option<JobOutcome>,
    /// Outputs of an egress; each may fail while the others go on. Empty for other jobs.
    pub outputs: Vec<JobOutput>,
    /// LiveKit's error; `null` without one.
    pub error: Option<String>,
    /// Identity of the participant that does the work; `null` if not reported.
    pub participant_identity: Option<String>,
}

//! Events: what was observed, by which source, and when.

use serde::{Deserialize, Serialize};

use super::{DeploymentName, JobRecord, Millis, ParticipantRecord, Reported, RoomRecord, Text};

/// The webhook events that LiveKit is known to send.
pub const EVENT_NAMES: [&str; 14] = [
    "room_started",
    "room_finished",
    "participant_joined",
    "participant_left",
    "participant_connection_aborted",
    "track_published",
    "track_unpublished",
    "egress_started",
    "egress_updated",
    "egress_ended",
    "ingress_started",
    "ingress_ended",
    "agent_job_started",
    "agent_job_ended",
];

/// `name` if it is one of [`EVENT_NAMES`], else `other`: a label set must not grow from outside.
pub fn bounded_event_name(name: &str) -> &'static str {
    EVENT_NAMES.into_iter().find(|known| *known == name).unwrap_or("other")
}

/// Where an event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// LiveKit's webhooks (the simulator's too: they come the same way).
    Webhook,
    /// The room API.
    Poll,
    /// A node's Prometheus endpoint.
    Scrape,
    /// A participant's own report.
    Client,
    /// A user of the console.
    Operator,
}

impl Source {
    /// Every source, in the order of declaration.
    pub const ALL: [Self; 5] =
        [Self::Webhook, Self::Poll, Self::Scrape, Self::Client, Self::Operator];

    /// The name used in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Poll => "poll",
            Self::Scrape => "scrape",
            Self::Client => "client",
            Self::Operator => "operator",
        }
    }

    /// The source of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}

/// Something observed. `raw` is what was received, without secrets; the rest was parsed from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// LiveKit's `EV_…`, or a hash of the body where it sent none. Unique within a deployment.
    pub id: Text,
    /// The deployment it is about.
    pub deployment: DeploymentName,
    /// The source that reported it.
    pub source: Source,
    /// LiveKit's event name, known or not; empty if it sent none.
    pub name: Text,
    /// When it happened, as reported; the time of receipt if no credible time was reported.
    pub at: Millis,
    /// When it was received.
    pub received_at: Millis,
    /// Room name; empty if it has none.
    pub room_name: Text,
    /// Room sid; empty if it has none.
    pub room_sid: Text,
    /// Participant sid; empty if it has none.
    pub participant_sid: Text,
    /// Participant identity; empty if it has none.
    pub identity: Text,
    /// The JSON object as received, without secrets.
    pub raw: Box<str>,
    /// What it says about rooms, participants and jobs.
    pub observation: Observation,
}

impl Event {
    /// The client's report that it carries, if it does.
    pub fn report(&self) -> Option<&Reported> {
        self.observation.report.as_deref()
    }
}

/// What one event says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observation {
    /// About a room.
    pub room: Option<RoomRecord>,
    /// About a participant of that room.
    pub participant: Option<Box<ParticipantRecord>>,
    /// About an egress, an ingress or an agent job.
    pub job: Option<JobRecord>,
    /// About the quality of a participant's connection; then all others are empty.
    pub report: Option<Box<Reported>>,
}

//! Rooms: the record that events add to, the session inferred from it, the shape that the API
//! shows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Absence, Certainty, Coverage, DeploymentName, Doubt, End, Latest, Millis, Proof, SeenBy, Stamp,
    Text, TimeRange, latest,
};

/// LiveKit reports events in whole seconds, and creations in milliseconds.
const SECOND_MS: i64 = 1000;

/// A `room_finished`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finish {
    /// When.
    #[serde(rename = "s")]
    pub stamp: Stamp,
    /// LiveKit's `roomEndReason`; empty if the server does not report it.
    #[serde(rename = "r", default, skip_serializing_if = "Text::is_empty")]
    pub reason: Text,
}

/// All that is known about one room sid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRecord {
    /// Name of the deployment.
    #[serde(rename = "d")]
    pub deployment: DeploymentName,
    /// `RM_…`.
    pub sid: Text,
    /// The room's name.
    #[serde(rename = "n")]
    pub name: Text,
    /// When it was created, as LiveKit reports it; absent while only events with a short room were
    /// received.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Millis>,
    /// Time of the earliest event.
    #[serde(rename = "f")]
    pub first_seen: Millis,
    /// Time of the latest event of any kind.
    #[serde(rename = "l")]
    pub last_seen: Millis,
    /// Time of the latest event that only an open room can have: a start, a join, a publication.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub last_alive: Option<Millis>,
    /// Time of the latest `room_started`: a room restarts under its old sid when its node died and
    /// another took it over.
    #[serde(rename = "st", default, skip_serializing_if = "Option::is_none")]
    pub last_started: Option<Millis>,
    /// Time of the earliest `room_started`; differs from the latest if the room restarted.
    #[serde(rename = "sf", default, skip_serializing_if = "Option::is_none")]
    pub first_started: Option<Millis>,
    /// When the last `room_started` was received, by our clock.
    #[serde(rename = "sr", default, skip_serializing_if = "Option::is_none")]
    pub started_received: Option<Millis>,
    /// The latest `room_finished`.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub finished: Option<Finish>,
    /// When the last `room_finished` was received, by our clock.
    #[serde(rename = "er", default, skip_serializing_if = "Option::is_none")]
    pub finished_received: Option<Millis>,
    /// When proofs of its life reached us, by our clock.
    #[serde(rename = "p", default, skip_serializing_if = "Proof::is_none")]
    pub proof: Proof,
    /// The least time from when something happened, as a webhook says, to its receipt,
    /// milliseconds. Our clock is at most this far ahead of the node's; negative if that is ahead.
    #[serde(rename = "lg", default, skip_serializing_if = "Option::is_none")]
    pub lag_ms: Option<i64>,
    /// The latest doubt.
    #[serde(rename = "db", default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Box<Doubt>>,
    /// The room's metadata.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Latest<Box<str>>>,
    /// The latest inference that it is gone, though LiveKit did not report it.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Box<Absence>>,
    /// The sources that reported it.
    #[serde(rename = "h", default, skip_serializing_if = "SeenBy::is_nobody")]
    pub seen_by: SeenBy,
    /// When its participants were listed. No event reports this: the poller does, and it is written
    /// with the next change.
    #[serde(rename = "ls", default, skip_serializing_if = "Coverage::is_empty")]
    pub listed: Coverage,
}

impl RoomRecord {
    /// What any event at `at` says about the room it names.
    pub fn seen(deployment: DeploymentName, sid: Text, name: Text, at: Millis) -> Self {
        Self {
            deployment,
            sid,
            name,
            created_at: None,
            first_seen: at,
            last_seen: at,
            last_alive: None,
            last_started: None,
            first_started: None,
            started_received: None,
            finished: None,
            finished_received: None,
            proof: Proof::default(),
            lag_ms: None,
            doubt: None,
            metadata: None,
            gone: None,
            seen_by: SeenBy::NOBODY,
            listed: Coverage::default(),
        }
    }

    /// Merges what another event says about the same sid; returns whether anything changed.
    pub fn merge(&mut self, other: Self) -> bool {
        let mut changed = false;
        if other.name > self.name {
            self.name = other.name;
            changed = true;
        }
        changed |= latest::keep_min(&mut self.created_at, other.created_at);
        if other.first_seen < self.first_seen {
            self.first_seen = other.first_seen;
            changed = true;
        }
        if other.last_seen > self.last_seen {
            self.last_seen = other.last_seen;
            changed = true;
        }
        changed |= latest::keep_max(&mut self.last_alive, other.last_alive);
        changed |= latest::keep_max(&mut self.last_started, other.last_started);
        changed |= latest::keep_min(&mut self.first_started, other.first_started);
        changed |= latest::keep_max(&mut self.started_received, other.started_received);
        changed |= latest::keep_max(&mut self.finished_received, other.finished_received);
        changed |= self.proof.merge(other.proof);
        changed |= latest::keep_min(&mut self.lag_ms, other.lag_ms);
        changed |= Doubt::merge(&mut self.doubt, other.doubt);
        if other.finished > self.finished {
            self.finished = other.finished;
            changed = true;
        }
        changed |= Absence::merge(&mut self.gone, other.gone);
        changed |= self.seen_by.merge(other.seen_by);
        changed |= self.listed.merge(other.listed);
        changed | Latest::merge(&mut self.metadata, other.metadata)
    }

    /// When it began, as far as is known. Its creation time is of another machine's clock than its
    /// events: if that clock is ahead, the first event is more accurate.
    pub fn started_at(&self) -> Millis {
        match self.created_at {
            Some(created_at) if created_at <= self.first_seen.plus(SECOND_MS) => created_at,
            _ => self.first_seen,
        }
    }

    /// When it finished, as LiveKit reports it; `None` if it was restarted later.
    pub fn observed_end(&self) -> Option<Millis> {
        let finished = self.finished.as_ref()?.stamp.at;
        (!self.is_started_after(finished)).then_some(finished)
    }

    /// Whether it restarted: its node died, and another took it over.
    pub fn is_started_again(&self) -> bool {
        self.first_started < self.last_started
    }

    /// Whether its last start came after its end at `finished`. Two nodes report these, each by its
    /// own clock: the order of receipt decides. A start that is received late does not count,
    /// unless it differs from the first.
    fn is_started_after(&self, finished: Millis) -> bool {
        let is_later = self.last_started.is_some_and(|started| started > finished);
        match (self.started_received, self.finished_received) {
            (Some(started), Some(ended)) if started != ended => {
                started > ended && (is_later || self.is_started_again())
            }
            _ => is_later,
        }
    }

    /// Whether it is in doubt that it is still open.
    pub fn is_doubted(&self) -> bool {
        self.doubt.as_ref().is_some_and(|doubt| doubt.stands(self.proof.last()))
    }
}

/// A room session, with its inferred end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSession {
    /// What was reported.
    pub record: RoomRecord,
    /// Its end; `None` while it is open.
    pub end: Option<End>,
    /// Region of its deployment; `None` if not configured.
    pub region: Option<Text>,
    /// Number of participant sessions ever seen in it.
    pub participants_total: u32,
}

impl RoomSession {
    /// Whether it is open.
    pub const fn is_active(&self) -> bool {
        self.end.is_none()
    }

    /// The doubt about it, if it is in doubt.
    fn doubt(&self) -> Option<&Doubt> {
        self.record.doubt.as_deref().filter(|_| self.is_active() && self.record.is_doubted())
    }

    /// How certain its state is.
    pub fn certainty(&self) -> Certainty {
        match &self.end {
            Some(end) => end.certainty(),
            None if self.doubt().is_some() => Certainty::InDoubt,
            None => Certainty::Observed,
        }
    }

    /// When it ended, not before it began; `None` while it is open.
    pub fn finished_at(&self) -> Option<Millis> {
        self.end.as_ref().map(|end| end.latest.max(self.record.started_at()))
    }

    /// The shape that the API shows, with all counts 0: the caller sets [`Room`]'s counts.
    pub fn view(&self, now: Millis) -> Room {
        let started_at = self.record.started_at();
        let finished_at = self.finished_at();
        Room {
            name: self.record.name.to_string(),
            sid: self.record.sid.to_string(),
            deployment: self.record.deployment.to_string(),
            region: self.region.as_ref().map(Text::to_string),
            status: if self.is_active() { "active".to_owned() } else { "finished".to_owned() },
            started_at: started_at.to_utc(),
            finished_at: finished_at.map(Millis::to_utc),
            duration_seconds: finished_at.unwrap_or(now).seconds_since(started_at),
            participant_count: 0,
            people_count: 0,
            machine_count: 0,
            agent_count: 0,
            forwarded_count: 0,
            in_doubt_count: 0,
            participants_total: self.participants_total,
            publisher_count: 0,
            connection_quality: None,
            quality_source: None,
            metadata: self
                .record
                .metadata
                .as_ref()
                .filter(|latest| !latest.value.is_empty())
                .map(|latest| latest.value.to_string()),
            metadata_truncated: false,
            certainty: self.certainty(),
            finished_at_range: self.end.as_ref().and_then(End::range),
            evidence: match &self.end {
                Some(end) => end.evidence.as_deref().map(str::to_owned),
                None => self.doubt().map(|doubt| doubt.evidence.to_string()),
            },
            end_reason: self
                .record
                .finished
                .as_ref()
                .filter(|finish| self.end.is_some() && !finish.reason.is_empty())
                .map(|finish| finish.reason.to_string()),
            sources: self.record.seen_by.names(),
        }
    }
}

/// A room session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Room {
    /// Name of the room: any text that LiveKit accepts.
    pub name: String,
    /// Sid of the room session, `RM_…`.
    pub sid: String,
    /// Name of the deployment.
    pub deployment: String,
    /// Region of the deployment; `null` if not configured.
    pub region: Option<String>,
    /// Status: `active` or `finished`.
    pub status: String,
    /// When it was created.
    pub started_at: DateTime<Utc>,
    /// When it ended; `null` while active.
    pub finished_at: Option<DateTime<Utc>>,
    /// Duration in seconds, to the end or to now.
    pub duration_seconds: f64,
    /// Participants present: people, machines, those of unknown kind and those forwarded from
    /// another room; without those in doubt.
    pub participant_count: u32,
    /// Of them, people: kind STANDARD, SIP or CONNECTOR.
    pub people_count: u32,
    /// Of them, machines: any other known kind.
    pub machine_count: u32,
    /// Of the machines, agents.
    pub agent_count: u32,
    /// Participants of another room whose media is forwarded into this one; they are counted as
    /// people or machines there.
    pub forwarded_count: u32,
    /// Participants in doubt: listed as present, but perhaps gone.
    pub in_doubt_count: u32,
    /// Participant sessions since the start of this room session.
    pub participants_total: u32,
    /// Present participants with at least one live track.
    pub publisher_count: u32,
    /// Mean connection quality that the clients of present participants report, 0–100; `null` if
    /// none reports it.
    pub connection_quality: Option<f64>,
    /// Source of the connection quality: `client`; `null` if no source reports it.
    pub quality_source: Option<String>,
    /// Metadata of the room; `null` if it has none, or none was reported.
    pub metadata: Option<String>,
    /// Whether the metadata is cut: lists, frames and snapshots show 4 KiB, the detail of the room
    /// shows all.
    pub metadata_truncated: bool,
    /// `observed`; `inferred` if no source reported the end; `in_doubt` while sources contradict
    /// each other about whether it is still open.
    pub certainty: Certainty,
    /// Interval in which an inferred end happened; `null` if it is observed.
    pub finished_at_range: Option<TimeRange>,
    /// Why the end is inferred or the room is in doubt, as text; else `null`.
    pub evidence: Option<String>,
    /// LiveKit's `roomEndReason`; `null` if the server does not report it.
    pub end_reason: Option<String>,
    /// The sources that reported it: `webhook`, `poll`, …; `poll` means that the console found
    /// something that no webhook reported.
    pub sources: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::{Latest, RoomRecord, RoomSession};
    use crate::model::{Millis, Stamp};

    #[test]
    fn metadata_that_is_empty_is_shown_as_none_however_it_was_learnt() {
        let mut record = RoomRecord::seen("eu".into(), "RM_1".into(), "one".into(), Millis(0));
        let view = |record: &RoomRecord, at| {
            let record = record.clone();
            let room = RoomSession { record, end: None, region: None, participants_total: 0 };
            (
                room.view(Millis(at)).metadata,
                room.as_of(Millis(at), None).and_then(|it| it.metadata),
            )
        };
        assert_eq!(view(&record, 5), (None, None));
        for (said, shown) in [("", None), ("x", Some("x".to_owned())), (" ", Some(" ".to_owned()))]
        {
            record.metadata = Some(Latest { stamp: Stamp::default(), value: said.into() });
            assert_eq!(view(&record, 5), (shown.clone(), shown));
        }
    }
}

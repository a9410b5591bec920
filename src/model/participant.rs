//! Participants: the record that events add to, the session inferred from it, the shape that the
//! API shows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Absence, Attributes, Certainty, ClientQuality, Departure, DeploymentName, Doubt, End,
    FORWARDED, Kind, Latest, Millis, ParticipantState, Proof, SeenBy, Stamp, Text, TimeRange,
    Track, TrackRecord, classify, latest,
};

/// What LiveKit last reported of a participant, from events that carry the full participant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ParticipantInfo {
    /// Display name; empty if it has none.
    #[serde(rename = "n", default, skip_serializing_if = "Text::is_empty")]
    pub name: Text,
    /// Kind of participant.
    #[serde(rename = "k")]
    pub kind: Kind,
    /// The participant's metadata; empty if it has none.
    #[serde(rename = "m", default, skip_serializing_if = "str::is_empty")]
    pub metadata: Box<str>,
    /// The participant's attributes.
    #[serde(rename = "a", default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// Region of the node of the connection; empty if not reported.
    #[serde(rename = "r", default, skip_serializing_if = "Text::is_empty")]
    pub region: Text,
    /// Whether it is hidden from other participants.
    #[serde(rename = "h", default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// LiveKit's details of the kind, such as `FORWARDED`; usually empty.
    #[serde(rename = "d", default, skip_serializing_if = "<[Text]>::is_empty")]
    pub kind_details: Box<[Text]>,
}

/// A `participant_left` or a `participant_connection_aborted`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Leave {
    /// When.
    #[serde(rename = "s")]
    pub stamp: Stamp,
    /// LiveKit's name of the disconnect reason.
    #[serde(rename = "r")]
    pub reason: Text,
    /// Whether it never became active.
    #[serde(rename = "a", default, skip_serializing_if = "std::ops::Not::not")]
    pub aborted: bool,
}

/// All that is known about one participant sid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantRecord {
    /// `PA_…`.
    pub sid: Text,
    /// The room session it belongs to.
    #[serde(rename = "rs")]
    pub room_sid: Text,
    /// Identity; one identity may come back under many sids.
    #[serde(rename = "id")]
    pub identity: Text,
    /// The latest description; absent while only events with a short participant were received.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub info: Option<Latest<ParticipantInfo>>,
    /// When it joined, as LiveKit reports it.
    #[serde(rename = "j", default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Millis>,
    /// The furthest state reported.
    #[serde(rename = "st", default)]
    pub state: ParticipantState,
    /// Time of the earliest event.
    #[serde(rename = "f")]
    pub first_seen: Millis,
    /// Time of the latest event.
    #[serde(rename = "l")]
    pub last_seen: Millis,
    /// How it ended, as LiveKit reports it; the earliest of several reports counts.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Box<Leave>>,
    /// Its tracks, sorted by sid.
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<TrackRecord>,
    /// Time of the latest proof of presence: a join, a publication, or a listing.
    #[serde(rename = "al", default, skip_serializing_if = "Option::is_none")]
    pub last_alive: Option<Millis>,
    /// The latest inference that it is gone, though LiveKit did not report it.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Box<Absence>>,
    /// When proofs of its life reached us, by our clock.
    #[serde(rename = "p", default, skip_serializing_if = "Proof::is_none")]
    pub proof: Proof,
    /// The latest doubt.
    #[serde(rename = "db", default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Box<Doubt>>,
    /// The sources that reported it.
    #[serde(rename = "h", default, skip_serializing_if = "SeenBy::is_nobody")]
    pub seen_by: SeenBy,
}

impl ParticipantRecord {
    /// What any event at `at` says about the participant it names.
    pub const fn seen(sid: Text, room_sid: Text, identity: Text, at: Millis) -> Self {
        Self {
            sid,
            room_sid,
            identity,
            info: None,
            joined_at: None,
            state: ParticipantState::Joining,
            first_seen: at,
            last_seen: at,
            left: None,
            tracks: Vec::new(),
            last_alive: None,
            gone: None,
            proof: Proof::NONE,
            doubt: None,
            seen_by: SeenBy::NOBODY,
        }
    }

    /// Merges what another event says about the same sid; returns whether anything changed.
    pub fn merge(&mut self, other: Self) -> bool {
        let mut changed = false;
        if other.identity > self.identity {
            self.identity = other.identity;
            changed = true;
        }
        changed |= Latest::merge(&mut self.info, other.info);
        changed |= latest::keep_min(&mut self.joined_at, other.joined_at);
        if other.state > self.state {
            self.state = other.state;
            changed = true;
        }
        if other.first_seen < self.first_seen {
            self.first_seen = other.first_seen;
            changed = true;
        }
        if other.last_seen > self.last_seen {
            self.last_seen = other.last_seen;
            changed = true;
        }
        if let Some(theirs) = other.left
            && self.left.as_ref().is_none_or(|mine| theirs < *mine)
        {
            self.left = Some(theirs);
            changed = true;
        }
        changed |= latest::keep_max(&mut self.last_alive, other.last_alive);
        changed |= Absence::merge(&mut self.gone, other.gone);
        changed |= self.proof.merge(other.proof);
        changed |= Doubt::merge(&mut self.doubt, other.doubt);
        changed |= self.seen_by.merge(other.seen_by);
        for track in other.tracks {
            changed |= match self.tracks.binary_search_by(|mine| mine.sid.cmp(&track.sid)) {
                Ok(at) => self.tracks[at].merge(track),
                Err(at) => {
                    // Most participants have one or two tracks: the usual growth to four would
                    // waste memory.
                    self.tracks.reserve_exact(1);
                    self.tracks.insert(at, track);
                    true
                }
            };
        }
        changed
    }

    /// When the session began, as far as is known.
    pub fn started_at(&self) -> Millis {
        self.joined_at.unwrap_or(self.first_seen)
    }

    /// Whether it is in doubt that it is still present.
    pub fn is_doubted(&self) -> bool {
        self.doubt.as_ref().is_some_and(|doubt| doubt.stands(self.proof.last()))
    }

    /// Kind of participant; `None` while only events with a short participant were received.
    pub fn kind(&self) -> Option<&Kind> {
        self.info.as_ref().map(|info| &info.value.kind)
    }

    /// Whether it is a person, as far as is known.
    pub fn is_person(&self) -> bool {
        self.kind().and_then(Kind::is_machine) == Some(false)
    }

    /// Whether it is a machine, as far as is known.
    pub fn is_machine(&self) -> bool {
        self.kind().and_then(Kind::is_machine) == Some(true)
    }

    /// Whether it is a participant of another room, forwarded into this one, as far as is known.
    pub fn is_forwarded(&self) -> bool {
        self.info
            .as_ref()
            .is_some_and(|info| info.value.kind_details.iter().any(|detail| detail == FORWARDED))
    }

    /// Whether at least one of its tracks is live.
    pub fn is_publishing(&self) -> bool {
        self.tracks.iter().any(TrackRecord::is_live)
    }
}

/// A participant session, with its inferred end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantSession {
    /// What was reported.
    pub record: ParticipantRecord,
    /// Its end; `None` while it is present or in doubt.
    pub end: Option<End>,
    /// Whether it is in doubt, neither present nor ended: its room restarted since it was last
    /// seen, or sources contradict each other about it or its room.
    pub in_doubt: bool,
    /// The deployment it belongs to.
    pub deployment: DeploymentName,
    /// The name of its room.
    pub room_name: Text,
    /// What its client last reported; `None` in the store, which stores reports separately.
    pub quality: Option<ClientQuality>,
    /// When the participants of its room were last listed; `None` if they never were, and in the
    /// store.
    pub listed_at: Option<Millis>,
}

impl ParticipantSession {
    /// Whether it counts as present: not ended, not in doubt, and it got further than joining.
    pub const fn is_present(&self) -> bool {
        self.end.is_none() && !self.in_doubt
    }

    /// Whether it never became active.
    pub fn aborted(&self) -> bool {
        self.record.left.as_ref().is_some_and(|leave| leave.aborted)
    }

    /// When it left, not before it joined; `None` while it has not.
    pub fn left_at(&self) -> Option<Millis> {
        self.end.as_ref().map(|end| end.latest.max(self.record.started_at()))
    }

    /// The class of its departure; `None` while it has not left.
    pub fn departure(&self) -> Option<Departure> {
        let left_at = self.left_at()?;
        Some(self.record.left.as_ref().map_or(Departure::Reconciled, |leave| {
            classify(&leave.reason, leave.aborted, left_at.since(self.record.started_at()))
        }))
    }

    /// How certain its state is.
    pub fn certainty(&self) -> Certainty {
        match &self.end {
            Some(end) => end.certainty(),
            None if self.in_doubt => Certainty::InDoubt,
            None => Certainty::Observed,
        }
    }

    /// The state that is shown: DISCONNECTED also after an inferred end.
    pub const fn state(&self) -> ParticipantState {
        if self.end.is_some() { ParticipantState::Disconnected } else { self.record.state }
    }

    /// Why it is in doubt, in words.
    pub fn doubt_evidence(&self) -> &str {
        match &self.record.doubt {
            Some(doubt) if self.record.is_doubted() => &doubt.evidence,
            _ => "the room restarted since, or is itself in doubt",
        }
    }

    /// The shape that the API shows.
    pub fn view(&self, now: Millis) -> Participant {
        let record = &self.record;
        let info = record.info.as_ref().map(|latest| &latest.value);
        let left_at = self.left_at();
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let quality = self.quality.as_ref().filter(|_| self.end.is_none());
        let quality = quality.and_then(|quality| quality.score_at(now));
        Participant {
            identity: record.identity.to_string(),
            sid: record.sid.to_string(),
            name: info.and_then(|info| text(&info.name)),
            kind: record.kind().map(|kind| kind.as_str().to_owned()),
            kind_details: info.map(|info| info.kind_details.iter().map(Text::to_string).collect()),
            is_machine: record.kind().and_then(Kind::is_machine),
            is_forwarded: info.map(|_| record.is_forwarded()),
            state: self.state(),
            joined_at: record.started_at().to_utc(),
            left_at: left_at.map(Millis::to_utc),
            duration_seconds: left_at.unwrap_or(now).seconds_since(record.started_at()),
            disconnect_reason: record.left.as_ref().map(|leave| leave.reason.to_string()),
            departure: self.departure(),
            aborted: self.aborted(),
            connection_quality: quality,
            quality_source: quality.map(|_| "client".to_owned()),
            tracks: record.tracks.iter().map(|track| track.view(left_at, self.listed_at)).collect(),
            certainty: self.certainty(),
            left_at_range: self.end.as_ref().and_then(End::range),
            evidence: match &self.end {
                Some(end) => end.evidence.as_deref().map(str::to_owned),
                None => self.in_doubt.then(|| self.doubt_evidence().to_owned()),
            },
            info_at: record.info.as_ref().map(|info| {
                let listed_at = self.listed_at.filter(|_| self.end.is_none());
                listed_at.map_or(info.stamp.at, |at| at.max(info.stamp.at)).to_utc()
            }),
            metadata: info.and_then(|info| text(&info.metadata)),
            metadata_truncated: false,
            attributes: info.map(|info| {
                info.attributes.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
            }),
            attributes_truncated: false,
            region: info.and_then(|info| text(&info.region)),
            hidden: info.map(|info| info.hidden),
            room_sid: record.room_sid.to_string(),
            room_name: self.room_name.to_string(),
            deployment: self.deployment.to_string(),
            sources: record.seen_by.names(),
        }
    }
}

/// A participant session: one join and leave of an identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Participant {
    /// Identity of the participant.
    pub identity: String,
    /// Sid of the participant session, `PA_…`.
    pub sid: String,
    /// Display name; `null` if it has none.
    pub name: Option<String>,
    /// LiveKit's kind, such as `STANDARD`; `null` while not known.
    pub kind: Option<String>,
    /// LiveKit's details of the kind, by its names; `null` while not known.
    pub kind_details: Option<Vec<String>>,
    /// Whether the kind is a machine; `null` while not known.
    pub is_machine: Option<bool>,
    /// Whether it is a participant of another room whose media is forwarded into this one, and who
    /// is counted there; `null` while not known.
    pub is_forwarded: Option<bool>,
    /// LiveKit's participant state.
    pub state: ParticipantState,
    /// When the session began.
    pub joined_at: DateTime<Utc>,
    /// When the session ended; `null` while it lasts.
    pub left_at: Option<DateTime<Utc>>,
    /// Duration in seconds, to the end or to now.
    pub duration_seconds: f64,
    /// LiveKit's disconnect reason; `null` while present or if no source reported it.
    pub disconnect_reason: Option<String>,
    /// Class of the departure; `null` while present.
    pub departure: Option<Departure>,
    /// Whether it never became active.
    pub aborted: bool,
    /// Connection quality, 0–100; `null` if no source reports it.
    pub connection_quality: Option<f64>,
    /// Source of the connection quality: `client`; `null` if no source reports it.
    pub quality_source: Option<String>,
    /// Live and ended tracks.
    pub tracks: Vec<Track>,
    /// How certain its state is.
    pub certainty: Certainty,
    /// Interval in which an inferred end happened; `null` if it is observed.
    pub left_at_range: Option<TimeRange>,
    /// Why the end is inferred or the participant is in doubt, as text; else `null`.
    pub evidence: Option<String>,
    /// The latest time at which name, metadata and attributes are known from a report or a listing;
    /// in a view of an earlier time, not after that time. `null` while they are not known.
    pub info_at: Option<DateTime<Utc>>,
    /// Metadata; `null` if it has none, or if its value at an earlier time is not known.
    pub metadata: Option<String>,
    /// Whether the metadata is cut: lists, frames, snapshots and the detail of a room show 4 KiB,
    /// the detail of the participant session shows all.
    pub metadata_truncated: bool,
    /// Attributes; `null` while not known.
    pub attributes: Option<BTreeMap<String, String>>,
    /// Whether attributes are left out, with the same limit as the metadata.
    pub attributes_truncated: bool,
    /// Region of the node of the connection; `null` if not reported.
    pub region: Option<String>,
    /// Whether it is hidden from other participants; `null` while not known.
    pub hidden: Option<bool>,
    /// Sid of the room session.
    pub room_sid: String,
    /// Name of the room.
    pub room_name: String,
    /// Name of the deployment.
    pub deployment: String,
    /// The sources that reported it: `webhook`, `poll`, …; `poll` means that the console found
    /// something that no webhook reported.
    pub sources: Vec<String>,
}

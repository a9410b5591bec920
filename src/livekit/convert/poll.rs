//! Converts the findings of the reconciler into the same records as webhooks.

use std::sync::Arc;

use serde_json::Value;

use super::body::WebhookBody;
use super::value::{TimeReader, clean, text};
use super::{WebhookContext, rank};
use crate::livekit::Envelope;
use crate::model::{
    Bounds, DeploymentName, Drift, Event, Finding, JobKind, JobRecord, Latest, ListedParticipant,
    ListedRoom, ListedTrack, Millis, Observation, ParticipantRecord, Proof, Rank, RoomRecord,
    SeenBy, Source, Stamp, Text, TrackInfo, TrackRecord,
};

/// The event in `envelope`. An event that this version does not understand is stored
/// without an observation.
pub(super) fn convert(
    envelope: Envelope,
    deployment: &DeploymentName,
    received_at: Millis,
) -> Event {
    let finding: Option<Finding> = serde_json::from_str(&envelope.json).ok();
    let mut event = Event {
        id: envelope.id,
        deployment: Arc::clone(deployment),
        source: Source::Poll,
        name: envelope.name,
        at: received_at,
        received_at,
        room_name: Text::default(),
        room_sid: Text::default(),
        participant_sid: Text::default(),
        identity: Text::default(),
        raw: envelope.json.into_boxed_str(),
        observation: Observation::default(),
    };
    let Some(finding) = finding else { return event };
    event.at = listed_at(&finding);
    if let Some(room) = &finding.room {
        (event.room_name, event.room_sid) = (room.name.clone(), room.sid.clone());
    }
    let listed = finding.participant.as_ref().map(|p| (p.sid.clone(), p.identity.clone()));
    if let Some((sid, identity)) = listed.or_else(|| finding.absent.clone()) {
        (event.participant_sid, event.identity) = (sid, identity);
    }
    event.observation = FindingReader { finding: &finding, deployment, received_at }.observe();
    event
}

/// When the listing was requested, by LiveKit's clock as far as its skew is known, so that its
/// times compare with those of webhooks.
const fn listed_at(finding: &Finding) -> Millis {
    finding.at.plus(-finding.skew_ms)
}

struct FindingReader<'a> {
    finding: &'a Finding,
    deployment: &'a DeploymentName,
    received_at: Millis,
}

impl FindingReader<'_> {
    fn observe(&self) -> Observation {
        let finding = self.finding;
        match finding.drift {
            Drift::JobMissed => return self.job(),
            Drift::JobGone => {
                return Observation { job: self.gone_job(), ..Observation::default() };
            }
            _ => {}
        }
        // A listed participant that has left proves nothing: the webhook's end counts.
        if finding.drift == Drift::ParticipantLingers {
            return Observation::default();
        }
        let Some(room) = &finding.room else { return Observation::default() };
        let room_record = self.room(room);
        let participant = match (&finding.participant, &finding.absent) {
            (Some(listed), _) => Some(self.participant(listed, room.sid.clone())),
            (None, Some((sid, identity))) => Some(self.absent(sid, identity, room.sid.clone())),
            (None, None) => None,
        };
        let participant = participant.map(Box::new);
        Observation { room: Some(room_record), participant, ..Observation::default() }
    }

    fn job(&self) -> Observation {
        let body = WebhookBody::of(&self.finding.job);
        let state = body.ingress.as_ref().map(|ingress| &ingress.state);
        let is_over = state.is_some_and(|state| {
            text(&state.status) == "ENDPOINT_INACTIVE"
                && !matches!(text(&state.ended_at).as_str(), "" | "0")
        });
        let name = if is_over { "ingress_ended" } else { "" };
        let context = WebhookContext {
            reader: TimeReader { received_at: self.received_at },
            deployment: self.deployment,
            name,
            id: &self.finding.id,
            at: self.at(),
            rank: rank(name),
        };
        Observation { job: context.job(&body), ..Observation::default() }
    }

    /// The record of a job that has ended, of which nothing else is known.
    fn gone_job(&self) -> Option<JobRecord> {
        let word = |field: &str| self.finding.job.get(field).and_then(Value::as_str);
        let kind = JobKind::from_name(word("job_kind")?)?;
        let id = clean(word("job_id")?);
        let seen = JobRecord::seen(kind, id, Arc::clone(self.deployment), self.at());
        Some(JobRecord { gone: self.finding.absence.clone().map(Box::new), ..seen })
    }

    const fn at(&self) -> Millis {
        listed_at(self.finding)
    }

    /// What a listing proves. Where another source had to confirm it, the proof is stronger than
    /// the listing, and therefore later.
    const fn proof(&self) -> Proof {
        let proof = Proof::by_listing(self.finding.at);
        match self.finding.drift {
            Drift::RoomConfirmed | Drift::ParticipantConfirmed => {
                proof.with_last(self.finding.at.plus(1))
            }
            _ => proof,
        }
    }

    /// A time of our clock by LiveKit's clock.
    const fn by_livekit(&self, at: Millis) -> Millis {
        at.plus(-self.finding.skew_ms)
    }

    fn stamp(&self, version: u32) -> Stamp {
        Stamp::new(self.at(), Rank::UPDATED, version, &self.finding.id)
    }

    /// When a missing or doubtful subject was last certainly present; otherwise the time of the
    /// listing.
    fn seen_at(&self) -> Millis {
        let absence = self.finding.absence.as_ref().map(|absence| absence.earliest);
        let doubt = self.finding.doubt.as_ref().map(|doubt| doubt.earliest);
        absence.or(doubt).unwrap_or_else(|| self.at())
    }

    fn room(&self, room: &ListedRoom) -> RoomRecord {
        let mut record = RoomRecord::seen(
            Arc::clone(self.deployment),
            room.sid.clone(),
            room.name.clone(),
            self.seen_at(),
        );
        let is_about_it = matches!(
            self.finding.drift,
            Drift::RoomMissed
                | Drift::RoomGone
                | Drift::RoomDoubted
                | Drift::RoomConfirmed
                | Drift::RoomChanged
        );
        if is_about_it {
            record.seen_by = SeenBy::from(Source::Poll);
        }
        if self.finding.drift == Drift::RoomGone {
            record.gone = self.finding.absence.clone().map(Box::new);
            return record;
        }
        if self.finding.drift == Drift::RoomDoubted {
            record.doubt = self.finding.doubt.clone().map(Box::new);
            return record;
        }
        if self.finding.participant.is_some() || self.finding.room_is_listed {
            record.last_alive = Some(self.at());
            record.proof = self.proof();
        }
        if self.finding.room_is_listed {
            record.created_at = room.created_at;
            record.metadata = Some(Latest { stamp: self.stamp(0), value: room.metadata.clone() });
        }
        record
    }

    fn participant(&self, listed: &ListedParticipant, room_sid: Text) -> ParticipantRecord {
        let at = self.at();
        let mut record =
            ParticipantRecord::seen(listed.sid.clone(), room_sid, listed.identity.clone(), at);
        record.seen_by = SeenBy::from(Source::Poll);
        record.joined_at = listed.joined_at;
        record.state = listed.state;
        record.last_alive = Some(at);
        record.proof = self.proof();
        record.info =
            Some(Latest { stamp: self.stamp(listed.version), value: listed.info.clone() });
        record.tracks = listed.tracks.iter().map(|track| self.track(track)).collect();
        for sid in &self.finding.tracks_gone {
            record.tracks.push(TrackRecord {
                sid: sid.clone(),
                // Other sources describe the track: this stamp is older than any of theirs.
                info: Latest { stamp: Stamp::default(), value: TrackInfo::default() },
                published_at: None,
                unpublished_at: Some(
                    self.by_livekit(self.finding.first.unwrap_or(self.finding.at)),
                ),
                first_seen: None,
                bounds: self.bounds(|since| Bounds { listed_until: since, ..Bounds::default() }),
                seen_by: SeenBy::from(Source::Poll),
            });
        }
        record.tracks.sort_by(|a, b| a.sid.cmp(&b.sid));
        record
    }

    fn track(&self, track: &ListedTrack) -> TrackRecord {
        let is_new = self.finding.drift == Drift::TrackMissed;
        let first = self.finding.first.filter(|_| is_new);
        let bounds = self.bounds(|since| Bounds { published_after: since, ..Bounds::default() });
        TrackRecord {
            sid: track.sid.clone(),
            info: Latest { stamp: self.stamp(0), value: track.info.clone() },
            published_at: None,
            unpublished_at: None,
            first_seen: Some(self.by_livekit(first.unwrap_or(self.finding.at))),
            bounds: bounds.filter(|_| is_new),
            seen_by: SeenBy::from(Source::Poll),
        }
    }

    /// The bounds from the last listing that said otherwise, if there was one.
    fn bounds(&self, of: impl FnOnce(Option<Millis>) -> Bounds) -> Option<Box<Bounds>> {
        self.finding.since.map(|since| Box::new(of(Some(self.by_livekit(since)))))
    }

    fn absent(&self, sid: &Text, identity: &Text, room_sid: Text) -> ParticipantRecord {
        let mut record =
            ParticipantRecord::seen(sid.clone(), room_sid, identity.clone(), self.seen_at());
        record.seen_by = SeenBy::from(Source::Poll);
        record.gone = self.finding.absence.clone().map(Box::new);
        record.doubt = self.finding.doubt.clone().map(Box::new);
        record
    }
}

//! Reading the state: what REST, WebSocket and the samples need from it.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::quality::Mean;
use super::{JobKey, RoomEntry, RoomKey, RoomQuery, State, StateChange};
use crate::model::{
    Departure, DeploymentName, Job, JobRecord, Millis, Participant, ParticipantSession, Room,
    RoomRecord, SystemSample,
};
use crate::model::{Kind, Text};

/// A page of rooms.
#[derive(Debug, Clone)]
pub struct RoomPage {
    /// The rooms of the page.
    pub rooms: Vec<Room>,
    /// The number of rooms on all pages.
    pub total: usize,
}

/// The window over which rates are counted, milliseconds.
pub(super) const RATE_WINDOW_MS: i64 = 60_000;

impl RoomEntry {
    /// The room as shown at `now`. Its node's clock is `skew_ms` behind ours; the duration uses the
    /// node's clock alone.
    fn view(&self, now: Millis, skew_ms: i64) -> Room {
        let counts = self.counts;
        let quality = self.client_quality(now).value();
        Room {
            connection_quality: quality,
            quality_source: quality.map(|_| "client".to_owned()),
            participant_count: counts.present,
            people_count: counts.people,
            machine_count: counts.machines,
            agent_count: counts.agents,
            forwarded_count: counts.forwarded,
            in_doubt_count: counts.in_doubt,
            publisher_count: counts.publishers,
            ..self.session.view(now.plus(-skew_ms))
        }
    }
}

impl State {
    /// A page of the open rooms.
    pub fn open_rooms(&self, query: &RoomQuery, now: Millis) -> RoomPage {
        let text = query.text.as_deref().map(str::to_lowercase);
        let mut matching: Vec<_> = self
            .rooms
            .iter()
            .filter(|(key, entry)| {
                let node_now = || now.plus(-self.skew_ms(&entry.session.record));
                query.matches((key, entry), text.as_deref(), now, node_now)
            })
            .collect();
        let total = matching.len();
        let compare =
            |a: &(&RoomKey, &RoomEntry), b: &(&RoomKey, &RoomEntry)| query.compare(*a, *b, now);
        let last = query.offset.saturating_add(query.limit).min(total);
        if last < total && last > 0 {
            // Only the rooms up to the end of the page must be sorted.
            matching.select_nth_unstable_by(last - 1, compare);
            matching.truncate(last);
        }
        matching.sort_unstable_by(compare);
        let page = matching.into_iter().take(last).skip(query.offset);
        let rooms = page.map(|(_, entry)| self.shown(entry, now).listed()).collect();
        RoomPage { rooms, total }
    }

    /// The room session of a name: the one of `sid` if given, else the open one, else the latest.
    pub fn find_room(
        &self,
        deployment: Option<&str>,
        name: &str,
        sid: Option<&str>,
    ) -> Option<RoomKey> {
        let rank =
            |entry: &RoomEntry| (entry.session.is_active(), entry.session.record.started_at());
        self.by_name
            .iter()
            .filter(|_| deployment.is_none())
            .filter(|((_, known), _)| known == name)
            .chain(
                deployment.and_then(|d| self.by_name.get_key_value(&(d.into(), Text::from(name)))),
            )
            .flat_map(|((deployment, _), sids)| {
                sids.iter()
                    .map(|sid| RoomKey { deployment: Arc::clone(deployment), sid: sid.clone() })
            })
            .filter(|key| sid.is_none_or(|sid| key.sid == sid))
            .filter_map(|key| self.rooms.get(&key).map(|entry| (rank(entry), key)))
            .max_by(Ord::cmp)
            .map(|(_, key)| key)
    }

    fn shown(&self, entry: &RoomEntry, now: Millis) -> Room {
        entry.view(now, self.skew_ms(&entry.session.record))
    }

    /// A room session in memory, as shown.
    pub fn room(&self, key: &RoomKey, now: Millis) -> Option<Room> {
        self.rooms.get(key).map(|entry| self.shown(entry, now))
    }

    /// The record of a room session in memory.
    pub fn room_record(&self, key: &RoomKey) -> Option<&RoomRecord> {
        self.rooms.get(key).map(|entry| &entry.session.record)
    }

    /// The open room sessions, by name and sid, of one deployment.
    pub fn open_room_names(&self, deployment: &str) -> Vec<(String, String)> {
        self.rooms
            .iter()
            .filter(|(key, entry)| *key.deployment == *deployment && entry.session.is_active())
            .map(|(key, entry)| (entry.session.record.name.to_string(), key.sid.to_string()))
            .collect()
    }

    /// All participant sessions of a room session that are in memory, in order of joining.
    pub fn participants(&self, key: &RoomKey) -> Vec<ParticipantSession> {
        let Some(entry) = self.rooms.get(key) else { return Vec::new() };
        let mut participants: Vec<_> = entry
            .participants
            .values()
            .map(|participant| participant.session(&entry.session.record))
            .collect();
        participants.sort_by(by_joining);
        participants
    }

    /// One participant session, as shown.
    pub fn participant(&self, key: &RoomKey, sid: &str, now: Millis) -> Option<Participant> {
        let entry = self.rooms.get(key)?;
        let participant = entry.participants.get(sid)?;
        Some(participant.session(&entry.session.record).view(now))
    }

    /// The jobs in memory that belong to a room session, latest first.
    pub fn jobs_of(&self, key: &RoomKey) -> Vec<JobRecord> {
        let name = self.rooms.get(key).map(|entry| &entry.session.record);
        let belongs = |job: &JobRecord| {
            job.room_sid == key.sid
                || (job.room_sid.is_empty()
                    && name.is_some_and(|room: &RoomRecord| {
                        room.name == job.room_name && job.first_seen >= room.first_seen
                    }))
        };
        let mut jobs: Vec<_> = self
            .jobs
            .iter()
            .filter(|(job, entry)| job.deployment == key.deployment && belongs(&entry.record))
            .map(|(_, entry)| entry.record.clone())
            .collect();
        jobs.sort_by(|a, b| (b.first_seen, &b.id).cmp(&(a.first_seen, &a.id)));
        jobs
    }

    /// One job, as shown.
    pub fn job(&self, key: &JobKey) -> Option<Job> {
        self.jobs.get(key).map(|entry| entry.record.view())
    }

    /// What `change` is about, as it is now: the room and participant or job of a frame.
    pub fn describe(
        &self,
        change: &StateChange,
        now: Millis,
    ) -> (Option<Room>, Option<Participant>, Option<Job>) {
        let room = change.room.as_ref().and_then(|key| self.room(key, now)).map(Room::listed);
        let participant = change
            .room
            .as_ref()
            .zip(change.participant.as_ref())
            .and_then(|(key, sid)| self.participant(key, sid, now))
            .map(Participant::listed);
        let job = change.job.as_ref().and_then(|key| self.job(key));
        (room, participant, job)
    }

    /// The sample of each deployment at `now`, by name: of those of which a source has reported
    /// something, or whose rooms are known from before the start. Empty until these are loaded.
    pub fn samples(&self, now: Millis) -> Vec<SystemSample> {
        if !self.is_loaded() {
            return Vec::new();
        }
        let mut samples: HashMap<&DeploymentName, SystemSample> = self
            .deployments
            .values()
            .filter(|deployment| self.reported.contains(&deployment.name))
            .map(|d| (&d.name, SystemSample::empty(now, Arc::clone(&d.name), d.region.clone())))
            .collect();
        let mut clients: HashMap<&DeploymentName, Mean> = HashMap::new();
        for (key, entry) in &self.rooms {
            clients.entry(&key.deployment).or_default().add(entry.client_quality(now));
            let sample = samples.entry(&key.deployment).or_insert_with(|| {
                SystemSample::empty(now, Arc::clone(&key.deployment), self.region(&key.deployment))
            });
            // Events have times by the node's clock, so the sample uses that clock, too.
            entry.measure(sample, now.plus(-self.skew_ms(&entry.session.record)));
        }
        for (deployment, sample) in &mut samples {
            let quality = self.quality(
                deployment,
                now,
                clients.get(deployment).copied().and_then(Mean::value),
            );
            sample.connection_quality = quality.map(|(quality, _)| quality);
            sample.quality_source = quality.map(|(_, source)| source);
        }
        let mut samples: Vec<_> = samples.into_values().collect();
        samples.sort_by(|a, b| a.deployment.cmp(&b.deployment));
        samples
    }

    /// How many participants are present, by deployment and kind (`None`: not known). A forwarded
    /// participant counts in its own room.
    pub fn kinds(&self) -> HashMap<(DeploymentName, Option<&'static str>), u64> {
        let mut kinds = HashMap::new();
        for (key, entry) in &self.rooms {
            let present =
                entry.participants.values().filter(|participant| participant.is_present());
            for participant in present.filter(|participant| !participant.record.is_forwarded()) {
                let kind = participant.record.kind().map(Kind::label);
                *kinds.entry((Arc::clone(&key.deployment), kind)).or_insert(0) += 1;
            }
        }
        kinds
    }

    /// How many tracks are live, by deployment and type.
    pub fn track_types(&self) -> HashMap<(DeploymentName, &'static str), u64> {
        let mut types = HashMap::new();
        for (key, entry) in &self.rooms {
            for participant in
                entry.participants.values().filter(|participant| participant.is_present())
            {
                for track in participant.record.tracks.iter().filter(|track| track.is_live()) {
                    let kind = match track.info.value.kind.as_str() {
                        "AUDIO" => "audio",
                        "VIDEO" => "video",
                        "DATA" => "data",
                        _ => "other",
                    };
                    *types.entry((Arc::clone(&key.deployment), kind)).or_insert(0) += 1;
                }
            }
        }
        types
    }
}

impl RoomEntry {
    /// Adds this room to a sample taken at `node_now`, by the node's clock.
    fn measure(&self, sample: &mut SystemSample, node_now: Millis) {
        if self.session.is_active() {
            sample.active_rooms += 1.0;
            sample.room_seconds += node_now.seconds_since(self.session.record.started_at());
        }
        sample.participants += f64::from(self.counts.present - self.counts.forwarded);
        sample.people += f64::from(self.counts.people);
        sample.machines += f64::from(self.counts.machines);
        sample.in_doubt += f64::from(self.counts.in_doubt);
        let in_window = |at: Millis| at <= node_now && node_now.since(at) < RATE_WINDOW_MS;
        for participant in self.participants.values() {
            let record = &participant.record;
            if participant.is_present() {
                let live = record.tracks.iter().filter(|track| track.is_live()).count();
                sample.tracks += f64::from(u32::try_from(live).unwrap_or(u32::MAX));
                sample.publishers += f64::from(u8::from(live > 0 && !record.is_forwarded()));
            }
            // A forwarded participant joins and leaves in its own room.
            if !record.is_person() || record.is_forwarded() {
                continue;
            }
            let aborted = record.left.as_ref().is_some_and(|leave| leave.aborted);
            if !aborted && in_window(record.started_at()) {
                sample.join_rate += 1.0;
            }
            let Some(end) = &participant.end else { continue };
            let left_at = end.latest.max(record.started_at());
            if in_window(left_at) {
                if !aborted {
                    sample.leave_rate += 1.0;
                }
                let departure = record.left.as_ref().map(|leave| {
                    let duration_ms = left_at.since(record.started_at());
                    crate::model::classify(&leave.reason, leave.aborted, duration_ms)
                });
                if departure == Some(Departure::Unexpected) {
                    sample.disconnect_rate += 1.0;
                }
            }
        }
    }
}

fn by_joining(a: &ParticipantSession, b: &ParticipantSession) -> Ordering {
    (a.record.started_at(), &a.record.sid).cmp(&(b.record.started_at(), &b.record.sid))
}

//! Merging an event into the state.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::clocks::MAX_SKEW_MS;
use super::end_inputs::EndInputs;
use super::{
    ChangeKind, Counts, ParticipantEntry, RETAIN_ENDED_MS, RoomEntry, RoomKey, State, StateChange,
    Tallied, infer_ends,
};
use crate::model::{
    Event, Millis, Observation, ParticipantRecord, RoomRecord, RoomSession, Text, TrackRecord,
};

impl State {
    /// Merges what `event` says; returns what changed. Applying the same event again changes
    /// nothing.
    pub fn apply(&mut self, event: &Event) -> Vec<StateChange> {
        self.set_reported(&event.deployment);
        if let Some(reported) = &event.observation.report {
            return self.observe_report(event, reported);
        }
        self.observe(event.observation.clone(), event.received_at)
    }

    fn observe(&mut self, observation: Observation, received_at: Millis) -> Vec<StateChange> {
        let mut changes = Vec::new();
        if let Some(room) = observation.room {
            let key = RoomKey { deployment: Arc::clone(&room.deployment), sid: room.sid.clone() };
            self.observe_room(&key, room, received_at, &mut changes);
            if let Some(participant) = observation.participant {
                self.observe_participant(&key, *participant, received_at, &mut changes);
            }
        }
        if let Some(job) = observation.job {
            self.observe_job(job, received_at, &mut changes);
        }
        if !changes.is_empty() {
            self.revision += 1;
        }
        changes
    }

    fn observe_room(
        &mut self,
        key: &RoomKey,
        record: RoomRecord,
        received_at: Millis,
        changes: &mut Vec<StateChange>,
    ) {
        let has_past = self.may_have_a_past(record.created_at, received_at);
        let region = self.region(&key.deployment);
        let metadata = record.metadata.is_some();
        let (is_new, affects_ends, affects_participants) = match self.rooms.entry(key.clone()) {
            Entry::Vacant(vacant) => {
                let name = (Arc::clone(&key.deployment), record.name.clone());
                self.by_name.entry(name).or_default().push(key.sid.clone());
                vacant.insert(RoomEntry::new(record, region, has_past, received_at));
                (true, true, true)
            }
            Entry::Occupied(mut occupied) => {
                let entry = occupied.get_mut();
                entry.received_at = entry.received_at.max(received_at);
                let known = &entry.session.record;
                let before = EndInputs::of(known);
                let last_metadata = known.metadata.clone();
                if !entry.session.record.merge(record) {
                    return;
                }
                let known = &entry.session.record;
                let after = EndInputs::of(known);
                if metadata && last_metadata != known.metadata && entry.session.is_active() {
                    changes.push(StateChange::room(ChangeKind::RoomUpdated, key));
                }
                let name = (Arc::clone(&key.deployment), known.name.clone());
                let is_plain = entry.session.is_active()
                    && known.gone.is_none()
                    && self.by_name.get(&name).is_none_or(|sids| sids.len() < 2);
                (
                    false,
                    before.affects_ends(&after, is_plain),
                    before.participants != after.participants,
                )
            }
        };
        self.dirty.rooms.insert(key.clone());
        if is_new {
            changes.push(StateChange::room(ChangeKind::RoomStarted, key));
        }
        if affects_ends {
            self.infer_namesake_ends(key, affects_participants, changes);
        }
    }

    /// Infers the ends of all sessions of the room's name: one may end another. With `all`, the
    /// participants of this one are inferred again even if its end is unchanged.
    pub(super) fn infer_namesake_ends(
        &mut self,
        key: &RoomKey,
        all: bool,
        changes: &mut Vec<StateChange>,
    ) {
        let Some(entry) = self.rooms.get(key) else { return };
        let name = (Arc::clone(&key.deployment), entry.session.record.name.clone());
        let sids = self.by_name.get(&name).cloned().unwrap_or_default();
        for sid in &sids {
            let this = RoomKey { deployment: Arc::clone(&key.deployment), sid: sid.clone() };
            let end = {
                let Some(entry) = self.rooms.get(&this) else { continue };
                let namesakes = sids.iter().filter(|other| *other != sid).filter_map(|other| {
                    let other =
                        RoomKey { deployment: Arc::clone(&key.deployment), sid: other.clone() };
                    self.rooms.get(&other).map(|entry| &entry.session.record)
                });
                infer_ends::room_end(&entry.session.record, namesakes, entry.stored_end.as_ref())
            };
            let Some(entry) = self.rooms.get_mut(&this) else { continue };
            let was_active = entry.session.is_active();
            let is_different = entry.session.end != end;
            entry.session.end = end;
            if is_different {
                self.dirty.rooms.insert(this.clone());
                let is_active = entry.session.is_active();
                self.tally_room(&this);
                if was_active && !is_active {
                    changes.retain(|change| {
                        change.kind != ChangeKind::RoomStarted
                            || change.room.as_ref() != Some(&this)
                    });
                    changes.push(StateChange::room(ChangeKind::RoomFinished, &this));
                } else {
                    // A revised inferred end is not a second end.
                    let kind =
                        if is_active { ChangeKind::RoomStarted } else { ChangeKind::RoomUpdated };
                    changes.push(StateChange::room(kind, &this));
                }
            }
            if is_different || (all && this == *key) {
                self.infer_participant_ends(&this, None, changes);
            }
            if is_different {
                self.infer_job_ends_of(&this, None, changes);
            }
        }
    }

    fn observe_participant(
        &mut self,
        key: &RoomKey,
        record: ParticipantRecord,
        received_at: Millis,
        changes: &mut Vec<StateChange>,
    ) {
        let has_past = self.may_have_a_past(record.joined_at, received_at);
        let sid = record.sid.clone();
        let track = record.tracks.first().map(TrackRecord::is_live);
        let Some(entry) = self.rooms.get_mut(key) else { return };
        let (is_new, affects_others) = match entry.participants.entry(sid.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(Box::new(ParticipantEntry::new(record, has_past, received_at)));
                entry.session.participants_total += 1;
                self.dirty.rooms.insert(key.clone());
                (true, true)
            }
            Entry::Occupied(mut occupied) => {
                let participant = occupied.get_mut();
                participant.received_at = participant.received_at.max(received_at);
                let order = infer_ends::order_key(&participant.record);
                let order = (order.0, order.1, participant.record.left.is_some());
                let before = Counts::of(participant);
                if !participant.record.merge(record) {
                    return;
                }
                entry.counts.replace(before, Counts::of(participant));
                let now = infer_ends::order_key(&participant.record);
                (false, order != (now.0, now.1, participant.record.left.is_some()))
            }
        };
        self.dirty.add_participant(key, &sid);
        let before = changes.len();
        let identity = affects_others.then(|| entry.participants[&sid].record.identity.clone());
        match identity {
            Some(identity) => self.infer_participant_ends(key, Some(&identity), changes),
            None => self.infer_participant_end(key, &sid, changes),
        }
        let is_of_it = |change: &StateChange| change.participant.as_ref() == Some(&sid);
        if is_new {
            // A new session either joined, or joined and left already: one change says which.
            let mut others = changes.split_off(before);
            others.retain(|change| !is_of_it(change));
            let participant = self.rooms.get(key).and_then(|entry| entry.participants.get(&sid));
            let kind = match participant {
                Some(participant) if participant.end.is_none() => ChangeKind::ParticipantJoined,
                _ => ChangeKind::ParticipantLeft,
            };
            changes.extend(others);
            changes.push(StateChange::participant(kind, key, &sid));
        } else if !changes[before..].iter().any(is_of_it) {
            let kind = match track {
                Some(true) => ChangeKind::TrackPublished,
                Some(false) => ChangeKind::TrackUnpublished,
                None => ChangeKind::ParticipantUpdated,
            };
            changes.push(StateChange::participant(kind, key, &sid));
        }
        if is_new {
            self.infer_agent_job_ends(key, &sid, changes);
        }
    }

    /// Infers the ends of all participant sessions of a room, or of one identity.
    pub(super) fn infer_participant_ends(
        &mut self,
        key: &RoomKey,
        identity: Option<&Text>,
        changes: &mut Vec<StateChange>,
    ) {
        let Some(entry) = self.rooms.get(key) else { return };
        let sids: Vec<_> = entry
            .participants
            .values()
            .filter(|participant| {
                identity.is_none_or(|identity| participant.record.identity == *identity)
            })
            .map(|participant| participant.record.sid.clone())
            .collect();
        // The sids of each identity that has more than one session.
        let mut by_identity: HashMap<Text, Vec<Text>> = HashMap::new();
        for sid in &sids {
            by_identity
                .entry(entry.participants[sid].record.identity.clone())
                .or_default()
                .push(sid.clone());
        }
        by_identity.retain(|_, sids| sids.len() > 1);
        for sid in &sids {
            let entry = &self.rooms[key];
            let record = &entry.participants[sid].record;
            let next = by_identity.get(&record.identity).and_then(|sids| {
                let others = sids.iter().map(|sid| &entry.participants[sid].record);
                infer_ends::successor(record, others)
            });
            self.set_participant_end(key, sid, next.as_ref(), changes);
        }
    }

    /// Infers the end of one session whose order among those of its identity did not change.
    fn infer_participant_end(&mut self, key: &RoomKey, sid: &Text, changes: &mut Vec<StateChange>) {
        let Some(entry) = self.rooms.get(key) else { return };
        let Some(participant) = entry.participants.get(sid) else { return };
        let others = entry.participants.values().map(|other| &other.record);
        let next = infer_ends::successor(&participant.record, others);
        self.set_participant_end(key, sid, next.as_ref(), changes);
    }

    fn set_participant_end(
        &mut self,
        key: &RoomKey,
        sid: &Text,
        next: Option<&Text>,
        changes: &mut Vec<StateChange>,
    ) {
        let Some(entry) = self.rooms.get_mut(key) else { return };
        let next = next
            .and_then(|next| entry.participants.get(next))
            .map(|participant| &participant.record);
        let Some(participant) = entry.participants.get(sid) else { return };
        let (end, in_doubt) = infer_ends::participant_end(
            &participant.record,
            &entry.session.record,
            entry.session.end.as_ref(),
            next,
            participant.stored_end.as_deref(),
        );
        let Some(participant) = entry.participants.get_mut(sid) else { return };
        if !participant.counted {
            participant.counted = true;
            entry.counts.replace(Counts::default(), Counts::of(participant));
        }
        if participant.end.as_deref() == end.as_ref() && participant.in_doubt == in_doubt {
            self.tally_participant(key, sid);
            return;
        }
        let (before, was_over) = (Counts::of(participant), participant.end.is_some());
        participant.end = end.map(Box::new);
        participant.in_doubt = in_doubt;
        entry.counts.replace(before, Counts::of(participant));
        self.dirty.add_participant(key, sid);
        // An inferred end may be revised many times: that is not a second departure.
        let kind = match (was_over, participant.end.is_some()) {
            (false, true) => ChangeKind::ParticipantLeft,
            (true, false) => ChangeKind::ParticipantJoined,
            _ => ChangeKind::ParticipantUpdated,
        };
        changes.push(StateChange::participant(kind, key, sid));
        self.infer_agent_job_ends(key, sid, changes);
        self.tally_participant(key, sid);
    }

    /// Infers the ends of the agent jobs of a participant, if it has any.
    fn infer_agent_job_ends(&mut self, key: &RoomKey, sid: &Text, changes: &mut Vec<StateChange>) {
        if self.room_jobs.contains_key(key)
            && let Some(participant) =
                self.rooms.get(key).and_then(|entry| entry.participants.get(sid))
        {
            let identity = participant.record.identity.clone();
            self.infer_job_ends_of(key, Some(&identity), changes);
        }
    }

    /// Whether the store may know something that began at `began_at` and is not in memory.
    fn may_have_a_past(&self, began_at: Option<Millis>, received_at: Millis) -> bool {
        received_at < self.replaying_until
            || began_at
                .is_none_or(|began_at| began_at < received_at.plus(MAX_SKEW_MS - RETAIN_ENDED_MS))
    }
}

impl RoomEntry {
    pub(super) fn new(
        record: RoomRecord,
        region: Option<Text>,
        partial: bool,
        received_at: Millis,
    ) -> Self {
        Self {
            session: RoomSession { record, end: None, region, participants_total: 0 },
            participants: HashMap::new(),
            counts: Counts::default(),
            stored_end: None,
            partial,
            tallied: false,
            received_at,
            reported: false,
        }
    }
}

impl ParticipantEntry {
    pub(super) fn new(mut record: ParticipantRecord, partial: bool, received_at: Millis) -> Self {
        // Parsing leaves spare capacity, which would be held in memory as long as the session is.
        record.tracks.shrink_to_fit();
        Self {
            record,
            end: None,
            in_doubt: false,
            stored_end: None,
            partial,
            counted: false,
            tallied: Tallied::default(),
            received_at,
            quality: None,
        }
    }
}

impl StateChange {
    pub(super) fn room(kind: ChangeKind, key: &RoomKey) -> Self {
        Self { kind, room: Some(key.clone()), participant: None, job: None }
    }

    pub(super) fn participant(kind: ChangeKind, key: &RoomKey, sid: &Text) -> Self {
        Self { kind, room: Some(key.clone()), participant: Some(sid.clone()), job: None }
    }
}

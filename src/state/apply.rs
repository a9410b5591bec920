//! Joining an event into the state.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::before::Before;
use super::clocks::MOST_SKEW_MS;
use super::{
    Change, ChangeKind, Counts, KEEP_MS, ParticipantEntry, RoomEntry, RoomKey, State, Tallied,
    infer_ends,
};
use crate::model::{
    Event, Millis, Observation, ParticipantRecord, RoomRecord, RoomSession, Text, TrackRecord,
};

impl State {
    /// Joins what `event` tells; returns what changed. Applying it again changes nothing.
    pub fn apply(&mut self, event: &Event) -> Vec<Change> {
        if let Some(reported) = &event.observation.report {
            return self.observe_report(event, reported);
        }
        self.observe(event.observation.clone(), event.received_at)
    }

    fn observe(&mut self, observation: Observation, heard_at: Millis) -> Vec<Change> {
        let mut changes = Vec::new();
        if let Some(room) = observation.room {
            let key = RoomKey { deployment: Arc::clone(&room.deployment), sid: room.sid.clone() };
            self.observe_room(&key, room, heard_at, &mut changes);
            if let Some(participant) = observation.participant {
                self.observe_participant(&key, *participant, heard_at, &mut changes);
            }
        }
        if let Some(job) = observation.job {
            self.observe_job(job, heard_at, &mut changes);
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
        heard_at: Millis,
        changes: &mut Vec<Change>,
    ) {
        let has_past = self.may_have_a_past(record.created_at, heard_at);
        let region = self.region(&key.deployment);
        let metadata = record.metadata.is_some();
        let (is_new, settles, settles_stays) = match self.rooms.entry(key.clone()) {
            Entry::Vacant(vacant) => {
                let name = (Arc::clone(&key.deployment), record.name.clone());
                self.by_name.entry(name).or_default().push(key.sid.clone());
                vacant.insert(RoomEntry::new(record, region, has_past, heard_at));
                (true, true, true)
            }
            Entry::Occupied(mut occupied) => {
                let entry = occupied.get_mut();
                entry.heard_at = entry.heard_at.max(heard_at);
                let known = &entry.session.record;
                let before = Before::of(known);
                let last_metadata = known.metadata.clone();
                if !entry.session.record.merge(record) {
                    return;
                }
                let known = &entry.session.record;
                let after = Before::of(known);
                if metadata && last_metadata != known.metadata && entry.session.is_active() {
                    changes.push(Change::room(ChangeKind::RoomUpdated, key));
                }
                let name = (Arc::clone(&key.deployment), known.name.clone());
                let is_plain = entry.session.is_active()
                    && known.gone.is_none()
                    && self.by_name.get(&name).is_none_or(|sids| sids.len() < 2);
                (false, before.settles(&after, is_plain), before.stays != after.stays)
            }
        };
        self.dirty.rooms.insert(key.clone());
        if is_new {
            changes.push(Change::room(ChangeKind::RoomStarted, key));
        }
        if settles {
            self.infer_namesake_ends(key, settles_stays, changes);
        }
    }

    /// Settles every session of the room's name: one may end another. With `all`, those who are in
    /// this one are settled even if its end is the same.
    pub(super) fn infer_namesake_ends(
        &mut self,
        key: &RoomKey,
        all: bool,
        changes: &mut Vec<Change>,
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
                    changes.push(Change::room(ChangeKind::RoomFinished, &this));
                } else {
                    // An end that was concluded is revised: it is no second one.
                    let kind =
                        if is_active { ChangeKind::RoomStarted } else { ChangeKind::RoomUpdated };
                    changes.push(Change::room(kind, &this));
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
        heard_at: Millis,
        changes: &mut Vec<Change>,
    ) {
        let has_past = self.may_have_a_past(record.joined_at, heard_at);
        let sid = record.sid.clone();
        let track = record.tracks.first().map(TrackRecord::is_live);
        let Some(entry) = self.rooms.get_mut(key) else { return };
        let (is_new, settles_others) = match entry.stays.entry(sid.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(Box::new(ParticipantEntry::new(record, has_past, heard_at)));
                entry.session.participants_total += 1;
                self.dirty.rooms.insert(key.clone());
                (true, true)
            }
            Entry::Occupied(mut occupied) => {
                let stay = occupied.get_mut();
                stay.heard_at = stay.heard_at.max(heard_at);
                let place = infer_ends::place(&stay.record);
                let place = (place.0, place.1, stay.record.left.is_some());
                let before = Counts::of(stay);
                if !stay.record.merge(record) {
                    return;
                }
                entry.counts.replace(before, Counts::of(stay));
                let now = infer_ends::place(&stay.record);
                (false, place != (now.0, now.1, stay.record.left.is_some()))
            }
        };
        self.dirty.add_participant(key, &sid);
        let before = changes.len();
        let identity = settles_others.then(|| entry.stays[&sid].record.identity.clone());
        match identity {
            Some(identity) => self.infer_participant_ends(key, Some(&identity), changes),
            None => self.infer_participant_end(key, &sid, changes),
        }
        let is_of_it = |change: &Change| change.participant.as_ref() == Some(&sid);
        if is_new {
            // Whatever was settled of it: it came, or it had come and gone.
            let mut others = changes.split_off(before);
            others.retain(|change| !is_of_it(change));
            let stay = self.rooms.get(key).and_then(|entry| entry.stays.get(&sid));
            let kind = match stay {
                Some(stay) if stay.end.is_none() => ChangeKind::ParticipantJoined,
                _ => ChangeKind::ParticipantLeft,
            };
            changes.extend(others);
            changes.push(Change::participant(kind, key, &sid));
        } else if !changes[before..].iter().any(is_of_it) {
            let kind = match track {
                Some(true) => ChangeKind::TrackPublished,
                Some(false) => ChangeKind::TrackUnpublished,
                None => ChangeKind::ParticipantUpdated,
            };
            changes.push(Change::participant(kind, key, &sid));
        }
        if is_new {
            self.infer_agent_job_ends(key, &sid, changes);
        }
    }

    /// Settles every stay of a room, or those of one identity.
    pub(super) fn infer_participant_ends(
        &mut self,
        key: &RoomKey,
        identity: Option<&Text>,
        changes: &mut Vec<Change>,
    ) {
        let Some(entry) = self.rooms.get(key) else { return };
        let sids: Vec<_> = entry
            .stays
            .values()
            .filter(|stay| identity.is_none_or(|identity| stay.record.identity == *identity))
            .map(|stay| stay.record.sid.clone())
            .collect();
        // Of each identity with more than one stay, its stays.
        let mut stays: HashMap<Text, Vec<Text>> = HashMap::new();
        for sid in &sids {
            stays.entry(entry.stays[sid].record.identity.clone()).or_default().push(sid.clone());
        }
        stays.retain(|_, sids| sids.len() > 1);
        for sid in &sids {
            let entry = &self.rooms[key];
            let record = &entry.stays[sid].record;
            let next = stays.get(&record.identity).and_then(|sids| {
                let others = sids.iter().map(|sid| &entry.stays[sid].record);
                infer_ends::successor(record, others)
            });
            self.settle(key, sid, next.as_ref(), changes);
        }
    }

    /// Settles one stay whose place among those of its identity did not change.
    fn infer_participant_end(&mut self, key: &RoomKey, sid: &Text, changes: &mut Vec<Change>) {
        let Some(entry) = self.rooms.get(key) else { return };
        let Some(stay) = entry.stays.get(sid) else { return };
        let others = entry.stays.values().map(|other| &other.record);
        let next = infer_ends::successor(&stay.record, others);
        self.settle(key, sid, next.as_ref(), changes);
    }

    fn settle(
        &mut self,
        key: &RoomKey,
        sid: &Text,
        next: Option<&Text>,
        changes: &mut Vec<Change>,
    ) {
        let Some(entry) = self.rooms.get_mut(key) else { return };
        let next = next.and_then(|next| entry.stays.get(next)).map(|stay| &stay.record);
        let Some(stay) = entry.stays.get(sid) else { return };
        let (end, in_doubt) = infer_ends::participant_end(
            &stay.record,
            &entry.session.record,
            entry.session.end.as_ref(),
            next,
            stay.stored_end.as_ref(),
        );
        let Some(stay) = entry.stays.get_mut(sid) else { return };
        if !stay.counted {
            stay.counted = true;
            entry.counts.replace(Counts::default(), Counts::of(stay));
        }
        if stay.end == end && stay.in_doubt == in_doubt {
            self.tally_participant(key, sid);
            return;
        }
        let (before, was_over) = (Counts::of(stay), stay.end.is_some());
        stay.end = end;
        stay.in_doubt = in_doubt;
        entry.counts.replace(before, Counts::of(stay));
        self.dirty.add_participant(key, sid);
        // An end that was concluded may be revised, often: that is no second departure.
        let kind = match (was_over, stay.end.is_some()) {
            (false, true) => ChangeKind::ParticipantLeft,
            (true, false) => ChangeKind::ParticipantJoined,
            _ => ChangeKind::ParticipantUpdated,
        };
        changes.push(Change::participant(kind, key, sid));
        self.infer_agent_job_ends(key, sid, changes);
        self.tally_participant(key, sid);
    }

    /// Settles the jobs that somebody in a room does, if they do any.
    fn infer_agent_job_ends(&mut self, key: &RoomKey, sid: &Text, changes: &mut Vec<Change>) {
        if self.room_jobs.contains_key(key)
            && let Some(stay) = self.rooms.get(key).and_then(|entry| entry.stays.get(sid))
        {
            let identity = stay.record.identity.clone();
            self.infer_job_ends_of(key, Some(&identity), changes);
        }
    }

    /// Whether the store may know of something that began at `began_at` and is not in memory.
    fn may_have_a_past(&self, began_at: Option<Millis>, heard_at: Millis) -> bool {
        heard_at < self.replaying_until
            || began_at.is_none_or(|began_at| began_at < heard_at.plus(MOST_SKEW_MS - KEEP_MS))
    }
}

impl RoomEntry {
    pub(super) fn new(
        record: RoomRecord,
        region: Option<Text>,
        partial: bool,
        heard_at: Millis,
    ) -> Self {
        Self {
            session: RoomSession { record, end: None, region, participants_total: 0 },
            stays: HashMap::new(),
            counts: Counts::default(),
            stored_end: None,
            partial,
            tallied: false,
            heard_at,
            reported: false,
        }
    }
}

impl ParticipantEntry {
    pub(super) fn new(mut record: ParticipantRecord, partial: bool, heard_at: Millis) -> Self {
        // Reading a list leaves room for more: in memory for as long as somebody stays.
        record.tracks.shrink_to_fit();
        Self {
            record,
            end: None,
            in_doubt: false,
            stored_end: None,
            partial,
            counted: false,
            tallied: Tallied::default(),
            heard_at,
            quality: None,
        }
    }
}

impl Change {
    pub(super) fn room(kind: ChangeKind, key: &RoomKey) -> Self {
        Self { kind, room: Some(key.clone()), participant: None, job: None }
    }

    pub(super) fn participant(kind: ChangeKind, key: &RoomKey, sid: &Text) -> Self {
        Self { kind, room: Some(key.clone()), participant: Some(sid.clone()), job: None }
    }
}

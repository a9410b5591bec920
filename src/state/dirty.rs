//! What changed in memory and is not stored yet.

use std::collections::{HashMap, HashSet};

use super::{JobKey, RoomKey, State};
use crate::model::{JobRecord, ParticipantSession, RoomSession, Text};

/// Names of what is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dirty {
    /// Room sessions.
    pub rooms: HashSet<RoomKey>,
    /// Participant sids, by room session.
    pub participants: HashMap<RoomKey, HashSet<Text>>,
    /// Jobs.
    pub jobs: HashSet<JobKey>,
}

impl Dirty {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.rooms.is_empty() && self.participants.is_empty() && self.jobs.is_empty()
    }

    pub(super) fn has_participant(&self, room: &RoomKey, sid: &Text) -> bool {
        self.participants.get(room).is_some_and(|sids| sids.contains(sid))
    }

    pub(super) fn add_participant(&mut self, room: &RoomKey, sid: &Text) {
        if let Some(sids) = self.participants.get_mut(room) {
            sids.insert(sid.clone());
        } else {
            self.participants.insert(room.clone(), HashSet::from([sid.clone()]));
        }
    }

    /// Names also what `other` names.
    pub fn add(&mut self, other: Self) {
        self.rooms.extend(other.rooms);
        for (room, sids) in other.participants {
            self.participants.entry(room).or_default().extend(sids);
        }
        self.jobs.extend(other.jobs);
    }
}

/// The sessions that [`Dirty`] names, as they are.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Room sessions.
    pub rooms: Vec<RoomSession>,
    /// Participant sessions.
    pub participants: Vec<ParticipantSession>,
    /// Jobs.
    pub jobs: Vec<JobRecord>,
}

impl State {
    /// Takes the names of all that is to be written; give them back with [`State::put_dirty`] if
    /// writing fails.
    pub fn take_dirty(&mut self) -> Dirty {
        std::mem::take(&mut self.dirty)
    }

    /// Gives back what could not be written.
    pub fn put_dirty(&mut self, dirty: Dirty) {
        self.dirty.add(dirty);
    }

    /// Everything in memory is to be written again.
    pub fn set_all_dirty(&mut self) {
        for (key, entry) in &self.rooms {
            self.dirty.rooms.insert(key.clone());
            for sid in entry.stays.keys() {
                self.dirty.add_participant(key, sid);
            }
        }
        self.dirty.jobs.extend(self.jobs.keys().cloned());
    }

    /// What of `dirty` the store may know more about than the memory does.
    pub fn partial(&self, dirty: &Dirty) -> Dirty {
        let rooms = dirty
            .rooms
            .iter()
            .filter(|key| self.rooms.get(*key).is_some_and(|entry| entry.partial))
            .cloned()
            .collect();
        let mut participants = HashMap::new();
        for (key, sids) in &dirty.participants {
            let Some(entry) = self.rooms.get(key) else { continue };
            let partial: HashSet<_> = sids
                .iter()
                .filter(|sid| entry.stays.get(*sid).is_some_and(|stay| stay.partial))
                .cloned()
                .collect();
            if !partial.is_empty() {
                participants.insert(key.clone(), partial);
            }
        }
        let jobs = dirty
            .jobs
            .iter()
            .filter(|key| self.jobs.get(*key).is_some_and(|entry| entry.partial))
            .cloned()
            .collect();
        Dirty { rooms, participants, jobs }
    }

    /// What of `partial` the store did not know more about is whole.
    pub fn mark_whole(&mut self, partial: &Dirty) {
        for key in &partial.rooms {
            if let Some(entry) = self.rooms.get_mut(key) {
                entry.partial = false;
            }
            self.tally_room(key);
        }
        for (key, sids) in &partial.participants {
            for sid in sids {
                let entry = self.rooms.get_mut(key);
                if let Some(stay) = entry.and_then(|entry| entry.stays.get_mut(sid)) {
                    stay.partial = false;
                }
                self.tally_participant(key, sid);
            }
        }
        for key in &partial.jobs {
            if let Some(entry) = self.jobs.get_mut(key) {
                entry.partial = false;
            }
        }
    }

    /// The sessions that `dirty` names, as they are now.
    pub fn snapshot(&self, dirty: &Dirty) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for key in &dirty.rooms {
            if let Some(entry) = self.rooms.get(key) {
                snapshot.rooms.push(entry.session.clone());
            }
        }
        for (key, sids) in &dirty.participants {
            let Some(entry) = self.rooms.get(key) else { continue };
            for stay in sids.iter().filter_map(|sid| entry.stays.get(sid)) {
                // When it was listed is told for its room.
                let session = stay.session(&entry.session.record);
                snapshot.participants.push(ParticipantSession { listed_at: None, ..session });
            }
        }
        for key in &dirty.jobs {
            if let Some(entry) = self.jobs.get(key) {
                snapshot.jobs.push(entry.record.clone());
            }
        }
        snapshot
    }
}

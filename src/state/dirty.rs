//! What changed in memory and is not stored yet.

use std::collections::{HashMap, HashSet};

use super::{JobKey, RoomKey, State};
use crate::model::{JobRecord, ParticipantSession, RoomSession, Text};

/// Keys of the records that are to be written.
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

    /// Adds the keys of `other`.
    pub fn add(&mut self, other: Self) {
        self.rooms.extend(other.rooms);
        for (room, sids) in other.participants {
            self.participants.entry(room).or_default().extend(sids);
        }
        self.jobs.extend(other.jobs);
    }
}

/// The records that [`Dirty`] names, as they are.
#[derive(Debug, Clone, Default)]
pub struct StateRecords {
    /// Room sessions.
    pub rooms: Vec<RoomSession>,
    /// Participant sessions.
    pub participants: Vec<ParticipantSession>,
    /// Jobs.
    pub jobs: Vec<JobRecord>,
}

impl State {
    /// Takes the keys of all that is to be written. What they name stays in memory until
    /// [`State::written`], or [`State::put_dirty`] if writing fails.
    pub fn take_dirty(&mut self) -> Dirty {
        let dirty = std::mem::take(&mut self.dirty);
        self.in_flight.add(dirty.clone());
        dirty
    }

    /// Everything that was taken is stored.
    pub fn written(&mut self) {
        self.in_flight = Dirty::default();
    }

    /// Gives back what could not be written.
    pub fn put_dirty(&mut self, dirty: Dirty) {
        self.in_flight = Dirty::default();
        self.dirty.add(dirty);
    }

    /// Marks everything in memory as to be written again.
    pub fn set_all_dirty(&mut self) {
        for (key, entry) in &self.rooms {
            self.dirty.rooms.insert(key.clone());
            for sid in entry.participants.keys() {
                self.dirty.add_participant(key, sid);
            }
        }
        self.dirty.jobs.extend(self.jobs.keys().cloned());
    }

    /// The part of `dirty` of which the store may know more than the memory.
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
                .filter(|sid| {
                    entry.participants.get(*sid).is_some_and(|participant| participant.partial)
                })
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

    /// Marks `partial` as complete: the store knows nothing more about it.
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
                if let Some(participant) = entry.and_then(|entry| entry.participants.get_mut(sid)) {
                    participant.partial = false;
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

    /// The records that `dirty` names, as they are now.
    pub fn snapshot(&self, dirty: &Dirty) -> StateRecords {
        let mut snapshot = StateRecords::default();
        for key in &dirty.rooms {
            if let Some(entry) = self.rooms.get(key) {
                snapshot.rooms.push(entry.session.clone());
            }
        }
        for (key, sids) in &dirty.participants {
            let Some(entry) = self.rooms.get(key) else { continue };
            for participant in sids.iter().filter_map(|sid| entry.participants.get(sid)) {
                // The room's record holds when it was listed.
                let session = participant.session(&entry.session.record);
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

//! Merging what the store knows into the state: at the start, and later for partial entries.

use std::collections::HashSet;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{
    Counts, ParticipantEntry, RoomEntry, RoomKey, State, StateChange, StateRecords, Tallied,
};
use crate::model::{End, Millis, ParticipantSession, RoomSession};

impl State {
    /// Merges what the store knows: at the start, and later for partial entries.
    pub fn hydrate(&mut self, stored: StateRecords, now: Millis) -> Vec<StateChange> {
        let mut changes = Vec::new();
        for room in stored.rooms {
            self.hydrate_room(room, now, &mut changes);
        }
        let mut touched = HashSet::new();
        for participant in stored.participants {
            touched.extend(self.hydrate_participant(participant, now));
        }
        for key in touched {
            self.infer_participant_ends(&key, None, &mut changes);
        }
        self.hydrate_jobs(stored.jobs, now, &mut changes);
        if !changes.is_empty() {
            self.revision += 1;
        }
        changes
    }

    fn hydrate_room(&mut self, stored: RoomSession, now: Millis, changes: &mut Vec<StateChange>) {
        let record = stored.record;
        let key = RoomKey { deployment: Arc::clone(&record.deployment), sid: record.sid.clone() };
        if !self.rooms.contains_key(&key) {
            let name = (Arc::clone(&key.deployment), record.name.clone());
            self.by_name.entry(name).or_default().push(key.sid.clone());
            let region = self.region(&key.deployment).or(stored.region);
            let mut entry = RoomEntry::new(record, region, false, now);
            entry.session.end.clone_from(&stored.end);
            entry.session.participants_total = stored.participants_total;
            entry.tallied = stored.end.is_some();
            entry.stored_end = inferred(stored.end);
            self.rooms.insert(key.clone(), entry);
        } else if let Some(entry) = self.rooms.get_mut(&key) {
            entry.session.record.merge(record);
            entry.session.participants_total += stored.participants_total;
            entry.tallied |= stored.end.is_some();
            entry.stored_end = inferred(stored.end);
            entry.partial = false;
        }
        self.infer_namesake_ends(&key, true, changes);
    }

    /// Merges a stored participant session and returns its room, whose ends are inferred after all
    /// of them are merged.
    fn hydrate_participant(&mut self, stored: ParticipantSession, now: Millis) -> Option<RoomKey> {
        let key = RoomKey {
            deployment: Arc::clone(&stored.deployment),
            sid: stored.record.room_sid.clone(),
        };
        let entry = self.rooms.get_mut(&key)?;
        let tallied = Tallied::of(&stored);
        match entry.participants.entry(stored.record.sid.clone()) {
            Entry::Vacant(vacant) => {
                let mut participant = ParticipantEntry::new(stored.record, false, now);
                participant.end = stored.end.clone().map(Box::new);
                participant.in_doubt = stored.in_doubt;
                participant.stored_end = inferred(stored.end).map(Box::new);
                participant.counted = true;
                participant.tallied = tallied;
                entry.counts.replace(Counts::default(), Counts::of(&participant));
                vacant.insert(Box::new(participant));
            }
            Entry::Occupied(mut occupied) => {
                let participant = occupied.get_mut();
                let before = Counts::of(participant);
                participant.record.merge(stored.record);
                participant.stored_end = inferred(stored.end).map(Box::new);
                entry.counts.replace(before, Counts::of(participant));
                if participant.partial {
                    participant.partial = false;
                    participant.tallied = tallied;
                    // It was counted as new, but the stored total includes it already.
                    let total = &mut entry.session.participants_total;
                    *total = total.saturating_sub(1);
                }
            }
        }
        Some(key)
    }
}

/// `end`, if it was inferred: what it follows from may not be in memory.
fn inferred(end: Option<End>) -> Option<End> {
    end.filter(|end| end.evidence.is_some())
}

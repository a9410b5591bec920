//! What a listing of the rooms tells.

use std::collections::HashMap;
use std::collections::HashSet;

use super::{AGE_MS, Asked, Reconciler, RoomMemory, SETTLED_MS, Steady, absence, hash, is_due};
use crate::model::{Drift, Finding, Heard, ListedRoom, Millis, Source, Text};
use crate::state::{RoomEntry, RoomKey, State};

impl Reconciler {
    /// Takes in a listing of every open room.
    pub fn rooms(&mut self, state: &State, listing: &[ListedRoom], asked: Asked) -> Vec<Finding> {
        let at = asked.at;
        let mut findings = Vec::new();
        self.forget(at);
        self.listings += 1;
        for room in listing {
            let memory = self.rooms.entry(room.sid.clone()).or_default();
            memory.named_in = match memory.named_in {
                Some((first, last)) if last + 1 == self.listings => Some((first, self.listings)),
                _ => Some((self.listings, self.listings)),
            };
            memory.name.clone_from(&room.name);
            memory.listed_at = Some(at);
            Steady::observe(&mut memory.presence, true, at);
            Steady::observe(&mut memory.count, room.num_participants, at);
            Steady::observe(&mut memory.metadata, hash(&room.metadata), at);
        }
        let listed: HashSet<_> = listing.iter().map(|room| &room.sid).collect();
        let ours = |key: &RoomKey| key.deployment == self.deployment;
        let known: HashMap<&Text, &RoomEntry> = state
            .rooms
            .iter()
            .filter(|(key, _)| ours(key))
            .map(|(key, entry)| (&key.sid, entry))
            .collect();
        let is_open = |sid: &Text| known.get(sid).is_some_and(|entry| entry.session.is_active());
        self.rooms.retain(|sid, _| listed.contains(sid) || is_open(sid));
        if !state.is_loaded() {
            return findings;
        }
        for room in listing {
            self.listed_room(state, known.get(&room.sid).copied(), room, at, &mut findings);
        }
        for (sid, entry) in &known {
            if entry.session.is_active() && !listed.contains(*sid) {
                self.missing_room(sid, entry, asked, &mut findings);
            }
        }
        findings
    }

    fn listed_room(
        &mut self,
        state: &State,
        known: Option<&RoomEntry>,
        room: &ListedRoom,
        at: Millis,
        findings: &mut Vec<Finding>,
    ) {
        let Some(memory) = self.rooms.get(&room.sid) else { return };
        let drift = match known {
            None => {
                let since = memory.presence.as_ref().map_or(at, |presence| presence.since);
                is_due(room.created_at.unwrap_or(since), at).then_some(Drift::RoomMissed)
            }
            Some(entry) => differs(state, &self.key(&room.sid), entry, room, memory, at),
        };
        let Some(drift) = drift else { return };
        let mut found = Finding::new(drift, &room.sid, at);
        found.room = Some(room.clone());
        found.room_is_listed = true;
        self.tell(found, &room.sid, findings);
    }

    fn missing_room(
        &mut self,
        sid: &Text,
        entry: &RoomEntry,
        asked: Asked,
        findings: &mut Vec<Finding>,
    ) {
        let at = asked.at;
        let listings = self.listings;
        let memory = self.rooms.entry(sid.clone()).or_default();
        let (_, last_in) = *memory.named_in.get_or_insert((0, listings - 1));
        if at.since(entry.heard_at) < AGE_MS {
            memory.presence = None;
            return;
        }
        memory.name.clone_from(&entry.session.record.name);
        Steady::observe(&mut memory.presence, false, asked.answered_at);
        let Some(presence) = memory.presence.as_ref().filter(|it| it.is_settled(0)) else {
            return;
        };
        let record = &entry.session.record;
        let alive = record.last_alive.unwrap_or(record.started_at());
        let seen = record.last_seen.max(memory.listed_at.unwrap_or(record.last_seen));
        let mut found = Finding::new(Drift::RoomGone, sid, at);
        let span = (presence.since, presence.last);
        let there_at = memory.listed_at.unwrap_or(entry.heard_at);
        let cut_off = self.was_away(there_at).or_else(|| self.turned_over(last_in));
        found.absence = Some(absence(span, seen, alive, "rooms", cut_off.as_deref()));
        found.room = Some(super::named(sid, &record.name));
        self.tell(found, sid, findings);
    }
}

impl Reconciler {
    /// Why LiveKit may have forgotten everything since the listing of this number: no room that it
    /// had named by then is named still.
    fn turned_over(&self, last_in: u64) -> Option<String> {
        let is_named = |(first, last): (u64, u64)| first <= last_in && last == self.listings;
        let survived = self.rooms.values().filter_map(|memory| memory.named_in).any(is_named);
        (!survived).then(|| "no room that was listed before is listed still".to_owned())
    }
}

/// How a room that is known differs from the one that is listed.
fn differs(
    state: &State,
    key: &RoomKey,
    entry: &RoomEntry,
    room: &ListedRoom,
    memory: &RoomMemory,
    at: Millis,
) -> Option<Drift> {
    let record = &entry.session.record;
    if !entry.session.is_active() {
        // What LiveKit said, and what a later session of the name says, stands; a conclusion does
        // not.
        let again = record.observed_end().is_none()
            && !state.came_back(key)
            && memory.presence.as_ref().is_some_and(|presence| presence.is_settled(0));
        return again.then_some(Drift::RoomMissed);
    }
    let was_told = record.heard.has(Heard::BEGINNING) || record.heard.has(Source::Poll.into());
    if !was_told && is_due(record.started_at(), at) {
        return Some(Drift::RoomMissed);
    }
    let metadata = record.metadata.as_ref();
    let is_other = metadata.is_none_or(|known| known.value != room.metadata);
    let told_at = metadata.map_or(record.first_seen, |known| known.stamp.at);
    let is_steady = memory.metadata.as_ref().is_some_and(|metadata| metadata.is_settled(0));
    (is_other && is_steady && at.since(told_at) >= SETTLED_MS).then_some(Drift::RoomChanged)
}

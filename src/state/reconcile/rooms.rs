//! Compares a listing of the rooms with the state.

use std::collections::HashMap;
use std::collections::HashSet;

use super::corroboration::{AbsenceCheck, Corroboration, Headcount};
use super::phantoms::is_phantom;
use super::{
    AGE_MS, GRACE_MS, LISTING_LAG_MS, ListingRequest, OLD_MS, Reconciler, RoomMemory, Steady,
    absence, hash, is_due, left_out, named,
};
use crate::model::{Doubt, Drift, Finding, ListedRoom, Millis, SeenBy, Source, Text};
use crate::state::clocks::to_our_clock;
use crate::state::{RoomEntry, RoomKey, State};

impl Reconciler {
    /// Compares a listing of all open rooms with the state; `corroboration` is what other sources
    /// say about those that it omits.
    pub fn rooms(
        &mut self,
        state: &State,
        listing: &[ListedRoom],
        request: ListingRequest,
        corroboration: &Corroboration,
    ) -> Vec<Finding> {
        let at = request.at;
        let mut findings = Vec::new();
        self.forget(at);
        self.listings += 1;
        self.answered_at = Some(at);
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
        let is_own = |key: &RoomKey| key.deployment == self.deployment;
        let known: HashMap<&Text, &RoomEntry> = state
            .rooms
            .iter()
            .filter(|(key, _)| is_own(key))
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
        let open = || known.iter().filter(|(_, entry)| entry.session.is_active());
        let (mut there, mut doubted) = (Headcount::default(), Headcount::default());
        for (_, entry) in open().filter(|(sid, _)| listed.contains(*sid)) {
            there.add(entry.counts.present);
            doubted.add(entry.counts.in_doubt);
        }
        self.counted = (corroboration.clone(), there, doubted);
        let unlisted = open().filter(|(sid, _)| !listed.contains(*sid));
        let unlisted: Vec<_> = unlisted.map(|(sid, entry)| (*sid, *entry)).collect();
        let is_known = |room: &ListedRoom| {
            is_open(&room.sid) || self.rooms.get(&room.sid).is_some_and(|it| it.is_phantom)
        };
        let is_sure = doubted.participants <= 0.0 && unlisted.is_empty();
        if is_sure && listing.iter().all(is_known) {
            self.excess.learn(corroboration, there);
        }
        self.phantoms(state, listing, at, corroboration, &mut findings);
        self.missing_rooms(state, &unlisted, there, request, corroboration, &mut findings);
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
            // It left the memory, and is listed for ever.
            None if memory.is_phantom => None,
            Some(entry) if is_phantom(entry) => {
                let gone_at = entry.session.record.gone.as_ref().map_or(at, |gone| gone.at);
                self.is_served(&room.sid, gone_at).then_some(Drift::RoomConfirmed)
            }
            None => {
                // It is old, whatever the clocks, or was listed for long enough.
                let since = memory.presence.as_ref().map_or(at, |presence| presence.since);
                let skew_ms = state.usual_skew_ms(&self.deployment);
                let is_old = room.created_at.is_some_and(|created_at| {
                    at.since(to_our_clock(created_at, skew_ms)) >= OLD_MS
                });
                (is_old || at.since(since) >= GRACE_MS).then_some(Drift::RoomMissed)
            }
            Some(entry) => differs(state, entry, room, memory, at),
        };
        let Some(drift) = drift else { return };
        let mut finding = Finding::new(drift, &room.sid, at);
        finding.room = Some(room.clone());
        finding.room_is_listed = true;
        finding.skew_ms = known.map_or_else(
            || state.usual_skew_ms(&self.deployment),
            |entry| state.skew_ms(&entry.session.record),
        );
        self.report(finding, &room.sid, findings);
    }

    /// Rooms that are open in the state and not listed: gone, unless another source confirms them.
    fn missing_rooms(
        &mut self,
        state: &State,
        rooms: &[(&Text, &RoomEntry)],
        there: Headcount,
        request: ListingRequest,
        corroboration: &Corroboration,
        findings: &mut Vec<Finding>,
    ) {
        let at = request.at;
        let mut stable = Vec::new();
        let (mut missing, mut first) = (Headcount::default(), at);
        for (sid, entry) in rooms {
            let listings = self.listings;
            let memory = self.rooms.entry((*sid).clone()).or_default();
            let (_, last_in) = *memory.named_in.get_or_insert((0, listings - 1));
            // Webhooks about it still come.
            if at.since(entry.received_at) < AGE_MS {
                memory.presence = None;
                continue;
            }
            memory.name.clone_from(&entry.session.record.name);
            Steady::observe(&mut memory.presence, false, request.answered_at);
            let Some(presence) = memory.presence.as_ref().filter(|it| it.is_stable(0)) else {
                continue;
            };
            missing.add(entry.counts.present + entry.counts.in_doubt);
            first = first.min(presence.since);
            stable.push((*sid, *entry, presence.since, (memory.listed_at, last_in)));
        }
        if stable.is_empty() {
            return;
        }
        let check = self.excess.judge(corroboration, (missing, there), first);
        for (sid, entry, since, (listed_at, last_in)) in stable {
            let record = &entry.session.record;
            let skew_ms = state.skew_ms(record);
            let there_at = listed_at.unwrap_or(entry.received_at);
            let listed_at = listed_at.map(|at| at.plus(-skew_ms));
            let seen = record.last_seen.max(listed_at.unwrap_or(record.last_seen));
            let evidence = left_out("rooms", since, request.answered_at);
            let finding = match &check {
                AbsenceCheck::Pending => continue,
                AbsenceCheck::Disputed(_) if record.is_doubted() => continue,
                AbsenceCheck::Disputed(why) => {
                    let evidence = format!("{evidence}, {why}").into();
                    let doubt = Doubt { at, earliest: seen, is_unlisted: true, evidence };
                    Finding { doubt: Some(doubt), ..Finding::new(Drift::RoomDoubted, sid, at) }
                }
                AbsenceCheck::Confirmed => {
                    let cut_off =
                        self.outage_since(there_at).or_else(|| self.all_rooms_replaced(last_in));
                    let cut_off = cut_off.as_deref();
                    let proof = (record.proof, seen);
                    let absence = absence(since, proof, skew_ms, evidence, cut_off);
                    Finding { absence: Some(absence), ..Finding::new(Drift::RoomGone, sid, at) }
                }
            };
            let room = Some(named(sid, &record.name));
            self.report(Finding { room, skew_ms, ..finding }, sid, findings);
        }
    }
}

impl Reconciler {
    /// Why LiveKit may have lost all rooms since the listing of this number: none of the rooms
    /// listed by then is listed now.
    fn all_rooms_replaced(&self, last_in: u64) -> Option<String> {
        let is_named = |(first, last): (u64, u64)| first <= last_in && last == self.listings;
        let survived = self.rooms.values().filter_map(|memory| memory.named_in).any(is_named);
        (!survived).then(|| "none of the rooms listed before is still listed".to_owned())
    }
}

/// How a known room differs from the listed one.
fn differs(
    state: &State,
    entry: &RoomEntry,
    room: &ListedRoom,
    memory: &RoomMemory,
    at: Millis,
) -> Option<Drift> {
    let record = &entry.session.record;
    let is_listed =
        |age_ms: i64| memory.presence.as_ref().is_some_and(|presence| presence.is_stable(age_ms));
    if !entry.session.is_active() {
        // An end that LiveKit reported stands, an inferred one does not: LiveKit lists only one
        // room of a name, and that is the open one.
        let age_ms = if state.came_back(record) { AGE_MS } else { 0 };
        let again = record.observed_end().is_none() && is_listed(age_ms);
        return again.then_some(Drift::RoomMissed);
    }
    let is_unlisted = record.doubt.as_ref().is_some_and(|doubt| doubt.is_unlisted);
    if record.is_doubted() && is_unlisted && is_listed(0) {
        return Some(Drift::RoomConfirmed);
    }
    let skew_ms = state.skew_ms(record);
    let was_reported =
        record.seen_by.has(SeenBy::BEGINNING) || record.seen_by.has(Source::Poll.into());
    if !was_reported && is_due(to_our_clock(record.started_at(), skew_ms), at) {
        return Some(Drift::RoomMissed);
    }
    let metadata = record.metadata.as_ref();
    let is_other = metadata.is_none_or(|known| known.value != room.metadata);
    let reported_at =
        to_our_clock(metadata.map_or(record.first_seen, |known| known.stamp.at), skew_ms);
    let is_steady = memory.metadata.as_ref().is_some_and(|metadata| metadata.is_stable(0));
    (is_other && is_steady && at.since(reported_at) >= LISTING_LAG_MS).then_some(Drift::RoomChanged)
}

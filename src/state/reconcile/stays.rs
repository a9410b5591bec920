//! What a listing of a room's participants tells.

use std::collections::HashSet;

use super::{
    AGE_MS, Asked, LISTINGS, Reconciler, RoomMemory, SETTLED_MS, Waiting, absence, is_due, named,
};
use crate::model::{Drift, Finding, Heard, ListedParticipant, ParticipantState, Source, Text};
use crate::state::{RoomEntry, State, Stay};

/// LiveKit tells joins and creations apart by whole seconds in places, milliseconds.
const SECOND_MS: i64 = 1000;
/// Somebody may stay listed for so long after leaving before it is worth a word, milliseconds.
const LINGER_MS: i64 = 30_000;

impl Reconciler {
    /// Takes in a listing of everybody in the room `sid`.
    pub fn participants(
        &mut self,
        state: &State,
        sid: &Text,
        listing: &[ListedParticipant],
        asked: Asked,
    ) -> Vec<Finding> {
        let at = asked.at;
        let mut findings = Vec::new();
        let Some(entry) = state.rooms.get(&self.key(sid)).filter(|it| it.session.is_active())
        else {
            return findings;
        };
        let Some(mut memory) = self.rooms.remove(sid) else { return findings };
        memory.participants_before = memory.participants_at.replace(at);
        memory.is_unsettled = false;
        let began = entry.session.record.started_at().plus(-SECOND_MS);
        // A listing is asked for by name: who joined before this session is of an earlier one.
        let present: Vec<_> = listing
            .iter()
            .filter(|listed| listed.state != ParticipantState::Disconnected)
            .filter(|listed| listed.joined_at.is_none_or(|joined_at| joined_at >= began))
            .collect();
        for listed in &present {
            self.listed_stay(entry, &mut memory, listed, asked, &mut findings);
        }
        let sids: HashSet<_> = present.iter().map(|listed| &listed.sid).collect();
        for stay in entry.stays.values() {
            if stay.end.is_none() && !sids.contains(&stay.record.sid) {
                self.missing_stay(entry, &mut memory, stay, asked, &mut findings);
            }
        }
        self.ghosts(entry, &mut memory, &present, at, &mut findings);
        // What this listing did not say again is not waited for.
        memory.waiting.retain(|_, waiting| waiting.last == at);
        memory.is_unsettled |= !memory.waiting.is_empty();
        self.rooms.insert(sid.clone(), memory);
        findings
    }

    fn listed_stay(
        &mut self,
        entry: &RoomEntry,
        memory: &mut RoomMemory,
        listed: &ListedParticipant,
        asked: Asked,
        findings: &mut Vec<Finding>,
    ) {
        let at = asked.at;
        let room = &entry.session.record;
        let mut found = |drift: Drift, tracks: bool| {
            let mut found = Finding::new(drift, &listed.sid, at);
            found.room = Some(named(&room.sid, &room.name));
            let mut participant = listed.clone();
            if !tracks {
                participant.tracks.clear();
            }
            found.participant = Some(participant);
            self.tell(found, &listed.sid, findings);
        };
        let Some(stay) = entry.stays.get(&listed.sid) else {
            // Until then it may never become active, and LiveKit will say so.
            if listed.state == ParticipantState::Active
                && listed.joined_at.is_none_or(|joined_at| is_due(joined_at, at))
            {
                found(Drift::ParticipantMissed, true);
            } else {
                memory.is_unsettled = true;
            }
            return;
        };
        let record = &stay.record;
        if stay.end.is_some() {
            self.listed_after_end(entry, memory, stay, listed, asked, findings);
            return;
        }
        if stay.in_doubt {
            // Whether anybody is behind the entry, the count must tell.
            memory.is_unsettled = true;
            return;
        }
        let is_active = listed.state == ParticipantState::Active;
        let was_told = record.heard.has(Heard::BEGINNING) || record.heard.has(Source::Poll.into());
        if !was_told && is_active {
            if is_due(record.started_at(), at) && is_due(record.first_seen, at) {
                found(Drift::ParticipantMissed, true);
            } else {
                memory.is_unsettled = true;
            }
            return;
        }
        let known = record.info.as_ref();
        let version = known.map_or(0, |info| info.stamp.tie >> 32);
        let is_newer = known
            .is_none_or(|info| info.value != listed.info && u64::from(listed.version) > version);
        let told_at = known.map_or(record.first_seen, |info| info.stamp.at);
        let advanced = is_active && record.state < ParticipantState::Active;
        if (is_newer || advanced) && at.since(told_at) >= SETTLED_MS {
            found(Drift::ParticipantChanged, false);
        }
        self.tracks(entry, memory, stay, listed, asked, findings);
    }

    /// Somebody is listed whose stay has ended here.
    fn listed_after_end(
        &mut self,
        entry: &RoomEntry,
        memory: &mut RoomMemory,
        stay: &Stay,
        listed: &ListedParticipant,
        asked: Asked,
        findings: &mut Vec<Finding>,
    ) {
        let at = asked.at;
        let record = &stay.record;
        let Some(end) = &stay.end else { return };
        // Whoever was concluded to be gone because of being left out, and is listed again, is back.
        let by_absence = record.left.is_none()
            && record.gone.as_ref().is_some_and(|gone| {
                !gone.is_ghost && end.evidence.as_ref() == Some(&gone.evidence)
            });
        let (wait, drift, age_ms) = if by_absence {
            (Waiting::StayBack, Drift::ParticipantConfirmed, 0)
        } else if record.left.is_some() {
            (Waiting::StayLingers, Drift::ParticipantLingers, LINGER_MS)
        } else {
            return;
        };
        let waiting = memory.wait(wait, &record.sid, asked);
        if waiting.listings < LISTINGS || waiting.last.since(waiting.since) < age_ms {
            return;
        }
        if drift == Drift::ParticipantLingers {
            // Told once as long as it lasts.
            if waiting.is_told {
                return;
            }
            waiting.is_told = true;
        }
        let room = &entry.session.record;
        let mut found = Finding::new(drift, &record.sid, at);
        found.room = Some(named(&room.sid, &room.name));
        found.participant = Some(ListedParticipant { tracks: Vec::new(), ..listed.clone() });
        self.tell(found, &record.sid, findings);
    }

    /// Somebody is not listed who is there as far as is known here.
    fn missing_stay(
        &mut self,
        entry: &RoomEntry,
        memory: &mut RoomMemory,
        stay: &Stay,
        asked: Asked,
        findings: &mut Vec<Finding>,
    ) {
        let at = asked.at;
        let record = &stay.record;
        // Only the listing before the first without it had it.
        let listed_at = memory.wait(Waiting::StayUnlisted, &record.sid, asked).before;
        if at.since(stay.heard_at) < AGE_MS {
            memory.is_unsettled = true;
            return;
        }
        let waiting = memory.wait(Waiting::StayGone, &record.sid, asked);
        if waiting.listings < LISTINGS {
            return;
        }
        let span = (waiting.since, waiting.last);
        let began = record.started_at();
        let alive = record.last_alive.unwrap_or(began).max(began);
        let listed_at = listed_at.filter(|listed_at| *listed_at >= began);
        let seen = record.last_seen.max(listed_at.unwrap_or(record.last_seen));
        let room = &entry.session.record;
        let mut found = Finding::new(Drift::ParticipantGone, &record.sid, at);
        found.room = Some(named(&room.sid, &room.name));
        found.absent = Some((record.sid.clone(), record.identity.clone()));
        let again = stay.in_doubt.then(|| "the room was started again".to_owned());
        let cut_off = again.or_else(|| self.was_away(listed_at.unwrap_or(stay.heard_at)));
        found.absence = Some(absence(span, seen, alive, "participants", cut_off.as_deref()));
        self.tell(found, &record.sid, findings);
    }
}

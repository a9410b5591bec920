//! What a listing of a room's participants tells.

use std::collections::{HashMap, HashSet};

use super::counts::is_counted;
use super::{
    AGE_MS, Asked, GRACE_MS, LISTINGS, OLD_MS, Reconciler, RoomMemory, SETTLED_MS, Waiting,
    absence, is_due, left_out, named,
};
use crate::model::{
    Doubt, Drift, Finding, ListedParticipant, Millis, ParticipantState, SeenBy, Source, Text,
};
use crate::state::clocks::ours;
use crate::state::{ParticipantEntry, RoomEntry, State};

/// LiveKit's count of a room follows who is in it within so long, milliseconds.
const COUNT_MS: i64 = 10_000;
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
        let room = (entry, state.skew_ms(&entry.session.record));
        // A listing is asked for by name: it may still be of an earlier session. When somebody joined
        // tells nothing of that: it is of another clock than the room's, and kept through a move.
        let namesakes: Vec<_> = state.namesakes(&entry.session.record).collect();
        let is_of_another = |sid: &Text| {
            !entry.stays.contains_key(sid) && namesakes.iter().any(|it| it.stays.contains_key(sid))
        };
        let present: Vec<_> = listing
            .iter()
            .filter(|listed| listed.state != ParticipantState::Disconnected)
            .filter(|listed| !is_of_another(&listed.sid))
            .collect();
        let mut entries: HashMap<&Text, usize> = HashMap::new();
        for listed in &present {
            *entries.entry(&listed.identity).or_default() += 1;
        }
        for listed in &present {
            let is_alone = entries.get(&listed.identity).is_none_or(|entries| *entries < 2);
            self.listed_participant(room, &mut memory, (listed, is_alone), asked, &mut findings);
        }
        let sids: HashSet<_> = present.iter().map(|listed| &listed.sid).collect();
        let missing: Vec<_> = entry
            .stays
            .values()
            .filter(|stay| stay.end.is_none() && !sids.contains(&stay.record.sid))
            .map(|stay| &**stay)
            .collect();
        self.missing_participants(room, &mut memory, (&missing, &present), asked, &mut findings);
        self.ghosts(room, &mut memory, &present, at, &mut findings);
        // What this listing did not say again is not waited for.
        memory.waiting.retain(|_, waiting| waiting.last == at);
        memory.is_unsettled |= !memory.waiting.is_empty();
        self.rooms.insert(sid.clone(), memory);
        findings
    }

    fn listed_participant(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        (listed, is_alone): (&ListedParticipant, bool),
        asked: Asked,
        findings: &mut Vec<Finding>,
    ) {
        let at = asked.at;
        let room = &entry.session.record;
        let mut found = |drift: Drift, tracks: bool, since: Option<Millis>| {
            let mut found = Finding::new(drift, &listed.sid, at);
            found.since = since;
            found.skew_ms = skew_ms;
            found.room = Some(named(&room.sid, &room.name));
            let mut participant = listed.clone();
            if !tracks {
                participant.tracks.clear();
            }
            found.participant = Some(participant);
            self.tell(found, &listed.sid, findings);
        };
        let Some(stay) = entry.stays.get(&listed.sid) else {
            // They left the memory, and are listed for ever.
            if memory.ghosts.contains(&listed.sid) {
                return;
            }
            // It is old, whatever the clocks, or was listed for long enough.
            let is_old = listed
                .joined_at
                .is_none_or(|joined_at| at.since(ours(joined_at, skew_ms)) >= OLD_MS);
            // Until then it may never become active, and LiveKit will say so.
            if listed.state != ParticipantState::Active {
                memory.is_unsettled = true;
            } else if is_old
                || at.since(memory.wait(Waiting::StayNew, &listed.sid, asked).since) >= GRACE_MS
            {
                memory.waiting.remove(&(Waiting::StayNew, listed.sid.clone()));
                found(Drift::ParticipantMissed, true, None);
            }
            return;
        };
        let record = &stay.record;
        if stay.end.is_some() {
            let room = (entry, skew_ms);
            self.listed_after_end(room, memory, stay, (listed, is_alone), asked, findings);
            return;
        }
        if stay.in_doubt {
            memory.is_unsettled = true;
            let doubt = record.doubt.as_ref().filter(|_| record.is_doubted());
            // Being listed again ends the doubt whether it is listed; of another, whether anybody is
            // behind the entry, the count must tell.
            if doubt.is_some_and(|doubt| doubt.is_unlisted)
                && memory.wait(Waiting::StayBack, &record.sid, asked).listings >= LISTINGS
            {
                found(Drift::ParticipantConfirmed, false, None);
            }
            return;
        }
        let is_active = listed.state == ParticipantState::Active;
        let was_told =
            record.seen_by.has(SeenBy::BEGINNING) || record.seen_by.has(Source::Poll.into());
        if !was_told && is_active {
            let is_over = |told| is_due(ours(told, skew_ms), at);
            if is_over(record.started_at()) && is_over(record.first_seen) {
                found(Drift::ParticipantMissed, true, None);
            } else {
                memory.is_unsettled = true;
            }
            return;
        }
        let known = record.info.as_ref();
        let version = known.map_or(0, |info| info.stamp.tie >> 32);
        let is_newer = known
            .is_none_or(|info| info.value != listed.info && u64::from(listed.version) > version);
        let told_at = ours(known.map_or(record.first_seen, |info| info.stamp.at), skew_ms);
        let advanced = is_active && record.state < ParticipantState::Active;
        if is_newer || advanced {
            let waiting = *memory.wait(Waiting::StayOther, &listed.sid, asked);
            if at.since(told_at) >= SETTLED_MS {
                found(Drift::ParticipantChanged, false, waiting.before);
            }
        }
        self.tracks((entry, skew_ms), memory, stay, listed, asked, findings);
    }

    /// Somebody is listed whose stay has ended here.
    fn listed_after_end(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        stay: &ParticipantEntry,
        (listed, is_alone): (&ListedParticipant, bool),
        asked: Asked,
        findings: &mut Vec<Finding>,
    ) {
        let at = asked.at;
        let record = &stay.record;
        let Some(end) = &stay.end else { return };
        // Whoever was concluded to be gone, and is listed again, is back: a conclusion is worth less than
        // a listing. But an entry with nobody behind it may be listed for ever, alone if the count says
        // so, beside the one that came back else.
        let is_ghost = record
            .gone
            .as_ref()
            .is_some_and(|gone| gone.is_ghost && end.evidence.as_ref() == Some(&gone.evidence));
        let (wait, drift, age_ms) = if record.left.is_some() {
            (Waiting::StayLingers, Drift::ParticipantLingers, LINGER_MS)
        } else if is_alone && !is_ghost {
            (Waiting::StayBack, Drift::ParticipantConfirmed, 0)
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
        found.skew_ms = skew_ms;
        found.room = Some(named(&room.sid, &room.name));
        found.participant = Some(ListedParticipant { tracks: Vec::new(), ..listed.clone() });
        self.tell(found, &record.sid, findings);
    }

    /// Those who are there as far as is known here, and not listed: gone, unless LiveKit's own count
    /// of the room speaks for them.
    fn missing_participants(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        (missing, present): (&[&ParticipantEntry], &[&ListedParticipant]),
        asked: Asked,
        findings: &mut Vec<Finding>,
    ) {
        let at = asked.at;
        let room = &entry.session.record;
        let listed = present.iter().filter(|it| is_counted(&it.info.kind)).count();
        let mut settled = Vec::new();
        for stay in missing {
            let record = &stay.record;
            // Only the listing before the first without it had it.
            let listed_at = memory.wait(Waiting::StayUnlisted, &record.sid, asked).before;
            if at.since(stay.heard_at) < AGE_MS {
                memory.is_unsettled = true;
                continue;
            }
            let waiting = memory.wait(Waiting::StayGone, &record.sid, asked);
            if waiting.listings >= LISTINGS {
                settled.push((*stay, waiting.since, listed_at));
            }
        }
        let is_countable = |stay: &ParticipantEntry| stay.record.kind().is_none_or(is_counted);
        let sought = settled.iter().filter(|(stay, ..)| is_countable(stay)).count();
        let counted = memory.count.as_ref().map(|count| {
            let value = usize::try_from(count.value).unwrap_or(usize::MAX);
            let unlisted = value.saturating_sub(listed).min(sought);
            (value, unlisted, count.last, count.is_settled(COUNT_MS))
        });
        for (stay, since, listed_at) in settled {
            let record = &stay.record;
            // More than half of those who are missing are counted.
            let speaks =
                counted.filter(|(_, unlisted, ..)| is_countable(stay) && unlisted * 2 > sought);
            if speaks.is_some_and(|(_, _, counted_at, _)| counted_at.since(since) < COUNT_MS) {
                memory.is_unsettled = true;
                continue;
            }
            // One that changes is of others who come and go.
            let speaks = speaks.filter(|(.., is_steady)| *is_steady);
            let listed_at =
                listed_at.filter(|at| record.proof.first.is_none_or(|first| *at >= first));
            let there_at = listed_at.unwrap_or(stay.heard_at);
            let listed_at = listed_at.map(|at| at.plus(-skew_ms));
            let seen = record.last_seen.max(listed_at.unwrap_or(record.last_seen));
            let evidence = left_out("participants", since, at);
            let mut found = Finding::new(Drift::ParticipantGone, &record.sid, at);
            match speaks {
                Some(_) if record.is_doubted() => continue,
                Some((counted, ..)) => {
                    found = Finding::new(Drift::ParticipantDoubted, &record.sid, at);
                    let evidence =
                        format!("{evidence}, while LiveKit counts {counted} and lists {listed}");
                    let evidence = evidence.into();
                    found.doubt = Some(Doubt { at, earliest: seen, is_unlisted: true, evidence });
                }
                None => {
                    let again = stay.in_doubt && !record.is_doubted();
                    let again = again.then(|| "it was in doubt before".to_owned());
                    let cut_off = again.or_else(|| self.was_away(there_at));
                    let (proof, cut_off) = ((record.proof, seen), cut_off.as_deref());
                    found.absence = Some(absence(since, proof, skew_ms, evidence, cut_off));
                }
            }
            found.skew_ms = skew_ms;
            found.room = Some(named(&room.sid, &room.name));
            found.absent = Some((record.sid.clone(), record.identity.clone()));
            self.tell(found, &record.sid, findings);
        }
    }
}

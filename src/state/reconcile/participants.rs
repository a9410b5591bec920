//! Compares a listing of a room's participants with the state.

use std::collections::{HashMap, HashSet};

use super::counts::is_counted;
use super::{
    AGE_MS, GRACE_MS, LISTING_LAG_MS, LISTINGS, ListingRequest, OLD_MS, Reconciler, RoomMemory,
    Waiting, absence, is_due, left_out, named,
};
use crate::model::{
    Doubt, Drift, Finding, ListedParticipant, Millis, ParticipantState, SeenBy, Source, Text,
};
use crate::state::clocks::to_our_clock;
use crate::state::{ParticipantEntry, RoomEntry, State};

/// How long LiveKit's count of a room may lag behind its participants, milliseconds.
const COUNT_MS: i64 = 10_000;
/// How long a participant may remain listed after leaving before that is reported, milliseconds.
const LINGER_MS: i64 = 30_000;

impl Reconciler {
    /// Compares a listing of all participants of the room `sid` with the state.
    pub fn participants(
        &mut self,
        state: &State,
        sid: &Text,
        listing: &[ListedParticipant],
        request: ListingRequest,
    ) -> Vec<Finding> {
        let at = request.at;
        let mut findings = Vec::new();
        let Some(entry) = state.rooms.get(&self.key(sid)).filter(|it| it.session.is_active())
        else {
            return findings;
        };
        let Some(mut memory) = self.rooms.remove(sid) else { return findings };
        memory.participants_before = memory.participants_at.replace(at);
        memory.needs_another_listing = false;
        let room = (entry, state.skew_ms(&entry.session.record));
        // Listings are requested by room name: this one may be of an earlier session. The
        // participant's join time does not decide that: it is of another clock than the room's, and
        // survives a move.
        let namesakes: Vec<_> = state.namesakes(&entry.session.record).collect();
        let is_of_another = |sid: &Text| {
            !entry.participants.contains_key(sid)
                && namesakes.iter().any(|it| it.participants.contains_key(sid))
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
            self.listed_participant(room, &mut memory, (listed, is_alone), request, &mut findings);
        }
        let sids: HashSet<_> = present.iter().map(|listed| &listed.sid).collect();
        let missing: Vec<_> = entry
            .participants
            .values()
            .filter(|participant| {
                participant.end.is_none() && !sids.contains(&participant.record.sid)
            })
            .map(|participant| &**participant)
            .collect();
        self.missing_participants(room, &mut memory, (&missing, &present), request, &mut findings);
        self.ghosts(room, &mut memory, &present, at, &mut findings);
        // What this listing did not repeat needs no confirmation.
        memory.waiting.retain(|_, waiting| waiting.last == at);
        memory.needs_another_listing |= !memory.waiting.is_empty();
        self.rooms.insert(sid.clone(), memory);
        findings
    }

    fn listed_participant(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        (listed, is_alone): (&ListedParticipant, bool),
        request: ListingRequest,
        findings: &mut Vec<Finding>,
    ) {
        let at = request.at;
        let room = &entry.session.record;
        let mut report = |drift: Drift, tracks: bool, since: Option<Millis>| {
            let mut finding = Finding::new(drift, &listed.sid, at);
            finding.since = since;
            finding.skew_ms = skew_ms;
            finding.room = Some(named(&room.sid, &room.name));
            let mut participant = listed.clone();
            if !tracks {
                participant.tracks.clear();
            }
            finding.participant = Some(participant);
            self.report(finding, &listed.sid, findings);
        };
        let Some(participant) = entry.participants.get(&listed.sid) else {
            // It left the memory, and is listed for ever.
            if memory.ghosts.contains(&listed.sid) {
                return;
            }
            // It is old, whatever the clocks, or was listed for long enough.
            let is_old = listed
                .joined_at
                .is_none_or(|joined_at| at.since(to_our_clock(joined_at, skew_ms)) >= OLD_MS);
            // It may never become active, and then LiveKit reports that it was aborted.
            if listed.state != ParticipantState::Active {
                memory.needs_another_listing = true;
            } else if is_old
                || at.since(memory.wait(Waiting::ParticipantNew, &listed.sid, request).since)
                    >= GRACE_MS
            {
                memory.waiting.remove(&(Waiting::ParticipantNew, listed.sid.clone()));
                report(Drift::ParticipantMissed, true, None);
            }
            return;
        };
        let record = &participant.record;
        if participant.end.is_some() {
            let room = (entry, skew_ms);
            self.listed_after_end(room, memory, participant, (listed, is_alone), request, findings);
            return;
        }
        if participant.in_doubt {
            memory.needs_another_listing = true;
            let doubt = record.doubt.as_ref().filter(|_| record.is_doubted());
            // Two listings end a doubt that came from its being omitted. Whether a ghost is behind
            // another doubt only the room's count can decide.
            if doubt.is_some_and(|doubt| doubt.is_unlisted)
                && memory.wait(Waiting::ParticipantBack, &record.sid, request).listings >= LISTINGS
            {
                report(Drift::ParticipantConfirmed, false, None);
            }
            return;
        }
        let is_active = listed.state == ParticipantState::Active;
        let was_reported =
            record.seen_by.has(SeenBy::BEGINNING) || record.seen_by.has(Source::Poll.into());
        if !was_reported && is_active {
            let is_over = |at_livekit| is_due(to_our_clock(at_livekit, skew_ms), at);
            if is_over(record.started_at()) && is_over(record.first_seen) {
                report(Drift::ParticipantMissed, true, None);
            } else {
                memory.needs_another_listing = true;
            }
            return;
        }
        let known = record.info.as_ref();
        let version = known.map_or(0, |info| info.stamp.tie >> 32);
        let is_newer = known
            .is_none_or(|info| info.value != listed.info && u64::from(listed.version) > version);
        let reported_at =
            to_our_clock(known.map_or(record.first_seen, |info| info.stamp.at), skew_ms);
        let advanced = is_active && record.state < ParticipantState::Active;
        if is_newer || advanced {
            let waiting = *memory.wait(Waiting::ParticipantOther, &listed.sid, request);
            if at.since(reported_at) >= LISTING_LAG_MS {
                report(Drift::ParticipantChanged, false, waiting.before);
            }
        }
        self.tracks((entry, skew_ms), memory, participant, listed, request, findings);
    }

    /// A participant is listed whose session has ended in the state.
    fn listed_after_end(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        participant: &ParticipantEntry,
        (listed, is_alone): (&ListedParticipant, bool),
        request: ListingRequest,
        findings: &mut Vec<Finding>,
    ) {
        let at = request.at;
        let record = &participant.record;
        let Some(end) = &participant.end else { return };
        // A participant whose end was only inferred and who is listed again is back: a listing
        // outweighs an inference. But a ghost may be listed for ever: alone if the room's count
        // says so, or else beside the session that replaced it.
        let is_ghost = record
            .gone
            .as_ref()
            .is_some_and(|gone| gone.is_ghost && end.evidence.as_ref() == Some(&gone.evidence));
        let (wait, drift, age_ms) = if record.left.is_some() {
            (Waiting::ParticipantLingers, Drift::ParticipantLingers, LINGER_MS)
        } else if is_alone && !is_ghost {
            (Waiting::ParticipantBack, Drift::ParticipantConfirmed, 0)
        } else {
            return;
        };
        let waiting = memory.wait(wait, &record.sid, request);
        if waiting.listings < LISTINGS || waiting.last.since(waiting.since) < age_ms {
            return;
        }
        if drift == Drift::ParticipantLingers {
            // Reported once as long as it lasts.
            if waiting.is_reported {
                return;
            }
            waiting.is_reported = true;
        }
        let room = &entry.session.record;
        let mut finding = Finding::new(drift, &record.sid, at);
        finding.skew_ms = skew_ms;
        finding.room = Some(named(&room.sid, &room.name));
        finding.participant = Some(ListedParticipant { tracks: Vec::new(), ..listed.clone() });
        self.report(finding, &record.sid, findings);
    }

    /// Participants that are present in the state and not listed: gone, unless LiveKit's own count
    /// of the room includes them.
    fn missing_participants(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        (missing, present): (&[&ParticipantEntry], &[&ListedParticipant]),
        request: ListingRequest,
        findings: &mut Vec<Finding>,
    ) {
        let at = request.at;
        let room = &entry.session.record;
        let listed = present.iter().filter(|it| is_counted(&it.info.kind)).count();
        let mut stable = Vec::new();
        for participant in missing {
            let record = &participant.record;
            // Only the listing before the first without it had it.
            let listed_at = memory.wait(Waiting::ParticipantUnlisted, &record.sid, request).before;
            if at.since(participant.received_at) < AGE_MS {
                memory.needs_another_listing = true;
                continue;
            }
            let waiting = memory.wait(Waiting::ParticipantGone, &record.sid, request);
            if waiting.listings >= LISTINGS {
                stable.push((*participant, waiting.since, listed_at));
            }
        }
        let is_countable =
            |participant: &ParticipantEntry| participant.record.kind().is_none_or(is_counted);
        let missing_count =
            stable.iter().filter(|(participant, ..)| is_countable(participant)).count();
        let counted = memory.count.as_ref().map(|count| {
            let value = usize::try_from(count.value).unwrap_or(usize::MAX);
            let unlisted = value.saturating_sub(listed).min(missing_count);
            (value, unlisted, count.last, count.is_stable(COUNT_MS))
        });
        for (participant, since, listed_at) in stable {
            let record = &participant.record;
            // The count includes more than half of the missing ones.
            let confirming = counted.filter(|(_, unlisted, ..)| {
                is_countable(participant) && unlisted * 2 > missing_count
            });
            if confirming.is_some_and(|(_, _, counted_at, _)| counted_at.since(since) < COUNT_MS) {
                memory.needs_another_listing = true;
                continue;
            }
            // A changing count comes from other participants who join and leave.
            let confirming = confirming.filter(|(.., is_steady)| *is_steady);
            let listed_at =
                listed_at.filter(|at| record.proof.first().is_none_or(|first| *at >= first));
            let there_at = listed_at.unwrap_or(participant.received_at);
            let listed_at = listed_at.map(|at| at.plus(-skew_ms));
            let seen = record.last_seen.max(listed_at.unwrap_or(record.last_seen));
            let evidence = left_out("participants", since, at);
            let mut finding = Finding::new(Drift::ParticipantGone, &record.sid, at);
            match confirming {
                Some(_) if record.is_doubted() => continue,
                Some((counted, ..)) => {
                    finding = Finding::new(Drift::ParticipantDoubted, &record.sid, at);
                    let evidence =
                        format!("{evidence}, while LiveKit counts {counted} and lists {listed}");
                    let evidence = evidence.into();
                    finding.doubt = Some(Doubt { at, earliest: seen, is_unlisted: true, evidence });
                }
                None => {
                    let again = participant.in_doubt && !record.is_doubted();
                    let again = again.then(|| "it was in doubt before".to_owned());
                    let cut_off = again.or_else(|| self.outage_since(there_at));
                    let (proof, cut_off) = ((record.proof, seen), cut_off.as_deref());
                    finding.absence = Some(absence(since, proof, skew_ms, evidence, cut_off));
                }
            }
            finding.skew_ms = skew_ms;
            finding.room = Some(named(&room.sid, &room.name));
            finding.absent = Some((record.sid.clone(), record.identity.clone()));
            self.report(finding, &record.sid, findings);
        }
    }
}

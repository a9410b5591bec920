//! Rooms that LiveKit lists and that no node has.
//!
//! With Redis, the rooms of a node that died are listed for ever, and everybody in them, if nobody
//! comes back to bring them up elsewhere. Being listed then proves nothing. What does is asked in
//! turn: the nodes, which count their rooms; the node of the room itself, which answers for it or not
//! ([`Reconciler::to_ask`]); webhooks and clients, which are heard of or not. A room of which nothing
//! was heard since something of LiveKit's was lost, and for which no witness speaks, is in doubt, and
//! over when that lasts.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::corroboration::{Loss, Witnesses};
use super::{AGE_MS, LISTINGS, Reconciler, Steady, named, shown};
use crate::model::{Absence, Apart, Doubt, Drift, Finding, ListedRoom, Millis, Phantom, Text};
use crate::state::{RoomEntry, State};

/// A room for which nothing speaks is over after so long in doubt, milliseconds.
const OVER_MS: i64 = 60_000;
/// The same where the node may be there, and only its metrics are not, milliseconds.
const UNCERTAIN_MS: i64 = 120_000;
/// The node of a room in question is asked again after so long, milliseconds.
const AGAIN_MS: i64 = 10_000;
/// That of a quiet room with people after so long, milliseconds.
const QUIET_MS: i64 = 5 * 60_000;
/// A room is quiet after so long without a webhook, milliseconds.
const STILL_MS: i64 = 60_000;
/// Rooms whose node is asked in one turn, at most: one that is not there takes three seconds to tell.
const AT_ONCE: usize = 8;

/// What is remembered of rooms that may be without a node.
#[derive(Debug, Default)]
pub(super) struct Phantoms {
    /// What was lost last.
    loss: Option<Loss>,
    /// What was lost by then took nobody with it.
    settled: Option<Millis>,
    /// By how many more rooms are listed than the nodes count.
    apart: Option<Steady<i64>>,
    /// The same while nothing was lost: rooms on nodes that are not scraped. `None` while that was not
    /// seen: then the counts tell nothing.
    usual: Option<i64>,
    /// How the counts differ, and the latest of them.
    differing: Option<(Steady<i8>, Apart)>,
    /// Whether any room's node has answered: then that one does not tells something.
    answers: bool,
    nodes: HashMap<Text, Answer>,
}

/// Whether the node of a room answers for it.
#[derive(Debug, Default)]
struct Answer {
    asked_at: Option<Millis>,
    served_at: Option<Millis>,
    /// That none did, if the last time it was so.
    unserved: Option<Steady<()>>,
}

/// A room that is listed, and of which nothing was heard since the loss.
struct Suspect<'a> {
    sid: &'a Text,
    entry: &'a RoomEntry,
    listed: &'a ListedRoom,
}

impl Reconciler {
    /// Whether a node answered for the room `sid` after `since`.
    pub(super) fn is_served(&self, sid: &Text, since: Millis) -> bool {
        self.phantoms.nodes.get(sid).is_some_and(|answer| answer.served_at > Some(since))
    }

    /// Notes whether a node answered for the room `sid`, asked at `at`.
    pub fn answered_for(&mut self, sid: &Text, is_served: bool, at: Millis) {
        let answer = self.phantoms.nodes.entry(sid.clone()).or_default();
        if is_served {
            self.phantoms.answers = true;
            (answer.served_at, answer.unserved) = (Some(at), None);
        } else {
            Steady::observe(&mut answer.unserved, (), at);
        }
    }

    /// Rooms whose node is to be asked at `at` whether it has them, with their names, at most `most`.
    pub fn to_ask(&mut self, state: &State, most: usize, at: Millis) -> Vec<(Text, Text)> {
        let loss = self.phantoms.loss.as_ref();
        let mut wanted = Vec::new();
        for (sid, memory) in &self.rooms {
            let Some(entry) = state.rooms.get(&self.key(sid)) else { continue };
            let is_listed = memory.presence.as_ref().is_some_and(|presence| presence.value);
            if !is_listed || !(entry.session.is_active() || is_phantom(entry)) {
                continue;
            }
            let answer = self.phantoms.nodes.get(sid);
            let asked_at = answer.and_then(|answer| answer.asked_at);
            let is_unserved = answer.is_some_and(|answer| answer.unserved.is_some());
            let heard_at = heard_at(entry);
            let is_suspect = loss.is_some_and(|loss| {
                is_suspect(entry, loss)
                    && answer.and_then(|answer| answer.served_at).is_none_or(|at| at < loss.by)
            });
            let is_quiet = entry.counts.present > 0
                && heard_at.is_none_or(|heard| at.since(heard) >= STILL_MS);
            let pause_ms = match (is_suspect || is_unserved, is_quiet) {
                (true, _) => AGAIN_MS,
                (false, true) => QUIET_MS,
                (false, false) => continue,
            };
            if asked_at.is_none_or(|asked| at.since(asked) >= pause_ms) {
                wanted.push((!is_suspect, asked_at, sid.clone(), memory.name.clone()));
            }
        }
        wanted.sort_unstable();
        wanted.truncate(AT_ONCE.min(most));
        for (.., sid, _) in &wanted {
            self.phantoms.nodes.entry(sid.clone()).or_default().asked_at = Some(at);
        }
        wanted.into_iter().map(|(.., sid, name)| (sid, name)).collect()
    }

    /// The rooms that are listed and that nothing else speaks for, in doubt or over.
    pub fn unspoken_for(&self, state: &State) -> Vec<Phantom> {
        let mut found: Vec<_> = self
            .rooms
            .iter()
            .filter(|(_, memory)| memory.presence.as_ref().is_some_and(|presence| presence.value))
            .filter_map(|(sid, _)| {
                let record = &state.rooms.get(&self.key(sid))?.session.record;
                let ended =
                    record.gone.as_ref().filter(|_| is_phantom(&state.rooms[&self.key(sid)]));
                let doubted =
                    record.doubt.as_ref().filter(|it| record.is_doubted() && !it.is_unlisted);
                let (since, evidence) = match (ended, doubted) {
                    (Some(gone), _) => (gone.at, &gone.evidence),
                    (None, Some(doubt)) => (doubt.at, &doubt.evidence),
                    (None, None) => return None,
                };
                let (name, evidence) = (record.name.clone(), evidence.to_string());
                Some(Phantom { name, since, evidence })
            })
            .collect();
        found.sort_unstable_by(|a, b| (a.since, &a.name).cmp(&(b.since, &b.name)));
        found
    }

    /// Since when, and by how much, the room API and the nodes count differently; `None` if they do
    /// not, or not for two listings running.
    pub fn apart(&self) -> Option<Apart> {
        let (steady, apart) = self.phantoms.differing.as_ref()?;
        (steady.value != 0 && steady.is_settled(0)).then(|| apart.clone())
    }

    /// Puts in doubt, ends or confirms rooms that are listed, by what other witnesses say of them.
    pub(super) fn phantoms(
        &mut self,
        state: &State,
        listing: &[ListedRoom],
        at: Millis,
        witnesses: &Witnesses,
        findings: &mut Vec<Finding>,
    ) {
        let listed_sids: HashSet<_> = listing.iter().map(|room| &room.sid).collect();
        self.phantoms.nodes.retain(|sid, _| listed_sids.contains(sid));
        let settled = self.phantoms.settled;
        let loss = witnesses.lost.clone().into_iter().chain(self.away.clone());
        let loss = loss.filter(|loss| settled.is_none_or(|settled| loss.by > settled));
        self.phantoms.loss = self.phantoms.loss.take().into_iter().chain(loss).max();
        let open: Vec<_> = listing
            .iter()
            .filter_map(|listed| {
                let (key, entry) = state.rooms.get_key_value(&self.key(&listed.sid))?;
                let suspect = Suspect { sid: &key.sid, entry, listed };
                entry.session.is_active().then_some(suspect)
            })
            .collect();
        let loss = self.phantoms.loss.clone();
        let suspects = open.iter().filter(|room| {
            let answer = self.phantoms.nodes.get(room.sid);
            let served_at = answer.and_then(|answer| answer.served_at);
            loss.as_ref().is_some_and(|loss| {
                is_suspect(room.entry, loss) && served_at.is_none_or(|at| at < loss.by)
            })
        });
        let suspects: HashSet<_> = suspects.map(|room| room.sid).collect();
        let missing = self.phantoms.count(open.len(), suspects.len(), at, witnesses);
        self.phantoms.compare(&open, at, witnesses);
        for room in &open {
            let is_suspect = suspects.contains(room.sid);
            self.judge(room, is_suspect.then_some((suspects.len(), missing)), state, at, findings);
        }
    }

    /// What the witnesses say of one room; `among` how many suspects it is one, and how many of them
    /// no node counts, if the counts tell.
    fn judge(
        &mut self,
        room: &Suspect<'_>,
        among: Option<(usize, Option<i64>)>,
        state: &State,
        at: Millis,
        findings: &mut Vec<Finding>,
    ) {
        let record = &room.entry.session.record;
        let loss = self.phantoms.loss.as_ref();
        let answer = self.phantoms.nodes.get(room.sid);
        let unserved = answer
            .and_then(|answer| answer.unserved.as_ref())
            .filter(|_| self.phantoms.answers || among.is_some())
            .filter(|unserved| unserved.is_settled(0));
        let counts = among.and_then(|(suspects, missing)| {
            let suspects = i64::try_from(suspects).unwrap_or(i64::MAX);
            missing.map(|missing| (missing, suspects))
        });
        // More of them than not are on no node: which, the counts do not tell.
        let are_uncounted = counts.is_some_and(|(missing, of)| missing > 0 && missing * 2 > of);
        let doubt =
            record.doubt.as_deref().filter(|doubt| record.is_doubted() && !doubt.is_unlisted);
        let Some(doubt) = doubt else {
            if unserved.is_none() && !are_uncounted {
                return;
            }
            let mut why = Vec::new();
            if among.is_some() {
                why.extend(loss.map(|loss| loss.what.clone()));
            }
            if let Some((missing, suspects)) = counts.filter(|_| are_uncounted) {
                why.push(format!(
                    "LiveKit's nodes count {missing} rooms fewer than it lists, and of {suspects} \
                     nothing was heard since"
                ));
            }
            why.extend(unserved.map(|it| format!("no node answered for it at {}", shown(it.last))));
            let evidence = why.join("; ").into_boxed_str();
            let doubt = Doubt { at, earliest: record.last_seen, is_unlisted: false, evidence };
            let mut found = Finding::new(Drift::RoomDoubted, room.sid, at);
            (found.doubt, found.skew_ms) = (Some(doubt), state.skew_ms(record));
            found.room = Some(named(room.sid, &record.name));
            self.tell(found, room.sid, findings);
            return;
        };
        // A witness speaks for it: its node, or nodes that count as many as are listed.
        let is_served = self.is_served(room.sid, doubt.at);
        let are_all_counted = counts.is_some_and(|(missing, _)| missing <= 0);
        if is_served || (are_all_counted && unserved.is_none()) {
            let mut found = Finding::new(Drift::RoomConfirmed, room.sid, at);
            (found.room, found.room_is_listed) = (Some(room.listed.clone()), true);
            found.skew_ms = state.skew_ms(record);
            self.tell(found, room.sid, findings);
            return;
        }
        let are_all_missing = counts.is_some_and(|(missing, of)| missing >= of);
        let is_certain = unserved.is_some() || loss.is_some_and(|loss| loss.is_back);
        let limit_ms = if is_certain { OVER_MS } else { UNCERTAIN_MS };
        let is_long = unserved.map_or(at, |unserved| unserved.last).since(doubt.at) >= limit_ms;
        if !is_long || !(are_all_missing || (unserved.is_some() && !are_all_counted)) {
            return;
        }
        let skew_ms = state.skew_ms(record);
        // It was there when it was last heard of, and not when the loss was seen.
        let latest = loss.filter(|_| among.is_some()).map_or(doubt.at, |loss| loss.by);
        let latest = record.proof.last.map_or(latest, |last| latest.max(last));
        let absence = Absence {
            at: latest,
            earliest: record.last_seen.min(latest.plus(-skew_ms)),
            skew_ms,
            is_ghost: true,
            is_cut_off: true,
            evidence: format!("{}; listed, but nothing speaks for it", doubt.evidence).into(),
        };
        if let Some(memory) = self.rooms.get_mut(room.sid) {
            memory.is_phantom = true;
        }
        let mut found = Finding::new(Drift::RoomGone, room.sid, at);
        (found.absence, found.skew_ms) = (Some(absence), skew_ms);
        found.room = Some(named(room.sid, &record.name));
        self.tell(found, room.sid, findings);
    }
}

impl Phantoms {
    /// Why LiveKit may have been started again since `last`.
    pub(super) fn was_lost(&self, last: Millis) -> Option<String> {
        self.loss.as_ref().filter(|loss| loss.by >= last).map(|loss| loss.what.clone())
    }

    /// Notes how the counts of rooms that nobody doubts differ.
    fn compare(&mut self, open: &[Suspect<'_>], at: Millis, witnesses: &Witnesses) {
        let sure = open.iter().filter(|room| !room.entry.session.record.is_doubted());
        let (mut rooms, mut people) = (0_u32, 0);
        for room in sure {
            rooms += 1;
            people += u64::from(room.listed.num_participants);
        }
        let Some(nodes) = &witnesses.living else {
            self.differing = None;
            return;
        };
        #[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^53")]
        let differs = match f64::from(rooms).total_cmp(&nodes.rooms) {
            Ordering::Greater => 1,
            Ordering::Less => -1,
            Ordering::Equal if people as f64 > nodes.participants => 2,
            Ordering::Equal => 0,
        };
        let mut steady = self.differing.take().map(|(steady, _)| steady);
        Steady::observe(&mut steady, differs, at);
        self.differing = steady.map(|steady| {
            let apart = Apart {
                since: steady.since,
                rooms: f64::from(rooms),
                node_rooms: nodes.rooms,
                people,
                node_people_most: nodes.participants,
            };
            (steady, apart)
        });
    }

    /// How many of the suspects no node counts, if the counts tell: `listed` rooms are open.
    fn count(
        &mut self,
        listed: usize,
        suspects: usize,
        at: Millis,
        witnesses: &Witnesses,
    ) -> Option<i64> {
        let Some(nodes) = &witnesses.living else {
            self.apart = None;
            return None;
        };
        #[expect(clippy::cast_possible_truncation, reason = "rooms are few")]
        let counted = nodes.rooms as i64;
        let apart = i64::try_from(listed).unwrap_or(i64::MAX).saturating_sub(counted);
        Steady::observe(&mut self.apart, apart, at);
        let settled = self.apart.as_ref().filter(|apart| apart.is_settled(AGE_MS))?;
        let is_since = self.loss.as_ref().is_none_or(|loss| nodes.at >= loss.by);
        if suspects == 0 && is_since {
            // Nothing was lost, as far as is known, or all of it came back.
            self.usual = Some(settled.value.max(0));
        }
        let usual = self.usual.filter(|_| is_since && settled.listings >= LISTINGS)?;
        let missing = settled.value.saturating_sub(usual);
        if missing <= 0 && settled.last.since(settled.since) >= OVER_MS {
            self.settled = self.loss.take().map(|loss| loss.by).max(self.settled);
        }
        Some(missing)
    }
}

/// When something was last heard of a room that is no listing.
fn heard_at(entry: &RoomEntry) -> Option<Millis> {
    let proof = entry.session.record.proof;
    let told = proof.last.filter(|last| proof.listed.is_none_or(|listed| listed < *last));
    let reports = entry.stays.values().filter_map(|stay| stay.quality.as_ref());
    told.max(reports.map(|quality| quality.at).max())
}

/// Whether a room may have been lost with `loss`: nothing was heard of it since.
fn is_suspect(entry: &RoomEntry, loss: &Loss) -> bool {
    let record = &entry.session.record;
    // What another node has brought up since is not lost; nor is what was first known later.
    let is_back = record.is_started_again()
        && record.started_received.is_some_and(|started| started > loss.after);
    let is_new = record.proof.first.is_some_and(|first| first >= loss.by);
    !is_back && !is_new && heard_at(entry).is_none_or(|at| at < loss.by)
}

/// Whether a room was concluded to be over though it is listed.
pub(super) fn is_phantom(entry: &RoomEntry) -> bool {
    let session = &entry.session;
    let ended_by = session.end.as_ref().and_then(|end| end.evidence.as_ref());
    session
        .record
        .gone
        .as_ref()
        .is_some_and(|gone| gone.is_ghost && ended_by == Some(&gone.evidence))
}

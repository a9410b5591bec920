//! Rooms that LiveKit lists and that no node has.
//!
//! With Redis, LiveKit lists the rooms of a dead node, and all their participants, for ever if
//! nobody comes back to restart them elsewhere. Then being listed proves nothing. Other sources
//! decide instead: the nodes, which count their rooms; the room's own node, which answers for it or
//! not ([`Reconciler::rooms_to_check`]); webhooks and client reports, which come or not. A room
//! without any event since an outage, and which no other source confirms, is in doubt; if that
//! lasts, its end is inferred.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::corroboration::{Corroboration, Outage};
use super::{AGE_MS, LISTINGS, Reconciler, Steady, named, shown};
use crate::model::{
    Absence, CountMismatch, Doubt, Drift, Finding, ListedRoom, Millis, Phantom, Text,
};
use crate::state::{RoomEntry, State};

/// How long a room that no other source confirms is in doubt before its end is inferred,
/// milliseconds.
const OVER_MS: i64 = 60_000;
/// The same where the node may be up and only its metrics are missing, milliseconds.
const UNCERTAIN_MS: i64 = 120_000;
/// After how long the node of a suspect room is asked again, milliseconds.
const AGAIN_MS: i64 = 10_000;
/// After how long the node of a quiet room with participants is asked again, milliseconds.
const QUIET_MS: i64 = 5 * 60_000;
/// After how long without a webhook a room is quiet, milliseconds.
const STILL_MS: i64 = 60_000;
/// Rooms whose node is asked in one polling round, at most: a dead node is noticed only after three
/// seconds.
const AT_ONCE: usize = 8;

/// What is remembered of rooms that may be on no node.
#[derive(Debug, Default)]
pub(super) struct Phantoms {
    /// The last outage.
    outage: Option<Outage>,
    /// Outages up to this time left no phantom rooms.
    resolved_until: Option<Millis>,
    /// How many more rooms are listed than the nodes count.
    surplus: Option<Steady<i64>>,
    /// The same without an outage: rooms on nodes that are not scraped. `None` until it was
    /// measured: then the counts prove nothing.
    usual: Option<i64>,
    /// In which direction the counts differ, and the latest counts.
    differing: Option<(Steady<i8>, CountMismatch)>,
    /// Whether any room's node ever answered: only then a missing answer proves something.
    any_node_responds: bool,
    nodes: HashMap<Text, NodeResponse>,
}

/// What the node of a room answered when asked for the room.
#[derive(Debug, Default)]
struct NodeResponse {
    asked_at: Option<Millis>,
    served_at: Option<Millis>,
    /// Since when no node answered; `None` if one answered the last time.
    unserved: Option<Steady<()>>,
}

/// A listed room that is open in the state.
struct Suspect<'a> {
    sid: &'a Text,
    entry: &'a RoomEntry,
    listed: &'a ListedRoom,
}

impl Reconciler {
    /// Whether a node answered for the room `sid` after `since`.
    pub(super) fn is_served(&self, sid: &Text, since: Millis) -> bool {
        self.phantoms.nodes.get(sid).is_some_and(|response| response.served_at > Some(since))
    }

    /// Notes whether a node answered for the room `sid`, asked at `at`.
    pub fn note_node_response(&mut self, sid: &Text, is_served: bool, at: Millis) {
        let response = self.phantoms.nodes.entry(sid.clone()).or_default();
        if is_served {
            self.phantoms.any_node_responds = true;
            (response.served_at, response.unserved) = (Some(at), None);
        } else {
            Steady::observe(&mut response.unserved, (), at);
        }
    }

    /// Rooms whose node is to be asked at `at` whether it has them, with their names; at most
    /// `limit`.
    pub fn rooms_to_check(&mut self, state: &State, limit: usize, at: Millis) -> Vec<(Text, Text)> {
        let outage = self.phantoms.outage.as_ref();
        let mut to_check = Vec::new();
        for (sid, memory) in &self.rooms {
            let Some(entry) = state.rooms.get(&self.key(sid)) else { continue };
            let is_listed = memory.presence.as_ref().is_some_and(|presence| presence.value);
            if !is_listed || !(entry.session.is_active() || is_phantom(entry)) {
                continue;
            }
            let response = self.phantoms.nodes.get(sid);
            let asked_at = response.and_then(|response| response.asked_at);
            let is_unserved = response.is_some_and(|response| response.unserved.is_some());
            let last_event_at = last_event_at(entry);
            let is_suspect = outage.is_some_and(|outage| {
                is_suspect(entry, outage)
                    && response
                        .and_then(|response| response.served_at)
                        .is_none_or(|at| at < outage.by)
            });
            let is_quiet = entry.counts.present > 0
                && last_event_at.is_none_or(|last| at.since(last) >= STILL_MS);
            let pause_ms = match (is_suspect || is_unserved, is_quiet) {
                (true, _) => AGAIN_MS,
                (false, true) => QUIET_MS,
                (false, false) => continue,
            };
            if asked_at.is_none_or(|request| at.since(request) >= pause_ms) {
                to_check.push((!is_suspect, asked_at, sid.clone(), memory.name.clone()));
            }
        }
        to_check.sort_unstable();
        to_check.truncate(AT_ONCE.min(limit));
        for (.., sid, _) in &to_check {
            self.phantoms.nodes.entry(sid.clone()).or_default().asked_at = Some(at);
        }
        to_check.into_iter().map(|(.., sid, name)| (sid, name)).collect()
    }

    /// The listed rooms that no other source confirms: in doubt, or ended by inference.
    pub fn unconfirmed_rooms(&self, state: &State) -> Vec<Phantom> {
        let mut phantoms: Vec<_> = self
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
        phantoms.sort_unstable_by(|a, b| (a.since, &a.name).cmp(&(b.since, &b.name)));
        phantoms
    }

    /// Since when, and by how much, the room API and the nodes count differently; `None` if they do
    /// not, or in fewer than two consecutive listings.
    pub fn count_mismatch(&self) -> Option<CountMismatch> {
        let (steady, apart) = self.phantoms.differing.as_ref()?;
        (steady.value != 0 && steady.is_stable(0)).then(|| apart.clone())
    }

    /// Puts listed rooms in doubt, ends them or confirms them, by what other sources say.
    pub(super) fn phantoms(
        &mut self,
        state: &State,
        listing: &[ListedRoom],
        at: Millis,
        corroboration: &Corroboration,
        findings: &mut Vec<Finding>,
    ) {
        let listed_sids: HashSet<_> = listing.iter().map(|room| &room.sid).collect();
        self.phantoms.nodes.retain(|sid, _| listed_sids.contains(sid));
        let resolved_until = self.phantoms.resolved_until;
        let outage =
            corroboration.last_outage.clone().into_iter().chain(self.failed_request.clone());
        let outage = outage.filter(|outage| resolved_until.is_none_or(|until| outage.by > until));
        self.phantoms.outage = self.phantoms.outage.take().into_iter().chain(outage).max();
        let open: Vec<_> = listing
            .iter()
            .filter_map(|listed| {
                let (key, entry) = state.rooms.get_key_value(&self.key(&listed.sid))?;
                let suspect = Suspect { sid: &key.sid, entry, listed };
                entry.session.is_active().then_some(suspect)
            })
            .collect();
        let outage = self.phantoms.outage.clone();
        let suspects = open.iter().filter(|room| {
            let response = self.phantoms.nodes.get(room.sid);
            let served_at = response.and_then(|response| response.served_at);
            outage.as_ref().is_some_and(|outage| {
                is_suspect(room.entry, outage) && served_at.is_none_or(|at| at < outage.by)
            })
        });
        let suspects: HashSet<_> = suspects.map(|room| room.sid).collect();
        let missing = self.phantoms.count(open.len(), suspects.len(), at, corroboration);
        self.phantoms.compare(&open, at, corroboration);
        for room in &open {
            let is_suspect = suspects.contains(room.sid);
            self.judge(room, is_suspect.then_some((suspects.len(), missing)), state, at, findings);
        }
    }

    /// Decides on one room by what other sources say. `among` is how many suspects there are, and
    /// how many of them no node counts, if the counts can say that.
    fn judge(
        &mut self,
        room: &Suspect<'_>,
        among: Option<(usize, Option<i64>)>,
        state: &State,
        at: Millis,
        findings: &mut Vec<Finding>,
    ) {
        let record = &room.entry.session.record;
        let outage = self.phantoms.outage.as_ref();
        let response = self.phantoms.nodes.get(room.sid);
        let unserved = response
            .and_then(|response| response.unserved.as_ref())
            .filter(|_| self.phantoms.any_node_responds || among.is_some())
            .filter(|unserved| unserved.is_stable(0));
        let counts = among.and_then(|(suspects, missing)| {
            let suspects = i64::try_from(suspects).unwrap_or(i64::MAX);
            missing.map(|missing| (missing, suspects))
        });
        // Most of the suspects are on no node; the counts do not say which.
        let are_uncounted = counts.is_some_and(|(missing, of)| missing > 0 && missing * 2 > of);
        let doubt =
            record.doubt.as_deref().filter(|doubt| record.is_doubted() && !doubt.is_unlisted);
        let Some(doubt) = doubt else {
            if unserved.is_none() && !are_uncounted {
                return;
            }
            let mut why = Vec::new();
            if among.is_some() {
                why.extend(outage.map(|outage| outage.what.clone()));
            }
            if let Some((missing, suspects)) = counts.filter(|_| are_uncounted) {
                why.push(format!(
                    "LiveKit's nodes count {missing} rooms fewer than it lists, and {suspects} of \
                     the listed rooms had no event since"
                ));
            }
            why.extend(unserved.map(|it| format!("no node answered for it at {}", shown(it.last))));
            let evidence = why.join("; ").into_boxed_str();
            let doubt = Doubt { at, earliest: record.last_seen, is_unlisted: false, evidence };
            let mut finding = Finding::new(Drift::RoomDoubted, room.sid, at);
            (finding.doubt, finding.skew_ms) = (Some(doubt), state.skew_ms(record));
            finding.room = Some(named(room.sid, &record.name));
            self.report(finding, room.sid, findings);
            return;
        };
        // Another source confirms it: its node, or nodes that count as many rooms as are listed.
        let is_served = self.is_served(room.sid, doubt.at);
        let are_all_counted = counts.is_some_and(|(missing, _)| missing <= 0);
        if is_served || (are_all_counted && unserved.is_none()) {
            let mut finding = Finding::new(Drift::RoomConfirmed, room.sid, at);
            (finding.room, finding.room_is_listed) = (Some(room.listed.clone()), true);
            finding.skew_ms = state.skew_ms(record);
            self.report(finding, room.sid, findings);
            return;
        }
        let are_all_missing = counts.is_some_and(|(missing, of)| missing >= of);
        let is_certain = unserved.is_some() || outage.is_some_and(|outage| outage.is_back);
        let limit_ms = if is_certain { OVER_MS } else { UNCERTAIN_MS };
        let is_long = unserved.map_or(at, |unserved| unserved.last).since(doubt.at) >= limit_ms;
        if !is_long || !(are_all_missing || (unserved.is_some() && !are_all_counted)) {
            return;
        }
        let skew_ms = state.skew_ms(record);
        // It was open at its last event, and not when the outage was noticed.
        let latest = outage.filter(|_| among.is_some()).map_or(doubt.at, |outage| outage.by);
        let latest = record.proof.last().map_or(latest, |last| latest.max(last));
        let absence = Absence {
            at: latest,
            earliest: record.last_seen.min(latest.plus(-skew_ms)),
            skew_ms,
            is_ghost: true,
            is_cut_off: true,
            evidence: format!("{}; listed, but no other source confirms it", doubt.evidence).into(),
        };
        if let Some(memory) = self.rooms.get_mut(room.sid) {
            memory.is_phantom = true;
        }
        let mut finding = Finding::new(Drift::RoomGone, room.sid, at);
        (finding.absence, finding.skew_ms) = (Some(absence), skew_ms);
        finding.room = Some(named(room.sid, &record.name));
        self.report(finding, room.sid, findings);
    }
}

impl Phantoms {
    /// Why LiveKit may have restarted since `last`; `None` if there is no sign of it.
    pub(super) fn outage_since(&self, last: Millis) -> Option<String> {
        self.outage.as_ref().filter(|outage| outage.by >= last).map(|outage| outage.what.clone())
    }

    /// Notes how the counts of rooms that are not in doubt differ.
    fn compare(&mut self, open: &[Suspect<'_>], at: Millis, corroboration: &Corroboration) {
        let sure = open.iter().filter(|room| !room.entry.session.record.is_doubted());
        let (mut rooms, mut people) = (0_u32, 0);
        for room in sure {
            rooms += 1;
            people += u64::from(room.listed.num_participants);
        }
        let Some(nodes) = &corroboration.living else {
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
            let apart = CountMismatch {
                since: steady.since,
                rooms: f64::from(rooms),
                node_rooms: nodes.rooms,
                people,
                node_people_max: nodes.participants,
            };
            (steady, apart)
        });
    }

    /// How many of the suspects no node counts, if the counts can say that; `listed` rooms are
    /// open.
    fn count(
        &mut self,
        listed: usize,
        suspects: usize,
        at: Millis,
        corroboration: &Corroboration,
    ) -> Option<i64> {
        let Some(nodes) = &corroboration.living else {
            self.surplus = None;
            return None;
        };
        #[expect(clippy::cast_possible_truncation, reason = "rooms are few")]
        let counted = nodes.rooms as i64;
        let surplus = i64::try_from(listed).unwrap_or(i64::MAX).saturating_sub(counted);
        Steady::observe(&mut self.surplus, surplus, at);
        let stable = self.surplus.as_ref().filter(|surplus| surplus.is_stable(AGE_MS))?;
        let is_since = self.outage.as_ref().is_none_or(|outage| nodes.at >= outage.by);
        if suspects == 0 && is_since {
            // There was no outage, or all rooms came back after it.
            self.usual = Some(stable.value.max(0));
        }
        let usual = self.usual.filter(|_| is_since && stable.listings >= LISTINGS)?;
        let missing = stable.value.saturating_sub(usual);
        if missing <= 0 && stable.last.since(stable.since) >= OVER_MS {
            self.resolved_until =
                self.outage.take().map(|outage| outage.by).max(self.resolved_until);
        }
        Some(missing)
    }
}

/// When the last webhook or client report about a room was received.
fn last_event_at(entry: &RoomEntry) -> Option<Millis> {
    let proof = entry.session.record.proof;
    let reported = proof.last().filter(|last| proof.listed().is_none_or(|listed| listed < *last));
    let reports =
        entry.participants.values().filter_map(|participant| participant.quality.as_ref());
    reported.max(reports.map(|quality| quality.at).max())
}

/// Whether a room may have been lost in `outage`: no event about it came since.
fn is_suspect(entry: &RoomEntry, outage: &Outage) -> bool {
    let record = &entry.session.record;
    // A room that another node restarted since, or that was first seen later, is not lost.
    let is_back = record.is_started_again()
        && record.started_received.is_some_and(|started| started > outage.after);
    let is_new = record.proof.first().is_some_and(|first| first >= outage.by);
    !is_back && !is_new && last_event_at(entry).is_none_or(|at| at < outage.by)
}

/// Whether the room's end was inferred though it is listed.
pub(super) fn is_phantom(entry: &RoomEntry) -> bool {
    let session = &entry.session;
    let ended_by = session.end.as_ref().and_then(|end| end.evidence.as_ref());
    session
        .record
        .gone
        .as_ref()
        .is_some_and(|gone| gone.is_ghost && ended_by == Some(&gone.evidence))
}

//! What is true now: rooms, their participants, and the jobs beside them, in memory.
//!
//! [`State::apply`] merges one event's observation into the records (`model`), then infers what
//! follows from them: which sessions have ended, and how surely. Inference looks at the records
//! alone, never at the order in which the events came: any order of the same events, with
//! duplicates or without, ends in the same state. Sessions that ended more than [`RETAIN_ENDED_MS`]
//! ago leave the memory. If an event for one of them comes later still, the new entry is marked
//! *partial*, and the store's writer hydrates it with what the store knows before it writes.

mod apply;
mod change;
mod clocks;
mod counts;
mod dirty;
mod end_inputs;
pub mod feed;
mod figures;
pub mod frame;
mod hydrate;
mod infer_ends;
mod jobs;
mod quality;
mod read;
pub mod reconcile;
mod room_query;
mod tally;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use change::{ChangeKind, StateChange};
pub use clocks::ClockSkews;
pub use counts::SourceCounts;
pub use dirty::{Dirty, StateRecords};
pub use figures::{EGRESS_MS, JOINS_MS, JoinFigures, RoomFigures, is_failed_egress};
pub use quality::Claim;
pub use read::RoomPage;
pub use room_query::{RoomConditions, RoomQuery};
use tally::Tallied;
pub use tally::{OutcomeChange, ParticipantOutcome, Tally};

use crate::model::{
    ClientQuality, Coverage, Deployment, DeploymentName, End, JobKind, JobRecord, Kind, Millis,
    ParticipantRecord, ParticipantSession, RoomRecord, RoomSession, Text,
};

/// How long an ended session stays in memory, milliseconds: LiveKit gives up a webhook after about
/// a minute, so nearly every late one still finds its session here.
pub const RETAIN_ENDED_MS: i64 = 15 * 60 * 1000;

/// Identifies a room session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomKey {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The room sid.
    pub sid: Text,
}

/// Identifies a job.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The kind of job.
    pub kind: JobKind,
    /// LiveKit's id of the job.
    pub id: Text,
}

/// How many participants are present, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    present: u32,
    people: u32,
    machines: u32,
    /// Of the machines, those that are agents.
    agents: u32,
    /// Participants of another room, forwarded into this one; counted neither as people nor as
    /// machines.
    forwarded: u32,
    in_doubt: u32,
    publishers: u32,
}

/// A participant session in memory.
#[derive(Debug)]
struct ParticipantEntry {
    record: ParticipantRecord,
    /// Boxed, like everything that few of those in memory have.
    end: Option<Box<End>>,
    in_doubt: bool,
    /// The inferred end that the store holds: what it follows from may have left the memory.
    stored_end: Option<Box<End>>,
    /// Whether the store may know more about it.
    partial: bool,
    /// Whether the room's counts include it.
    counted: bool,
    /// What the tally has counted of it.
    tallied: Tallied,
    /// When the last event about it was received, by our clock.
    received_at: Millis,
    /// What its client last reported; boxed, because most clients report nothing.
    quality: Option<Box<ClientQuality>>,
}

/// A room session in memory.
#[derive(Debug)]
struct RoomEntry {
    session: RoomSession,
    participants: HashMap<Text, Box<ParticipantEntry>>,
    counts: Counts,
    stored_end: Option<End>,
    partial: bool,
    /// Whether its end is in the tally or in the store.
    tallied: bool,
    received_at: Millis,
    /// Whether any client in it may have reported its quality.
    reported: bool,
}

/// A job in memory.
#[derive(Debug)]
struct JobEntry {
    record: JobRecord,
    /// The inferred end that the store holds: what it follows from may have left the memory.
    stored_end: Option<End>,
    partial: bool,
    received_at: Millis,
}

/// What is true now. Plain data behind one lock; see the module's documentation.
#[derive(Debug, Default)]
pub struct State {
    deployments: HashMap<DeploymentName, Deployment>,
    /// The deployments of which a source has reported something. Of the others nothing is known.
    reported: HashSet<DeploymentName>,
    rooms: HashMap<RoomKey, RoomEntry>,
    by_name: HashMap<(DeploymentName, Text), Vec<Text>>,
    jobs: HashMap<JobKey, JobEntry>,
    /// The jobs of each room session, for jobs that name one.
    room_jobs: HashMap<RoomKey, Vec<JobKey>>,
    dirty: Dirty,
    /// What is being written: it is not stored yet, either.
    in_flight: Dirty,
    revision: u64,
    replaying_until: Millis,
    loaded: bool,
    node_quality: HashMap<DeploymentName, (Millis, f64)>,
    skews: HashMap<DeploymentName, ClockSkews>,
    tally: Tally,
}

impl State {
    /// An empty state. Events received before `started_at` are replayed: the store may already know
    /// what they describe.
    pub fn new(deployments: Vec<Deployment>, started_at: Millis) -> Self {
        Self {
            deployments: deployments.into_iter().map(|d| (Arc::clone(&d.name), d)).collect(),
            replaying_until: started_at,
            ..Self::default()
        }
    }

    /// Grows with every change; the `seq` of REST responses and WebSocket frames.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The configured deployments, by name.
    pub fn deployments(&self) -> Vec<Deployment> {
        let mut all: Vec<_> = self.deployments.values().cloned().collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Whether the state from before the start has been loaded from the store.
    pub const fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// Notes that the state from before the start has been loaded.
    pub const fn set_loaded(&mut self) {
        self.loaded = true;
    }

    /// Notes that a source has reported of `deployment`: also that it has no room.
    pub fn set_reported(&mut self, deployment: &DeploymentName) {
        if !self.reported.contains(deployment) {
            self.reported.insert(Arc::clone(deployment));
        }
    }

    /// Notes that the participants of a room were listed at `at`, by our clock. It is written to
    /// the store with the next change of the room.
    pub fn listed(&mut self, key: &RoomKey, at: Millis) {
        let Some(entry) = self.rooms.get(key) else { return };
        let at = at.plus(-self.skew_ms(&entry.session.record));
        if let Some(entry) = self.rooms.get_mut(key) {
            entry.session.record.listed.add(at);
        }
    }

    /// When the participants of a room were listed: `stored`, and what was listed since.
    pub fn listings(&self, key: &RoomKey, stored: &Coverage) -> Coverage {
        let live = self.rooms.get(key).map(|entry| entry.session.record.listed.clone());
        stored.clone().and(live.unwrap_or_default())
    }

    fn region(&self, deployment: &DeploymentName) -> Option<Text> {
        self.deployments.get(deployment).and_then(|known| known.region.clone())
    }

    /// Drops sessions and jobs that ended, were stored, and had no event for [`RETAIN_ENDED_MS`].
    pub fn evict(&mut self, now: Millis) {
        let horizon = now.plus(-RETAIN_ENDED_MS);
        let over = |end: Option<&End>, received_at: Millis| {
            received_at < horizon && end.is_some_and(|end| end.latest < horizon)
        };
        let unwritten = [&self.dirty, &self.in_flight];
        for (key, entry) in &mut self.rooms {
            entry.participants.retain(|sid, participant| {
                !over(participant.end.as_deref(), participant.received_at)
                    || unwritten.iter().any(|dirty| dirty.has_participant(key, sid))
            });
        }
        let by_name = &mut self.by_name;
        self.rooms.retain(|key, entry| {
            let keep = !over(entry.session.end.as_ref(), entry.received_at)
                || !entry.participants.is_empty()
                || unwritten.iter().any(|dirty| dirty.rooms.contains(key));
            if !keep {
                let name = (Arc::clone(&key.deployment), entry.session.record.name.clone());
                if let Some(sids) = by_name.get_mut(&name) {
                    sids.retain(|sid| *sid != key.sid);
                    if sids.is_empty() {
                        by_name.remove(&name);
                    }
                }
            }
            keep
        });
        self.retain_inferred_ends();
        let unwritten = [&self.dirty, &self.in_flight];
        self.jobs.retain(|key, entry| {
            entry.record.is_running()
                || entry.received_at >= horizon
                || entry.record.end().is_none_or(|end| end.latest >= horizon)
                || unwritten.iter().any(|dirty| dirty.jobs.contains(key))
        });
        self.unindex_jobs();
    }
}

impl ParticipantEntry {
    fn session(&self, room: &RoomRecord) -> ParticipantSession {
        ParticipantSession {
            record: self.record.clone(),
            end: self.end.as_deref().cloned(),
            in_doubt: self.in_doubt,
            deployment: DeploymentName::clone(&room.deployment),
            room_name: room.name.clone(),
            quality: self.quality.as_deref().cloned(),
            listed_at: room.listed.latest(Millis::LATEST),
        }
    }

    const fn is_present(&self) -> bool {
        self.end.is_none() && !self.in_doubt
    }
}

impl Counts {
    /// What one participant session contributes.
    fn of(participant: &ParticipantEntry) -> Self {
        let present = participant.is_present();
        let forwarded = participant.record.is_forwarded();
        let own = present && !forwarded;
        Self {
            present: u32::from(present),
            people: u32::from(own && participant.record.is_person()),
            machines: u32::from(own && participant.record.is_machine()),
            agents: u32::from(own && participant.record.kind() == Some(&Kind::Agent)),
            forwarded: u32::from(present && forwarded),
            in_doubt: u32::from(participant.in_doubt),
            publishers: u32::from(present && participant.record.is_publishing()),
        }
    }

    /// Replaces the contribution `before` of one participant session by `after`.
    const fn replace(&mut self, before: Self, after: Self) {
        self.present = self.present - before.present + after.present;
        self.people = self.people - before.people + after.people;
        self.machines = self.machines - before.machines + after.machines;
        self.agents = self.agents - before.agents + after.agents;
        self.forwarded = self.forwarded - before.forwarded + after.forwarded;
        self.in_doubt = self.in_doubt - before.in_doubt + after.in_doubt;
        self.publishers = self.publishers - before.publishers + after.publishers;
    }
}

#[cfg(test)]
mod tests {
    use super::ParticipantEntry;

    #[test]
    fn a_participant_fits_a_size_class_of_the_allocator() {
        // Of a million participants, eight more bytes would cost 64 MB: the next class is 448.
        assert!(size_of::<ParticipantEntry>() <= 384, "{}", size_of::<ParticipantEntry>());
    }
}

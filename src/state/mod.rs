//! What is true now: rooms, who is in them, and the jobs beside them, in memory.
//!
//! [`State::apply`] joins one event's observation into the records (`model`), then *settles* what
//! follows from them: which sessions have ended, and how surely. Settling looks at records alone,
//! never at the order in which they came, so that any order of the same events, doubled or not,
//! ends in the same state. Sessions that have been over for [`KEEP_MS`] leave the memory; should an
//! event for one of them come later still, it is marked *partial*, and the store's writer absorbs
//! what the store knows of it before it writes.

mod apply;
mod before;
mod change;
mod clocks;
mod counts;
mod dirty;
pub mod feed;
mod figures;
pub mod frame;
mod hydrate;
mod infer_ends;
mod jobs;
mod quality;
mod read;
pub mod reconcile;
mod tally;

use std::collections::HashMap;
use std::sync::Arc;

pub use change::{Change, ChangeKind};
pub use clocks::Skews;
pub use counts::SourceCounts;
pub use dirty::{Dirty, Snapshot};
pub use figures::{EGRESS_MS, JOINS_MS, JoinFigures, RoomFigures, is_failed_egress};
pub use quality::Claim;
pub use read::{RoomOrder, RoomQuery, Rooms};
use tally::Tallied;
pub use tally::{Became, Outcome, Tally};

use crate::model::{
    ClientQuality, Coverage, Deployment, DeploymentName, End, JobKind, JobRecord, Kind, Millis,
    ParticipantRecord, ParticipantSession, RoomRecord, RoomSession, Text,
};

/// How long a session that is over stays in memory, milliseconds: LiveKit gives a webhook up after
/// about a minute, so nearly everything late still finds its session here.
pub const KEEP_MS: i64 = 15 * 60 * 1000;

/// Names a room session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomKey {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The room sid.
    pub sid: Text,
}

/// Names a job.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobKey {
    /// The deployment.
    pub deployment: DeploymentName,
    /// What kind of work.
    pub kind: JobKind,
    /// Its id.
    pub id: Text,
}

/// Who is there, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    present: u32,
    people: u32,
    machines: u32,
    /// Of the machines.
    agents: u32,
    /// Neither people nor machines of this room.
    forwarded: u32,
    in_doubt: u32,
    publishers: u32,
}

/// A participant session in memory.
#[derive(Debug)]
struct ParticipantEntry {
    record: ParticipantRecord,
    end: Option<End>,
    in_doubt: bool,
    /// The inferred end that the store knew: what it follows from may have left the memory.
    stored_end: Option<End>,
    /// The store may know more of it.
    partial: bool,
    /// Whether the room's counts include it.
    counted: bool,
    /// What was counted of it.
    tallied: Tallied,
    /// When something was last heard of it.
    heard_at: Millis,
    /// What its client last said; boxed, as most clients say nothing.
    quality: Option<Box<ClientQuality>>,
}

/// A room session in memory.
#[derive(Debug)]
struct RoomEntry {
    session: RoomSession,
    stays: HashMap<Text, Box<ParticipantEntry>>,
    counts: Counts,
    stored_end: Option<End>,
    partial: bool,
    /// Whether the tally, or the store, has its end.
    tallied: bool,
    heard_at: Millis,
    /// Whether any client in it may have said something.
    reported: bool,
}

/// A job in memory.
#[derive(Debug)]
struct JobEntry {
    record: JobRecord,
    /// The concluded end that the store knew: what it follows from may have left the memory.
    stored_end: Option<End>,
    partial: bool,
    heard_at: Millis,
}

/// What is true now. Plain data behind one lock; see the module's documentation.
#[derive(Debug, Default)]
pub struct State {
    deployments: HashMap<DeploymentName, Deployment>,
    rooms: HashMap<RoomKey, RoomEntry>,
    by_name: HashMap<(DeploymentName, Text), Vec<Text>>,
    jobs: HashMap<JobKey, JobEntry>,
    /// The jobs of each room session, where jobs name one.
    room_jobs: HashMap<RoomKey, Vec<JobKey>>,
    dirty: Dirty,
    revision: u64,
    replaying_until: Millis,
    loaded: bool,
    node_quality: HashMap<DeploymentName, (Millis, f64)>,
    skews: HashMap<DeploymentName, Skews>,
    tally: Tally,
}

impl State {
    /// Nothing is known yet. Events received before `started_at` are a replay: whatever they
    /// mention may be in the store already.
    pub fn new(deployments: Vec<Deployment>, started_at: Millis) -> Self {
        Self {
            deployments: deployments.into_iter().map(|d| (Arc::clone(&d.name), d)).collect(),
            replaying_until: started_at,
            ..Self::default()
        }
    }

    /// Grows with every change; the `seq` of REST answers and WebSocket frames.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The configured deployments, by name.
    pub fn deployments(&self) -> Vec<Deployment> {
        let mut all: Vec<_> = self.deployments.values().cloned().collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Whether what was true before the start is known.
    pub const fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// What was true before the start has been absorbed.
    pub const fn set_loaded(&mut self) {
        self.loaded = true;
    }

    /// Notes that the participants of a room were listed at `at`, by our clock. It is written to the
    /// store with whatever else changes of the room.
    pub fn listed(&mut self, key: &RoomKey, at: Millis) {
        let Some(entry) = self.rooms.get(key) else { return };
        let at = at.plus(-self.skew_ms(&entry.session.record));
        if let Some(entry) = self.rooms.get_mut(key) {
            entry.session.record.listed.add(at);
        }
    }

    /// When the participants of a room were listed: as far as that is `stored`, and later.
    pub fn listings(&self, key: &RoomKey, stored: &Coverage) -> Coverage {
        let live = self.rooms.get(key).map(|entry| entry.session.record.listed.clone());
        stored.clone().and(live.unwrap_or_default())
    }

    fn region(&self, deployment: &DeploymentName) -> Option<Text> {
        self.deployments.get(deployment).and_then(|known| known.region.clone())
    }

    /// Lets go of what has been over, stored and unheard of for [`KEEP_MS`].
    pub fn evict(&mut self, now: Millis) {
        let horizon = now.plus(-KEEP_MS);
        let over = |end: Option<&End>, heard_at: Millis| {
            heard_at < horizon && end.is_some_and(|end| end.latest < horizon)
        };
        let dirty = &self.dirty;
        for (key, entry) in &mut self.rooms {
            entry.stays.retain(|sid, stay| {
                !over(stay.end.as_ref(), stay.heard_at) || dirty.has_participant(key, sid)
            });
        }
        let by_name = &mut self.by_name;
        self.rooms.retain(|key, entry| {
            let keep = !over(entry.session.end.as_ref(), entry.heard_at)
                || !entry.stays.is_empty()
                || dirty.rooms.contains(key);
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
        self.keep_conclusions();
        let dirty = &self.dirty;
        self.jobs.retain(|key, entry| {
            entry.record.is_running()
                || entry.heard_at >= horizon
                || entry.record.end().is_none_or(|end| end.latest >= horizon)
                || dirty.jobs.contains(key)
        });
        self.forget_places();
    }
}

impl ParticipantEntry {
    fn session(&self, room: &RoomRecord) -> ParticipantSession {
        ParticipantSession {
            record: self.record.clone(),
            end: self.end.clone(),
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
    /// What one stay contributes.
    fn of(stay: &ParticipantEntry) -> Self {
        let present = stay.is_present();
        let forwarded = stay.record.is_forwarded();
        let own = present && !forwarded;
        Self {
            present: u32::from(present),
            people: u32::from(own && stay.record.is_person()),
            machines: u32::from(own && stay.record.is_machine()),
            agents: u32::from(own && stay.record.kind() == Some(&Kind::Agent)),
            forwarded: u32::from(present && forwarded),
            in_doubt: u32::from(stay.in_doubt),
            publishers: u32::from(present && stay.record.is_publishing()),
        }
    }

    /// Replaces one stay's contribution `before` by `after`.
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

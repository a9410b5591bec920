//! What is counted of stays and rooms: how each of them came to stand where it stands.
//!
//! What is concluded may be revised, and events come twice and in any order. So nothing is counted
//! when a change is told; each stay remembers what was counted of it, and only what became of it
//! since is counted. What the store knows already was counted by whoever stored it. So the counts
//! are those of the rows: however often an end is revised, it is one departure.

use std::collections::HashMap;
use std::sync::Arc;

use super::{ParticipantEntry, RoomKey, State};
use crate::model::{
    Departure, DeploymentName, End, Kind, ParticipantRecord, ParticipantSession, ParticipantState,
    SeenBy, Source, Text, classify,
};

/// Where a stay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It is there, or in doubt.
    Present,
    /// It ended.
    Departed(Departure),
    /// It ended before it became active.
    Aborted,
}

impl Outcome {
    /// The name used as a label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Departed(departure) => departure.as_str(),
            Self::Aborted => "aborted",
        }
    }
}

/// What was counted of a stay, here or by whoever stored it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tallied {
    /// Where it stood; `None` if it was never counted.
    outcome: Option<Outcome>,
    /// Whether an end of it was.
    end: bool,
}

impl Tallied {
    /// What was counted of a stay that was read from the store.
    pub(super) fn of(session: &ParticipantSession) -> Self {
        let outcome = match session.departure() {
            None if is_only_listed(&session.record) => return Self::default(),
            None => Outcome::Present,
            Some(_) if session.aborted() => Outcome::Aborted,
            Some(departure) => Outcome::Departed(departure),
        };
        Self { outcome: Some(outcome), end: outcome != Outcome::Present }
    }
}

/// Of how many stays the same became.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Became {
    /// Their deployment.
    pub deployment: DeploymentName,
    /// The label of their kind; `None` if not known.
    pub kind: Option<&'static str>,
    /// Where they stood; `None` of those that are new.
    pub from: Option<Outcome>,
    /// Where they stand.
    pub to: Outcome,
    /// Whether they ended, and never had before.
    pub ends: bool,
}

/// What happened since the last time it was taken.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Stays.
    pub stays: HashMap<Became, u64>,
    /// Rooms that finished, each with its length in seconds.
    pub rooms: Vec<(DeploymentName, f64)>,
}

impl Tally {
    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.stays.is_empty() && self.rooms.is_empty()
    }
}

/// Whether only listings told of it, and none that it had joined.
fn is_only_listed(record: &ParticipantRecord) -> bool {
    record.state == ParticipantState::Joining
        && [SeenBy::default(), SeenBy::from(Source::Poll)].contains(&record.seen_by)
}

impl ParticipantEntry {
    /// Where it stands; `None` while only listings told of it, and none that it had joined.
    fn outcome(&self) -> Option<Outcome> {
        let record = &self.record;
        let Some(end) = &self.end else {
            return (!is_only_listed(record)).then_some(Outcome::Present);
        };
        Some(self.outcome_of(end))
    }

    fn outcome_of(&self, end: &End) -> Outcome {
        let Some(leave) = &self.record.left else {
            return Outcome::Departed(Departure::Reconciled);
        };
        if leave.aborted {
            return Outcome::Aborted;
        }
        let began = self.record.started_at();
        let stayed_ms = end.latest.max(began).since(began);
        Outcome::Departed(classify(&leave.reason, false, stayed_ms))
    }
}

impl State {
    /// What happened since the last time.
    pub fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// Counts what became of a stay; of one that the store may know more of later, when that is known.
    pub(super) fn tally_participant(&mut self, key: &RoomKey, sid: &Text) {
        let stay = self.rooms.get_mut(key).and_then(|entry| entry.stays.get_mut(sid));
        let Some(stay) = stay.filter(|stay| !stay.partial) else { return };
        let known = stay.tallied.outcome;
        // Whoever was counted stays counted, also where an end is taken back that only followed.
        let to = stay.outcome().or(known.map(|_| Outcome::Present));
        let Some(to) = to.filter(|to| known != Some(*to)) else { return };
        let from = stay.tallied.outcome.replace(to);
        let ends = to != Outcome::Present && !stay.tallied.end;
        stay.tallied.end |= ends;
        let kind = stay.record.kind().map(Kind::label);
        let became = Became { deployment: Arc::clone(&key.deployment), kind, from, to, ends };
        *self.tally.stays.entry(became).or_default() += 1;
    }

    /// Counts a room that finished, once.
    pub(super) fn tally_room(&mut self, key: &RoomKey) {
        let Some(entry) = self.rooms.get_mut(key) else { return };
        let Some(finished_at) = entry.session.finished_at() else { return };
        if entry.partial || entry.tallied {
            return;
        }
        entry.tallied = true;
        let seconds = finished_at.seconds_since(entry.session.record.started_at());
        self.tally.rooms.push((Arc::clone(&key.deployment), seconds));
    }
}

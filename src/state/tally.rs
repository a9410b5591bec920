//! Counts the outcomes of participant sessions and rooms.
//!
//! Inferred ends may be revised, and events come twice and in any order. So changes are not
//! counted. Instead each session remembers its counted outcome, and only a different outcome is
//! counted. What is already in the store was counted by the process that stored it. So the counts
//! match the rows: one departure is counted once, however often its end is revised.

use std::collections::HashMap;
use std::sync::Arc;

use super::{ParticipantEntry, RoomKey, State};
use crate::model::{
    Departure, DeploymentName, End, Kind, ParticipantRecord, ParticipantSession, ParticipantState,
    SeenBy, Source, Text, classify,
};

/// The outcome of a participant session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParticipantOutcome {
    /// It is present, or in doubt.
    Present,
    /// It ended.
    Departed(Departure),
    /// It ended before it became active.
    Aborted,
}

impl ParticipantOutcome {
    /// The name used as a label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Departed(departure) => departure.as_str(),
            Self::Aborted => "aborted",
        }
    }
}

/// What was counted of a participant session, by this process or the one that stored it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tallied {
    /// Its counted outcome; `None` if it was never counted.
    outcome: Option<ParticipantOutcome>,
    /// Whether its end was counted.
    end: bool,
}

impl Tallied {
    /// What was counted of a session that was read from the store.
    pub(super) fn of(session: &ParticipantSession) -> Self {
        let outcome = match session.departure() {
            None if is_only_listed(&session.record) => return Self::default(),
            None => ParticipantOutcome::Present,
            Some(_) if session.aborted() => ParticipantOutcome::Aborted,
            Some(departure) => ParticipantOutcome::Departed(departure),
        };
        Self { outcome: Some(outcome), end: outcome != ParticipantOutcome::Present }
    }
}

/// A change of outcome, by which participant sessions are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutcomeChange {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The label of the participants' kind; `None` if not known.
    pub kind: Option<&'static str>,
    /// The outcome before; `None` for new sessions.
    pub from: Option<ParticipantOutcome>,
    /// The outcome now.
    pub to: ParticipantOutcome,
    /// Whether this is the first end of these sessions.
    pub ends: bool,
}

/// What was counted since the tally was last taken.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// How many participant sessions had each change.
    pub participants: HashMap<OutcomeChange, u64>,
    /// Rooms that finished, each with its duration in seconds.
    pub rooms: Vec<(DeploymentName, f64)>,
}

impl Tally {
    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.participants.is_empty() && self.rooms.is_empty()
    }
}

/// Whether only listings showed it, and none of them as joined.
fn is_only_listed(record: &ParticipantRecord) -> bool {
    record.state == ParticipantState::Joining
        && [SeenBy::default(), SeenBy::from(Source::Poll)].contains(&record.seen_by)
}

impl ParticipantEntry {
    /// Its outcome; `None` while only listings showed it, and none of them as joined.
    fn outcome(&self) -> Option<ParticipantOutcome> {
        let record = &self.record;
        let Some(end) = &self.end else {
            return (!is_only_listed(record)).then_some(ParticipantOutcome::Present);
        };
        Some(self.outcome_of(end))
    }

    fn outcome_of(&self, end: &End) -> ParticipantOutcome {
        let Some(leave) = &self.record.left else {
            return ParticipantOutcome::Departed(Departure::Reconciled);
        };
        if leave.aborted {
            return ParticipantOutcome::Aborted;
        }
        let began = self.record.started_at();
        let duration_ms = end.latest.max(began).since(began);
        ParticipantOutcome::Departed(classify(&leave.reason, false, duration_ms))
    }
}

impl State {
    /// Takes what was counted since the last time.
    pub fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// Counts the outcome of a participant session; a partial one is counted after the store was
    /// asked.
    pub(super) fn tally_participant(&mut self, key: &RoomKey, sid: &Text) {
        let participant = self.rooms.get_mut(key).and_then(|entry| entry.participants.get_mut(sid));
        let Some(participant) = participant.filter(|participant| !participant.partial) else {
            return;
        };
        let known = participant.tallied.outcome;
        // A counted session stays counted, also when its inferred end is withdrawn.
        let to = participant.outcome().or(known.map(|_| ParticipantOutcome::Present));
        let Some(to) = to.filter(|to| known != Some(*to)) else { return };
        let from = participant.tallied.outcome.replace(to);
        let ends = to != ParticipantOutcome::Present && !participant.tallied.end;
        participant.tallied.end |= ends;
        let kind = participant.record.kind().map(Kind::label);
        let became =
            OutcomeChange { deployment: Arc::clone(&key.deployment), kind, from, to, ends };
        *self.tally.participants.entry(became).or_default() += 1;
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

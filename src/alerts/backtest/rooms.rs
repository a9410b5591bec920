//! Rooms that open and end, and participants who join and leave.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use super::grid::Grid;
use super::replay::Scene;
use super::{Coverage, Regions};
use crate::alerts::evaluate::Observation;
use crate::alerts::evaluation::ScopeFilter;
use crate::model::{DeploymentName, Millis, Rule, Subject, Text};
use crate::store::{ParticipantSpan, RoomSpan};

/// A room session, or the participants of one whose start is not read yet.
#[derive(Debug, Default)]
struct RoomEntry {
    /// `None` until its start is read, and if the rule does not observe it.
    subject: Option<(Subject, Option<Text>)>,
    started_at: Millis,
    finished_at: Option<Millis>,
    present: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RoomChange {
    Opened,
    Joined,
    Left,
    Finished,
}

/// The rooms. With `AGE` the rule observes how long they are open, otherwise how many participants
/// they have.
#[derive(Debug)]
pub(super) struct RoomScene<const AGE: bool> {
    rule: Rule,
    grid: Arc<Grid>,
    regions: Regions,
    all: HashMap<u32, RoomEntry>,
    numbers: HashMap<(DeploymentName, Text), u32>,
    next_number: u32,
    changes: BinaryHeap<Reverse<(Millis, RoomChange, u32)>>,
    ended: Vec<u32>,
    /// How much data of the rooms was known.
    pub(super) known: Coverage,
}

impl<const AGE: bool> RoomScene<AGE> {
    pub(super) fn new(rule: Rule, grid: Arc<Grid>, regions: Regions) -> Self {
        Self {
            rule,
            grid,
            regions,
            all: HashMap::new(),
            numbers: HashMap::new(),
            next_number: 0,
            changes: BinaryHeap::new(),
            ended: Vec::new(),
            known: Coverage::default(),
        }
    }

    fn numbered(&mut self, deployment: &DeploymentName, sid: &Text) -> u32 {
        let key = (DeploymentName::clone(deployment), sid.clone());
        let next = self.next_number;
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.next_number += 1;
            self.all.insert(number, RoomEntry::default());
        }
        number
    }

    fn change(&mut self, at: Millis, change: RoomChange, number: u32) {
        if at < self.grid.to() {
            self.changes.push(Reverse((at, change, number)));
        }
    }

    /// Adds rooms.
    pub(super) fn open(&mut self, spans: Vec<RoomSpan>) {
        let rule = self.rule.clone();
        let limits = ScopeFilter::of(&rule);
        for span in spans {
            let ends = span.finished_at.unwrap_or(self.grid.to());
            let evaluations = self.grid.count(span.started_at, ends);
            if evaluations == 0
                || !limits.admits(&span.deployment, span.region.as_ref(), Some(&span.name))
            {
                continue;
            }
            self.known.subjects += 1;
            self.known.evaluations += evaluations;
            self.known.with_value += self.grid.count_up(span.started_at, ends);
            let number = self.numbered(&span.deployment, &span.sid);
            let room = self.all.entry(number).or_default();
            let subject = Subject::room(span.deployment, span.sid, span.name);
            room.subject = Some((subject, span.region));
            room.started_at = span.started_at;
            room.finished_at = span.finished_at;
            self.change(span.started_at, RoomChange::Opened, number);
            if let Some(at) = span.finished_at {
                self.change(at, RoomChange::Finished, number);
            }
        }
    }

    /// Adds participant sessions.
    pub(super) fn join(&mut self, spans: &[ParticipantSpan]) {
        let rule = self.rule.clone();
        let limits = ScopeFilter::of(&rule);
        // Only the rooms of a deployment that is no longer watched hold its region.
        let unwatched = rule.scope.region.as_deref().map(Text::from);
        for span in spans {
            let region = self.regions.get(&span.deployment).unwrap_or(&unwatched).as_ref();
            let left_at = span.left_at.unwrap_or(self.grid.to());
            // A participant who joined and left between two moments was never observed.
            if self.grid.count(span.joined_at, left_at) == 0
                || !limits.admits(&span.deployment, region, Some(&span.room_name))
            {
                continue;
            }
            let number = self.numbered(&span.deployment, &span.room_sid);
            self.change(span.joined_at, RoomChange::Joined, number);
            self.change(left_at, RoomChange::Left, number);
        }
    }

    /// Removes rooms that have ended.
    fn remove_ended(&mut self) {
        for number in std::mem::take(&mut self.ended) {
            if let Some((subject, _)) = self.all.remove(&number).and_then(|room| room.subject)
                && let Some(sid) = subject.room_sid
            {
                self.numbers.remove(&(subject.deployment, sid));
            }
        }
    }
}

impl<const AGE: bool> Scene for RoomScene<AGE> {
    const GROWS: bool = AGE;
    const MISSING: Observation = Observation::Gone;

    fn next(&self) -> Option<Millis> {
        self.changes.peek().map(|Reverse((at, ..))| *at)
    }

    fn advance(&mut self, moment: Millis, changed: &mut Vec<u32>) {
        self.remove_ended();
        while let Some(Reverse((at, change, number))) = self.changes.peek().copied() {
            if at > moment {
                break;
            }
            self.changes.pop();
            let Some(room) = self.all.get_mut(&number) else { continue };
            match change {
                RoomChange::Joined => room.present += 1,
                RoomChange::Left => room.present = room.present.saturating_sub(1),
                RoomChange::Finished => self.ended.push(number),
                RoomChange::Opened => {}
            }
            changed.push(number);
        }
    }

    fn subject(&self, number: u32) -> Option<&(Subject, Option<Text>)> {
        self.all.get(&number)?.subject.as_ref()
    }

    fn number(&self, subject: &Subject) -> Option<u32> {
        let sid = subject.room_sid.clone()?;
        self.numbers.get(&(DeploymentName::clone(&subject.deployment), sid)).copied()
    }

    fn observe(&self, number: u32, at: Millis) -> Observation {
        let Some(room) = self.all.get(&number) else { return Observation::Gone };
        if at < room.started_at || room.finished_at.is_some_and(|end| end <= at) {
            Observation::Gone
        } else if AGE {
            Observation::Value(at.seconds_since(room.started_at) / 60.0)
        } else {
            Observation::Value(f64::from(room.present))
        }
    }

    fn changes_at(&self, number: u32, _at: Millis) -> Option<Millis> {
        self.all.get(&number)?.finished_at
    }
}

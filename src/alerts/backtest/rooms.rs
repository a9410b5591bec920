//! Rooms that open and end, and people who come and go in them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use super::grid::Grid;
use super::replay::Scene;
use super::{Known, Regions};
use crate::alerts::evaluate::Observation;
use crate::alerts::evaluation::Limits;
use crate::model::{DeploymentName, Millis, Rule, Subject, Text};
use crate::store::{ParticipantSpan, RoomSpan};

/// A room session, or what is known of one that has not begun yet.
#[derive(Debug, Default)]
struct Room {
    /// `None` until its beginning is read, and of one that the rule does not look at.
    subject: Option<(Subject, Option<Text>)>,
    started_at: Millis,
    finished_at: Option<Millis>,
    present: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Opened,
    Joined,
    Left,
    Finished,
}

/// The rooms: with `AGE` a rule looks at how long they have been open, else at how many people are
/// in them.
#[derive(Debug)]
pub(super) struct Rooms<const AGE: bool> {
    rule: Rule,
    grid: Arc<Grid>,
    regions: Regions,
    all: HashMap<u32, Room>,
    numbers: HashMap<(DeploymentName, Text), u32>,
    next_number: u32,
    changes: BinaryHeap<Reverse<(Millis, Change, u32)>>,
    over: Vec<u32>,
    /// Of how many rooms at how many ticks something was known.
    pub(super) known: Known,
}

impl<const AGE: bool> Rooms<AGE> {
    pub(super) fn new(rule: Rule, grid: Arc<Grid>, regions: Regions) -> Self {
        Self {
            rule,
            grid,
            regions,
            all: HashMap::new(),
            numbers: HashMap::new(),
            next_number: 0,
            changes: BinaryHeap::new(),
            over: Vec::new(),
            known: Known::default(),
        }
    }

    fn numbered(&mut self, deployment: &DeploymentName, sid: &Text) -> u32 {
        let key = (DeploymentName::clone(deployment), sid.clone());
        let next = self.next_number;
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.next_number += 1;
            self.all.insert(number, Room::default());
        }
        number
    }

    fn change(&mut self, at: Millis, change: Change, number: u32) {
        if at < self.grid.to() {
            self.changes.push(Reverse((at, change, number)));
        }
    }

    /// Takes in rooms that begin.
    pub(super) fn open(&mut self, spans: Vec<RoomSpan>) {
        let rule = self.rule.clone();
        let limits = Limits::of(&rule);
        for span in spans {
            let ends = span.finished_at.unwrap_or(self.grid.to());
            let ticks = self.grid.count(span.started_at, ends);
            if ticks == 0
                || !limits.admits(&span.deployment, span.region.as_ref(), Some(&span.name))
            {
                continue;
            }
            self.known.subjects += 1;
            self.known.ticks += ticks;
            self.known.with_value += self.grid.count_up(span.started_at, ends);
            let number = self.numbered(&span.deployment, &span.sid);
            let room = self.all.entry(number).or_default();
            let subject = Subject::room(span.deployment, span.sid, span.name);
            room.subject = Some((subject, span.region));
            room.started_at = span.started_at;
            room.finished_at = span.finished_at;
            self.change(span.started_at, Change::Opened, number);
            if let Some(at) = span.finished_at {
                self.change(at, Change::Finished, number);
            }
        }
    }

    /// Takes in people who come.
    pub(super) fn join(&mut self, spans: &[ParticipantSpan]) {
        let rule = self.rule.clone();
        let limits = Limits::of(&rule);
        // Of a deployment that is no longer watched only its rooms tell where it ran.
        let unwatched = rule.scope.region.as_deref().map(Text::from);
        for span in spans {
            let region = self.regions.get(&span.deployment).unwrap_or(&unwatched).as_ref();
            let left_at = span.left_at.unwrap_or(self.grid.to());
            // Whoever came and went between two ticks was never seen.
            if self.grid.count(span.joined_at, left_at) == 0
                || !limits.admits(&span.deployment, region, Some(&span.room_name))
            {
                continue;
            }
            let number = self.numbered(&span.deployment, &span.room_sid);
            self.change(span.joined_at, Change::Joined, number);
            self.change(left_at, Change::Left, number);
        }
    }

    /// Nothing is kept of a room that is over.
    fn clear_away(&mut self) {
        for number in std::mem::take(&mut self.over) {
            if let Some((subject, _)) = self.all.remove(&number).and_then(|room| room.subject)
                && let Some(sid) = subject.room_sid
            {
                self.numbers.remove(&(subject.deployment, sid));
            }
        }
    }
}

impl<const AGE: bool> Scene for Rooms<AGE> {
    const GROWS: bool = AGE;
    const MISSING: Observation = Observation::Gone;

    fn next(&self) -> Option<Millis> {
        self.changes.peek().map(|Reverse((at, ..))| *at)
    }

    fn advance(&mut self, tick: Millis, changed: &mut Vec<u32>) {
        self.clear_away();
        while let Some(Reverse((at, change, number))) = self.changes.peek().copied() {
            if at > tick {
                break;
            }
            self.changes.pop();
            let Some(room) = self.all.get_mut(&number) else { continue };
            match change {
                Change::Joined => room.present += 1,
                Change::Left => room.present = room.present.saturating_sub(1),
                Change::Finished => self.over.push(number),
                Change::Opened => {}
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

//! People who join the same room again and again.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use super::Regions;
use super::grid::Grid;
use super::replay::Scene;
use crate::alerts::evaluate::Observation;
use crate::alerts::evaluation::Limits;
use crate::model::{Millis, Rule, Subject, Text};
use crate::state::JOINS_MS;
use crate::store::ParticipantSpan;

/// Somebody in the rooms of one name.
#[derive(Debug)]
struct Who {
    subject: (Subject, Option<Text>),
    /// How often they joined in the trailing time.
    joins: u32,
    /// Joins that have not happened or not passed out of that time yet.
    ahead: u32,
}

/// Who joins.
#[derive(Debug)]
pub(super) struct Joins {
    rule: Rule,
    grid: Arc<Grid>,
    regions: Regions,
    who: HashMap<u32, Who>,
    numbers: HashMap<Subject, u32>,
    next_number: u32,
    /// In order.
    coming: VecDeque<(Millis, u32)>,
    /// Those that came, in order.
    passing: VecDeque<(Millis, u32)>,
    over: Vec<u32>,
    /// Hashes of those that were seen.
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Joins {
    pub(super) fn new(rule: Rule, grid: Arc<Grid>, regions: Regions) -> Self {
        Self {
            rule,
            grid,
            regions,
            who: HashMap::new(),
            numbers: HashMap::new(),
            next_number: 0,
            coming: VecDeque::new(),
            passing: VecDeque::new(),
            over: Vec::new(),
            seen: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    /// How many were seen.
    pub(super) fn subjects(&self) -> u64 {
        self.seen.len() as u64
    }

    /// Takes in stays, in order of joining.
    pub(super) fn join(&mut self, spans: Vec<ParticipantSpan>) {
        let rule = self.rule.clone();
        let limits = Limits::of(&rule);
        for span in spans {
            let region = self.regions.get(&span.deployment).cloned().flatten();
            let is_over = span.joined_at.plus(JOINS_MS) <= self.grid.first();
            if is_over
                || span.identity.is_empty()
                || !limits.admits(&span.deployment, region.as_ref(), Some(&span.room_name))
            {
                continue;
            }
            let subject = Subject::participant(span.deployment, span.room_name, span.identity);
            let next = self.next_number;
            let number = *self.numbers.entry(subject.clone()).or_insert(next);
            if number == next {
                self.next_number += 1;
                let who = Who { subject: (subject, region), joins: 0, ahead: 0 };
                self.who.insert(number, who);
            }
            if let Some(who) = self.who.get_mut(&number) {
                who.ahead += 1;
            }
            self.coming.push_back((span.joined_at, number));
        }
    }
}

impl Scene for Joins {
    const GROWS: bool = false;
    const MISSING: Observation = Observation::Nothing;

    fn next(&self) -> Option<Millis> {
        let coming = self.coming.front().map(|(at, _)| *at);
        let passing = self.passing.front().map(|(at, _)| at.plus(JOINS_MS));
        [coming, passing].into_iter().flatten().min()
    }

    fn advance(&mut self, tick: Millis, changed: &mut Vec<u32>) {
        for number in std::mem::take(&mut self.over) {
            if self.who.get(&number).is_some_and(|who| who.ahead == 0)
                && let Some(who) = self.who.remove(&number)
            {
                self.numbers.remove(&who.subject.0);
            }
        }
        let first = changed.len();
        while let Some((at, number)) = self.coming.pop_front_if(|(at, _)| *at <= tick) {
            self.passing.push_back((at, number));
            if let Some(who) = self.who.get_mut(&number) {
                who.joins += 1;
                changed.push(number);
            }
        }
        while let Some((_, number)) = self.passing.pop_front_if(|(at, _)| at.plus(JOINS_MS) <= tick)
        {
            if let Some(who) = self.who.get_mut(&number) {
                who.joins -= 1;
                who.ahead -= 1;
                if who.ahead == 0 {
                    self.over.push(number);
                }
                changed.push(number);
            }
        }
        for number in &changed[first..] {
            if let Some(who) = self.who.get(number).filter(|who| who.joins >= 2) {
                self.seen.insert(self.hasher.hash_one(&who.subject.0));
            }
        }
    }

    fn subject(&self, number: u32) -> Option<&(Subject, Option<Text>)> {
        self.who.get(&number).map(|who| &who.subject)
    }

    fn number(&self, subject: &Subject) -> Option<u32> {
        self.numbers.get(subject).copied()
    }

    fn observe(&self, number: u32, _at: Millis) -> Observation {
        match self.who.get(&number) {
            Some(who) if who.joins >= 2 => Observation::Value(f64::from(who.joins)),
            // Not more than once: nobody comes and goes.
            _ => Observation::Nothing,
        }
    }

    fn changes_at(&self, _number: u32, _at: Millis) -> Option<Millis> {
        None
    }
}

//! Participants who join the same room repeatedly.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use super::Regions;
use super::grid::Grid;
use super::replay::Scene;
use crate::alerts::evaluate::Observation;
use crate::alerts::evaluation::ScopeFilter;
use crate::model::{Millis, Rule, Subject, Text};
use crate::state::JOINS_MS;
use crate::store::ParticipantSpan;

/// A participant in rooms of one name.
#[derive(Debug)]
struct Joiner {
    subject: (Subject, Option<Text>),
    /// How often the participant joined in the trailing time.
    joins: u32,
    /// Joins that are in the future or in the trailing time.
    ahead: u32,
}

/// The participants who join.
#[derive(Debug)]
pub(super) struct JoinScene {
    rule: Rule,
    grid: Arc<Grid>,
    regions: Regions,
    who: HashMap<u32, Joiner>,
    numbers: HashMap<Subject, u32>,
    next_number: u32,
    /// Future joins, in order.
    future: VecDeque<(Millis, u32)>,
    /// Joins in the trailing time, in order.
    recent: VecDeque<(Millis, u32)>,
    over: Vec<u32>,
    /// Hashes of the observed subjects.
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl JoinScene {
    pub(super) fn new(rule: Rule, grid: Arc<Grid>, regions: Regions) -> Self {
        Self {
            rule,
            grid,
            regions,
            who: HashMap::new(),
            numbers: HashMap::new(),
            next_number: 0,
            future: VecDeque::new(),
            recent: VecDeque::new(),
            over: Vec::new(),
            seen: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    /// How many subjects were observed.
    pub(super) fn subjects(&self) -> u64 {
        self.seen.len() as u64
    }

    /// Adds participant sessions, in order of joining.
    pub(super) fn join(&mut self, spans: Vec<ParticipantSpan>) {
        let rule = self.rule.clone();
        let limits = ScopeFilter::of(&rule);
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
                let who = Joiner { subject: (subject, region), joins: 0, ahead: 0 };
                self.who.insert(number, who);
            }
            if let Some(who) = self.who.get_mut(&number) {
                who.ahead += 1;
            }
            self.future.push_back((span.joined_at, number));
        }
    }
}

impl Scene for JoinScene {
    const GROWS: bool = false;
    const MISSING: Observation = Observation::Nothing;

    fn next(&self) -> Option<Millis> {
        let future = self.future.front().map(|(at, _)| *at);
        let recent = self.recent.front().map(|(at, _)| at.plus(JOINS_MS));
        [future, recent].into_iter().flatten().min()
    }

    fn advance(&mut self, moment: Millis, changed: &mut Vec<u32>) {
        for number in std::mem::take(&mut self.over) {
            if self.who.get(&number).is_some_and(|who| who.ahead == 0)
                && let Some(who) = self.who.remove(&number)
            {
                self.numbers.remove(&who.subject.0);
            }
        }
        let first = changed.len();
        while let Some((at, number)) = self.future.pop_front_if(|(at, _)| *at <= moment) {
            self.recent.push_back((at, number));
            if let Some(who) = self.who.get_mut(&number) {
                who.joins += 1;
                changed.push(number);
            }
        }
        while let Some((_, number)) =
            self.recent.pop_front_if(|(at, _)| at.plus(JOINS_MS) <= moment)
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
            // Participants who joined at most once are not observed.
            _ => Observation::Nothing,
        }
    }

    fn changes_at(&self, _number: u32, _at: Millis) -> Option<Millis> {
        None
    }
}

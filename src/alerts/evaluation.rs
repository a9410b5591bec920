//! An evaluation: everything that is observed at one moment, and what a rule observes of it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::evaluate::{Condition, Observation};
use super::glob::Pattern;
use super::windows::Windows;
use crate::model::{DeploymentName, Measure, Millis, Rule, Scope, Subject, SubjectKind, Text};
use crate::state::{JoinFigures, RoomFigures};

/// The measurements of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeDowntime {
    /// Its deployment.
    pub deployment: DeploymentName,
    /// Its deployment's region.
    pub region: Option<Text>,
    /// The URL of its metrics.
    pub url: Text,
    /// How long the node has not answered, seconds; 0 if it answered the last scrape. `None` if
    /// unknown.
    pub down_seconds: Option<f64>,
}

/// Everything that is observed at one moment.
#[derive(Debug)]
pub struct Evaluation<'a> {
    /// The moment of the evaluation.
    pub at: Millis,
    /// The samples of deployments.
    pub windows: &'a Windows,
    /// The open rooms; `None` if unknown.
    pub rooms: Option<Vec<RoomFigures>>,
    /// The participants who joined more than once; `None` if unknown.
    pub joins: Option<Vec<JoinFigures>>,
    /// The nodes.
    pub nodes: Vec<NodeDowntime>,
    positions: OnceLock<Positions>,
}

/// The index of each room and each participant in its list.
#[derive(Debug, Default)]
struct Positions {
    rooms: HashMap<(DeploymentName, Text), usize>,
    joins: HashMap<(DeploymentName, Text, Text), usize>,
}

/// What a rule observes.
#[derive(Debug, Default)]
pub struct RuleObservations {
    /// Subjects for which the condition holds, and every deployment and node, sorted by subject.
    pub subjects: Vec<(Subject, Option<Text>, Observation)>,
    /// Whether the data is unknown, so that subjects may be missing.
    pub is_unknown: bool,
    /// Why the rule cannot be evaluated.
    pub fault: Option<String>,
}

/// The scope of a rule, compiled for many checks.
pub(super) struct ScopeFilter<'a> {
    scope: &'a Scope,
    room: Option<Pattern>,
}

impl<'a> ScopeFilter<'a> {
    pub(super) fn of(rule: &'a Rule) -> Self {
        Self { scope: &rule.scope, room: rule.scope.room.as_deref().map(Pattern::new) }
    }

    pub(super) fn admits(
        &self,
        deployment: &str,
        region: Option<&Text>,
        room: Option<&str>,
    ) -> bool {
        let scope = self.scope;
        scope.deployment.as_deref().is_none_or(|only| only == deployment)
            && scope.region.as_deref().is_none_or(|only| region.is_some_and(|is| is == only))
            && self.room.as_ref().is_none_or(|like| room.is_some_and(|name| like.matches(name)))
    }
}

impl<'a> Evaluation<'a> {
    /// Collects what is observed at `at`.
    pub const fn new(
        at: Millis,
        windows: &'a Windows,
        rooms: Option<Vec<RoomFigures>>,
        joins: Option<Vec<JoinFigures>>,
        nodes: Vec<NodeDowntime>,
    ) -> Self {
        Self { at, windows, rooms, joins, nodes, positions: OnceLock::new() }
    }

    /// What `rule` observes. Rooms and participants are included only if the condition holds,
    /// because there may be very many.
    pub fn observe_rule(&self, rule: &Rule, condition: &Condition) -> RuleObservations {
        let limits = ScopeFilter::of(rule);
        let mut seen = RuleObservations::default();
        let holds = |observation| condition.holds(observation) == Some(true);
        match rule.measure.subject() {
            SubjectKind::Deployment => {
                for (name, region) in self.windows.deployments() {
                    if limits.admits(name, region, None) {
                        let subject = Subject::deployment(DeploymentName::clone(name));
                        let observation = self.windows.observe(rule, name, self.at);
                        seen.subjects.push((subject, region.cloned(), observation));
                    }
                }
            }
            SubjectKind::Room => {
                seen.is_unknown = self.rooms.is_none();
                for room in self.rooms.iter().flatten() {
                    let observation = self.of_room(rule.measure, room);
                    if holds(observation)
                        && limits.admits(&room.deployment, room.region.as_ref(), Some(&room.name))
                    {
                        seen.subjects.push((subject_of(room), room.region.clone(), observation));
                    }
                }
            }
            SubjectKind::Participant => {
                seen.is_unknown = self.joins.is_none();
                for who in self.joins.iter().flatten() {
                    let observation = Observation::Value(f64::from(who.joins));
                    if holds(observation)
                        && limits.admits(&who.deployment, who.region.as_ref(), Some(&who.room))
                    {
                        let (deployment, room) = (Arc::clone(&who.deployment), who.room.clone());
                        let subject = Subject::participant(deployment, room, who.identity.clone());
                        seen.subjects.push((subject, who.region.clone(), observation));
                    }
                }
            }
            SubjectKind::Node => {
                for node in &self.nodes {
                    if limits.admits(&node.deployment, node.region.as_ref(), None) {
                        let subject = Subject::node(Arc::clone(&node.deployment), node.url.clone());
                        seen.subjects.push((subject, node.region.clone(), of_node(node)));
                    }
                }
            }
        }
        seen.fault = self.unknown_deployment(rule);
        seen.subjects.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        seen
    }

    /// What `rule` observes of one tracked subject, whether its condition holds or not.
    pub fn observe_subject(&self, rule: &Rule, subject: &Subject) -> Observation {
        let limits = ScopeFilter::of(rule);
        let positions = self.positions.get_or_init(|| self.positions());
        let name = &subject.deployment;
        match rule.measure.subject() {
            // `observe_rule` returned every existing deployment and node.
            SubjectKind::Deployment | SubjectKind::Node => Observation::Gone,
            SubjectKind::Room => {
                let Some(rooms) = &self.rooms else { return Observation::Unknown };
                let key = subject.room_sid.clone().map(|sid| (Arc::clone(name), sid));
                let position = key.and_then(|key| positions.rooms.get(&key));
                let Some(room) = position.map(|position| &rooms[*position]) else {
                    return Observation::Gone;
                };
                if limits.admits(name, room.region.as_ref(), Some(&room.name)) {
                    self.of_room(rule.measure, room)
                } else {
                    Observation::Gone
                }
            }
            SubjectKind::Participant => {
                let Some(joins) = &self.joins else { return Observation::Unknown };
                let (Some(room), Some(identity)) = (&subject.room, &subject.participant) else {
                    return Observation::Gone;
                };
                let key = (Arc::clone(name), room.clone(), identity.clone());
                match positions.joins.get(&key).map(|position| &joins[*position]) {
                    Some(who) if limits.admits(name, who.region.as_ref(), Some(room)) => {
                        Observation::Value(f64::from(who.joins))
                    }
                    // Participants who joined at most once are not listed.
                    _ => Observation::Nothing,
                }
            }
        }
    }

    fn of_room(&self, measure: Measure, room: &RoomFigures) -> Observation {
        Observation::Value(match measure {
            Measure::RoomParticipants => f64::from(room.participants),
            Measure::RoomPeople => f64::from(room.people),
            Measure::RoomAgents => f64::from(room.agents),
            Measure::RoomPublishers => f64::from(room.publishers),
            Measure::RoomDuration => self.at.seconds_since(room.started_at) / 60.0,
            Measure::RoomConnectionQuality => match room.quality {
                Some(quality) => quality,
                None if room.participants == 0 => return Observation::Nothing,
                None => return Observation::Unknown,
            },
            _ => return Observation::Failed,
        })
    }

    /// The fault of a rule whose scope names a deployment that is not watched.
    fn unknown_deployment(&self, rule: &Rule) -> Option<String> {
        let only = rule.scope.deployment.as_deref()?;
        let known = self.windows.deployments().any(|(name, _)| **name == *only);
        (!known).then(|| format!("`scope.deployment`: no deployment `{only}` is watched"))
    }

    fn positions(&self) -> Positions {
        let rooms = self.rooms.iter().flatten().enumerate();
        let joins = self.joins.iter().flatten().enumerate();
        Positions {
            rooms: rooms
                .map(|(position, room)| {
                    ((Arc::clone(&room.deployment), room.sid.clone()), position)
                })
                .collect(),
            joins: joins
                .map(|(position, who)| {
                    let key = (Arc::clone(&who.deployment), who.room.clone(), who.identity.clone());
                    (key, position)
                })
                .collect(),
        }
    }
}

fn subject_of(room: &RoomFigures) -> Subject {
    Subject::room(Arc::clone(&room.deployment), room.sid.clone(), room.name.clone())
}

fn of_node(node: &NodeDowntime) -> Observation {
    node.down_seconds.map_or(Observation::Unknown, Observation::Value)
}

//! A tick: everything that is observed at one moment, and what a rule sees of it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::evaluate::{Condition, Observation};
use super::glob::Pattern;
use super::windows::Windows;
use crate::model::{DeploymentName, Measure, Millis, Rule, Scope, Subject, SubjectKind, Text};
use crate::state::{JoinFigures, RoomFigures};

/// What is measured of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeFigures {
    /// Its deployment.
    pub deployment: DeploymentName,
    /// Where that runs.
    pub region: Option<Text>,
    /// The URL of its metrics.
    pub url: Text,
    /// How long it has not answered, seconds; 0 if it did last time. `None` if not known.
    pub down_seconds: Option<f64>,
}

/// Everything that is observed at one moment.
#[derive(Debug)]
pub struct Evaluation<'a> {
    /// When.
    pub at: Millis,
    /// What was sampled of deployments.
    pub windows: &'a Windows,
    /// The open rooms; `None` if not known.
    pub rooms: Option<Vec<RoomFigures>>,
    /// Who joined more than once; `None` if not known.
    pub joins: Option<Vec<JoinFigures>>,
    /// The nodes.
    pub nodes: Vec<NodeFigures>,
    places: OnceLock<Places>,
}

/// Where each room and each who joins stands in their lists.
#[derive(Debug, Default)]
struct Places {
    rooms: HashMap<(DeploymentName, Text), usize>,
    joins: HashMap<(DeploymentName, Text, Text), usize>,
}

/// What a rule sees.
#[derive(Debug, Default)]
pub struct Seen {
    /// Those of which the condition holds, and each deployment and node, in order of subjects.
    pub subjects: Vec<(Subject, Option<Text>, Observation)>,
    /// Whether there may be more: what is looked at is not known.
    pub is_unknown: bool,
    /// Why nothing can be seen.
    pub fault: Option<String>,
}

/// To what a rule is limited, ready to be asked often.
pub(super) struct Limits<'a> {
    scope: &'a Scope,
    room: Option<Pattern>,
}

impl<'a> Limits<'a> {
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
    /// What is observed at `at`.
    pub const fn new(
        at: Millis,
        windows: &'a Windows,
        rooms: Option<Vec<RoomFigures>>,
        joins: Option<Vec<JoinFigures>>,
        nodes: Vec<NodeFigures>,
    ) -> Self {
        Self { at, windows, rooms, joins, nodes, places: OnceLock::new() }
    }

    /// What `rule` sees: of rooms and people only where its condition holds, as there may be very
    /// many.
    pub fn see(&self, rule: &Rule, condition: &Condition) -> Seen {
        let limits = Limits::of(rule);
        let mut seen = Seen::default();
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

    /// What is observed of one subject that `rule` stands with, whether its condition holds or not.
    pub fn find(&self, rule: &Rule, subject: &Subject) -> Observation {
        let limits = Limits::of(rule);
        let places = self.places.get_or_init(|| self.places());
        let name = &subject.deployment;
        match rule.measure.subject() {
            // Every deployment and node that there is was seen.
            SubjectKind::Deployment | SubjectKind::Node => Observation::Gone,
            SubjectKind::Room => {
                let Some(rooms) = &self.rooms else { return Observation::Unknown };
                let key = subject.room_sid.clone().map(|sid| (Arc::clone(name), sid));
                let place = key.and_then(|key| places.rooms.get(&key));
                let Some(room) = place.map(|place| &rooms[*place]) else {
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
                match places.joins.get(&key).map(|place| &joins[*place]) {
                    Some(who) if limits.admits(name, who.region.as_ref(), Some(room)) => {
                        Observation::Value(f64::from(who.joins))
                    }
                    // Not more than once: nobody comes and goes.
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

    /// What is wrong with a rule that is limited to a deployment which is not watched.
    fn unknown_deployment(&self, rule: &Rule) -> Option<String> {
        let only = rule.scope.deployment.as_deref()?;
        let known = self.windows.deployments().any(|(name, _)| **name == *only);
        (!known).then(|| format!("`scope.deployment`: no deployment `{only}` is watched"))
    }

    fn places(&self) -> Places {
        let rooms = self.rooms.iter().flatten().enumerate();
        let joins = self.joins.iter().flatten().enumerate();
        Places {
            rooms: rooms
                .map(|(place, room)| ((Arc::clone(&room.deployment), room.sid.clone()), place))
                .collect(),
            joins: joins
                .map(|(place, who)| {
                    let key = (Arc::clone(&who.deployment), who.room.clone(), who.identity.clone());
                    (key, place)
                })
                .collect(),
        }
    }
}

fn subject_of(room: &RoomFigures) -> Subject {
    Subject::room(Arc::clone(&room.deployment), room.sid.clone(), room.name.clone())
}

fn of_node(node: &NodeFigures) -> Observation {
    node.down_seconds.map_or(Observation::Unknown, Observation::Value)
}

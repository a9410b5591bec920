//! Connection quality, from the most direct source: what clients report of themselves, else the
//! mean that nodes measure, else nothing.

use std::sync::Arc;

use super::{ChangeKind, ParticipantEntry, RoomEntry, RoomKey, State, StateChange};
use crate::model::{
    Band, ClientQuality, DeploymentName, Event, Millis, ParticipantSession, QualitySource,
    Reported, Text,
};

/// How long a nodes' measurement counts as current, milliseconds: a few scrapes.
const NODES_FRESH_MS: i64 = 60_000;

/// Which participant session a report belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// This session, which was in this band until now, as far as is known.
    Session {
        /// The room sid.
        room_sid: Text,
        /// The participant sid.
        sid: Text,
        /// The band before; `None` if not known.
        was: Option<Band>,
    },
    /// No such participant is known in the room: its webhook may be late.
    Unknown,
    /// The sid in the report belongs to another identity or another room.
    Foreign,
}

impl State {
    /// Which session the report belongs to that `identity` sends from the room `room_name`;
    /// `room_sid` and `sid` are empty if the report does not name them.
    pub fn claim(
        &self,
        deployment: &DeploymentName,
        (room_name, identity): (&Text, &Text),
        (room_sid, sid): (&Text, &Text),
        now: Millis,
    ) -> Claim {
        if let Some((key, sid)) = self.reporter(deployment, (room_name, identity), (room_sid, sid))
        {
            let quality = self.rooms[&key].participants[&sid].quality.as_deref();
            let was = quality.and_then(|quality| quality.score_at(now)).map(Band::of);
            return Claim::Session { room_sid: key.sid, sid, was };
        }
        let is_room = |key: &RoomKey| !room_sid.is_empty() && key.sid == *room_sid;
        let foreign = self.rooms.iter().filter(|(key, _)| key.deployment == *deployment).any(
            |(key, entry)| {
                (is_room(key) && entry.session.record.name != *room_name)
                    || (!sid.is_empty() && entry.participants.contains_key(sid))
            },
        );
        if foreign { Claim::Foreign } else { Claim::Unknown }
    }

    /// The participant session of that sid in memory.
    pub fn participant_session(
        &self,
        deployment: Option<&str>,
        sid: &Text,
    ) -> Option<ParticipantSession> {
        self.rooms
            .iter()
            .filter(|(key, _)| deployment.is_none_or(|name| *key.deployment == *name))
            .find_map(|(_, entry)| {
                let participant = entry.participants.get(sid)?;
                Some(participant.session(&entry.session.record))
            })
    }

    /// The session that reports: the one of that sid, else the one that is present.
    fn reporter(
        &self,
        deployment: &DeploymentName,
        (room_name, identity): (&Text, &Text),
        (room_sid, sid): (&Text, &Text),
    ) -> Option<(RoomKey, Text)> {
        let rooms = self.by_name.get(&(Arc::clone(deployment), room_name.clone()))?;
        let entries = rooms
            .iter()
            .filter(|known| room_sid.is_empty() || *known == room_sid)
            .map(|known| RoomKey { deployment: Arc::clone(deployment), sid: known.clone() })
            .filter_map(|key| Some((self.rooms.get(&key)?, key)));
        if sid.is_empty() {
            let there = |participant: &&ParticipantEntry| {
                participant.record.identity == *identity && participant.end.is_none()
            };
            return entries
                .flat_map(|(entry, key)| {
                    let participants =
                        entry.participants.values().map(|participant| &**participant).filter(there);
                    participants.map(move |participant| {
                        (participant.record.started_at(), participant, key.clone())
                    })
                })
                .max_by_key(|(began, participant, _)| (*began, &participant.record.sid))
                .map(|(_, participant, key)| (key, participant.record.sid.clone()));
        }
        entries
            .filter(|(entry, _)| {
                entry
                    .participants
                    .get(sid)
                    .is_some_and(|participant| participant.record.identity == *identity)
            })
            .map(|(_, key)| (key, sid.clone()))
            .next()
    }

    /// Merges what a client reported of itself. Only another band is a visible change.
    pub(super) fn observe_report(
        &mut self,
        event: &Event,
        reported: &Reported,
    ) -> Vec<StateChange> {
        let who = &reported.participant;
        let Some((key, sid)) = self.reporter(
            &event.deployment,
            (&who.room_name, &who.identity),
            (&who.room_sid, &who.sid),
        ) else {
            return Vec::new();
        };
        let Some(entry) = self.rooms.get_mut(&key) else { return Vec::new() };
        let Some(participant) = entry.participants.get_mut(&sid) else { return Vec::new() };
        let new =
            ClientQuality { at: event.at, id: event.id.clone(), score: reported.report.score() };
        let known = participant.quality.as_deref();
        if known.is_some_and(|known| (known.at, &known.id) >= (new.at, &new.id)) {
            return Vec::new();
        }
        let was = known.and_then(|known| known.score_at(new.at)).map(Band::of);
        let is_other = was != new.score.map(Band::of) && participant.is_present();
        participant.quality = Some(Box::new(new));
        entry.reported = true;
        if !is_other {
            return Vec::new();
        }
        self.revision += 1;
        vec![StateChange::participant(ChangeKind::ParticipantUpdated, &key, &sid)]
    }

    /// Forgets reports that are too old to count at `now`; present participants that lose their
    /// quality by that are changes.
    pub fn forget_quality(&mut self, now: Millis) -> Vec<StateChange> {
        let mut changes = Vec::new();
        for (key, entry) in self.rooms.iter_mut().filter(|(_, entry)| entry.reported) {
            entry.reported = false;
            for (sid, participant) in &mut entry.participants {
                match &participant.quality {
                    None => {}
                    Some(quality) if quality.is_fresh(now) => entry.reported = true,
                    Some(quality) => {
                        if quality.score.is_some() && participant.is_present() {
                            let kind = ChangeKind::ParticipantUpdated;
                            changes.push(StateChange::participant(kind, key, sid));
                        }
                        participant.quality = None;
                    }
                }
            }
        }
        if !changes.is_empty() {
            self.revision += 1;
        }
        changes
    }

    /// Stores the mean quality (0–100) that the nodes of a deployment measured up to `at`.
    pub fn observe_node_quality(&mut self, deployment: &DeploymentName, at: Millis, quality: f64) {
        self.node_quality.insert(Arc::clone(deployment), (at, quality));
    }

    /// The quality of a deployment at `now` and its source; `clients` is the mean of the reports of
    /// present participants.
    pub(super) fn quality(
        &self,
        deployment: &DeploymentName,
        now: Millis,
        clients: Option<f64>,
    ) -> Option<(f64, QualitySource)> {
        let by_nodes = || {
            let (at, quality) = *self.node_quality.get(deployment)?;
            (now.since(at) < NODES_FRESH_MS).then_some((quality, QualitySource::Nodes))
        };
        clients.map(|quality| (quality, QualitySource::Clients)).or_else(by_nodes)
    }

    /// How many present participants report their quality, by deployment.
    pub fn reporting(&self, now: Millis) -> Vec<(DeploymentName, u64)> {
        let reporting = |name: &DeploymentName| {
            let rooms = self.rooms.iter().filter(|(key, _)| key.deployment == *name);
            rooms.map(|(_, entry)| entry.client_quality(now).count).sum()
        };
        self.deployments.keys().map(|name| (Arc::clone(name), reporting(name))).collect()
    }
}

/// A mean that is being summed up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mean {
    sum: f64,
    count: u64,
}

impl Mean {
    /// Adds the values of `other`.
    pub(super) const fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.count += other.count;
    }

    /// The mean; `None` without values.
    #[expect(clippy::cast_precision_loss, reason = "counts of people are far below 2^53")]
    pub(super) fn value(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

impl RoomEntry {
    /// The mean of the reports of present participants.
    pub(super) fn client_quality(&self, now: Millis) -> Mean {
        let mut mean = Mean::default();
        if !self.reported {
            return mean;
        }
        for participant in self.participants.values().filter(|participant| participant.is_present())
        {
            if let Some(score) =
                participant.quality.as_ref().and_then(|quality| quality.score_at(now))
            {
                mean.add(Mean { sum: score, count: 1 });
            }
        }
        mean
    }
}

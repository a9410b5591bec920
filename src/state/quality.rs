//! How well the connections are, by the most honest source that tells: what clients report of
//! themselves, else the mean that nodes measure, else nothing.

use std::sync::Arc;

use super::{Change, ChangeKind, ParticipantEntry, RoomEntry, RoomKey, State};
use crate::model::{
    Band, ClientQuality, DeploymentName, Event, Millis, ParticipantSession, QualitySource,
    Reported, Text,
};

/// How long what nodes measured counts as now, milliseconds: a few scrapes.
const NODES_FRESH_MS: i64 = 60_000;

/// Whose report it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// That of this stay, which was in this band until now, as far as is known.
    Session {
        /// The room sid.
        room_sid: Text,
        /// The participant sid.
        sid: Text,
        /// How it was.
        was: Option<Band>,
    },
    /// Nobody of that name is known there: what tells of it may be late.
    Unknown,
    /// The sid that it names belongs to somebody else, or to another room.
    Foreign,
}

impl State {
    /// Whose report it is that `identity` sends from the room `room_name`; `room_sid` and `sid` are
    /// empty if it does not name them.
    pub fn claim(
        &self,
        deployment: &DeploymentName,
        (room_name, identity): (&Text, &Text),
        (room_sid, sid): (&Text, &Text),
        now: Millis,
    ) -> Claim {
        if let Some((key, sid)) = self.reporter(deployment, (room_name, identity), (room_sid, sid))
        {
            let quality = self.rooms[&key].stays[&sid].quality.as_deref();
            let was = quality.and_then(|quality| quality.score_at(now)).map(Band::of);
            return Claim::Session { room_sid: key.sid, sid, was };
        }
        let is_room = |key: &RoomKey| !room_sid.is_empty() && key.sid == *room_sid;
        let foreign = self.rooms.iter().filter(|(key, _)| key.deployment == *deployment).any(
            |(key, entry)| {
                (is_room(key) && entry.session.record.name != *room_name)
                    || (!sid.is_empty() && entry.stays.contains_key(sid))
            },
        );
        if foreign { Claim::Foreign } else { Claim::Unknown }
    }

    /// The stay of that sid in memory.
    pub fn stay(&self, deployment: Option<&str>, sid: &Text) -> Option<ParticipantSession> {
        self.rooms
            .iter()
            .filter(|(key, _)| deployment.is_none_or(|name| *key.deployment == *name))
            .find_map(|(_, entry)| {
                let stay = entry.stays.get(sid)?;
                Some(stay.session(&entry.session.record))
            })
    }

    /// The stay that reports: of that sid, else the one that is there.
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
            let there =
                |stay: &&ParticipantEntry| stay.record.identity == *identity && stay.end.is_none();
            return entries
                .flat_map(|(entry, key)| {
                    let stays = entry.stays.values().map(|stay| &**stay).filter(there);
                    stays.map(move |stay| (stay.record.started_at(), stay, key.clone()))
                })
                .max_by_key(|(began, stay, _)| (*began, &stay.record.sid))
                .map(|(_, stay, key)| (key, stay.record.sid.clone()));
        }
        entries
            .filter(|(entry, _)| {
                entry.stays.get(sid).is_some_and(|stay| stay.record.identity == *identity)
            })
            .map(|(_, key)| (key, sid.clone()))
            .next()
    }

    /// Joins what a client reported of itself; a change is what is seen: another band.
    pub(super) fn observe_report(&mut self, event: &Event, reported: &Reported) -> Vec<Change> {
        let who = &reported.participant;
        let Some((key, sid)) = self.reporter(
            &event.deployment,
            (&who.room_name, &who.identity),
            (&who.room_sid, &who.sid),
        ) else {
            return Vec::new();
        };
        let Some(entry) = self.rooms.get_mut(&key) else { return Vec::new() };
        let Some(stay) = entry.stays.get_mut(&sid) else { return Vec::new() };
        let new =
            ClientQuality { at: event.at, id: event.id.clone(), score: reported.report.score() };
        let known = stay.quality.as_deref();
        if known.is_some_and(|known| (known.at, &known.id) >= (new.at, &new.id)) {
            return Vec::new();
        }
        let was = known.and_then(|known| known.score_at(new.at)).map(Band::of);
        let is_other = was != new.score.map(Band::of) && stay.is_present();
        stay.quality = Some(Box::new(new));
        entry.reported = true;
        if !is_other {
            return Vec::new();
        }
        self.revision += 1;
        vec![Change::participant(ChangeKind::ParticipantUpdated, &key, &sid)]
    }

    /// Forgets what clients said too long before `now` to count; whoever is there without a quality
    /// since then has changed.
    pub fn forget_quality(&mut self, now: Millis) -> Vec<Change> {
        let mut changes = Vec::new();
        for (key, entry) in self.rooms.iter_mut().filter(|(_, entry)| entry.reported) {
            entry.reported = false;
            for (sid, stay) in &mut entry.stays {
                match &stay.quality {
                    None => {}
                    Some(quality) if quality.is_fresh(now) => entry.reported = true,
                    Some(quality) => {
                        if quality.score.is_some() && stay.is_present() {
                            let kind = ChangeKind::ParticipantUpdated;
                            changes.push(Change::participant(kind, key, sid));
                        }
                        stay.quality = None;
                    }
                }
            }
        }
        if !changes.is_empty() {
            self.revision += 1;
        }
        changes
    }

    /// The mean quality (0–100) that the nodes of a deployment measured up to `at`.
    pub fn observe_node_quality(&mut self, deployment: &DeploymentName, at: Millis, quality: f64) {
        self.node_quality.insert(Arc::clone(deployment), (at, quality));
    }

    /// The quality of a deployment at `now` and whose it is; `clients` is the mean of the reports of
    /// those present.
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

    /// How many of those present tell how their connection is, by deployment.
    pub fn reporting(&self, now: Millis) -> Vec<(DeploymentName, u64)> {
        let reporting = |name: &DeploymentName| {
            let rooms = self.rooms.iter().filter(|(key, _)| key.deployment == *name);
            rooms.map(|(_, entry)| entry.client_quality(now).count).sum()
        };
        self.deployments.keys().map(|name| (Arc::clone(name), reporting(name))).collect()
    }
}

/// A mean in the making.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mean {
    sum: f64,
    count: u64,
}

impl Mean {
    /// Both together.
    pub(super) const fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.count += other.count;
    }

    /// The mean; `None` of nothing.
    #[expect(clippy::cast_precision_loss, reason = "counts of people are far below 2^53")]
    pub(super) fn value(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

impl RoomEntry {
    /// The mean of what the clients of those present say.
    pub(super) fn client_quality(&self, now: Millis) -> Mean {
        let mut mean = Mean::default();
        if !self.reported {
            return mean;
        }
        for stay in self.stays.values().filter(|stay| stay.is_present()) {
            if let Some(score) = stay.quality.as_ref().and_then(|quality| quality.score_at(now)) {
                mean.add(Mean { sum: score, count: 1 });
            }
        }
        mean
    }
}

//! Figures of rooms and of people for alert rules: everything that a tick of the evaluator needs, in
//! one pass.

use std::collections::HashMap;

use super::clocks::ours;
use super::read::RATE_WINDOW_MS;
use super::{ParticipantEntry, State};
use crate::model::{
    Departure, DeploymentName, EvidenceParticipant, EvidenceRoom, JobKind, JobOutcome, JobRecord,
    Millis, RoomRecord, Text, classify,
};

/// How far back joins are counted, milliseconds.
pub const JOINS_MS: i64 = 600_000;

/// How far back failed egresses are counted, milliseconds; they stay in memory longer.
pub const EGRESS_MS: i64 = 600_000;

/// What is measured of an open room.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomFigures {
    /// Its deployment.
    pub deployment: DeploymentName,
    /// Where that runs.
    pub region: Option<Text>,
    /// Its sid.
    pub sid: Text,
    /// Its name.
    pub name: Text,
    /// When it began, by our clock.
    pub started_at: Millis,
    /// Participants present.
    pub participants: u32,
    /// Of them, people; without those forwarded from another room.
    pub people: u32,
    /// Of them, agents; without those forwarded from another room.
    pub agents: u32,
    /// Of them, those with a live track.
    pub publishers: u32,
    /// 0–100, by its clients; `None` if none tells.
    pub quality: Option<f64>,
}

/// How often somebody joined the rooms of one name in the last ten minutes: at least twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinFigures {
    /// The deployment.
    pub deployment: DeploymentName,
    /// Where that runs.
    pub region: Option<Text>,
    /// The room's name.
    pub room: Text,
    /// The identity.
    pub identity: Text,
    /// How often.
    pub joins: u32,
}

/// Whether an egress failed: what it ended with.
pub fn is_failed_egress(job: &JobRecord) -> bool {
    job.kind == JobKind::Egress
        && matches!(job.outcome(), Some(JobOutcome::Failed | JobOutcome::Aborted))
}

impl ParticipantEntry {
    /// When it left unexpectedly, if it did; whoever is forwarded is lost in the room they are of.
    fn lost_at(&self) -> Option<Millis> {
        let leave = self.record.left.as_ref()?;
        let left_at = self.end.as_ref()?.latest.max(self.record.started_at());
        let stayed_ms = left_at.since(self.record.started_at());
        let class = classify(&leave.reason, leave.aborted, stayed_ms);
        (class == Departure::Unexpected && !self.record.is_forwarded()).then_some(left_at)
    }
}

impl State {
    /// Every open room; `None` while what was before the start is not known.
    pub fn room_figures(&self, now: Millis) -> Option<Vec<RoomFigures>> {
        if !self.is_loaded() {
            return None;
        }
        let open = self.rooms.iter().filter(|(_, entry)| entry.session.is_active());
        let figures = open.map(|(key, entry)| RoomFigures {
            deployment: DeploymentName::clone(&key.deployment),
            region: entry.session.region.clone(),
            sid: key.sid.clone(),
            name: entry.session.record.name.clone(),
            started_at: ours(
                entry.session.record.started_at(),
                self.skew_ms(&entry.session.record),
            ),
            participants: entry.counts.present,
            people: entry.counts.people,
            agents: entry.counts.agents,
            publishers: entry.counts.publishers,
            quality: entry.client_quality(now).value(),
        });
        Some(figures.collect())
    }

    /// Whoever joined the rooms of one name more than once in the last ten minutes; `None` while
    /// what was before the start is not known.
    pub fn join_figures(&self, now: Millis) -> Option<Vec<JoinFigures>> {
        if !self.is_loaded() {
            return None;
        }
        let mut joins: HashMap<(&DeploymentName, &Text, &Text), u32> = HashMap::new();
        for (key, entry) in &self.rooms {
            let told = now.plus(-self.skew_ms(&entry.session.record));
            for stay in entry.stays.values() {
                let record = &stay.record;
                let age_ms = told.since(record.started_at());
                // Who never became active did not join, and is not among the stored stays, either.
                let is_join = !record.left.as_ref().is_some_and(|leave| leave.aborted);
                if is_join && (0..JOINS_MS).contains(&age_ms) && !record.identity.is_empty() {
                    let name = &entry.session.record.name;
                    *joins.entry((&key.deployment, name, &stay.record.identity)).or_default() += 1;
                }
            }
        }
        let often = joins.into_iter().filter(|(_, joins)| *joins >= 2);
        let figures = often.map(|((deployment, room, identity), joins)| JoinFigures {
            deployment: DeploymentName::clone(deployment),
            region: self.region(deployment),
            room: room.clone(),
            identity: identity.clone(),
            joins,
        });
        Some(figures.collect())
    }

    /// The egresses of a deployment that failed in the last ten minutes; `None` while what was
    /// before the start is not known.
    pub fn failed_egresses(&self, deployment: &str, now: Millis) -> Option<Vec<&JobRecord>> {
        let recent = |job: &JobRecord| {
            job.ended_at.is_some_and(|at| (0..EGRESS_MS).contains(&now.since(at).max(0)))
        };
        let jobs = self.jobs.iter().filter(|(key, _)| *key.deployment == *deployment);
        let failed = jobs
            .map(|(_, entry)| &entry.record)
            .filter(|job| is_failed_egress(job) && recent(job))
            .collect();
        self.is_loaded().then_some(failed)
    }

    /// The open rooms of a deployment with the most people, at most `limit`, and how many are open.
    pub fn largest_rooms(&self, deployment: &str, limit: usize) -> (Vec<EvidenceRoom>, u64) {
        let mut open: Vec<_> = self
            .rooms
            .iter()
            .filter(|(key, entry)| *key.deployment == *deployment && entry.session.is_active())
            .collect();
        open.sort_unstable_by(|a, b| {
            b.1.counts.present.cmp(&a.1.counts.present).then_with(|| a.0.cmp(b.0))
        });
        let total = open.len() as u64;
        let named = open.into_iter().take(limit).map(|(key, entry)| EvidenceRoom {
            name: entry.session.record.name.to_string(),
            sid: key.sid.to_string(),
        });
        (named.collect(), total)
    }

    /// The people of a deployment who left unexpectedly since `since`, the latest first, at most
    /// `limit`, and how many there were.
    pub fn disconnected(
        &self,
        deployment: &str,
        since: Millis,
        limit: usize,
    ) -> (Vec<EvidenceParticipant>, u64) {
        self.stays(deployment, limit, |room, stay| {
            let skew_ms = self.skew_ms(room);
            stay.lost_at().filter(|at| ours(*at, skew_ms) >= since && stay.record.is_person())
        })
    }

    /// The machines of a deployment (agents, recorders, ingresses, bridges) that were lost
    /// unexpectedly since `since`, the latest first, at most `limit`, and how many there were.
    pub fn machines_lost(
        &self,
        deployment: &str,
        since: Millis,
        limit: usize,
    ) -> (Vec<EvidenceParticipant>, u64) {
        self.stays(deployment, limit, |room, stay| {
            let skew_ms = self.skew_ms(room);
            stay.lost_at().filter(|at| ours(*at, skew_ms) >= since && stay.record.is_machine())
        })
    }

    /// Machines of a deployment that were lost unexpectedly, a minute, over the trailing minute;
    /// `None` while what was before the start is not known.
    pub fn machine_disconnect_rate(&self, deployment: &str, now: Millis) -> Option<f64> {
        let rooms = self.rooms.iter().filter(|(key, _)| *key.deployment == *deployment);
        let lost = rooms.flat_map(|(_, entry)| {
            let told = now.plus(-self.skew_ms(&entry.session.record));
            let in_window = move |at: Millis| at <= told && told.since(at) < RATE_WINDOW_MS;
            entry.stays.values().filter(move |stay| {
                stay.record.is_machine() && stay.lost_at().is_some_and(in_window)
            })
        });
        let lost = u32::try_from(lost.count()).unwrap_or(u32::MAX);
        self.is_loaded().then(|| f64::from(lost))
    }

    /// The stays for which `when` tells a time, the latest first, at most `limit`, and how many.
    fn stays(
        &self,
        deployment: &str,
        limit: usize,
        when: impl Fn(&RoomRecord, &ParticipantEntry) -> Option<Millis>,
    ) -> (Vec<EvidenceParticipant>, u64) {
        let mut found: Vec<(Millis, &Text, &ParticipantEntry)> = Vec::new();
        for (_, entry) in self.rooms.iter().filter(|(key, _)| *key.deployment == *deployment) {
            let room = &entry.session.record;
            let told = entry.stays.values().map(|stay| (when(room, stay), &room.name, &**stay));
            found.extend(told.filter_map(|(at, name, stay)| Some((at?, name, stay))));
        }
        found.sort_unstable_by(|a, b| (b.0, &b.2.record.sid).cmp(&(a.0, &a.2.record.sid)));
        let total = found.len() as u64;
        let named = found.into_iter().take(limit).map(|(_, room, stay)| EvidenceParticipant {
            identity: stay.record.identity.to_string(),
            sid: stay.record.sid.to_string(),
            room: room.to_string(),
        });
        (named.collect(), total)
    }

    /// Those who are in a room session, the latest first, at most `limit`, and how many.
    pub fn present(
        &self,
        deployment: &str,
        room_sid: &str,
        limit: usize,
    ) -> (Vec<EvidenceParticipant>, u64) {
        self.stays(deployment, limit, |_, stay| {
            let here = stay.is_present() && stay.record.room_sid == room_sid;
            here.then(|| stay.record.started_at())
        })
    }

    /// The stays of somebody in the rooms of one name since `since`, the latest first, at most
    /// `limit`, and how many.
    pub fn joined(
        &self,
        deployment: &str,
        (room, identity): (&str, &str),
        since: Millis,
        limit: usize,
    ) -> (Vec<EvidenceParticipant>, u64) {
        self.stays(deployment, limit, |of, stay| {
            let at = stay.record.started_at();
            let is_recent = ours(at, self.skew_ms(of)) >= since;
            (of.name == room && stay.record.identity == identity && is_recent).then_some(at)
        })
    }
}

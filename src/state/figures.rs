//! Figures of rooms and participants for alert rules: all that an evaluation needs, in one pass.

use std::collections::HashMap;

use super::clocks::to_our_clock;
use super::read::RATE_WINDOW_MS;
use super::{ParticipantEntry, State};
use crate::model::{
    Departure, DeploymentName, EvidenceParticipant, EvidenceRoom, JobKind, JobOutcome, JobRecord,
    Millis, RoomRecord, Text, classify,
};

/// How far back joins are counted, milliseconds.
pub const JOINS_MS: i64 = 600_000;

/// How far back failed egresses are counted, milliseconds; they remain in memory longer.
pub const EGRESS_MS: i64 = 600_000;

/// What is measured of an open room.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomFigures {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The deployment's region.
    pub region: Option<Text>,
    /// The room sid.
    pub sid: Text,
    /// The room's name.
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
    /// Mean quality by its clients' reports, 0–100; `None` if no client reports.
    pub quality: Option<f64>,
}

/// How often one identity joined the rooms of one name in the last ten minutes; only those with two
/// joins or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinFigures {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The deployment's region.
    pub region: Option<Text>,
    /// The room's name.
    pub room: Text,
    /// The identity.
    pub identity: Text,
    /// Number of joins.
    pub joins: u32,
}

/// Whether the job is an egress that failed or was aborted.
pub fn is_failed_egress(job: &JobRecord) -> bool {
    job.kind == JobKind::Egress
        && matches!(job.outcome(), Some(JobOutcome::Failed | JobOutcome::Aborted))
}

impl ParticipantEntry {
    /// When it left unexpectedly, if it did. A forwarded participant counts in its own room.
    fn lost_at(&self) -> Option<Millis> {
        let leave = self.record.left.as_ref()?;
        let left_at = self.end.as_ref()?.latest.max(self.record.started_at());
        let duration_ms = left_at.since(self.record.started_at());
        let class = classify(&leave.reason, leave.aborted, duration_ms);
        (class == Departure::Unexpected && !self.record.is_forwarded()).then_some(left_at)
    }
}

impl State {
    /// Every open room; `None` until the state from before the start is loaded.
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
            started_at: to_our_clock(
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

    /// Identities that joined the rooms of one name more than once in the last ten minutes; `None`
    /// until the state from before the start is loaded.
    pub fn join_figures(&self, now: Millis) -> Option<Vec<JoinFigures>> {
        if !self.is_loaded() {
            return None;
        }
        let mut joins: HashMap<(&DeploymentName, &Text, &Text), u32> = HashMap::new();
        for (key, entry) in &self.rooms {
            let node_now = now.plus(-self.skew_ms(&entry.session.record));
            for participant in entry.participants.values() {
                let record = &participant.record;
                let age_ms = node_now.since(record.started_at());
                // A participant that never became active did not join; the store does not count it
                // either.
                let is_join = !record.left.as_ref().is_some_and(|leave| leave.aborted);
                if is_join && (0..JOINS_MS).contains(&age_ms) && !record.identity.is_empty() {
                    let name = &entry.session.record.name;
                    *joins
                        .entry((&key.deployment, name, &participant.record.identity))
                        .or_default() += 1;
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

    /// The egresses of a deployment that failed in the last ten minutes; `None` until the state
    /// from before the start is loaded.
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

    /// The open rooms of a deployment with the most people, at most `limit`, and the number of open
    /// rooms.
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
    /// `limit`, and their total number.
    pub fn disconnected(
        &self,
        deployment: &str,
        since: Millis,
        limit: usize,
    ) -> (Vec<EvidenceParticipant>, u64) {
        self.latest_participants(deployment, limit, |room, participant| {
            let skew_ms = self.skew_ms(room);
            participant
                .lost_at()
                .filter(|at| to_our_clock(*at, skew_ms) >= since && participant.record.is_person())
        })
    }

    /// The machines of a deployment (agents, recorders, ingresses, bridges) that left unexpectedly
    /// since `since`, the latest first, at most `limit`, and their total number.
    pub fn machines_lost(
        &self,
        deployment: &str,
        since: Millis,
        limit: usize,
    ) -> (Vec<EvidenceParticipant>, u64) {
        self.latest_participants(deployment, limit, |room, participant| {
            let skew_ms = self.skew_ms(room);
            participant
                .lost_at()
                .filter(|at| to_our_clock(*at, skew_ms) >= since && participant.record.is_machine())
        })
    }

    /// Machines of a deployment that left unexpectedly, per minute, over the trailing minute;
    /// `None` until the state from before the start is loaded.
    pub fn machine_disconnect_rate(&self, deployment: &str, now: Millis) -> Option<f64> {
        let rooms = self.rooms.iter().filter(|(key, _)| *key.deployment == *deployment);
        let lost = rooms.flat_map(|(_, entry)| {
            let node_now = now.plus(-self.skew_ms(&entry.session.record));
            let in_window = move |at: Millis| at <= node_now && node_now.since(at) < RATE_WINDOW_MS;
            entry.participants.values().filter(move |participant| {
                participant.record.is_machine() && participant.lost_at().is_some_and(in_window)
            })
        });
        let lost = u32::try_from(lost.count()).unwrap_or(u32::MAX);
        self.is_loaded().then(|| f64::from(lost))
    }

    /// The participant sessions for which `when` returns a time, the latest first, at most `limit`,
    /// and their total number.
    fn latest_participants(
        &self,
        deployment: &str,
        limit: usize,
        when: impl Fn(&RoomRecord, &ParticipantEntry) -> Option<Millis>,
    ) -> (Vec<EvidenceParticipant>, u64) {
        let mut timed_sessions: Vec<(Millis, &Text, &ParticipantEntry)> = Vec::new();
        for (_, entry) in self.rooms.iter().filter(|(key, _)| *key.deployment == *deployment) {
            let room = &entry.session.record;
            let timed = entry
                .participants
                .values()
                .map(|participant| (when(room, participant), &room.name, &**participant));
            timed_sessions
                .extend(timed.filter_map(|(at, name, participant)| Some((at?, name, participant))));
        }
        timed_sessions.sort_unstable_by(|a, b| (b.0, &b.2.record.sid).cmp(&(a.0, &a.2.record.sid)));
        let total = timed_sessions.len() as u64;
        let named = timed_sessions.into_iter().take(limit).map(|(_, room, participant)| {
            EvidenceParticipant {
                identity: participant.record.identity.to_string(),
                sid: participant.record.sid.to_string(),
                room: room.to_string(),
            }
        });
        (named.collect(), total)
    }

    /// The participants present in a room session, the latest first, at most `limit`, and their
    /// total number.
    pub fn present(
        &self,
        deployment: &str,
        room_sid: &str,
        limit: usize,
    ) -> (Vec<EvidenceParticipant>, u64) {
        self.latest_participants(deployment, limit, |_, participant| {
            let here = participant.is_present() && participant.record.room_sid == room_sid;
            here.then(|| participant.record.started_at())
        })
    }

    /// The sessions of one identity in the rooms of one name since `since`, the latest first, at
    /// most `limit`, and their total number.
    pub fn joined(
        &self,
        deployment: &str,
        (room, identity): (&str, &str),
        since: Millis,
        limit: usize,
    ) -> (Vec<EvidenceParticipant>, u64) {
        self.latest_participants(deployment, limit, |of, participant| {
            let at = participant.record.started_at();
            let is_recent = to_our_clock(at, self.skew_ms(of)) >= since;
            (of.name == room && participant.record.identity == identity && is_recent).then_some(at)
        })
    }
}

//! Evidence: the rooms, participants and facts that an alert concerns when it fires.

use crate::model::{Evidence, EvidenceRoom, Measure, Millis, Rule, Subject};
use crate::state::{JOINS_MS, State};

/// Collects what `subject` concerns now.
pub(super) fn gather(state: &State, rule: &Rule, subject: &Subject, now: Millis) -> Evidence {
    let (deployment, limit) = (&*subject.deployment, Evidence::NAMED);
    let mut evidence = Evidence::default();
    if let Some((sid, name)) = subject.room_sid.as_ref().zip(subject.room.as_ref()) {
        evidence.rooms = vec![EvidenceRoom { name: name.to_string(), sid: sid.to_string() }];
        evidence.rooms_total = 1;
        (evidence.participants, evidence.participants_total) =
            state.present(deployment, sid, limit);
        return evidence;
    }
    if let Some((room, identity)) = subject.room.as_ref().zip(subject.participant.as_ref()) {
        let since = now.plus(-JOINS_MS);
        (evidence.participants, evidence.participants_total) =
            state.joined(deployment, (room, identity), since, limit);
        return evidence;
    }
    if let Some(url) = &subject.node {
        evidence.facts.push(format!("node {url}"));
    }
    match rule.measure {
        Measure::DisconnectRate | Measure::UnexpectedDepartureRatio => {
            let window_ms = i64::from(rule.window_seconds) * 1000;
            let since = now.plus(-window_ms.max(60_000));
            (evidence.participants, evidence.participants_total) =
                state.disconnected(deployment, since, limit);
        }
        Measure::MachineDisconnectRate => {
            let since = now.plus(-(i64::from(rule.window_seconds) * 1000).max(60_000));
            (evidence.participants, evidence.participants_total) =
                state.machines_lost(deployment, since, limit);
        }
        Measure::EgressFailures => {
            let failed = state.failed_egresses(deployment, now).unwrap_or_default();
            evidence.rooms_total = failed.len() as u64;
            for job in failed.into_iter().take(limit) {
                let why = job.status().map_or("", |status| &status.error);
                let why = if why.is_empty() { "no reason given" } else { why };
                let how = job.ended.as_ref().map_or("", |ended| ended.value.name.as_str());
                let (name, sid) = (job.room_name.to_string(), job.room_sid.to_string());
                evidence.facts.push(format!("egress {} of room `{name}`, {how}: {why}", job.id));
                evidence.rooms.push(EvidenceRoom { name, sid });
            }
        }
        _ => (evidence.rooms, evidence.rooms_total) = state.largest_rooms(deployment, limit),
    }
    evidence
}

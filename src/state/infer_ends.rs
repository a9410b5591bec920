//! Infers ends from the records: pure functions, with the same result for any order of events.
//!
//! LiveKit reports most ends. The others are inferred from what else happened: a room has at most
//! one open session at a time, and an identity can be in a room only once. Which of two sessions
//! came later is decided by when proofs of their lives reached us (`model::Proof`), because
//! LiveKit's times come from several clocks. Those times decide only where arrival does not:
//! between proofs received at once, and for a proof that may have been delayed. A participant that
//! was listed since is present, whatever the times say.

use std::cmp::Ordering;

use crate::model::{End, LATE_MS, Millis, ParticipantRecord, Proof, RoomRecord, Text};

/// The end of `room`, given the other sessions of the same name.
pub(super) fn room_end<'a>(
    room: &RoomRecord,
    namesakes: impl Iterator<Item = &'a RoomRecord>,
    stored: Option<&End>,
) -> Option<End> {
    if let Some(at) = room.observed_end() {
        return Some(End::observed(at));
    }
    // LiveKit reports proof of life in whole seconds, a start in milliseconds.
    let alive = room.last_alive.unwrap_or(room.started_at());
    let successor = namesakes
        .filter(|other| is_later(other, room) && !outlives(room, other))
        .min_by_key(|other| (begun(other), other.started_at(), &other.sid));
    let came_back = successor.map(|next| {
        let evidence = format!("the room came back as `{}`", next.sid);
        // That start time is of another machine's clock: the end is not before this session was
        // last seen.
        End::inferred(room.last_seen, next.started_at().max(alive), evidence)
    });
    let gone = room.gone.as_ref().and_then(|gone| gone.end(proof(room), alive));
    earlier(came_back, gone).or_else(|| stored.filter(|end| alive <= end.latest).cloned())
}

/// When proofs of a room's life reached us; for a record from before proofs were stored, the
/// record's own times.
fn proof(room: &RoomRecord) -> Proof {
    match room.last_alive {
        Some(alive) if room.proof.is_none() => Proof::between(room.first_seen, alive),
        _ => room.proof,
    }
}

/// When a room session began, by when that reached us; `None` if only its end was reported.
fn begun(room: &RoomRecord) -> Option<Millis> {
    proof(room).first()
}

/// Whether `other` began after `room` did.
pub(super) fn is_later(other: &RoomRecord, room: &RoomRecord) -> bool {
    let (Some(theirs), Some(ours)) = (begun(other), begun(room)) else {
        // A session without an event for so long was over before.
        return begun(other).is_some() && other.first_seen.since(room.last_seen) > LATE_MS;
    };
    theirs.cmp(&ours).then_with(|| by_time(other, room)) == Ordering::Greater
}

fn by_time(a: &RoomRecord, b: &RoomRecord) -> Ordering {
    (a.started_at(), &a.sid).cmp(&(b.started_at(), &b.sid))
}

/// Whether `room` was still open after `other` had begun.
fn outlives(room: &RoomRecord, other: &RoomRecord) -> bool {
    let proof = proof(room);
    let Some((last, began)) = proof.last().zip(begun(other)) else { return false };
    let late_ms = last.since(began);
    let alive = room.last_alive.unwrap_or(room.started_at());
    proof.listed() > Some(began)
        || late_ms > LATE_MS
        || (late_ms >= 0 && alive > other.started_at())
}

/// The end of a participant session, and whether it is in doubt. `successor` is the session of the
/// same identity in the same room that began next.
pub(super) fn participant_end(
    participant: &ParticipantRecord,
    room: &RoomRecord,
    room_end: Option<&End>,
    successor: Option<&ParticipantRecord>,
    stored: Option<&End>,
) -> (Option<End>, bool) {
    if let Some(leave) = &participant.left {
        return (Some(End::observed(leave.stamp.at.max(participant.started_at()))), false);
    }
    let alive =
        participant.last_alive.unwrap_or(participant.started_at()).max(participant.started_at());
    let gone =
        participant.gone.as_ref().and_then(|gone| gone.end(participant_proof(participant), alive));
    if let Some(end) = earlier(by_others(participant, room, room_end, successor), gone) {
        return (Some(end), false);
    }
    if let Some(end) = stored.filter(|end| participant.last_seen <= end.latest) {
        return (Some(end.clone()), false);
    }
    (None, was_restarted(participant, room) || participant.is_doubted() || room.is_doubted())
}

/// Whether the room was restarted, and nothing proves that this participant was present since.
fn was_restarted(participant: &ParticipantRecord, room: &RoomRecord) -> bool {
    let Some(restarted) = room.last_started else { return false };
    let is_told = participant.last_seen < restarted;
    match room.started_received.zip(participant_proof(participant).last()) {
        // The only `room_started` may have been received late.
        Some((started, proved)) if started != proved => {
            proved < started && (is_told || room.is_started_again())
        }
        _ => is_told,
    }
}

/// The earlier of two inferred ends.
fn earlier(one: Option<End>, other: Option<End>) -> Option<End> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.latest < one.latest { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// The end of a participant session that follows from its room or from its successor.
fn by_others(
    participant: &ParticipantRecord,
    room: &RoomRecord,
    room_end: Option<&End>,
    successor: Option<&ParticipantRecord>,
) -> Option<End> {
    if let Some(next) = successor {
        let evidence = format!("the identity came back as `{}`", next.sid);
        let latest =
            next.started_at().max(participant.last_alive.unwrap_or(participant.started_at()));
        let latest = latest.max(participant.started_at());
        return Some(End::inferred(participant.last_seen, latest, evidence));
    }
    if let Some(end) = room_end {
        let evidence = end.evidence.as_deref().unwrap_or("the room finished");
        let latest = end.latest.max(participant.started_at());
        return Some(End::inferred(participant.last_seen, latest, evidence));
    }
    // The room finished and was restarted: participants that were seen only before are gone.
    if let Some(finish) = &room.finished
        && is_before_finish(participant, room, finish.stamp.at)
    {
        let latest = finish.stamp.at.max(participant.started_at());
        return Some(End::inferred(participant.last_seen, latest, "the room finished"));
    }
    None
}

/// Whether nothing proves that the participant was present after its room had finished, which
/// LiveKit reports as `finished`.
fn is_before_finish(participant: &ParticipantRecord, room: &RoomRecord, finished: Millis) -> bool {
    match room.finished_received.zip(participant_proof(participant).last()) {
        Some((ended, proved)) if ended != proved => proved < ended,
        _ => finished >= participant.last_seen,
    }
}

/// When proofs of a participant's life reached us; for a record from before proofs were stored, the
/// record's own times.
fn participant_proof(participant: &ParticipantRecord) -> Proof {
    match participant.last_alive {
        Some(alive) if participant.proof.is_none() => Proof::between(participant.first_seen, alive),
        _ => participant.proof,
    }
}

/// Orders the sessions of one identity: the one that began later, or was listed later, is the
/// present one. LiveKit's times break ties.
pub(super) fn order_key(participant: &ParticipantRecord) -> (Option<Millis>, Millis, &str) {
    (participant_proof(participant).begun(), participant.started_at(), &participant.sid)
}

/// The sid of the session of the same identity among `others` that began next after this one;
/// `None` if LiveKit reported its end.
pub(super) fn successor<'a>(
    participant: &ParticipantRecord,
    others: impl Iterator<Item = &'a ParticipantRecord>,
) -> Option<Text> {
    if participant.left.is_some() {
        return None;
    }
    let later = others.filter(|other| succeeds(other, participant));
    later.min_by(|a, b| order_key(a).cmp(&order_key(b))).map(|next| next.sid.clone())
}

/// Whether `other` is a later session of the same identity.
fn succeeds(other: &ParticipantRecord, participant: &ParticipantRecord) -> bool {
    // If only the end of a session was reported, it may have begun before or after.
    let is_only_over = other.left.is_some() && order_key(other).0.is_none();
    other.identity == participant.identity
        && !participant.identity.is_empty()
        && !is_only_over
        && order_key(other) > order_key(participant)
}

//! What follows from the records: pure functions, the same for any order of events.
//!
//! LiveKit tells most ends. Those that nobody tells follow from what others did: a room has at most
//! one life at a time, and an identity can be in a room only once. Which of two came later is told by
//! when proofs of their lives reached us (`model::Proof`), for LiveKit's times are of several clocks;
//! those decide only where arrival does not: of what was received at once, and of a proof that may
//! have been on its way. Whoever was listed since is there, whatever the times say.

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
    // Proof of life is told in whole seconds, a start in milliseconds.
    let alive = room.last_alive.unwrap_or(room.started_at());
    let successor = namesakes
        .filter(|other| is_later(other, room) && !outlives(room, other))
        .min_by_key(|other| (begun(other), other.started_at(), &other.sid));
    let came_back = successor.map(|next| {
        let evidence = format!("the room came back as `{}`", next.sid);
        // Another machine tells when that was: not before this one was last seen.
        End::inferred(room.last_seen, next.started_at().max(alive), evidence)
    });
    let gone = room.gone.as_ref().and_then(|gone| gone.end(proof(room), alive));
    earlier(came_back, gone).or_else(|| stored.filter(|end| alive <= end.latest).cloned())
}

/// When proofs of a room's life reached us; of a record from before that was kept, what it says.
fn proof(room: &RoomRecord) -> Proof {
    match room.last_alive {
        Some(alive) if room.proof.is_none() => {
            Proof { first: Some(room.first_seen), last: Some(alive), listed: None }
        }
        _ => room.proof,
    }
}

/// When a room session began, by when that reached us; `None` of one that only its end tells of.
fn begun(room: &RoomRecord) -> Option<Millis> {
    proof(room).first
}

/// Whether `other` began after `room` did.
pub(super) fn is_later(other: &RoomRecord, room: &RoomRecord) -> bool {
    let (Some(theirs), Some(ours)) = (begun(other), begun(room)) else {
        // What was not heard of for so long was over before.
        return begun(other).is_some() && other.first_seen.since(room.last_seen) > LATE_MS;
    };
    theirs.cmp(&ours).then_with(|| by_time(other, room)) == Ordering::Greater
}

fn by_time(a: &RoomRecord, b: &RoomRecord) -> Ordering {
    (a.started_at(), &a.sid).cmp(&(b.started_at(), &b.sid))
}

/// Whether `room` was there after `other` had begun.
fn outlives(room: &RoomRecord, other: &RoomRecord) -> bool {
    let proof = proof(room);
    let Some((last, began)) = proof.last.zip(begun(other)) else { return false };
    let late_ms = last.since(began);
    let alive = room.last_alive.unwrap_or(room.started_at());
    proof.listed > Some(began) || late_ms > LATE_MS || (late_ms >= 0 && alive > other.started_at())
}

/// The end of a stay, and whether it is in doubt. `successor` is the stay of the same identity in
/// the same room that began next.
pub(super) fn participant_end(
    stay: &ParticipantRecord,
    room: &RoomRecord,
    room_end: Option<&End>,
    successor: Option<&ParticipantRecord>,
    stored: Option<&End>,
) -> (Option<End>, bool) {
    if let Some(leave) = &stay.left {
        return (Some(End::observed(leave.stamp.at.max(stay.started_at()))), false);
    }
    let alive = stay.last_alive.unwrap_or(stay.started_at()).max(stay.started_at());
    let gone = stay.gone.as_ref().and_then(|gone| gone.end(participant_proof(stay), alive));
    if let Some(end) = earlier(by_others(stay, room, room_end, successor), gone) {
        return (Some(end), false);
    }
    if let Some(end) = stored.filter(|end| stay.last_seen <= end.latest) {
        return (Some(end.clone()), false);
    }
    (None, was_restarted(stay, room) || stay.is_doubted() || room.is_doubted())
}

/// Whether the room was started again, and nothing proves that this one was there since.
fn was_restarted(stay: &ParticipantRecord, room: &RoomRecord) -> bool {
    let Some(restarted) = room.last_started else { return false };
    let is_told = stay.last_seen < restarted;
    match room.started_received.zip(participant_proof(stay).last) {
        // The only start may be one that was received late.
        Some((started, proved)) if started != proved => {
            proved < started && (is_told || room.is_started_again())
        }
        _ => is_told,
    }
}

/// Of two conclusions the one that leaves less time.
fn earlier(one: Option<End>, other: Option<End>) -> Option<End> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.latest < one.latest { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// The end of a stay that follows from what others did.
fn by_others(
    stay: &ParticipantRecord,
    room: &RoomRecord,
    room_end: Option<&End>,
    successor: Option<&ParticipantRecord>,
) -> Option<End> {
    if let Some(next) = successor {
        let evidence = format!("the identity came back as `{}`", next.sid);
        let latest = next.started_at().max(stay.last_alive.unwrap_or(stay.started_at()));
        let latest = latest.max(stay.started_at());
        return Some(End::inferred(stay.last_seen, latest, evidence));
    }
    if let Some(end) = room_end {
        let evidence = end.evidence.as_deref().unwrap_or("the room finished");
        let latest = end.latest.max(stay.started_at());
        return Some(End::inferred(stay.last_seen, latest, evidence));
    }
    // The room finished and was started again: whoever was heard of only before is gone.
    if let Some(finish) = &room.finished
        && is_before_finish(stay, room, finish.stamp.at)
    {
        let latest = finish.stamp.at.max(stay.started_at());
        return Some(End::inferred(stay.last_seen, latest, "the room finished"));
    }
    None
}

/// Whether nothing proves that `stay` went on after its room had finished, told as `finished`.
fn is_before_finish(stay: &ParticipantRecord, room: &RoomRecord, finished: Millis) -> bool {
    match room.finished_received.zip(participant_proof(stay).last) {
        Some((ended, proved)) if ended != proved => proved < ended,
        _ => finished >= stay.last_seen,
    }
}

/// When proofs of a stay's life reached us; of a record from before that was kept, what it says.
fn participant_proof(stay: &ParticipantRecord) -> Proof {
    match stay.last_alive {
        Some(alive) if stay.proof.is_none() => {
            Proof { first: Some(stay.first_seen), last: Some(alive), listed: None }
        }
        _ => stay.proof,
    }
}

/// The place of a stay among those of its identity: who began later, or was listed later, is the one
/// that is there. Ties are for the time that LiveKit tells.
pub(super) fn place(stay: &ParticipantRecord) -> (Option<Millis>, Millis, &str) {
    (participant_proof(stay).begun(), stay.started_at(), &stay.sid)
}

/// The sid of the stay that began next after `stay` of those of its identity among `others`. One
/// that LiveKit told the end of needs none.
pub(super) fn successor<'a>(
    stay: &ParticipantRecord,
    others: impl Iterator<Item = &'a ParticipantRecord>,
) -> Option<Text> {
    if stay.left.is_some() {
        return None;
    }
    let later = others.filter(|other| succeeds(other, stay));
    later.min_by(|a, b| place(a).cmp(&place(b))).map(|next| next.sid.clone())
}

/// Whether `other` is a later stay of the same identity as `stay`.
fn succeeds(other: &ParticipantRecord, stay: &ParticipantRecord) -> bool {
    // Of one that only its end tells of nobody knows whether it began before or after.
    let is_only_over = other.left.is_some() && place(other).0.is_none();
    other.identity == stay.identity
        && !stay.identity.is_empty()
        && !is_only_over
        && place(other) > place(stay)
}

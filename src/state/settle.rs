//! What follows from the records: pure functions, the same for any order of events.
//!
//! LiveKit tells most ends. Those that nobody tells follow from what others did: a room has at most
//! one life at a time, and an identity can be in a room only once.

use crate::model::{End, Millis, ParticipantRecord, RoomRecord};

/// The end of `room`, given the other sessions of the same name.
pub(super) fn room_end<'a>(
    room: &RoomRecord,
    namesakes: impl Iterator<Item = &'a RoomRecord>,
    stored: Option<&End>,
) -> Option<End> {
    if let Some(at) = room.observed_end() {
        return Some(End::observed(at));
    }
    let started = (room.started_at(), &room.sid);
    // Proof of life is told in whole seconds, a start in milliseconds.
    let alive = room.last_alive.unwrap_or(room.started_at());
    let successor = namesakes
        .filter(|other| (other.started_at(), &other.sid) > started && other.started_at() >= alive)
        .min_by_key(|other| (other.started_at(), &other.sid));
    let came_back = successor.map(|next| {
        let evidence = format!("the room came back as `{}`", next.sid);
        End::inferred(room.last_seen, next.started_at(), evidence)
    });
    let gone = room.gone.as_ref().and_then(|gone| gone.end(alive));
    earlier(came_back, gone).or_else(|| stored.filter(|end| alive <= end.latest).cloned())
}

/// The end of a stay, and whether it is in doubt. `successor` is the stay of the same identity in
/// the same room that began next.
pub(super) fn stay_end(
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
    let gone = stay.gone.as_ref().and_then(|gone| gone.end(alive));
    if let Some(end) = earlier(by_others(stay, room, room_end, successor), gone) {
        return (Some(end), false);
    }
    if let Some(end) = stored.filter(|end| stay.last_seen <= end.latest) {
        return (Some(end.clone()), false);
    }
    let restarted = room.last_started.unwrap_or(Millis(i64::MIN));
    (None, stay.last_seen < restarted)
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
        return Some(End::inferred(stay.last_seen, next.started_at(), evidence));
    }
    if let Some(end) = room_end {
        let evidence = end.evidence.as_deref().unwrap_or("the room finished");
        let latest = end.latest.max(stay.started_at());
        return Some(End::inferred(stay.last_seen, latest, evidence));
    }
    // The room finished and was started again: whoever was heard of only before is gone.
    if let Some(finish) = &room.finished
        && finish.stamp.at >= stay.last_seen
    {
        let latest = finish.stamp.at.max(stay.started_at());
        return Some(End::inferred(stay.last_seen, latest, "the room finished"));
    }
    None
}

/// Whether `other` is a later stay of the same identity as `stay`.
pub(super) fn succeeds(other: &ParticipantRecord, stay: &ParticipantRecord) -> bool {
    other.identity == stay.identity
        && !stay.identity.is_empty()
        && (other.started_at(), &other.sid) > (stay.started_at(), &stay.sid)
}

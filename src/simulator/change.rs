//! What changes without a webhook: mutes, and the metadata and attributes of rooms and
//! participants.
//!
//! Each kind of change is a list of times. The state after the nth change follows from n, and two
//! successive states differ.

use std::collections::BTreeMap;

use crate::model::Millis;

use super::planned_session::{PlannedSession, Role};
use super::random::{Random, id};
use super::room::{Purpose, RoomPlan};
use super::track::{TrackPlan, TrackSource, tracks};

/// Key of the random numbers of mutes, of changes, of attributes.
const MUTES: u64 = 0x30FF;
const CHANGES: u64 = 0xC4A6;
const ATTRIBUTES: u64 = 0xA77;

/// Time between two mute changes of a microphone and of a camera, least and most, milliseconds.
const MICROPHONE: (i64, i64) = (12_000, 240_000);
const CAMERA: (i64, i64) = (60_000, 900_000);

/// Time between two attribute changes of a person and of an agent, least and most, milliseconds.
const PERSON: (i64, i64) = (30_000, 300_000);
const AGENT: (i64, i64) = (15_000, 90_000);

/// Time between two metadata changes of a room, least and most, milliseconds.
const ROOM: (i64, i64) = (60_000, 600_000);

/// The shares of people and of meetings whose metadata and attributes change.
const TALKATIVE: f64 = 0.35;
const WITH_AGENDA: f64 = 0.25;

/// The states of an agent.
const AGENT_STATES: [&str; 3] = ["listening", "thinking", "speaking"];
/// The statuses of a person.
const STATUSES: [&str; 3] = ["available", "away", "hand raised"];

/// Times after `from` and before `to`, `gap` apart.
fn times(random: &mut Random, from: Millis, to: Millis, (least, most): (i64, i64)) -> Vec<Millis> {
    let mut times = Vec::new();
    let mut at = from.plus(random.between(least, most));
    while at < to {
        times.push(at);
        at = at.plus(random.between(least, most));
    }
    times
}

/// How many of `times` are at or before `at`.
fn count(times: &[Millis], at: Millis) -> usize {
    times.partition_point(|time| *time <= at)
}

/// When `track` is muted and unmuted alternately. It begins unmuted and ends as planned.
pub fn mutes(track: &TrackPlan) -> Vec<Millis> {
    let mut random = Random::new(&[track.key, MUTES]);
    let (from, to) = (track.published, track.unpublished);
    let mut times = match track.source {
        TrackSource::Microphone => times(&mut random, from, to.plus(-1000), MICROPHONE),
        TrackSource::Camera if track.muted => times(&mut random, from, to.plus(-1000), CAMERA),
        _ => Vec::new(),
    };
    if times.len() % 2 == usize::from(!track.muted) && times.pop().is_none() {
        times.push(Millis(i64::midpoint(from.0, to.0)));
    }
    times
}

/// Whether `track` is muted at `at`, and since when.
pub fn muted(track: &TrackPlan, at: Millis) -> (bool, Millis) {
    let times = mutes(track);
    let count = count(&times, at);
    let since = if count == 0 { track.published } else { times[count - 1] };
    (count % 2 == 1, since)
}

/// When the metadata or attributes of `session` change.
pub fn changes(session: &PlannedSession) -> Vec<Millis> {
    let mut random = session.random(CHANGES);
    let gap = match session.role {
        _ if session.aborted => return Vec::new(),
        Role::Person if random.chance(TALKATIVE) => PERSON,
        Role::Agent => AGENT,
        _ => return Vec::new(),
    };
    times(&mut random, session.active, session.planned, gap)
}

/// Metadata and attributes of `session` at `at`.
pub fn self_description(
    session: &PlannedSession,
    at: Millis,
) -> (String, BTreeMap<&'static str, String>) {
    let count = count(&changes(session), at);
    (metadata(session, count), attributes(session, count))
}

fn metadata(session: &PlannedSession, changes: usize) -> String {
    let mut random = session.random(ATTRIBUTES);
    if session.role != Role::Person || !random.chance(0.2) {
        return String::new();
    }
    let team = random.one_of(&["red", "green", "blue"]);
    if changes == 0 {
        format!(r#"{{"team":"{team}"}}"#)
    } else {
        format!(r#"{{"team":"{team}","step":{changes}}}"#)
    }
}

fn attributes(session: &PlannedSession, changes: usize) -> BTreeMap<&'static str, String> {
    let mut random = session.random(ATTRIBUTES + 1);
    let mut attributes = BTreeMap::new();
    match session.role {
        Role::Person | Role::Viewer if random.chance(0.5) => {
            attributes.insert("app", random.one_of(&["web", "ios", "android"]).to_owned());
        }
        Role::Caller => {
            let number = session.identity().replace("sip_", "");
            attributes.insert("sip.callID", id("SCL_", session.key));
            attributes.insert("sip.callStatus", "active".to_owned());
            attributes.insert("sip.phoneNumber", number);
        }
        Role::Agent => {
            attributes.insert("lk.agent.state", AGENT_STATES[changes % 3].to_owned());
        }
        _ => {}
    }
    if session.role == Role::Person && changes > 0 {
        attributes.insert("status", STATUSES[changes % 3].to_owned());
    }
    attributes
}

/// LiveKit's version of the participant of `session` at `at`: it grows with each visible change.
pub(super) fn version(session: &PlannedSession, at: Millis) -> u32 {
    if session.aborted {
        return 1;
    }
    let mut version = if at < session.active { 1 } else { 2 };
    version += count(&changes(session), at);
    for track in tracks(session) {
        version += usize::from(track.published <= at) + usize::from(track.unpublished <= at);
        version += count(&mutes(&track), at);
    }
    version += usize::from(session.left <= at);
    u32::try_from(version).expect("below 4 billion")
}

/// When `room`'s metadata changes.
pub fn room_changes(room: &RoomPlan) -> Vec<Millis> {
    let mut random = Random::new(&[room.key, CHANGES]);
    if room.purpose != Purpose::Meeting || !random.chance(WITH_AGENDA) {
        return Vec::new();
    }
    times(&mut random, room.opened, room.closed, ROOM)
}

/// `room`'s metadata at `at`.
pub fn room_metadata(room: &RoomPlan, at: Millis) -> String {
    let changes = count(&room_changes(room), at);
    match room.purpose {
        Purpose::Call => format!(r#"{{"org":{},"queue":"support"}}"#, room.root % 90 + 10),
        Purpose::Broadcast => format!(r#"{{"org":{},"live":true}}"#, room.root % 90 + 10),
        _ if changes > 0 => format!(r#"{{"agenda":{changes}}}"#),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{changes, muted, mutes, room_changes, room_metadata, self_description, version};
    use crate::model::Millis;
    use crate::simulator::{Options, Schedule, story::Story};

    /// Noon of a Monday, 2026-11-23.
    const NOON: Millis = Millis(1_795_435_200_000);

    #[test]
    fn each_change_changes_something_and_makes_the_version_grow() {
        let (mut muting, mut changing, mut rooms) = (0, 0, 0);
        for room in Schedule::new(Options::default()).rooms(NOON, NOON.plus(3_600_000)) {
            for at in room_changes(&room) {
                rooms += 1;
                assert_ne!(room_metadata(&room, at.plus(-1)), room_metadata(&room, at));
            }
            for presence in Story::of(&room).presences {
                let session = presence.session;
                for at in changes(&session).into_iter().filter(|at| *at < session.left) {
                    changing += 1;
                    assert_ne!(
                        self_description(&session, at.plus(-1)),
                        self_description(&session, at)
                    );
                    assert!(version(&session, at.plus(-1)) < version(&session, at));
                }
                for track in presence.tracks {
                    let times = mutes(&track);
                    assert!(times.is_sorted() && times.iter().all(|at| track.published < *at));
                    assert_eq!(muted(&track, track.published), (false, track.published));
                    assert_eq!(muted(&track, track.unpublished).0, track.muted, "{track:?}");
                    for at in times {
                        muting += 1;
                        assert_ne!(muted(&track, at.plus(-1)).0, muted(&track, at).0);
                        assert_eq!(muted(&track, at).1, at);
                        assert!(version(&session, at.plus(-1)) < version(&session, at));
                    }
                }
            }
        }
        assert!(muting > 500 && changing > 100 && rooms > 10, "{muting}, {changing}, {rooms}");
    }
}

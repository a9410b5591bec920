//! Events of nodes whose clocks differ: the time of receipt decides the order.

use livekit_console::model::{Event, Millis, RoomSession};
use serde_json::Value;

use crate::folding::{BASE, RECEIVED_AT, body_at, room, somebody};
use crate::whole::fold;

/// Received after `seconds`, whatever time it tells.
fn heard(seconds: i64, id: u32, at: i64, name: &str, room: &Value, more: Value) -> Event {
    body_at(id, at, name, room, more, Millis((BASE + seconds) * 1000))
}

#[test]
fn a_room_created_by_a_clock_that_is_ahead_is_there_with_everybody_in_it() {
    // Another machine allocated it, by a clock that is 30 s ahead of that of its node.
    let one = room("RM_1", "standup", 30);
    let whole = fold(&[
        heard(0, 1, BASE, "room_started", &one, Value::Null),
        heard(1, 2, BASE + 1, "participant_joined", &one, somebody("PA_1", "u", 1)),
    ]);
    assert!(whole.rooms["RM_1"].is_active() && whole.participants["PA_1"].is_present());
    let view = whole.rooms["RM_1"].view(RECEIVED_AT);
    assert_eq!(view.started_at.timestamp(), BASE, "nothing happens before a room is there");
}

#[test]
fn of_two_rooms_with_one_name_the_later_reported_one_is_the_later() {
    // The new one is on a node whose clock is 20 s behind that of the old one's.
    let (old, new) = (room("RM_1", "back", 0), room("RM_2", "back", -10));
    let events = [
        heard(0, 1, BASE, "room_started", &old, Value::Null),
        heard(2, 2, BASE + 2, "participant_joined", &old, somebody("PA_1", "u", 2)),
        heard(10, 3, BASE - 10, "room_started", &new, Value::Null),
        heard(11, 4, BASE - 9, "participant_joined", &new, somebody("PA_2", "u", -9)),
    ];
    let whole = fold(&events);
    let ended = whole.rooms["RM_1"].view(RECEIVED_AT);
    assert_eq!(ended.evidence.as_deref(), Some("the room came back as `RM_2`"));
    assert!(whole.rooms["RM_2"].is_active() && whole.participants["PA_2"].is_present());
    assert!(!whole.participants["PA_1"].is_present());
    // What goes on is there, too.
    let with = |more: &Event| fold(events.iter().chain([more]));
    let alive = heard(90, 6, BASE + 90, "participant_joined", &old, somebody("PA_3", "v", 90));
    assert!(with(&alive).rooms.values().all(RoomSession::is_active));
}

#[test]
fn of_two_sessions_of_one_identity_the_later_reported_one_is_present() {
    let one = room("RM_1", "a", 0);
    // Within one second; and on another node, whose clock is 20 s behind.
    for joined in [2, -18] {
        let whole = fold(&[
            heard(0, 1, BASE, "room_started", &one, Value::Null),
            heard(2, 2, BASE + 2, "participant_joined", &one, somebody("PA_9", "u", 2)),
            heard(3, 3, BASE + joined, "participant_joined", &one, somebody("PA_1", "u", joined)),
        ]);
        assert!(whole.participants["PA_1"].is_present(), "{joined}");
        let gone = whole.participants["PA_9"].view(RECEIVED_AT);
        assert_eq!(gone.evidence.as_deref(), Some("the identity came back as `PA_1`"));
        // Its departure is reported late: it has ended, and ends no other session.
        let left = heard(4, 4, BASE + 3, "participant_left", &one, somebody("PA_9", "u", 2));
        let first =
            heard(3, 3, BASE + joined, "participant_joined", &one, somebody("PA_1", "u", joined));
        assert!(fold(&[first, left]).participants["PA_1"].is_present(), "{joined}");
    }
}

#[test]
fn a_node_that_takes_a_room_over_may_have_a_clock_that_is_behind() {
    let one = room("RM_1", "two", 0);
    let whole = fold(&[
        heard(0, 1, BASE, "room_started", &one, Value::Null),
        heard(1, 2, BASE + 1, "participant_joined", &one, somebody("PA_0", "u0", 1)),
        heard(1, 3, BASE + 1, "participant_joined", &one, somebody("PA_1", "u1", 1)),
        // The other node starts it again, and says that this was 20 s before.
        heard(10, 4, BASE - 10, "room_started", &one, Value::Null),
        heard(12, 5, BASE - 8, "participant_joined", &one, somebody("PA_2", "u1", -8)),
    ]);
    assert!(whole.participants["PA_2"].is_present() && !whole.participants["PA_1"].is_present());
    assert_eq!(whole.participants["PA_0"].certainty().as_str(), "in_doubt");
    let finished = [
        heard(0, 1, BASE, "room_started", &one, Value::Null),
        heard(9, 6, BASE + 9, "room_finished", &one, Value::Null),
        heard(10, 4, BASE - 10, "room_started", &one, Value::Null),
        heard(12, 5, BASE - 8, "participant_joined", &one, somebody("PA_2", "u1", -8)),
    ];
    let whole = fold(&finished);
    assert!(whole.rooms["RM_1"].is_active() && whole.participants["PA_2"].is_present());
    let over = heard(60, 7, BASE + 40, "room_finished", &one, Value::Null);
    assert!(!fold(finished.iter().chain([&over])).rooms["RM_1"].is_active());
}

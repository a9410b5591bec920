//! What was true at a moment: found however long it lasted.

use livekit_console::model::{End, ParticipantSession, RoomSort};
use livekit_console::store::{RoomFilter, SharedStore};

use super::history::{room_sids, sids, write};
use super::make::{HOME, at, ended_participant, ended_room, participant, room};

/// Lengths in seconds on both sides of each class by which SQLite finds sessions.
const LENGTHS: [i64; 13] =
    [0, 1, 599, 600, 3599, 3600, 21_599, 21_600, 86_399, 86_400, 604_799, 604_800, 10_000_000];

pub(super) async fn who_was_there_at_a_moment_is_found_however_long_they_stayed(
    store: SharedStore,
) {
    let began = 20_000_000;
    let mut participants = Vec::new();
    let mut rooms = Vec::new();
    for (n, length) in LENGTHS.into_iter().enumerate() {
        let (from, to) = (at(began), at(began + length));
        participants.push(ended_participant(&format!("PA_{n:02}"), "RM_1", from, to));
        rooms.push(ended_room(&format!("RM_{n:02}"), "room", from, to));
    }
    participants.push(participant("PA_open", "RM_1", at(began)));
    rooms.push(room("RM_open", "room", at(began)));
    let mut aborted = ended_participant("PA_aborted", "RM_1", at(began), at(began + 100));
    aborted.record.left.as_mut().expect("it left").aborted = true;
    let mut next_door = participant("PA_other", "RM_2", at(began));
    next_door.room_name = "other".into();
    participants.extend([aborted, next_door]);
    write(&store, rooms, participants.clone()).await;
    let moments = LENGTHS.into_iter().flat_map(|length| [length - 1, length, length + 1]);
    for moment in moments {
        let moment = at(began + moment);
        let there = |one: &&ParticipantSession| {
            one.record.room_sid == "RM_1"
                && !one.aborted()
                && one.record.started_at() <= moment
                && one.left_at().is_none_or(|left_at| left_at > moment)
        };
        let expected: Vec<_> = participants.iter().filter(there).cloned().collect();
        let keys = [(HOME.into(), "RM_1".into()), ("other".into(), "RM_2".into())];
        let found = store.participants_at(&keys, moment).await.expect("read");
        assert_eq!(sids(&found), sids(&expected), "{moment:?}");
        let filter = RoomFilter { limit: 100, sort: RoomSort::Name, ..RoomFilter::default() };
        let page = store.rooms_at(&filter, moment).await.expect("read");
        let open = LENGTHS.iter().filter(|length| at(began + **length) > moment).count() + 1;
        let open = if moment < at(began) { 0 } else { open };
        assert_eq!((page.total, page.rows.len()), (open as u64, open), "{moment:?}");
    }
    assert!(store.participants_at(&[], at(began)).await.expect("read").is_empty());
}

pub(super) async fn rooms_of_a_moment_are_filtered_sorted_and_paged(store: SharedStore) {
    let text = |text: &str| Some(text.to_owned());
    let mut other = room("RM_d", "Delta", at(5));
    other.record.deployment = "other".into();
    other.region = None;
    let rooms = vec![
        room("RM_a", "alpha", at(0)),
        ended_room("RM_b", "Beta", at(10), at(100)),
        ended_room("RM_c", "gamma", at(0), at(50)),
        other,
    ];
    let mut gone = participant("PA_4", "RM_a", at(1));
    gone.end = Some(End::inferred(at(2), at(90), "came back"));
    let participants = vec![
        participant("PA_1", "RM_b", at(11)),
        participant("PA_2", "RM_b", at(12)),
        participant("PA_3", "RM_a", at(70)),
        gone,
        ended_participant("PA_5", "RM_a", at(1), at(3)),
    ];
    write(&store, rooms, participants).await;
    let all = || RoomFilter { limit: 100, ..RoomFilter::default() };
    for (filter, moment, expected) in [
        (all(), 60, "RM_a RM_d RM_b"),
        (all(), 50, "RM_a RM_d RM_b"),
        (all(), 49, "RM_a RM_c RM_d RM_b"),
        (all(), 100, "RM_a RM_d"),
        (all(), -1, ""),
        (RoomFilter { sort: RoomSort::Name, ..all() }, 60, "RM_b RM_d RM_a"),
        (RoomFilter { sort: RoomSort::Duration, ..all() }, 60, "RM_b RM_d RM_a"),
        (RoomFilter { sort: RoomSort::Duration, descending: true, ..all() }, 60, "RM_a RM_d RM_b"),
        // Who was in doubt then is not counted: two, none, none.
        (
            RoomFilter { sort: RoomSort::Participants, descending: true, ..all() },
            60,
            "RM_b RM_a RM_d",
        ),
        (RoomFilter { sort: RoomSort::Participants, ..all() }, 60, "RM_a RM_d RM_b"),
        (RoomFilter { deployment: text("other"), ..all() }, 60, "RM_d"),
        (RoomFilter { region: text("eu"), ..all() }, 60, "RM_a RM_b"),
        (RoomFilter { text: text("BET"), ..all() }, 60, "RM_b"),
        (RoomFilter { text: text("%"), ..all() }, 60, ""),
        (RoomFilter { offset: 1, limit: 1, ..RoomFilter::default() }, 60, "RM_d"),
    ] {
        let page = store.rooms_at(&filter, at(moment)).await.expect("read");
        assert_eq!(room_sids(&page.rows), expected, "{filter:?} at {moment}");
    }
    let page = store.rooms_at(&all(), at(60)).await.expect("read");
    let came: Vec<_> = page.rows.iter().map(|room| room.participants_total).collect();
    assert_eq!(came, [2, 0, 2], "those who had come by then");
}

pub(super) async fn the_room_of_a_moment_is_found(store: SharedStore) {
    let rooms = vec![
        ended_room("RM_1", "daily", at(0), at(10)),
        ended_room("RM_2", "daily", at(20), at(30)),
        room("RM_3", "daily", at(5)),
    ];
    let participants = vec![participant("PA_1", "RM_3", at(6)), participant("PA_2", "RM_3", at(9))];
    write(&store, rooms, participants).await;
    for (sid, moment, expected) in [
        (None, -1, None),
        (None, 0, Some("RM_1")),
        // Two are open: the later one.
        (None, 7, Some("RM_3")),
        (None, 25, Some("RM_2")),
        // One is over and one is open, though it began before.
        (None, 35, Some("RM_3")),
        (Some("RM_1"), 35, Some("RM_1")),
        (Some("RM_2"), 19, None),
    ] {
        let found = store.room_at(None, "daily", sid, at(moment)).await.expect("read");
        let found_sid = found.as_ref().map(|room| room.record.sid.as_str());
        assert_eq!(found_sid, expected, "{sid:?} at {moment}");
    }
    assert_eq!(store.room_at(Some("other"), "daily", None, at(7)).await.expect("read"), None);
    assert_eq!(store.room_at(None, "Daily", None, at(7)).await.expect("read"), None);
    let found = store.room_at(None, "daily", None, at(7)).await.expect("read").expect("open");
    assert_eq!(found.participants_total, 1);
}

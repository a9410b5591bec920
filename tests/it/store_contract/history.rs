//! The past: sessions by filter, and the events of one session.

use livekit_console::model::{
    Departure, DeploymentName, End, Event, Millis, ParticipantSession, ParticipantSort, RoomSession,
};
use livekit_console::store::{
    Batch, HistoryCursor, HistoryFilter, HistoryOf, ParticipantFilter, RoomFilter, SessionCursor,
    SharedStore,
};

use super::make::{HOME, at, ended_participant, ended_room, event, participant, room};
use crate::console::shared;

/// Everything, up to a thousand.
fn all() -> ParticipantFilter {
    ParticipantFilter { limit: 1000, ..ParticipantFilter::default() }
}

pub(super) fn sids(sessions: &[ParticipantSession]) -> String {
    sessions.iter().map(|one| one.record.sid.as_str()).collect::<Vec<_>>().join(" ")
}

pub(super) fn room_sids(sessions: &[RoomSession]) -> String {
    sessions.iter().map(|one| one.record.sid.as_str()).collect::<Vec<_>>().join(" ")
}

pub(super) async fn write(
    store: &SharedStore,
    rooms: Vec<RoomSession>,
    participants: Vec<ParticipantSession>,
) {
    store.write(&Batch { rooms, participants, ..Batch::default() }).await.expect("written");
}

async fn found(store: &SharedStore, filter: &ParticipantFilter) -> (String, u64) {
    let page = store.participants(filter, at(10_000)).await.expect("the filter is good");
    (sids(&page.rows), page.total)
}

pub(super) async fn participants_are_filtered_sorted_and_paged(store: SharedStore) {
    let text = |text: &str| Some(text.to_owned());
    let mut bob = ended_participant("PA_b", "RM_1", at(10), at(50));
    bob.record.identity = "bob".into();
    let mut agent = participant("PA_c", "RM_2", at(20));
    agent.record.info.as_mut().expect("known").value.kind =
        livekit_console::model::Kind::from(livekit_console::model::Text::from("AGENT"));
    agent.record.identity = "agent".into();
    agent.room_name = "other room".into();
    let mut elsewhere = participant("PA_d", "RM_3", at(30));
    elsewhere.deployment = "other".into();
    elsewhere.record.identity = "ann".into();
    let mut reconciled = participant("PA_e", "RM_1", at(40));
    reconciled.record.identity = "bob".into();
    reconciled.end = Some(End::inferred(at(41), at(42), "the room finished"));
    let mut third = room("RM_3", "daily", at(0));
    third.record.deployment = "other".into();
    third.region = None;
    let rooms = vec![room("RM_1", "daily", at(0)), room("RM_2", "other room", at(0)), third];
    write(&store, rooms, vec![bob, agent, elsewhere, reconciled]).await;
    for (filter, expected) in [
        (all(), "PA_b PA_c PA_d PA_e"),
        (ParticipantFilter { deployment: text("other"), ..all() }, "PA_d"),
        (ParticipantFilter { region: text("eu"), ..all() }, "PA_b PA_c PA_e"),
        (ParticipantFilter { region: text("us"), ..all() }, ""),
        (ParticipantFilter { room_name: text("daily"), ..all() }, "PA_b PA_d PA_e"),
        (ParticipantFilter { room_sid: text("RM_2"), ..all() }, "PA_c"),
        (ParticipantFilter { identity: text("bob"), ..all() }, "PA_b PA_e"),
        (ParticipantFilter { identity: text("BOB"), ..all() }, ""),
        (ParticipantFilter { sid: text("PA_c"), ..all() }, "PA_c"),
        (ParticipantFilter { text: text("BO"), ..all() }, "PA_b PA_e"),
        (ParticipantFilter { text: text("pa_b"), ..all() }, "PA_b"),
        (ParticipantFilter { text: text("pa_"), ..all() }, ""),
        (ParticipantFilter { departure: Some(Departure::Normal), ..all() }, "PA_b"),
        (ParticipantFilter { departure: Some(Departure::Reconciled), ..all() }, "PA_e"),
        (ParticipantFilter { departure: Some(Departure::Server), ..all() }, ""),
        (ParticipantFilter { kind: text("AGENT"), ..all() }, "PA_c"),
        // Who was there at some time from `from` on and before `to`.
        (ParticipantFilter { from: Some(at(50)), ..all() }, "PA_b PA_c PA_d"),
        (ParticipantFilter { from: Some(at(51)), ..all() }, "PA_c PA_d"),
        (ParticipantFilter { to: Some(at(10)), ..all() }, ""),
        (ParticipantFilter { to: Some(at(11)), ..all() }, "PA_b"),
        (
            ParticipantFilter { from: Some(at(42)), to: Some(at(43)), ..all() },
            "PA_b PA_c PA_d PA_e",
        ),
        (ParticipantFilter { from: Some(at(43)), to: Some(at(1)), ..all() }, ""),
        (ParticipantFilter { descending: true, ..all() }, "PA_e PA_d PA_c PA_b"),
        (ParticipantFilter { sort: ParticipantSort::LeftAt, ..all() }, "PA_e PA_b PA_c PA_d"),
        (ParticipantFilter { sort: ParticipantSort::Duration, ..all() }, "PA_e PA_b PA_d PA_c"),
        (ParticipantFilter { sort: ParticipantSort::Identity, ..all() }, "PA_c PA_d PA_b PA_e"),
        (ParticipantFilter { sort: ParticipantSort::Room, ..all() }, "PA_c PA_b PA_d PA_e"),
    ] {
        let (rows, total) = found(&store, &filter).await;
        assert_eq!(rows, expected, "{filter:?}");
        assert_eq!(total, expected.split_whitespace().count() as u64, "{filter:?}");
    }
    let page = ParticipantFilter { limit: 2, offset: 1, ..all() };
    assert_eq!(found(&store, &page).await, ("PA_c PA_d".to_owned(), 4));
    let beyond = ParticipantFilter { offset: u32::MAX, ..all() };
    assert_eq!(found(&store, &beyond).await, (String::new(), 4));

    let one = store.participant(None, "PA_d").await.expect("read").expect("it is there");
    assert_eq!(&*one.deployment, "other");
    assert_eq!(store.participant(Some(HOME), "PA_d").await.expect("read"), None);
    assert_eq!(store.participant(None, "PA_").await.expect("read"), None);
}

pub(super) async fn a_searched_participant_is_no_pattern(store: SharedStore) {
    let text = |text: &str| Some(text.to_owned());
    let identities = ["100% real", "100x real", "a_b", "axb", "back\\slash", "ÄRGER", "o'clock"];
    let participants = identities.iter().enumerate().map(|(n, identity)| {
        let mut one = participant(&format!("PA_{n}"), "RM_1", at(0));
        one.record.identity = (*identity).into();
        one.record.info = None;
        one
    });
    write(&store, vec![], participants.collect()).await;
    for (searched, expected) in [
        ("0%", "PA_0"),
        ("%", "PA_0"),
        ("_b", "PA_2"),
        ("\\", "PA_4"),
        ("ärg", "PA_5"),
        ("O'", "PA_6"),
        ("pa_3", "PA_3"),
        ("'; DROP TABLE participant_sessions; --", ""),
        ("\u{fffd}", ""),
    ] {
        let filter = ParticipantFilter { text: text(searched), ..all() };
        assert_eq!(found(&store, &filter).await.0, expected, "{searched}");
    }
    for identity in identities {
        let filter = ParticipantFilter { identity: text(identity), ..all() };
        assert_eq!(found(&store, &filter).await.1, 1, "{identity}");
    }
    assert_eq!(found(&store, &all()).await.1, 7);
}

pub(super) async fn pages_after_a_cursor_add_up_to_the_list(store: SharedStore) {
    // Several began in the same millisecond, and one sid is in two deployments.
    let mut participants: Vec<_> =
        (0..50).map(|n| participant(&format!("PA_{n:02}"), "RM_1", at(n / 4))).collect();
    let mut rooms: Vec<_> =
        (0..50).map(|n| room(&format!("RM_{n:02}"), "room", at(n / 4))).collect();
    let mut twin = participant("PA_07", "RM_1", at(1));
    twin.deployment = "other".into();
    participants.push(twin);
    let mut twin = room("RM_07", "room", at(1));
    twin.record.deployment = "other".into();
    rooms.push(twin);
    write(&store, rooms, participants).await;

    let filter = ParticipantFilter { limit: 7, ..ParticipantFilter::default() };
    let (mut seen, mut index) = (Vec::new(), None);
    loop {
        let page = store.participants_after(&filter, index.as_ref()).await.expect("read");
        let Some(last) = page.last() else { break };
        index = Some(SessionCursor {
            began_at: last.record.started_at(),
            sid: last.record.sid.clone(),
            deployment: DeploymentName::clone(&last.deployment),
        });
        seen.extend(page);
    }
    assert!(seen.is_sorted_by_key(|one| std::cmp::Reverse(one.record.started_at())));
    let mut listed = store.participants(&all(), at(100)).await.expect("read").rows;
    let key =
        |one: &ParticipantSession| (DeploymentName::clone(&one.deployment), one.record.sid.clone());
    listed.sort_by_key(key);
    seen.sort_by_key(key);
    assert_eq!(seen, listed);

    let filter = RoomFilter { limit: 7, ..RoomFilter::default() };
    let (mut seen, mut index) = (Vec::new(), None);
    loop {
        let page = store.rooms_after(&filter, index.as_ref()).await.expect("read");
        let Some(last) = page.last() else { break };
        index = Some(SessionCursor {
            began_at: last.record.started_at(),
            sid: last.record.sid.clone(),
            deployment: DeploymentName::clone(&last.record.deployment),
        });
        seen.extend(page);
    }
    assert!(seen.is_sorted_by_key(|one| std::cmp::Reverse(one.record.started_at())));
    let everything = RoomFilter { limit: 1000, ..RoomFilter::default() };
    let mut listed = store.rooms(&everything, at(100)).await.expect("read").rows;
    let key =
        |one: &RoomSession| (DeploymentName::clone(&one.record.deployment), one.record.sid.clone());
    listed.sort_by_key(key);
    seen.sort_by_key(key);
    assert_eq!(seen, listed);
}

pub(super) async fn rooms_are_found_by_the_time_they_were_open(store: SharedStore) {
    let rooms = vec![
        ended_room("RM_1", "a", at(0), at(10)),
        ended_room("RM_2", "b", at(10), at(20)),
        room("RM_3", "c", at(15)),
    ];
    write(&store, rooms, vec![]).await;
    for (from, to, expected) in [
        (None, None, "RM_1 RM_2 RM_3"),
        (Some(10), None, "RM_1 RM_2 RM_3"),
        (Some(11), None, "RM_2 RM_3"),
        (Some(21), None, "RM_3"),
        (None, Some(10), "RM_1"),
        (Some(11), Some(15), "RM_2"),
        (None, Some(0), ""),
    ] {
        let (from, to) = (from.map(at), to.map(at));
        let filter = RoomFilter { from, to, limit: 10, ..RoomFilter::default() };
        let page = store.rooms(&filter, at(100)).await.expect("read");
        assert_eq!(room_sids(&page.rows), expected, "{from:?} {to:?}");
    }
}

pub(super) async fn events_come_in_the_order_in_which_they_happened(store: SharedStore) {
    let event_of = |id: &str, happened: i64, received: i64| Event {
        received_at: at(received),
        participant_sid: if id.starts_with("EV_s") { "PA_1".into() } else { "".into() },
        ..event(id, at(happened))
    };
    let mut ingress = event_of("EV_ingress", 5, 5);
    ingress.room_sid = "".into();
    let mut late_ingress = ingress.clone();
    (late_ingress.id, late_ingress.at) = ("EV_later".into(), at(50));
    let mut other_room = event_of("EV_other", 3, 3);
    other_room.room_sid = "RM_2".into();
    let mut elsewhere = event_of("EV_elsewhere", 3, 3);
    elsewhere.deployment = "other".into();
    let events = vec![
        event_of("EV_c", 2, 9),
        event_of("EV_sa", 2, 3),
        event_of("EV_b", 2, 4),
        event_of("EV_z", 1, 10),
        event_of("EV_sy", 9, 9),
        ingress,
        late_ingress,
        other_room,
        elsewhere,
    ];
    store.write(&Batch { events: shared(events), ..Batch::default() }).await.expect("written");
    let filter = |limit| HistoryFilter {
        deployment: HOME.to_owned(),
        of: HistoryOf::Room {
            sid: "RM_1".to_owned(),
            name: "room".to_owned(),
            between: (at(0), at(10)),
        },
        from: at(-100),
        until: Millis::LATEST,
        after: None,
        descending: false,
        limit,
    };
    let ids = async |filter: &HistoryFilter| {
        let events = store.history_events(filter).await.expect("the filter is good");
        events.iter().map(|event| event.id.to_string()).collect::<Vec<_>>()
    };
    let whole = ["EV_z", "EV_sa", "EV_b", "EV_c", "EV_ingress", "EV_sy"];
    assert_eq!(ids(&filter(100)).await, whole);
    for descending in [false, true] {
        let mut page = HistoryFilter { descending, ..filter(2) };
        let mut seen = Vec::new();
        loop {
            let events = store.history_events(&page).await.expect("read");
            let Some(last) = events.last() else { break };
            page.after = Some(HistoryCursor::of(last));
            seen.extend(events.iter().map(|event| event.id.to_string()));
        }
        if descending {
            seen.reverse();
        }
        assert_eq!(seen, whole);
    }
    let until = HistoryFilter { until: at(2), ..filter(100) };
    assert_eq!(ids(&until).await, whole[..4]);
    let from = HistoryFilter { from: at(5), ..filter(100) };
    assert_eq!(ids(&from).await, whole[4..]);
    let session = HistoryFilter { of: HistoryOf::Participant("PA_1".to_owned()), ..filter(100) };
    assert_eq!(ids(&session).await, ["EV_sa", "EV_sy"]);
    let hostile =
        HistoryFilter { of: HistoryOf::Participant("' OR 1=1 --".to_owned()), ..filter(100) };
    assert!(ids(&hostile).await.is_empty());
}

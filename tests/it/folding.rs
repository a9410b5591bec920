//! The state is the same for any order of the same events, and it is the truth.
//!
//! `captured-webhooks.jsonl` is what a real livekit-server 1.13.5 sent in 160 s; what really
//! happened then is written down here by hand.

use std::collections::BTreeMap;

use livekit_console::model::{Event, Millis, RoomSession};
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use serde_json::{Value, json};

use crate::small_findings::any_finding;
use crate::whole::{Whole, event_at, fold};

/// When everything is received: after all of it has happened.
pub(crate) const RECEIVED_AT: Millis = Millis(1_795_393_000_000);

fn event(body: &str) -> Event {
    event_at(body, RECEIVED_AT)
}

fn captured() -> Vec<Event> {
    include_str!("../fixtures/captured-webhooks.jsonl")
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("each line is JSON");
            event(line["body"].as_str().expect("each has a body"))
        })
        .collect()
}

/// What happened to one participant: room (the how manyeth of its name), identity, kind, reason,
/// departure, seconds of stay (rounded down, LiveKit tells the end in whole seconds), tracks.
type Truth = (&'static str, u8, &'static str, &'static str, &'static str, &'static str, u32, usize);

const TRUTH: [Truth; 15] = [
    ("crash", 1, "carol", "STANDARD", "CONNECTION_TIMEOUT", "unexpected", 24, 1),
    ("crash", 1, "dave", "STANDARD", "DUPLICATE_IDENTITY", "replaced", 4, 1),
    ("crash", 1, "dave", "STANDARD", "CLIENT_INITIATED", "normal", 7, 1),
    ("crash", 1, "erin", "STANDARD", "PARTICIPANT_REMOVED", "removed", 3, 1),
    ("crash", 1, "frank", "STANDARD", "ROOM_DELETED", "normal", 2, 0),
    ("crash", 2, "dave", "STANDARD", "CLIENT_INITIATED", "normal", 2, 0),
    ("frozen", 1, "gina", "STANDARD", "CONNECTION_TIMEOUT", "unexpected", 25, 1),
    ("frozen", 2, "gina", "STANDARD", "CONNECTION_TIMEOUT", "unexpected", 30, 1),
    ("halfway", 1, "hank", "STANDARD", "SIGNAL_CLOSE", "normal", 2, 0),
    ("quiet", 1, "kim", "STANDARD", "CLIENT_INITIATED", "normal", 9, 1),
    ("small", 1, "ivy", "STANDARD", "CLIENT_INITIATED", "normal", 5, 0),
    ("standup", 1, "EG_rec", "EGRESS", "CLIENT_INITIATED", "normal", 5, 0),
    ("standup", 1, "agent-1", "AGENT", "CLIENT_INITIATED", "normal", 5, 1),
    ("standup", 1, "alice", "STANDARD", "CLIENT_INITIATED", "normal", 8, 2),
    ("standup", 1, "bob", "STANDARD", "CLIENT_INITIATED", "normal", 11, 1),
];

fn assert_captured_truth(whole: &Whole) {
    let mut rooms: BTreeMap<(&str, u8), &RoomSession> = BTreeMap::new();
    let mut ordered: Vec<_> = whole.rooms.values().collect();
    ordered.sort_by_key(|room| room.record.started_at());
    for room in ordered {
        let name = room.record.name.as_str();
        let nth = (1..=9).find(|nth| !rooms.contains_key(&(name, *nth))).expect("few rooms");
        rooms.insert((name, nth), room);
    }
    let seconds: Vec<_> = rooms
        .iter()
        .map(|((name, nth), room)| {
            let view = room.view(RECEIVED_AT);
            assert_eq!((view.status.as_str(), view.evidence), ("finished", None), "{name} {nth}");
            (*name, *nth, view.duration_seconds.round(), view.participants_total)
        })
        .collect();
    assert_eq!(
        seconds,
        [
            ("crash", 1, 28.0, 5),
            ("crash", 2, 6.0, 1),
            // It lasted 5 s: ends are reported in whole seconds, so a length may read up to 1 s
            // short.
            ("empty-one", 1, 4.0, 0),
            ("frozen", 1, 28.0, 1),
            ("frozen", 2, 33.0, 1),
            ("halfway", 1, 5.0, 1),
            ("quiet", 1, 13.0, 1),
            ("small", 1, 9.0, 1),
            ("standup", 1, 15.0, 5),
        ]
    );
    let nth =
        |sid: &str| rooms.iter().find(|(_, room)| room.record.sid == sid).map(|(name, _)| *name);
    let mut found: Vec<_> = whole
        .participants
        .values()
        .map(|session| {
            let view = session.view(RECEIVED_AT);
            assert_eq!(view.certainty, livekit_console::model::Certainty::Observed);
            assert_eq!(view.aborted, view.identity == "hank");
            assert!(view.tracks.iter().all(|track| track.unpublished_at.is_some()));
            let (room, nth) = nth(&view.room_sid).expect("its room is known");
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds")]
            let seconds = view.duration_seconds as u32;
            (
                room.to_owned(),
                nth,
                view.identity,
                view.kind.expect("known"),
                view.disconnect_reason.expect("a reason"),
                view.departure.expect("gone").as_str(),
                seconds,
                view.tracks.len(),
            )
        })
        .filter(|session| session.2 != "sip_+4930123")
        .collect();
    found.sort_by(|a, b| (&a.0, a.1, &a.2, b.6).cmp(&(&b.0, b.1, &b.2, a.6)));
    let mut truth: Vec<_> = TRUTH
        .iter()
        .map(|t| {
            (t.0.to_owned(), t.1, t.2.to_owned(), t.3.to_owned(), t.4.to_owned(), t.5, t.6, t.7)
        })
        .collect();
    truth.sort_by(|a, b| (&a.0, a.1, &a.2, b.6).cmp(&(&b.0, b.1, &b.2, a.6)));
    assert_eq!(found, truth);
    let sip = whole.participants.values().find(|session| session.record.identity == "sip_+4930123");
    assert_eq!(sip.expect("the caller").view(RECEIVED_AT).is_machine, Some(false));
    assert!(whole.participants.values().all(|session| session.record.identity != "jack"));
}

#[test]
fn the_captured_webhooks_give_the_truth() {
    assert_captured_truth(&fold(&captured()));
}

#[test]
fn the_captured_webhooks_give_the_truth_when_each_comes_twice() {
    let events = captured();
    assert_captured_truth(&fold(events.iter().flat_map(|event| [event, event])));
    assert_captured_truth(&fold(events.iter().chain(&events)));
}

#[test]
fn the_captured_webhooks_give_the_truth_in_a_thousand_orders() {
    let mut events = captured();
    let expected = fold(&events);
    let mut random = rand::rngs::ChaCha8Rng::seed_from_u64(1);
    for round in 0..1000 {
        let doubled = random.random_range(0..events.len());
        let again = events[doubled].clone();
        events.push(again);
        events.shuffle(&mut random);
        assert_eq!(fold(&events), expected, "round {round}");
        let mut seen = std::collections::HashSet::new();
        events.retain(|event| seen.insert(event.id.clone()));
    }
    assert_captured_truth(&expected);
}

fn body(id: u32, at: i64, name: &str, room: &Value, more: Value) -> Event {
    body_at(id, at, name, room, more, RECEIVED_AT)
}

#[expect(clippy::needless_pass_by_value, reason = "callers build it in place")]
pub(crate) fn body_at(
    id: u32,
    at: i64,
    name: &str,
    room: &Value,
    more: Value,
    received_at: Millis,
) -> Event {
    let mut body = json!({
        "event": name, "id": format!("EV_{id}"), "createdAt": at.to_string(), "room": room,
    });
    body.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    event_at(&body.to_string(), received_at)
}

/// The first second of the small world.
pub(crate) const BASE: i64 = 1_795_390_000;

pub(crate) fn room(sid: &str, name: &str, created: i64) -> Value {
    let created = BASE + created;
    json!({"sid": sid, "name": name, "creationTime": created.to_string(),
           "creationTimeMs": (created * 1000 + 5).to_string(), "turnPassword": "TURN-SECRET"})
}

pub(crate) fn somebody(sid: &str, identity: &str, joined: i64) -> Value {
    let joined = BASE + joined;
    json!({"participant": {"sid": sid, "identity": identity, "state": "ACTIVE",
           "joinedAt": joined.to_string(), "joinedAtMs": (joined * 1000 + 500).to_string()}})
}

#[test]
fn a_room_that_a_dead_node_left_is_one_session_and_who_came_back_is_there_once() {
    let two = room("RM_1", "two", 0);
    let events = [
        body(1, BASE, "room_started", &two, Value::Null),
        body(2, BASE + 1, "participant_joined", &two, somebody("PA_0", "u0", 1)),
        body(3, BASE + 1, "participant_joined", &two, somebody("PA_1", "u1", 1)),
        body(6, BASE + 1, "track_published", &two, {
            let mut more = somebody("PA_1", "u1", 1);
            more["track"] = json!({"sid": "TR_1"});
            more
        }),
        // Its node was killed; another started it again under the same sid.
        body(4, BASE + 60, "room_started", &two, Value::Null),
        body(5, BASE + 62, "participant_joined", &two, somebody("PA_2", "u1", 62)),
    ];
    let whole = fold(&events);
    assert_eq!(whole.rooms.len(), 1);
    assert!(whole.rooms["RM_1"].is_active());
    let view = |sid: &str| whole.participants[sid].view(RECEIVED_AT);
    assert!(whole.participants["PA_2"].is_present());
    let returned = view("PA_1");
    assert_eq!(returned.evidence.as_deref(), Some("the identity came back as `PA_2`"));
    assert_eq!(
        returned.departure.map(livekit_console::model::Departure::as_str),
        Some("reconciled")
    );
    let range = returned.left_at_range.expect("an interval");
    assert_eq!(range.earliest.timestamp(), BASE + 1);
    assert_eq!(range.latest.timestamp(), BASE + 62);
    assert_eq!(returned.tracks[0].unpublished_at, returned.left_at, "it ended with the stay");
    let doubtful = view("PA_0");
    assert_eq!(doubtful.certainty.as_str(), "in_doubt");
    assert!(!whole.participants["PA_0"].is_present() && doubtful.left_at.is_none());
}

#[test]
fn a_room_that_came_back_under_a_new_sid_ends_the_old_session_as_inferred() {
    let (old, new) = (room("RM_1", "back", 0), room("RM_2", "back", 30));
    let events = [
        body(1, BASE, "room_started", &old, Value::Null),
        body(2, BASE + 2, "participant_joined", &old, somebody("PA_1", "u", 2)),
        body(3, BASE + 30, "room_started", &new, Value::Null),
        body(4, BASE + 31, "participant_joined", &new, somebody("PA_2", "u", 31)),
    ];
    let whole = fold(&events);
    let ended = whole.rooms["RM_1"].view(RECEIVED_AT);
    assert_eq!((ended.status.as_str(), ended.certainty.as_str()), ("finished", "inferred"));
    assert_eq!(ended.evidence.as_deref(), Some("the room came back as `RM_2`"));
    let range = ended.finished_at_range.expect("an interval");
    assert_eq!((range.earliest.timestamp(), range.latest.timestamp()), (BASE + 2, BASE + 30));
    assert_eq!(whole.participants["PA_1"].view(RECEIVED_AT).certainty.as_str(), "inferred");
    assert!(whole.rooms["RM_2"].is_active() && whole.participants["PA_2"].is_present());

    // Should LiveKit tell the end after all, that is what counts.
    let finished = body(5, BASE + 20, "room_finished", &old, Value::Null);
    let whole = fold(events.iter().chain([&finished]));
    assert_eq!(whole.rooms["RM_1"].view(RECEIVED_AT).certainty.as_str(), "observed");
}

#[test]
fn two_live_rooms_of_one_name_are_both_there() {
    let (one, two) = (room("RM_1", "split", 0), room("RM_2", "split", 10));
    let whole = fold(&[
        body(1, BASE, "room_started", &one, Value::Null),
        body(2, BASE + 10, "room_started", &two, Value::Null),
        body(3, BASE + 40, "participant_joined", &one, somebody("PA_1", "u", 40)),
        body(4, BASE + 41, "participant_joined", &two, somebody("PA_2", "v", 41)),
    ]);
    assert!(whole.rooms.values().all(RoomSession::is_active));
}

#[test]
fn a_leave_that_comes_first_makes_a_complete_session() {
    let one = room("RM_1", "a", 0);
    let mut left = somebody("PA_1", "u", 3);
    left["participant"]["disconnectReason"] = json!("CLIENT_INITIATED");
    let whole = fold(&[body(2, BASE + 9, "participant_left", &one, left)]);
    let view = whole.participants["PA_1"].view(RECEIVED_AT);
    assert_eq!((view.duration_seconds, view.state.as_str()), (5.5, "DISCONNECTED"));
    assert!(whole.rooms["RM_1"].is_active(), "the room is open: nobody said that it finished");
}

/// An event of a small world in which everything collides: few rooms, few people, few seconds.
fn any_event() -> impl Strategy<Value = Event> {
    let names = prop::sample::select(vec![
        "room_started",
        "room_finished",
        "participant_joined",
        "participant_left",
        "participant_connection_aborted",
        "track_published",
        "track_unpublished",
        "egress_updated",
        "egress_ended",
        "agent_job_started",
        "agent_job_ended",
        "ingress_started",
        "something_new",
    ]);
    // The clock of the node that reports it, and how late it is received, seconds.
    let clocks = (-30..31_i64, prop::sample::select(vec![0, 0, 0, 1, 20, 90]));
    let what = (0..4_i64, 0..5_i64, 0..2_i64, 0..3_usize);
    (any::<u32>(), 0..20_i64, names, what, clocks).prop_map(
        |(id, at, name, (room_number, sid, identity, reason), (skew, late))| {
            let room = room(
                &format!("RM_{room_number}"),
                ["a", "a", "a", "b"][usize::try_from(room_number).expect("small")],
                room_number * 4,
            );
            let more = if name.starts_with("egress") {
                let status = ["EGRESS_ACTIVE", "EGRESS_ENDING", "EGRESS_COMPLETE"][reason];
                json!({"egressInfo": {"egressId": format!("EG_{sid}"), "roomName": "a",
                       "status": status,
                       "updatedAt": ((BASE + at) * 1_000_000_000).to_string()}})
            } else if name.starts_with("agent") {
                let status = ["JS_PENDING", "JS_RUNNING", "JS_SUCCESS"][reason];
                json!({"job": {"id": format!("AJ_{sid}"), "room": room, "state": {
                    "status": status, "participantIdentity": format!("u{identity}"),
                    "startedAt": ((BASE + sid * 3) * 1_000_000_000).to_string()}}})
            } else if name.starts_with("ingress") {
                json!({"ingressInfo": {"ingressId": format!("IN_{identity}"), "state": {
                    "status": "ENDPOINT_PUBLISHING", "resourceId": format!("IR_{sid}"),
                    "startedAt": ((BASE + at) * 1_000_000_000).to_string()}}})
            } else if name.starts_with("participant") || name.starts_with("track") {
                // One participant sid is one stay: its identity and time of joining are its own.
                let sid = room_number * 10 + sid;
                let mut more =
                    somebody(&format!("PA_{sid}"), &format!("u{}", sid % 2), (sid * 7) % 20);
                more["participant"]["disconnectReason"] =
                    json!(["CLIENT_INITIATED", "CONNECTION_TIMEOUT", "MIGRATION"][reason]);
                more["participant"]["version"] = json!(identity);
                if name.starts_with("track") {
                    more["track"] =
                        json!({"sid": format!("TR_{sid}{identity}"), "muted": at % 2 == 0});
                }
                more
            } else {
                Value::Null
            };
            let received_at = Millis((BASE + at + late) * 1000 + 100);
            body_at(id, BASE + at + skew, name, &room, more, received_at)
        },
    )
}

pub(crate) fn anything() -> impl Strategy<Value = Event> {
    prop_oneof![2 => any_event(), 1 => any_finding()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_order_of_the_same_events_doubled_or_not_ends_in_the_same_state(
        events in prop::collection::vec(anything(), 1..40),
        seed: u64,
    ) {
        let expected = fold(&events);
        let mut random = rand::rngs::ChaCha8Rng::seed_from_u64(seed);
        let mut shuffled: Vec<_> = events.iter().collect();
        for event in &events {
            if random.random_bool(0.3) {
                shuffled.push(event);
            }
        }
        shuffled.shuffle(&mut random);
        prop_assert_eq!(fold(shuffled), expected);
    }

    #[test]
    fn no_session_ends_before_it_began_and_no_one_is_present_in_an_ended_room(
        events in prop::collection::vec(anything(), 1..40),
    ) {
        let whole = fold(&events);
        for session in whole.participants.values() {
            let left_at = session.left_at().unwrap_or(RECEIVED_AT);
            prop_assert!(left_at >= session.record.started_at());
            let room = &whole.rooms[session.record.room_sid.as_str()];
            prop_assert!(room.is_active() || !session.is_present());
        }
        let mut present = std::collections::HashSet::new();
        for session in whole.participants.values().filter(|session| session.is_present()) {
            let who = (session.record.room_sid.clone(), session.record.identity.clone());
            prop_assert!(present.insert(who), "an identity is there twice");
        }
    }
}

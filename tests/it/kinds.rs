//! Who is there: people and machines, and who is there in another room, too.

use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{Deployment, Millis, Room, Source, SystemSample};
use livekit_console::state::{RoomKey, State};
use serde_json::{Value, json};

const NOW: Millis = Millis(1_795_377_600_000);

fn state() -> State {
    let deployment = Deployment { name: "eu".into(), region: None, synthetic: false };
    let mut state = State::new(vec![deployment], Millis(0));
    state.set_loaded();
    state
}

fn apply(state: &mut State, body: &Value) {
    let envelope = Envelope::read(body.to_string().as_bytes()).expect("an object");
    state.apply(&convert(envelope, &"eu".into(), Source::Webhook, NOW));
}

/// That this participant joined or left a room, 30 s ago or just now.
fn apply_event(state: &mut State, event: &str, room: &str, participant: &Value) {
    let at = NOW.0 / 1000 - if event == "participant_joined" { 30 } else { 1 };
    let sid = participant["sid"].as_str().expect("it has a sid");
    let mut participant = participant.clone();
    participant["joinedAt"] = json!((NOW.0 / 1000 - 30).to_string());
    participant["identity"] = json!(sid);
    apply(
        state,
        &json!({"event": event, "id": format!("EV_{event}{sid}"), "createdAt": at.to_string(),
            "room": {"sid": room, "name": room}, "participant": participant}),
    );
}

fn sample(state: &State) -> SystemSample {
    state.samples(NOW).into_iter().next().expect("one deployment")
}

fn room(state: &State, sid: &str) -> Room {
    let key = RoomKey { deployment: "eu".into(), sid: sid.into() };
    state.room(&key, NOW).expect("it is known")
}

#[test]
fn callers_are_people_and_one_who_is_lost_moves_the_rates() {
    let mut state = state();
    for (sid, reason) in [
        ("PA_1", "MEDIA_FAILURE"),
        ("PA_2", "SIP_TRUNK_FAILURE"),
        ("PA_3", "USER_REJECTED"),
        ("PA_4", ""),
    ] {
        let caller = json!({"sid": sid, "kind": "SIP", "disconnectReason": reason});
        apply_event(&mut state, "participant_joined", "RM_1", &caller);
        if !reason.is_empty() {
            apply_event(&mut state, "participant_left", "RM_1", &caller);
        }
    }
    let sample = sample(&state);
    assert_eq!((sample.people, sample.machines), (1.0, 0.0));
    assert_eq!((sample.join_rate, sample.leave_rate, sample.disconnect_rate), (4.0, 3.0, 2.0));
    assert_eq!(state.disconnected("eu", Millis(0), 9).1, 2);
    assert_eq!(state.machine_disconnect_rate("eu", NOW), Some(0.0));
}

#[test]
fn machines_that_are_lost_are_counted_apart_from_people() {
    let mut state = state();
    assert_eq!(State::default().machine_disconnect_rate("eu", NOW), None, "not known yet");
    for (sid, more, reason) in [
        ("PA_1", json!({"kind": "AGENT"}), "AGENT_ERROR"),
        ("PA_2", json!({"permission": {"recorder": true}}), "CONNECTION_TIMEOUT"),
        ("PA_3", json!({"permission": {"agent": true}}), "CLIENT_INITIATED"),
        ("PA_4", json!({"kind": "AGENT"}), ""),
        ("PA_5", json!({"kind": "EGRESS"}), ""),
    ] {
        let mut machine = more;
        machine["sid"] = json!(sid);
        apply_event(&mut state, "participant_joined", "RM_1", &machine);
        if !reason.is_empty() {
            machine["disconnectReason"] = json!(reason);
            apply_event(&mut state, "participant_left", "RM_1", &machine);
        }
    }
    let sample = sample(&state);
    assert_eq!((sample.people, sample.machines, sample.disconnect_rate), (0.0, 2.0, 0.0));
    assert_eq!(state.machine_disconnect_rate("eu", NOW), Some(2.0));
    assert_eq!(state.machine_disconnect_rate("us", NOW), Some(0.0));
    let (lost, total) = state.machines_lost("eu", NOW.plus(-60_000), 1);
    assert_eq!((lost.len(), total), (1, 2));
    assert_eq!(state.disconnected("eu", Millis(0), 9).1, 0, "nobody of the people");
    let figures = state.room_figures(NOW).expect("it is known");
    assert_eq!((figures[0].participants, figures[0].people, figures[0].agents), (2, 0, 1));
    assert_eq!(room(&state, "RM_1").agent_count, 1);
}

#[test]
fn a_forwarded_participant_is_marked_and_counted_once() {
    let mut state = state();
    let ann = json!({"sid": "PA_1"});
    apply_event(&mut state, "participant_joined", "RM_1", &ann);
    let mut there = json!({"sid": "PA_2", "kindDetails": ["FORWARDED"]});
    apply_event(&mut state, "participant_joined", "RM_2", &there);
    let both = sample(&state);
    assert_eq!((both.participants, both.people, both.join_rate), (1.0, 1.0, 1.0));
    assert_eq!(state.kinds().values().sum::<u64>(), 1);
    let (own, other) = (room(&state, "RM_1"), room(&state, "RM_2"));
    assert_eq!((own.participant_count, own.people_count, own.forwarded_count), (1, 1, 0));
    assert_eq!((other.participant_count, other.people_count, other.forwarded_count), (1, 0, 1));
    let key = RoomKey { deployment: "eu".into(), sid: "RM_2".into() };
    let shown = state.participant(&key, "PA_2", NOW).expect("it is there");
    assert_eq!((shown.is_forwarded, shown.is_machine), (Some(true), Some(false)));
    assert_eq!(shown.kind_details, Some(vec!["FORWARDED".to_owned()]));
    there["disconnectReason"] = json!("CONNECTION_TIMEOUT");
    apply_event(&mut state, "participant_left", "RM_2", &there);
    let one = sample(&state);
    assert_eq!((one.people, one.leave_rate, one.disconnect_rate), (1.0, 0.0, 0.0));
    assert_eq!(room(&state, "RM_2").forwarded_count, 0);
}

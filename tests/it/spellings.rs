//! Webhooks of calls, recordings and feeds as they come, and as a relay spells them.

use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{
    Certainty, Departure, Deployment, JobKind, JobOutcome, Millis, OutputKind, Source,
};
use livekit_console::state::{JobKey, RoomKey, State};
use serde_json::json;

fn state() -> State {
    let deployment = Deployment { name: "eu".into(), region: None, synthetic: false };
    let mut state = State::new(vec![deployment], Millis(0));
    state.set_loaded();
    state
}

#[test]
fn a_call_and_a_meeting_are_read_whole() {
    let mut state = state();
    let now = Millis(1_795_700_000_000);
    for line in include_str!("../fixtures/voice-webhooks.jsonl").lines() {
        for secret in ["TURN-SECRET-voice-a", "SECRET-REDACT-ME"] {
            let envelope = Envelope::read(line.as_bytes()).expect("an object");
            assert!(!envelope.json.contains(secret), "{line}");
        }
        let envelope = Envelope::read(line.as_bytes()).expect("an object");
        state.apply(&convert(envelope, &"eu".into(), Source::Webhook, now));
    }
    let job = |kind: JobKind, id: &str| {
        let key = JobKey { deployment: "eu".into(), kind, id: id.into() };
        state.job(&key).expect("it is known")
    };
    let agent = job(JobKind::Agent, "AJ_w3Rm6TqBz9Ke");
    assert_eq!((agent.outcome, agent.certainty), (Some(JobOutcome::Failed), Certainty::Observed));
    let run = job(JobKind::Ingress, "IN_f4Tq9MxJw2Cp/IR_u8Vd5YnGk3Ze");
    assert_eq!((run.outcome, run.certainty), (Some(JobOutcome::Completed), Certainty::Observed));
    let meeting = job(JobKind::Egress, "EG_r2Xk7CvBn5Qd");
    assert_eq!(meeting.outcome, Some(JobOutcome::Completed));
    let outputs: Vec<_> =
        meeting.outputs.iter().map(|o| (o.kind, o.failed, o.size_bytes)).collect();
    assert_eq!(
        outputs,
        [
            (OutputKind::File, false, Some(1_974_563_210)),
            (OutputKind::Stream, false, None),
            (OutputKind::Stream, true, None),
        ]
    );
    let audio = job(JobKind::Egress, "EG_z6Wm3HtLp8Yj");
    assert_eq!((audio.outcome, audio.name.as_deref()), (Some(JobOutcome::Failed), Some("egress")));
    assert!(audio.error.is_some_and(|why| why.contains("AccessDenied")));
}

#[test]
fn a_webhook_in_protobufs_own_spelling_is_read_as_the_same() {
    let now = Millis(1_795_377_600_000);
    let seconds = |after: i64| (now.0 / 1000 + after).to_string();
    let mut state = state();
    for body in [
        json!({"event": "participant_left", "id": "EV_1", "created_at": seconds(5),
            "room": {"sid": "RM_1", "name": "call", "creation_time": seconds(0)},
            "participant": {"sid": "PA_1", "identity": "u1", "joined_at": seconds(1),
                "attributes": {"my_own": "x"}, "disconnect_reason": "CONNECTION_TIMEOUT"}}),
        json!({"event": "egress_ended", "id": "EV_2", "egress_info": {"egress_id": "EG_s",
            "room_name": "call", "status": "EGRESS_FAILED", "error": "x",
            "stream_results": [{"url": "a", "status": "FAILED", "last_retry_at": "1"}]}}),
    ] {
        let envelope = Envelope::read(body.to_string().as_bytes()).expect("an object");
        state.apply(&convert(envelope, &"eu".into(), Source::Webhook, now.plus(6000)));
    }
    let room = RoomKey { deployment: "eu".into(), sid: "RM_1".into() };
    let left = state.participant(&room, "PA_1", now).expect("it is known");
    assert_eq!(left.departure, Some(Departure::Unexpected));
    assert_eq!(left.left_at, Some(now.plus(5000).to_utc()));
    assert_eq!(left.attributes.expect("they are shown")["my_own"], "x");
    let key = JobKey { deployment: "eu".into(), kind: JobKind::Egress, id: "EG_s".into() };
    let job = state.job(&key).expect("it is known");
    assert_eq!((job.outcome, job.outputs.len()), (Some(JobOutcome::Failed), 1));
}

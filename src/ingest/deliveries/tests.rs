use std::sync::Arc;

use super::stats::{DeliveryStats, Minute};
use super::{Deliveries, REMEMBERED, RefusedRequest};
use crate::livekit::{Envelope, convert};
use crate::model::{DeploymentName, Drift, Event, Millis, Source};
use serde_json::{Value, json};

const START: Millis = Millis(1_795_377_600_000);

fn at(seconds: i64) -> Millis {
    START.plus(seconds * 1000)
}

fn deliveries() -> (Deliveries, DeploymentName) {
    let name: DeploymentName = "eu".into();
    (Deliveries::new([Arc::clone(&name)], START), name)
}

fn event(source: Source, body: &Value, received_at: Millis) -> Event {
    let envelope = Envelope::read(body.to_string().as_bytes()).expect("an object");
    convert(envelope, &"eu".into(), source, received_at)
}

/// A finding that a participant is listed who joined at `joined`.
fn missed(who: &str, joined: Millis, found_at: Millis) -> Event {
    let body = json!({
        "id": format!("PO_{who}"), "event": "participant_missed", "at": found_at.0,
        "room": {"sid": "RM_1", "name": "one", "num_participants": 1, "num_publishers": 0,
            "active_recording": false},
        "participant": {"sid": who, "identity": who, "state": "ACTIVE", "version": 0,
            "info": {"k": "STANDARD"}, "joined_at": joined.0},
    });
    event(Source::Poll, &body, found_at)
}

#[test]
fn a_minute_forgets_what_is_older_and_survives_clock_jumps() {
    let mut minute = Minute::default();
    assert_eq!(minute.count(at(0)), 0);
    for second in [0, 0, 30, 59] {
        minute.add(at(second));
    }
    for (now, count) in [(59, 4), (60, 2), (89, 2), (90, 1), (119, 0), (100_000, 0)] {
        assert_eq!(minute.count(at(now)), count, "after {now} s");
    }
    minute.add(at(-1000));
    assert_eq!(minute.count(at(59)), 4, "an old event does not count now");
    minute.add(at(1_000_000));
    assert_eq!(minute.count(at(1_000_000)), 1);
}

#[test]
fn skew_is_that_of_the_youngest_token_and_below_a_second_none() {
    for (ages_ms, skew) in [
        (&[][..], None),
        (&[40, 900, 15_040], Some(0)),
        (&[-30_000, -29_100, -14_000], Some(-30_000)),
        (&[45_500, 46_200, 60_000], Some(45_000)),
    ] {
        let mut stats = DeliveryStats::default();
        for age in ages_ms {
            stats.token_ages.add(*age);
        }
        assert_eq!(stats.report(START).clock_skew_ms, skew, "{ages_ms:?}");
    }
}

#[test]
fn lag_is_the_median_of_the_latest() {
    let (deliveries, name) = deliveries();
    for second in 0..100_i64 {
        let lag = if second < 60 { 50_000 } else { 500 };
        deliveries.accepted(&name, "room_started", at(second), Some(at(second).plus(-lag)), None);
    }
    deliveries.accepted(&name, "invented", at(100), Some(Millis(1000)), None);
    let report = deliveries.report("eu", at(100));
    assert_eq!((report.lag_ms, report.received_total), (Some(500), 101));
    assert_eq!((report.events["room_started"], report.events["other"]), (100, 1));
    assert_eq!(report.received_per_minute, 60);
}

#[test]
fn lag_is_that_of_the_last_minute_without_the_clock_skew() {
    let (deliveries, name) = deliveries();
    let late = |now: i64| deliveries.report("eu", at(now)).late_seconds();
    assert_eq!(late(0), None);
    let accept = |second: i64, lag: i64, age_ms: Option<i64>| {
        let happened_at = at(second).plus(-lag * 1000);
        deliveries.accepted(&name, "room_started", at(second), Some(happened_at), age_ms);
    };
    accept(0, 1, None);
    accept(100, 3600, None);
    assert_eq!((late(100), late(159), late(160)), (Some(3600.0), Some(3600.0), None));
    // LiveKit's clock is 80 s behind: so old is each token when it comes.
    for second in 200..232 {
        accept(second, 80, Some(80_000));
    }
    assert_eq!(late(232), Some(0.0));
    accept(233, 3680, Some(80_000));
    assert_eq!(late(291), Some(3600.0), "the others are over a minute ago");
}

#[test]
fn an_unattributed_request_counts_only_if_it_names_a_key() {
    let (deliveries, _) = deliveries();
    let refusing =
        |code, unknown_key| RefusedRequest { code, unknown_key, ..RefusedRequest::default() };
    deliveries.refused(None, at(0), &refusing("missing_token", None));
    deliveries.refused(None, at(1), &refusing("unknown_api_key", Some("API9")));
    deliveries.refused(Some("eu"), at(1), &refusing("invalid_signature", None));
    let counts = |now| {
        let (unattributed, known) =
            (deliveries.unattributed(at(now)), deliveries.report("eu", at(now)));
        (unattributed.refused_per_minute, known.refused_per_minute)
    };
    assert_eq!((counts(1), counts(61)), ((1, 1), (0, 0)));
}

#[test]
fn unauthenticated_requests_are_bounded_and_the_latest_are_remembered() {
    let (deliveries, _) = deliveries();
    for n in 0..1000_i64 {
        let name = format!("API{n}");
        let refusing = RefusedRequest {
            code: "unknown_api_key",
            detail: "no",
            unknown_key: Some(&name),
            token_age_ms: None,
        };
        deliveries.refused(None, at(n), &refusing);
        deliveries.redirected("eu", "GET", Some(&format!("http://c/{n}")), at(n));
    }
    let (unattributed, known) =
        (deliveries.unattributed(at(1000)), deliveries.report("eu", at(1000)));
    assert_eq!((unattributed.unknown_keys.len(), known.redirects.len()), (REMEMBERED, REMEMBERED));
    assert!(unattributed.unknown_keys.iter().any(|key| key.name == "API999"));
    assert_eq!((unattributed.refusals["unknown_api_key"].count, known.refused_total), (1000, 0));
}

#[test]
fn silence_is_proven_by_two_findings_after_the_last_webhook_and_ends_with_the_next() {
    let (deliveries, name) = deliveries();
    let silent = |now| deliveries.report("eu", now).silent_since(START, now);
    deliveries.accepted(&name, "room_started", at(10), None, None);
    // Joined before the last webhook: one lost webhook among others.
    deliveries.observe(&missed("PA_1", at(9), at(12)));
    deliveries.observe(&missed("PA_2", at(20), at(25)));
    assert_eq!(silent(at(100)), None, "one is drift");
    deliveries.observe(&missed("PA_3", at(22), at(25)));
    assert_eq!(silent(at(24)), None, "LiveKit may still be trying");
    assert_eq!(silent(at(25)), Some(at(20)));
    assert_eq!(
        deliveries.report("eu", at(25)).missing_webhooks.kinds[&Drift::ParticipantMissed],
        2
    );
    deliveries.accepted(&name, "room_started", at(30), None, None);
    assert_eq!(silent(at(300)), None);
}

#[test]
fn what_was_there_before_the_start_proves_nothing() {
    let (deliveries, _) = deliveries();
    for who in ["PA_1", "PA_2", "PA_3"] {
        deliveries.observe(&missed(who, at(-5), at(5)));
        deliveries.observe(&missed(who, at(-5), at(-4)));
    }
    assert_eq!(deliveries.report("eu", at(60)).missing_webhooks.count(), 0);
}

#[test]
fn a_participant_that_left_had_joined_and_a_finished_room_had_started() {
    let (deliveries, name) = deliveries();
    deliveries.accepted(&name, "participant_left", at(1), None, None);
    let seconds = |seconds: i64| at(seconds).0.to_string();
    let left = |id: &str, joined: i64| {
        json!({"event": "participant_left", "id": id, "room": {"sid": "RM_1", "name": "one"},
            "participant": {"sid": id, "identity": id, "joinedAtMs": seconds(joined)}})
    };
    deliveries.observe(&event(Source::Webhook, &left("PA_1", 0), at(50)));
    deliveries.observe(&event(Source::Webhook, &left("PA_2", 20), at(50)));
    deliveries.observe(&missed("PA_3", at(30), at(51)));
    let finished = json!({"event": "room_finished", "id": "EV_f",
        "room": {"sid": "RM_1", "name": "one", "creationTimeMs": seconds(10)}});
    deliveries.observe(&event(Source::Webhook, &finished, at(60)));
    let proved = deliveries.report("eu", at(60)).proved;
    assert_eq!((proved["participant_joined"], proved["room_started"]), (2, 1));
}

#[test]
fn the_last_webhook_is_the_one_that_came_last_by_any_clock() {
    let (deliveries, eu) = deliveries();
    for (why, arrived, last) in [
        ("the first", at(7200), at(7200)),
        ("two at once are recorded out of order", at(7200).plus(-300), at(7200)),
        ("the clock was set back by an hour", at(3600), at(3600)),
        ("and goes on", at(3601), at(3601)),
    ] {
        deliveries.accepted(&eu, "room_started", arrived, None, None);
        assert_eq!(deliveries.report("eu", arrived).last_received_at, Some(last), "{why}");
    }
}

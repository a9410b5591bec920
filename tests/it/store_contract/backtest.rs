//! What a backtest reads: samples of sources, and when rooms were open and who was there.

use std::sync::Arc;

use livekit_console::model::{Leave, Millis, Rank, SourceSample, Stamp};
use livekit_console::store::{
    Batch, ParticipantSpan, Retention, RoomSpan, SharedStore, SpanFilter,
};

use super::make::{HOME, at, ended_participant, ended_room, participant, room};

/// A sample of which every figure follows from `value`.
fn measured(seconds: i64, deployment: &str, value: f64) -> SourceSample {
    SourceSample {
        webhook_silence_seconds: Some(value),
        webhooks_lost_rate: Some(value / 3.0),
        drift_rate: Some(value / 7.0),
        joins_attempted_rate: Some(value + 1.0),
        joins_failed_rate: Some(value / 11.0),
        egress_failures: Some(value + 2.0),
        webhooks_received_rate: Some(value + 3.0),
        webhooks_refused_rate: Some(value + 4.0),
        webhook_lag_seconds: Some(value + 5.0),
        api_silence_seconds: Some(value + 6.0),
        machine_disconnect_rate: Some(value + 7.0),
        at: at(seconds),
        deployment: deployment.into(),
    }
}

async fn write(store: &SharedStore, samples: &[SourceSample]) {
    store.write_source_samples(samples).await.expect("written");
}

pub(super) async fn a_source_sample_written_twice_counts_once(store: SharedStore) {
    write(&store, &[]).await;
    let first = measured(0, "a", 0.1);
    write(&store, std::slice::from_ref(&first)).await;
    write(&store, &[measured(0, "a", 9.0), SourceSample::unknown(at(0), "b".into())]).await;
    let read = store.source_samples(at(0), at(1), None).await.expect("read");
    assert_eq!(read, [first, SourceSample::unknown(at(0), "b".into())]);
}

pub(super) async fn source_samples_are_read_by_time_and_deployment(store: SharedStore) {
    let mut samples: Vec<_> =
        (0..200).flat_map(|n| [measured(n * 10, "a", 1.5), measured(n * 10, "b", 2.5)]).collect();
    samples.reverse();
    write(&store, &samples).await;
    samples.reverse();
    let read = async |from, to, deployment| {
        store.source_samples(at(from), at(to), deployment).await.expect("read")
    };
    assert_eq!(read(0, 2000, None).await, samples);
    assert_eq!(read(10, 30, None).await, samples[2..6]);
    assert_eq!(read(10, 30, Some("b")).await, [samples[3].clone(), samples[5].clone()]);
    assert_eq!(read(30, 10, None).await, []);
    assert_eq!(read(0, 2000, Some("%")).await, []);
}

pub(super) async fn source_samples_are_retained_as_long_as_minutes(store: SharedStore) {
    const DAY: i64 = 86_400;
    write(&store, &[measured(0, "a", 1.0), measured(100 * DAY, "a", 1.0)]).await;
    let for_ever = Retention {
        events_days: None,
        sessions_days: None,
        samples_days: None,
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    let now = at(101 * DAY);
    let days = |days| Retention { minutes_days: Some(days), ..for_ever };
    let samples_only = Retention { samples_days: Some(1), ..for_ever };
    assert_eq!(store.retain(samples_only, now).await.expect("kept"), 0);
    assert_eq!(store.retain(days(101), now).await.expect("kept"), 0);
    assert_eq!(store.retain(days(50), now).await.expect("deleted"), 1);
    let left = store.source_samples(at(0), now, None).await.expect("read");
    assert_eq!(left, [measured(100 * DAY, "a", 1.0)]);
}

/// From `from` to `to`, in seconds.
fn between(from: i64, to: i64) -> SpanFilter {
    SpanFilter { from: at(from), to: at(to), ..SpanFilter::default() }
}

/// Rooms and stays of all lengths: of each class that SQLite tells apart.
async fn spans(store: &SharedStore) {
    const HOUR: i64 = 3600;
    let mut elsewhere = ended_room("RM_7", "other", at(50), at(70));
    elsewhere.record.deployment = "b".into();
    elsewhere.region = Some("us".into());
    let mut stay_elsewhere = ended_participant("PA_7", "RM_7", at(50), at(70));
    stay_elsewhere.deployment = "b".into();
    let mut aborted = ended_participant("PA_8", "RM_1", at(50), at(55));
    aborted.record.left = Some(Box::new(Leave {
        stamp: Stamp::new(at(55), Rank::LEFT, 2, "EV_2"),
        reason: "JOIN_FAILURE".into(),
        aborted: true,
    }));
    let mut unknown = ended_participant("PA_6", "RM_1", at(60), at(61));
    unknown.record.identity = "".into();
    let rooms = vec![
        room("RM_1", "open", at(-200 * HOUR)),
        ended_room("RM_2", "over", at(-10), at(39)),
        ended_room("RM_3", "until", at(-10), at(40)),
        ended_room("RM_4", "minutes", at(-100 * HOUR), at(50)),
        ended_room("RM_5", "within", at(50), at(60)),
        ended_room("RM_6", "later", at(100), at(200)),
        elsewhere,
    ];
    let participants = vec![
        participant("PA_1", "RM_1", at(-200 * HOUR)),
        ended_participant("PA_2", "RM_1", at(-5 * HOUR), at(39)),
        ended_participant("PA_3", "RM_1", at(-5 * HOUR), at(40)),
        ended_participant("PA_4", "RM_1", at(99), at(300)),
        ended_participant("PA_5", "RM_1", at(100), at(300)),
        unknown,
        stay_elsewhere,
        aborted,
    ];
    store.write(&Batch { rooms, participants, ..Batch::default() }).await.expect("written");
}

pub(super) async fn spans_are_those_that_went_on_in_the_time(store: SharedStore) {
    spans(&store).await;
    let name = |name: &str| Some(name.to_owned());
    let filter = between(40, 100);
    for (filter, rooms, sessions) in [
        (filter.clone(), "RM_1 RM_4 RM_3 RM_7 RM_5", "PA_1 PA_3 PA_7 PA_6 PA_4"),
        (SpanFilter { deployment: name("b"), ..filter.clone() }, "RM_7", "PA_7"),
        (SpanFilter { deployment: name("c"), ..filter.clone() }, "", ""),
        (SpanFilter { region: name("us"), ..filter.clone() }, "RM_7", "PA_7"),
        (
            SpanFilter { region: name("eu"), ..filter.clone() },
            "RM_1 RM_4 RM_3 RM_5",
            "PA_1 PA_3 PA_6 PA_4",
        ),
        (between(61, 50), "RM_1", "PA_1"),
    ] {
        let found = store.room_spans(&filter, None, 99).await.expect("read");
        let sids: Vec<_> = found.iter().map(|span| span.sid.as_str()).collect();
        // Of one beginning the deployments come in order.
        assert_eq!(sids.join(" "), rooms, "{filter:?}");
        let found = store.participant_spans(&filter, None, 99).await.expect("read");
        let sids: Vec<_> = found.iter().map(|span| span.sid.as_str()).collect();
        assert_eq!(sids.join(" "), sessions, "{filter:?}");
    }
    let found = store.room_spans(&between(40, 100), None, 99).await.expect("read");
    let open = RoomSpan {
        deployment: HOME.into(),
        region: Some("eu".into()),
        sid: "RM_1".into(),
        name: "open".into(),
        started_at: at(-200 * 3600),
        finished_at: None,
    };
    assert_eq!((&found[0], found[2].finished_at), (&open, Some(at(40))));
    let found = store.participant_spans(&between(40, 100), None, 99).await.expect("read");
    let first = ParticipantSpan {
        deployment: HOME.into(),
        room_sid: "RM_1".into(),
        room_name: "room".into(),
        identity: "of PA_1".into(),
        sid: "PA_1".into(),
        joined_at: at(-200 * 3600),
        left_at: None,
    };
    assert_eq!((&found[0], found[1].left_at, &*found[3].identity), (&first, Some(at(40)), ""));
}

pub(super) async fn pages_of_spans_add_up(store: SharedStore) {
    spans(&store).await;
    // Many of one beginning, and of one sid in two deployments.
    let rooms = (0..20).map(|n| ended_room(&format!("RM_x{n:02}"), "x", at(n / 5 * 30), at(500)));
    let mut rooms: Vec<_> = rooms.collect();
    for n in 0..20 {
        let mut other = rooms[n].clone();
        other.record.deployment = "b".into();
        rooms.push(other);
    }
    let sessions = (0..20).map(|n| participant(&format!("PA_x{n:02}"), "RM_1", at(n / 5 * 30)));
    let participants = sessions.collect();
    store.write(&Batch { rooms, participants, ..Batch::default() }).await.expect("written");
    for (from, to) in [(40, 100), (0, 1), (-500_000, 1000), (200, 300)] {
        let filter = between(from, to);
        let all_rooms = store.room_spans(&filter, None, 999).await.expect("read");
        let all_stays = store.participant_spans(&filter, None, 999).await.expect("read");
        let key =
            |span: &RoomSpan| (span.started_at, Arc::clone(&span.deployment), span.sid.clone());
        assert!(all_rooms.is_sorted_by_key(key), "{all_rooms:?}");
        let stay_key = |span: &ParticipantSpan| {
            (span.joined_at, Arc::clone(&span.deployment), span.sid.clone())
        };
        assert!(all_stays.is_sorted_by_key(stay_key), "{all_stays:?}");
        for limit in [1, 3, 7] {
            let (mut rooms, mut index) = (Vec::new(), None);
            loop {
                let page = store.room_spans(&filter, index.as_ref(), limit).await.expect("read");
                let Some(last) = page.last() else { break };
                index = Some(key(last));
                rooms.extend(page);
            }
            assert_eq!(rooms, all_rooms, "{from} {to} by {limit}");
            let (mut sessions, mut index) = (Vec::new(), None);
            loop {
                let page =
                    store.participant_spans(&filter, index.as_ref(), limit).await.expect("read");
                let Some(last) = page.last() else { break };
                index = Some(stay_key(last));
                sessions.extend(page);
            }
            assert_eq!(sessions, all_stays, "{from} {to} by {limit}");
        }
    }
    // Each of the whole time is there: rooms of both deployments, all stays but the aborted one.
    let all = between(-800_000, 1000);
    assert_eq!(store.room_spans(&all, None, 999).await.expect("read").len(), 7 + 40);
    assert_eq!(store.participant_spans(&all, None, 999).await.expect("read").len(), 7 + 20);
    let last = Millis::LATEST;
    let behind = (last, HOME.into(), "".into());
    assert_eq!(store.room_spans(&all, Some(&behind), 9).await.expect("read"), []);
}

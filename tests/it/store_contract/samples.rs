//! Samples, their rollups and history; and what is thrown away.

use std::collections::BTreeMap;

use livekit_console::model::{JobKind, Millis, SystemSample};
use livekit_console::store::{Batch, EventFilter, JobFilter, Retention, RoomFilter, SharedStore};
use proptest::prelude::*;

use super::make::{START, at, ended_job, ended_participant, ended_room, event, room, sample};
use crate::console::shared;
use crate::database::Database;

/// What is measured, by name.
fn figures(sample: &SystemSample) -> [(&'static str, Option<f64>); 12] {
    [
        ("active_rooms", Some(sample.active_rooms)),
        ("participants", Some(sample.participants)),
        ("people", Some(sample.people)),
        ("machines", Some(sample.machines)),
        ("in_doubt", Some(sample.in_doubt)),
        ("publishers", Some(sample.publishers)),
        ("tracks", Some(sample.tracks)),
        ("join_rate", Some(sample.join_rate)),
        ("leave_rate", Some(sample.leave_rate)),
        ("disconnect_rate", Some(sample.disconnect_rate)),
        ("room_seconds", Some(sample.room_seconds)),
        ("connection_quality", sample.connection_quality),
    ]
}

/// The mean of the known values; `None` if there is none.
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let known: Vec<f64> = values.flatten().collect();
    let count = u32::try_from(known.len()).expect("there are few");
    (count > 0).then(|| known.iter().sum::<f64>() / f64::from(count))
}

/// A mean of each figure, by name.
type Means = Vec<(&'static str, Option<f64>)>;

/// What history must be, by the definition.
fn expected(
    samples: &[SystemSample],
    from: Millis,
    to: Millis,
    step_ms: i64,
) -> BTreeMap<(i64, String), Means> {
    let mut steps: BTreeMap<(i64, String), Vec<&SystemSample>> = BTreeMap::new();
    for sample in samples {
        let step = sample.at.0 / step_ms * step_ms;
        if from.0 <= step && step < to.0 {
            steps.entry((step, sample.deployment.to_string())).or_default().push(sample);
        }
    }
    let means = |samples: Vec<&SystemSample>| {
        (0..12)
            .map(|n| (figures(samples[0])[n].0, mean(samples.iter().map(|s| figures(s)[n].1))))
            .collect()
    };
    steps.into_iter().map(|(step, samples)| (step, means(samples))).collect()
}

/// Fails unless history is what it must be.
async fn check(store: &SharedStore, samples: &[SystemSample], from: Millis, to: Millis, step: i64) {
    let history = store.history(from, to, step, None, None).await.expect("read");
    let expected = expected(samples, from, to, step);
    let keys: Vec<_> =
        history.iter().map(|point| (point.at.0, point.deployment.to_string())).collect();
    assert_eq!(keys, expected.keys().cloned().collect::<Vec<_>>(), "step {step}");
    for (point, means) in history.iter().zip(expected.values()) {
        for ((name, value), (_, right)) in figures(point).into_iter().zip(means) {
            let close = match (value, *right) {
                (Some(value), Some(right)) => (value - right).abs() <= 1e-9 * right.abs().max(1.0),
                (value, right) => value == right,
            };
            assert!(close, "{name} at {:?} by {step}: {value:?} instead of {right:?}", point.at);
        }
    }
}

pub(super) async fn a_sample_written_twice_counts_once(store: SharedStore) {
    let first = sample(at(0), "a", 1.0, None);
    let again = sample(at(0), "a", 5.0, None);
    let other = sample(at(0), "b", 2.0, Some(50.0));
    store.write_samples(&[first.clone(), again.clone()]).await.expect("written");
    store.write_samples(&[again, other.clone()]).await.expect("written again");
    store.write_samples(&[]).await.expect("nothing is written");
    let history = store.history(at(0), at(10), 10_000, None, None).await.expect("read");
    assert_eq!(history, [first, other.clone()]);
    let history = store.history(at(0), at(10), 10_000, Some("b"), Some("eu")).await.expect("read");
    assert_eq!(history, [other]);
    for (deployment, region) in [(Some("c"), None), (None, Some("us"))] {
        let history = store.history(at(0), at(10), 10_000, deployment, region).await.expect("read");
        assert!(history.is_empty(), "{deployment:?} {region:?}");
    }
}

/// Writes samples, a few at a time: the Community edition's test server takes 64 kB at once.
pub(crate) async fn write(store: &SharedStore, samples: &[SystemSample]) {
    for part in samples.chunks(100) {
        store.write_samples(part).await.expect("written");
    }
}

/// Three hours of two deployments, unevenly: one is silent at times, quality is often unknown.
fn uneven() -> Vec<SystemSample> {
    let mut samples = Vec::new();
    for n in 0..1080_i32 {
        let value = f64::from(n * 37 % 101);
        samples.push(sample(at(i64::from(n) * 10), "a", value, (n % 3 == 0).then_some(value)));
        if n % 100 < 33 {
            samples.push(sample(at(i64::from(n) * 10 + 3), "b", value + 0.5, None));
        }
    }
    samples
}

pub(super) async fn history_is_the_mean_of_the_samples(store: SharedStore) {
    let samples = uneven();
    // The console rolls up as it goes; the last part is not rolled up yet.
    for part in samples.chunks(500) {
        store.roll_up(part[0].at).await.expect("rolled up");
        write(&store, part).await;
    }
    for step in [10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000, 7_200_000, 21_600_000] {
        check(&store, &samples, at(0), at(10_800), step).await;
        check(&store, &samples, at(1234), at(7777), step).await;
        check(&store, &samples, at(-86_400), at(86_400), step).await;
    }
    store.roll_up(at(10_800)).await.expect("rolled up");
    store.roll_up(at(10_800)).await.expect("rolled up again");
    for step in [60_000, 120_000, 600_000, 3_600_000, 21_600_000] {
        check(&store, &samples, at(0), at(10_800), step).await;
    }
}

pub(super) async fn a_rollup_survives_an_outage_and_a_clock_that_jumps(store: SharedStore) {
    let samples = uneven();
    let (before, after) = samples.split_at(100);
    write(&store, before).await;
    store.roll_up(at(400)).await.expect("rolled up");
    // The clock stood in the next year for a while; then nobody rolled up for hours.
    let wrong = sample(at(31_536_000), "a", 1.0, None);
    store.write_samples(std::slice::from_ref(&wrong)).await.expect("written");
    store.roll_up(wrong.at).await.expect("rolled up");
    write(&store, after).await;
    store.roll_up(at(10_800)).await.expect("rolled up");
    for step in [60_000, 600_000, 3_600_000, 21_600_000] {
        check(&store, &samples, at(0), at(10_800), step).await;
    }
    // And an earlier time tells nothing less.
    store.roll_up(at(5000)).await.expect("rolled up");
    check(&store, &samples, at(0), at(10_800), 60_000).await;
}

pub(super) async fn steps_without_samples_are_left_out(store: SharedStore) {
    let samples = [sample(at(5), "a", 1.0, None), sample(at(7205), "a", 2.0, None)];
    store.write_samples(&samples).await.expect("written");
    store.roll_up(at(7300)).await.expect("rolled up");
    for step_ms in [10_000, 60_000, 3_600_000] {
        let history = store.history(at(0), at(86_400), step_ms, None, None).await.expect("read");
        let times: Vec<_> = history.iter().map(|point| point.at.since(START)).collect();
        assert_eq!(times, [0, 7_200_000], "{step_ms}");
    }
    assert!(store.history(at(10), at(7200), 10_000, None, None).await.expect("read").is_empty());
    assert!(store.history(at(20), at(10), 10_000, None, None).await.expect("read").is_empty());
}

pub(super) async fn only_what_is_old_is_deleted(store: SharedStore) {
    const DAY: i64 = 86_400;
    let now = at(200 * DAY);
    let ago = |days: i64| now.plus(-days * DAY * 1000);
    let batch = Batch {
        events: shared([event("EV_old", ago(100)), event("EV_new", ago(29))]),
        rooms: vec![
            ended_room("RM_old", "a", ago(150), ago(100)),
            ended_room("RM_new", "b", ago(150), ago(29)),
            room("RM_open", "c", ago(150)),
        ],
        participants: vec![
            ended_participant("PA_old", "RM_open", ago(150), ago(100)),
            ended_participant("PA_new", "RM_open", ago(150), ago(29)),
            super::make::participant("PA_open", "RM_open", ago(150)),
        ],
        jobs: vec![
            ended_job("EG_old", JobKind::Egress, ago(150), ago(100)),
            ended_job("EG_new", JobKind::Egress, ago(150), ago(29)),
            super::make::job("EG_open", JobKind::Egress, ago(150)),
        ],
        ..Batch::default()
    };
    store.write(&batch).await.expect("written");
    let samples = [sample(ago(100), "a", 1.0, None), sample(ago(1), "a", 2.0, None)];
    store.write_samples(&samples).await.expect("written");

    let for_ever = Retention {
        events_days: None,
        sessions_days: None,
        samples_days: None,
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    assert_eq!(store.retain(for_ever, now).await.expect("kept"), 0);
    // What is not rolled up yet is kept, too.
    let samples_only = Retention { samples_days: Some(30), ..for_ever };
    if store.edition() != Some(livekit_console::store::Edition::Timescale) {
        assert_eq!(store.retain(samples_only, now).await.expect("kept"), 0);
    }
    store.roll_up(now).await.expect("rolled up");

    let thirty = Retention { events_days: Some(30), sessions_days: Some(30), ..samples_only };
    assert_eq!(store.retain(thirty, now).await.expect("deleted"), 5);
    assert_eq!(store.retain(thirty, now).await.expect("nothing is left"), 0);

    let events = store.events(&EventFilter { limit: 9, ..EventFilter::default() }).await;
    let events = events.expect("read");
    assert_eq!(events.iter().map(|event| &*event.id).collect::<Vec<_>>(), ["EV_new"]);
    let rooms = RoomFilter { limit: 9, ..RoomFilter::default() };
    assert_eq!(store.rooms(&rooms, now).await.expect("read").total, 2);
    assert_eq!(store.recent_participants(ago(1000)).await.expect("read").len(), 2);
    let jobs = JobFilter { limit: 9, ..JobFilter::default() };
    assert_eq!(store.jobs(&jobs).await.expect("read").total, 2);
    let points = |step_ms| store.history(ago(190), now, step_ms, None, None);
    assert_eq!(points(10_000).await.expect("read").len(), 1);
    if store.edition() == Some(livekit_console::store::Edition::Timescale) {
        return;
    }
    // The rollups outlive the samples.
    assert_eq!(points(60_000).await.expect("read").len(), 2);
    let minutes = Retention { minutes_days: Some(30), ..for_ever };
    assert_eq!(store.retain(minutes, now).await.expect("deleted"), 2);
    assert_eq!(points(60_000).await.expect("read").len(), 1);
    assert_eq!(points(3_600_000).await.expect("read").len(), 2);
    let hours = Retention { hours_days: Some(30), ..for_ever };
    assert_eq!(store.retain(hours, now).await.expect("deleted"), 2);
    store.roll_up(now).await.expect("rolled up");
    assert_eq!(points(3_600_000).await.expect("read").len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn history_is_a_direct_aggregate_of_whatever_was_sampled(
        measured in proptest::collection::btree_map(
            (0_i64..60_000, 0_usize..3),
            (0.0_f64..1000.0, proptest::option::of(0.0_f64..100.0)),
            0..200,
        ),
        rolled_up in proptest::collection::vec(0_i64..70_000, 0..5),
        (from, length) in (-5000_i64..60_000, 0_i64..90_000),
        step_s in prop_oneof![Just(10), Just(50), Just(60), Just(180), Just(600), Just(3600),
            Just(7200), Just(21_600)],
    ) {
        let samples: Vec<_> = measured
            .into_iter()
            .map(|((second, deployment), (value, quality))| {
                sample(at(second), ["a", "b", "c"][deployment], value, quality)
            })
            .collect();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
        runtime.block_on(Database::sqlite().with(async |store| {
            // In order of time, as they are sampled; rolled up now and then.
            let mut rest = &samples[..];
            let mut times = rolled_up;
            times.sort_unstable();
            for time in times {
                let (due, later) = rest.split_at(rest.partition_point(|s| s.at <= at(time)));
                rest = later;
                store.write_samples(due).await.expect("written");
                store.roll_up(at(time)).await.expect("rolled up");
            }
            store.write_samples(rest).await.expect("written");
            check(&store, &samples, at(from), at(from + length), step_s * 1000).await;
        }));
    }
}

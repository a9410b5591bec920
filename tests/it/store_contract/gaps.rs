//! Gaps, and the history of drift.

use livekit_console::model::{Drift, Event, Gap, GapSource, Millis, Source};
use livekit_console::store::{Batch, GapFilter, Retention, SharedStore};

use super::make::{HOME, at, event, sample};
use crate::console::shared;

fn gap(source: GapSource, deployment: Option<&str>, from: i64, to: Option<i64>) -> Gap {
    Gap {
        ended_at: to.map(|to| at(to).to_utc()),
        cause: "silence".to_owned(),
        evidence: "it's \"quiet\" 🤫".to_owned(),
        ..Gap::new(source, deployment, None, at(from))
    }
}

fn all() -> GapFilter {
    GapFilter { limit: 100, ..GapFilter::default() }
}

pub(super) async fn a_gap_is_read_back_and_ends_once(store: SharedStore) {
    let open = Gap {
        subject: Some("http://node:6789/metrics".to_owned()),
        ..gap(GapSource::Scrape, Some(HOME), 0, None)
    };
    for _ in 0..2 {
        store.write_gap(&open).await.expect("written");
    }
    assert_eq!(store.gaps(&all()).await.expect("read"), std::slice::from_ref(&open));
    let ended = Gap { ended_at: Some(at(9).to_utc()), evidence: "back".to_owned(), ..open.clone() };
    store.write_gap(&ended).await.expect("written");
    // Late and again: it is over, and stays so.
    let later = Gap { ended_at: Some(at(20).to_utc()), ..ended.clone() };
    store.write_gap(&later).await.expect("written");
    assert_eq!(store.gaps(&all()).await.expect("read"), std::slice::from_ref(&ended));
    store.write_gap(&Gap { ended_at: None, ..ended.clone() }).await.expect("written");
    assert_eq!(store.gaps(&all()).await.expect("read"), [ended]);
}

pub(super) async fn gaps_are_found_by_range_deployment_and_source(store: SharedStore) {
    for gap in [
        gap(GapSource::Webhook, Some("eu"), 0, Some(10)),
        gap(GapSource::Webhook, Some("us"), 20, None),
        gap(GapSource::Console, None, 30, Some(40)),
    ] {
        store.write_gap(&gap).await.expect("written");
    }
    let range = |from, to| GapFilter { from: Some(at(from)), to: Some(at(to)), ..all() };
    for (filter, expected) in [
        (all(), "30 20 0"),
        (range(0, 5), "0"),
        (range(10, 20), ""),
        (range(5, 25), "20 0"),
        (range(100, 200), "20"),
        (GapFilter { open: true, ..all() }, "20"),
        (GapFilter { deployment: Some("eu".to_owned()), ..all() }, "30 0"),
        (GapFilter { source: Some(GapSource::Console), ..all() }, "30"),
        (GapFilter { limit: 1, ..all() }, "30"),
    ] {
        let found = store.gaps(&filter).await.expect("read");
        let begun: Vec<_> = found
            .iter()
            .map(|gap| (Millis::from_utc(gap.started_at).since(at(0)) / 1000).to_string())
            .collect();
        assert_eq!(begun.join(" "), expected, "{filter:?}");
    }
    let a_day = Retention {
        events_days: None,
        sessions_days: Some(1),
        samples_days: None,
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    store.retain(a_day, at(2 * 86_400)).await.expect("retained");
    let stored = store.gaps(&all()).await.expect("read");
    assert_eq!(stored, [gap(GapSource::Webhook, Some("us"), 20, None)], "what lasts is kept");
}

pub(super) async fn the_last_sign_of_life_is_the_last_sample_before(store: SharedStore) {
    assert_eq!(store.last_sign_of_life(at(100)).await.expect("read"), None);
    let samples = [sample(at(10), "eu", 1.0, None), sample(at(20), "us", 1.0, None)];
    store.write_samples(&samples).await.expect("written");
    for (before, expected) in [(5, None), (20, Some(10)), (21, Some(20)), (900, Some(20))] {
        let found = store.last_sign_of_life(at(before)).await.expect("read");
        assert_eq!(found, expected.map(at), "before {before}");
    }
}

pub(super) async fn drift_is_counted_by_step_and_kind(store: SharedStore) {
    let found = |id: &str, name: &str, deployment: &str, seconds: i64| Event {
        source: Source::Poll,
        name: name.into(),
        deployment: deployment.into(),
        ..event(id, at(seconds))
    };
    let events = vec![
        found("1", "participant_missed", "eu", 1),
        found("2", "participant_missed", "us", 9),
        found("3", "room_gone", "eu", 9),
        found("4", "participant_missed", "eu", 10),
        found("5", "a_kind_of_tomorrow", "eu", 11),
        found("6", "room_gone", "eu", 30),
        event("7", at(2)),
    ];
    store.write(&Batch { events: shared(events), ..Batch::default() }).await.expect("written");
    let ask = async |from, to, deployment| -> Vec<(i64, Drift, u64)> {
        let buckets = store.drift(at(from), at(to), 10_000, deployment).await.expect("read");
        buckets.iter().map(|b| (b.at.since(at(0)) / 1000, b.kind, b.count)).collect()
    };
    let (missed, gone) = (Drift::ParticipantMissed, Drift::RoomGone);
    assert_eq!(ask(0, 30, None).await, [(0, missed, 2), (0, gone, 1), (10, missed, 1)]);
    assert_eq!(ask(0, 31, Some("us")).await, [(0, missed, 1)]);
    assert_eq!(ask(9, 31, Some("eu")).await, [(0, gone, 1), (10, missed, 1), (30, gone, 1)]);
}

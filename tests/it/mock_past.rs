//! The past that mock mode begins with: made once in an empty database, by the parts of the live
//! console, so that its samples, sessions, events, gaps and alerts agree.

use std::collections::BTreeSet;

use livekit_console::audit::verify;
use livekit_console::clock::Clock;
use livekit_console::model::{GapSource, Millis, SystemSample};
use livekit_console::simulator::{HANDOVER, Options, RoomPlan, Schedule};
use livekit_console::store::{EventFilter, GapFilter, SharedStore};
use serde_json::Value;

use crate::console::{Console, NOW};
use crate::database::Database;

const SLOT_MS: i64 = 10_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A past of this length has every kind of incident in it.
const PAST: &str = "12h";
const PAST_MS: i64 = 12 * HOUR_MS;
/// When the past began.
const BEGAN: Millis = Millis(NOW.0 - PAST_MS);
/// How long the console was down in it.
const DOWN_MS: i64 = 7 * 60_000;

/// Starts a console in mock mode that may make a past in `database`.
async fn start(folder: tempfile::TempDir, database: &Database) -> Console {
    let url = database.url().to_owned();
    Console::spawn_on(folder, Clock::manual(NOW), |options| {
        options.mock_mode = Some(true);
        options.mock_past = Some(PAST.to_owned());
        options.mock_rooms = Some(8);
        options.mock_participants = Some(30);
        options.database_url = Some(url);
    })
    .await
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// The names of the events before now, by participant sid.
async fn joined(store: &SharedStore) -> BTreeSet<String> {
    let mut sids = BTreeSet::new();
    for name in ["participant_joined", "participant_connection_aborted", "participant_missed"] {
        let filter = EventFilter {
            name: Some(name.to_owned()),
            deployment: Some("mock".to_owned()),
            limit: 100_000,
            ..EventFilter::default()
        };
        let events = store.events(&filter).await.expect("the store answers");
        let past = events.iter().filter(|event| event.received_at < NOW);
        sids.extend(past.map(|event| event.participant_sid.to_string()));
    }
    sids
}

/// The past agrees with itself, and a second start leaves it as it is.
async fn agrees(database: Database) {
    let console = start(folder(), &database).await;
    console.clock.set(NOW);
    let store = &console.store;
    every_slot_has_a_sample_but_those_of_the_gap(store).await;
    samples_agree_with_sessions(&console).await;
    people_acted_and_the_trail_verifies(&console).await;
    let (events, head) = (joined(store).await, store.audit_head().await.expect("a head"));
    assert!(events.len() > 200, "{} sessions", events.len());
    let folder = console.stop().await;
    let again = start(folder, &database).await;
    assert_eq!(joined(&again.store).await, events);
    assert_eq!(again.store.audit_head().await.expect("a head"), head);
    again.stop().await;
    database.remove().await;
}

async fn every_slot_has_a_sample_but_those_of_the_gap(store: &SharedStore) {
    let filter = GapFilter { limit: 1000, ..GapFilter::default() };
    let gaps = store.gaps(&filter).await.expect("the store answers");
    let of = |source| gaps.iter().filter(move |gap| gap.source == source);
    let down: Vec<_> = of(GapSource::Console).collect();
    let [down] = down.as_slice() else { panic!("one gap of the console: {down:?}") };
    let ended = down.ended_at.map(Millis::from_utc).expect("it is over");
    let lasted = ended.since(Millis::from_utc(down.started_at));
    assert!((DOWN_MS..=DOWN_MS + 2 * SLOT_MS).contains(&lasted), "{lasted} ms");
    assert!(of(GapSource::Webhook).count() > 0, "{gaps:?}");
    // No other source was missing.
    assert_eq!(of(GapSource::Scrape).count() + of(GapSource::Poll).count(), 0, "{gaps:?}");
    let samples = store.history(BEGAN, NOW, SLOT_MS, Some("mock"), None).await.expect("history");
    let times: Vec<_> = samples.iter().map(|sample| sample.at).collect();
    assert_eq!(times.first(), Some(&BEGAN.plus(SLOT_MS)));
    let holes: Vec<_> = times.windows(2).filter(|pair| pair[1].since(pair[0]) != SLOT_MS).collect();
    let [hole] = holes.as_slice() else { panic!("one hole: {holes:?}") };
    assert_eq!((hole[0], hole[1]), (Millis::from_utc(down.started_at), ended));
    // The rollups are made of all of them.
    let hours = store.history(BEGAN, NOW, HOUR_MS, Some("mock"), None).await.expect("history");
    assert_eq!(i64::try_from(hours.len()).expect("a few"), PAST_MS / HOUR_MS);
}

/// Samples were taken of the state, sessions stored by the writer: both tell the same counts.
async fn samples_agree_with_sessions(console: &Console) {
    let samples = console.store.history(BEGAN, NOW, SLOT_MS, Some("mock"), None).await;
    let samples = samples.expect("history");
    let (mut same, mut checked) = (0, 0);
    for sample in samples.iter().step_by(97) {
        let at = sample.at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let rooms = console.read(&format!("/api/rooms?deployment=mock&limit=500&at={at}")).await;
        let open = rooms["total"].as_f64();
        checked += 1;
        same += u32::from(open == Some(sample.active_rooms));
    }
    // A session whose end was found later than it happened was still open for the sample.
    assert!(same * 10 >= checked * 8, "{same} of {checked}");
}

async fn people_acted_and_the_trail_verifies(console: &Console) {
    let verified = verify::verify(&console.store, None).await.expect("the store answers");
    assert!(verified.sentence().is_ok_and(|said| said.contains("verified")));
    let lines = console.read("/api/audit?limit=500").await;
    let of = |kind: &str| {
        let lines = lines["lines"].as_array().expect("lines");
        lines.iter().filter(|line| line["kind"] == kind).cloned().collect::<Vec<Value>>()
    };
    let acknowledged = of("alert.acknowledged");
    assert!(acknowledged.iter().any(|line| line["actor"] != "console"), "{lines}");
    assert!(!of("alert.fired").is_empty() && !of("alert.resolved").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_sqlite_file_begins_with_a_past_that_agrees_with_itself() {
    agrees(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_timescale_database_begins_with_a_past_that_agrees_with_itself() {
    agrees(Database::timescale().await).await;
}

/// What a policy has refreshed hides older samples that come later, until all is refreshed.
#[tokio::test(flavor = "multi_thread")]
async fn a_continuous_aggregate_holds_samples_that_are_older_than_its_last_refresh() {
    let test = async |store: SharedStore| {
        store.prepare().await.expect("the schema");
        let sample = |at| SystemSample::empty(at, "mock".into(), None);
        let hours = async |from: Millis| {
            let history = store.history(from, from.plus(HOUR_MS), HOUR_MS, None, None).await;
            history.expect("history").len()
        };
        let old = Millis(NOW.0 - 13 * DAY_MS);
        for at in [NOW, old] {
            store.write_samples(&[sample(at)]).await.expect("written");
            store.roll_up_all(NOW).await.expect("rolled up");
        }
        assert_eq!((hours(old).await, hours(NOW).await), (1, 1));
    };
    Database::community().await.with(test).await;
}

fn open(schedule: &Schedule, at: Millis) -> Vec<RoomPlan> {
    let mut rooms: Vec<_> = schedule.open_rooms(at).collect();
    rooms.sort_by_key(RoomPlan::sid);
    rooms
}

#[test]
fn the_calm_past_has_days_and_nights_and_hands_over_to_the_present() {
    for seed in 1..4 {
        let plain = Schedule::new(Options { seed, ..Options::default() });
        let until = NOW.plus(-4 * HOUR_MS);
        let schedule = plain.after_calm(until);
        // NOW is a Sunday at 20:00.
        let friday = Millis((NOW.0 / DAY_MS - 2) * DAY_MS);
        let rooms = |day: i64, hour: i64| {
            let at = |minute: i64| friday.plus(day * DAY_MS + hour * HOUR_MS + minute * 60_000);
            (0..60).step_by(10).map(|minute| open(&schedule, at(minute)).len()).sum::<usize>()
        };
        assert!(rooms(0, 3) * 2 < rooms(0, 11), "{} {}", rooms(0, 3), rooms(0, 11));
        assert!(rooms(1, 11) * 5 < rooms(0, 11) * 4, "{} {}", rooms(1, 11), rooms(0, 11));
        let mut at = until;
        while at < NOW {
            let rooms = open(&schedule, at);
            let names: BTreeSet<_> = rooms.iter().map(RoomPlan::name).collect();
            assert_eq!(names.len(), rooms.len(), "two rooms of one name at {at:?}");
            at = at.plus(7 * 60_000);
        }
        // From here on, whoever knows nothing of the past sees the same rooms.
        let (from, to) = (until.plus(HANDOVER + HOUR_MS / 2), NOW.plus(HOUR_MS));
        let sids = |schedule: &Schedule| {
            let rooms = schedule.rooms(from, to);
            rooms.map(|room| (room.sid(), room.opened, room.closed)).collect::<BTreeSet<_>>()
        };
        assert_eq!(sids(&schedule), sids(&plain));
    }
}

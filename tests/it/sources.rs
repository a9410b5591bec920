//! Sources: how they are doing, what they disagree about, and the times for which one is missing.

use livekit_console::ingest::journal::Entry;
use livekit_console::livekit::Envelope;
use livekit_console::model::{
    Absence, Attributes, Kind, Millis, ParticipantInfo, ParticipantState, Source,
};
use livekit_console::model::{Drift, Finding, GapSource, ListedParticipant, ListedRoom};
use livekit_console::model::{SystemSample, Text};
use livekit_console::store::GapFilter;
use serde_json::{Value, json};

use crate::console::{Console, NOW, eventually};
use crate::database::Database;
use crate::proxy::{Mode, Proxy};
use crate::webhook_bodies;

fn after(seconds: i64) -> Millis {
    NOW.plus(seconds * 1000)
}

fn time(seconds: i64) -> Value {
    serde_json::to_value(after(seconds).to_utc()).expect("a date")
}

/// What a listing finds out, `seconds` after [`NOW`].
fn finding(drift: Drift, id: &str, seconds: i64) -> Finding {
    let room = ListedRoom { sid: "RM_1".into(), name: "one".into(), ..ListedRoom::default() };
    Finding {
        id: id.into(),
        drift,
        at: after(seconds),
        since: None,
        first: None,
        room: Some(room),
        room_is_listed: false,
        participant: None,
        absent: None,
        absence: None,
        doubt: None,
        skew_ms: 0,
        tracks_gone: Vec::new(),
        job: serde_json::Map::new(),
    }
}

/// Somebody is listed who joined at `joined`.
fn missed(who: &str, joined: i64, seconds: i64) -> Finding {
    let participant = ListedParticipant {
        sid: who.into(),
        identity: who.into(),
        state: ParticipantState::Active,
        info: ParticipantInfo {
            name: Text::default(),
            kind: Kind::Standard,
            metadata: "".into(),
            attributes: Attributes::default(),
            region: Text::default(),
            hidden: false,
            kind_details: Box::default(),
        },
        version: 0,
        joined_at: Some(after(joined)),
        tracks: Vec::new(),
    };
    let id = format!("PO_missed_{who}");
    Finding { participant: Some(participant), ..finding(Drift::ParticipantMissed, &id, seconds) }
}

/// Somebody who was there at `earliest` is not listed.
fn gone(who: &str, earliest: i64, seconds: i64) -> Finding {
    Finding {
        absent: Some((who.into(), who.into())),
        absence: Some(Absence {
            at: after(seconds),
            earliest: after(earliest),
            evidence: "not listed twice".into(),
            is_ghost: false,
            is_cut_off: false,
            skew_ms: 0,
        }),
        ..finding(Drift::ParticipantGone, &format!("PO_gone_{who}"), seconds)
    }
}

/// Writes findings to the journal, as the reconciler does.
async fn find(console: &Console, findings: &[Finding]) {
    for finding in findings {
        let entry = Entry {
            source: Source::Poll,
            received_at: console.clock.now(),
            deployment: "default".into(),
            envelope: Envelope {
                id: finding.id.clone(),
                name: finding.drift.as_str().into(),
                json: serde_json::to_string(finding).expect("it can be written"),
            },
        };
        console.journal.append(&entry).await.expect("durable");
    }
}

async fn sources(console: &Console) -> Value {
    let mut response = console.read("/api/sources").await;
    response["deployments"][0].take()
}

/// Source, start and end of every gap.
async fn gaps(console: &Console) -> Vec<(String, Value, Value)> {
    let response = console.read("/api/gaps").await;
    let gaps = response["gaps"].as_array().expect("a list");
    gaps.iter()
        .map(|gap| {
            let source = gap["source"].as_str().expect("a name").to_owned();
            (source, gap["started_at"].clone(), gap["ended_at"].clone())
        })
        .collect()
}

async fn series(console: &Console, line: &str) -> Option<f64> {
    let text = console.get("/metrics").await.text().await.expect("text");
    text.lines().find_map(|known| known.strip_prefix(line)?.trim().parse().ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_while_people_come_and_go_is_a_gap_until_the_next_webhook() {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_1", "one", 20),
            webhook_bodies::joined("RM_1", "one", "PA_1", "ann", "STANDARD", 10),
        ])
        .await;
    console.clock.set(after(60));
    let open = "livekit_console_gap_open{deployment=\"default\",source=\"webhook\"}";
    find(&console, &[missed("PA_2", 20, 60)]).await;
    console.until_stored().await;
    assert_eq!(gaps(&console).await, [], "one lost webhook is drift");
    find(&console, &[gone("PA_1", 30, 60), missed("PA_2", 20, 60)]).await;
    eventually("the gap is shown", async || !gaps(&console).await.is_empty()).await;
    let webhook = || "webhook".to_owned();
    assert_eq!(gaps(&console).await, [(webhook(), time(20), Value::Null)]);
    let found = sources(&console).await;
    assert_eq!(found["webhooks"]["status"], "silent", "{found:#}");
    assert_eq!(found["gaps"][0]["cause"], "silence");
    let codes: Vec<_> = found["diagnoses"].as_array().expect("a list").iter().collect();
    assert_eq!((codes.len(), &codes[0]["code"]), (1, &json!("webhooks_silent")), "{found:#}");
    eventually("it is counted", async || series(&console, open).await == Some(1.0)).await;

    console.clock.set(after(90));
    assert_eq!(console.send(&webhook_bodies::room_started("RM_2", "two", -89)).await, 200);
    let over = [(webhook(), time(20), time(90))];
    eventually("the gap is over", async || gaps(&console).await == over).await;
    eventually("it is counted", async || series(&console, open).await == Some(0.0)).await;
    assert_eq!(sources(&console).await["webhooks"]["status"], "ok");
    let drift = "livekit_console_drift_total{deployment=\"default\",kind=";
    let count = async |kind: &str| series(&console, &format!("{drift}\"{kind}\"}}")).await;
    assert_eq!(count("participant_missed").await, Some(1.0), "the same finding counts once");
    assert_eq!(count("participant_gone").await, Some(1.0));
    assert_eq!(count("room_gone").await, Some(0.0), "from the start");

    // What is shaded, and where the two disagreed.
    console.until_stored().await;
    let history = console.read("/api/metrics/history?from=now-10m&points=10").await;
    assert_eq!(history["gaps"][0]["source"], "webhook", "{history:#}");
    let before = console.read("/api/metrics/history?from=now-10m&to=now-2m&points=10").await;
    assert_eq!(before["gaps"], json!([]));
    let drift = console.read("/api/sources/drift?from=now-1m&step=30").await;
    assert_eq!(drift["step_seconds"], 30);
    let counts: Vec<_> =
        drift["points"].as_array().expect("points").iter().map(|p| p["counts"].clone()).collect();
    let both = json!({"participant_gone": 1, "participant_missed": 1});
    assert_eq!(counts, [json!({}), both]);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_webhook_among_others_is_drift_and_no_gap() {
    let console = Console::spawn().await;
    for second in 1..5 {
        console.clock.set(after(second * 20));
        let room = format!("RM_{second}");
        assert_eq!(console.send(&webhook_bodies::room_started(&room, &room, 0)).await, 200);
        let lost = [
            missed(&format!("PA_{second}"), second * 20 - 5, second * 20),
            missed(&format!("PB_{second}"), second * 20 - 5, second * 20),
        ];
        find(&console, &lost).await;
    }
    console.until_stored().await;
    console.clock.set(after(120));
    assert_eq!(sources(&console).await["webhooks"]["status"], "ok");
    assert_eq!(gaps(&console).await, []);
    let counts = sources(&console).await["counts"].clone();
    assert_eq!(counts["console"], json!({"rooms": 4, "participants": 8, "people": 8}));
    assert_eq!(counts["webhooks"], json!({"rooms": 4, "participants": 0}));
    assert_eq!((&counts["api"], &counts["nodes"]), (&Value::Null, &Value::Null), "never asked");
    let count = "livekit_console_source_counts{deployment=\"default\",source=";
    let webhooks = series(&console, &format!("{count}\"webhooks\",what=\"rooms\"}}")).await;
    assert_eq!(webhooks, Some(4.0));
    assert_eq!(series(&console, &format!("{count}\"api\",what=\"rooms\"}}")).await, None);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_without_a_console_is_one_gap() {
    let console = Console::spawn().await;
    console.until_stored().await;
    assert_eq!(gaps(&console).await, [], "a first start is no gap");
    let sample = SystemSample::empty(after(-600), "default".into(), None);
    console.store.write_samples(&[sample]).await.expect("written");
    let mut folder = console.stop().await;
    for _ in 0..2 {
        let console = Console::spawn_in(folder, |_| ()).await;
        let away = [("console".to_owned(), time(-600), time(0))];
        eventually("it is shown", async || gaps(&console).await == away).await;
        let of_all = console.read("/api/gaps?deployment=default&source=console").await;
        assert_eq!(of_all["gaps"][0]["deployment"], Value::Null);
        assert_eq!(of_all["gaps"][0]["cause"], "console_down");
        folder = console.stop().await;
    }
    // Half a minute is a restart.
    let console = Console::spawn_in(folder, |_| ()).await;
    let sample = SystemSample::empty(after(-30), "default".into(), None);
    console.store.write_samples(&[sample]).await.expect("written");
    let folder = console.stop().await;
    let console = Console::spawn_in(folder, |_| ()).await;
    console.until_stored().await;
    assert_eq!(gaps(&console).await.len(), 1);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silence_that_a_restart_interrupts_goes_on() {
    let console = Console::spawn().await;
    console.receive_webhooks(&[webhook_bodies::room_started("RM_1", "one", 20)]).await;
    console.clock.set(after(60));
    find(&console, &[missed("PA_1", 20, 60), missed("PA_2", 25, 60)]).await;
    eventually("the gap is stored", async || {
        let open = GapFilter { open: true, limit: 9, ..GapFilter::default() };
        console.store.gaps(&open).await.is_ok_and(|gaps| gaps.len() == 1)
    })
    .await;
    let folder = console.stop().await;
    let console = Console::spawn_in(folder, |_| ()).await;
    console.until_stored().await;
    console.clock.set(after(120));
    eventually("it goes on", async || sources(&console).await["webhooks"]["status"] == "silent")
        .await;
    assert_eq!(console.send(&webhook_bodies::room_started("RM_2", "two", -119)).await, 200);
    let over = [("webhook".to_owned(), time(20), time(120))];
    eventually("the gap is over", async || gaps(&console).await == over).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_database_is_shown_while_it_lasts_and_stored_afterwards() {
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    let url = proxy.url().to_owned();
    let console = Console::spawn_with(|options| options.database_url = Some(url)).await;
    console.until_stored().await;
    proxy.set(Mode::Refuse);
    eventually("it is shown", async || {
        let report = console.read("/api/sources").await;
        report["gaps_complete"] == false && report["deployments"][0]["gaps"][0]["source"] == "store"
    })
    .await;
    assert_eq!(console.get("/api/gaps").await.status(), 503, "there may be others");
    console.clock.set(after(90));
    proxy.set(Mode::Open);
    console.until_stored().await;
    let written = async || {
        let filter = GapFilter { source: Some(GapSource::Store), limit: 9, ..GapFilter::default() };
        console.store.gaps(&filter).await.unwrap_or_default()
    };
    eventually("it is written", async || !written().await.is_empty()).await;
    let gaps = written().await;
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].started_at, after(0).to_utc());
    assert_eq!(gaps[0].ended_at, Some(after(90).to_utc()));
    assert_eq!(gaps[0].cause, "database_down");
    assert_eq!(console.read("/api/sources").await["gaps_complete"], true);
    console.stop().await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_make_no_sense_are_refused() {
    let console = Console::spawn().await;
    for (path, words) in [
        ("/api/gaps?source=all", "`source` is `all`, but must be one of `webhook`"),
        ("/api/gaps?from=now&to=now-1h", "not before `to`"),
        ("/api/gaps?limit=3", "there is no parameter `limit`"),
        ("/api/sources?room=x", "there is no parameter `room`"),
        ("/api/sources/drift?step=1", "`step` is `1`"),
        ("/api/sources/drift?from=now-1w&step=10", "points"),
    ] {
        let (status, problem) = console.get_json(path).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_query")), "{path}");
        assert!(problem["detail"].as_str().is_some_and(|d| d.contains(words)), "{problem}");
    }
    console.stop().await;
}

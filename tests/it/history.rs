//! Looking back by REST: stays that are searched, timelines, earlier moments.

use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{Event, Source};
use livekit_console::store::{Batch, Retention};
use serde_json::{Value, json};

use crate::console::{Console, NOW, shared};
use crate::webhook_bodies;
use crate::whole::fold;

async fn with_a_past() -> Console {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", "alpha/beta", 300),
            webhook_bodies::joined("RM_a", "alpha/beta", "PA_1", "ada", "STANDARD", 290),
            webhook_bodies::joined("RM_a", "alpha/beta", "PA_2", "bot", "AGENT", 280),
            webhook_bodies::published("RM_a", "alpha/beta", "PA_1", "TR_1", 270),
            webhook_bodies::left(
                "RM_a",
                "alpha/beta",
                "PA_1",
                "ada",
                "CONNECTION_TIMEOUT",
                (290, 200),
            ),
            webhook_bodies::joined("RM_a", "alpha/beta", "PA_3", "ada", "STANDARD", 190),
            webhook_bodies::room_started("RM_b", "100%", 100),
            webhook_bodies::joined("RM_b", "100%", "PA_4", "=cmd()", "STANDARD", 90),
            webhook_bodies::room_finished("RM_b", "100%", 40),
        ])
        .await;
    console
}

fn fields<'a>(list: &'a Value, of: &str, field: &str) -> Vec<&'a str> {
    let list = list[of].as_array().expect("a list");
    list.iter().map(|one| one[field].as_str().unwrap_or("null")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_found_by_room_identity_sid_time_and_class() {
    let console = with_a_past().await;
    for (query, expected) in [
        ("", vec!["PA_4", "PA_3", "PA_2", "PA_1"]),
        ("?room=alpha%2Fbeta&sort=joined_at", vec!["PA_1", "PA_2", "PA_3"]),
        ("?room=alpha", vec![]),
        ("?room_sid=RM_b", vec!["PA_4"]),
        ("?identity=ada", vec!["PA_3", "PA_1"]),
        ("?identity=Ada", vec![]),
        ("?q=ADA", vec!["PA_3", "PA_1"]),
        ("?q=%25", vec![]),
        ("?q=pa_2", vec!["PA_2"]),
        ("?sid=PA_1", vec!["PA_1"]),
        ("?departure=unexpected", vec!["PA_1"]),
        ("?departure=reconciled", vec!["PA_4"]),
        ("?kind=AGENT", vec!["PA_2"]),
        ("?deployment=other", vec![]),
        ("?region=eu&limit=1&offset=1", vec!["PA_3"]),
        ("?region=us", vec![]),
        ("?to=now-280s", vec!["PA_1"]),
        ("?from=now-199s&to=now-95s", vec!["PA_3", "PA_2"]),
        ("?from=now-200s&to=now-195s", vec!["PA_2", "PA_1"]),
        ("?offset=1000000", vec![]),
        ("?q=a%00b", vec![]),
    ] {
        let list = console.read(&format!("/api/participants{query}")).await;
        assert_eq!(fields(&list, "participants", "sid"), expected, "{query}");
    }
    for (query, words) in [
        ("departure=gone", "`departure` is `gone`, but must be one of `normal`"),
        ("kind=human", "`kind` is `human`"),
        ("sort=sid", "`sort` is `sid`"),
        ("from=now&to=now-1h", "not before `to`"),
        ("from=yesterday", "`from` is `yesterday`"),
        ("name=ada", "there is no parameter `name`"),
        ("offset=1000001", "`offset`"),
    ] {
        let (status, problem) = console.get_json(&format!("/api/participants?{query}")).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_query")), "{query}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(words), "{query}: {detail}");
    }

    let one = console.read("/api/participants/PA_1").await;
    assert_eq!((&one["identity"], &one["departure"]), (&json!("ada"), &json!("unexpected")));
    assert_eq!(one["room"]["name"], "alpha/beta");
    assert_eq!(one["room"]["participant_count"], 2, "who is there comes from memory");
    for path in ["/api/participants/PA_9", "/api/participants/PA_1?deployment=other"] {
        let (status, problem) = console.get_json(path).await;
        assert_eq!((status, &problem["code"]), (404, &json!("participant_not_found")), "{path}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_that_were_are_found_by_time() {
    let console = with_a_past().await;
    for (query, expected) in [
        ("status=all&from=now-101s", vec!["RM_b", "RM_a"]),
        ("status=finished&from=now-40s", vec!["RM_b"]),
        ("status=finished&from=now-39s", vec![]),
        ("status=all&to=now-100s", vec!["RM_a"]),
    ] {
        let list = console.read(&format!("/api/rooms?{query}")).await;
        assert_eq!(fields(&list, "rooms", "sid"), expected, "{query}");
    }
    let (status, problem) = console.get_json("/api/rooms?from=now-1h").await;
    assert_eq!((status, &problem["code"]), (400, &json!("invalid_query")));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_is_shown_as_it_was_and_one_that_cannot_be_is_refused() {
    let console = with_a_past().await;
    let list = console.read("/api/rooms?at=now-95s&sort=name").await;
    assert_eq!(list["at"], "2026-11-22T19:58:25Z");
    assert_eq!(fields(&list, "rooms", "sid"), ["RM_b", "RM_a"]);
    let alpha = &list["rooms"][1];
    assert_eq!((&alpha["participant_count"], &alpha["people_count"]), (&json!(2), &json!(1)));
    assert_eq!(alpha["duration_seconds"], 205.0);
    assert_eq!(alpha["participants_total"], 3);

    // No source reported that PA_4 left: its end lies between its last event and the end of the
    // room.
    let room = console.read("/api/rooms/100%25?at=now-60s").await;
    let doubtful = &room["participants"][0];
    assert_eq!((&doubtful["certainty"], &doubtful["left_at"]), (&json!("in_doubt"), &Value::Null));
    assert_eq!(doubtful["evidence"], "the room finished");
    assert_eq!(doubtful["left_at_range"]["latest"], "2026-11-22T19:59:20Z");
    assert_eq!((&room["participant_count"], &room["in_doubt_count"]), (&json!(0), &json!(1)));
    let over = console.read("/api/rooms/100%25?at=now-10s&participants=all").await;
    assert_eq!(
        (&over["status"], &over["participants"][0]["certainty"]),
        (&json!("finished"), &json!("inferred"))
    );

    let then = console.read("/api/rooms/alpha%2Fbeta?at=now-250s").await;
    assert_eq!(fields(&then, "participants", "sid"), ["PA_1", "PA_2"]);
    assert_eq!(then["participants"][0]["tracks"][0]["sid"], "TR_1");
    assert_eq!(then["publisher_count"], 1);
    assert_eq!(console.read("/api/rooms/alpha%2Fbeta").await["at"], Value::Null);

    for (query, status, words) in [
        ("at=now-1w", 404, "is not known to have existed by 2026-11-15T20:00:00Z"),
        ("at=now-250s&sid=RM_b", 404, "has no session `RM_b`"),
        ("at=2030-01-01T00:00:00Z", 400, "`at` is 2030-01-01T00:00:00Z, which is in the future"),
        ("at=2014-12-31T23:59:59Z", 400, "there is no data before 2015"),
        ("at=noon", 400, "`at` is `noon`"),
    ] {
        let path = format!("/api/rooms/alpha%2Fbeta?{query}");
        let (answered, problem) = console.get_json(&path).await;
        assert_eq!(answered, status, "{path}: {problem}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(words), "{query}: {detail}");
    }
    for query in ["at=now-1h&status=all", "at=now-1h&from=now-2h", "at=now-1h&sort=publishers"] {
        let (status, problem) = console.get_json(&format!("/api/rooms?{query}")).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_query")), "{query}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_shows_all_events_in_order_page_by_page() {
    let console = with_a_past().await;
    console
        .receive_webhooks(&[webhook_bodies::egress_started("EG_1", "RM_a", "alpha/beta", 150)])
        .await;
    let path = "/api/rooms/alpha%2Fbeta/timeline";
    let whole = console.read(path).await;
    assert_eq!(whole["next_after"], Value::Null);
    assert_eq!(
        fields(&whole, "entries", "kind"),
        [
            "room_started",
            "participant_joined",
            "participant_joined",
            "track_published",
            "participant_left",
            "participant_joined",
            "egress_started",
        ]
    );
    let left = &whole["entries"][4];
    assert_eq!(left["text"], "ada left: CONNECTION_TIMEOUT.");
    assert_eq!(left["detail"], json!({"reason": "CONNECTION_TIMEOUT", "departure": "unexpected"}));
    assert_eq!((&left["source"], &left["certainty"]), (&json!("webhook"), &json!("observed")));
    assert_eq!((&left["participant_sid"], &left["identity"]), (&json!("PA_1"), &json!("ada")));
    assert_eq!(whole["entries"][3]["text"], "ada published a camera.".replace("ada", "PA_1"));

    let mut pages = Vec::new();
    let mut next = format!("{path}?limit=2");
    loop {
        let page = console.read(&next).await;
        pages.extend(page["entries"].as_array().expect("a list").clone());
        let Some(after) = page["next_after"].as_str() else { break };
        next = format!("{path}?limit=2&after={}", after.replace(' ', "%20"));
    }
    assert_eq!(json!(pages), whole["entries"]);

    // An inferred end is at its latest possible time, with its range.
    let finished = console.read("/api/rooms/100%25/timeline?sid=RM_b&deployment=default").await;
    let gone = finished["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|entry| entry["kind"] == "participant_left");
    let gone = gone.expect("the end is in the timeline");
    assert_eq!((&gone["source"], &gone["certainty"]), (&json!("console"), &json!("inferred")));
    assert_eq!(gone["text"], "=cmd() has left: the room finished.");
    assert_eq!(gone["at_range"]["earliest"], "2026-11-22T19:58:30Z");
    assert_eq!(gone["at_range"]["latest"], "2026-11-22T19:59:20Z");

    let participant_session = console.read("/api/participants/PA_1/timeline").await;
    let kinds = ["participant_joined", "track_published", "participant_left"];
    assert_eq!(fields(&participant_session, "entries", "kind"), kinds);
    for (path, status) in [
        ("/api/participants/PA_9/timeline", 404),
        ("/api/rooms/nobody/timeline", 404),
        ("/api/rooms/alpha%2Fbeta/timeline?sid=RM_b", 404),
        ("/api/participants/PA_1/timeline?after=x", 400),
        ("/api/participants/PA_1/timeline?limit=0", 400),
        // A room of that name, were there one.
        ("/api/rooms/alpha%2Ftimeline", 404),
    ] {
        assert_eq!(console.get(path).await.status().as_u16(), status, "{path}");
    }
    console.stop().await;
}

/// A finding of the poller about `ada` in the room of [`with_a_past`], so many seconds ago.
fn found(id: &str, drift: &str, ago: i64, fields: &Value) -> Event {
    let mut finding = json!({"id": id, "event": drift, "at": NOW.0 - ago * 1000,
        "room": {"sid": "RM_a", "name": "alpha/beta", "metadata": "", "num_participants": 2,
            "num_publishers": 1, "active_recording": false}});
    for (field, value) in fields.as_object().into_iter().flatten() {
        finding[field] = value.clone();
    }
    let envelope = Envelope { id: id.into(), name: drift.into(), json: finding.to_string() };
    let event = convert(envelope, &"default".into(), Source::Poll, NOW);
    assert_eq!(event.room_sid, "RM_a", "the finding is one");
    event
}

fn listed(name: &str, hand: &str, muted: bool) -> Value {
    json!({"participant": {"sid": "PA_1", "identity": "ada", "state": "ACTIVE", "version": 2,
        "info": {"n": name, "k": "STANDARD", "a": {"hand": hand}},
        "tracks": [{"sid": "TR_1", "info": {"ty": "VIDEO", "so": "CAMERA", "na": "", "mi": "", "w": 0,
            "h": 0, "mu": muted}}]}})
}

async fn store(console: &Console, events: Vec<Event>) {
    console
        .store
        .write(&Batch { events: shared(events), ..Batch::default() })
        .await
        .expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_and_reports_are_compared_with_the_state_before() {
    let console = with_a_past().await;
    let client = |id: &str, name: &str, ago: i64, raw: Value| Event {
        id: id.into(),
        source: Source::Client,
        name: name.into(),
        at: NOW.plus(-ago * 1000),
        raw: raw.to_string().into(),
        ..found(id, "participant_changed", ago, &listed("Ada", "down", false))
    };
    store(
        &console,
        vec![
            found("FD_1", "track_changed", 265, &listed("", "down", true)),
            found("FD_2", "track_changed", 260, &listed("", "down", false)),
            found("FD_3", "participant_changed", 255, &listed("Ada", "up", false)),
            found("FD_4", "track_missed", 250, &listed("Ada", "up", false)),
            client("QR_1", "reconnecting", 245, json!({"event": "reconnecting"})),
            client("QR_2", "quality_changed", 240, json!({"from": "good", "to": "poor"})),
            client("QR_3", "quality_report", 235, json!({"report": {"rtt_ms": 20}})),
            client("QR_4", "quality_report", 230, json!({"events": [{"type": "reconnected"}]})),
            client("QR_5", "quality_report", 225, json!({"events": "<b>"})),
        ],
    )
    .await;
    let expected = [
        "participant_joined",
        "track_published",
        "track_muted",
        "track_unmuted",
        "participant_changed",
        "healed",
        "reconnecting",
        "quality_changed",
        "reconnected",
        "participant_left",
    ];
    let whole = console.read("/api/participants/PA_1/timeline").await;
    assert_eq!(fields(&whole, "entries", "kind"), expected);
    let entries = &whole["entries"];
    assert_eq!(entries[2]["text"], "ada muted a camera.");
    assert_eq!(entries[2]["at_range"]["earliest"], entries[1]["at"]);
    assert_eq!(entries[4]["text"], "ada: attributes, name changed.");
    assert_eq!(
        entries[4]["detail"],
        json!({"name": {"from": null, "to": "Ada"},
            "attributes": {"hand": {"from": "down", "to": "up"}}})
    );
    assert_eq!(entries[7]["text"], "The connection quality of ada changed from good to poor.");
    assert_eq!((&entries[5]["source"], &entries[6]["source"]), (&json!("poll"), &json!("client")));

    // What was before a page is known on it all the same.
    let mut kinds = Vec::new();
    let mut after = String::new();
    loop {
        let page = console.read(&format!("/api/participants/PA_1/timeline?limit=1{after}")).await;
        kinds.extend(fields(&page, "entries", "kind").into_iter().map(str::to_owned));
        let Some(next) = page["next_after"].as_str() else { break };
        after = format!("&after={}", next.replace(' ', "%20"));
    }
    assert_eq!(kinds, expected);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_retention_of_events_unknown_values_are_null_and_sessions_give_the_rest() {
    let console = Console::spawn().await;
    let body = |event: Value| crate::whole::event_at(&event.to_string(), NOW);
    let mut joined = webhook_bodies::joined("RM_a", "alpha", "PA_1", "ada", "STANDARD", 290);
    joined["participant"]["name"] = json!("First");
    let mut left =
        webhook_bodies::left("RM_a", "alpha", "PA_1", "ada", "CLIENT_INITIATED", (290, 200));
    left["participant"]["name"] = json!("Last");
    let events: Vec<_> = [
        webhook_bodies::room_started("RM_a", "alpha", 300),
        joined,
        webhook_bodies::published("RM_a", "alpha", "PA_1", "TR_1", 270),
        left,
        webhook_bodies::room_finished("RM_a", "alpha", 100),
    ]
    .map(body)
    .into();
    let whole = fold(&events);
    let batch = Batch {
        events: shared(events),
        rooms: whole.rooms.into_values().collect(),
        participants: whole.participants.into_values().collect(),
        ..Batch::default()
    };
    console.store.write(&batch).await.expect("written");
    let path = "/api/rooms/alpha?at=now-250s";
    let before = console.read(path).await;
    assert_eq!(before["participants"][0]["name"], "First");
    assert_eq!(before["participants"][0]["tracks"][0]["muted"], false);

    let retention = Retention {
        events_days: Some(0),
        sessions_days: None,
        samples_days: None,
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    console.store.retain(retention, NOW).await.expect("deleted");
    let after = console.read(path).await;
    let ada = &after["participants"][0];
    assert_eq!((&ada["identity"], &ada["kind"]), (&json!("ada"), &json!("STANDARD")));
    assert_eq!((&ada["name"], &ada["attributes"]), (&Value::Null, &Value::Null));
    // What was last said of the track had been said by then.
    assert_eq!(ada["tracks"][0]["muted"], false);
    assert_eq!(after["participant_count"], 1);
    let timeline = console.read("/api/rooms/alpha/timeline").await;
    let kinds = [
        "room_started",
        "participant_joined",
        "track_published",
        "participant_left",
        "room_finished",
    ];
    assert_eq!(fields(&timeline, "entries", "kind"), kinds);
    assert_eq!(fields(&timeline, "entries", "source"), ["webhook"; 5]);
    console.stop().await;
}

//! Reading by REST: from the state what is, from the store what was.

use std::collections::BTreeSet;

use livekit_console::model::{Millis, SystemSample};
use reqwest::Method;
use serde_json::{Value, json};

use crate::console::{Console, NOW};
use crate::webhook_bodies;

pub(crate) async fn with_three_rooms() -> Console {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", "alpha", 300),
            webhook_bodies::joined("RM_a", "alpha", "PA_1", "ada", "STANDARD", 290),
            webhook_bodies::joined("RM_a", "alpha", "PA_2", "bot", "AGENT", 280),
            webhook_bodies::published("RM_a", "alpha", "PA_1", "TR_1", 270),
            webhook_bodies::room_started("RM_b", "beta", 200),
            webhook_bodies::joined("RM_b", "beta", "PA_3", "bob", "STANDARD", 190),
            webhook_bodies::left("RM_b", "beta", "PA_3", "bob", "CONNECTION_TIMEOUT", (190, 30)),
            webhook_bodies::room_started("RM_c", "gamma", 100),
            webhook_bodies::room_finished("RM_c", "gamma", 40),
        ])
        .await;
    console
}

fn names(list: &Value) -> Vec<&str> {
    list["rooms"]
        .as_array()
        .expect("rooms")
        .iter()
        .filter_map(|room| room["name"].as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_system_now_is_what_the_webhooks_add_up_to() {
    let console = with_three_rooms().await;
    let now = console.read("/api/metrics/current").await;
    for (member, value) in [
        ("active_rooms", json!(2.0)),
        ("total_participants", json!(2.0)),
        ("people", json!(1.0)),
        ("machines", json!(1.0)),
        ("participants_in_doubt", json!(0.0)),
        ("publishers", json!(1.0)),
        ("tracks", json!(1.0)),
        ("join_rate", json!(0.0)),
        ("leave_rate", json!(1.0)),
        ("disconnect_rate", json!(1.0)),
        ("avg_room_duration", json!(250.0)),
        ("avg_connection_quality", Value::Null),
        ("timestamp", json!("2026-11-22T20:00:00Z")),
    ] {
        assert_eq!(now[member], value, "{member}");
    }
    let here = console.read("/api/metrics/current?deployment=default&region=eu").await;
    assert_eq!(here["active_rooms"], 2.0);
    // Of what is not watched nothing is known, which is not nothing.
    let elsewhere = console.read("/api/metrics/current?region=us").await;
    assert_eq!(elsewhere["active_rooms"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_listed_sorted_searched_and_paged() {
    let console = with_three_rooms().await;
    for (query, expected) in [
        ("", vec!["beta", "alpha"]),
        ("?sort=name", vec!["alpha", "beta"]),
        ("?sort=-name", vec!["beta", "alpha"]),
        ("?sort=duration", vec!["beta", "alpha"]),
        ("?sort=-participants", vec!["alpha", "beta"]),
        ("?sort=-publishers", vec!["alpha", "beta"]),
        ("?q=ALP", vec!["alpha"]),
        ("?q=rm_b", vec!["beta"]),
        ("?q=rm_", vec![]),
        ("?limit=1&sort=name", vec!["alpha"]),
        ("?limit=1&offset=1&sort=name", vec!["beta"]),
        ("?offset=9", vec![]),
        ("?deployment=default", vec!["beta", "alpha"]),
        ("?deployment=other", vec![]),
        ("?region=eu&sort=name", vec!["alpha", "beta"]),
        ("?region=us", vec![]),
        ("?kind=AGENT", vec!["alpha"]),
        ("?kind=SIP", vec![]),
        ("?longer_than=250", vec!["alpha"]),
        ("?in_doubt=true", vec![]),
        ("?quality_below=50", vec![]),
        ("?sort=quality", vec!["alpha", "beta"]),
        ("?status=finished", vec!["gamma"]),
        ("?status=all&sort=name", vec!["alpha", "beta", "gamma"]),
        ("?status=all&q=a&sort=-started_at&limit=2", vec!["gamma", "beta"]),
    ] {
        let list = console.read(&format!("/api/rooms{query}")).await;
        assert_eq!(names(&list), expected, "{query}");
        assert_eq!(list["complete"], true);
    }
    let page = console.read("/api/rooms?limit=1").await;
    assert_eq!(page["total"], 2);
    assert!(page["seq"].as_u64() > Some(0));
    let all = console.read("/api/rooms?status=all&sort=name").await;
    assert_eq!(all["total"], 3);
    assert_eq!(all["rooms"][0]["participant_count"], 2, "who is there comes from memory");
    assert_eq!(all["rooms"][2]["status"], "finished");
    assert_eq!(all["rooms"][2]["duration_seconds"], 60.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_stored_of_rooms_is_only_asked_of_open_ones() {
    let console = with_three_rooms().await;
    for query in [
        "status=all&sort=quality",
        "at=now-1m&sort=-quality",
        "status=finished&in_doubt=true",
        "status=all&kind=AGENT",
        "at=now-1m&longer_than=60",
        "status=all&quality_below=50",
        "in_doubt=false",
        "quality_below=0",
    ] {
        let (status, problem) = console.get_json(&format!("/api/rooms?{query}")).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_query")), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_shows_who_is_there_and_if_asked_who_was() {
    let console = with_three_rooms().await;
    console.receive_webhooks(&[webhook_bodies::egress_started("EG_1", "RM_a", "alpha", 60)]).await;
    let room = console.read("/api/rooms/alpha").await;
    assert_eq!(room["sid"], "RM_a");
    assert_eq!(room["participants"].as_array().map(Vec::len), Some(2));
    assert_eq!(room["participants"][0]["identity"], "ada");
    assert_eq!(room["participants"][0]["tracks"][0]["type"], "VIDEO");
    assert_eq!(room["participants"][1]["is_machine"], true);
    assert_eq!(room["jobs"][0]["id"], "EG_1");
    assert_eq!(room["jobs"][0]["kind"], "egress");

    let present = console.read("/api/rooms/beta?participants=present").await;
    assert_eq!(present["participants"], json!([]));
    let all = console.read("/api/rooms/beta?participants=all").await;
    assert_eq!(all["participants"][0]["departure"], "unexpected");
    assert_eq!(all["participants"][0]["disconnect_reason"], "CONNECTION_TIMEOUT");
    assert_eq!(all["participants"][0]["duration_seconds"], 160.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_has_left_the_memory_is_shown_from_the_store() {
    let console = with_three_rooms().await;
    console.receive_webhooks(&[webhook_bodies::room_finished("RM_b", "beta", 20)]).await;
    let hour_later = NOW.plus(3_600_000);
    console.clock.set(hour_later);
    console.state.write().evict(hour_later);
    assert!(console.state.read().find_room(None, "beta", None).is_none(), "it is gone from memory");
    let room = console.read("/api/rooms/beta?participants=all").await;
    assert_eq!(room["status"], "finished");
    assert_eq!(room["participants"][0]["identity"], "bob");
    let present = console.read("/api/rooms/beta").await;
    assert_eq!(present["participants"], json!([]));
    let (status, _) = console.get_json("/api/rooms/beta?deployment=other").await;
    assert_eq!(status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_name_the_open_session_is_shown_or_the_one_that_is_asked_for() {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_1", "daily", 500),
            webhook_bodies::room_finished("RM_1", "daily", 400),
            webhook_bodies::room_started("RM_2", "daily", 300),
        ])
        .await;
    assert_eq!(console.read("/api/rooms/daily").await["sid"], "RM_2");
    assert_eq!(console.read("/api/rooms/daily?sid=RM_1").await["status"], "finished");
    let (status, problem) = console.get_json("/api/rooms/daily?sid=RM_3").await;
    assert_eq!((status, &problem["code"]), (404, &json!("room_not_found")));
    assert_eq!(problem["detail"], "room `daily` has no session `RM_3`");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_may_be_called_anything() {
    let console = Console::spawn().await;
    let long = "x".repeat(256);
    let odd = [
        "with space",
        "slash/and\\back",
        "/lead",
        "quote\"and'",
        "<script>alert(1)</script>",
        "100%",
        "%2F",
        "a?b#c&d=e+f",
        "😀 é 漢",
        "right\u{202e}left",
        "tab\there\nline",
        "null",
        "webhook.rs",
        long.as_str(),
    ];
    for (n, name) in odd.iter().enumerate() {
        console
            .receive_webhooks(&[webhook_bodies::room_started(&format!("RM_{n}"), name, 60)])
            .await;
    }
    for (n, name) in odd.iter().enumerate() {
        let escaped =
            percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let room = console.read(&format!("/api/rooms/{escaped}")).await;
        assert_eq!((&room["name"], &room["sid"]), (&json!(name), &json!(format!("RM_{n}"))));
        let found = console.read(&format!("/api/rooms?q={escaped}")).await;
        assert!(names(&found).contains(name), "{name:?}");
        let events = console.read(&format!("/api/events?room={escaped}")).await;
        assert_eq!(events["events"][0]["room_name"], *name);
    }
    assert_eq!(console.read("/api/rooms/slash/and%5Cback").await["sid"], "RM_1");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_read_back_page_by_page_without_gap_or_repetition() {
    let console = with_three_rooms().await;
    let mut seen = Vec::new();
    let mut path = "/api/events?limit=4".to_owned();
    loop {
        let page = console.read(&path).await;
        let events = page["events"].as_array().expect("events");
        seen.extend(events.iter().map(|event| event["id"].as_str().expect("an id").to_owned()));
        let Some(before) = page["next_before"].as_str() else { break };
        assert_eq!(events.len(), 4);
        path = format!("/api/events?limit=4&before={before}");
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (9, 9));
    for (query, count) in [
        ("room=alpha", 4),
        ("sid=RM_b", 3),
        ("participant=PA_3", 2),
        ("participant=bob", 2),
        ("event=room_started", 3),
        ("deployment=default", 9),
        ("deployment=other", 0),
    ] {
        let page = console.read(&format!("/api/events?{query}")).await;
        assert_eq!(page["events"].as_array().map(Vec::len), Some(count), "{query}");
    }
    let page = console.read("/api/events?event=track_published").await;
    assert_eq!(page["events"][0]["raw"]["track"]["width"], 1280);
    assert_eq!(page["events"][0]["source"], "webhook");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_by_kind_and_status() {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", "alpha", 300),
            webhook_bodies::egress_started("EG_1", "RM_a", "alpha", 60),
        ])
        .await;
    for (query, total) in [
        ("", 1),
        ("?kind=egress&status=running", 1),
        ("?kind=ingress", 0),
        ("?status=ended", 0),
        ("?status=all&deployment=default", 1),
        ("?offset=1", 1),
    ] {
        let page = console.read(&format!("/api/jobs{query}")).await;
        assert_eq!(page["total"], total, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn history_has_a_point_a_step_and_null_where_nothing_is_known() {
    let console = Console::spawn().await;
    console.store.prepare().await.expect("the database is there");
    let sample = |ago: i64, rooms: f64| SystemSample {
        active_rooms: rooms,
        room_seconds: rooms * 30.0,
        ..SystemSample::empty(Millis(NOW.0 - ago * 1000), "default".into(), Some("eu".into()))
    };
    let samples = [sample(60, 2.0), sample(50, 4.0), sample(20, 5.0)];
    console.store.write_samples(&samples).await.expect("written");
    let history = console.read("/api/metrics/history?from=now-1m&to=now&step=10").await;
    assert_eq!(history["step_seconds"], 10);
    assert_eq!(history["from"], "2026-11-22T19:59:00Z");
    assert_eq!(history["to"], "2026-11-22T20:00:00Z");
    let rooms: Vec<_> = history["points"]
        .as_array()
        .expect("points")
        .iter()
        .map(|point| point["active_rooms"].as_f64())
        .collect();
    assert_eq!(rooms, [Some(2.0), Some(4.0), None, None, Some(5.0), None]);
    assert_eq!(history["points"][0]["avg_room_duration"], 30.0);
    assert_eq!(history["points"][2]["avg_room_duration"], Value::Null);
    let elsewhere = console.read("/api/metrics/history?from=now-1m&step=10&region=us").await;
    assert_eq!(elsewhere["points"][0]["active_rooms"], Value::Null);
    let default = console.read("/api/metrics/history").await;
    assert_eq!(default["step_seconds"], 30);
    assert_eq!(default["points"].as_array().map(Vec::len), Some(120));
    let rounded = console.read("/api/metrics/history?step=11&from=now-5m").await;
    assert_eq!(rounded["step_seconds"], 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_query_is_refused_by_name_wherever_it_is_asked() {
    let console = Console::spawn().await;
    for (path, names) in [
        ("/api/health?x=1", "`x`"),
        ("/api/metrics/current?dep=a", "`dep`"),
        ("/api/metrics/current?deployment=", "`deployment` is empty"),
        ("/api/metrics/current?region=a&region=b", "`region` is given more than once"),
        ("/api/metrics/history?from=yesterday", "`from` is `yesterday`"),
        ("/api/metrics/history?to=now%2B1h", "`to` is `now+1h`"),
        ("/api/metrics/history?from=now&to=now-1h", "`from` is"),
        ("/api/metrics/history?from=now-1h&to=now-1h", "`from` is"),
        ("/api/metrics/history?to=2099-01-01T00:00:00Z", "in the future"),
        ("/api/metrics/history?from=1960-01-01T00:00:00Z", "`from` is"),
        ("/api/metrics/history?step=9", "from 10 to 604800"),
        ("/api/metrics/history?step=604801", "from 10 to 604800"),
        ("/api/metrics/history?step=10s", "`step` is `10s`"),
        ("/api/metrics/history?points=0", "from 1 to 2000"),
        ("/api/metrics/history?points=2001", "from 1 to 2000"),
        ("/api/metrics/history?points=10&step=10", "together"),
        ("/api/metrics/history?from=now-7d&step=10", "60480 points"),
        ("/api/rooms?limit=0", "`limit` is `0`"),
        ("/api/rooms?limit=1001", "`limit` is `1001`"),
        ("/api/rooms?limit=1e3", "`limit` is `1e3`"),
        ("/api/rooms?offset=-1", "`offset` is `-1`"),
        ("/api/rooms?sort=size", "`sort` is `size`, but must be one of `name`"),
        ("/api/rooms?sort=--name", "`sort`"),
        ("/api/rooms?status=open", "`status` is `open`, but must be one of `active`"),
        ("/api/rooms?q=%FF", "`q` is not percent-encoded"),
        ("/api/rooms?Q=a", "`Q`"),
        ("/api/rooms/a?participants=some", "`participants` is `some`"),
        ("/api/rooms/a?sid=", "`sid` is empty"),
        ("/api/rooms/a?limit=1", "`limit`"),
        ("/api/jobs?kind=sip", "`kind` is `sip`"),
        ("/api/jobs?status=active", "`status` is `active`"),
        ("/api/events?before=1", "`before` is `1`"),
        ("/api/events?limit=10000", "`limit`"),
        ("/api/events?offset=1", "`offset`"),
        ("/api/alerts?severity=fatal", "`severity` is `fatal`"),
        ("/api/alerts?status=active", "`status` is `active`"),
        ("/api/alerts/x?y=1", "`y`"),
        ("/openapi.json?v=2", "`v`"),
        ("/ws?token=x", "`token`"),
    ] {
        let (status, problem) = console.get_json(path).await;
        assert_eq!((status, problem["code"].as_str()), (400, Some("invalid_query")), "{path}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(names), "{path}: {detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_takes_the_query_parameters_that_are_described_and_no_others() {
    let console = Console::spawn().await;
    let document = console.read("/openapi.json").await;
    let mut checked = 0;
    for (path, operations) in document["paths"].as_object().expect("paths") {
        // Probes, Prometheus and LiveKit itself may send what they like.
        if path.ends_with('z')
            || path.starts_with("/-/")
            || path == "/metrics"
            || path.starts_with("/api/livekit")
        {
            continue;
        }
        for (method, operation) in operations.as_object().expect("operations") {
            let parameters = operation["parameters"].as_array();
            let described: BTreeSet<_> = parameters
                .into_iter()
                .flatten()
                .filter(|parameter| parameter["in"] == "query")
                .map(|parameter| parameter["name"].as_str().expect("a name").to_owned())
                .collect();
            let required: Vec<_> = parameters
                .into_iter()
                .flatten()
                .filter(|parameter| parameter["in"] == "query" && parameter["required"] == true)
                .map(|parameter| format!("&{}=x", parameter["name"].as_str().expect("a name")))
                .collect();
            let query = format!("{path}?nonsense=1{}", required.concat()).replace(['{', '}'], "");
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let response = console.request(method.clone(), &query).send().await.expect("an answer");
            let problem: Value = response.json().await.expect("JSON");
            assert_eq!(problem["code"], "invalid_query", "{method} {path}: {problem}");
            let detail = problem["detail"].as_str().expect("a detail");
            let taken = detail.split('`').skip(3).step_by(2).map(str::to_owned).collect();
            assert_eq!(described, taken, "{method} {path}: {detail}");
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
    console.stop().await;
}

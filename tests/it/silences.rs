//! Silences by REST.

use serde_json::{Value, json};

use crate::console::{Console, NOW, eventually};
use crate::store_contract::make;

/// A silence of everything with these members beside those that it must have.
fn silence(fields: &Value) -> Value {
    let mut silence = json!({
        "matchers": [{"name": "rule", "value": "*"}], "comment": "works",
        "starts_at": "2026-11-22T19:00:00Z", "ends_at": "2026-11-22T21:00:00Z",
    });
    for (field, value) in fields.as_object().expect("members") {
        silence[field] = value.clone();
    }
    silence
}

/// Makes it; tells its id.
async fn made(console: &Console, fields: &Value) -> String {
    let (status, row) = console.ask("POST", "/api/silences", &silence(fields)).await;
    assert_eq!(status, 201, "{row}");
    row["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silence_is_created_changed_ended_and_retained() {
    let console = Console::spawn().await;
    console.store.prepare().await.expect("the database is there");
    let alert = make::alert("a", NOW.plus(-60_000));
    console.store.record(&make::opening(&[alert])).await.expect("written");
    let id = made(&console, &json!({"author": "ada"})).await;
    let path = format!("/api/silences/{id}");
    let row = console.read(&path).await;
    for (field, value) in [
        ("status", json!("active")),
        ("alerts", json!(1)),
        ("version", json!(1)),
        ("author", json!("ada")),
        ("created_at", json!("2026-11-22T20:00:00Z")),
        ("ended_at", Value::Null),
        ("recurrence", Value::Null),
    ] {
        assert_eq!(row[field], value, "{field}");
    }
    assert_eq!(console.read("/api/alerts/a").await["silenced_by"], json!([id]));
    assert_eq!(console.read("/api/alerts").await["alerts"][0]["silenced_by"], json!([id]));
    let other = json!([{"name": "rule", "value": "none"}]);
    for (version, status, expected) in [
        (json!(2), 409, json!("silence_changed")),
        (json!(1), 200, json!(0)),
        (Value::Null, 200, json!(0)),
    ] {
        let body = silence(&json!({"matchers": other, "author": "bob", "version": version}));
        let (answered, response) = console.ask("PUT", &path, &body).await;
        let rows = if status == 200 { &response["alerts"] } else { &response["code"] };
        assert_eq!((answered, rows), (status, &expected), "{response}");
    }
    assert_eq!(console.read("/api/alerts/a").await["silenced_by"], json!([]));
    let (status, ended) = console.ask("POST", &format!("{path}/end"), &json!({"by": "eve"})).await;
    assert_eq!((status, &ended["status"]), (200, &json!("expired")), "{ended}");
    assert_eq!(ended["ended_at"], "2026-11-22T20:00:00Z");
    for (method, path) in [("POST", format!("{path}/end")), ("PUT", path.clone())] {
        let body = if method == "PUT" { silence(&json!({})) } else { json!({}) };
        let (status, problem) = console.ask(method, &path, &body).await;
        assert_eq!((status, &problem["code"]), (409, &json!("silence_expired")), "{method}");
    }
    let audit = console.read(&format!("/api/audit?subject={id}")).await;
    let lines = audit["lines"].as_array().expect("lines").iter();
    let rows: Vec<_> = lines.map(|line| [&line["kind"], &line["actor"]]).collect();
    assert_eq!(
        rows,
        [
            ["silence.ended", "eve"],
            ["silence.changed", "bob"],
            ["silence.changed", "bob"],
            ["silence.created", "ada"],
        ]
    );
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silences_are_listed_by_how_they_stand() {
    let console = Console::spawn().await;
    // The clock of the console stands on a Sunday, at 20:00 UTC.
    let night = json!({"weekdays": [], "from": "22:00", "to": "06:00"});
    let evening = json!({"weekdays": ["sunday"], "from": "20:00", "to": "21:00"});
    for (fields, status) in [
        (json!({}), "active"),
        (json!({"starts_at": "2026-11-22T20:30:00Z"}), "pending"),
        (json!({"ends_at": "2026-11-22T20:00:00Z"}), "expired"),
        (json!({"ends_at": null, "recurrence": night}), "waiting"),
        (json!({"ends_at": null, "recurrence": evening}), "active"),
    ] {
        let id = made(&console, &fields).await;
        let row = console.read(&format!("/api/silences/{id}")).await;
        assert_eq!(row["status"], status, "{fields}");
        let listed = console.read(&format!("/api/silences?status={status}")).await;
        let listed = listed["silences"].as_array().expect("silences");
        assert!(listed.contains(&row), "{fields}");
        assert!(listed.iter().all(|it| it["status"] == status), "{fields}");
    }
    assert_eq!(console.read("/api/silences").await["total"], 5);
    assert_eq!(console.get("/api/silences?status=over").await.status(), 400);
    assert_eq!(console.get("/api/silences/none").await.status(), 404);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_a_month_ago_is_retained_only_by_the_audit() {
    let console = Console::spawn().await;
    let id = made(&console, &json!({"author": "ada"})).await;
    let endless = json!({"ends_at": null, "recurrence": {"from": "22:00", "to": "06:00"}});
    let other = made(&console, &endless).await;
    let path = format!("/api/silences/{id}");
    let until = |days: i64| NOW.plus((days * 24 + 1) * 3_600_000);
    for (days, stored) in [(29, 2), (30, 1)] {
        console.clock.set(until(days));
        eventually("it is evaluated", async || {
            let alerting = console.read("/api/alerting").await;
            let at = alerting["evaluator"]["last_evaluation_at"].as_str().map(str::to_owned);
            at.and_then(|at| at.parse::<chrono::DateTime<chrono::Utc>>().ok())
                .is_some_and(|at| at >= until(days).to_utc())
        })
        .await;
        assert_eq!(console.read("/api/silences").await["total"], stored, "after {days} days");
    }
    assert_eq!(console.get(&path).await.status(), 404);
    assert_eq!(console.get(&format!("/api/silences/{other}")).await.status(), 200);
    let audit = console.read(&format!("/api/audit?subject={id}")).await;
    let lines = audit["lines"].as_array().expect("lines").iter();
    let rows: Vec<_> = lines.map(|line| [&line["kind"], &line["actor"]]).collect();
    assert_eq!(rows, [["silence.forgotten", "console"], ["silence.created", "ada"]]);
    let body = audit["lines"][0]["body"].as_str().expect("a text");
    let body: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!((&body["old"]["comment"], &body["new"]), (&json!("works"), &Value::Null));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_room_for_so_many_matchers_and_what_is_over_makes_room() {
    let console = Console::spawn().await;
    let matcher = json!({"name": "room", "value": format!("{}b", "*a".repeat(10))});
    let large = json!({"matchers": vec![matcher; 50]});
    let mut ids = Vec::new();
    for _ in 0..40 {
        ids.push(made(&console, &large).await);
    }
    let refused = console.ask("POST", "/api/silences", &silence(&json!({}))).await;
    assert_eq!((refused.0, &refused.1["code"]), (409, &json!("too_many_silences")));
    let detail = refused.1["detail"].as_str().expect("a detail");
    assert!(detail.contains("2001 matchers"), "{detail}");
    // Whoever is changed takes no other's place.
    let path = format!("/api/silences/{}", ids[0]);
    assert_eq!(console.ask("PUT", &path, &silence(&large)).await.0, 200);
    let (status, ended) = console.ask("POST", &format!("{path}/end"), &json!({})).await;
    assert_eq!((status, &ended["alerts"]), (200, &json!(0)), "{ended}");
    made(&console, &json!({})).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_silence_is_refused_with_the_field() {
    let console = Console::spawn().await;
    let matcher = |name: &str| json!({"matchers": [{"name": name, "value": "x"}]});
    let recurring = json!({"ends_at": null,
        "recurrence": {"from": "22:00", "to": "06:00", "timezone": "Mars/Olympus"}});
    for (fields, code, named) in [
        (json!({"matchers": []}), "invalid_silence", "`matchers` is empty"),
        (json!({"comment": " "}), "invalid_silence", "`comment`"),
        (json!({"ends_at": null}), "invalid_silence", "`ends_at`"),
        (json!({"ends_at": "2026-11-22T18:00:00Z"}), "invalid_silence", "`ends_at`"),
        (json!({"author": "x".repeat(201)}), "invalid_silence", "`author`"),
        (recurring, "invalid_silence", "`recurrence.timezone`"),
        (matcher("mood"), "invalid_body", "`matchers[0].name`: unknown variant `mood`"),
        (json!({"starts_at": "soon"}), "invalid_body", "`starts_at`"),
        (json!({"until": "soon"}), "invalid_body", "unknown field `until`"),
        (json!({"version": 1}), "invalid_body", "unknown field `version`"),
    ] {
        let (status, problem) = console.ask("POST", "/api/silences", &silence(&fields)).await;
        assert_eq!((status, &problem["code"]), (400, &json!(code)), "{fields}: {problem}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(named), "{fields}: {detail}");
    }
    assert_eq!(console.read("/api/silences").await["total"], 0);
    console.stop().await;
}

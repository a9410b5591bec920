//! Alert rules by REST.

use serde_json::{Value, json};

use crate::console::Console;

/// A rule with these members beside those that it must have.
fn rule(name: &str, fields: &Value) -> Value {
    let mut rule = json!({
        "name": name, "measure": "active_rooms", "comparison": "above", "threshold": 5,
        "severity": "warning",
    });
    for (field, value) in fields.as_object().expect("members") {
        rule[field] = value.clone();
    }
    rule
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_made_changed_and_deleted_and_each_is_audited_with_old_and_new() {
    let console = Console::spawn().await;
    let (status, made) =
        console.ask("POST", "/api/alert-rules", &rule("many", &json!({"by": "ada"}))).await;
    assert_eq!(status, 201, "{made}");
    for (field, value) in [
        ("origin", json!("ui")),
        ("replaces", Value::Null),
        ("version", json!(1)),
        ("updated_by", json!("ada")),
        ("enabled", json!(true)),
        ("for_seconds", json!(0)),
        ("description", Value::Null),
        ("scope", json!({"deployment": null, "region": null, "room": null})),
    ] {
        assert_eq!(made[field], value, "{field}");
    }
    assert!(made["sentence"].as_str().is_some_and(|text| text.contains("above 5")));
    assert_eq!(console.read("/api/alert-rules/many").await["version"], 1);
    let change = |version: Value, threshold: u32| {
        rule("many", &json!({"threshold": threshold, "version": version, "by": "bob"}))
    };
    for (version, threshold, status, expected) in [
        (json!(1), 6, 200, json!(2)),
        (json!(1), 7, 409, json!("rule_changed")),
        (Value::Null, 8, 200, json!(3)),
    ] {
        let body = change(version, threshold);
        let (answered, response) = console.ask("PUT", "/api/alert-rules/many", &body).await;
        let value = if status == 200 { &response["version"] } else { &response["code"] };
        assert_eq!((answered, value), (status, &expected), "{response}");
    }
    let deleted = console.ask("DELETE", "/api/alert-rules/many?by=eve", &json!(null)).await;
    assert_eq!(deleted, (204, Value::Null));
    assert_eq!(console.get("/api/alert-rules/many").await.status(), 404);
    let audit = console.read("/api/audit?subject=many").await;
    let value: Vec<_> = audit["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| {
            let body: Value =
                serde_json::from_str(line["body"].as_str().expect("text")).expect("JSON");
            let threshold = |side: &str| body[side]["threshold"].as_f64();
            (line["kind"].clone(), line["actor"].clone(), threshold("old"), threshold("new"))
        })
        .collect();
    assert_eq!(
        value,
        [
            (json!("rule.deleted"), json!("eve"), Some(8.0), None),
            (json!("rule.changed"), json!("bob"), Some(6.0), Some(8.0)),
            (json!("rule.changed"), json!("bob"), Some(5.0), Some(6.0)),
            (json!("rule.created"), json!("ada"), None, Some(5.0)),
        ]
    );
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_built_in_rule_is_replaced_and_is_in_force_again_once_that_is_deleted() {
    let console = Console::spawn().await;
    let name = "long_running_room";
    let path = format!("/api/alert-rules/{name}");
    let before = console.read(&path).await;
    assert_eq!((&before["origin"], &before["version"]), (&json!("builtin"), &Value::Null));
    let (status, refusal) = console.ask("DELETE", &path, &json!(null)).await;
    assert_eq!((status, &refusal["code"]), (409, &json!("rule_not_editable")));
    let off = rule(name, &json!({"measure": "room_duration_minutes", "enabled": false}));
    let (status, row) = console.ask("PUT", &path, &off).await;
    assert_eq!((status, &row["replaces"]), (200, &json!("builtin")), "{row}");
    assert_eq!(row["state"]["status"], "disabled");
    let again = console.ask("POST", "/api/alert-rules", &off).await;
    assert_eq!((again.0, &again.1["code"]), (409, &json!("rule_exists")));
    let rules = console.read("/api/alert-rules").await;
    let listed = rules["rules"].as_array().expect("rules");
    assert_eq!(rules["total"], listed.len());
    assert_eq!(listed.last().expect("some")["name"], name, "what is not evaluated comes last");
    assert_eq!(console.ask("DELETE", &path, &json!(null)).await.0, 204);
    let after = console.read(&path).await;
    assert_eq!((&after["origin"], &after["threshold"]), (&before["origin"], &before["threshold"]));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_rule_is_refused_with_the_field() {
    let console = Console::spawn().await;
    for (fields, code, named) in [
        (json!({"name": "Upper"}), "invalid_rule", "`name` is `Upper`"),
        (json!({"name": "measures"}), "invalid_rule", "`name` is `measures`"),
        (json!({"threshold": -1}), "invalid_rule", "`threshold` is -1"),
        (json!({"window_seconds": 3601}), "invalid_rule", "`window_seconds` is 3601"),
        (json!({"minimum_count": 1}), "invalid_rule", "`minimum_count`"),
        (json!({"scope": {"room": "x"}}), "invalid_rule", "`scope.room`"),
        (json!({"scope": {"deployment": "x"}}), "invalid_rule", "`scope.deployment` is `x`"),
        (json!({"runbook_url": "ftp://x"}), "invalid_rule", "`runbook_url` is `ftp://x`"),
        (json!({"message": "{{ broken"}), "invalid_rule", "`message`"),
        (json!({"threshold": "5"}), "invalid_body", "`threshold`: invalid type"),
        (json!({"measure": "mood"}), "invalid_body", "`measure`: unknown variant `mood`"),
        (json!({"treshold": 5}), "invalid_body", "unknown field `treshold`"),
        (json!({"scope": {"rooms": "x"}}), "invalid_body", "unknown field `rooms`"),
        (json!({"for_seconds": -1}), "invalid_body", "`for_seconds`"),
        (json!({"version": 1}), "invalid_body", "unknown field `version`"),
        (json!({"by": 1}), "invalid_body", "`by`"),
        (json!({"severity": null}), "invalid_body", "`severity`"),
    ] {
        let body = rule("good", &fields);
        let (status, problem) = console.ask("POST", "/api/alert-rules", &body).await;
        assert_eq!((status, &problem["code"]), (400, &json!(code)), "{fields}: {problem}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(named), "{fields}: {detail}");
    }
    let (status, problem) =
        console.ask("PUT", "/api/alert-rules/other", &rule("good", &json!({}))).await;
    assert_eq!((status, &problem["code"]), (400, &json!("invalid_rule")));
    for (method, path) in [("PUT", "/api/alert-rules/none"), ("DELETE", "/api/alert-rules/none")] {
        let (status, problem) = console.ask(method, path, &rule("none", &json!({}))).await;
        assert_eq!((status, &problem["code"]), (404, &json!("rule_not_found")), "{method}");
    }
    let foreign = console.request(reqwest::Method::DELETE, "/api/alert-rules/none");
    let foreign = foreign.header("origin", "https://evil.example").send().await.expect("an answer");
    assert_eq!(foreign.status(), 403);
    assert_eq!(console.read("/api/audit?kind=rule").await["lines"], json!([]));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_says_what_a_rule_means_and_keeps_nothing() {
    let console = Console::spawn().await;
    let before = console.read("/api/alert-rules").await["total"].clone();
    let room = json!({"measure": "room_participants", "message": "{{ room }} is full"});
    for (fields, message, is_faulty) in [
        (room, "demo is full", false),
        (json!({}), "open", false),
        (json!({"message": "{{ broken"}), "template failed", true),
        (json!({"threshold": -5}), "open", true),
    ] {
        let path = "/api/alert-rules/preview";
        let (status, preview) = console.ask("POST", path, &rule("good", &fields)).await;
        assert_eq!(status, 200, "{preview}");
        let said = preview["message"].as_str().expect("a message");
        assert!(said.contains(message), "{fields}: {said}");
        assert_eq!(preview["fault"].is_string(), is_faulty, "{fields}: {preview}");
        assert!(preview["sentence"].as_str().is_some_and(|text| text.starts_with("Fires (")));
    }
    assert_eq!(console.read("/api/alert-rules").await["total"], before);
    let measures = console.read("/api/alert-rules/measures").await;
    let measures = measures["measures"].as_array().expect("measures");
    let of = |name: &str| measures.iter().find(|it| it["name"] == name).expect("it is there");
    assert_eq!(of("join_failure_ratio")["greatest"], 1.0);
    assert_eq!(of("node_down_seconds")["least_threshold"], 30.0);
    assert_eq!(of("room_publishers")["backtestable"], false);
    console.stop().await;
}

//! `ETag`, `If-Match` and `Location` of documents.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::console::Console;

async fn send(
    console: &Console,
    method: Method,
    path: &str,
    tag: Option<&str>,
    body: &Value,
) -> Response {
    let mut request = console.request(method, path).json(body);
    if let Some(tag) = tag {
        request = request.header("if-match", tag);
    }
    request.send().await.expect("an answer")
}

fn tag(response: &Response) -> String {
    response.headers()["etag"].to_str().expect("text").to_owned()
}

/// Each kind of document: the path of the list, and a body.
fn documents() -> [(&'static str, Value); 3] {
    let rule = json!({
        "name": "many", "measure": "active_rooms", "comparison": "above", "threshold": 5,
        "severity": "warning",
    });
    let receiver =
        json!({"name": "chat", "target": {"type": "slack", "url": "https://hooks.slack.com/x"}});
    let silence = json!({
        "matchers": [{"name": "rule", "value": "*"}], "starts_at": "2026-11-22T21:00:00Z",
        "ends_at": "2026-11-22T22:00:00Z", "comment": "planned",
    });
    [("/api/alert-rules", rule), ("/api/receivers", receiver), ("/api/silences", silence)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_changed_only_if_it_is_as_it_was_read() {
    let console = Console::spawn().await;
    for (list, body) in documents() {
        let made = send(&console, Method::POST, list, None, &body).await;
        assert_eq!(made.status(), 201, "{list}");
        let path = made.headers()["location"].to_str().expect("text").to_owned();
        let first = tag(&made);
        assert_eq!((first.as_str(), tag(&console.get(&path).await).as_str()), ("\"1\"", "\"1\""));

        let changed = send(&console, Method::PUT, &path, Some(&first), &body).await;
        assert_eq!((changed.status().as_u16(), tag(&changed).as_str()), (200, "\"2\""), "{list}");
        let late = send(&console, Method::PUT, &path, Some(&first), &body).await;
        assert_eq!(late.status(), 412, "{list}");
        let problem: Value = late.json().await.expect("JSON");
        assert_eq!(problem["code"], "precondition_failed");
        for weak_or_any in ["W/\"2\"", "*"] {
            let again = send(&console, Method::PUT, &path, Some(weak_or_any), &body).await;
            assert_eq!(again.status(), 200, "{list} {weak_or_any}");
        }
        let bad = send(&console, Method::PUT, &path, Some("4"), &body).await;
        assert_eq!(bad.status(), 400, "{list}");
        if list == "/api/silences" {
            continue;
        }
        let kept = send(&console, Method::DELETE, &path, Some("\"1\""), &Value::Null).await;
        assert_eq!(kept.status(), 412, "{list}");
        let gone = send(&console, Method::DELETE, &path, Some("\"4\""), &Value::Null).await;
        assert_eq!(gone.status(), 204, "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_built_in_has_no_version_to_match() {
    let console = Console::spawn().await;
    let rules = console.read("/api/alert-rules").await;
    let built_in = rules["rules"].as_array().expect("rules").iter();
    let name = built_in.map(|rule| rule["name"].as_str().expect("a name")).next().expect("one");
    let path = format!("/api/alert-rules/{name}");
    let shown = console.get(&path).await;
    assert!(shown.headers().get("etag").is_none());
    let mut body = documents()[0].1.clone();
    body["name"] = json!(name);
    assert_eq!(send(&console, Method::PUT, &path, Some("\"1\""), &body).await.status(), 412);
}

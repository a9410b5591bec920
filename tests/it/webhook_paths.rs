//! Where webhooks come to: LiveKit takes a 404 for success, so that none may be lost for its path.

use livekit_console::livekit::sign_webhook;
use reqwest::{Method, Response};
use serde_json::Value;

use crate::console::{Console, KEY, NOW, SECRET, now};
use crate::webhook_bodies;

/// Posts an event to `path`, signed.
async fn post(console: &Console, path: &str, event: &Value) -> Response {
    let body = event.to_string();
    let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
    let request = console.request(Method::POST, path).header("authorization", token);
    request.body(body).send().await.expect("an answer")
}

fn started(sid: &str) -> Value {
    webhook_bodies::room_started(sid, sid, 60)
}

async fn diagnoses(console: &Console, index: usize) -> Vec<Value> {
    let sources = console.read("/api/sources").await;
    sources["deployments"][index]["diagnoses"].as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_webhook_on_any_path_beside_the_receivers_is_taken() {
    let console = Console::spawn().await;
    let paths =
        ["webhook/", "webhook/default", "webhook/default/", "webhook/other", "webhooks", "x/y"];
    for (number, path) in paths.iter().enumerate() {
        let response =
            post(&console, &format!("/api/livekit/{path}"), &started(&format!("RM_{number}")))
                .await;
        assert_eq!(response.status(), 200, "{path}");
    }
    console.until_stored().await;
    assert_eq!(console.read("/api/rooms").await["total"], paths.len());
    // Without a token it is nobody's webhook.
    for method in [Method::POST, Method::GET] {
        let response =
            console.request(method, "/api/livekit/nothing").send().await.expect("an answer");
        assert_eq!(response.status(), 404);
    }
    let forged = console
        .request(Method::POST, "/api/livekit/webhooks")
        .header("authorization", sign_webhook(b"{}", KEY, "another-secret-of-some-length", now()))
        .body("{}");
    assert_eq!(forged.send().await.expect("an answer").status(), 401);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_webhook_that_another_path_refuses_is_counted_and_the_path_named() {
    let console = Console::spawn().await;
    let refusals = async || {
        let sources = console.read("/api/sources").await;
        sources["deployments"][0]["webhooks"]["refused_total"].as_u64().expect("a number")
    };
    for (number, path) in
        ["/webhook", "/", "/api/rooms", "/api/nothing", "/api/livekit/quality"].iter().enumerate()
    {
        let response = post(&console, path, &started("RM_lost")).await;
        assert!(response.status().is_client_error(), "{path}: {}", response.status());
        assert_eq!(refusals().await, number as u64 + 1, "{path}");
        let found = diagnoses(&console, 0).await;
        let wrong = found.iter().find(|diagnosis| diagnosis["code"] == "wrong_path");
        let message = wrong.expect("an error").to_string();
        assert!(message.contains(&format!("`{path}`")), "{message}");
        assert!(!message.contains("sends no webhooks"), "{message}");
    }
    for (method, token) in [(Method::POST, "Bearer nonsense"), (Method::GET, "x")] {
        let request = console.request(method, "/webhook").header("authorization", token);
        request.send().await.expect("an answer");
    }
    assert_eq!(refusals().await, 5, "what is no webhook does not count");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_deployments_with_one_key_are_distinguished_by_their_paths() {
    let console = Console::spawn_with(|options| {
        let file = options.config_file.clone().expect("a file");
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let copy = format!(
            "[[deployment]]\nname = \"copy\"\nurl = \"ws://127.0.0.1:7881\"\n[[deployment.key]]\n\
             api_key = \"{KEY}\"\napi_secret = \"{SECRET}\"\n"
        );
        std::fs::write(&file, format!("{text}{copy}")).expect("and written");
    })
    .await;
    for (path, expected) in
        [("webhook/default", 200), ("webhook/copy/", 200), ("webhook", 401), ("webhook/typo", 401)]
    {
        let path = format!("/api/livekit/{path}");
        let response = post(&console, &path, &started("RM_same")).await;
        assert_eq!(response.status(), expected, "{path}");
    }
    console.until_stored().await;
    let rooms = console.read("/api/rooms?sort=started_at").await;
    let mut of: Vec<_> = rooms["rooms"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it["deployment"].clone())
        .collect();
    of.sort_by_key(Value::to_string);
    assert_eq!(of, ["copy", "default"]);
    for index in 0..2 {
        let found = diagnoses(&console, index).await;
        let message =
            found.iter().find(|it| it["code"] == "ambiguous_deployment").expect("an error");
        assert!(
            message["remedy"].as_str().expect("text").contains("/api/livekit/webhook/"),
            "{message}"
        );
    }
    assert!(console.clock.now() >= NOW);
    console.stop().await;
}

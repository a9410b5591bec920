//! For which names the console answers, and to whose pages: what keeps other sites' pages out.

use livekit_console::livekit::sign_webhook;
use reqwest::Method;
use serde_json::json;

use crate::console::{Console, KEY, SECRET, now};
use crate::raw::{ask, status};
use crate::webhook_bodies;

async fn named() -> Console {
    Console::spawn_with(|options| {
        options.console_url = Some("https://console.example.com".to_owned());
        options.allowed_hosts = Some(vec!["console".to_owned(), "pages.internal:8443".to_owned()]);
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_for_an_unknown_host_name_are_refused() {
    let console = named().await;
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/rooms/demo"),
        ("GET", "/assets/index.js"),
        ("GET", "/api/health"),
        ("GET", "/api/rooms"),
        ("HEAD", "/api/rooms"),
        ("GET", "/api/no-such-path"),
        ("POST", "/api/alerts/x/resolve"),
        ("DELETE", "/api/alert-rules/x"),
        ("POST", "/api/livekit/webhook"),
        ("POST", "/api/livekit/quality"),
        ("OPTIONS", "/api/livekit/quality"),
        ("GET", "/ws"),
        ("GET", "/metrics"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/openapi.json"),
    ] {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: evil.example:8000\r\nContent-Length: 2\r\n\
             Connection: close\r\n\r\n{{}}"
        );
        let response = ask(&console, request.as_bytes()).await;
        assert_eq!(status(&response), 421, "{method} {path}: {response}");
        assert!(response.contains("application/problem+json"), "{method} {path}: {response}");
        if method != "HEAD" {
            assert!(
                response.contains("\"code\":\"host_not_allowed\""),
                "{method} {path}: {response}"
            );
            assert!(response.contains("`evil.example:8000`"), "{method} {path}: {response}");
            assert!(response.contains("ALLOWED_HOSTS"), "{method} {path}: {response}");
        }
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_request_says_of_its_host_is_looked_at_however_it_says_it() {
    let console = named().await;
    let port = console.address().port();
    let ours = format!("127.0.0.1:{port}");
    for (why, request, expected) in [
        ("an address", format!("GET /healthz HTTP/1.1\r\nHost: {ours}\r\n"), 200),
        ("a loopback name", "GET /healthz HTTP/1.1\r\nHost: LocalHost.:1\r\n".to_owned(), 200),
        ("a name in the list", "GET /metrics HTTP/1.1\r\nHost: console:8000\r\n".to_owned(), 200),
        ("the name of its URL", "GET / HTTP/1.1\r\nHost: console.example.com\r\n".to_owned(), 200),
        ("a zone", "GET /healthz HTTP/1.1\r\nHost: [fe80::1%25eth0]:8000\r\n".to_owned(), 200),
        ("none by HTTP/1.0", "GET /healthz HTTP/1.0\r\n".to_owned(), 200),
        ("none by HTTP/1.1", "GET /healthz HTTP/1.1\r\n".to_owned(), 400),
        ("an empty one", "GET /healthz HTTP/1.1\r\nHost: \r\n".to_owned(), 421),
        ("another by HTTP/1.0", "GET /healthz HTTP/1.0\r\nHost: evil.example\r\n".to_owned(), 421),
        ("two", format!("GET /healthz HTTP/1.1\r\nHost: {ours}\r\nHost: evil.example\r\n"), 400),
        (
            "a target of ours",
            format!("GET http://{ours}/healthz HTTP/1.1\r\nHost: {ours}\r\n"),
            200,
        ),
        (
            "a target of another",
            format!("GET http://evil.example/healthz HTTP/1.1\r\nHost: {ours}\r\n"),
            421,
        ),
        (
            "a target of ours for another",
            format!("GET http://{ours}/healthz HTTP/1.1\r\nHost: evil.example\r\n"),
            421,
        ),
        (
            "ours by what a proxy says",
            format!(
                "GET /healthz HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: {ours}\r\n\
                 Forwarded: host={ours}\r\n"
            ),
            421,
        ),
        (
            "another by what a proxy says",
            format!("GET /healthz HTTP/1.1\r\nHost: {ours}\r\nX-Forwarded-Host: evil.example\r\n"),
            200,
        ),
    ] {
        let response =
            ask(&console, format!("{request}Connection: close\r\n\r\n").as_bytes()).await;
        // The page is only there if it was built.
        let found = if request.starts_with("GET / ") && status(&response) == 404 {
            200
        } else {
            status(&response)
        };
        assert_eq!(found, expected, "{why}: {response}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_for_another_name_is_refused_counted_and_explained() {
    let console = Console::spawn().await;
    let body = webhook_bodies::room_started("RM_1", "demo", 60).to_string();
    let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
    let send = async |host: &str| {
        let request = console.request(Method::POST, "/api/livekit/webhook");
        let request = request.header("host", host).header("authorization", &token);
        request.body(body.clone()).send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(send("console:8000").await, 421);
    let metrics = console.get("/metrics").await.text().await.expect("text");
    let counted = "livekit_console_webhook_refused_total{code=\"host_not_allowed\",\
                   deployment=\"default\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
    let sources = console.read("/api/sources").await;
    let found = sources.to_string();
    assert!(found.contains("\"code\":\"host_not_allowed\""), "{found}");
    assert!(found.contains("ALLOWED_HOSTS"), "{found}");
    assert_eq!(send("localhost").await, 200, "nothing of it was kept before");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn own_pages_work_behind_a_proxy_that_passes_another_host_and_no_others() {
    let console = named().await;
    for (origin, site, is_ours) in [
        ("https://console.example.com", None, true),
        ("https://console.example.com", Some("same-origin"), true),
        ("http://console", None, true),
        ("https://pages.internal:8443", None, true),
        ("https://pages.internal", None, false),
        ("https://console.example.com:444", None, false),
        ("https://evil.example", None, false),
        // A proxy that answers for any name lets a page of another site be of the same site.
        ("https://evil.example", Some("same-origin"), false),
        ("null", None, false),
    ] {
        let with = |request: reqwest::RequestBuilder| {
            let request = request.header("origin", origin);
            match site {
                Some(site) => request.header("sec-fetch-site", site),
                None => request,
            }
        };
        let body = json!({"by": "ann"});
        let request = console.request(Method::POST, "/api/alerts/none/resolve").json(&body);
        let response = with(request).send().await.expect("an answer");
        // An alert of that name there is not.
        let expected = if is_ours { 404 } else { 403 };
        assert_eq!(response.status().as_u16(), expected, "{origin} {site:?}");
        let socket = console
            .request(Method::GET, "/ws")
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        let response = with(socket).send().await.expect("an answer");
        let expected = if is_ours { 101 } else { 403 };
        assert_eq!(response.status().as_u16(), expected, "{origin} {site:?}");
    }
    console.stop().await;
}

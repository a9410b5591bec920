//! What `/metrics` says of requests, and in which format.

use reqwest::Method;

use crate::console::Console;

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_route_and_never_by_what_was_in_the_path() {
    let console = Console::spawn().await;
    let requests = [
        ("GET", "/api/rooms/my-room", "/api/rooms/{room_name}", "4xx"),
        ("GET", "/api/rooms/a%2Fb/timeline", "/api/rooms/{room_name}/timeline", "4xx"),
        ("GET", "/api/rooms?limit=my-limit", "/api/rooms", "4xx"),
        ("HEAD", "/api/rooms", "/api/rooms", "2xx"),
        ("POST", "/api/rooms", "/api/rooms", "4xx"),
        ("GET", "/api/my-path", "unmatched", "4xx"),
        ("GET", "/my-file.js", "unmatched", "4xx"),
        ("PROPFIND", "/readyz", "/readyz", "4xx"),
        ("GET", "/api/livekit/my-path", "/api/livekit/{path}", "4xx"),
        ("POST", "/api/livekit/webhook/my-deployment", "/api/livekit/webhook/{deployment}", "4xx"),
    ];
    for (method, path, ..) in requests {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        console.request(method, path).send().await.expect("an answer");
    }
    let foreign = console.request(Method::GET, "/api/gaps").header("host", "my-host:80");
    assert_eq!(foreign.send().await.expect("an answer").status(), 421);
    let text = console.get("/metrics").await.text().await.expect("text");
    for (method, path, route, status) in requests {
        let method = if method == "PROPFIND" { "other" } else { method };
        let line = format!(
            "livekit_console_http_requests_total{{method=\"{method}\",route=\"{route}\",\
             status=\"{status}\"}} "
        );
        assert!(text.contains(&line), "{method} {path}: {line} is not in\n{text}");
        let line = format!("request_duration_seconds_count{{route=\"{route}\"}} ");
        assert!(text.contains(&line), "{line}");
    }
    assert!(text.contains("{method=\"GET\",route=\"/api/gaps\",status=\"4xx\"} 1"));
    assert!(!text.contains("my-"), "{text}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_format_is_the_one_that_the_scraper_prefers() {
    let console = Console::spawn().await;
    let (text, open) = ("text/plain; version=0.0.4", "application/openmetrics-text; version=1.0.0");
    for (accept, expected) in [
        ("*/*", text),
        ("text/html", text),
        ("not a type", text),
        ("application/openmetrics-text", open),
        // Prometheus 2 and 3.
        (
            "application/openmetrics-text;version=1.0.0,\
             application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,\
             */*;q=0.1",
            open,
        ),
        (
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,\
             application/openmetrics-text;version=0.0.1;q=0.4,\
             text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,\
             */*;q=0.1",
            open,
        ),
        ("text/plain;version=0.0.4;q=0.8,application/openmetrics-text;q=0.3", text),
    ] {
        let request = console.request(Method::GET, "/metrics?any=parameter");
        let response = request.header("accept", accept).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        let kind = response.headers()["content-type"].to_str().expect("ASCII").to_owned();
        assert_eq!(kind, format!("{expected}; charset=utf-8"), "{accept}");
        let body = response.text().await.expect("text");
        assert_eq!(body.ends_with("# EOF\n"), expected == open, "{accept}");
    }
    console.stop().await;
}

//! The pages about the API, and what every response says in its headers.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use crate::console::Console;
use crate::rest::with_three_rooms;

#[tokio::test(flavor = "multi_thread")]
async fn the_type_of_a_problem_leads_to_its_explanation() {
    let console = Console::spawn().await;
    let (_, problem) = console.get_json("/api/rooms/none").await;
    let link = problem["type"].as_str().expect("a type");
    let (path, code) = link.split_once('#').expect("a place on a page");
    let page = console.get(path).await;
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let policy = page.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let page = page.text().await.expect("text");
    assert!(page.contains(&format!("<section id=\"{code}\">")), "{code}");
    assert!(page.contains("href=\"/docs/style.css\"") && !page.contains("<script"));
    assert_eq!(
        console.get("/docs/style.css").await.headers()["content-type"],
        "text/css; charset=utf-8"
    );
    let reference = console.get("/docs").await.text().await.expect("text");
    assert!(reference.contains("list_rooms") && !reference.contains("<script"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_compressed_as_the_client_asks() {
    let console = Console::spawn().await;
    for (asked, given) in
        [("br", "br"), ("zstd", "zstd"), ("gzip", "gzip"), ("br;q=0.1, zstd", "zstd")]
    {
        for path in ["/openapi.json", "/docs", "/metrics", "/api/export/rooms", "/api/alert-rules"]
        {
            let request = console.request(Method::GET, path).header("accept-encoding", asked);
            let response = request.send().await.expect("an answer");
            assert_eq!(response.headers()["content-encoding"], given, "{path} {asked}");
            let mut vary = response.headers().get_all("vary").iter();
            assert!(vary.any(|name| name == "accept-encoding"), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_paged_by_its_cursor_and_old_names_go_on_working() {
    let console = with_three_rooms().await;
    for (path, rows, id, old) in [
        ("/api/rooms?status=all&sort=participant_count", "rooms", "sid", "offset=1"),
        ("/api/participants?sort=room_name", "participants", "sid", "offset=1"),
        ("/api/events?room=alpha", "events", "id", ""),
        ("/api/rooms/alpha/timeline?deployment=default", "entries", "text", ""),
    ] {
        let all = console.read(path).await;
        let name = |row: &Value| row[id].as_str().expect("an id").to_owned();
        let expected: Vec<_> = all[rows].as_array().expect("rows").iter().map(name).collect();
        let unique: BTreeSet<_> = expected.iter().collect();
        assert!(unique.len() > 2, "{path}: {expected:?}");
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = console.read(&format!("{path}&limit=1{cursor}")).await;
            seen.extend(page[rows].as_array().expect("rows").iter().map(name));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, expected, "{path}");
        if !old.is_empty() {
            let second = console.read(&format!("{path}&limit=1&{old}")).await;
            assert_eq!(name(&second[rows][0]), expected[1], "{path}");
            let (status, problem) = console.get_json(&format!("{path}&{old}&cursor=rows-1")).await;
            assert_eq!(status, 400, "{problem}");
        }
    }
}

//! Usage by REST, as JSON and as a file.

use serde_json::json;

use crate::rest::with_three_rooms;

#[tokio::test(flavor = "multi_thread")]
async fn usage_is_read_and_exported() {
    let console = with_three_rooms().await;
    console.until_stored().await;
    let usage = console.read("/api/usage?from=now-1h&by=deployment").await;
    // 290 and 280 seconds so far, and 160.
    assert_eq!(usage["total"]["metered_minutes"], 5 + 5 + 3);
    assert_eq!(usage["total"]["peak_participants"], 3);
    assert_eq!(usage["groups"][0]["name"], "default");
    assert_eq!(usage["steps"][0]["is_complete"], false);
    let file = console.get("/api/export/usage?from=now-1h&rows=groups").await;
    assert_eq!(file.status(), 200);
    let text = file.text().await.expect("text");
    let lines: Vec<_> = text.trim_end().split("\r\n").collect();
    assert!(lines[0].ends_with("other_metered_minutes") && lines.len() == 2, "{text}");
    let cells = |line: &str| line.split(',').count();
    assert_eq!(cells(lines[0]), cells(lines[1]), "{text}");
    let (status, problem) = console.get_json("/api/usage?from=now-1000d").await;
    assert_eq!((status, &problem["code"]), (400, &json!("invalid_query")));
}

//! The audit trail by REST.

use livekit_console::model::{AuditHead, AuditLine};
use livekit_console::store::AlertBatch;
use serde_json::{Value, json};

use crate::console::{Console, NOW};
use crate::store_contract::make;

async fn with_lines() -> Console {
    let console = Console::spawn().await;
    console.store.prepare().await.expect("the database is there");
    let lines = (0..25_i64).map(|number| {
        let (kind, actor) = match number % 3 {
            0 => ("rule.created", "ada"),
            1 => ("rule.changed", "=bob"),
            _ => ("rules.other", "console"),
        };
        make::line(kind, actor, &format!("s{number}"), NOW.plus(number * 1000 - 60_000))
    });
    let batch = AlertBatch { lines: lines.collect(), ..AlertBatch::default() };
    console.store.record(&batch).await.expect("written");
    console
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_trail_hold_each_line_once_and_chain_to_its_head() {
    let console = with_lines().await;
    let mut lines: Vec<AuditLine> = Vec::new();
    let mut before = String::new();
    let head: AuditHead = loop {
        let page = console.read(&format!("/api/audit?limit=10{before}")).await;
        lines.extend(
            serde_json::from_value::<Vec<AuditLine>>(page["lines"].clone()).expect("lines"),
        );
        match page["next_before"].as_u64() {
            Some(number) => before = format!("&before={number}"),
            None => break serde_json::from_value(page["head"].clone()).expect("the head"),
        }
    };
    lines.reverse();
    let mut end = AuditHead::empty();
    for line in &lines {
        assert_eq!(line.sequence, end.sequence + 1);
        assert_eq!(line.hash, line.hash_behind(&end.hash), "line {}", line.sequence);
        end = line.head();
    }
    assert_eq!((lines.len(), end), (25, head));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_finds_just_its_lines_in_list_and_export() {
    let console = with_lines().await;
    for (query, count) in [
        ("", 25),
        ("kind=rule", 17),
        ("kind=rule.changed", 8),
        ("kind=rul", 0),
        ("actor=ada", 9),
        ("actor=%3Dbob", 8),
        ("subject=s7", 1),
        ("from=now-50s&to=now-40s", 10),
    ] {
        let page = console.read(&format!("/api/audit?{query}")).await;
        assert_eq!(page["lines"].as_array().map(Vec::len), Some(count), "{query}");
        let path = format!("/api/export/audit?format=ndjson&{query}");
        let text = console.get(&path).await.text().await.expect("text");
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(json!(lines), page["lines"], "{query}");
    }
    let table = console.get("/api/export/audit?actor=%3Dbob").await.text().await.expect("text");
    assert!(table.starts_with("\u{feff}sequence,at,kind,actor,subject,body,hash\r\n"), "{table}");
    assert!(table.contains(",'=bob,"), "{table}");
    for query in ["before=0", "before=x", "kind=", "limit=0", "who=ada"] {
        assert_eq!(console.get(&format!("/api/audit?{query}")).await.status(), 400, "{query}");
    }
    console.stop().await;
}

//! Exports: whole lists as files, written while they are read.

use livekit_console::model::Millis;
use livekit_console::store::Batch;
use reqwest::{Method, Response};
use serde_json::Value;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::console::{Console, LIMIT, NOW, eventually, shared};
use crate::store_contract::make;

/// A console whose store holds so many events, a second apart, of hostile rooms.
async fn with_events(count: usize) -> Console {
    let console = Console::spawn().await;
    let all: Vec<_> = (0..count).collect();
    for numbers in all.chunks(5000) {
        let events = numbers.iter().map(|number| {
            let ago = i64::try_from(*number).expect("small") * 10;
            let mut event = make::event(&format!("EV_{number:06}"), NOW.plus(-1_000_000 - ago));
            event.room_name = "=HYPERLINK(\"http://evil\")\nnew, line".into();
            // Long enough that it cannot all lie in the buffers between the two.
            event.raw =
                serde_json::json!({"number": number, "fill": "x".repeat(200)}).to_string().into();
            event
        });
        let batch = Batch { events: shared(events), ..Batch::default() };
        console.store.write(&batch).await.expect("written");
    }
    console
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_rows_are_exported_whole_and_once() {
    const ROWS: usize = 100_000;
    let console = with_events(ROWS).await;
    // A loaded machine takes a while for so many.
    let request = console.request(Method::GET, "/api/export/events?format=csv").timeout(LIMIT * 5);
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(
        header(&response, "content-disposition"),
        "attachment; filename=\"events-20261122T200000Z.csv\""
    );
    let text = response.bytes().await.expect("the whole body");
    let mut reader = csv::Reader::from_reader(&*text);
    let id = reader.headers().expect("a header").iter().position(|name| name == "id");
    let room = reader.headers().expect("a header").iter().position(|name| name == "room_name");
    let (id, room) = (id.expect("a column"), room.expect("a column"));
    let mut count = 0;
    for (number, row) in reader.records().enumerate() {
        let row = row.expect("a row");
        assert_eq!(&row[id], format!("EV_{number:06}"));
        assert_eq!(&row[room], "'=HYPERLINK(\"http://evil\")\nnew, line");
        count += 1;
    }
    assert_eq!(count, ROWS);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_ends_the_reading_and_too_many_exports_are_refused() {
    let console = with_events(20_000).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        // The body is not read: the server waits with the rest.
        open.push(console.get("/api/export/events?format=ndjson").await);
    }
    let (status, problem) = console.get_json("/api/export/events").await;
    assert_eq!((status, &problem["code"]), (503, &Value::from("overloaded")));
    drop(open);
    eventually("the turns are free again", async || {
        console.get("/api/export/events?event=none").await.status() == 200
    })
    .await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_fails_in_the_middle_never_makes_a_file_that_looks_whole() {
    for format in ["csv", "json", "ndjson"] {
        let console = with_events(20_000).await;
        let mut response = console.get(&format!("/api/export/events?format={format}")).await;
        assert!(response.chunk().await.expect("the beginning").is_some());
        // The rest is waiting to be read.
        let folder = console.store_file();
        let mut database = SqliteConnection::connect(&folder).await.expect("the file");
        database.execute("ALTER TABLE events RENAME TO gone").await.expect("renamed");
        let mut rest = Ok(());
        loop {
            match response.chunk().await {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => {
                    rest = Err(error);
                    break;
                }
            }
        }
        rest.expect_err("the connection is broken off");
        // Asked for now, it is refused.
        assert_eq!(console.get("/api/export/events").await.status(), 500);
        database.execute("ALTER TABLE gone RENAME TO events").await.expect("renamed");
        database.close().await.expect("closed");
        console.stop().await;
    }
}

/// The rows of an export as JSON.
async fn exported(console: &Console, path: &str) -> Vec<Value> {
    let response = console.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    let text = response.text().await.expect("the whole body");
    if path.contains("ndjson") {
        return text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    }
    let whole: Value = serde_json::from_str(&text).expect("JSON");
    let rows = whole.as_object().expect("an object").values().next().expect("a list");
    rows.as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_the_rows_of_the_list() {
    let console = Console::spawn().await;
    let at = |seconds: i64| Millis(NOW.0 - 5_000_000 + seconds * 1000);
    // More than a page, several of them begun in the same millisecond.
    let rooms = (0..2500).map(|n| make::ended_room(&format!("RM_{n:04}"), "room", at(n / 7), NOW));
    let participants = (0..2500).map(|n| {
        let (sid, began) = (format!("PA_{n:04}"), at(n / 7));
        make::ended_participant(&sid, &format!("RM_{:04}", n % 5), began, NOW)
    });
    let (rooms, participants) = (rooms.collect(), participants.collect());
    let batch = Batch { rooms, participants, ..Batch::default() };
    console.store.write(&batch).await.expect("written");
    for (export, list, name) in [
        ("rooms?format=json", "rooms?status=all", "rooms"),
        (
            "rooms?format=ndjson&status=finished&to=now-4800s",
            "rooms?status=all&to=now-4800s",
            "rooms",
        ),
        ("participants?format=ndjson", "participants?q=", "participants"),
        (
            "participants?format=json&room_sid=RM_0003",
            "participants?room_sid=RM_0003",
            "participants",
        ),
        ("rooms?format=json&status=active", "rooms?at=now-1w", "rooms"),
    ] {
        let mut listed = Vec::new();
        for page in 0.. {
            let path = format!("/api/{list}&limit=1000&offset={}", page * 1000);
            let response = console.read(&path).await;
            let rows = response[name].as_array().expect("a list");
            if rows.is_empty() {
                break;
            }
            listed.extend(rows.clone());
        }
        let mut rows = exported(&console, &format!("/api/export/{export}")).await;
        assert_eq!(rows.len(), listed.len(), "{export}");
        let sid = |row: &Value| row["sid"].as_str().expect("a sid").to_owned();
        rows.sort_by_key(sid);
        listed.sort_by_key(sid);
        assert_eq!(rows, listed, "{export}");
    }
    for (path, status) in [
        ("/api/export/rooms?format=xlsx", 400),
        ("/api/export/rooms?limit=3", 400),
        ("/api/export/nothing", 404),
    ] {
        assert_eq!(console.get(path).await.status().as_u16(), status, "{path}");
    }
    console.stop().await;
}

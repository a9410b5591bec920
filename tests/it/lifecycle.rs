//! From start to stop: what a signal, a crash of a part, or a wrong setting does to the process.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use futures::stream::{self, StreamExt as _};
use livekit_console::livekit::sign_webhook;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::console::{KEY, LIMIT, SECRET, Socket, now};
use crate::database::Database;
use crate::ledger::assert_stored;
use crate::load::Load;
use crate::process::{Process, command, fails_to_start};
use crate::proxy::{Mode, Proxy};

/// Sockets that are open when the console stops.
const SOCKETS: usize = 1000;

fn sqlite_in(dir: &Path) -> String {
    format!("sqlite:{}", dir.join("console.db").display())
}

/// Lets this process and those that it starts have enough files open.
fn allow_many_files() {
    let id = std::process::id().to_string();
    let done = Command::new("prlimit").args(["--pid", &id, "--nofile=8192:"]).status();
    assert!(done.is_ok_and(|status| status.success()), "the hard limit allows it");
}

/// The code with which the other side closes the socket.
async fn close_code(mut socket: Socket) -> Option<CloseCode> {
    let closing = async {
        while let Some(message) = socket.next().await {
            match message {
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
        None
    };
    tokio::time::timeout(LIMIT, closing).await.ok().flatten()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_under_load_closes_a_thousand_sockets_with_1001_and_keeps_everything() {
    allow_many_files();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let url = sqlite_in(dir.path());
    let console = Process::start(dir.path(), &[("DATABASE_URL", &url)]).await;
    let load = Load::start(now(), 4, 1);
    load.aim(Some(console.address));
    let address = format!("ws://{}/ws", console.address);
    let sockets: Vec<Socket> = stream::iter(0..SOCKETS)
        .map(|_| async { tokio_tungstenite::connect_async(&address).await.expect("a socket").0 })
        .buffer_unordered(32)
        .collect()
        .await;
    load.more(50).await;
    console.ask_to_stop();
    let codes: Vec<_> =
        stream::iter(sockets).map(close_code).buffer_unordered(SOCKETS).collect().await;
    let away = codes.iter().filter(|code| **code == Some(CloseCode::Away)).count();
    assert_eq!(away, SOCKETS, "{}", console.log());
    load.aim(None);
    let (status, log) = console.ended().await;
    assert!(status.success(), "{status}: {log}");
    assert!(log.contains("stopped"), "{log}");
    let (sent, acknowledged) = load.end().await;
    assert_stored(&url, &sent, &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigint_and_sigterm_end_the_process_with_0() {
    for signal in ["-INT", "-TERM"] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let url = sqlite_in(dir.path());
        let console = Process::start(dir.path(), &[("DATABASE_URL", &url)]).await;
        let id = console.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("`kill`").success());
        let (status, log) = console.ended().await;
        assert_eq!(status.code(), Some(0), "{log}");
        assert!(log.contains("stopped"), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_it_stops_it_serves_on_and_says_that_it_is_not_ready() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let console = Process::start(dir.path(), &[("SHUTDOWN_DELAY", "3s")]).await;
    console.until("it is ready", async || console.get_json("/readyz").await.0 == 200).await;
    let load = Load::start(now(), 2, 1);
    load.aim(Some(console.address));
    load.more(20).await;
    console.ask_to_stop();
    console.until("it is not ready", async || console.get_json("/readyz").await.0 == 503).await;
    assert_eq!(console.get_json("/healthz").await.0, 200);
    load.more(20).await;
    assert_eq!(load.failures(), 0, "whoever has not noticed yet is served");
    load.aim(None);
    let (status, log) = console.ended().await;
    assert!(status.success() && log.contains("stopped"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_fails_ends_the_process_with_1_and_says_why() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    proxy.set(Mode::Refuse);
    let console = Process::start(dir.path(), &[("DATABASE_URL", proxy.url())]).await;
    // More than is kept in memory: the first must be read from the file.
    for (id, padding) in [("EV_1", 0), ("EV_2", 7), ("EV_3", 7), ("EV_4", 7)] {
        let padding = "x".repeat(padding * 1024 * 1024);
        let body = json!({"event": "room_started", "id": id, "padding": padding}).to_string();
        let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
        let url = console.url("/api/livekit/webhook");
        let request = console.client.post(url).header("Authorization", token).body(body);
        assert_eq!(request.send().await.expect("it answers").status(), 200);
    }
    // What storage is about to open leads nowhere.
    let journal = dir.path().join("journal");
    let files = std::fs::read_dir(&journal).expect("readable");
    let segment = files
        .map(|file| file.expect("there").path())
        .find(|path| path.extension().is_some_and(|extension| extension == "log"))
        .expect("a segment");
    std::fs::remove_file(&segment).expect("it is there");
    std::os::unix::fs::symlink(&segment, &segment).expect("there is room");
    proxy.set(Mode::Open);
    let (status, log) = console.ended().await;
    assert_eq!(status.code(), Some(1), "{log}");
    let last = log.lines().last().expect("it wrote");
    assert!(last.starts_with("livekit-console: task `"), "{last}");
    assert!(last.contains("` failed: reading the journal: "), "{last}");
    assert!(last.contains("symbolic links"), "{last}");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_logs_are_json_line_by_line_and_others_have_no_colours() {
    for format in ["json", "human"] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let url = sqlite_in(dir.path());
        let settings = [("DATABASE_URL", &*url), ("LOG_FORMAT", format), ("LOG_FILTER", "debug")];
        let console = Process::start(dir.path(), &settings).await;
        let (status, _) = console.get_json("/api/rooms/none").await;
        assert_eq!(status, 404);
        let log = console.stop().await;
        assert!(log.lines().count() > 2, "{log}");
        for line in log.lines() {
            assert!(!line.contains('\u{1b}'), "{line}");
            if format == "json" {
                let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
                assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_it_from_starting_is_said_in_one_sentence() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (url, elsewhere) = (sqlite_in(dir.path()), tempfile::tempdir().expect("a folder"));
    let running = Process::start(dir.path(), &[("DATABASE_URL", &url)]).await;
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let journal = dir.path().join("journal").display().to_string();
    let other = sqlite_in(elsewhere.path());
    let file = elsewhere.path().join("file");
    std::fs::write(&file, "").expect("writable");
    let cases: [(&str, &[(&str, &str)]); 6] = [
        ("ddress already in use", &[("PORT", &port), ("DATABASE_URL", &other)]),
        (
            "another process uses the journal",
            &[("JOURNAL_DIR", &journal), ("DATABASE_URL", &other)],
        ),
        ("mysql", &[("DATABASE_URL", "mysql://me:hidden@host/db")]),
        ("DATABASE_URL", &[("DATABASE_URL", "postgres://me:hidden@host:99999/db")]),
        ("journal", &[("JOURNAL_DIR", &file.display().to_string()), ("DATABASE_URL", &other)]),
        ("LIVEKIT_URL", &[("LIVEKIT_URL", "ftp://host"), ("DATABASE_URL", &other)]),
    ];
    for (why, settings) in cases {
        let (status, log) = fails_to_start(command(elsewhere.path(), settings)).await;
        assert_eq!(status.code(), Some(1), "{why}: {log}");
        assert_eq!(log.lines().count(), 1, "{why}: {log}");
        assert!(log.starts_with("livekit-console: ") && log.contains(why), "{why}: {log}");
        assert!(!log.contains("hidden"), "{why}: {log}");
    }
    running.stop().await;
}

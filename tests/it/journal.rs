//! What the disk does to the journal, as somebody who runs the console sees it.

use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use livekit_console::livekit::sign_webhook;
use serde_json::{Value, json};

use crate::console::{Console, KEY, SECRET, eventually, now};
use crate::database::Database;
use crate::ledger::stored_events;
use crate::process::{Process, wrapped};
use crate::proxy::{Mode, Proxy};
use crate::webhook_bodies;

async fn send(console: &Console, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let body = json!({"event": "room_started", "id": format!("EV_{number:03}"),
            "createdAt": webhook_bodies::SECONDS.to_string(),
            "room": {"sid": format!("RM_{number}"), "name": format!("room-{number}")}});
        assert_eq!(console.send(&body).await, 200);
    }
}

/// The one segment of a journal whose console is stopped.
fn segment(dir: &Path) -> PathBuf {
    let files = std::fs::read_dir(dir.join("data/journal")).expect("there is a journal").flatten();
    let mut segments: Vec<_> = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .collect();
    assert_eq!(segments.len(), 1, "{segments:?}");
    segments.remove(0)
}

async fn stored(database: &Database) -> Vec<String> {
    let store = database.store();
    let mut ids: Vec<_> =
        stored_events(&store).await.into_iter().map(|event| event.id.to_string()).collect();
    store.close().await;
    ids.sort();
    ids
}

fn series(metrics: &str, name: &str) -> Option<f64> {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|value| value.parse().ok())
}

/// Something happens to the journal while the database is away and the console is stopped; more
/// comes in before the database is back.
async fn damaged_while_the_database_is_away(damage: fn(&Path), lost: std::ops::Range<u32>) {
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    let url = proxy.url().to_owned();
    let console = Console::spawn_with(|options| options.database_url = Some(url.clone())).await;
    send(&console, 0..20).await;
    console.until_stored().await;
    proxy.set(Mode::Refuse);
    send(&console, 20..60).await;
    let dir = console.stop().await;
    damage(&segment(dir.path()));

    let again = url.clone();
    let console = Console::spawn_in(dir, |options| options.database_url = Some(again)).await;
    send(&console, 60..80).await;
    let health = console.read("/api/health").await;
    assert_eq!(health["journal"]["losses"], 1, "{health}");
    assert_eq!(health["journal"]["lost_events"], Value::Null, "nobody knows yet: {health}");
    eventually("it is shown without the database", async || {
        let sources = console.read("/api/sources").await;
        sources["deployments"][0]["gaps"]
            .as_array()
            .is_some_and(|gaps| gaps.iter().any(|gap| gap["source"] == "journal"))
    })
    .await;

    proxy.set(Mode::Open);
    console.until_stored().await;
    let count = lost.end - lost.start;
    let health = console.read("/api/health").await;
    assert_eq!(health["journal"]["lost_events"], count, "{health}");
    let gaps = async |console: &Console| {
        let response = console.read("/api/gaps?source=journal&from=2020-01-01T00:00:00Z").await;
        response["gaps"].as_array().expect("a list").clone()
    };
    eventually("it is kept as a gap, and counted", async || {
        let metrics = console.get("/metrics").await.text().await.expect("it is text");
        gaps(&console).await.len() == 1
            && series(&metrics, "livekit_console_journal_losses_total") == Some(1.0)
            && series(&metrics, "livekit_console_journal_lost_events_total")
                == Some(f64::from(count))
    })
    .await;
    let gap = gaps(&console).await.remove(0);
    let evidence = gap["evidence"].as_str().expect("it says why");
    assert!(evidence.contains(&lost.start.to_string()), "{evidence}");
    assert!(evidence.contains("00000000000000000000.log"), "{evidence}");
    send(&console, 80..90).await;
    console.until_stored().await;
    let dir = console.stop().await;
    let expected: Vec<_> =
        (0..90).filter(|n| !lost.contains(n)).map(|n| format!("EV_{n:03}")).collect();
    assert_eq!(stored(&database).await, expected);

    // Told once, kept for good.
    let console = Console::spawn_in(dir, |options| options.database_url = Some(url)).await;
    console.until_stored().await;
    eventually("the gaps are known", async || !gaps(&console).await.is_empty()).await;
    assert_eq!(gaps(&console).await.len(), 1);
    assert_eq!(console.read("/api/health").await["journal"]["losses"], 0);
    console.stop().await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_flipped_byte_of_the_journal_costs_one_event_and_is_shown_everywhere() {
    let flip = |path: &Path| {
        let bytes = std::fs::read(path).expect("it is there");
        let at = bytes.windows(6).position(|bytes| bytes == b"EV_040").expect("it is in it");
        let file = std::fs::OpenOptions::new().write(true).open(path).expect("it is ours");
        file.write_all_at(b"X", at as u64).expect("there is room");
    };
    damaged_while_the_database_is_away(flip, 40..41).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_cut_while_the_database_is_away_goes_on_and_says_what_it_lacks() {
    let cut = |path: &Path| {
        let bytes = std::fs::read(path).expect("it is there");
        let at = bytes.windows(6).position(|bytes| bytes == b"EV_015").expect("it is in it");
        let file = std::fs::OpenOptions::new().write(true).open(path).expect("it is ours");
        file.set_len(at as u64).expect("it can be cut");
    };
    // The database had the first twenty: what it had is not lost, though it is gone.
    damaged_while_the_database_is_away(cut, 20..60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_larger_than_the_journal_is_refused_for_good() {
    let console =
        Console::spawn_with(|options| options.journal_max_bytes = Some("1MiB".to_owned())).await;
    let body = json!({"event": "large", "id": "EV_1", "x": "x".repeat(2 << 20)}).to_string();
    let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
    let (status, problem, retry_after) = console.post(Some(&token), body.into_bytes()).await;
    assert_eq!((status, &problem["code"]), (413, &"payload_too_large".into()), "{problem}");
    assert_eq!(retry_after, None);
    let detail = problem["detail"].as_str().expect("it says why");
    assert!(detail.contains("1048576") && detail.contains("JOURNAL_MAX_BYTES"), "{detail}");
    let health = console.read("/api/health").await;
    assert_eq!(health["journal"]["status"], "ok", "the journal is well: {health}");
    // One that fits does, however often.
    for number in 0..4 {
        let id = format!("EV_fits_{number}");
        let body = json!({"event": "large", "id": id, "x": "x".repeat(900 * 1024)});
        eventually("it finds room", async || console.send(&body).await == 200).await;
        console.until_stored().await;
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_belongs_to_its_owner_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let data = dir.path().join("some/data");
        let script = format!("umask {umask}; exec \"$0\"");
        let settings = [("DATA_DIR", data.to_str().expect("a path in UTF-8"))];
        let process = Process::run(wrapped(&["sh", "-c", &script], dir.path(), &settings)).await;
        process.until_stored().await;
        let mut seen = Vec::new();
        for folder in [dir.path().join("some"), data.clone(), data.join("journal")] {
            assert_eq!(mode(&folder), 0o700, "{umask}: {}", folder.display());
            for entry in std::fs::read_dir(&folder).expect("it is there").flatten() {
                if entry.path().is_file() {
                    assert_eq!(mode(&entry.path()), 0o600, "{umask}: {}", entry.path().display());
                    seen.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
        }
        for name in ["console.db", "console.db-wal", "console.db-shm", "id", "lock", "durable"] {
            assert!(seen.iter().any(|seen| seen == name), "{name} is not among {seen:?}");
        }
        process.stop().await;
    }
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

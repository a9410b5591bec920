//! No room for the journal: LiveKit is asked to retry, nothing that was promised is lost, and
//! intake goes on as soon as there is room.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use livekit_console::livekit::sign_webhook;
use serde_json::Value;

use crate::console::{Console, KEY, NOW, SECRET, eventually, now};
use crate::database::Database;
use crate::ledger::assert_stored;
use crate::load::{Load, Webhook};
use crate::process::{Process, command, wrapped};
use crate::proxy::{Mode, Proxy};

/// Webhooks of about 10 kB, so that a small disk is soon full.
fn large(number: usize) -> Webhook {
    let id = format!("EV_large_{number}");
    let body = format!(
        r#"{{"event":"large","id":"{id}","createdAt":"{}","x":"{}"}}"#,
        now().0 / 1000,
        "x".repeat(10_000)
    );
    Webhook { id, body }
}

/// Sends a webhook; the status, the code of a problem, and `Retry-After`.
async fn send(process: &Process, webhook: &Webhook) -> (u16, String, Option<u64>) {
    let body = webhook.body.clone();
    let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
    let url = process.url("/api/livekit/webhook");
    let request = process.client.post(url).header("Authorization", token).body(body);
    let response = request.send().await.expect("it answers");
    let (status, retry_after) = (response.status().as_u16(), response.headers().get("retry-after"));
    let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
    let body: Value = response.json().await.unwrap_or_default();
    (status, body["code"].as_str().unwrap_or_default().to_owned(), retry_after)
}

/// Sends until the journal is full, makes room, and sends again; then holds the store against it.
async fn fills_and_recovers(process: Process, url: &str, make_room: impl AsyncFnOnce(&Process)) {
    let (mut sent, mut acknowledged) = <(HashMap<_, _>, HashSet<_>)>::default();
    let mut refused = None;
    for number in 0..2000 {
        let webhook = large(number);
        sent.insert(webhook.id.clone(), webhook.body.clone());
        let (status, code, retry_after) = send(&process, &webhook).await;
        if status == 200 {
            acknowledged.insert(webhook.id);
            continue;
        }
        assert_eq!((status, code.as_str()), (503, "journal_full"), "{}", process.log());
        assert!(retry_after.is_some_and(|seconds| seconds <= 5), "{retry_after:?}");
        refused = Some(webhook);
        break;
    }
    let refused = refused.expect("the disk is full at last");
    assert!(acknowledged.len() > 10, "some found room: {}", acknowledged.len());
    let (_, health) = process.get_json("/api/health").await;
    assert_eq!(
        (health["status"].as_str(), health["journal"]["status"].as_str()),
        (Some("degraded"), Some("full"))
    );
    for _ in 0..5 {
        assert_eq!(send(&process, &refused).await.0, 503, "it stays full");
    }
    make_room(&process).await;
    process.until("intake goes on", async || send(&process, &refused).await.0 == 200).await;
    acknowledged.insert(refused.id);
    for number in 2000..2010 {
        let webhook = large(number);
        assert_eq!(send(&process, &webhook).await.0, 200);
        acknowledged.insert(webhook.id.clone());
        sent.insert(webhook.id, webhook.body);
    }
    process.until_stored().await;
    let (_, health) = process.get_json("/api/health").await;
    assert_eq!(health["journal"]["status"], "ok", "{health}");
    process.stop().await;
    assert_stored(url, &sent, &acknowledged).await;
}

/// Writes a file until not a page more fits.
fn fill(path: &Path) {
    let mut file = std::fs::File::create(path).expect("it can be made");
    while file.write_all(&[0; 4096]).is_ok() {}
}

/// The journal of a process in a mount namespace of its own, as seen from outside.
fn inside(process: &Process, dir: &Path) -> PathBuf {
    let root = PathBuf::from(format!("/proc/{}/root", process.id()));
    root.join(dir.strip_prefix("/").expect("it is absolute"))
}

/// What starts a program with a disk of so many MiB at `small`, in a mount namespace of its own:
/// nothing is left of it when the process ends. `ballast` MiB of it are taken by something else,
/// which the test removes to make room. `None` where that is not allowed.
#[expect(clippy::print_stderr, reason = "what is not tried is said")]
fn small_disk(small: &Path, size: usize, ballast: usize) -> Option<[String; 5]> {
    std::fs::create_dir(small).expect("a folder");
    let script = format!(
        "mount -t tmpfs -o size={size}m none '{0}' && head -c {ballast}M /dev/zero > '{0}/ballast' \
            && exec \"$0\"",
        small.display()
    );
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let mode = if root { "-m" } else { "-rm" };
    let allowed = Command::new("unshare")
        .args([mode, "mount", "-t", "tmpfs", "none"])
        .arg(small)
        .stderr(std::process::Stdio::null())
        .status();
    if !allowed.is_ok_and(|status| status.success()) {
        eprintln!("a disk of its own cannot be mounted here; what needs one is not tried");
        return None;
    }
    Some(["unshare", mode, "sh", "-c", &script].map(str::to_owned))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_with_503_and_intake_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let small = dir.path().join("small");
    let Some(disk) = small_disk(&small, 2, 1) else { return };
    let url = format!("sqlite:{}", dir.path().join("console.db").display());
    let journal = small.display().to_string();
    let settings = [("DATABASE_URL", &*url), ("JOURNAL_DIR", &*journal)];
    let disk = disk.each_ref().map(String::as_str);
    let process = Process::run(wrapped(&disk, dir.path(), &settings)).await;
    let ballast = inside(&process, &small).join("ballast");
    assert!(ballast.exists(), "the disk is mounted");
    fills_and_recovers(process, &url, async |_| {
        std::fs::remove_file(ballast).expect("it can be removed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_on_file_size_refuses_with_503_and_intake_goes_on_when_it_is_lifted() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let database = Database::timescale().await;
    // Blocks of 512 bytes; without the trap the kernel would end the process.
    let script = "trap '' XFSZ; ulimit -S -f 1024; exec \"$0\"";
    let settings = [("DATABASE_URL", database.url())];
    let process = Process::run(wrapped(&["sh", "-c", script], dir.path(), &settings)).await;
    fills_and_recovers(process, database.url(), async |process| {
        let id = process.id().to_string();
        let lifted = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited"]).status();
        assert!(lifted.expect("there is `prlimit`").success());
    })
    .await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_that_a_crash_ends_loses_nothing() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let database = Database::timescale().await;
    let script = "trap '' XFSZ; ulimit -f 1024; exec \"$0\"";
    let settings = [("DATABASE_URL", database.url())];
    let mut process = Process::run(wrapped(&["sh", "-c", script], dir.path(), &settings)).await;
    let (mut sent, mut acknowledged) = <(HashMap<_, _>, HashSet<_>)>::default();
    for number in 0..100 {
        let webhook = large(number);
        if send(&process, &webhook).await.0 == 200 {
            acknowledged.insert(webhook.id.clone());
        }
        sent.insert(webhook.id, webhook.body);
    }
    assert!((10..100).contains(&acknowledged.len()), "it was full: {}", acknowledged.len());
    process.kill();
    let process = Process::run(command(dir.path(), &settings)).await;
    process.until_stored().await;
    assert_eq!(send(&process, &large(1000)).await.0, 200);
    sent.insert(large(1000).id, large(1000).body);
    process.until_stored().await;
    process.stop().await;
    assert_stored(database.url(), &sent, &acknowledged).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_at_its_limit_refuses_with_503_and_drains_when_the_database_is_back() {
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    let url = proxy.url().to_owned();
    let console = Console::spawn_with(|options| {
        options.database_url = Some(url);
        options.journal_max_bytes = Some("1MiB".to_owned());
    })
    .await;
    console.until_stored().await;
    proxy.set(Mode::Refuse);
    let load = Load::start(NOW, 8, 7);
    load.aim(Some(console.address()));
    eventually("the journal is full", async || load.refusals() > 20).await;
    let (_, health) = console.get_json("/api/health").await;
    assert_eq!(health["journal"]["status"], "full", "{health}");
    assert!(health["journal"]["bytes"].as_u64().is_some_and(|bytes| bytes <= 1024 * 1024));
    let (status, ready) = console.get_json("/readyz").await;
    assert_eq!((status, &ready["status"]), (200, &"degraded".into()), "{ready}");
    proxy.set(Mode::Open);
    load.more(500).await;
    let (sent, acknowledged) = load.end().await;
    console.until_stored().await;
    let (_, health) = console.get_json("/api/health").await;
    let bytes = health["journal"]["bytes"].as_u64();
    assert!(bytes.is_some_and(|bytes| bytes < 768 * 1024), "room was given back: {health}");
    console.stop().await;
    assert_stored(database.url(), &sent, &acknowledged).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_on_a_full_disk_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let small = dir.path().join("small");
    let Some(disk) = small_disk(&small, 16, 13) else { return };
    let url = format!("sqlite:{}", small.join("console.db").display());
    let journal = dir.path().join("journal").display().to_string();
    // Rules are evaluated often: they are written by the same connection.
    let settings =
        [("DATABASE_URL", &*url), ("JOURNAL_DIR", &*journal), ("ALERT_EVALUATION_INTERVAL", "1s")];
    let disk = disk.each_ref().map(String::as_str);
    let process = Process::run(wrapped(&disk, dir.path(), &settings)).await;
    process.until_stored().await;
    let mut sent = Vec::new();
    let is_down = async || process.get_json("/api/health").await.1["store"]["status"] == "down";
    for number in 0..2000 {
        let webhook = large(number);
        assert_eq!(send(&process, &webhook).await.0, 200, "it waits for no database");
        sent.push(webhook.id);
        // Whoever reads has it stored at once: what a transaction of many leaves of itself in the
        // log of SQLite would be room for the rules.
        process.get_json("/api/events?limit=1").await;
        if number % 20 == 0 && is_down().await {
            break;
        }
    }
    process.until("the disk is full at last", is_down).await;
    // What is left is too little for a batch of events, and may do for a rule.
    fill(&inside(&process, &small).join("brim"));
    let alerting = async || process.get_json("/api/health").await.1["alerting"]["status"].clone();
    process.until("rules cannot be evaluated", async || alerting().await == "failing").await;
    std::fs::remove_file(inside(&process, &small).join("ballast")).expect("it can be removed");
    process.until_stored().await;
    process.until("rules are evaluated again", async || alerting().await == "ok").await;
    // Each is there, once: the database is on a disk that only the process sees.
    let (mut stored, mut before) = (Vec::new(), String::new());
    loop {
        let (_, page) = process.get_json(&format!("/api/events?limit=1000{before}")).await;
        let events = page["events"].as_array().expect("a list");
        stored.extend(events.iter().map(|event| event["id"].as_str().expect("an id").to_owned()));
        let Some(index) = page["next_before"].as_str() else { break };
        before = format!("&before={index}");
    }
    stored.retain(|id| id.starts_with("EV_large_"));
    stored.sort();
    sent.sort();
    assert_eq!(stored, sent);
    process.stop().await;
}

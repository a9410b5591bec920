//! What the program writes, and to whom: nobody who does not read may stop it, and no signal that
//! means nothing to it may end it.

use std::fs::File;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use livekit_console::livekit::sign_webhook;
use serde_json::Value;

use crate::console::{KEY, SECRET, eventually, now};
use crate::process::{Process, command};

/// A port that is free for the moment: what the program writes is not to be read for it.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// The program with standard error at `stderr`, listening.
async fn start(dir: &Path, stderr: Stdio) -> (Child, String) {
    let port = free_port().to_string();
    // Much is written, so that a pipe that nobody reads is full at once.
    let mut command = command(dir, &[("PORT", &port), ("LOG_FILTER", "trace")]);
    let child = command.stderr(stderr).spawn().expect("it starts");
    let base = format!("http://127.0.0.1:{port}");
    eventually("it listens", async || reqwest::get(format!("{base}/readyz")).await.is_ok()).await;
    (child, base)
}

async fn send(base: &str, number: usize) -> u16 {
    let created_at = now().0 / 1000;
    let body = format!(r#"{{"event":"x","id":"EV_{number}","createdAt":"{created_at}"}}"#);
    let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
    let request = reqwest::Client::new()
        .post(format!("{base}/api/livekit/webhook"))
        .header("Authorization", token)
        .body(body);
    request.send().await.expect("it answers").status().as_u16()
}

/// Everything goes on: webhooks are taken in and stored, rules are evaluated, and it stops in
/// order.
async fn goes_on_and_stops(mut child: Child, base: &str) {
    for number in 0..50 {
        assert_eq!(send(base, number).await, 200);
    }
    eventually("all is stored", async || {
        let health = reqwest::get(format!("{base}/api/health")).await.expect("it answers");
        let health: Value = health.json().await.expect("JSON");
        health["journal"]["pending_events"] == 0 && health["store"]["status"] == "ok"
    })
    .await;
    let metrics = reqwest::get(format!("{base}/metrics")).await.expect("it answers");
    let metrics = metrics.text().await.expect("text");
    let lost =
        metrics.lines().find(|line| line.starts_with("livekit_console_log_lines_lost_total"));
    let lost: f64 =
        lost.and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("it is exported");
    assert!(lost > 0.0, "what could not be written is counted");
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().expect("there is `kill`").success());
    eventually("it stops", async || child.try_wait().expect("it is our child").is_some()).await;
    assert_eq!(child.wait().expect("it is our child").code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_nobody_reads_stops_nothing() {
    livekit_console::net::tls::install();
    let dir = tempfile::tempdir().expect("a folder");
    let (mut child, base) = start(dir.path(), Stdio::piped()).await;
    let unread = child.stderr.take().expect("it is piped");
    goes_on_and_stops(child, &base).await;
    drop(unread);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_whose_reader_is_gone_stops_nothing() {
    livekit_console::net::tls::install();
    let dir = tempfile::tempdir().expect("a folder");
    let (mut child, base) = start(dir.path(), Stdio::piped()).await;
    drop(child.stderr.take().expect("it is piped"));
    goes_on_and_stops(child, &base).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_on_a_full_disk_stops_nothing() {
    livekit_console::net::tls::install();
    let dir = tempfile::tempdir().expect("a folder");
    let full = File::options().write(true).open("/dev/full").expect("Linux has it");
    let (child, base) = start(dir.path(), full.into()).await;
    goes_on_and_stops(child, &base).await;
}

/// Exit code and standard error of a command whose standard output is `stdout`.
fn run(arguments: &[&str], stdout: Stdio) -> (Option<i32>, String) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut command = command(dir.path(), &[]);
    let mut child = command.args(arguments).stdout(stdout).spawn().expect("it starts");
    let mut message = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut message).expect("text");
    (child.wait().expect("it ends").code(), message)
}

#[test]
fn a_closed_pipe_is_success_and_a_full_disk_is_failure() {
    for arguments in [&["print-config"][..], &["check-config"], &["openapi"], &["--help"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        assert_eq!(run(arguments, writer.into()), (Some(0), String::new()), "{arguments:?}");
        let full = File::options().write(true).open("/dev/full").expect("Linux has it");
        let (code, message) = run(arguments, full.into());
        assert_eq!(code, Some(1), "{arguments:?}: {message}");
        assert!(message.contains("writing to standard output"), "{arguments:?}: {message}");
    }
    let (code, message) = run(&["--no-such-thing"], Stdio::null());
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("--no-such-thing"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hang_up_ends_nothing_where_there_is_no_terminal() {
    let dir = tempfile::tempdir().expect("a folder");
    let process = Process::start(dir.path(), &[]).await;
    let id = process.id().to_string();
    assert!(Command::new("kill").args(["-HUP", &id]).status().expect("there is `kill`").success());
    process.until("it says so", async || process.log().contains("SIGHUP")).await;
    assert_eq!(process.get_json("/healthz").await.0, 200);
    process.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_it_is_ready_is_asked_of_itself_and_of_no_proxy() {
    let dir = tempfile::tempdir().expect("a folder");
    let process = Process::start(dir.path(), &[]).await;
    let port = process.address.port().to_string();
    for proxy in ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"] {
        let settings = [("PORT", &*port), (proxy, "http://127.0.0.1:1")];
        let asked = command(dir.path(), &settings).arg("health").output().expect("it runs");
        assert!(asked.status.success(), "{proxy}: {}", String::from_utf8_lossy(&asked.stderr));
    }
    process.stop().await;
}

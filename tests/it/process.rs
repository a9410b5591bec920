//! The real program as a process of its own: what a signal, a crash or a full disk does to it.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::Value;
use tokio::time::Instant;

use crate::console::{KEY, LIMIT, SECRET};

/// How long to wait before looking again.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A console that runs.
pub(crate) struct Process {
    child: Child,
    log: Log,
    pub(crate) address: SocketAddr,
    pub(crate) client: reqwest::Client,
}

/// What a process has written to standard error so far.
#[derive(Clone, Default)]
pub(crate) struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    /// Whether nobody writes to it any more.
    is_whole: Arc<AtomicBool>,
}

impl Log {
    /// All of it.
    pub(crate) fn text(&self) -> String {
        self.lines.lock().join("\n")
    }

    /// Where the process listens, once it has said so.
    fn address(&self) -> Option<SocketAddr> {
        let lines = self.lines.lock();
        let line = lines.iter().find(|line| line.contains(" shows "))?;
        let rest = line.split("at http://").nth(1)?;
        rest.split(',').next()?.parse().ok()
    }
}

/// The program with its data in `dir`, on a free port, watching deployment `default`; nothing of
/// this test's own environment reaches it.
pub(crate) fn command(dir: &Path, settings: &[(&str, &str)]) -> Command {
    wrapped(&[], dir, settings)
}

/// The same, started by another program that is given the program's path as its last argument.
pub(crate) fn wrapped(wrapper: &[&str], dir: &Path, settings: &[(&str, &str)]) -> Command {
    let program = env!("CARGO_BIN_EXE_livekit-console");
    let mut command = match wrapper.split_first() {
        None => Command::new(program),
        Some((first, rest)) => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    };
    command
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("LIVEKIT_URL", "ws://127.0.0.1:1")
        .env("LIVEKIT_API_KEY", KEY)
        .env("LIVEKIT_API_SECRET", SECRET)
        .env("DATA_DIR", dir)
        .env("PORT", "0")
        // A past takes a debug build seconds a day.
        .env("MOCK_PAST", "off")
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Runs a command that is expected to end by itself; its status and what it wrote.
pub(crate) async fn fails_to_start(command: Command) -> (ExitStatus, String) {
    let (mut child, log) = spawn(command);
    let status = ended(&mut child, &log).await;
    (status, log.text())
}

/// Starts a command; what it writes to standard error is read until it is closed.
fn spawn(mut command: Command) -> (Child, Log) {
    let mut child = command.spawn().expect("the program starts");
    let log = Log::default();
    let (lines, errors) = (log.clone(), child.stderr.take().expect("it is piped"));
    std::thread::spawn(move || {
        for line in BufReader::new(errors).lines().map_while(Result::ok) {
            lines.lines.lock().push(line);
        }
        lines.is_whole.store(true, Ordering::Release);
    });
    (child, log)
}

/// Waits until the process has ended and all that it wrote was read.
async fn ended(child: &mut Child, log: &Log) -> ExitStatus {
    let deadline = Instant::now() + LIMIT;
    loop {
        // The last lines may still be on their way through the pipe.
        if let Some(status) = child.try_wait().expect("it is our child")
            && log.is_whole.load(Ordering::Acquire)
        {
            return status;
        }
        if Instant::now() >= deadline {
            let _ = child.kill();
            panic!("it does not end; it wrote:\n{}", log.text());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

impl Process {
    /// Starts the program with its data in `dir` and waits until it listens.
    pub(crate) async fn start(dir: &Path, settings: &[(&str, &str)]) -> Self {
        Self::run(command(dir, settings)).await
    }

    /// Starts `command` and waits until the console listens.
    pub(crate) async fn run(command: Command) -> Self {
        let (mut child, log) = spawn(command);
        let deadline = Instant::now() + LIMIT;
        let address = loop {
            if let Some(address) = log.address() {
                break address;
            }
            let status = child.try_wait().expect("it is our child");
            if status.is_some() || Instant::now() >= deadline {
                let _ = child.kill();
                panic!("it does not start ({status:?}); it wrote:\n{}", log.text());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        };
        livekit_console::net::tls::install();
        let client = reqwest::Client::builder().timeout(LIMIT).build().expect("a client");
        Self { child, log, address, client }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        self.log.text()
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it is our child");
        self.child.wait().expect("it is our child");
    }

    /// Sends SIGTERM, and does not wait.
    pub(crate) fn ask_to_stop(&self) {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().expect("there is `kill`");
        assert!(sent.success(), "it ran");
    }

    /// Waits until it has ended by itself; its status and its log.
    pub(crate) async fn ended(mut self) -> (ExitStatus, String) {
        let status = ended(&mut self.child, &self.log).await;
        (status, self.log.text())
    }

    /// Stops it by SIGTERM; fails unless it exits with 0. Returns its log.
    pub(crate) async fn stop(self) -> String {
        self.ask_to_stop();
        let (status, log) = self.ended().await;
        assert!(status.success(), "{status}; it wrote:\n{log}");
        log
    }

    /// The URL of `path`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The status and body of a GET; a body that is not JSON is `null`.
    pub(crate) async fn get_json(&self, path: &str) -> (u16, Value) {
        let response = self.client.get(self.url(path)).send().await.expect("it answers");
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or(Value::Null))
    }

    /// Waits until everything that was accepted is stored.
    pub(crate) async fn until_stored(&self) {
        self.until("everything accepted is stored", async || {
            let (_, health) = self.get_json("/api/health").await;
            health["journal"]["pending_events"] == 0 && health["store"]["status"] == "ok"
        })
        .await;
    }

    /// Waits until `condition` holds, at most three times [`LIMIT`].
    pub(crate) async fn until(&self, what: &str, mut condition: impl AsyncFnMut() -> bool) {
        let deadline = Instant::now() + LIMIT * 3;
        while !condition().await {
            assert!(Instant::now() < deadline, "waited in vain: {what}\n{}", self.log());
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Gone already, or to go now, with the test that failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

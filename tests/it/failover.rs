//! The primary of two real Postgres servers is killed under load, and its standby takes over.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::console::{Console, NOW, eventually};
use crate::ledger::assert_stored;
use crate::load::Load;
use crate::proxy::Proxy;

/// A Postgres server of its own.
struct Server {
    folder: PathBuf,
    port: u16,
}

/// Runs a program of Postgres, which does not run as root, and fails unless it succeeds.
fn run(program: &str, arguments: &[&str]) {
    let bin = std::env::var("TEST_POSTGRES_BIN")
        .expect("TEST_POSTGRES_BIN is not set: run `make test`, which sets it");
    let program = Path::new(&bin).join(program);
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(arguments).current_dir("/tmp").env_remove("LD_LIBRARY_PATH");
    // The server that `pg_ctl` starts keeps what it inherits open.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.expect("it is there").success(), "{command:?}");
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}

impl Server {
    fn new(folder: PathBuf) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0");
        let port = listener.and_then(|it| it.local_addr()).expect("a free port").port();
        Self { folder, port }
    }

    fn start(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
             -c shared_buffers=16MB -c wal_keep_size=64MB",
            self.port
        );
        self.control(&["--options", &options, "--wait", "start"]);
    }

    fn control(&self, arguments: &[&str]) {
        let data = self.folder.display().to_string();
        let log = format!("{data}.log");
        run("pg_ctl", &[&["--pgdata", &data, "--log", &log], arguments].concat());
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// `kill -9` of the server, with every process that works for it.
    fn kill(&self) {
        self.control(&["--mode=immediate", "stop"]);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let id = std::fs::read_to_string(self.folder.join("postmaster.pid")).unwrap_or_default();
        if let Some(id) = id.lines().next() {
            let _ = Command::new("kill").args(["-QUIT", id]).status();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_standby_takes_over_what_it_had_not_received_is_stored_again() {
    let folder = tempfile::Builder::new().prefix("failover.").tempdir_in("/tmp").expect("a folder");
    if is_root() {
        let owned = Command::new("chown").arg("nobody").arg(folder.path()).status();
        assert!(owned.expect("there is `chown`").success());
    }
    let at = |name: &str| folder.path().join(name);
    let data = at("primary").display().to_string();
    run("initdb", &["--pgdata", &data, "--username=postgres", "--auth=trust", "--no-sync"]);
    let primary = Server::new(at("primary"));
    primary.start();
    let copy = at("standby").display().to_string();
    let url = primary.url();
    run(
        "pg_basebackup",
        &["--pgdata", &copy, "--dbname", &url, "--write-recovery-conf", "--checkpoint=fast"],
    );
    let standby = Server::new(at("standby"));
    standby.start();

    let proxy = Proxy::before(&primary.url()).await;
    let console = Console::spawn_with(|options| {
        options.database_url = Some(proxy.url().to_owned());
    })
    .await;
    console.until_stored().await;
    let load = Load::start(NOW, 4, 1);
    load.aim(Some(console.address()));
    load.more(200).await;
    standby.kill();
    // This much of what is stored does not reach the standby.
    load.more(100).await;
    let stored = console.journal.next();
    eventually("they are stored", async || {
        let pending = console.read("/api/health").await["journal"]["pending_events"].as_u64();
        pending.is_some_and(|pending| console.journal.next() - pending >= stored)
    })
    .await;
    primary.kill();
    standby.start();
    // The standby may only be read, and what is read there is not taken for a success.
    proxy.lead_to(&standby.url()).await;
    load.more(100).await;
    eventually("the outage is reported", async || {
        console.get_json("/api/health").await.1["store"]["status"] == "down"
    })
    .await;
    standby.control(&["--wait", "promote"]);
    load.more(100).await;
    assert_eq!(load.failures(), 0, "each webhook was answered with 200");
    let (sent, acknowledged) = load.end().await;
    console.until_stored().await;
    assert_eq!(console.read("/api/health").await["journal"]["losses"], 0);
    console.stop().await;
    assert_stored(&standby.url(), &sent, &acknowledged).await;
}

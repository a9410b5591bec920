//! A real pgbouncer in transaction mode before the test server.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};

use url::Url;

use crate::console::eventually;

/// A pgbouncer for databases of one server. It ends with this value.
pub(crate) struct Pooler {
    process: Child,
    folder: tempfile::TempDir,
}

impl Pooler {
    /// Starts one before the server at `url`, with at most two sessions of a database.
    pub(crate) async fn before(url: &Url) -> Self {
        // Whoever pgbouncer runs as must reach its socket.
        let folder = tempfile::Builder::new().prefix("pgbouncer.").tempdir_in("/tmp");
        let folder = folder.expect("a folder");
        let all = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(folder.path(), all).expect("it is ours");
        let at = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(at("users"), "\"postgres\" \"\"\n").expect("written");
        let config = format!(
            "[databases]\n* = host={} port={} user=postgres\n\
             [pgbouncer]\nunix_socket_dir = {}\nlisten_addr =\nauth_type = any\nauth_file = {}\n\
             pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 200\n",
            url.host_str().expect("it has a host"),
            url.port().unwrap_or(5432),
            folder.path().display(),
            at("users"),
        );
        std::fs::write(at("pgbouncer.ini"), config).expect("written");
        let process = start(&folder);
        let pooler = Self { process, folder };
        pooler.until_up().await;
        pooler
    }

    /// Kills it, and starts it again.
    pub(crate) async fn restart(&mut self) {
        self.kill();
        let _ = std::fs::remove_file(self.socket());
        self.process = start(&self.folder);
        self.until_up().await;
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// The URL of a database by way of it.
    pub(crate) fn url(&self, database: &str) -> String {
        let folder = self.folder.path().display();
        format!("postgres:///{database}?host={folder}&port=6432&user=postgres")
    }

    fn socket(&self) -> std::path::PathBuf {
        self.folder.path().join(".s.PGSQL.6432")
    }

    async fn until_up(&self) {
        let socket = self.socket();
        eventually("pgbouncer listens", async || {
            std::os::unix::net::UnixStream::connect(&socket).is_ok()
        })
        .await;
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.kill();
    }
}

fn start(folder: &tempfile::TempDir) -> Child {
    let mut command = Command::new("pgbouncer");
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{path}:/usr/sbin"));
    // It does not run as root.
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    if is_root {
        command.args(["--user", "nobody"]);
    }
    command
        .arg("--quiet")
        .arg(folder.path().join("pgbouncer.ini"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("pgbouncer is there: `scripts/tools.sh` installs it")
}

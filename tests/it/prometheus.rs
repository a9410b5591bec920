//! A real Prometheus reads what the console exports.

use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::console::{Console, eventually};
use crate::webhook_bodies;

/// A Prometheus that the test started; it ends with this.
pub(crate) struct Prometheus {
    process: Child,
    port: u16,
    client: reqwest::Client,
    _folder: TempDir,
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Prometheus {
    /// Starts one with this configuration.
    pub(crate) fn start(config: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("prometheus.yml");
        std::fs::write(&file, config).expect("the folder can be written");
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let process = Command::new("prometheus")
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().join("tsdb").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("prometheus is there: `scripts/tools.sh` installs it");
        livekit_console::net::tls::install();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { process, port, client, _folder: folder }
    }

    /// What its API says, `null` while it does not answer.
    pub(crate) async fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Value {
        let url = format!("http://127.0.0.1:{}/api/v1/{path}", self.port);
        let url = url::Url::parse_with_params(&url, parameters).expect("a URL");
        match self.client.get(url).send().await {
            Ok(response) => response.json().await.unwrap_or(Value::Null),
            Err(_) => Value::Null,
        }
    }

    /// The values that an expression has now, one for each set of labels.
    pub(crate) async fn query(&self, expression: &str) -> Vec<f64> {
        let response = self.get("query", &[("query", expression)]).await;
        let result = response["data"]["result"].as_array();
        let values = result.into_iter().flatten().filter_map(|one| one["value"][1].as_str());
        values.filter_map(|value| value.parse().ok()).collect()
    }
}

/// A console with something to tell.
async fn busy() -> Console {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_1", "one", 50),
            webhook_bodies::joined("RM_1", "one", "PA_1", "ann", "STANDARD", 40),
            webhook_bodies::joined("RM_1", "one", "PA_2", "bot", "AGENT", 40),
            webhook_bodies::published("RM_1", "one", "PA_1", "TR_1", 39),
            webhook_bodies::left("RM_1", "one", "PA_1", "ann", "CONNECTION_TIMEOUT", (40, 10)),
        ])
        .await;
    assert_eq!(console.post_webhook("garbage", "{}").await.status(), 401);
    console
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prometheus_scrapes_the_console() {
    let console = busy().await;
    let prometheus = Prometheus::start(&format!(
        "global: {{scrape_interval: 1s, scrape_timeout: 1s}}\n\
         scrape_configs:\n- job_name: livekit-console\n  static_configs:\n  - targets: ['{}']\n",
        console.address()
    ));
    for (query, expected) in [
        ("up{job=\"livekit-console\"}", 1.0),
        ("livekit_console_active_rooms{deployment=\"default\"}", 1.0),
        ("livekit_console_participants{deployment=\"default\",kind=\"agent\"}", 1.0),
        ("livekit_console_participants{deployment=\"default\",kind=\"standard\"}", 0.0),
        ("sum(livekit_console_departures_total{departure=\"unexpected\"})", 1.0),
        ("sum(livekit_console_webhook_received_total)", 5.0),
        ("livekit_console_webhook_refused_total{code=\"malformed_token\"}", 1.0),
        ("livekit_console_store_up", 1.0),
    ] {
        eventually(query, async || prometheus.query(query).await == [expected]).await;
    }
    drop(prometheus);
    console.stop().await;
}

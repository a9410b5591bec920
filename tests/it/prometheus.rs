//! A real Prometheus reads what the console exports.

use std::process::{Child, Command, Stdio};

use livekit_console::model::Millis;
use serde_json::Value;
use tempfile::TempDir;

use crate::console::{Console, LIMIT, NOW, eventually};
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
        Self::start_with(config, &[])
    }

    /// The same, with flags.
    fn start_with(config: &str, flags: &[&str]) -> Self {
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
            .args(flags)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("prometheus is there: `scripts/tools.sh` installs it");
        livekit_console::net::tls::install();
        let client =
            reqwest::Client::builder().no_proxy().timeout(LIMIT).build().expect("a client");
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
    for token in ["garbage", ""] {
        assert_eq!(console.post_webhook(token, "{}").await.status(), 401);
    }
    console
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prometheus_scrapes_the_console_as_open_metrics_with_exemplars() {
    let console = busy().await;
    let prometheus = Prometheus::start_with(
        &format!(
            "global: {{scrape_interval: 1s, scrape_timeout: 1s}}\n\
             scrape_configs:\n- job_name: livekit-console\n  params: {{some: [parameter]}}\n  \
             static_configs:\n  - targets: ['{}']\n",
            console.address()
        ),
        &["--enable-feature=exemplar-storage"],
    );
    for (query, expected) in [
        ("up{job=\"livekit-console\"}", 1.0),
        ("livekit_console_active_rooms{deployment=\"default\"}", 1.0),
        ("livekit_console_participants{deployment=\"default\",kind=\"agent\"}", 1.0),
        ("livekit_console_participants{deployment=\"default\",kind=\"standard\"}", 0.0),
        ("sum(livekit_console_departures_total{departure=\"unexpected\"})", 1.0),
        ("sum(livekit_console_webhook_received_total)", 5.0),
        ("sum(livekit_console_webhook_refused_total{code=\"malformed_token\"})", 1.0),
        // With a single API key every token is of its deployment; this one had none.
        ("livekit_console_webhook_refused_total{code=\"missing_token\",deployment=\"\"}", 1.0),
        ("livekit_console_deployment_info{deployment=\"default\",region=\"eu\"}", 1.0),
        ("livekit_console_store_up", 1.0),
        ("livekit_console_journal_limit_bytes / 1024^3", 4.0),
        ("count(livekit_console_journal_sync_seconds_bucket{le=\"1.0\"})", 1.0),
        ("count(livekit_console_source_last_success_timestamp_seconds)", 1.0),
        (
            "livekit_console_source_last_success_timestamp_seconds{source=\"webhook\"}",
            NOW.seconds_since(Millis(0)),
        ),
        (
            "livekit_console_http_requests_total{route=\"/api/livekit/webhook\",method=\"POST\",\
             status=\"4xx\"}",
            2.0,
        ),
    ] {
        eventually(query, async || prometheus.query(query).await == [expected]).await;
    }
    eventually("an exemplar leads to a request", async || {
        let duration = "livekit_console_http_request_duration_seconds_bucket";
        let range = [("query", duration), ("start", "0"), ("end", "9999999999")];
        let response = prometheus.get("query_exemplars", &range).await;
        response["data"][0]["exemplars"][0]["labels"]["request_id"].is_string()
    })
    .await;
    drop(prometheus);
    console.stop().await;
}

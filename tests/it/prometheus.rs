//! A real Prometheus reads what the console exports.

use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::console::{Console, eventually};
use crate::webhook_bodies;

/// Ends a process that the test started.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
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
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("prometheus.yml");
    let text = format!(
        "global: {{scrape_interval: 1s, scrape_timeout: 1s}}\n\
         scrape_configs:\n- job_name: livekit-console\n  static_configs:\n  - targets: ['{}']\n",
        console.address()
    );
    std::fs::write(&file, text).expect("the folder can be written");
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port();
    let prometheus = Command::new("prometheus")
        .arg(format!("--config.file={}", file.display()))
        .arg(format!("--storage.tsdb.path={}", folder.path().join("tsdb").display()))
        .arg(format!("--web.listen-address=127.0.0.1:{port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("prometheus is there: `scripts/tools.sh` installs it");
    let started = Started(prometheus);
    let ask = async |query: &str| -> Option<Value> {
        let url = url::Url::parse_with_params(
            &format!("http://127.0.0.1:{port}/api/v1/query"),
            [("query", query)],
        )
        .expect("a URL");
        let response: Value = console.client.get(url).send().await.ok()?.json().await.ok()?;
        let value = response["data"]["result"][0]["value"][1].as_str()?;
        value.parse::<f64>().ok().map(Value::from)
    };
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
        eventually(query, async || ask(query).await == Some(Value::from(expected))).await;
    }
    drop(started);
    console.stop().await;
}

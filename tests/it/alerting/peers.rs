//! Real peers: an Alertmanager takes, groups and resolves our alerts, and what it sends to a
//! webhook is what we send to one.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};

use livekit_console::model::{Comparison, Measure};
use serde_json::Value;

use super::script::{Play, rule};
use crate::console::eventually;

/// Ends a process that the test started.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}

/// The names of the members of a value, at every depth, with the kind of each.
fn shape(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    found.insert(format!("{path}: {kind}"));
    match value {
        Value::Array(items) => {
            for item in items {
                shape(item, &format!("{path}[]"), found);
            }
        }
        // What the labels are called is the sender's own.
        Value::Object(_) if path.ends_with("abels") || path.ends_with("notations") => {}
        Value::Object(fields) => {
            for (name, field) in fields {
                shape(field, &format!("{path}.{name}"), found);
            }
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_alertmanager_takes_groups_and_resolves_our_alerts() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let mut file = None;
    let crowded = rule("crowded", Measure::RoomParticipants, Comparison::Above, 2.0);
    let mut play = Play::begin_with(vec![crowded], |options, collector| {
        let text = format!(
            "global: {{resolve_timeout: 5m}}\n\
             route: {{receiver: collector, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}}\n\
             receivers:\n- name: collector\n  webhook_configs:\n  - url: http://{}/alertmanager\n    send_resolved: true\n",
            collector.address
        );
        let path = folder.path().join("alertmanager.yml");
        std::fs::write(&path, text).expect("the folder can be written");
        file = Some(path);
        let receiver: toml::Table = toml::from_str(&format!(
            "name = \"alertmanager\"\ngroup_wait_seconds = 0\ngroup_interval_seconds = 0\n[target]\n\
             type = \"alertmanager\"\nurls = [\"http://127.0.0.1:{port}\"]\n"
        ))
        .expect("a table");
        options.receivers.push(receiver);
    })
    .await;
    let alertmanager = Command::new("prometheus-alertmanager")
        .arg(format!("--config.file={}", file.expect("written").display()))
        .arg(format!("--storage.path={}", folder.path().join("data").display()))
        .arg(format!("--web.listen-address=127.0.0.1:{port}"))
        .arg("--cluster.listen-address=")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("alertmanager is there: `scripts/tools.sh` installs it");
    let started = Started(alertmanager);
    let ask = async |path: &str| -> Value {
        let url = format!("http://127.0.0.1:{port}/api/v2/{path}");
        let Ok(response) = play_client().get(url).send().await else { return Value::Null };
        response.json().await.unwrap_or_default()
    };
    eventually("alertmanager answers", async || ask("status").await["cluster"].is_object()).await;
    // Alertmanager has a clock of its own, and what ended in its future has not ended: the
    // console's stays a little behind.
    let offset = (crate::console::now().since(crate::console::NOW) / 1000 / 10 - 6) * 10;
    play.now = offset;
    play.console.clock.set(super::collector::after(offset));
    play.join("one", 3).await;
    play.join("two", 4).await;
    play.until(offset + 20).await;
    eventually("alertmanager has both", async || {
        let alerts = ask("alerts?active=true").await;
        alerts.as_array().is_some_and(|alerts| {
            let rooms: BTreeSet<_> =
                alerts.iter().filter_map(|alert| alert["labels"]["room"].as_str()).collect();
            rooms == BTreeSet::from(["one", "two"])
        })
    })
    .await;
    let of = |play: &Play, path: &str| -> Vec<Value> {
        let messages = play.collector.messages().into_iter();
        messages.filter(|message| message.path == path).map(|message| message.body).collect()
    };
    eventually("it tells of both in one group", async || {
        of(&play, "/alertmanager").iter().any(|body| {
            body["status"] == "firing" && body["alerts"].as_array().is_some_and(|a| a.len() == 2)
        })
    })
    .await;
    play.finish("one").await;
    play.until(offset + 40).await;
    eventually("it tells that one is over", async || {
        of(&play, "/alertmanager").iter().any(|body| {
            body["alerts"]
                .as_array()
                .into_iter()
                .flatten()
                .any(|alert| alert["status"] == "resolved" && alert["labels"]["room"] == "one")
        })
    })
    .await;
    // Member for member, what we send to a webhook is what Alertmanager sends to one.
    let shapes = |path: &str| {
        let mut found = BTreeSet::new();
        for body in of(&play, path) {
            shape(&body, "", &mut found);
        }
        found
    };
    assert_eq!(shapes("/collector"), shapes("/alertmanager"));
    for body in of(&play, "/collector") {
        assert_eq!(body["version"], "4");
    }
    drop(started);
    play.console.stop().await;
}

fn play_client() -> reqwest::Client {
    reqwest::Client::new()
}

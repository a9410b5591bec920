//! SIGHUP: the configuration is read again, and put in force as a whole or not at all.

use std::path::Path;
use std::process::Command;

use livekit_console::livekit::sign_webhook;
use serde_json::Value;

use crate::console::now;
use crate::process::Process;

/// A secret for each key.
const SECRETS: [&str; 2] =
    ["one-one-one-one-one-one-one-one-32", "two-two-two-two-two-two-two-two-32"];

/// A configuration file whose deployment has this name and the key of this secret.
fn write(file: &Path, deployment: &str, secret: &str, more: &str) {
    let text = format!(
        "[[deployment]]\nname = \"{deployment}\"\nurl = \"ws://127.0.0.1:1\"\n\
         [[deployment.key]]\napi_key = \"APIeu\"\napi_secret = \"{secret}\"\n{more}"
    );
    std::fs::write(file, text).expect("the folder can be written");
}

/// The status of the answer to a webhook that is signed with `secret`.
async fn webhook(process: &Process, id: &str, secret: &str) -> u16 {
    let body = format!(r#"{{"event":"room_started","id":"{id}","createdAt":"1795377600"}}"#);
    let token = sign_webhook(body.as_bytes(), "APIeu", secret, now());
    let url = format!("http://{}/api/livekit/webhook", process.address);
    let request = process.client.post(url).header("authorization", token).body(body);
    request.send().await.expect("an answer").status().as_u16()
}

/// Waits until the log holds these words.
async fn logged(process: &Process, words: &str) {
    process.until(words, async || process.log().contains(words)).await;
}

/// Sends SIGHUP, and waits until `/api/health` says `status` of a reading other than `before`.
async fn reload(process: &Process, status: &str, before: &Value) -> Value {
    let id = process.id().to_string();
    assert!(Command::new("kill").args(["-HUP", &id]).status().expect("there is `kill`").success());
    let mut seen = Value::Null;
    process
        .until("the configuration is read", async || {
            let (_, health) = process.get_json("/api/health").await;
            seen = health["configuration"].clone();
            seen["status"] == status && seen != *before
        })
        .await;
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_puts_keys_rules_and_receivers_in_force_and_a_wrong_file_changes_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("console.toml");
    write(&file, "eu", SECRETS[0], "");
    let path = file.to_str().expect("UTF-8");
    let process = Process::start(dir.path(), &[("CONFIG_FILE", path)]).await;
    let (_, health) = process.get_json("/api/health").await;
    assert_eq!(webhook(&process, "EV_1", SECRETS[0]).await, 200);
    assert_eq!(webhook(&process, "EV_2", SECRETS[1]).await, 401);

    let more = "[[alert_rule]]\nname = \"many\"\nmeasure = \"active_rooms\"\n\
        comparison = \"above\"\nthreshold = 5\nseverity = \"info\"\n\
        [[receiver]]\nname = \"chat\"\n\
        target = { type = \"slack\", url = \"https://hooks.slack.com/x\" }\n";
    write(&file, "eu", SECRETS[1], more);
    let mut accepted = reload(&process, "ok", &health["configuration"]).await;
    assert_eq!(webhook(&process, "EV_3", SECRETS[0]).await, 401, "the old key is gone");
    assert_eq!(webhook(&process, "EV_4", SECRETS[1]).await, 200);
    assert_eq!(process.get_json("/api/alert-rules/many").await.1["origin"], "file");
    assert_eq!(process.get_json("/api/receivers/chat").await.1["origin"], "file");
    let (_, settings) = process.get_json("/api/settings").await;
    assert!(settings.to_string().contains("alert_rule.many.threshold"), "{settings}");

    for (name, secret, words) in
        [("eu", "short", "api_secret"), ("us", SECRETS[0], "added, removed or renamed")]
    {
        write(&file, name, secret, "");
        let refused = reload(&process, "refused", &accepted).await;
        let error = refused["error"].as_str().expect("a reason");
        assert!(error.contains(words), "{error}");
        assert_eq!(refused["read_at"], accepted["read_at"]);
        assert_eq!(process.get_json("/api/health").await.1["status"], "degraded");
        assert_eq!(webhook(&process, "EV_4", SECRETS[1]).await, 200, "the last good one stays");
        assert_eq!(process.get_json("/api/alert-rules/many").await.0, 200);
        write(&file, "eu", SECRETS[1], more);
        accepted = reload(&process, "ok", &refused).await;
        logged(&process, "the configuration is refused").await;
    }

    let text = std::fs::read_to_string(&file).expect("the file");
    std::fs::write(&file, format!("livekit_poll_interval = \"7s\"\n{text}")).expect("written");
    let (_, health) = process.get_json("/api/health").await;
    reload(&process, "ok", &health["configuration"]).await;
    logged(&process, "livekit_poll_interval").await;
    process.stop().await;
}

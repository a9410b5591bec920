//! One room session as an archive: whole, checked by its own sums, and of no other room.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use crate::console::Console;
use crate::webhook_bodies;

/// The files of an archive, by name.
fn unpacked(archive: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect("an archive");
    let names: Vec<_> =
        archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut read = |name: String| {
        let mut text = String::new();
        archive.by_name(&name).expect("a file").read_to_string(&mut text).expect("UTF-8");
        (name, text)
    };
    names.into_iter().map(&mut read).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_evidence_of_a_room_is_one_archive_that_proves_itself() {
    let console = Console::spawn().await;
    let name = "=cmd()/../\u{202e}x";
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", name, 300),
            webhook_bodies::joined("RM_a", name, "PA_1", "ada", "STANDARD", 290),
            webhook_bodies::left("RM_a", name, "PA_1", "ada", "CONNECTION_TIMEOUT", (290, 200)),
            webhook_bodies::room_started("RM_b", "another", 100),
            webhook_bodies::joined("RM_b", "another", "PA_2", "eve", "STANDARD", 90),
        ])
        .await;
    let path = "/api/export/evidence?room=%3Dcmd()%2F..%2F%E2%80%AEx&sid=RM_a";
    let response = console.get(path).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/zip");
    let disposition = &response.headers()["content-disposition"];
    assert_eq!(disposition, "attachment; filename=\"evidence-20261122T200000Z.zip\"");
    let files = unpacked(&response.bytes().await.expect("the whole body"));

    let manifest: Value = serde_json::from_str(&files["manifest.json"]).expect("JSON");
    assert_eq!(manifest["room"], name);
    assert_eq!(manifest["sid"], "RM_a");
    let listed = manifest["files"].as_array().expect("a list");
    assert_eq!(listed.len(), files.len() - 2);
    for file in listed {
        let text = &files[file["name"].as_str().expect("a name")];
        assert_eq!(file["sha256"], hex::encode(Sha256::digest(text)), "{file}");
        assert_eq!(file["bytes"], text.len(), "{file}");
    }
    let sums: Vec<_> = files["SHA256SUMS"].lines().collect();
    assert_eq!(sums.len(), files.len() - 1);
    for line in sums {
        let (sum, name) = line.split_once("  ").expect("a sum and a name");
        assert_eq!(sum, hex::encode(Sha256::digest(&files[name])), "{name}");
    }

    let rows = |file: &str, list: &str| {
        let text: Value = serde_json::from_str(&files[file]).expect("JSON");
        text[list].as_array().expect("a list").clone()
    };
    assert_eq!(rows("room.json", "rooms")[0]["sid"], "RM_a");
    let participants = rows("participants.json", "participants");
    assert_eq!(participants.len(), 1);
    assert_eq!(participants[0]["disconnect_reason"], "CONNECTION_TIMEOUT");
    let timeline = console.read("/api/rooms/%3Dcmd()%2F..%2F%E2%80%AEx/timeline?sid=RM_a").await;
    assert_eq!(Value::from(rows("timeline.json", "entries")), timeline["entries"]);
    assert_eq!(files["events.ndjson"].lines().count(), 3);
    assert!(files["events.csv"].contains("'=cmd()"), "no cell is a formula");
    assert!(files.values().all(|text| !text.contains("RM_b") && !text.contains("eve\"")));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_of_an_unknown_room_is_refused() {
    let console = Console::spawn().await;
    for (query, status) in [("?room=nobody", 404), ("", 400), ("?room=a&sid=b&extra=1", 400)] {
        let path = format!("/api/export/evidence{query}");
        assert_eq!(console.get(&path).await.status(), status, "{path}");
    }
    console.stop().await;
}

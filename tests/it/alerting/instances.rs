//! Two consoles on one database: one evaluates, and another takes over when it is gone.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::database::Database;
use crate::process::{self, Process};

async fn start(dir: &std::path::Path, url: &str) -> Process {
    let settings = [
        ("DATABASE_URL", url),
        ("ALERT_EVALUATION_INTERVAL", "1s"),
        ("LIVEKIT_POLL_INTERVAL", "off"),
    ];
    Process::run(process::command(dir, &settings)).await
}

async fn evaluator(console: &Process) -> Value {
    console.get_json("/api/alerting").await.1["evaluator"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_consoles_one_evaluates_and_the_other_takes_over() {
    let database = Database::timescale().await;
    let folders = [0, 1].map(|_| tempfile::tempdir().expect("a folder"));
    let mut first = start(folders[0].path(), database.url()).await;
    first
        .until("the first one evaluates", async || {
            let evaluator = evaluator(&first).await;
            evaluator["leader"] == true && !evaluator["last_evaluation_at"].is_null()
        })
        .await;
    let second = start(folders[1].path(), database.url()).await;
    second
        .until("the second one stands by", async || evaluator(&second).await["leader"] == false)
        .await;
    // For longer than one of the lease's pauses nothing changes.
    let mut evaluations = BTreeSet::new();
    first
        .until("the first one goes on evaluating", async || {
            let leading = evaluator(&first).await;
            assert_eq!(leading["leader"], true);
            evaluations.insert(leading["last_evaluation_at"].to_string());
            let standing_by = evaluator(&second).await;
            assert_eq!(standing_by["leader"], false);
            assert_eq!(standing_by["last_evaluation_at"], Value::Null, "it never evaluated");
            evaluations.len() > 4
        })
        .await;
    first.kill();
    second
        .until("the second one takes over", async || {
            let evaluator = evaluator(&second).await;
            evaluator["leader"] == true && !evaluator["last_evaluation_at"].is_null()
        })
        .await;
    // One that stops in order gives its lease back: nobody has to wait for its end.
    let third = start(folders[0].path(), database.url()).await;
    third
        .until("the third one stands by", async || evaluator(&third).await["leader"] == false)
        .await;
    second.stop().await;
    third
        .until("the third one takes over", async || evaluator(&third).await["leader"] == true)
        .await;
    third.stop().await;
    database.remove().await;
}

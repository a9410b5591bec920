//! What is made of what a node tells: rates, restarts, quality, history.

use super::*;
use crate::webhook_bodies;

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_and_counters_that_went_back_are_no_negative_rates() {
    let node = Node::spawn(figures("ND_a", 2, 100.0, 4.0)).await;
    let console = watching(&[node.url()], |_| ()).await;
    asked(&console, 1).await;
    for (times, id, ratings, restarts, went_on) in [
        (2, "ND_b", 200.0, 1, false),
        (3, "ND_b", 206.0, 1, true),
        (4, "ND_b", 3.0, 2, false),
        (5, "ND_b", 9.0, 2, true),
    ] {
        node.answers(figures(id, 2, ratings, 4.0));
        let now = next(&console);
        let figures = asked(&console, times).await.remove(0);
        assert_eq!(
            (&figures["node_id"], &figures["restarts_total"]),
            (&json!(id), &json!(restarts))
        );
        let rate = &figures["received_bytes_per_second"];
        if went_on {
            assert_eq!(*rate, 1000.0, "{figures}");
        } else {
            assert_eq!(*rate, Value::Null, "{figures}");
            assert_eq!(figures["restarted_at"], json!(shown(now)));
        }
    }
    let text = console.get("/metrics").await.text().await.expect("text");
    let labels = format!("{{deployment=\"default\",url=\"{}\"}}", node.url());
    assert!(text.contains(&format!("livekit_console_node_restarts_total{labels} 2")), "{text}");
    console.stop().await;
}

fn shown(at: Millis) -> String {
    at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gauge_below_zero_is_noted_and_is_no_count() {
    let node = Node::spawn(figures("ND_a", -2, 1.0, 4.0)).await;
    let console = watching(&[node.url()], |_| ()).await;
    let figures = asked(&console, 1).await.remove(0);
    assert_eq!((&figures["status"], &figures["rooms"]), (&json!("ok"), &Value::Null));
    assert_eq!(figures["negative_gauges"], json!({ "livekit_room_total": -2.0 }));
    let text = console.get("/metrics").await.text().await.expect("text");
    assert!(!text.contains("livekit_console_node_rooms{"), "it is not known");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_give_the_quality_of_connections_while_they_report() {
    let (one, other) = (
        Node::spawn(figures("ND_a", 2, 0.0, 4.5)).await,
        Node::spawn(figures("ND_b", 2, 0.0, 4.5)).await,
    );
    let console = watching(&[one.url(), other.url()], |_| ()).await;
    let quality = async || {
        let now = console.read("/api/metrics/current").await;
        (now["avg_connection_quality"].as_f64(), now["connection_quality_source"].clone())
    };
    asked(&console, 1).await;
    assert_eq!(console.send(&webhook_bodies::room_started("RM_a", "alpha", 60)).await, 200);
    assert_eq!(quality().await, (None, Value::Null));
    // Thirty of the one are perfect (100), ten of the other in the middle (50).
    one.answers(figures("ND_a", 2, 30.0, 4.5));
    other.answers(figures("ND_b", 2, 10.0, 2.75));
    next(&console);
    asked(&console, 2).await;
    eventually("both nodes tell", async || quality().await == (Some(87.5), json!("nodes"))).await;
    // Nobody is rated any more, then nobody answers: what was measured is fresh for a minute.
    next(&console);
    asked(&console, 3).await;
    assert_eq!(quality().await, (Some(87.5), json!("nodes")));
    one.answers(status("503 Service Unavailable"));
    other.answers(status("503 Service Unavailable"));
    let last = next(&console);
    asked(&console, 4).await;
    assert_eq!(quality().await, (Some(87.5), json!("nodes")));
    console.clock.set(last.plus(60_000));
    assert_eq!(quality().await, (None, Value::Null));
    console.stop().await;
}

/// Lets `rounds` scrapes pass.
async fn scrape(console: &Console, node: &Node, done: u64, rounds: u64) {
    for round in done..done + rounds {
        asked(console, round).await;
        #[expect(clippy::cast_precision_loss, reason = "there are few")]
        node.answers(figures("ND_a", 2, (round * 6) as f64, 4.5));
        next(console);
    }
    asked(console, done + rounds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_has_a_row_a_slot_and_says_where_it_knows_nothing() {
    let node = Node::spawn(figures("ND_a", 2, 0.0, 4.5)).await;
    let console = watching(&[node.url()], |_| ()).await;
    scrape(&console, &node, 1, 10).await;
    let history = "/api/nodes/history?from=2026-11-22T19:59:00Z&step=10";
    let known = async || {
        let response = console.read(history).await;
        let points = response["points"].as_array().expect("points").clone();
        points.into_iter().filter(|point| point["nodes"] == 1).collect::<Vec<_>>()
    };
    // A minute has passed: six slots are over.
    eventually("the slots are stored", async || known().await.len() == 6).await;
    let points = known().await;
    let times: Vec<_> = points.iter().map(|point| point["timestamp"].clone()).collect();
    let expected: Vec<_> = (0..6).map(|n| json!(shown(NOW.plus(n * 10_000)))).collect();
    assert_eq!(times, expected);
    assert_eq!(points[3]["rooms"], 2.0);
    assert_eq!(points[3]["received_bytes_per_second"], 1000.0);
    let response = console.read(history).await;
    assert_eq!(
        (&response["step_seconds"], &response["points"][0]["rooms"]),
        (&json!(10), &Value::Null)
    );
    let url: String = url::form_urlencoded::byte_serialize(node.url().as_bytes()).collect();
    let one = console.read(&format!("{history}&deployment=default&url={url}")).await;
    assert_eq!(one["points"], response["points"]);
    let unknown = console.read(&format!("{history}&url=http%3A%2F%2Fnone")).await;
    assert!(unknown["points"].as_array().expect("points").iter().all(|point| point["nodes"] == 0));
    for (query, why) in [
        ("?from=now-1h&step=10&points=3", "cannot be given together"),
        ("?node=x", "no parameter `node`"),
        ("?url=", "`url` is empty"),
        ("?from=now-400d&step=10", "at most 2000"),
    ] {
        let (code, problem) = console.get_json(&format!("/api/nodes/history{query}")).await;
        let detail = problem["detail"].as_str().expect("a text");
        assert!(code == 400 && detail.contains(why), "{query}: {detail}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nodes_measured_waits_while_the_database_is_away() {
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    let node = Node::spawn(figures("ND_a", 2, 0.0, 4.5)).await;
    let (url, outer) = (node.url(), proxy.url().to_owned());
    let console = watching(&[url], |options| options.database_url = Some(outer)).await;
    console.until_stored().await;
    asked(&console, 1).await;
    assert_eq!(console.send(&webhook_bodies::room_started("RM_a", "alpha", 60)).await, 200);
    proxy.set(Mode::Refuse);
    scrape(&console, &node, 1, 10).await;
    let nodes = console.read("/api/nodes").await;
    assert_eq!(nodes["nodes"][0]["status"], "ok", "scraping goes on");
    let quality = console.read("/api/metrics/current").await;
    assert_eq!(quality["avg_connection_quality"], 100.0);
    proxy.set(Mode::Open);
    let mut round = 11;
    eventually("what waited is stored", async || {
        scrape(&console, &node, round, 2).await;
        round += 2;
        let path = "/api/nodes/history?from=2026-11-22T20:00:00Z&step=10";
        let (status, response) = console.get_json(path).await;
        let points = response["points"].as_array().cloned().unwrap_or_default();
        status == 200 && points.iter().take(6).all(|point| point["nodes"] == 1)
    })
    .await;
    let text = console.get("/metrics").await.text().await.expect("text");
    assert!(text.contains("livekit_console_node_samples_dropped_total 0"), "{text}");
    console.stop().await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_if_scraping_is_off() {
    let node = Node::spawn(figures("ND_a", 2, 0.0, 4.5)).await;
    let off = |options: &mut Options| options.livekit_scrape_interval = Some("off".to_owned());
    let console = watching(&[node.url()], off).await;
    next(&console);
    let nodes = console.read("/api/nodes").await;
    assert_eq!(nodes["nodes"][0]["status"], "unknown");
    assert_eq!(nodes["nodes"][0]["rooms"], Value::Null);
    // Another console, to which it is on, asks meanwhile.
    let other = Node::spawn(figures("ND_a", 2, 0.0, 4.5)).await;
    let asking = watching(&[other.url()], |_| ()).await;
    asked(&asking, 1).await;
    assert!(!other.requests().is_empty());
    asking.stop().await;
    console.stop().await;
    assert!(node.requests().is_empty());
}

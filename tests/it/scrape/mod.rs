//! Nodes are scraped over real HTTP, whatever answers.

use std::sync::Arc;

use livekit_console::config::Options;
use livekit_console::ingest::scrape::{BODY_BYTES, SCRAPE_LIMIT};
use livekit_console::model::Millis;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::console::{Console, KEY, NOW, SECRET, eventually};
use crate::database::Database;
use crate::load::background;
use crate::proxy::{Mode, Proxy};

mod figures;

/// What a node answers.
#[derive(Debug, Clone)]
enum Answer {
    /// These bytes, head and all, then the connection ends.
    Bytes(Vec<u8>),
    /// The beginning of an answer, then nothing more.
    Stall,
    /// A good head, then this line so often.
    Repeat(&'static str, usize),
}

/// A server with configurable responses.
#[derive(Clone)]
struct Node {
    port: u16,
    response: Arc<Mutex<Answer>>,
    /// The heads of the requests so far, and the bytes sent in the longest answer.
    seen: Arc<Mutex<(Vec<String>, usize)>>,
}

impl Node {
    async fn spawn(response: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (response, seen) = (Arc::new(Mutex::new(response)), Arc::default());
        let node = Self { port, response, seen };
        let serving = node.clone();
        background(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let node = serving.clone();
                background(async move {
                    let _ = node.serve(stream).await;
                });
            }
        });
        node
    }

    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        self.seen.lock().0.push(String::from_utf8_lossy(&head).into_owned());
        let response = self.response.lock().clone();
        match response {
            Answer::Bytes(bytes) => stream.write_all(&bytes).await?,
            Answer::Stall => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nlivekit_room_total 1\n").await?;
                // Until the other side gives up.
                let _ = stream.read_u8().await;
            }
            Answer::Repeat(line, times) => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
                let lines = line.repeat(1000);
                let mut sent = 0;
                for _ in 0..times.div_ceil(1000) {
                    stream.write_all(lines.as_bytes()).await?;
                    sent += lines.len();
                    let longest = &mut self.seen.lock().1;
                    *longest = sent.max(*longest);
                }
            }
        }
        stream.shutdown().await
    }

    fn answers(&self, response: Answer) {
        *self.response.lock() = response;
    }

    fn requests(&self) -> Vec<String> {
        self.seen.lock().0.clone()
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/metrics", self.port)
    }
}

fn ok(body: &str) -> Answer {
    Answer::Bytes(format!("HTTP/1.1 200 OK\r\n\r\n{body}").into_bytes())
}

fn status(line: &str) -> Answer {
    Answer::Bytes(format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n").into_bytes())
}

/// What a node tells after `ratings` ratings of the mean score `mos`.
fn figures(node_id: &str, rooms: i32, ratings: f64, mos: f64) -> Answer {
    ok(&format!(
        "# TYPE livekit_room_total gauge\nlivekit_room_total{{node_id=\"{node_id}\"}} {rooms}\n\
         livekit_participant_total{{node_id=\"{node_id}\"}} 3\n\
         livekit_track_published_total{{kind=\"AUDIO\",node_id=\"{node_id}\"}} 2\n\
         livekit_packet_bytes{{direction=\"incoming\"}} {}\n\
         livekit_webhook_dispatch_total{{reason=\"\",status=\"success\"}} {ratings}\n\
         livekit_webhook_dispatch_total{{reason=\"age\",status=\"drop\"}} 4\n\
         # TYPE livekit_quality_score histogram\nlivekit_quality_score_bucket{{le=\"+Inf\"}} {ratings}\n\
         livekit_quality_score_sum {}\nlivekit_quality_score_count {ratings}\n",
        ratings * 1000.0,
        ratings * mos
    ))
}

/// A console that watches nodes at `urls`.
async fn watching(urls: &[String], adjust: impl FnOnce(&mut Options)) -> Console {
    let urls: Vec<_> = urls.iter().map(|url| format!("\"{url}\"")).collect();
    let text = format!(
        "[[deployment]]\nname = \"default\"\nregion = \"eu\"\nurl = \"ws://127.0.0.1:7880\"\n\
         metrics_urls = [{}]\n[[deployment.key]]\napi_key = \"{KEY}\"\napi_secret = \"{SECRET}\"\n",
        urls.join(", ")
    );
    let given: Options = toml::from_str(&text).expect("TOML");
    Console::spawn_with(|options| {
        options.deployments = given.deployments;
        adjust(options);
    })
    .await
}

/// The nodes, once each was asked at least so often.
async fn asked(console: &Console, times: u64) -> Vec<Value> {
    let nodes = async || {
        let response = console.read("/api/nodes").await;
        response["nodes"].as_array().expect("nodes").clone()
    };
    eventually("every node was asked", async || {
        nodes().await.iter().all(|node| node["scrapes_total"].as_u64() >= Some(times))
    })
    .await;
    nodes().await
}

/// Moves the clock on to the next scrape of every node.
fn next(console: &Console) -> Millis {
    let now = console.clock.now().plus(6000);
    console.clock.set(now);
    now
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_measures_is_shown_and_its_rates_with_the_second_scrape() {
    let node = Node::spawn(figures("ND_a", 2, 100.0, 4.5)).await;
    let console = watching(&[node.url()], |_| ()).await;
    let first = asked(&console, 1).await.remove(0);
    for (member, value) in [
        ("deployment", json!("default")),
        ("url", json!(node.url())),
        ("node_id", json!("ND_a")),
        ("status", json!("ok")),
        ("error", Value::Null),
        ("last_success_at", json!("2026-11-22T20:00:00Z")),
        ("rooms", json!(2.0)),
        ("participants", json!(3.0)),
        ("tracks_published", json!(2.0)),
        ("tracks_subscribed", Value::Null),
        ("interval_seconds", Value::Null),
        ("received_bytes_per_second", Value::Null),
        ("webhooks_delivered", json!(100.0)),
        ("webhooks_lost", json!({ "age": 4.0 })),
        ("restarts_total", json!(0)),
        ("quality", Value::Null),
    ] {
        assert_eq!(first[member], value, "{member}");
    }
    node.answers(figures("ND_a", 2, 112.0, 4.5));
    next(&console);
    let second = asked(&console, 2).await.remove(0);
    assert_eq!(second["interval_seconds"], 6.0);
    assert_eq!(second["received_bytes_per_second"], 2000.0);
    assert_eq!(second["webhooks_delivered_per_minute"], 120.0);
    assert_eq!(second["webhooks_lost_per_minute"], 0.0);
    assert_eq!(second["sent_bytes_per_second"], 0.0);
    assert_eq!(second["quality"]["samples"], 12.0);
    assert_eq!(second["quality"]["score"], 100.0);
    let elsewhere = console.read("/api/nodes?deployment=other").await;
    assert_eq!(elsewhere["nodes"], json!([]));
    let text = console.get("/metrics").await.text().await.expect("text");
    let labels = format!("{{deployment=\"default\",url=\"{}\"}}", node.url());
    for line in [
        format!("livekit_console_node_up{labels} 1"),
        format!("livekit_console_node_rooms{labels} 2"),
        format!("livekit_console_node_connection_quality{labels} 100"),
        "livekit_console_node_scrape_failures_total{deployment=\"default\",reason=\"timeout\"} 0"
            .to_owned(),
    ] {
        assert!(text.contains(&line), "{line}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_response_is_refused_by_name_and_harms_nothing() {
    const ENDLESS: usize = usize::MAX / 2;
    let good = "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nlivekit_room_total 1\n";
    let gzip = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc";
    let claim = "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n";
    let redirect = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/?secret\r\n\r\n";
    let several =
        "livekit_room_total{node_id=\"ND_a\"} 1\nlivekit_participant_total{node_id=\"ND_b\"} 1\n";
    let comment = "# nothing, again and again, and never an end to it\n";
    let bytes = |text: &str| Answer::Bytes(text.as_bytes().to_vec());
    let cases = [
        ("malformed", ok("<!DOCTYPE html>\n")),
        ("malformed", Answer::Bytes(b"HTTP/1.1 200 OK\r\n\r\n\xff\xfe\x00\n".to_vec())),
        ("malformed", Answer::Repeat("livekit_room_total 1\n", 100_000_000 / 21)),
        ("malformed", ok(&"x".repeat(70_000))),
        ("cut_short", bytes(good)),
        ("cut_short", ok("livekit_room_total 1\nlivekit_participant_total 1")),
        ("cut_short", bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n# a b\n")),
        ("too_large", Answer::Repeat(comment, 100_000_000 / comment.len())),
        ("too_large", Answer::Repeat(comment, ENDLESS)),
        ("too_large", bytes(claim)),
        ("timeout", Answer::Stall),
        ("compressed", bytes(gzip)),
        ("unauthenticated", status("401 Unauthorized")),
        ("redirected", bytes(redirect)),
        ("http_error", status("404 Not Found")),
        ("http_error", status("500 Internal Server Error")),
        ("http_error", status("204 No Content")),
        ("http_error", bytes("SSH-2.0-OpenSSH_9.2\r\n")),
        ("http_error", bytes("")),
        ("not_livekit", ok("")),
        ("not_livekit", ok("go_goroutines 3\nprocess_cpu_seconds_total 3\n")),
        ("several_nodes", ok(several)),
    ];
    let mut nodes = Vec::new();
    for (_, response) in &cases {
        nodes.push(Node::spawn(response.clone()).await);
    }
    let healthy = Node::spawn(figures("ND_a", 2, 1.0, 4.0)).await;
    let mut urls: Vec<_> = nodes.iter().chain([&healthy]).map(Node::url).collect();
    urls.push("http://127.0.0.1:1/metrics".to_owned());
    let console = watching(&urls, |_| ()).await;
    // All answer but the one that stalls, which the clock must end.
    let stalls = cases.iter().position(|(code, _)| *code == "timeout").expect("it is there");
    eventually("the others are shown", async || {
        let response = console.read("/api/nodes").await;
        let nodes = response["nodes"].as_array().expect("nodes");
        nodes.iter().enumerate().all(|(n, node)| n == stalls || node["status"] != "unknown")
    })
    .await;
    let limit_ms = i64::try_from(SCRAPE_LIMIT.as_millis()).expect("some seconds");
    console.clock.set(NOW.plus(limit_ms));
    let figures = asked(&console, 1).await;
    let expected = cases.iter().map(|(code, _)| *code);
    for ((node, url), code) in figures.iter().zip(&urls).zip(expected) {
        assert_eq!((&node["status"], &node["url"]), (&json!("down"), &json!(url)), "{node}");
        assert_eq!(node["error"]["code"], code, "{node}");
        assert!(node["errors_total"].as_u64() >= Some(1) && node["rooms"].is_null(), "{node}");
        let message = node["error"]["message"].as_str().expect("a text");
        assert!(!message.contains("secret") && message.len() < 300, "{message}");
    }
    assert_eq!(figures[cases.len()]["status"], "ok");
    assert_eq!(figures[cases.len() + 1]["error"]["code"], "unreachable");
    for (node, (code, _)) in nodes.iter().zip(&cases) {
        // What was sent beyond the limit is what the kernel took before the connection was cut.
        let sent = node.seen.lock().1;
        assert!(sent < BODY_BYTES + 16 * 1024 * 1024, "{code}: {sent} bytes were taken");
    }
    let text = console.get("/metrics").await.text().await.expect("text");
    for code in ["malformed", "cut_short", "too_large", "timeout", "not_livekit"] {
        let line =
            format!("node_scrape_failures_total{{deployment=\"default\",reason=\"{code}\"}}");
        let line = text.lines().find(|series| series.contains(&line)).expect("it is counted");
        assert!(!line.ends_with(" 0"), "{line}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_name_and_password_are_sent_and_never_shown() {
    let node = Node::spawn(figures("ND_a", 2, 1.0, 4.0)).await;
    let url = node.url().replace("http://", "http://prom:p%40ssw0rd@");
    let console = watching(&[format!("{url}?token=hidden")], |_| ()).await;
    asked(&console, 1).await;
    let request = node.requests().remove(0).to_lowercase();
    assert!(request.starts_with("get /metrics?token=hidden http/1.1"), "{request}");
    assert!(request.contains("authorization: basic chjvbtpwqhnzdzbyza=="), "{request}");
    assert!(request.contains("accept-encoding: identity"), "{request}");
    node.answers(status("401 Unauthorized"));
    next(&console);
    asked(&console, 2).await;
    for path in ["/api/nodes", "/metrics", "/api/health"] {
        let text = console.get(path).await.text().await.expect("text");
        for secret in ["ssw0rd", "hidden", "prom:"] {
            assert!(!text.contains(secret), "{path} holds {secret}: {text}");
        }
    }
    console.stop().await;
}

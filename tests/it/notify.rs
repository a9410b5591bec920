//! Telling receivers over real connections: what they are sent, what becomes of each answer, and
//! where nothing is sent to.

use std::sync::Arc;
use std::time::Duration;

use livekit_console::alerts::notify::{Item, Message, SendOutcome, Sender, trial};
use livekit_console::alerts::route;
use livekit_console::model::{Millis, Notice, Receiver};
use livekit_console::net::guard::Guard;
use livekit_console::net::tls;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::load::background;

/// How a fake server answers.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// With this, then it closes.
    Text(String),
    /// With a body that never ends.
    Endless,
    /// Not at all.
    Silent,
}

impl Answer {
    /// A status line with further headers, and a body.
    pub(crate) fn of(head: &str, body: &str) -> Self {
        let length = body.len();
        Self::Text(format!(
            "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    }
}

/// A server that takes anything and remembers it: head and body of each request.
#[derive(Clone)]
pub(crate) struct Fake {
    port: u16,
    reply: Arc<Mutex<Answer>>,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Fake {
    /// A server on a free port.
    pub(crate) async fn spawn(reply: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let fake = Self { port, reply: Arc::new(Mutex::new(reply)), seen: Arc::default() };
        let serving = fake.clone();
        background(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                background(async move { serving.serve(stream).await });
            }
        });
        fake
    }

    async fn serve(&self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            if line == "\r\n" {
                break;
            }
            head.push_str(&line);
        }
        let length = head
            .to_ascii_lowercase()
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
            .unwrap_or(0);
        let mut body = vec![0; length];
        if stream.read_exact(&mut body).await.is_err() {
            return;
        }
        let body = String::from_utf8(body).expect("text");
        self.seen.lock().push((head, body));
        let reply = self.reply.lock().clone();
        match reply {
            Answer::Text(text) => {
                // Whoever asked may have gone away.
                let _ = stream.write_all(text.as_bytes()).await;
            }
            Answer::Endless => {
                let mut written = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while written.is_ok() {
                    written = stream.write_all(&[b'x'; 4096]).await;
                }
            }
            Answer::Silent => {
                // Until whoever asked goes away.
                let _ = stream.read(&mut [0]).await;
            }
        }
    }

    /// How it answers from now on.
    pub(crate) fn set(&self, reply: Answer) {
        *self.reply.lock() = reply;
    }

    /// Head and body of each request so far.
    pub(crate) fn seen(&self) -> Vec<(String, String)> {
        self.seen.lock().clone()
    }

    /// Where it is.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

/// What sends to this machine, too.
pub(crate) fn sender() -> Sender {
    tls::install();
    let guard = Guard::parse("127.0.0.0/8,::1").expect("a list");
    Sender::new(guard, Some("https://console.example/"))
        .expect("a client")
        .with_limit(Duration::from_millis(1500))
}

fn receiver(target: &Value) -> Receiver {
    serde_json::from_value(json!({"name": "ops", "target": target})).expect("a receiver")
}

pub(crate) async fn send_notification(sender: &Sender, target: &Value) -> SendOutcome {
    let receiver = receiver(target);
    let now = Millis::from_utc("2026-01-01T00:00:00Z".parse().expect("a time"));
    let items = [Item { notice: Notice::Fired, alert: trial::alert(now) }];
    let group_key = route::group_key(&receiver, &items[0].alert);
    let console_url = sender.console_url();
    let message = Message {
        id: "msg_1",
        receiver: &receiver,
        group_key: &group_key,
        items: &items,
        console_url,
        now,
    };
    sender.send(&message).await
}

#[tokio::test]
async fn each_response_has_the_expected_outcome() {
    let fake = Fake::spawn(Answer::Silent).await;
    let target = json!({"type": "slack", "url": fake.url("/services/s3cret")});
    let sender = sender();
    let retry = |error: &str, after: Option<u64>| SendOutcome::Retry {
        error: error.to_owned(),
        after: after.map(Duration::from_secs),
    };
    let refused = |error: &str| SendOutcome::Refused { error: error.to_owned() };
    for (head, body, expected) in [
        ("200 OK", "ok", SendOutcome::Sent { response: "200 OK: ok".to_owned() }),
        ("202 Accepted", "", SendOutcome::Sent { response: "202 Accepted".to_owned() }),
        (
            "429 Too Many Requests\r\nRetry-After: 7",
            "slow",
            retry("429 Too Many Requests: slow", Some(7)),
        ),
        ("500 Oh", "a\r\nb", retry("500 Internal Server Error: a  b", None)),
        (
            "503 Service Unavailable\r\nRetry-After: 99999",
            "",
            retry("503 Service Unavailable", Some(3600)),
        ),
        ("408 Request Timeout", "", retry("408 Request Timeout", None)),
        ("400 Bad Request", "no /services/s3cret", refused("400 Bad Request: no /********")),
        ("410 Gone", "", refused("it no longer exists: 410 Gone")),
        (
            "404 Not Found",
            "no_service",
            refused(
                "the webhook or its channel no longer exists, create a new one: 404 Not Found: no_service",
            ),
        ),
        (
            "302 Found\r\nLocation: http://127.0.0.1:1/",
            "",
            refused("it redirects, which is not followed: 302 Found"),
        ),
    ] {
        fake.set(Answer::of(head, body));
        assert_eq!(send_notification(&sender, &target).await, expected, "{head}");
    }
    assert_eq!(fake.seen().len(), 10, "nothing is followed or tried again by itself");
}

#[tokio::test]
async fn a_receiver_that_does_not_respond_or_never_ends_blocks_no_other() {
    let fake = Fake::spawn(Answer::Endless).await;
    let target = json!({"type": "slack", "url": fake.url("/services/s3cret")});
    let SendOutcome::Sent { response } = send_notification(&sender(), &target).await else {
        panic!("the head was an answer");
    };
    assert!(response.chars().count() <= 500);
    fake.set(Answer::Silent);
    let outcome = send_notification(&sender(), &target).await;
    let error = "no response within 1.5 s".to_owned();
    assert_eq!(outcome, SendOutcome::Retry { error, after: None });
    let gone = json!({"type": "slack", "url": "http://127.0.0.1:1/services/s3cret"});
    let SendOutcome::Retry { error, .. } = send_notification(&sender(), &gone).await else {
        panic!("it may come")
    };
    assert!(error.contains("refused") && !error.contains("s3cret"), "{error}");
}

#[tokio::test]
async fn nothing_is_sent_inside_the_network_unless_it_is_allowed() {
    tls::install();
    let fake = Fake::spawn(Answer::of("200 OK", "")).await;
    let closed = Sender::new(Guard::default(), None).expect("a client");
    let by_name = fake.url("/s3cret").replace("127.0.0.1", "localhost");
    for url in [fake.url("/s3cret"), by_name.clone(), "http://[::ffff:127.0.0.1]/s3cret".into()] {
        let SendOutcome::Refused { error } =
            send_notification(&closed, &json!({"type": "slack", "url": url})).await
        else {
            panic!("{url} is inside");
        };
        assert!(error.contains("ALERT_ALLOWED_HOSTS") && !error.contains("s3cret"), "{error}");
    }
    let mail = json!({"type": "email", "server": "smtp+plain://localhost:25",
        "from": "a@example.com", "to": ["b@example.com"]});
    let SendOutcome::Refused { error } = send_notification(&closed, &mail).await else {
        panic!("it is inside")
    };
    assert!(error.contains("ALERT_ALLOWED_HOSTS"), "{error}");
    assert!(fake.seen().is_empty());
    let open = Sender::new(Guard::parse("localhost").expect("a list"), None).expect("a client");
    let outcome = send_notification(&open, &json!({"type": "slack", "url": by_name})).await;
    assert_eq!(outcome, SendOutcome::Sent { response: "200 OK".to_owned() });
}

#[tokio::test]
async fn a_webhook_is_signed_over_what_is_sent() {
    use base64::Engine as _;
    use hmac::Mac as _;

    let fake = Fake::spawn(Answer::of("200 OK", "")).await;
    let key = [7_u8; 24];
    let secret = format!("whsec_{}", base64::engine::general_purpose::STANDARD.encode(key));
    let target = json!({"type": "webhook", "url": fake.url("/hook"), "secrets": [secret],
        "headers": {"Authorization": "Bearer token", "Content-Type": "text/evil"}});
    assert!(matches!(send_notification(&sender(), &target).await, SendOutcome::Sent { .. }));
    let (head, body) = fake.seen().remove(0);
    let header = |name: &str| {
        let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        found.unwrap_or_else(|| panic!("{name} is missing: {head}")).to_owned()
    };
    assert_eq!(header("webhook-id"), "msg_1");
    assert_eq!(header("webhook-timestamp"), "1767225600");
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("authorization"), "Bearer token");
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(&key).expect("any length");
    mac.update(format!("msg_1.1767225600.{body}").as_bytes());
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(header("webhook-signature"), format!("v1,{signature}"));
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["version"], "4");
}

#[tokio::test]
async fn every_alertmanager_is_notified_and_a_failed_one_is_retried() {
    let one = Fake::spawn(Answer::of("200 OK", "")).await;
    let two = Fake::spawn(Answer::of("503 Service Unavailable", "")).await;
    let target = json!({"type": "alertmanager", "urls": [one.url("/prefix/"), two.url("")],
        "username": "console", "password": "s3cret"});
    assert!(matches!(send_notification(&sender(), &target).await, SendOutcome::Retry { .. }));
    two.set(Answer::of("200 OK", ""));
    assert!(matches!(send_notification(&sender(), &target).await, SendOutcome::Sent { .. }));
    for (fake, path) in [(&one, "/prefix/api/v2/alerts"), (&two, "/api/v2/alerts")] {
        let seen = fake.seen();
        assert_eq!(seen.len(), 2);
        for (head, body) in seen {
            assert!(head.starts_with(&format!("POST {path} HTTP/1.1")), "{head}");
            assert!(head.contains("authorization: Basic Y29uc29sZTpzM2NyZXQ="), "{head}");
            let body: Value = serde_json::from_str(&body).expect("JSON");
            assert_eq!(body[0]["endsAt"], "2026-01-01T00:05:00.000Z");
        }
    }
}

#[tokio::test]
async fn a_receiver_test_shows_the_response() {
    let fake = Fake::spawn(Answer::of("202 Accepted", "{\"status\":\"success\"}")).await;
    let target = json!({"type": "pagerduty", "routing_key": "s3cret", "url": fake.url("/v2")});
    let reply = trial::send(&sender(), &receiver(&target), Millis(0)).await;
    assert!(reply.sent);
    assert_eq!(reply.answer, "202 Accepted: {\"status\":\"success\"}");
    let events: Vec<Value> =
        fake.seen().iter().map(|(_, body)| serde_json::from_str(body).expect("JSON")).collect();
    assert_eq!(events.len(), 2, "what was begun is ended");
    assert_eq!(events[0]["event_action"], "trigger");
    assert_eq!(events[1]["event_action"], "resolve");
    assert_eq!(events[0]["dedup_key"], events[1]["dedup_key"]);
    fake.set(Answer::of("400 Bad Request", "key s3cret is wrong"));
    let reply = trial::send(&sender(), &receiver(&target), Millis(0)).await;
    assert!(!reply.sent);
    assert_eq!(reply.answer, "400 Bad Request: key ******** is wrong");
}

/// A mail server that answers `RCPT` with this; tells what it was given.
async fn mail_server(reply: &'static str) -> (u16, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let given = Arc::new(Mutex::new(String::new()));
    let stored = Arc::clone(&given);
    background(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = mail_session(stream, reply, &stored).await;
        }
    });
    (port, given)
}

async fn mail_session(stream: TcpStream, rcpt: &str, given: &Mutex<String>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 fake\r\n").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        given.lock().push_str(&line);
        let reply = match line.split_whitespace().next().unwrap_or_default() {
            "EHLO" => "250-fake\r\n250 8BITMIME",
            "RCPT" => rcpt,
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                while line != ".\r\n" {
                    line.clear();
                    if stream.read_line(&mut line).await? == 0 {
                        return Ok(());
                    }
                    given.lock().push_str(&line);
                }
                "250 queued as 1"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
}

#[tokio::test]
async fn a_letter_is_handed_to_the_mail_server() {
    let target = |scheme: &str, port: u16| {
        json!({"type": "email", "server": format!("{scheme}://127.0.0.1:{port}"),
            "from": "console@example.com", "to": ["ops@example.com", "two@example.com"]})
    };
    let sender = sender();
    let (port, given) = mail_server("250 fine").await;
    let outcome = send_notification(&sender, &target("smtp+plain", port)).await;
    assert_eq!(outcome, SendOutcome::Sent { response: "250 queued as 1".to_owned() });
    let given = given.lock().clone();
    for part in [
        "MAIL FROM:<console@example.com>",
        "RCPT TO:<ops@example.com>",
        "RCPT TO:<two@example.com>",
        "Subject: Firing: high_participant_count on default (warning)",
        "Content-Type: text/html",
    ] {
        assert!(given.contains(part), "{part}: {given}");
    }
    let outcome = send_notification(&sender, &target("smtp", port)).await;
    assert!(matches!(outcome, SendOutcome::Refused { .. }), "without STARTTLS: {outcome:?}");
    for (reply, is_final) in [("550 no such user", true), ("451 try later", false)] {
        let (port, _) = mail_server(reply).await;
        let outcome = send_notification(&sender, &target("smtp+plain", port)).await;
        assert_eq!(matches!(outcome, SendOutcome::Refused { .. }), is_final, "{outcome:?}");
        assert_eq!(matches!(outcome, SendOutcome::Retry { .. }), !is_final, "{outcome:?}");
    }
}

//! A load of signed webhooks from several senders, who write down what was promised to them.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use livekit_console::livekit::sign_webhook;
use livekit_console::model::Millis;
use parking_lot::Mutex;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::console::{KEY, SECRET, in_time, now};

/// How long a sender waits after a failure.
const PAUSE: Duration = Duration::from_millis(5);

/// One in so many failed webhooks is never sent again, as LiveKit gives up at last.
const GIVES_UP: u32 = 6;

/// A webhook.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) id: String,
    pub(crate) body: String,
}

/// The life of one room: it opens ten minutes before `now`, three come, one or two leave, and half
/// of all rooms end.
pub(crate) fn story(now: Millis, sender: usize, number: usize) -> Vec<Webhook> {
    let name = format!("{sender}-{number}");
    let (sid, at) = (format!("RM_{name}"), now.0 / 1000 - 600);
    let room = json!({"sid": sid, "name": name, "creationTime": at.to_string()});
    let mut webhooks = Vec::new();
    let mut push_event = |event: &str, who: Option<usize>, offset: i64| {
        let id = format!("EV_{name}_{}", webhooks.len());
        let mut body = json!({"event": event, "id": id, "createdAt": (at + offset).to_string(),
            "room": room});
        if let Some(who) = who {
            body["participant"] = json!({"sid": format!("PA_{name}_{who}"),
                "identity": format!("person-{who}"), "state": "ACTIVE",
                "joinedAt": (at + 1).to_string(), "disconnectReason": "CLIENT_INITIATED"});
        }
        webhooks.push(Webhook { id, body: body.to_string() });
    };
    push_event("room_started", None, 0);
    for who in 0..3 {
        push_event("participant_joined", Some(who), 1);
    }
    push_event("participant_left", Some(0), 2);
    if number.is_multiple_of(2) {
        push_event("participant_left", Some(1), 3);
        push_event("participant_left", Some(2), 3);
        push_event("room_finished", None, 4);
    }
    webhooks
}

/// What was sent and what was promised.
#[derive(Debug, Default)]
struct Catalog {
    target: Mutex<Option<SocketAddr>>,
    /// Body of each id that was ever sent.
    sent: Mutex<HashMap<String, String>>,
    /// Ids that were answered with 200.
    acknowledged: Mutex<HashSet<String>>,
    /// Answers other than 200, and connections that broke.
    failures: AtomicU64,
    /// Answers other than 200.
    refusals: AtomicU64,
    /// What the last of them was.
    last_failure: Mutex<String>,
    stop: AtomicBool,
}

/// Senders at work.
pub(crate) struct Load {
    catalog: Arc<Catalog>,
    senders: Vec<JoinHandle<()>>,
}

impl Load {
    /// Starts `senders` that send one room's story after the other, by a clock that shows `now`.
    pub(crate) fn start(now: Millis, senders: usize, seed: u64) -> Self {
        Self::of(now, 0..senders, seed)
    }

    /// The same with these numbers of senders, each of which has rooms of its own.
    pub(crate) fn of(now: Millis, senders: Range<usize>, seed: u64) -> Self {
        let catalog = Arc::<Catalog>::default();
        let senders = senders
            .map(|sender| background(send_stories(Arc::clone(&catalog), now, sender, seed)))
            .collect();
        Self { catalog, senders }
    }

    /// Where to send from now on; `None` waits.
    pub(crate) fn aim(&self, target: Option<SocketAddr>) {
        *self.catalog.target.lock() = target;
    }

    /// How many were promised.
    pub(crate) fn acknowledged(&self) -> usize {
        self.catalog.acknowledged.lock().len()
    }

    /// Answers other than 200.
    pub(crate) fn refusals(&self) -> u64 {
        self.catalog.refusals.load(Ordering::Relaxed)
    }

    /// Answers other than 200, and connections that broke.
    pub(crate) fn failures(&self) -> u64 {
        self.catalog.failures.load(Ordering::Relaxed)
    }

    /// Waits until so many more were promised.
    pub(crate) async fn more(&self, acknowledgements: usize) {
        let goal = self.acknowledged() + acknowledgements;
        let deadline = tokio::time::Instant::now() + crate::console::LIMIT * 3;
        while self.acknowledged() < goal {
            assert!(
                tokio::time::Instant::now() < deadline,
                "only {} of {goal} were acknowledged; {} requests failed, {} of them refused: {}",
                self.acknowledged(),
                self.failures(),
                self.refusals(),
                self.catalog.last_failure.lock()
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Ends it: the body of each id that was sent, and the ids that were answered with 200.
    pub(crate) async fn end(self) -> (HashMap<String, String>, HashSet<String>) {
        self.catalog.stop.store(true, Ordering::Relaxed);
        for sender in self.senders {
            in_time(sender).await.expect("a sender does not panic");
        }
        let sent = std::mem::take(&mut *self.catalog.sent.lock());
        let acknowledged = std::mem::take(&mut *self.catalog.acknowledged.lock());
        (sent, acknowledged)
    }
}

/// Runs `work` beside the test, until the test's runtime ends.
#[expect(clippy::disallowed_methods, reason = "a test ends whatever still runs")]
pub(crate) fn background(work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(work)
}

async fn send_stories(catalog: Arc<Catalog>, at: Millis, sender: usize, seed: u64) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed ^ sender as u64);
    livekit_console::net::tls::install();
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build();
    let http = http.expect("a client");
    for number in 0.. {
        for webhook in story(at, sender, number) {
            catalog.sent.lock().insert(webhook.id.clone(), webhook.body.clone());
            loop {
                if catalog.stop.load(Ordering::Relaxed) {
                    return;
                }
                let target = *catalog.target.lock();
                let Some(target) = target else {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                };
                if deliver(&catalog, &http, target, &webhook).await {
                    catalog.acknowledged.lock().insert(webhook.id.clone());
                    // Now and then LiveKit does not see the answer and sends it again.
                    if dice.random_ratio(1, 20) {
                        deliver(&catalog, &http, target, &webhook).await;
                    }
                    break;
                }
                if dice.random_ratio(1, GIVES_UP) {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn deliver(
    catalog: &Catalog,
    http: &reqwest::Client,
    target: SocketAddr,
    webhook: &Webhook,
) -> bool {
    let token = sign_webhook(webhook.body.as_bytes(), KEY, SECRET, now());
    let response = http
        .post(format!("http://{target}/api/livekit/webhook"))
        .header("Authorization", token)
        .body(webhook.body.clone())
        .send()
        .await;
    let is_promised = response.as_ref().is_ok_and(|response| response.status() == 200);
    if !is_promised {
        catalog.failures.fetch_add(1, Ordering::Relaxed);
        if response.is_ok() {
            catalog.refusals.fetch_add(1, Ordering::Relaxed);
        }
        *catalog.last_failure.lock() = format!("{response:?}");
    }
    is_promised
}

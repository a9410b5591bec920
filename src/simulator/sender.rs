//! Posts webhooks as LiveKit does: those of one room in order, those of different rooms
//! concurrently, each up to five times.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;

use crate::clock::Clock;
use crate::livekit;
use crate::net::client;
use crate::net::tls::Trust;

use super::Target;
use super::retry::{PostOutcome, Response, RetryDecision, decide};

/// Webhooks in flight at a time, at most.
const IN_FLIGHT: usize = 64;

/// Webhooks that wait or are in flight, at most.
const CAPACITY: usize = 1000;

/// A response that takes longer counts as none.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A webhook to send.
#[derive(Debug)]
pub(super) struct Post {
    /// Webhooks of one lane are sent in order.
    pub(super) lane: u64,
    /// Whether it is an intended duplicate.
    pub(super) again: bool,
    /// How far the signing clock is ahead of simulated time, milliseconds.
    pub(super) clock_ms: i64,
    /// The JSON.
    pub(super) body: String,
}

#[derive(Debug)]
struct Attempt {
    post: Post,
    token: String,
    /// The first is 1.
    number: u32,
}

/// Posts webhooks.
pub(super) struct Sender {
    http: reqwest::Client,
    target: Arc<Target>,
    /// The webhooks that wait in each lane. A lane is listed while it has one in flight.
    lanes: HashMap<u64, VecDeque<Post>>,
    ready: VecDeque<Post>,
    in_flight: FuturesUnordered<BoxFuture<'static, (Attempt, Response)>>,
    /// How many wait or are in flight.
    count: usize,
}

impl Sender {
    /// A sender to `target`.
    pub(super) fn new(target: Target) -> reqwest::Result<Self> {
        let http = client::builder(&Trust::system()).no_proxy().timeout(TIMEOUT).build()?;
        Ok(Self {
            http,
            target: Arc::new(target),
            lanes: HashMap::new(),
            ready: VecDeque::new(),
            in_flight: FuturesUnordered::new(),
            count: 0,
        })
    }

    /// Whether it can take another one.
    pub(super) const fn has_room(&self) -> bool {
        self.count < CAPACITY
    }

    /// Whether any webhook waits or is in flight.
    pub(super) const fn is_busy(&self) -> bool {
        self.count > 0
    }

    /// Sends `post` after the others of its lane.
    pub(super) fn send(&mut self, post: Post) {
        self.count += 1;
        if let Some(waiting) = self.lanes.get_mut(&post.lane) {
            waiting.push_back(post);
        } else {
            self.lanes.insert(post.lane, VecDeque::new());
            self.ready.push_back(post);
        }
        self.start();
    }

    /// Waits for the next outcome; `None` if nothing is in flight. It is safe to cancel the call.
    pub(super) async fn outcome(&mut self) -> Option<PostOutcome> {
        let (mut attempt, response) = self.in_flight.next().await?;
        match decide(response, attempt.number) {
            RetryDecision::Retry(wait) => {
                attempt.number += 1;
                self.in_flight.push(self.attempt(attempt, wait));
                Some(PostOutcome::Retried)
            }
            RetryDecision::Done(outcome) => {
                self.done(attempt.post.lane);
                let again = attempt.post.again && outcome == PostOutcome::Accepted;
                Some(if again { PostOutcome::Duplicate } else { outcome })
            }
        }
    }

    fn done(&mut self, lane: u64) {
        self.count -= 1;
        match self.lanes.get_mut(&lane).and_then(VecDeque::pop_front) {
            Some(next) => self.ready.push_back(next),
            None => {
                self.lanes.remove(&lane);
            }
        }
        self.start();
    }

    fn start(&mut self) {
        while self.in_flight.len() < IN_FLIGHT
            && let Some(post) = self.ready.pop_front()
        {
            // Like LiveKit: one token for all attempts. The receiver checks its times against the
            // system's clock, whatever clock the simulation follows.
            let token = livekit::sign_webhook(
                post.body.as_bytes(),
                &self.target.api_key,
                &self.target.api_secret,
                Clock::System.now().plus(post.clock_ms),
            );
            let attempt = Attempt { post, token, number: 1 };
            self.in_flight.push(self.attempt(attempt, Duration::ZERO));
        }
    }

    fn attempt(&self, attempt: Attempt, wait: Duration) -> BoxFuture<'static, (Attempt, Response)> {
        let (http, target) = (self.http.clone(), Arc::clone(&self.target));
        Box::pin(async move {
            if !wait.is_zero() {
                tokio::time::sleep(wait).await;
            }
            let request = http
                .post(&target.url)
                .header("Content-Type", "application/webhook+json")
                .header("Authorization", &attempt.token)
                .header("User-Agent", "livekit-console-simulator")
                .body(attempt.post.body.clone());
            let response = match request.send().await {
                Ok(response) => {
                    let header = response.headers().get("Retry-After");
                    let seconds = header.and_then(|value| value.to_str().ok()?.parse().ok());
                    Response::Status(response.status().as_u16(), seconds.map(Duration::from_secs))
                }
                Err(error) => {
                    tracing::debug!(error = %error, "a simulated webhook got no response");
                    Response::None
                }
            };
            (attempt, response)
        })
    }
}

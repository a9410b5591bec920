//! Posts webhooks as LiveKit does: those of a room one after the other, those of different rooms
//! side by side, each up to five times.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;

use crate::clock::Clock;
use crate::livekit;

use super::Target;
use super::verdict::{Answer, Outcome, Verdict, verdict};

/// How many webhooks are on their way at a time.
const IN_FLIGHT: usize = 64;

/// How many webhooks wait or are on their way, at most.
const CAPACITY: usize = 1000;

/// An answer that takes longer is none.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A webhook to send.
#[derive(Debug)]
pub(super) struct Post {
    /// Those of one lane are sent in their order.
    pub(super) lane: u64,
    /// Whether it was sent before, on purpose.
    pub(super) again: bool,
    /// How far the clock is ahead of the world's by which it is signed, milliseconds.
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
    /// What waits behind another of its lane. A lane is listed while it has one under way.
    lanes: HashMap<u64, VecDeque<Post>>,
    ready: VecDeque<Post>,
    in_flight: FuturesUnordered<BoxFuture<'static, (Attempt, Answer)>>,
    /// All that wait or are on their way.
    count: usize,
}

impl Sender {
    /// A sender to `target`.
    pub(super) fn new(target: Target) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()?;
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

    /// Whether anything waits or is on its way.
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

    /// Waits for the next answer. Nothing is lost if the caller stops waiting; with nothing to
    /// wait for there is no outcome.
    pub(super) async fn outcome(&mut self) -> Option<Outcome> {
        let (mut attempt, answer) = self.in_flight.next().await?;
        match verdict(answer, attempt.number) {
            Verdict::Again(wait) => {
                attempt.number += 1;
                self.in_flight.push(self.attempt(attempt, wait));
                Some(Outcome::Retried)
            }
            Verdict::Done(outcome) => {
                self.done(attempt.post.lane);
                let again = attempt.post.again && outcome == Outcome::Accepted;
                Some(if again { Outcome::Duplicate } else { outcome })
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
            // Like LiveKit, one token for all attempts. The receiver holds its times against the
            // system's clock, whatever clock the simulated world follows.
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

    fn attempt(&self, attempt: Attempt, wait: Duration) -> BoxFuture<'static, (Attempt, Answer)> {
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
            let answer = match request.send().await {
                Ok(response) => {
                    let header = response.headers().get("Retry-After");
                    let seconds = header.and_then(|value| value.to_str().ok()?.parse().ok());
                    Answer::Status(response.status().as_u16(), seconds.map(Duration::from_secs))
                }
                Err(error) => {
                    tracing::debug!(error = %error, "a simulated webhook was not answered");
                    Answer::None
                }
            };
            (attempt, answer)
        })
    }
}

//! Runs the simulated LiveKit: follows the clock and posts webhooks.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::model::Millis;

use super::faults::{Fate, WebhookDelivery};
use super::options::Options;
use super::retry::PostOutcome;
use super::room::RoomPlan;
use super::schedule::Schedule;
use super::sender::{Post, Sender};
use super::stream::{self, Stream};
use super::{random, webhook};

/// How often it reads the system's clock, milliseconds. It follows a hand-set clock at once.
const CLOCK_POLL_MS: i64 = 20;

/// Webhooks that it starts before it pauses for [`PAUSE`]: 5,000 a second, so that a large
/// simulation starts within minutes and leaves the console time for other work.
const AT_ONCE: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Where webhooks are sent, and how they are signed.
#[derive(Clone)]
pub struct Target {
    /// The whole URL.
    pub url: String,
    /// LiveKit's API key.
    pub api_key: String,
    /// The secret of that key.
    pub api_secret: String,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { url, api_key, .. } = self;
        write!(formatter, "Target {{ url: {url:?}, api_key: {api_key:?}, api_secret: *** }}")
    }
}

/// A simulated LiveKit. The caller checks the options with [`Options::check`].
#[derive(Debug)]
pub struct Simulator {
    schedule: Schedule,
    clock: Clock,
    target: Target,
    sent_until: watch::Sender<Option<Millis>>,
    sends_from: Option<Millis>,
}

impl Simulator {
    /// A LiveKit that sends its webhooks to `target`.
    pub fn new(options: Options, clock: Clock, target: Target) -> Self {
        let sent_until = watch::Sender::new(None);
        Self { schedule: Schedule::new(options), clock, target, sent_until, sends_from: None }
    }

    /// Leaves out the webhooks from before `from`; `None` leaves out none.
    #[must_use]
    pub fn sending_from(self, from: Option<Millis>) -> Self {
        Self { sends_from: from, ..self }
    }

    /// Reports its progress to `sent_until`.
    #[must_use]
    pub fn reporting_to(self, sent_until: watch::Sender<Option<Millis>>) -> Self {
        Self { sent_until, ..self }
    }

    /// The time until which all due webhooks are accepted or given up; `None` before the first one.
    /// A test waits for it after it has set its clock.
    pub fn sent_until(&self) -> watch::Receiver<Option<Millis>> {
        self.sent_until.subscribe()
    }

    /// The bodies of webhooks that end rooms which the console shows as open (`open_rooms`, by name
    /// and sid), but which are not open in the simulation at `now`. All webhooks of a room of the
    /// last day are sent again; a room of another simulation (another seed or size) finishes now.
    pub fn leftovers(&self, open_rooms: &[(String, String)], now: Millis) -> Vec<String> {
        stream::leftovers(&self.schedule, open_rooms, self.since(now), now)
    }

    /// Ends the leftovers in `open_rooms`, sends the webhooks of open rooms and of the configured
    /// past, and then those of new events. Runs until `token` is cancelled, then stops at once.
    pub async fn run(
        self,
        token: CancellationToken,
        open_rooms: Vec<(String, String)>,
        on_outcome: impl Fn(PostOutcome) + Send,
    ) -> anyhow::Result<()> {
        let started = self.clock.now();
        let mut leftovers = self.leftovers(&open_rooms, started).into_iter();
        drop(open_rooms);
        let mut stream = Stream::new(self.schedule, self.since(started));
        let mut sender =
            Sender::new(self.target).context("building the simulator's HTTP client")?;
        let step = if matches!(self.clock, Clock::Manual(_)) { 1 } else { CLOCK_POLL_MS };
        let mut pause_until = Instant::now();
        loop {
            let now = self.clock.now();
            let mut left = if Instant::now() < pause_until { 0 } else { AT_ONCE };
            let may_send = left > 0;
            while left > 0 && sender.has_room() {
                left -= 1;
                if let Some(body) = leftovers.next() {
                    // One lane: they are sent room by room, each in order.
                    sender.send(Post { lane: 0, again: false, clock_ms: 0, body });
                    continue;
                }
                let due = tokio::select! {
                    biased;
                    () = token.cancelled() => return Ok(()),
                    due = stream.due() => due,
                };
                if due > now {
                    break;
                }
                let Some((room, delivery)) = stream.next(now) else { break };
                if self.sends_from.is_some_and(|from| delivery.send_at < from) {
                    left += 1;
                    continue;
                }
                match post(&room, &delivery) {
                    Some(post) => sender.send(post),
                    None => on_outcome(PostOutcome::Lost),
                }
            }
            let all_sent = left > 0 && sender.has_room();
            if may_send && left == 0 {
                pause_until = Instant::now() + PAUSE;
            }
            if all_sent && !sender.is_busy() {
                self.sent_until.send_replace(Some(now));
            }
            tokio::select! {
                biased;
                () = token.cancelled() => return Ok(()),
                Some(outcome) = sender.outcome(), if sender.is_busy() => on_outcome(outcome),
                () = self.clock.reach(self.clock.when(now.plus(step))), if all_sent => {}
                () = tokio::time::sleep_until(pause_until), if !all_sent && sender.has_room() => {}
            }
        }
    }

    /// Events from this time on are sent.
    const fn since(&self, now: Millis) -> Millis {
        now.plus(-self.schedule.options().history_ms)
    }
}

/// The webhook to send; `None` if it is lost. The webhooks of a room share a lane, except those
/// that overtake others.
fn post(room: &Arc<RoomPlan>, delivery: &WebhookDelivery) -> Option<Post> {
    let lane = match delivery.fate {
        Fate::Lost => return None,
        Fate::InOrder => random::key(&[room.key]),
        Fate::Late | Fate::Duplicate => delivery.item.key(room),
    };
    let again = delivery.fate == Fate::Duplicate;
    let clock_ms = room.clock_ms();
    Some(Post { lane, again, clock_ms, body: webhook::body(room, &delivery.item) })
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn the_secret_is_not_shown() {
        let secret = "not-to-be-shown".to_owned();
        let target =
            Target { url: "http://h".to_owned(), api_key: "k".to_owned(), api_secret: secret };
        assert_eq!(
            format!("{target:?}"),
            r#"Target { url: "http://h", api_key: "k", api_secret: *** }"#
        );
    }
}

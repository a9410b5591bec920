//! The simulated LiveKit at work: follows the clock and posts what happens.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::model::Millis;

use super::faults::{Delivery, Fate};
use super::options::Options;
use super::room::RoomPlan;
use super::schedule::Schedule;
use super::sender::{Post, Sender};
use super::stream::{self, Stream};
use super::verdict::Outcome;
use super::{dice, webhook};

/// How often it looks at the system's clock, in milliseconds; a hand-set one it follows at once.
const TICK_MS: i64 = 20;

/// How many webhooks it starts at most before it rests for [`REST`]: 5,000 a second, so that a
/// large world opens in minutes and leaves the console time for others.
const AT_ONCE: usize = 100;
const REST: Duration = Duration::from_millis(20);

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

/// A LiveKit that isn't there. The caller holds the options against [`Options::check`].
#[derive(Debug)]
pub struct Simulator {
    schedule: Schedule,
    clock: Clock,
    target: Target,
    told: watch::Sender<Option<Millis>>,
}

impl Simulator {
    /// A LiveKit that sends its webhooks to `target`.
    pub fn new(options: Options, clock: Clock, target: Target) -> Self {
        let told = watch::Sender::new(None);
        Self { schedule: Schedule::new(options), clock, target, told }
    }

    /// Tells `told` until when everything is answered, from now on.
    #[must_use]
    pub fn telling(self, told: watch::Sender<Option<Millis>>) -> Self {
        Self { told, ..self }
    }

    /// Until when everything that is due is answered or given up, `None` before the first time: what
    /// a test waits for after it has set its clock.
    pub fn told(&self) -> watch::Receiver<Option<Millis>> {
        self.told.subscribe()
    }

    /// The bodies of the webhooks that end what is open in the eyes of the console, `open_rooms` by
    /// name and sid, but not in the simulated world at `now`. A room of the last day is told as it
    /// was; one from another world (another seed or size) finishes now.
    pub fn leftovers(&self, open_rooms: &[(String, String)], now: Millis) -> Vec<String> {
        stream::leftovers(&self.schedule, open_rooms, self.since(now), now)
    }

    /// Ends what is left over in `open_rooms`, tells the open rooms and the latest past, and then
    /// what happens as it happens. Runs until `token` is cancelled, then stops at once.
    pub async fn run(
        self,
        token: CancellationToken,
        open_rooms: Vec<(String, String)>,
        on_outcome: impl Fn(Outcome) + Send,
    ) -> anyhow::Result<()> {
        let started = self.clock.now();
        let mut leftovers = self.leftovers(&open_rooms, started).into_iter();
        drop(open_rooms);
        let mut stream = Stream::new(self.schedule, self.since(started));
        let mut sender =
            Sender::new(self.target).context("building the simulator's HTTP client")?;
        let step = if matches!(self.clock, Clock::Manual(_)) { 1 } else { TICK_MS };
        let mut rest_until = Instant::now();
        loop {
            let now = self.clock.now();
            let mut left = if Instant::now() < rest_until { 0 } else { AT_ONCE };
            let may_send = left > 0;
            while left > 0 && sender.has_room() {
                left -= 1;
                if let Some(body) = leftovers.next() {
                    // One lane: they are told room by room, each in order.
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
                match post(&room, &delivery) {
                    Some(post) => sender.send(post),
                    None => on_outcome(Outcome::Lost),
                }
            }
            let all_sent = left > 0 && sender.has_room();
            if may_send && left == 0 {
                rest_until = Instant::now() + REST;
            }
            if all_sent && !sender.is_busy() {
                self.told.send_replace(Some(now));
            }
            tokio::select! {
                biased;
                () = token.cancelled() => return Ok(()),
                Some(outcome) = sender.outcome(), if sender.is_busy() => on_outcome(outcome),
                () = self.clock.reach(self.clock.when(now.plus(step))), if all_sent => {}
                () = tokio::time::sleep_until(rest_until), if !all_sent && sender.has_room() => {}
            }
        }
    }

    /// From then everything is told.
    const fn since(&self, now: Millis) -> Millis {
        now.plus(-self.schedule.options().history_ms)
    }
}

/// What is sent, if it is not lost. A room's webhooks share a lane, unless one is to overtake.
fn post(room: &Arc<RoomPlan>, delivery: &Delivery) -> Option<Post> {
    let lane = match delivery.fate {
        Fate::Lost => return None,
        Fate::InTurn => dice::key(&[room.key]),
        Fate::Late | Fate::Again => delivery.item.key(room),
    };
    let again = delivery.fate == Fate::Again;
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

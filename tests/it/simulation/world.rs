//! One simulated world: what may happen in it, in an order that the seed chooses, and what must
//! hold at each step and in the end.

use std::collections::{HashMap, HashSet};

use livekit_console::clock::Clock;
use livekit_console::ingest::Receipt;
use livekit_console::model::Millis;
use livekit_console::simulator::{Fate, Faults, Options, Schedule, body, deliveries, timeline};
use livekit_console::store::open;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use tempfile::TempDir;

use super::Trace;
use super::console::{Answer, Console};
use super::database::Database;
use super::disk;
use crate::console::NOW;
use crate::ledger::{assert_stored_except, stored_events};
use crate::load::Webhook;

/// Of what LiveKit sends, so much is late, doubled or out of order; what it loses is not sent.
const FAULTS: Faults = Faults { late: 0.1, duplicated: 0.1, reordered: 0.1, ..Faults::NONE };
/// How long LiveKit is played, milliseconds: longer than what is over stays in memory.
const PLAYED_MS: i64 = 45 * 60_000;
/// Webhooks that are sent at most, so that a world ends.
const WEBHOOKS: usize = 400;

/// What may happen next, with its weight.
const STEPS: [(u32, Step); 10] = [
    (40, Step::Send),
    (25, Step::Append),
    (14, Step::Apply),
    (14, Step::Store),
    (6, Step::Evict),
    (3, Step::BreakDatabase),
    (4, Step::MendDatabase),
    (2, Step::SetClock),
    (2, Step::Kill),
    (1, Step::Stop),
];

#[derive(Debug, Clone, Copy)]
enum Step {
    Send,
    Append,
    Apply,
    Store,
    Evict,
    BreakDatabase,
    MendDatabase,
    SetClock,
    Kill,
    Stop,
}

/// A world.
pub(super) struct World {
    dice: ChaCha8Rng,
    trace: Trace,
    clock: Clock,
    folder: TempDir,
    database: Database,
    /// `None` between two.
    console: Option<Console>,
    /// What is still to be sent, the next last.
    webhooks: Vec<Webhook>,
    /// Body of each id that was ever sent.
    sent: HashMap<String, String>,
    acknowledged: HashSet<String>,
    /// Which event has that number in the journal.
    numbered: HashMap<u64, String>,
    /// The number of an event.
    numbers: HashMap<String, u64>,
    /// What was acknowledged when the journal was copied, if it was.
    copied: Option<HashSet<String>>,
    /// What the live reader saw since the start of this console.
    witnessed: HashSet<String>,
    /// What an older copy of the database or of the journal may lack for good.
    excused: HashSet<String>,
}

impl World {
    pub(super) async fn new(seed: u64, trace: Trace) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Clock::manual(NOW);
        let database = Database::new(folder.path());
        let console = Some(Console::start(folder.path(), &database.url(), &clock).await);
        Self {
            dice: ChaCha8Rng::seed_from_u64(seed),
            trace,
            clock,
            database,
            console,
            webhooks: webhooks(seed),
            sent: HashMap::new(),
            acknowledged: HashSet::new(),
            numbered: HashMap::new(),
            numbers: HashMap::new(),
            copied: None,
            witnessed: HashSet::new(),
            excused: HashSet::new(),
            folder,
        }
    }

    /// Lets everything happen, and holds what is stored in the end against what was promised.
    pub(super) async fn play(mut self) {
        while !self.webhooks.is_empty() {
            let step = self.choose();
            let what = self.step(step).await;
            let acknowledged = self.acknowledged.len();
            let console = self.console();
            let (journal, applied) = (&console.journal, console.pipeline.follower.next());
            let line = format!(
                "{step:?} {what}: next {}, applied {applied}, pending {}, {acknowledged} acknowledged",
                journal.next(),
                journal.status().pending,
            );
            self.trace.note(line);
        }
        self.database.mend().await;
        self.until_stored().await;
        self.excuse_what_is_named();
        self.console.take().expect("one runs").kill().await;
        let url = self.database.url();
        let stored =
            assert_stored_except(&url, &self.sent, &self.acknowledged, Some(&self.excused)).await;
        assert!(stored > 0 && self.acknowledged.len() > WEBHOOKS / 4, "it was a world");
        self.trace.note(format!("{} acknowledged, {stored} stored", self.acknowledged.len()));
    }

    const fn console(&mut self) -> &mut Console {
        self.console.as_mut().expect("one runs")
    }

    fn choose(&mut self) -> Step {
        let sum = STEPS.iter().map(|(weight, _)| weight).sum();
        let mut die = self.dice.random_range(0..sum);
        for (weight, step) in STEPS {
            if die < weight {
                return step;
            }
            die -= weight;
        }
        unreachable!("the weights add up")
    }

    async fn step(&mut self, step: Step) -> String {
        match step {
            Step::Send => {
                let webhooks = self.dice.random_range(1..6);
                for _ in 0..webhooks {
                    self.send();
                }
                format!("{webhooks}")
            }
            Step::Append => format!("{}", self.append()),
            Step::Apply => {
                format!(
                    "{}",
                    self.console().pipeline.apply_next().expect("the journal can be read")
                )
            }
            Step::Store => format!("{}", self.console().store().await),
            Step::Evict => {
                let minutes = self.dice.random_range(0..6);
                self.clock.set(self.clock.now().plus(minutes * 60_000));
                let clock = self.clock.clone();
                self.console().evict(&clock);
                format!("after {minutes} minutes")
            }
            Step::BreakDatabase => {
                let die = self.dice.random_range(0..64);
                self.database.break_down(die).await.to_owned()
            }
            Step::MendDatabase => {
                self.database.mend().await;
                String::new()
            }
            Step::SetClock => {
                let seconds = self.dice.random_range(-3600..3600);
                self.clock.set(self.clock.now().plus(seconds * 1000));
                format!("by {seconds} s")
            }
            Step::Kill => self.kill().await,
            Step::Stop => {
                self.database.mend().await;
                self.until_stored().await;
                self.restart(async |_| String::new()).await
            }
        }
    }

    /// Gives the appender its turn; what it makes durable is seen before storage can give it back.
    fn append(&mut self) -> usize {
        let appended = self.console().appender.write_next();
        self.watch();
        let answers = self.console().answers();
        self.take(answers);
        appended
    }

    /// Gives everything its turn until there is nothing left to do; fails if that never comes.
    async fn until_stored(&mut self) {
        for _ in 0..10_000 {
            let appended = self.append();
            let console = self.console();
            let applied = console.pipeline.apply_next().expect("the journal can be read");
            let is_stored = console.store().await;
            if appended == 0 && !applied && is_stored && console.journal.status().pending == 0 {
                return;
            }
        }
        panic!("it does not until_stored: {:?}", self.console().journal.status());
    }

    fn send(&mut self) {
        let Some(webhook) = self.webhooks.pop() else { return };
        self.sent.insert(webhook.id.clone(), webhook.body.clone());
        let response = self.console().send(&webhook);
        self.take(response);
    }

    /// Reads along, live: no number ever means another event.
    fn watch(&mut self) {
        // It may come back with nothing where a segment ends, and is asked again, as it would be.
        let mut in_vain = 0;
        while in_vain < 3 {
            let entries = self.console().witness.read(64, u64::MAX).expect("it can be read");
            in_vain = if entries.is_empty() { in_vain + 1 } else { 0 };
            for (number, entry) in entries {
                let id = entry.envelope.id.to_string();
                let first = self.numbered.entry(number).or_insert_with(|| id.clone());
                assert_eq!(*first, id, "number {number} means two events");
                self.numbers.insert(id.clone(), number);
                self.witnessed.insert(id);
            }
        }
    }

    fn take(&mut self, answers: impl IntoIterator<Item = Answer>) {
        for Answer { id, outcome } in answers {
            match outcome {
                Ok(receipt) => {
                    let is_seen = receipt == Receipt::Duplicate || self.witnessed.contains(&id);
                    assert!(is_seen, "`{id}` is acknowledged, and no reader sees it");
                    self.acknowledged.insert(id);
                }
                Err(refusal) => {
                    assert_eq!(refusal.status, 503, "`{id}`: {refusal:?}");
                    // LiveKit comes again, behind others.
                    if self.dice.random_ratio(2, 3) {
                        let body = self.sent[&id].clone();
                        let index = self.webhooks.len().saturating_sub(8);
                        self.webhooks.insert(index, Webhook { id, body });
                    }
                }
            }
        }
    }

    /// The process dies, and with it goes, or comes back, what dies with machines.
    async fn kill(&mut self) -> String {
        self.database.mend().await;
        let die = self.dice.random_range(0..10);
        let stored: HashSet<String> = if die == 1 { self.stored().await } else { HashSet::new() };
        let (journal, copy) = (self.folder.path().join("journal"), self.folder.path().join("copy"));
        self.restart(async |world: &mut Self| match die {
            0 => {
                world.database.back_up();
                "and the database is copied".to_owned()
            }
            1 => {
                if world.database.restore() {
                    world.excused.extend(stored);
                }
                "and an older copy of the database comes back".to_owned()
            }
            2 => {
                disk::copy(&journal, &copy);
                world.copied = Some(world.acknowledged.clone());
                "and the journal is copied".to_owned()
            }
            3 => {
                if let Some(copied) = world.copied.clone() {
                    disk::copy(&copy, &journal);
                    let since = world.acknowledged.difference(&copied).cloned();
                    world.excused.extend(since);
                    world.numbered.clear();
                }
                "and an older copy of the journal comes back".to_owned()
            }
            4..8 => disk::damage(&journal, &mut world.dice),
            _ => String::new(),
        })
        .await
    }

    /// What the journal says is lost is not lost in silence.
    fn excuse_what_is_named(&mut self) {
        let losses = self.console().journal.losses();
        let named = self.numbers.iter().filter(|(_, number)| {
            let is_named =
                |from, to: Option<u64>| from <= **number && to.is_none_or(|to| **number < to);
            losses.iter().any(|loss| is_named(loss.from, loss.to))
        });
        self.excused.extend(named.map(|(id, _)| id.clone()));
    }

    async fn stored(&self) -> HashSet<String> {
        let store = open::open(&self.database.url()).expect("the URL is good");
        store.prepare().await.expect("the database answers");
        let events = stored_events(&store).await;
        store.close().await;
        events.into_iter().map(|event| event.id.to_string()).collect()
    }

    /// Ends the console at once, lets `between` happen, and starts another.
    async fn restart(&mut self, between: impl AsyncFnOnce(&mut Self) -> String) -> String {
        self.console.take().expect("one runs").kill().await;
        self.witnessed.clear();
        let what = between(self).await;
        let url = self.database.url();
        self.console = Some(Console::start(self.folder.path(), &url, &self.clock).await);
        self.watch();
        what
    }
}

/// What LiveKit sends, the first last.
fn webhooks(seed: u64) -> Vec<Webhook> {
    let options = Options { seed, rooms: 6, participants: 24, history_ms: 0, faults: FAULTS };
    let schedule = Schedule::new(options);
    let from = NOW.plus(-PLAYED_MS);
    let mut letters: Vec<(Millis, Webhook)> = Vec::new();
    for room in schedule.rooms(from, NOW) {
        for delivery in deliveries(&FAULTS, &room, &timeline(&room)) {
            if delivery.fate != Fate::Lost && delivery.send_at >= from {
                let id = delivery.item.event_id(&room);
                let body = body(&room, &delivery.item);
                letters.push((delivery.send_at, Webhook { id, body }));
            }
        }
    }
    letters.sort_by_key(|(at, _)| *at);
    letters.truncate(WEBHOOKS);
    letters.into_iter().rev().map(|(_, webhook)| webhook).collect()
}

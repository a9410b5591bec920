//! The loop that stores: it follows the pipeline through the journal, and lags behind while the
//! database is away.

use std::iter;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{LOCK, count, tell};
use crate::clock::Clock;
use crate::ingest::journal::{self, Journal};
use crate::ingest::{Follower, Intake, Names, Reports};
use crate::metrics::Metrics;
use crate::model::{Event, StoreHealth};
use crate::state::feed::Feed;
use crate::state::{Change, KEEP_MS, State};
use crate::store::dead_letter::Rejected;
use crate::store::{self, Store, Stored, writer};
use crate::tasks;

/// Events that one transaction writes.
const BATCH_EVENTS: usize = 1000;
/// With fewer than a batch to write, more are waited for so long: a commit costs more than its rows.
const LINGER: Duration = Duration::from_millis(250);
/// The first wait after a failure; each further one is twice as long, up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// How long the database may be back before it is noticed.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// A database that takes longer over a batch counts as away until it answers. Also how often it is
/// asked for a sign of life while there is nothing to store.
const SLOW: Duration = Duration::from_secs(5);

/// How long ago, milliseconds, and how many reports of clients are remembered over a restart, so that
/// one whose answer was lost in it is recognised: a client tries again within minutes.
const KEEP_REPORTS_MS: i64 = 5 * 60 * 1000;
const KEEP_REPORTS: u32 = 50_000;

/// Stores events and sessions.
pub struct Storage {
    /// Where events come from.
    pub journal: Journal,
    /// The deployments' names.
    pub names: Names,
    /// Where sessions come from.
    pub state: Arc<RwLock<State>>,
    /// Where both go.
    pub store: store::SharedStore,
    /// How far the pipeline is; storage never passes it.
    pub applied: watch::Receiver<u64>,
    /// Told how far it is.
    pub stored: Stored,
    /// Told whether the database answers.
    pub health: watch::Sender<StoreHealth>,
    /// Told the ids that the store knows, so that a repetition is recognised.
    pub intake: Arc<Intake>,
    /// Told those of clients' reports.
    pub reports: Arc<Reports>,
    /// Told what was learnt from the store.
    pub feed: Feed,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
    /// How long storing may go on once it is to end; the journal keeps the rest.
    pub patience: Duration,
}

/// How far storage is: its place in the journal, and what it has read and not stored.
#[derive(Debug)]
pub struct Progress {
    follower: Follower,
    events: Vec<Arc<Event>>,
    /// Sequence number of the first of them.
    first: u64,
    /// Sequence number after the last of them.
    cursor: u64,
}

impl Progress {
    fn new(journal: &Journal, from: u64, names: &Names) -> Self {
        let follower = Follower::new(journal, from, names);
        Self { follower, events: Vec::new(), first: from, cursor: from }
    }
}

impl Storage {
    /// Stores until `drain` is cancelled and everything is stored. What is left when patience ends,
    /// or if the database is away then, stays in the journal for the next start.
    pub async fn run(self, drain: CancellationToken) -> anyhow::Result<()> {
        let out_of_patience = async {
            drain.cancelled().await;
            tokio::time::sleep(self.patience).await;
        };
        let is_done = tokio::select! {
            is_done = self.store(&drain) => is_done?,
            () = out_of_patience => false,
        };
        if !is_done {
            let left = self.journal.status().pending;
            tracing::warn!(
                journal.pending = left,
                "stopping before everything is stored; the journal keeps it for the next start"
            );
        }
        Ok(())
    }

    /// Stores; returns whether everything was stored when `drain` was cancelled.
    async fn store(&self, drain: &CancellationToken) -> anyhow::Result<bool> {
        let Some(mut progress) = self.begin(drain).await? else { return Ok(false) };
        let mut applied = self.applied.clone();
        let mut wait = FIRST_WAIT;
        loop {
            tasks::working(tasks::STALLED);
            if progress.events.is_empty() && !drain.is_cancelled() {
                self.linger(&progress.follower, &mut applied, drain).await;
            }
            if self.store_next(&mut progress).await? {
                wait = FIRST_WAIT;
                let all_read = progress.follower.next() >= *applied.borrow();
                if drain.is_cancelled() && all_read && self.is_applied() {
                    return Ok(true);
                }
                continue;
            }
            if drain.is_cancelled() {
                return Ok(false);
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = drain.cancelled() => {}
            }
            wait = (wait * 2).min(LONGEST_WAIT);
            self.look_back(&mut progress).await;
        }
    }

    /// Stores what waits, or else what comes next in the journal; returns whether it is stored. If
    /// not, it waits for the next turn.
    pub async fn store_next(&self, progress: &mut Progress) -> anyhow::Result<bool> {
        let limit = *self.applied.borrow();
        if progress.events.is_empty() {
            let events =
                progress.follower.read(BATCH_EVENTS, limit).context("reading the journal")?;
            progress.cursor = progress.follower.next();
            progress.first = events.first().map_or(progress.cursor, |(first, _)| *first);
            progress.events = events.into_iter().flat_map(|(_, event)| with_facts(event)).collect();
        }
        let written = self.write(progress).await;
        if let Err(error) = &written {
            let oldest = progress.events.first().map(|event| event.received_at);
            self.journal.release(progress.first, oldest);
            self.failed(error);
        }
        Ok(written.is_ok())
    }

    /// Whether the pipeline has applied all that is in the journal.
    fn is_applied(&self) -> bool {
        *self.applied.borrow() >= self.journal.next()
    }

    /// Waits for something to store, and a little for more of it.
    async fn linger(
        &self,
        follower: &Follower,
        applied: &mut watch::Receiver<u64>,
        drain: &CancellationToken,
    ) {
        let next = follower.next();
        loop {
            tokio::select! {
                // Storage holds a receiver of its own sender's channel: it ends by `drain`.
                _ = applied.wait_for(|applied| *applied > next) => break,
                () = drain.cancelled() => return,
                () = tokio::time::sleep(SLOW) => {}
            }
            tasks::working(tasks::STALLED);
            match tokio::time::timeout(SLOW, self.store.ping()).await {
                Ok(Ok(())) => self.answered(),
                Ok(Err(error)) => self.failed(&error),
                Err(_) => self.slow(),
            }
        }
        let full = next.saturating_add(BATCH_EVENTS as u64);
        tokio::select! {
            _ = applied.wait_for(|applied| *applied >= full) => {}
            () = self.stored.is_awaited() => {}
            () = tokio::time::sleep(LINGER) => {}
            () = drain.cancelled() => {}
        }
    }

    /// Brings the schema up to date and loads the state, however long the database takes to
    /// answer; returns `None` if the console stopped before.
    async fn begin(&self, drain: &CancellationToken) -> anyhow::Result<Option<Progress>> {
        let mut wait = FIRST_WAIT;
        loop {
            tasks::working(tasks::STALLED);
            match self.watched(self.start()).await {
                Ok(progress) => {
                    self.answered();
                    return Ok(Some(progress));
                }
                Err(error @ (store::Error::Migration(_) | store::Error::Record(_))) => {
                    return Err(error).context("preparing the database");
                }
                Err(error) => self.failed(&error),
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = drain.cancelled() => return Ok(None),
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Brings the schema up to date, loads the state and finds the place in the journal to begin at,
    /// if the database answers.
    pub async fn start(&self) -> Result<Progress, store::Error> {
        Ok(Progress::new(&self.journal, self.prepare().await?, &self.names))
    }

    async fn prepare(&self) -> Result<u64, store::Error> {
        let known = (&*self.intake, &*self.reports);
        prepare(&self.store, &self.state, &self.journal, known, &self.clock).await
    }

    /// Begins again further back in the journal, if the database that is back is not the one that
    /// went: empty, or restored from a backup, it lacks what was stored in it.
    pub async fn look_back(&self, progress: &mut Progress) {
        let Ok(from) = self.prepare().await else { return };
        // There may be nothing left of it in the journal.
        let from = from.max(self.journal.first());
        if from >= progress.first {
            return;
        }
        tracing::warn!(
            journal.from = from,
            journal.to = progress.first,
            "the database lacks what was stored in it; what the journal and the memory still have \
                is stored again"
        );
        self.state.write().expect(LOCK).set_all_dirty();
        *progress = Progress::new(&self.journal, from, &self.names);
    }

    /// Waits for `answer`, and says so if that takes long.
    async fn watched<T>(&self, answer: impl Future<Output = T>) -> T {
        let mut answer = std::pin::pin!(answer);
        tokio::select! {
            answer = &mut answer => return answer,
            () = tokio::time::sleep(SLOW) => self.slow(),
        }
        answer.await
    }

    async fn write(&self, progress: &mut Progress) -> Result<(), store::Error> {
        let timer = self.metrics.store_write_seconds.start_timer();
        let mut outcome = self.watched(self.try_to_write(progress, None)).await;
        if matches!(outcome, Err(store::Error::Content(_))) {
            let set_aside = |rejected: &Rejected| self.set_aside(rejected);
            outcome = self.watched(self.try_to_write(progress, Some(&set_aside))).await;
        }
        timer.observe_duration();
        let (new, changes) = outcome?;
        self.metrics.events_stored_total.inc_by(new);
        self.journal.release(progress.cursor, None);
        self.stored.set(progress.cursor);
        self.answered();
        let tally = self.state.write().expect(LOCK).take_tally();
        count(&self.metrics, tally);
        if !changes.is_empty() {
            let state = self.state.read().expect(LOCK);
            tell(&state, changes, &self.feed, &self.clock);
        }
        Ok(())
    }

    async fn try_to_write(
        &self,
        progress: &mut Progress,
        set_aside: Option<writer::SetAside<'_>>,
    ) -> Result<(u64, Vec<Change>), store::Error> {
        writer::write_or_set_aside(
            &self.store,
            &self.state,
            (self.journal.id(), progress.cursor),
            &mut progress.events,
            self.clock.now(),
            set_aside,
        )
        .await
    }

    fn set_aside(&self, rejected: &Rejected) -> std::io::Result<()> {
        let line = serde_json::to_string(rejected)?;
        self.journal.reject(&line)?;
        self.metrics.events_rejected_total.inc();
        tracing::error!(
            kind = rejected.kind,
            deployment = rejected.deployment,
            id = rejected.id,
            error = rejected.error,
            "the database refuses what this holds; it is set aside in `{}`",
            journal::REJECTED
        );
        Ok(())
    }

    fn answered(&self) {
        if matches!(&*self.health.borrow(), StoreHealth::Down(_)) {
            tracing::info!("the database answers again");
        }
        self.health.send_if_modified(|health| {
            std::mem::replace(health, StoreHealth::Up) != StoreHealth::Up
        });
        self.metrics.store_up.set(1.0);
    }

    fn slow(&self) {
        let why = format!("no answer for {} s", SLOW.as_secs());
        self.failed(&store::Error::Unavailable(
            std::io::Error::new(std::io::ErrorKind::TimedOut, why).into(),
        ));
    }

    fn failed(&self, error: &store::Error) {
        self.metrics.store_errors_total.inc();
        self.metrics.store_up.set(0.0);
        let why = chain(error);
        let was_down = matches!(&*self.health.borrow(), StoreHealth::Down(_));
        if !was_down {
            tracing::warn!(error = %why, "the database does not take what is to be stored; the \
                journal keeps it, and it is tried again");
        }
        self.health.send_replace(StoreHealth::Down(why));
    }
}

/// Prepares the store and joins what it knows into the state; returns where in the journal to begin.
pub async fn prepare(
    store: &Store,
    state: &RwLock<State>,
    journal: &Journal,
    (intake, reports): (&Intake, &Reports),
    clock: &Clock,
) -> Result<u64, store::Error> {
    store.prepare().await?;
    let now = clock.now();
    let since = now.plus(-KEEP_MS);
    let mut cursor = None;
    for run in journal.runs() {
        cursor = store.cursor(run.id).await?.map(|cursor| (run, cursor));
        if cursor.is_some() {
            break;
        }
    }
    if !state.read().expect(LOCK).is_loaded() {
        for (deployment, id) in store.recent_ids(since).await? {
            intake.remember(&deployment, &id);
        }
        let since_reports = now.plus(-KEEP_REPORTS_MS);
        for (deployment, id) in store.recent_reports(since_reports, KEEP_REPORTS).await? {
            reports.remember(&deployment, &id);
        }
        writer::load(store, state, since, now).await?;
    }
    Ok(journal.resume(cursor))
}

/// An event, and with a client's report the facts that it tells.
fn with_facts(event: Arc<Event>) -> Vec<Arc<Event>> {
    let facts = event.report().map(|reported| reported.facts(&event)).unwrap_or_default();
    iter::once(event).chain(facts.into_iter().map(Arc::new)).collect()
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let why = cause.to_string();
        // Some repeat their cause in their own words.
        if !text.ends_with(&why) {
            text = format!("{text}: {why}");
        }
        next = cause.source();
    }
    text
}

//! The loop that stores events and sessions: it follows the pipeline through the journal, and lags
//! behind while the database is away.

use std::iter;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use parking_lot::RwLock;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{count, publish_changes};
use crate::clock::Clock;
use crate::ingest::journal::{self, Journal};
use crate::ingest::{DeploymentNames, Follower, Intake, Reports};
use crate::metrics::Metrics;
use crate::model::{Event, StoreHealth};
use crate::state::feed::Feed;
use crate::state::{RETAIN_ENDED_MS, State, StateChange};
use crate::store::dead_letter::Rejected;
use crate::store::{self, Store, Stored, writer};
use crate::tasks;
use crate::watched::Watched as _;

/// The most events that one transaction writes.
const BATCH_EVENTS: usize = 1000;
/// How long a batch that is not full waits for more events: a commit costs more than its rows.
const LINGER: Duration = Duration::from_secs(1);
/// The first wait after a failure; each further one is twice as long, up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// A database that takes longer than this for a batch counts as down until it answers. Also how
/// often it is pinged while there is nothing to store.
const SLOW: Duration = Duration::from_secs(5);

/// Client reports of this many milliseconds, and at most [`KEEP_REPORTS`], are remembered over a
/// restart, so that a report whose response was lost is recognised: a client retries within
/// minutes.
const KEEP_REPORTS_MS: i64 = 5 * 60 * 1000;
const KEEP_REPORTS: u32 = 50_000;

/// Stores events and sessions.
pub struct Storage {
    /// Where events come from.
    pub journal: Journal,
    /// The deployments' names.
    pub names: DeploymentNames,
    /// Where sessions come from.
    pub state: Arc<RwLock<State>>,
    /// Where both go.
    pub store: store::SharedStore,
    /// The pipeline's position; storage never overtakes it.
    pub applied: watch::Receiver<u64>,
    /// Receives the position of storage.
    pub stored: Stored,
    /// Receives whether the database answers.
    pub health: watch::Sender<StoreHealth>,
    /// Receives the event ids that the store knows, so that a repetition is recognised.
    pub intake: Arc<Intake>,
    /// Receives the ids of client reports that the store knows.
    pub reports: Arc<Reports>,
    /// Where changes that come from the store are published.
    pub feed: Feed,
    /// The console's own metrics.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
    /// How long storing may continue at shutdown; the journal keeps the rest.
    pub patience: Duration,
}

/// The position of storage in the journal, and the events that it has read and not stored.
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
    fn new(journal: &Journal, from: u64, names: &DeploymentNames) -> Self {
        let follower = Follower::new(journal, from, names);
        Self { follower, events: Vec::new(), first: from, cursor: from }
    }
}

impl Storage {
    /// Stores until `drain` is cancelled and everything is stored. What is left when `patience`
    /// ends, or when the database is away, remains in the journal for the next start.
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
                let all_read = progress.follower.next() >= applied.current();
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
            self.rewind(&mut progress).await;
        }
    }

    /// Stores the waiting events, or else the next ones of the journal; returns whether they are
    /// stored. If not, they wait for the next call.
    pub async fn store_next(&self, progress: &mut Progress) -> anyhow::Result<bool> {
        let limit = self.applied.current();
        if progress.events.is_empty() {
            let events =
                progress.follower.read(BATCH_EVENTS, limit).context("reading the journal")?;
            progress.cursor = progress.follower.next();
            progress.first = events.first().map_or(progress.cursor, |(first, _)| *first);
            progress.events =
                events.into_iter().flat_map(|(_, event)| with_contained(event)).collect();
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
        self.applied.current() >= self.journal.next()
    }

    /// Waits for something to store, and then a little for more.
    async fn linger(
        &self,
        follower: &Follower,
        applied: &mut watch::Receiver<u64>,
        drain: &CancellationToken,
    ) {
        let next = follower.next();
        loop {
            tokio::select! {
                // This channel does not end while storage runs; `drain` ends the wait.
                _ = applied.wait_for(|applied| *applied > next) => break,
                () = drain.cancelled() => return,
                () = tokio::time::sleep(SLOW) => {}
            }
            tasks::working(tasks::STALLED);
            match tokio::time::timeout(SLOW, self.store.ping()).await {
                Ok(Ok(())) => self.succeeded(),
                Ok(Err(error)) => self.failed(&error),
                Err(_) => self.timed_out(),
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
                    self.succeeded();
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

    /// Brings the schema up to date, loads the state and finds the position in the journal to begin
    /// at, if the database answers.
    pub async fn start(&self) -> Result<Progress, store::Error> {
        Ok(Progress::new(&self.journal, self.prepare().await?, &self.names))
    }

    async fn prepare(&self) -> Result<u64, store::Error> {
        let known = (&*self.intake, &*self.reports);
        prepare(&self.store, &self.state, &self.journal, known, &self.clock).await
    }

    /// Moves back in the journal if the database lacks what was stored in it: it is empty, or was
    /// restored from a backup.
    pub async fn rewind(&self, progress: &mut Progress) {
        let Ok(from) = self.prepare().await else { return };
        // The journal may not have those events any more.
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
        self.state.write().set_all_dirty();
        *progress = Progress::new(&self.journal, from, &self.names);
    }

    /// Waits for `operation`, and reports the database as down if it takes long.
    async fn watched<T>(&self, operation: impl Future<Output = T>) -> T {
        let mut operation = std::pin::pin!(operation);
        tokio::select! {
            outcome = &mut operation => return outcome,
            () = tokio::time::sleep(SLOW) => self.timed_out(),
        }
        operation.await
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
        self.succeeded();
        let tally = self.state.write().take_tally();
        count(&self.metrics, tally);
        if !changes.is_empty() {
            let state = self.state.read();
            publish_changes(&state, changes, &self.feed, &self.clock);
        }
        Ok(())
    }

    async fn try_to_write(
        &self,
        progress: &mut Progress,
        set_aside: Option<writer::SetAside<'_>>,
    ) -> Result<(u64, Vec<StateChange>), store::Error> {
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
            "the database rejects this content; it is set aside in `{}`",
            journal::REJECTED
        );
        Ok(())
    }

    fn succeeded(&self) {
        if matches!(self.health.current(), StoreHealth::Down(_)) {
            tracing::info!("the database answers again");
        }
        self.health.send_if_modified(|health| {
            std::mem::replace(health, StoreHealth::Up) != StoreHealth::Up
        });
        self.metrics.store_up.set(1.0);
    }

    fn timed_out(&self) {
        let why = format!("no response for {} s", SLOW.as_secs());
        self.failed(&store::Error::Unavailable(
            std::io::Error::new(std::io::ErrorKind::TimedOut, why).into(),
        ));
    }

    fn failed(&self, error: &store::Error) {
        self.metrics.store_errors_total.inc();
        self.metrics.store_up.set(0.0);
        let why = chain(error);
        let was_down = matches!(self.health.current(), StoreHealth::Down(_));
        if !was_down {
            tracing::warn!(error = %why, "the database cannot store the events; the journal \
                keeps them, and the console tries again");
        }
        self.health.send_replace(StoreHealth::Down(why));
    }
}

/// Prepares the store and loads its data into the state; returns the position in the journal at
/// which to begin.
pub async fn prepare(
    store: &Store,
    state: &RwLock<State>,
    journal: &Journal,
    (intake, reports): (&Intake, &Reports),
    clock: &Clock,
) -> Result<u64, store::Error> {
    store.prepare().await?;
    let now = clock.now();
    let since = now.plus(-RETAIN_ENDED_MS);
    let mut cursor = None;
    for run in journal.runs() {
        cursor = store.cursor(run.id).await?.map(|cursor| (run, cursor));
        if cursor.is_some() {
            break;
        }
    }
    if !state.read().is_loaded() {
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

/// An event and, for a client report, the events that it contains.
pub fn with_contained(event: Arc<Event>) -> Vec<Arc<Event>> {
    let contained = event.report().map(|reported| reported.facts(&event)).unwrap_or_default();
    iter::once(event).chain(contained.into_iter().map(Arc::new)).collect()
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let why = cause.to_string();
        // Some errors include the text of their cause.
        if !text.ends_with(&why) {
            text = format!("{text}: {why}");
        }
        next = cause.source();
    }
    text
}

//! What happens by the clock: frames of figures, eviction, rollups, retention.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use super::{LOCK, publish_metrics, tell};
use crate::clock::Clock;
use crate::ingest::journal::Journal;
use crate::metrics::Metrics;
use crate::model::Millis;
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{self, Retention, SharedStore, Store};
use crate::tasks;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// `metrics_update` frames leave this often.
const FRAMES: Duration = Duration::from_secs(1);
/// What is over leaves the memory, and rollups are brought up to date, this often.
const UPKEEP: Duration = Duration::from_secs(30);
/// What clients said of themselves is forgotten when it is too old, looked for this often.
const QUALITY: Duration = Duration::from_secs(5);
/// How often silent jobs are looked for: they wait for minutes.
const JOBS: Duration = Duration::from_secs(10);
/// What is older than it is to be kept is deleted this often.
const RETENTION: Duration = Duration::from_hours(1);

/// Upkeep that takes longer than this is stalled: the first may delete a year.
const UPKEEP_STALLED: Duration = Duration::from_hours(1);

/// Sends a `metrics_update` every second to whoever listens.
pub async fn frames(
    state: Arc<RwLock<State>>,
    feed: Feed,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut tick = ticks(FRAMES);
    while next(&mut tick, &token, tasks::STALLED).await {
        if !feed.is_empty() {
            publish_metrics(&state.read().expect(LOCK), &feed, &clock);
        }
    }
    Ok(())
}

/// Forgets what clients said of themselves too long ago, and says so to whoever listens.
pub async fn quality(
    state: Arc<RwLock<State>>,
    feed: Feed,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut tick = ticks(QUALITY);
    while next(&mut tick, &token, tasks::STALLED).await {
        let mut state = state.write().expect(LOCK);
        let changes = state.forget_quality(clock.now());
        tell(&state, changes, &feed, &clock);
    }
    Ok(())
}

/// Concludes that jobs which have been silent for long are over, and says so to whoever listens.
pub async fn jobs(
    state: Arc<RwLock<State>>,
    feed: Feed,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut tick = ticks(JOBS);
    while next(&mut tick, &token, tasks::STALLED).await {
        let mut state = state.write().expect(LOCK);
        let changes = state.conclude_jobs(clock.now());
        tell(&state, changes, &feed, &clock);
    }
    Ok(())
}

/// What is kept.
pub struct Keeping {
    /// How long.
    pub retention: Retention,
    /// How many bytes of it; `None` is no limit.
    pub max_bytes: Option<u64>,
    /// Whose events are not all stored yet.
    pub journal: Journal,
    /// Where what is deleted for its size is counted.
    pub metrics: Arc<Metrics>,
}

impl Keeping {
    /// Deletes the oldest days of a database that holds too much. The last whole day stays, and the
    /// day of the oldest event that waits in the journal: it would come after the others were gone.
    async fn shrink(&self, store: &Store, max_bytes: u64, now: Millis) -> Result<(), store::Error> {
        let day_ago = now.plus(-DAY_MS);
        let keep_from =
            self.journal.status().oldest_pending_at.map_or(day_ago, |at| at.min(day_ago));
        let shrunk = store.shrink(max_bytes, keep_from, now).await?;
        #[expect(clippy::cast_precision_loss, reason = "nobody has 9 PB")]
        self.metrics.store_bytes.set(shrunk.bytes as f64);
        self.metrics.retention_size_deleted_total.inc_by(shrunk.deleted);
        let (bytes, deleted) = (shrunk.bytes, shrunk.deleted);
        if let Some(before) = shrunk.before.map(Millis::to_utc) {
            tracing::warn!(
                bytes,
                max_bytes,
                deleted,
                "the database held more than `RETENTION_MAX_BYTES`: what was before {before} is deleted"
            );
        }
        if bytes > max_bytes {
            tracing::warn!(
                bytes,
                max_bytes,
                "the database holds more than `RETENTION_MAX_BYTES` in what is kept in any case"
            );
        }
        Ok(())
    }
}

/// Evicts, rolls up and retains.
pub async fn upkeep(
    state: Arc<RwLock<State>>,
    store: SharedStore,
    keeping: Keeping,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut tick = ticks(UPKEEP);
    let mut retained_at: Option<Instant> = None;
    while next(&mut tick, &token, UPKEEP_STALLED).await {
        let now = clock.now();
        state.write().expect(LOCK).evict(now);
        if !state.read().expect(LOCK).is_loaded() {
            continue;
        }
        if let Err(error) = store.roll_up(now).await {
            tracing::warn!(%error, "rollups are behind; they are tried again");
        }
        if retained_at.is_none_or(|at| at.elapsed() >= RETENTION) {
            if let Err(error) = store.retain(keeping.retention, now).await {
                tracing::warn!(%error, "what is over its time is still kept");
                continue;
            }
            let max_bytes = keeping.max_bytes;
            if let Some(max_bytes) = max_bytes
                && let Err(error) = keeping.shrink(&store, max_bytes, now).await
            {
                tracing::warn!(%error, "the database may hold more than `RETENTION_MAX_BYTES`");
                continue;
            }
            retained_at = Some(Instant::now());
        }
    }
    Ok(())
}

fn ticks(period: Duration) -> tokio::time::Interval {
    let mut tick = interval_at(Instant::now() + period, period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    tick
}

/// Waits for the next tick, which is to come within that time, the work of this one included; `false`
/// if the console stops.
async fn next(
    tick: &mut tokio::time::Interval,
    token: &CancellationToken,
    within: Duration,
) -> bool {
    tasks::working(within);
    tokio::select! {
        _ = tick.tick() => true,
        () = token.cancelled() => false,
    }
}

//! Periodic work: frames of metrics, eviction, rollups, retention.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use super::{publish_changes, publish_metrics};
use crate::clock::Clock;
use crate::ingest::journal::Journal;
use crate::metrics::Metrics;
use crate::model::Millis;
use crate::state::State;
use crate::state::feed::{Feed, Topic};
use crate::store::{self, Retention, SharedStore, Store};
use crate::tasks;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// How often `metrics_update` frames are sent.
const FRAMES: Duration = Duration::from_secs(1);
/// How often ended rooms are evicted from memory and rollups are updated.
const UPKEEP: Duration = Duration::from_secs(30);
/// How often outdated client reports are dropped.
const QUALITY: Duration = Duration::from_secs(5);
/// How often silent jobs are looked for: their limit is minutes.
const JOBS: Duration = Duration::from_secs(10);
/// How often data beyond the retention is deleted.
const RETENTION: Duration = Duration::from_hours(1);

/// Upkeep that takes longer than this is stalled: the first may delete a year.
const UPKEEP_STALLED: Duration = Duration::from_hours(1);

/// Sends a `metrics_update` every second to the subscribers of the feed.
pub async fn frames(
    state: Arc<RwLock<State>>,
    feed: Feed,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut interval = interval(FRAMES);
    while next(&mut interval, &token, tasks::STALLED).await {
        if feed.wants(Topic::Metrics, None) {
            publish_metrics(&state.read(), &feed, &clock);
        }
    }
    Ok(())
}

/// Drops outdated client reports from the state, and publishes the changes.
pub async fn quality(
    state: Arc<RwLock<State>>,
    feed: Feed,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut interval = interval(QUALITY);
    while next(&mut interval, &token, tasks::STALLED).await {
        let mut state = state.write();
        let changes = state.forget_quality(clock.now());
        publish_changes(&state, changes, &feed, &clock);
    }
    Ok(())
}

/// Infers that jobs which have been silent for long have ended, and publishes the changes.
pub async fn jobs(
    state: Arc<RwLock<State>>,
    feed: Feed,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut interval = interval(JOBS);
    while next(&mut interval, &token, tasks::STALLED).await {
        let mut state = state.write();
        let changes = state.infer_silent_job_ends(clock.now());
        publish_changes(&state, changes, &feed, &clock);
    }
    Ok(())
}

/// What is retained, and for how long.
pub struct RetentionPolicy {
    /// How long each kind of data is retained.
    pub retention: Retention,
    /// The most bytes of the database; `None` is no limit.
    pub max_bytes: Option<u64>,
    /// The journal, whose events may not all be stored yet.
    pub journal: Journal,
    /// The console's own metrics.
    pub metrics: Arc<Metrics>,
}

impl RetentionPolicy {
    /// Deletes the oldest days of a database that exceeds its limit. It never deletes the last
    /// whole day, nor the day of the oldest event that waits in the journal and is still to be
    /// stored.
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
                "the database exceeded `RETENTION_MAX_BYTES`: data before {before} is deleted"
            );
        }
        if bytes > max_bytes {
            tracing::warn!(
                bytes,
                max_bytes,
                "the database exceeds `RETENTION_MAX_BYTES` with data that is never deleted for \
                 its size"
            );
        }
        Ok(())
    }
}

/// Evicts, rolls up and retains.
pub async fn upkeep(
    state: Arc<RwLock<State>>,
    store: SharedStore,
    policy: RetentionPolicy,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut interval = interval(UPKEEP);
    let mut retained_at: Option<Instant> = None;
    while next(&mut interval, &token, UPKEEP_STALLED).await {
        let now = clock.now();
        state.write().evict(now);
        if !state.read().is_loaded() {
            continue;
        }
        if let Err(error) = store.roll_up(now).await {
            tracing::warn!(%error, "rollups are behind; the console tries again");
        }
        if retained_at.is_none_or(|at| at.elapsed() >= RETENTION) {
            if let Err(error) = store.retain(policy.retention, now).await {
                tracing::warn!(%error, "data beyond the retention is not deleted yet");
                continue;
            }
            let max_bytes = policy.max_bytes;
            if let Some(max_bytes) = max_bytes
                && let Err(error) = policy.shrink(&store, max_bytes, now).await
            {
                tracing::warn!(%error, "the database may exceed `RETENTION_MAX_BYTES`");
                continue;
            }
            retained_at = Some(Instant::now());
        }
    }
    Ok(())
}

fn interval(period: Duration) -> tokio::time::Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    interval
}

/// Waits for the next tick; `false` if the console stops. The watchdog expects the next call
/// `within` this time, including the work of this one.
async fn next(
    interval: &mut tokio::time::Interval,
    token: &CancellationToken,
    within: Duration,
) -> bool {
    tasks::working(within);
    tokio::select! {
        _ = interval.tick() => true,
        () = token.cancelled() => false,
    }
}

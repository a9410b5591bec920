//! What happens by the clock: frames of figures, eviction, rollups, retention.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use super::{LOCK, publish_metrics, tell};
use crate::clock::Clock;
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{Retention, SharedStore};
use crate::tasks;

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

/// Evicts, rolls up and retains.
pub async fn upkeep(
    state: Arc<RwLock<State>>,
    store: SharedStore,
    retention: Retention,
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
            match store.retain(retention, now).await {
                Ok(_) => retained_at = Some(Instant::now()),
                Err(error) => tracing::warn!(%error, "what is over its time is still kept"),
            }
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
    tasks::turns(within);
    tokio::select! {
        _ = tick.tick() => true,
        () = token.cancelled() => false,
    }
}

//! What happens by the clock: frames of figures, samples, eviction, rollups, retention.

use std::collections::VecDeque;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use super::{LOCK, publish_metrics, tell};
use crate::clock::Clock;
use crate::model::{Millis, SystemSample};
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{self, Retention, SharedStore, Store};

/// `metrics_update` frames leave this often.
const FRAMES: Duration = Duration::from_secs(1);
/// Samples are taken this often, milliseconds, at whole multiples: those of several deployments
/// and instances then lie on one grid.
const SAMPLES_MS: i64 = 10_000;
/// Samples that one statement writes: a database that has just come back shall not be asked for a
/// day of them at once.
const SAMPLES_AT_ONCE: usize = 1000;
/// Samples that wait for the database, at most: a day of ten deployments.
const WAITING_SAMPLES: usize = 86_400;
/// What is over leaves the memory, and rollups are brought up to date, this often.
const UPKEEP: Duration = Duration::from_secs(30);
/// What clients said of themselves is forgotten when it is too old, looked for this often.
const QUALITY: Duration = Duration::from_secs(5);
/// What is older than it is to be kept is deleted this often.
const RETENTION: Duration = Duration::from_hours(1);

/// Sends a `metrics_update` every second to whoever listens.
pub async fn frames(
    state: Arc<RwLock<State>>,
    feed: Feed,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut tick = ticks(FRAMES);
    while next(&mut tick, &token).await {
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
    while next(&mut tick, &token).await {
        let mut state = state.write().expect(LOCK);
        let changes = state.forget_quality(clock.now());
        tell(&state, changes, &feed, &clock, None);
    }
    Ok(())
}

/// Takes samples and stores them; while the database is away they wait, as many as are bounded.
pub async fn samples(
    state: Arc<RwLock<State>>,
    store: SharedStore,
    clock: Clock,
    token: CancellationToken,
) -> anyhow::Result<()> {
    let mut waiting = VecDeque::new();
    let mut last = clock.now().0.div_euclid(SAMPLES_MS);
    let mut tick = ticks(Duration::from_millis(250));
    let mut failing = false;
    while next(&mut tick, &token).await {
        let slot = clock.now().0.div_euclid(SAMPLES_MS);
        if slot == last {
            continue;
        }
        last = slot;
        waiting.extend(take(&state, &clock, Millis(slot * SAMPLES_MS)));
        while waiting.len() > WAITING_SAMPLES {
            waiting.pop_front();
        }
        match write(&*store, &mut waiting).await {
            Ok(()) => failing = false,
            Err(error) if !failing => {
                tracing::warn!(%error, "samples cannot be stored; they wait");
                failing = true;
            }
            Err(_) => {}
        }
    }
    if !waiting.is_empty() {
        tracing::warn!(samples = waiting.len(), "stopping with samples that could not be stored");
    }
    Ok(())
}

/// Stores what waits, a part at a time; what is stored waits no more.
async fn write(
    store: &dyn Store,
    waiting: &mut VecDeque<SystemSample>,
) -> Result<(), store::Error> {
    while !waiting.is_empty() {
        let part = waiting.len().min(SAMPLES_AT_ONCE);
        store.write_samples(&waiting.make_contiguous()[..part]).await?;
        waiting.drain(..part);
    }
    Ok(())
}

/// A sample of each deployment; none while what was before the start is not known.
fn take(state: &RwLock<State>, clock: &Clock, at: Millis) -> Vec<SystemSample> {
    let mut samples = state.read().expect(LOCK).samples(clock.now());
    for sample in &mut samples {
        sample.at = at;
    }
    samples
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
    while next(&mut tick, &token).await {
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

/// Waits for the next tick; `false` if the console stops.
async fn next(tick: &mut tokio::time::Interval, token: &CancellationToken) -> bool {
    tokio::select! {
        _ = tick.tick() => true,
        () = token.cancelled() => false,
    }
}

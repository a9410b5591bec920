//! The past that mock mode begins with: made once, in an empty store, before the console listens.
//!
//! A console of the past is built of the live console's own parts, with a clock that runs through
//! the days: events are folded by the pipeline and stored by the writer, samples are taken by the
//! sampler, listings compared by the reconciler, rules evaluated by the evaluator's rounds, gaps
//! found by the loop of gaps, alerts acted on by the amender. Only the network is left out, and the
//! journal, which holds what is not stored yet. The console then starts as after a restart: it
//! knows nothing of how its store was filled.

mod console;
mod hours;
mod incidents;
mod listings;
mod people;
mod plan;
mod writing;

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::mpsc;
use uuid::Uuid;

pub(super) use self::hours::PastEnd;
use self::plan::Plan;
use crate::clock::Clock;
use crate::config::Config;
use crate::ingest::journal::Journal;
use crate::store::{Lease, SharedStore};

/// Hours, and batches of rows, that may wait: each is some megabytes.
const WAITING: usize = 2;

/// While one console makes the past, another that shares the database does not, for this long.
const LEASE: Duration = Duration::from_mins(5);

/// Makes the past that is configured, if the store is empty. Returns where it ends; `None`
/// if no past was made.
pub(super) async fn make(
    config: &Config,
    store: &SharedStore,
    journal: &Journal,
    clock: &Clock,
) -> anyhow::Result<Option<PastEnd>> {
    let Some(past) = config.mock.as_ref().and_then(|mock| mock.past) else { return Ok(None) };
    let Some(plan) = Plan::new(config, (store, journal), past, clock.now()) else {
        return Ok(None);
    };
    let prepared = tokio::time::timeout(super::DATABASE_START_LIMIT, store.prepare()).await;
    if !matches!(prepared, Ok(Ok(()))) || journal.status().pending > 0 {
        // Whoever prepares the database next says why it does not answer.
        return Ok(None);
    }
    let lease = Lease { name: "past".to_owned(), holder: Uuid::new_v4() };
    if !store.is_empty().await? || !store.take_lease(&lease, LEASE).await? {
        return Ok(None);
    }
    let days = past.as_secs_f64() / 86_400.0;
    tracing::info!("making {days:.1} days of synthetic past, once, in the empty database");
    if cfg!(debug_assertions) {
        tracing::warn!("a debug build takes seconds a day for it; `MOCK_PAST=off` begins without");
    }
    let began = clock.moment();
    let end = plan.make(clock).await?;
    store.release_lease(&lease).await?;
    let seconds = clock.moment().duration_since(began).as_secs_f64();
    tracing::info!("the synthetic past is made, in {seconds:.1} s");
    Ok(Some(end))
}

impl Plan<'_> {
    /// Simulates, lives and writes, each at the same time as the others.
    async fn make(&self, clock: &Clock) -> anyhow::Result<PastEnd> {
        let (writer, mut rows) = mpsc::channel(WAITING);
        let (hours, made) = sync_channel(WAITING);
        let mut console = self.console(writer).await?;
        let state = Arc::clone(&console.state);
        let source = self.hours(clock);
        let simulated = tokio::task::spawn_blocking(move || source.send(&hours));
        let lived = tokio::task::spawn_blocking(move || {
            made.into_iter().try_for_each(|hour| console.live(hour))?;
            console.end()
        });
        let written = writing::write_all(self.store, &state, self.journal, &mut rows).await;
        // After a failure nobody reads the rows any more.
        drop(rows);
        let lived = lived.await.context("living the past")?;
        written.context("writing the past")?;
        lived?;
        let end = simulated.await.context("simulating the past")?;
        self.store.roll_up_all(clock.now()).await.context("rolling up the past")?;
        Ok(end)
    }
}

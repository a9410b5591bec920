//! What the parts of the console share: the state, the store, and reading both. Clones are handles
//! to the same things.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::runtime::Handle;
use tokio::task::JoinError;
use tokio::time::error::Elapsed;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::model::Millis;
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{self, CatchUp, SharedStore};

/// How long a database query may take: a person is waiting.
const STORE_LIMIT: Duration = Duration::from_secs(10);

/// Why a read failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The store did not answer in time.
    #[error("the database did not answer in time")]
    Late(#[source] Elapsed),
    /// The task that reads has stopped.
    #[error("reading was interrupted")]
    Interrupted(#[from] JoinError),
}

/// What the parts of the console share.
#[derive(Clone)]
pub struct Shared {
    /// The live state.
    pub state: Arc<RwLock<State>>,
    /// The database.
    pub store: SharedStore,
    /// Waits until the store has caught up with the state.
    catch_up: CatchUp,
    /// The feed of changes.
    pub feed: Feed,
    /// The console's own metrics.
    pub metrics: Arc<Metrics>,
    /// The clock.
    pub clock: Clock,
    /// The process's main runtime: a database connection that was opened on an actix worker's
    /// runtime would end with that worker, before the writer has drained.
    pub runtime: Handle,
}

impl Shared {
    /// Reads run on the current runtime.
    pub fn new(
        state: Arc<RwLock<State>>,
        (store, catch_up): (SharedStore, CatchUp),
        feed: Feed,
        metrics: Arc<Metrics>,
        clock: Clock,
    ) -> Self {
        Self { state, store, catch_up, feed, metrics, clock, runtime: Handle::current() }
    }

    /// The current time.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Reads the state on this thread; only for what takes next to no time.
    pub fn glance<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        // The state is consistent between two changes even if a reader panicked.
        read(&self.state.read())
    }

    /// Reads the state on a thread for blocking work.
    pub async fn read<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&State) -> T + Send + 'static,
    {
        let state = Arc::clone(&self.state);
        let reading = self.runtime.spawn_blocking(move || read(&state.read()));
        Ok(reading.await?)
    }

    /// Queries the database, after it has caught up with the state.
    pub async fn ask<T, F, A>(&self, ask: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(SharedStore) -> A,
        A: Future<Output = Result<T, store::Error>> + Send + 'static,
    {
        self.catch_up.wait().await;
        let query = ask(SharedStore::clone(&self.store));
        let query = self.runtime.spawn(tokio::time::timeout(STORE_LIMIT, query));
        Ok(query.await?.map_err(Error::Late)??)
    }
}

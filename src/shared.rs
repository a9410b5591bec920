//! What the parts of the console share: the state, the store, and how both are read. Clones are
//! handles to the same things.

use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinError;
use tokio::time::error::Elapsed;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::model::Millis;
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{self, CatchUp, SharedStore};

/// How long the database may take to answer a question: a person is waiting.
const STORE_LIMIT: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The store did not answer in time.
    #[error("the database did not answer in time")]
    Late(#[source] Elapsed),
    /// Whoever was to read has stopped.
    #[error("reading was interrupted")]
    Interrupted(#[from] JoinError),
}

/// What the parts of the console share.
#[derive(Clone)]
pub struct Shared {
    /// What is true now.
    pub state: Arc<RwLock<State>>,
    /// What was true.
    pub store: SharedStore,
    /// How a reader of the store sees what the state knows.
    catch_up: CatchUp,
    /// Changes, for whoever follows them.
    pub feed: Feed,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
    /// The process's own runtime: a database connection that was opened on the runtime of an actix
    /// worker would end with it, before the writer has drained.
    pub runtime: Handle,
}

impl Shared {
    /// Reads on the runtime that this is called on.
    pub fn new(
        state: Arc<RwLock<State>>,
        (store, catch_up): (SharedStore, CatchUp),
        feed: Feed,
        metrics: Arc<Metrics>,
        clock: Clock,
    ) -> Self {
        Self { state, store, catch_up, feed, metrics, clock, runtime: Handle::current() }
    }

    /// The time.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Looks at the state for a moment, for what costs next to nothing.
    pub fn glance<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        // The state is whole between two changes even if a reader panicked.
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the state on a thread that may take its time.
    pub async fn read<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&State) -> T + Send + 'static,
    {
        let state = Arc::clone(&self.state);
        let reading = self
            .runtime
            .spawn_blocking(move || read(&state.read().unwrap_or_else(PoisonError::into_inner)));
        Ok(reading.await?)
    }

    /// Asks the database, once it has what the state has.
    pub async fn ask<T, F, A>(&self, ask: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(SharedStore) -> A,
        A: Future<Output = Result<T, store::Error>> + Send + 'static,
    {
        self.catch_up.wait().await;
        let answer = ask(SharedStore::clone(&self.store));
        let answer = self.runtime.spawn(tokio::time::timeout(STORE_LIMIT, answer));
        Ok(answer.await?.map_err(Error::Late)??)
    }
}

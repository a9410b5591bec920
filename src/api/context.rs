//! What every handler works with, and the ways it may wait: never for long on a thread that serves
//! connections, never with a lock held, never without a limit.

use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use actix_web::web::Data;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, watch};

use super::{About, Alerting, Error};
use crate::alerts::book::Book;
use crate::clock::Clock;
use crate::ingest::poll::Views;
use crate::ingest::{Intake, Reports};
use crate::metrics::Metrics;
use crate::model::{ApiStatus, Gap, Millis, NodeStatus, SystemMetrics};
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{self, AlertBatch, CatchUp, SharedStore};
use crate::tasks::Tasks;

/// How long the database may take to answer a question: a person is waiting.
const STORE_LIMIT: Duration = Duration::from_secs(10);

/// How old the figures of a WebSocket's first frame may be: new ones follow within a second, and a
/// thousand browsers that come back at once must not count the rooms a thousand times.
const FIGURES_LIMIT: Duration = Duration::from_millis(250);

/// How often a change is tried while others change the same.
pub(super) const ATTEMPTS: usize = 5;

/// What handlers take to get at everything.
pub(super) type Console = Data<Context>;

/// What every handler works with.
pub(super) struct Context {
    pub(super) state: Arc<RwLock<State>>,
    pub(super) store: SharedStore,
    pub(super) catch_up: CatchUp,
    pub(super) feed: Feed,
    pub(super) intake: Arc<Intake>,
    pub(super) reports: Arc<Reports>,
    pub(super) hosts: super::Hosts,
    pub(super) report_origins: super::quality::Origins,
    pub(super) metrics: Arc<Metrics>,
    pub(super) clock: Clock,
    pub(super) about: About,
    pub(super) apis: Vec<watch::Receiver<ApiStatus>>,
    pub(super) poll_interval: Option<Duration>,
    pub(super) nodes: watch::Receiver<Vec<NodeStatus>>,
    pub(super) scrape_interval: Option<Duration>,
    pub(super) gaps: watch::Receiver<Vec<Gap>>,
    pub(super) tasks: Tasks,
    pub(super) views: Arc<Views>,
    pub(super) alerting: Alerting,
    /// The process's own runtime: a database connection that was opened on the runtime of an actix
    /// worker would end with it, before the writer has drained.
    pub(super) runtime: Handle,
    pub(super) bodies: super::body::Shares,
    pub(super) exports: super::export::Turns,
    pub(super) backtests: super::backtest::Turns,
    pub(super) tests: super::receivers::test::Turns,
    pub(super) figures: Mutex<Option<(Instant, SystemMetrics)>>,
}

impl Context {
    pub(super) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Looks at the state for a moment, for what costs next to nothing.
    pub(super) fn glance<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        // The state is whole between two changes even if a reader panicked.
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the state on a thread that may take its time.
    pub(super) async fn read<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&State) -> T + Send + 'static,
    {
        let state = Arc::clone(&self.state);
        let reading = self
            .runtime
            .spawn_blocking(move || read(&state.read().unwrap_or_else(PoisonError::into_inner)));
        reading.await.map_err(Error::internal)
    }

    /// Asks the database, once it has what the state has.
    pub(super) async fn ask<T, F, A>(&self, ask: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(SharedStore) -> A,
        A: Future<Output = Result<T, store::Error>> + Send + 'static,
    {
        self.catch_up.wait().await;
        let answer = self
            .runtime
            .spawn(tokio::time::timeout(STORE_LIMIT, ask(SharedStore::clone(&self.store))));
        match answer.await.map_err(Error::internal)? {
            Ok(answer) => answer.map_err(Error::from),
            Err(late) => Err(Error::store_is_down(late)),
        }
    }

    /// The rules, silences and receivers in force.
    pub(super) async fn book(&self) -> Result<Book, Error> {
        let configured = Arc::clone(&self.alerting.configured);
        self.ask(|store| async move { Book::read(&store, &configured).await }).await
    }

    /// Writes something about alerting; `false` if something that it changes was changed by
    /// somebody else since it was read.
    pub(super) async fn record(&self, batch: AlertBatch) -> Result<bool, Error> {
        self.ask(|store| async move {
            match store.record(&batch).await {
                Ok(_head) => Ok(true),
                Err(store::Error::Conflict) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// The system as it was at most [`FIGURES_LIMIT`] ago.
    pub(super) async fn figures(&self) -> Result<SystemMetrics, Error> {
        let mut figures = self.figures.lock().await;
        if let Some((at, known)) = &*figures
            && at.elapsed() < FIGURES_LIMIT
        {
            return Ok(known.clone());
        }
        let now = self.now();
        let fresh = self.read(move |state| SystemMetrics::sum(now, &state.samples(now))).await?;
        *figures = Some((Instant::now(), fresh.clone()));
        Ok(fresh)
    }
}

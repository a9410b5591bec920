//! What every handler works with. A handler never waits for long on a thread that serves
//! connections, never with a lock held, and never without a limit.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::Data;
use tokio::sync::{Mutex, watch};

use super::answers::Answers;
use super::body::BodyBudgets;
use super::concurrency::ConcurrencyLimit;
use super::error::Error;
use super::hosts::Hosts;
use super::report_origins::Origins;
use crate::alerts::amend::Amender;
use crate::alerts::catalog::{Catalog, SharedConfigured};
use crate::alerts::notify::Sender;
use crate::alerts::status::{HeartbeatStatus, Status};
use crate::config::Setting;
use crate::ingest::poll::Views;
use crate::ingest::{Intake, Reports};
use crate::model::{ApiStatus, Deployment, Gap, Millis, NodeStatus, SystemMetrics};
use crate::shared::Shared;
use crate::state::State;
use crate::store::{self, Retention, SharedStore};
use crate::tasks::Tasks;
use crate::watched::Watched as _;

/// How old the figures in a WebSocket's first frame may be: new ones follow within a second, and a
/// thousand browsers that reconnect at once must not count the rooms a thousand times.
const FIGURES_LIMIT: Duration = Duration::from_millis(250);

/// Facts about this console.
#[derive(Debug, Clone)]
pub struct About {
    /// The program's version.
    pub version: String,
    /// `mock` (synthetic data) or `live`.
    pub mode: String,
    /// Access control: `none`.
    pub auth: String,
    /// When this process started.
    pub started_at: Millis,
    /// The watched deployments, each with its LiveKit URL, if it has one.
    pub deployments: Vec<(Deployment, Option<String>)>,
    /// How long to keep each kind of data.
    pub retention: Retention,
}

/// The configuration in force.
#[derive(Debug, Clone)]
pub struct InForce {
    /// When it was read.
    pub read_at: Millis,
    /// Why a later one was refused; `None` if none was.
    pub refused: Option<String>,
    /// Its settings, without secrets.
    pub settings: Vec<Setting>,
}

/// The configuration and the state of alerting.
#[derive(Clone)]
pub struct Alerting {
    /// The configured rules and receivers.
    pub configured: SharedConfigured,
    /// The state of the evaluator of this process.
    pub status: watch::Receiver<Status>,
    /// The state of the heartbeat.
    pub heartbeat: watch::Receiver<HeartbeatStatus>,
    /// How often rules are evaluated.
    pub interval: Duration,
    /// The URL of this console for links in messages; without a slash at the end.
    pub console_url: String,
    /// Sends test notifications.
    pub sender: Sender,
}

impl Alerting {
    /// The state of the evaluator in one word.
    pub(super) fn word(&self, now: Instant) -> &'static str {
        self.status.current().word(self.interval, now)
    }
}

/// The context, as handlers receive it.
pub(super) type Console = Data<Context>;

/// What every handler works with.
pub(super) struct Context {
    pub(super) shared: Shared,
    pub(super) amender: Amender,
    pub(super) intake: Arc<Intake>,
    pub(super) reports: Arc<Reports>,
    pub(super) hosts: Hosts,
    pub(super) report_origins: Origins,
    pub(super) about: About,
    pub(super) in_force: watch::Receiver<InForce>,
    pub(super) apis: Vec<watch::Receiver<ApiStatus>>,
    pub(super) poll_interval: Option<Duration>,
    pub(super) nodes: watch::Receiver<Vec<NodeStatus>>,
    pub(super) scrape_interval: Option<Duration>,
    pub(super) gaps: watch::Receiver<Vec<Gap>>,
    pub(super) tasks: Tasks,
    pub(super) views: Arc<Views>,
    pub(super) alerting: Alerting,
    pub(super) bodies: BodyBudgets,
    pub(super) answers: Answers,
    pub(super) exports: ConcurrencyLimit,
    pub(super) backtests: ConcurrencyLimit,
    pub(super) tests: ConcurrencyLimit,
    pub(super) figures: Mutex<Option<(Instant, SystemMetrics)>>,
}

impl Context {
    pub(super) fn now(&self) -> Millis {
        self.shared.now()
    }

    /// Reads the state on this thread; only for what takes next to no time.
    pub(super) fn glance<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        self.shared.glance(read)
    }

    /// Reads the state on a thread for blocking work.
    pub(super) async fn read<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&State) -> T + Send + 'static,
    {
        Ok(self.shared.read(read).await?)
    }

    /// Queries the database, after it has caught up with the state.
    pub(super) async fn ask<T, F, A>(&self, ask: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(SharedStore) -> A,
        A: Future<Output = Result<T, store::Error>> + Send + 'static,
    {
        Ok(self.shared.ask(ask).await?)
    }

    /// The rules, silences and receivers in force.
    pub(super) async fn catalog(&self) -> Result<Catalog, Error> {
        Ok(self.amender.catalog().await?)
    }

    /// The figures of the system, at most [`FIGURES_LIMIT`] old.
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

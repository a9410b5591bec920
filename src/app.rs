//! The app: builds and connects every part, and owns the order of start and stop.
//!
//! Start: journal → state from the store (if it answers) → listener → loops. Stop: the token ends
//! the edges (listener, sockets, simulator, timers), then the pipeline and storage drain what the
//! journal holds, then the database is closed.

mod about;
mod alerting;
mod audited;
mod keeping;
mod keys;
mod mock;
mod polling;
mod readiness;
mod scraping;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use secrecy::ExposeSecret;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::api::{Api, Hosts, Server};
use crate::clock::Clock;
use crate::config::Config;
use crate::ingest::journal::{Journal, Limits};
use crate::ingest::poll::{Poller, Views};
use crate::ingest::scrape::{self, Target};
use crate::ingest::{Follower, Intake, Names, Reports};
use crate::metrics::Metrics;
use crate::model::{ApiStatus, Gap, Millis, NodeStatus, StoreHealth};
use crate::net::tls;
use crate::pipeline::gaps::Gaps;
use crate::pipeline::storage::{self, Storage};
use crate::pipeline::{Pipeline, timers};
use crate::shared::Shared;
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{self, CatchUp, Stored};
use crate::tasks::Tasks;

use about::about;
use alerting::Alerting;
pub use audited::audited;
use keys::keys_of;
use mock::Mock;
pub use readiness::readiness;

/// How long the database may take to answer at the start before the console goes on without it.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the database's connections may take to close at the end.
const CLOSE_LIMIT: Duration = Duration::from_millis(500);

const LOCK: &str = "no holder of this lock panics";

/// A console that is built and bound, and not serving yet.
pub struct App {
    config: Config,
    shared: Shared,
    tasks: Tasks,
    server: Server,
    journal: Journal,
    names: Names,
    health: watch::Sender<StoreHealth>,
    /// Whose metrics are scraped, and how they are doing, in the same order.
    targets: Vec<Target>,
    nodes: watch::Sender<Vec<NodeStatus>>,
    intake: Arc<Intake>,
    reports: Arc<Reports>,
    pollers: Vec<Poller>,
    simulator: Option<Mock>,
    simulator_api: Option<SocketAddr>,
    /// Where in the journal the pipeline begins.
    from: u64,
    /// How far the pipeline is.
    applied: watch::Sender<u64>,
    /// How far storage is.
    stored: Stored,
    started_at: Millis,
    apis: Vec<watch::Receiver<ApiStatus>>,
    gaps: watch::Sender<Vec<Gap>>,
    alerting: Alerting,
}

impl App {
    /// Builds the console and binds its address.
    pub async fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        tls::install();
        let metrics = Arc::new(Metrics::new());
        let deployments = config.watched();
        for deployment in &deployments {
            metrics.touch(&deployment.name);
        }
        let journal = open_journal(&config)?;
        let store = store::open::open(config.database_url.expose_secret())
            .context("opening the database")?;
        let (health, health_seen) = watch::channel(StoreHealth::Unknown);
        let keys = Arc::new(keys_of(&config));
        let intake = Arc::new(Intake::new(
            Arc::clone(&keys),
            deployments.iter().map(|deployment| Arc::clone(&deployment.name)),
            journal.clone(),
            clock.clone(),
            Arc::clone(&metrics),
            health_seen,
        ));
        let started_at = clock.now();
        let state = Arc::new(RwLock::new(State::new(deployments.clone(), started_at)));
        let reports = Arc::new(Reports::new(
            keys,
            (journal.clone(), config.journal.max_bytes),
            clock.clone(),
            Arc::clone(&metrics),
            Arc::clone(&state),
            config.quality.reports_per_second,
        ));
        let from = prepare(&store, &state, &journal, (&intake, &reports), &clock).await?;
        let names = Names::new(deployments.iter().map(|deployment| Arc::clone(&deployment.name)));
        let (tasks, feed) = (Tasks::new(), Feed::new());
        let about = about(&config, started_at);
        let gaps = watch::Sender::new(Vec::new());
        let views = Arc::new(Views::default());
        let simulator = Mock::bind(&config, &clock)?;
        let simulator_api = simulator.as_ref().map(Mock::address);
        let targets = Self::scrape_targets(&config, simulator_api);
        let (nodes, nodes_seen) = watch::channel(scrape::unasked(&targets));
        let looked_at = (&views, &nodes_seen);
        let pollers =
            Self::pollers(&config, simulator_api, &state, &journal, looked_at, &metrics, &clock)?;
        let apis: Vec<_> = pollers.iter().map(Poller::status).collect();
        let alerting = Alerting::new(&config, config.listen)?;
        let (applied, stored) = (watch::Sender::new(from), Stored::new(from));
        let catch_up = CatchUp::new(&stored, applied.subscribe(), health.subscribe());
        let shared = Shared::new(state, (store, catch_up), feed, metrics, clock);
        let api = Api {
            shared: shared.clone(),
            intake: Arc::clone(&intake),
            reports: Arc::clone(&reports),
            hosts: Hosts::new(&config.allowed_hosts, config.alerts.console_url.as_ref()),
            report_origins: config.quality.cors_origins.clone(),
            about,
            apis: apis.clone(),
            poll_interval: config.poll_interval,
            nodes: nodes_seen,
            scrape_interval: config.scrape_interval,
            gaps: gaps.subscribe(),
            tasks: tasks.clone(),
            views,
            alerting: alerting.told(&config),
        };
        let server = api
            .listen(config.listen)
            .with_context(|| format!("listening on `{}`", config.listen))?;
        Ok(Self {
            config,
            shared,
            tasks,
            server,
            journal,
            names,
            health,
            targets,
            nodes,
            intake,
            reports,
            pollers,
            simulator,
            simulator_api,
            from,
            applied,
            stored,
            started_at,
            apis,
            gaps,
            alerting,
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Where the simulated LiveKit's API and its node's metrics are, if there is one.
    pub const fn simulator_api(&self) -> Option<SocketAddr> {
        self.simulator_api
    }

    /// What is true now; for tests.
    pub fn state(&self) -> Arc<RwLock<State>> {
        Arc::clone(&self.shared.state)
    }

    /// Where events are made durable; for tests.
    pub fn journal(&self) -> Journal {
        self.journal.clone()
    }

    /// Serves until `stop` resolves or a task fails, then stops in order; fails if a task failed or
    /// if what was begun did not end within the grace.
    pub async fn run(
        mut self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let grace = self.config.shutdown_grace;
        let drain = CancellationToken::new();
        self.spawn_loops(&drain);
        self.say_hello();
        let tasks = self.tasks.clone();
        let token = tasks.token().clone();
        let stopping = Arc::new(OnceLock::new());
        let began = Arc::clone(&stopping);
        tasks.spawn("stop signal", async move {
            tokio::select! {
                () = stop => token.cancel(),
                () = token.cancelled() => {}
            }
            began.get_or_init(Instant::now);
            Ok(())
        });
        // What is begun has half of the grace, so that enough is left for what drains after it.
        self.server.run(grace / 2).await.context("serving")?;
        let stopping = *stopping.get_or_init(Instant::now);
        drain.cancel();
        let ended = tasks.stop(grace.saturating_sub(stopping.elapsed())).await;
        // Connections that hang are not waited for: nothing depends on them any more.
        let _ = tokio::time::timeout(CLOSE_LIMIT, self.shared.store.close()).await;
        if let Some(crash) = tasks.crash() {
            anyhow::bail!("{crash}");
        }
        anyhow::ensure!(ended, "not everything ended within {} s", grace.as_secs());
        tracing::info!("stopped");
        Ok(())
    }

    /// How long a task may go on once the process is to stop, if what it waits for may never come:
    /// what is stored behind it needs the rest of the grace.
    fn patience(&self) -> Duration {
        self.config.shutdown_grace / 2
    }

    fn spawn_loops(&mut self, drain: &CancellationToken) {
        let replayed = self.applied.subscribe();
        let storage = Storage {
            journal: self.journal.clone(),
            names: self.names.clone(),
            state: Arc::clone(&self.shared.state),
            store: Arc::clone(&self.shared.store),
            applied: self.applied.subscribe(),
            stored: self.stored.clone(),
            health: self.health.clone(),
            intake: Arc::clone(&self.intake),
            reports: Arc::clone(&self.reports),
            feed: self.shared.feed.clone(),
            metrics: Arc::clone(&self.shared.metrics),
            clock: self.shared.clock.clone(),
            patience: self.config.shutdown_grace / 4,
        };
        let pipeline = Pipeline {
            follower: Follower::new(&self.journal, self.from, &self.names),
            state: Arc::clone(&self.shared.state),
            feed: self.shared.feed.clone(),
            metrics: Arc::clone(&self.shared.metrics),
            clock: self.shared.clock.clone(),
            applied: self.applied.clone(),
            intake: Arc::clone(&self.intake),
            reports: Arc::clone(&self.reports),
            started_at: self.started_at,
        };
        let (tasks, patience) = (&self.tasks, self.patience());
        for poller in std::mem::take(&mut self.pollers) {
            let polling = poller.run(tasks.token().clone(), replayed.clone());
            tasks.spawn_within("poller", patience, polling);
        }
        tasks.spawn("pipeline", pipeline.run(drain.clone()));
        tasks.spawn("storage", storage.run(drain.clone()));
        let (state, clock) = (|| Arc::clone(&self.shared.state), || self.shared.clock.clone());
        let token = || tasks.token().clone();
        tasks.spawn("frames", timers::frames(state(), self.shared.feed.clone(), clock(), token()));
        let feed = self.shared.feed.clone();
        tasks.spawn("jobs", timers::jobs(state(), feed.clone(), clock(), token()));
        tasks.spawn("quality", timers::quality(state(), feed, clock(), token()));
        let store = || Arc::clone(&self.shared.store);
        self.spawn_alerting();
        let gaps = Gaps {
            store: store(),
            health: self.health.subscribe(),
            journal: self.journal.clone(),
            intake: Arc::clone(&self.intake),
            apis: self.apis.clone(),
            poll_interval: self.config.poll_interval,
            nodes: self.nodes.subscribe(),
            scrape_interval: self.config.scrape_interval,
            told: self.gaps.clone(),
            metrics: Arc::clone(&self.shared.metrics),
            clock: clock(),
            started_at: self.started_at,
        };
        tasks.spawn_within("gaps", patience, gaps.run(token()));
        self.spawn_upkeep(patience);
        self.spawn_scraper();
        if let Some(simulator) = self.simulator.take() {
            let (console, health) = (reachable(self.address()), self.health.subscribe());
            simulator.spawn(&self.tasks, console, &self.shared.state, &self.shared.metrics, health);
        }
    }

    fn say_hello(&self) {
        let what = match (&self.config.mock, self.config.deployments.len()) {
            (Some(_), 1) => "synthetic data (no LiveKit is configured)".to_owned(),
            (Some(_), n) => format!("{} deployments and synthetic data", n - 1),
            (None, 1) => "1 deployment".to_owned(),
            (None, n) => format!("{n} deployments"),
        };
        tracing::info!(
            "livekit-console {} shows {what} at http://{}, stored in {}",
            env!("CARGO_PKG_VERSION"),
            reachable(self.address()),
            self.config.database(),
        );
        if !self.config.listen.ip().is_loopback() {
            tracing::warn!(
                "there is no access control (AUTH=none): whoever reaches {} can read everything",
                self.config.listen
            );
        }
    }
}

/// Brings the database up to date and reads what was true, if it answers in time; tells where in
/// the journal the pipeline begins.
async fn prepare(
    store: &store::Store,
    state: &RwLock<State>,
    journal: &Journal,
    memories: (&Intake, &Reports),
    clock: &Clock,
) -> anyhow::Result<u64> {
    let prepared = storage::prepare(store, state, journal, memories, clock);
    match tokio::time::timeout(PATIENCE, prepared).await {
        Ok(Ok(from)) => Ok(from),
        Ok(Err(error @ (store::Error::Migration(_) | store::Error::Record(_)))) => {
            Err(error).context("preparing the database")
        }
        // Storage tries again, and says so; what the journal still has is applied meanwhile.
        Ok(Err(_)) | Err(_) => Ok(0),
    }
}

/// The journal in its folder.
fn open_journal(config: &Config) -> anyhow::Result<Journal> {
    let limits = Limits {
        max_bytes: config.journal.max_bytes,
        max_age_ms: i64::try_from(config.journal.max_age.as_millis()).unwrap_or(i64::MAX),
    };
    Journal::open(&config.journal.dir, limits)
        .with_context(|| format!("opening the journal in `{}`", config.journal.dir.display()))
}

/// `address` as this machine reaches it.
pub fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

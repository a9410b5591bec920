//! The app: builds and connects every part, and owns the order of start and stop.
//!
//! Start: journal → state from the store (if it answers) → listener → loops. Stop: the token ends
//! the edges (listener, sockets, simulator, timers), then the pipeline and storage drain what the
//! journal holds, then the database is closed.

mod about;
mod alerting;
mod backups;
mod keys;
mod mock;
mod opening;
mod past;
mod polling;
mod readiness;
mod reload;
mod scraping;
mod systemd;
mod upkeep;
mod verify_audit;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context as _;
use parking_lot::RwLock;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::api::{Api, Hosts, InForce, Server};
use crate::clock::Clock;
use crate::config::Config;
use crate::ingest::journal::Journal;
use crate::ingest::poll::{Poller, Views};
use crate::ingest::scrape::{self, ScrapeTarget, Trusts};
use crate::ingest::{DeploymentNames, Follower, Intake, Reports};
use crate::livekit::SharedKeys;
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

use about::{about, describe};
use alerting::AlertingParts;
pub use backups::{create_backup, restore_backup};
use keys::keys_of;
use mock::SimulatedLiveKit;
use opening::{open_journal, open_store};
pub use readiness::readiness;
use reload::ClientSenders;
pub use reload::Reloader;
pub use verify_audit::verify_audit;

/// How long the start waits for the database before the console goes on without it.
const DATABASE_START_LIMIT: Duration = Duration::from_secs(5);

/// How long closing the database connections may take at the end.
const CLOSE_LIMIT: Duration = Duration::from_millis(500);

/// A console that is built and bound, and not serving yet.
pub struct App {
    config: Config,
    shared: Shared,
    tasks: Tasks,
    server: Server,
    journal: Journal,
    names: DeploymentNames,
    health: watch::Sender<StoreHealth>,
    /// The scraped endpoints; `nodes` has their states in the same order.
    targets: Vec<ScrapeTarget>,
    nodes: watch::Sender<Vec<NodeStatus>>,
    intake: Arc<Intake>,
    reports: Arc<Reports>,
    pollers: Vec<Poller>,
    keys: SharedKeys,
    /// The clients of the pollers' APIs, and the certificates that the scraper trusts: a reload
    /// replaces them.
    clients: ClientSenders,
    trusts: watch::Sender<Trusts>,
    in_force: watch::Sender<InForce>,
    simulator: Option<SimulatedLiveKit>,
    simulator_api: Option<SocketAddr>,
    /// The position in the journal at which the pipeline begins.
    from: u64,
    /// The position up to which the pipeline has applied events.
    applied: watch::Sender<u64>,
    /// The position up to which storage has stored events.
    stored: Stored,
    started_at: Millis,
    apis: Vec<watch::Receiver<ApiStatus>>,
    gaps: watch::Sender<Vec<Gap>>,
    alerting: AlertingParts,
}

impl App {
    /// Builds the console and binds its address.
    pub async fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        tls::install();
        let metrics = Arc::new(Metrics::new());
        let deployments = config.watched();
        let journal = open_journal(&config)?;
        journal.measure(Arc::clone(&metrics));
        let store = open_store(&config)?;
        let past = Box::pin(past::make(&config, &store, &journal, &clock)).await?;
        let (health, health_seen) = watch::channel(StoreHealth::Unknown);
        let keys = SharedKeys::new(keys_of(&config));
        let intake = Arc::new(Intake::new(
            keys.clone(),
            deployments.iter().map(|deployment| Arc::clone(&deployment.name)),
            journal.clone(),
            clock.clone(),
            Arc::clone(&metrics),
            health_seen,
        ));
        let started_at = clock.now();
        let state = Arc::new(RwLock::new(State::new(deployments.clone(), started_at)));
        let reports = Arc::new(Reports::new(
            keys.clone(),
            (journal.clone(), config.journal.max_bytes),
            clock.clone(),
            Arc::clone(&metrics),
            Arc::clone(&state),
            config.quality.reports_per_second,
        ));
        let from = prepare(&store, &state, &journal, (&intake, &reports), &clock).await?;
        let names =
            DeploymentNames::new(deployments.iter().map(|deployment| Arc::clone(&deployment.name)));
        let (tasks, feed) = (Tasks::new(), Feed::new());
        let settings = config.settings();
        let in_force = watch::Sender::new(InForce { read_at: started_at, refused: None, settings });
        let about = about(&config, started_at);
        describe(&config, &about, store.kind(), &metrics);
        let gaps = watch::Sender::new(Vec::new());
        let views = Arc::new(Views::default());
        let simulator = SimulatedLiveKit::bind(&config, &clock, past)?;
        let simulator_api = simulator.as_ref().map(SimulatedLiveKit::address);
        let targets = Self::scrape_targets(&config, simulator_api);
        let trusts = Self::trusts(&config);
        let (nodes, nodes_seen) = watch::channel(scrape::initial_statuses(&targets));
        let looked_at = (&views, &nodes_seen);
        let (pollers, clients) =
            Self::pollers(&config, simulator_api, &state, &journal, looked_at, &metrics, &clock)?;
        let apis: Vec<_> = pollers.iter().map(Poller::status).collect();
        let alerting = AlertingParts::new(&config, config.listen)?;
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
            in_force: in_force.subscribe(),
            tasks: tasks.clone(),
            views,
            alerting: alerting.for_handlers(&config),
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
            keys,
            clients,
            trusts: watch::Sender::new(trusts),
            in_force,
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

    /// The address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The address of the simulated LiveKit's API and metrics, if there is one.
    pub const fn simulator_api(&self) -> Option<SocketAddr> {
        self.simulator_api
    }

    /// The live state; for tests.
    pub fn state(&self) -> Arc<RwLock<State>> {
        Arc::clone(&self.shared.state)
    }

    /// The journal; for tests.
    pub fn journal(&self) -> Journal {
        self.journal.clone()
    }

    /// Serves until `stop` resolves or a task fails, then stops in order. Fails if a task failed,
    /// or if something did not end within the grace period.
    pub async fn run(
        mut self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let grace = self.config.shutdown_grace;
        let drain = CancellationToken::new();
        self.spawn_loops(&drain);
        self.spawn_systemd()?;
        self.log_start();
        let tasks = self.tasks.clone();
        let stopping = Arc::new(OnceLock::new());
        let (began, leaving) = (Arc::clone(&stopping), tasks.clone());
        let delay = self.config.shutdown_delay;
        tasks.spawn("stop signal", async move {
            let token = leaving.token();
            let stop = async {
                stop.await;
                leaving.leave();
                tokio::time::sleep(delay).await;
                token.cancel();
            };
            tokio::select! {
                () = stop => {}
                () = token.cancelled() => {}
            }
            began.get_or_init(Instant::now);
            Ok(())
        });
        // Running requests have half of the grace period; the rest is for what drains after them.
        self.server.run(grace / 2).await.context("serving")?;
        let stopping = *stopping.get_or_init(Instant::now);
        drain.cancel();
        let ended = tasks.stop(grace.saturating_sub(stopping.elapsed())).await;
        // Closing is limited: nothing depends on these connections any more.
        let _ = tokio::time::timeout(CLOSE_LIMIT, self.shared.store.close()).await;
        if let Some(crash) = tasks.crash() {
            anyhow::bail!("{crash}");
        }
        anyhow::ensure!(ended, "not everything ended within {} s", grace.as_secs());
        tracing::info!("stopped");
        Ok(())
    }

    /// How long a task may go on after the stop signal if it waits for something that may never
    /// come; storage needs the rest of the grace period.
    fn stop_limit(&self) -> Duration {
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
        let (tasks, stop_limit) = (&self.tasks, self.stop_limit());
        for poller in std::mem::take(&mut self.pollers) {
            let polling = poller.run(tasks.token().clone(), replayed.clone());
            tasks.spawn_within("poller", stop_limit, polling);
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
            current: self.gaps.clone(),
            metrics: Arc::clone(&self.shared.metrics),
            clock: clock(),
            started_at: self.started_at,
        };
        tasks.spawn_within("gaps", stop_limit, gaps.run(token()));
        self.spawn_upkeep(stop_limit);
        self.spawn_scraper();
        if let Some(simulator) = self.simulator.take() {
            let (console, health) = (reachable(self.address()), self.health.subscribe());
            simulator.spawn(&self.tasks, console, &self.shared.state, &self.shared.metrics, health);
        }
    }

    fn log_start(&self) {
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
                "there is no access control (AUTH=none): everybody who reaches {} can read \
                 everything",
                self.config.listen
            );
        }
    }
}

/// Migrates the database and loads the state, if the database answers in time. Returns the position
/// in the journal at which the pipeline begins.
async fn prepare(
    store: &store::Store,
    state: &RwLock<State>,
    journal: &Journal,
    receivers: (&Intake, &Reports),
    clock: &Clock,
) -> anyhow::Result<u64> {
    let prepared = storage::prepare(store, state, journal, receivers, clock);
    match tokio::time::timeout(DATABASE_START_LIMIT, prepared).await {
        Ok(Ok(from)) => Ok(from),
        Ok(Err(error @ (store::Error::Migration(_) | store::Error::Record(_)))) => {
            Err(error).context("preparing the database")
        }
        // Storage retries, and logs it; meanwhile the events in the journal are applied.
        Ok(Err(_)) | Err(_) => Ok(0),
    }
}

/// The address at which this machine reaches `address`.
pub fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

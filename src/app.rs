//! The app: builds and connects every part, and owns the order of start and stop.
//!
//! Start: journal → state from the store (if it answers) → listener → loops. Stop: the token ends
//! the edges (listener, sockets, simulator, clockwork), then the pipeline and storage drain what the
//! journal holds, then the database is closed.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock, RwLock};
use std::time::Duration;

use anyhow::Context as _;
use secrecy::ExposeSecret;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::api::{About, Api, Server};
use crate::clock::Clock;
use crate::config::Config;
use crate::ingest::Intake;
use crate::ingest::journal::{Journal, Limits};
use crate::livekit::Keys;
use crate::metrics::Metrics;
use crate::model::{Millis, StoreHealth};
use crate::pipeline::storage::{self, Storage};
use crate::pipeline::{Names, Pipeline, clockwork};
use crate::simulator::{self, Simulator};
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{self, SharedStore};
use crate::tasks::Tasks;

/// How long the database may take to answer at the start before the console goes on without it.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long the database's connections may take to close at the end.
const CLOSE_LIMIT: Duration = Duration::from_millis(500);

const LOCK: &str = "no holder of this lock panics";

/// A console that is built and bound, and not serving yet.
pub struct App {
    config: Config,
    clock: Clock,
    tasks: Tasks,
    server: Server,
    journal: Journal,
    names: Names,
    state: Arc<RwLock<State>>,
    store: SharedStore,
    health: watch::Sender<StoreHealth>,
    intake: Arc<Intake>,
    feed: Feed,
    metrics: Arc<Metrics>,
    /// Where in the journal the pipeline begins.
    from: u64,
    started_at: Millis,
}

impl App {
    /// Builds the console and binds its address.
    pub async fn build(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let metrics = Arc::new(Metrics::new());
        let deployments = config.watched();
        for deployment in &deployments {
            metrics.touch(&deployment.name);
        }
        let limits = Limits {
            max_bytes: config.journal.max_bytes,
            max_age_ms: i64::try_from(config.journal.max_age.as_millis()).unwrap_or(i64::MAX),
        };
        let journal = Journal::open(&config.journal.dir, limits).with_context(|| {
            format!("opening the journal in `{}`", config.journal.dir.display())
        })?;
        let store = store::open::open(config.database_url.expose_secret())
            .context("opening the database")?;
        let (health, health_seen) = watch::channel(StoreHealth::Unknown);
        let keys = config.deployments.iter().flat_map(|deployment| {
            let name = &deployment.name;
            deployment.keys.iter().map(move |key| (name, key.name.as_str(), &key.secret))
        });
        let intake = Arc::new(Intake::new(
            Keys::new(keys),
            deployments.iter().map(|deployment| Arc::clone(&deployment.name)),
            journal.clone(),
            clock.clone(),
            Arc::clone(&metrics),
            health_seen,
        ));
        let started_at = clock.now();
        let state = Arc::new(RwLock::new(State::new(deployments.clone(), started_at)));
        let prepared = tokio::time::timeout(
            PATIENCE,
            storage::prepare(&*store, &state, &journal, &intake, &clock),
        );
        let from = match prepared.await {
            Ok(Ok(from)) => from,
            Ok(Err(error @ (store::Error::Migration(_) | store::Error::Record(_)))) => {
                return Err(error).context("preparing the database");
            }
            // Storage tries again, and says so; what the journal still has is applied meanwhile.
            Ok(Err(_)) | Err(_) => 0,
        };
        let names = Names::new(deployments.iter().map(|deployment| Arc::clone(&deployment.name)));
        let (tasks, feed) = (Tasks::new(), Feed::new());
        let urls = config.deployments.iter().map(|deployment| deployment.url.as_ref());
        let about = About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            mode: if config.mock.is_some() { "mock" } else { "live" }.to_owned(),
            auth: "none".to_owned(),
            started_at,
            deployments: deployments
                .into_iter()
                .zip(urls.map(|url| url.map(url::Url::to_string)))
                .collect(),
        };
        let api = Api {
            state: Arc::clone(&state),
            store: Arc::clone(&store),
            feed: feed.clone(),
            intake: Arc::clone(&intake),
            metrics: Arc::clone(&metrics),
            clock: clock.clone(),
            about,
            tasks: tasks.clone(),
        };
        let server = api
            .listen(config.listen)
            .with_context(|| format!("listening on `{}`", config.listen))?;
        Ok(Self {
            config,
            clock,
            tasks,
            server,
            journal,
            names,
            state,
            store,
            health,
            intake,
            feed,
            metrics,
            from,
            started_at,
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What is true now; for tests.
    pub fn state(&self) -> Arc<RwLock<State>> {
        Arc::clone(&self.state)
    }

    /// Serves until `stop` resolves or a task fails, then stops in order; fails if a task failed or
    /// if what was begun did not end within the grace.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
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
        let _ = tokio::time::timeout(CLOSE_LIMIT, self.store.close()).await;
        if let Some(crash) = tasks.crash() {
            anyhow::bail!("{crash}");
        }
        anyhow::ensure!(ended, "not everything ended within {} s", grace.as_secs());
        tracing::info!("stopped");
        Ok(())
    }

    fn spawn_loops(&self, drain: &CancellationToken) {
        let applied = watch::Sender::new(self.from);
        let storage = Storage {
            journal: self.journal.clone(),
            names: self.names.clone(),
            state: Arc::clone(&self.state),
            store: Arc::clone(&self.store),
            applied: applied.subscribe(),
            health: self.health.clone(),
            intake: Arc::clone(&self.intake),
            feed: self.feed.clone(),
            metrics: Arc::clone(&self.metrics),
            clock: self.clock.clone(),
            patience: self.config.shutdown_grace / 4,
        };
        let pipeline = Pipeline {
            reader: self.journal.reader(self.from),
            names: self.names.clone(),
            state: Arc::clone(&self.state),
            feed: self.feed.clone(),
            metrics: Arc::clone(&self.metrics),
            clock: self.clock.clone(),
            applied,
            intake: Arc::clone(&self.intake),
            started_at: self.started_at,
        };
        let tasks = &self.tasks;
        tasks.spawn("pipeline", pipeline.run(drain.clone()));
        tasks.spawn("storage", storage.run(drain.clone()));
        let (state, clock) = (|| Arc::clone(&self.state), || self.clock.clone());
        let token = || tasks.token().clone();
        tasks.spawn("frames", clockwork::frames(state(), self.feed.clone(), clock(), token()));
        let store = || Arc::clone(&self.store);
        tasks.spawn("samples", clockwork::samples(state(), store(), clock(), token()));
        let retention = self.config.retention;
        tasks.spawn("upkeep", clockwork::upkeep(state(), store(), retention, clock(), token()));
        self.spawn_simulator();
    }

    fn spawn_simulator(&self) {
        let Some(mock) = &self.config.mock else { return };
        let Some(deployment) = self.config.deployments.iter().find(|d| d.url.is_none()) else {
            return;
        };
        let Some(key) = deployment.keys.first() else { return };
        let options = simulator::Options {
            seed: mock.seed,
            rooms: mock.rooms,
            participants: mock.participants,
            faults: simulator::Faults {
                lost: mock.faults.lost,
                late: mock.faults.late,
                duplicated: mock.faults.duplicated,
                reordered: mock.faults.reordered,
            },
            ..simulator::Options::default()
        };
        let target = simulator::Target {
            url: format!("http://{}/api/livekit/webhook", reachable(self.address())),
            api_key: key.name.clone(),
            api_secret: key.secret.expose_secret().to_owned(),
        };
        let simulator = Simulator::new(options, self.clock.clone(), target);
        let (state, metrics) = (Arc::clone(&self.state), Arc::clone(&self.metrics));
        let (name, token) = (Arc::clone(&deployment.name), self.tasks.token().clone());
        let mut health = self.health.subscribe();
        self.tasks.spawn("simulator", async move {
            // What the console still shows from before is only known once the store was read.
            tokio::select! {
                _ = health.wait_for(|health| *health == StoreHealth::Up) => {}
                () = token.cancelled() => return Ok(()),
            }
            let open = state.read().expect(LOCK).open_room_names(&name);
            let count = move |outcome: simulator::Outcome| {
                metrics.simulator_events_total.with_label_values(&[outcome.label()]).inc();
            };
            simulator.run(token, open, count).await
        });
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

/// `address` as this machine reaches it.
pub fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

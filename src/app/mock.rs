//! The simulated LiveKit in the console's own process. Its API is bound before the poller starts,
//! and it sends webhooks by HTTP like a real one.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use parking_lot::RwLock;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;

use super::past::PastEnd;
use crate::clock::Clock;
use crate::config::{Config, DeploymentConfig, Mock};
use crate::metrics::Metrics;
use crate::model::{DeploymentName, Millis, StoreHealth};
use crate::simulator::{self, Clients, Simulator};
use crate::state::State;
use crate::tasks::Tasks;

/// A simulated LiveKit that is bound and not running yet.
pub(super) struct SimulatedLiveKit {
    deployment: DeploymentName,
    options: simulator::Options,
    api_key: String,
    api_secret: SecretString,
    clock: Clock,
    server: simulator::Server,
    last_sent: watch::Sender<Option<Millis>>,
    /// The webhooks before this time are in the past that the store begins with.
    sent_before: Option<Millis>,
}

/// The deployment that is simulated.
pub(super) fn deployment_of(config: &Config) -> Option<&DeploymentConfig> {
    config.deployments.iter().find(|deployment| deployment.url.is_none())
}

/// The options of the simulated LiveKit.
pub(super) fn simulator_options(mock: &Mock) -> simulator::Options {
    simulator::Options {
        seed: mock.seed,
        rooms: mock.rooms,
        participants: mock.participants,
        faults: simulator::Faults {
            lost: mock.faults.lost,
            late: mock.faults.late,
            duplicated: mock.faults.duplicated,
            reordered: mock.faults.reordered,
            stale: mock.faults.stale,
            ghosts: mock.faults.ghosts,
            node_restarts: mock.faults.node_restarts,
            negative_gauges: mock.faults.negative_gauges,
            ..simulator::Faults::NONE
        },
        ..simulator::Options::default()
    }
}

impl SimulatedLiveKit {
    /// Binds its API, if a simulated LiveKit is configured. If its past was just made, it goes on
    /// where the `past` ends.
    pub(super) fn bind(
        config: &Config,
        clock: &Clock,
        past: Option<PastEnd>,
    ) -> anyhow::Result<Option<Self>> {
        let (Some(mock), Some(deployment)) = (&config.mock, deployment_of(config)) else {
            return Ok(None);
        };
        let Some(key) = deployment.keys.first() else { return Ok(None) };
        let options = simulator_options(mock);
        let (last_sent, last_sent_seen) = watch::channel(None);
        let server = simulator::Server::bind(
            options,
            clock.clone(),
            &key.name,
            &key.secret,
            Some(last_sent_seen),
        )
        .context("binding the simulated LiveKit's API")?;
        let (server, sent_before) = match past {
            Some(past) => (server.with(past.node), Some(past.until)),
            None => (server, None),
        };
        Ok(Some(Self {
            deployment: Arc::clone(&deployment.name),
            options,
            api_key: key.name.clone(),
            api_secret: key.secret.clone(),
            clock: clock.clone(),
            server,
            last_sent,
            sent_before,
        }))
    }

    /// The address of its API and metrics.
    pub(super) const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Runs it; webhooks go to the console at `console`.
    pub(super) fn spawn(
        self,
        tasks: &Tasks,
        console: SocketAddr,
        state: &Arc<RwLock<State>>,
        metrics: &Arc<Metrics>,
        mut health: watch::Receiver<StoreHealth>,
    ) {
        let target = |path| simulator::Target {
            url: format!("http://{console}/api/livekit/{path}"),
            api_key: self.api_key.clone(),
            api_secret: self.api_secret.expose_secret().to_owned(),
        };
        let clients = Clients::new(self.options, self.clock.clone(), target("quality"));
        tasks.spawn("simulated clients", clients.run(tasks.token().clone()));
        let simulator = Simulator::new(self.options, self.clock, target("webhook"))
            .sending_from(self.sent_before)
            .reporting_to(self.last_sent);
        let (state, metrics) = (Arc::clone(state), Arc::clone(metrics));
        let (name, token) = (self.deployment, tasks.token().clone());
        tasks.spawn("simulator's API", self.server.run(token.clone()));
        tasks.spawn("simulator", async move {
            // The rooms that the console still has open are only known once the state is loaded.
            tokio::select! {
                _ = health.wait_for(|health| *health == StoreHealth::Up) => {}
                () = token.cancelled() => return Ok(()),
            }
            let open = state.read().open_room_names(&name);
            let count = move |outcome: simulator::PostOutcome| {
                metrics.simulator_events_total.with_label_values(&[outcome.label()]).inc();
            };
            simulator.run(token, open, count).await
        });
    }
}

//! Builds the pollers of the deployments' APIs.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use parking_lot::RwLock;
use tokio::sync::watch;
use url::Url;

use super::App;
use crate::clock::Clock;
use crate::config::{Config, DeploymentConfig};
use crate::ingest::journal::Journal;
use crate::ingest::poll::{self, Poller, Views};
use crate::livekit::Client;
use crate::metrics::Metrics;
use crate::model::{DeploymentName, NodeStatus};
use crate::net::tls::Trust;
use crate::state::State;

impl App {
    /// One poller for each deployment that has an API.
    pub(super) fn pollers(
        config: &Config,
        simulator_api: Option<SocketAddr>,
        state: &Arc<RwLock<State>>,
        journal: &Journal,
        (views, nodes): (&Arc<Views>, &watch::Receiver<Vec<NodeStatus>>),
        metrics: &Arc<Metrics>,
        clock: &Clock,
    ) -> anyhow::Result<Vec<Poller>> {
        let Some(interval) = config.poll_interval else { return Ok(Vec::new()) };
        let trusts = Self::trusts(config);
        let mut pollers = Vec::new();
        for deployment in &config.deployments {
            let simulated = simulator_api.and_then(|at| Url::parse(&format!("http://{at}")).ok());
            let Some(url) = deployment.url.clone().or(simulated) else { continue };
            let trust = &trusts[&deployment.name];
            let clients = deployment
                .keys
                .iter()
                .map(|key| Client::new(&url, &key.name, &key.secret, trust))
                .collect::<Result<_, _>>()
                .context("preparing requests to LiveKit's API")?;
            pollers.push(Poller::new(poll::Parts {
                deployment: Arc::clone(&deployment.name),
                clients,
                interval,
                requests_per_minute: config.requests_per_minute,
                state: Arc::clone(state),
                journal: journal.clone(),
                views: Arc::clone(views),
                nodes: nodes.clone(),
                metrics: Arc::clone(metrics),
                clock: clock.clone(),
            }));
        }
        Ok(pollers)
    }

    /// The certificates that requests to each deployment trust.
    pub(super) fn trusts(config: &Config) -> HashMap<DeploymentName, Trust> {
        let of = |deployment: &DeploymentConfig| {
            let own = deployment.authorities.as_ref();
            let trust = own.map_or_else(Trust::system, |(_, own)| Trust::with(own));
            (Arc::clone(&deployment.name), trust)
        };
        config.deployments.iter().map(of).collect()
    }
}

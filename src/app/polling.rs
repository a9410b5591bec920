//! Builds the pollers of the deployments' APIs.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use parking_lot::RwLock;
use tokio::sync::watch;
use url::Url;

use super::App;
use super::reload::ClientSenders;
use crate::clock::Clock;
use crate::config::{Config, DeploymentConfig};
use crate::ingest::journal::Journal;
use crate::ingest::poll::{self, Poller, Views};
use crate::ingest::scrape::Trusts;
use crate::livekit::Client;
use crate::metrics::Metrics;
use crate::model::NodeStatus;
use crate::net::tls::Trust;
use crate::state::State;

impl App {
    /// One poller for each deployment that has an API, and what replaces the clients of each.
    pub(super) fn pollers(
        config: &Config,
        simulator_api: Option<SocketAddr>,
        state: &Arc<RwLock<State>>,
        journal: &Journal,
        (views, nodes): (&Arc<Views>, &watch::Receiver<Vec<NodeStatus>>),
        metrics: &Arc<Metrics>,
        clock: &Clock,
    ) -> anyhow::Result<(Vec<Poller>, ClientSenders)> {
        let (mut pollers, mut senders) = (Vec::new(), ClientSenders::new());
        let Some(interval) = config.poll_interval else { return Ok((pollers, senders)) };
        for deployment in &config.deployments {
            let simulated = simulator_api.and_then(|at| Url::parse(&format!("http://{at}")).ok());
            let Some(url) = deployment.url.clone().or(simulated) else { continue };
            let sender = watch::Sender::new(clients(deployment, &url)?);
            let clients = sender.subscribe();
            senders.insert(Arc::clone(&deployment.name), sender);
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
        Ok((pollers, senders))
    }

    /// The certificates that requests to each deployment trust.
    pub(super) fn trusts(config: &Config) -> Trusts {
        let of = |deployment: &DeploymentConfig| (Arc::clone(&deployment.name), trust(deployment));
        config.deployments.iter().map(of).collect()
    }
}

/// The clients of a deployment's API, one for each key.
pub(super) fn clients(deployment: &DeploymentConfig, url: &Url) -> anyhow::Result<Arc<[Client]>> {
    let trust = trust(deployment);
    let keys = deployment.keys.iter();
    keys.map(|key| Client::new(url, &key.name, &key.secret, &trust))
        .collect::<Result<_, _>>()
        .context("preparing requests to LiveKit's API")
}

fn trust(deployment: &DeploymentConfig) -> Trust {
    let own = deployment.authorities.as_ref();
    own.map_or_else(Trust::system, |(_, own)| Trust::with(own))
}

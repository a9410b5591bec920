//! Which deployments' APIs are polled.

use std::net::SocketAddr;
use std::sync::{Arc, RwLock};

use anyhow::Context as _;

use super::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::ingest::journal::Journal;
use crate::ingest::poll::{self, Poller, Views};
use crate::livekit::Client;
use crate::metrics::Metrics;
use crate::state::State;

impl App {
    /// One poller for each deployment that has an API.
    pub(super) fn pollers(
        config: &Config,
        simulator_api: Option<SocketAddr>,
        state: &Arc<RwLock<State>>,
        journal: &Journal,
        views: &Arc<Views>,
        metrics: &Arc<Metrics>,
        clock: &Clock,
    ) -> anyhow::Result<Vec<Poller>> {
        let Some(interval) = config.poll_interval else { return Ok(Vec::new()) };
        let mut pollers = Vec::new();
        for deployment in &config.deployments {
            let simulated = simulator_api.map(|address| format!("http://{address}"));
            let Some(url) = deployment.url.as_ref().map(url::Url::to_string).or(simulated) else {
                continue;
            };
            let clients = deployment
                .keys
                .iter()
                .map(|key| Client::new(&url, &key.name, &key.secret))
                .collect::<Result<_, _>>()
                .context("preparing to ask LiveKit's API")?;
            pollers.push(Poller::new(poll::Parts {
                deployment: Arc::clone(&deployment.name),
                clients,
                interval,
                requests_per_minute: config.requests_per_minute,
                state: Arc::clone(state),
                journal: journal.clone(),
                views: Arc::clone(views),
                metrics: Arc::clone(metrics),
                clock: clock.clone(),
            }));
        }
        Ok(pollers)
    }
}

//! Builds the list of scraped nodes and starts the scraper.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::mpsc;
use url::Url;

use super::App;
use crate::config::{Config, DeploymentConfig};
use crate::ingest::scrape::{self, ScrapeTarget, Scraper};
use crate::pipeline::nodes::NodeStorage;

/// The name of the simulated LiveKit's node.
pub(super) const SIMULATED_NODE: &str = "http://simulator/metrics";

impl App {
    /// The metrics endpoints of all deployments, and that of the simulated LiveKit, if there is
    /// one.
    pub(super) fn scrape_targets(
        config: &Config,
        simulator: Option<SocketAddr>,
    ) -> Vec<ScrapeTarget> {
        let simulated = simulator
            .and_then(|address| Url::parse(&format!("http://{address}/metrics")).ok())
            // The node has a stable name because the port differs at each start.
            .map(|url| (url, SIMULATED_NODE));
        let of = |deployment: &DeploymentConfig| {
            let name = Arc::clone(&deployment.name);
            let urls = deployment.metrics_urls.iter();
            let mut targets: Vec<_> =
                urls.map(|url| ScrapeTarget::new(Arc::clone(&name), url)).collect();
            if let Some((url, node)) = simulated.as_ref().filter(|_| deployment.url.is_none()) {
                targets.push(ScrapeTarget::new(name, url).called(node));
            }
            targets
        };
        config.deployments.iter().flat_map(of).collect()
    }

    pub(super) fn spawn_scraper(&self) {
        let Some(interval) = self.config.scrape_interval else { return };
        let (samples, measured) = mpsc::channel(scrape::SAMPLES);
        let scraper = Scraper {
            targets: self.targets.clone(),
            trusts: self.trusts.subscribe(),
            interval,
            clock: self.shared.clock.clone(),
            metrics: Arc::clone(&self.shared.metrics),
            statuses: self.nodes.clone(),
            samples,
        };
        let nodes = NodeStorage {
            samples: measured,
            state: Arc::clone(&self.shared.state),
            store: Arc::clone(&self.shared.store),
            metrics: Arc::clone(&self.shared.metrics),
            clock: self.shared.clock.clone(),
        };
        let stop_limit = self.stop_limit();
        self.tasks.spawn_within("scraper", stop_limit, scraper.run(self.tasks.token().clone()));
        self.tasks.spawn_within("nodes", stop_limit, nodes.run());
    }
}

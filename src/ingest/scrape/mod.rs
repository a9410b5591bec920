//! The scraper: scrapes every node's Prometheus endpoint and publishes the measurements.
//!
//! One task for all nodes. Each node is scraped once per interval, with some jitter, so that they
//! do not all respond at once; a slow node does not delay the others. `step`, which is pure, turns
//! readings into figures.

mod buckets;
mod direct;
mod fetch;
mod reading;
mod step;
mod target;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use rand::RngExt as _;
use reqwest::Client;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

pub use direct::NodeReader;
pub use fetch::BODY_BYTES;
pub use target::ScrapeTarget;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::model::{DeploymentName, Failure, Millis, NodeSample, NodeStatus, Text};
use crate::net::tls::Trust;
use crate::tasks;
use crate::watched::{Watched as _, seen};
use fetch::ScrapeFailure;
use reading::{Counter, Gauge, Reading};
use step::{Measurements, step};

/// The most nodes that are scraped at the same time.
const AT_ONCE: usize = 16;

/// The longest time of a whole scrape: twice the usual interval.
pub const SCRAPE_LIMIT: Duration = Duration::from_secs(10);

/// Samples that wait to be stored: one round of a thousand nodes.
pub const SAMPLES: usize = 1000;

/// Share of the interval that a scrape may come earlier or later.
const JITTER: f64 = 0.1;

/// The certificates that requests trust, by deployment.
pub type Trusts = HashMap<DeploymentName, Trust>;

/// Scrapes nodes.
pub struct Scraper {
    /// The endpoints to scrape.
    pub targets: Vec<ScrapeTarget>,
    /// The certificates that the requests to each deployment trust; a reload replaces them.
    pub trusts: watch::Receiver<Trusts>,
    /// How often each node is scraped.
    pub interval: Duration,
    /// The time.
    pub clock: Clock,
    /// The console's own metrics.
    pub metrics: Arc<Metrics>,
    /// Receives the status of each node; begins with [`initial_statuses`].
    pub statuses: watch::Sender<Vec<NodeStatus>>,
    /// Receives the measurements.
    pub samples: mpsc::Sender<NodeSample>,
}

/// The statuses of nodes that were not scraped yet.
pub fn initial_statuses(targets: &[ScrapeTarget]) -> Vec<NodeStatus> {
    targets
        .iter()
        .map(|target| NodeStatus::new(Arc::clone(&target.deployment), target.name.to_string()))
        .collect()
}

/// What is remembered of a node between two scrapes.
struct NodeSchedule {
    /// When to scrape next; `None` while it is being scraped.
    due: Option<Instant>,
    before: Option<(Instant, Reading)>,
}

/// The result of one scrape.
struct Scraped {
    index: usize,
    took: Duration,
    read: Result<Reading, ScrapeFailure>,
}

/// A client for each deployment.
fn clients(trusts: &Trusts) -> anyhow::Result<HashMap<DeploymentName, Client>> {
    trusts
        .iter()
        .map(|(deployment, trust)| Ok((Arc::clone(deployment), fetch::client(trust)?)))
        .collect::<reqwest::Result<_>>()
        .context("making an HTTP client for the nodes")
}

impl Scraper {
    /// Scrapes until `token` is cancelled.
    pub async fn run(self, token: CancellationToken) -> anyhow::Result<()> {
        let mut trusts = self.trusts.clone();
        let mut clients = clients(&seen(&mut trusts))?;
        let start = self.clock.moment();
        let mut nodes: Vec<_> =
            self.targets.iter().map(|_| NodeSchedule { due: Some(start), before: None }).collect();
        let mut under_way = FuturesUnordered::new();
        loop {
            tasks::working(self.interval + tasks::STALLED);
            if trusts.has_changed().unwrap_or(false) {
                clients = self::clients(&seen(&mut trusts))?;
            }
            let now = self.clock.moment();
            let mut next = next_due(&nodes);
            while let Some((due, index)) = next
                && due <= now
                && under_way.len() < AT_ONCE
            {
                nodes[index].due = None;
                let client = clients[&self.targets[index].deployment].clone();
                under_way.push(self.scrape(client, index));
                next = next_due(&nodes);
            }
            let next = next.filter(|_| under_way.len() < AT_ONCE);
            tokio::select! {
                () = token.cancelled() => return Ok(()),
                Some(outcome) = under_way.next() => self.done(&mut nodes, outcome),
                () = self.clock.reach(next.map_or(now, |(due, _)| due)), if next.is_some() => {}
            }
        }
    }

    async fn scrape(&self, client: Client, index: usize) -> Scraped {
        let began = Instant::now();
        let read = tokio::select! {
            read = fetch::fetch(&client, &self.targets[index]) => read,
            () = self.clock.pass(SCRAPE_LIMIT) => {
                let message = format!("no complete response within {} s", SCRAPE_LIMIT.as_secs());
                Err(ScrapeFailure { code: "timeout", message })
            }
        };
        Scraped { index, took: began.elapsed(), read }
    }

    fn done(&self, nodes: &mut [NodeSchedule], outcome: Scraped) {
        let Scraped { index, took, read } = outcome;
        let (target, node) = (&self.targets[index], &mut nodes[index]);
        let (at, moment) = (self.clock.now(), self.clock.moment());
        let wait = self.interval.mul_f64(1.0 + rand::rng().random_range(-JITTER..=JITTER));
        node.due = Some(moment + wait);
        let (deployment, name) = (&*target.deployment, target.name.as_str());
        let labels = [deployment, name];
        let metrics = &self.metrics;
        metrics.node_up.with_label_values(&labels).set(i64::from(read.is_ok()));
        metrics.node_scrape_seconds.with_label_values(&[deployment]).observe(took.as_secs_f64());
        let restarts = metrics.node_restarts_total.with_label_values(&labels);
        let mut status = self.statuses.current().swap_remove(index);
        status.last_attempt_at = Some(at);
        status.latency_ms = Some(took.as_secs_f64() * 1000.0);
        status.scrapes_total += 1;
        match read {
            Ok(reading) => {
                let before = node.before.as_ref();
                let before = before.map(|(then, before)| (moment.duration_since(*then), before));
                let step = step(before, &reading);
                if step.is_restarted {
                    restarts.inc();
                    tracing::info!(deployment, node.url = name, "a node restarted");
                }
                if status.failure.is_some() {
                    tracing::info!(deployment, node.url = name, "a node responds again");
                }
                let sample = sample(target, at, &reading, step, &mut status);
                self.show_figures(&labels, &sample);
                node.before = Some((moment, reading));
                if self.samples.try_send(sample).is_err() {
                    metrics.node_samples_dropped_total.inc();
                }
            }
            Err(ScrapeFailure { code, message }) => {
                metrics.node_scrape_failures_total.with_label_values(&[deployment, code]).inc();
                if status.failure.as_ref().is_none_or(|failure| failure.code != code) {
                    tracing::warn!(deployment, node.url = name, code, "no node metrics: {message}");
                }
                status.errors_total += 1;
                // The clock may have been set back meanwhile.
                status.last_success_at = status.last_success_at.map(|success| success.min(at));
                status.failure = Some(Failure { at, code, message });
                // What it reported before is outdated.
                (status.rooms, status.participants, status.latest) = (None, None, None);
                self.hide_figures(&labels);
            }
        }
        self.statuses.send_modify(|statuses| statuses[index] = status);
    }

    fn show_figures(&self, labels: &[&str; 2], sample: &NodeSample) {
        let metrics = &self.metrics;
        let figures = &sample.figures;
        let score = figures.quality.and_then(|quality| quality.score);
        for (series, value) in [
            (&metrics.node_rooms, figures.rooms),
            (&metrics.node_participants, figures.participants),
            (&metrics.node_connection_quality, score),
        ] {
            match value {
                Some(value) => series.with_label_values(labels).set(value),
                // An unknown value has no series: 0 would be wrong. The series may not exist yet.
                None => drop(series.remove_label_values(labels)),
            }
        }
    }

    fn hide_figures(&self, labels: &[&str; 2]) {
        let metrics = &self.metrics;
        for series in
            [&metrics.node_rooms, &metrics.node_participants, &metrics.node_connection_quality]
        {
            drop(series.remove_label_values(labels));
        }
    }
}

/// The node to scrape next, and when.
fn next_due(nodes: &[NodeSchedule]) -> Option<(Instant, usize)> {
    nodes.iter().enumerate().filter_map(|(index, node)| Some((node.due?, index))).min()
}

/// The measured sample; also updates `status` with what the node reports.
fn sample(
    target: &ScrapeTarget,
    at: Millis,
    reading: &Reading,
    step: Measurements,
    status: &mut NodeStatus,
) -> NodeSample {
    let sample = NodeSample {
        at,
        deployment: Arc::clone(&target.deployment),
        url: Text::clone(&target.name),
        node_id: reading.node_id.clone(),
        interval_ms: step.interval_ms,
        figures: step.figures,
        negative_gauges: reading.negative_gauges.clone(),
    };
    status.node_id.clone_from(&reading.node_id);
    let last_success_before = status.last_success_at.replace(at);
    status.skew_ms = reading.skew_ms;
    status.failure = None;
    if step.is_restarted {
        status.restarts_total += 1;
        status.restarted_at = Some(at);
        status.restarted_after = last_success_before;
    }
    (status.rooms, status.participants) =
        (reading.count(Gauge::Rooms), reading.count(Gauge::Participants));
    status.webhooks_lost.clone_from(&reading.webhooks_lost);
    let delivered = reading.counters.get(&Counter::WebhooksDelivered);
    status.webhooks_delivered = delivered.copied().filter(|count| count.is_finite());
    status.latest = Some(sample.clone());
    sample
}

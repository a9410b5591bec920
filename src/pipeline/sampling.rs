//! Takes samples: every ten seconds, for each deployment, of the system and of its sources. They
//! are stored, and sent to the evaluator of alert rules, which uses the very same ones.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::ingest::Intake;
use crate::model::{
    ApiStatus, DeliveryReport, DeploymentName, Millis, NodeFigures, NodeStatus, Sampled,
    SourceSample, SystemSample,
};
use crate::state::State;
use crate::store::{self, SharedStore, Store};
use crate::tasks;
use crate::watched::Watched;

/// Samples are taken this often, milliseconds, at whole multiples: those of several deployments
/// and instances then lie on one grid.
const SAMPLES_MS: i64 = 10_000;

/// The most samples that one statement writes: a database that has just come back must not get a
/// day of them at once.
const AT_ONCE: usize = 1000;

/// The most samples of each kind that wait for the database: a day of ten deployments.
const WAITING: usize = 86_400;

/// Findings are counted over this many samples: a minute.
const DRIFT_SAMPLES: usize = 6;

/// What a node or an API reported longer ago than this, milliseconds, is outdated.
const FRESH_MS: i64 = 30_000;

/// Takes samples.
pub struct Sampling {
    /// The current state.
    pub state: Arc<RwLock<State>>,
    /// Where samples go.
    pub store: SharedStore,
    /// Statistics of webhooks.
    pub intake: Arc<Intake>,
    /// The status of each deployment's room API.
    pub apis: Vec<watch::Receiver<ApiStatus>>,
    /// The status of the nodes.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// Receives each sample, for the evaluator; a sample is dropped if the channel is full.
    pub samples: mpsc::Sender<Sampled>,
    /// The time.
    pub clock: Clock,
}

impl Sampling {
    /// Takes samples and stores them until `token` is cancelled; while the database is away they
    /// wait, up to a limit.
    pub async fn run(self, token: CancellationToken) -> anyhow::Result<()> {
        let mut waiting = Waiting::default();
        let mut drift = Drifts::default();
        let mut last = self.clock.now().0.div_euclid(SAMPLES_MS);
        let mut failing = false;
        loop {
            tasks::working(tasks::STALLED);
            // After the last slot, even if that time has passed already; if the clock was set back,
            // after the slot that it shows now.
            let next = last.min(self.clock.now().0.div_euclid(SAMPLES_MS)) + 1;
            tokio::select! {
                () = self.clock.reach(self.clock.when(Millis(next * SAMPLES_MS))) => {}
                () = token.cancelled() => break,
            }
            let slot = self.clock.now().0.div_euclid(SAMPLES_MS);
            if slot == last {
                continue;
            }
            last = slot;
            let sampled = self.take(&mut drift, Millis(slot * SAMPLES_MS));
            waiting.add(&sampled);
            // The evaluator reads at its own pace, and detects when it has missed a sample.
            let _ = self.samples.try_send(sampled);
            match waiting.write(&self.store).await {
                Ok(()) => failing = false,
                Err(error) if !failing => {
                    tracing::warn!(%error, "samples cannot be stored; they wait");
                    failing = true;
                }
                Err(_) => {}
            }
        }
        let left = waiting.system.len();
        if left > 0 {
            tracing::warn!(samples = left, "stopping with samples that could not be stored");
        }
        Ok(())
    }

    /// Takes the samples of the slot that begins at `at`.
    pub fn take(&self, drift: &mut Drifts, at: Millis) -> Sampled {
        let now = self.clock.now();
        let (mut system, deployments) = {
            let state = self.state.read();
            (state.samples(now), state.deployments())
        };
        for sample in &mut system {
            sample.at = at;
        }
        let nodes = self.nodes.current();
        let sources = deployments.iter().map(|deployment| {
            let name = &deployment.name;
            let api = self.apis.iter().map(Watched::current);
            let api = api.into_iter().find(|api| api.deployment == *name);
            let own: Vec<_> = nodes.iter().filter(|node| node.deployment == *name).collect();
            let report = self.intake.deliveries().report(name, now);
            SourceSample {
                webhook_silence_seconds: self.silence(&report, api.as_ref(), now),
                webhooks_received_rate: Some(f64::from(report.received_per_minute)),
                webhooks_refused_rate: Some(self.refused(&report, deployments.len(), now)),
                webhook_lag_seconds: report.late_seconds(),
                api_silence_seconds: api.as_ref().and_then(|api| self.api_silence(api, now)),
                drift_rate: drift.rate(name, api.as_ref(), now),
                egress_failures: self.egress_failures(name, now),
                machine_disconnect_rate: self.machines_lost(name, now),
                ..of_nodes(&own, at, DeploymentName::clone(name), now)
            }
        });
        let sources = sources.collect();
        Sampled { at, system, sources }
    }

    /// How long webhooks have been missing, seconds. `None` without any webhook and without an API
    /// that could show what is missing.
    fn silence(
        &self,
        report: &DeliveryReport,
        api: Option<&ApiStatus>,
        now: Millis,
    ) -> Option<f64> {
        let started_at = self.intake.deliveries().started_at();
        if let Some(since) = report.silent_since(started_at, now) {
            return Some(now.seconds_since(since));
        }
        let polled = api.is_some_and(|api| is_fresh(api.last_success_at, now));
        (polled || report.last_received_at.is_some_and(|at| is_fresh(Some(at), now))).then_some(0.0)
    }

    /// How many webhooks were refused in the trailing minute. With a single deployment, those with
    /// an unknown key count as its own.
    fn refused(&self, report: &DeliveryReport, deployments: usize, now: Millis) -> f64 {
        let unattributed = match deployments {
            1 => self.intake.deliveries().unattributed(now).refused_per_minute,
            _ => 0,
        };
        f64::from(report.refused_per_minute) + f64::from(unattributed)
    }

    /// How long the room API has not responded, seconds; `None` if it is not polled, or not yet.
    fn api_silence(&self, api: &ApiStatus, now: Millis) -> Option<f64> {
        api.url.as_ref()?;
        let began = self.intake.deliveries().started_at();
        match (&api.failure, api.last_success_at) {
            (None, None) => None,
            (None, Some(_)) => Some(0.0),
            (Some(_), success) => Some(now.seconds_since(success.unwrap_or(began))),
        }
    }

    fn machines_lost(&self, deployment: &str, now: Millis) -> Option<f64> {
        self.state.read().machine_disconnect_rate(deployment, now)
    }

    #[expect(clippy::cast_precision_loss, reason = "failed egresses of ten minutes are few")]
    fn egress_failures(&self, deployment: &str, now: Millis) -> Option<f64> {
        let state = self.state.read();
        state.failed_egresses(deployment, now).map(|failed| failed.len() as f64)
    }
}

fn is_fresh(at: Option<Millis>, now: Millis) -> bool {
    at.is_some_and(|at| now.is_within(at, FRESH_MS))
}

/// The sums over the nodes of a deployment; `None` where no node reports a figure.
fn of_nodes(
    nodes: &[&NodeStatus],
    at: Millis,
    deployment: DeploymentName,
    now: Millis,
) -> SourceSample {
    let latest = || {
        let samples = nodes.iter().filter_map(|node| node.latest.as_ref());
        samples.filter(|sample| is_fresh(Some(sample.at), now)).map(|sample| &sample.figures)
    };
    let sum = |values: &mut dyn Iterator<Item = Option<f64>>| {
        values.flatten().fold(None, |sum: Option<f64>, value| Some(sum.unwrap_or(0.0) + value))
    };
    let attempted = |figures: &NodeFigures| {
        Some(figures.signal_connected_per_minute? + figures.signal_failed_per_minute?)
    };
    let failed = |figures: &NodeFigures| {
        // LiveKit counts joins that were given up as failed, too.
        let (failed, given_up) = (figures.rtc_failed_per_minute?, figures.rtc_canceled_per_minute?);
        Some(figures.signal_failed_per_minute? + (failed - given_up).max(0.0))
    };
    // A ratio needs both numbers of the same joins: nodes that do not report failures are left out,
    // unless no node does.
    let reports_failures = latest().any(|figures| failed(figures).is_some());
    let counted = |figures: &&NodeFigures| !reports_failures || failed(figures).is_some();
    SourceSample {
        webhooks_lost_rate: sum(&mut latest().map(|figures| figures.webhooks_lost_per_minute)),
        joins_attempted_rate: sum(&mut latest().filter(counted).map(attempted)),
        joins_failed_rate: sum(&mut latest().map(failed)),
        ..SourceSample::unknown(at, deployment)
    }
}

/// The totals of findings of each deployment at the latest samples.
#[derive(Debug, Default)]
pub struct Drifts(HashMap<DeploymentName, VecDeque<u64>>);

impl Drifts {
    /// The findings within the last minute, or since the first sample.
    #[expect(clippy::cast_precision_loss, reason = "findings of a minute are few")]
    fn rate(
        &mut self,
        deployment: &DeploymentName,
        api: Option<&ApiStatus>,
        now: Millis,
    ) -> Option<f64> {
        let Some(api) = api.filter(|api| is_fresh(api.last_success_at, now)) else {
            self.0.remove(deployment);
            return None;
        };
        let total = api.losses_total;
        let totals = self.0.entry(DeploymentName::clone(deployment)).or_default();
        totals.push_back(total);
        if totals.len() > DRIFT_SAMPLES + 1 {
            totals.pop_front();
        }
        let first = totals.front().copied()?;
        (totals.len() > 1).then(|| total.saturating_sub(first) as f64)
    }
}

/// Samples that wait to be stored.
#[derive(Debug, Default)]
struct Waiting {
    system: VecDeque<SystemSample>,
    sources: VecDeque<SourceSample>,
}

impl Waiting {
    fn add(&mut self, sampled: &Sampled) {
        self.system.extend(sampled.system.iter().cloned());
        self.sources.extend(sampled.sources.iter().cloned());
        let excess = self.system.len().saturating_sub(WAITING);
        self.system.drain(..excess);
        let excess = self.sources.len().saturating_sub(WAITING);
        self.sources.drain(..excess);
    }

    /// Stores the waiting samples, a part at a time.
    async fn write(&mut self, store: &Store) -> Result<(), store::Error> {
        while !self.system.is_empty() {
            let part = self.system.len().min(AT_ONCE);
            store.write_samples(&self.system.make_contiguous()[..part]).await?;
            self.system.drain(..part);
        }
        while !self.sources.is_empty() {
            let part = self.sources.len().min(AT_ONCE);
            store.write_source_samples(&self.sources.make_contiguous()[..part]).await?;
            self.sources.drain(..part);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Drifts, of_nodes};
    use crate::model::{ApiStatus, Millis, NodeFigures, NodeSample, NodeStatus};

    fn node(at: i64, figures: NodeFigures) -> NodeStatus {
        let latest = NodeSample {
            at: Millis(at),
            deployment: "eu".into(),
            url: "http://node".into(),
            node_id: None,
            interval_ms: None,
            figures,
            negative_gauges: std::collections::BTreeMap::new(),
        };
        NodeStatus {
            latest: Some(latest),
            ..NodeStatus::new("eu".into(), "http://node".to_owned())
        }
    }

    #[test]
    fn what_no_node_reports_is_unknown_and_joins_given_up_did_not_fail() {
        let reported = NodeFigures {
            signal_connected_per_minute: Some(60.0),
            signal_failed_per_minute: Some(2.0),
            rtc_failed_per_minute: Some(7.0),
            rtc_canceled_per_minute: Some(4.0),
            webhooks_lost_per_minute: Some(0.0),
            ..NodeFigures::default()
        };
        let silent = NodeFigures::default();
        let old = NodeFigures {
            rtc_failed_per_minute: None,
            rtc_canceled_per_minute: None,
            ..reported.clone()
        };
        for (nodes, now, lost, attempted, failed) in [
            (vec![], 0, None, None, None),
            (vec![node(0, silent.clone())], 0, None, None, None),
            (vec![node(0, reported.clone())], 0, Some(0.0), Some(62.0), Some(5.0)),
            (vec![node(0, reported.clone())], 30_001, None, None, None),
            (vec![node(0, old.clone())], 0, Some(0.0), Some(62.0), None),
            (vec![node(0, old), node(0, reported.clone())], 0, Some(0.0), Some(62.0), Some(5.0)),
            (
                vec![node(0, reported.clone()), node(0, reported), node(0, silent)],
                1,
                Some(0.0),
                Some(124.0),
                Some(10.0),
            ),
        ] {
            let nodes: Vec<_> = nodes.iter().collect();
            let sample = of_nodes(&nodes, Millis(0), "eu".into(), Millis(now));
            assert_eq!(sample.webhooks_lost_rate, lost);
            assert_eq!(
                (sample.joins_attempted_rate, sample.joins_failed_rate),
                (attempted, failed)
            );
        }
    }

    #[test]
    fn drift_is_counted_over_a_minute_and_only_for_missing_webhooks() {
        let name = "eu".into();
        let status = |missed: u64| ApiStatus {
            last_success_at: Some(Millis(0)),
            losses_total: missed,
            ..ApiStatus::new("eu".into(), None, 300)
        };
        let mut drifts = Drifts::default();
        let rates: Vec<_> = [0, 1, 1, 1, 1, 1, 3, 3]
            .map(|missed| drifts.rate(&name, Some(&status(missed)), Millis(0)))
            .into();
        let wanted = [None, Some(1.0), Some(1.0), Some(1.0), Some(1.0), Some(1.0), Some(3.0)];
        assert_eq!(rates[..7], wanted);
        assert_eq!(rates[7], Some(2.0), "the first is more than a minute ago");
        assert_eq!(drifts.rate(&name, Some(&status(9)), Millis(60_000)), None, "it is silent");
        assert_eq!(drifts.rate(&name, None, Millis(0)), None);
    }
}

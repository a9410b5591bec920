//! Moves the measurements of nodes into the store, one row per node every ten seconds, and their
//! connection quality into the state.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use parking_lot::RwLock;
use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::model::{DeploymentName, Millis, NodeFigures, NodeSample, Text};
use crate::state::State;
use crate::store::{self, SharedStore};
use crate::tasks;

/// A node has one row per slot of this length, milliseconds, on the grid of the other samples.
const SLOT_MS: i64 = 10_000;

/// The most rows that one transaction writes.
const ROWS_AT_ONCE: usize = 500;

/// The most rows that wait for the database: a day of two nodes, some 10 MB.
const WAITING: usize = 17_280;

/// How long the quality that a node reported counts in the mean of the deployment, milliseconds: a
/// few scrapes.
const QUALITY_MS: i64 = 30_000;

/// The longest time for writing the last rows at the end.
const LAST_LIMIT: Duration = Duration::from_secs(2);

/// A node: its deployment and its URL.
type NodeKey = (DeploymentName, Text);

/// Stores what the scraper measured.
pub struct NodeStorage {
    /// Where samples come from; the task ends when this channel ends.
    pub samples: mpsc::Receiver<NodeSample>,
    /// Receives the connection quality.
    pub state: Arc<RwLock<State>>,
    /// Where samples go.
    pub store: SharedStore,
    /// The console's own metrics.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
}

impl NodeStorage {
    /// Takes samples until the channel ends, then stores the rest if the database is up.
    pub async fn run(mut self) -> anyhow::Result<()> {
        let (mut slots, mut qualities) = (Slots::default(), Qualities::default());
        let mut waiting = VecDeque::new();
        let mut under_way: Option<Writing> = None;
        let mut is_failing = false;
        let mut next_slot = self.next_slot();
        loop {
            tasks::working(tasks::STALLED);
            tokio::select! {
                sample = self.samples.recv() => {
                    let Some(sample) = sample else { break };
                    if let Some(score) = qualities.take(&sample) {
                        let mut state = self.state.write();
                        state.observe_node_quality(&sample.deployment, sample.at, score);
                    }
                    slots.take(sample);
                }
                // A failed write is tried again with the next slot.
                () = self.clock.reach(next_slot) => {
                    let now = self.clock.now();
                    next_slot = self.next_slot();
                    waiting.extend(slots.over(slot(now)));
                    self.bound(&mut waiting);
                    if under_way.is_none() {
                        under_way = self.write(&mut waiting);
                    }
                }
                (rows, outcome) = ended(&mut under_way), if under_way.is_some() => {
                    under_way = None;
                    if self.is_written(rows, outcome, &mut waiting, &mut is_failing) {
                        under_way = self.write(&mut waiting);
                    }
                }
            }
        }
        waiting.extend(slots.over(Millis(i64::MAX)));
        let last = async {
            if let Some(writing) = under_way {
                let (rows, outcome) = writing.await;
                self.is_written(rows, outcome, &mut waiting, &mut is_failing);
            }
            while let Some(writing) = self.write(&mut waiting) {
                let (rows, outcome) = writing.await;
                if !self.is_written(rows, outcome, &mut waiting, &mut is_failing) {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(LAST_LIMIT, last).await;
        if !waiting.is_empty() {
            tracing::warn!(samples = waiting.len(), "stopping with samples of nodes not stored");
        }
        Ok(())
    }

    /// The moment at which the next slot begins.
    fn next_slot(&self) -> Instant {
        self.clock.when(slot(self.clock.now()).plus(SLOT_MS))
    }

    /// Begins to write the first waiting rows; `None` if there are none.
    fn write(&self, waiting: &mut VecDeque<NodeSample>) -> Option<Writing> {
        let rows: Vec<_> = waiting.drain(..waiting.len().min(ROWS_AT_ONCE)).collect();
        if rows.is_empty() {
            return None;
        }
        let store = Arc::clone(&self.store);
        Some(
            async move {
                let outcome = store.write_node_samples(&rows).await;
                (rows, outcome)
            }
            .boxed(),
        )
    }

    /// Whether rows are written. If not, they wait again, unless the database rejects their
    /// content.
    fn is_written(
        &self,
        rows: Vec<NodeSample>,
        outcome: Result<(), store::Error>,
        waiting: &mut VecDeque<NodeSample>,
        is_failing: &mut bool,
    ) -> bool {
        match outcome {
            Ok(()) => *is_failing = false,
            Err(error @ store::Error::Content(_)) => {
                tracing::error!(%error, samples = rows.len(), "samples of nodes are dropped");
                self.metrics.node_samples_dropped_total.inc_by(rows.len() as u64);
            }
            Err(error) => {
                if !*is_failing {
                    tracing::warn!(%error, "samples of nodes cannot be stored; they wait");
                }
                *is_failing = true;
                for row in rows.into_iter().rev() {
                    waiting.push_front(row);
                }
                self.bound(waiting);
                return false;
            }
        }
        true
    }

    /// Drops the oldest waiting rows beyond the limit.
    fn bound(&self, waiting: &mut VecDeque<NodeSample>) {
        let excess = waiting.len().saturating_sub(WAITING);
        waiting.drain(..excess);
        self.metrics.node_samples_dropped_total.inc_by(excess as u64);
    }
}

/// A write that is under way; it returns its rows and the outcome.
type Writing = BoxFuture<'static, (Vec<NodeSample>, Result<(), store::Error>)>;

/// Waits for the end of a write; never returns without one.
async fn ended(writing: &mut Option<Writing>) -> (Vec<NodeSample>, Result<(), store::Error>) {
    match writing {
        Some(writing) => writing.await,
        None => std::future::pending().await,
    }
}

const fn slot(at: Millis) -> Millis {
    Millis(at.0 - at.0.rem_euclid(SLOT_MS))
}

/// Samples of slots that have not ended.
#[derive(Debug, Default)]
struct Slots(BTreeMap<(Millis, NodeKey), Vec<NodeSample>>);

impl Slots {
    fn take(&mut self, sample: NodeSample) {
        let key = (Arc::clone(&sample.deployment), sample.url.clone());
        self.0.entry((slot(sample.at), key)).or_default().push(sample);
    }

    /// One row for each node and slot before `now`.
    fn over(&mut self, now: Millis) -> Vec<NodeSample> {
        let nobody = (DeploymentName::from(""), Text::default());
        let open = self.0.split_off(&(now, nobody));
        let over = std::mem::replace(&mut self.0, open);
        over.into_iter().filter_map(|((slot, _), samples)| joined(slot, samples)).collect()
    }
}

/// The mean of the samples of one slot.
fn joined(slot: Millis, mut samples: Vec<NodeSample>) -> Option<NodeSample> {
    let figures = NodeFigures::mean(samples.iter().map(|sample| &sample.figures));
    let last = samples.pop()?;
    Some(NodeSample { at: slot, figures, ..last })
}

/// The quality that each node last reported.
#[derive(Debug, Default)]
struct Qualities(HashMap<NodeKey, (Millis, f64, f64)>);

impl Qualities {
    /// The quality of the sample's deployment, if the sample has a new rating: the mean over its
    /// nodes, weighted by their numbers of ratings.
    fn take(&mut self, sample: &NodeSample) -> Option<f64> {
        let quality = sample.figures.quality?;
        let key = (Arc::clone(&sample.deployment), sample.url.clone());
        self.0.insert(key, (sample.at, quality.score?, quality.samples));
        self.0.retain(|_, (at, ..)| sample.at.is_within(*at, QUALITY_MS - 1));
        let of_deployment = self.0.iter().filter(|((name, _), _)| *name == sample.deployment);
        let (sum, weight) = of_deployment
            .map(|(_, (_, score, samples))| (score * samples, samples))
            .fold((0.0, 0.0), |(sum, weight), (more, by)| (sum + more, weight + by));
        (weight > 0.0).then(|| sum / weight)
    }
}

#[cfg(test)]
mod tests {
    use super::{Qualities, Slots};
    use crate::model::{Millis, NodeFigures, NodeQuality, NodeSample};

    fn sample(at_s: i64, url: &str, rooms: f64, quality: Option<(f64, f64)>) -> NodeSample {
        let quality = quality.map(|(samples, score)| NodeQuality {
            samples,
            score: Some(score),
            mos: Some(1.0 + score * 0.035),
            excellent_ratio: None,
            good_ratio: None,
            poor_ratio: None,
            lost_ratio: None,
        });
        NodeSample {
            at: Millis(at_s * 1000),
            deployment: "eu".into(),
            url: url.into(),
            node_id: None,
            interval_ms: None,
            figures: NodeFigures { rooms: Some(rooms), quality, ..NodeFigures::default() },
            negative_gauges: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn a_node_has_one_row_a_slot_the_mean_of_its_samples() {
        let mut slots = Slots::default();
        for (at, url, rooms) in [(1, "a", 1.0), (6, "a", 3.0), (9, "b", 7.0), (10, "a", 9.0)] {
            slots.take(sample(at, url, rooms, None));
        }
        assert!(slots.over(Millis(0)).is_empty());
        let summary = |rows: Vec<NodeSample>| -> Vec<_> {
            rows.into_iter().map(|row| (row.at.0, row.url.to_string(), row.figures.rooms)).collect()
        };
        let first = [(0, "a".to_owned(), Some(2.0)), (0, "b".to_owned(), Some(7.0))];
        assert_eq!(summary(slots.over(Millis(10_000))), first);
        assert!(slots.over(Millis(10_000)).is_empty());
        assert_eq!(summary(slots.over(Millis(i64::MAX))), [(10_000, "a".to_owned(), Some(9.0))]);
    }

    #[test]
    fn a_deployments_quality_is_that_of_its_nodes_by_how_often_they_rated() {
        let mut qualities = Qualities::default();
        assert_eq!(qualities.take(&sample(0, "a", 1.0, None)), None);
        assert_eq!(qualities.take(&sample(0, "a", 1.0, Some((30.0, 90.0)))), Some(90.0));
        assert_eq!(qualities.take(&sample(5, "b", 1.0, Some((10.0, 50.0)))), Some(80.0));
        let elsewhere =
            NodeSample { deployment: "us".into(), ..sample(5, "c", 1.0, Some((9.0, 1.0))) };
        assert_eq!(qualities.take(&elsewhere), Some(1.0));
        // The first node has been silent since; its rating is outdated.
        assert_eq!(qualities.take(&sample(29, "b", 1.0, Some((10.0, 50.0)))), Some(80.0));
        assert_eq!(qualities.take(&sample(30, "b", 1.0, Some((10.0, 40.0)))), Some(40.0));
    }
}

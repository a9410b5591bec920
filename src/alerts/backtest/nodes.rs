//! Nodes whose metrics did not answer.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::sync::Arc;

use super::grid::Grid;
use super::replay::Scene;
use super::{Coverage, Regions};
use crate::alerts::evaluate::Observation;
use crate::alerts::evaluation::ScopeFilter;
use crate::model::{DeploymentName, Gap, Millis, Rule, Subject, Text};

/// A node, and the times in which it did not answer: in order, without overlaps.
#[derive(Debug)]
struct NodeGaps {
    subject: (Subject, Option<Text>),
    gaps: Vec<(Millis, Millis)>,
}

/// The nodes that did not answer at some time. Nodes that always answered cannot fire.
#[derive(Debug)]
pub(super) struct NodeScene {
    all: Vec<NodeGaps>,
    numbers: HashMap<Subject, u32>,
    changes: BinaryHeap<Reverse<(Millis, u32)>>,
    /// How much data of the nodes was known.
    pub(super) known: Coverage,
}

impl NodeScene {
    pub(super) fn new(rule: &Rule, grid: &Arc<Grid>, regions: &Regions, gaps: &[Gap]) -> Self {
        let limits = ScopeFilter::of(rule);
        let mut by_node: BTreeMap<(&str, &str), Vec<(Millis, Millis)>> = BTreeMap::new();
        for gap in gaps {
            let (Some(deployment), Some(url)) = (&gap.deployment, &gap.subject) else { continue };
            let begins = Millis::from_utc(gap.started_at);
            let ends = gap.ended_at.map_or(Millis(i64::MAX), Millis::from_utc);
            by_node.entry((deployment, url)).or_default().push((begins, ends));
        }
        let mut nodes = Self {
            all: Vec::new(),
            numbers: HashMap::new(),
            changes: BinaryHeap::new(),
            known: Coverage::default(),
        };
        for ((deployment, url), mut gaps) in by_node {
            let region = regions.get(deployment).cloned().flatten();
            if !limits.admits(deployment, region.as_ref(), None) {
                continue;
            }
            gaps.sort_unstable();
            gaps.dedup_by(|later, earlier| {
                let overlaps = later.0 <= earlier.1;
                if overlaps {
                    earlier.1 = earlier.1.max(later.1);
                }
                overlaps
            });
            let subject = Subject::node(DeploymentName::from(deployment), Text::from(url));
            nodes.add(grid, subject, region, gaps);
        }
        nodes
    }

    fn add(
        &mut self,
        grid: &Grid,
        subject: Subject,
        region: Option<Text>,
        gaps: Vec<(Millis, Millis)>,
    ) {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.changes.push(Reverse((grid.first(), number)));
        for at in gaps.iter().flat_map(|(begin, end)| [*begin, *end]) {
            self.changes.push(Reverse((at, number)));
        }
        self.known.subjects += 1;
        self.known.evaluations += grid.count(grid.first(), grid.to());
        self.known.with_value += grid.count_up(grid.first(), grid.to());
        self.numbers.insert(subject.clone(), number);
        self.all.push(NodeGaps { subject: (subject, region), gaps });
    }

    fn node(&self, number: u32) -> Option<&NodeGaps> {
        self.all.get(usize::try_from(number).ok()?)
    }
}

impl Scene for NodeScene {
    const GROWS: bool = true;
    const MISSING: Observation = Observation::Gone;

    fn next(&self) -> Option<Millis> {
        self.changes.peek().map(|Reverse((at, _))| *at)
    }

    fn advance(&mut self, moment: Millis, changed: &mut Vec<u32>) {
        while let Some(Reverse((at, number))) = self.changes.peek().copied() {
            if at > moment {
                break;
            }
            self.changes.pop();
            changed.push(number);
        }
    }

    fn subject(&self, number: u32) -> Option<&(Subject, Option<Text>)> {
        self.node(number).map(|node| &node.subject)
    }

    fn number(&self, subject: &Subject) -> Option<u32> {
        self.numbers.get(subject).copied()
    }

    fn observe(&self, number: u32, at: Millis) -> Observation {
        let Some(node) = self.node(number) else { return Observation::Gone };
        let begun = node.gaps.partition_point(|(begin, _)| *begin <= at);
        let last = begun.checked_sub(1).and_then(|index| node.gaps.get(index));
        let since = last.filter(|(_, end)| at < *end).map(|(begin, _)| at.seconds_since(*begin));
        Observation::Value(since.unwrap_or(0.0))
    }

    fn changes_at(&self, number: u32, at: Millis) -> Option<Millis> {
        let gaps = self.node(number)?.gaps.iter();
        gaps.flat_map(|(begin, end)| [*begin, *end]).find(|change| *change > at)
    }
}

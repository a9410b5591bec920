//! Reads the metrics of a node whose text is at hand: those of a simulated past.

use std::sync::Arc;
use std::time::Instant;

use super::ScrapeTarget;
use super::reading::Reading;
use super::step::step;
use crate::ingest::exposition::{Error, Parser};
use crate::model::{Millis, NodeSample, NodeStatus};

/// Reads one node.
#[derive(Debug)]
pub struct NodeReader {
    target: ScrapeTarget,
    before: Option<(Instant, Reading)>,
    status: NodeStatus,
}

impl NodeReader {
    /// A reader that has not read yet.
    pub fn new(target: ScrapeTarget) -> Self {
        let status = NodeStatus::new(Arc::clone(&target.deployment), target.name.to_string());
        Self { target, before: None, status }
    }

    /// A reader of the same node that has not read yet.
    #[must_use]
    pub fn again(&self) -> Self {
        Self::new(self.target.clone())
    }

    /// The node's status.
    pub const fn status(&self) -> &NodeStatus {
        &self.status
    }

    /// The measurements of the text that the node gave at `at`, which was at `moment`.
    pub fn read(&mut self, text: &str, at: Millis, moment: Instant) -> Result<NodeSample, Error> {
        let (mut parser, mut reading) = (Parser::new(), Reading::dated(Some(0)));
        parser.feed(text.as_bytes(), |sample| reading.take(sample))?;
        parser.finish()?;
        let before = self.before.as_ref();
        let before = before.map(|(then, before)| (moment.duration_since(*then), before));
        let measured = step(before, &reading);
        self.status.last_attempt_at = Some(at);
        self.status.scrapes_total += 1;
        let sample = super::sample(&self.target, at, &reading, measured, &mut self.status);
        self.before = Some((moment, reading));
        Ok(sample)
    }
}

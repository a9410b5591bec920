//! How long nodes have been down.

use std::sync::Arc;

use crate::alerts::evaluation::NodeDowntime;
use crate::model::{Deployment, Millis, NodeStatus, Text};

/// How long each node has been down, for a process that started at `started_at`.
pub(super) fn node_downtimes(
    deployments: &[Deployment],
    nodes: &[NodeStatus],
    started_at: Millis,
    now: Millis,
) -> Vec<NodeDowntime> {
    let figures = nodes.iter().map(|node| {
        let deployment = deployments.iter().find(|known| known.name == node.deployment);
        let down_seconds = match (&node.failure, node.last_success_at) {
            (None, Some(_)) => Some(0.0),
            (Some(_), success) => Some(now.seconds_since(success.unwrap_or(started_at))),
            (None, None) => None,
        };
        NodeDowntime {
            deployment: Arc::clone(&node.deployment),
            region: deployment.and_then(|known| known.region.clone()),
            url: Text::from(node.url.as_str()),
            down_seconds,
        }
    });
    figures.collect()
}

//! `GET /api/nodes` and `/api/nodes/history`: the metrics of LiveKit's nodes, now and over time.

use std::collections::BTreeMap;

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::history::{Plan, StepsQuery};
use super::query::{DeploymentQuery, Query, RangeQuery};
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::{Failure, Millis, NodeFigures, NodeStatus, NodeStep};
use crate::watched::Watched as _;

/// The scraped nodes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Nodes {
    /// The nodes, in the order of the configuration.
    nodes: Vec<Node>,
}

/// A node as of its last scrape. Every figure is `null` while the node does not answer.
#[expect(clippy::struct_field_names, reason = "`node_id` is LiveKit's name of it")]
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Node {
    /// The node's deployment.
    deployment: String,
    /// The metrics endpoint, without user name, password and query.
    url: String,
    /// LiveKit's node id `ND_…`, new at each restart; `null` before the first successful scrape.
    node_id: Option<String>,
    /// `ok`, `down` (the last scrape failed) or `unknown` (not scraped yet).
    status: &'static str,
    /// Time of the last scrape; `null` if there was none.
    last_attempt_at: Option<DateTime<Utc>>,
    /// Time of the last successful scrape; `null` if there was none.
    last_success_at: Option<DateTime<Utc>>,
    /// Why the last scrape failed; `null` if it succeeded.
    error: Option<ScrapeError>,
    /// Number of scrapes since the console started.
    scrapes_total: u64,
    /// Number of them that failed.
    errors_total: u64,
    /// Duration of the last scrape, milliseconds; `null` if there was none.
    latency_ms: Option<f64>,
    /// Number of restarts of the node seen since the console started.
    restarts_total: u64,
    /// Time at which the last restart was seen; `null` if there was none.
    restarted_at: Option<DateTime<Utc>>,
    /// Webhooks delivered since the node started, by its own count; `null` if not known.
    webhooks_delivered: Option<f64>,
    /// Webhooks given up or dropped since the node started, by reason.
    webhooks_lost: BTreeMap<String, f64>,
    /// Gauges that the node reported with a negative value; the figures leave them out.
    negative_gauges: BTreeMap<String, f64>,
    /// Time between the last two scrapes, seconds; rates and means cover it. `null` at the first
    /// scrape, after a restart and after a long silence.
    interval_seconds: Option<f64>,
    /// The figures of the last scrape.
    #[serde(flatten)]
    figures: NodeFigures,
}

/// Why a scrape failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScrapeError {
    /// When it failed.
    at: DateTime<Utc>,
    /// A stable code for programs.
    code: &'static str,
    /// The error message.
    message: String,
}

/// The figures of nodes over time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NodeHistory {
    /// Start of the range.
    from: DateTime<Utc>,
    /// End of the range.
    to: DateTime<Utc>,
    /// Length of a step, seconds.
    step_seconds: u32,
    /// One point a step; every figure is `null` in a step without a sample.
    points: Vec<NodePoint>,
}

/// The figures of a step: the mean of each node, summed over the nodes; latency, loss and quality
/// are means over everything observed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NodePoint {
    /// Start of the step.
    timestamp: DateTime<Utc>,
    /// Number of nodes with a sample in the step; 0 for a gap.
    nodes: u32,
    /// The figures.
    #[serde(flatten)]
    figures: NodeFigures,
}

impl From<&Failure> for ScrapeError {
    fn from(failure: &Failure) -> Self {
        Self { at: failure.at.to_utc(), code: failure.code, message: failure.message.clone() }
    }
}

impl From<&NodeStatus> for Node {
    fn from(node: &NodeStatus) -> Self {
        let status = match (&node.failure, node.last_attempt_at) {
            (Some(_), _) => "down",
            (None, Some(_)) => "ok",
            (None, None) => "unknown",
        };
        let latest = node.latest.clone();
        #[expect(clippy::cast_precision_loss, reason = "an interval is far below 2^53 ms")]
        let seconds = |milliseconds: i64| milliseconds as f64 / 1000.0;
        Self {
            deployment: node.deployment.to_string(),
            url: node.url.clone(),
            node_id: node.node_id.as_ref().map(ToString::to_string),
            status,
            last_attempt_at: node.last_attempt_at.map(Millis::to_utc),
            last_success_at: node.last_success_at.map(Millis::to_utc),
            error: node.failure.as_ref().map(Into::into),
            scrapes_total: node.scrapes_total,
            errors_total: node.errors_total,
            latency_ms: node.latency_ms,
            restarts_total: node.restarts_total,
            restarted_at: node.restarted_at.map(Millis::to_utc),
            webhooks_delivered: node.webhooks_delivered,
            webhooks_lost: node.webhooks_lost.clone(),
            interval_seconds: latest.as_ref().and_then(|l| l.interval_ms).map(seconds),
            negative_gauges: latest.as_ref().map(|l| l.negative_gauges.clone()).unwrap_or_default(),
            figures: latest.map(|latest| latest.figures).unwrap_or_default(),
        }
    }
}

/// Lists the scraped nodes with their status and last figures.
#[utoipa::path(
    get, path = "/api/nodes", operation_id = "list_nodes", tag = "reading",
    params(DeploymentQuery),
    responses((status = 200, description = "The nodes", body = Nodes), InvalidQuery),
)]
pub(super) async fn list(
    console: Console,
    Query(DeploymentQuery { deployment }): Query<DeploymentQuery>,
) -> Result<web::Json<Nodes>, Error> {
    let statuses = console.nodes.current();
    let wanted = statuses
        .iter()
        .filter(|node| deployment.as_deref().is_none_or(|name| *node.deployment == *name));
    Ok(web::Json(Nodes { nodes: wanted.map(Into::into).collect() }))
}

/// Which nodes to sum.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct NodeQuery {
    /// Only this deployment
    deployment: Option<String>,
    /// Only this node: its `url` in `/api/nodes`
    url: Option<String>,
}

/// Returns the figures of nodes over time, in steps: of one node by its `url`, else the sum of all.
/// By default of the last hour.
#[utoipa::path(
    get, path = "/api/nodes/history", operation_id = "show_nodes_history", tag = "reading",
    params(RangeQuery, StepsQuery, NodeQuery),
    responses(
        (status = 200, description = "A point a step", body = NodeHistory),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn history(
    console: Console,
    Query((range, steps, node)): Query<(RangeQuery, StepsQuery, NodeQuery)>,
) -> Result<web::Json<NodeHistory>, Error> {
    let plan = Plan::of(&range, &steps, console.now())?;
    let NodeQuery { deployment, url } = node;
    let steps = console
        .ask(move |store| async move {
            let (deployment, url) = (deployment.as_deref(), url.as_deref());
            store.node_history(plan.first(), plan.to, plan.step_ms(), deployment, url).await
        })
        .await?;
    let mut steps = steps.into_iter().peekable();
    let points = plan.steps().map(|at| {
        let step = steps.next_if(|step| step.at == at);
        let (nodes, figures) =
            step.map_or_else(Default::default, |NodeStep { nodes, figures, .. }| (nodes, figures));
        NodePoint { timestamp: at.to_utc(), nodes, figures }
    });
    Ok(web::Json(NodeHistory {
        from: plan.from.to_utc(),
        to: plan.to.to_utc(),
        step_seconds: plan.step_seconds,
        points: points.collect(),
    }))
}

//! `GET /api/sources/drift`: corrections by the room API over time.

use std::collections::BTreeMap;

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::history::{Granularity, Plan};
use crate::api::query::{Points, Query, RangeQuery, Step};
use crate::api::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::DriftBucket;

/// The default length of the range, milliseconds: one day.
const RANGE_DEFAULT_MS: i64 = 24 * 60 * 60 * 1000;

/// Drift over time.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct DriftHistory {
    /// Start of the range.
    from: DateTime<Utc>,
    /// End of the range.
    to: DateTime<Utc>,
    /// Length of a step, seconds.
    step_seconds: u32,
    /// One point a step.
    points: Vec<DriftPoint>,
}

/// Drift in one step.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct DriftPoint {
    /// Start of the step.
    timestamp: DateTime<Utc>,
    /// Number of findings by kind of drift; kinds without findings are left out.
    counts: BTreeMap<String, u64>,
}

/// The steps and the deployment.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct DriftQuery {
    /// Seconds, rounded up to a step that is served; about 300 points if not given
    #[param(inline)]
    step: Option<Step>,
    /// Only this deployment
    deployment: Option<String>,
}

/// Returns how often the room API corrected the state, in steps; by default of the last day.
#[utoipa::path(
    get, path = "/api/sources/drift", operation_id = "show_drift_history", tag = "reading",
    params(RangeQuery, DriftQuery),
    responses(
        (status = 200, description = "A point a step", body = DriftHistory),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(in crate::api) async fn history(
    console: Console,
    Query((range, query)): Query<(RangeQuery, DriftQuery)>,
) -> Result<web::Json<DriftHistory>, Error> {
    let now = console.now();
    let to = range.to.map_or(now, |to| to.0);
    let from = range.from.map_or_else(|| to.min(now).plus(-RANGE_DEFAULT_MS), |from| from.0);
    let few = Granularity::Points(Points::default().get());
    let granularity = query.step.map_or(few, |step| Granularity::Step(step.get()));
    let plan = Plan::new(from, to, granularity, now)?;
    let deployment = query.deployment;
    let buckets = console
        .ask(move |store| async move {
            store.drift(plan.first(), plan.to, plan.step_ms(), deployment.as_deref()).await
        })
        .await?;
    Ok(web::Json(DriftHistory {
        from: plan.from.to_utc(),
        to: plan.to.to_utc(),
        step_seconds: plan.step_seconds,
        points: points(&plan, &buckets),
    }))
}

fn points(plan: &Plan, buckets: &[DriftBucket]) -> Vec<DriftPoint> {
    let steps = plan.steps();
    let mut points: BTreeMap<_, BTreeMap<String, u64>> =
        steps.map(|at| (at, BTreeMap::new())).collect();
    for bucket in buckets {
        if let Some(counts) = points.get_mut(&bucket.at) {
            *counts.entry(bucket.kind.as_str().to_owned()).or_insert(0) += bucket.count;
        }
    }
    let point =
        |(at, counts): (crate::model::Millis, _)| DriftPoint { timestamp: at.to_utc(), counts };
    points.into_iter().map(point).collect()
}

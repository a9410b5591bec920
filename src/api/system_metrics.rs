//! `GET /api/metrics/current` and `/api/metrics/history`: the system's metrics now and over time.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::gaps::{GAPS_MAX, known};
use super::history::{Plan, StepsQuery};
use super::query::{Query, RangeQuery};
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::{Gap, SystemMetrics};
use crate::store::GapFilter;

/// The system's metrics over time.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct History {
    /// Start of the range.
    from: DateTime<Utc>,
    /// End of the range.
    to: DateTime<Utc>,
    /// Length of a step, seconds.
    step_seconds: u32,
    /// One point a step; every value is `null` in a step without a sample.
    points: Vec<SystemMetrics>,
    /// Gaps in the range: times without data from a source, in which the points may be wrong.
    gaps: Vec<Gap>,
}

/// What the metrics are limited to.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ScopeQuery {
    /// Only this deployment
    deployment: Option<String>,
    /// Only this region
    region: Option<String>,
}

/// Returns the system's metrics now.
#[utoipa::path(
    get, path = "/api/metrics/current", operation_id = "show_current_metrics", tag = "reading",
    params(ScopeQuery),
    responses((status = 200, description = "The metrics", body = SystemMetrics), InvalidQuery),
)]
pub(super) async fn current(
    console: Console,
    Query(ScopeQuery { deployment, region }): Query<ScopeQuery>,
) -> Result<web::Json<SystemMetrics>, Error> {
    let now = console.now();
    let metrics = console
        .read(move |state| {
            let samples = state.samples(now);
            let wanted = samples.iter().filter(|sample| {
                deployment.as_deref().is_none_or(|name| &*sample.deployment == name)
                    && region.as_deref().is_none_or(|name| sample.region.as_deref() == Some(name))
            });
            SystemMetrics::sum(now, wanted)
        })
        .await?;
    Ok(web::Json(metrics))
}

/// Returns the system's metrics over time, in steps; by default of the last hour.
#[utoipa::path(
    get, path = "/api/metrics/history", operation_id = "show_metrics_history", tag = "reading",
    params(RangeQuery, StepsQuery, ScopeQuery),
    responses(
        (status = 200, description = "A point a step", body = History),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn history(
    console: Console,
    Query((range, steps, scope)): Query<(RangeQuery, StepsQuery, ScopeQuery)>,
) -> Result<web::Json<History>, Error> {
    let plan = Plan::of(&range, &steps, console.now())?;
    let ScopeQuery { deployment, region } = scope;
    let filter = GapFilter {
        from: Some(plan.first()),
        to: Some(plan.to),
        deployment: deployment.clone(),
        limit: GAPS_MAX,
        ..GapFilter::default()
    };
    let here: Option<Vec<_>> = region.clone().map(|region| {
        let deployments = console.about.deployments.iter().map(|(deployment, _)| deployment);
        let there = deployments.filter(|known| known.region.as_deref() == Some(region.as_str()));
        there.map(|known| known.name.to_string()).collect()
    });
    let samples = console
        .ask(move |store| async move {
            let (deployment, region) = (deployment.as_deref(), region.as_deref());
            store.history(plan.first(), plan.to, plan.step_ms(), deployment, region).await
        })
        .await?;
    let mut gaps = known(&console, filter).await?;
    gaps.retain(|gap| match (&here, &gap.deployment) {
        (Some(here), Some(deployment)) => here.contains(deployment),
        _ => true,
    });
    Ok(web::Json(History {
        from: plan.from.to_utc(),
        to: plan.to.to_utc(),
        step_seconds: plan.step_seconds,
        points: plan.points(&samples),
        gaps,
    }))
}

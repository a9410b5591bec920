//! `GET /api/metrics/current` and `/api/metrics/history`: the system now and before.

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::history::{Grain, POINTS_MAX, Plan};
use super::openapi::{InvalidQuery, StoreUnavailable};
use super::query::Query;
use crate::model::SystemMetrics;

/// Points of an answer if neither step nor points are asked for.
const POINTS_DEFAULT: u32 = 300;

/// The range if none is asked for, milliseconds: the last hour.
const RANGE_DEFAULT_MS: i64 = 60 * 60 * 1000;

/// The system over time.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct History {
    /// Beginning of the range.
    from: DateTime<Utc>,
    /// End of the range.
    to: DateTime<Utc>,
    /// Seconds of a step.
    step_seconds: u32,
    /// One a step, at its beginning; a step without a sample has nothing but `null`.
    points: Vec<SystemMetrics>,
}

/// The system now.
#[utoipa::path(
    get, path = "/api/metrics/current", operation_id = "show_current_metrics", tag = "reading",
    params(
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only this region"),
    ),
    responses((status = 200, description = "The system now", body = SystemMetrics), InvalidQuery),
)]
pub(super) async fn current(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<SystemMetrics>, Error> {
    let query = Query::of(&request, &["deployment", "region"])?;
    let deployment = query.text("deployment")?;
    let region = query.text("region")?;
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

/// The system over time, in steps.
#[utoipa::path(
    get, path = "/api/metrics/history", operation_id = "show_metrics_history", tag = "reading",
    params(
        ("from" = Option<String>, Query,
            description = "RFC 3339, Unix milliseconds, `now` or like `now-6h`; an hour before `to` if not given"),
        ("to" = Option<String>, Query, description = "The same; now if not given"),
        ("step" = Option<u32>, Query, minimum = 10, maximum = 604_800,
            description = "Seconds, rounded up to a step that is served; not with `points`"),
        ("points" = Option<u32>, Query, minimum = 1, maximum = 2000,
            description = "At most so many points, 300 if not given; not with `step`"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only this region"),
    ),
    responses(
        (status = 200, description = "A point a step", body = History),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn history(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<History>, Error> {
    let query = Query::of(&request, &["from", "to", "step", "points", "deployment", "region"])?;
    let now = console.now();
    let to = query.time("to", now)?.unwrap_or(now);
    let from = query.time("from", now)?.unwrap_or_else(|| to.min(now).plus(-RANGE_DEFAULT_MS));
    if query.has("step") && query.has("points") {
        return Err(Error::invalid_query("`step` and `points` cannot be given together"));
    }
    let points = query.number("points", &(1..=POINTS_MAX))?.unwrap_or(POINTS_DEFAULT);
    let grain = query.number("step", &(10..=604_800))?.map_or(Grain::Points(points), Grain::Step);
    let plan = Plan::new(from, to, grain, now)?;
    let deployment = query.text("deployment")?;
    let region = query.text("region")?;
    let samples = console
        .ask(move |store| async move {
            let (deployment, region) = (deployment.as_deref(), region.as_deref());
            store.history(plan.first(), plan.to, plan.step_ms(), deployment, region).await
        })
        .await?;
    Ok(web::Json(History {
        from: plan.from.to_utc(),
        to: plan.to.to_utc(),
        step_seconds: plan.step_seconds,
        points: plan.points(&samples),
    }))
}

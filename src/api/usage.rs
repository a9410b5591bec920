//! `GET /api/usage`: participant minutes, peaks, identities, egress and ingress, in calendar steps
//! and in groups.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::{DeploymentQuery, Query, RangeQuery, shown};
use super::refusals::{ExportUnavailable, InvalidQuery};
use crate::history::usage::{self, Calendar, Figures, Grouping, Request, Usage};
use crate::model::Millis;
use crate::store::UsageFilter;

/// The range without `from`, milliseconds.
const DEFAULT_RANGE_MS: i64 = 30 * DAY_MS;

/// The longest range, milliseconds: as long as sessions are kept by default, and a bit.
const RANGE_MAX_MS: i64 = 800 * DAY_MS;

const DAY_MS: i64 = 86_400_000;

/// Seconds after which a client that was refused for the limit may try again.
const RETRY_SECONDS: u32 = 5;

/// What to group by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum GroupBy {
    /// The room's name up to its last `-`.
    #[default]
    Prefix,
    /// The deployment.
    Deployment,
    /// The region of the deployment.
    Region,
}

/// Which usage to count.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UsageQuery {
    /// Length of the steps, in UTC; `day` if not given
    #[serde(default)]
    step: Calendar,
    /// What to group by; `prefix` if not given
    #[serde(default)]
    by: GroupBy,
    /// Only rooms whose name begins so
    prefix: Option<String>,
}

/// The usage of a range.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct UsageReport {
    /// Start of the range.
    from: DateTime<Utc>,
    /// End of the range; exclusive.
    to: DateTime<Utc>,
    /// From when anything is known: the first stored session, but not before what retention keeps;
    /// `null` if nothing is.
    known_from: Option<DateTime<Utc>>,
    /// The whole range; `null` if nothing of it is known.
    total: Option<Figures>,
    /// The steps, the earliest first, cut to the range.
    steps: Vec<UsageStep>,
    /// The groups, the largest first.
    groups: Vec<UsageGroup>,
}

/// The usage of a step.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct UsageStep {
    /// Start of the step.
    pub(super) from: DateTime<Utc>,
    /// End of the step; exclusive.
    pub(super) to: DateTime<Utc>,
    /// Whether the step is over and all of it is known.
    pub(super) is_complete: bool,
    /// `null` if nothing of the step is known.
    pub(super) figures: Option<Figures>,
}

/// The usage of a group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct UsageGroup {
    /// Its name; `null`: rooms without a prefix, or a deployment without a region.
    pub(super) name: Option<String>,
    /// Whether it sums up the groups that are too many to name.
    pub(super) is_rest: bool,
    /// Its figures.
    pub(super) figures: Figures,
}

/// Counts usage by time and by group.
#[utoipa::path(
    get, path = "/api/usage", operation_id = "show_usage", tag = "reading",
    params(UsageQuery, DeploymentQuery, RangeQuery),
    responses(
        (status = 200, description = "The usage", body = UsageReport),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    Query((query, of, range)): Query<(UsageQuery, DeploymentQuery, RangeQuery)>,
) -> Result<web::Json<UsageReport>, Error> {
    let (usage, from, to) = count(&console, query, of, &range).await?;
    Ok(web::Json(UsageReport {
        from: from.to_utc(),
        to: to.to_utc(),
        known_from: usage.known_from.map(Millis::to_utc),
        total: usage.total,
        steps: steps(usage.steps),
        groups: groups(usage.groups),
    }))
}

/// The usage that a query asks for, with its range.
pub(super) async fn count(
    console: &Context,
    query: UsageQuery,
    of: DeploymentQuery,
    range: &RangeQuery,
) -> Result<(Usage, Millis, Millis), Error> {
    let (from, to) = range.get()?;
    let now = console.now();
    let to = to.unwrap_or(now);
    let from = from.unwrap_or_else(|| to.plus(-DEFAULT_RANGE_MS));
    if from >= to || to.since(from) > RANGE_MAX_MS {
        return Err(Error::invalid_query(format!(
            "`from` is {}, which must be before `to` and at most 800 days before it",
            shown(from)
        )));
    }
    let deployments = &console.about.deployments;
    let grouping = match query.by {
        GroupBy::Prefix => Grouping::Prefix,
        GroupBy::Deployment => Grouping::Deployment,
        GroupBy::Region => Grouping::Region(
            deployments.iter().map(|(it, _)| (it.name.to_string(), it.region.clone())).collect(),
        ),
    };
    let kept_days = console.about.retention.sessions_days;
    let request = Request {
        filter: UsageFilter { deployment: of.deployment, prefix: query.prefix, from, to },
        calendar: query.step,
        grouping,
        kept_from: kept_days.map(|days| now.plus(-i64::from(days).saturating_mul(DAY_MS))),
    };
    let _permit = console.exports.acquire("exports are running", RETRY_SECONDS)?;
    Ok((usage::read(&console.shared, request).await?, from, to))
}

/// The steps, as shown.
pub(super) fn steps(steps: Vec<usage::Step>) -> Vec<UsageStep> {
    let shown = |step: usage::Step| UsageStep {
        from: step.from.to_utc(),
        to: step.to.to_utc(),
        is_complete: step.is_complete,
        figures: step.figures,
    };
    steps.into_iter().map(shown).collect()
}

/// The groups, as shown.
pub(super) fn groups(groups: Vec<usage::Group>) -> Vec<UsageGroup> {
    let shown = |group: usage::Group| UsageGroup {
        name: group.name,
        is_rest: group.is_rest,
        figures: group.figures,
    };
    groups.into_iter().map(shown).collect()
}

//! `GET /api/gaps`: times without data from a source.

use std::collections::BTreeMap;

use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::{Moment, Query, RangeQuery, range};
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::{Gap, GapSource};
use crate::store::GapFilter;
use crate::watched::Watched as _;

/// The most gaps in one response: more than a chart can show.
pub(super) const GAPS_MAX: u32 = 1000;

/// The default length of the range, milliseconds: one day.
const RANGE_DEFAULT_MS: i64 = 24 * 60 * 60 * 1000;

/// The gaps in a range.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct GapList {
    /// The gaps, latest first; at most 1000.
    gaps: Vec<Gap>,
}

/// Which gaps to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct GapQuery {
    /// Only gaps of this deployment, and those of all deployments
    deployment: Option<String>,
    /// Only this source
    source: Option<GapSource>,
}

/// Lists gaps: times without data from a source, latest first; by default of the last day.
#[utoipa::path(
    get, path = "/api/gaps", operation_id = "list_gaps", tag = "reading",
    params(RangeQuery, GapQuery),
    responses(
        (status = 200, description = "Gaps that overlap the range", body = GapList),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query((given, query)): Query<(RangeQuery, GapQuery)>,
) -> Result<web::Json<GapList>, Error> {
    // A gap that begins now is in the default range.
    let to = given.to.unwrap_or_else(|| Moment(console.now().plus(1)));
    let from = given.from.unwrap_or_else(|| Moment(to.0.plus(-RANGE_DEFAULT_MS)));
    let (from, to) = range(Some(from), Some(to))?;
    let filter = GapFilter {
        from,
        to,
        deployment: query.deployment,
        source: query.source,
        limit: GAPS_MAX,
        ..GapFilter::default()
    };
    Ok(web::Json(GapList { gaps: known(&console, filter).await? }))
}

/// The gaps that match `filter`, with those that are not stored yet.
pub(super) async fn known(console: &Context, filter: GapFilter) -> Result<Vec<Gap>, Error> {
    let wanted = filter.clone();
    let stored = console.ask(move |store| async move { store.gaps(&wanted).await }).await?;
    Ok(with_unstored(console, &filter, stored))
}

/// Adds the gaps that are not stored yet to `stored`.
pub(super) fn with_unstored(console: &Context, filter: &GapFilter, stored: Vec<Gap>) -> Vec<Gap> {
    let mut gaps: BTreeMap<_, _> =
        stored.into_iter().map(|gap| ((gap.started_at, gap.id.clone()), gap)).collect();
    for gap in console.gaps.current() {
        let key = (gap.started_at, gap.id.clone());
        // A gap that is open in the store may have ended since.
        gaps.remove(&key);
        if filter.matches(&gap) {
            gaps.insert(key, gap);
        }
    }
    gaps.into_values().rev().take(filter.limit as usize).collect()
}

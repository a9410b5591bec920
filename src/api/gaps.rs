//! `GET /api/gaps`: times without data from a source.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::{Gap, GapSource};
use crate::store::GapFilter;

/// The most gaps in one response: more than a chart can show.
pub(super) const GAPS_MAX: u32 = 1000;

/// The default length of the range, milliseconds: one day.
const RANGE_DEFAULT_MS: i64 = 24 * 60 * 60 * 1000;

/// Every source by name.
const SOURCES: [(&str, GapSource); 6] = [
    ("webhook", GapSource::Webhook),
    ("poll", GapSource::Poll),
    ("scrape", GapSource::Scrape),
    ("console", GapSource::Console),
    ("store", GapSource::Store),
    ("journal", GapSource::Journal),
];

/// The gaps in a range.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct GapList {
    /// The gaps, latest first; at most 1000.
    gaps: Vec<Gap>,
}

/// Lists gaps: times without data from a source, latest first.
#[utoipa::path(
    get, path = "/api/gaps", operation_id = "list_gaps", tag = "reading",
    params(
        ("from" = Option<String>, Query,
            description = "RFC 3339, Unix milliseconds, `now` or like `now-6h`; a day before `to` if not given"),
        ("to" = Option<String>, Query, description = "The same; now if not given"),
        ("deployment" = Option<String>, Query, description = "Only gaps of this deployment, and those of all deployments"),
        ("source" = Option<String>, Query,
            description = "Only this source: `webhook`, `poll`, `scrape`, `console`, `store` or `journal`"),
    ),
    responses(
        (status = 200, description = "Gaps that overlap the range", body = GapList),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<GapList>, Error> {
    let query = Query::of(&request, &["from", "to", "deployment", "source"])?;
    let now = console.now();
    // A gap that begins now is in the default range.
    let to = query.time("to", now)?.unwrap_or_else(|| now.plus(1));
    let from = query.time("from", now)?.unwrap_or_else(|| to.plus(-RANGE_DEFAULT_MS));
    if from >= to {
        return Err(Error::invalid_query("`from` is not before `to`"));
    }
    let filter = GapFilter {
        from: Some(from),
        to: Some(to),
        deployment: query.text("deployment")?,
        source: query.choice("source", &SOURCES)?,
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
    for gap in console.gaps.borrow().iter() {
        let key = (gap.started_at, gap.id.clone());
        // A gap that is open in the store may have ended since.
        gaps.remove(&key);
        if filter.matches(gap) {
            gaps.insert(key, gap.clone());
        }
    }
    gaps.into_values().rev().take(filter.limit as usize).collect()
}

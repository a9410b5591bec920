//! `GET /api/gaps`: times for which a source is missing.

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

/// Gaps in one answer, at most: more than a chart can shade.
pub(super) const GAPS_MAX: u32 = 1000;

/// The range if none is asked for, milliseconds: the last day.
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

/// Gaps of a range.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct GapList {
    /// The latest first, at most 1000.
    gaps: Vec<Gap>,
}

/// Times for which a source is missing, the latest first.
#[utoipa::path(
    get, path = "/api/gaps", operation_id = "list_gaps", tag = "reading",
    params(
        ("from" = Option<String>, Query,
            description = "RFC 3339, Unix milliseconds, `now` or like `now-6h`; a day before `to` if not given"),
        ("to" = Option<String>, Query, description = "The same; now if not given"),
        ("deployment" = Option<String>, Query, description = "Only of this deployment, and of all"),
        ("source" = Option<String>, Query,
            description = "Only of `webhook`, `poll`, `scrape`, `console`, `store` or `journal`"),
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
    // What begins now is in a range that ends now.
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

/// The gaps that `filter` admits: those of the store, and those that it may not know yet.
pub(super) async fn known(console: &Context, filter: GapFilter) -> Result<Vec<Gap>, Error> {
    let asked = filter.clone();
    let stored = console.ask(move |store| async move { store.gaps(&asked).await }).await?;
    Ok(with_told(console, &filter, stored))
}

/// `stored`, and those that the store may not know yet.
pub(super) fn with_told(console: &Context, filter: &GapFilter, stored: Vec<Gap>) -> Vec<Gap> {
    let mut gaps: BTreeMap<_, _> =
        stored.into_iter().map(|gap| ((gap.started_at, gap.id.clone()), gap)).collect();
    for gap in console.gaps.borrow().iter() {
        let key = (gap.started_at, gap.id.clone());
        // What was just told may have ended what the store holds open.
        gaps.remove(&key);
        if filter.admits(gap) {
            gaps.insert(key, gap.clone());
        }
    }
    gaps.into_values().rev().take(filter.limit as usize).collect()
}

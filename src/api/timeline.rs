//! `GET /api/rooms/{room_name}/timeline` and `GET /api/participants/{sid}/timeline`: what happened,
//! in order and in words.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, ParticipantNotFound, RoomNotFound, StoreUnavailable};
use super::room;
use crate::history::timeline::{self, Page, TimelineEntry, Wanted};
use crate::model::{Millis, mask_value, shortened};
use crate::store::HistoryCursor;

/// A page of a timeline.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Timeline {
    /// In the order in which it happened; LiveKit tells whole seconds, within one the order of
    /// arrival counts.
    entries: Vec<TimelineEntry>,
    /// `after` for the page behind this one; `null` on the last.
    next_after: Option<String>,
}

/// Which page is asked for.
fn wanted(query: &Query) -> Result<Wanted, Error> {
    let after = query.text("after")?;
    let after = match after.as_deref() {
        Some(text) => Some(place(text).ok_or_else(|| {
            let text = shortened(text);
            Error::invalid_query(format!("`after` is `{text}`, which no answer gave"))
        })?),
        None => None,
    };
    Ok(Wanted { limit: query.limit()?, after })
}

/// What happened in a room session.
#[utoipa::path(
    get, path = "/api/rooms/{room_name}/timeline", operation_id = "show_room_timeline", tag = "reading",
    params(
        ("room_name" = String, Path, description = "The name, percent-encoded; it may hold any character"),
        ("sid" = Option<String>, Query,
            description = "This room session of that name; the active one, else the latest, if not given"),
        ("deployment" = Option<String>, Query, description = "Only in this deployment"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many events, 100 if not given; some make more than one entry"),
        ("after" = Option<String>, Query, description = "The previous answer's `next_after`"),
    ),
    responses(
        (status = 200, description = "A page of what happened", body = Timeline),
        InvalidQuery,
        RoomNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn of_room(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<Timeline>, Error> {
    let path = request.uri().path();
    let name = room::name_in(path.strip_suffix("/timeline").unwrap_or(path))?;
    let query = Query::of(&request, &["sid", "deployment", "limit", "after"])?;
    let (sid, deployment) = (query.text("sid")?, query.text("deployment")?);
    let wanted = wanted(&query)?;
    let not_found = Error::no_room(&name, sid.as_deref());
    let page = timeline::of_room(&console.shared, deployment, name, sid, &wanted).await?;
    shown(&console, page.ok_or(not_found)?)
}

/// What happened to a participant during one stay.
#[utoipa::path(
    get, path = "/api/participants/{sid}/timeline", operation_id = "show_participant_timeline",
    tag = "reading",
    params(
        ("sid" = String, Path, description = "The stay's sid, `PA_…`"),
        ("deployment" = Option<String>, Query, description = "Only in this deployment"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many events, 100 if not given; some make more than one entry"),
        ("after" = Option<String>, Query, description = "The previous answer's `next_after`"),
    ),
    responses(
        (status = 200, description = "A page of what happened", body = Timeline),
        InvalidQuery,
        ParticipantNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn of_participant(
    console: Console,
    request: HttpRequest,
    sid: web::Path<String>,
) -> Result<web::Json<Timeline>, Error> {
    let query = Query::of(&request, &["deployment", "limit", "after"])?;
    let deployment = query.text("deployment")?;
    let wanted = wanted(&query)?;
    let page = timeline::of_participant(&console.shared, deployment, &sid, &wanted).await?;
    shown(&console, page.ok_or_else(|| Error::no_participant(&sid))?)
}

/// A page as it is answered: without telephone numbers, where these are masked.
fn shown(console: &Context, page: Page) -> Result<web::Json<Timeline>, Error> {
    let mut entries = page.entries;
    if console.alerting.configured.masks_numbers {
        let mut masked = serde_json::to_value(&entries).map_err(Error::internal)?;
        mask_value(&mut masked);
        entries = serde_json::from_value(masked).map_err(Error::internal)?;
    }
    Ok(web::Json(Timeline { entries, next_after: page.next.as_ref().map(name_of_place) }))
}

fn name_of_place(place: &HistoryCursor) -> String {
    format!("{}-{}-{}", place.at.0, place.received_at.0, place.id)
}

fn place(text: &str) -> Option<HistoryCursor> {
    let (at, rest) = text.split_once('-')?;
    let (received_at, id) = rest.split_once('-')?;
    let time = |text: &str| {
        let at = Millis(text.parse().ok()?);
        (at == at.clamped()).then_some(at)
    };
    (!id.is_empty()).then_some(HistoryCursor {
        at: time(at)?,
        received_at: time(received_at)?,
        id: id.to_owned(),
    })
}

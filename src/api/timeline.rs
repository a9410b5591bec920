//! `GET /api/rooms/{room_name}/timeline` and `GET /api/participants/{sid}/timeline`: what happened,
//! as sentences in order.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, ParticipantNotFound, RoomNotFound, StoreUnavailable};
use super::room;
use crate::history::timeline::{self, PageRequest, TimelineEntry, TimelinePage};
use crate::model::{Millis, mask_value, shortened};
use crate::store::HistoryCursor;

/// A page of a timeline.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Timeline {
    /// The entries in the order in which they happened. LiveKit reports whole seconds; within one,
    /// the order of arrival counts.
    entries: Vec<TimelineEntry>,
    /// The value of `after` for the next page; `null` on the last page.
    next_after: Option<String>,
}

/// The page that a query asks for.
fn page_request(query: &Query) -> Result<PageRequest, Error> {
    let after = query.text("after")?;
    let after = match after.as_deref() {
        Some(text) => Some(parse_cursor(text).ok_or_else(|| {
            let text = shortened(text);
            Error::invalid_query(format!("`after` is `{text}`, which is no `next_after` of a page"))
        })?),
        None => None,
    };
    Ok(PageRequest { limit: query.limit()?, after })
}

/// Returns what happened in a room session.
#[utoipa::path(
    get, path = "/api/rooms/{room_name}/timeline", operation_id = "show_room_timeline", tag = "reading",
    params(
        ("room_name" = String, Path, description = "The room's name, percent-encoded; it may hold any character"),
        ("sid" = Option<String>, Query,
            description = "A room session of that name; the active one, else the latest, if not given"),
        ("deployment" = Option<String>, Query, description = "Only in this deployment"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many events, 100 if not given; some make more than one entry"),
        ("after" = Option<String>, Query, description = "`next_after` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of the timeline", body = Timeline),
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
    let wanted = page_request(&query)?;
    let not_found = Error::no_room(&name, sid.as_deref());
    let page = timeline::of_room(&console.shared, deployment, name, sid, &wanted).await?;
    shown(&console, page.ok_or(not_found)?)
}

/// Returns what happened to a participant during one session.
#[utoipa::path(
    get, path = "/api/participants/{sid}/timeline", operation_id = "show_participant_timeline",
    tag = "reading",
    params(
        ("sid" = String, Path, description = "The participant sid, `PA_…`"),
        ("deployment" = Option<String>, Query, description = "Only in this deployment"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many events, 100 if not given; some make more than one entry"),
        ("after" = Option<String>, Query, description = "`next_after` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of the timeline", body = Timeline),
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
    let wanted = page_request(&query)?;
    let page = timeline::of_participant(&console.shared, deployment, &sid, &wanted).await?;
    shown(&console, page.ok_or_else(|| Error::no_participant(&sid))?)
}

/// A page as the response has it, with masked telephone numbers if configured.
fn shown(console: &Context, page: TimelinePage) -> Result<web::Json<Timeline>, Error> {
    let mut entries = page.entries;
    if console.alerting.configured.masks_numbers {
        let mut masked = serde_json::to_value(&entries).map_err(Error::internal)?;
        mask_value(&mut masked);
        entries = serde_json::from_value(masked).map_err(Error::internal)?;
    }
    Ok(web::Json(Timeline { entries, next_after: page.next.as_ref().map(cursor_text) }))
}

fn cursor_text(cursor: &HistoryCursor) -> String {
    format!("{}-{}-{}", cursor.at.0, cursor.received_at.0, cursor.id)
}

fn parse_cursor(text: &str) -> Option<HistoryCursor> {
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

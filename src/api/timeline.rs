//! `GET /api/rooms/{room_name}/timeline` and `GET /api/participants/{sid}/timeline`: what happened,
//! as sentences in order.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::{DeploymentQuery, Limit, Query, one_of, parsed};
use super::refusals::{InvalidQuery, ParticipantNotFound, RoomNotFound, StoreUnavailable};
use super::room::{self, SessionQuery};
use crate::history::timeline::{self, PageRequest, TimelineEntry, TimelinePage};
use crate::model::{Millis, mask_value};
use crate::store::HistoryCursor;

/// A page of a timeline.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Timeline {
    /// The entries in the order in which they happened. LiveKit reports whole seconds; within one,
    /// the order of arrival counts.
    entries: Vec<TimelineEntry>,
    /// The value of `cursor` for the next page; `null` on the last page.
    next_cursor: Option<String>,
    /// The same, for `after`.
    next_after: Option<String>,
}

/// The page that a query asks for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TimelinePageQuery {
    /// At most so many events, 100 if not given; some make more than one entry
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `next_cursor` of the previous page; the first page if not given
    #[serde(default, deserialize_with = "cursor")]
    #[param(value_type = Option<String>)]
    cursor: Option<HistoryCursor>,
    /// `next_after` of the previous page. Use `cursor`
    #[serde(default, deserialize_with = "cursor")]
    #[param(value_type = Option<String>)]
    after: Option<HistoryCursor>,
}

fn cursor<'de, D: Deserializer<'de>>(from: D) -> Result<Option<HistoryCursor>, D::Error> {
    parsed(from, "the `next_cursor` of a page", parse_cursor).map(Some)
}

impl TimelinePageQuery {
    fn request(self) -> Result<PageRequest, Error> {
        let after = one_of("after", self.after, self.cursor)?;
        Ok(PageRequest { limit: self.limit.get(), after })
    }
}

/// Returns what happened in a room session.
#[utoipa::path(
    get, path = "/api/rooms/{room_name}/timeline", operation_id = "show_room_timeline", tag = "reading",
    params(
        ("room_name" = String, Path, description = "The room's name, percent-encoded; it may hold any character"),
        SessionQuery,
        DeploymentQuery,
        TimelinePageQuery,
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
    Query((session, of, page)): Query<(SessionQuery, DeploymentQuery, TimelinePageQuery)>,
) -> Result<web::Json<Timeline>, Error> {
    let path = request.uri().path();
    let name = room::name_in(path.strip_suffix("/timeline").unwrap_or(path))?;
    let SessionQuery { sid } = session;
    let not_found = Error::no_room(&name, sid.as_deref());
    let page =
        timeline::of_room(&console.shared, of.deployment, name, sid, &page.request()?).await?;
    shown(&console, page.ok_or(not_found)?)
}

/// Returns what happened to a participant during one session.
#[utoipa::path(
    get, path = "/api/participants/{sid}/timeline", operation_id = "show_participant_timeline",
    tag = "reading",
    params(
        ("sid" = String, Path, description = "The participant sid, `PA_…`"),
        DeploymentQuery,
        TimelinePageQuery,
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
    Query((of, page)): Query<(DeploymentQuery, TimelinePageQuery)>,
    sid: web::Path<String>,
) -> Result<web::Json<Timeline>, Error> {
    let page =
        timeline::of_participant(&console.shared, of.deployment, &sid, &page.request()?).await?;
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
    let next_after = page.next.as_ref().map(cursor_text);
    Ok(web::Json(Timeline { entries, next_cursor: next_after.clone(), next_after }))
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

//! `GET /api/export/{rooms,participants,events,alerts,audit}`: a whole list as a file, written while
//! it is read.
//!
//! One page of rows is read, written and sent before the next is asked for, and that only when the
//! client has taken what was sent: no more than a page is held, however long the list or slow the
//! client, and with a client that goes away the reading ends. Pages begin behind the last row of the
//! page before and not at a count of rows, so that what comes in meanwhile moves nothing.
//!
//! A database that fails at the first page is answered with 503. Should it fail later, the
//! connection is broken off without the end of the body (no last chunk on HTTP/1.1, a reset stream
//! on HTTP/2), which every client takes for a failure: a part never looks like the whole.

pub(super) mod alerting;
mod format;
mod rows;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use tokio::sync::OwnedSemaphorePermit;

use self::format::{Format, Layout};
use self::rows::Row;
use super::context::Console;
use super::error::Error;
use super::events::ReceivedEvent;
use super::query::Query;
use super::refusals::{ExportUnavailable, InvalidQuery};
use crate::model::{DeploymentName, Participant, Room};
use crate::store::{EventFilter, EventPlace, ParticipantFilter, RoomFilter, SessionPlace};

/// Rows that are read at once, and all that is held of an export: about a megabyte.
const PAGE_ROWS: u32 = 1000;

/// Exports under way at once: each keeps a database connection busy for as long as its client reads
/// fast, and there are four on SQLite.
pub(super) const AT_ONCE: usize = 3;

/// Seconds after which an export that found no turn may be tried again.
const RETRY_SECONDS: u32 = 10;

/// Where rows come from.
trait Source: 'static {
    type Row: Row;
    /// The rows behind those that were given before; none at the end. A page of heavy rows has fewer
    /// than [`PAGE_ROWS`].
    async fn next(&mut self, console: &Console) -> Result<Vec<Self::Row>, Error>;
}

/// An export under way.
struct Export<S> {
    console: Console,
    source: S,
    format: Format,
    is_begun: bool,
    is_over: bool,
    _turn: OwnedSemaphorePermit,
}

impl<S: Source> Export<S> {
    /// The next piece of the file; `None` behind the last.
    async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let rows = self.source.next(&self.console).await?;
        self.is_over = rows.is_empty();
        let masks_numbers = self.console.alerting.configured.masks_numbers;
        let format = Layout { format: self.format, masks_numbers };
        let piece = format.piece(&rows, !self.is_begun, self.is_over)?;
        self.is_begun = true;
        Ok(Some(piece))
    }
}

/// Answers with the file of all that `source` gives.
async fn answer<S: Source>(
    console: Console,
    query: &Query,
    source: S,
) -> Result<HttpResponse, Error> {
    let format = query.choice("format", &Format::ALL)?.unwrap_or(Format::Csv);
    let turn = console.exports.take("exports are under way", RETRY_SECONDS)?;
    let at = console.now().to_utc().format("%Y%m%dT%H%M%SZ");
    // Nothing of a request is in the name: no name of a room can end it or lead elsewhere.
    let file = format!("{}-{at}.{}", S::Row::NAME, format.extension());
    let mut export =
        Export { console, source, format, is_begun: false, is_over: false, _turn: turn };
    // While it can still be refused.
    let first = export.piece().await?.unwrap_or_default();
    let rest = stream::unfold(Some(export), |export| async {
        let mut export = export?;
        match export.piece().await {
            Ok(piece) => Some((Ok(piece?), Some(export))),
            Err(error) => {
                tracing::warn!(
                    export.rows = S::Row::NAME,
                    error = ?error.chain(),
                    "an export broke off; its connection is closed without the end of the body"
                );
                Some((Err(error), None))
            }
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, format.content_type()))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")))
        .streaming(stream::once(async { Ok(first) }).chain(rest)))
}

/// The room sessions that a filter finds, latest first.
struct Rooms {
    filter: RoomFilter,
    place: Option<SessionPlace>,
}

impl Source for Rooms {
    type Row = Room;

    async fn next(&mut self, console: &Console) -> Result<Vec<Room>, Error> {
        let (filter, place) = (self.filter.clone(), self.place.take());
        let sessions = console
            .ask(move |store| async move { store.rooms_behind(&filter, place.as_ref()).await })
            .await?;
        self.place = sessions.last().map(|session| SessionPlace {
            began_at: session.record.started_at(),
            sid: session.record.sid.clone(),
            deployment: DeploymentName::clone(&session.record.deployment),
        });
        let now = console.now();
        Ok(console.glance(|state| {
            sessions.iter().map(|session| super::rooms::fresh(state, session, now)).collect()
        }))
    }
}

/// The stays that a filter finds, latest first.
struct Participants {
    filter: ParticipantFilter,
    place: Option<SessionPlace>,
}

impl Source for Participants {
    type Row = Participant;

    async fn next(&mut self, console: &Console) -> Result<Vec<Participant>, Error> {
        let (filter, place) = (self.filter.clone(), self.place.take());
        let sessions =
            console
                .ask(move |store| async move {
                    store.participants_behind(&filter, place.as_ref()).await
                })
                .await?;
        self.place = sessions.last().map(|session| SessionPlace {
            began_at: session.record.started_at(),
            sid: session.record.sid.clone(),
            deployment: DeploymentName::clone(&session.deployment),
        });
        Ok(super::participants::fresh(console, &sessions, console.now()))
    }
}

/// The events that a filter finds, latest received first.
struct Events(EventFilter);

impl Source for Events {
    type Row = ReceivedEvent;

    async fn next(&mut self, console: &Console) -> Result<Vec<ReceivedEvent>, Error> {
        let filter = self.0.clone();
        let events = console.ask(move |store| async move { store.events(&filter).await }).await?;
        self.0.before = events
            .last()
            .map(|event| EventPlace { received_at: event.received_at, id: event.id.to_string() });
        Ok(events.into_iter().map(ReceivedEvent::from).collect())
    }
}

/// Room sessions as a file, latest first.
#[utoipa::path(
    get, path = "/api/export/rooms", operation_id = "export_rooms", tag = "reading",
    params(
        ("format" = Option<String>, Query, description = "`csv` (default), `json` or `ndjson`"),
        ("q" = Option<String>, Query, description = "A part of the name or the whole sid, any case"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only this region"),
        ("status" = Option<String>, Query, description = "`active`, `finished` or `all` (default)"),
        ("from" = Option<String>, Query, description = "Only those that were open at this time or later"),
        ("to" = Option<String>, Query, description = "Only those that began before this time"),
    ),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(super) async fn rooms(console: Console, request: HttpRequest) -> Result<HttpResponse, Error> {
    let query =
        Query::of(&request, &["format", "q", "deployment", "region", "status", "from", "to"])?;
    let finished = query
        .choice("status", &[("active", Some(false)), ("finished", Some(true)), ("all", None)])?
        .flatten();
    let filter = super::rooms::filter(&query, console.now())?;
    let filter = RoomFilter { finished, limit: PAGE_ROWS, ..filter };
    answer(console, &query, Rooms { filter, place: None }).await
}

/// Stays as a file, latest first.
#[utoipa::path(
    get, path = "/api/export/participants", operation_id = "export_participants", tag = "reading",
    params(
        ("format" = Option<String>, Query, description = "`csv` (default), `json` or `ndjson`"),
        ("q" = Option<String>, Query,
            description = "A part of the identity, of the name or of the value of an attribute (`sip.phoneNumber`), or the whole sid, any case"),
        ("room" = Option<String>, Query, description = "Only in rooms of this name"),
        ("room_sid" = Option<String>, Query, description = "Only in this room session"),
        ("identity" = Option<String>, Query, description = "Only this identity"),
        ("sid" = Option<String>, Query, description = "Only this stay"),
        ("from" = Option<String>, Query, description = "Only those that were there at this time or later"),
        ("to" = Option<String>, Query, description = "Only those that began before this time"),
        ("departure" = Option<String>, Query, description = "Only those that left so"),
        ("kind" = Option<String>, Query, description = "Only this kind"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only deployments in this region"),
    ),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(super) async fn participants(
    console: Console,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let known = [
        "format",
        "q",
        "room",
        "room_sid",
        "identity",
        "sid",
        "from",
        "to",
        "departure",
        "kind",
        "deployment",
        "region",
    ];
    let query = Query::of(&request, &known)?;
    let filter = super::participants::filter(&query, console.now())?;
    let filter = ParticipantFilter { limit: PAGE_ROWS, ..filter };
    answer(console, &query, Participants { filter, place: None }).await
}

/// What was received, as a file, newest first.
#[utoipa::path(
    get, path = "/api/export/events", operation_id = "export_events", tag = "reading",
    params(
        ("format" = Option<String>, Query, description = "`csv` (default), `json` or `ndjson`"),
        ("room" = Option<String>, Query, description = "Only of rooms of this name"),
        ("sid" = Option<String>, Query, description = "Only of this room session"),
        ("participant" = Option<String>, Query, description = "Only of this participant, by sid or identity"),
        ("event" = Option<String>, Query, description = "Only events of this name"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
    ),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(super) async fn events(console: Console, request: HttpRequest) -> Result<HttpResponse, Error> {
    let known = ["format", "room", "sid", "participant", "event", "deployment"];
    let query = Query::of(&request, &known)?;
    let filter = EventFilter { limit: PAGE_ROWS, ..super::events::filter(&query)? };
    answer(console, &query, Events(filter)).await
}

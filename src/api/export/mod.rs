//! `GET /api/export/{rooms,participants,events,alerts,audit,usage}`: a complete list as a file, streamed;
//! and [`evidence`], all of one room session.
//!
//! The next page of rows is read only after the client has received the page before: no more than
//! one page is in memory, however long the list or slow the client, and reading ends when the
//! client disconnects. A page starts after the last row of the page before, not at an offset, so
//! that new rows do not shift the pages.
//!
//! If the database fails at the first page, the response is 503. If it fails later, the connection
//! is closed without the end of the body (no last chunk on HTTP/1.1, a reset stream on HTTP/2),
//! which every client treats as a failure: an incomplete file never looks complete.

pub(super) mod alerting;
pub(super) mod evidence;
pub(super) mod format;
mod rows;
pub(super) mod usage;

use actix_web::HttpResponse;
use actix_web::http::header;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;

use self::format::{Format, Layout};
use self::rows::Row;
use super::context::Console;
use super::error::Error;
use super::events::{EventFilterQuery, ReceivedEvent};
use super::participants::ParticipantFilterQuery;
use super::query::{Query, RangeQuery};
use super::refusals::{ExportUnavailable, InvalidQuery};
use super::rooms::{RoomFilterQuery, RoomStatusFilter};
use crate::model::{DeploymentName, Millis, Participant, Room};
use crate::store::{EventCursor, EventFilter, ParticipantFilter, RoomFilter, SessionCursor};

/// Rows of a page, which is all of an export that is in memory: about a megabyte.
const PAGE_ROWS: u32 = 1000;

/// Exports that run at once: each keeps a database connection busy, of which SQLite has four.
pub(super) const MAX_CONCURRENT: usize = 3;

/// Seconds after which a client that was refused for the limit may try again.
const RETRY_SECONDS: u32 = 10;

/// The format of the file.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FormatQuery {
    /// `csv` if not given
    #[serde(default)]
    format: Format,
}

/// Which rooms to export.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RoomStatusQuery {
    /// `all` if not given
    status: Option<RoomStatusFilter>,
}

/// Where rows come from.
trait RowSource: 'static {
    type Row: Row;
    /// The next rows; none at the end. A page of large rows has fewer than [`PAGE_ROWS`].
    async fn next(&mut self, console: &Console) -> Result<Vec<Self::Row>, Error>;
}

/// A running export.
struct Export<S> {
    console: Console,
    source: S,
    format: Format,
    is_begun: bool,
    is_over: bool,
    _permit: OwnedSemaphorePermit,
}

/// A file that is written piece by piece.
trait Pieces: 'static {
    /// The beginning of the file's name.
    const NAME: &'static str;
    /// The next piece of the file; `None` after the last.
    async fn piece(&mut self) -> Result<Option<Bytes>, Error>;
}

impl<S: RowSource> Pieces for Export<S> {
    const NAME: &'static str = S::Row::NAME;

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

/// Streams all rows of `source` as a file.
async fn stream_file<S: RowSource>(
    console: Console,
    FormatQuery { format }: FormatQuery,
    source: S,
) -> Result<HttpResponse, Error> {
    let permit = console.exports.acquire("exports are running", RETRY_SECONDS)?;
    let at = console.now();
    let export =
        Export { console, source, format, is_begun: false, is_over: false, _permit: permit };
    stream_pieces(export, format.content_type(), format.extension(), at).await
}

/// Streams a file whose name ends with the time and `extension`.
async fn stream_pieces<P: Pieces>(
    mut pieces: P,
    content_type: &'static str,
    extension: &'static str,
    at: Millis,
) -> Result<HttpResponse, Error> {
    let at = at.to_utc().format("%Y%m%dT%H%M%SZ");
    // The file name holds nothing from the request, so that no room name can inject into the
    // header.
    let file = format!("{}-{at}.{extension}", P::NAME);
    // The first page is read before the status is sent, so that a failure can still be a 503.
    let first = pieces.piece().await?.unwrap_or_default();
    let rest = stream::unfold(Some(pieces), |pieces| async {
        let mut pieces = pieces?;
        match pieces.piece().await {
            Ok(piece) => Some((Ok(piece?), Some(pieces))),
            Err(error) => {
                tracing::warn!(
                    export.rows = P::NAME,
                    error = ?error.chain(),
                    "an export failed; its connection is closed without the end of the body"
                );
                Some((Err(error), None))
            }
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")))
        .streaming(stream::once(async { Ok(first) }).chain(rest)))
}

/// Reads the room sessions that match a filter, latest first.
struct Rooms {
    filter: RoomFilter,
    cursor: Option<SessionCursor>,
}

impl RowSource for Rooms {
    type Row = Room;

    async fn next(&mut self, console: &Console) -> Result<Vec<Room>, Error> {
        let (filter, cursor) = (self.filter.clone(), self.cursor.take());
        let sessions = console
            .ask(move |store| async move { store.rooms_after(&filter, cursor.as_ref()).await })
            .await?;
        self.cursor = sessions.last().map(|session| SessionCursor {
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

/// Reads the participant sessions that match a filter, latest first.
struct Participants {
    filter: ParticipantFilter,
    cursor: Option<SessionCursor>,
}

impl RowSource for Participants {
    type Row = Participant;

    async fn next(&mut self, console: &Console) -> Result<Vec<Participant>, Error> {
        let (filter, cursor) = (self.filter.clone(), self.cursor.take());
        let sessions =
            console
                .ask(move |store| async move {
                    store.participants_after(&filter, cursor.as_ref()).await
                })
                .await?;
        self.cursor = sessions.last().map(|session| SessionCursor {
            began_at: session.record.started_at(),
            sid: session.record.sid.clone(),
            deployment: DeploymentName::clone(&session.deployment),
        });
        Ok(super::participants::fresh(console, &sessions, console.now()))
    }
}

/// Reads the events that match a filter, latest received first.
struct Events(EventFilter);

impl RowSource for Events {
    type Row = ReceivedEvent;

    async fn next(&mut self, console: &Console) -> Result<Vec<ReceivedEvent>, Error> {
        let filter = self.0.clone();
        let events = console.ask(move |store| async move { store.events(&filter).await }).await?;
        self.0.before = events
            .last()
            .map(|event| EventCursor { received_at: event.received_at, id: event.id.to_string() });
        Ok(events.into_iter().map(ReceivedEvent::from).collect())
    }
}

/// Exports room sessions as a file, latest first.
#[utoipa::path(
    get, path = "/api/export/rooms", operation_id = "export_rooms", tag = "reading",
    params(FormatQuery, RoomStatusQuery, RoomFilterQuery, RangeQuery),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(super) async fn rooms(
    console: Console,
    Query((format, query, filter, range)): Query<(
        FormatQuery,
        RoomStatusQuery,
        RoomFilterQuery,
        RangeQuery,
    )>,
) -> Result<HttpResponse, Error> {
    let finished = query.status.and_then(RoomStatusFilter::finished);
    let filter = RoomFilter { finished, limit: PAGE_ROWS, ..filter.filter(&range)? };
    stream_file(console, format, Rooms { filter, cursor: None }).await
}

/// Exports participant sessions as a file, latest first.
#[utoipa::path(
    get, path = "/api/export/participants", operation_id = "export_participants", tag = "reading",
    params(FormatQuery, ParticipantFilterQuery, RangeQuery),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(super) async fn participants(
    console: Console,
    Query((format, filter, range)): Query<(FormatQuery, ParticipantFilterQuery, RangeQuery)>,
) -> Result<HttpResponse, Error> {
    let filter = ParticipantFilter { limit: PAGE_ROWS, ..filter.filter(&range)? };
    stream_file(console, format, Participants { filter, cursor: None }).await
}

/// Exports received events as a file, latest first.
#[utoipa::path(
    get, path = "/api/export/events", operation_id = "export_events", tag = "reading",
    params(FormatQuery, EventFilterQuery),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(super) async fn events(
    console: Console,
    Query((format, filter)): Query<(FormatQuery, EventFilterQuery)>,
) -> Result<HttpResponse, Error> {
    let filter = EventFilter { limit: PAGE_ROWS, ..filter.filter() };
    stream_file(console, format, Events(filter)).await
}

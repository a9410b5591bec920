//! `GET /api/rooms/{room_name}/timeline` and `GET /api/participants/{sid}/timeline`: what happened,
//! in order and in words.
//!
//! Stored events tell nearly all of it; the sessions tell what no event does. Both stand in one
//! order, so that a page is cut out of the two without reading all of either's events.

mod concluded;
mod entry;
mod found;
mod known;
mod told;

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::concluded::Concluded;
use self::entry::Placed;
pub(super) use self::entry::TimelineEntry;
use self::known::Known;
use super::at::told_of;
use super::context::{Console, Context};
use super::error::{Error, shortened};
use super::openapi::{InvalidQuery, ParticipantNotFound, RoomNotFound, StoreUnavailable};
use super::query::Query;
use super::{participants, room};
use crate::model::{Event, Millis, ParticipantSession, RoomSession, mask_value};
use crate::store::{self, PAGE_BYTES, SharedStore, Told, ToldFilter, ToldPlace};

/// Events before a page that are read to tell what changed in it. What only an earlier one told is
/// shown as it is, without what it was before.
const CONTEXT_EVENTS: u32 = 2000;

/// How long before a stay's beginning something may be told of it, milliseconds.
const BEFORE_MS: i64 = 3_600_000;

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
struct Wanted {
    limit: u32,
    after: Option<ToldPlace>,
}

impl Wanted {
    fn of(query: &Query) -> Result<Self, Error> {
        let after = query.text("after")?;
        let after = match after.as_deref() {
            Some(text) => Some(place(text).ok_or_else(|| {
                let text = shortened(text);
                Error::invalid_query(format!("`after` is `{text}`, which no answer gave"))
            })?),
            None => None,
        };
        Ok(Self { limit: query.limit()?, after })
    }
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
    let wanted = Wanted::of(&query)?;
    let not_found = Error::no_room(&name, sid.as_deref());
    let now = console.now();
    let found = console
        .ask(move |store| async move {
            let room = store.room_at(deployment.as_deref(), &name, sid.as_deref(), now).await?;
            let Some(room) = room else { return Ok(None) };
            let stays = store.participants_of(&room.record.deployment, &room.record.sid).await?;
            Ok(Some((room, stays)))
        })
        .await?;
    let (room, stays) = found.ok_or(not_found)?;
    let filter = told_of(&room, Millis::LATEST);
    let restarted_at = room.record.last_started;
    page(&console, filter, Some(&room), &stays, restarted_at, wanted).await.map(web::Json)
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
    let wanted = Wanted::of(&query)?;
    let (stay, room) = participants::find(&console, deployment, &sid).await?;
    let began_at = stay.record.started_at().min(stay.record.first_seen);
    let filter = ToldFilter {
        deployment: stay.deployment.to_string(),
        of: Told::Stay(stay.record.sid.to_string()),
        from: began_at.plus(-BEFORE_MS).clamped(),
        until: Millis::LATEST,
        after: None,
        descending: false,
        limit: 0,
    };
    // The room's own beginning and end are no part of it; when it was started again is.
    let restarted_at = room.and_then(|room| room.record.last_started);
    page(&console, filter, None, &[stay], restarted_at, wanted).await.map(web::Json)
}

/// A page of what happened in `stays` and, if it is about the room, in `room`; `restarted_at` is when
/// the room was last started.
async fn page(
    console: &Context,
    filter: ToldFilter,
    room: Option<&RoomSession>,
    stays: &[ParticipantSession],
    restarted_at: Option<Millis>,
    wanted: Wanted,
) -> Result<Timeline, Error> {
    let (limit, after) = (wanted.limit, wanted.after.clone());
    let read =
        console.ask(move |store| async move { read(&store, filter, limit, after).await }).await?;
    let mut concluded = Concluded::new(read.first);
    if let Some(room) = room {
        concluded.room(room);
    }
    for stay in stays {
        concluded.stay(stay, restarted_at);
    }
    let timeline = cut(&read, concluded, &wanted);
    if console.alerting.configured.masks_numbers { masked(timeline) } else { Ok(timeline) }
}

/// The same without telephone numbers.
fn masked(mut timeline: Timeline) -> Result<Timeline, Error> {
    let mut entries = serde_json::to_value(&timeline.entries).map_err(Error::internal)?;
    mask_value(&mut entries);
    timeline.entries = serde_json::from_value(entries).map_err(Error::internal)?;
    Ok(timeline)
}

/// The events that a page is made of.
struct Read {
    /// Time of the earliest that is stored.
    first: Option<Millis>,
    /// The last ones before the page, the latest first.
    before: Vec<Event>,
    /// Those of the page and one more.
    events: Vec<Event>,
    /// Whether there may be more behind them, because these are long.
    is_cut: bool,
}

async fn read(
    store: &SharedStore,
    filter: ToldFilter,
    limit: u32,
    after: Option<ToldPlace>,
) -> Result<Read, store::Error> {
    let first = store.told(&ToldFilter { limit: 1, ..filter.clone() }).await?;
    let before = match &after {
        Some(after) => {
            // The place itself is before the page, too; no id is greater than this one by so little.
            let after = ToldPlace { id: format!("{}\u{1}", after.id), ..after.clone() };
            let limit = CONTEXT_EVENTS;
            let filter =
                ToldFilter { after: Some(after), descending: true, limit, ..filter.clone() };
            store.told(&filter).await?
        }
        None => Vec::new(),
    };
    let events = store.told(&ToldFilter { after, limit: limit + 1, ..filter }).await?;
    let bytes: usize = events.iter().map(|event| event.raw.len()).sum();
    let is_cut = bytes >= PAGE_BYTES;
    Ok(Read { first: first.first().map(|event| event.at), before, events, is_cut })
}

/// Cuts a page out of events and conclusions.
fn cut(read: &Read, concluded: Concluded, wanted: &Wanted) -> Timeline {
    let mut known = Known::default();
    for event in read.before.iter().rev() {
        told::entries(event, &mut known);
    }
    let limit = wanted.limit as usize;
    let is_behind = |place: &ToldPlace| wanted.after.as_ref().is_none_or(|after| place > after);
    // Each place of the page with its entries: those of an event stay together.
    let mut places: Vec<(ToldPlace, Vec<TimelineEntry>)> = concluded
        .entries()
        .into_iter()
        .filter(|placed| is_behind(&placed.place))
        .map(|Placed { place, entry }| (place, vec![entry]))
        .collect();
    for event in &read.events {
        places.push((ToldPlace::of(event), told::entries(event, &mut known)));
    }
    places.sort_by(|a, b| a.0.cmp(&b.0));
    // What was concluded of later belongs behind the events that were not read.
    let last = read.events.last().filter(|_| read.is_cut).map(ToldPlace::of);
    if let Some(last) = &last {
        places.retain(|(place, _)| place <= last);
    }
    let more = places.len() > limit || last.is_some();
    places.truncate(limit);
    let next_after = places.last().filter(|_| more).map(|(place, _)| name_of_place(place));
    Timeline { entries: places.into_iter().flat_map(|(_, entries)| entries).collect(), next_after }
}

fn name_of_place(place: &ToldPlace) -> String {
    format!("{}-{}-{}", place.at.0, place.received_at.0, place.id)
}

fn place(text: &str) -> Option<ToldPlace> {
    let (at, rest) = text.split_once('-')?;
    let (received_at, id) = rest.split_once('-')?;
    let time = |text: &str| {
        let at = Millis(text.parse().ok()?);
        (at == at.clamped()).then_some(at)
    };
    (!id.is_empty()).then_some(ToldPlace {
        at: time(at)?,
        received_at: time(received_at)?,
        id: id.to_owned(),
    })
}

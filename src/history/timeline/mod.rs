//! Timelines of a room session and of a participant session: what happened, in order and in words.
//!
//! Stored events tell nearly all of it; the sessions tell what no event does. Both stand in one
//! order, so that a page is cut out of the two without reading all of either's events.

mod context;
mod entry;
mod from_events;
mod from_findings;
mod from_sessions;
mod phrases;

use self::context::Context;
use self::entry::Placed;
pub use self::entry::{EntryKind, TimelineEntry};
use self::from_sessions::FromSessions;
use super::as_of::history_filter;
use super::sessions;
use crate::model::{Event, Millis, ParticipantSession, RoomSession};
use crate::shared::{Error, Shared};
use crate::store::{self, HistoryCursor, HistoryFilter, HistoryOf, PAGE_BYTES, SharedStore};

/// Events before a page that are read to tell what changed in it. What only an earlier one told is
/// shown as it is, without what it was before.
const CONTEXT_EVENTS: u32 = 2000;

/// How long before a participant session's beginning something may be told of it, milliseconds.
const BEFORE_MS: i64 = 3_600_000;

/// A page of a timeline.
#[derive(Debug)]
pub struct Page {
    /// In the order in which it happened; LiveKit tells whole seconds, within one the order of
    /// arrival counts.
    pub entries: Vec<TimelineEntry>,
    /// The place behind which the next page begins; `None` on the last.
    pub next: Option<HistoryCursor>,
}

/// Which page is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// At most so many events.
    pub limit: u32,
    /// Only what stands behind this place.
    pub after: Option<HistoryCursor>,
}

/// What happened in a room session: the one of that sid; the active one, else the latest, without.
/// `None` if there is none.
pub async fn of_room(
    shared: &Shared,
    deployment: Option<String>,
    name: String,
    sid: Option<String>,
    wanted: &Wanted,
) -> Result<Option<Page>, Error> {
    let now = shared.now();
    let found = shared
        .ask(move |store| async move {
            let room = store.room_at(deployment.as_deref(), &name, sid.as_deref(), now).await?;
            let Some(room) = room else { return Ok(None) };
            let stays = store.participants_of(&room.record.deployment, &room.record.sid).await?;
            Ok(Some((room, stays)))
        })
        .await?;
    let Some((room, stays)) = found else { return Ok(None) };
    let filter = history_filter(&room, Millis::LATEST);
    let restarted_at = room.record.last_started;
    page(shared, filter, Some(&room), &stays, restarted_at, wanted).await.map(Some)
}

/// What happened to a participant during one session. `None` if there is none of that sid.
pub async fn of_participant(
    shared: &Shared,
    deployment: Option<String>,
    sid: &str,
    wanted: &Wanted,
) -> Result<Option<Page>, Error> {
    let found = sessions::participant(shared, deployment, sid).await?;
    let Some((stay, room)) = found else { return Ok(None) };
    let began_at = stay.record.started_at().min(stay.record.first_seen);
    let filter = HistoryFilter {
        deployment: stay.deployment.to_string(),
        of: HistoryOf::Stay(stay.record.sid.to_string()),
        from: began_at.plus(-BEFORE_MS).clamped(),
        until: Millis::LATEST,
        after: None,
        descending: false,
        limit: 0,
    };
    // The room's own beginning and end are no part of it; when it was started again is.
    let restarted_at = room.and_then(|room| room.record.last_started);
    page(shared, filter, None, &[stay], restarted_at, wanted).await.map(Some)
}

/// A page of what happened in `stays` and, if it is about the room, in `room`; `restarted_at` is when
/// the room was last started.
async fn page(
    shared: &Shared,
    filter: HistoryFilter,
    room: Option<&RoomSession>,
    stays: &[ParticipantSession],
    restarted_at: Option<Millis>,
    wanted: &Wanted,
) -> Result<Page, Error> {
    let (limit, after) = (wanted.limit, wanted.after.clone());
    let read =
        shared.ask(move |store| async move { read(&store, filter, limit, after).await }).await?;
    let mut sessions = FromSessions::new(read.first);
    if let Some(room) = room {
        sessions.room(room);
    }
    for stay in stays {
        sessions.stay(stay, restarted_at);
    }
    Ok(cut(&read, sessions, wanted))
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
    filter: HistoryFilter,
    limit: u32,
    after: Option<HistoryCursor>,
) -> Result<Read, store::Error> {
    let first = store.history_events(&HistoryFilter { limit: 1, ..filter.clone() }).await?;
    let before = match &after {
        Some(after) => {
            // The place itself is before the page, too; no id is greater than this one by so little.
            let after = HistoryCursor { id: format!("{}\u{1}", after.id), ..after.clone() };
            let limit = CONTEXT_EVENTS;
            let filter =
                HistoryFilter { after: Some(after), descending: true, limit, ..filter.clone() };
            store.history_events(&filter).await?
        }
        None => Vec::new(),
    };
    let events = store.history_events(&HistoryFilter { after, limit: limit + 1, ..filter }).await?;
    let bytes: usize = events.iter().map(|event| event.raw.len()).sum();
    let is_cut = bytes >= PAGE_BYTES;
    Ok(Read { first: first.first().map(|event| event.at), before, events, is_cut })
}

/// Cuts a page out of what events and what sessions tell.
fn cut(read: &Read, sessions: FromSessions, wanted: &Wanted) -> Page {
    let mut context = Context::default();
    for event in read.before.iter().rev() {
        from_events::entries(event, &mut context);
    }
    let limit = wanted.limit as usize;
    let is_behind = |place: &HistoryCursor| wanted.after.as_ref().is_none_or(|after| place > after);
    // Each place of the page with its entries: those of an event stay together.
    let mut places: Vec<(HistoryCursor, Vec<TimelineEntry>)> = sessions
        .entries()
        .into_iter()
        .filter(|placed| is_behind(&placed.place))
        .map(|Placed { place, entry }| (place, vec![entry]))
        .collect();
    for event in &read.events {
        places.push((HistoryCursor::of(event), from_events::entries(event, &mut context)));
    }
    places.sort_by(|a, b| a.0.cmp(&b.0));
    // What was concluded of later belongs behind the events that were not read.
    let last = read.events.last().filter(|_| read.is_cut).map(HistoryCursor::of);
    if let Some(last) = &last {
        places.retain(|(place, _)| place <= last);
    }
    let more = places.len() > limit || last.is_some();
    places.truncate(limit);
    let next = places.last().filter(|_| more).map(|(place, _)| place.clone());
    Page { entries: places.into_iter().flat_map(|(_, entries)| entries).collect(), next }
}

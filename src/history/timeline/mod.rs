//! Timelines of a room session and of a participant session: what happened, as sentences in order.
//!
//! Nearly all entries come from stored events; the sessions have the rest. Both have the same
//! order, so that a page can be cut without reading all events.

mod context;
mod entry;
mod from_events;
mod from_findings;
mod from_sessions;
mod phrases;

use self::context::PriorState;
use self::entry::PositionedEntry;
pub use self::entry::{EntryKind, TimelineEntry};
use self::from_sessions::FromSessions;
use super::as_of::history_filter;
use super::sessions;
use crate::model::{Event, Millis, ParticipantSession, RoomSession};
use crate::shared::{Error, Shared};
use crate::store::{self, HistoryCursor, HistoryFilter, HistoryOf, PAGE_BYTES, SharedStore};

/// The most events before a page that are read for the values before a change. If only earlier ones
/// have them, a change is shown without the value before.
const CONTEXT_EVENTS: u32 = 2000;

/// How long before the start of a participant session its events may be dated, milliseconds.
const BEFORE_MS: i64 = 3_600_000;

/// A page of a timeline.
#[derive(Debug)]
pub struct TimelinePage {
    /// The entries in the order in which they happened. LiveKit reports whole seconds; within one,
    /// the order of arrival counts.
    pub entries: Vec<TimelineEntry>,
    /// The cursor after which the next page begins; `None` on the last.
    pub next: Option<HistoryCursor>,
}

/// The requested page.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// At most so many events.
    pub limit: u32,
    /// Only entries after this cursor.
    pub after: Option<HistoryCursor>,
}

/// What happened in a room session: the one with that sid, or without a sid the active one, else
/// the latest. `None` if there is none.
pub async fn of_room(
    shared: &Shared,
    deployment: Option<String>,
    name: String,
    sid: Option<String>,
    wanted: &PageRequest,
) -> Result<Option<TimelinePage>, Error> {
    let now = shared.now();
    let stored = shared
        .ask(move |store| async move {
            let room = store.room_at(deployment.as_deref(), &name, sid.as_deref(), now).await?;
            let Some(room) = room else { return Ok(None) };
            let participants =
                store.participants_of(&room.record.deployment, &room.record.sid).await?;
            Ok(Some((room, participants)))
        })
        .await?;
    let Some((room, participants)) = stored else { return Ok(None) };
    let filter = history_filter(&room, Millis::LATEST);
    let restarted_at = room.record.last_started;
    page(shared, filter, Some(&room), &participants, restarted_at, wanted).await.map(Some)
}

/// What happened to a participant during one session. `None` if no session has that sid.
pub async fn of_participant(
    shared: &Shared,
    deployment: Option<String>,
    sid: &str,
    wanted: &PageRequest,
) -> Result<Option<TimelinePage>, Error> {
    let stored = sessions::participant(shared, deployment, sid).await?;
    let Some((session, room)) = stored else { return Ok(None) };
    let began_at = session.record.started_at().min(session.record.first_seen);
    let filter = HistoryFilter {
        deployment: session.deployment.to_string(),
        of: HistoryOf::Participant(session.record.sid.to_string()),
        from: began_at.plus(-BEFORE_MS).clamped(),
        until: Millis::LATEST,
        after: None,
        descending: false,
        limit: 0,
    };
    // The room's start and end are no part of it; its restart is.
    let restarted_at = room.and_then(|room| room.record.last_started);
    page(shared, filter, None, &[session], restarted_at, wanted).await.map(Some)
}

/// A page of what happened in `participants` and, if it is about the room, in `room`;
/// `restarted_at` is when the room was last started.
async fn page(
    shared: &Shared,
    filter: HistoryFilter,
    room: Option<&RoomSession>,
    participants: &[ParticipantSession],
    restarted_at: Option<Millis>,
    wanted: &PageRequest,
) -> Result<TimelinePage, Error> {
    let (limit, after) = (wanted.limit, wanted.after.clone());
    let read =
        shared.ask(move |store| async move { read(&store, filter, limit, after).await }).await?;
    let mut sessions = FromSessions::new(read.first);
    if let Some(room) = room {
        sessions.room(room);
    }
    for session in participants {
        sessions.participant(session, restarted_at);
    }
    Ok(cut(&read, sessions, wanted))
}

/// The events of a page.
struct PageEvents {
    /// Time of the earliest stored event.
    first: Option<Millis>,
    /// The last ones before the page, latest first.
    before: Vec<Event>,
    /// Those of the page and one more.
    events: Vec<Event>,
    /// Whether there may be more after them, because these are large.
    is_cut: bool,
}

async fn read(
    store: &SharedStore,
    filter: HistoryFilter,
    limit: u32,
    after: Option<HistoryCursor>,
) -> Result<PageEvents, store::Error> {
    let first = store.history_events(&HistoryFilter { limit: 1, ..filter.clone() }).await?;
    let before = match &after {
        Some(after) => {
            // The cursor's own event is before the page, too; no id sorts directly after this one.
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
    Ok(PageEvents { first: first.first().map(|event| event.at), before, events, is_cut })
}

/// Cuts a page out of the entries of events and sessions.
fn cut(read: &PageEvents, sessions: FromSessions, wanted: &PageRequest) -> TimelinePage {
    let mut context = PriorState::default();
    for event in read.before.iter().rev() {
        from_events::entries(event, &mut context);
    }
    let limit = wanted.limit as usize;
    let is_behind =
        |cursor: &HistoryCursor| wanted.after.as_ref().is_none_or(|after| cursor > after);
    // Each position with its entries: those of an event remain together.
    let mut positions: Vec<(HistoryCursor, Vec<TimelineEntry>)> = sessions
        .entries()
        .into_iter()
        .filter(|positioned| is_behind(&positioned.cursor))
        .map(|PositionedEntry { cursor, entry }| (cursor, vec![entry]))
        .collect();
    for event in &read.events {
        positions.push((HistoryCursor::of(event), from_events::entries(event, &mut context)));
    }
    positions.sort_by(|a, b| a.0.cmp(&b.0));
    // Inferred entries of later times belong after the events that were not read.
    let last = read.events.last().filter(|_| read.is_cut).map(HistoryCursor::of);
    if let Some(last) = &last {
        positions.retain(|(cursor, _)| cursor <= last);
    }
    let more = positions.len() > limit || last.is_some();
    positions.truncate(limit);
    let next = positions.last().filter(|_| more).map(|(cursor, _)| cursor.clone());
    TimelinePage { entries: positions.into_iter().flat_map(|(_, entries)| entries).collect(), next }
}

//! The past: sessions by filter, what was open at a moment, and the events of one session.

mod queries;

use crate::model::{Departure, DeploymentName, Event, Millis, ParticipantSort, RoomSort, Text};

/// Which room sessions to list.
#[derive(Debug, Clone, Default)]
pub struct RoomFilter {
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this region.
    pub region: Option<String>,
    /// A part of the name or the whole sid, any case.
    pub text: Option<String>,
    /// Only those that have ended (`true`) or are open (`false`).
    pub finished: Option<bool>,
    /// Only those that were open at this time or later.
    pub from: Option<Millis>,
    /// Only those that began before this time.
    pub to: Option<Millis>,
    /// Sort order; ties are sorted by sid.
    pub sort: RoomSort,
    /// Descending order.
    pub descending: bool,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// Which participant sessions to list.
#[derive(Debug, Clone, Default)]
pub struct ParticipantFilter {
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only those whose room belongs to this region.
    pub region: Option<String>,
    /// Only rooms of this name.
    pub room_name: Option<String>,
    /// Only this room session.
    pub room_sid: Option<String>,
    /// Only this identity.
    pub identity: Option<String>,
    /// Only this sid.
    pub sid: Option<String>,
    /// A part of the identity, of the name or of an attribute's value, or the whole sid, any case.
    pub text: Option<String>,
    /// Only those that ended at this time or later, or are open.
    pub from: Option<Millis>,
    /// Only those that began before this time.
    pub to: Option<Millis>,
    /// Only those with this departure.
    pub departure: Option<Departure>,
    /// Only those of this kind, by LiveKit's name.
    pub kind: Option<String>,
    /// Sort order; ties are sorted by sid.
    pub sort: ParticipantSort,
    /// Descending order.
    pub descending: bool,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// A position in the list of sessions, newest first: start, then sid, then deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCursor {
    /// When it began.
    pub began_at: Millis,
    /// Its sid.
    pub sid: Text,
    /// Its deployment.
    pub deployment: DeploymentName,
}

/// The session whose events are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryOf {
    /// A room session: events with its sid, and events with only its room name (those of an
    /// ingress) between the two times.
    Room {
        /// The room session's sid.
        sid: String,
        /// The room's name.
        name: String,
        /// When it began and ended; the end of time if it is open.
        between: (Millis, Millis),
    },
    /// A participant session, by sid.
    Participant(String),
}

/// Which events of one session to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Its deployment.
    pub deployment: String,
    /// The session.
    pub of: HistoryOf,
    /// Only events that happened at this time or later. It bounds the search.
    pub from: Millis,
    /// Only events that happened up to this time.
    pub until: Millis,
    /// Only events after this cursor.
    pub after: Option<HistoryCursor>,
    /// The latest first.
    pub descending: bool,
    /// At most so many.
    pub limit: u32,
}

/// A position in the list of events, in the order in which they happened. LiveKit reports whole
/// seconds; within a second the order of arrival counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryCursor {
    /// When it happened.
    pub at: Millis,
    /// When it was received.
    pub received_at: Millis,
    /// Event id.
    pub id: String,
}

impl HistoryCursor {
    /// The position of an event.
    pub fn of(event: &Event) -> Self {
        Self { at: event.at, received_at: event.received_at, id: event.id.to_string() }
    }
}

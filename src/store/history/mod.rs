//! Looking back: sessions by filter, what was open at a moment, what was told of one session.

mod queries;

use crate::model::{Departure, DeploymentName, Event, Millis, Text};

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
    /// By what to sort; ties by sid.
    pub sort: RoomSort,
    /// Greatest first.
    pub descending: bool,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// By what to sort room sessions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RoomSort {
    /// By name.
    Name,
    /// By start.
    #[default]
    StartedAt,
    /// By length, the open ones measured to now.
    Duration,
    /// By participants: those present, or of ended rooms all that were ever there.
    Participants,
    /// By publishers; ended rooms have none.
    Publishers,
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
    /// Only those that were there at this time or later.
    pub from: Option<Millis>,
    /// Only those that began before this time.
    pub to: Option<Millis>,
    /// Only those that left in this way.
    pub departure: Option<Departure>,
    /// Only those of this kind, by LiveKit's name.
    pub kind: Option<String>,
    /// By what to sort; ties by sid.
    pub sort: ParticipantSort,
    /// Greatest first.
    pub descending: bool,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// By what to sort participant sessions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ParticipantSort {
    /// By beginning.
    #[default]
    JoinedAt,
    /// By end, those that are there measured to now.
    LeftAt,
    /// By length, those that are there measured to now.
    Duration,
    /// By identity.
    Identity,
    /// By the room's name.
    Room,
}

/// A place among sessions, newest first: beginning, then sid, then deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionPlace {
    /// When it began.
    pub began_at: Millis,
    /// Its sid.
    pub sid: Text,
    /// Its deployment.
    pub deployment: DeploymentName,
}

/// Of what something was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryOf {
    /// A room session: what names its sid, and what names its room alone (an ingress does) between
    /// the two times.
    Room {
        /// The room session's sid.
        sid: String,
        /// The room's name.
        name: String,
        /// When it began and ended; of one that is open, the end of time.
        between: (Millis, Millis),
    },
    /// A participant's stay, by sid.
    Stay(String),
}

/// Which events of one session to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Its deployment.
    pub deployment: String,
    /// The session.
    pub of: HistoryOf,
    /// Only what happened at this time or later: keeps the search from where nothing can be.
    pub from: Millis,
    /// Only what happened up to this time.
    pub until: Millis,
    /// Only what comes behind this place.
    pub after: Option<HistoryCursor>,
    /// The latest first.
    pub descending: bool,
    /// At most so many.
    pub limit: u32,
}

/// A place among events in the order in which they happened. LiveKit tells whole seconds: within
/// one the order of arrival counts.
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
    /// Where an event stands.
    pub fn of(event: &Event) -> Self {
        Self { at: event.at, received_at: event.received_at, id: event.id.to_string() }
    }
}

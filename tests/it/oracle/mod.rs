//! The truth, and what each source reported of it. What the console shows can be compared with it.
//!
//! [`Ledger::at`] gathers it, [`Ledger::expected`] says which findings a poller makes of it, and
//! [`Ledger::unknowable`] what nobody can know.

mod expected;
mod received;

use std::collections::{BTreeMap, BTreeSet};

use livekit_console::model::Millis;
use livekit_console::simulator::{
    Fate, Life, PlannedSession, Presence, Reason, Restart, Role, RoomEnd, RoomPlan, Schedule,
    TrackSource, change,
};

/// What is true of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoomTruth {
    /// Its name.
    pub(crate) name: String,
    /// When it opened.
    pub(crate) opened: Millis,
    /// When and how it closed; `None` while it is open.
    pub(crate) closed: Option<(Millis, RoomEnd)>,
    /// A crash of the node closed it: no webhook reports that.
    pub(crate) died: bool,
    /// How far the clock of its node is ahead of the world's, milliseconds.
    pub(crate) clock_ms: i64,
}

/// What is true of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StayTruth {
    /// The sid of its room.
    pub(crate) room_sid: String,
    /// The participant's identity.
    pub(crate) identity: String,
    /// What the participant is there for.
    pub(crate) role: Role,
    /// LiveKit's `joinedAt`.
    pub(crate) joined: Millis,
    /// Media never came up.
    pub(crate) aborted: bool,
    /// When and why it ended; `None` while it lasts.
    pub(crate) left: Option<(Millis, Reason)>,
    /// A crash of the node ended it: no webhook reports that, and it has no reason.
    pub(crate) died: bool,
    /// Until when the API lists it: later than its end for a ghost.
    pub(crate) listed_until: Millis,
}

/// What is true of a track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrackTruth {
    /// The sid of who publishes it.
    pub(crate) participant_sid: String,
    /// Where it comes from.
    pub(crate) source: TrackSource,
    /// When it was published.
    pub(crate) published: Millis,
    /// When it ended; `None` while it lasts.
    pub(crate) unpublished: Option<Millis>,
    /// When it was muted and unmuted, in turns.
    pub(crate) mutes: Vec<Millis>,
}

/// What a participant says of itself: metadata, and attributes by name.
pub(crate) type Said = (String, BTreeMap<&'static str, String>);

/// The truth at one time, of every room that was open at some time since.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// When it begins.
    pub(crate) since: Millis,
    /// The time.
    pub(crate) at: Millis,
    /// Rooms by sid.
    pub(crate) rooms: BTreeMap<String, RoomTruth>,
    /// Stays by participant sid.
    pub(crate) sessions: BTreeMap<String, StayTruth>,
    /// Tracks by sid.
    pub(crate) tracks: BTreeMap<String, TrackTruth>,
    /// Ids and names of the events that never reached the console.
    pub(crate) lost: BTreeMap<String, &'static str>,
    /// Deaths of the node.
    pub(crate) restarts: Vec<Restart>,
    schedule: Schedule,
    lives: Vec<Life>,
}

impl Ledger {
    /// What is true at `at`, of every room that was open at `since` or opened later.
    pub(crate) fn at(schedule: &Schedule, since: Millis, at: Millis) -> Self {
        let lives = schedule
            .rooms(since, at.plus(1))
            .filter(|room| room.closed > since)
            .map(|room| Life::of(schedule, room));
        let mut ledger = Self {
            since,
            at,
            rooms: BTreeMap::new(),
            sessions: BTreeMap::new(),
            tracks: BTreeMap::new(),
            lost: BTreeMap::new(),
            restarts: schedule.restarts().between(since, at.plus(1)).collect(),
            schedule: *schedule,
            lives: lives.collect(),
        };
        let lives = std::mem::take(&mut ledger.lives);
        for life in &lives {
            ledger.take(life);
        }
        ledger.lives = lives;
        ledger
    }

    fn take(&mut self, life: &Life) {
        let (room, at) = (&life.room, self.at);
        let truth = RoomTruth {
            name: room.name(),
            opened: room.opened,
            closed: (room.closed <= at).then_some((room.closed, room.end)),
            died: room.died && room.closed <= at,
            clock_ms: room.clock_ms(),
        };
        self.rooms.insert(room.sid(), truth);
        for presence in &life.story.presences {
            let session = &presence.session;
            let begun = if session.aborted { session.left } else { session.active };
            if begun <= at {
                self.session(room, presence);
            }
        }
        for delivery in &life.deliveries {
            if delivery.send_at <= at && delivery.fate == Fate::Lost {
                self.lost.insert(delivery.item.event_id(room), delivery.item.what.event());
            }
        }
    }

    fn session(&mut self, room: &RoomPlan, presence: &Presence) {
        let (session, at) = (&presence.session, self.at);
        let truth = StayTruth {
            room_sid: room.sid(),
            identity: session.identity(),
            role: session.role,
            joined: session.joined,
            aborted: session.aborted,
            left: (session.left <= at).then_some((session.left, session.reason)),
            died: session.died && session.left <= at,
            listed_until: presence.listed_until,
        };
        self.sessions.insert(session.sid(), truth);
        for track in presence.tracks.iter().filter(|track| track.published <= at) {
            let ended = track.unpublished.min(session.left);
            let mutes = change::mutes(track);
            let truth = TrackTruth {
                participant_sid: session.sid(),
                source: track.source,
                published: track.published,
                unpublished: (ended <= at).then_some(ended),
                mutes: mutes.into_iter().filter(|mute| *mute <= at.min(ended)).collect(),
            };
            self.tracks.insert(track.sid(), truth);
        }
    }

    /// Sids of the rooms that were open at `at`, at most the ledger's own time.
    pub(crate) fn open_rooms(&self, at: Millis) -> BTreeSet<&str> {
        let open = |room: &RoomTruth| {
            room.opened <= at && room.closed.is_none_or(|(closed, _)| at < closed)
        };
        self.rooms.iter().filter(|(_, room)| open(room)).map(|(sid, _)| &**sid).collect()
    }

    /// Sids of the sessions whose media was up at `at`, at most the ledger's own time.
    pub(crate) fn present(&self, at: Millis) -> BTreeSet<String> {
        self.presences()
            .filter(|presence| presence.is_present(at))
            .map(|presence| presence.session.sid())
            .collect()
    }

    /// Sids of the tracks that were live at `at`, and whether they were muted.
    pub(crate) fn live_tracks(&self, at: Millis) -> BTreeMap<String, bool> {
        self.presences()
            .filter(|presence| presence.is_present(at))
            .flat_map(|presence| presence.live_tracks(at))
            .map(|track| (track.sid(), change::muted(track, at).0))
            .collect()
    }

    /// What those who were present at `at` said of themselves, by sid.
    pub(crate) fn said(&self, at: Millis) -> BTreeMap<String, Said> {
        self.presences()
            .filter(|presence| presence.is_present(at))
            .map(|presence| {
                (presence.session.sid(), change::self_description(&presence.session, at))
            })
            .collect()
    }

    /// The metadata of the rooms that were open at `at`, by sid.
    pub(crate) fn room_metadata(&self, at: Millis) -> BTreeMap<String, String> {
        self.lives
            .iter()
            .filter(|life| life.room.is_open(at))
            .map(|life| (life.room.sid(), change::room_metadata(&life.room, at)))
            .collect()
    }

    /// How many webhooks of each event were lost.
    pub(crate) fn lost_by_event(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for event in self.lost.values() {
            *counts.entry(*event).or_default() += 1;
        }
        counts
    }

    /// Stays that are listed at `at` though they are over.
    pub(crate) fn ghosts(&self, at: Millis) -> BTreeSet<String> {
        self.presences()
            .filter(|presence| presence.session.left <= at && at < presence.listed_until)
            .map(|presence| presence.session.sid())
            .collect()
    }

    fn presences(&self) -> impl Iterator<Item = &Presence> {
        self.lives.iter().flat_map(|life| &life.story.presences)
    }
}

/// The same person in the same room, later.
fn is_return(of: &PlannedSession, other: &PlannedSession) -> bool {
    (other.slot, other.who) == (of.slot, of.who) && other.joined >= of.left && !other.aborted
}

#[cfg(test)]
mod tests;

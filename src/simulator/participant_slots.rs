//! Who joins a room, and when they leave.
//!
//! A room has slots, which participants take one after another. The first slot is the host's. The
//! host is there from the opening until everybody leaves, with short breaks only, so that the room
//! does not close early.

use crate::model::Millis;

use super::planned_session::{PlannedSession, Role};
use super::random::{Random, key};
use super::reason::Reason;
use super::rhythm::storm;
use super::room::{Purpose, RoomEnd, RoomPlan};

/// The share of a room's life for which a guest's slot is taken.
const TAKEN: f64 = 0.91;

/// A guest does not join if the room empties sooner than this, milliseconds.
const SHORTEST: i64 = 4000;

/// The share of joins that are aborted.
const ABORTED: f64 = 0.02;

/// The share of present participants who are disconnected in a bad network.
const DROPPED: f64 = 0.15;

/// How long LiveKit waits for a lost connection, milliseconds (observed).
const TIMEOUT: i64 = 20_000;

/// Key of the random numbers of a slot.
const SLOT: u64 = 0x5EA7;

/// Why a session ends early, with weights per mille; `None`: it does not.
const FATES: [(u32, Option<Reason>); 8] = [
    (946, None),
    (30, Some(Reason::DuplicateIdentity)),
    (6, Some(Reason::ConnectionTimeout)),
    (6, Some(Reason::ParticipantRemoved)),
    (4, Some(Reason::Migration)),
    (3, Some(Reason::StateMismatch)),
    (3, Some(Reason::UnknownReason)),
    (2, Some(Reason::MediaFailure)),
];

/// Why a short session ends, and its least and greatest length, milliseconds.
type Brief = (Reason, i64, i64);

/// Why a telephone call fails, with weights; `None` if it succeeds.
const CALLS: [(u32, Option<Brief>); 4] = [
    (72, None),
    (14, Some((Reason::UserUnavailable, 25_000, 35_000))),
    (10, Some((Reason::UserRejected, 3000, 9000))),
    (4, Some((Reason::SipTrunkFailure, 1000, 2500))),
];

/// Why a join is aborted, with weights.
const ABORTS: [(u32, Brief); 3] = [
    (60, (Reason::SignalClose, 200, 6000)),
    (25, (Reason::JoinFailure, 15_000, 60_000)),
    (15, (Reason::ClientInitiated, 500, 3000)),
];

/// Every session except those of jobs. `others` is the mean number of participants of jobs; they
/// count towards the size of the room.
pub(super) fn sessions(room: &RoomPlan, others: f64) -> Vec<PlannedSession> {
    let mut sessions = Vec::new();
    if room.purpose == Purpose::Empty {
        return sessions;
    }
    let guests = room.random(SLOT).whole((room.size - others - 1.0) / TAKEN);
    let guests = if room.purpose == Purpose::Call { guests.max(1) } else { guests };
    let mut random = room.random(SLOT + 1);
    let device = room.purpose == Purpose::Meeting && random.chance(0.04);
    let connector = random.chance(0.25);
    for slot in 0..=guests {
        let role = match (room.purpose, slot) {
            (Purpose::Call, 1) if connector => Role::Connector,
            (Purpose::Call, 1) => Role::Caller,
            (Purpose::Meeting, 1) if device => Role::Device,
            (Purpose::Broadcast, 3..) => Role::Viewer,
            _ => Role::Person,
        };
        Slot { room, number: slot, role, random: Random::new(&[room.root, SLOT, u64::from(slot)]) }
            .fill(&mut sessions);
    }
    sessions
}

struct Slot<'a> {
    room: &'a RoomPlan,
    number: u32,
    role: Role,
    random: Random,
}

impl Slot<'_> {
    fn fill(&mut self, sessions: &mut Vec<PlannedSession>) {
        let (opened, until) = (self.room.opened, self.room.emptied());
        let hurry = until.since(opened) / 10;
        let mut at = opened.plus(if self.is_host() {
            self.random.between(40, 300)
        } else {
            500 + self.random.about(hurry.min(20_000))
        });
        let mut who = self.random.next_u64();
        while until.since(at) > SHORTEST {
            let session = self.session(who, at);
            sessions.push(session);
            let (pause, same) = self.pause(&session);
            at = session.left.plus(pause);
            if !same {
                who = self.random.next_u64();
            }
        }
    }

    const fn is_host(&self) -> bool {
        self.number == 0
    }

    /// The session of `who`, who joins at `at`.
    fn session(&mut self, who: u64, at: Millis) -> PlannedSession {
        let until = self.room.emptied();
        let active = at.plus(self.random.between(50, 400));
        let mut session = PlannedSession {
            key: key(&[self.random.next_u64(), at.0.cast_unsigned()]),
            who,
            slot: self.number,
            role: self.role,
            joined: at,
            active,
            left: until,
            planned: until,
            died: false,
            reason: Reason::ClientInitiated,
            aborted: false,
        };
        if !self.is_host() && self.random.chance(ABORTED) {
            let (reason, shortest, longest) = self.random.pick(&ABORTS);
            let left = at.plus(self.random.between(shortest, longest)).min(until);
            return PlannedSession {
                active: left,
                left,
                planned: left,
                reason,
                aborted: true,
                ..session
            };
        }
        if matches!(self.role, Role::Caller)
            && let Some((reason, shortest, longest)) = self.random.pick(&CALLS)
        {
            let left = active.plus(self.random.between(shortest, longest)).min(until);
            return PlannedSession { left, planned: left, reason, ..session };
        }
        self.intend(&mut session);
        self.interrupt(&mut session);
        session.planned = session.left;
        session
    }

    /// Sets when the participant means to leave.
    fn intend(&mut self, session: &mut PlannedSession) {
        let (until, pace) = (self.room.emptied(), self.room.pace);
        let faithful =
            self.is_host() || self.role == Role::Device || self.random.chance(pace.faithful());
        if !faithful {
            let length = if self.random.chance(0.2) {
                self.random.between(10_000, 60_000)
            } else {
                self.random.between(120_000, 700_000)
            };
            session.left = session.active.plus(pace.stretch(length));
        }
        if faithful || session.left > until {
            let goodbye = until.since(self.room.opened).min(300_000) / 10;
            let (early, reason) = match self.room.end {
                RoomEnd::Idle if self.is_host() => (0, Reason::ClientInitiated),
                RoomEnd::Idle => (self.random.between(0, goodbye), Reason::ClientInitiated),
                RoomEnd::Deleted => (self.random.between(0, 30), Reason::RoomDeleted),
                RoomEnd::Shutdown => (self.random.between(0, 500), Reason::ServerShutdown),
            };
            session.left = until.plus(-early).max(session.active.plus(SHORTEST / 4));
            session.reason = reason;
        }
    }

    /// May end the session earlier.
    fn interrupt(&mut self, session: &mut PlannedSession) {
        let every = self.room.pace.storm_every();
        let bad = storm(self.room.seed, every, session.active, session.left)
            .filter(|_| self.random.chance(DROPPED))
            .map(|(from, to)| (Reason::ConnectionTimeout, from, to));
        let fate = self.random.pick(&FATES).filter(|_| self.happens());
        let fate = fate.map(|reason| (reason, session.active, session.left));
        let Some((reason, from, to)) = bad.or(fate) else { return };
        let lag = if reason == Reason::ConnectionTimeout { TIMEOUT } else { 0 };
        let left = Millis(self.random.between(from.0, to.0)).plus(1000 + lag);
        // The host returns in time, and is never removed.
        let spare = if self.is_host() { 30_000 } else { 1000 };
        let fits = left.plus(spare) < session.left;
        if fits && !(self.is_host() && reason == Reason::ParticipantRemoved) {
            (session.left, session.reason) = (left, reason);
        }
    }

    /// Whether a mishap happens at this pace.
    fn happens(&mut self) -> bool {
        let share = self.room.pace.mishaps();
        share >= 1.0 || self.random.chance(share)
    }

    /// How long the slot is free after `session`, milliseconds, and whether the same participant
    /// returns.
    fn pause(&mut self, session: &PlannedSession) -> (i64, bool) {
        match session.reason {
            Reason::DuplicateIdentity => (self.random.between(40, 90), true),
            Reason::UserUnavailable | Reason::UserRejected | Reason::SipTrunkFailure => {
                (self.random.between(5000, 30_000), true)
            }
            _ if session.aborted || self.is_host() => (self.random.between(500, 8000), true),
            Reason::ClientInitiated | Reason::ParticipantRemoved => {
                (2000 + self.random.about(20_000), self.random.chance(0.3))
            }
            _ => (self.random.between(500, 8000), true),
        }
    }
}

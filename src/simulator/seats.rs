//! Who comes to a room and when they leave.
//!
//! A room has seats, and one after the other sits on each. The first seat is the host's: from the
//! opening until everybody leaves, gone only for moments, so that the room does not close early.

use crate::model::Millis;

use super::dice::{Dice, key};
use super::planned_session::{PlannedSession, Role};
use super::reason::Reason;
use super::rhythm::storm;
use super::room::{Purpose, RoomEnd, RoomPlan};

/// For how much of a room's life somebody sits on a seat other than the host's.
const TAKEN: f64 = 0.91;

/// Nobody joins for less than this before everybody leaves, in milliseconds.
const SHORTEST: i64 = 4000;

/// The share of joins that come to nothing.
const ABORTED: f64 = 0.02;

/// The share of guests who session until the end.
const FAITHFUL: f64 = 0.35;

/// The share of those present who drop out when the network is bad.
const DROPPED: f64 = 0.15;

/// How long LiveKit waits for somebody who is gone, in milliseconds (observed).
const TIMEOUT: i64 = 20_000;

/// Marks the dice of a seat.
const SEAT: u64 = 0x5EA7;

/// What interrupts a session, with weights per mille. `None`: nothing.
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

/// Why it ends, after how long at least and at most, in milliseconds.
type Brief = (Reason, i64, i64);

/// How a telephone call goes: why nobody speaks; `None` if they speak.
const CALLS: [(u32, Option<Brief>); 4] = [
    (72, None),
    (14, Some((Reason::UserUnavailable, 25_000, 35_000))),
    (10, Some((Reason::UserRejected, 3000, 9000))),
    (4, Some((Reason::SipTrunkFailure, 1000, 2500))),
];

/// How a join comes to nothing.
const ABORTS: [(u32, Brief); 3] = [
    (60, (Reason::SignalClose, 200, 6000)),
    (25, (Reason::JoinFailure, 15_000, 60_000)),
    (15, (Reason::ClientInitiated, 500, 3000)),
];

/// Every session of those who are not machines of LiveKit's own; `others` such machines are there
/// besides, and count for the room's size.
pub(super) fn sessions(room: &RoomPlan, others: f64) -> Vec<PlannedSession> {
    let mut sessions = Vec::new();
    if room.purpose == Purpose::Empty {
        return sessions;
    }
    let guests = room.dice(SEAT).whole((room.size - others - 1.0) / TAKEN);
    let guests = if room.purpose == Purpose::Call { guests.max(1) } else { guests };
    let mut dice = room.dice(SEAT + 1);
    let device = room.purpose == Purpose::Meeting && dice.chance(0.04);
    let connector = dice.chance(0.25);
    for seat in 0..=guests {
        let role = match (room.purpose, seat) {
            (Purpose::Call, 1) if connector => Role::Connector,
            (Purpose::Call, 1) => Role::Caller,
            (Purpose::Meeting, 1) if device => Role::Device,
            (Purpose::Broadcast, 3..) => Role::Viewer,
            _ => Role::Person,
        };
        Seat { room, number: seat, role, dice: Dice::new(&[room.root, SEAT, u64::from(seat)]) }
            .fill(&mut sessions);
    }
    sessions
}

struct Seat<'a> {
    room: &'a RoomPlan,
    number: u32,
    role: Role,
    dice: Dice,
}

impl Seat<'_> {
    fn fill(&mut self, sessions: &mut Vec<PlannedSession>) {
        let (opened, until) = (self.room.opened, self.room.emptied());
        let hurry = until.since(opened) / 10;
        let mut at = opened.plus(if self.is_host() {
            self.dice.between(40, 300)
        } else {
            500 + self.dice.about(hurry.min(20_000))
        });
        let mut who = self.dice.roll();
        while until.since(at) > SHORTEST {
            let session = self.session(who, at);
            sessions.push(session);
            let (pause, same) = self.pause(&session);
            at = session.left.plus(pause);
            if !same {
                who = self.dice.roll();
            }
        }
    }

    const fn is_host(&self) -> bool {
        self.number == 0
    }

    /// The session of `who`, who comes `at`.
    fn session(&mut self, who: u64, at: Millis) -> PlannedSession {
        let until = self.room.emptied();
        let active = at.plus(self.dice.between(50, 400));
        let mut session = PlannedSession {
            key: key(&[self.dice.roll(), at.0.cast_unsigned()]),
            who,
            seat: self.number,
            role: self.role,
            joined: at,
            active,
            left: until,
            planned: until,
            died: false,
            reason: Reason::ClientInitiated,
            aborted: false,
        };
        if !self.is_host() && self.dice.chance(ABORTED) {
            let (reason, shortest, longest) = self.dice.pick(&ABORTS);
            let left = at.plus(self.dice.between(shortest, longest)).min(until);
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
            && let Some((reason, shortest, longest)) = self.dice.pick(&CALLS)
        {
            let left = active.plus(self.dice.between(shortest, longest)).min(until);
            return PlannedSession { left, planned: left, reason, ..session };
        }
        self.intend(&mut session);
        self.interrupt(&mut session);
        session.planned = session.left;
        session
    }

    /// Sets when the participant means to leave.
    fn intend(&mut self, session: &mut PlannedSession) {
        let until = self.room.emptied();
        let faithful = self.is_host() || self.role == Role::Device || self.dice.chance(FAITHFUL);
        if !faithful {
            let length = if self.dice.chance(0.2) {
                self.dice.between(10_000, 60_000)
            } else {
                self.dice.between(120_000, 700_000)
            };
            session.left = session.active.plus(length);
        }
        if faithful || session.left > until {
            let goodbye = until.since(self.room.opened).min(300_000) / 10;
            let (early, reason) = match self.room.end {
                RoomEnd::Idle if self.is_host() => (0, Reason::ClientInitiated),
                RoomEnd::Idle => (self.dice.between(0, goodbye), Reason::ClientInitiated),
                RoomEnd::Deleted => (self.dice.between(0, 30), Reason::RoomDeleted),
                RoomEnd::Shutdown => (self.dice.between(0, 500), Reason::ServerShutdown),
            };
            session.left = until.plus(-early).max(session.active.plus(SHORTEST / 4));
            session.reason = reason;
        }
    }

    /// Something may happen before that.
    fn interrupt(&mut self, session: &mut PlannedSession) {
        let bad = storm(self.room.seed, session.active, session.left)
            .filter(|_| self.dice.chance(DROPPED))
            .map(|(from, to)| (Reason::ConnectionTimeout, from, to));
        let fate = self.dice.pick(&FATES).map(|reason| (reason, session.active, session.left));
        let Some((reason, from, to)) = bad.or(fate) else { return };
        let lag = if reason == Reason::ConnectionTimeout { TIMEOUT } else { 0 };
        let left = Millis(self.dice.between(from.0, to.0)).plus(1000 + lag);
        // The host comes back in time, and is not thrown out.
        let spare = if self.is_host() { 30_000 } else { 1000 };
        let fits = left.plus(spare) < session.left;
        if fits && !(self.is_host() && reason == Reason::ParticipantRemoved) {
            (session.left, session.reason) = (left, reason);
        }
    }

    /// How long the seat is free after `session`, in milliseconds, and whether the same one returns.
    fn pause(&mut self, session: &PlannedSession) -> (i64, bool) {
        match session.reason {
            Reason::DuplicateIdentity => (self.dice.between(40, 90), true),
            Reason::UserUnavailable | Reason::UserRejected | Reason::SipTrunkFailure => {
                (self.dice.between(5000, 30_000), true)
            }
            _ if session.aborted || self.is_host() => (self.dice.between(500, 8000), true),
            Reason::ClientInitiated | Reason::ParticipantRemoved => {
                (2000 + self.dice.about(20_000), self.dice.chance(0.3))
            }
            _ => (self.dice.between(500, 8000), true),
        }
    }
}

//! The work beside a room: recordings, feeds, agents; and the sessions of the machines that do it.

use crate::model::{JobKind, Millis};

use super::dice::{Dice, id, key};
use super::planned_session::{PlannedSession, Role};
use super::reason::Reason;
use super::room::{Purpose, RoomEnd, RoomPlan};

/// How a job ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Done,
    /// It could not go on.
    Failed,
    /// Stopped before it ran.
    Aborted,
    /// It ran for as long as it may.
    LimitReached,
}

/// An egress, an ingress or an agent's job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobPlan {
    /// The id follows from this.
    pub(super) key: u64,
    /// The seat of the machine that does it.
    pub(super) seat: u32,
    /// What kind of work.
    pub kind: JobKind,
    /// How it ends.
    pub outcome: Outcome,
    /// When it is asked for.
    pub requested: Millis,
    /// When it runs, not before `requested`.
    pub running: Millis,
    /// When it is told to stop, not before `running`.
    pub ending: Millis,
    /// When it has ended, not before `ending`, before the room closes.
    pub ended: Millis,
}

impl JobPlan {
    /// LiveKit's id.
    pub fn id(&self) -> String {
        id(
            match self.kind {
                JobKind::Egress => "EG_",
                JobKind::Ingress => "IN_",
                JobKind::Agent => "AJ_",
            },
            self.key,
        )
    }
}

/// Machines sit beyond all seats of people.
pub(super) const FIRST_SEAT: u32 = 100_000;

/// Marks the dice of jobs.
const JOBS: u64 = 0x0B5;

/// In a room that is smaller, meetings have neither agent nor recorder.
const BIG_ENOUGH: f64 = 3.0;

/// The jobs of a room, the sessions of those who do them, and how many of them are there on average.
pub(super) fn jobs(room: &RoomPlan) -> (Vec<JobPlan>, Vec<PlannedSession>, f64) {
    let mut dice = room.dice(JOBS);
    let big = room.size >= BIG_ENOUGH;
    let (agent, recorder, feed) = match room.purpose {
        Purpose::Chat => (1.0, 0.05, 0.0),
        Purpose::Call => (0.1, 0.1, 0.0),
        Purpose::Meeting if big => (0.12, 0.15, 0.0),
        Purpose::Meeting | Purpose::Empty | Purpose::Lobby => (0.0, 0.0, 0.0),
        Purpose::Broadcast => (0.0, 0.6, 0.8),
    };
    let (mut jobs, mut sessions) = (Vec::new(), Vec::new());
    let mut count = 0.0;
    if dice.chance(agent) {
        agents(room, &mut dice, &mut jobs, &mut sessions);
        count += 1.0;
    }
    for (share, kind) in [(recorder, JobKind::Egress), (feed, JobKind::Ingress)] {
        if dice.chance(share) {
            let (job, session) = media(room, kind, &mut dice);
            jobs.push(job);
            sessions.extend(session);
            count += 0.9;
        }
    }
    (jobs, sessions, count)
}

/// The agent of the room; if it fails, another takes over.
fn agents(
    room: &RoomPlan,
    dice: &mut Dice,
    jobs: &mut Vec<JobPlan>,
    sessions: &mut Vec<PlannedSession>,
) {
    let last = room.closed.plus(-10);
    let mut requested = room.opened.plus(dice.between(700, 1500));
    for seat in FIRST_SEAT..FIRST_SEAT + 3 {
        let joined = requested.plus(dice.between(50, 400));
        let (left, reason) = match room.end {
            RoomEnd::Idle if dice.chance(0.6) => (last, Reason::RoomClosed),
            RoomEnd::Idle => (last.plus(-dice.between(5000, 19_000)), Reason::ClientInitiated),
            RoomEnd::Deleted => (last, Reason::RoomDeleted),
            RoomEnd::Shutdown => (last, Reason::ServerShutdown),
        };
        let fails = Millis(dice.between(joined.0, left.0)).plus(2000);
        let (left, reason) = if dice.chance(0.08) && fails.plus(30_000) < left {
            (fails, Reason::AgentError)
        } else {
            (left, reason)
        };
        let failed = reason == Reason::AgentError;
        let job = JobPlan {
            key: key(&[dice.roll(), u64::from(seat)]),
            seat,
            kind: JobKind::Agent,
            outcome: if failed { Outcome::Failed } else { Outcome::Done },
            requested,
            running: requested,
            ending: left,
            ended: left.plus(2),
        };
        jobs.push(job);
        sessions.push(session(&job, Role::Agent, joined, left, reason, dice));
        if !failed {
            return;
        }
        requested = left.plus(dice.between(1000, 5000));
    }
}

/// A recording or a feed.
fn media(room: &RoomPlan, kind: JobKind, dice: &mut Dice) -> (JobPlan, Option<PlannedSession>) {
    let (role, seat) = match kind {
        JobKind::Ingress => (Role::Feed, FIRST_SEAT + 4),
        JobKind::Egress | JobKind::Agent => (Role::Recorder, FIRST_SEAT + 3),
    };
    let life = room.emptied().since(room.opened);
    let requested = room.opened.plus(dice.between(2000, life / 10));
    let running = requested.plus(dice.between(1500, 4000));
    let last = room.emptied().plus(-dice.between(3000, 9000));
    let outcome = dice.pick(&[
        (90, Outcome::Done),
        (5, Outcome::Failed),
        (2, Outcome::Aborted),
        (3, Outcome::LimitReached),
    ]);
    let ending = match outcome {
        Outcome::Done => last,
        Outcome::Aborted => running,
        Outcome::Failed | Outcome::LimitReached => {
            Millis(dice.between(running.plus(1000).0, last.0)).min(last)
        }
    };
    let ended = ending.plus(dice.between(700, 2500));
    let job = JobPlan {
        key: key(&[dice.roll(), u64::from(seat)]),
        seat,
        kind,
        outcome,
        requested,
        running,
        ending,
        ended,
    };
    // What is stopped before it runs has nobody in the room.
    let session = (outcome != Outcome::Aborted).then(|| {
        let joined = running.plus(-dice.between(600, 1200));
        session(&job, role, joined, ending.plus(400), Reason::ClientInitiated, dice)
    });
    (job, session)
}

fn session(
    job: &JobPlan,
    role: Role,
    joined: Millis,
    left: Millis,
    reason: Reason,
    dice: &mut Dice,
) -> PlannedSession {
    PlannedSession {
        key: key(&[dice.roll(), job.key]),
        who: job.key,
        seat: job.seat,
        role,
        joined,
        active: joined.plus(dice.between(40, 300)),
        left,
        planned: left,
        died: false,
        reason,
        aborted: false,
    }
}

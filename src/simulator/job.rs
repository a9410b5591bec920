//! The jobs of a room (egress, ingress, agents), and the sessions of their participants.

use crate::model::{JobKind, Millis};

use super::planned_session::{PlannedSession, Role};
use super::random::{Random, id, key};
use super::reason::Reason;
use super::room::{Purpose, RoomEnd, RoomPlan};

/// How a job ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobEnd {
    /// It completed.
    Done,
    /// It failed.
    Failed,
    /// It was stopped before it ran.
    Aborted,
    /// It reached its time limit.
    LimitReached,
}

/// An egress, an ingress or an agent's job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobPlan {
    /// The id follows from this.
    pub(super) key: u64,
    /// The slot of its participant.
    pub(super) slot: u32,
    /// The kind of job.
    pub kind: JobKind,
    /// How it ends.
    pub outcome: JobEnd,
    /// When it is requested.
    pub requested: Millis,
    /// When it runs, not before `requested`.
    pub running: Millis,
    /// When it is asked to stop, not before `running`.
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

/// Participants of jobs have slots beyond those of all others.
pub(super) const FIRST_MACHINE_SLOT: u32 = 100_000;

/// Key of the random numbers of jobs.
const JOBS: u64 = 0x0B5;

/// Meetings in smaller rooms have neither agent nor recorder.
const BIG_ENOUGH: f64 = 3.0;

/// The jobs of a room, the sessions of their participants, and the mean number of those
/// participants.
pub(super) fn jobs(room: &RoomPlan) -> (Vec<JobPlan>, Vec<PlannedSession>, f64) {
    let mut random = room.random(JOBS);
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
    if random.chance(agent) {
        agents(room, &mut random, &mut jobs, &mut sessions);
        count += 1.0;
    }
    for (share, kind) in [(recorder, JobKind::Egress), (feed, JobKind::Ingress)] {
        if random.chance(share) {
            let (job, session) = media(room, kind, &mut random);
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
    random: &mut Random,
    jobs: &mut Vec<JobPlan>,
    sessions: &mut Vec<PlannedSession>,
) {
    let last = room.closed.plus(-10);
    let mut requested = room.opened.plus(random.between(700, 1500));
    for slot in FIRST_MACHINE_SLOT..FIRST_MACHINE_SLOT + 3 {
        let joined = requested.plus(random.between(50, 400));
        let (left, reason) = match room.end {
            RoomEnd::Idle if random.chance(0.6) => (last, Reason::RoomClosed),
            RoomEnd::Idle => (last.plus(-random.between(5000, 19_000)), Reason::ClientInitiated),
            RoomEnd::Deleted => (last, Reason::RoomDeleted),
            RoomEnd::Shutdown => (last, Reason::ServerShutdown),
        };
        let fails = Millis(random.between(joined.0, left.0)).plus(2000);
        let (left, reason) = if random.chance(0.08) && fails.plus(30_000) < left {
            (fails, Reason::AgentError)
        } else {
            (left, reason)
        };
        let failed = reason == Reason::AgentError;
        let job = JobPlan {
            key: key(&[random.next_u64(), u64::from(slot)]),
            slot,
            kind: JobKind::Agent,
            outcome: if failed { JobEnd::Failed } else { JobEnd::Done },
            requested,
            running: requested,
            ending: left,
            ended: left.plus(2),
        };
        jobs.push(job);
        sessions.push(session(&job, Role::Agent, joined, left, reason, random));
        if !failed {
            return;
        }
        requested = left.plus(random.between(1000, 5000));
    }
}

/// An egress or an ingress.
fn media(room: &RoomPlan, kind: JobKind, random: &mut Random) -> (JobPlan, Option<PlannedSession>) {
    let (role, slot) = match kind {
        JobKind::Ingress => (Role::Feed, FIRST_MACHINE_SLOT + 4),
        JobKind::Egress | JobKind::Agent => (Role::Recorder, FIRST_MACHINE_SLOT + 3),
    };
    let life = room.emptied().since(room.opened);
    let requested = room.opened.plus(random.between(2000, life / 10));
    let running = requested.plus(random.between(1500, 4000));
    let last = room.emptied().plus(-random.between(3000, 9000));
    let outcome = random.pick(&[
        (90, JobEnd::Done),
        (5, JobEnd::Failed),
        (2, JobEnd::Aborted),
        (3, JobEnd::LimitReached),
    ]);
    let ending = match outcome {
        JobEnd::Done => last,
        JobEnd::Aborted => running,
        JobEnd::Failed | JobEnd::LimitReached => {
            Millis(random.between(running.plus(1000).0, last.0)).min(last)
        }
    };
    let ended = ending.plus(random.between(700, 2500));
    let job = JobPlan {
        key: key(&[random.next_u64(), u64::from(slot)]),
        slot,
        kind,
        outcome,
        requested,
        running,
        ending,
        ended,
    };
    // A job that is stopped before it runs has no participant.
    let session = (outcome != JobEnd::Aborted).then(|| {
        let joined = running.plus(-random.between(600, 1200));
        session(&job, role, joined, ending.plus(400), Reason::ClientInitiated, random)
    });
    (job, session)
}

fn session(
    job: &JobPlan,
    role: Role,
    joined: Millis,
    left: Millis,
    reason: Reason,
    random: &mut Random,
) -> PlannedSession {
    PlannedSession {
        key: key(&[random.next_u64(), job.key]),
        who: job.key,
        slot: job.slot,
        role,
        joined,
        active: joined.plus(random.between(40, 300)),
        left,
        planned: left,
        died: false,
        reason,
        aborted: false,
    }
}

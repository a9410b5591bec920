//! Everything that is true in one life of a room, whether LiveKit reports it or not: participants,
//! their tracks, the effects of node crashes, and how long each participant is listed.

use crate::model::Millis;

use super::job::{FIRST_MACHINE_SLOT, JobEnd, JobPlan, jobs};
use super::participant_slots;
use super::planned_session::PlannedSession;
use super::random::Random;
use super::reason::Reason;
use super::restarts::Restart;
use super::room::RoomPlan;
use super::track::{TrackPlan, tracks};

/// Key of the random numbers of returns after a restart, of ghosts.
const RETURN: u64 = 0x2E7;
const GHOST: u64 = 0x6057;

/// The share of guests who rejoin after a crash of the node.
const RETURNING: f64 = 0.88;

/// A guest with less remaining time does not rejoin, milliseconds.
const SHORTEST: i64 = 2000;

/// A participant session with its tracks.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The session.
    pub session: PlannedSession,
    /// Its tracks; a crash of the node may end them before their planned end.
    pub tracks: Vec<TrackPlan>,
    /// Until when it is listed: later than `session.left` for a ghost.
    pub listed_until: Millis,
}

impl Presence {
    /// Whether it is listed at `at`.
    pub fn is_listed(&self, at: Millis) -> bool {
        self.session.joined <= at && at < self.listed_until
    }

    /// Whether media is up at `at`.
    pub fn is_present(&self, at: Millis) -> bool {
        !self.session.aborted && self.session.active <= at && at < self.session.left
    }

    /// Whether it is still listed after the end of the session.
    pub fn is_ghost(&self) -> bool {
        self.listed_until > self.session.left
    }

    /// The tracks that are live at `at`; those of a ghost stay as they were.
    pub fn live_tracks(&self, at: Millis) -> impl Iterator<Item = &TrackPlan> {
        let at = at.min(self.last_moment());
        self.tracks.iter().filter(move |track| track.published <= at && at < track.unpublished)
    }

    /// The time after which it does not change.
    pub fn last_moment(&self) -> Millis {
        if self.is_ghost() { self.session.left.plus(-2) } else { self.listed_until }
    }
}

/// One life of a room.
#[derive(Debug, Clone)]
pub struct Story {
    /// The participants, in no particular order.
    pub presences: Vec<Presence>,
    /// The jobs that were requested in it.
    pub jobs: Vec<JobPlan>,
    /// Crashes of the node that the room survives.
    pub restarts: Vec<Restart>,
}

impl Story {
    /// The story of `room`.
    pub fn of(room: &RoomPlan) -> Self {
        let whole = room.whole();
        let (mut jobs, mut sessions, machines) = jobs(&whole);
        sessions.append(&mut participant_slots::sessions(&whole, machines));
        let restarts: Vec<_> = whole.restarts.between(whole.opened.plus(1), whole.closed).collect();
        for restart in &restarts {
            jobs.retain_mut(|job| apply_restart(job, restart, whole.reopened(restart)));
            let mut parts = Vec::with_capacity(sessions.len());
            for session in sessions {
                split_by_restart(session, &whole, restart, &mut parts);
            }
            sessions = parts;
        }
        let within = |at: Millis| room.opened <= at && at < room.closed;
        jobs.retain(|job| within(job.requested));
        sessions.retain(|session| {
            let works = |job: &JobPlan| job.key == session.who && session.joined < job.ended;
            within(session.joined) && (session.slot < FIRST_MACHINE_SLOT || jobs.iter().any(works))
        });
        let restarts = restarts.into_iter().filter(|one| within(one.at) && one.at > room.opened);
        let mut story = Self { presences: Vec::new(), jobs, restarts: restarts.collect() };
        story.presences = sessions
            .iter()
            .map(|session| {
                let mut tracks = tracks(session);
                tracks.retain(|track| track.published < session.left);
                Presence {
                    session: *session,
                    tracks,
                    listed_until: listed_until(room, session, &sessions),
                }
            })
            .collect();
        story
    }

    /// What LiveKit counts at `at`: participants, and publishers of any kind.
    pub fn counts(&self, at: Millis) -> (u32, u32) {
        let there = || self.presences.iter().filter(|one| one.is_present(at));
        let count = |count: usize| u32::try_from(count).expect("below 4 billion");
        (
            count(there().filter(|one| !one.session.role.is_dependent()).count()),
            count(there().filter(|one| one.live_tracks(at).next().is_some()).count()),
        )
    }

    /// Whether the room is being recorded at `at`.
    pub fn is_recorded(&self, at: Millis) -> bool {
        let runs = |job: &JobPlan| job.running <= at && at < job.ending;
        let records = |job: &&JobPlan| job.kind == crate::model::JobKind::Egress && runs(job);
        self.jobs.iter().any(|job| records(&job))
    }
}

/// Whether a session is still listed after its end, and no webhook reports the end.
pub(super) fn is_ghost(room: &RoomPlan, session: &PlannedSession) -> bool {
    let people = !session.aborted && !session.role.is_dependent();
    let alone = !session.died && session.reason != Reason::DuplicateIdentity;
    people && alone && Random::new(&[GHOST, room.seed, session.key]).chance(room.ghosts)
}

/// Until when `session` is listed. LiveKit lists by identity, so a participant who returns replaces
/// the ghost.
fn listed_until(room: &RoomPlan, session: &PlannedSession, sessions: &[PlannedSession]) -> Millis {
    let is_kept = session.died && !session.role.is_dependent() && session.left < room.closed;
    if !is_kept && !is_ghost(room, session) {
        return session.left;
    }
    let same = |other: &&PlannedSession| {
        (other.slot, other.who) == (session.slot, session.who) && other.joined >= session.left
    };
    let next = sessions.iter().filter(same).map(|other| other.joined).min();
    next.unwrap_or(room.closed).min(room.closed).max(session.left)
}

/// Applies a restart to a job; `false` if the job is never requested.
fn apply_restart(job: &mut JobPlan, restart: &Restart, reopened: Millis) -> bool {
    if job.requested >= restart.at && job.requested < reopened {
        return false;
    }
    if job.requested < restart.at && job.ended > restart.at {
        job.outcome = if job.running < restart.at { JobEnd::Failed } else { JobEnd::Aborted };
        job.running = job.running.min(reopened);
        job.ending = reopened;
        job.ended = reopened.plus(700 + i64::from(job.slot % 7) * 100);
    }
    true
}

/// Splits a session at a restart: it ends, and possibly another one begins.
fn split_by_restart(
    session: PlannedSession,
    whole: &RoomPlan,
    restart: &Restart,
    parts: &mut Vec<PlannedSession>,
) {
    let reopened = whole.reopened(restart);
    if session.left <= restart.at || session.joined >= reopened {
        parts.push(session);
        return;
    }
    let mut random = session.random(RETURN ^ restart.at.0.cast_unsigned());
    let (is_host, is_machine) = (session.slot == 0, session.slot >= FIRST_MACHINE_SLOT);
    let mut later = session;
    if session.joined < restart.at {
        if session.aborted || session.active >= restart.at {
            return;
        }
        parts.push(PlannedSession { left: restart.at, died: true, ..session });
        later.key = random.next_u64();
        if is_machine || (!is_host && !random.chance(RETURNING)) {
            return;
        }
    } else if is_machine || session.aborted {
        return;
    }
    let delay = if is_host { random.between(40, 300) } else { random.between(200, 8000) };
    later.joined = reopened.plus(delay);
    later.active = later.joined.plus(random.between(50, 400));
    if later.active.plus(SHORTEST) < later.left {
        parts.push(later);
    }
}

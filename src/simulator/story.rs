//! All that is true in one life of a room, told or not: who is there, what they publish, what the
//! node's deaths do to them, and how long each is listed.

use crate::model::Millis;

use super::dice::Dice;
use super::job::{FIRST_SEAT, JobPlan, Outcome, jobs};
use super::planned_session::PlannedSession;
use super::reason::Reason;
use super::restarts::Restart;
use super::room::RoomPlan;
use super::seats;
use super::track::{TrackPlan, tracks};

/// Marks the dice of returns after a restart, of ghosts.
const RETURN: u64 = 0x2E7;
const GHOST: u64 = 0x6057;

/// The share of guests who come back after the node has died.
const RETURNING: f64 = 0.88;

/// Who would session for less than this does not come back, in milliseconds.
const SHORTEST: i64 = 2000;

/// Somebody who is there.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The session.
    pub session: PlannedSession,
    /// What is published during it; a death of the node may come before a planned end.
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

    /// Whether it is listed though nobody is there, from the end of the session on.
    pub fn is_ghost(&self) -> bool {
        self.listed_until > self.session.left
    }

    /// The tracks that are live at `at`; a ghost's session as they were.
    pub fn live_tracks(&self, at: Millis) -> impl Iterator<Item = &TrackPlan> {
        let at = at.min(self.last_moment());
        self.tracks.iter().filter(move |track| track.published <= at && at < track.unpublished)
    }

    /// Until then it changes.
    pub fn last_moment(&self) -> Millis {
        if self.is_ghost() { self.session.left.plus(-2) } else { self.listed_until }
    }
}

/// One life of a room.
#[derive(Debug, Clone)]
pub struct Story {
    /// Who is there, in no particular order.
    pub presences: Vec<Presence>,
    /// The jobs that were asked for in it.
    pub jobs: Vec<JobPlan>,
    /// Deaths of the node that it outlives.
    pub restarts: Vec<Restart>,
}

impl Story {
    /// The story of `room`.
    pub fn of(room: &RoomPlan) -> Self {
        let whole = room.whole();
        let (mut jobs, mut sessions, machines) = jobs(&whole);
        sessions.append(&mut seats::sessions(&whole, machines));
        let restarts: Vec<_> = whole.restarts.between(whole.opened.plus(1), whole.closed).collect();
        for restart in &restarts {
            jobs.retain_mut(|job| outlive(job, restart, whole.reopened(restart)));
            let mut cut = Vec::with_capacity(sessions.len());
            for session in sessions {
                divide(session, &whole, restart, &mut cut);
            }
            sessions = cut;
        }
        let within = |at: Millis| room.opened <= at && at < room.closed;
        jobs.retain(|job| within(job.requested));
        sessions.retain(|session| {
            let works = |job: &JobPlan| job.key == session.who && session.joined < job.ended;
            within(session.joined) && (session.seat < FIRST_SEAT || jobs.iter().any(works))
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

    /// How many LiveKit counts at `at`: people who are there, and publishers of any kind.
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

/// Whether a session that ends as others do is still listed afterwards, its end told to nobody.
pub(super) fn is_ghost(room: &RoomPlan, session: &PlannedSession) -> bool {
    let people = !session.aborted && !session.role.is_dependent();
    let alone = !session.died && session.reason != Reason::DuplicateIdentity;
    people && alone && Dice::new(&[GHOST, room.seed, session.key]).chance(room.ghosts)
}

/// Until when `session` is listed. LiveKit lists by identity: who comes back takes the ghost's place.
fn listed_until(room: &RoomPlan, session: &PlannedSession, sessions: &[PlannedSession]) -> Millis {
    let kept = session.died && !session.role.is_dependent() && session.left < room.closed;
    if !kept && !is_ghost(room, session) {
        return session.left;
    }
    let same = |other: &&PlannedSession| {
        (other.seat, other.who) == (session.seat, session.who) && other.joined >= session.left
    };
    let next = sessions.iter().filter(same).map(|other| other.joined).min();
    next.unwrap_or(room.closed).min(room.closed).max(session.left)
}

/// What a restart does to a job; false if it is never asked for.
fn outlive(job: &mut JobPlan, restart: &Restart, reopened: Millis) -> bool {
    if job.requested >= restart.at && job.requested < reopened {
        return false;
    }
    if job.requested < restart.at && job.ended > restart.at {
        job.outcome = if job.running < restart.at { Outcome::Failed } else { Outcome::Aborted };
        job.running = job.running.min(reopened);
        job.ending = reopened;
        job.ended = reopened.plus(700 + i64::from(job.seat % 7) * 100);
    }
    true
}

/// What a restart makes of a session: it ends, and perhaps another begins.
fn divide(
    session: PlannedSession,
    whole: &RoomPlan,
    restart: &Restart,
    cut: &mut Vec<PlannedSession>,
) {
    let reopened = whole.reopened(restart);
    if session.left <= restart.at || session.joined >= reopened {
        cut.push(session);
        return;
    }
    let mut dice = session.dice(RETURN ^ restart.at.0.cast_unsigned());
    let (is_host, is_machine) = (session.seat == 0, session.seat >= FIRST_SEAT);
    let mut later = session;
    if session.joined < restart.at {
        if session.aborted || session.active >= restart.at {
            return;
        }
        cut.push(PlannedSession { left: restart.at, died: true, ..session });
        later.key = dice.roll();
        if is_machine || (!is_host && !dice.chance(RETURNING)) {
            return;
        }
    } else if is_machine || session.aborted {
        return;
    }
    let delay = if is_host { dice.between(40, 300) } else { dice.between(200, 8000) };
    later.joined = reopened.plus(delay);
    later.active = later.joined.plus(dice.between(50, 400));
    if later.active.plus(SHORTEST) < later.left {
        cut.push(later);
    }
}

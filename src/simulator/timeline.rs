//! All events in one life of a room, in order.

use crate::model::{JobKind, Millis};

use super::job::{JobEnd, JobPlan};
use super::planned_session::PlannedSession;
use super::random::{id, key};
use super::restarts::Restart;
use super::room::RoomPlan;
use super::story::{Presence, Story};
use super::track::TrackPlan;

/// A step in the life of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStep {
    /// It was requested.
    Started,
    /// It runs.
    Running,
    /// It was asked to stop.
    Ending,
    /// It has ended.
    Ended,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The room opens.
    RoomStarted,
    /// The room reopens with its sid after a crash of the node.
    RoomStartedAgain(Restart),
    /// The room closes.
    RoomFinished,
    /// A participant's media comes up.
    Joined(PlannedSession),
    /// A participant leaves; `true` if it had published a track.
    Left(PlannedSession, bool),
    /// A participant leaves whose media never came up.
    Aborted(PlannedSession),
    /// A track begins; `true` for the first one of the session.
    Published(PlannedSession, TrackPlan, bool),
    /// A track ends.
    Unpublished(PlannedSession, TrackPlan),
    /// An egress, an ingress or an agent's job reaches a step.
    Job(JobPlan, JobStep),
}

impl What {
    /// LiveKit's name of the event.
    pub fn event(&self) -> &'static str {
        match self {
            Self::RoomStarted | Self::RoomStartedAgain(_) => "room_started",
            Self::RoomFinished => "room_finished",
            Self::Joined(_) => "participant_joined",
            Self::Left(..) => "participant_left",
            Self::Aborted(_) => "participant_connection_aborted",
            Self::Published(..) => "track_published",
            Self::Unpublished(..) => "track_unpublished",
            Self::Job(job, step) => match (job.kind, step) {
                (JobKind::Egress, JobStep::Started) => "egress_started",
                (JobKind::Egress, JobStep::Ended) => "egress_ended",
                (JobKind::Egress, JobStep::Running | JobStep::Ending) => "egress_updated",
                (JobKind::Ingress, JobStep::Ended) => "ingress_ended",
                (JobKind::Ingress, _) => "ingress_started",
                (JobKind::Agent, JobStep::Ended) => "agent_job_ended",
                (JobKind::Agent, _) => "agent_job_started",
            },
        }
    }

    /// Order within the same millisecond, the lowest first.
    const fn rank(&self) -> u8 {
        match self {
            Self::RoomStarted | Self::RoomStartedAgain(_) => 0,
            Self::Job(_, JobStep::Started | JobStep::Running) => 1,
            Self::Joined(_) => 2,
            Self::Published(..) => 3,
            Self::Unpublished(..) => 4,
            Self::Left(..) | Self::Aborted(_) => 5,
            Self::Job(_, JobStep::Ending) => 6,
            Self::Job(_, JobStep::Ended) => 7,
            Self::RoomFinished => 8,
        }
    }
}

/// An event of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// When.
    pub at: Millis,
    /// What.
    pub what: What,
    /// Participants that LiveKit counts just before the event.
    pub(super) present: u32,
    /// Publishers just before the event.
    pub(super) publishers: u32,
    /// Whether the room is being recorded.
    pub(super) recorded: bool,
}

impl Item {
    /// LiveKit's event id: the same event always has the same id.
    pub fn event_id(&self, room: &RoomPlan) -> String {
        id("EV_", self.key(room))
    }

    /// The event id and the event's faults follow from this.
    pub(super) fn key(&self, room: &RoomPlan) -> u64 {
        match self.what {
            What::RoomStarted => key(&[room.key, 1]),
            What::RoomStartedAgain(restart) => key(&[room.key, 12, restart.at.0.cast_unsigned()]),
            What::RoomFinished => key(&[room.key, 2]),
            What::Joined(session) => key(&[session.key, 3]),
            What::Left(session, _) => key(&[session.key, 4]),
            What::Aborted(session) => key(&[session.key, 5]),
            What::Published(_, track, _) => key(&[track.key, 6]),
            What::Unpublished(_, track) => key(&[track.key, 7]),
            What::Job(job, JobStep::Started) => key(&[job.key, 8]),
            What::Job(job, JobStep::Running) => key(&[job.key, 9]),
            What::Job(job, JobStep::Ending) => key(&[job.key, 10]),
            What::Job(job, JobStep::Ended) => key(&[job.key, 11]),
        }
    }
}

/// All events of `room`, in order.
pub fn timeline(room: &RoomPlan) -> Vec<Item> {
    items(room, &Story::of(room))
}

/// All events of `story` that LiveKit reports, in order. It does not report what a crash ends.
pub(super) fn items(room: &RoomPlan, story: &Story) -> Vec<Item> {
    let mut items = Vec::with_capacity(2 + story.presences.len() * 6);
    let mut add = |at, what| {
        items.push(Item { at, what, present: 0, publishers: 0, recorded: false });
    };
    add(room.opened, What::RoomStarted);
    for restart in &story.restarts {
        add(room.reopened(restart), What::RoomStartedAgain(*restart));
    }
    for Presence { session, tracks, .. } in &story.presences {
        let session = *session;
        if session.aborted {
            add(session.left, What::Aborted(session));
            continue;
        }
        add(session.active, What::Joined(session));
        for (index, track) in tracks.iter().enumerate() {
            add(track.published, What::Published(session, *track, index == 0));
            if !session.died || track.unpublished < session.left {
                add(track.unpublished, What::Unpublished(session, *track));
            }
        }
        if !session.died {
            add(session.left, What::Left(session, !tracks.is_empty()));
        }
    }
    for job in &story.jobs {
        let job = *job;
        add(job.requested, What::Job(job, JobStep::Started));
        if job.kind == JobKind::Egress && job.outcome != JobEnd::Aborted {
            add(job.running, What::Job(job, JobStep::Running));
            add(job.ending, What::Job(job, JobStep::Ending));
        }
        add(job.ended, What::Job(job, JobStep::Ended));
    }
    if !room.died {
        add(room.closed, What::RoomFinished);
    }
    items.sort_by_key(|item| (item.at, item.what.rank()));
    count(&mut items);
    items
}

/// Fills in LiveKit's counts. They lag behind, as in LiveKit.
fn count(items: &mut [Item]) {
    let (mut present, mut publishers, mut recorded) = (0_u32, 0_u32, false);
    for item in items {
        (item.present, item.publishers, item.recorded) = (present, publishers, recorded);
        match item.what {
            What::RoomStartedAgain(_) => (present, publishers) = (0, 0),
            What::Joined(session) if !session.role.is_dependent() => present += 1,
            What::Left(session, published) => {
                present -= u32::from(!session.role.is_dependent());
                publishers -= u32::from(published);
            }
            What::Published(_, _, true) => publishers += 1,
            What::Job(job, step) if job.kind == JobKind::Egress => {
                recorded = matches!(step, JobStep::Running);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap, HashSet};

    use proptest::prelude::*;

    use super::{Item, JobStep, What, timeline};
    use crate::model::Millis;
    use crate::simulator::rhythm::{DAY, MINUTE};
    use crate::simulator::room::DEPARTURE_TIMEOUT;
    use crate::simulator::{Options, Purpose, Reason, RoomEnd, Schedule, body};

    /// Monday, 2026-11-23.
    const MONDAY: i64 = 20_780 * DAY;

    fn schedule(seed: u64, rooms: u32, participants: u32) -> Schedule {
        Schedule::new(Options { seed, rooms, participants, ..Options::default() })
    }

    /// Sid or id of the subject, and the step in its life.
    fn step(item: &Item) -> (String, u8) {
        match item.what {
            What::RoomStarted | What::RoomStartedAgain(_) => ("room".to_owned(), 0),
            What::RoomFinished => ("room".to_owned(), 1),
            What::Joined(session) | What::Aborted(session) => (session.sid(), 0),
            What::Left(session, _) => (session.sid(), 1),
            What::Published(_, track, _) => (track.sid(), 0),
            What::Unpublished(_, track) => (track.sid(), 1),
            What::Job(job, JobStep::Started) => (job.id(), 0),
            What::Job(job, JobStep::Running) => (job.id(), 1),
            What::Job(job, JobStep::Ending) => (job.id(), 2),
            What::Job(job, JobStep::Ended) => (job.id(), 3),
        }
    }

    fn check(items: &[Item]) -> Result<(), TestCaseError> {
        let mut steps: HashMap<String, u8> = HashMap::new();
        let (mut present, mut identities) = (HashSet::new(), HashSet::new());
        for item in items {
            let (subject, step) = step(item);
            let before = steps.insert(subject, step);
            match item.what {
                What::RoomStartedAgain(_) => prop_assert!(false, "no node dies"),
                What::RoomStarted | What::Aborted(_) | What::Published(..) => {
                    prop_assert_eq!(before, None);
                }
                What::Joined(session) => {
                    prop_assert_eq!(before, None);
                    prop_assert!(session.joined <= session.active && session.active < session.left);
                    prop_assert!(present.insert(session.sid()));
                    prop_assert!(identities.insert(session.identity()), "twice: {:?}", session);
                }
                What::Left(session, _) => {
                    prop_assert_eq!(before, Some(0));
                    prop_assert!(present.remove(&session.sid()));
                    prop_assert!(identities.remove(&session.identity()));
                }
                What::Unpublished(..) | What::RoomFinished => prop_assert_eq!(before, Some(0)),
                What::Job(_, JobStep::Started) => prop_assert_eq!(before, None),
                What::Job(..) => prop_assert!(before.is_some_and(|before| before < step)),
            }
            if let What::Published(session, ..) | What::Unpublished(session, _) = item.what {
                prop_assert!(present.contains(&session.sid()), "a track of nobody: {:?}", session);
            }
        }
        prop_assert!(present.is_empty());
        prop_assert!(matches!(items[0].what, What::RoomStarted));
        prop_assert!(matches!(items[items.len() - 1].what, What::RoomFinished));
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn all_that_begins_ends_in_order_and_within_the_life_of_the_room(
            seed: u64,
            size in 1_u32..40,
            from in 0_i64..2_000_000_000_000,
        ) {
            let schedule = schedule(seed, 4, 4 * size);
            let mut ids = HashSet::new();
            for room in schedule.rooms(Millis(from), Millis(from + 120 * MINUTE)) {
                let items = timeline(&room);
                check(&items)?;
                prop_assert!(items.is_sorted_by_key(|item| item.at));
                prop_assert_eq!((items[0].at, items[items.len() - 1].at), (room.opened, room.closed));
                for item in &items {
                    prop_assert!(ids.insert(item.event_id(&room)), "an id twice: {:?}", item);
                }
            }
        }

        #[test]
        fn the_same_seed_gives_the_same_bytes(seed: u64, from in 0_i64..2_000_000_000_000) {
            let bytes = || -> Vec<String> {
                let schedule = schedule(seed, 4, 20);
                let rooms = schedule.rooms(Millis(from), Millis(from + 10 * MINUTE));
                rooms
                    .flat_map(|room| {
                        let body = move |item| body(&room, &item);
                        timeline(&room).into_iter().map(body).collect::<Vec<_>>()
                    })
                    .collect()
            };
            prop_assert_eq!(bytes(), bytes());
        }

        #[test]
        fn no_room_is_empty_for_so_long_that_livekit_would_close_it(
            seed: u64,
            from in 0_i64..2_000_000_000_000,
        ) {
            let schedule = schedule(seed, 8, 24);
            for room in schedule.rooms(Millis(from), Millis(from + 120 * MINUTE)) {
                let (mut last, mut left) = (room.opened, room.opened);
                for item in timeline(&room) {
                    match item.what {
                        What::Joined(session) if !session.role.is_dependent() => last = room.closed,
                        What::Left(session, _) if !session.role.is_dependent() => {
                            left = item.at;
                            if item.present == 1 {
                                last = item.at;
                            }
                        }
                        _ => {}
                    }
                    prop_assert!(
                        item.at.since(last) <= DEPARTURE_TIMEOUT || room.purpose == Purpose::Empty
                    );
                }
                if room.end == RoomEnd::Idle && room.purpose != Purpose::Empty {
                    prop_assert_eq!(room.closed.since(left), DEPARTURE_TIMEOUT);
                }
            }
        }
    }

    #[test]
    fn every_disconnect_and_room_end_reason_occurs_within_a_week() {
        let (mut reasons, mut ends) = (BTreeSet::new(), HashSet::new());
        let (mut unexpected, mut all) = (0, 0);
        for room in schedule(1, 24, 150).rooms(Millis(MONDAY), Millis(MONDAY + 7 * DAY)) {
            ends.insert(room.end.as_str());
            for item in timeline(&room) {
                if let What::Left(session, _) | What::Aborted(session) = item.what {
                    reasons.insert(session.reason);
                    all += 1;
                    unexpected += u32::from(session.reason == Reason::ConnectionTimeout);
                }
            }
        }
        assert_eq!(reasons.len(), Reason::ALL.len(), "{reasons:?}");
        assert_eq!(ends.len(), 3, "{ends:?}");
        assert!((100..1000).contains(&(unexpected * 10_000 / all)), "{unexpected} of {all}");
    }

    #[test]
    fn in_office_hours_the_configured_number_of_participants_is_present() {
        for (rooms, expected, step) in [(24, 150, 5), (100, 300, 20), (100, 1000, 20)] {
            let schedule = schedule(1, rooms, expected);
            let times: Vec<_> = (9 * 60..17 * 60).step_by(step).collect();
            let mut present = 0;
            for minute in &times {
                let at = Millis(MONDAY + minute * MINUTE);
                for room in schedule.open_rooms(at) {
                    let joined = timeline(&room).into_iter().filter(|item| {
                        matches!(item.what, What::Joined(session) if item.at <= at && at < session.left)
                    });
                    present += joined.count();
                }
            }
            let count = |count: usize| f64::from(u32::try_from(count).expect("below 4 billion"));
            let mean = count(present) / count(times.len());
            assert!((mean / f64::from(expected) - 1.0).abs() < 0.2, "{rooms}, {expected}: {mean}");
        }
    }
}

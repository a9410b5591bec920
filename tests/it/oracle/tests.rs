//! The oracle itself.

use proptest::prelude::*;

use super::Ledger;
use livekit_console::model::{Drift, Millis};
use livekit_console::simulator::{Faults, Options, Schedule};

/// Noon of a Monday, 2026-11-23.
const NOON: Millis = Millis(1_795_435_200_000);
const HOUR: i64 = 3_600_000;

/// An hour until `NOON`.
fn hour(faults: Faults) -> Ledger {
    let schedule = Schedule::new(Options { faults, ..Options::default() });
    Ledger::at(&schedule, NOON.plus(-HOUR), NOON)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn what_was_true_earlier_does_not_depend_on_when_it_is_asked(
        seed: u64,
        at in 1_700_000_000_000_i64..1_900_000_000_000,
        later in 1_i64..1_800_000,
    ) {
        let faults = Faults { lost: 0.1, ghosts: 0.1, node_restarts: 10.0, ..Faults::NONE };
        let schedule = Schedule::new(Options { seed, faults, ..Options::default() });
        let at = Millis(at);
        let (then, after) =
            (Ledger::at(&schedule, at.plus(-600_000), at), Ledger::at(&schedule, at.plus(-600_000), at.plus(later)));
        prop_assert_eq!(then.open_rooms(at), after.open_rooms(at));
        prop_assert_eq!(then.present(at), after.present(at));
        prop_assert_eq!(then.live_tracks(at), after.live_tracks(at));
        prop_assert_eq!(then.said(at), after.said(at));
        prop_assert!(then.lost.keys().all(|id| after.lost.contains_key(id)));
        let last: std::collections::BTreeSet<_> = then
            .sessions
            .iter()
            .filter(|(_, session)| session.left.is_none())
            .map(|(sid, _)| sid.clone())
            .collect();
        prop_assert_eq!(last, then.present(at));
    }
}

#[test]
fn where_nothing_goes_wrong_only_what_has_no_webhook_is_found() {
    let expected = hour(Faults::NONE).expected(5000, 10_000);
    let (sure, possible): (Vec<_>, Vec<_>) =
        expected.into_iter().partition(|(_, bounds)| bounds.sure > 0);
    let kinds: Vec<_> = sure.iter().map(|(drift, _)| *drift).collect();
    assert_eq!(kinds, [Drift::RoomChanged, Drift::ParticipantChanged, Drift::TrackChanged]);
    for (drift, bounds) in sure {
        assert!(bounds.sure <= bounds.possible, "{drift:?}: {bounds:?}");
    }
    // LiveKit's count lags behind, which may look like somebody who is not there.
    assert!(possible.iter().all(|(drift, _)| *drift == Drift::ParticipantDoubted), "{possible:?}");
    assert_eq!(hour(Faults::NONE).lost.len(), 0);
}

#[test]
fn each_loss_is_expected_to_be_found() {
    let ledger = hour(Faults { lost: 0.2, ..Faults::NONE });
    let expected = ledger.expected(5000, 10_000);
    let lost = ledger.lost_by_event();
    for (event, drift) in [
        ("room_started", Drift::RoomMissed),
        ("room_finished", Drift::RoomGone),
        ("participant_joined", Drift::ParticipantMissed),
        ("participant_left", Drift::ParticipantGone),
        ("track_published", Drift::TrackMissed),
        ("track_unpublished", Drift::TrackGone),
    ] {
        let bounds = expected[&drift];
        assert!(bounds.possible <= lost[event] as u64, "{drift:?}: {bounds:?} of {}", lost[event]);
        assert!(bounds.sure * 5 >= bounds.possible && bounds.sure > 0, "{drift:?}: {bounds:?}");
    }
    assert!(!expected.contains_key(&Drift::ParticipantGhost));
    let (fast, slow) = (ledger.unknowable(1), ledger.unknowable(HOUR));
    assert!(fast.sessions.is_empty() && fast.rooms.is_empty() && fast.changes == 0, "{fast:?}");
    assert!(slow.sessions.len() > 2 && slow.tracks.len() > 5 && slow.changes > 500, "{slow:?}");
    assert!(!slow.aborted.is_empty());
}

#[test]
fn a_crashed_node_leaves_rooms_and_ghosts_and_reports_nothing() {
    let mut ghosts = 0;
    let ledger = hour(Faults { node_restarts: 10.0, ..Faults::NONE });
    assert_eq!(ledger.restarts.len(), 6);
    assert!(ledger.lost.is_empty());
    for restart in &ledger.restarts {
        let (before, after) = (ledger.present(restart.at.plus(-1)), ledger.present(restart.at));
        assert!(before.len() > 50, "{}", before.len());
        assert!(after.is_empty(), "{after:?}");
        assert_eq!(ledger.open_rooms(restart.at).is_empty(), !restart.keeps);
        let back = restart.back.plus(20_000);
        assert!(ledger.present(back).len() * 3 > before.len() * 2);
        ghosts += ledger.ghosts(back).len();
        assert_eq!(ledger.ghosts(back).is_empty(), !restart.keeps);
    }
    assert!(ghosts > 3);
    let died = ledger.rooms.values().filter(|room| room.died).count();
    assert!(died > 20, "{died}");
    let expected = ledger.expected(5000, 10_000);
    assert!(expected[&Drift::ParticipantGhost].sure > 0, "{expected:?}");
    assert!(expected[&Drift::RoomGone].possible + 1 >= died as u64, "{expected:?}");
}

#[test]
fn ghosts_are_as_many_as_configured_and_no_webhook_reports_their_end() {
    let ledger = hour(Faults { ghosts: 0.2, ..Faults::NONE });
    let over =
        ledger.sessions.values().filter(|session| session.left.is_some() && !session.aborted);
    let people = over.filter(|session| !session.role.is_dependent());
    let (mut all, mut ghosts) = (0.0, 0.0);
    for session in people {
        all += 1.0;
        let (left, _) = session.left.expect("it is over");
        ghosts += f64::from(u8::from(session.listed_until > left));
    }
    let share: f64 = ghosts / all;
    assert!((0.12..0.22).contains(&share), "{share} of {all}");
    let lost = ledger.lost_by_event();
    assert!(lost.keys().all(|event| ["participant_left", "track_unpublished"].contains(event)));
    let expected = ledger.expected(5000, 10_000);
    // Who comes back takes the ghost's place.
    assert_eq!(expected.get(&Drift::ParticipantGone).map_or(0, |bounds| bounds.sure), 0);
    assert!(expected[&Drift::ParticipantGhost].possible > 20);
}

//! The step, row by row.

use crate::alerts::evaluate::{
    AlertState, Condition, FLAP_QUIET_MS, FLAP_WINDOW_MS, Happening, Observation, Phase, step,
};
use crate::model::{Comparison, DataStatus, Millis};

use Observation::{Failed, Gone, Nothing, Unknown, Value};

/// Above 10, with these times in seconds.
fn above_ten(for_seconds: i64, keep_seconds: i64) -> Condition {
    Condition {
        comparison: Comparison::Above,
        threshold: 10.0,
        for_ms: for_seconds * 1000,
        keep_firing_for_ms: keep_seconds * 1000,
    }
}

/// When something happened, in seconds, and what.
type Occurred = (i64, &'static str);

fn word(happening: Happening) -> &'static str {
    match happening {
        Happening::Pending => "pending",
        Happening::Cancelled => "cancelled",
        Happening::Fired { flapping: false, .. } => "fired",
        Happening::Fired { flapping: true, .. } => "fired flapping",
        Happening::NoData(DataStatus::Error) => "error",
        Happening::NoData(_) => "no data",
        Happening::DataReturned => "data returned",
        Happening::Resolved { gone: false, .. } => "resolved",
        Happening::Resolved { gone: true, .. } => "gone",
        Happening::Released => "released",
    }
}

/// Evaluates observations at these seconds.
fn play(
    condition: &Condition,
    state: &mut AlertState,
    seen: &[(i64, Observation)],
) -> Vec<Occurred> {
    let mut happened = Vec::new();
    for (second, observation) in seen {
        let steps = step(condition, state, *observation, Millis(second * 1000));
        happened.extend(steps.into_iter().map(|happening| (*second, word(happening))));
    }
    happened
}

#[test]
fn every_row_of_the_table() {
    let high = Value(11.0);
    for (what, condition, seen, expected) in [
        ("at the threshold nothing holds", above_ten(0, 0), vec![(0, Value(10.0))], vec![]),
        ("without `for` it fires at once", above_ten(0, 0), vec![(0, high)], vec![(0, "fired")]),
        (
            "with `for` it is pending, and fires after",
            above_ten(20, 0),
            vec![(0, high), (10, high), (19, high), (20, high), (30, high)],
            vec![(0, "pending"), (20, "fired")],
        ),
        (
            "pending is cancelled and begins again",
            above_ten(20, 0),
            vec![(0, high), (10, Value(1.0)), (20, high), (30, high), (40, high)],
            vec![(0, "pending"), (10, "cancelled"), (20, "pending"), (40, "fired")],
        ),
        (
            "nothing to measure is not unknown",
            above_ten(20, 0),
            vec![(0, high), (10, Nothing)],
            vec![(0, "pending"), (10, "cancelled")],
        ),
        (
            "without `keep_firing_for` it resolves at once",
            above_ten(0, 0),
            vec![(0, high), (10, Value(2.0))],
            vec![(0, "fired"), (10, "resolved")],
        ),
        (
            "it resolves after `keep_firing_for` without interruption",
            above_ten(0, 20),
            vec![
                (0, high),
                (10, Value(2.0)),
                (20, high),
                (30, Value(2.0)),
                (40, Nothing),
                (50, Value(3.0)),
            ],
            vec![(0, "fired"), (50, "resolved")],
        ),
        (
            "what is gone waits for nothing",
            above_ten(0, 600),
            vec![(0, high), (10, Gone)],
            vec![(0, "fired"), (10, "gone")],
        ),
        (
            "unknown data is reported once, and its end, and by its kind",
            above_ten(0, 0),
            vec![(0, high), (10, Unknown), (20, Unknown), (30, Failed), (40, high)],
            vec![(0, "fired"), (10, "no data"), (30, "error"), (40, "data returned")],
        ),
        (
            "unknown time does not count towards `for`",
            above_ten(20, 0),
            vec![(0, high), (10, Unknown), (100, high), (109, high), (110, high)],
            vec![(0, "pending"), (110, "fired")],
        ),
        (
            "nor towards `keep_firing_for`",
            above_ten(0, 20),
            vec![(0, high), (10, Nothing), (20, Unknown), (200, Nothing), (210, Nothing)],
            vec![(0, "fired"), (20, "no data"), (200, "data returned"), (210, "resolved")],
        ),
        (
            "an idle rule says nothing of what is unknown",
            above_ten(0, 0),
            vec![(0, Unknown), (10, Value(1.0)), (20, Failed)],
            vec![],
        ),
        (
            "a pending rule says nothing of it either",
            above_ten(20, 0),
            vec![(0, high), (10, Unknown), (20, Value(1.0))],
            vec![(0, "pending"), (20, "cancelled")],
        ),
    ] {
        assert_eq!(play(&condition, &mut AlertState::default(), &seen), expected, "{what}");
    }
}

#[test]
fn comparisons_are_what_they_are_called() {
    for (comparison, below, same, above) in [
        (Comparison::Above, false, false, true),
        (Comparison::AtLeast, false, true, true),
        (Comparison::Below, true, false, false),
        (Comparison::AtMost, true, true, false),
    ] {
        let condition = Condition { comparison, ..above_ten(0, 0) };
        let holds = [9.0, 10.0, 11.0].map(|value| condition.holds(Value(value)));
        assert_eq!(holds, [below, same, above].map(Some), "{comparison:?}");
        assert_eq!(condition.holds(Nothing), Some(false));
        assert_eq!(condition.holds(Unknown), None);
    }
}

#[test]
fn what_was_resolved_by_hand_is_held_until_the_condition_no_longer_holds() {
    let mut state = AlertState { phase: Phase::Held, ..AlertState::default() };
    let seen =
        [(0, Value(11.0)), (10, Unknown), (20, Value(12.0)), (30, Value(1.0)), (40, Value(11.0))];
    let happened = play(&above_ten(0, 0), &mut state, &seen);
    assert_eq!(happened, [(30, "released"), (40, "fired")]);
}

#[test]
fn the_third_time_within_an_hour_is_damped_until_it_is_quiet() {
    let mut state = AlertState::default();
    let quiet = FLAP_QUIET_MS / 1000;
    let seen = [
        (0, Value(11.0)),
        (10, Nothing),
        (20, Value(11.0)),
        (30, Nothing),
        (40, Value(11.0)),
        (50, Nothing),
        (60, Value(11.0)),
        (70, Nothing),
        (60 + quiet, Nothing),
        (70 + quiet, Nothing),
    ];
    let happened = play(&above_ten(0, 0), &mut state, &seen);
    let expected = [
        (0, "fired"),
        (10, "resolved"),
        (20, "fired"),
        (30, "resolved"),
        (40, "fired flapping"),
        (70 + quiet, "resolved"),
    ];
    assert_eq!(happened, expected);
    // An hour later the three are forgotten, and nothing is left to store.
    let later = 40 + FLAP_WINDOW_MS / 1000;
    assert!(!state.is_nothing());
    assert_eq!(play(&above_ten(0, 0), &mut state, &[(later, Nothing)]), []);
    assert!(state.is_nothing());
}

#[test]
fn a_flapping_alert_without_data_for_an_hour_is_still_damped() {
    let seen: Vec<_> = [
        (0, Value(11.0)),
        (10, Nothing),
        (20, Value(11.0)),
        (30, Nothing),
        (40, Value(11.0)),
        (50, Nothing),
    ]
    .into();
    let hour = FLAP_WINDOW_MS / 1000;
    let (mut once, mut often) = (AlertState::default(), AlertState::default());
    play(&above_ten(0, 0), &mut once, &seen);
    often.clone_from(&once);
    play(&above_ten(0, 0), &mut once, &[(60, Unknown)]);
    let unknown: Vec<_> = (6..2 * hour / 10).map(|tens| (tens * 10, Unknown)).collect();
    play(&above_ten(0, 0), &mut often, &unknown);
    let back = [(2 * hour, Nothing), (2 * hour + 10, Nothing)];
    let happened = play(&above_ten(0, 0), &mut once, &back);
    assert_eq!(happened, [(2 * hour, "data returned")]);
    assert_eq!(happened, play(&above_ten(0, 0), &mut often, &back));
}

#[test]
fn a_time_without_evaluation_does_not_count_and_is_not_reported() {
    for (for_seconds, keep_seconds, seen, last, expected) in [
        // Pending for 10 s before and 10 s after the restart.
        (20, 0, vec![(0, Value(11.0)), (10, Value(11.0))], 1010, vec![(1010, "fired")]),
        (
            0,
            20,
            vec![(0, Value(11.0)), (10, Nothing), (20, Nothing)],
            1010,
            vec![(1010, "resolved")],
        ),
    ] {
        let condition = above_ten(for_seconds, keep_seconds);
        let mut state = AlertState::default();
        play(&condition, &mut state, &seen);
        let (stopped, observation) = *seen.last().expect("some");
        state.was_not_evaluated(Millis(stopped * 1000));
        let restarted = [(1000, observation), (last, observation)];
        assert_eq!(play(&condition, &mut state, &restarted), expected);
    }
    // Unknown data after the restart is reported, and so is its end.
    let mut state = AlertState::default();
    play(&above_ten(0, 0), &mut state, &[(0, Value(11.0))]);
    state.was_not_evaluated(Millis(0));
    let happened = play(&above_ten(0, 0), &mut state, &[(100, Unknown), (110, Value(11.0))]);
    assert_eq!(happened, [(100, "no data"), (110, "data returned")]);
}

#[test]
fn a_clock_that_was_set_back_delays_nothing_until_the_time_it_showed() {
    let high = Value(11.0);
    let mut state = AlertState::default();
    let condition = above_ten(20, 20);
    let happened = play(
        &condition,
        &mut state,
        &[(7200, high), (3600, high), (3610, high), (3620, high), (3630, Nothing)],
    );
    assert_eq!(happened, [(7200, "pending"), (3620, "fired")], "since then it is known to hold");
    let happened = play(&condition, &mut state, &[(30, Nothing), (50, Nothing)]);
    assert_eq!(happened, [(50, "resolved")]);
    assert!(state.fired.iter().all(|at| *at <= Millis(30_000)), "{state:?}");
}

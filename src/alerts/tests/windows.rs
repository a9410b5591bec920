//! The windows: what is known of a window, and what a rule observes in it.

use proptest::prelude::*;

use super::rule;
use crate::alerts::evaluate::Observation::{self, Gone, Nothing, Unknown, Value};
use crate::alerts::windows::{SLOT_MS, Windows};
use crate::model::{Comparison, DeploymentName, Measure, Millis, Rule, SourceSample, SystemSample};

fn here() -> DeploymentName {
    DeploymentName::from("here")
}

/// Samples at these slots, each changed from an empty one.
fn windows<T: Copy>(seen: &[(i64, T)], set: impl Fn(&mut SystemSample, T)) -> Windows {
    let mut windows = Windows::new([(here(), None)]);
    for (slot, value) in seen {
        let mut sample = SystemSample::empty(Millis(slot * SLOT_MS + 321), here(), None);
        set(&mut sample, *value);
        windows.take_system(sample);
    }
    windows
}

fn observed(windows: &Windows, rule: &Rule, slot: i64) -> Observation {
    windows.observe(rule, &here(), Millis(slot * SLOT_MS + 9_999))
}

fn over(measure: Measure, window_seconds: u32) -> Rule {
    Rule { window_seconds, ..rule(measure, 0.0) }
}

#[test]
fn a_mean_needs_the_latest_slot_and_half_of_the_window() {
    for (window_seconds, seen, expected) in [
        (0, vec![(5, 4.0)], Value(4.0)),
        (0, vec![(4, 4.0)], Unknown),
        (0, vec![(5, 4.0), (6, 9.0)], Value(4.0)),
        (0, vec![], Unknown),
        (60, vec![(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0), (4, 5.0), (5, 6.0)], Value(3.5)),
        (60, vec![(-1, 99.0), (0, 1.0), (3, 4.0), (5, 7.0)], Value(4.0)),
        (60, vec![(3, 4.0), (5, 7.0)], Unknown),
        (60, vec![(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0), (4, 1.0)], Unknown),
        (50, vec![(4, 4.0), (5, 7.0)], Unknown),
        (50, vec![(1, 1.0), (4, 4.0), (5, 7.0)], Value(4.0)),
    ] {
        let windows = windows(&seen, |sample, value| sample.participants = value);
        let rule = over(Measure::TotalParticipants, window_seconds);
        assert_eq!(observed(&windows, &rule, 5), expected, "{window_seconds}: {seen:?}");
    }
}

/// A rule on what happens over so many minutes.
fn events(comparison: Comparison, threshold: f64, minutes: u32) -> Rule {
    let rule = over(Measure::DisconnectRate, minutes * 60);
    Rule { comparison, threshold, ..rule }
}

#[test]
fn what_was_seen_of_a_window_is_the_least_that_happened_in_it() {
    use Comparison::{Above, AtLeast, AtMost, Below};
    // One event at slot 30: six samples count it.
    let once = |slots: std::ops::Range<i64>| -> Vec<(i64, f64)> {
        slots.map(|slot| (slot, f64::from(u8::from((30..36).contains(&slot))))).collect()
    };
    let without = |missing: std::ops::RangeInclusive<i64>| {
        once(-60..60).into_iter().filter(|(slot, _)| !missing.contains(slot)).collect::<Vec<_>>()
    };
    for (why, seen, comparison, threshold, expected) in [
        ("all is known", once(-60..60), Above, 0.1, Value(0.1)),
        ("the mean of what is known would be 0.13", without(0..=14), Above, 0.1, Unknown),
        ("it would be 0.17", once(25..60), Above, 0.1, Unknown),
        ("a little is missing, and it is quiet", without(0..=2), Above, 0.2, Value(0.1)),
        ("too little is known to be quiet", once(40..60), Above, 0.1, Unknown),
        ("one at once", vec![(59, 1.0)], Above, 0.1, Unknown),
        ("two at once are enough", vec![(59, 2.0)], Above, 0.1, Value(0.2)),
        ("fifteen at once, right after a start", vec![(59, 15.0)], Above, 0.1, Value(1.5)),
        ("nothing is known since", vec![(50, 15.0)], Above, 0.1, Value(1.5)),
        ("the latest is not known", without(59..=59), Above, 0.1, Unknown),
        ("at least that", vec![(59, 1.0)], AtLeast, 0.1, Value(0.1)),
        ("that little happened is known only of all", once(25..60), Below, 1.0, Unknown),
        ("so it is known", once(-60..60), Below, 1.0, Value(0.1)),
        ("that much happened is known before", vec![(59, 15.0)], AtMost, 1.0, Value(1.5)),
    ] {
        let windows = windows(&seen, |sample, rate| sample.disconnect_rate = rate);
        let rule = events(comparison, threshold, 10);
        assert_eq!(observed(&windows, &rule, 59), expected, "{why}");
    }
}

proptest! {
    /// A partly known window never counts more events than happened, and a fully known one counts
    /// all.
    #[test]
    fn no_event_is_counted_twice_nor_made_up(
        happened in prop::collection::vec(0_u8..3, 66),
        known in prop::collection::vec(prop::bool::weighted(0.8), 66),
        minutes in 1_u32..=10,
    ) {
        let trailing = |slot: usize| -> f64 {
            happened[slot.saturating_sub(5)..=slot].iter().map(|it| f64::from(*it)).sum()
        };
        let samples = |all: bool| -> Vec<(i64, f64)> {
            let slots = (6..66).filter(|slot| all || known[*slot]);
            slots.map(|slot| (i64::try_from(slot).expect("small"), trailing(slot))).collect()
        };
        let set = |sample: &mut SystemSample, rate| sample.disconnect_rate = rate;
        let rule = events(Comparison::AtLeast, 0.0, minutes);
        let window = usize::try_from(minutes).expect("small") * 6;
        let truth: f64 = happened[66 - window..].iter().map(|it| f64::from(*it)).sum();
        let truth = truth / f64::from(minutes);
        let whole = observed(&windows(&samples(true), set), &rule, 65);
        prop_assert_eq!(whole, Value(truth));
        let part = observed(&windows(&samples(false), set), &rule, 65);
        prop_assert!(part.value().is_some_and(|seen| seen <= truth), "{:?} of {}", part, truth);
    }
}

#[test]
fn where_nobody_is_there_is_no_quality_and_no_age() {
    let quality = |sample: &mut SystemSample, (people, quality): (f64, Option<f64>)| {
        sample.participants = people;
        sample.connection_quality = quality;
    };
    for (seen, expected) in [
        (vec![(5, (3.0, Some(40.0)))], Value(40.0)),
        (vec![(5, (0.0, None))], Nothing),
        (vec![(5, (3.0, None))], Unknown),
    ] {
        let windows = windows(&seen, quality);
        let rule = over(Measure::AvgConnectionQuality, 0);
        assert_eq!(observed(&windows, &rule, 5), expected, "{seen:?}");
    }
    // Slots without participants are known, but not part of the mean.
    let seen = [(3, (0.0, None)), (4, (0.0, None)), (5, (2.0, Some(60.0)))];
    let rule = over(Measure::AvgConnectionQuality, 60);
    assert_eq!(observed(&windows(&seen, quality), &rule, 5), Value(60.0));
    let ages = windows(&[(5, (0.0, 0.0)), (6, (4.0, 1200.0))], |sample, (rooms, seconds)| {
        sample.active_rooms = rooms;
        sample.room_seconds = seconds;
    });
    let rule = over(Measure::AvgRoomDuration, 0);
    assert_eq!([5, 6].map(|slot| observed(&ages, &rule, slot)), [Nothing, Value(300.0)]);
}

#[test]
fn a_share_needs_enough_of_what_it_is_a_share_of() {
    let rates = |sample: &mut SystemSample, (left, lost): (f64, f64)| {
        sample.leave_rate = left;
        sample.disconnect_rate = lost;
    };
    let minute = |left: f64, lost: f64| (0..6).map(|slot| (slot, (left, lost))).collect::<Vec<_>>();
    for (minimum_count, seen, expected) in [
        (0, minute(4.0, 1.0), Value(0.25)),
        (4, minute(4.0, 1.0), Value(0.25)),
        (5, minute(4.0, 1.0), Nothing),
        (0, minute(0.0, 0.0), Nothing),
        // A participant who never became active is lost, and did not leave.
        (0, minute(1.0, 3.0), Value(1.0)),
        (0, minute(4.0, 1.0)[..5].to_vec(), Unknown),
        (0, minute(6.0, 3.0)[4..].to_vec(), Unknown),
        (0, minute(6.0, 3.0)[3..].to_vec(), Value(0.5)),
    ] {
        let rule = Rule { minimum_count, ..over(Measure::UnexpectedDepartureRatio, 60) };
        assert_eq!(
            observed(&windows(&seen, rates), &rule, 5),
            expected,
            "{minimum_count}: {seen:?}"
        );
    }
}

#[test]
fn sources_are_sampled_beside_the_system() {
    let mut windows = windows(&[(5, 3.0)], |sample, value| sample.participants = value);
    windows.take_source(SourceSample {
        webhook_silence_seconds: Some(75.0),
        joins_attempted_rate: Some(20.0),
        joins_failed_rate: Some(5.0),
        ..SourceSample::unknown(Millis(5 * SLOT_MS), here())
    });
    for (measure, expected) in [
        (Measure::WebhookSilence, Value(75.0)),
        (Measure::DriftRate, Unknown),
        (Measure::WebhooksLost, Unknown),
        (Measure::EgressFailures, Unknown),
        (Measure::TotalParticipants, Value(3.0)),
    ] {
        assert_eq!(observed(&windows, &rule(measure, 0.0), 5), expected, "{measure:?}");
    }
    assert_eq!(observed(&windows, &over(Measure::JoinFailureRatio, 10), 5), Value(0.25));
}

#[test]
fn what_is_not_watched_is_gone_and_a_late_sample_is_inserted_in_order() {
    let mut windows = windows(&[(0, 1.0), (2, 3.0)], |sample, value| sample.people = value);
    let elsewhere = DeploymentName::from("elsewhere");
    windows.take_system(SystemSample::empty(Millis(0), DeploymentName::clone(&elsewhere), None));
    assert_eq!(windows.observe(&rule(Measure::People, 0.0), &elsewhere, Millis(0)), Gone);
    let mut late = SystemSample::empty(Millis(SLOT_MS), here(), None);
    late.people = 8.0;
    windows.take_system(late);
    assert_eq!(observed(&windows, &over(Measure::People, 30), 2), Value(4.0));
    // An hour is stored; older samples are dropped, also when they are added.
    for slot in 3..500 {
        windows.take_system(SystemSample::empty(Millis(slot * SLOT_MS), here(), None));
    }
    windows.take_system(SystemSample::empty(Millis(0), here(), None));
    assert_eq!(observed(&windows, &rule(Measure::People, 0.0), 0), Unknown);
    assert_eq!(observed(&windows, &over(Measure::People, 3600), 499), Value(0.0));
}

#[test]
fn a_share_whose_failures_no_node_reports_is_not_known() {
    let mut windows = windows(&[(5, 3.0)], |sample, value| sample.participants = value);
    windows.take_source(SourceSample {
        joins_attempted_rate: Some(200.0),
        joins_failed_rate: None,
        ..SourceSample::unknown(Millis(5 * SLOT_MS), here())
    });
    assert_eq!(observed(&windows, &over(Measure::JoinFailureRatio, 10), 5), Unknown);
}

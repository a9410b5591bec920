//! Invariants that hold for any history.

use proptest::prelude::*;

use crate::alerts::evaluate::{AlertState, Condition, Happening, Observation, next_change, step};
use crate::model::{Comparison, Millis};

/// Milliseconds between moments.
const STEP_MS: i64 = 10_000;

fn condition() -> impl Strategy<Value = Condition> {
    let seconds = || prop_oneof![Just(0_i64), 0_i64..90, 0_i64..2000];
    (prop::sample::select(Comparison::ALL.to_vec()), seconds(), seconds()).prop_map(
        |(comparison, holds, quiet)| Condition {
            comparison,
            threshold: 1.0,
            for_ms: holds * 1000,
            keep_firing_for_ms: quiet * 1000,
        },
    )
}

/// Observations, each repeated for several moments.
fn history() -> impl Strategy<Value = Vec<Observation>> {
    let observation = prop_oneof![
        4 => (0_u8..3).prop_map(|value| Observation::Value(f64::from(value))),
        1 => Just(Observation::Nothing),
        1 => Just(Observation::Gone),
        2 => Just(Observation::Unknown),
        1 => Just(Observation::Failed),
    ];
    let stretch = (observation, prop_oneof![4 => 1_usize..12, 1 => 1_usize..400]);
    prop::collection::vec(stretch, 0..40).prop_map(|stretches| {
        stretches.into_iter().flat_map(|(what, moments)| vec![what; moments]).collect()
    })
}

fn at(moment: usize) -> Millis {
    Millis(i64::try_from(moment).expect("few") * STEP_MS)
}

/// What happened at which moment, evaluating every one.
fn every_moment(condition: &Condition, history: &[Observation]) -> Vec<(usize, Happening)> {
    let mut state = AlertState::default();
    let mut happened = Vec::new();
    for (moment, observation) in history.iter().enumerate() {
        let steps = step(condition, &mut state, *observation, at(moment));
        happened.extend(steps.into_iter().map(|happening| (moment, happening)));
    }
    happened
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_state_restored_at_any_moment_goes_on_as_if_nothing_had_been(
        condition in condition(), history in history(), every in 1_usize..20,
    ) {
        let mut state = AlertState::default();
        let mut happened = Vec::new();
        for (moment, observation) in history.iter().enumerate() {
            if moment % every == 0 {
                let json = serde_json::to_string(&state).expect("plain data");
                state = serde_json::from_str(&json).expect("what was written");
            }
            let steps = step(&condition, &mut state, *observation, at(moment));
            happened.extend(steps.into_iter().map(|happening| (moment, happening)));
        }
        prop_assert_eq!(happened, every_moment(&condition, &history));
    }

    #[test]
    fn moments_at_which_nothing_is_due_may_be_skipped(
        condition in condition(), history in history(),
    ) {
        let mut state = AlertState::default();
        let mut happened = Vec::new();
        let (mut before, mut due) = (None, None);
        for (moment, observation) in history.iter().enumerate() {
            let is_due = due.is_some_and(|due: Millis| due <= at(moment));
            if before == Some(*observation) && !is_due {
                continue;
            }
            let steps = step(&condition, &mut state, *observation, at(moment));
            happened.extend(steps.into_iter().map(|happening| (moment, happening)));
            before = Some(*observation);
            due = next_change(&condition, &state, *observation);
        }
        prop_assert_eq!(happened, every_moment(&condition, &history));
    }

    #[test]
    fn what_is_unknown_fires_nothing_and_resolves_nothing(
        condition in condition(), history in history(),
    ) {
        let mut state = AlertState::default();
        for (moment, observation) in history.iter().enumerate() {
            let before = state.phase;
            let steps = step(&condition, &mut state, *observation, at(moment));
            if condition.holds(*observation).is_none() {
                prop_assert_eq!(state.phase, before);
                prop_assert!(
                    steps.iter().all(|it| matches!(it, Happening::NoData(_))),
                    "{steps:?}"
                );
            }
        }
    }

    #[test]
    fn it_fires_and_resolves_alternately_and_is_pending_before_it_is_cancelled(
        condition in condition(), history in history(),
    ) {
        let (mut fires, mut pends) = (false, false);
        for (_, happening) in every_moment(&condition, &history) {
            match happening {
                Happening::Pending => prop_assert!(!fires && !std::mem::replace(&mut pends, true)),
                Happening::Cancelled => prop_assert!(std::mem::replace(&mut pends, false)),
                Happening::Fired { value, .. } => {
                    prop_assert!(!std::mem::replace(&mut fires, true));
                    prop_assert!(condition.comparison.holds(value, condition.threshold));
                    pends = false;
                }
                Happening::Resolved { .. } => prop_assert!(std::mem::replace(&mut fires, false)),
                Happening::NoData(_) | Happening::DataReturned => prop_assert!(fires),
                Happening::Released => prop_assert!(false, "nobody resolved anything by hand"),
            }
        }
    }
}

//! The engine: many subjects of one rule.

use super::rule;
use crate::alerts::engine::{Engine, OPEN_ALERTS, TrackedAlert};
use crate::alerts::evaluate::{AlertState, Happening, Observation, Phase};
use crate::alerts::evaluation::{Evaluation, NodeDowntime};
use crate::alerts::windows::Windows;
use crate::model::{DeploymentName, Measure, Millis, Rule, Scope, Subject, Text};
use crate::state::{JoinFigures, RoomFigures};

fn room(number: usize, participants: u32) -> RoomFigures {
    RoomFigures {
        deployment: DeploymentName::from(if number.is_multiple_of(2) { "even" } else { "odd" }),
        region: (number.is_multiple_of(2)).then(|| Text::from("eu")),
        sid: format!("RM_{number:04}").into(),
        name: format!("room-{number}").into(),
        started_at: Millis(0),
        participants,
        people: 0,
        agents: 0,
        publishers: 0,
        quality: None,
    }
}

fn windows() -> Windows {
    Windows::new([
        (DeploymentName::from("even"), Some(Text::from("eu"))),
        (DeploymentName::from("odd"), None),
    ])
}

fn rooms(windows: &Windows, second: i64, rooms: Option<Vec<RoomFigures>>) -> Evaluation<'_> {
    Evaluation::new(Millis(second * 1000), windows, rooms, None, Vec::new())
}

/// An evaluation in which the rooms `from..to` have 5 participants.
fn crowd(windows: &Windows, second: i64, from: usize, to: usize) -> Evaluation<'_> {
    rooms(windows, second, Some((from..to).map(|number| room(number, 5)).collect()))
}

fn fired(steps: &[crate::alerts::engine::AlertStep]) -> usize {
    steps.iter().filter(|step| matches!(step.happening, Happening::Fired { .. })).count()
}

#[test]
fn beyond_the_limit_alerts_wait_until_one_ends() {
    let (mut engine, windows) = (Engine::default(), windows());
    let rule = rule(Measure::RoomParticipants, 4.0);
    let many = OPEN_ALERTS + 20;
    let (steps, state) = engine.evaluate(&rule, &crowd(&windows, 0, 0, many));
    assert_eq!((fired(&steps), state.firing, state.suppressed, state.pending), (100, 100, 20, 0));
    let (steps, state) = engine.evaluate(&rule, &crowd(&windows, 10, 0, many));
    assert_eq!((steps.len(), state.suppressed), (0, 20));
    // Seven end, and seven that waited fire in the same evaluation.
    let (steps, state) = engine.evaluate(&rule, &crowd(&windows, 20, 7, many));
    assert_eq!((fired(&steps), steps.len()), (7, 14));
    assert_eq!((state.firing, state.suppressed), (100, 13));
    let (_, state) = engine.evaluate(&rule, &crowd(&windows, 30, many, many));
    assert_eq!((state.firing, state.suppressed), (0, 0));
    let (_, state) = engine.evaluate(&rule, &crowd(&windows, 3630, many, many));
    assert_eq!(
        state,
        crate::alerts::engine::RuleState {
            evaluated_at: Some(Millis(3_630_000)),
            ..Default::default()
        }
    );
    assert_eq!(engine.states().count(), 0);
}

#[test]
fn a_scope_admits_what_it_names() {
    let windows = windows();
    let scope = |deployment: Option<&str>, region: Option<&str>, room: Option<&str>| Scope {
        deployment: deployment.map(str::to_owned),
        region: region.map(str::to_owned),
        room: room.map(str::to_owned),
    };
    for (scope, expected) in [
        (scope(None, None, None), vec![1, 2, 3, 10, 11]),
        (scope(Some("odd"), None, None), vec![1, 3, 11]),
        (scope(None, Some("eu"), None), vec![2, 10]),
        (scope(None, None, Some("room-1*")), vec![1, 10, 11]),
        (scope(None, None, Some("room-?")), vec![1, 2, 3]),
        (scope(Some("odd"), None, Some("room-1")), vec![1]),
        (scope(Some("odd"), Some("eu"), None), vec![]),
    ] {
        let rule = Rule { scope: scope.clone(), ..rule(Measure::RoomParticipants, 4.0) };
        let all = [1, 2, 3, 10, 11].map(|number| room(number, 5)).to_vec();
        let (steps, _) = Engine::default().evaluate(&rule, &rooms(&windows, 0, Some(all)));
        let mut numbers: Vec<usize> = steps
            .iter()
            .map(|step| {
                step.subject.room_sid.as_deref().expect("a room")[3..].parse().expect("a number")
            })
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, expected, "{scope:?}");
    }
}

#[test]
fn a_room_that_ends_or_leaves_the_scope_resolves_and_one_that_is_not_known_stays() {
    let (mut engine, windows) = (Engine::default(), windows());
    let mut rule = rule(Measure::RoomParticipants, 4.0);
    rule.keep_firing_for_seconds = 600;
    engine.evaluate(&rule, &crowd(&windows, 0, 0, 2));
    let (steps, state) = engine.evaluate(&rule, &rooms(&windows, 10, None));
    assert!(steps.iter().all(|step| matches!(step.happening, Happening::NoData(_))));
    assert_eq!((steps.len(), state.firing, state.no_data), (2, 2, 3));
    let (steps, _) = engine.evaluate(&rule, &crowd(&windows, 20, 0, 1));
    let gone = steps
        .iter()
        .filter(|step| matches!(step.happening, Happening::Resolved { gone: true, .. }));
    assert_eq!(gone.count(), 1);
    rule.scope.deployment = Some("odd".to_owned());
    let (steps, state) = engine.evaluate(&rule, &crowd(&windows, 30, 0, 1));
    assert!(matches!(steps[0].happening, Happening::Resolved { gone: true, .. }));
    assert_eq!(state.firing, 0);
}

#[test]
fn a_rule_about_what_is_not_watched_says_so() {
    let windows = windows();
    let mut rule = rule(Measure::People, 4.0);
    rule.scope.deployment = Some("nowhere".to_owned());
    let (steps, state) = Engine::default().evaluate(&rule, &rooms(&windows, 0, None));
    assert!(steps.is_empty());
    assert!(state.fault.expect("a fault").contains("`nowhere`"));
}

#[test]
fn participants_and_nodes_are_identified() {
    let (mut engine, windows) = (Engine::default(), windows());
    let who = |joins: u32| JoinFigures {
        deployment: DeploymentName::from("odd"),
        region: None,
        room: "demo".into(),
        identity: "ada".into(),
        joins,
    };
    let joins = rule(Measure::ParticipantJoins, 4.0);
    let evaluation_of = |second: i64, figures: Vec<JoinFigures>| {
        Evaluation::new(Millis(second * 1000), &windows, None, Some(figures), Vec::new())
    };
    let (steps, _) = engine.evaluate(&joins, &evaluation_of(0, vec![who(5)]));
    assert_eq!(steps[0].subject, Subject::participant("odd".into(), "demo".into(), "ada".into()));
    assert!(engine.evaluate(&joins, &evaluation_of(10, vec![who(6)])).0.is_empty());
    let (steps, _) = engine.evaluate(&joins, &evaluation_of(20, Vec::new()));
    assert!(matches!(steps[0].happening, Happening::Resolved { gone: false, value: None }));
    let node = |down_seconds: Option<f64>| NodeDowntime {
        deployment: DeploymentName::from("odd"),
        region: None,
        url: "http://n/metrics".into(),
        down_seconds,
    };
    let down = rule(Measure::NodeDown, 60.0);
    let mut evaluate = |second: i64, nodes: Vec<NodeDowntime>| {
        let evaluation = Evaluation::new(Millis(second * 1000), &windows, None, None, nodes);
        engine.evaluate(&down, &evaluation).0.first().map(|step| step.happening)
    };
    assert!(matches!(evaluate(0, vec![node(Some(61.0))]), Some(Happening::Fired { .. })));
    assert!(matches!(evaluate(10, vec![node(None)]), Some(Happening::NoData(_))));
    assert!(matches!(evaluate(20, Vec::new()), Some(Happening::DataReturned)));
}

#[test]
fn an_alert_that_somebody_resolved_is_held_and_a_rule_that_is_dropped_returns_its_alerts() {
    let (mut engine, windows) = (Engine::default(), windows());
    let rule = rule(Measure::RoomParticipants, 4.0);
    let (steps, _) = engine.evaluate(&rule, &crowd(&windows, 0, 0, 2));
    for (step, alert) in steps.iter().zip(["a0", "a1"]) {
        engine.opened("tried", &step.subject, alert);
    }
    engine.hold_unless(|alert| alert != "a0");
    let (steps, state) = engine.evaluate(&rule, &crowd(&windows, 10, 0, 2));
    assert_eq!((steps.len(), state.firing, state.held), (0, 1, 1));
    let (steps, _) = engine.evaluate(&rule, &crowd(&windows, 20, 2, 2));
    let happenings: Vec<_> =
        steps.iter().map(|step| (step.happening, step.alert.as_deref())).collect();
    assert!(happenings.contains(&(Happening::Released, None)), "{happenings:?}");
    assert!(
        happenings.contains(&(Happening::Resolved { value: None, gone: true }, Some("a1"))),
        "{happenings:?}"
    );

    engine.evaluate(&rule, &crowd(&windows, 30, 5, 7));
    let subject = Subject::room("odd".into(), "RM_0005".into(), "room-5".into());
    engine.opened("tried", &subject, "a5");
    assert_eq!(
        engine.tracked("tried", &subject).and_then(|tracked| tracked.alert.as_deref()),
        Some("a5")
    );
    let dropped = engine.drop_rule("tried");
    assert!(dropped.iter().any(|(_, tracked)| tracked.alert.as_deref() == Some("a5")));
    assert_eq!((engine.states().count(), engine.rules().len()), (0, 0));
}

#[test]
fn a_stored_state_goes_on_after_a_restart() {
    let windows = windows();
    let rule = Rule { for_seconds: 20, ..rule(Measure::RoomParticipants, 4.0) };
    let mut engine = Engine::default();
    engine.evaluate(&rule, &crowd(&windows, 0, 0, 1));
    let (_, subject, tracked) = engine.states().next().expect("one is pending");
    let json = serde_json::to_string(tracked).expect("plain data");
    let restored: TrackedAlert = serde_json::from_str(&json).expect("what was written");
    assert_eq!(&restored, tracked);
    let mut restarted = Engine::default();
    restarted.adopt("tried", subject.clone(), restored);
    restarted.was_not_evaluated(Millis(0));
    assert_eq!(fired(&restarted.evaluate(&rule, &crowd(&windows, 100, 0, 1)).0), 0);
    assert_eq!(fired(&restarted.evaluate(&rule, &crowd(&windows, 120, 0, 1)).0), 1);
    let firing = AlertState {
        phase: Phase::Firing { clear_since: Some(Millis(1)) },
        ..AlertState::default()
    };
    let tracked = TrackedAlert { state: firing, alert: Some("a".to_owned()) };
    let json = serde_json::to_value(&tracked).expect("plain data");
    assert_eq!(serde_json::from_value::<TrackedAlert>(json).expect("what was written"), tracked);
    assert_eq!(Observation::Gone.value(), None);
}

//! Compares the replay with evaluating everything at every moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::Regions;
use super::grid::Grid;
use super::joins::JoinScene;
use super::log::AlertLog;
use super::nodes::NodeScene;
use super::replay::{Replay, Scene};
use super::rooms::RoomScene;
use crate::alerts::engine::Engine;
use crate::alerts::evaluate::Condition;
use crate::alerts::evaluation::{Evaluation, NodeDowntime};
use crate::alerts::windows::Windows;
use crate::model::{
    Comparison, DeploymentName, Gap, GapSource, Measure, Millis, Rule, Scope, Severity, Text,
};
use crate::state::{JOINS_MS, JoinFigures, RoomFigures};
use crate::store::{ParticipantSpan, RoomSpan};

/// The length of the range.
const LONG_MS: i64 = 3 * 3_600_000;

/// The evaluation interval.
const STEP_MS: i64 = 10_000;

fn here() -> DeploymentName {
    DeploymentName::from("here")
}

fn regions() -> Regions {
    Arc::new(BTreeMap::from([(here(), None)]))
}

/// A rule of that measure; times are in tens of seconds.
fn rule(measure: Measure) -> impl Strategy<Value = Rule> {
    let thresholds = match measure {
        Measure::RoomDuration => 0_u32..60,
        Measure::NodeDown => 30..400,
        _ => 0..5,
    };
    let comparison = prop::sample::select(Comparison::ALL.to_vec());
    let seconds = || prop_oneof![Just(0_u32), 0_u32..60, 0_u32..300];
    let scope = prop::option::of(prop::sample::select(vec!["room-*", "*1", "?oom-2"]));
    (thresholds, comparison, seconds(), seconds(), scope).prop_map(
        move |(threshold, comparison, holds, quiet, room)| {
            let mut rule = Rule {
                name: "tried".to_owned(),
                description: None,
                enabled: true,
                measure,
                comparison,
                threshold: f64::from(threshold),
                window_seconds: 0,
                minimum_count: 0,
                for_seconds: holds * 10,
                keep_firing_for_seconds: quiet * 10,
                severity: Severity::Info,
                scope: Scope::default(),
                message: None,
                runbook_url: None,
            };
            rule.scope.room = room.map(str::to_owned).filter(|_| measure != Measure::NodeDown);
            rule
        },
    )
}

/// Times without a console, and the beginning of the range.
fn grid() -> impl Strategy<Value = Arc<Grid>> {
    let down = prop::collection::vec((0..LONG_MS, 1_i64..600_000), 0..3);
    (0_i64..20_000, down).prop_map(|(from, down)| {
        let down = down.iter().map(|(at, long)| (Millis(*at), Millis(at + long)));
        Arc::new(Grid::new(Millis(from), Millis(LONG_MS), STEP_MS, down.collect()))
    })
}

/// A start and an end, often at a moment of evaluation.
fn span(longest_ms: i64) -> impl Strategy<Value = (Millis, Option<Millis>)> {
    let at = prop_oneof![-600_000..LONG_MS, (-60..LONG_MS / STEP_MS).prop_map(|it| it * STEP_MS)];
    (at, 1..longest_ms, 0_u8..10)
        .prop_map(|(at, long, open)| (Millis(at), (open > 0).then_some(Millis(at + long))))
}

fn rooms(count: std::ops::Range<usize>, longest_ms: i64) -> impl Strategy<Value = Vec<RoomSpan>> {
    prop::collection::vec(span(longest_ms), count).prop_map(|spans| {
        let mut rooms: Vec<_> = spans
            .into_iter()
            .enumerate()
            .map(|(number, (started_at, finished_at))| RoomSpan {
                deployment: here(),
                region: None,
                sid: format!("RM_{number}").into(),
                name: format!("room-{}", number % 7).into(),
                started_at,
                finished_at,
            })
            .collect();
        rooms.sort_by_key(|room| room.started_at);
        rooms
    })
}

/// Participants in these rooms, who may join before the room starts and leave after it.
fn sessions(rooms: usize, longest_ms: i64) -> impl Strategy<Value = Vec<ParticipantSpan>> {
    let session = (span(longest_ms), 0..rooms.max(1), 0_u8..4);
    prop::collection::vec(session, 0..80).prop_map(|sessions| {
        let mut sessions: Vec<_> = sessions
            .into_iter()
            .enumerate()
            .map(|(number, ((joined_at, left_at), room, who))| ParticipantSpan {
                deployment: here(),
                room_sid: format!("RM_{room}").into(),
                room_name: format!("room-{}", room % 7).into(),
                identity: if who == 0 { Text::default() } else { format!("p{who}").into() },
                sid: format!("PA_{number}").into(),
                joined_at,
                left_at,
            })
            .collect();
        sessions.sort_by_key(|session| session.joined_at);
        sessions
    })
}

/// Evaluates everything at every moment.
fn plainly<'a>(
    rule: &Rule,
    grid: &Grid,
    windows: &'a Windows,
    see: impl Fn(Millis) -> Evaluation<'a>,
) -> AlertLog {
    let mut log = AlertLog::new(rule.clone(), Vec::new());
    let mut engine = Engine::default();
    let mut last: Option<Millis> = None;
    assert_eq!(windows.deployments().count(), 1);
    let mut at = grid.first();
    while at < grid.to() {
        if grid.evaluated(at) == at {
            if let Some(last) = last.filter(|last| at.since(*last) > STEP_MS) {
                engine.was_not_evaluated(last);
            }
            last = Some(at);
            let evaluation = see(at);
            let (steps, _) = engine.evaluate(rule, &evaluation);
            for step in &steps {
                log.take(step, at);
            }
            let seen = evaluation.observe_rule(rule, &Condition::of(rule)).subjects;
            for subject in log.open() {
                let seen = seen.iter().find(|it| it.0 == subject).map(|it| it.2);
                let observation =
                    seen.unwrap_or_else(|| evaluation.observe_subject(rule, &subject));
                log.still(&subject, observation.value());
            }
        }
        at = at.plus(STEP_MS);
    }
    log.finish(grid.to());
    log
}

fn windows() -> Windows {
    Windows::new([(here(), None)])
}

fn assert_same(replayed: &AlertLog, plain: &AlertLog) {
    assert_eq!(replayed.alerts, plain.alerts);
    assert_eq!(replayed.alerts_total, plain.alerts_total);
    assert_eq!(replayed.notifications_total, plain.notifications_total);
    assert_eq!(replayed.firing_ms, plain.firing_ms);
}

/// Replays rooms and participant sessions as they are read: in pieces that end with a page.
fn replayed<const AGE: bool>(
    rule: &Rule,
    grid: &Arc<Grid>,
    rooms: &[RoomSpan],
    sessions: &[ParticipantSpan],
    page: usize,
) -> AlertLog {
    let scene = RoomScene::<AGE>::new(rule.clone(), Arc::clone(grid), regions());
    let log = AlertLog::new(rule.clone(), Vec::new());
    let mut replay = Replay::new(scene, log, rule.clone(), Arc::clone(grid));
    let mut rooms = rooms.to_vec();
    for part in sessions.chunks(page) {
        let end = if part.len() == page { part[page - 1].joined_at } else { grid.to() };
        let later = rooms.partition_point(|room| room.started_at < end);
        let rest = rooms.split_off(later);
        replay.scene.open(std::mem::replace(&mut rooms, rest));
        replay.scene.join(part);
        replay.run(end);
    }
    replay.scene.open(rooms);
    finished(replay)
}

fn finished<S: Scene>(mut replay: Replay<S>) -> AlertLog {
    replay.finish();
    replay.log
}

fn room_figures(rooms: &[RoomSpan], sessions: &[ParticipantSpan], at: Millis) -> Vec<RoomFigures> {
    let is_on = |from: Millis, to: Option<Millis>| from <= at && to.is_none_or(|to| at < to);
    let open = rooms.iter().filter(|room| is_on(room.started_at, room.finished_at));
    open.map(|room| RoomFigures {
        deployment: here(),
        region: None,
        sid: room.sid.clone(),
        name: room.name.clone(),
        started_at: room.started_at,
        participants: u32::try_from(
            sessions
                .iter()
                .filter(|session| {
                    session.room_sid == room.sid && is_on(session.joined_at, session.left_at)
                })
                .count(),
        )
        .expect("few"),
        people: 0,
        agents: 0,
        publishers: 0,
        quality: None,
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn people_in_rooms_replayed_equal_every_moment(
        rule in rule(Measure::RoomParticipants), grid in grid(),
        rooms in rooms(0..12, LONG_MS), sessions in sessions(12, 3_600_000), page in 1_usize..40,
    ) {
        let windows = windows();
        let see = |at| {
            let figures = Some(room_figures(&rooms, &sessions, at));
            Evaluation::new(at, &windows, figures, None, Vec::new())
        };
        let plain = plainly(&rule, &grid, &windows, see);
        assert_same(&replayed::<false>(&rule, &grid, &rooms, &sessions, page), &plain);
    }

    #[test]
    fn ages_of_rooms_replayed_equal_every_moment(
        rule in rule(Measure::RoomDuration), grid in grid(), rooms in rooms(0..12, LONG_MS),
    ) {
        let windows = windows();
        let see = |at| Evaluation::new(at, &windows, Some(room_figures(&rooms, &[], at)), None, Vec::new());
        let plain = plainly(&rule, &grid, &windows, see);
        assert_same(&replayed::<true>(&rule, &grid, &rooms, &[], 1), &plain);
    }

    #[test]
    fn joins_replayed_equal_every_moment(
        rule in rule(Measure::ParticipantJoins), grid in grid(), sessions in sessions(9, 60_000),
        page in 1_usize..40,
    ) {
        let windows = windows();
        let see = |at: Millis| {
            let mut joins: BTreeMap<(&Text, &Text), u32> = BTreeMap::new();
            for session in sessions.iter().filter(|session| !session.identity.is_empty()) {
                if (0..JOINS_MS).contains(&at.since(session.joined_at)) {
                    *joins.entry((&session.room_name, &session.identity)).or_default() += 1;
                }
            }
            let often = joins.into_iter().filter(|(_, joins)| *joins >= 2);
            let joins = often.map(|((room, identity), joins)| JoinFigures {
                deployment: here(),
                region: None,
                room: room.clone(),
                identity: identity.clone(),
                joins,
            });
            Evaluation::new(at, &windows, None, Some(joins.collect()), Vec::new())
        };
        let plain = plainly(&rule, &grid, &windows, see);
        let scene = JoinScene::new(rule.clone(), Arc::clone(&grid), regions());
        let log = AlertLog::new(rule.clone(), Vec::new());
        let mut replay = Replay::new(scene, log, rule.clone(), Arc::clone(&grid));
        for part in sessions.chunks(page) {
            replay.scene.join(part.to_vec());
            replay.run(part[part.len() - 1].joined_at);
        }
        assert_same(&finished(replay), &plain);
    }

    #[test]
    fn nodes_replayed_equal_every_moment(
        rule in rule(Measure::NodeDown), grid in grid(),
        spans in prop::collection::vec((0_u8..4, span(900_000)), 0..12),
    ) {
        let gaps: Vec<Gap> = spans
            .iter()
            .map(|(node, (from, to))| Gap {
                ended_at: to.map(Millis::to_utc),
                ..Gap::new(GapSource::Scrape, Some("here"), Some(&format!("n{node}")), (*from).max(Millis(0)))
            })
            .filter(|gap| gap.ended_at.is_none_or(|ended| ended > gap.started_at))
            .collect();
        let windows = windows();
        let see = |at: Millis| {
            let mut nodes: BTreeMap<String, f64> = BTreeMap::new();
            for gap in &gaps {
                let since = Millis::from_utc(gap.started_at);
                let is_on = since <= at && gap.ended_at.is_none_or(|to| at < Millis::from_utc(to));
                let down = if is_on { at.seconds_since(earliest(&gaps, gap)) } else { 0.0 };
                let known = nodes.entry(gap.subject.clone().expect("a node")).or_default();
                *known = known.max(down);
            }
            let nodes = nodes.into_iter().map(|(url, down)| NodeDowntime {
                deployment: here(),
                region: None,
                url: url.into(),
                down_seconds: Some(down),
            });
            Evaluation::new(at, &windows, None, None, nodes.collect())
        };
        let plain = plainly(&rule, &grid, &windows, see);
        let scene = NodeScene::new(&rule, &grid, &regions(), &gaps);
        let log = AlertLog::new(rule.clone(), Vec::new());
        let replay = Replay::new(scene, log, rule.clone(), Arc::clone(&grid));
        assert_same(&finished(replay), &plain);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn subjects_beyond_the_limit_of_open_alerts_fire_when_others_resolve(
        mut rule in rule(Measure::RoomDuration), grid in grid(), rooms in rooms(150..220, LONG_MS),
    ) {
        rule.comparison = Comparison::Above;
        rule.threshold /= 10.0;
        rule.scope.room = None;
        let windows = windows();
        let see = |at| Evaluation::new(at, &windows, Some(room_figures(&rooms, &[], at)), None, Vec::new());
        let plain = plainly(&rule, &grid, &windows, see);
        assert_same(&replayed::<true>(&rule, &grid, &rooms, &[], 1), &plain);
    }
}

/// When the first of the overlapping gaps up to this one began.
fn earliest(gaps: &[Gap], of: &Gap) -> Millis {
    let mut from = of.started_at;
    loop {
        let reaching = gaps.iter().filter(|gap| {
            gap.subject == of.subject
                && gap.started_at < from
                && gap.ended_at.is_none_or(|ended| ended >= from)
        });
        match reaching.map(|gap| gap.started_at).min() {
            Some(earlier) => from = earlier,
            None => return Millis::from_utc(from),
        }
    }
}

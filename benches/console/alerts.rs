//! Alert rules: the cost of evaluating 1,000 of them over 10,000 rooms and 100,000 participants,
//! and the time of a backtest over 30 days.

use std::time::{Duration, Instant};

use livekit_console::alerts::backtest::{self, Options};
use livekit_console::alerts::builtin::{self, Thresholds};
use livekit_console::alerts::engine::Engine;
use livekit_console::alerts::evaluation::{Evaluation, NodeDowntime};
use livekit_console::alerts::windows::{SLOT_MS, Windows};
use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{
    Comparison, Deployment, DeploymentName, End, Measure, Millis, ParticipantRecord,
    ParticipantSession, RoomRecord, RoomSession, Rule, Source, SourceSample, SystemSample,
};
use livekit_console::state::State;
use livekit_console::store::{self, Batch, SharedStore};

use crate::bench::{self, Bench, now};
use crate::report::{Goal, Report};
use crate::statistics::{number, percentile_ms};
use crate::webhooks;

/// Rooms, of [`webhooks::PARTICIPANTS`] each.
const ROOMS: usize = 10_000;

/// Rules that are evaluated.
const RULES: usize = 1000;

/// Evaluations that are timed.
const EVALUATIONS: usize = 20;

/// How often rules are evaluated.
const INTERVAL: Duration = Duration::from_secs(10);

/// Days of a backtest.
const DAYS: i64 = 30;

const DAY_MS: i64 = 24 * 3_600_000;

/// Participant sessions in these days.
const SESSIONS: usize = 300_000;

/// Participant sessions of a room.
const SESSIONS_PER_ROOM: usize = 10;

/// Rows that are written at once.
const ROWS: usize = 5000;

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    evaluations(bench, report)?;
    if let Some(timescale) = &bench.timescale {
        let url = timescale.database(bench).await?;
        history(bench, report, "TimescaleDB", url.as_str()).await?;
    } else {
        report.left_out("TEST_DATABASE_URL is not set: TimescaleDB");
    }
    let folder = bench::folder()?;
    let url = format!("sqlite:{}", folder.path().join("console.db").display());
    history(bench, report, "SQLite", &url).await
}

/// Rules of every kind, repeated with different thresholds; some are for rooms of one name.
fn rules(count: usize) -> Vec<Rule> {
    let builtin =
        builtin::rules(&Thresholds { disconnect_rate: 0.1, participants: 100, room_minutes: 120 });
    let mut rules: Vec<Rule> = builtin.into_iter().cycle().take(count).collect();
    for (index, rule) in rules.iter_mut().enumerate() {
        rule.name = format!("rule_{index}");
        rule.threshold += number(index) / number(count);
        let has_rooms = matches!(rule.measure, Measure::RoomParticipants | Measure::RoomDuration);
        if has_rooms && index % 2 == 0 {
            rule.scope.room = Some("weekly-*".to_owned());
        }
    }
    rules
}

fn evaluations(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let deployment = DeploymentName::from("default");
    let (rooms, began) = (bench.scaled(ROOMS), now());
    let known =
        Deployment { name: DeploymentName::clone(&deployment), region: None, synthetic: false };
    let mut state = State::new(vec![known], began);
    state.set_loaded();
    for body in webhooks::opening(rooms) {
        let envelope = Envelope::read(body.as_bytes())?;
        state.apply(&convert(envelope, &deployment, Source::Webhook, began));
    }
    let mut windows = Windows::new([(DeploymentName::clone(&deployment), None)]);
    let first = Millis(began.0 - began.0.rem_euclid(SLOT_MS));
    for slot in -360..i64::try_from(EVALUATIONS)? {
        let at = first.plus(slot * SLOT_MS);
        windows.take_system(SystemSample::empty(at, DeploymentName::clone(&deployment), None));
        windows.take_source(SourceSample::unknown(at, DeploymentName::clone(&deployment)));
    }
    let rules = rules(RULES);
    let mut engine = Engine::default();
    let (mut counting, mut evaluating) = (Vec::new(), Vec::new());
    for number in 0..i64::try_from(EVALUATIONS)? {
        let at = first.plus(number * SLOT_MS);
        let clock = Instant::now();
        let (rooms, joins) = (state.room_figures(at), state.join_figures(at));
        counting.push(clock.elapsed());
        let clock = Instant::now();
        let node = NodeDowntime {
            deployment: DeploymentName::clone(&deployment),
            region: None,
            url: "http://node/metrics".into(),
            down_seconds: Some(0.0),
        };
        let evaluation = Evaluation::new(at, &windows, rooms, joins, vec![node]);
        for rule in &rules {
            std::hint::black_box(engine.evaluate(rule, &evaluation));
        }
        evaluating.push(clock.elapsed());
    }
    let mut total: Vec<_> =
        counting.iter().zip(&evaluating).map(|(one, two)| *one + *two).collect();
    let counting = percentile_ms(&mut counting, 500);
    report.figure("counting rooms and joins for an evaluation, p50", counting, "ms", Goal::None);
    let evaluating = percentile_ms(&mut evaluating, 500);
    report.figure(format!("{RULES} rules over them, p50"), evaluating, "ms", Goal::None);
    let share = percentile_ms(&mut total, 500) / 1000.0 / INTERVAL.as_secs_f64() * 100.0;
    report.figure("both, of one core every ten seconds", share, "%", Goal::AtMost(5.0));
    Ok(())
}

/// Backtests rules of each kind over a month.
async fn history(
    bench: &Bench,
    report: &mut Report,
    database: &str,
    url: &str,
) -> anyhow::Result<()> {
    let store = store::open::open(url)?;
    store.prepare().await?;
    let to = Millis(now().0.div_euclid(DAY_MS) * DAY_MS);
    let from = to.plus(-DAYS * DAY_MS);
    fill(bench, &store, from, to).await?;
    let rule = |measure, threshold, window_seconds| Rule {
        measure,
        threshold,
        window_seconds,
        comparison: Comparison::Above,
        minimum_count: 0,
        ..rules(1).remove(0)
    };
    let deployments = ["default", "other"].map(|name| Deployment {
        name: DeploymentName::from(name),
        region: None,
        synthetic: false,
    });
    for (what, rule) in [
        ("disconnects of ten minutes", rule(Measure::DisconnectRate, 2.0, 600)),
        ("people in rooms", rule(Measure::RoomParticipants, 4.0, 0)),
        ("ages of rooms", rule(Measure::RoomDuration, 50.0, 0)),
        ("joins", rule(Measure::ParticipantJoins, 1.0, 0)),
    ] {
        let options =
            Options { deployments: deployments.to_vec(), interval: INTERVAL, silences: Vec::new() };
        let clock = Instant::now();
        let result =
            backtest::run(SharedStore::clone(&store), rule, (from, to), options, |_| {}).await?;
        let seconds = clock.elapsed().as_secs_f64();
        anyhow::ensure!(result.alerts_total > 0, "{what}: nothing fires");
        let what = format!("{DAYS} days of {what}, {database}");
        report.figure(what, seconds, "s", Goal::AtMost(10.0));
    }
    store.close().await;
    Ok(())
}

/// Samples of two deployments, rooms and participant sessions.
async fn fill(bench: &Bench, store: &SharedStore, from: Millis, to: Millis) -> anyhow::Result<()> {
    let names = ["default", "other"].map(DeploymentName::from);
    let mut samples = Vec::with_capacity(ROWS);
    let mut at = from.plus(-3_600_000);
    while at < to {
        let wave = f64::from(u32::try_from(at.0.rem_euclid(DAY_MS) / 1000)?) / 86_400.0;
        samples.extend(names.iter().map(|name| SystemSample {
            participants: wave * 100.0,
            leave_rate: wave * 30.0,
            disconnect_rate: if wave > 0.9 { 3.0 } else { 0.0 },
            ..SystemSample::empty(at, DeploymentName::clone(name), None)
        }));
        if samples.len() >= ROWS {
            store.write_samples(&samples).await?;
            samples.clear();
        }
        at = at.plus(SLOT_MS);
    }
    store.write_samples(&samples).await?;
    store.roll_up(to).await?;
    let sessions = bench.scaled(SESSIONS);
    let rooms = sessions / SESSIONS_PER_ROOM;
    let mut batch = Batch::default();
    for room in 0..rooms {
        let share = i64::try_from(room)? * (to.since(from) / i64::try_from(rooms)?);
        room_session(&mut batch, &names[room % 2], room, from.plus(share))?;
        if batch.participants.len() >= ROWS || room + 1 == rooms {
            store.write(&std::mem::take(&mut batch)).await?;
        }
    }
    Ok(())
}

/// A room of an hour with its participants; the first one joins twice.
fn room_session(
    batch: &mut Batch,
    deployment: &DeploymentName,
    number: usize,
    began: Millis,
) -> anyhow::Result<()> {
    let (sid, name) = (format!("RM_{number:012}"), format!("weekly-planning-{}", number % 500));
    let deployment = DeploymentName::clone(deployment);
    let record = RoomRecord::seen(
        DeploymentName::clone(&deployment),
        sid.as_str().into(),
        name.as_str().into(),
        began,
    );
    batch.rooms.push(RoomSession {
        record,
        end: Some(End::observed(began.plus(3_600_000))),
        region: None,
        participants_total: u32::try_from(SESSIONS_PER_ROOM)?,
    });
    for session in 0..SESSIONS_PER_ROOM {
        let identity = format!("participant-{}", session.max(1));
        let joined = began.plus(i64::try_from(session)? * 97_531);
        let record = ParticipantRecord::seen(
            format!("PA_{number:012}_{session}").into(),
            sid.as_str().into(),
            identity.into(),
            joined,
        );
        batch.participants.push(ParticipantSession {
            record,
            end: Some(End::observed(joined.plus(1_800_000))),
            in_doubt: false,
            deployment: DeploymentName::clone(&deployment),
            room_name: name.as_str().into(),
            quality: None,
            listed_at: None,
        });
    }
    Ok(())
}

//! Rules played over stored history, and the audit trail verified in the database.

use std::sync::Arc;
use std::time::Duration;

use livekit_console::alerts::backtest::{self, BacktestResult, Error, Options};
use livekit_console::alerts::engine::Engine;
use livekit_console::alerts::evaluate::Happening;
use livekit_console::alerts::evaluation::Evaluation;
use livekit_console::alerts::windows::Windows;
use livekit_console::audit::verify;
use livekit_console::model::{
    Deployment, Gap, GapSource, Measure, Millis, NewAuditLine, Rule, SystemSample,
};
use livekit_console::store::{AlertBatch, Batch, Retention, SharedStore};
use reqwest::Method;
use serde_json::{Value, json};

use crate::console::{Console, NOW};
use crate::database::Database;
use crate::store_contract::make::{self, HOME, START, at};

fn rule(fields: &Value) -> Rule {
    let mut rule = json!({
        "name": "tried", "measure": "room_participants", "comparison": "above", "threshold": 1,
        "severity": "info"
    });
    for (name, value) in fields.as_object().expect("an object") {
        rule[name] = value.clone();
    }
    serde_json::from_value(rule).expect("a rule")
}

async fn play(
    store: &SharedStore,
    rule: Rule,
    (from, to): (Millis, Millis),
) -> Result<BacktestResult, Error> {
    let options = Options {
        deployments: vec![Deployment {
            name: HOME.into(),
            region: Some("eu".into()),
            synthetic: false,
        }],
        interval: Duration::from_secs(10),
        silences: Vec::new(),
    };
    backtest::run(Arc::clone(store), rule, (from, to), options, |share| {
        assert!((0.0..=1.0).contains(&share), "{share}");
    })
    .await
}

/// When it fired and was over, in seconds.
fn times(result: &BacktestResult) -> Vec<(i64, Option<i64>)> {
    let second = |at: chrono::DateTime<chrono::Utc>| Millis::from_utc(at).since(START) / 1000;
    let alerts = result.alerts.iter();
    alerts.map(|alert| (second(alert.started_at), alert.resolved_at.map(second))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backtest_evaluates_samples_like_the_live_engine_and_uses_minutes_instead() {
    Database::sqlite()
        .with(|store| async move {
            // Two hours: the rate comes and goes, and some slots are missing.
            let sample = |slot: i64| {
                let wave = (slot / 17 + slot / 29) % 5;
                SystemSample {
                    disconnect_rate: if wave > 2 { 2.0 } else { 0.0 },
                    ..SystemSample::empty(at(slot * 10), HOME.into(), Some("eu".into()))
                }
            };
            let there = |slot: &i64| slot % 97 > 7 && !(300..330).contains(slot);
            let samples: Vec<_> = (-360..720).filter(there).map(sample).collect();
            store.write_samples(&samples).await.expect("written");
            store.roll_up(at(7200)).await.expect("rolled up");
            let rule = rule(&json!({
                "measure": "disconnect_rate", "threshold": 0.5, "window_seconds": 300,
                "for_seconds": 30, "keep_firing_for_seconds": 60
            }));
            let result = play(&store, rule.clone(), (START, at(7200))).await.expect("it is played");
            let mut windows = Windows::new([(HOME.into(), Some("eu".into()))]);
            let (mut engine, mut expected) = (Engine::default(), Vec::new());
            let mut rest = samples.into_iter().peekable();
            for tick in 0..720 {
                while let Some(sample) = rest.next_if(|sample| sample.at <= at(tick * 10)) {
                    windows.take_system(sample);
                }
                let tick = Evaluation::new(at(tick * 10), &windows, None, None, Vec::new());
                let second = tick.at.since(START) / 1000;
                for step in engine.evaluate(&rule, &tick).0 {
                    match step.happening {
                        Happening::Fired { .. } => expected.push((second, None)),
                        Happening::Resolved { .. } => {
                            expected.last_mut().expect("it fired").1 = Some(second);
                        }
                        _ => {}
                    }
                }
            }
            assert!(expected.len() > 2, "{expected:?}");
            assert_eq!(times(&result), expected);
            assert_eq!((result.ticks, result.subjects), (720, 1));
            assert!(result.known_ratio > 0.8 && result.known_ratio < 1.0, "{}", result.known_ratio);
            assert_eq!(result.alerts_total, expected.len() as u64);
            let message = expected.iter().map(|it| 1 + u64::from(it.1.is_some())).sum::<u64>();
            assert_eq!(result.notifications_total, message);
            // Of the first hour only means of minutes are left.
            let retention = Retention {
                events_days: None,
                sessions_days: None,
                samples_days: Some(1),
                minutes_days: None,
                hours_days: None,
                alerts_days: None,
            };
            // What coarser means are made of is kept until they are.
            let later = SystemSample::empty(at(86_400), HOME.into(), Some("eu".into()));
            store.write_samples(&[later]).await.expect("written");
            store.roll_up(at(86_400)).await.expect("rolled up");
            store.retain(retention, at(86_400 + 3600)).await.expect("deleted");
            let left = store.history(at(0), at(3600), 10_000, None, None).await.expect("read");
            assert!(left.is_empty());
            let later = play(&store, rule, (START, at(7200))).await.expect("it is played");
            assert!(later.known_ratio >= result.known_ratio, "{}", later.known_ratio);
            let second_hour = |result: &BacktestResult| {
                times(result).into_iter().filter(|it| it.0 > 4200).collect::<Vec<_>>()
            };
            assert_eq!(second_hour(&later), second_hour(&result));
            assert!(later.alerts_total > second_hour(&later).len() as u64);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_people_and_nodes_are_played_from_sessions_and_gaps() {
    Database::sqlite()
        .with(|store| async move {
            let sessions = [("PA_1", 100, 900), ("PA_2", 205, 400), ("PA_3", 500, 700)];
            let batch = Batch {
                rooms: vec![
                    make::ended_room("RM_1", "room", at(95), at(1000)),
                    make::room("RM_2", "other", at(-7000)),
                ],
                participants: sessions
                    .iter()
                    .map(|(sid, from, to)| {
                        let mut session = make::ended_participant(sid, "RM_1", at(*from), at(*to));
                        session.record.identity = "ann".into();
                        session
                    })
                    .collect(),
                ..Batch::default()
            };
            store.write(&batch).await.expect("written");
            for (source, subject, from, to) in [
                (GapSource::Scrape, Some("http://n"), 300, 450),
                (GapSource::Console, None, 611, 655),
            ] {
                let deployment = subject.map(|_| HOME);
                let ended_at = Some(at(to).to_utc());
                let gap = Gap { ended_at, ..Gap::new(source, deployment, subject, at(from)) };
                store.write_gap(&gap).await.expect("written");
            }
            let range = (START, at(1200));
            let many = play(&store, rule(&json!({})), range).await.expect("it is played");
            assert_eq!(times(&many), [(210, Some(400)), (500, Some(700))]);
            assert_eq!(many.alerts[0].subject.room_sid.as_deref(), Some("RM_1"));
            assert_eq!(many.subjects, 2);
            // 44 seconds without a console are four ticks of 10: 620 to 650.
            let ticks = 120.0 + 90.0;
            assert!(
                (many.known_ratio - (ticks - 8.0) / ticks).abs() < 1e-9,
                "{}",
                many.known_ratio
            );
            let long = rule(&json!({"measure": "room_duration_minutes", "threshold": 120}));
            let long = play(&store, long, range).await.expect("it is played");
            assert_eq!(times(&long), [(210, None)]);
            assert!((long.alerts[0].max_value - 8190.0 / 60.0).abs() < 1e-9);
            let joins = rule(&json!({"measure": "participant_joins", "threshold": 2}));
            let joins = play(&store, joins, range).await.expect("it is played");
            assert_eq!(times(&joins), [(500, Some(700))]);
            assert_eq!(joins.alerts[0].subject.participant.as_deref(), Some("ann"));
            let down = rule(&json!({"measure": "node_down_seconds", "threshold": 60}));
            let down = play(&store, down, range).await.expect("it is played");
            assert_eq!(times(&down), [(370, Some(450))]);
            assert!((down.alerts[0].max_value - 140.0).abs() < 1e-9);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_played_is_refused_in_words() {
    Database::sqlite()
        .with(|store| async move {
            let day = 86_400;
            for (fields, to, words) in [
                (json!({"measure": "room_publishers"}), day, "`measure` is `room_publishers`"),
                (json!({"scope": {"deployment": "mars"}}), day, "`mars`"),
                (json!({"threshold": -1}), day, "`threshold` is -1"),
                (json!({}), 0, "not before `to`"),
                (json!({}), 401 * day, "longer than 400 days"),
            ] {
                let refused = play(&store, rule(&fields), (START, at(to))).await.expect_err(words);
                assert!(refused.to_string().contains(words), "{refused}");
            }
            assert!(Measure::ALL.iter().any(|measure| !measure.is_stored()));
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backtest_is_returned_at_the_end_or_line_by_line() {
    let console = Console::spawn().await;
    console.store.prepare().await.expect("the database is there");
    let room = make::ended_room("RM_1", "room", NOW.plus(-7_200_000), NOW.plus(-3_600_000));
    let batch = Batch { rooms: vec![room], ..Batch::default() };
    console.store.write(&batch).await.expect("written");
    let body = json!({
        "from": "now-1d",
        "rule": rule(&json!({"measure": "room_duration_minutes", "threshold": 30}))
    });
    let post = |body: &Value, accept: &'static str| {
        let request = console.request(Method::POST, "/api/alert-rules/backtest");
        let request = request.header("content-type", "application/json").header("accept", accept);
        request.header("x-request-id", "asked").body(body.to_string()).send()
    };
    let response = post(&body, "application/json").await.expect("an answer");
    assert_eq!(response.status(), 200);
    let result: Value = response.json().await.expect("JSON");
    assert_eq!((&result["alerts_total"], &result["ticks"]), (&json!(1), &json!(8640)));
    assert_eq!(result["alerts"][0]["subject"]["room"], "room");
    let response = post(&body, "application/x-ndjson").await.expect("an answer");
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    let text = response.text().await.expect("lines");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (last, before) = lines.split_last().expect("there are lines");
    assert_eq!(last["result"], result);
    assert!(!before.is_empty() && before.iter().all(|line| line["progress"].is_f64()), "{text}");
    for (field, value, code) in [
        ("rule", json!({"name": "x"}), "invalid_body"),
        ("rule", json!(rule(&json!({"window_seconds": 60}))), "invalid_rule"),
        ("rule", json!(rule(&json!({"measure": "room_publishers"}))), "not_backtestable"),
        ("from", json!("yesterday"), "invalid_body"),
        ("from", json!("now-401d"), "invalid_body"),
        ("more", json!(1), "invalid_body"),
    ] {
        let mut bad = body.clone();
        bad[field] = value;
        let response = post(&bad, "application/x-ndjson").await.expect("an answer");
        assert_eq!(response.status(), 400, "{bad}");
        let problem: Value = response.json().await.expect("a problem");
        assert_eq!(problem["code"], code, "{bad}: {problem}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_trail_in_the_database_is_verified_before_and_after_retention() {
    Database::sqlite()
        .with(|store| async move {
            for number in 0..7 {
                let line = NewAuditLine {
                    at: at(number).to_utc(),
                    kind: "rule.changed".to_owned(),
                    actor: "ada".to_owned(),
                    subject: format!("rule_{number}"),
                    body: "{}".to_owned(),
                };
                let batch = AlertBatch { lines: vec![line], ..AlertBatch::default() };
                store.record(&batch).await.expect("written");
            }
            let verdict = verify::verify(&store, None).await.expect("read");
            let head = store.audit_head().await.expect("read");
            let message = verdict.sentence().expect("all is well");
            assert_eq!(message, format!("audit: lines 1–7 verified, head 7 {}", head.hash));
            let expected = format!("7:{}", head.hash).parse().expect("a head");
            store.retain_alerts(at(4), at(100)).await.expect("deleted");
            let verdict = verify::verify(&store, Some(&expected)).await.expect("read");
            let message = verdict.sentence().expect("all is well");
            assert!(message.starts_with("audit: lines 5–8 verified, head 8 "), "{message}");
            let other = format!("6:{}", head.hash).parse().expect("a head");
            let verdict = verify::verify(&store, Some(&other)).await.expect("read");
            let message = verdict.sentence().expect_err("line 6 has another hash");
            assert!(message.contains("line 6"), "{message}");
        })
        .await;
}

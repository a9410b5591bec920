//! A backtest over what was recorded tells just what the live evaluator did at the time.

use livekit_console::model::{Comparison, Measure, Rule};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use super::collector::after;
use super::script::{Play, rule};
use crate::webhook_bodies;

/// Rules of every kind that is stored.
fn rules() -> Vec<Rule> {
    vec![
        rule("crowded", Measure::RoomParticipants, Comparison::Above, 3.0),
        Rule {
            for_seconds: 30,
            keep_firing_for_seconds: 40,
            ..rule("crowded_for_long", Measure::RoomParticipants, Comparison::AtLeast, 3.0)
        },
        rule("open_for_long", Measure::RoomDuration, Comparison::Above, 4.0),
        rule("empty", Measure::RoomParticipants, Comparison::Below, 1.0),
        Rule { window_seconds: 60, ..rule("rush", Measure::JoinRate, Comparison::Above, 3.0) },
        Rule {
            for_seconds: 20,
            keep_firing_for_seconds: 20,
            ..rule("many", Measure::TotalParticipants, Comparison::Above, 8.0)
        },
        Rule {
            window_seconds: 120,
            minimum_count: 2,
            ..rule("lost", Measure::UnexpectedDepartureRatio, Comparison::Above, 0.4)
        },
        rule("comes_and_goes", Measure::ParticipantJoins, Comparison::AtLeast, 3.0),
    ]
}

/// What a page or a backtest says of the alerts of a rule: about what, from when to when, at which
/// value; in one order.
fn summary(alerts: &Value) -> Vec<(String, String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut summary: Vec<_> = alerts
        .as_array()
        .expect("a list")
        .iter()
        .map(|alert| {
            let of = if alert["subject"].is_object() { &alert["subject"] } else { alert };
            let about = format!("{} {} {}", of["room"], of["room_sid"], of["participant"]);
            let value = format!("{:.6}", alert["value"].as_f64().expect("a value"));
            (about, text(&alert["started_at"]), text(&alert["resolved_at"]), value)
        })
        .collect();
    summary.sort();
    summary
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backtest_equals_what_the_live_evaluator_did() {
    let mut play = Play::begin(rules()).await;
    let mut dice = ChaCha8Rng::seed_from_u64(41);
    // Who is where: room, its session, the stay, the identity, and when they joined.
    let mut there: Vec<(usize, u32, u32, usize, i64)> = Vec::new();
    let mut sessions = [0_u32; 4];
    let mut participant_sessions = 0_u32;
    let sid = |room: usize, session: u32| format!("RM_{room}_{session}");
    for _ in 0..100 {
        // Between two evaluations: an event at the very moment of one is received after it.
        let at = play.now + 5;
        play.console.clock.set(after(at));
        for _ in 0..dice.random_range(0..3) {
            let room = dice.random_range(0..4);
            let name = format!("room-{room}");
            if dice.random_range(0..5) < 3 || there.is_empty() {
                if sessions[room] == 0 {
                    sessions[room] = 1 + u32::try_from(at).unwrap_or(0);
                    let started =
                        webhook_bodies::room_started(&sid(room, sessions[room]), &name, -at);
                    play.console.receive_webhooks(&[started]).await;
                }
                // Whoever came a second time while they are there would end the first stay, and
                // the departure that is reported later would undo that.
                let away =
                    |who: &usize| !there.iter().any(|(of, .., is, _)| (of, is) == (&room, who));
                let Some(who) = (0..6).filter(away).nth(dice.random_range(0..3)) else { continue };
                participant_sessions += 1;
                let (participant_session, identity) =
                    (format!("PA_{participant_sessions}"), format!("who-{who}"));
                let session = sid(room, sessions[room]);
                let join = webhook_bodies::joined(
                    &session,
                    &name,
                    &participant_session,
                    &identity,
                    "STANDARD",
                    -at,
                );
                play.console.receive_webhooks(&[join]).await;
                there.push((room, sessions[room], participant_sessions, who, at));
            } else {
                let (room, session, participant_session, who, joined) =
                    there.swap_remove(dice.random_range(0..there.len()));
                let reason = ["CLIENT_INITIATED", "CONNECTION_TIMEOUT"][dice.random_range(0..2)];
                let (participant_session, who) =
                    (format!("PA_{participant_session}"), format!("who-{who}"));
                let (session, name) = (sid(room, session), format!("room-{room}"));
                let ago = (-joined, -at);
                let left =
                    webhook_bodies::left(&session, &name, &participant_session, &who, reason, ago);
                play.console.receive_webhooks(&[left]).await;
            }
        }
        // Now and then a room that is empty ends.
        for (room, open) in sessions.iter_mut().enumerate() {
            let is_empty = !there.iter().any(|(of, ..)| *of == room);
            if is_empty && *open != 0 && dice.random_range(0..6) == 0 {
                let session = sid(room, std::mem::take(open));
                let name = format!("room-{room}");
                play.console
                    .receive_webhooks(&[webhook_bodies::room_finished(&session, &name, -at)])
                    .await;
            }
        }
        play.until(play.now + 10).await;
    }
    play.console.until_stored().await;
    let mut fired = 0;
    for rule in rules() {
        let live = play.console.read(&format!("/api/alerts?rule={}&limit=1000", rule.name)).await;
        let body = json!({
            "rule": rule,
            // The first tick that was evaluated, and the one behind the last.
            "from": after(10).to_utc(),
            "to": after(play.now + 10).to_utc(),
        });
        let response = play.post("/api/alert-rules/backtest", &body).await;
        assert_eq!(summary(&response["alerts"]), summary(&live["alerts"]), "{}", rule.name);
        assert_eq!(response["alerts_total"], live["total"], "{}", rule.name);
        assert!(live["total"].as_u64() > Some(0), "{} fired", rule.name);
        fired += live["total"].as_u64().unwrap_or(0);
    }
    assert!(fired > 30, "{fired} alerts were compared");
    play.console.stop().await;
}

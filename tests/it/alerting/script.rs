//! Scripts: what happens at which second, and which steps and notifications are wanted in which
//! window. The clock is moved by hand, from tick to tick; each tick is waited for.

use std::ops::RangeInclusive;

use livekit_console::config::Options;
use livekit_console::model::{Comparison, Measure, Rule, Scope, Severity};
use reqwest::Method;
use serde_json::{Value, json};

use super::collector::{Collector, after};
use crate::console::{Console, NOW, eventually};
use crate::webhook_bodies;

/// Seconds between two ticks.
pub(crate) const TICK: i64 = 10;

/// A rule that fires at once.
pub(crate) fn rule(name: &str, measure: Measure, comparison: Comparison, threshold: f64) -> Rule {
    Rule {
        name: name.to_owned(),
        description: None,
        enabled: true,
        measure,
        comparison,
        threshold,
        window_seconds: 0,
        minimum_count: 0,
        for_seconds: 0,
        keep_firing_for_seconds: 0,
        severity: Severity::Warning,
        scope: Scope::default(),
        message: None,
        runbook_url: None,
    }
}

/// A console whose clock is moved from tick to tick, and a collector that it tells.
pub(crate) struct Play {
    pub(crate) console: Console,
    pub(crate) collector: Collector,
    /// Seconds after the beginning.
    pub(crate) now: i64,
    /// Stays that were made, for their sids.
    sessions: u32,
}

impl Play {
    /// A console with these rules that tells the collector.
    pub(crate) async fn begin(rules: Vec<Rule>) -> Self {
        Self::begin_with(rules, |_, _| ()).await
    }

    /// The same, after `adjust` has changed its options.
    pub(crate) async fn begin_with(
        rules: Vec<Rule>,
        adjust: impl FnOnce(&mut Options, &Collector),
    ) -> Self {
        let clock = livekit_console::clock::Clock::manual(NOW);
        let collector = Collector::start(clock.clone());
        let folder = tempfile::tempdir().expect("a folder");
        let console = Console::spawn_on(folder, clock, |options| {
            options.alert_rules = rules;
            options.receivers = vec![collector.receiver("collector")];
            options.alert_allowed_hosts = Some(vec!["127.0.0.0/8".to_owned()]);
            adjust(options, &collector);
        })
        .await;
        console.until_stored().await;
        Self { console, collector, now: 0, sessions: 0 }
    }

    /// Goes on with a console that was started again at second `now`.
    pub(crate) const fn adopt(console: Console, collector: Collector, now: i64) -> Self {
        Self { console, collector, now, sessions: 1000 }
    }

    /// Moves the clock to `to`, tick by tick; each is evaluated, and what is due then is sent.
    pub(crate) async fn until(&mut self, to: i64) {
        while self.now + TICK <= to {
            self.now += TICK - self.now.rem_euclid(TICK);
            self.console.clock.set(after(self.now));
            self.evaluated().await;
        }
    }

    /// Waits until the tick of now is evaluated and what was due is sent.
    pub(crate) async fn evaluated(&self) {
        let wanted = after(self.now).to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        eventually(&format!("second {} is evaluated", self.now), async || {
            let alerting = self.console.read("/api/alerting").await;
            let evaluated =
                alerting["evaluator"]["last_evaluation_at"].as_str().is_some_and(|at| {
                    at.parse::<chrono::DateTime<chrono::Utc>>().ok() >= wanted.parse().ok()
                });
            let due = alerting["outbox"]["oldest_due_at"].as_str().is_some_and(|at| {
                at.parse::<chrono::DateTime<chrono::Utc>>()
                    .is_ok_and(|at| at <= after(self.now).to_utc())
            });
            evaluated && !due
        })
        .await;
    }

    /// So many people join a room now; it begins if it has not.
    pub(crate) async fn join(&mut self, room: &str, people: u32) {
        let sid = format!("RM_{room}");
        let mut events = vec![webhook_bodies::room_started(&sid, room, -self.now)];
        for _ in 0..people {
            self.sessions += 1;
            let (session, who) =
                (format!("PA_{}", self.sessions), format!("person-{}", self.sessions));
            events.push(webhook_bodies::joined(&sid, room, &session, &who, "STANDARD", -self.now));
        }
        self.console.receive_webhooks(&events).await;
    }

    /// Whoever joined as number `stay` leaves now.
    pub(crate) async fn leave(&self, room: &str, session: u32, joined_at: i64, reason: &str) {
        let (sid, who) = (format!("PA_{session}"), format!("person-{session}"));
        let ago = (-joined_at, -self.now);
        let event = webhook_bodies::left(&format!("RM_{room}"), room, &sid, &who, reason, ago);
        self.console.receive_webhooks(&[event]).await;
    }

    /// The client of the one who joined `demo` as number `who` reports how its connection is.
    pub(crate) async fn report(&self, who: i64, quality: &str) {
        let body = json!({"at": after(self.now).0, "quality": quality});
        let token = crate::holder::token("demo", &format!("person-{who}"));
        let request = self.console.request(Method::POST, "/api/livekit/quality").bearer_auth(token);
        let response = request.json(&body).send().await.expect("an answer");
        assert_eq!(response.status(), 202, "person {who} may report");
        self.console.until_stored().await;
    }

    /// The room ends now.
    pub(crate) async fn finish(&self, room: &str) {
        let event = webhook_bodies::room_finished(&format!("RM_{room}"), room, -self.now);
        self.console.receive_webhooks(&[event]).await;
    }

    /// Posts; tells the answer, which must be a success.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let response = self.console.request(Method::POST, path).json(body).send().await;
        let response = response.expect("an answer");
        let (status, text) = (response.status(), response.text().await.unwrap_or_default());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// The steps of every alert of a rule, in order: second, kind and room.
    pub(crate) async fn steps(&self, rule: &str) -> Vec<(i64, String, String)> {
        let page = self.console.read(&format!("/api/alerts?rule={rule}&limit=1000")).await;
        let mut steps = Vec::new();
        for alert in page["alerts"].as_array().expect("a list") {
            let id = alert["id"].as_str().expect("an id");
            let detail = self.console.read(&format!("/api/alerts/{id}")).await;
            for step in detail["transitions"].as_array().expect("a list") {
                let at = step["at"].as_str().and_then(|at| at.parse().ok());
                let at: chrono::DateTime<chrono::Utc> = at.expect("a time");
                steps.push((
                    (at - NOW.to_utc()).num_seconds(),
                    step["kind"].as_str().expect("a kind").to_owned(),
                    alert["room"].as_str().unwrap_or_default().to_owned(),
                ));
            }
        }
        steps.sort();
        steps
    }

    /// Wants just these steps of a rule: each in its window, of this kind.
    pub(crate) async fn wants(&self, rule: &str, wanted: &[(RangeInclusive<i64>, &str)]) {
        let steps = self.steps(rule).await;
        assert_eq!(steps.len(), wanted.len(), "{rule}: wanted {wanted:?}, found {steps:?}");
        for ((at, kind, _), (window, wanted_kind)) in steps.iter().zip(wanted) {
            assert!(window.contains(at) && kind == wanted_kind, "{rule}: {steps:?}, {wanted:?}");
        }
    }

    /// Wants just these notifications about a rule: each in its window, `firing` or `resolved`.
    pub(crate) fn wants_told(&self, rule: &str, wanted: &[(RangeInclusive<i64>, &str)]) {
        let notified = self.collector.notified(rule);
        assert_eq!(
            notified.len(),
            wanted.len(),
            "{rule}: wanted {wanted:?}, notified {notified:?}"
        );
        for ((at, status), (window, wanted_status)) in notified.iter().zip(wanted) {
            assert!(
                window.contains(at) && status == wanted_status,
                "{rule}: {notified:?}, {wanted:?}"
            );
        }
    }

    /// The one open alert of a rule.
    pub(crate) async fn open(&self, rule: &str) -> Value {
        let page = self.console.read(&format!("/api/alerts?status=open&rule={rule}")).await;
        assert_eq!(page["total"], 1, "{page}");
        page["alerts"][0].clone()
    }
}

/// A body that says who acts.
pub(crate) fn by(name: &str, note: &str) -> Value {
    json!({"by": name, "note": note})
}

//! The outbox on a real store: which alerts are sent together, in which order, and what happens
//! when receivers fail, hang or are gone.

use std::sync::Arc;

use livekit_console::alerts::notification_policy::{Notified, notices};
use livekit_console::alerts::notify::trial;
use livekit_console::alerts::outbox::{DeliveryCounts, Dispatcher};
use livekit_console::metrics::Metrics;
use livekit_console::model::{
    Alert, AlertStatus, Evidence, Millis, Notification, NotificationStatus, Origin, PlacedReceiver,
};
use livekit_console::store::{AlertBatch, NewAlert, NotificationFilter, SharedStore};
use serde_json::{Value, json};

use crate::database::Database;
use crate::notify::{Answer, Fake, sender};

/// An outbox with its store, on a clock of its own.
struct Outbox {
    _database: Database,
    store: SharedStore,
    dispatcher: Dispatcher,
    metrics: Arc<Metrics>,
}

/// When the tests begin.
const BEGIN: Millis = Millis(1_767_225_600_000);

fn at(seconds: i64) -> Millis {
    BEGIN.plus(seconds * 1000)
}

impl Outbox {
    async fn new() -> Self {
        let database = Database::sqlite();
        let store = database.store();
        store.prepare().await.expect("the database is there");
        let metrics = Arc::new(Metrics::new());
        let dispatcher = Dispatcher::new(Arc::clone(&store), sender(), Arc::clone(&metrics));
        Self { _database: database, store, dispatcher, metrics }
    }

    /// Writes what is due of the alert, as the evaluator does when it fires or changes.
    async fn put(
        &self,
        alert: &Alert,
        sent: &Notified,
        to: &[PlacedReceiver],
        now: Millis,
    ) -> Notified {
        let (notifications, after) = notices(alert, sent, to, false, now);
        let opened = NewAlert {
            alert: alert.clone(),
            evidence: Evidence::default(),
            notified: after.to_json(),
        };
        let opened = if *sent == Notified::default() { vec![opened] } else { Vec::new() };
        let batch = AlertBatch { opened, notifications, ..AlertBatch::default() };
        self.store.record(&batch).await.expect("it is written");
        after
    }

    async fn turn(&self, to: &[PlacedReceiver], now: Millis) -> DeliveryCounts {
        self.dispatcher.deliver_due(now, to).await.expect("the store answers")
    }

    async fn rows(&self) -> Vec<Notification> {
        let filter = NotificationFilter { limit: 1000, ..NotificationFilter::default() };
        self.store.notifications(&filter).await.expect("the store answers").rows
    }
}

fn receiver(name: &str, target: &Value) -> PlacedReceiver {
    let body = json!({"name": name, "target": target});
    PlacedReceiver { receiver: serde_json::from_value(body).expect("one"), origin: Origin::Ui }
}

fn hook(name: &str, fake: &Fake) -> PlacedReceiver {
    receiver(name, &json!({"type": "webhook", "url": fake.url("/")}))
}

fn alert(id: &str) -> Alert {
    Alert { id: id.to_owned(), ..trial::alert(BEGIN) }
}

fn resolved(id: &str) -> Alert {
    let resolved_at = Some(at(60).to_utc());
    Alert { status: AlertStatus::Resolved, resolved_at, ..alert(id) }
}

/// Ids and statuses of the alerts in each message that was posted.
fn sent_alerts(fake: &Fake) -> Vec<Vec<(String, String)>> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    fake.seen()
        .iter()
        .map(|(_, body)| {
            let body: Value = serde_json::from_str(body).expect("JSON");
            let alerts = body["alerts"].as_array().expect("a list").iter();
            alerts
                .map(|alert| {
                    let id = text(&alert["generatorURL"]).rsplit('/').next().map(str::to_owned);
                    (id.expect("a link"), text(&alert["status"]))
                })
                .collect()
        })
        .collect()
}

/// The id of each message that was posted.
fn messages(fake: &Fake) -> Vec<String> {
    let id = |head: &str| {
        head.lines().find_map(|line| line.strip_prefix("webhook-id: ")).map(str::to_owned)
    };
    fake.seen().iter().map(|(head, _)| id(head).expect("an id")).collect()
}

#[tokio::test]
async fn alerts_of_a_group_are_sent_together_and_not_too_often() {
    let outbox = Outbox::new().await;
    let fake = Fake::spawn(Answer::of("200 OK", "")).await;
    let to = [hook("ops", &fake)];
    let first = outbox.put(&alert("a1"), &Notified::default(), &to, at(0)).await;
    outbox.put(&alert("a2"), &Notified::default(), &to, at(5)).await;
    assert_eq!(outbox.turn(&to, at(9)).await, DeliveryCounts::default(), "it waits for others");
    let turn = outbox.turn(&to, at(10)).await;
    assert_eq!(turn, DeliveryCounts { sent: 1, ..DeliveryCounts::default() });
    let firing = |id: &str| (id.to_owned(), "firing".to_owned());
    assert_eq!(sent_alerts(&fake), [vec![firing("a1"), firing("a2")]]);
    outbox.put(&resolved("a1"), &first, &to, at(20)).await;
    assert_eq!(outbox.turn(&to, at(20)).await.held, 1, "the group was notified a moment ago");
    assert_eq!(outbox.turn(&to, at(75)).await.sent, 1);
    assert_eq!(sent_alerts(&fake)[1], [("a1".to_owned(), "resolved".to_owned())]);
    assert!(outbox.rows().await.iter().all(|row| row.status == NotificationStatus::Sent));
    assert_eq!(outbox.turn(&to, at(200)).await, DeliveryCounts::default());
    assert_eq!(outbox.metrics.outbox_waiting.get().to_bits(), 0.0_f64.to_bits());
}

#[tokio::test]
async fn a_message_that_failed_is_sent_again_as_it_was_and_later_ones_wait_for_it() {
    let outbox = Outbox::new().await;
    let fake = Fake::spawn(Answer::of("503 Service Unavailable\r\nRetry-After: 100", "")).await;
    let to = [hook("ops", &fake)];
    let first = outbox.put(&alert("a1"), &Notified::default(), &to, at(0)).await;
    assert_eq!(outbox.turn(&to, at(10)).await.retried, 1);
    outbox.put(&resolved("a1"), &first, &to, at(60)).await;
    fake.set(Answer::of("200 OK", ""));
    let turn = outbox.turn(&to, at(80)).await;
    assert_eq!((turn.sent, turn.held), (0, 1), "nobody hears of the end first");
    let later = at(200);
    assert_eq!(outbox.turn(&to, later).await.sent, 1);
    assert_eq!(outbox.turn(&to, at(300)).await.sent, 1);
    let sent = messages(&fake);
    assert_eq!(sent[0], sent[1], "the same message");
    assert_ne!(sent[1], sent[2]);
    let statuses: Vec<_> =
        sent_alerts(&fake).into_iter().map(|alerts| alerts[0].1.clone()).collect();
    assert_eq!(statuses, ["firing", "firing", "resolved"]);
}

#[tokio::test]
async fn a_message_keeps_its_rows_over_a_crash() {
    let outbox = Outbox::new().await;
    let fake = Fake::spawn(Answer::of("200 OK", "")).await;
    let to = [hook("ops", &fake)];
    outbox.put(&alert("a1"), &Notified::default(), &to, at(0)).await;
    outbox.put(&alert("a2"), &Notified::default(), &to, at(0)).await;
    let rows = outbox.rows().await;
    let ids = [rows.iter().find(|row| row.alert.id == "a1").expect("a row").id.clone()];
    // As it stands if the process ends between putting together and sending.
    outbox.store.assign_message(&ids, "msg_before").await.expect("the store answers");
    assert_eq!(outbox.turn(&to, at(10)).await.sent, 1);
    assert_eq!(messages(&fake), ["msg_before"]);
    assert_eq!(sent_alerts(&fake)[0].len(), 1, "the same rows");
    assert_eq!(outbox.turn(&to, at(100)).await.sent, 1);
    assert_eq!(sent_alerts(&fake)[1][0].0, "a2");
}

#[tokio::test]
async fn what_is_refused_or_has_no_receiver_is_parked_with_the_reason() {
    let outbox = Outbox::new().await;
    let fake = Fake::spawn(Answer::of("400 Bad Request", "no")).await;
    let mut disabled = hook("disabled", &fake);
    let to = [hook("ops", &fake), disabled.clone(), hook("gone", &fake)];
    outbox.put(&alert("a1"), &Notified::default(), &to, at(0)).await;
    disabled.receiver.enabled = false;
    let left = [to[0].clone(), disabled];
    let turn = outbox.turn(&left, at(10)).await;
    assert_eq!((turn.refused, turn.parked), (1, 2));
    let rows = outbox.rows().await;
    for (receiver, why) in [
        ("ops", "400 Bad Request: no"),
        ("disabled", "the receiver `disabled` is disabled"),
        ("gone", "there is no receiver `gone` any more"),
    ] {
        let row = rows.iter().find(|row| row.receiver == receiver).expect("a row");
        assert_eq!(row.status, NotificationStatus::Parked);
        assert_eq!(row.error.as_deref(), Some(why));
    }
    assert_eq!(outbox.metrics.outbox_parked.get().to_bits(), 3.0_f64.to_bits());
    let decided = vec![(
        rows.iter().find(|row| row.receiver == "ops").expect("a row").id.clone(),
        NotificationStatus::Waiting,
    )];
    let batch = AlertBatch { decided, ..AlertBatch::default() };
    outbox.store.record(&batch).await.expect("it is written");
    fake.set(Answer::of("200 OK", ""));
    assert_eq!(outbox.turn(&left, at(20)).await.sent, 1);
    let sent = messages(&fake);
    assert_eq!(sent[0], sent[1], "sent again under the same id");
}

#[tokio::test]
async fn one_receiver_that_hangs_keeps_no_other_waiting() {
    let outbox = Outbox::new().await;
    let (hanging, quick) =
        (Fake::spawn(Answer::Silent).await, Fake::spawn(Answer::of("200 OK", "")).await);
    let to = [hook("hanging", &hanging), hook("quick", &quick)];
    outbox.put(&alert("a1"), &Notified::default(), &to, at(0)).await;
    let turn = outbox.turn(&to, at(10)).await;
    assert_eq!((turn.sent, turn.retried), (1, 1));
    let other = Alert { rule: "other".to_owned(), ..alert("a2") };
    outbox.put(&other, &Notified::default(), &to, at(1)).await;
    let turn = outbox.turn(&to, at(11)).await;
    assert_eq!((turn.sent, turn.held), (1, 1), "the one that failed is left alone for a while");
    assert_eq!(hanging.seen().len(), 1);
}

#[tokio::test]
async fn a_message_is_given_up_after_a_day() {
    let outbox = Outbox::new().await;
    let fake = Fake::spawn(Answer::of("500 Internal Server Error", "")).await;
    let to = [hook("ops", &fake)];
    outbox.put(&alert("a1"), &Notified::default(), &to, at(0)).await;
    let mut now = 10;
    while now < 86_400 {
        let turn = outbox.turn(&to, at(now)).await;
        assert_eq!(turn.parked, 0);
        now += 960;
    }
    assert_eq!(outbox.turn(&to, at(now + 960)).await.parked, 1);
    let row = outbox.rows().await.remove(0);
    assert_eq!(row.status, NotificationStatus::Parked);
    let error = row.error.expect("a reason");
    assert!(error.starts_with("given up after a day"), "{error}");
}

#[tokio::test]
async fn pagerduty_receives_each_alert_alone() {
    let outbox = Outbox::new().await;
    let fake = Fake::spawn(Answer::of("202 Accepted", "")).await;
    let target = json!({"type": "pagerduty", "routing_key": "key", "url": fake.url("/")});
    let to = [receiver("pager", &target)];
    let first = outbox.put(&alert("a1"), &Notified::default(), &to, at(0)).await;
    outbox.put(&alert("a2"), &Notified::default(), &to, at(0)).await;
    assert_eq!(outbox.turn(&to, at(10)).await.sent, 2);
    outbox.put(&resolved("a1"), &first, &to, at(11)).await;
    assert_eq!(outbox.turn(&to, at(11)).await.sent, 1, "an incident ends at once");
    let events: Vec<(String, String)> = fake
        .seen()
        .iter()
        .map(|(_, body)| {
            let event: Value = serde_json::from_str(body).expect("JSON");
            let text = |name: &str| event[name].as_str().expect("a text").to_owned();
            (text("dedup_key"), text("event_action"))
        })
        .collect();
    assert_eq!(events.len(), 3);
    assert_eq!(events[2], ("a1".to_owned(), "resolve".to_owned()));
    assert!(events.contains(&("a2".to_owned(), "trigger".to_owned())));
}

#[tokio::test]
async fn alertmanagers_receive_open_alerts_every_minute() {
    let outbox = Outbox::new().await;
    let fake = Fake::spawn(Answer::of("200 OK", "")).await;
    let target = json!({"type": "alertmanager", "urls": [fake.url("")]});
    let to = [receiver("am", &target), hook("ops", &fake)];
    let open = [alert("a1"), alert("a2")];
    assert_eq!(outbox.dispatcher.resend(at(0), &to, &open).await, 1);
    assert_eq!(outbox.dispatcher.resend(at(59), &to, &open).await, 0, "not yet");
    assert_eq!(outbox.dispatcher.resend(at(60), &to, &[]).await, 0, "nothing is open");
    assert_eq!(outbox.dispatcher.resend(at(120), &to, &open).await, 1);
    let seen = fake.seen();
    assert_eq!(seen.len(), 2);
    let body: Value = serde_json::from_str(&seen[0].1).expect("JSON");
    assert_eq!(body.as_array().expect("a list").len(), 2);
    assert_eq!(body[0]["endsAt"], "2026-01-01T00:05:00.000Z");
}

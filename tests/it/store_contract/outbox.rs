//! Notifications from the outbox until they are accepted.

use livekit_console::model::{Millis, Notice, Notification, NotificationStatus, OutboxStatus};
use livekit_console::store::{
    AlertBatch, DeliveryResult, Error, NotificationFilter, Page, SharedStore,
};

use super::make::{alert, at, line, notification};

/// A notification of alert `a1` that waits.
fn waiting(id: &str, seconds: i64) -> Notification {
    notification(id, &alert("a1", at(0)), at(seconds))
}

async fn write(store: &SharedStore, notifications: &[Notification]) {
    let notifications = notifications.to_vec();
    store.record(&AlertBatch { notifications, ..AlertBatch::default() }).await.expect("recorded");
}

fn all() -> NotificationFilter {
    NotificationFilter { limit: 100, ..NotificationFilter::default() }
}

fn ids(notifications: &[Notification]) -> String {
    notifications.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// The ids of those that are due.
async fn due(store: &SharedStore, now: Millis, limit: u32) -> String {
    ids(&store.due_notifications(now, limit).await.expect("read"))
}

/// The one of that id.
async fn read(store: &SharedStore, id: &str) -> Notification {
    let Page { rows, .. } = store.notifications(&all()).await.expect("read");
    rows.into_iter().find(|one| one.id == id).expect("it is there")
}

async fn assign(store: &SharedStore, ids: &[&str], message: &str) -> u64 {
    let ids: Vec<_> = ids.iter().map(|id| (*id).to_owned()).collect();
    store.assign_message(&ids, message).await.expect("assigned")
}

async fn record_attempt(store: &SharedStore, message: &str, delivery: DeliveryResult) {
    store.record_attempt(message, &delivery).await.expect("settled");
}

fn retry(seconds: i64, error: &str) -> DeliveryResult {
    DeliveryResult::Retry { at: at(seconds), error: error.to_owned() }
}

fn parked(error: &str) -> DeliveryResult {
    DeliveryResult::Parked { error: error.to_owned() }
}

async fn decide(store: &SharedStore, decided: &[(&str, NotificationStatus)]) -> Result<(), Error> {
    let decided = decided.iter().map(|(id, status)| ((*id).to_owned(), *status)).collect();
    let lines = vec![line("notification.decided", "ann", "n1", at(0))];
    store.record(&AlertBatch { decided, lines, ..AlertBatch::default() }).await.map(drop)
}

pub(super) async fn a_notification_is_read_back_and_written_once(store: SharedStore) {
    let mut full = waiting("n1", 0);
    full.alert.value = Some(0.123_456_789_012_345_68);
    full.alert.room = Some("a\u{0}b \"c\" 💥".to_owned());
    full.notice = Notice::Reminder;
    "{\"room\":\"o'clock %\"}".clone_into(&mut full.group_key);
    full.status = NotificationStatus::Sent;
    full.message_id = Some("m1".to_owned());
    full.attempts = 3;
    full.error = Some("503 'busy'".to_owned());
    full.sent_at = Some(at(7).to_utc());
    write(&store, &[full.clone(), waiting("n2", 1)]).await;
    // The first one stays, also within one batch.
    let mut again = waiting("n1", 9);
    "other".clone_into(&mut again.receiver);
    write(&store, &[again.clone(), waiting("n3", 2), waiting("n3", 3)]).await;
    let page = store.notifications(&all()).await.expect("read");
    assert_eq!((ids(&page.rows), page.total), ("n3 n2 n1".to_owned(), 3));
    assert_eq!(page.rows[2], full);
    assert_eq!(page.rows[1], waiting("n2", 1));
    let last = store.last_sent("ops", &full.group_key).await.expect("read");
    assert_eq!(last, Some(at(7)));
    for (receiver, group) in [("ops", "rule"), ("other", &*full.group_key)] {
        assert_eq!(store.last_sent(receiver, group).await.expect("read"), None);
    }
}

pub(super) async fn what_is_due_comes_in_order_and_each_message_whole(store: SharedStore) {
    let many: Vec<_> = (0..6).map(|n| waiting(&format!("n{n}"), n)).collect();
    write(&store, &many).await;
    // Each is due ten seconds after it came.
    assert_eq!(due(&store, at(9), 9).await, "");
    assert_eq!(due(&store, at(11), 9).await, "n0 n1");
    assert_eq!(due(&store, at(99), 3).await, "n0 n1 n2");
    assert_eq!(due(&store, at(99), 0).await, "");
    // A message is due at once, whatever is in it.
    assert_eq!(assign(&store, &["n1", "n4", "n5"], "m1").await, 3);
    assert_eq!(due(&store, at(0), 9).await, "n1 n4 n5");
    assert_eq!(due(&store, at(99), 9).await, "n0 n1 n2 n3 n4 n5");
    for (limit, expected) in [
        (1, "n0"),
        // What would be cut in two is left out, and so is what comes behind it.
        (2, "n0"),
        (3, "n0"),
        (4, "n0 n1 n4 n5"),
        (5, "n0 n1 n2 n4 n5"),
    ] {
        assert_eq!(due(&store, at(99), limit).await, expected, "at most {limit}");
    }
    // A message that is longer than any page must not wait for ever.
    assert_eq!(assign(&store, &["n0"], "m0").await, 1);
    record_attempt(&store, "m0", DeliveryResult::Sent { at: at(20) }).await;
    assert_eq!(due(&store, at(99), 2).await, "n1 n4 n5");
    record_attempt(&store, "m1", retry(50, "timeout")).await;
    assert_eq!(due(&store, at(49), 9).await, "n2 n3");
    assert_eq!(due(&store, at(50), 9).await, "n1 n2 n3 n4 n5");
}

pub(super) async fn a_group_is_put_into_one_message_once(store: SharedStore) {
    let mut others = [waiting("o1", 0), waiting("o2", 0), waiting("o3", 0)];
    "dev".clone_into(&mut others[0].receiver);
    "rule2".clone_into(&mut others[1].group_key);
    others[2].status = NotificationStatus::Discarded;
    write(&store, &others).await;
    write(&store, &[waiting("n2", 900), waiting("n1", 0)]).await;
    let group = async || ids(&store.group_notifications("ops", "rule").await.expect("read"));
    assert_eq!(group().await, "n1 n2", "due or not");
    // What is discarded, unknown, or in a message already is not put into one.
    assert_eq!(assign(&store, &["n1", "o3", "n9"], "m1").await, 1);
    assert_eq!(group().await, "n2");
    assert_eq!(assign(&store, &["n1", "n2"], "m2").await, 1);
    assert_eq!(assign(&store, &[], "m3").await, 0);
    assert_eq!(group().await, "");
    assert_eq!(read(&store, "n1").await.message_id.as_deref(), Some("m1"));
    assert_eq!(read(&store, "n2").await.message_id.as_deref(), Some("m2"));
    assert_eq!(read(&store, "o3").await.message_id, None);
}

pub(super) async fn a_message_is_tried_until_it_is_accepted(store: SharedStore) {
    write(&store, &[waiting("n1", 0), waiting("n2", 0), waiting("n3", 0)]).await;
    assign(&store, &["n1", "n2"], "m1").await;
    record_attempt(&store, "m1", retry(30, "no\u{0} answer")).await;
    let tried = read(&store, "n1").await;
    let expected = Notification {
        message_id: Some("m1".to_owned()),
        attempts: 1,
        error: Some("no\u{fffd} answer".to_owned()),
        ..waiting("n1", 0)
    };
    assert_eq!(tried, expected, "it is still due since then");
    assert_eq!(store.last_sent("ops", "rule").await.expect("read"), None);
    record_attempt(&store, "m1", retry(60, "503")).await;
    record_attempt(&store, "m1", DeliveryResult::Sent { at: at(61) }).await;
    for id in ["n1", "n2"] {
        let sent = Notification {
            id: id.to_owned(),
            attempts: 3,
            status: NotificationStatus::Sent,
            sent_at: Some(at(61).to_utc()),
            error: Some("503".to_owned()),
            ..expected.clone()
        };
        assert_eq!(read(&store, id).await, sent);
    }
    assert_eq!(read(&store, "n3").await, waiting("n3", 0), "it is in no message");
    assert_eq!(store.last_sent("ops", "rule").await.expect("read"), Some(at(61)));
    // What is accepted stays so.
    record_attempt(&store, "m1", parked("too late")).await;
    assert_eq!(read(&store, "n1").await.status, NotificationStatus::Sent);
    assign(&store, &["n3"], "m2").await;
    record_attempt(&store, "m2", DeliveryResult::Sent { at: at(50) }).await;
    assert_eq!(store.last_sent("ops", "rule").await.expect("read"), Some(at(61)));
}

pub(super) async fn a_parked_message_waits_for_a_decision(store: SharedStore) {
    let (again, never) = (NotificationStatus::Waiting, NotificationStatus::Discarded);
    write(&store, &[waiting("n1", 0), waiting("n2", 1), waiting("n3", 2)]).await;
    assign(&store, &["n1", "n2"], "m1").await;
    record_attempt(&store, "m1", retry(5000, "503")).await;
    record_attempt(&store, "m1", parked("410 gone")).await;
    assert_eq!(due(&store, at(9000), 9).await, "n3");
    let one = read(&store, "n1").await;
    assert_eq!((one.status, one.attempts), (NotificationStatus::Parked, 2));
    assert_eq!(one.error.as_deref(), Some("410 gone"));
    let status = store.outbox_status().await.expect("read");
    let waits =
        OutboxStatus { waiting: 1, parked: 2, oldest_due_at: Some(waiting("n3", 2).due_at) };
    assert_eq!(status, waits);

    decide(&store, &[("n1", again), ("n2", never), ("n3", never)]).await.expect("decided");
    let one = read(&store, "n1").await;
    assert_eq!((one.status, one.attempts, &one.error), (again, 0, &None));
    assert_eq!(one.message_id.as_deref(), Some("m1"), "it is the same message");
    assert_eq!(due(&store, at(0), 9).await, "n1", "at once");
    assert_eq!(read(&store, "n2").await.status, never);
    assert_eq!(read(&store, "n3").await.status, never);
    // What was discarded is not sent with the others of its message.
    record_attempt(&store, "m1", DeliveryResult::Sent { at: at(9) }).await;
    assert_eq!(read(&store, "n1").await.status, NotificationStatus::Sent);
    assert_eq!(read(&store, "n2").await.status, never);
    let empty = OutboxStatus::default();
    assert_eq!(store.outbox_status().await.expect("read"), empty);
}

pub(super) async fn nothing_waits_for_a_time_of_a_clock_that_was_ahead(store: SharedStore) {
    write(&store, &[waiting("n1", 0), waiting("n2", 50), waiting("n3", 7000)]).await;
    for (id, message, seconds) in [("n1", "m1", 60), ("n2", "m2", 7200)] {
        assign(&store, &[id], message).await;
        record_attempt(&store, message, retry(seconds, "503")).await;
    }
    store.hasten_notifications(at(3600), at(40)).await.expect("written");
    assert_eq!(due(&store, at(39), 10).await, "");
    assert_eq!(due(&store, at(40), 10).await, "n2 n3", "those that would wait for too long");
    assert_eq!(due(&store, at(60), 10).await, "n1 n2 n3");
    let (first, third) = (read(&store, "n1").await, read(&store, "n3").await);
    assert_eq!((first.due_at, third.due_at), (at(10).to_utc(), at(40).to_utc()));
    // What was sent stays as it is.
    record_attempt(&store, "m2", DeliveryResult::Sent { at: at(41) }).await;
    let sent = read(&store, "n2").await;
    store.hasten_notifications(at(0), at(1)).await.expect("written");
    assert_eq!(read(&store, "n2").await, sent);
}

pub(super) async fn what_cannot_be_decided_writes_nothing(store: SharedStore) {
    let (again, never) = (NotificationStatus::Waiting, NotificationStatus::Discarded);
    write(&store, &[waiting("sent", 0), waiting("gone", 0), waiting("n1", 0)]).await;
    assign(&store, &["sent"], "m1").await;
    record_attempt(&store, "m1", DeliveryResult::Sent { at: at(1) }).await;
    decide(&store, &[("gone", never)]).await.expect("decided");
    for bad in [
        ("sent", again),
        ("sent", never),
        ("gone", again),
        ("gone", never),
        ("n1", again),
        ("n1", NotificationStatus::Sent),
        ("n1", NotificationStatus::Parked),
        ("n9", never),
    ] {
        let outcome = decide(&store, &[("n1", never), bad]).await;
        assert!(matches!(outcome, Err(Error::Conflict)), "{bad:?}: {outcome:?}");
        assert_eq!(read(&store, "n1").await.status, NotificationStatus::Waiting);
    }
    assert_eq!(store.audit_head().await.expect("read").sequence, 1);
}

pub(super) async fn notifications_are_filtered_and_paged(store: SharedStore) {
    let mut five: Vec<_> = (0..5).map(|n| waiting(&format!("n{n}"), n / 2)).collect();
    "dev".clone_into(&mut five[1].receiver);
    "a2".clone_into(&mut five[2].alert.id);
    five[3].status = NotificationStatus::Parked;
    write(&store, &five).await;
    let name = |name: &str| Some(name.to_owned());
    let status = |status| NotificationFilter { status: Some(status), ..all() };
    for (filter, expected) in [
        (all(), "n4 n3 n2 n1 n0"),
        (status(NotificationStatus::Waiting), "n4 n2 n1 n0"),
        (status(NotificationStatus::Parked), "n3"),
        (status(NotificationStatus::Sent), ""),
        (NotificationFilter { receiver: name("dev"), ..all() }, "n1"),
        (NotificationFilter { receiver: name("%"), ..all() }, ""),
        (NotificationFilter { alert: name("a2"), ..all() }, "n2"),
        (NotificationFilter { alert: name("a\u{0}"), ..all() }, ""),
        (NotificationFilter { receiver: name("ops"), alert: name("a1"), ..all() }, "n4 n3 n0"),
    ] {
        let page = store.notifications(&filter).await.expect("read");
        assert_eq!(ids(&page.rows), expected, "{filter:?}");
        assert_eq!(page.total, page.rows.len() as u64);
    }
    let page = NotificationFilter { limit: 2, offset: 1, ..NotificationFilter::default() };
    let page = store.notifications(&page).await.expect("read");
    assert_eq!((ids(&page.rows), page.total), ("n3 n2".to_owned(), 5));
}

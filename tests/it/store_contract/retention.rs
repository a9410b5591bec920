//! What of alerting is deleted when its time is over.

use livekit_console::model::{AuditHead, AuditLine, Millis};
use livekit_console::store::{AlertBatch, NotificationFilter, Retention, SharedStore};

use super::audit::{trail, verify};
use super::make::{alert, at, line, notification, opening, resolving};

/// Opens an alert with a notification.
async fn open(store: &SharedStore, id: &str, from: Millis) {
    let fires = alert(id, from);
    let mut batch = opening(std::slice::from_ref(&fires));
    batch.notifications.push(notification(id, &fires, from));
    store.record(&batch).await.expect("recorded");
}

async fn resolve(store: &SharedStore, id: &str, to: Millis) {
    let stored = store.stored_alert(id).await.expect("read").expect("it is there");
    store.record(&resolving(&stored, to, "ann")).await.expect("recorded");
}

/// The last line that a line of retention says is gone.
fn through(line: &AuditLine) -> AuditHead {
    assert_eq!((&*line.kind, &*line.actor), ("audit.retained", "console"));
    let body: serde_json::Value = serde_json::from_str(&line.body).expect("it is JSON");
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(2), "{body}");
    AuditHead {
        sequence: body["through"].as_u64().expect("a number"),
        hash: body["hash"].as_str().expect("a hash").to_owned(),
    }
}

async fn sequences(store: &SharedStore) -> Vec<u64> {
    trail(store).await.iter().map(|line| line.sequence).collect()
}

pub(super) async fn what_is_over_its_time_goes_and_the_rest_verifies(store: SharedStore) {
    open(&store, "old", at(0)).await;
    resolve(&store, "old", at(10)).await;
    open(&store, "new", at(20)).await;
    resolve(&store, "new", at(30)).await;
    let before = trail(&store).await;
    // One alert, its notification, its two lines.
    let now = at(1000);
    assert_eq!(store.retain_alerts(at(20), now).await.expect("deleted"), 4);
    assert_eq!(store.alert("old").await.expect("read"), None);
    assert!(store.alert("new").await.expect("read").is_some());
    let filter = NotificationFilter { limit: 9, ..NotificationFilter::default() };
    let left = store.notifications(&filter).await.expect("read");
    assert_eq!(left.rows.iter().map(|left| &*left.id).collect::<Vec<_>>(), ["new"]);
    let lines = trail(&store).await;
    assert_eq!(lines[..2], before[2..]);
    assert_eq!((lines.len(), lines[2].at), (3, now.to_utc()));
    assert_eq!(through(&lines[2]), before[1].head());
    let head = store.audit_head().await.expect("read");
    assert_eq!(verify(&lines, &through(&lines[2])), Ok(head));

    // Everything but what tells it.
    assert_eq!(store.retain_alerts(at(900), at(2000)).await.expect("deleted"), 4);
    let lines = trail(&store).await;
    assert_eq!(lines.iter().map(|line| line.sequence).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(through(&lines[1]), before[3].head());
    let head = store.audit_head().await.expect("read");
    assert_eq!(verify(&lines, &through(&lines[1])), Ok(head));
    assert_eq!(store.retain_alerts(at(1500), at(3000)).await.expect("deleted"), 1);
    assert_eq!(store.retain_alerts(at(9000), at(9999)).await.expect("deleted"), 2);
    let lines = trail(&store).await;
    assert_eq!((lines.len(), lines[0].sequence), (1, 8));
    let head = store.audit_head().await.expect("read");
    assert_eq!(verify(&lines, &through(&lines[0])), Ok(head));
    // A time that is yet to come is no more than now.
    assert_eq!(store.retain_alerts(at(99_999), at(9999)).await.expect("kept"), 0);
    // What is written next is chained behind it.
    open(&store, "next", at(10_000)).await;
    assert!(verify(&trail(&store).await, &through(&lines[0])).is_ok());
}

pub(super) async fn the_trail_is_cut_before_a_line_of_an_open_alert(store: SharedStore) {
    // A line of something else that has the name of the open alert holds nothing.
    let lines = vec![line("rule.created", "ann", "open", at(0))];
    store.record(&AlertBatch { lines, ..AlertBatch::default() }).await.expect("recorded");
    open(&store, "old", at(0)).await;
    open(&store, "open", at(5)).await;
    resolve(&store, "old", at(10)).await;
    open(&store, "late", at(11)).await;
    resolve(&store, "late", at(500)).await;
    assert_eq!(sequences(&store).await, [1, 2, 3, 4, 5, 6]);
    // The alert and its notification, and the two lines before that of the open one.
    assert_eq!(store.retain_alerts(at(100), at(1000)).await.expect("deleted"), 4);
    assert_eq!(sequences(&store).await, [3, 4, 5, 6, 7]);
    assert!(store.alert("open").await.expect("read").is_some());
    assert_eq!(store.alert("late").await.expect("read").expect("kept").transitions.len(), 2);
    // Alerts go though the trail stays; it still tells up to where it was cut.
    assert_eq!(store.retain_alerts(at(900), at(2000)).await.expect("deleted"), 2);
    let lines = trail(&store).await;
    assert_eq!(lines.len(), 6);
    assert_eq!(through(&lines[5]), through(&lines[4]));
    let head = store.audit_head().await.expect("read");
    assert_eq!(verify(&lines, &through(&lines[5])), Ok(head));
    assert_eq!(store.alert("open").await.expect("read").expect("kept").transitions.len(), 1);
}

pub(super) async fn without_anything_to_delete_nothing_is_written(store: SharedStore) {
    assert_eq!(store.retain_alerts(at(900), at(1000)).await.expect("kept"), 0);
    assert_eq!(store.audit_head().await.expect("read"), AuditHead::empty());
    open(&store, "open", at(0)).await;
    open(&store, "late", at(0)).await;
    resolve(&store, "late", at(900)).await;
    assert_eq!(store.retain_alerts(at(900), at(1000)).await.expect("kept"), 0);
    assert_eq!(sequences(&store).await, [1, 2, 3]);
    // The first alert that goes while no line may: nothing of the trail is gone yet.
    assert_eq!(store.retain_alerts(at(901), at(1000)).await.expect("deleted"), 2);
    let lines = trail(&store).await;
    assert_eq!(through(&lines[3]), AuditHead::empty());
    assert!(verify(&lines, &AuditHead::empty()).is_ok());
}

pub(super) async fn alerts_are_retained_as_configured(store: SharedStore) {
    const DAY: i64 = 86_400;
    open(&store, "old", at(0)).await;
    resolve(&store, "old", at(DAY)).await;
    open(&store, "open", at(2 * DAY)).await;
    let for_ever = Retention {
        events_days: None,
        sessions_days: None,
        samples_days: None,
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    let now = at(12 * DAY);
    assert_eq!(store.retain(for_ever, now).await.expect("kept"), 0);
    let days = |days| Retention { alerts_days: Some(days), ..for_ever };
    assert_eq!(store.retain(days(12), now).await.expect("kept"), 0);
    assert_eq!(store.retain(days(10), now).await.expect("deleted"), 4);
    assert_eq!(store.alert("old").await.expect("read"), None);
    assert_eq!(store.retain(days(1), now).await.expect("it is open"), 0);
    assert!(store.alert("open").await.expect("read").is_some());
}

//! Alerts and their transitions.

use livekit_console::model::{AlertStatus, Severity, Transition};
use livekit_console::store::{AlertFilter, Error, SharedStore};

use super::make::{alert, at, fired};

pub(super) async fn an_alert_is_read_back_with_its_life(store: SharedStore) {
    let opened = alert("a1", at(0));
    store.open_alert(&opened, &fired(&opened)).await.expect("opened");
    let detail = store.alert("a1").await.expect("read").expect("it is there");
    assert_eq!(detail.alert, opened);
    assert_eq!(detail.transitions, [fired(&opened)]);
    assert_eq!(store.alert("a2").await.expect("read"), None);
    // An id is unique for ever, and the first one stays.
    let again = alert("a1", at(1));
    store.open_alert(&again, &fired(&again)).await.expect_err("the id is taken");
    let detail = store.alert("a1").await.expect("read").expect("it is there");
    assert_eq!((detail.alert, detail.transitions.len()), (opened, 1));
}

pub(super) async fn an_alert_is_resolved_once(store: SharedStore) {
    let opened = alert("a1", at(0));
    store.open_alert(&opened, &fired(&opened)).await.expect("opened");
    let note = Some("it was the 'other' one 🙈");
    let resolved = store.resolve_alert("a1", at(5), "ann", note).await.expect("resolved");
    let resolved = resolved.expect("it is there");
    assert_eq!(resolved.status, AlertStatus::Resolved);
    assert_eq!(resolved.resolved_at, Some(at(5).to_utc()));
    assert_eq!(resolved.resolved_by.as_deref(), Some("ann"));

    let again = store.resolve_alert("a1", at(6), "bob", None).await;
    assert!(matches!(again, Err(Error::AlreadyResolved)), "{again:?}");
    assert_eq!(store.resolve_alert("a2", at(6), "bob", None).await.expect("read"), None);

    let detail = store.alert("a1").await.expect("read").expect("it is there");
    assert_eq!(detail.alert, resolved);
    let step = Transition {
        at: at(5).to_utc(),
        from: Some(AlertStatus::Firing),
        to: AlertStatus::Resolved,
        by: "ann".to_owned(),
        note: note.map(str::to_owned),
        value: None,
    };
    assert_eq!(detail.transitions, [fired(&opened), step]);
}

pub(super) async fn alerts_are_filtered_and_paged(store: SharedStore) {
    for n in 0..6_i64 {
        let mut alert = alert(&format!("a{n}"), at(n / 2));
        match n {
            1 => alert.severity = Severity::Critical,
            2 => "node_down".clone_into(&mut alert.rule),
            3 => alert.deployment = None,
            _ => {}
        }
        store.open_alert(&alert, &fired(&alert)).await.expect("opened");
    }
    store.resolve_alert("a4", at(9), "ann", None).await.expect("resolved");
    let all = || AlertFilter { limit: 100, ..AlertFilter::default() };
    for (filter, expected) in [
        (all(), "a5 a4 a3 a2 a1 a0"),
        (AlertFilter { status: Some(AlertStatus::Resolved), ..all() }, "a4"),
        (AlertFilter { status: Some(AlertStatus::Firing), ..all() }, "a5 a3 a2 a1 a0"),
        (AlertFilter { severity: Some(Severity::Critical), ..all() }, "a1"),
        (AlertFilter { rule: Some("node_down".to_owned()), ..all() }, "a2"),
        (AlertFilter { deployment: Some("default".to_owned()), ..all() }, "a5 a4 a2 a1 a0"),
    ] {
        let page = store.alerts(&filter).await.expect("read");
        let found: Vec<_> = page.rows.iter().map(|alert| alert.id.as_str()).collect();
        assert_eq!(found.join(" "), expected, "{filter:?}");
        assert_eq!(page.total, found.len() as u64);
    }
    let page = AlertFilter { limit: 2, offset: 3, ..AlertFilter::default() };
    let page = store.alerts(&page).await.expect("read");
    let found: Vec<_> = page.rows.iter().map(|alert| alert.id.as_str()).collect();
    assert_eq!((found, page.total), (vec!["a2", "a1"], 6));
}

//! Alerts: written by batches, read with their lives.

use livekit_console::model::{
    Alert, AlertStatus, DataStatus, Evidence, EvidenceParticipant, EvidenceRoom, NewAuditLine,
    Severity, StepKind, Transition,
};
use livekit_console::store::{
    AlertBatch, AlertFilter, DocumentChange, DocumentKind, Error, NewAlert, SharedStore,
    StoredAlert, StoredState,
};

use super::make::{alert, at, fired, line, notification, opening, resolving};

/// An alert of which everything is known.
fn full(id: &str) -> Alert {
    Alert {
        severity: Severity::Critical,
        status: AlertStatus::Acknowledged,
        // More digits than a hasty parser keeps.
        value: Some(0.123_456_789_012_345_68),
        region: Some("eu".to_owned()),
        room: Some("daily".to_owned()),
        room_sid: Some("RM_1".to_owned()),
        participant: Some("ann".to_owned()),
        node: Some("http://node:6789/metrics".to_owned()),
        acknowledged_at: Some(at(1).to_utc()),
        acknowledged_by: Some("bob".to_owned()),
        assignee: Some("eve".to_owned()),
        resolved_at: Some(at(2).to_utc()),
        resolved_by: Some("ann".to_owned()),
        data: DataStatus::NoData,
        flapping: true,
        runbook_url: Some("https://example.org/runbook?a=%20".to_owned()),
        ..alert(id, at(0))
    }
}

/// Every kind of step.
fn steps(alert: &Alert) -> Vec<Transition> {
    let step = |(n, kind): (usize, StepKind)| Transition {
        kind,
        at: at(0).plus(i64::try_from(n).expect("it is small") * 7 + 1).to_utc(),
        from: (n > 0).then_some(AlertStatus::Firing),
        to: AlertStatus::ALL[n % 3],
        by: format!("by {n} 'x'"),
        note: (n % 2 == 0).then(|| format!("note {n} \"% \u{0} 🙈")),
        value: alert.value.filter(|_| n % 3 == 0),
    };
    StepKind::ALL.into_iter().enumerate().map(step).collect()
}

pub(super) async fn an_alert_is_read_back_with_its_life(store: SharedStore) {
    let evidence = Evidence {
        rooms: vec![EvidenceRoom { name: "a\u{0}b \"c\"".to_owned(), sid: "RM_1".to_owned() }],
        rooms_total: 30,
        participants: vec![EvidenceParticipant {
            identity: "ann".to_owned(),
            sid: "PA_1".to_owned(),
            room: "daily".to_owned(),
        }],
        participants_total: u64::from(u32::MAX) + 1,
        facts: vec!["EG_1: disk full".to_owned()],
    };
    let (bare, full) = (alert("a1", at(0)), full("a2"));
    let mut batch = opening(std::slice::from_ref(&bare));
    let notified = r#"{"ops":1699999200000}"#.to_owned();
    batch.opened.push(NewAlert { alert: full.clone(), evidence: evidence.clone(), notified });
    batch.steps.extend(steps(&full).into_iter().map(|step| ("a2".to_owned(), step)));
    store.record(&batch).await.expect("recorded");

    let detail = store.alert("a1").await.expect("read").expect("it is there");
    assert_eq!((&detail.alert, &detail.evidence), (&bare, &Evidence::default()));
    assert_eq!(detail.transitions, [fired(&bare)]);
    let detail = store.alert("a2").await.expect("read").expect("it is there");
    assert_eq!((&detail.alert, &detail.evidence), (&full, &evidence));
    assert_eq!(detail.transitions, steps(&full));
    let stored = store.stored_alert("a2").await.expect("read").expect("it is there");
    assert_eq!(
        stored,
        StoredAlert { alert: full, version: 1, notified: batch.opened[1].notified.clone() }
    );
    for id in ["a3", "", "a\u{0}"] {
        assert_eq!(store.alert(id).await.expect("read"), None);
        assert_eq!(store.stored_alert(id).await.expect("read"), None);
    }
}

pub(super) async fn an_alert_that_changes_is_written_whole(store: SharedStore) {
    store.record(&opening(&[alert("a1", at(0)), alert("a2", at(1))])).await.expect("recorded");
    let notified = r#"{"ops":1}"#.to_owned();
    let changed = StoredAlert { alert: full("a1"), version: 1, notified };
    let batch = AlertBatch { changed: vec![changed.clone()], ..AlertBatch::default() };
    store.record(&batch).await.expect("recorded");
    let stored = store.stored_alert("a1").await.expect("read").expect("it is there");
    assert_eq!(stored, StoredAlert { version: 2, ..changed });
    let other = store.stored_alert("a2").await.expect("read").expect("it is there");
    assert_eq!((other.alert, other.version), (alert("a2", at(1)), 1));

    let open = store.open_alerts().await.expect("read");
    assert_eq!(open.iter().map(|stored| &*stored.alert.id).collect::<Vec<_>>(), ["a1", "a2"]);
    store.record(&resolving(&stored, at(9), "ann")).await.expect("recorded");
    let open = store.open_alerts().await.expect("read");
    assert_eq!(open.iter().map(|stored| &*stored.alert.id).collect::<Vec<_>>(), ["a2"]);
    let detail = store.alert("a1").await.expect("read").expect("it is there");
    assert_eq!(detail.transitions[1].by, "ann");
    assert_eq!(detail.transitions[1].from, Some(AlertStatus::Acknowledged));
}

pub(super) async fn an_id_is_taken_once(store: SharedStore) {
    let first = alert("a1", at(0));
    store.record(&opening(std::slice::from_ref(&first))).await.expect("recorded");
    store.record(&opening(&[alert("a0", at(1)), alert("a1", at(1))])).await.expect_err("taken");
    let detail = store.alert("a1").await.expect("read").expect("it is there");
    assert_eq!((detail.alert, detail.transitions.len()), (first, 1));
    assert_eq!(store.alert("a0").await.expect("read"), None);
    assert_eq!(store.audit_head().await.expect("read").sequence, 1);
}

pub(super) async fn what_was_changed_meanwhile_writes_nothing_at_all(store: SharedStore) {
    let document = |name: &str, expected: Option<i64>| DocumentChange {
        kind: DocumentKind::Rule,
        name: name.to_owned(),
        body: Some("{}".to_owned()),
        at: at(0).to_utc(),
        by: "ann".to_owned(),
        expected,
    };
    let mut first = opening(&[alert("a1", at(0)), alert("a2", at(0))]);
    first.documents.push(document("r1", None));
    let head = store.record(&first).await.expect("recorded");
    let read = |id: &'static str| {
        let store = SharedStore::clone(&store);
        async move { store.stored_alert(id).await.expect("read").expect("it is there") }
    };
    let (one, two) = (read("a1").await, read("a2").await);
    // Everything that a batch can write, of which all but one thing is right.
    let whole = || {
        let mut batch = resolving(&one, at(5), "ann");
        batch.opened = opening(&[alert("a3", at(5))]).opened;
        batch.states.push(StoredState {
            rule: "r1".to_owned(),
            subject: "s".to_owned(),
            state: "{}".to_owned(),
        });
        batch.notifications.push(notification("n1", &one.alert, at(5)));
        batch.documents.push(document("r2", None));
        batch.lines.push(line("rule.created", "ann", "r2", at(5)));
        batch
    };
    let stale = StoredAlert { version: 7, ..two.clone() };
    let unknown = StoredAlert { alert: alert("a9", at(0)), ..two };
    for alert in [stale, unknown] {
        let mut batch = whole();
        batch.changed.push(alert);
        let outcome = store.record(&batch).await;
        assert!(matches!(outcome, Err(Error::Conflict)), "{outcome:?}");
    }
    for (name, expected) in [("r1", None), ("r1", Some(2)), ("r9", Some(1))] {
        for body in [Some("{}".to_owned()), None] {
            let mut batch = whole();
            batch.documents.push(DocumentChange { body, ..document(name, expected) });
            let outcome = store.record(&batch).await;
            assert!(matches!(outcome, Err(Error::Conflict)), "{name} {expected:?}: {outcome:?}");
        }
    }
    assert_eq!(read("a1").await, one);
    assert_eq!(store.alert("a3").await.expect("read"), None);
    assert!(store.alert_states().await.expect("read").is_empty());
    assert_eq!(store.documents(DocumentKind::Rule).await.expect("read").len(), 1);
    assert_eq!(store.outbox_status().await.expect("read").waiting, 0);
    assert_eq!(store.audit_head().await.expect("read"), head);
    assert_eq!(store.audit_after(Some(2), 9).await.expect("read"), []);
    // Without what conflicts, all of it.
    let behind = store.record(&whole()).await.expect("recorded");
    assert_eq!(behind.sequence, 4);
    assert_eq!(read("a1").await.version, 2);
    assert_eq!(store.outbox_status().await.expect("read").waiting, 1);
}

pub(super) async fn hundreds_of_alerts_fire_and_end_in_one_batch(store: SharedStore) {
    let alerts: Vec<_> = (0..350).map(|n| alert(&format!("a{n:03}"), at(n))).collect();
    let mut batch = opening(&alerts);
    for alert in &alerts {
        batch.notifications.push(notification(&alert.id, alert, at(0)));
    }
    assert_eq!(store.record(&batch).await.expect("recorded").sequence, 350);
    let open = store.open_alerts().await.expect("read");
    assert_eq!(open.len(), 350);
    let mut ends = AlertBatch::default();
    for stored in &open {
        let AlertBatch { changed, steps, .. } = resolving(stored, at(900), "console");
        ends.changed.extend(changed);
        ends.steps.extend(steps);
    }
    // One that somebody else changed is found among all of them.
    ends.changed[349].version = 2;
    let outcome = store.record(&ends).await;
    assert!(matches!(outcome, Err(Error::Conflict)), "{outcome:?}");
    assert_eq!(store.open_alerts().await.expect("read"), open);
    ends.changed[349].version = 1;
    assert_eq!(store.record(&ends).await.expect("recorded").sequence, 700);
    assert!(store.open_alerts().await.expect("read").is_empty());
    assert_eq!(store.outbox_status().await.expect("read").waiting, 350);
}

fn all() -> AlertFilter {
    AlertFilter { limit: 100, ..AlertFilter::default() }
}

/// The ids of a page.
async fn found(store: &SharedStore, filter: &AlertFilter) -> (String, u64) {
    let page = store.alerts(filter).await.expect("read");
    let ids: Vec<_> = page.rows.iter().map(|alert| alert.id.as_str()).collect();
    (ids.join(" "), page.total)
}

/// Six alerts, `a4` of which is over at 9 and `a5` taken.
async fn six(store: &SharedStore) {
    let mut alerts: Vec<_> = (0..6).map(|n| alert(&format!("a{n}"), at(n / 2))).collect();
    alerts[1].severity = Severity::Critical;
    "node_down".clone_into(&mut alerts[2].rule);
    alerts[3].deployment = None;
    alerts[3].region = Some("eu".to_owned());
    alerts[0].room = Some("Daily".to_owned());
    alerts[5].status = AlertStatus::Acknowledged;
    alerts[5].participant = Some("Änn_1".to_owned());
    store.record(&opening(&alerts)).await.expect("recorded");
    let stored = store.stored_alert("a4").await.expect("read").expect("it is there");
    store.record(&resolving(&stored, at(9), "ann")).await.expect("recorded");
}

pub(super) async fn alerts_are_filtered_and_paged(store: SharedStore) {
    six(&store).await;
    let name = |name: &str| Some(name.to_owned());
    let (firing, taken) = (AlertStatus::Firing, AlertStatus::Acknowledged);
    for (filter, expected) in [
        (all(), "a5 a4 a3 a2 a1 a0"),
        (AlertFilter { statuses: vec![AlertStatus::Resolved], ..all() }, "a4"),
        (AlertFilter { statuses: vec![firing, taken], ..all() }, "a5 a3 a2 a1 a0"),
        (AlertFilter { severity: Some(Severity::Critical), ..all() }, "a1"),
        (AlertFilter { rule: name("node_down"), ..all() }, "a2"),
        (AlertFilter { deployment: name("default"), ..all() }, "a5 a4 a2 a1 a0"),
        (AlertFilter { region: name("eu"), ..all() }, "a3"),
        (AlertFilter { room: name("Daily"), ..all() }, "a0"),
        (AlertFilter { room: name("daily"), ..all() }, ""),
        (AlertFilter { text: name("DAILY"), ..all() }, "a0"),
        (AlertFilter { text: name("änN"), ..all() }, "a5"),
        (AlertFilter { text: name("node_D"), ..all() }, "a2"),
        (AlertFilter { text: name("\"BAD\""), ..all() }, "a5 a4 a3 a2 a1 a0"),
        (AlertFilter { from: Some(at(9)), ..all() }, "a5 a4 a3 a2 a1 a0"),
        (AlertFilter { from: Some(at(10)), ..all() }, "a5 a3 a2 a1 a0"),
        (AlertFilter { to: Some(at(1)), ..all() }, "a1 a0"),
        (AlertFilter { statuses: vec![taken], rule: name("node_down"), ..all() }, ""),
    ] {
        let count = expected.split_whitespace().count() as u64;
        assert_eq!(found(&store, &filter).await, (expected.to_owned(), count), "{filter:?}");
    }
    let page = AlertFilter { limit: 2, offset: 3, ..AlertFilter::default() };
    assert_eq!(found(&store, &page).await, ("a2 a1".to_owned(), 6));
}

pub(super) async fn a_searched_alert_is_no_pattern(store: SharedStore) {
    let texts = ["100% real", "100x real", "a_b", "axb", "back\\slash", "o'clock", "n\u{0}ul"];
    let alerts = texts.iter().enumerate().map(|(n, text)| Alert {
        message: (*text).to_owned(),
        rule: "r".to_owned(),
        ..alert(&format!("a{n}"), at(0))
    });
    store.record(&opening(&alerts.collect::<Vec<_>>())).await.expect("recorded");
    for (text, expected) in [
        ("0%", "a0"),
        ("%", "a0"),
        ("_b", "a2"),
        ("\\", "a4"),
        ("k\\s", "a4"),
        ("O'", "a5"),
        ("N\u{0}", "a6"),
        ("\u{fffd}", "a6"),
    ] {
        let filter = AlertFilter { text: Some(text.to_owned()), ..all() };
        assert_eq!(found(&store, &filter).await, (expected.to_owned(), 1), "{text}");
    }
}

pub(super) async fn alert_pages_after_a_cursor_add_up_to_the_list(store: SharedStore) {
    six(&store).await;
    let filter = AlertFilter { limit: 2, offset: 3, ..AlertFilter::default() };
    let (mut index, mut read) = (None, Vec::new());
    loop {
        let page = store.alerts_after(&filter, index.as_ref()).await.expect("read");
        let Some(last) = page.last() else { break };
        index = Some((livekit_console::model::Millis::from_utc(last.started_at), last.id.clone()));
        read.extend(page);
    }
    assert_eq!(read, store.alerts(&all()).await.expect("read").rows);
    let some = AlertFilter { statuses: vec![AlertStatus::Firing], ..all() };
    let behind = store.alerts_after(&some, Some(&(at(2), "a5".to_owned()))).await.expect("read");
    let ids: Vec<_> = behind.iter().map(|alert| alert.id.as_str()).collect();
    assert_eq!(ids, ["a3", "a2", "a1", "a0"]);
}

pub(super) async fn an_alert_about_any_name_is_stored(store: SharedStore) {
    // Random enough that it cannot be compressed below what an index entry holds.
    let long: String = (0..300).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let names = ["o'clock \"q\" `t`", "\u{202e}right", "👩‍👩‍👧", " \t\n\u{7f}", "$1 ?", &long];
    for (n, name) in names.into_iter().chain(["a\u{0}b"]).enumerate() {
        let id = format!("a{n}");
        let about = Alert {
            room: Some(name.to_owned()),
            participant: Some(name.to_owned()),
            message: name.to_owned(),
            ..alert(&id, at(0))
        };
        let mut batch = opening(std::slice::from_ref(&about));
        let mut notified = notification(&id, &about, at(0));
        name.clone_into(&mut notified.group_key);
        batch.notifications.push(notified);
        batch.states.push(StoredState {
            rule: "r".to_owned(),
            subject: name.to_owned(),
            state: "{}".to_owned(),
        });
        batch.lines.push(NewAuditLine { actor: name.to_owned(), ..line("x", "", "", at(0)) });
        store.record(&batch).await.expect(name);
        // Postgres has no NUL in its texts.
        let stored = name.replace('\0', "\u{fffd}");
        let filter = AlertFilter { room: Some(name.to_owned()), ..all() };
        let page = store.alerts(&filter).await.expect("read");
        assert_eq!(page.total, 1, "{name}");
        assert_eq!(page.rows[0].room.as_ref(), Some(&stored));
        let group = store.group_notifications("ops", name).await.expect("read");
        assert_eq!(group.iter().map(|notified| &*notified.group_key).collect::<Vec<_>>(), [stored]);
        assert_eq!(group[0].alert, about);
    }
    assert_eq!(store.alert_states().await.expect("read").len(), names.len() + 1);
}

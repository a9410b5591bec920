//! Who may do what only one may.

use std::time::Duration;

use futures::future::join_all;
use livekit_console::store::{AlertBatch, Error, Lease, SharedStore, StoredState};
use uuid::Uuid;

use super::make::{alert, at, line, notification, opening};

const LONG: Duration = Duration::from_mins(10);

fn lease(name: &str) -> Lease {
    Lease { name: name.to_owned(), holder: Uuid::now_v7() }
}

async fn take(store: &SharedStore, lease: &Lease) -> bool {
    store.take_lease(lease, LONG).await.expect("asked")
}

pub(super) async fn one_holds_a_lease_until_it_is_given_back(store: SharedStore) {
    let (ann, bob) = (lease("alerting"), lease("alerting"));
    assert!(take(&store, &ann).await);
    assert!(!take(&store, &bob).await);
    assert!(take(&store, &ann).await, "whoever holds it keeps it");
    assert!(take(&store, &Lease { name: "other".to_owned(), ..bob.clone() }).await);
    // Only the holder gives it back.
    store.release_lease(&bob).await.expect("asked");
    assert!(!take(&store, &bob).await);
    store.release_lease(&ann).await.expect("asked");
    assert!(take(&store, &bob).await);
    assert!(!take(&store, &ann).await);
}

pub(super) async fn a_lease_that_is_over_is_for_anybody(store: SharedStore) {
    let (ann, bob) = (lease("alerting"), lease("alerting"));
    assert!(store.take_lease(&ann, Duration::ZERO).await.expect("asked"));
    let batch = AlertBatch { lease: Some(ann.clone()), ..AlertBatch::default() };
    let outcome = store.record(&batch).await;
    assert!(matches!(outcome, Err(Error::LeaseLost)), "{outcome:?}");
    assert!(take(&store, &bob).await);
    assert!(!take(&store, &ann).await);
}

pub(super) async fn a_lease_of_before_the_clock_was_set_back_is_for_anybody(store: SharedStore) {
    let (ann, bob) = (lease("alerting"), lease("alerting"));
    // As it looks once the clock is an hour behind: it holds for longer than any lease does.
    assert!(store.take_lease(&ann, Duration::from_hours(1)).await.expect("asked"));
    assert!(take(&store, &bob).await);
    assert!(!take(&store, &ann).await);
}

pub(super) async fn of_many_at_once_one_gets_the_lease(store: SharedStore) {
    for name in ["one", "two", "three"] {
        let leases: Vec<_> = (0..12).map(|_| lease(name)).collect();
        let taken = join_all(leases.iter().map(|lease| take(&store, lease))).await;
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
        // One that is over, too.
        let held = leases.iter().zip(&taken).find(|(_, taken)| **taken).expect("one is held").0;
        assert!(store.take_lease(held, Duration::ZERO).await.expect("asked"));
        let taken = join_all(leases.iter().map(|lease| take(&store, lease))).await;
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
    }
}

pub(super) async fn without_the_lease_nothing_is_written(store: SharedStore) {
    let (ann, bob) = (lease("alerting"), lease("alerting"));
    let of = |lease: &Lease, id: &str| {
        let fires = alert(id, at(0));
        AlertBatch {
            lease: Some(lease.clone()),
            states: vec![StoredState {
                rule: "r".to_owned(),
                subject: id.to_owned(),
                state: "{}".to_owned(),
            }],
            notifications: vec![notification(id, &fires, at(0))],
            lines: vec![line("rule.created", "ann", id, at(0))],
            ..opening(&[fires])
        }
    };
    let lost = async |lease: &Lease| {
        let outcome = store.record(&of(lease, "lost")).await;
        assert!(matches!(outcome, Err(Error::LeaseLost)), "{outcome:?}");
        assert_eq!(store.alert("lost").await.expect("read"), None);
    };
    lost(&ann).await;
    assert_eq!(store.audit_head().await.expect("read").sequence, 0);
    assert!(take(&store, &ann).await);
    lost(&bob).await;
    lost(&Lease { name: "other".to_owned(), ..ann.clone() }).await;
    assert_eq!(store.record(&of(&ann, "a1")).await.expect("recorded").sequence, 2);
    store.release_lease(&ann).await.expect("asked");
    lost(&ann).await;
    assert!(take(&store, &bob).await);
    lost(&ann).await;
    assert_eq!(store.record(&of(&bob, "a2")).await.expect("recorded").sequence, 4);
    assert_eq!(store.alert_states().await.expect("read").len(), 2);
    assert_eq!(store.outbox_status().await.expect("read").waiting, 2);
}

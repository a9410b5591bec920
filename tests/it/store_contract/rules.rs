//! States of rules, and what somebody wrote down.

use livekit_console::store::{
    AlertBatch, Document, DocumentChange, DocumentKind, Error, SharedStore, StoredState,
};

use super::make::at;

fn state(rule: &str, subject: &str, state: &str) -> StoredState {
    StoredState { rule: rule.to_owned(), subject: subject.to_owned(), state: state.to_owned() }
}

pub(super) async fn states_are_replaced_until_they_are_forgotten(store: SharedStore) {
    let many: Vec<_> = (0..300).map(|n| state("r1", &format!("s{n:03}"), "{}")).collect();
    let mut batch = AlertBatch { states: many.clone(), ..AlertBatch::default() };
    store.record(&batch).await.expect("recorded");
    assert_eq!(store.alert_states().await.expect("read"), many);

    // Of the same twice the last wins.
    batch.states = vec![
        state("r1", "s001", "1"),
        state("r2", "s001", "2"),
        state("r1", "s001", "{\"a\":\"%\"}"),
    ];
    batch.forgotten = (2..300).map(|n| ("r1".to_owned(), format!("s{n:03}"))).collect::<Vec<_>>();
    batch.forgotten.push(("r9".to_owned(), "s000".to_owned()));
    store.record(&batch).await.expect("recorded");
    let left = [many[0].clone(), batch.states[2].clone(), batch.states[1].clone()];
    assert_eq!(store.alert_states().await.expect("read"), left);
    assert_eq!(store.audit_head().await.expect("read").sequence, 0);
}

pub(super) async fn states_of_long_subjects_are_distinguished(store: SharedStore) {
    // Random enough that it cannot be compressed below what an index entry holds.
    let long: String = (0..300).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let subjects = [format!("{long}a"), format!("{long}b")];
    let states = subjects.iter().map(|subject| state("r", subject, "{}")).collect();
    let batch = AlertBatch { states, ..AlertBatch::default() };
    store.record(&batch).await.expect("recorded");
    store.record(&batch).await.expect("replaced");
    let mut stored = store.alert_states().await.expect("read");
    stored.sort_by(|a, b| a.subject.cmp(&b.subject));
    assert_eq!(stored, batch.states);
    let forgotten = vec![("r".to_owned(), subjects[0].clone())];
    store.record(&AlertBatch { forgotten, ..AlertBatch::default() }).await.expect("recorded");
    assert_eq!(store.alert_states().await.expect("read"), batch.states[1..]);
}

/// A change of a document.
fn change(name: &str, body: Option<&str>, expected: Option<i64>, by: &str) -> DocumentChange {
    DocumentChange {
        kind: DocumentKind::Silence,
        name: name.to_owned(),
        body: body.map(str::to_owned),
        at: at(expected.unwrap_or_default()).to_utc(),
        by: by.to_owned(),
        expected,
    }
}

async fn record(store: &SharedStore, changes: Vec<DocumentChange>) -> Result<(), Error> {
    store.record(&AlertBatch { documents: changes, ..AlertBatch::default() }).await.map(drop)
}

pub(super) async fn a_document_is_written_and_deleted_by_its_version(store: SharedStore) {
    let body = "{\"a\": \"to the  letter 💥\"}";
    let first = vec![change("s2", Some("{}"), None, "ann"), change("s1", Some("1"), None, "ann")];
    record(&store, first).await.expect("written");
    record(&store, vec![change("s1", Some(body), Some(1), "bob")]).await.expect("written");
    let document = |name: &str, body: &str, seconds, by: &str, version| Document {
        kind: DocumentKind::Silence,
        name: name.to_owned(),
        body: body.to_owned(),
        updated_at: at(seconds).to_utc(),
        updated_by: by.to_owned(),
        version,
    };
    let silences = store.documents(DocumentKind::Silence).await.expect("read");
    let expected = [document("s1", body, 1, "bob", 2), document("s2", "{}", 0, "ann", 1)];
    assert_eq!(silences, expected);
    for kind in [DocumentKind::Rule, DocumentKind::Receiver] {
        assert!(store.documents(kind).await.expect("read").is_empty());
    }
    for stale in [
        change("s1", Some("late"), Some(1), "eve"),
        change("s1", None, Some(1), "eve"),
        change("s9", None, Some(1), "eve"),
    ] {
        let outcome = record(&store, vec![stale]).await;
        assert!(matches!(outcome, Err(Error::Conflict)), "{outcome:?}");
    }
    record(&store, vec![change("s1", None, Some(2), "bob")]).await.expect("deleted");
    assert_eq!(store.documents(DocumentKind::Silence).await.expect("read"), expected[1..]);
    // Made again, it begins anew.
    record(&store, vec![change("s1", Some("2"), None, "ann")]).await.expect("written");
    let silences = store.documents(DocumentKind::Silence).await.expect("read");
    assert_eq!(silences[0].version, 1);
}

pub(super) async fn a_document_that_is_there_is_not_made_again(store: SharedStore) {
    record(&store, vec![change("s1", Some("1"), None, "ann")]).await.expect("written");
    for body in [Some("2"), None] {
        let outcome = record(&store, vec![change("s1", body, None, "bob")]).await;
        assert!(matches!(outcome, Err(Error::Conflict)), "{outcome:?}");
    }
    record(&store, vec![change("s2", None, None, "ann")]).await.expect("there is none");
    let silences = store.documents(DocumentKind::Silence).await.expect("read");
    assert_eq!((silences.len(), &*silences[0].body), (1, "1"));
    // The same name of another kind is another document.
    let rule = DocumentChange { kind: DocumentKind::Rule, ..change("s1", Some("3"), None, "ann") };
    record(&store, vec![rule]).await.expect("written");
}

//! Copies of a journal that goes on.

use super::super::copy::{EmptyJournal, HeldSegments};
use super::super::{REJECTED, Run};
use super::*;

/// Segments of 4 KiB: five events of this size.
const SMALL: Limits = Limits { max_bytes: 16 * 1024, max_age_ms: 3_600_000 };

async fn append(journal: &Journal, numbers: std::ops::Range<u64>) {
    let body = format!("\"{}\"", "x".repeat(700));
    for number in numbers {
        journal.append(&entry(&format!("EV_{number}"), &body)).await.expect("room");
    }
}

/// Restores the copy in `from`, and opens it as the store's `cursor` says.
fn opened(from: &Path, to: &Path, cursor: Option<(Run, u64)>) -> (Journal, u64) {
    EmptyJournal::at(to).expect("it is empty").fill(from).expect("filled");
    let journal = reopen(to, SMALL);
    let next = journal.resume(cursor);
    (journal, next)
}

#[tokio::test]
async fn what_a_copy_of_the_database_lacks_is_in_the_copy_of_the_journal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [dir, copy, restored] =
        ["journal", "copy", "restored"].map(|name| folder.path().join(name));
    let journal = reopen(&dir, SMALL);
    let run = journal.runs().next().expect("this run");
    append(&journal, 0..12).await;
    let mut held = HeldSegments::hold(&dir).expect("held");
    // The database is copied when it holds the first seven events; then all are stored.
    let cursor = 7;
    append(&journal, 12..14).await;
    journal.release(14, None);
    append(&journal, 14..15).await;
    held.hold_new().expect("held");
    let copied = held.copy(&copy, |id| (id == run.id).then_some(cursor)).expect("copied");
    assert_eq!(copied.pending, 8);
    let (journal, next) = opened(&copy, &restored, Some((run, cursor)));
    assert_eq!((next, journal.losses()), (7, Vec::new()));
    let expected: Vec<_> = (7..15).map(|number| format!("EV_{number}")).collect();
    assert_eq!(ids(&journal, next), expected);
    // The numbers of new events are new.
    assert_eq!(journal.append(&entry("EV_new", "{}")).await, Ok(15));
}

#[tokio::test]
async fn what_came_after_the_copy_of_the_database_and_went_again_is_no_loss() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [dir, copy, restored] =
        ["journal", "copy", "restored"].map(|name| folder.path().join(name));
    let journal = reopen(&dir, SMALL);
    let run = journal.runs().next().expect("this run");
    append(&journal, 0..3).await;
    let mut held = HeldSegments::hold(&dir).expect("held");
    // Whole segments come and go before the second look.
    append(&journal, 3..12).await;
    journal.release(12, None);
    append(&journal, 12..22).await;
    journal.release(22, None);
    append(&journal, 22..23).await;
    held.hold_new().expect("held");
    held.copy(&copy, |id| (id == run.id).then_some(2)).expect("copied");
    let (journal, next) = opened(&copy, &restored, Some((run, 2)));
    assert_eq!((next, journal.losses()), (2, Vec::new()));
    let found = ids(&journal, next);
    assert!(found.len() >= 3 && found.len() < 21, "{found:?}");
    let expected: Vec<_> = (2..2 + found.len()).map(|number| format!("EV_{number}")).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_journal_that_is_stored_is_copied_without_an_event_and_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [dir, copy, restored] =
        ["journal", "copy", "restored"].map(|name| folder.path().join(name));
    let journal = reopen(&dir, SMALL);
    let run = journal.runs().next().expect("this run");
    append(&journal, 0..8).await;
    journal.release(8, None);
    let held = HeldSegments::hold(&dir).expect("held");
    let copied = held.copy(&copy, |id| (id == run.id).then_some(8)).expect("copied");
    assert_eq!(copied.pending, 0);
    let (journal, next) = opened(&copy, &restored, Some((run, 8)));
    assert_eq!((next, journal.losses()), (8, Vec::new()));
    assert_eq!(journal.append(&entry("EV_new", "{}")).await, Ok(8));
}

#[tokio::test]
async fn a_journal_in_use_or_with_events_is_not_filled() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = reopen(folder.path(), SMALL);
    append(&journal, 0..1).await;
    let refused = EmptyJournal::at(folder.path()).expect_err("it is in use").to_string();
    assert!(refused.contains("another process uses the journal"), "{refused}");
    drop(journal);
    let refused = EmptyJournal::at(folder.path()).expect_err("it holds one").to_string();
    assert!(refused.contains("it holds events already"), "{refused}");
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join(REJECTED), "{}\n").expect("written");
    let refused = EmptyJournal::at(folder.path()).expect_err("it holds one").to_string();
    assert!(refused.contains(REJECTED), "{refused}");
}

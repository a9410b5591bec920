mod copy;
mod damage;
pub(super) mod faults;
mod live;
mod model;
mod story;

use std::path::Path;
use std::sync::Arc;

use super::{AppendError, Entry, Journal, Limits};
use crate::livekit::{Envelope, convert};
use crate::model::{Millis, Source};

const ROOMY: Limits = Limits { max_bytes: 64 * 1024 * 1024, max_age_ms: 3_600_000 };

fn entry(id: &str, body: &str) -> Entry {
    Entry {
        source: Source::Webhook,
        received_at: Millis(1_795_377_000_000),
        deployment: "default".into(),
        envelope: Envelope { id: id.into(), name: "room_started".into(), json: body.to_owned() },
    }
}

fn ids(journal: &Journal, from: u64) -> Vec<String> {
    let mut reader = journal.reader(from);
    let entries = reader.read(usize::MAX, u64::MAX).expect("the journal can be read");
    entries.into_iter().map(|(_, entry)| entry.envelope.id.to_string()).collect()
}

fn reopen(dir: &Path, limits: Limits) -> Journal {
    Journal::open(dir, limits).expect("the journal opens")
}

#[tokio::test]
async fn appended_events_are_read_in_order_from_any_number_and_after_reopening() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let journal = reopen(dir.path(), ROOMY);
    for n in 0..5_u64 {
        let sequence = journal.append(&entry(&format!("EV_{n}"), "{}")).await.expect("room");
        assert_eq!(sequence, n);
    }
    assert_eq!(ids(&journal, 0), ["EV_0", "EV_1", "EV_2", "EV_3", "EV_4"]);
    assert_eq!(ids(&journal, 3), ["EV_3", "EV_4"]);
    let id = journal.id();
    drop(journal);
    let journal = reopen(dir.path(), ROOMY);
    let runs: Vec<_> = journal.runs().map(|run| (run.id, run.first)).collect();
    assert_eq!(runs, [(journal.id(), 5), (id, 0)]);
    assert_eq!(journal.append(&entry("EV_5", "{}")).await, Ok(5));
    assert_eq!(ids(&journal, 4), ["EV_4", "EV_5"]);
}

#[tokio::test]
async fn large_events_are_read_a_few_at_a_time() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let journal = reopen(dir.path(), ROOMY);
    let body = "x".repeat(7 * 1024 * 1024);
    for n in 0..5 {
        journal.append(&entry(&format!("EV_{n}"), &body)).await.expect("room");
    }
    let mut reader = journal.reader(0);
    let mut read = || reader.read(1000, u64::MAX).expect("the journal can be read").len();
    assert_eq!((read(), read(), read()), (3, 2, 0));
}

#[tokio::test]
async fn segments_are_deleted_once_all_in_them_is_stored() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let limits = Limits { max_bytes: 40_000, ..ROOMY };
    let journal = reopen(dir.path(), limits);
    let body = "x".repeat(1000);
    let mut appended = 0;
    let full = loop {
        match journal.append(&entry(&format!("EV_{appended}"), &body)).await {
            Ok(_) => appended += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, AppendError::Full(_)), "{full}");
    assert!(appended > 30, "{appended} events fit");
    assert_eq!(ids(&journal, 0).len(), appended, "all that was acknowledged is there");
    let half = appended as u64 / 2;
    journal.release(half, None);
    assert_eq!(ids(&journal, half)[0], format!("EV_{half}"), "what is not stored is still there");
    assert!(journal.append(&entry("EV_more", &body)).await.is_ok(), "there is room again");
    assert_eq!(journal.status().pending, appended as u64 + 1 - half);
}

#[tokio::test]
async fn it_is_full_when_the_oldest_event_has_waited_too_long_for_the_store() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let journal = reopen(dir.path(), Limits { max_age_ms: 1000, ..ROOMY });
    let first = entry("EV_0", "{}");
    journal.append(&first).await.expect("room");
    journal.release(0, Some(first.received_at));
    let mut later = entry("EV_1", "{}");
    later.received_at = first.received_at.plus(1001);
    assert!(matches!(journal.append(&later).await, Err(AppendError::Full(_))));
    journal.release(1, None);
    assert_eq!(journal.append(&later).await, Ok(1));
}

#[tokio::test]
async fn a_second_process_is_refused() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let _journal = reopen(dir.path(), ROOMY);
    let error = Journal::open(dir.path(), ROOMY).expect_err("the folder is in use");
    assert!(error.to_string().contains("another process"), "{error}");
}

#[tokio::test]
async fn a_reader_waits_for_what_is_to_come() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let journal = reopen(dir.path(), ROOMY);
    let mut reader = journal.reader(0);
    let first = entry("EV_0", "{}");
    let (waited, appended) = tokio::join!(reader.wait(), journal.append(&first));
    assert!(waited && appended.is_ok());
    assert_eq!(reader.read(10, u64::MAX).expect("readable").len(), 1);
}

#[tokio::test]
async fn only_an_event_that_exceeds_an_empty_journal_is_too_large() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let limits = Limits { max_bytes: 40_000, ..ROOMY };
    let journal = reopen(dir.path(), limits);
    let large = |bytes: usize| entry("EV_large", &"x".repeat(bytes));
    let around = large(0).encode().len() + super::segment::HEADER.len();
    for n in 0..9 {
        journal.append(&entry(&format!("EV_{n}"), &"x".repeat(1000))).await.expect("room");
    }
    let error = journal.append(&large(40_001 - around)).await.expect_err("it is too large");
    assert_eq!(error, AppendError::TooLarge { bytes: 40_001, limit: 40_000 });
    let largest = large(40_000 - around);
    let full = journal.append(&largest).await.expect_err("there is no room yet");
    assert!(matches!(full, AppendError::Full(_)), "{full}");
    journal.release(9, None);
    assert_eq!(journal.append(&largest).await, Ok(9), "all before is stored, and given back");
    assert_eq!(ids(&journal, 9), ["EV_large"]);
    journal.release(10, None);
    assert_eq!(journal.append(&entry("EV_10", "{}")).await, Ok(10));
    assert_eq!(ids(&journal, 10), ["EV_10"]);
}

#[tokio::test]
async fn the_journals_files_are_readable_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().expect("a temporary folder");
    let folder = dir.path().join("a/journal");
    let journal = reopen(&folder, ROOMY);
    journal.append(&entry("EV_0", "{}")).await.expect("room");
    journal.reject("{}").expect("room");
    drop(journal);
    let set = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
    };
    for lax in [false, true] {
        if lax {
            for file in std::fs::read_dir(&folder).expect("it is there").flatten() {
                set(&file.path(), 0o644);
            }
            set(&folder, 0o755);
            drop(reopen(&folder, ROOMY));
        }
        let mode = |path: &Path| {
            std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
        };
        assert_eq!((mode(&folder), mode(&dir.path().join("a"))), (0o700, 0o700));
        for file in std::fs::read_dir(&folder).expect("it is there").flatten() {
            assert_eq!(mode(&file.path()), 0o600, "{}", file.path().display());
        }
    }
}

#[tokio::test]
async fn the_age_of_the_oldest_event_is_known_before_the_store_has_failed() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let journal = reopen(dir.path(), ROOMY);
    assert_eq!(journal.status().oldest_pending_at, None, "nothing waits");
    for n in 0..3 {
        let Entry { envelope, source, received_at, .. } = entry(&format!("EV_{n}"), "{}");
        let event = convert(envelope, &"default".into(), source, received_at.plus(n));
        journal.append_event(Arc::new(event)).await.expect("room");
    }
    let first = entry("", "").received_at;
    for (stored, oldest) in [(0, Some(first)), (2, Some(first.plus(2))), (3, None)] {
        journal.release(stored, None);
        assert_eq!(journal.status().oldest_pending_at, oldest, "{stored} are stored");
    }
}

use std::io::Write as _;
use std::path::Path;

use proptest::prelude::*;

use super::{AppendError, Entry, Journal, Limits, segment};
use crate::livekit::Envelope;
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

fn last_segment(dir: &Path) -> std::path::PathBuf {
    let first = segment::list(dir).expect("the folder is there").into_iter().max();
    segment::path(dir, first.expect("there is a segment"))
}

/// Opening again needs the folder's lock: the appender lets go of it soon after its last handle.
fn reopen(dir: &Path, limits: Limits) -> Journal {
    Journal::open(dir, limits).expect("the journal opens")
}

#[tokio::test]
async fn what_was_appended_is_read_in_order_from_any_place_and_after_opening_again() {
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
    assert_eq!(journal.id(), id);
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
async fn segments_are_given_back_once_all_in_them_is_stored() {
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

/// What may happen to the file of a process that is killed or of a machine that loses power.
#[derive(Debug, Clone)]
enum Crash {
    None,
    /// A write was cut short: these bytes of a next record arrived.
    Torn(Vec<u8>),
}

#[derive(Debug, Clone)]
enum Step {
    Append(Vec<String>),
    Release(u8),
    Crash(Crash),
}

fn step() -> impl Strategy<Value = Step> {
    let body = "[ -~]{0,60}";
    let crash = prop_oneof![
        Just(Crash::None),
        prop::collection::vec(any::<u8>(), 1..40).prop_map(Crash::Torn),
    ];
    prop_oneof![
        3 => prop::collection::vec(body, 1..8).prop_map(Step::Append),
        1 => any::<u8>().prop_map(Step::Release),
        1 => crash.prop_map(Step::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever happens, a reader that starts where the store stands reads just what was
    /// acknowledged and is not stored.
    #[test]
    fn replay_after_any_crash_gives_exactly_what_was_acknowledged(
        steps in prop::collection::vec(step(), 1..30)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let dir = tempfile::tempdir().expect("a temporary folder");
            let limits = Limits { max_bytes: 16 * 1024 * 1024, max_age_ms: i64::MAX };
            let mut journal = reopen(dir.path(), limits);
            let mut acknowledged: Vec<String> = Vec::new();
            let mut stored = 0;
            for step in steps {
                match step {
                    Step::Append(bodies) => for body in bodies {
                        let id = format!("EV_{}", acknowledged.len());
                        journal.append(&entry(&id, &body)).await.expect("room");
                        acknowledged.push(id);
                    },
                    Step::Release(share) => {
                        stored = stored.max(acknowledged.len() * usize::from(share) / 255);
                        journal.release(stored as u64, None);
                    }
                    Step::Crash(crash) => {
                        drop(journal);
                        if let Crash::Torn(bytes) = crash && !acknowledged.is_empty() {
                            let mut file = std::fs::OpenOptions::new()
                                .append(true)
                                .open(last_segment(dir.path()))
                                .expect("there is a segment");
                            file.write_all(&bytes).expect("room");
                        }
                        journal = reopen(dir.path(), limits);
                    }
                }
                prop_assert_eq!(&ids(&journal, stored as u64), &acknowledged[stored..]);
            }
            Ok(())
        })?;
    }
}

//! Readers that follow while writes and syncs fail, with many appends in flight.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::task::JoinSet;

use super::faults::{Fault, Faults, Left};
use super::{Journal, ROOMY, entry, ids};
use crate::ingest::journal::{Limits, Reader, disk::Disk};

/// Follows until `done` and nothing is left; what it read, by sequence number.
async fn follow(mut reader: Reader, done: Arc<AtomicBool>) -> BTreeMap<u64, String> {
    let mut read = BTreeMap::new();
    loop {
        let was_done = done.load(Ordering::Acquire);
        for (sequence, entry) in reader.read(7, u64::MAX).expect("it can be read") {
            let before = read.insert(sequence, entry.envelope.id.to_string());
            assert_eq!(before, None, "{sequence} was read twice");
        }
        let more = tokio::time::timeout(std::time::Duration::from_millis(5), reader.wait()).await;
        if more.is_err() && was_done {
            return read;
        }
    }
}

fn fault(random: &mut ChaCha8Rng) -> Option<Fault> {
    let share = random.random_range(0..=u16::MAX);
    match random.random_range(0..10) {
        0 => Some(Fault::Write(share)),
        1 => Some(Fault::StickyWrite(share)),
        2 => Some(Fault::Sync(Left::All)),
        3 => Some(Fault::Sync(Left::Nothing)),
        4 => Some(Fault::Sync(Left::Garbage)),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn live_readers_see_what_was_acknowledged_and_nothing_else_while_writes_and_syncs_fail() {
    for seed in 0..6 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let dir = tempfile::tempdir().expect("a temporary folder");
        let faults = Faults::default();
        faults.plan((0..3000).map(|_| fault(&mut random)));
        // Several segments, so that readers go from one to the next.
        let limits = Limits { max_bytes: 4 * 1024 * 1024, ..ROOMY };
        let disk = Disk { faults: faults.clone() };
        let journal = Journal::open_on(dir.path(), limits, disk).expect("it opens");
        let done = Arc::new(AtomicBool::new(false));
        let mut readers = JoinSet::new();
        for _ in 0..2 {
            readers.spawn(follow(journal.reader(0), Arc::clone(&done)));
        }
        let mut senders = JoinSet::new();
        for sender in 0..16 {
            let journal = journal.clone();
            senders.spawn(async move {
                let mut acknowledged = Vec::new();
                for n in 0..40 {
                    // Of other lengths each time: a record must not end where another did.
                    let entry = entry(&format!("EV_{sender}_{n}"), &"x".repeat(n * 37 % 900));
                    if let Ok(sequence) = journal.append(&entry).await {
                        acknowledged.push((sequence, entry.envelope.id.to_string()));
                    }
                }
                acknowledged
            });
        }
        let acknowledged: BTreeMap<_, _> = senders.join_all().await.into_iter().flatten().collect();
        done.store(true, Ordering::Release);
        for read in readers.join_all().await {
            assert_eq!(read, acknowledged, "seed {seed}");
        }
        assert!((1..640).contains(&acknowledged.len()), "some were refused, and not all");
        assert_eq!(journal.losses(), []);
        faults.plan([]);
        drop(journal);
        let journal = super::reopen(dir.path(), limits);
        let ids = ids(&journal, 0);
        assert!(acknowledged.values().all(|id| ids.contains(id)), "seed {seed}");
        assert_eq!(journal.losses(), [], "seed {seed}");
    }
}

#[tokio::test]
async fn a_failed_group_is_not_seen_by_a_reader_that_keeps_up() {
    for fault in [
        Fault::Write(u16::MAX),
        Fault::Write(30_000),
        Fault::StickyWrite(u16::MAX),
        Fault::Sync(Left::All),
        Fault::Sync(Left::Nothing),
        Fault::Sync(Left::Garbage),
    ] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let faults = Faults::default();
        let disk = Disk { faults: faults.clone() };
        let journal = Journal::open_on(dir.path(), ROOMY, disk).expect("it opens");
        let mut reader = journal.reader(0);
        let mut read = || {
            let entries = reader.read(10, u64::MAX).expect("it can be read");
            entries.into_iter().map(|(_, entry)| entry.envelope.id.to_string()).collect::<Vec<_>>()
        };
        journal.append(&entry("EV_0", "{}")).await.expect("room");
        faults.plan([Some(fault)]);
        journal.append(&entry("EV_failed", "{}")).await.expect_err("it fails");
        assert_eq!(read(), ["EV_0"], "{fault:?}");
        assert_eq!(journal.append(&entry("EV_1", "{ }")).await, Ok(1), "{fault:?}");
        assert_eq!(read(), ["EV_1"], "{fault:?}");
        drop(journal);
        assert_eq!(ids(&super::reopen(dir.path(), ROOMY), 0), ["EV_0", "EV_1"], "{fault:?}");
    }
}

#[tokio::test]
async fn the_first_group_of_a_segment_may_fail_and_leaves_nothing() {
    for fault in [Fault::Write(30_000), Fault::Sync(Left::All), Fault::Sync(Left::Garbage)] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let faults = Faults::default();
        let disk = Disk { faults: faults.clone() };
        let journal = Journal::open_on(dir.path(), ROOMY, disk).expect("it opens");
        faults.plan([Some(fault), Some(fault)]);
        for _ in 0..2 {
            journal.append(&entry("EV_failed", "{}")).await.expect_err("it fails");
        }
        assert_eq!(ids(&journal, 0), [""; 0]);
        assert_eq!(journal.append(&entry("EV_0", "{}")).await, Ok(0));
        assert_eq!(ids(&journal, 0), ["EV_0"]);
    }
}

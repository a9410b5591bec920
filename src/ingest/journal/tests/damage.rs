//! Damage in the folder of a journal: it always opens, loses only the records that were touched,
//! and reports what is missing.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::{Journal, ROOMY, entry, reopen};
use crate::ingest::journal::{Cause, Limits, segment};

/// Segments of 4 KiB, with 28 of the events below in each.
const SMALL: Limits = Limits { max_bytes: 16 * 1024, ..ROOMY };

/// A closed journal with events `EV_0` to `EV_199`, of which `stored` are in the store.
async fn filled(dir: &Path, events: u64, stored: u64) {
    let journal = reopen(dir, ROOMY);
    for n in 0..events {
        journal.append(&entry(&format!("EV_{n}"), "{}")).await.expect("room");
    }
    journal.release(stored, None);
}

/// The sequence numbers that can be read from `from` on.
fn numbers(journal: &Journal, from: u64) -> Vec<u64> {
    let mut reader = journal.reader(from);
    let mut read = Vec::new();
    while reader.next() < journal.next() {
        let entries = reader.read(50, u64::MAX).expect("it can be read");
        for (sequence, entry) in entries {
            assert_eq!(entry.envelope.id, format!("EV_{sequence}"));
            read.push(sequence);
        }
    }
    read
}

/// What is lost: segment, first number, number after the last, cause.
fn lost(journal: &Journal) -> Vec<(String, u64, Option<u64>, Cause)> {
    let losses = journal.losses().into_iter();
    losses.map(|loss| (loss.segment, loss.from, loss.to, loss.cause)).collect()
}

fn file(dir: &Path, first: u64) -> PathBuf {
    segment::path(dir, first)
}

fn flip(path: &Path, at: u64) {
    let file = OpenOptions::new().read(true).write(true).open(path).expect("it is there");
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).expect("it is as long");
    file.write_all_at(&[byte[0] ^ 0x10], at).expect("there is room");
}

fn named(dir: &Path, part: &str) -> Vec<String> {
    let files = std::fs::read_dir(dir).expect("it is there").flatten();
    let names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.filter(|name| name.contains(part)).collect();
    names.sort();
    names
}

/// Where each record of a segment begins.
fn offsets(path: &Path) -> Vec<u64> {
    let bytes = std::fs::read(path).expect("it is there");
    let (mut at, mut offsets) = (segment::HEADER.len(), Vec::new());
    while let segment::Parsed::Record(record) = segment::parse(&bytes[at..]) {
        offsets.push(at as u64);
        at += record.size;
    }
    offsets
}

#[tokio::test]
async fn one_flipped_byte_costs_one_record_wherever_it_is() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    filled(dir.path(), 200, 0).await;
    let path = file(dir.path(), 0);
    let whole = std::fs::read(&path).expect("it is there");
    let offsets = offsets(&path);
    // Each byte of a prefix, and some of the payload, of the first, a middle and the last record.
    for (record, byte) in
        [0, 100, 199].into_iter().flat_map(|record| (0..30).map(move |byte| (record, byte)))
    {
        std::fs::write(&path, &whole).expect("there is room");
        for rest in named(dir.path(), "damaged").into_iter().chain(named(dir.path(), "lost")) {
            std::fs::remove_file(dir.path().join(rest)).expect("it is there");
        }
        let at = offsets[record] + byte;
        flip(&path, at);
        let journal = reopen(dir.path(), ROOMY);
        journal.resume(None);
        let number = record as u64;
        let expected: Vec<_> = (0..200).filter(|n| *n != number).collect();
        assert_eq!(numbers(&journal, 0), expected, "record {record}, byte {byte}");
        let segment = "00000000000000000000.log".to_owned();
        let loss = (segment, number, Some(number + 1), Cause::Damaged);
        assert_eq!(lost(&journal), [loss], "record {record}, byte {byte}");
        assert_eq!(journal.next(), 200, "the number is not given again");
        let pieces = named(dir.path(), "damaged");
        assert_eq!(pieces, [format!("00000000000000000000.log.damaged-{}", offsets[record])]);
        let piece = std::fs::read(dir.path().join(&pieces[0])).expect("it is there");
        let end = offsets.get(record + 1).map_or(whole.len() as u64, |end| *end);
        assert_eq!(piece.len() as u64, end - offsets[record]);
    }
}

#[tokio::test]
async fn a_damaged_header_costs_nothing() {
    for byte in 0..8 {
        let dir = tempfile::tempdir().expect("a temporary folder");
        filled(dir.path(), 20, 0).await;
        flip(&file(dir.path(), 0), byte);
        let journal = reopen(dir.path(), ROOMY);
        journal.resume(None);
        assert_eq!((numbers(&journal, 0).len(), lost(&journal).len()), (20, 0));
    }
}

#[tokio::test]
async fn events_missing_at_the_end_are_reported_and_their_numbers_are_not_used_again() {
    for (what, left) in [("a record boundary", 120), ("the middle of a record", 119)] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        filled(dir.path(), 200, 0).await;
        let path = file(dir.path(), 0);
        let end = offsets(&path)[120] - u64::from(left == 119);
        let cut = OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(end));
        cut.expect("it can be cut");
        let journal = reopen(dir.path(), ROOMY);
        let id = journal.id();
        assert_eq!(journal.append(&entry("EV_200", "{}")).await, Ok(200), "{what}");
        assert_eq!(journal.status().lost_events, None, "the database may have had them");
        // It comes later, and had some of them.
        let run = journal.runs().nth(1).expect("the run that wrote them");
        assert_eq!(journal.resume(Some((run, 150))), 150);
        let lost_there = lost(&journal);
        assert_eq!((lost_there[0].1, lost_there[0].2), (150, Some(200)), "{what}");
        assert_eq!((journal.status().losses, journal.status().lost_events), (1, Some(50)));
        assert_eq!(numbers(&journal, 150), [200]);
        journal.release(201, None);
        drop(journal);
        let journal = reopen(dir.path(), ROOMY);
        let run = journal.runs().nth(1).expect("the run before");
        assert_eq!((run.id, journal.resume(Some((run, 201)))), (id, 201));
        assert_eq!(lost(&journal), lost_there, "it is reported again, as known");
        assert_eq!(journal.status().losses, 0, "and counted once");
    }
}

#[tokio::test]
async fn what_was_stored_before_it_went_missing_is_not_lost() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    filled(dir.path(), 200, 150).await;
    let path = file(dir.path(), 0);
    flip(&path, offsets(&path)[149] + 30);
    let journal = reopen(dir.path(), ROOMY);
    assert_eq!(lost(&journal), []);
    let run = journal.runs().nth(1).expect("the run that wrote them");
    journal.resume(Some((run, 150)));
    assert_eq!((lost(&journal), journal.status().losses), (Vec::new(), 0));
    assert_eq!(numbers(&journal, 150), (150..200).collect::<Vec<_>>());
}

#[tokio::test]
async fn segments_that_are_missing_zeroed_emptied_or_foreign_are_reported() {
    type End = fn(&Path);
    let ends: [(&str, End); 5] = [
        ("missing", |path| std::fs::remove_file(path).expect("it is there")),
        ("zeroed", |path| {
            let long = std::fs::read(path).expect("it is there").len();
            std::fs::write(path, vec![0; long]).expect("there is room");
        }),
        ("emptied", |path| std::fs::write(path, "").expect("there is room")),
        ("foreign", |path| std::fs::write(path, "letters".repeat(900)).expect("there is room")),
        ("a folder", |path| {
            std::fs::remove_file(path).expect("it is there");
            std::fs::create_dir(path).expect("there is room");
        }),
    ];
    for (what, end) in ends {
        for index in [0, 1, 2] {
            let dir = tempfile::tempdir().expect("a temporary folder");
            let journal = reopen(dir.path(), SMALL);
            for n in 0..80 {
                journal.append(&entry(&format!("EV_{n}"), &"x".repeat(70))).await.expect("room");
            }
            drop(journal);
            let firsts: Vec<_> = named(dir.path(), ".log")
                .iter()
                .map(|name| segment::first_of(name).expect("a segment"))
                .collect();
            assert!(firsts.len() > 2, "{firsts:?}");
            let (from, to) = (firsts[index], firsts.get(index + 1).copied().unwrap_or(80));
            end(&file(dir.path(), from));
            let journal = reopen(dir.path(), SMALL);
            journal.resume(None);
            let loss = (segment::name(from), from, Some(to), Cause::Missing);
            assert_eq!(lost(&journal), [loss], "{what}, segment {index}");
            let left: Vec<_> = (0..80).filter(|n| !(from..to).contains(n)).collect();
            assert_eq!(numbers(&journal, 0), left, "{what}, segment {index}");
            let aside = named(dir.path(), ".log.damaged").len();
            assert_eq!(aside, usize::from(what != "missing"), "{what} is set aside");
            assert_eq!(journal.next(), 80);
        }
    }
}

#[tokio::test]
async fn a_write_that_a_crash_cut_short_is_no_loss() {
    for bytes in [1, 20, 24, 60, 99] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        filled(dir.path(), 10, 0).await;
        let path = file(dir.path(), 0);
        let whole = std::fs::read(&path).expect("it is there");
        let mut torn = entry("EV_torn", &"x".repeat(90)).encode();
        segment::stamp(&mut torn, 10, 0);
        std::fs::write(&path, [&whole, &torn[..bytes]].concat()).expect("there is room");
        for _ in 0..3 {
            let journal = reopen(dir.path(), ROOMY);
            journal.resume(None);
            assert_eq!((numbers(&journal, 0).len(), lost(&journal).len()), (10, 0), "{bytes}");
            assert_eq!(journal.next(), 10);
        }
        let journal = reopen(dir.path(), ROOMY);
        assert_eq!(journal.append(&entry("EV_10", "{}")).await, Ok(10));
        assert_eq!(numbers(&journal, 0).len(), 11);
    }
}

#[tokio::test]
async fn a_hole_in_the_last_group_is_no_loss_if_nothing_proves_that_it_was_durable() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    filled(dir.path(), 10, 0).await;
    let path = file(dir.path(), 0);
    let mut bytes = std::fs::read(&path).expect("it is there");
    // Pages of one group reach the disk in any order: that of its first event did not.
    for before in 0..3_u32 {
        let mut record = entry(&format!("EV_{}", 10 + before), "{}").encode();
        segment::stamp(&mut record, 10 + u64::from(before), before);
        if before == 0 {
            record.fill(0);
        }
        bytes.extend(record);
    }
    std::fs::write(&path, bytes).expect("there is room");
    let journal = reopen(dir.path(), ROOMY);
    journal.resume(None);
    assert_eq!(lost(&journal), []);
    assert_eq!(numbers(&journal, 0), (0..13).filter(|n| *n != 10).collect::<Vec<_>>());
    assert_eq!(journal.append(&entry("EV_13", "{}")).await, Ok(13));
}

#[tokio::test]
async fn without_the_mark_damage_at_the_end_is_a_loss_of_an_unknown_number() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    filled(dir.path(), 10, 0).await;
    let path = file(dir.path(), 0);
    flip(&path, offsets(&path)[9] + 3);
    std::fs::write(dir.path().join("durable"), "garbage").expect("there is room");
    let journal = reopen(dir.path(), ROOMY);
    journal.resume(None);
    let losses = lost(&journal);
    assert_eq!((losses.len(), losses[0].1, losses[0].2), (1, 9, None));
    assert_eq!((journal.status().losses, journal.status().lost_events), (1, None));
}

#[tokio::test]
async fn a_file_of_ids_that_cannot_be_read_is_set_aside() {
    for text in ["", "\n", "garbage", "\u{0}\u{0}", "019373e5-0000-7000-8000-00000000000", "folder"]
    {
        let dir = tempfile::tempdir().expect("a temporary folder");
        filled(dir.path(), 10, 0).await;
        let id = dir.path().join("id");
        if text == "folder" {
            std::fs::remove_file(&id).expect("it is there");
            std::fs::create_dir(&id).expect("there is room");
        } else {
            std::fs::write(&id, text).expect("there is room");
        }
        let journal = reopen(dir.path(), ROOMY);
        assert_eq!(journal.resume(None), 0);
        assert_eq!((numbers(&journal, 0).len(), lost(&journal).len()), (10, 0), "{text:?}");
        assert_eq!(named(dir.path(), "id.damaged").len(), 1);
        drop(journal);
        reopen(dir.path(), ROOMY);
        assert_eq!(named(dir.path(), "id.damaged").len(), 1, "once");
    }
}

#[tokio::test]
async fn foreign_files_are_left_alone() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    filled(dir.path(), 10, 0).await;
    for foreign in
        ["5.log", "+0000000000000000005.log", "notes.txt", "x.log", "00000000000000000003.LOG"]
    {
        std::fs::write(dir.path().join(foreign), "letters").expect("there is room");
    }
    std::fs::create_dir(dir.path().join("lost+found")).expect("there is room");
    let journal = reopen(dir.path(), ROOMY);
    journal.resume(None);
    assert_eq!((numbers(&journal, 0).len(), lost(&journal).len()), (10, 0));
    assert_eq!(std::fs::read(dir.path().join("5.log")).expect("it is there"), b"letters");
}

#[tokio::test]
async fn an_older_copy_of_the_folder_uses_no_number_again_and_reports_what_it_lacks() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    filled(dir.path(), 100, 0).await;
    let copies: Vec<_> = std::fs::read_dir(dir.path())
        .expect("it is there")
        .flatten()
        .map(|file| (file.path(), std::fs::read(file.path()).expect("it is a file")))
        .collect();
    let journal = reopen(dir.path(), ROOMY);
    for n in 100..200 {
        journal.append(&entry(&format!("EV_{n}"), "{}")).await.expect("room");
    }
    let (first, later) = (journal.runs().nth(1).expect("a run"), journal.id());
    drop(journal);
    std::fs::remove_file(file(dir.path(), 100)).expect("it is there");
    for (path, bytes) in copies {
        std::fs::write(path, bytes).expect("there is room");
    }
    // The database is away, and new events get sequence numbers that it has stored already.
    let journal = reopen(dir.path(), ROOMY);
    assert!(journal.runs().all(|run| run.id != later), "the copy does not know of it");
    for n in 100..180 {
        assert_eq!(journal.append(&entry(&format!("EV_{n}"), "{}")).await, Ok(n));
    }
    drop(journal);
    // It comes back: to a console that was started once more.
    let journal = reopen(dir.path(), ROOMY);
    assert_eq!(journal.resume(Some((first, 160))), 100, "what was received again is stored");
    assert_eq!(numbers(&journal, 100).len(), 80);
    let losses = lost(&journal);
    assert_eq!((losses.len(), losses[0].1, losses[0].2, losses[0].3), (1, 160, None, Cause::Older));
}

#[tokio::test]
async fn damage_under_a_live_reader_is_reported_once_and_costs_one_record() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let journal = reopen(dir.path(), ROOMY);
    journal.resume(None);
    for n in 0..50 {
        journal.append(&entry(&format!("EV_{n}"), "{}")).await.expect("room");
    }
    let path = file(dir.path(), 0);
    flip(&path, offsets(&path)[20] + 40);
    for _ in 0..2 {
        let expected: Vec<_> = (0..50).filter(|n| *n != 20).collect();
        assert_eq!(numbers(&journal, 0), expected);
        assert_eq!((journal.status().losses, journal.status().lost_events), (1, Some(1)));
    }
    let reader = &mut journal.reader(0);
    OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(500)).expect("cut");
    while reader.next() < 50 {
        reader.read(5, u64::MAX).expect("it can be read");
    }
    assert_eq!(journal.append(&entry("EV_50", "{}")).await, Ok(50));
    assert_eq!(numbers(&journal, 50), [50]);
}

#[tokio::test]
async fn a_journal_of_the_first_version_is_read() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let old = |events: std::ops::Range<u64>| {
        let mut bytes = b"LKCJRNL1".to_vec();
        for n in events {
            let record = entry(&format!("EV_{n}"), "{}").encode();
            bytes.extend_from_slice(&record[..8]);
            bytes.extend_from_slice(&record[segment::PREFIX..]);
        }
        bytes
    };
    let id = uuid::Uuid::now_v7();
    std::fs::write(dir.path().join("id"), format!("{id}\n")).expect("there is room");
    let mut damaged = old(0..30);
    damaged[400] ^= 1;
    std::fs::write(file(dir.path(), 0), damaged).expect("there is room");
    let mut torn = old(30..40);
    torn.truncate(torn.len() - 7);
    std::fs::write(file(dir.path(), 30), torn).expect("there is room");
    for _ in 0..2 {
        let journal = reopen(dir.path(), ROOMY);
        let run = journal.runs().last().expect("the first");
        assert_eq!((run.id, run.first), (id, 0));
        assert_eq!(journal.resume(Some((run, 3))), 3);
        assert_eq!(numbers(&journal, 0).len(), 38);
        let losses = lost(&journal);
        assert_eq!((losses.len(), losses[0].2.map(|to| to - losses[0].1)), (1, Some(1)));
        assert_eq!(journal.next(), 39);
    }
}

//! The journal against a model: after any damage, an acknowledged event is stored exactly once or
//! reported as lost, nothing else is ever returned, and no sequence number is used twice.
//!
//! `JOURNAL_CASES` says how many stories are played.

use std::collections::{HashMap, HashSet};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use futures::future::join_all;
use proptest::prelude::*;
use tempfile::TempDir;
use uuid::Uuid;

use super::entry;
use super::faults::{Fault, Faults};
use super::story::{Damage, Step, step};
use crate::ingest::journal::{Journal, Limits, Loss, Reader, disk::Disk, segment};

/// So small that stories have many segments (8 KiB) and are full at times.
const LIMITS: Limits = Limits { max_bytes: 32 * 1024, max_age_ms: i64::MAX };

/// What the database holds.
#[derive(Debug, Clone, Default)]
struct Store {
    cursors: HashMap<Uuid, u64>,
    events: HashSet<String>,
}

/// An event that was acknowledged.
#[derive(Debug, Clone)]
struct Acknowledged {
    id: String,
    sequence: u64,
    /// Nothing that is left can prove that it existed.
    excused: bool,
}

struct World {
    dir: TempDir,
    copy: Option<(TempDir, usize)>,
    faults: Faults,
    journal: Journal,
    live: Reader,
    /// The store's, while the database is there.
    storing: Option<Reader>,
    store: Store,
    backup: Option<Store>,
    sent: u64,
    acknowledged: Vec<Acknowledged>,
    /// Refused by this process: it never shows them.
    refused: HashSet<String>,
    numbers: HashSet<(Uuid, u64)>,
    losses: Vec<Loss>,
    flips: u64,
    /// Whether anything but flipped bytes and torn writes happened to the files.
    worse: bool,
    /// Whether sequence numbers may be ambiguous, or stand for what a database has lost.
    ambiguous: bool,
    /// Whether the database was ever restored.
    restored: bool,
}

fn open(dir: &Path, faults: &Faults) -> Journal {
    let disk = Disk { faults: faults.clone() };
    Journal::open_on(dir, LIMITS, disk).expect("it opens with any content")
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let faults = Faults::default();
        let journal = open(dir.path(), &faults);
        let live = journal.reader(0);
        Self {
            dir,
            copy: None,
            faults,
            journal,
            live,
            storing: None,
            store: Store::default(),
            backup: None,
            sent: 0,
            acknowledged: Vec::new(),
            refused: HashSet::new(),
            numbers: HashSet::new(),
            losses: Vec::new(),
            flips: 0,
            worse: false,
            ambiguous: false,
            restored: false,
        }
    }

    async fn append(&mut self, events: u8, faults: Vec<Option<Fault>>) {
        self.faults.plan(faults);
        let ids: Vec<_> = (0..u64::from(events)).map(|n| format!("EV_{}", self.sent + n)).collect();
        self.sent += u64::from(events);
        let entries: Vec<_> =
            ids.iter().map(|id| entry(id, &"x".repeat(id.len() * 13 % 160))).collect();
        let outcomes = join_all(entries.iter().map(|entry| self.journal.append(entry))).await;
        for (id, outcome) in ids.into_iter().zip(outcomes) {
            if let Ok(sequence) = outcome {
                let is_new = self.numbers.insert((self.journal.id(), sequence));
                assert!(is_new, "number {sequence} is used twice");
                self.acknowledged.push(Acknowledged { id, sequence, excused: false });
            } else {
                self.refused.insert(id);
            }
        }
        self.faults.plan([]);
    }

    fn read(&mut self, limit: u8) {
        let from = self.live.next();
        let read = self.live.read(limit.into(), u64::MAX).expect("it can be read");
        let mut last = None;
        for (sequence, entry) in read {
            assert!(sequence >= from && last.is_none_or(|last| last < sequence));
            last = Some(sequence);
            let id = entry.envelope.id.as_str();
            assert!(!self.refused.contains(id), "{id} was refused, and is returned");
            if self.numbers.contains(&(self.journal.id(), sequence)) {
                let of = self.acknowledged.iter().rfind(|event| event.sequence == sequence);
                assert_eq!(of.map(|event| event.id.as_str()), Some(id), "number {sequence}");
            }
        }
    }

    /// What `storage::prepare` does.
    fn back(&mut self) {
        let known =
            self.journal.runs().find_map(|run| Some((run, *self.store.cursors.get(&run.id)?)));
        let from = self.journal.resume(known);
        self.storing = Some(self.journal.reader(from));
    }

    fn store(&mut self, limit: u8) {
        let Some(reader) = &mut self.storing else { return };
        let read = reader.read(limit.into(), self.live.next()).expect("it can be read");
        for (_, entry) in read {
            let id = entry.envelope.id.as_str();
            assert!(!self.refused.contains(id), "{id} was refused, and is stored");
            self.store.events.insert(id.to_owned());
        }
        self.store.cursors.insert(self.journal.id(), reader.next());
        self.journal.release(reader.next(), None);
    }

    fn restore(&mut self) {
        let Some(backup) = self.backup.clone().filter(|backup| !backup.cursors.is_empty()) else {
            return;
        };
        (self.ambiguous, self.restored) = (true, true);
        self.store = backup;
        if !self.journal.runs().any(|run| self.store.cursors.contains_key(&run.id)) {
            // To this database the journal is a new one.
            self.acknowledged.iter_mut().for_each(|event| event.excused = true);
        }
        if self.storing.is_some() {
            self.back();
        }
    }

    fn copy(&mut self) {
        let to = tempfile::tempdir().expect("a temporary folder");
        copy(self.dir.path(), to.path());
        self.copy = Some((to, self.acknowledged.len()));
    }

    fn crash(&mut self, damages: Vec<Damage>) {
        self.losses.extend(self.journal.losses());
        let was_there = self.storing.take().is_some();
        // No process may use the folder while it is damaged.
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        self.journal = open(elsewhere.path(), &self.faults);
        self.live = self.journal.reader(0);
        let has_mark = !damages.iter().any(|damage| matches!(damage, Damage::NoMark));
        for damage in damages {
            self.damage(&damage, has_mark);
        }
        self.journal = open(self.dir.path(), &self.faults);
        self.live = self.journal.reader(0);
        // Events that the previous process did not acknowledge may have reached the disk.
        self.refused.clear();
        if was_there {
            self.back();
        }
    }

    fn damage(&mut self, damage: &Damage, has_mark: bool) {
        let dir = self.dir.path().to_owned();
        let segments = segments(&dir);
        let pick = |share: u16| {
            let index = usize::from(share) * segments.len() / (usize::from(u16::MAX) + 1);
            let path = segments.get(index)?.clone();
            let length = std::fs::metadata(&path).expect("it is there").len();
            Some((path, length, index))
        };
        let at = |share: u16, length: u64| u64::from(share) * length / (u64::from(u16::MAX) + 1);
        let file = |path: &Path| {
            std::fs::OpenOptions::new().read(true).write(true).open(path).expect("it is there")
        };
        self.worse |= !matches!(damage, Damage::Torn(_) | Damage::Flip(..));
        let mut whole = None;
        match damage {
            Damage::Torn(bytes) => {
                if let Some(path) = segments.last() {
                    let file = file(path);
                    let end = file.metadata().expect("it is there").len();
                    file.write_all_at(bytes, end).expect("there is room");
                }
            }
            Damage::Flip(segment, share) => {
                if let Some((path, length, _)) = pick(*segment).filter(|(_, long, _)| *long > 0) {
                    let (file, at, mut byte) = (file(&path), at(*share, length), [0]);
                    file.read_exact_at(&mut byte, at).expect("it is there");
                    file.write_all_at(&[byte[0] ^ share.to_le_bytes()[0].max(1)], at)
                        .expect("room");
                    self.flips += 1;
                }
            }
            Damage::Zeros(segment, share, long) => {
                if let Some((path, length, _)) = pick(*segment) {
                    let from = at(*share, length);
                    let long = u64::from(*long).min(length - from);
                    let bytes = vec![0; usize::try_from(long).expect("it fits the memory")];
                    file(&path).write_all_at(&bytes, from).expect("there is room");
                }
            }
            Damage::Cut(segment, share) => {
                if let Some((path, length, index)) = pick(*segment) {
                    file(&path).set_len(at(*share, length)).expect("it can be cut");
                    whole = Some(index);
                }
            }
            Damage::Gone(segment) => {
                if let Some((path, _, index)) = pick(*segment) {
                    std::fs::remove_file(path).expect("it is there");
                    whole = Some(index);
                }
            }
            Damage::Foreign(segment) => {
                if let Some((path, _, index)) = pick(*segment) {
                    std::fs::write(path, "somebody's letters").expect("there is room");
                    whole = Some(index);
                }
                std::fs::write(dir.join("letters.txt"), "").expect("there is room");
            }
            Damage::Id => {
                std::fs::write(dir.join("id"), "no id").expect("there is room");
                // To a database that is older this is a journal that it does not know.
                self.acknowledged.iter_mut().for_each(|event| event.excused |= self.restored);
                self.ambiguous = true;
            }
            Damage::NoMark => {
                let _ = std::fs::remove_file(dir.join("durable"));
            }
            Damage::OlderCopy => {
                let Some((copied, length)) = &self.copy else { return };
                self.ambiguous = true;
                self.acknowledged[*length..].iter_mut().for_each(|event| event.excused = true);
                std::fs::remove_dir_all(&dir).expect("it is there");
                std::fs::create_dir(&dir).expect("it can be made");
                copy(copied.path(), &dir);
            }
        }
        // Without the mark nothing proves what was at either end of the journal.
        if let Some(index) = whole.filter(|_| !has_mark) {
            self.ambiguous = true;
            let first = |index: usize| {
                let name = segments.get(index)?.file_name()?.to_str()?;
                segment::first_of(name)
            };
            let from = if index == 0 { 0 } else { first(index).unwrap_or(0) };
            let to = first(index + 1).unwrap_or(u64::MAX);
            let events = self.acknowledged.iter_mut();
            events
                .filter(|event| (from..to).contains(&event.sequence))
                .for_each(|event| event.excused = true);
        }
    }

    fn play(&mut self, step: Step, runtime: &tokio::runtime::Runtime) {
        match step {
            Step::Append(events, faults) => runtime.block_on(self.append(events, faults)),
            Step::Read(limit) => self.read(limit),
            Step::Store(limit) => self.store(limit),
            Step::Away => self.storing = None,
            Step::Back => self.back(),
            Step::Backup => self.backup = Some(self.store.clone()),
            Step::Restore => self.restore(),
            Step::Copy => {
                let (was_there, faults) = (self.storing.take().is_some(), self.faults.clone());
                self.crash(Vec::new());
                let elsewhere = tempfile::tempdir().expect("a temporary folder");
                self.journal = open(elsewhere.path(), &faults);
                self.live = self.journal.reader(0);
                self.copy();
                self.crash(Vec::new());
                if was_there {
                    self.back();
                }
            }
            Step::Crash(damages) => self.crash(damages),
        }
    }

    /// The database is there, and everything is read and stored.
    fn end(&mut self) {
        self.back();
        while self.live.next() < self.journal.next() {
            self.read(u8::MAX);
        }
        while self.storing.as_ref().is_some_and(|reader| reader.next() < self.journal.next()) {
            self.store(u8::MAX);
        }
        assert_eq!(self.journal.status().pending, 0);
        self.losses.extend(self.journal.losses());
        let is_named = |sequence: u64| {
            self.losses
                .iter()
                .any(|loss| loss.from <= sequence && loss.to.is_none_or(|to| sequence < to))
        };
        for event in &self.acknowledged {
            assert!(
                self.store.events.contains(&event.id) || event.excused || is_named(event.sequence),
                "{} ({}) is lost without a report; {:?}",
                event.id,
                event.sequence,
                self.losses
            );
        }
        if self.ambiguous {
            return;
        }
        let of: HashMap<_, _> =
            self.acknowledged.iter().map(|event| (event.sequence, event)).collect();
        let mut lost = 0;
        for event in &self.acknowledged {
            lost += u64::from(!self.store.events.contains(&event.id));
        }
        assert!(self.worse || lost <= self.flips, "{} flips, {lost} lost", self.flips);
        let mut ranges: Vec<_> =
            self.journal.losses().iter().filter_map(|loss| Some(loss.from..loss.to?)).collect();
        ranges.sort_by_key(|range| range.start);
        let apart = ranges.windows(2).all(|pair| pair[0].end <= pair[1].start);
        assert!(apart, "reported twice: {ranges:?}");
        for loss in self.journal.losses() {
            for sequence in loss.from..loss.to.unwrap_or(loss.from) {
                let is_stored =
                    of.get(&sequence).is_some_and(|event| self.store.events.contains(&event.id));
                assert!(!is_stored, "{loss:?}, and {sequence} is stored");
            }
        }
    }
}

fn segments(dir: &Path) -> Vec<PathBuf> {
    let names = std::fs::read_dir(dir).expect("it is there").flatten().map(|file| file.file_name());
    let mut firsts: Vec<_> =
        names.filter_map(|name| segment::first_of(&name.to_string_lossy())).collect();
    firsts.sort_unstable();
    firsts.into_iter().map(|first| segment::path(dir, first)).collect()
}

fn copy(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).expect("it is there").flatten() {
        std::fs::copy(file.path(), to.join(file.file_name())).expect("there is room");
    }
}

fn cases() -> u32 {
    std::env::var("JOURNAL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(50)
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 2000, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn what_was_acknowledged_is_stored_once_or_reported_as_lost_and_no_number_is_used_twice(
        steps in prop::collection::vec(step(), 1..40)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let mut world = World::new();
        for step in steps {
            world.play(step, &runtime);
        }
        world.end();
    }
}

//! Looking over the folder when the journal is opened: what is there, what is missing, what is none
//! of ours.
//!
//! Events are numbered without gaps, so a number that no record has is an event that is gone. It
//! counts if it was durable: if the mark says so, or a later group, or a later segment, each of which
//! was begun only when all before was. Whatever else stands behind the last record is what a crash
//! cut short, and was never acknowledged.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::losses::{Cause, Loss};
use super::mark::Marked;
use super::runs::Run;
use super::scan::{Next, Scan};
use super::segment::{self, HEADER};
use super::{REJECTED, began_at, legacy, losses, mark, runs};
use crate::files;
use crate::model::Millis;

/// What every name of what is set aside, or kept beside, has in it.
const ASIDE: &str = ".damaged";

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Size of each segment up to its last record, by the sequence number that names it.
    pub(super) segments: BTreeMap<u64, u64>,
    /// The first sequence number that was certainly never given to an event.
    pub(super) next: u64,
    /// Events that were durable and are gone, in order.
    pub(super) missing: Vec<Missing>,
    /// Whether an unknown number of events may be missing at the end.
    pub(super) end_is_unknown: bool,
    /// When the last event was received.
    received_at: Option<Millis>,
}

impl Found {
    /// What is gone, in the words of the journal, whose runs are `runs`.
    pub(super) fn losses(&self, runs: &[Run]) -> Vec<Loss> {
        let now = runs.last().map_or(Millis(0), Run::began_at);
        let since = |sequence, known: Option<Millis>| {
            known.or_else(|| began_at(runs, sequence)).unwrap_or(now).min(now)
        };
        let mut losses: Vec<_> = self
            .missing
            .iter()
            .map(|missing| {
                let since = since(missing.numbers.start, missing.since);
                let times = (since, missing.until.unwrap_or(now));
                Loss::new(&missing.segment, missing.numbers.clone(), missing.cause, times)
            })
            .collect();
        if self.end_is_unknown {
            let (end, name) = (self.next, segment::name(self.next));
            let times = (since(end, self.received_at), now);
            let loss = Loss::new(&name, end..end, Cause::Damaged, times);
            losses.push(Loss { to: None, events: None, ..loss });
        }
        losses
    }
}

/// Events without a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) numbers: Range<u64>,
    /// The file that held them, or that is there where they should be.
    pub(super) segment: String,
    pub(super) cause: Cause,
    /// When the event before them was received, and that after them.
    pub(super) since: Option<Millis>,
    pub(super) until: Option<Millis>,
    /// What is there in their place.
    damage: Range<u64>,
}

/// What goes from one segment to the next.
struct Survey<'a> {
    dir: &'a Path,
    found: Found,
    /// The sequence number that the next record should have.
    expected: u64,
    /// When the last record was received.
    received_at: Option<Millis>,
    /// All before this sequence number were durable.
    durable: u64,
    /// What stands behind the last record of the segment before: its name, and where.
    tail: Option<(String, Range<u64>)>,
    /// Whether the last file that is called like a segment holds nothing of ours.
    last_is_unreadable: bool,
}

/// Looks over `dir`, of which the mark tells `told`. All before sequence number `begun` were durable
/// or known to be gone when it was last opened.
pub(super) fn survey(dir: &Path, told: Option<Marked>, begun: u64) -> io::Result<Found> {
    let firsts = list(dir)?;
    let first = firsts.first().copied();
    let stored = told.map(|told| told.stored);
    let expected = stored.into_iter().chain(first).min().unwrap_or(begun);
    let mut survey = Survey {
        dir,
        found: Found::default(),
        expected,
        received_at: None,
        durable: told.map_or(0, |told| told.next).max(begun),
        tail: None,
        last_is_unreadable: false,
    };
    for (place, first) in firsts.iter().enumerate() {
        let limit = firsts.get(place + 1).copied().unwrap_or(u64::MAX);
        survey.segment(*first, limit)?;
    }
    Ok(survey.end(told, begun))
}

impl Survey<'_> {
    /// Takes in the segment that is named by `first`, whose events come before `limit`.
    fn segment(&mut self, first: u64, limit: u64) -> io::Result<()> {
        let path = segment::path(self.dir, first);
        let name = segment::name(first);
        let opened = files::size(&path).and_then(|size| Ok((size, Scan::open(&path, size)?)));
        let (mut size, (mut scan, is_whole)) = match opened {
            Ok(opened) => opened,
            Err(error) => return self.without_records(&path, 0, &error.to_string()),
        };
        let mut next = scan.next();
        if next.record.is_none() && legacy::convert(&path, first, limit)? {
            size = files::size(&path)?;
            scan = Scan::open(&path, size)?.0;
            next = scan.next();
        } else if !is_whole && next.record.is_some() {
            tracing::error!(segment = name, "the head of a journal segment is damaged; it is read");
        }
        let mut end = None;
        let mut damage = 0..0;
        loop {
            let Next { record, damage: passed } = next;
            if !passed.is_empty() {
                damage = passed;
            }
            let Some(record) = record else { break };
            let sequence = record.sequence;
            // Others were never acknowledged: the number was given again, in a later segment.
            if (first..limit).contains(&sequence) {
                let received_at = segment::received_at(scan.payload(record));
                if end.is_none() {
                    self.up_to(first, Some(received_at));
                }
                if sequence >= self.expected {
                    self.gone(sequence, &name, &mut damage, Some(received_at));
                    self.expected = sequence + 1;
                    self.received_at = Some(received_at);
                    self.durable = self.durable.max(record.group);
                    end = Some(scan.place() + record.size as u64);
                }
            }
            scan.pass(record);
            next = scan.next();
        }
        let Some(end) = end else {
            return self.without_records(&path, size, "it holds no event");
        };
        self.durable = self.durable.max(first);
        self.last_is_unreadable = false;
        self.found.segments.insert(first, end);
        self.tail = (damage.start >= end && !damage.is_empty()).then_some((name, damage));
        Ok(())
    }

    /// Events before `first`, which names the segment that is there, are gone if they were not seen.
    fn up_to(&mut self, first: u64, until: Option<Millis>) {
        let (name, mut damage) =
            self.tail.take().unwrap_or_else(|| (segment::name(self.expected), 0..0));
        self.gone(first, &name, &mut damage, until);
        self.expected = self.expected.max(first);
    }

    fn gone(&mut self, to: u64, name: &str, damage: &mut Range<u64>, until: Option<Millis>) {
        let damage = std::mem::replace(damage, 0..0);
        if self.expected >= to {
            return;
        }
        let cause = if damage.is_empty() { Cause::Missing } else { Cause::Damaged };
        self.found.missing.push(Missing {
            numbers: self.expected..to,
            segment: name.to_owned(),
            cause,
            since: self.received_at,
            until,
            damage,
        });
    }

    /// A file that is called like a segment and holds nothing of ours. That of a segment whose
    /// first write failed is empty but for its head.
    fn without_records(&mut self, path: &Path, size: u64, why: &str) -> io::Result<()> {
        let is_blank =
            size == HEADER.len() as u64 && std::fs::read(path).is_ok_and(|bytes| bytes == HEADER);
        if is_blank {
            return std::fs::remove_file(path);
        }
        self.last_is_unreadable = true;
        let kept = set_aside(path)?;
        tracing::error!(
            segment = %path.display(), bytes = size, kept = %kept.display(), why,
            "a file of the journal cannot be read as a segment and is set aside"
        );
        Ok(())
    }

    fn end(mut self, told: Option<Marked>, begun: u64) -> Found {
        let tail = self.tail.take();
        if let Some((name, damage)) = &tail
            && told.is_some_and(|told| told.next <= self.expected)
        {
            tracing::warn!(
                segment = name,
                bytes = damage.end - damage.start,
                "the journal ended in a write that a crash cut short: it was never acknowledged"
            );
        }
        if told.is_none() && !self.found.segments.is_empty() {
            tracing::warn!(
                file = mark::NAME,
                "the file that tells how far the journal was durable is missing or damaged: if \
                    events are missing at its end, nothing shows it"
            );
        }
        self.found.end_is_unknown = told.is_none() && (tail.is_some() || self.last_is_unreadable);
        self.tail = tail;
        self.up_to(told.map_or(0, |told| told.next).max(begun), None);
        let Self { dir, mut found, expected, durable, received_at, .. } = self;
        found.received_at = received_at;
        let stored = told.map_or(0, |told| told.stored);
        found.next = expected;
        found.missing.retain_mut(|missing| {
            // What is behind the last proof was perhaps never acknowledged.
            missing.numbers.end = missing.numbers.end.min(durable);
            missing.numbers.start = missing.numbers.start.max(stored);
            let counts = !missing.numbers.is_empty();
            if counts && !missing.damage.is_empty() {
                keep(dir, &missing.segment, &missing.damage);
            } else if !missing.damage.is_empty() {
                tracing::warn!(
                    segment = missing.segment,
                    byte = missing.damage.start,
                    "the journal is damaged where all was stored, or nothing acknowledged"
                );
            }
            counts
        });
        found
    }
}

/// Keeps what is there in the place of events that are gone, once.
pub(super) fn keep(dir: &Path, segment: &str, damage: &Range<u64>) {
    let to = dir.join(format!("{segment}{ASIDE}-{}", damage.start));
    if to.exists() {
        return;
    }
    let copied = File::open(dir.join(segment)).and_then(|mut from| {
        from.seek(SeekFrom::Start(damage.start))?;
        let mut piece = from.take(damage.end - damage.start);
        io::copy(&mut piece, &mut files::open(&to, OpenOptions::new().create(true).write(true))?)
    });
    match copied {
        Ok(bytes) => tracing::error!(
            segment, byte = damage.start, bytes, kept = %to.display(),
            "the journal is damaged; the damaged piece is kept"
        ),
        Err(error) => tracing::error!(
            %error, segment, byte = damage.start,
            "the journal is damaged, and the damaged piece cannot be kept"
        ),
    }
}

/// Gives a file another name, which is returned.
pub(super) fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let free = free_name(path);
    std::fs::rename(path, &free)?;
    Ok(free)
}

/// A name for what is set aside.
pub(super) fn free_name(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut free = path.with_file_name(format!("{name}{ASIDE}"));
    let mut number = 1;
    while free.exists() {
        number += 1;
        free = path.with_file_name(format!("{name}{ASIDE}-{number}"));
    }
    free
}

/// The sequence numbers that name the segments in `dir`, in order. Our files are narrowed to their
/// owner; others are named.
fn list(dir: &Path) -> io::Result<Vec<u64>> {
    let mut firsts = Vec::new();
    for file in std::fs::read_dir(dir)? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        let first = segment::first_of(&name);
        let ours =
            [runs::NAME, "lock", mark::NAME, losses::NAME, REJECTED, "id.new", "durable.new"];
        let is_ours = ours.contains(&&*name)
            || [ASIDE, ".cut-", legacy::NEW].iter().any(|part| name.contains(part));
        if first.is_some() || is_ours {
            files::keep_private(&file.path());
            firsts.extend(first);
        } else {
            tracing::warn!(
                file = %file.path().display(),
                "there is a file in the journal's folder that is none of the journal's; it is left \
                    alone"
            );
        }
    }
    firsts.sort_unstable();
    Ok(firsts)
}

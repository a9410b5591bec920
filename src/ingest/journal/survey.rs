//! Surveys the folder when the journal is opened: which events it holds, which are missing, and
//! which files are foreign.
//!
//! Events are numbered without gaps, so a number without a record is a missing event. It counts as
//! missing if it was durable: the mark says so, or there is a later group or a later segment, which
//! are only begun when all before is durable. Anything else after the last record is a write that a
//! crash interrupted, and was never acknowledged.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::losses::{Cause, Loss};
use super::mark::Marked;
use super::runs::Run;
use super::scan::{Scan, ScannedRecord};
use super::segment::{self, HEADER};
use super::{REJECTED, began_at, legacy, losses, mark, runs};
use crate::files;
use crate::model::Millis;

/// Part of the name of every file that is set aside, and of every damaged piece that is kept.
const ASIDE: &str = ".damaged";

/// The result of a survey.
#[derive(Debug, Default)]
pub(super) struct SurveyResult {
    /// Size of each segment up to its last record, by the sequence number that names it.
    pub(super) segments: BTreeMap<u64, u64>,
    /// The first sequence number that was certainly never given to an event.
    pub(super) next: u64,
    /// Events that were durable and are missing, in order.
    pub(super) missing: Vec<Missing>,
    /// Whether an unknown number of events may be missing at the end.
    pub(super) end_is_unknown: bool,
    /// When the last event was received.
    received_at: Option<Millis>,
}

impl SurveyResult {
    /// The missing events as losses of the journal, whose runs are `runs`.
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
    /// The segment that held them, or should hold them.
    pub(super) segment: String,
    pub(super) cause: Cause,
    /// When the event before them, and the one after them, was received.
    pub(super) since: Option<Millis>,
    pub(super) until: Option<Millis>,
    /// The damaged range of the file in their place.
    damage: Range<u64>,
}

/// The state of the survey between segments.
struct Survey<'a> {
    dir: &'a Path,
    result: SurveyResult,
    /// The sequence number that the next record should have.
    expected: u64,
    /// When the last record was received.
    received_at: Option<Millis>,
    /// All before this sequence number were durable.
    durable: u64,
    /// The bytes after the last record of the previous segment: its name, and the range.
    tail: Option<(String, Range<u64>)>,
    /// Whether the last file that is named like a segment holds no event.
    last_is_unreadable: bool,
}

/// Surveys `dir`, whose mark is `marked`. All before sequence number `begun` were durable or known
/// to be missing when the journal was last opened.
pub(super) fn survey(dir: &Path, marked: Option<Marked>, begun: u64) -> io::Result<SurveyResult> {
    let firsts = list(dir)?;
    let first = firsts.first().copied();
    let stored = marked.map(|marked| marked.stored);
    let expected = stored.into_iter().chain(first).min().unwrap_or(begun);
    let mut survey = Survey {
        dir,
        result: SurveyResult::default(),
        expected,
        received_at: None,
        durable: marked.map_or(0, |marked| marked.next).max(begun),
        tail: None,
        last_is_unreadable: false,
    };
    for (index, first) in firsts.iter().enumerate() {
        let limit = firsts.get(index + 1).copied().unwrap_or(u64::MAX);
        survey.segment(*first, limit)?;
    }
    Ok(survey.end(marked, begun))
}

impl Survey<'_> {
    /// Scans the segment that is named by `first`, whose events come before `limit`.
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
            tracing::error!(
                segment = name,
                "the header of a journal segment is damaged; its events are read"
            );
        }
        let mut end = None;
        let mut damage = 0..0;
        loop {
            let ScannedRecord { record, damage: passed } = next;
            if !passed.is_empty() {
                damage = passed;
            }
            let Some(record) = record else { break };
            let sequence = record.sequence;
            // Other records were never acknowledged: a later segment uses their number again.
            if (first..limit).contains(&sequence) {
                let received_at = segment::received_at(scan.payload(record));
                if end.is_none() {
                    self.up_to(first, Some(received_at));
                }
                if sequence >= self.expected {
                    self.report_missing(sequence, &name, &mut damage, Some(received_at));
                    self.expected = sequence + 1;
                    self.received_at = Some(received_at);
                    self.durable = self.durable.max(record.group);
                    end = Some(scan.position() + record.size as u64);
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
        self.result.segments.insert(first, end);
        self.tail = (damage.start >= end && !damage.is_empty()).then_some((name, damage));
        Ok(())
    }

    /// Records the events before `first`, the first of the next segment, that were not seen as
    /// missing.
    fn up_to(&mut self, first: u64, until: Option<Millis>) {
        let (name, mut damage) =
            self.tail.take().unwrap_or_else(|| (segment::name(self.expected), 0..0));
        self.report_missing(first, &name, &mut damage, until);
        self.expected = self.expected.max(first);
    }

    fn report_missing(
        &mut self,
        to: u64,
        name: &str,
        damage: &mut Range<u64>,
        until: Option<Millis>,
    ) {
        let damage = std::mem::replace(damage, 0..0);
        if self.expected >= to {
            return;
        }
        let cause = if damage.is_empty() { Cause::Missing } else { Cause::Damaged };
        self.result.missing.push(Missing {
            numbers: self.expected..to,
            segment: name.to_owned(),
            cause,
            since: self.received_at,
            until,
            damage,
        });
    }

    /// Handles a file that is named like a segment and holds no event: deletes one that only has a
    /// header, since its first write failed, and sets any other aside.
    fn without_records(&mut self, path: &Path, size: u64, why: &str) -> io::Result<()> {
        let is_blank =
            size == HEADER.len() as u64 && std::fs::read(path).is_ok_and(|bytes| bytes == HEADER);
        if is_blank {
            return std::fs::remove_file(path);
        }
        self.last_is_unreadable = true;
        let renamed = set_aside(path)?;
        tracing::error!(
            segment = %path.display(), bytes = size, kept = %renamed.display(), why,
            "a file of the journal cannot be read as a segment and is set aside"
        );
        Ok(())
    }

    fn end(mut self, marked: Option<Marked>, begun: u64) -> SurveyResult {
        let tail = self.tail.take();
        if let Some((name, damage)) = &tail
            && marked.is_some_and(|marked| marked.next <= self.expected)
        {
            tracing::warn!(
                segment = name,
                bytes = damage.end - damage.start,
                "the journal ends in a write that a crash interrupted: it was never acknowledged"
            );
        }
        if marked.is_none() && !self.result.segments.is_empty() {
            tracing::warn!(
                file = mark::NAME,
                "the file that records how far the journal is durable is missing or damaged: if \
                    events are missing at its end, nothing shows it"
            );
        }
        self.result.end_is_unknown =
            marked.is_none() && (tail.is_some() || self.last_is_unreadable);
        self.tail = tail;
        self.up_to(marked.map_or(0, |marked| marked.next).max(begun), None);
        let Self { dir, mut result, expected, durable, received_at, .. } = self;
        result.received_at = received_at;
        let stored = marked.map_or(0, |marked| marked.stored);
        result.next = expected;
        result.missing.retain_mut(|missing| {
            // Events after the last proof may never have been acknowledged.
            missing.numbers.end = missing.numbers.end.min(durable);
            missing.numbers.start = missing.numbers.start.max(stored);
            let counts = !missing.numbers.is_empty();
            if counts && !missing.damage.is_empty() {
                keep_damage(dir, &missing.segment, &missing.damage);
            } else if !missing.damage.is_empty() {
                tracing::warn!(
                    segment = missing.segment,
                    byte = missing.damage.start,
                    "the journal is damaged, but no acknowledged event that was not stored is lost"
                );
            }
            counts
        });
        result
    }
}

/// Copies the damaged range of a segment to a file of its own, once.
pub(super) fn keep_damage(dir: &Path, segment: &str, damage: &Range<u64>) {
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

/// Renames a file to a free name, which is returned.
pub(super) fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let free = free_name(path);
    std::fs::rename(path, &free)?;
    Ok(free)
}

/// A free name for a file that is set aside.
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

/// The sequence numbers that name the segments in `dir`, in order. Makes the journal's files
/// readable for their owner only, and logs foreign files.
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
            files::make_private(&file.path());
            firsts.extend(first);
        } else {
            tracing::warn!(
                file = %file.path().display(),
                "a file in the journal's folder does not belong to the journal; it is left alone"
            );
        }
    }
    firsts.sort_unstable();
    Ok(firsts)
}

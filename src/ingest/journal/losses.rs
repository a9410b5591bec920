//! Acknowledged events that are missing from the journal.
//!
//! A missing event may have been stored before, so it counts as lost only once the store has
//! reported its cursor. Losses are recorded in a file beside the segments, and reported once.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::files;
use crate::model::Millis;

/// The file of the losses, one per line.
pub(super) const NAME: &str = "lost.jsonl";
/// Losses that are recorded one by one; more are merged into the last one.
const MAX_LOSSES: usize = 100;

/// What happened to the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A segment is corrupt.
    Damaged,
    /// A segment, or the end of one, is missing.
    Missing,
    /// The store has more events than the journal knows of: the journal is an older copy of itself,
    /// or its end and its mark are both lost.
    Older,
}

impl Cause {
    /// The name used for a gap.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Damaged => "journal_damaged",
            Self::Missing => "journal_missing",
            Self::Older => "journal_older",
        }
    }
}

/// Acknowledged events that are missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// The segment that held them, or should hold them.
    pub segment: String,
    /// Sequence number of the first.
    pub from: u64,
    /// Sequence number after the last; `None` if unknown.
    pub to: Option<u64>,
    /// How many events are missing: all between `from` and `to`, or some of them. `None` if
    /// unknown.
    pub events: Option<u64>,
    /// None of them was received before this time.
    pub since: Millis,
    /// None of them was received after this time.
    pub until: Millis,
    /// What happened.
    pub cause: Cause,
    /// Whether this process detected it.
    #[serde(skip)]
    pub is_new: bool,
}

impl Loss {
    /// Events that are missing from the file `segment`, received between the two times.
    pub(super) fn new(
        segment: &str,
        numbers: Range<u64>,
        cause: Cause,
        (since, until): (Millis, Millis),
    ) -> Self {
        Self {
            segment: segment.to_owned(),
            from: numbers.start,
            to: Some(numbers.end),
            events: Some(numbers.end - numbers.start),
            since,
            until: until.max(since),
            cause,
            is_new: false,
        }
    }

    /// The numbers in words.
    pub fn numbers(&self) -> String {
        match (self.to, self.events) {
            (None, _) => format!("from {} on, an unknown number of them", self.from),
            (Some(to), Some(1)) if to == self.from + 1 => format!("{}", self.from),
            (Some(to), Some(events)) if events == to - self.from => {
                format!("{} to {}", self.from, to - 1)
            }
            (Some(to), events) => format!(
                "{} of {} to {}",
                events.map_or_else(|| "some".to_owned(), |events| events.to_string()),
                self.from,
                to - 1
            ),
        }
    }

    /// The parts of this loss that `known` does not cover.
    fn without(self, known: &Self) -> Vec<Self> {
        let (Some(to), Some(known_to)) = (self.to, known.to) else {
            let is_known = (self.from, self.to) == (known.from, known.to);
            return if is_known { Vec::new() } else { vec![self] };
        };
        let pieces = [self.from..to.min(known.from), self.from.max(known_to)..to];
        let pieces = pieces.into_iter().filter(|piece| !piece.is_empty());
        pieces
            .map(|Range { start, end }| Self {
                from: start,
                to: Some(end),
                events: Some(end - start),
                ..self.clone()
            })
            .collect()
    }

    /// The part of this loss from sequence number `stored` on; `None` if nothing is left.
    fn beyond(mut self, stored: u64) -> Option<Self> {
        if stored > self.from {
            let gone = stored - self.from;
            self.events = self.events.map(|events| events.saturating_sub(gone));
            self.from = stored;
        }
        self.to.is_none_or(|to| to > self.from).then_some(self)
    }
}

#[derive(Debug, Default)]
struct Ledger {
    /// Detected, and not yet compared with the store's cursor.
    pending: Vec<Loss>,
    /// Confirmed as lost, and recorded.
    lost: Vec<Loss>,
    /// The store had all before this sequence number, as far as the journal knows.
    stored: u64,
    /// Whether the store has reported its cursor.
    confirmed: bool,
}

/// The losses of a journal.
#[derive(Debug)]
pub(super) struct Losses {
    path: PathBuf,
    ledger: Mutex<Ledger>,
}

impl Losses {
    /// The losses that earlier processes recorded in `dir`; the store had all before sequence
    /// number `stored`, as far as the journal knows.
    pub(super) fn open(dir: &Path, stored: u64) -> Self {
        let path = dir.join(NAME);
        let text = files::read(&path).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let mut lost: Vec<Loss> =
            text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        lost.drain(..lost.len().saturating_sub(MAX_LOSSES));
        Self { path, ledger: Mutex::new(Ledger { lost, stored, ..Ledger::default() }) }
    }

    /// Records that these events are missing; returns whether that was new.
    pub(super) fn note(&self, loss: Loss) -> bool {
        let mut ledger = self.ledger.lock();
        let known = ledger.lost.iter().chain(&ledger.pending);
        let new = known.fold(vec![loss], |pieces, known| {
            pieces.into_iter().flat_map(|piece| piece.without(known)).collect()
        });
        let is_new = !new.is_empty();
        for loss in new {
            if ledger.confirmed {
                self.lose(&mut ledger, loss);
            } else if let Some(loss) = loss.beyond(ledger.stored) {
                tracing::error!(
                    segment = loss.segment,
                    cause = loss.cause.as_str(),
                    journal.sequence = loss.numbers(),
                    "acknowledged events are missing from the journal; the database will show \
                        which of them it has"
                );
                ledger.pending.push(loss);
            }
        }
        is_new
    }

    /// The store has all before sequence number `stored`.
    pub(super) fn stored(&self, stored: u64) {
        self.ledger.lock().stored = stored;
    }

    /// The store has reported that it has all before `stored`: missing events after that are lost.
    pub(super) fn confirm(&self, stored: u64) {
        let mut ledger = self.ledger.lock();
        (ledger.stored, ledger.confirmed) = (stored, true);
        for loss in std::mem::take(&mut ledger.pending) {
            self.lose(&mut ledger, loss);
        }
    }

    fn lose(&self, ledger: &mut Ledger, loss: Loss) {
        let (segment, numbers) = (loss.segment.clone(), loss.numbers());
        let Some(loss) = loss.beyond(ledger.stored) else {
            tracing::info!(
                segment,
                journal.sequence = numbers,
                "the events that are missing from the journal are in the database: nothing is lost"
            );
            return;
        };
        tracing::error!(
            segment,
            cause = loss.cause.as_str(),
            journal.sequence = loss.numbers(),
            "acknowledged events are lost"
        );
        if let Err(error) = self.write(&loss) {
            tracing::error!(%error, "the loss cannot be recorded in `{NAME}`");
        }
        let loss = Loss { is_new: true, ..loss };
        let is_full = ledger.lost.len() >= MAX_LOSSES;
        match ledger.lost.last_mut() {
            Some(last) if is_full && last.is_new && last.to.is_some() => {
                last.to = loss.to.map(|to| to.max(last.to.unwrap_or(to)));
                last.events = last.events.zip(loss.events).map(|(one, two)| one + two);
                last.until = last.until.max(loss.until);
            }
            _ => ledger.lost.push(loss),
        }
    }

    fn write(&self, loss: &Loss) -> io::Result<()> {
        let line = serde_json::to_string(loss)?;
        let mut file = files::open(&self.path, OpenOptions::new().create(true).append(true))?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()
    }

    /// All losses and, until the store has reported its cursor, all possible losses.
    pub(super) fn all(&self) -> Vec<Loss> {
        let ledger = self.ledger.lock();
        ledger.lost.iter().chain(&ledger.pending).cloned().collect()
    }

    /// How many losses this process detected, and how many events they are, if that is known.
    pub(super) fn count(&self) -> (u64, Option<u64>) {
        let ledger = self.ledger.lock();
        let new = ledger.lost.iter().filter(|loss| loss.is_new);
        let known = new.clone().map(|loss| loss.events).sum::<Option<u64>>();
        let pending = ledger.pending.len();
        ((new.count() + pending) as u64, known.filter(|_| pending == 0))
    }
}

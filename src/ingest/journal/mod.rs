//! The journal: the local, fsynced queue between acknowledging an event and storing it.
//!
//! One thread gathers the appends of all handlers into one write and one `fdatasync` (group
//! commit); each append returns after it. Nothing here waits for the database. Readers follow, each
//! at its own pace, from the same files whether live or after a crash. A segment is deleted when
//! everything in it is stored.

mod appender;
pub mod copy;
mod disk;
mod legacy;
mod losses;
mod mark;
mod reader;
mod recent;
mod runs;
mod scan;
mod segment;
mod status;
mod survey;

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use appender::{Append, Appends};

pub use appender::Appender;
pub use losses::{Cause, Loss};
pub use reader::Reader;
pub use runs::Run;
pub use segment::Entry;
pub use status::Status;

use crate::files;
use crate::metrics::Metrics;
use crate::model::{Event, Millis};
use crate::watched::Watched as _;

/// A segment is closed at this size, bytes (32 MiB, about 25,000 webhooks), or at a quarter of the
/// journal's limit if that is less: the unit in which space is freed.
const SEGMENT_BYTES: u64 = 32 * 1024 * 1024;

/// Appends that may wait for the disk. Further senders are asked to retry.
const QUEUE_APPENDS: usize = 4096;

/// The file of events and records whose content the store rejects, one JSON object per line.
pub const REJECTED: &str = "rejected.jsonl";

/// How much the journal may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes on disk.
    pub max_bytes: u64,
    /// Age of the oldest event that is not stored yet, milliseconds.
    pub max_age_ms: i64,
}

/// Why an event could not be made durable. The sender should retry, unless it is too large.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The journal or its disk is full.
    #[error("the journal is full: {0}")]
    Full(String),
    /// Too many appends wait already.
    #[error("events arrive faster than the disk writes them")]
    Overloaded,
    /// The disk reports an error.
    #[error("the journal cannot be written: {0}")]
    Broken(String),
    /// It would not fit even if the journal were empty.
    #[error("the event takes {bytes} bytes, and the journal holds {limit} at most")]
    TooLarge {
        /// Bytes that the event takes in the journal.
        bytes: u64,
        /// Bytes that the journal may hold.
        limit: u64,
    },
}

/// What the appender, the readers and the handles share.
#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    /// The runs of the journal (one for each opening), this one last.
    runs: Vec<Run>,
    /// Bytes of each segment that are durable, by the sequence number of its first event.
    segments: Mutex<BTreeMap<u64, u64>>,
    /// Sequence number of the next event to be appended; all before are durable.
    next: watch::Sender<u64>,
    /// Sequence number of the first event that is not stored.
    stored: AtomicU64,
    /// When that event was received; 0 if not known.
    oldest_pending_at: AtomicI64,
    /// Both numbers on disk.
    mark: mark::Mark,
    /// The latest events, in memory.
    recent: recent::RecentEvents,
    /// Events that are missing.
    losses: losses::Losses,
    /// The latest failure, and when it happened.
    error: Mutex<Option<(AppendError, Instant)>>,
    disk: disk::Disk,
    /// Receives the times of the syncs, once it is set.
    metrics: OnceLock<Arc<Metrics>>,
}

impl Shared {
    /// Records that events of the segment named by `first`, received between the two times, are
    /// missing. `damage` is the corrupt range of the file, if any.
    fn report_missing(
        &self,
        first: u64,
        numbers: Range<u64>,
        damage: Range<u64>,
        (since, until): (Option<Millis>, Option<Millis>),
    ) {
        if numbers.is_empty() {
            return;
        }
        let segment = segment::name(first);
        let cause = if damage.is_empty() { Cause::Missing } else { Cause::Damaged };
        let since = since.or_else(|| began_at(&self.runs, numbers.start)).unwrap_or_default();
        let loss = Loss::new(&segment, numbers, cause, (since, until.unwrap_or(since)));
        if self.losses.note(loss) && !damage.is_empty() {
            survey::keep_damage(&self.dir, &segment, &damage);
        }
    }
}

/// When the run began that gave an event its sequence number.
fn began_at(runs: &[Run], sequence: u64) -> Option<Millis> {
    runs.iter().rev().find(|run| run.first <= sequence).map(Run::began_at)
}

/// A handle of the journal; clones share it. When the last one is dropped, the pending appends are
/// written, and another process may open the folder.
#[derive(Debug, Clone)]
pub struct Journal {
    shared: Arc<Shared>,
    limits: Limits,
    appends: Arc<Appends>,
}

impl Journal {
    /// Opens the journal in the folder `dir`, which is created if it is missing. It opens whatever
    /// the folder contains: damaged and foreign files are set aside and logged, missing
    /// acknowledged events are reported, and what a crash left half-written was never acknowledged.
    /// It fails only if another process uses the folder, or if the folder cannot be written.
    pub fn open(dir: &Path, limits: Limits) -> io::Result<Self> {
        Self::open_on(dir, limits, disk::Disk::default())
    }

    fn open_on(dir: &Path, limits: Limits, disk: disk::Disk) -> io::Result<Self> {
        let (mut appends, shared, appender) = Self::parts(dir, limits, disk)?;
        let thread =
            std::thread::Builder::new().name("journal".to_owned()).spawn(move || appender.run())?;
        appends.thread = Some(thread);
        Ok(Self { shared, limits, appends: Arc::new(appends) })
    }

    /// Like [`Self::open`], but the caller runs the appender, which makes appends durable.
    pub fn by_hand(dir: &Path, limits: Limits) -> io::Result<(Self, Appender)> {
        let (appends, shared, appender) = Self::parts(dir, limits, disk::Disk::default())?;
        Ok((Self { shared, limits, appends: Arc::new(appends) }, appender))
    }

    fn parts(
        dir: &Path,
        limits: Limits,
        disk: disk::Disk,
    ) -> io::Result<(Appends, Arc<Shared>, Appender)> {
        files::create_folder(dir)?;
        files::make_private(dir);
        let lock = disk::lock(dir)?;
        let marked = mark::Mark::read(dir);
        let runs = runs::known(dir)?;
        let surveyed = survey::survey(dir, marked, runs.last().map_or(0, |run| run.first))?;
        let runs = runs::begin(dir, runs, surveyed.next)?;
        let stored = marked.map_or(0, |marked| marked.stored).min(surveyed.next);
        let mark = mark::Mark::begin(dir, mark::Marked { next: surveyed.next, stored })?;
        let losses = losses::Losses::open(dir, stored);
        for loss in surveyed.losses(&runs) {
            losses.note(loss);
        }
        let oldest = surveyed.segments.first_key_value().map_or(surveyed.next, |(first, _)| *first);
        let shared = Arc::new(Shared {
            dir: dir.to_owned(),
            runs,
            segments: Mutex::new(surveyed.segments),
            next: watch::Sender::new(surveyed.next),
            stored: AtomicU64::new(oldest),
            oldest_pending_at: AtomicI64::new(0),
            mark,
            recent: recent::RecentEvents::default(),
            losses,
            error: Mutex::new(None),
            disk,
            metrics: OnceLock::new(),
        });
        let (sender, queue) = mpsc::channel(QUEUE_APPENDS);
        let segment_bytes = SEGMENT_BYTES.min(limits.max_bytes / 4).max(4096);
        let appender = Appender::new(Arc::clone(&shared), queue, limits, segment_bytes);
        let appends = Appends { sender: Some(sender), thread: None, _lock: lock };
        Ok((appends, shared, appender))
    }

    /// From now on the times of syncs are measured. Only the first call has an effect.
    pub fn measure(&self, metrics: Arc<Metrics>) {
        let _ = self.shared.metrics.set(metrics);
    }

    /// The id of this run in the store. Each has its own, so that no number is used twice.
    pub fn id(&self) -> Uuid {
        self.shared.runs.last().expect("this run is among them").id
    }

    /// The remembered runs, the latest first. The cursor is that of the first that the store knows.
    pub fn runs(&self) -> impl Iterator<Item = Run> + '_ {
        self.shared.runs.iter().rev().copied()
    }

    /// Resumes from the store's cursor: the latest of [`Self::runs`] that the store knows, and its
    /// cursor. Returns the sequence number from which to store. Events that are neither in the
    /// journal nor stored are lost. A cursor beyond the end of its run shows that events after it
    /// are lost, too.
    pub fn resume(&self, cursor: Option<(Run, u64)>) -> u64 {
        let Some((run, cursor)) = cursor else {
            self.shared.losses.confirm(0);
            return 0;
        };
        let later = self.shared.runs.iter().skip_while(|known| **known != run).nth(1);
        let end = later.map_or_else(|| self.next(), |later| later.first);
        let stored = cursor.min(end);
        self.release(stored, None);
        self.shared.losses.confirm(stored);
        let oldest = self.first();
        let now = self.shared.runs.last().map_or(Millis(0), Run::began_at);
        let since = began_at(&self.shared.runs, stored).unwrap_or_default().min(now);
        if stored < oldest {
            let name = segment::name(stored);
            let loss = Loss::new(&name, stored..oldest, Cause::Missing, (since, now));
            self.shared.losses.note(loss);
        }
        if cursor > end {
            let loss = Loss::new(&segment::name(end), cursor..cursor, Cause::Older, (since, now));
            self.shared.losses.note(Loss { to: None, events: None, ..loss });
        }
        stored
    }

    /// Acknowledged events that are lost; until the store has reported its cursor
    /// ([`Self::resume`]), also those that may be lost.
    pub fn losses(&self) -> Vec<Loss> {
        self.shared.losses.all()
    }

    /// Sequence number of the oldest event that is still there, stored or not.
    pub fn first(&self) -> u64 {
        let segments = self.shared.segments.lock();
        segments.first_key_value().map_or_else(|| self.next(), |(first, _)| *first)
    }

    /// Sequence number of the next event: all before are durable.
    pub fn next(&self) -> u64 {
        self.shared.next.current()
    }

    /// Makes `entry` durable; returns its sequence number. After `Ok` no crash loses it.
    pub async fn append(&self, entry: &Entry) -> Result<u64, AppendError> {
        self.append_record(entry.encode(), entry.received_at, None).await
    }

    /// The same for a parsed event: followers that keep up get it from memory.
    pub async fn append_event(&self, event: Arc<Event>) -> Result<u64, AppendError> {
        let record = segment::encode_event(&event);
        self.append_record(record, event.received_at, Some(event)).await
    }

    async fn append_record(
        &self,
        record: Vec<u8>,
        received_at: Millis,
        event: Option<Arc<Event>>,
    ) -> Result<u64, AppendError> {
        let bytes = (segment::HEADER.len() + record.len()) as u64;
        let limit = self.limits.max_bytes.min((segment::PREFIX + segment::MAX_PAYLOAD) as u64);
        if bytes > limit {
            return Err(AppendError::TooLarge { bytes, limit });
        }
        let (done, outcome) = oneshot::channel();
        let append = Append { record, received_at, event, done };
        let sender = self.appends.sender.as_ref().expect("it is there until the last handle goes");
        sender.try_send(append).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => AppendError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => {
                AppendError::Broken("the console is stopping".to_owned())
            }
        })?;
        outcome
            .await
            .unwrap_or_else(|_gone| Err(AppendError::Broken("the journal has stopped".to_owned())))
    }

    /// A reader of the files from sequence number `from` on, or from the oldest event there is.
    pub fn reader(&self, from: u64) -> Reader {
        Reader::new(Arc::clone(&self.shared), from)
    }

    /// Notes that every event before sequence number `stored` is in the store, and when the next
    /// one was received, if that is known. Deletes the segments that are stored.
    pub fn release(&self, stored: u64, oldest_pending_at: Option<Millis>) {
        self.shared.stored.store(stored, Ordering::Release);
        self.shared.recent.release(stored);
        self.shared
            .oldest_pending_at
            .store(oldest_pending_at.map_or(0, |at| at.0), Ordering::Release);
        self.shared.mark.stored(stored);
        self.shared.losses.stored(stored);
        let firsts: Vec<_> = self.shared.segments.lock().keys().copied().collect();
        let stored: Vec<_> =
            firsts.windows(2).take_while(|pair| pair[1] <= stored).map(|pair| pair[0]).collect();
        if stored.is_empty() {
            return;
        }
        // After a power loss the mark must not make these look missing.
        let _ = self.shared.mark.sync();
        for first in stored {
            // A reader that still has it open keeps its file; deleting twice does no harm.
            match std::fs::remove_file(segment::path(&self.shared.dir, first)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "a journal segment cannot be deleted");
                    break;
                }
                _ => self.shared.segments.lock().remove(&first),
            };
        }
    }

    /// Sets `line` aside for a person, durably, in [`REJECTED`]. After a crash it may be there
    /// twice.
    pub fn reject(&self, line: &str) -> io::Result<()> {
        let path = self.shared.dir.join(REJECTED);
        let mut file = files::open(&path, OpenOptions::new().create(true).append(true))?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()?;
        segment::sync_dir(&self.shared.dir)
    }
}

#[cfg(test)]
mod tests;

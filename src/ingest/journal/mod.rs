//! The journal: the local, fsynced queue between acknowledging an event and storing it.
//!
//! Appends from all handlers are gathered by one thread into one write and one `fdatasync` (group
//! commit); whoever appended is answered after it. Nothing here ever waits for the database. Readers
//! follow behind, each at its own pace, from the same files whether live or after a crash. A segment
//! is deleted when everything in it is stored.

mod appender;
mod reader;
mod segment;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

pub use reader::Reader;
pub use segment::Entry;

use crate::model::Millis;

/// A segment is closed at this size, bytes (32 MiB, about 25,000 webhooks), or at a quarter of the
/// journal's limit if that is less: the unit in which room is given back.
const SEGMENT_BYTES: u64 = 32 * 1024 * 1024;

/// Appends that may wait for the disk. Beyond, the sender is asked to come again.
const QUEUE_APPENDS: usize = 4096;

/// Where what the store refuses for what it holds is kept, one JSON object a line.
pub const REJECTED: &str = "rejected.jsonl";

/// How long a failure says something of the present. Whoever keeps webhooks away from a console that
/// is not ready must let them come again, or it would never find out that there is room.
const FAILURE_COUNTS: Duration = Duration::from_secs(10);

/// How much the journal may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes on disk.
    pub max_bytes: u64,
    /// Age of the oldest event that is not stored yet, milliseconds.
    pub max_age_ms: i64,
}

/// Why an event could not be made durable. The sender shall try again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The journal or its disk is full.
    #[error("the journal is full: {0}")]
    Full(String),
    /// Too many wait already.
    #[error("more arrives than the disk takes")]
    Overloaded,
    /// The disk refuses.
    #[error("the journal cannot be written: {0}")]
    Broken(String),
}

/// What of the journal is where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Why the last append failed, if it did within the last ten seconds.
    pub error: Option<AppendError>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Events that are not stored yet.
    pub pending: u64,
    /// When the oldest of them was received, as far as is known.
    pub oldest_pending_at: Option<Millis>,
}

struct Append {
    record: Vec<u8>,
    received_at: Millis,
    done: oneshot::Sender<Result<u64, AppendError>>,
}

/// What the appender, the readers and the handles share.
#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    /// Size of each segment by the sequence number of its first event.
    segments: Mutex<BTreeMap<u64, u64>>,
    /// Sequence number of the next event to be appended; all before are durable.
    next: watch::Sender<u64>,
    /// Sequence number of the first event that is not stored.
    stored: AtomicU64,
    /// When that event was received; 0 if not known.
    oldest_pending_at: AtomicI64,
    /// The latest failure, and when it was.
    error: Mutex<Option<(AppendError, Instant)>>,
}

/// A handle of the journal; clones share it. The appender ends when the last handle is gone.
#[derive(Debug, Clone)]
pub struct Journal {
    id: Uuid,
    shared: Arc<Shared>,
    appends: mpsc::Sender<Append>,
    /// Held so that no other process opens the same folder.
    _lock: Arc<File>,
}

impl Journal {
    /// Opens the journal in the folder `dir`, made if it is not there. An event that a crash left
    /// half-written was never acknowledged and is cut off.
    pub fn open(dir: &Path, limits: Limits) -> io::Result<Self> {
        std::fs::create_dir_all(dir)?;
        let lock = OpenOptions::new().create(true).append(true).open(dir.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            std::fs::TryLockError::WouldBlock => io::Error::new(
                io::ErrorKind::AddrInUse,
                format!("another process uses the journal in `{}`", dir.display()),
            ),
            std::fs::TryLockError::Error(error) => error,
        })?;
        let id = read_id(dir)?;
        let (mut segments, mut next) = (BTreeMap::new(), 0);
        let mut found: Vec<_> = segment::list(dir)?;
        found.sort_unstable();
        for (place, first) in found.iter().enumerate() {
            let path = segment::path(dir, *first);
            let is_last = place + 1 == found.len();
            let (events, bytes) = segment::check(&path, *first, is_last)?;
            segments.insert(*first, bytes);
            next = first + events;
        }
        let oldest = segments.first_key_value().map_or(next, |(first, _)| *first);
        let shared = Arc::new(Shared {
            dir: dir.to_owned(),
            segments: Mutex::new(segments),
            next: watch::Sender::new(next),
            stored: AtomicU64::new(oldest),
            oldest_pending_at: AtomicI64::new(0),
            error: Mutex::new(None),
        });
        let (appends, queue) = mpsc::channel(QUEUE_APPENDS);
        let segment_bytes = SEGMENT_BYTES.min(limits.max_bytes / 4).max(4096);
        let appender = appender::Appender::new(Arc::clone(&shared), limits, segment_bytes)?;
        std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || appender.run(queue))?;
        Ok(Self { id, shared, appends, _lock: Arc::new(lock) })
    }

    /// Names this journal in the store.
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Sequence number of the oldest event that is still there, stored or not.
    pub fn first(&self) -> u64 {
        let segments = self.shared.segments.lock().expect("no holder of this lock panics");
        segments.first_key_value().map_or_else(|| self.next(), |(first, _)| *first)
    }

    /// Sequence number of the next event: all before are durable.
    pub fn next(&self) -> u64 {
        *self.shared.next.borrow()
    }

    /// Makes `entry` durable; returns its sequence number. Once this returns `Ok`, a crash of the
    /// process or of the machine does not lose it.
    pub async fn append(&self, entry: &Entry) -> Result<u64, AppendError> {
        let (done, outcome) = oneshot::channel();
        let append = Append { record: entry.encode(), received_at: entry.received_at, done };
        self.appends.try_send(append).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => AppendError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => {
                AppendError::Broken("the console is stopping".to_owned())
            }
        })?;
        outcome
            .await
            .unwrap_or_else(|_gone| Err(AppendError::Broken("the journal has stopped".to_owned())))
    }

    /// A reader that begins at sequence number `from`, or at the oldest event if that is later.
    pub fn reader(&self, from: u64) -> Reader {
        Reader::new(Arc::clone(&self.shared), from)
    }

    /// Tells that every event before sequence number `stored` is in the store, and when the next
    /// one was received, if that is known; gives the room back.
    pub fn release(&self, stored: u64, oldest_pending_at: Option<Millis>) {
        self.shared.stored.store(stored, Ordering::Release);
        self.shared
            .oldest_pending_at
            .store(oldest_pending_at.map_or(0, |at| at.0), Ordering::Release);
        let mut segments = self.shared.segments.lock().expect("no holder of this lock panics");
        let firsts: Vec<_> = segments.keys().copied().collect();
        for pair in firsts.windows(2) {
            if pair[1] > stored {
                break;
            }
            // A reader that still has it open keeps its file; deleting twice does no harm.
            match std::fs::remove_file(segment::path(&self.shared.dir, pair[0])) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "a journal segment cannot be deleted");
                    break;
                }
                _ => segments.remove(&pair[0]),
            };
        }
    }

    /// Sets `line` aside for a person to look at, in [`REJECTED`] beside the segments; once this
    /// returns `Ok` it is durable. After a crash the same may be there twice.
    pub fn reject(&self, line: &str) -> io::Result<()> {
        let path = self.shared.dir.join(REJECTED);
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()?;
        segment::sync_dir(&self.shared.dir)
    }

    /// What is where.
    pub fn status(&self) -> Status {
        let segments = self.shared.segments.lock().expect("no holder of this lock panics");
        let pending = self.next().saturating_sub(self.shared.stored.load(Ordering::Acquire));
        let oldest = self.shared.oldest_pending_at.load(Ordering::Acquire);
        Status {
            error: self
                .shared
                .error
                .lock()
                .expect("no holder of this lock panics")
                .as_ref()
                .filter(|(_, at)| at.elapsed() < FAILURE_COUNTS)
                .map(|(error, _)| error.clone()),
            bytes: segments.values().sum(),
            pending,
            oldest_pending_at: (pending > 0 && oldest > 0).then_some(Millis(oldest)),
        }
    }
}

fn read_id(dir: &Path) -> io::Result<Uuid> {
    let path = dir.join("id");
    match File::open(&path) {
        Ok(mut file) => {
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            Uuid::parse_str(text.trim()).map_err(|error| {
                let why = format!("`{}` holds no journal id: {error}", path.display());
                io::Error::new(io::ErrorKind::InvalidData, why)
            })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let id = Uuid::now_v7();
            let new = dir.join("id.new");
            let mut file = File::create(&new)?;
            writeln!(file, "{id}")?;
            file.sync_all()?;
            std::fs::rename(&new, &path)?;
            segment::sync_dir(dir)?;
            Ok(id)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;

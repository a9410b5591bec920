//! The thread that writes the journal: it gathers the waiting appends, writes once, syncs once, and
//! reports the result to all of them.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use super::disk::Disk;
use super::segment::{self, HEADER};
use super::{AppendError, Limits, Shared};
use crate::model::{Event, Millis};
use crate::watched::Watched as _;

/// The most appends that share one sync: enough to keep the disk busy, few enough that the first
/// append does not wait long for the last.
const GROUP_APPENDS: usize = 1024;
/// The most bytes that share one sync (4 MiB), so that a burst of large bodies is bounded.
const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// An event that waits to be written.
#[derive(Debug)]
pub(super) struct Append {
    pub(super) record: Vec<u8>,
    pub(super) received_at: Millis,
    /// The event, if it was read already.
    pub(super) event: Option<Arc<Event>>,
    pub(super) done: oneshot::Sender<Result<u64, AppendError>>,
}

/// The queue to the appender thread. Dropping it ends the thread.
#[derive(Debug)]
pub(super) struct Appends {
    pub(super) sender: Option<mpsc::Sender<Append>>,
    pub(super) thread: Option<JoinHandle<()>>,
    /// Held so that no other process opens the same folder.
    pub(super) _lock: File,
}

impl Drop for Appends {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(thread) = self.thread.take() {
            // A panic has been reported already.
            let _ = thread.join();
        }
    }
}

/// Writes the journal.
#[derive(Debug)]
pub struct Appender {
    shared: Arc<Shared>,
    queue: mpsc::Receiver<Append>,
    limits: Limits,
    segment_bytes: u64,
    /// The segment that is being written. A file of an earlier process, or one whose sync failed,
    /// is never written again.
    active: Option<Active>,
    /// Buffer for the group that is being written.
    bytes: Vec<u8>,
}

#[derive(Debug)]
struct Active {
    file: File,
    first: u64,
    /// Everything up to here is durable.
    length: u64,
    /// What failed, if the file may hold unacknowledged bytes beyond `length`.
    failed: Option<Failed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failed {
    Write,
    Sync,
}

impl Appender {
    pub(super) fn new(
        shared: Arc<Shared>,
        queue: mpsc::Receiver<Append>,
        limits: Limits,
        segment_bytes: u64,
    ) -> Self {
        Self { shared, queue, limits, segment_bytes, active: None, bytes: Vec::new() }
    }

    /// Writes until the last handle of the journal is gone.
    pub(super) fn run(mut self) {
        let mut group = Vec::with_capacity(GROUP_APPENDS);
        while let Some(append) = self.queue.blocking_recv() {
            self.write_group(append, &mut group);
        }
    }

    /// Writes one group of the waiting appends, without waiting for more; returns how many appends
    /// were completed.
    pub fn write_next(&mut self) -> usize {
        self.queue.try_recv().map_or(0, |append| self.write_group(append, &mut Vec::new()))
    }

    /// Writes `first` and the other waiting appends as one group; returns how many were completed.
    fn write_group(&mut self, first: Append, group: &mut Vec<Append>) -> usize {
        let mut bytes = first.record.len();
        group.push(first);
        while group.len() < GROUP_APPENDS && bytes < GROUP_BYTES {
            let Ok(append) = self.queue.try_recv() else { break };
            bytes += append.record.len();
            group.push(append);
        }
        let completed = group.len();
        if completed > 1 && self.check_limits(group).is_err() {
            // There may be room for some of them.
            for append in group.drain(..) {
                self.complete(&mut vec![append]);
            }
        } else {
            self.complete(group);
        }
        completed
    }

    /// Makes a group durable and reports the result to each append.
    fn complete(&mut self, group: &mut Vec<Append>) {
        let outcome = self.commit(group);
        *self.shared.error.lock() =
            outcome.as_ref().err().map(|error| (error.clone(), Instant::now()));
        match outcome {
            Ok(first) => {
                for (sequence, append) in (first..).zip(group.drain(..)) {
                    // Sending fails if the caller stopped waiting; the event is durable all the
                    // same.
                    let _ = append.done.send(Ok(sequence));
                }
            }
            Err(error) => {
                for append in group.drain(..) {
                    let _ = append.done.send(Err(error.clone()));
                }
            }
        }
    }

    /// Makes a group durable; returns the sequence number of its first event.
    fn commit(&mut self, group: &mut [Append]) -> Result<u64, AppendError> {
        let first = self.shared.next.current();
        self.check_limits(group)?;
        self.roll_back().map_err(|error| AppendError::Broken(error.to_string()))?;
        if self.active.as_ref().is_some_and(|active| active.length >= self.segment_bytes) {
            self.active = None;
        }
        self.bytes.clear();
        self.bytes.shrink_to(GROUP_BYTES);
        if self.active.is_none() {
            self.bytes.extend_from_slice(HEADER);
        }
        for (before, append) in (0..).zip(&*group) {
            let at = self.bytes.len();
            self.bytes.extend_from_slice(&append.record);
            segment::stamp(&mut self.bytes[at..], first + u64::from(before), before);
        }
        self.write(first).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => AppendError::Full(error.to_string()),
            _ => AppendError::Broken(error.to_string()),
        })?;
        let next = first + group.len() as u64;
        let events = group.iter_mut().map(|append| append.event.take());
        self.shared.recent.add((first..).zip(events));
        self.shared.mark.durable(next);
        self.shared.next.send_replace(next);
        Ok(first)
    }

    fn check_limits(&mut self, group: &[Append]) -> Result<(), AppendError> {
        let records: usize = group.iter().map(|append| append.record.len()).sum();
        let length = (HEADER.len() + records) as u64;
        let now = group.iter().map(|append| append.received_at).max().unwrap_or_default();
        let mut size = self.size();
        let pending = self.shared.next.current() > self.shared.stored.load(Ordering::Acquire);
        if size + length > self.limits.max_bytes && !pending {
            self.delete_all();
            size = self.size();
        }
        if size + length > self.limits.max_bytes {
            let why = format!("it holds {size} of at most {} bytes", self.limits.max_bytes);
            return Err(AppendError::Full(why));
        }
        let oldest = Millis(self.shared.oldest_pending_at.load(Ordering::Acquire));
        if pending && oldest.0 > 0 && now.since(oldest) > self.limits.max_age_ms {
            let seconds = now.since(oldest) / 1000;
            let why = format!("its oldest event has waited {seconds} s for the database");
            return Err(AppendError::Full(why));
        }
        Ok(())
    }

    fn size(&self) -> u64 {
        self.shared.segments.lock().values().sum()
    }

    /// Deletes all segments, the last one too: everything in them is stored, and the space is
    /// needed.
    fn delete_all(&mut self) {
        self.active = None;
        let mut segments = self.shared.segments.lock();
        let _ = self.shared.mark.sync();
        segments.retain(|first, _| {
            let removed = std::fs::remove_file(segment::path(&self.shared.dir, *first));
            removed.is_err_and(|error| error.kind() != io::ErrorKind::NotFound)
        });
    }

    /// Writes and syncs `bytes`, which begins with the event of sequence number `first`. What a
    /// failure leaves in the file was not acknowledged, and no reader sees it: it lies beyond the
    /// length that readers are given.
    fn write(&mut self, first: u64) -> io::Result<()> {
        let (dir, disk) = (&self.shared.dir, &self.shared.disk);
        if self.active.is_none() {
            let file = segment::create(dir, first)?;
            self.active = Some(Active { file, first, length: 0, failed: None });
        }
        let active = self.active.as_mut().expect("it was just made");
        let (file, length) = (&active.file, active.length);
        let outcome = if let Err(error) = disk.write(file, &self.bytes, length) {
            Err((Failed::Write, error))
        } else {
            let began = Instant::now();
            let synced = disk
                .sync(file, length)
                .and_then(|()| if length == 0 { segment::sync_dir(dir) } else { Ok(()) });
            if let Some(metrics) = self.shared.metrics.get() {
                metrics.journal_sync_seconds.observe(began.elapsed().as_secs_f64());
            }
            synced.map_err(|error| (Failed::Sync, error))
        };
        if let Err((failed, error)) = outcome {
            active.failed = Some(failed);
            // If it cannot be rolled back now, it is tried again before anything else is written.
            let _ = self.roll_back();
            return Err(error);
        }
        active.length += self.bytes.len() as u64;
        self.shared.segments.lock().insert(active.first, active.length);
        Ok(())
    }

    /// Removes what a failed write left in the file: its sequence numbers are used again, so it
    /// must not be read instead. After a failed sync the journal continues in a new segment; the
    /// old one is not written again, and from then on it is read from the disk.
    fn roll_back(&mut self) -> io::Result<()> {
        let Some(active) = &mut self.active else { return Ok(()) };
        let Some(failed) = active.failed else { return Ok(()) };
        if active.length == 0 {
            // No reader knows this segment yet.
            match std::fs::remove_file(segment::path(&self.shared.dir, active.first)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => self.active = None,
            }
            return Ok(());
        }
        self.shared.disk.cut(&active.file, active.length)?;
        active.failed = None;
        if failed == Failed::Sync {
            Disk::forget(&active.file);
            tracing::error!(
                segment = segment::name(active.first),
                durable = active.length,
                "the disk failed to sync a part of the journal; its events were not \
                    acknowledged, and the journal continues in a new segment"
            );
            self.active = None;
        }
        Ok(())
    }
}

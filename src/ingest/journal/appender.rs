//! The thread that writes the journal: gathers what waits, writes once, syncs once, answers all.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use super::disk::Disk;
use super::segment::{self, HEADER};
use super::{AppendError, LOCK, Limits, Shared};
use crate::model::{Event, Millis};

/// At most so many appends share one sync: enough that the disk is never the reason to wait for
/// more, few enough that the first does not wait for the last.
const GROUP_APPENDS: usize = 1024;
/// At most so many bytes share one sync, so that one burst of large bodies stays bounded (4 MiB).
const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// What waits to be written.
#[derive(Debug)]
pub(super) struct Append {
    pub(super) record: Vec<u8>,
    pub(super) received_at: Millis,
    /// The event, if it was read already.
    pub(super) event: Option<Arc<Event>>,
    pub(super) done: oneshot::Sender<Result<u64, AppendError>>,
}

/// The way to the appender, which ends with it.
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
            // If it panicked, that was told.
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
    /// The segment that is being written. A file that an earlier process wrote, or of which a sync
    /// failed, is never written again.
    active: Option<Active>,
    /// What is written at once.
    bytes: Vec<u8>,
}

#[derive(Debug)]
struct Active {
    file: File,
    first: u64,
    /// Everything up to here is durable.
    length: u64,
    /// What failed, if something of it may stand beyond.
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

    /// Writes one group of what waits, without waiting for more; returns how many appends were
    /// answered.
    pub fn write_next(&mut self) -> usize {
        self.queue.try_recv().map_or(0, |append| self.write_group(append, &mut Vec::new()))
    }

    /// Writes `first` and what else waits as one group, and answers all; returns how many.
    fn write_group(&mut self, first: Append, group: &mut Vec<Append>) -> usize {
        let mut bytes = first.record.len();
        group.push(first);
        while group.len() < GROUP_APPENDS && bytes < GROUP_BYTES {
            let Ok(append) = self.queue.try_recv() else { break };
            bytes += append.record.len();
            group.push(append);
        }
        let answered = group.len();
        if answered > 1 && self.check_limits(group).is_err() {
            // There may be room for some of them.
            for append in group.drain(..) {
                self.answer(&mut vec![append]);
            }
        } else {
            self.answer(group);
        }
        answered
    }

    /// Makes a group durable and answers it.
    fn answer(&mut self, group: &mut Vec<Append>) {
        let outcome = self.commit(group);
        *self.shared.error.lock().expect(LOCK) =
            outcome.as_ref().err().map(|error| (error.clone(), Instant::now()));
        match outcome {
            Ok(first) => {
                for (sequence, append) in (first..).zip(group.drain(..)) {
                    // Whoever does not wait any more has lost its sender; the event is safe.
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
        let first = *self.shared.next.borrow();
        self.check_limits(group)?;
        self.take_back().map_err(|error| AppendError::Broken(error.to_string()))?;
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
        let mut held = self.held();
        let pending = *self.shared.next.borrow() > self.shared.stored.load(Ordering::Acquire);
        if held + length > self.limits.max_bytes && !pending {
            self.give_back();
            held = self.held();
        }
        if held + length > self.limits.max_bytes {
            let why = format!("it holds {held} of at most {} bytes", self.limits.max_bytes);
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

    fn held(&self) -> u64 {
        self.shared.segments.lock().expect(LOCK).values().sum()
    }

    /// Gives the last segment back, too: all that is in it is stored, and its room is needed.
    fn give_back(&mut self) {
        self.active = None;
        let mut segments = self.shared.segments.lock().expect(LOCK);
        let _ = self.shared.mark.sync();
        segments.retain(|first, _| {
            let removed = std::fs::remove_file(segment::path(&self.shared.dir, *first));
            removed.is_err_and(|error| error.kind() != io::ErrorKind::NotFound)
        });
    }

    /// Writes and syncs what is in `bytes`, which begins with the event of sequence number `first`.
    /// What a failure leaves behind was not acknowledged, and no reader looks at it: it lies beyond
    /// the length that is told to them.
    fn write(&mut self, first: u64) -> io::Result<()> {
        let (dir, disk) = (&self.shared.dir, &self.shared.disk);
        if self.active.is_none() {
            let file = segment::create(dir, first)?;
            self.active = Some(Active { file, first, length: 0, failed: None });
        }
        let active = self.active.as_mut().expect("it was just made");
        let (file, length) = (&active.file, active.length);
        let outcome = match disk.write(file, &self.bytes, length) {
            Err(error) => Err((Failed::Write, error)),
            Ok(()) => disk
                .sync(file, length)
                .and_then(|()| if length == 0 { segment::sync_dir(dir) } else { Ok(()) })
                .map_err(|error| (Failed::Sync, error)),
        };
        if let Err((failed, error)) = outcome {
            active.failed = Some(failed);
            // If it cannot be taken back now, that is tried again before anything else is written.
            let _ = self.take_back();
            return Err(error);
        }
        active.length += self.bytes.len() as u64;
        self.shared.segments.lock().expect(LOCK).insert(active.first, active.length);
        Ok(())
    }

    /// Takes back what a failure left: its numbers are given again, so it must not be found in their
    /// place. After a sync that failed the journal goes on in a new segment; nothing more is written
    /// to the old one, and what is read of it from then on comes from the disk.
    fn take_back(&mut self) -> io::Result<()> {
        let Some(active) = &mut self.active else { return Ok(()) };
        let Some(failed) = active.failed else { return Ok(()) };
        if active.length == 0 {
            // Nobody knows of it yet.
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
                "the disk refused to make a part of the journal durable, which was not \
                    acknowledged; the journal goes on in a new segment"
            );
            self.active = None;
        }
        Ok(())
    }
}

//! The thread that writes the journal: gathers what waits, writes once, syncs once, answers all.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use tokio::sync::mpsc;

use super::{Append, AppendError, Limits, Shared, segment};
use crate::model::Millis;

/// At most so many appends share one sync: enough that the disk is never the reason to wait for
/// more, few enough that the first does not wait for the last.
const GROUP_APPENDS: usize = 1024;
/// At most so many bytes share one sync, so that one burst of large bodies stays bounded (4 MiB).
const GROUP_BYTES: usize = 4 * 1024 * 1024;

pub(super) struct Appender {
    shared: Arc<Shared>,
    limits: Limits,
    segment_bytes: u64,
    active: Option<Active>,
}

/// The segment that is being written.
struct Active {
    file: File,
    first: u64,
    /// Everything up to here is durable.
    length: u64,
}

impl Appender {
    pub(super) fn new(shared: Arc<Shared>, limits: Limits, segment_bytes: u64) -> io::Result<Self> {
        let last = {
            let segments = shared.segments.lock().expect("no holder of this lock panics");
            segments.last_key_value().map(|(first, length)| (*first, *length))
        };
        let active = match last {
            Some((first, length)) => {
                let path = segment::path(&shared.dir, first);
                let mut file = OpenOptions::new().write(true).open(path)?;
                file.seek(SeekFrom::Start(length))?;
                Some(Active { file, first, length })
            }
            None => None,
        };
        Ok(Self { shared, limits, segment_bytes, active })
    }

    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Append>) {
        let mut group = Vec::with_capacity(GROUP_APPENDS);
        while let Some(append) = queue.blocking_recv() {
            let mut bytes = append.record.len();
            group.push(append);
            while group.len() < GROUP_APPENDS && bytes < GROUP_BYTES {
                let Ok(append) = queue.try_recv() else { break };
                bytes += append.record.len();
                group.push(append);
            }
            let outcome = self.commit(&group);
            *self.shared.error.lock().expect("no holder of this lock panics") =
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
    }

    /// Makes a group durable; returns the sequence number of its first event.
    fn commit(&mut self, group: &[Append]) -> Result<u64, AppendError> {
        let mut bytes = Vec::with_capacity(group.iter().map(|append| append.record.len()).sum());
        for append in group {
            bytes.extend_from_slice(&append.record);
        }
        let length = bytes.len() as u64;
        let now = group.iter().map(|append| append.received_at).max().unwrap_or_default();
        self.check_limits(length, now)?;
        let first = *self.shared.next.borrow();
        self.write(&bytes, first).map_err(|error| {
            // What a failed write or sync left behind was not acknowledged: take it back, or if
            // that fails too, go on in a new segment.
            self.rewind();
            match error.kind() {
                io::ErrorKind::StorageFull
                | io::ErrorKind::QuotaExceeded
                | io::ErrorKind::FileTooLarge => AppendError::Full(error.to_string()),
                _ => AppendError::Broken(error.to_string()),
            }
        })?;
        self.shared.next.send_replace(first + group.len() as u64);
        Ok(first)
    }

    fn check_limits(&self, length: u64, now: Millis) -> Result<(), AppendError> {
        let held: u64 = {
            let segments = self.shared.segments.lock().expect("no holder of this lock panics");
            segments.values().sum()
        };
        if held + length > self.limits.max_bytes {
            let why = format!("it holds {held} of at most {} bytes", self.limits.max_bytes);
            return Err(AppendError::Full(why));
        }
        let pending = *self.shared.next.borrow() > self.shared.stored.load(Ordering::Acquire);
        let oldest = Millis(self.shared.oldest_pending_at.load(Ordering::Acquire));
        if pending && oldest.0 > 0 && now.since(oldest) > self.limits.max_age_ms {
            let seconds = now.since(oldest) / 1000;
            let why = format!("its oldest event has waited {seconds} s for the database");
            return Err(AppendError::Full(why));
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], first: u64) -> io::Result<()> {
        if self.active.as_ref().is_none_or(|active| active.length >= self.segment_bytes) {
            self.active = None;
            let file = segment::create(&self.shared.dir, first)?;
            self.active = Some(Active { file, first, length: segment::HEADER.len() as u64 });
        }
        let active = self.active.as_mut().expect("it was just made");
        active.file.write_all(bytes)?;
        active.file.sync_data()?;
        active.length += bytes.len() as u64;
        self.shared
            .segments
            .lock()
            .expect("no holder of this lock panics")
            .insert(active.first, active.length);
        Ok(())
    }

    fn rewind(&mut self) {
        let Some(active) = &mut self.active else { return };
        let rewound = active
            .file
            .set_len(active.length)
            .and_then(|()| active.file.seek(SeekFrom::Start(active.length)).map(drop));
        let is_empty = active.length == segment::HEADER.len() as u64;
        if rewound.is_err() && !is_empty {
            self.active = None;
        }
    }
}

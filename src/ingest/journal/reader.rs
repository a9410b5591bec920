//! Reads the journal: in order, from any sequence number, live or after a crash.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::watch;

use super::Shared;
use super::scan::Scan;
use super::segment::{self, Entry};
use crate::model::{Event, Millis};
use crate::watched::seen;

/// One read ends with the entry that reaches this many bytes (16 MiB): a batch of the largest
/// bodies must fit into memory, and into a database statement (1 GiB at most).
const READ_BYTES: usize = 16 * 1024 * 1024;

/// Follows the journal at its own pace. It reads only what is durable, so nothing it has read is
/// ever rolled back.
#[derive(Debug)]
pub struct Reader {
    shared: Arc<Shared>,
    durable: watch::Receiver<u64>,
    next: u64,
    open: Option<OpenSegment>,
}

/// The segment that is being read.
#[derive(Debug)]
struct OpenSegment {
    first: u64,
    /// When the last event was received.
    received_at: Option<Millis>,
    scan: Scan,
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>, from: u64) -> Self {
        let durable = shared.next.subscribe();
        Self { shared, durable, next: from, open: None }
    }

    /// Sequence number of the next event to be read.
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// Waits until there is something to read; `false` if the journal is closed.
    pub async fn wait(&mut self) -> bool {
        let next = self.next;
        self.durable.wait_for(|durable| *durable > next).await.is_ok()
    }

    /// The next events, at most `limit`, all before sequence number `before` and together not much
    /// over [`READ_BYTES`], without waiting. Missing events are skipped and reported.
    /// Reads are small and nearly always served from the page cache.
    pub fn read(&mut self, limit: usize, before: u64) -> io::Result<Vec<(u64, Entry)>> {
        let before = before.min(seen(&mut self.durable));
        let (mut entries, mut bytes) = (Vec::new(), 0);
        while self.next < before && entries.len() < limit && bytes < READ_BYTES {
            // Everything that is durable now lies within the length that `seek` returns.
            let Some((mut open, end)) = self.seek(before)? else { continue };
            while self.next < before && entries.len() < limit && bytes < READ_BYTES {
                let next = open.scan.next();
                let Some(record) = next.record.filter(|record| record.sequence < end) else {
                    self.report_missing(&open, end.min(before), next.damage, None);
                    self.next = self.next.max(end.min(before));
                    break;
                };
                let sequence = record.sequence;
                if sequence >= self.next {
                    let payload = open.scan.payload(record);
                    let received_at = Some(segment::received_at(payload));
                    self.report_missing(&open, sequence.min(before), next.damage, received_at);
                    self.next = sequence.min(before);
                    if sequence >= before {
                        break;
                    }
                    if let Some(entry) = Entry::decode(payload) {
                        bytes += payload.len();
                        entries.push((sequence, entry));
                    } else {
                        let start = open.scan.position();
                        let damage = start..start + record.size as u64;
                        self.report_missing(&open, sequence + 1, damage, received_at);
                    }
                    self.next = sequence + 1;
                    open.received_at = received_at;
                }
                open.scan.pass(record);
            }
            self.open = Some(open);
        }
        Ok(entries)
    }

    /// The same for events that are still in memory; empty if the next one is not.
    pub(in crate::ingest) fn read_recent(
        &mut self,
        limit: usize,
        before: u64,
    ) -> Vec<(u64, Arc<Event>)> {
        let before = before.min(seen(&mut self.durable));
        let events = self.shared.recent.read(self.next, before, limit);
        if events.is_empty() {
            return Vec::new();
        }
        let first = self.next;
        self.next += events.len() as u64;
        self.open = None;
        (first..).zip(events).collect()
    }

    /// The segment that holds the next event, opened at or before it, and the first sequence number
    /// that is not in it.
    fn seek(&mut self, before: u64) -> io::Result<Option<(OpenSegment, u64)>> {
        let holding = {
            let segments = self.shared.segments.lock();
            let holding = segments.range(..=self.next).next_back();
            holding.or_else(|| segments.first_key_value()).map(|(first, length)| {
                let later = segments.range(first + 1..).next();
                (*first, *length, later.map_or(u64::MAX, |(later, _)| *later))
            })
        };
        let Some((first, length, end)) = holding else {
            // No segment is left: all events were deleted.
            self.next = before;
            return Ok(None);
        };
        self.next = self.next.max(first);
        if let Some(mut open) = self.open.take().filter(|open| open.first == first) {
            open.scan.extend(length);
            return Ok(Some((open, end)));
        }
        match Scan::open(&segment::path(&self.shared.dir, first), length) {
            Ok((scan, _)) => Ok(Some((OpenSegment { first, received_at: None, scan }, end))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if self.shared.segments.lock().contains_key(&first) {
                    let numbers = self.next..end.min(before);
                    self.next = numbers.end.max(self.next);
                    self.shared.report_missing(first, numbers, 0..0, (None, None));
                }
                // Otherwise it was deleted meanwhile: everything in it was stored.
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Reports that the next events, up to sequence number `to`, are missing.
    fn report_missing(
        &self,
        open: &OpenSegment,
        to: u64,
        damage: Range<u64>,
        until: Option<Millis>,
    ) {
        self.shared.report_missing(open.first, self.next..to, damage, (open.received_at, until));
    }
}

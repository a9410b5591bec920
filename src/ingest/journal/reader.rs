//! Reading the journal: in order, from any place, live or after a crash.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::watch;

use super::scan::Scan;
use super::segment::{self, Entry};
use super::{LOCK, Shared};
use crate::model::{Event, Millis};

/// What is read at once ends with the entry that reaches so many bytes (16 MiB): a batch of the
/// largest bodies must fit the memory, and a statement of the database (1 GiB at most).
const READ_BYTES: usize = 16 * 1024 * 1024;

/// Follows the journal at its own pace. It reads what is durable and nothing beyond, so that what is
/// in its memory is never taken back.
#[derive(Debug)]
pub struct Reader {
    shared: Arc<Shared>,
    durable: watch::Receiver<u64>,
    next: u64,
    open: Option<Open>,
}

/// The segment that is being read.
#[derive(Debug)]
struct Open {
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

    /// Waits until there is something to read; `false` if there never will be again.
    pub async fn wait(&mut self) -> bool {
        let next = self.next;
        self.durable.wait_for(|durable| *durable > next).await.is_ok()
    }

    /// The next events, at most `limit`, all before sequence number `before` and together not much
    /// over [`READ_BYTES`], without waiting. Events that are gone are passed over, and told.
    /// Reads are small and nearly always answered from the page cache.
    pub fn read(&mut self, limit: usize, before: u64) -> io::Result<Vec<(u64, Entry)>> {
        let before = before.min(*self.durable.borrow_and_update());
        let (mut entries, mut bytes) = (Vec::new(), 0);
        while self.next < before && entries.len() < limit && bytes < READ_BYTES {
            // Whatever is durable now lies within the length that is found here.
            let Some((mut open, end)) = self.seek(before)? else { continue };
            while self.next < before && entries.len() < limit && bytes < READ_BYTES {
                let next = open.scan.next();
                let Some(record) = next.record.filter(|record| record.sequence < end) else {
                    self.gone(&open, end.min(before), next.damage, None);
                    self.next = self.next.max(end.min(before));
                    break;
                };
                let sequence = record.sequence;
                if sequence >= self.next {
                    let payload = open.scan.payload(record);
                    let received_at = Some(segment::received_at(payload));
                    self.gone(&open, sequence.min(before), next.damage, received_at);
                    self.next = sequence.min(before);
                    if sequence >= before {
                        break;
                    }
                    if let Some(entry) = Entry::decode(payload) {
                        bytes += payload.len();
                        entries.push((sequence, entry));
                    } else {
                        let place = open.scan.place();
                        let damage = place..place + record.size as u64;
                        self.gone(&open, sequence + 1, damage, received_at);
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

    /// The same of events that are still in memory; none if the next one is not.
    pub(in crate::ingest) fn read_recent(
        &mut self,
        limit: usize,
        before: u64,
    ) -> Vec<(u64, Arc<Event>)> {
        let before = before.min(*self.durable.borrow_and_update());
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
    fn seek(&mut self, before: u64) -> io::Result<Option<(Open, u64)>> {
        let holding = {
            let segments = self.shared.segments.lock().expect(LOCK);
            let holding = segments.range(..=self.next).next_back();
            holding.or_else(|| segments.first_key_value()).map(|(first, length)| {
                let later = segments.range(first + 1..).next();
                (*first, *length, later.map_or(u64::MAX, |(later, _)| *later))
            })
        };
        let Some((first, length, end)) = holding else {
            // Nothing is left of what is asked for.
            self.next = before;
            return Ok(None);
        };
        self.next = self.next.max(first);
        if let Some(mut open) = self.open.take().filter(|open| open.first == first) {
            open.scan.extend(length);
            return Ok(Some((open, end)));
        }
        match Scan::open(&segment::path(&self.shared.dir, first), length) {
            Ok((scan, _)) => Ok(Some((Open { first, received_at: None, scan }, end))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if self.shared.segments.lock().expect(LOCK).contains_key(&first) {
                    let numbers = self.next..end.min(before);
                    self.next = numbers.end.max(self.next);
                    self.shared.gone(first, numbers, 0..0, (None, None));
                }
                // Else it was given back meanwhile: everything in it was stored.
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Tells that what is to be read, up to sequence number `to`, is gone.
    fn gone(&self, open: &Open, to: u64, damage: Range<u64>, until: Option<Millis>) {
        self.shared.gone(open.first, self.next..to, damage, (open.received_at, until));
    }
}

//! Reading the journal: in order, from any place, live or after a crash.

use std::fs::File;
use std::io::{self, BufReader};
use std::sync::Arc;

use tokio::sync::watch;

use super::Shared;
use super::segment::{self, Entry, Next};

/// What is read at once ends with the entry that reaches so many bytes (16 MiB): a batch of the
/// largest bodies must fit the memory, and a statement of the database (1 GiB at most).
const READ_BYTES: usize = 16 * 1024 * 1024;

/// Follows the journal at its own pace.
#[derive(Debug)]
pub struct Reader {
    shared: Arc<Shared>,
    durable: watch::Receiver<u64>,
    next: u64,
    open: Option<Open>,
}

/// The segment that is being read, and the sequence number of the record at its present place.
#[derive(Debug)]
struct Open {
    first: u64,
    at: u64,
    file: BufReader<File>,
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
    /// over [`READ_BYTES`], without waiting.
    /// Reads are small and nearly always answered from the page cache.
    pub fn read(&mut self, limit: usize, before: u64) -> io::Result<Vec<(u64, Entry)>> {
        let before = before.min(*self.durable.borrow_and_update());
        let (mut entries, mut bytes) = (Vec::new(), 0);
        while self.next < before && entries.len() < limit && bytes < READ_BYTES {
            let Some(open) = self.seek()? else { break };
            match segment::read(&mut open.file)? {
                Next::Entry(entry) => {
                    let sequence = open.at;
                    open.at += 1;
                    if sequence >= self.next {
                        self.next = sequence + 1;
                        bytes += entry.envelope.json.len();
                        entries.push((sequence, *entry));
                    }
                }
                Next::End | Next::Damage => {
                    let ended = open.first;
                    self.open = None;
                    self.skip_past(ended);
                }
            }
        }
        Ok(entries)
    }

    /// The segment that holds the next event, opened at or before it.
    fn seek(&mut self) -> io::Result<Option<&mut Open>> {
        if self.open.is_none() {
            let first = {
                let segments = self.shared.segments.lock().expect("no holder of this lock panics");
                let holding = segments.range(..=self.next).next_back();
                holding.or_else(|| segments.first_key_value()).map(|(first, _)| *first)
            };
            let Some(first) = first else { return Ok(None) };
            self.next = self.next.max(first);
            match segment::open(&segment::path(&self.shared.dir, first)) {
                Ok(file) => self.open = Some(Open { first, at: first, file }),
                // Deleted between: everything in it was stored.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.skip_past(first);
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(self.open.as_mut())
    }

    /// Goes on with the segment after the one that began with `first`.
    fn skip_past(&mut self, first: u64) {
        let segments = self.shared.segments.lock().expect("no holder of this lock panics");
        if let Some((later, _)) = segments.range(first + 1..).next() {
            self.next = self.next.max(*later);
        }
    }
}

//! The mark: up to which sequence numbers the journal is durable and stored. It is written beside
//! the segments after each group, without waiting for the disk.
//!
//! It was true when it was written, so after a power loss it may lag behind and never runs ahead.
//! Without it, a segment that was truncated exactly after a record would look complete.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::files;

/// The file's name.
pub(super) const NAME: &str = "durable";
/// A number and its CRC-32, bytes.
const SLOT: usize = 12;

/// The content of the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marked {
    /// All events before this sequence number were durable.
    pub(super) next: u64,
    /// All before this were in the store.
    pub(super) stored: u64,
}

/// The open file.
#[derive(Debug)]
pub(super) struct Mark(File);

impl Mark {
    /// The mark in `dir`; `None` if there is none that can be read.
    pub(super) fn read(dir: &Path) -> Option<Marked> {
        let bytes = files::read(&dir.join(NAME)).ok()?;
        let (next, rest) = bytes.split_first_chunk::<SLOT>()?;
        let (stored, _) = rest.split_first_chunk::<SLOT>()?;
        Some(Marked { next: number(next)?, stored: number(stored)? })
    }

    /// Writes a new mark, durably.
    pub(super) fn begin(dir: &Path, marked: Marked) -> io::Result<Self> {
        let path = dir.join(NAME);
        if path.exists() && files::size(&path).is_err() {
            super::survey::set_aside(&path)?;
        }
        let slots = [slot(marked.next), slot(marked.stored)].concat();
        files::replace_or_overwrite(&path, &slots).map(Self)
    }

    /// Waits for the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    /// All before sequence number `next` are durable. A mark that cannot be written only lags.
    pub(super) fn durable(&self, next: u64) {
        let _ = self.0.write_all_at(&slot(next), 0);
    }

    /// All before sequence number `stored` are in the store.
    pub(super) fn stored(&self, stored: u64) {
        let _ = self.0.write_all_at(&slot(stored), SLOT as u64);
    }
}

fn slot(number: u64) -> [u8; SLOT] {
    let mut slot = [0; SLOT];
    slot[..8].copy_from_slice(&number.to_le_bytes());
    slot[8..].copy_from_slice(&crc32fast::hash(&number.to_le_bytes()).to_le_bytes());
    slot
}

fn number(bytes: &[u8; SLOT]) -> Option<u64> {
    let number = u64::from_le_bytes(*bytes.first_chunk()?);
    (slot(number) == *bytes).then_some(number)
}

//! Scans the records of a file, and skips damaged ranges between them.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use super::segment::{self, HEADER, PREFIX, Parsed, Prefix};

/// Bytes to read from the file at once, if it has that many.
const CHUNK: usize = 256 * 1024;
/// Bytes that are skipped at a read error of the disk: one page.
const BLOCK: usize = 4096;

/// A position in a file. It never reads beyond the bytes that are known to be durable: what lies
/// beyond may still be rolled back.
#[derive(Debug)]
pub(super) struct Scan {
    file: File,
    /// Bytes of the file that may be read.
    limit: u64,
    /// Bytes of the file from `begin` on.
    buffer: Vec<u8>,
    begin: u64,
    /// The position within the buffer.
    at: usize,
}

/// The next record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScannedRecord {
    /// The record; `None` if there is none up to the limit.
    pub(super) record: Option<Prefix>,
    /// The damaged range that was skipped before it; empty if nothing was.
    pub(super) damage: Range<u64>,
}

impl Scan {
    /// Opens the file at `path`, of which `limit` bytes may be read, at its first record. Also
    /// returns whether the file begins with the header of a segment.
    pub(super) fn open(path: &Path, limit: u64) -> io::Result<(Self, bool)> {
        let file = File::open(path)?;
        let mut scan = Self { file, limit, buffer: Vec::new(), begin: 0, at: 0 };
        let is_whole = scan.fill(HEADER.len()) && scan.buffer.starts_with(HEADER);
        scan.at = HEADER.len().min(scan.buffer.len());
        Ok((scan, is_whole))
    }

    /// Raises the number of bytes that may be read.
    pub(super) fn extend(&mut self, limit: u64) {
        self.limit = self.limit.max(limit);
    }

    /// The position in the file.
    pub(super) fn position(&self) -> u64 {
        self.begin + self.at as u64
    }

    /// The record at this position or, if there is none, the next one. After a damaged payload the
    /// intact prefix says where the next record begins; otherwise every byte is tried until a
    /// prefix and its payload match.
    pub(super) fn next(&mut self) -> ScannedRecord {
        let began = self.position();
        let record = loop {
            match segment::parse(&self.buffer[self.at..]) {
                Parsed::Record(prefix) => break Some(prefix),
                Parsed::Short(size) if self.fill(size) => {}
                Parsed::Damaged(prefix) if self.position() == began => self.at += prefix.size,
                _ if self.at < self.buffer.len() => self.at += 1,
                _ => break None,
            }
        };
        ScannedRecord { record, damage: began..self.position() }
    }

    /// The payload of the record at this position.
    pub(super) fn payload(&self, record: Prefix) -> &[u8] {
        &self.buffer[self.at + PREFIX..self.at + record.size]
    }

    /// Advances past the record at this position.
    pub(super) fn pass(&mut self, record: Prefix) {
        self.at += record.size;
    }

    /// Fills the buffer with `size` bytes from this position on; `false` if the file does not have
    /// that many within the limit.
    fn fill(&mut self, size: usize) -> bool {
        let left =
            usize::try_from(self.limit.saturating_sub(self.position())).unwrap_or(usize::MAX);
        if size > left {
            return false;
        }
        self.buffer.drain(..self.at);
        (self.begin, self.at) = (self.position(), 0);
        if self.buffer.capacity() > 4 * CHUNK && size < CHUNK {
            self.buffer.shrink_to(CHUNK);
        }
        let had = self.buffer.len();
        self.buffer.resize(size.max(CHUNK).min(left), 0);
        let filled = had + read(&self.file, &mut self.buffer[had..], self.begin + had as u64);
        self.buffer.truncate(filled);
        filled >= size
    }
}

/// Fills `buffer` from the offset `at` of `file`; less if the file ends. Bytes that the disk cannot
/// read are left as zeros, which never parse as a record.
fn read(file: &File, buffer: &mut [u8], at: u64) -> usize {
    let (mut filled, mut at_once) = (0, buffer.len());
    while filled < buffer.len() {
        let end = buffer.len().min(filled + at_once);
        match file.read_at(&mut buffer[filled..end], at + filled as u64) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) if at_once > BLOCK => at_once = BLOCK,
            Err(_) => filled = end,
        }
    }
    filled
}

//! Walking over the records of a file, and over what is damaged between them.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use super::segment::{self, HEADER, PREFIX, Place, Prefix};

/// What is read from the file at once, bytes, if it is there.
const CHUNK: usize = 256 * 1024;
/// What a disk that cannot read one place may lose with it, bytes: a page.
const BLOCK: usize = 4096;

/// A place in a file, bounded by the bytes that are known to be durable: what lies beyond may still
/// be taken back, and is never looked at.
#[derive(Debug)]
pub(super) struct Scan {
    file: File,
    /// Bytes of the file that may be read.
    limit: u64,
    /// Bytes of the file from `begin` on.
    buffer: Vec<u8>,
    begin: u64,
    /// The place, within the buffer.
    at: usize,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Next {
    /// The record; `None` if there is none up to the limit.
    pub(super) record: Option<Prefix>,
    /// What had to be passed over before it; empty if nothing.
    pub(super) damage: Range<u64>,
}

impl Scan {
    /// At the first record of the file at `path`, of which `limit` bytes may be read; `false` with
    /// it if the file does not begin as a segment does.
    pub(super) fn open(path: &Path, limit: u64) -> io::Result<(Self, bool)> {
        let file = File::open(path)?;
        let mut scan = Self { file, limit, buffer: Vec::new(), begin: 0, at: 0 };
        let is_whole = scan.fill(HEADER.len()) && scan.buffer.starts_with(HEADER);
        scan.at = HEADER.len().min(scan.buffer.len());
        Ok((scan, is_whole))
    }

    /// Lets more be read.
    pub(super) fn extend(&mut self, limit: u64) {
        self.limit = self.limit.max(limit);
    }

    /// Where in the file it is.
    pub(super) fn place(&self) -> u64 {
        self.begin + self.at as u64
    }

    /// The record at this place or, if none is, at the next where one is: behind a payload that is
    /// damaged its prefix tells where, else a prefix and a payload must agree.
    pub(super) fn next(&mut self) -> Next {
        let began = self.place();
        let record = loop {
            match segment::look(&self.buffer[self.at..]) {
                Place::Record(prefix) => break Some(prefix),
                Place::Short(size) if self.fill(size) => {}
                Place::Damaged(prefix) if self.place() == began => self.at += prefix.size,
                _ if self.at < self.buffer.len() => self.at += 1,
                _ => break None,
            }
        };
        Next { record, damage: began..self.place() }
    }

    /// The payload of the record at this place.
    pub(super) fn payload(&self, record: Prefix) -> &[u8] {
        &self.buffer[self.at + PREFIX..self.at + record.size]
    }

    /// Goes on behind the record at this place.
    pub(super) fn pass(&mut self, record: Prefix) {
        self.at += record.size;
    }

    /// Has `size` bytes from this place on in the buffer, if the file has so many within the limit.
    fn fill(&mut self, size: usize) -> bool {
        let left = usize::try_from(self.limit.saturating_sub(self.place())).unwrap_or(usize::MAX);
        if size > left {
            return false;
        }
        self.buffer.drain(..self.at);
        (self.begin, self.at) = (self.place(), 0);
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

/// Fills `buffer` from the place `at` of `file`; less if the file ends. What the disk cannot give is
/// left as zeros, which are no record.
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

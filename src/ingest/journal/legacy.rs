//! Segments of the first format, whose records had no sequence number. Each is rewritten once, when
//! the journal is opened.

use std::io;
use std::path::Path;

use super::segment::{self, HEADER, MAX_PAYLOAD, MIN_PAYLOAD};
use super::{Entry, survey};
use crate::files;

/// Part of the name of a segment that is being rewritten.
pub(super) const NEW: &str = ".log.new";
/// Length and checksum before each payload, bytes.
const PREFIX: usize = 8;
/// The most bytes that a segment ever had: 32 MiB and the group that filled it.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Rewrites the segment at `path`, whose first event has sequence number `first` and whose events
/// all come before `limit`; `false` if it holds no event in this format. A damaged segment is also
/// kept as it was.
pub(super) fn convert(path: &Path, first: u64, limit: u64) -> io::Result<bool> {
    let size = files::size(path)?;
    if size > LONGEST {
        return Ok(false);
    }
    let bytes = std::fs::read(path)?;
    let records = records(bytes.get(HEADER.len()..).unwrap_or_default());
    if records.is_empty() {
        return Ok(false);
    }
    let numbers = numbers(&records, first, limit);
    let mut text = HEADER.to_vec();
    for (record, sequence) in records.iter().zip(numbers) {
        let Some(entry) = Entry::decode(record.payload) else { continue };
        let at = text.len();
        text.extend(entry.encode());
        segment::stamp(&mut text[at..], sequence, 0);
    }
    if records.iter().any(|record| record.passed > 0) {
        let copy = survey::free_name(path);
        std::fs::copy(path, &copy)?;
        tracing::error!(
            segment = %path.display(), kept = %copy.display(),
            "a journal segment is damaged; its readable events are used, and the file is kept"
        );
    }
    files::replace(path, &text)?;
    Ok(true)
}

struct Record<'a> {
    payload: &'a [u8],
    /// Bytes between the record before and this one that are no record.
    passed: usize,
}

fn records(bytes: &[u8]) -> Vec<Record<'_>> {
    let (mut records, mut at, mut passed) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        if let Some(payload) = payload(&bytes[at..]) {
            records.push(Record { payload, passed });
            at += PREFIX + payload.len();
            passed = 0;
        } else {
            at += 1;
            passed += 1;
        }
    }
    records
}

fn payload(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    if !(MIN_PAYLOAD..=MAX_PAYLOAD).contains(&length) {
        return None;
    }
    let payload = rest.get(..length)?;
    let is_whole = crc32fast::hash(payload) == u32::from_le_bytes(*sum);
    (is_whole && Entry::decode(payload).is_some()).then_some(payload)
}

/// The sequence numbers of `records`. How many records a damaged range held is unknown: as many as
/// fit are assumed, so that no event gets a lower number than it had. The store might treat an
/// event with a lower number as already stored.
fn numbers(records: &[Record<'_>], first: u64, limit: u64) -> Vec<u64> {
    let mut next = first;
    let mut numbers = Vec::with_capacity(records.len());
    for (record, left) in records.iter().zip((1..=records.len() as u64).rev()) {
        next += (record.passed as u64).div_ceil((PREFIX + MIN_PAYLOAD) as u64);
        next = next.min(limit.saturating_sub(left)).max(numbers.last().map_or(first, |n| n + 1));
        numbers.push(next);
        next += 1;
    }
    numbers
}

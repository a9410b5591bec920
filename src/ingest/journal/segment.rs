//! The file format of the journal: segments and records.
//!
//! A segment is named by the sequence number of its first event and begins with [`HEADER`]. A
//! record is a prefix and a payload. The prefix carries the event's sequence number, so that damage
//! costs only the records it touches; how many events of the same group came before it, which
//! proves that all before that group were durable; and a checksum of its own, so that the next
//! record can be found after a damaged payload.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::files;
use crate::livekit::Envelope;
use crate::model::{Event, Millis, Source, Text};

/// The first bytes of every segment: the type of the file and the version of its format.
pub(super) const HEADER: &[u8; 8] = b"LKCJRNL2";
/// Before each payload, bytes: its length (4) and CRC-32 (4), the sequence number (8), the number
/// of events of the same group before it (4), and the CRC-32 of these (4); little-endian.
pub(super) const PREFIX: usize = 24;
/// What the prefix's own checksum covers, bytes.
const CHECKED: usize = PREFIX - 4;
/// The most bytes of a payload: the largest body that is accepted, and its envelope.
pub(super) const MAX_PAYLOAD: usize = 16 * 1024 * 1024;
/// The fewest bytes of a payload: a source, a time and three lengths.
pub(super) const MIN_PAYLOAD: usize = 1 + 8 + 3 * 2;

/// An event as the journal stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The source that reported it.
    pub source: Source,
    /// When it was received.
    pub received_at: Millis,
    /// The deployment's name.
    pub deployment: Text,
    /// The event, without secrets.
    pub envelope: Envelope,
}

const SOURCES: [Source; 5] =
    [Source::Webhook, Source::Poll, Source::Scrape, Source::Client, Source::Operator];

impl Entry {
    /// The record; [`stamp`] completes it.
    pub(super) fn encode(&self) -> Vec<u8> {
        let Envelope { id, name, json } = &self.envelope;
        encode(self.source, self.received_at, [&self.deployment, id, name], json)
    }

    /// The event in a payload.
    pub(super) fn decode(payload: &[u8]) -> Option<Self> {
        let (source, rest) = payload.split_first()?;
        let (received_at, mut rest) = rest.split_first_chunk::<8>()?;
        let mut texts = [""; 3];
        for text in &mut texts {
            let (length, after) = rest.split_first_chunk::<2>()?;
            let (bytes, after) = after.split_at_checked(u16::from_le_bytes(*length).into())?;
            *text = std::str::from_utf8(bytes).ok()?;
            rest = after;
        }
        let [deployment, id, name] = texts.map(Text::from);
        Some(Self {
            source: *SOURCES.get(usize::from(*source))?,
            received_at: Millis(i64::from_le_bytes(*received_at)),
            deployment,
            envelope: Envelope { id, name, json: std::str::from_utf8(rest).ok()?.to_owned() },
        })
    }
}

/// The record of a parsed event.
pub(super) fn encode_event(event: &Event) -> Vec<u8> {
    let names = [&*event.deployment, event.id.as_str(), event.name.as_str()];
    encode(event.source, event.received_at, names, &event.raw)
}

fn encode(source: Source, received_at: Millis, names: [&str; 3], json: &str) -> Vec<u8> {
    let length = names.iter().map(|name| 2 + name.len()).sum::<usize>() + json.len();
    let mut record = Vec::with_capacity(PREFIX + 1 + 8 + length);
    record.resize(PREFIX, 0);
    let source = SOURCES.iter().position(|known| *known == source).unwrap_or(0);
    record.push(u8::try_from(source).expect("there are five sources"));
    record.extend_from_slice(&received_at.0.to_le_bytes());
    for name in names {
        let length = u16::try_from(name.len()).expect("names are far shorter than 64 KiB");
        record.extend_from_slice(&length.to_le_bytes());
        record.extend_from_slice(name.as_bytes());
    }
    record.extend_from_slice(json.as_bytes());
    let length = u32::try_from(record.len() - PREFIX).expect("bodies are limited to 8 MiB");
    let sum = crc32fast::hash(&record[PREFIX..]);
    record[..4].copy_from_slice(&length.to_le_bytes());
    record[4..8].copy_from_slice(&sum.to_le_bytes());
    record
}

/// Gives an encoded record its sequence number; `before` events of its group come before it.
pub(super) fn stamp(record: &mut [u8], sequence: u64, before: u32) {
    record[8..16].copy_from_slice(&sequence.to_le_bytes());
    record[16..CHECKED].copy_from_slice(&before.to_le_bytes());
    let sum = crc32fast::hash(&record[..CHECKED]);
    record[CHECKED..PREFIX].copy_from_slice(&sum.to_le_bytes());
}

/// The prefix of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prefix {
    /// The event's sequence number.
    pub(super) sequence: u64,
    /// Sequence number of the first event of its group: all before it were durable when this record
    /// was written.
    pub(super) group: u64,
    /// Bytes of the record, prefix and payload.
    pub(super) size: usize,
    sum: u32,
}

impl Prefix {
    fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.first_chunk::<PREFIX>()?;
        let number = |at: usize| {
            u32::from_le_bytes(*bytes[at..].first_chunk().expect("it lies within the prefix"))
        };
        let length = usize::try_from(number(0)).ok()?;
        if !(MIN_PAYLOAD..=MAX_PAYLOAD).contains(&length)
            || crc32fast::hash(&bytes[..CHECKED]) != number(CHECKED)
        {
            return None;
        }
        let sequence = u64::from_le_bytes(*bytes[8..].first_chunk().expect("it lies within"));
        let group = sequence.checked_sub(number(16).into())?;
        Some(Self { sequence, group, size: PREFIX + length, sum: number(4) })
    }
}

/// What some bytes begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parsed {
    /// A record.
    Record(Prefix),
    /// The prefix of a record whose payload is damaged.
    Damaged(Prefix),
    /// Unknown: this many bytes are needed to tell.
    Short(usize),
    /// No record.
    Garbage,
}

/// Parses the beginning of `bytes`.
pub(super) fn parse(bytes: &[u8]) -> Parsed {
    if bytes.len() < PREFIX {
        return Parsed::Short(PREFIX);
    }
    let Some(prefix) = Prefix::read(bytes) else { return Parsed::Garbage };
    match bytes.get(PREFIX..prefix.size) {
        None => Parsed::Short(prefix.size),
        Some(payload) if crc32fast::hash(payload) == prefix.sum => Parsed::Record(prefix),
        Some(_) => Parsed::Damaged(prefix),
    }
}

/// When the event in a payload was received.
pub(super) fn received_at(payload: &[u8]) -> Millis {
    Millis(payload[1..].first_chunk().map_or(0, |bytes| i64::from_le_bytes(*bytes)))
}

/// The file name of the segment that begins with sequence number `first`.
pub(super) fn name(first: u64) -> String {
    format!("{first:020}.log")
}

/// The path of that segment.
pub(super) fn path(dir: &Path, first: u64) -> PathBuf {
    dir.join(name(first))
}

/// The sequence number in the name of a segment, if it is one.
pub(super) fn first_of(file: &str) -> Option<u64> {
    let first = file.strip_suffix(".log")?.parse().ok()?;
    (name(first) == file).then_some(first)
}

/// Makes the names of files in `dir` durable.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Creates the file of a new segment. A file that a failed attempt left there was never
/// acknowledged, and is replaced.
pub(super) fn create(dir: &Path, first: u64) -> io::Result<File> {
    let path = path(dir, first);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => files::open(&path, OpenOptions::new().create_new(true).write(true)),
    }
}

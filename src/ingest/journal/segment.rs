//! The files of the journal: what a segment and a record look like.
//!
//! A segment is named by the sequence number of its first event and begins with [`HEADER`]. A
//! record is its length and its CRC-32, each four bytes little-endian, then the payload.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::livekit::Envelope;
use crate::model::{Millis, Source, Text};

/// What every segment begins with: whose file it is, and the version of its format.
pub(super) const HEADER: &[u8; 8] = b"LKCJRNL1";
/// Length and checksum before each payload, bytes.
const PREFIX: usize = 8;
/// A payload is never longer, bytes: the largest body that is taken, with room for its envelope.
const MAX_PAYLOAD: usize = 16 * 1024 * 1024;

/// An event as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who told it.
    pub source: Source,
    /// When it was received.
    pub received_at: Millis,
    /// The deployment's name.
    pub deployment: Text,
    /// What came, less secrets.
    pub envelope: Envelope,
}

const SOURCES: [Source; 5] =
    [Source::Webhook, Source::Poll, Source::Scrape, Source::Client, Source::Operator];

impl Entry {
    /// The record, with its length and checksum.
    pub(super) fn encode(&self) -> Vec<u8> {
        let Envelope { id, name, json } = &self.envelope;
        let mut record = Vec::with_capacity(PREFIX + 32 + json.len() + id.len() + name.len());
        record.resize(PREFIX, 0);
        let source = SOURCES.iter().position(|source| *source == self.source).unwrap_or(0);
        record.push(u8::try_from(source).expect("there are five sources"));
        record.extend_from_slice(&self.received_at.0.to_le_bytes());
        for text in [self.deployment.as_str(), id.as_str(), name.as_str()] {
            let length = u16::try_from(text.len()).expect("names are far shorter than 64 KiB");
            record.extend_from_slice(&length.to_le_bytes());
            record.extend_from_slice(text.as_bytes());
        }
        record.extend_from_slice(json.as_bytes());
        let length = u32::try_from(record.len() - PREFIX).expect("bodies are limited to 8 MiB");
        let sum = crc32fast::hash(&record[PREFIX..]);
        record[..4].copy_from_slice(&length.to_le_bytes());
        record[4..PREFIX].copy_from_slice(&sum.to_le_bytes());
        record
    }

    fn decode(payload: &[u8]) -> Option<Self> {
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

/// The path of the segment that begins with sequence number `first`.
pub(super) fn path(dir: &Path, first: u64) -> PathBuf {
    dir.join(format!("{first:020}.log"))
}

/// The first sequence numbers of all segments in `dir`, in no order.
pub(super) fn list(dir: &Path) -> io::Result<Vec<u64>> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(dir)? {
        let name = file?.file_name();
        let name = name.to_string_lossy();
        if let Some(first) = name.strip_suffix(".log").and_then(|digits| digits.parse().ok()) {
            found.push(first);
        }
    }
    Ok(found)
}

/// Makes the names of files in `dir` durable.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// A new segment for the events from sequence number `first` on.
pub(super) fn create(dir: &Path, first: u64) -> io::Result<File> {
    let path = path(dir, first);
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).open(path)?;
    file.write_all(HEADER)?;
    file.sync_all()?;
    sync_dir(dir)?;
    Ok(file)
}

/// What came next when reading a segment.
#[derive(Debug)]
pub(super) enum Next {
    /// An event.
    Entry(Box<Entry>),
    /// The end of the file, exactly after a record.
    End,
    /// Something that is no record: a write cut short, or damage.
    Damage,
}

/// Reads the record at the present place of `file`.
pub(super) fn read(file: &mut impl Read) -> io::Result<Next> {
    let mut prefix = [0; PREFIX];
    match fill(file, &mut prefix)? {
        0 => return Ok(Next::End),
        PREFIX => {}
        _ => return Ok(Next::Damage),
    }
    let (length, sum) = prefix.split_at(4);
    let number = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    let length = usize::try_from(number(length)).expect("32 bits fit");
    if length > MAX_PAYLOAD {
        return Ok(Next::Damage);
    }
    let mut payload = vec![0; length];
    if fill(file, &mut payload)? != length || crc32fast::hash(&payload) != number(sum) {
        return Ok(Next::Damage);
    }
    Ok(Entry::decode(&payload).map_or(Next::Damage, |entry| Next::Entry(Box::new(entry))))
}

fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Opens a segment for reading, after its header.
pub(super) fn open(path: &Path) -> io::Result<io::BufReader<File>> {
    let mut file = io::BufReader::with_capacity(256 * 1024, File::open(path)?);
    let mut header = [0; HEADER.len()];
    if fill(&mut file, &mut header)? == HEADER.len() && header != *HEADER {
        let why = format!("`{}` is not a journal of this version", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidData, why));
    }
    Ok(file)
}

/// Counts the events and bytes of a segment up to its end or its first damage. In the last segment
/// what comes after is cut off; if that may be more than one write cut short, it is kept beside.
pub(super) fn check(path: &Path, first: u64, is_last: bool) -> io::Result<(u64, u64)> {
    let size = std::fs::metadata(path)?.len();
    let header = HEADER.len() as u64;
    let (mut events, mut good) = (0, header);
    if size >= header {
        let mut file = open(path)?;
        loop {
            match read(&mut file)? {
                Next::Entry(_) => {
                    events += 1;
                    good = file.stream_position()?;
                }
                Next::End => break,
                Next::Damage if is_last => break,
                Next::Damage => {
                    tracing::error!(
                        segment = %path.display(), journal.sequence = first + events, byte = good,
                        "the journal is damaged; events of this segment after this place are lost"
                    );
                    return Ok((events, size));
                }
            }
        }
    }
    if size != good && is_last {
        cut(path, good, size)?;
    }
    Ok((events, good))
}

/// Ends the file at `good`, after keeping what comes after it.
fn cut(path: &Path, good: u64, size: u64) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    if size > good {
        let kept = path.with_extension(format!("cut-{good}"));
        file.seek(SeekFrom::Start(good))?;
        io::copy(&mut file, &mut File::create(&kept)?)?;
        tracing::warn!(
            segment = %path.display(), bytes = size - good, kept = %kept.display(),
            "the journal ended in a write that a crash cut short: it was never acknowledged"
        );
        file.set_len(good)?;
    } else {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(HEADER)?;
    }
    file.sync_all()
}

//! Compresses stored texts without loss, to about a fifth of their length.
//!
//! The JSON of an event repeats values of the columns of its row. Each such value is replaced by
//! one byte that JSON cannot contain. zstd compresses the rest with a dictionary of such texts. The
//! first byte of the result is the format; a later format uses another byte, so old rows stay
//! readable.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;

use memchr::memmem;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{CParameter, get_frame_content_size};

use super::Error;

/// zstd's level. Higher levels take five times as long and save a twentieth of the bytes.
const LEVEL: i32 = 3;

/// What each of zstd's frames begins with; it is not stored.
const MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// Bytes of an unpacked text, at most: eight times the limit of a webhook. A text that claims to be
/// longer is damaged.
const TEXT_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of a value, at least, for one byte to replace it.
const VALUE_BYTES: usize = 4;

/// Values of a row that can be replaced, by the bytes 1 to 8. The next byte is a tab, which JSON
/// may contain.
const VALUES: usize = 8;

/// A storage format.
struct Format {
    /// The first byte.
    byte: u8,
    encoder: LazyLock<EncoderDictionary<'static>>,
    decoder: LazyLock<DecoderDictionary<'static>>,
}

macro_rules! storage_format {
    ($byte:literal, $file:literal) => {
        Format {
            byte: $byte,
            encoder: LazyLock::new(|| EncoderDictionary::copy(include_bytes!($file), LEVEL)),
            decoder: LazyLock::new(|| DecoderDictionary::copy(include_bytes!($file))),
        }
    };
}

/// Every format that was ever used. None may be changed or removed. The dictionaries were trained
/// (`zstd --train --maxdict=16384`) on captured webhooks of LiveKit (`tests/fixtures`), on webhooks
/// of the simulator, and on their records, after the values of the row were replaced.
static FORMATS: [Format; 2] =
    [storage_format!(1, "compress/events-1.dict"), storage_format!(2, "compress/records-1.dict")];

/// The kind of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The JSON of an event.
    Event,
    /// The record of a session or a job.
    Record,
}

thread_local! {
    /// The compressor of each kind.
    static COMPRESSORS: RefCell<[Option<Compressor<'static>>; FORMATS.len()]> =
        const { RefCell::new([const { None }; FORMATS.len()]) };
    /// The decompressor of each format.
    static DECOMPRESSORS: RefCell<[Option<Decompressor<'static>>; FORMATS.len()]> =
        const { RefCell::new([const { None }; FORMATS.len()]) };
}

/// Compresses `text`. `values` are stored in columns of its row and are needed to unpack it. `None`
/// if the result is not smaller; the text is then stored as it is.
pub(super) fn pack(kind: Kind, text: &str, values: &[&str]) -> Option<Vec<u8>> {
    debug_assert!(values.len() <= VALUES, "there is no byte for so many values");
    let is_name = |byte: &u8| (1..=VALUES).contains(&usize::from(*byte));
    if text.len() > TEXT_BYTES || text.bytes().any(|byte| is_name(&byte)) {
        return None;
    }
    let mut short = Cow::Borrowed(text.as_bytes());
    for (name, value) in names(values) {
        if let Some(replaced) = replace(&short, value.as_bytes(), &[name]) {
            short = Cow::Owned(replaced);
        }
    }
    let packed = COMPRESSORS.with_borrow_mut(|all| {
        let format = &FORMATS[kind as usize];
        let compressor = match &mut all[kind as usize] {
            Some(compressor) => compressor,
            none => none.insert(compressor(format).ok()?),
        };
        let mut packed = compressor.compress(&short).ok()?;
        // The format byte replaces the last byte of the magic.
        packed.drain(..MAGIC.len() - 1);
        packed[0] = format.byte;
        Some(packed)
    })?;
    (packed.len() < text.len()).then_some(packed)
}

fn compressor(format: &'static Format) -> io::Result<Compressor<'static>> {
    let mut compressor = Compressor::with_prepared_dictionary(&format.encoder)?;
    // The format byte already identifies the dictionary.
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    Ok(compressor)
}

/// Unpacks a text that was packed with these values of its row.
pub(super) fn unpack(packed: &[u8], values: &[&str]) -> Result<String, Error> {
    let (byte, rest) = packed.split_first().ok_or_else(|| damaged("nothing"))?;
    let index = FORMATS.iter().position(|format| format.byte == *byte);
    let index =
        index.ok_or_else(|| Error::unreadable("format of a stored text", &byte.to_string()))?;
    let frame = [&MAGIC, rest].concat();
    let length = match get_frame_content_size(&frame) {
        Ok(Some(length)) => usize::try_from(length).ok().filter(|length| *length <= TEXT_BYTES),
        _ => None,
    };
    let length = length.ok_or_else(|| damaged("a length that cannot be"))?;
    let short = DECOMPRESSORS.with_borrow_mut(|all| {
        let decompressor = match &mut all[index] {
            Some(decompressor) => decompressor,
            none => none.insert(Decompressor::with_prepared_dictionary(&FORMATS[index].decoder)?),
        };
        decompressor.decompress(&frame, length)
    });
    let mut text = short.map_err(|error| damaged(&error.to_string()))?;
    // The last replacement is undone first: its value may contain the byte of another.
    for (name, value) in names(values).collect::<Vec<_>>().into_iter().rev() {
        let length = memchr::memchr_iter(name, &text).count() * value.len() + text.len();
        if length > TEXT_BYTES {
            return Err(damaged("a text that is too long"));
        }
        if let Some(replaced) = replace(&text, &[name], value.as_bytes()) {
            text = replaced;
        }
    }
    String::from_utf8(text).map_err(|error| damaged(&error.to_string()))
}

/// The values that are long enough, each with the byte that replaces it.
fn names<'v>(values: &'v [&'v str]) -> impl Iterator<Item = (u8, &'v str)> {
    (1..).zip(values.iter().copied()).filter(|(_, value)| value.len() >= VALUE_BYTES)
}

/// `bytes` with `to` for each `from`; `None` if there is none.
fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    let mut positions = memmem::find_iter(bytes, from).peekable();
    positions.peek()?;
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut next = 0;
    for position in positions {
        replaced.extend_from_slice(&bytes[next..position]);
        replaced.extend_from_slice(to);
        next = position + from.len();
    }
    replaced.extend_from_slice(&bytes[next..]);
    Some(replaced)
}

fn damaged(what: &str) -> Error {
    Error::unreadable("packed text", what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256};

    use super::{Kind, MAGIC, TEXT_BYTES, pack, unpack};

    const VALUES: [&str; 5] = ["EV_23LfbKEEaArB", "RM_FaTwcM7kQ3Fq", "", "standup", "ann"];

    /// A captured webhook of LiveKit.
    fn webhook() -> String {
        let line = include_str!("../../tests/fixtures/captured-webhooks.jsonl").lines().next();
        let line: serde_json::Value = serde_json::from_str(line.expect("a line")).expect("JSON");
        line["body"].as_str().expect("a text").to_owned()
    }

    #[test]
    fn a_webhook_is_restored_exactly_from_a_fifth_of_its_bytes() {
        let text = webhook();
        let packed = pack(Kind::Event, &text, &VALUES).expect("it is worth it");
        assert!(packed.len() * 5 < text.len(), "{} of {}", packed.len(), text.len());
        assert_eq!(unpack(&packed, &VALUES).expect("read"), text);
    }

    #[test]
    fn a_text_that_does_not_shrink_is_not_packed() {
        assert_eq!(pack(Kind::Event, "{}", &VALUES), None);
        assert_eq!(
            pack(Kind::Event, &format!("{{\"a\": \"{}\u{3}\"}}", "a".repeat(99)), &[]),
            None
        );
    }

    /// Stored rows can be read only with the same dictionary, byte for byte.
    #[test]
    fn a_dictionary_never_changes() {
        for (dictionary, hash) in [
            (
                &include_bytes!("compress/events-1.dict")[..],
                "56361d989e974e8ea884a0f5adcfc091c62a2b3b913085399739659aff642efb",
            ),
            (
                &include_bytes!("compress/records-1.dict")[..],
                "34c23fa39e1a97bc92145003ef7303ae6d98306515763bfcfeecfa07b87dc760",
            ),
        ] {
            assert_eq!(hex::encode(Sha256::digest(dictionary)), hash);
        }
    }

    #[test]
    fn a_damaged_or_later_text_is_an_error() {
        let packed = pack(Kind::Event, &webhook(), &VALUES).expect("it is worth it");
        let later = [&[9], &packed[1..]].concat();
        let cut = &packed[..packed.len() / 2];
        for bytes in [&later[..], cut, &packed[..1], &[]] {
            assert!(unpack(bytes, &VALUES).is_err(), "{bytes:?}");
        }
        // A frame of a few bytes that claims to hold more than anything may.
        let zeros = zstd::bulk::compress(&vec![0; TEXT_BYTES + 1], 3).expect("compressed");
        let bomb = [&[1], &zeros[MAGIC.len()..]].concat();
        assert!(unpack(&bomb, &[]).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_restored_with_any_values(
            text in "(abcd|[\\x01-\\x09]|\\PC|é){0,40}",
            values in prop::collection::vec("(abcd|[\\x01-\\x09]|\\PC){0,9}", 0..=8),
            is_event: bool,
        ) {
            let kind = if is_event { Kind::Event } else { Kind::Record };
            let text = text.repeat(5);
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            if let Some(packed) = pack(kind, &text, &values) {
                prop_assert_eq!(unpack(&packed, &values).expect("read"), text);
            }
        }
    }
}

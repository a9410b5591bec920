//! Texts as they are stored: in a fifth of their length, and to the letter what they were.
//!
//! The JSON of an event says again what stands in the columns of its row: each of these values is
//! named by one byte, which JSON cannot hold. What is left is compressed by zstd with a dictionary of
//! such texts. The first byte of what comes out tells how it was made; a later way takes another byte,
//! and what was stored stays readable.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;

use memchr::memmem;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{CParameter, get_frame_content_size};

use super::Error;

/// zstd's level: the next ones cost five times the time for a twentieth of the bytes.
const LEVEL: i32 = 3;

/// What each of zstd's frames begins with; it is not stored.
const MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// Bytes of a text that may come out: eight times what a webhook may hold. Whatever claims more is
/// damaged.
const TEXT_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of a value that are worth being named by one.
const VALUE_BYTES: usize = 4;

/// Values of a row that can be named: by the bytes 1 to 8. The next is a tab, which JSON may hold.
const VALUES: usize = 8;

/// A way to store texts.
struct Way {
    /// The first byte.
    byte: u8,
    encoder: LazyLock<EncoderDictionary<'static>>,
    decoder: LazyLock<DecoderDictionary<'static>>,
}

macro_rules! way {
    ($byte:literal, $file:literal) => {
        Way {
            byte: $byte,
            encoder: LazyLock::new(|| EncoderDictionary::copy(include_bytes!($file), LEVEL)),
            decoder: LazyLock::new(|| DecoderDictionary::copy(include_bytes!($file))),
        }
    };
}

/// Every way that was ever used: none is ever altered or taken away. The dictionaries were trained
/// (`zstd --train --maxdict=16384`) from what LiveKit was seen to send (`tests/fixtures`) and what the
/// simulator sends, and from the records made of that, the values of the row already named.
static WAYS: [Way; 2] = [way!(1, "compress/events-1.dict"), way!(2, "compress/records-1.dict")];

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The JSON of an event.
    Event,
    /// The record of a session or a job.
    Record,
}

thread_local! {
    /// What compresses each kind.
    static COMPRESSORS: RefCell<[Option<Compressor<'static>>; WAYS.len()]> =
        const { RefCell::new([const { None }; WAYS.len()]) };
    /// What undoes each way.
    static DECOMPRESSORS: RefCell<[Option<Decompressor<'static>>; WAYS.len()]> =
        const { RefCell::new([const { None }; WAYS.len()]) };
}

/// `text` in fewer bytes; `values` stand in columns of its row, and are needed to read it back. `None`
/// if it is not worth it: it is stored as it is.
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
        let way = &WAYS[kind as usize];
        let compressor = match &mut all[kind as usize] {
            Some(compressor) => compressor,
            none => none.insert(compressor(way).ok()?),
        };
        let mut packed = compressor.compress(&short).ok()?;
        // The last byte of the magic makes room for ours.
        packed.drain(..MAGIC.len() - 1);
        packed[0] = way.byte;
        Some(packed)
    })?;
    (packed.len() < text.len()).then_some(packed)
}

fn compressor(way: &'static Way) -> io::Result<Compressor<'static>> {
    let mut compressor = Compressor::with_prepared_dictionary(&way.encoder)?;
    // The first byte tells the dictionary.
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    Ok(compressor)
}

/// The text that was packed with these values of its row.
pub(super) fn unpack(packed: &[u8], values: &[&str]) -> Result<String, Error> {
    let (byte, rest) = packed.split_first().ok_or_else(|| damaged("nothing"))?;
    let place = WAYS.iter().position(|way| way.byte == *byte);
    let place = place.ok_or_else(|| Error::unreadable("way to store a text", &byte.to_string()))?;
    let frame = [&MAGIC, rest].concat();
    let length = match get_frame_content_size(&frame) {
        Ok(Some(length)) => usize::try_from(length).ok().filter(|length| *length <= TEXT_BYTES),
        _ => None,
    };
    let length = length.ok_or_else(|| damaged("a length that cannot be"))?;
    let short = DECOMPRESSORS.with_borrow_mut(|all| {
        let decompressor = match &mut all[place] {
            Some(decompressor) => decompressor,
            none => none.insert(Decompressor::with_prepared_dictionary(&WAYS[place].decoder)?),
        };
        decompressor.decompress(&frame, length)
    });
    let mut text = short.map_err(|error| damaged(&error.to_string()))?;
    // The last that was named is undone first: it may hold the name of another.
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

/// The values that are worth it, each with the byte that names it.
fn names<'v>(values: &'v [&'v str]) -> impl Iterator<Item = (u8, &'v str)> {
    (1..).zip(values.iter().copied()).filter(|(_, value)| value.len() >= VALUE_BYTES)
}

/// `bytes` with `to` for each `from`; `None` if there is none.
fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    let mut places = memmem::find_iter(bytes, from).peekable();
    places.peek()?;
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut next = 0;
    for place in places {
        replaced.extend_from_slice(&bytes[next..place]);
        replaced.extend_from_slice(to);
        next = place + from.len();
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

    /// A webhook of LiveKit's, as it was captured.
    fn webhook() -> String {
        let line = include_str!("../../tests/fixtures/captured-webhooks.jsonl").lines().next();
        let line: serde_json::Value = serde_json::from_str(line.expect("a line")).expect("JSON");
        line["body"].as_str().expect("a text").to_owned()
    }

    #[test]
    fn a_webhook_comes_back_to_the_letter_from_a_fifth_of_its_bytes() {
        let text = webhook();
        let packed = pack(Kind::Event, &text, &VALUES).expect("it is worth it");
        assert!(packed.len() * 5 < text.len(), "{} of {}", packed.len(), text.len());
        assert_eq!(unpack(&packed, &VALUES).expect("read"), text);
    }

    #[test]
    fn what_is_not_worth_it_is_left_as_it_is() {
        assert_eq!(pack(Kind::Event, "{}", &VALUES), None);
        assert_eq!(
            pack(Kind::Event, &format!("{{\"a\": \"{}\u{3}\"}}", "a".repeat(99)), &[]),
            None
        );
    }

    /// Whoever has stored by a dictionary needs its every byte.
    #[test]
    fn a_dictionary_stays_what_it_is() {
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
    fn what_is_damaged_or_of_a_later_version_is_an_error() {
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
        fn any_text_comes_back_with_any_values(
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

//! Reads JSON values and never fails: text, numbers, times.

use sha2::{Digest as _, Sha256};

use super::lenient::Scalar;
use crate::model::{Millis, Text};

/// LiveKit limits names and identities to 256 characters by default (`limit.max_room_name_length`);
/// an index could not hold much more.
pub(super) const MAX_CHARACTERS: usize = 256;

/// Hexadecimal digits of the hash that distinguishes texts with the same beginning.
const HASH_DIGITS: usize = 32;

/// Marks where a text was cut, before its hash.
const CUT: char = '…';
/// Times before 2015 are invalid: LiveKit is younger.
const CREDIBLE_FROM: Millis = Millis(1_420_070_400_000);
/// A time that is ahead of our clock by more than this (a day) is invalid.
const CREDIBLE_AHEAD_MS: i64 = 24 * 3_600_000;

/// Reads times; an invalid one is `None`.
#[derive(Clone, Copy)]
pub(in crate::livekit) struct TimeReader {
    pub(in crate::livekit) received_at: Millis,
}

impl TimeReader {
    pub(in crate::livekit) fn credible(self, at: Millis) -> Option<Millis> {
        (at >= CREDIBLE_FROM && at <= self.received_at.plus(CREDIBLE_AHEAD_MS)).then_some(at)
    }

    pub(super) fn seconds(self, value: &Scalar<'_>) -> Option<Millis> {
        self.credible(Millis(integer(value)?.checked_mul(1000)?))
    }

    pub(super) fn milliseconds(self, value: &Scalar<'_>) -> Option<Millis> {
        self.credible(Millis(integer(value)?))
    }

    pub(super) fn nanoseconds(self, value: &Scalar<'_>) -> Option<Millis> {
        self.credible(Millis(integer(value)? / 1_000_000))
    }
}

pub(super) fn integer(value: &Scalar<'_>) -> Option<i64> {
    match value {
        Scalar::Number(number) => number.as_i64(),
        Scalar::Text(text) => text.parse().ok(),
        _ => None,
    }
}

pub(super) fn pixels(value: &Scalar<'_>) -> u32 {
    integer(value).and_then(|pixels| u32::try_from(pixels).ok()).unwrap_or(0)
}

/// The name of an enum value: as given, or by its number; `default` if it is absent.
pub(super) fn name(value: &Scalar<'_>, names: &[&str], default: &str) -> Text {
    match value {
        Scalar::Text(name) if !name.is_empty() => clean(name),
        Scalar::Number(number) => number
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .and_then(|number| names.get(number).filter(|name| !name.is_empty()))
            .map_or_else(|| Text::from(number.to_string()), |name| Text::from(*name)),
        _ => Text::from(default),
    }
}

pub(super) fn text(value: &Scalar<'_>) -> Text {
    match value {
        Scalar::Text(text) => clean(text),
        _ => Text::default(),
    }
}

/// Text as databases and indexes can hold it: without NUL, and of at most [`MAX_CHARACTERS`]. A
/// longer one is cut, marked, and ends in a hash of all of it, since names identify sessions.
pub(in crate::livekit) fn clean(text: &str) -> Text {
    if text.len() <= MAX_CHARACTERS && !text.contains('\0') {
        return Text::from(text);
    }
    let whole = |c: char| if c == '\0' { '\u{fffd}' } else { c };
    if text.chars().nth(MAX_CHARACTERS).is_none() {
        return text.chars().map(whole).collect();
    }
    let hash = hex::encode(&Sha256::digest(text)[..HASH_DIGITS / 2]);
    let beginning = text.chars().take(MAX_CHARACTERS - HASH_DIGITS - 1).map(whole);
    beginning.chain([CUT]).chain(hash.chars()).collect()
}

/// Whether [`clean`] has cut the text, so that LiveKit does not know this name.
pub(in crate::livekit) fn is_cut(text: &str) -> bool {
    let Some((beginning, hash)) = text.rsplit_once(CUT) else { return false };
    hash.len() == HASH_DIGITS
        && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        && beginning.chars().count() == MAX_CHARACTERS - HASH_DIGITS - 1
}

pub(super) fn long_text(value: &Scalar<'_>) -> Box<str> {
    match value {
        Scalar::Text(text) if text.contains('\0') => text.replace('\0', "\u{fffd}").into(),
        Scalar::Text(text) => Box::from(&**text),
        _ => Box::default(),
    }
}

pub(super) fn is_true(value: &Scalar<'_>) -> bool {
    *value == Scalar::Truth(true)
}

pub(super) fn either(first: Text, second: Text) -> Text {
    if first.is_empty() { second } else { first }
}

#[cfg(test)]
mod tests {
    use super::{MAX_CHARACTERS, clean, is_cut};

    #[test]
    fn a_long_text_is_cut_with_a_mark_and_stays_distinct() {
        for text in ["", "a", &"é".repeat(MAX_CHARACTERS), "a\u{fffd}"] {
            assert_eq!(clean(text), text);
            assert!(!is_cut(text));
        }
        assert_eq!(clean("a\0b"), "a\u{fffd}b");
        let long = |end: &str| format!("{}{end}", "é".repeat(MAX_CHARACTERS));
        let (one, two) = (clean(&long("1")), clean(&long("2")));
        assert_ne!(one, two);
        assert_eq!(one, clean(&long("1")), "the same is the same");
        assert_eq!(clean(&one), one, "cut once");
        for cut in [one, two] {
            assert_eq!(cut.chars().count(), MAX_CHARACTERS);
            assert!(cut.starts_with("éé") && cut.contains('…') && is_cut(&cut), "{cut}");
        }
    }
}

//! Reading values of JSON without ever failing: text, numbers, times.

use serde_json::Value;

use crate::model::{Millis, Text};

/// LiveKit limits names and identities to 256 characters; what is longer is not LiveKit's, and an
/// index could not hold it.
pub(super) const MAX_CHARACTERS: usize = 256;
/// LiveKit is younger than this (2015): an older time is none.
const CREDIBLE_FROM: Millis = Millis(1_420_070_400_000);
/// A time may be ahead of our clock by so much (a day) before it counts as none.
const CREDIBLE_AHEAD_MS: i64 = 24 * 3_600_000;

/// Reads times; one that cannot be is none.
#[derive(Clone, Copy)]
pub(in crate::livekit) struct Reader {
    pub(in crate::livekit) received_at: Millis,
}

impl Reader {
    pub(in crate::livekit) fn credible(self, at: Millis) -> Option<Millis> {
        (at >= CREDIBLE_FROM && at <= self.received_at.plus(CREDIBLE_AHEAD_MS)).then_some(at)
    }

    pub(super) fn seconds(self, value: &Value) -> Option<Millis> {
        self.credible(Millis(integer(value)?.checked_mul(1000)?))
    }

    pub(super) fn milliseconds(self, value: &Value) -> Option<Millis> {
        self.credible(Millis(integer(value)?))
    }

    pub(super) fn nanoseconds(self, value: &Value) -> Option<Millis> {
        self.credible(Millis(integer(value)? / 1_000_000))
    }
}

pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

pub(super) fn pixels(value: &Value) -> u32 {
    integer(value).and_then(|pixels| u32::try_from(pixels).ok()).unwrap_or(0)
}

/// The name of an enum value: as given, or by its number; `default` if it is left out.
pub(super) fn name(value: &Value, names: &[&str], default: &str) -> Text {
    match value {
        Value::String(name) if !name.is_empty() => clean(name),
        Value::Number(number) => number
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .and_then(|number| names.get(number).filter(|name| !name.is_empty()))
            .map_or_else(|| Text::from(number.to_string()), |name| Text::from(*name)),
        _ => Text::from(default),
    }
}

pub(super) fn text(value: &Value) -> Text {
    value.as_str().map(clean).unwrap_or_default()
}

/// Text as databases and indexes can hold it: without NUL, and not longer than LiveKit allows.
pub(in crate::livekit) fn clean(text: &str) -> Text {
    if text.len() <= MAX_CHARACTERS && !text.contains('\0') {
        return Text::from(text);
    }
    text.chars().take(MAX_CHARACTERS).map(|c| if c == '\0' { '\u{fffd}' } else { c }).collect()
}

pub(super) fn long_text(value: &Value) -> Box<str> {
    value.as_str().map(|text| text.replace('\0', "\u{fffd}")).unwrap_or_default().into()
}

pub(super) fn either(first: Text, second: Text) -> Text {
    if first.is_empty() { second } else { first }
}

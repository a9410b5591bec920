//! Values of parameters: each type parses itself and describes itself in the OpenAPI document.

use chrono::{DateTime, SecondsFormat};
use serde::de::{DeserializeOwned, Error as _, IntoDeserializer};
use serde::{Deserialize, Deserializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::api::error::Error;
use crate::model::{Millis, SortField};

/// A value that `parse` reads from a text; the refusal says what it `must` be.
pub(in crate::api) fn parsed<'de, D: Deserializer<'de>, T>(
    from: D,
    must: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    parse(&text).ok_or_else(|| D::Error::custom(format_args!("must be {must}")))
}

/// A whole number in a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) struct Number<const MIN: u32, const MAX: u32>(u32);

/// The most rows of a page, 100 by default.
pub(in crate::api) type Limit = Number<1, 1000>;

/// Rows to skip, none by default. Use a filter to get further.
pub(in crate::api) type Offset = Number<0, 1_000_000>;

/// The shortest step of a history, seconds.
pub(in crate::api) type Step = Number<10, 604_800>;

/// The most points of a history, 300 by default; 2000 are more than a screen has columns.
pub(in crate::api) type Points = Number<1, 2000>;

/// A quality, 0–100.
pub(in crate::api) type Score = Number<1, 100>;

/// A duration, seconds, up to a year.
pub(in crate::api) type Seconds = Number<1, 31_536_000>;

/// The number of a line of the audit trail.
pub(in crate::api) type LineNumber = Number<1, { u32::MAX }>;

impl Default for Limit {
    fn default() -> Self {
        Self(100)
    }
}

impl Default for Points {
    fn default() -> Self {
        Self(300)
    }
}

impl<const MIN: u32, const MAX: u32> Number<MIN, MAX> {
    /// The highest number.
    pub(in crate::api) const MAX: u32 = MAX;

    /// The number in a text; `None` if it is none or out of range.
    pub(in crate::api) fn of(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| is_plain && (MIN..=MAX).contains(number)).map(Self)
    }

    /// The number.
    pub(in crate::api) const fn get(self) -> u32 {
        self.0
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for Number<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        parsed(from, &format!("a whole number from {MIN} to {MAX}"), Self::of)
    }
}

impl<const MIN: u32, const MAX: u32> PartialSchema for Number<MIN, MAX> {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(MIN));
        number.maximum((MAX < u32::MAX).then_some(MAX)).into()
    }
}

impl<const MIN: u32, const MAX: u32> ToSchema for Number<MIN, MAX> {}

/// RFC 3339, Unix milliseconds, `now`, or like `now-6h` (units s m h d w).
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub(in crate::api) struct Moment(pub(in crate::api) Millis);

/// What a list is sorted by; a leading `-` reverses the order. By default the latest come first.
#[derive(Debug, Clone, Copy)]
pub(in crate::api) struct Sorted<K> {
    pub(in crate::api) by: K,
    pub(in crate::api) is_descending: bool,
}

impl<K: Default> Default for Sorted<K> {
    fn default() -> Self {
        Self { by: K::default(), is_descending: true }
    }
}

impl<'de, K: DeserializeOwned> Deserialize<'de> for Sorted<K> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let reversed = text.strip_prefix('-');
        let by = K::deserialize(reversed.unwrap_or(&text).into_deserializer());
        by.map(|by| Self { by, is_descending: reversed.is_some() }).map_err(|error: D::Error| {
            D::Error::custom(format_args!("{error}, each also with a leading `-`"))
        })
    }
}

impl<K: PartialSchema + SortField> PartialSchema for Sorted<K> {
    fn schema() -> RefOr<Schema> {
        let mut schema = K::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema
            && let Some(names) = &mut object.enum_values
        {
            let reversed =
                |name: &serde_json::Value| format!("-{}", name.as_str().unwrap_or_default());
            *names = names.iter().flat_map(|name| [name.clone(), reversed(name).into()]).collect();
            let old =
                K::OLD_NAMES.iter().flat_map(|name| [(*name).into(), format!("-{name}").into()]);
            names.extend(old);
        }
        schema
    }
}

impl<K: ToSchema + SortField> ToSchema for Sorted<K> {}

/// The range from `from` to `to`; each may be missing.
pub(in crate::api) fn range(
    from: Option<Moment>,
    to: Option<Moment>,
) -> Result<(Option<Millis>, Option<Millis>), Error> {
    match (from.map(|from| from.0), to.map(|to| to.0)) {
        (Some(begin), Some(end)) if begin >= end => Err(Error::invalid_query(format!(
            "`from` is {}, not before `to`, {}",
            shown(begin),
            shown(end)
        ))),
        range => Ok(range),
    }
}

/// A time as shown in a refusal.
pub(in crate::api) fn shown(at: Millis) -> String {
    at.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Parses a time; `now-6h` is relative to `now`.
pub(in crate::api) fn time(text: &str, now: Millis) -> Option<Millis> {
    let allowed = |at: Millis| (at == at.clamped()).then_some(at);
    if let Some(ago) = text.strip_prefix("now") {
        if ago.is_empty() {
            return Some(now);
        }
        return allowed(now.plus(-length_ms(ago.strip_prefix('-')?)?));
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Millis).and_then(allowed);
    }
    // An unescaped `+` of a time zone has become a space.
    let at = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_rfc3339(&text.replace(' ', "+")))
        .ok()?;
    allowed(Millis::from_utc(at.to_utc()))
}

fn length_ms(text: &str) -> Option<i64> {
    let unit = text.chars().last()?;
    let unit_ms = match unit {
        's' => 1000,
        'm' => 60 * 1000,
        'h' => 3600 * 1000,
        'd' => 24 * 3600 * 1000,
        'w' => 7 * 24 * 3600 * 1000,
        _ => return None,
    };
    let digits = &text[..text.len() - 1];
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse::<i64>().ok()?.checked_mul(unit_ms) } else { None }
}

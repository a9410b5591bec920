//! Query strings, parsed strictly: a parameter that is unknown, repeated, malformed or out of range
//! is refused by name, with its value and the allowed values. A misspelt filter must never return
//! unfiltered data.

use std::ops::RangeInclusive;

use actix_web::HttpRequest;
use chrono::{DateTime, SecondsFormat};
use percent_encoding::percent_decode_str;

use super::error::Error;
use crate::model::{Millis, shortened};

/// The most bytes of a text: a room name has at most 256 characters of at most four bytes.
const TEXT_BYTES: usize = 1024;

/// `limit`, the most rows of a page: range and default.
const LIMIT: (RangeInclusive<u32>, u32) = (1..=1000, 100);

/// `offset`, the rows to skip: range and default. Use a filter to get further.
const OFFSET: (RangeInclusive<u32>, u32) = (0..=1_000_000, 0);

/// The parameters of a request.
#[derive(Debug)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// The parameters of `request`. Only `known` ones are allowed, each at most once.
    pub(super) fn of(request: &HttpRequest, known: &[&str]) -> Result<Self, Error> {
        Self::parse(request.query_string(), known)
    }

    fn parse(text: &str, known: &[&str]) -> Result<Self, Error> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name).ok_or_else(|| malformed(name))?;
            let value = decoded(value).ok_or_else(|| malformed(&name))?;
            if !known.contains(&name.as_str()) {
                let name = shortened(&name);
                return Err(Error::invalid_query(if known.is_empty() {
                    format!("there is no parameter `{name}`: this path takes none")
                } else {
                    format!("there is no parameter `{name}`, only {}", listed(known))
                }));
            }
            if pairs.iter().any(|(given, _)| *given == name) {
                return Err(Error::invalid_query(format!("`{name}` is given more than once")));
            }
            if value.len() > TEXT_BYTES {
                return Err(Error::invalid_query(format!(
                    "`{name}` is longer than {TEXT_BYTES} bytes"
                )));
            }
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    fn given(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Whether the parameter is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.given(name).is_some()
    }

    /// A text that may not be empty.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        match self.given(name) {
            Some("") => Err(Error::invalid_query(format!("`{name}` is empty"))),
            given => Ok(given.map(str::to_owned)),
        }
    }

    /// A search text; `None` if empty.
    pub(super) fn search(&self, name: &str) -> Option<String> {
        self.given(name).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A whole number in `range`.
    pub(super) fn number(
        &self,
        name: &str,
        range: &RangeInclusive<u32>,
    ) -> Result<Option<u32>, Error> {
        let Some(given) = self.given(name) else { return Ok(None) };
        let plain = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit());
        let number: Option<u32> =
            given.parse().ok().filter(|number| plain && range.contains(number));
        number.map(Some).ok_or_else(|| {
            Error::invalid_query(format!(
                "`{name}` is `{}`, but must be a whole number from {} to {}",
                shortened(given),
                range.start(),
                range.end()
            ))
        })
    }

    /// The most rows of a page.
    pub(super) fn limit(&self) -> Result<u32, Error> {
        Ok(self.number("limit", &LIMIT.0)?.unwrap_or(LIMIT.1))
    }

    /// Rows to skip.
    pub(super) fn offset(&self) -> Result<u32, Error> {
        Ok(self.number("offset", &OFFSET.0)?.unwrap_or(OFFSET.1))
    }

    /// One of the named choices.
    pub(super) fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, Error> {
        let Some(given) = self.given(name) else { return Ok(None) };
        let chosen = choices.iter().find(|(choice, _)| *choice == given);
        chosen.map(|(_, choice)| Some(*choice)).ok_or_else(|| {
            let names: Vec<_> = choices.iter().map(|(choice, _)| *choice).collect();
            Error::invalid_query(format!(
                "`{name}` is `{}`, but must be one of {}",
                shortened(given),
                listed(&names)
            ))
        })
    }

    /// The range from `from` to `to`; each may be missing.
    pub(super) fn range(&self, now: Millis) -> Result<(Option<Millis>, Option<Millis>), Error> {
        let (from, to) = (self.time("from", now)?, self.time("to", now)?);
        match (from, to) {
            (Some(begin), Some(end)) if begin >= end => Err(Error::invalid_query(format!(
                "`from` is {}, not before `to`, {}",
                shown(begin),
                shown(end)
            ))),
            range => Ok(range),
        }
    }

    /// A point in time.
    pub(super) fn time(&self, name: &str, now: Millis) -> Result<Option<Millis>, Error> {
        let Some(given) = self.given(name) else { return Ok(None) };
        time(given, now).map(Some).ok_or_else(|| {
            Error::invalid_query(format!(
                "`{name}` is `{}`, but must be RFC 3339, Unix milliseconds, `now` or like `now-6h` \
                 (units s m h d w), not before 1970",
                shortened(given)
            ))
        })
    }
}

/// A time as shown in a refusal.
pub(super) fn shown(at: Millis) -> String {
    at.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Decodes percent-encoding; `None` if an escape is invalid or the bytes are not UTF-8. No database
/// stores a NUL: it is stored as U+FFFD, and searched as such.
fn decoded(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    let mut rest = text.as_str();
    while let Some(at) = rest.find('%') {
        let digits = rest.as_bytes().get(at + 1..at + 3)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = &rest[at + 3..];
    }
    percent_decode_str(&text).decode_utf8().ok().map(|text| text.replace('\0', "\u{fffd}"))
}

fn malformed(name: &str) -> Error {
    Error::invalid_query(format!("`{}` is not percent-encoded UTF-8", shortened(name)))
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Parses a time; `now-6h` is relative to `now`.
pub(super) fn time(text: &str, now: Millis) -> Option<Millis> {
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

#[cfg(test)]
mod tests {
    use super::{Query, time};
    use crate::model::Millis;

    const KNOWN: &[&str] = &["limit", "q", "status", "from"];

    fn query(text: &str) -> Query {
        Query::parse(text, KNOWN).expect("a good query")
    }

    #[test]
    fn an_invalid_query_is_refused_by_name() {
        for (text, named) in [
            ("limi=3", "`limi`, only `limit`, `q`"),
            ("limit=3&limit=3", "`limit` is given more than once"),
            ("q=%zz", "`q` is not percent-encoded"),
            ("q=%e", "`q` is not percent-encoded"),
            ("q=%ff", "`q` is not percent-encoded UTF-8"),
            ("%ff=1", "`%ff` is not percent-encoded UTF-8"),
            ("=1", "there is no parameter ``"),
        ] {
            let error = Query::parse(text, KNOWN).expect_err(text);
            assert_eq!(error.code(), "invalid_query");
            assert!(error.to_string().contains(named), "{text}: {error}");
        }
        let long = format!("q={}", "x".repeat(1025));
        assert!(Query::parse(&long, KNOWN).is_err());
        assert!(Query::parse("x=1", &[]).is_err());
    }

    #[test]
    fn numbers_are_whole_and_within_the_range_that_the_refusal_names() {
        assert_eq!(query("limit=1000").limit().expect("in range"), 1000);
        assert_eq!(query("").limit().expect("the default"), 100);
        for bad in ["0", "1001", "-1", "+1", "1.5", "", "ten", "99999999999999999999", "%D9%A1"] {
            let error =
                query(&format!("limit={}", bad.replace('+', "%2B"))).limit().expect_err(bad);
            assert!(error.to_string().ends_with("a whole number from 1 to 1000"), "{error}");
        }
    }

    #[test]
    fn a_refused_choice_names_the_allowed_values() {
        let choices = [("active", 1), ("all", 2)];
        let chosen = query("status=all").choice("status", &choices).expect("known");
        assert_eq!(chosen, Some(2));
        let error = query("status=gone").choice("status", &choices).expect_err("unknown");
        assert_eq!(error.to_string(), "`status` is `gone`, but must be one of `active`, `all`");
    }

    #[test]
    fn text_is_decoded() {
        assert_eq!(query("q=a%2Fb+c%20%F0%9F%98%80").search("q").as_deref(), Some("a/b c 😀"));
        assert_eq!(query("q=").search("q"), None);
        assert!(query("q=").text("q").is_err());
        assert_eq!(query("limit=1&&").text("q").expect("absent"), None);
    }

    #[test]
    fn times_are_dates_milliseconds_or_words() {
        let now = Millis(10_000_000_000);
        for (text, at) in [
            ("now", Some(10_000_000_000)),
            ("now-10s", Some(9_999_990_000)),
            ("now-2m", Some(9_999_880_000)),
            ("now-6h", Some(9_978_400_000)),
            ("now-1d", Some(9_913_600_000)),
            ("now-1w", Some(9_395_200_000)),
            ("1234", Some(1234)),
            ("1970-01-01T00:00:01Z", Some(1000)),
            ("1970-01-01T01:00:01+01:00", Some(1000)),
            ("1970-01-01T01:00:01 01:00", Some(1000)),
            ("now-1000w", None),
            ("now+1h", None),
            ("now-", None),
            ("now-h", None),
            ("now-1y", None),
            ("now-1é", None),
            ("now-99999999999999999w", None),
            ("-1", None),
            ("1e3", None),
            ("1969-12-31T23:59:59Z", None),
            ("2026-11-22", None),
            ("yesterday", None),
            ("", None),
            ("999999999999999999999", None),
            ("253402300800000", None),
        ] {
            assert_eq!(time(text, now), at.map(Millis), "{text}");
        }
    }
}

//! Query strings, parsed strictly into structs that also describe them in the OpenAPI document: a
//! parameter that is unknown, repeated, malformed or out of range is refused by name, with its
//! value and the allowed values. A misspelt filter must never return unfiltered data.

mod deserialize;
mod parts;
mod values;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use self::deserialize::Parameters;
pub(super) use self::parts::{DeploymentQuery, Page, RangeQuery, next_cursor, one_of};
pub(super) use self::values::{
    Limit, LineNumber, Moment, Points, Score, Seconds, Sorted, Step, parsed, range, shown, time,
};
use super::context::Console;
use super::error::Error;
use crate::model::{Millis, shortened};

/// The most bytes of a value: a room name has at most 256 characters of at most four bytes.
const VALUE_BYTES: usize = 1024;

/// The parameters of a request: a struct, a tuple of structs whose parameters are all allowed, or
/// `()` for none. Strictness is the same for all: a struct needs no `deny_unknown_fields`.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl<T: DeserializeOwned> Query<T> {
    /// The parameters of `request`.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Error> {
        let console = request.app_data::<Console>();
        let console = console.ok_or_else(|| Error::internal("nothing is configured"))?;
        parse(request.query_string(), console.now()).map(Self)
    }
}

/// Parses a query; `now` is what relative times refer to.
fn parse<T: DeserializeOwned>(text: &str, now: Millis) -> Result<T, Error> {
    let mut parameters = Parameters::of(pairs(text)?, now);
    let query = T::deserialize(&mut parameters);
    query
        .and_then(|query| parameters.end().map(|()| query))
        .map_err(|refusal| Error::invalid_query(refusal.to_string()))
}

/// The names and values, decoded.
fn pairs(text: &str) -> Result<Vec<(String, String)>, Error> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decoded(name).ok_or_else(|| malformed(name))?;
        let value = decoded(value).ok_or_else(|| malformed(&name))?;
        let refuse = |why: String| Error::invalid_query(format!("`{}` is {why}", shortened(&name)));
        if pairs.iter().any(|(given, _)| *given == name) {
            return Err(refuse("given more than once".to_owned()));
        }
        if value.len() > VALUE_BYTES {
            return Err(refuse(format!("longer than {VALUE_BYTES} bytes")));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
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

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use utoipa::PartialSchema;

    use super::{
        DeploymentQuery, Limit, Page, Points, RangeQuery, Sorted, next_cursor, parse, time,
    };
    use crate::api::error::Error;
    use crate::model::{Millis, ParticipantSort};

    const NOW: Millis = Millis(10_000_000_000);

    #[derive(Debug, Default, Deserialize)]
    struct Filter {
        q: Option<String>,
        status: Option<Status>,
        #[serde(default)]
        sort: Sorted<ParticipantSort>,
    }

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Status {
        Active,
        All,
    }

    fn query(text: &str) -> Result<(Page, Filter, DeploymentQuery, RangeQuery), Error> {
        parse(text, NOW)
    }

    fn refusal(text: &str) -> String {
        let error = query(text).expect_err(text);
        assert_eq!(error.code(), "invalid_query");
        error.to_string()
    }

    #[test]
    fn an_invalid_query_is_refused_by_name() {
        let long = format!("q={}", "x".repeat(1025));
        for (text, named) in [
            (
                "limi=3",
                "there is no parameter `limi`, only `limit`, `cursor`, `offset`, `q`, `status`",
            ),
            ("limit=3&limit=3", "`limit` is given more than once"),
            ("q=%zz", "`q` is not percent-encoded"),
            ("q=%e", "`q` is not percent-encoded"),
            ("q=%ff", "`q` is not percent-encoded UTF-8"),
            ("%ff=1", "`%ff` is not percent-encoded UTF-8"),
            ("=1", "there is no parameter ``"),
            ("deployment=", "`deployment` is empty"),
            ("limit=", "`limit` is empty"),
            (&long, "`q` is longer than 1024 bytes"),
        ] {
            let refusal = refusal(text);
            assert!(refusal.contains(named), "{text}: {refusal}");
        }
        let none = parse::<()>("x=1", NOW).expect_err("no parameter is allowed");
        assert_eq!(none.to_string(), "there is no parameter `x`: this path takes none");
        parse::<()>("", NOW).expect("none is given");
    }

    #[test]
    fn numbers_are_whole_and_within_the_range_that_the_refusal_names() {
        let (page, ..) = query("limit=1000&offset=7").expect("in range");
        assert_eq!(page.get().expect("one place"), (1000, 7));
        assert_eq!(query("").expect("the defaults").0.get().expect("none"), (100, 0));
        assert_eq!(Points::default().get(), 300);
        for bad in ["0", "1001", "-1", "%2B1", "1.5", "ten", "99999999999999999999", "%D9%A1"] {
            let refusal = refusal(&format!("limit={bad}"));
            assert!(refusal.starts_with("`limit` is "), "{refusal}");
            assert!(refusal.ends_with("but must be a whole number from 1 to 1000"), "{refusal}");
        }
        let (page, ..) = query("cursor=rows-200").expect("a cursor");
        assert_eq!(page.get().expect("one place"), (100, 200));
        let both = query("cursor=rows-200&offset=3").expect("both").0.get().expect_err("both");
        assert!(both.to_string().contains("`cursor` and `offset`"), "{both}");
        for bad in ["200", "rows-", "rows--1", "rows-1000001", "", "before-3"] {
            refusal(&format!("cursor={bad}"));
        }
        assert_eq!(next_cursor((100, 200), 301).as_deref(), Some("rows-300"));
        assert_eq!(next_cursor((100, 200), 300), None);
        let schema = serde_json::to_value(Limit::schema()).expect("JSON");
        assert_eq!((&schema["minimum"], &schema["maximum"]), (&1.into(), &1000.into()));
    }

    #[test]
    fn a_refused_choice_names_the_allowed_values() {
        assert_eq!(query("status=all").expect("known").1.status, Some(Status::All));
        for (text, words) in [
            ("status=gone", "`status` is `gone`, but must be one of `active`, `all`"),
            ("sort=-sid", "`sort` is `-sid`, but must be one of `joined_at`, `left_at`"),
            ("sort=--room", "each also with a leading `-`"),
        ] {
            let refusal = refusal(text);
            assert!(refusal.contains(words), "{text}: {refusal}");
        }
    }

    #[test]
    fn a_leading_minus_reverses_the_order_and_the_schema_lists_both() {
        for (text, by, is_descending) in [
            ("sort=room", ParticipantSort::Room, false),
            ("sort=-left_at", ParticipantSort::LeftAt, true),
            ("", ParticipantSort::JoinedAt, true),
        ] {
            let sort = query(text).expect(text).1.sort;
            assert_eq!((sort.by, sort.is_descending), (by, is_descending), "{text}");
        }
        let schema = Sorted::<ParticipantSort>::schema();
        let schema = serde_json::to_value(schema).expect("JSON");
        let names = schema["enum"].as_array().expect("names");
        assert_eq!((names.len(), &names[1]), (14, &"-joined_at".into()));
        for (old, new) in [("duration", "duration_seconds"), ("-room", "-room_name")] {
            assert!(names.contains(&old.into()) && names.contains(&new.into()), "{old}");
            let by = |name| query(&format!("sort={name}")).expect(name).1.sort.by;
            assert_eq!(by(old), by(new), "{old}");
        }
    }

    #[test]
    fn text_is_decoded() {
        let q = |text| query(text).expect(text).1.q;
        assert_eq!(q("q=a%2Fb+c%20%F0%9F%98%80").as_deref(), Some("a/b c 😀"));
        assert_eq!(q("q="), None);
        assert_eq!(q("limit=1&&"), None);
    }

    #[test]
    fn a_range_ends_after_it_begins_and_a_bad_time_is_named() {
        let given = query("from=now-1d&to=now").expect("times").3;
        let from = Millis(9_913_600_000);
        assert_eq!(given.get().expect("a range"), (Some(from), Some(NOW)));
        let given = query("from=now&to=now").expect("times").3;
        let error = given.get().expect_err("empty");
        assert!(error.to_string().contains("not before `to`, 1970-04-26T17:46:40Z"), "{error}");
        assert!(refusal("to=noon").starts_with("`to` is `noon`, but must be RFC 3339"));
    }

    #[test]
    fn times_are_dates_milliseconds_or_words() {
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
            assert_eq!(time(text, NOW), at.map(Millis), "{text}");
        }
    }
}

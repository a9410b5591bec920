//! Bodies that are JSON objects, parsed strictly: a field that is unknown, duplicate, missing or of
//! the wrong type is refused by name. A misspelt field must never pass as one that was left out.

use std::pin::Pin;

use actix_web::{FromRequest, HttpRequest, dev, web};
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::context::Console;
use super::error::Error;
use super::query::Query;
use super::{body, origin};

/// The most bytes of a body: its longest text has 4,000 characters of at most 12 bytes
/// (`\ud83d\ude00`), and there are never many.
pub(super) const BODY_BYTES: usize = 256 * 1024;

/// The most characters of an error message about a body: enough to list the field names.
const MESSAGE_CHARS: usize = 1000;

/// The body of a request that changes something, an object or nothing; the request has no query.
/// Requests of other sites' pages are refused.
#[derive(Debug)]
pub(super) struct Body<T, const IS_SECRET: bool = false>(pub(super) T);

/// A body that holds secrets: an error message repeats no value.
pub(super) type SecretBody<T> = Body<T, true>;

/// What the fields of a body are parsed into.
pub(super) trait FromFields: Sized {
    /// Parses the fields; an error has the path of the field and the reason.
    fn from_fields(fields: Map<String, Value>) -> Result<Self, (String, String)>;
}

impl<T: DeserializeOwned> FromFields for T {
    fn from_fields(fields: Map<String, Value>) -> Result<Self, (String, String)> {
        parsed(fields)
    }
}

impl<T: FromFields + 'static, const IS_SECRET: bool> FromRequest for Body<T, IS_SECRET> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let request = request.clone();
        let payload = web::Payload::from_request(&request, payload);
        Box::pin(async move {
            let mut payload =
                payload.await.map_err(|error| Error::bad_request(error.to_string()))?;
            Self::read(&request, &mut payload).await
        })
    }
}

impl<T: FromFields, const IS_SECRET: bool> Body<T, IS_SECRET> {
    async fn read(request: &HttpRequest, payload: &mut web::Payload) -> Result<Self, Error> {
        if let Err(error) = origin::check(request) {
            body::discard(payload).await;
            return Err(error);
        }
        let console = request.app_data::<Console>();
        let console = console.ok_or_else(|| Error::internal("nothing is configured"))?;
        let (body, _reservation) = body::read(payload, BODY_BYTES, &console.bodies.actions).await?;
        if !body.trim_ascii().is_empty() {
            body::check_json(request)?;
        }
        Query::<()>::of(request)?;
        Self::of(&body)
    }

    /// Parses a body; an empty one has no fields.
    fn of(body: &[u8]) -> Result<Self, Error> {
        let fields = fields(body)?;
        T::from_fields(fields).map(Self).map_err(|(path, error)| {
            let path = if path == "." { "the body".to_owned() } else { format!("`{path}`") };
            let error = match (error.starts_with("invalid "), error.rfind(", expected ")) {
                (true, Some(at)) if IS_SECRET => format!("not what it must be{}", &error[at..]),
                _ => error,
            };
            Error::invalid_body(cut(&format!("{path}: {error}")))
        })
    }
}

fn fields(body: &[u8]) -> Result<Map<String, Value>, Error> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    let Once(value) = serde_json::from_slice(body)
        .map_err(|error| Error::invalid_body(cut(&format!("the body is not JSON: {error}"))))?;
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(Error::invalid_body("the body is not a JSON object")),
    }
}

/// Deserializes; an error has the path of the field and the reason.
pub(super) fn parsed<T: DeserializeOwned>(
    fields: Map<String, Value>,
) -> Result<T, (String, String)> {
    serde_path_to_error::deserialize(Value::Object(fields))
        .map_err(|error| (error.path().to_string(), error.inner().to_string()))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MESSAGE_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A value in which no object has a duplicate field.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values).map(Self)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Once(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let Once(value) = object.next_value()?;
            if fields.contains_key(&name) {
                return Err(A::Error::custom(format_args!("`{name}` is duplicate")));
            }
            fields.insert(name, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{Body, SecretBody};
    use crate::api::Error;
    use crate::api::remark::Remark;

    fn remark(body: &[u8]) -> Result<(Option<String>, String), Error> {
        let Body(Remark { note, by }) = Body::<_>::of(body)?;
        Ok((note, by))
    }

    #[test]
    fn a_remark_is_a_note_and_a_name_or_nothing() {
        for (body, note, by) in [
            ("", None, "anonymous"),
            (" \n", None, "anonymous"),
            ("{}", None, "anonymous"),
            ("{\"note\":null,\"by\":\"\"}", None, "anonymous"),
            ("{\"note\":\" was a test \"}", Some("was a test"), "anonymous"),
            ("{\"note\":\"a\",\"by\":\"ada\"}", Some("a"), "ada"),
        ] {
            let (given_note, given_by) = remark(body.as_bytes()).expect(body);
            assert_eq!((given_note.as_deref(), given_by.as_str()), (note, by), "{body}");
        }
    }

    #[test]
    fn an_invalid_body_is_refused_with_the_reason() {
        let long = format!("{{\"by\":\"{}\"}}", "x".repeat(201));
        for (body, words) in [
            ("null", "not a JSON object"),
            ("[]", "not a JSON object"),
            ("1", "not a JSON object"),
            ("{", "EOF"),
            ("{\"note\":1}", "`note`: invalid type: integer `1`, expected a string"),
            ("{\"notes\":\"misspelt\"}", "`notes`: unknown field `notes`, expected `note` or `by`"),
            ("{\"note\":\"a\\u0000b\"}", "`note`: contains a NUL character"),
            ("{\"note\":\"a\\u001bb\"}", "`note`: contains U+001B"),
            ("{\"by\":\"a\\u202eb\"}", "`by`: contains U+202E"),
            ("{\"by\":\"Console\"}", "`by`: is, or looks like, `console`"),
            ("{\"note\":\"a\",\"note\":\"b\"}", "`note` is duplicate"),
            ("\u{feff}{}", "not JSON"),
            (long.as_str(), "`by`: is longer than 200 characters"),
        ] {
            let error = remark(body.as_bytes()).expect_err(body);
            assert_eq!(error.code(), "invalid_body", "{body}");
            assert!(error.to_string().contains(words), "{body}: {error}");
        }
        assert!(remark(b"{\"note\":\"\xff\"}").is_err());
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(rename = "inner")]
        _inner: Inner,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[serde(rename = "secret")]
        _secret: u32,
    }

    #[test]
    fn a_refusal_names_the_place_and_repeats_no_secret() {
        for (body, message, without_value) in [
            (
                r#"{"inner":{"secret":"hush"}}"#,
                "`inner.secret`: invalid type: string \"hush\", expected u32",
                "`inner.secret`: not what it must be, expected u32",
            ),
            (r"{}", "the body: missing field `inner`", "the body: missing field `inner`"),
            (
                r#"{"inner":{"secret":1,"x":2}}"#,
                "`inner.x`: unknown field `x`, expected `secret`",
                "`inner.x`: unknown field `x`, expected `secret`",
            ),
        ] {
            let error = Body::<Outer>::of(body.as_bytes()).expect_err(body);
            assert_eq!(error.to_string(), message);
            let error = SecretBody::<Outer>::of(body.as_bytes()).expect_err(body);
            assert_eq!(error.to_string(), without_value);
        }
        let twice = Body::<Outer>::of(br#"{"inner":{"secret":1,"secret":2}}"#).expect_err("twice");
        assert!(twice.to_string().contains("`secret` is duplicate"), "{twice}");
    }
}

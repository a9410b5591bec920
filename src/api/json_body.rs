//! Bodies that are JSON objects, parsed strictly: a field that is unknown, duplicate, missing or of
//! the wrong type is refused by name. A misspelt field must never pass as one that was left out.

use actix_web::HttpRequest;
use actix_web::web::Payload;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::context::Console;
use super::error::Error;
use super::query::Query;
use super::{body, origin};
use crate::model::TextKind;

/// The most bytes of a body: its longest text has 4,000 characters of at most 12 bytes
/// (`\ud83d\ude00`), and there are never many.
const BODY_BYTES: usize = 256 * 1024;

/// The most characters of a note.
const NOTE_CHARS: usize = 4000;

/// The most characters of a name.
const BY_CHARS: usize = 200;

/// The actor if a request names none; there is no access control.
pub(super) const ANONYMOUS: &str = "anonymous";

/// The most characters of an error message about a body: enough to list the field names.
const MESSAGE_CHARS: usize = 1000;

/// The fields of a JSON body.
#[derive(Debug)]
pub(super) struct JsonBody(Map<String, Value>);

impl JsonBody {
    /// Reads the body of a request that changes something: an object, or nothing. Refuses requests
    /// of other sites' pages.
    pub(super) async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Error> {
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
        Query::of(request, &[])?;
        Self::of(&body)
    }

    /// The fields of a body; none if it is empty.
    fn of(body: &[u8]) -> Result<Self, Error> {
        if body.trim_ascii().is_empty() {
            return Ok(Self(Map::new()));
        }
        let Once(value) = serde_json::from_slice(body)
            .map_err(|error| Error::invalid_body(cut(&format!("the body is not JSON: {error}"))))?;
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(Error::invalid_body("the body is not a JSON object")),
        }
    }

    /// Whether the field is present, also as `null`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Takes a field; `None` if it is absent or `null`.
    pub(super) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Error> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value)
                .map(Some)
                .map_err(|error| Error::invalid_body(cut(&format!("`{name}`: {error}")))),
        }
    }

    /// Takes a text; `None` if it is blank.
    fn text(
        &mut self,
        writing: TextKind,
        name: &str,
        limit: usize,
    ) -> Result<Option<String>, Error> {
        let Some(text) = self.take::<String>(name)? else { return Ok(None) };
        checked_text(writing, name, &text, limit).map_err(Error::invalid_body)
    }

    /// Takes a person's name.
    pub(super) fn name(&mut self, name: &str) -> Result<Option<String>, Error> {
        self.text(TextKind::Name, name, BY_CHARS)
    }

    /// Takes the actor, `by`.
    pub(super) fn by(&mut self) -> Result<String, Error> {
        Ok(self.name("by")?.unwrap_or_else(|| ANONYMOUS.to_owned()))
    }

    /// Takes the reason, `note`.
    pub(super) fn note(&mut self) -> Result<Option<String>, Error> {
        self.text(TextKind::Words, "note", NOTE_CHARS)
    }

    /// Refuses any field that is left.
    pub(super) fn end(self, known: &[&str]) -> Result<(), Error> {
        let Some(name) = self.0.keys().next() else { return Ok(()) };
        let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
        let only = known.join(", ");
        Err(Error::invalid_body(cut(&format!("there is no field `{name}`, only {only}"))))
    }

    /// Parses the fields that are left.
    pub(super) fn into<T: DeserializeOwned>(self) -> Result<T, Error> {
        parsed(Value::Object(self.0)).map_err(|(path, error)| invalid_at(&path, &error))
    }

    /// The same for a type that holds secrets: an error message repeats no value.
    pub(super) fn into_secret<T: DeserializeOwned>(self) -> Result<T, Error> {
        parsed(Value::Object(self.0)).map_err(|(path, error)| {
            let expected = match (error.starts_with("invalid "), error.rfind(", expected ")) {
                (true, Some(at)) => format!("not what it must be{}", &error[at..]),
                _ => error,
            };
            invalid_at(&path, &expected)
        })
    }
}

/// The actor of a request without a body.
pub(super) fn by_query(query: &Query) -> Result<String, Error> {
    let text = query.search("by").unwrap_or_default();
    let by = checked_text(TextKind::Name, "by", &text, BY_CHARS).map_err(Error::invalid_query)?;
    Ok(by.unwrap_or_else(|| ANONYMOUS.to_owned()))
}

fn checked_text(
    writing: TextKind,
    name: &str,
    text: &str,
    limit: usize,
) -> Result<Option<String>, String> {
    let text = text.trim();
    match writing.fault(name, text, limit) {
        Some(fault) => Err(fault),
        None => Ok((!text.is_empty()).then(|| text.to_owned())),
    }
}

/// Parses `value`; an error has the path of the field and the reason.
fn parsed<T: DeserializeOwned>(value: Value) -> Result<T, (String, String)> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| (error.path().to_string(), error.inner().to_string()))
}

fn invalid_at(path: &str, error: &str) -> Error {
    let path = if path == "." { "the body".to_owned() } else { format!("`{path}`") };
    Error::invalid_body(cut(&format!("{path}: {error}")))
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

    use super::JsonBody;
    use crate::api::Error;

    fn remark(body: &[u8]) -> Result<(Option<String>, String), Error> {
        let mut fields = JsonBody::of(body)?;
        let remark = (fields.note()?, fields.by()?);
        fields.end(&["note", "by"])?;
        Ok(remark)
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
            ("{\"notes\":\"misspelt\"}", "there is no field `notes`, only `note`, `by`"),
            ("{\"note\":\"a\\u0000b\"}", "`note` contains a NUL character"),
            ("{\"note\":\"a\\u001bb\"}", "`note` contains U+001B"),
            ("{\"by\":\"a\\u202eb\"}", "`by` contains U+202E"),
            ("{\"by\":\"Console\"}", "`by` is, or looks like, `console`"),
            ("{\"note\":\"a\",\"note\":\"b\"}", "`note` is duplicate"),
            ("\u{feff}{}", "not JSON"),
            (long.as_str(), "`by` is longer than 200 characters"),
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
            let fields = || JsonBody::of(body.as_bytes()).expect("JSON");
            assert_eq!(fields().into::<Outer>().expect_err(body).to_string(), message);
            assert_eq!(fields().into_secret::<Outer>().expect_err(body).to_string(), without_value);
        }
        let twice = JsonBody::of(br#"{"inner":{"secret":1,"secret":2}}"#).expect_err("twice");
        assert!(twice.to_string().contains("`secret` is duplicate"), "{twice}");
    }
}

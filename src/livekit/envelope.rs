//! The part of a webhook's body that the intake needs before it acknowledges it: that it is an
//! event, its name and its id.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use super::convert;
use super::redact;
use crate::model::Text;

/// Why a signed body is not an event. LiveKit does not send such bodies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// It is empty.
    #[error("the body is empty")]
    Empty,
    /// It is not text.
    #[error("the body is not UTF-8: byte {0} is wrong")]
    NotUtf8(usize),
    /// It is JSON, but not an object.
    #[error("the body is not a JSON object")]
    NotAnObject,
    /// It is not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// It is nested too deeply.
    #[error("the body is nested deeper than {} levels", redact::MAX_DEPTH)]
    TooDeep,
}

/// An event with its id and name, not parsed further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// `EV_…`; a hash of the body if it has none, so that a repetition is still one event.
    pub id: Text,
    /// The event's name; empty if it has none.
    pub name: Text,
    /// The JSON object, without secrets.
    pub json: String,
}

impl Envelope {
    /// An event of the console itself: `json` is an object that is not nested deeply. Removes
    /// secrets.
    pub fn of(id: Text, name: Text, json: &str) -> Self {
        let json = redact(json).map(Cow::into_owned).unwrap_or_default();
        Self { id, name, json }
    }

    /// Reads the id and name of the event in `body`, and removes secrets.
    pub fn read(body: &[u8]) -> Result<Self, EnvelopeError> {
        let json = object(body)?;
        let head = convert::head(body, &json);
        let (id, name) = head.map_err(|error| EnvelopeError::NotJson(error.to_string()))?;
        Ok(Self { id, name, json: json.into_owned() })
    }
}

/// The text of `body`, without secrets, if it may be an object.
pub(super) fn object(body: &[u8]) -> Result<Cow<'_, str>, EnvelopeError> {
    let json =
        std::str::from_utf8(body).map_err(|error| EnvelopeError::NotUtf8(error.valid_up_to()))?;
    match json.trim_start().as_bytes().first() {
        None => Err(EnvelopeError::Empty),
        Some(b'{') => redact(json).ok_or(EnvelopeError::TooDeep),
        Some(_) => Err(match serde_json::from_str::<IgnoredAny>(json) {
            Ok(_) => EnvelopeError::NotAnObject,
            Err(error) => EnvelopeError::NotJson(error.to_string()),
        }),
    }
}

/// The id of an event that came without one: a hash of its body.
pub(super) fn hash(body: &[u8]) -> Text {
    Text::from(format!("sha256:{}", hex::encode(&Sha256::digest(body)[..16])))
}

#[cfg(test)]
mod tests {
    use super::{Envelope, EnvelopeError};

    #[test]
    fn the_id_and_the_name_of_an_event_are_read_with_any_other_content() {
        for (body, id, name) in [
            (r#"{"event":"room_started","id":"EV_1"}"#, "EV_1", "room_started"),
            (r#" {"id":"EV_2","event":"new_thing","x":{"y":[1,{}]}}"#, "EV_2", "new_thing"),
            (r#"{"id":"EV_3","event":17}"#, "EV_3", ""),
            (r#"{"id":"EV_4","event":{"a":[1]},"room":"text"}"#, "EV_4", ""),
            (r#"{"id":"EV_5","event":null}"#, "EV_5", ""),
        ] {
            let envelope = Envelope::read(body.as_bytes()).expect(body);
            assert_eq!((envelope.id.as_str(), envelope.name.as_str()), (id, name), "{body}");
        }
    }

    #[test]
    fn an_event_without_an_id_has_that_of_its_body() {
        let read = |body: &str| Envelope::read(body.as_bytes()).expect("an object").id;
        assert_eq!(read("{}"), read("{}"));
        assert_ne!(read("{}"), read("{ }"));
        assert!(read(r#"{"id":""}"#).starts_with("sha256:"));
    }

    #[test]
    fn a_body_that_is_not_an_event_is_refused_with_its_reason() {
        for (body, expected) in [
            (&b""[..], EnvelopeError::Empty),
            (b"  \n", EnvelopeError::Empty),
            (b"{\"id\":\"\xff\"}", EnvelopeError::NotUtf8(7)),
            (b"[]", EnvelopeError::NotAnObject),
            (b"null", EnvelopeError::NotAnObject),
            (b"\"text\"", EnvelopeError::NotAnObject),
        ] {
            assert_eq!(Envelope::read(body), Err(expected));
        }
        for body in [&b"{\"id\":\"EV_1\""[..], b"{\"id\"", b"garbage", b"{}{}"] {
            assert!(matches!(Envelope::read(body), Err(EnvelopeError::NotJson(_))));
        }
        let deep = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(Envelope::read(deep.as_bytes()), Err(EnvelopeError::TooDeep));
    }
}

//! What the intake must know of a webhook's body before it acknowledges it: that it is an event,
//! which one, and under which id.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use sha2::{Digest, Sha256};

use super::convert::clean;
use super::redact;
use crate::model::{Millis, Text};

/// A signed body that is no event: LiveKit does not send such.
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
    /// It is nested deeper than is read.
    #[error("the body is nested deeper than {} levels", redact::MAX_DEPTH)]
    TooDeep,
}

/// The outside of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// `EV_…`; a hash of the body if it has none, so that a repetition is still one event.
    pub id: Text,
    /// The event's name; empty if it has none.
    pub name: Text,
    /// The JSON object, less secrets.
    pub json: String,
}

impl Envelope {
    /// What the console itself tells: `json`, an object that is not nested deeply, less secrets.
    pub fn of(id: Text, name: Text, json: &str) -> Self {
        let json = redact(json).map(std::borrow::Cow::into_owned).unwrap_or_default();
        Self { id, name, json }
    }

    /// Reads the outside of `body`.
    pub fn read(body: &[u8]) -> Result<Self, EnvelopeError> {
        Self::read_with_time(body).map(|(envelope, _)| envelope)
    }

    /// The same, and when LiveKit says that it happened (`createdAt`, whole seconds), if it does.
    pub fn read_with_time(body: &[u8]) -> Result<(Self, Option<Millis>), EnvelopeError> {
        let json = std::str::from_utf8(body)
            .map_err(|error| EnvelopeError::NotUtf8(error.valid_up_to()))?;
        match json.trim_start().as_bytes().first() {
            None => return Err(EnvelopeError::Empty),
            Some(b'{') => {}
            Some(_) => {
                return Err(match serde_json::from_str::<IgnoredAny>(json) {
                    Ok(_) => EnvelopeError::NotAnObject,
                    Err(error) => EnvelopeError::NotJson(error.to_string()),
                });
            }
        }
        let outside: Outside = serde_json::from_str(json)
            .map_err(|error| EnvelopeError::NotJson(error.to_string()))?;
        let json = redact(json).ok_or(EnvelopeError::TooDeep)?.into_owned();
        let id = outside.id.unwrap_or_else(|| {
            let digest = Sha256::digest(body);
            Text::from(format!("sha256:{}", hex::encode(&digest[..16])))
        });
        let seconds = outside.created_at.and_then(|seconds| seconds.parse().ok());
        let at = seconds.filter(|seconds| *seconds > 0).map(Millis::from_seconds);
        Ok((Self { id, name: outside.event.unwrap_or_default(), json }, at))
    }
}

/// Members of the outermost object; whatever else it holds is skipped.
#[derive(Default)]
struct Outside {
    id: Option<Text>,
    event: Option<Text>,
    created_at: Option<Text>,
}

impl<'de> Deserialize<'de> for Outside {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Outside;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outside, A::Error> {
                let mut outside = Outside::default();
                while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
                    match &*key {
                        "id" => outside.id = map.next_value::<Name>()?.0,
                        "event" => outside.event = map.next_value::<Name>()?.0,
                        "createdAt" | "created_at" => {
                            outside.created_at = map.next_value::<Name>()?.0;
                        }
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(outside)
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A string that is not empty, as it can be kept; anything else is nothing.
struct Name(Option<Text>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_str<E>(self, text: &str) -> Result<Name, E> {
                Ok(Name((!text.is_empty()).then(|| clean(text))))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Name, E> {
                Ok(Name(None))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Name, E> {
                Ok(Name(None))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Name, E> {
                Ok(Name(None))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Name, E> {
                Ok(Name(None))
            }

            fn visit_unit<E>(self) -> Result<Name, E> {
                Ok(Name(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Name, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Name(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Name, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Name(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::{Envelope, EnvelopeError};

    #[test]
    fn the_outside_of_an_event_is_read_whatever_is_inside() {
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
    fn what_is_no_event_is_named() {
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

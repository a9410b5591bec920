//! Who does something, and why: fields that most bodies have.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::model::TextKind;

/// The most characters of a note.
const NOTE_CHARS: usize = 4000;

/// The most characters of a name.
const NAME_CHARS: usize = 200;

/// The author if a request names none; there is no access control.
pub(super) const ANONYMOUS: &str = "anonymous";

/// A reason and an author.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Remark {
    /// The reason, at most 4,000 characters.
    #[serde(default, deserialize_with = "words")]
    pub(super) note: Option<String>,
    /// The author, at most 200 characters; `anonymous` if not given.
    #[serde(default = "anonymous", deserialize_with = "author")]
    #[schema(value_type = Option<String>)]
    pub(super) by: String,
}

/// An author.
#[derive(Debug, Deserialize, utoipa::IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Signature {
    /// The author, at most 200 characters; `anonymous` if not given.
    #[serde(default = "anonymous", deserialize_with = "author")]
    #[schema(value_type = Option<String>)]
    #[param(value_type = Option<String>)]
    pub(super) by: String,
}

pub(super) fn anonymous() -> String {
    ANONYMOUS.to_owned()
}

/// A person's name; `anonymous` if it is blank.
pub(super) fn author<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(name(from)?.unwrap_or_else(anonymous))
}

/// A person's name; `None` if it is blank.
pub(super) fn name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    text(from, TextKind::Name, NAME_CHARS)
}

/// A note; `None` if it is blank.
pub(super) fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    text(from, TextKind::Words, NOTE_CHARS)
}

fn text<'de, D: Deserializer<'de>>(
    from: D,
    kind: TextKind,
    limit: usize,
) -> Result<Option<String>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let text = text.trim();
    match kind.flaw(text, limit) {
        Some(flaw) => Err(D::Error::custom(flaw)),
        None => Ok((!text.is_empty()).then(|| text.to_owned())),
    }
}

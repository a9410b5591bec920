//! Documents that people write: the fields of a rule, a receiver or a silence, and beside them who
//! writes it and which version was read.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::openapi::schema::AllOfBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::json_body::{FromFields, parsed};
use super::remark::{anonymous, author};

/// A document, with the fields of `E` beside its own. Serde's `flatten` would accept unknown fields
/// and lose the path of a refused one.
#[derive(Debug)]
pub(super) struct With<E, T> {
    pub(super) extra: E,
    pub(super) document: T,
}

/// Who creates a document.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Written {
    /// The author, at most 200 characters; `anonymous` if not given.
    #[serde(default = "anonymous", deserialize_with = "author")]
    #[schema(value_type = Option<String>)]
    pub(super) by: String,
}

/// Who changes a document, and which version of it.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Changed {
    /// The author, at most 200 characters; `anonymous` if not given.
    #[serde(default = "anonymous", deserialize_with = "author")]
    #[schema(value_type = Option<String>)]
    pub(super) by: String,
    /// The version that was read. The change is refused if the stored version differs; not checked
    /// if not given.
    pub(super) version: Option<i64>,
}

/// Which version of a document is changed.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Versioned {
    /// The version that was read. The change is refused if the stored version differs; not checked
    /// if not given.
    pub(super) version: Option<i64>,
}

// Which fields belong to `E` is read from its schema, the one description of them.
impl<E: DeserializeOwned + PartialSchema, T: DeserializeOwned> FromFields for With<E, T> {
    fn from_fields(fields: Map<String, Value>) -> Result<Self, (String, String)> {
        let RefOr::T(Schema::Object(described)) = E::schema() else {
            unreachable!("the derived schema of a struct is an object");
        };
        let is_own = |(name, _): &(String, Value)| described.properties.contains_key(name);
        let (own, others): (Map<_, _>, Map<_, _>) = fields.into_iter().partition(is_own);
        let (extra, document) = (parsed(own)?, parsed(others)?);
        Ok(Self { extra, document })
    }
}

impl<E: ToSchema, T: ToSchema> PartialSchema for With<E, T> {
    fn schema() -> RefOr<Schema> {
        let document = Ref::from_schema_name(T::name());
        AllOfBuilder::new().item(document).item(E::schema()).into()
    }
}

impl<E: ToSchema, T: ToSchema> ToSchema for With<E, T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}{}", E::name(), T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

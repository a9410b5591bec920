//! Documents that people write: the fields of a rule, a receiver or a silence, and beside them who
//! writes it and which version was read.

use std::borrow::Cow;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, de::DeserializeOwned, forward_to_deserialize_any};
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

impl<E: DeserializeOwned, T: DeserializeOwned> FromFields for With<E, T> {
    fn from_fields(mut fields: Map<String, Value>) -> Result<Self, (String, String)> {
        let extra = parsed(Own(&mut fields))?;
        Ok(Self { extra, document: parsed(Value::Object(fields))? })
    }
}

/// Deserializes a struct from its own fields, and leaves the others.
struct Own<'a>(&'a mut Map<String, Value>);

impl<'de> Deserializer<'de> for Own<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        Value::Object(std::mem::take(self.0)).deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let own = names.iter().filter_map(|name| self.0.remove_entry(*name)).collect();
        Value::Object(own).deserialize_struct(name, names, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
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

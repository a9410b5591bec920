//! Reads JSON into typed fields and never fails on their values: a field of another type counts as
//! absent, and unknown fields are skipped. Only text that is not JSON is an error.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::value::{clean, long_text};
use crate::model::{Attributes, Text};

/// A type that can be read from any JSON value.
pub(super) trait Lenient<'de>: Default {
    /// Reads a text, a number, a boolean or `null`.
    fn scalar(_: Scalar<'de>) -> Self {
        Self::default()
    }

    /// Reads an object.
    fn object<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    /// Reads an array.
    fn array<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

/// Carries a [`Lenient`] value through serde.
pub(super) struct LenientValue<T>(pub(super) T);

impl<'de, T: Lenient<'de>> Deserialize<'de> for LenientValue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything(PhantomData)).map(Self)
    }
}

struct Anything<T>(PhantomData<T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for Anything<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::scalar(Scalar::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::scalar(Scalar::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<T, E> {
        Ok(T::scalar(Scalar::Truth(truth)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::scalar(Scalar::Number(number.into())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::scalar(Scalar::Number(number.into())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        Ok(T::scalar(Number::from_f64(number).map_or(Scalar::Nothing, Scalar::Number)))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::object(fields)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::array(items)
    }
}

/// A text, a number or a boolean; anything else is `Nothing`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Scalar<'a> {
    #[default]
    Nothing,
    Text(Cow<'a, str>),
    Number(Number),
    Truth(bool),
}

impl<'de> Lenient<'de> for Scalar<'de> {
    fn scalar(value: Self) -> Self {
        value
    }
}

/// Whether the value is an object.
#[derive(Debug, Default)]
pub(super) struct IsObject(pub(super) bool);

impl<'de> Lenient<'de> for IsObject {
    fn object<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self(true))
    }
}

/// An object, or `None` if it is absent.
impl<'de, T: Object<'de>> Lenient<'de> for Option<T> {
    fn object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        T::object(fields).map(Some)
    }
}

/// A type that [`object!`] declares.
pub(super) trait Object<'de>: Lenient<'de> {}

impl<'de, T: Lenient<'de>> Lenient<'de> for Vec<T> {
    fn array<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut all = Self::new();
        while let Some(item) = items.next_element::<LenientValue<T>>()? {
            all.push(item.0);
        }
        Ok(all)
    }
}

impl<'de> Lenient<'de> for Attributes {
    fn object<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        let mut pairs = Vec::new();
        while let Some((key, value)) =
            fields.next_entry::<LenientValue<Scalar<'de>>, LenientValue<Scalar<'de>>>()?
        {
            if let Scalar::Text(key) = &key.0 {
                // LiveKit limits them together (64 KiB, `limit.max_attributes_size`), not each.
                pairs.push((clean(key), Text::from(&*long_text(&value.0))));
            }
        }
        Ok(pairs.into_iter().collect())
    }
}

/// Declares an object by its fields and their names in JSON. Protobuf's own spelling of a name
/// (`created_at`), as written by a relay that parses and re-signs webhooks, is read too; where both
/// are present, JSON's spelling counts.
macro_rules! object {
    ($(#[$doc:meta])* $name:ident<$life:lifetime> {
        $($field:ident: $type:ty = $spelled:literal,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<$life> {
            $(pub(super) $field: $type,)*
        }

        impl<$life> Lenient<$life> for $name<$life> {
            fn object<A: MapAccess<$life>>(mut fields: A) -> Result<Self, A::Error> {
                let mut object = Self::default();
                $(let mut $field = false;)*
                while let Some(key) = fields.next_key::<LenientValue<Scalar<$life>>>()? {
                    let Scalar::Text(key) = key.0 else {
                        fields.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    let spelled = camel_case(&key);
                    let is_json = matches!(spelled, Cow::Borrowed(_));
                    match &*spelled {
                        $($spelled => {
                            let value = fields.next_value::<LenientValue<$type>>()?.0;
                            if is_json || !$field {
                                object.$field = value;
                                $field |= is_json;
                            }
                        })*
                        _ => drop(fields.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(object)
            }
        }

        impl<$life> Object<$life> for $name<$life> {}
    };
}

pub(super) use object;

//! Deserializes the parameters of a query. Each struct takes the parameters that it names, so that
//! several can share a query; serde's `flatten` would lose the names of refused parameters.

use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::values::time;
use crate::model::{Millis, shortened};

/// Parameters that are not given if they are empty, as a form sends them: the search text and the
/// author. Any other empty parameter is refused.
const MAY_BE_EMPTY: [&str; 2] = ["q", "by"];

/// The parameters that no struct has taken yet, and the names that structs have asked for.
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    now: Millis,
}

impl Parameters {
    pub(super) const fn of(pairs: Vec<(String, String)>, now: Millis) -> Self {
        Self { pairs, known: Vec::new(), now }
    }

    /// Refuses a parameter that no struct has taken.
    pub(super) fn end(&self) -> Result<(), Refusal> {
        let Some((name, _)) = self.pairs.first() else { return Ok(()) };
        let name = shortened(name);
        Err(Refusal(if self.known.is_empty() {
            format!("there is no parameter `{name}`: this path takes none")
        } else {
            format!("there is no parameter `{name}`, only {}", listed(&self.known))
        }))
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        let at = self.pairs.iter().position(|(given, _)| given == name)?;
        let (_, text) = self.pairs.remove(at);
        let is_given = !text.is_empty() || !MAY_BE_EMPTY.contains(&name);
        is_given.then_some(Value { name, text, now: self.now })
    }
}

impl<'de> Deserializer<'de> for &mut Parameters {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.known.extend(names);
        let values: Vec<_> = names.iter().filter_map(|name| self.take(name)).collect();
        visitor.visit_map(Values(values))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_seq(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple_struct map enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for &mut Parameters {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Refusal> {
        seed.deserialize(&mut **self).map(Some)
    }
}

/// The parameters of one struct.
struct Values(Vec<Value>);

impl<'de> MapAccess<'de> for Values {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Refusal> {
        let next = self.0.last().map(|value| value.name);
        next.map(|name| seed.deserialize(name.into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        let value = self.0.pop().ok_or_else(|| de::Error::custom("there is no value"))?;
        if value.text.is_empty() {
            return Err(Refusal(format!("`{}` is empty", value.name)));
        }
        seed.deserialize(&value).map_err(|refusal| value.refused(&refusal))
    }
}

/// The value of a parameter.
struct Value {
    name: &'static str,
    text: String,
    now: Millis,
}

impl Value {
    fn refused(&self, Refusal(why): &Refusal) -> Refusal {
        Refusal(format!("`{}` is `{}`, but {why}", self.name, shortened(&self.text)))
    }
}

impl<'de> Deserializer<'de> for &Value {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_str(&self.text)
    }

    /// The only signed number is [`Millis`]: a time, which may be relative to now.
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let at = time(&self.text, self.now).ok_or_else(|| {
            de::Error::custom(
                "must be RFC 3339, Unix milliseconds, `now` or like `now-6h` (units s m h d w), \
                 not before 1970",
            )
        });
        visitor.visit_i64(at?.0)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_enum(self.text.as_str().into_deserializer())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Why a parameter is refused; of a value the end of the sentence, such as `must be …`.
#[derive(Debug)]
pub(super) struct Refusal(String);

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Self(why.to_string())
    }

    fn unknown_variant(_: &str, choices: &'static [&'static str]) -> Self {
        Self(format!("must be one of {}", listed(choices)))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

//! A participant's attributes, in little memory: every participant has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{LISTED_BYTES, Text};

/// Names and values, sorted by name, each name once; serialised as a map.
///
/// Not a `BTreeMap`: the smallest one that is not empty takes half a kilobyte.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "BTreeMap<Text, Text>", into = "BTreeMap<Text, Text>")]
pub struct Attributes(Box<[(Text, Text)]>);

impl Attributes {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Drops most of what a list does not show: the rest still exceeds the limit of a list, so that
    /// it is known to be cut.
    pub(super) fn truncate_for_list(&mut self) {
        let mut room = 2 * LISTED_BYTES;
        let fits = self.0.iter().take_while(|(name, value)| {
            let size = name.len() + value.len();
            let fits = room > 0;
            room = room.saturating_sub(size);
            fits
        });
        let count = fits.count();
        if count < self.0.len() {
            self.0 = self.0[..count].to_vec().into_boxed_slice();
        }
        for (_, value) in &mut self.0 {
            if value.len() > 2 * LISTED_BYTES {
                *value = Text::from(&value[..value.floor_char_boundary(2 * LISTED_BYTES)]);
            }
        }
    }

    /// Each name with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&Text, &Text)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

impl From<BTreeMap<Text, Text>> for Attributes {
    fn from(map: BTreeMap<Text, Text>) -> Self {
        Self(map.into_iter().collect())
    }
}

impl From<Attributes> for BTreeMap<Text, Text> {
    fn from(attributes: Attributes) -> Self {
        attributes.0.into_iter().collect()
    }
}

impl FromIterator<(Text, Text)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (Text, Text)>>(pairs: I) -> Self {
        pairs.into_iter().collect::<BTreeMap<_, _>>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Text};

    #[test]
    fn they_are_written_and_read_as_a_map_in_the_order_of_their_names() {
        let pairs = [("b", "1"), ("a", "2"), ("b", "3")];
        let attributes: Attributes =
            pairs.into_iter().map(|(name, value)| (Text::from(name), Text::from(value))).collect();
        let json = serde_json::to_string(&attributes).expect("texts can be written");
        assert_eq!(json, r#"{"a":"2","b":"3"}"#);
        assert_eq!(serde_json::from_str::<Attributes>(&json).expect("it reads"), attributes);
    }
}

//! What lists, frames and snapshots show of a text that may have megabytes: LiveKit lets anybody who
//! may join write metadata and attributes, and a list of a thousand rooms would hold all of it at
//! once. The whole stands in the detail of a room and of a stay.

use std::collections::BTreeMap;

use super::{Participant, ParticipantSession, Room, RoomSession};

/// Bytes of metadata, and of all attributes together, that a list shows: what is usual is shown whole.
pub const LISTED_BYTES: usize = 4096;

/// The beginning of `text`, at most [`LISTED_BYTES`], and whether there is more.
pub fn excerpt(mut text: String) -> (String, bool) {
    let is_cut = cut(&mut text, LISTED_BYTES);
    (text, is_cut)
}

/// The first attributes that fit into [`LISTED_BYTES`] together, each whole, and whether there are
/// more.
fn first_attributes(attributes: BTreeMap<String, String>) -> (BTreeMap<String, String>, bool) {
    let mut room = LISTED_BYTES;
    let all = attributes.len();
    let first: BTreeMap<_, _> = attributes
        .into_iter()
        .map_while(|(name, value)| {
            room = room.checked_sub(name.len() + value.len())?;
            Some((name, value))
        })
        .collect();
    let is_cut = first.len() < all;
    (first, is_cut)
}

impl RoomSession {
    /// Bytes of what a stranger may have made long.
    pub fn weight(&self) -> usize {
        self.record.metadata.as_ref().map_or(0, |metadata| metadata.value.len())
    }

    /// Lets go of what a list does not show: many are read at once.
    pub fn spare(&mut self) {
        if let Some(metadata) = &mut self.record.metadata {
            spare(&mut metadata.value);
        }
    }
}

impl Room {
    /// As lists, frames and snapshots show it.
    #[must_use]
    pub fn listed(mut self) -> Self {
        if let Some(metadata) = self.metadata.take() {
            let (metadata, is_cut) = excerpt(metadata);
            self.metadata = Some(metadata);
            self.metadata_truncated = is_cut;
        }
        self
    }
}

impl ParticipantSession {
    /// Bytes of what a stranger may have made long.
    pub fn weight(&self) -> usize {
        self.record.info.as_ref().map_or(0, |info| {
            let attributes = info.value.attributes.iter();
            let attributes: usize = attributes.map(|(name, value)| name.len() + value.len()).sum();
            info.value.metadata.len() + attributes
        })
    }

    /// Lets go of what a list does not show: many are read at once.
    pub fn spare(&mut self) {
        if let Some(info) = &mut self.record.info {
            spare(&mut info.value.metadata);
            info.value.attributes.spare();
        }
    }
}

impl Participant {
    /// As lists, frames, snapshots and the detail of a room show it.
    #[must_use]
    pub fn listed(mut self) -> Self {
        if let Some(metadata) = self.metadata.take() {
            let (metadata, is_cut) = excerpt(metadata);
            self.metadata = Some(metadata);
            self.metadata_truncated = is_cut;
        }
        if let Some(attributes) = self.attributes.take() {
            let (attributes, is_cut) = first_attributes(attributes);
            self.attributes = Some(attributes);
            self.attributes_truncated = is_cut;
        }
        self
    }
}

/// Cuts a text that is read for a list only: what is left is still too long for one.
pub(super) fn spare(text: &mut Box<str>) {
    if text.len() > 2 * LISTED_BYTES {
        let mut beginning = text[..text.floor_char_boundary(2 * LISTED_BYTES)].to_owned();
        beginning.shrink_to_fit();
        *text = beginning.into_boxed_str();
    }
}

fn cut(text: &mut String, limit: usize) -> bool {
    if text.len() <= limit {
        return false;
    }
    text.truncate(text.floor_char_boundary(limit));
    text.shrink_to_fit();
    true
}

#[cfg(test)]
mod tests {
    use super::{LISTED_BYTES, excerpt, first_attributes, spare};

    #[test]
    fn a_long_text_is_cut_between_characters_and_that_is_told() {
        let whole = "x".repeat(LISTED_BYTES);
        assert_eq!(excerpt(whole.clone()), (whole.clone(), false));
        assert_eq!(excerpt(format!("{whole}y")), (whole, true));
        let (text, is_cut) = excerpt("é€".repeat(LISTED_BYTES));
        assert!(is_cut && text.len() <= LISTED_BYTES && text.len() > LISTED_BYTES - 4);
        assert_eq!(excerpt(String::new()), (String::new(), false));
    }

    #[test]
    fn attributes_are_left_out_whole() {
        let attributes = |sizes: &[usize]| {
            let named = sizes.iter().enumerate();
            named.map(|(at, size)| (at.to_string(), "x".repeat(*size))).collect()
        };
        let few: std::collections::BTreeMap<_, _> = attributes(&[100, 200, 300]);
        assert_eq!(first_attributes(few.clone()), (few, false));
        let (first, is_cut) = first_attributes(attributes(&[100, LISTED_BYTES, 1]));
        assert_eq!((first.len(), is_cut), (1, true));
        let (first, is_cut) = first_attributes(attributes(&[LISTED_BYTES]));
        assert_eq!((first.len(), is_cut), (0, true));
    }

    #[test]
    fn what_is_spared_is_known_to_be_cut() {
        for text in ["x".repeat(LISTED_BYTES), "é".repeat(LISTED_BYTES), "é€".repeat(1 << 20)] {
            let mut kept = text.clone().into_boxed_str();
            spare(&mut kept);
            assert!(kept.len() <= 2 * LISTED_BYTES);
            assert_eq!(excerpt(kept.into()), excerpt(text));
        }
    }
}

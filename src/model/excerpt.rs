//! What lists, frames and snapshots show of long texts. LiveKit lets every participant write
//! megabytes of metadata and attributes, and a list of a thousand rooms would hold all of it at
//! once. The details of a room and of a participant session show the whole text.

use std::collections::BTreeMap;

use super::{Participant, ParticipantSession, Room, RoomSession};

/// How many bytes of metadata, and of all attributes together, a list shows, at most: usual texts
/// are shown whole.
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
    /// Size of the texts that participants can make long, bytes.
    pub fn text_bytes(&self) -> usize {
        self.record.metadata.as_ref().map_or(0, |metadata| metadata.value.len())
    }

    /// Cuts texts to little more than a list shows, because many sessions are read at once.
    pub fn truncate_for_list(&mut self) {
        if let Some(metadata) = &mut self.record.metadata {
            truncate_for_list(&mut metadata.value);
        }
    }
}

impl Room {
    /// The form that lists, frames and snapshots show.
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
    /// Size of the texts that participants can make long, bytes.
    pub fn text_bytes(&self) -> usize {
        self.record.info.as_ref().map_or(0, |info| {
            let attributes = info.value.attributes.iter();
            let attributes: usize = attributes.map(|(name, value)| name.len() + value.len()).sum();
            info.value.metadata.len() + attributes
        })
    }

    /// Cuts texts to little more than a list shows, because many sessions are read at once.
    pub fn truncate_for_list(&mut self) {
        if let Some(info) = &mut self.record.info {
            truncate_for_list(&mut info.value.metadata);
            info.value.attributes.truncate_for_list();
        }
    }
}

impl Participant {
    /// The form that lists, frames, snapshots and the detail of a room show.
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

/// Cuts a text that is read for a list only. The rest still exceeds the limit of a list, so that it
/// is known to be cut.
pub(super) fn truncate_for_list(text: &mut Box<str>) {
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
    use super::{LISTED_BYTES, excerpt, first_attributes, truncate_for_list};

    #[test]
    fn a_long_text_is_cut_between_characters_and_marked_as_cut() {
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
    fn a_truncated_text_is_known_to_be_cut() {
        for (text, is_long) in [
            ("x".repeat(LISTED_BYTES), false),
            ("é".repeat(LISTED_BYTES), true),
            ("é€".repeat(1 << 20), true),
        ] {
            let mut truncated = text.clone().into_boxed_str();
            truncate_for_list(&mut truncated);
            assert!(truncated.len() <= 2 * LISTED_BYTES);
            let (shown, is_cut) = excerpt(truncated.into());
            assert!(text.starts_with(&shown) && shown.len() > LISTED_BYTES - 4);
            assert_eq!(is_cut, is_long);
        }
    }
}

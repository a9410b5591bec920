//! Maps the model to columns: the parts that are the same on both databases.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use crate::model::{
    Certainty, DeploymentName, End, JobRecord, Millis, ParticipantSession, RoomSession,
};

/// Bytes of a text in an indexed column, at most. An index entry of Postgres holds at most 2,704
/// bytes, and two names. A name or id has at most 256 characters of four bytes each, and a longer
/// one ends in a hash (`livekit::convert`); the id of an ingress session consists of two. So this
/// cuts nothing that distinguishes sessions.
const KEY_BYTES: usize = 2_100;

/// Bytes of the text that participants are searched by, at most.
const FOLDED_BYTES: usize = 4_096;

/// Bytes of an attribute value that is searchable, at most: a number, an id, a name.
const SEARCHED_BYTES: usize = 256;

/// `text`, cut to fit an indexed column.
pub(super) fn key(text: &str) -> &str {
    &text[..text.floor_char_boundary(KEY_BYTES)]
}

/// `None` for an empty text.
pub(super) fn optional(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// [`key`] of a text that may be empty.
pub(super) fn optional_key(text: &str) -> Option<&str> {
    optional(text).map(key)
}

/// A record as JSON.
pub(super) fn record<T: Serialize>(record: &T) -> Result<String, Error> {
    Ok(serde_json::to_string(record)?)
}

/// The end of a session from its columns; `None` while it goes on.
///
/// `latest` is never before the start of the session. An observed end is therefore restored from
/// `earliest`, which is the reported time.
pub(super) fn end(
    earliest: Option<Millis>,
    latest: Option<Millis>,
    evidence: Option<String>,
) -> Option<End> {
    let latest = latest?;
    let earliest = earliest.unwrap_or(latest);
    Some(match evidence {
        None => End::observed(earliest),
        Some(evidence) => End::inferred(earliest, latest, evidence),
    })
}

/// A count in a column of 32 bits.
pub(super) fn count(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// How certain the end of a room is.
pub(super) fn certainty(room: &RoomSession) -> Certainty {
    room.certainty()
}

/// Why a room ended, if LiveKit reported it; `None` while it is open.
pub(super) fn end_reason(room: &RoomSession) -> Option<&str> {
    room.end.as_ref()?;
    optional(&room.record.finished.as_ref()?.reason)
}

/// A participant's display name.
pub(super) fn display_name(participant: &ParticipantSession) -> Option<&str> {
    optional(&participant.record.info.as_ref()?.value.name)
}

/// The text that a participant is searched by, in lower case.
pub(super) fn folded(participant: &ParticipantSession) -> String {
    let name = display_name(participant).unwrap_or_default();
    let mut text = format!("{}\n{name}", key(&participant.record.identity));
    let info = participant.record.info.iter();
    for (_, value) in info.flat_map(|info| info.value.attributes.iter()) {
        if value.len() <= SEARCHED_BYTES && text.len() + value.len() < FOLDED_BYTES {
            text.push('\n');
            text.push_str(value);
        }
    }
    text.to_lowercase()
}

/// LiveKit's reason of a departure; `None` if no source reported it.
pub(super) fn disconnect_reason(participant: &ParticipantSession) -> Option<&str> {
    participant.record.left.as_ref().map(|leave| leave.reason.as_str())
}

/// Whether a participant is present with at least one live track.
pub(super) fn publishing(participant: &ParticipantSession) -> bool {
    participant.is_present() && participant.record.is_publishing()
}

/// When a job ended: as LiveKit reports, else when it reported so, else at the latest; `None` while
/// it runs.
pub(super) fn job_ended_at(job: &JobRecord) -> Option<Millis> {
    job.end().map(|end| end.latest)
}

/// The last item of each key, in the order of the keys. A statement cannot write a row twice, and
/// writers that use the same order cannot deadlock.
pub(super) fn last_of_each<'a, T, K: Ord>(
    items: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> impl ExactSizeIterator<Item = &'a T> + Clone {
    items
        .iter()
        .map(|item| (key(item), item))
        .collect::<BTreeMap<_, _>>()
        .into_values()
        .collect::<Vec<_>>()
        .into_iter()
}

/// The names of deployments, each allocated once, for reading many rows.
#[derive(Debug, Default)]
pub(super) struct NameCache(Vec<DeploymentName>);

impl NameCache {
    /// The shared name.
    pub(super) fn shared(&mut self, name: &str) -> DeploymentName {
        if let Some(known) = self.0.iter().find(|known| known.as_ref() == name) {
            return DeploymentName::clone(known);
        }
        let name = DeploymentName::from(name);
        self.0.push(DeploymentName::clone(&name));
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{end, key, last_of_each};
    use crate::model::{End, Millis};

    #[test]
    fn a_key_ends_between_characters() {
        assert_eq!(key("short"), "short");
        assert_eq!(key(&"é".repeat(2000)).len(), 2_100);
        assert_eq!(key(&"a€".repeat(1000)).len(), 2_100);
        assert_eq!(key(&format!("a{}", "€".repeat(1000))).len(), 2_098);
    }

    #[test]
    fn the_last_of_each_key_wins_and_they_come_in_order() {
        let items = [("b", 1), ("a", 2), ("b", 3)];
        let last: Vec<_> = last_of_each(&items, |item| item.0).collect();
        assert_eq!(last, [&("a", 2), &("b", 3)]);
    }

    #[test]
    fn an_end_is_read_as_it_was_written() {
        let (earliest, latest) = (Some(Millis(1000)), Some(Millis(1900)));
        assert_eq!(end(earliest, latest, None), Some(End::observed(Millis(1000))));
        assert_eq!(
            end(earliest, latest, Some("came back".to_owned())),
            Some(End::inferred(Millis(1000), Millis(1900), "came back"))
        );
        assert_eq!(end(None, None, None), None);
    }
}

//! An entry of a timeline, as shown, and where it stands among the others.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::model::{Certainty, Event, Millis, TimeRange};
use crate::store::HistoryCursor;

/// Characters of a name that stand in a sentence; the whole of it is in `identity` or `detail`.
const NAME_CHARS: usize = 80;

/// What an entry tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// The room was opened, or started again.
    RoomStarted,
    /// The room was closed.
    RoomFinished,
    /// The room's metadata changed.
    RoomChanged,
    /// Somebody joined.
    ParticipantJoined,
    /// Somebody left.
    ParticipantLeft,
    /// Somebody's name, metadata or attributes changed.
    ParticipantChanged,
    /// Somebody never got connected.
    ConnectionAborted,
    /// A track was published.
    TrackPublished,
    /// A track is published no longer.
    TrackUnpublished,
    /// A track was muted.
    TrackMuted,
    /// A track was unmuted.
    TrackUnmuted,
    /// The quality of somebody's connection changed.
    QualityChanged,
    /// Somebody's connection broke.
    Reconnecting,
    /// It is there again.
    Reconnected,
    /// An egress started.
    EgressStarted,
    /// An egress went on.
    EgressUpdated,
    /// An egress ended.
    EgressEnded,
    /// An ingress started.
    IngressStarted,
    /// An ingress ended.
    IngressEnded,
    /// An agent job started.
    AgentJobStarted,
    /// An agent job ended.
    AgentJobEnded,
    /// What a poll had to tell, because no webhook did.
    Healed,
    /// Anything else.
    Other,
}

/// Something that happened, in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    /// When; of what was only concluded the latest possible time.
    pub at: DateTime<Utc>,
    /// The interval in which it must have happened, where nobody told the time; else `null`.
    pub at_range: Option<TimeRange>,
    /// What it tells.
    pub kind: EntryKind,
    /// Who told it: `webhook`, `poll`, `client`, `operator`, or `console` for what was concluded.
    pub source: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// The participant's stay; `null` if it is about none.
    pub participant_sid: Option<String>,
    /// The participant's identity; `null` if it is about none.
    pub identity: Option<String>,
    /// A sentence, plain text.
    pub text: String,
    /// The same for programs; the members depend on `kind`.
    #[schema(value_type = Object)]
    pub detail: Map<String, Value>,
}

/// An entry and where it stands among the others.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) place: HistoryCursor,
    pub(super) entry: TimelineEntry,
}

impl TimelineEntry {
    /// What `event` tells, for sure.
    pub(super) fn observed(event: &Event, kind: EntryKind, text: String) -> Self {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            at: event.at.to_utc(),
            at_range: None,
            kind,
            source: event.source.as_str().to_owned(),
            certainty: Certainty::Observed,
            participant_sid: some(&event.participant_sid),
            identity: some(&event.identity),
            text,
            detail: Map::new(),
        }
    }

    /// With a member of `detail`, unless it says nothing.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !value.is_null() && value.as_str() != Some("") {
            self.detail.insert(name.to_owned(), value);
        }
        self
    }

    /// With the interval in which it happened.
    #[must_use]
    pub(super) fn between(mut self, earliest: Millis, latest: Millis) -> Self {
        self.at_range =
            Some(TimeRange { earliest: earliest.min(latest).to_utc(), latest: latest.to_utc() });
        self
    }

    /// As a conclusion.
    #[must_use]
    pub(super) fn concluded(mut self) -> Self {
        self.certainty = Certainty::Inferred;
        self
    }
}

/// `name` as it stands in a sentence: on one line, not too long, never nothing.
pub(super) fn named(name: &str, otherwise: &str) -> String {
    let name = if name.is_empty() { otherwise } else { name };
    let mut short: String = name
        .chars()
        .take(NAME_CHARS)
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    if name.chars().nth(NAME_CHARS).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_name_in_a_sentence_is_one_line_and_short() {
        assert_eq!(named("ann", "PA_1"), "ann");
        assert_eq!(named("", "PA_1"), "PA_1");
        assert_eq!(named("a\nb\u{1b}[1m", ""), "a b [1m");
        assert_eq!(named(&"é".repeat(81), ""), format!("{}…", "é".repeat(80)));
        assert_eq!(named(&"é".repeat(80), ""), "é".repeat(80));
    }
}

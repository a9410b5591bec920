//! An entry of a timeline, and its position among the others.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::model::{Certainty, Event, Millis, TimeRange};
use crate::store::HistoryCursor;

/// The most characters of a name in a sentence; the complete name is in `identity` or `detail`.
const NAME_CHARS: usize = 80;

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// The room was opened, or started again.
    RoomStarted,
    /// The room was closed.
    RoomFinished,
    /// The room's metadata changed.
    RoomChanged,
    /// A participant joined.
    ParticipantJoined,
    /// A participant left.
    ParticipantLeft,
    /// A participant's name, metadata or attributes changed.
    ParticipantChanged,
    /// A participant's connection was aborted before it was established.
    ConnectionAborted,
    /// A track was published.
    TrackPublished,
    /// A track was unpublished.
    TrackUnpublished,
    /// A track was muted.
    TrackMuted,
    /// A track was unmuted.
    TrackUnmuted,
    /// A participant's connection quality changed.
    QualityChanged,
    /// A participant lost the connection and is reconnecting.
    Reconnecting,
    /// A participant is connected again.
    Reconnected,
    /// An egress started.
    EgressStarted,
    /// An egress was updated.
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
    /// The room API showed what no webhook had reported.
    Healed,
    /// Anything else.
    Other,
}

/// Something that happened, as a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    /// When it happened; the latest possible time if it was inferred.
    pub at: DateTime<Utc>,
    /// The interval in which it must have happened if no source reported the time; else `null`.
    pub at_range: Option<TimeRange>,
    /// What happened.
    pub kind: EntryKind,
    /// The source: `webhook`, `poll`, `client`, `operator`, or `console` if it was inferred.
    pub source: String,
    /// How certain it is.
    pub certainty: Certainty,
    /// The participant session; `null` if it is about none.
    pub participant_sid: Option<String>,
    /// The participant's identity; `null` if it is about no participant.
    pub identity: Option<String>,
    /// A sentence, plain text.
    pub text: String,
    /// The same for programs; the fields depend on `kind`.
    #[schema(value_type = Object)]
    pub detail: Map<String, Value>,
}

/// An entry and its position among the others.
#[derive(Debug)]
pub(super) struct PositionedEntry {
    pub(super) cursor: HistoryCursor,
    pub(super) entry: TimelineEntry,
}

impl TimelineEntry {
    /// An entry for what `event` reports.
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

    /// Adds a field to `detail`, unless it is empty.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !value.is_null() && value.as_str() != Some("") {
            self.detail.insert(name.to_owned(), value);
        }
        self
    }

    /// Sets the interval in which it happened.
    #[must_use]
    pub(super) fn between(mut self, earliest: Millis, latest: Millis) -> Self {
        self.at_range =
            Some(TimeRange { earliest: earliest.min(latest).to_utc(), latest: latest.to_utc() });
        self
    }

    /// Marks it as inferred.
    #[must_use]
    pub(super) fn inferred(mut self) -> Self {
        self.certainty = Certainty::Inferred;
        self
    }
}

/// `name` for a sentence: on one line, short, and `otherwise` if it is empty.
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

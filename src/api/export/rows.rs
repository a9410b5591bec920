//! The rows of exports and their columns.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::api::alerts::row::AlertRow;
use crate::api::events::ReceivedEvent;
use crate::history::timeline::TimelineEntry;
use crate::model::{AuditLine, Certainty, Departure, Participant, Room, TimeRange};

/// A row of an export. Its JSON is that of the list. Columns are never renamed or moved; new ones
/// are added at the end.
pub(super) trait Row: Serialize {
    /// The name of the rows: the JSON field that holds them, and a part of the file name.
    const NAME: &'static str;
    /// The header row.
    const COLUMNS: &'static [&'static str];
    /// The cells, one for each column; empty for what is not known.
    fn cells(&self) -> Vec<String>;
}

pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn times(range: Option<TimeRange>) -> [String; 2] {
    range.map_or_else(Default::default, |range| [time(range.earliest), time(range.latest)])
}

fn some<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

/// The name of a value, as JSON has it.
fn word<T: Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

fn certainty(certainty: Certainty) -> String {
    certainty.as_str().to_owned()
}

impl Row for Room {
    const NAME: &'static str = "rooms";
    const COLUMNS: &'static [&'static str] = &[
        "deployment",
        "region",
        "name",
        "sid",
        "status",
        "started_at",
        "finished_at",
        "duration_seconds",
        "participants_total",
        "participant_count",
        "certainty",
        "finished_at_earliest",
        "finished_at_latest",
        "evidence",
        "end_reason",
        "metadata",
        "sources",
    ];

    fn cells(&self) -> Vec<String> {
        let [earliest, latest] = times(self.finished_at_range);
        vec![
            self.deployment.clone(),
            some(self.region.as_ref()),
            self.name.clone(),
            self.sid.clone(),
            self.status.clone(),
            time(self.started_at),
            self.finished_at.map(time).unwrap_or_default(),
            self.duration_seconds.to_string(),
            self.participants_total.to_string(),
            self.participant_count.to_string(),
            certainty(self.certainty),
            earliest,
            latest,
            some(self.evidence.as_ref()),
            some(self.end_reason.as_ref()),
            some(self.metadata.as_ref()),
            self.sources.join(" "),
        ]
    }
}

impl Row for Participant {
    const NAME: &'static str = "participants";
    const COLUMNS: &'static [&'static str] = &[
        "deployment",
        "room_name",
        "room_sid",
        "identity",
        "sid",
        "name",
        "kind",
        "joined_at",
        "left_at",
        "duration_seconds",
        "disconnect_reason",
        "departure",
        "aborted",
        "certainty",
        "left_at_earliest",
        "left_at_latest",
        "evidence",
        "tracks",
        "metadata",
        "attributes",
        "region",
        "sources",
    ];

    fn cells(&self) -> Vec<String> {
        let [earliest, latest] = times(self.left_at_range);
        let attributes = self.attributes.as_ref().map(|attributes| {
            serde_json::to_string(attributes).expect("texts can always be written")
        });
        vec![
            self.deployment.clone(),
            self.room_name.clone(),
            self.room_sid.clone(),
            self.identity.clone(),
            self.sid.clone(),
            some(self.name.as_ref()),
            some(self.kind.as_ref()),
            time(self.joined_at),
            self.left_at.map(time).unwrap_or_default(),
            self.duration_seconds.to_string(),
            some(self.disconnect_reason.as_ref()),
            self.departure.map(Departure::as_str).unwrap_or_default().to_owned(),
            self.aborted.to_string(),
            certainty(self.certainty),
            earliest,
            latest,
            some(self.evidence.as_ref()),
            self.tracks.len().to_string(),
            some(self.metadata.as_ref()),
            attributes.unwrap_or_default(),
            some(self.region.as_ref()),
            self.sources.join(" "),
        ]
    }
}

impl Row for TimelineEntry {
    const NAME: &'static str = "entries";
    const COLUMNS: &'static [&'static str] = &[
        "at",
        "at_earliest",
        "at_latest",
        "kind",
        "source",
        "certainty",
        "participant_sid",
        "identity",
        "text",
        "detail",
    ];

    fn cells(&self) -> Vec<String> {
        let [earliest, latest] = times(self.at_range);
        vec![
            time(self.at),
            earliest,
            latest,
            word(&self.kind),
            self.source.clone(),
            certainty(self.certainty),
            some(self.participant_sid.as_ref()),
            some(self.identity.as_ref()),
            self.text.clone(),
            serde_json::Value::Object(self.detail.clone()).to_string(),
        ]
    }
}

impl Row for ReceivedEvent {
    const NAME: &'static str = "events";
    const COLUMNS: &'static [&'static str] = &[
        "deployment",
        "id",
        "source",
        "event",
        "at",
        "received_at",
        "room_name",
        "room_sid",
        "participant_sid",
        "identity",
        "raw",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.deployment.clone(),
            self.id.clone(),
            self.source.clone(),
            self.event.clone(),
            time(self.at),
            time(self.received_at),
            some(self.room_name.as_ref()),
            some(self.room_sid.as_ref()),
            some(self.participant_sid.as_ref()),
            some(self.identity.as_ref()),
            self.raw.get().to_owned(),
        ]
    }
}

impl Row for AlertRow {
    const NAME: &'static str = "alerts";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "rule",
        "severity",
        "status",
        "message",
        "value",
        "threshold",
        "deployment",
        "region",
        "room",
        "room_sid",
        "participant",
        "node",
        "started_at",
        "acknowledged_at",
        "acknowledged_by",
        "assignee",
        "resolved_at",
        "resolved_by",
        "data",
        "flapping",
        "runbook_url",
        "silenced_by",
    ];

    fn cells(&self) -> Vec<String> {
        let alert = &self.alert;
        vec![
            alert.id.clone(),
            alert.rule.clone(),
            alert.severity.as_str().to_owned(),
            alert.status.as_str().to_owned(),
            alert.message.clone(),
            some(alert.value.as_ref()),
            some(alert.threshold.as_ref()),
            some(alert.deployment.as_ref()),
            some(alert.region.as_ref()),
            some(alert.room.as_ref()),
            some(alert.room_sid.as_ref()),
            some(alert.participant.as_ref()),
            some(alert.node.as_ref()),
            time(alert.started_at),
            alert.acknowledged_at.map(time).unwrap_or_default(),
            some(alert.acknowledged_by.as_ref()),
            some(alert.assignee.as_ref()),
            alert.resolved_at.map(time).unwrap_or_default(),
            some(alert.resolved_by.as_ref()),
            alert.data.as_str().to_owned(),
            alert.flapping.to_string(),
            some(alert.runbook_url.as_ref()),
            self.silenced_by.join(" "),
        ]
    }
}

impl Row for AuditLine {
    const NAME: &'static str = "audit";
    const COLUMNS: &'static [&'static str] =
        &["sequence", "at", "kind", "actor", "subject", "body", "hash"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.sequence.to_string(),
            time(self.at),
            self.kind.clone(),
            self.actor.clone(),
            self.subject.clone(),
            self.body.clone(),
            self.hash.clone(),
        ]
    }
}

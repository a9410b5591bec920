//! Rows read back into the model.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use crate::model::{
    Alert, AlertStatus, Event, Gap, GapSource, JobRecord, Millis, Observation, ParticipantSession,
    RoomSession, Severity, Source, SystemSample, Text, Transition,
};
use crate::store::Error;
use crate::store::columns::{self, Names};

/// A time.
fn millis(row: &SqliteRow, column: &str) -> Result<Millis, Error> {
    Ok(Millis(row.try_get(column)?))
}

/// A time that may be absent.
fn optional_millis(row: &SqliteRow, column: &str) -> Result<Option<Millis>, Error> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Millis))
}

/// A text whose absence is the empty text.
fn text(row: &SqliteRow, column: &str) -> Result<Text, Error> {
    Ok(row.try_get::<Option<&str>, _>(column)?.map(Text::from).unwrap_or_default())
}

/// A row of `events`, `raw` as text.
pub(super) fn event(row: &SqliteRow, names: &mut Names) -> Result<Event, Error> {
    let source: &str = row.try_get("source")?;
    Ok(Event {
        id: text(row, "id")?,
        deployment: names.shared(row.try_get("deployment")?),
        source: Source::from_name(source).ok_or_else(|| Error::unreadable("source", source))?,
        name: text(row, "event")?,
        at: millis(row, "at_ms")?,
        received_at: millis(row, "received_at_ms")?,
        room_name: text(row, "room_name")?,
        room_sid: text(row, "room_sid")?,
        participant_sid: text(row, "participant_sid")?,
        identity: text(row, "identity")?,
        raw: row.try_get::<&str, _>("raw")?.into(),
        observation: Observation::default(),
    })
}

/// A row of `room_sessions`.
pub(super) fn room(row: &SqliteRow) -> Result<RoomSession, Error> {
    Ok(RoomSession {
        record: serde_json::from_str(row.try_get("record")?)?,
        end: columns::end(
            optional_millis(row, "finished_at_earliest_ms")?,
            optional_millis(row, "finished_at_ms")?,
            row.try_get("evidence")?,
        ),
        region: row.try_get::<Option<&str>, _>("region")?.map(Text::from),
        participants_total: u32::try_from(row.try_get::<i32, _>("participants_total")?)
            .unwrap_or_default(),
    })
}

/// A row of `participant_sessions`.
pub(super) fn participant(row: &SqliteRow, names: &mut Names) -> Result<ParticipantSession, Error> {
    Ok(ParticipantSession {
        record: serde_json::from_str(row.try_get("record")?)?,
        end: columns::end(
            optional_millis(row, "left_at_earliest_ms")?,
            optional_millis(row, "left_at_ms")?,
            row.try_get("evidence")?,
        ),
        in_doubt: row.try_get("in_doubt")?,
        deployment: names.shared(row.try_get("deployment")?),
        room_name: text(row, "room_name")?,
        quality: None,
    })
}

/// A row of `jobs`.
pub(super) fn job(row: &SqliteRow) -> Result<JobRecord, Error> {
    Ok(serde_json::from_str(row.try_get("record")?)?)
}

/// A row of history.
pub(super) fn sample(row: &SqliteRow, names: &mut Names) -> Result<SystemSample, Error> {
    Ok(SystemSample {
        at: millis(row, "step_ms")?,
        deployment: names.shared(row.try_get("deployment")?),
        region: row.try_get::<Option<&str>, _>("region")?.map(Text::from),
        active_rooms: row.try_get("active_rooms")?,
        participants: row.try_get("participants")?,
        people: row.try_get("people")?,
        machines: row.try_get("machines")?,
        in_doubt: row.try_get("in_doubt")?,
        publishers: row.try_get("publishers")?,
        tracks: row.try_get("tracks")?,
        join_rate: row.try_get("join_rate")?,
        leave_rate: row.try_get("leave_rate")?,
        disconnect_rate: row.try_get("disconnect_rate")?,
        room_seconds: row.try_get("room_seconds")?,
        connection_quality: row.try_get("connection_quality")?,
        quality_source: None,
    })
}

/// The status in a column.
fn status(name: &str) -> Result<AlertStatus, Error> {
    AlertStatus::from_name(name).ok_or_else(|| Error::unreadable("alert status", name))
}

/// A row of `gaps`.
pub(super) fn gap(row: &SqliteRow) -> Result<Gap, Error> {
    let source: &str = row.try_get("source")?;
    Ok(Gap {
        id: row.try_get("id")?,
        deployment: row.try_get("deployment")?,
        source: GapSource::from_name(source).ok_or_else(|| Error::unreadable("source", source))?,
        subject: row.try_get("subject")?,
        started_at: millis(row, "started_at_ms")?.to_utc(),
        ended_at: optional_millis(row, "ended_at_ms")?.map(Millis::to_utc),
        cause: row.try_get("cause")?,
        evidence: row.try_get("evidence")?,
    })
}

/// A row of `alerts`.
pub(super) fn alert(row: &SqliteRow) -> Result<Alert, Error> {
    let severity: &str = row.try_get("severity")?;
    Ok(Alert {
        id: row.try_get("id")?,
        rule: row.try_get("rule")?,
        severity: Severity::from_name(severity)
            .ok_or_else(|| Error::unreadable("severity", severity))?,
        status: status(row.try_get("status")?)?,
        message: row.try_get("message")?,
        value: row.try_get("value")?,
        threshold: row.try_get("threshold")?,
        deployment: row.try_get("deployment")?,
        room: row.try_get("room")?,
        started_at: millis(row, "started_at_ms")?.to_utc(),
        acknowledged_at: optional_millis(row, "acknowledged_at_ms")?.map(Millis::to_utc),
        resolved_at: optional_millis(row, "resolved_at_ms")?.map(Millis::to_utc),
        resolved_by: row.try_get("resolved_by")?,
    })
}

/// A row of `alert_transitions`.
pub(super) fn transition(row: &SqliteRow) -> Result<Transition, Error> {
    Ok(Transition {
        at: millis(row, "at_ms")?.to_utc(),
        from: row.try_get::<Option<&str>, _>("from_status")?.map(status).transpose()?,
        to: status(row.try_get("to_status")?)?,
        by: row.try_get("actor")?,
        note: row.try_get("note")?,
        value: row.try_get("value")?,
    })
}

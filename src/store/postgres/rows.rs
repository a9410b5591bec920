//! Rows read back into the model.

use chrono::{DateTime, Utc};
use sqlx::Row as _;
use sqlx::postgres::PgRow;

use crate::model::{
    Alert, AlertStatus, AuditHead, AuditLine, DataStatus, Event, Evidence, Gap, GapSource,
    JobRecord, Millis, Notice, Notification, NotificationStatus, Observation, ParticipantSession,
    RoomSession, Severity, Source, SourceSample, SystemSample, Text,
};
use crate::store::alert_columns::alert_from_json;
use crate::store::columns::{self, Names};
use crate::store::{
    Document, DocumentKind, DocumentVersion, Error, KeptAlert, KeptState, RoomSpan, StaySpan,
};

/// A time.
pub(super) fn millis(row: &PgRow, column: &str) -> Result<Millis, Error> {
    Ok(Millis::from_utc(row.try_get::<DateTime<Utc>, _>(column)?))
}

/// A time that may be absent.
pub(super) fn optional_millis(row: &PgRow, column: &str) -> Result<Option<Millis>, Error> {
    Ok(row.try_get::<Option<DateTime<Utc>>, _>(column)?.map(Millis::from_utc))
}

/// A text whose absence is the empty text.
fn text(row: &PgRow, column: &str) -> Result<Text, Error> {
    Ok(row.try_get::<Option<&str>, _>(column)?.map(Text::from).unwrap_or_default())
}

/// A row of `events`, `raw` as text.
pub(super) fn event(row: &PgRow, names: &mut Names) -> Result<Event, Error> {
    let source: &str = row.try_get("source")?;
    Ok(Event {
        id: text(row, "id")?,
        deployment: names.shared(row.try_get("deployment")?),
        source: Source::from_name(source).ok_or_else(|| Error::unreadable("source", source))?,
        name: text(row, "event")?,
        at: millis(row, "at")?,
        received_at: millis(row, "received_at")?,
        room_name: text(row, "room_name")?,
        room_sid: text(row, "room_sid")?,
        participant_sid: text(row, "participant_sid")?,
        identity: text(row, "identity")?,
        raw: row.try_get::<&str, _>("raw")?.into(),
        observation: Observation::default(),
    })
}

/// A row of `room_sessions`.
pub(super) fn room(row: &PgRow) -> Result<RoomSession, Error> {
    Ok(RoomSession {
        record: serde_json::from_str(row.try_get("record")?)?,
        end: columns::end(
            optional_millis(row, "finished_at_earliest")?,
            optional_millis(row, "finished_at")?,
            row.try_get("evidence")?,
        ),
        region: row.try_get::<Option<&str>, _>("region")?.map(Text::from),
        participants_total: u32::try_from(row.try_get::<i32, _>("participants_total")?)
            .unwrap_or_default(),
    })
}

/// A row of `participant_sessions`.
pub(super) fn participant(row: &PgRow, names: &mut Names) -> Result<ParticipantSession, Error> {
    Ok(ParticipantSession {
        record: serde_json::from_str(row.try_get("record")?)?,
        end: columns::end(
            optional_millis(row, "left_at_earliest")?,
            optional_millis(row, "left_at")?,
            row.try_get("evidence")?,
        ),
        in_doubt: row.try_get("in_doubt")?,
        deployment: names.shared(row.try_get("deployment")?),
        room_name: text(row, "room_name")?,
        quality: None,
        listed_at: None,
    })
}

/// A row of `jobs`.
pub(super) fn job(row: &PgRow) -> Result<JobRecord, Error> {
    Ok(serde_json::from_str(row.try_get("record")?)?)
}

/// A row of history.
pub(super) fn sample(row: &PgRow, names: &mut Names) -> Result<SystemSample, Error> {
    Ok(SystemSample {
        at: millis(row, "step")?,
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

/// A row of `gaps`.
pub(super) fn gap(row: &PgRow) -> Result<Gap, Error> {
    let source: &str = row.try_get("source")?;
    Ok(Gap {
        id: row.try_get("id")?,
        deployment: row.try_get("deployment")?,
        source: GapSource::from_name(source).ok_or_else(|| Error::unreadable("source", source))?,
        subject: row.try_get("subject")?,
        started_at: row.try_get("started_at")?,
        ended_at: row.try_get("ended_at")?,
        cause: row.try_get("cause")?,
        evidence: row.try_get("evidence")?,
    })
}

/// A word of a closed list.
fn word<T>(row: &PgRow, column: &str, from_name: fn(&str) -> Option<T>) -> Result<T, Error> {
    let name: &str = row.try_get(column)?;
    from_name(name).ok_or_else(|| Error::unreadable(column, name))
}

/// A row of `alerts`.
pub(super) fn alert(row: &PgRow) -> Result<Alert, Error> {
    Ok(Alert {
        id: row.try_get("id")?,
        rule: row.try_get("rule")?,
        severity: word(row, "severity", Severity::from_name)?,
        status: word(row, "status", AlertStatus::from_name)?,
        message: row.try_get("message")?,
        value: row.try_get("value")?,
        threshold: row.try_get("threshold")?,
        deployment: row.try_get("deployment")?,
        region: row.try_get("region")?,
        room: row.try_get("room")?,
        room_sid: row.try_get("room_sid")?,
        participant: row.try_get("participant")?,
        node: row.try_get("node")?,
        started_at: millis(row, "started_at")?.to_utc(),
        acknowledged_at: optional_millis(row, "acknowledged_at")?.map(Millis::to_utc),
        acknowledged_by: row.try_get("acknowledged_by")?,
        assignee: row.try_get("assignee")?,
        resolved_at: optional_millis(row, "resolved_at")?.map(Millis::to_utc),
        resolved_by: row.try_get("resolved_by")?,
        data: word(row, "data", DataStatus::from_name)?,
        flapping: row.try_get("flapping")?,
        runbook_url: row.try_get("runbook_url")?,
    })
}

/// The same with what is needed to change it.
pub(super) fn kept_alert(row: &PgRow) -> Result<KeptAlert, Error> {
    Ok(KeptAlert {
        alert: alert(row)?,
        version: row.try_get("version")?,
        told: row.try_get("told")?,
    })
}

/// What a row of `alerts` says of the moment it fired.
pub(super) fn evidence(row: &PgRow) -> Result<Evidence, Error> {
    Ok(serde_json::from_str(row.try_get("evidence")?)?)
}

/// A row of `alert_states`.
pub(super) fn alert_state(row: &PgRow) -> Result<KeptState, Error> {
    Ok(KeptState {
        rule: row.try_get("rule")?,
        subject: row.try_get("subject")?,
        state: row.try_get("state")?,
    })
}

/// A row that tells which document it is.
pub(super) fn document_version(row: &PgRow) -> Result<DocumentVersion, Error> {
    Ok(DocumentVersion {
        name: row.try_get("name")?,
        version: row.try_get("version")?,
        updated_at: row.try_get("updated_at")?,
    })
}

/// A row of `alert_documents`.
pub(super) fn document(row: &PgRow, kind: DocumentKind) -> Result<Document, Error> {
    Ok(Document {
        kind,
        name: row.try_get("name")?,
        body: row.try_get("body")?,
        updated_at: millis(row, "updated_at")?.to_utc(),
        updated_by: row.try_get("updated_by")?,
        version: row.try_get("version")?,
    })
}

/// The number and hash of a row of `audit` or `audit_head`.
pub(super) fn audit_head(row: &PgRow) -> Result<AuditHead, Error> {
    let sequence = row.try_get::<i64, _>("sequence")?;
    Ok(AuditHead {
        sequence: u64::try_from(sequence).unwrap_or_default(),
        hash: row.try_get("hash")?,
    })
}

/// A row of `audit`.
pub(super) fn audit_line(row: &PgRow) -> Result<AuditLine, Error> {
    let AuditHead { sequence, hash } = audit_head(row)?;
    Ok(AuditLine {
        sequence,
        at: millis(row, "at")?.to_utc(),
        kind: row.try_get("kind")?,
        actor: row.try_get("actor")?,
        subject: row.try_get("subject")?,
        body: row.try_get("body")?,
        hash,
    })
}

/// A row of `notifications`.
pub(super) fn notification(row: &PgRow) -> Result<Notification, Error> {
    Ok(Notification {
        id: row.try_get("id")?,
        receiver: row.try_get("receiver")?,
        notice: word(row, "notice", Notice::from_name)?,
        group_key: row.try_get("group_key")?,
        alert: alert_from_json(row.try_get("alert")?)?,
        created_at: millis(row, "created_at")?.to_utc(),
        due_at: millis(row, "due_at")?.to_utc(),
        status: word(row, "status", NotificationStatus::from_name)?,
        message_id: row.try_get("message_id")?,
        attempts: u32::try_from(row.try_get::<i32, _>("attempts")?).unwrap_or_default(),
        error: row.try_get("error")?,
        sent_at: optional_millis(row, "sent_at")?.map(Millis::to_utc),
    })
}

/// A row of `source_samples`.
pub(super) fn source_sample(row: &PgRow, names: &mut Names) -> Result<SourceSample, Error> {
    Ok(SourceSample {
        at: millis(row, "at")?,
        deployment: names.shared(row.try_get("deployment")?),
        webhook_silence_seconds: row.try_get("webhook_silence_seconds")?,
        webhooks_lost_rate: row.try_get("webhooks_lost_rate")?,
        drift_rate: row.try_get("drift_rate")?,
        joins_attempted_rate: row.try_get("joins_attempted_rate")?,
        joins_failed_rate: row.try_get("joins_failed_rate")?,
        egress_failures: row.try_get("egress_failures")?,
        webhooks_received_rate: row.try_get("webhooks_received_rate")?,
        webhooks_refused_rate: row.try_get("webhooks_refused_rate")?,
        webhook_lag_seconds: row.try_get("webhook_lag_seconds")?,
        api_silence_seconds: row.try_get("api_silence_seconds")?,
        machine_disconnect_rate: row.try_get("machine_disconnect_rate")?,
    })
}

/// When a row of `room_sessions` was open.
pub(super) fn room_span(row: &PgRow, names: &mut Names) -> Result<RoomSpan, Error> {
    Ok(RoomSpan {
        deployment: names.shared(row.try_get("deployment")?),
        region: row.try_get::<Option<&str>, _>("region")?.map(Text::from),
        sid: text(row, "sid")?,
        name: text(row, "name")?,
        started_at: millis(row, "started_at")?,
        finished_at: optional_millis(row, "finished_at")?,
    })
}

/// When somebody of a row of `participant_sessions` was there.
pub(super) fn stay_span(row: &PgRow, names: &mut Names) -> Result<StaySpan, Error> {
    Ok(StaySpan {
        deployment: names.shared(row.try_get("deployment")?),
        room_sid: text(row, "room_sid")?,
        room_name: text(row, "room_name")?,
        identity: text(row, "identity")?,
        sid: text(row, "sid")?,
        joined_at: millis(row, "joined_at")?,
        left_at: optional_millis(row, "left_at")?,
    })
}

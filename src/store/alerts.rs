//! Alerts, their states and their history. Everything about alerting is written by one function,
//! [`Store::record`], so that state, audit and outbox change together or not at all.

use std::time::Duration;

use super::alert_columns::{plain, transition};
use super::db::{self};
use super::row::Row;
use super::sql::Sql;
use super::{
    Document, DocumentChange, DocumentKind, DocumentVersion, Error, Lease, Page, Store, audit,
    document, leases, record,
};
use crate::model::{
    Alert, AlertDetail, AlertStatus, AuditHead, DataStatus, DeploymentName, Evidence, Millis,
    NewAuditLine, Notification, NotificationStatus, Severity, Text, Transition,
};

/// Which alerts to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only these statuses; any if empty.
    pub statuses: Vec<AlertStatus>,
    /// Only this severity.
    pub severity: Option<Severity>,
    /// Only this rule.
    pub rule: Option<String>,
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this region.
    pub region: Option<String>,
    /// Only rooms of this name.
    pub room: Option<String>,
    /// A part of the message, the rule, the room or the participant, any case.
    pub text: Option<String>,
    /// Only those that were not resolved before this time.
    pub from: Option<Millis>,
    /// Only those that fired before this time.
    pub to: Option<Millis>,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// An alert with its version. A writer must give the version that it read.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredAlert {
    /// The alert.
    pub alert: Alert,
    /// Grows by one with each change; 1 when it fires.
    pub version: i64,
    /// When each receiver was last notified: a JSON object of receiver names and milliseconds.
    pub notified: String,
}

/// An alert that fires for the first time.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAlert {
    /// The alert.
    pub alert: Alert,
    /// The evidence.
    pub evidence: Evidence,
    /// See [`StoredAlert::notified`].
    pub notified: String,
}

/// The state of a rule for one subject. It is stored so that a restart neither notifies twice nor
/// forgets an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredState {
    /// The rule's name.
    pub rule: String,
    /// [`crate::model::Subject::key`].
    pub subject: String,
    /// The state of the evaluator, as JSON.
    pub state: String,
}

/// Everything that one transaction writes of alerting.
#[derive(Debug, Clone, Default)]
pub struct AlertBatch {
    /// Written only while this process holds the lease; otherwise [`Error::LeaseLost`].
    pub lease: Option<Lease>,
    /// Alerts that fire for the first time.
    pub opened: Vec<NewAlert>,
    /// Changed alerts, each with the version that was read. If the version changed since, the
    /// result is [`Error::Conflict`] and nothing is written.
    pub changed: Vec<StoredAlert>,
    /// Steps of alerts. Each becomes a line of the audit, `alert.<kind>`, in this order.
    pub steps: Vec<(String, Transition)>,
    /// States to write. Each replaces its stored row.
    pub states: Vec<StoredState>,
    /// States to delete: rule and subject.
    pub forgotten: Vec<(String, String)>,
    /// Notifications for the outbox. One that is already stored (same id) is not changed.
    pub notifications: Vec<Notification>,
    /// Notifications to retry or to discard: id and new status. A retried one must be parked, a
    /// discarded one parked or waiting; otherwise the result is [`Error::Conflict`]. A retried one
    /// keeps its message id, its attempts count from 0, and it is due at once.
    pub decided: Vec<(String, NotificationStatus)>,
    /// Documents to change, each with the version that was read; [`Error::Conflict`] if it changed
    /// since.
    pub documents: Vec<DocumentChange>,
    /// Further lines of the audit.
    pub lines: Vec<NewAuditLine>,
}

/// The columns of an alert.
macro_rules! columns {
    () => {
        "id, rule, severity, status, message, value, threshold, deployment, region, room, room_sid,
        participant, node, started_at, acknowledged_at, acknowledged_by, assignee, resolved_at,
        resolved_by, data, flapping, runbook_url"
    };
}

/// The same, with the columns that are needed to change it.
macro_rules! stored_columns {
    () => {
        concat!(columns!(), ", version, told")
    };
}

pub(super) use columns;

/// The beginning of a query for alerts; conditions follow.
const SELECT: &str = concat!("SELECT ", columns!(), " FROM alerts WHERE true");

impl Store {
    /// Writes the batch whole or not at all; returns the new end of the audit.
    pub async fn record(&self, batch: &AlertBatch) -> Result<AuditHead, Error> {
        let mut connection = self.db.connect().await?;
        let outcome = db::within(connection.limit(), record::record(&mut connection, batch)).await;
        connection.end(outcome)
    }

    /// Alerts by filter.
    pub async fn alerts(&self, filter: &AlertFilter) -> Result<Page<Alert>, Error> {
        let mut count = self.db.sql("SELECT count(*) FROM alerts WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = self.db.fetch_one(count).await?.get(0)?;
        let mut query = self.db.sql(SELECT);
        push_conditions(&mut query, filter);
        query.push(" ORDER BY started_at DESC, id DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        query.push(" OFFSET ").push_bind(i64::from(filter.offset));
        let rows = self.db.fetch_all(query).await?;
        Ok(Page {
            rows: self.unreadable.all("alert", &rows, alert)?,
            total: u64::try_from(total).unwrap_or_default(),
        })
    }

    /// The alerts after `cursor` (start and id of the last one read), latest first. The filter's
    /// offset is ignored.
    pub async fn alerts_after(
        &self,
        filter: &AlertFilter,
        cursor: Option<&(Millis, String)>,
    ) -> Result<Vec<Alert>, Error> {
        let mut query = self.db.sql(SELECT);
        push_conditions(&mut query, filter);
        if let Some((started_at, id)) = cursor {
            query.push(" AND (started_at, id) < (").push_bind(*started_at);
            query.push(", ").push_bind(plain(id)).push(")");
        }
        query.push(" ORDER BY started_at DESC, id DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        self.unreadable.all("alert", &self.db.fetch_all(query).await?, alert)
    }

    /// Every alert that is not resolved.
    pub async fn open_alerts(&self) -> Result<Vec<StoredAlert>, Error> {
        let open = self.db.sql(concat!(
            "SELECT ",
            stored_columns!(),
            " FROM alerts WHERE status <> 'resolved' ORDER BY started_at, id"
        ));
        self.unreadable.all("alert", &self.db.fetch_few(open).await?, stored_alert)
    }

    /// One alert with its evidence and its steps.
    pub async fn alert(&self, id: &str) -> Result<Option<AlertDetail>, Error> {
        let one = self
            .db
            .sql(concat!("SELECT ", columns!(), ", evidence FROM alerts WHERE id = $1"))
            .bind(plain(id));
        let Some(row) = self.db.fetch_optional(one).await? else { return Ok(None) };
        let mut transitions = Vec::new();
        for line in audit::steps(&self.db, id).await? {
            let step = transition(&line);
            let name = || line.sequence.to_string();
            transitions.extend(self.unreadable.pass("step of an alert", step, name)?);
        }
        let evidence = serde_json::from_str(row.get("evidence")?).map_err(Error::Record);
        let evidence = self.unreadable.pass("evidence of an alert", evidence, || id.to_owned())?;
        Ok(Some(AlertDetail {
            alert: alert(&row)?,
            evidence: evidence.unwrap_or_default(),
            transitions,
        }))
    }

    /// One alert, to be changed.
    pub async fn stored_alert(&self, id: &str) -> Result<Option<StoredAlert>, Error> {
        let one = self
            .db
            .sql(concat!("SELECT ", stored_columns!(), " FROM alerts WHERE id = $1"))
            .bind(plain(id));
        self.db.fetch_optional(one).await?.as_ref().map(stored_alert).transpose()
    }

    /// Every stored state.
    pub async fn alert_states(&self) -> Result<Vec<StoredState>, Error> {
        let all =
            self.db.sql("SELECT rule, subject, state FROM alert_states ORDER BY rule, subject_key");
        self.db.fetch_few(all).await?.iter().map(alert_state).collect()
    }

    /// Every document of a kind, by name.
    pub async fn documents(&self, kind: DocumentKind) -> Result<Vec<Document>, Error> {
        document::all(&self.db, kind).await
    }

    /// The versions of all documents of a kind, by name, to detect changes.
    pub async fn document_versions(
        &self,
        kind: DocumentKind,
    ) -> Result<Vec<DocumentVersion>, Error> {
        document::versions(&self.db, kind).await
    }

    /// The documents of a kind with these names. Unknown names are left out.
    pub async fn documents_named(
        &self,
        kind: DocumentKind,
        names: &[String],
    ) -> Result<Vec<Document>, Error> {
        document::named(&self.db, kind, names).await
    }

    /// Takes or renews a lease for `duration`, by the clock of the database; `false` if another
    /// process holds it.
    pub async fn take_lease(&self, lease: &Lease, duration: Duration) -> Result<bool, Error> {
        leases::take(&self.db, lease, duration).await
    }

    /// Releases a lease if this process holds it.
    pub async fn release_lease(&self, lease: &Lease) -> Result<(), Error> {
        leases::release(&self.db, lease).await
    }
}

/// Adds the conditions of the filter.
fn push_conditions(query: &mut Sql, filter: &AlertFilter) {
    for (index, status) in filter.statuses.iter().enumerate() {
        query.push(if index == 0 { " AND status IN (" } else { ", " }).push_bind(status.as_str());
    }
    if !filter.statuses.is_empty() {
        query.push(")");
    }
    if let Some(severity) = filter.severity {
        query.push(" AND severity = ").push_bind(severity.as_str());
    }
    for (column, value) in [
        (" AND rule = ", &filter.rule),
        (" AND deployment = ", &filter.deployment),
        (" AND region = ", &filter.region),
        (" AND room = ", &filter.room),
    ] {
        if let Some(value) = value {
            query.push(column).push_bind(plain(value));
        }
    }
    if let Some(text) = &filter.text {
        query.push(" AND ").push_contains("folded", &plain(&text.to_lowercase()));
    }
    if let Some(from) = filter.from {
        query.push(" AND (resolved_at IS NULL OR resolved_at >= ").push_bind(from).push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND started_at < ").push_bind(to);
    }
}

/// A row of `alerts`.
fn alert(row: &Row) -> Result<Alert, Error> {
    Ok(Alert {
        id: row.get("id")?,
        rule: row.get("rule")?,
        severity: row.word("severity", Severity::from_name)?,
        status: row.word("status", AlertStatus::from_name)?,
        message: row.get("message")?,
        value: row.get("value")?,
        threshold: row.get("threshold")?,
        deployment: row.get("deployment")?,
        region: row.get("region")?,
        room: row.get("room")?,
        room_sid: row.get("room_sid")?,
        participant: row.get("participant")?,
        node: row.get("node")?,
        started_at: row.utc("started_at")?,
        acknowledged_at: row.optional_utc("acknowledged_at")?,
        acknowledged_by: row.get("acknowledged_by")?,
        assignee: row.get("assignee")?,
        resolved_at: row.optional_utc("resolved_at")?,
        resolved_by: row.get("resolved_by")?,
        data: row.word("data", DataStatus::from_name)?,
        flapping: row.get("flapping")?,
        runbook_url: row.get("runbook_url")?,
    })
}

/// A row of `alerts` with the columns that are needed to change it.
fn stored_alert(row: &Row) -> Result<StoredAlert, Error> {
    Ok(StoredAlert { alert: alert(row)?, version: row.get("version")?, notified: row.get("told")? })
}

/// A row of `alert_states`.
fn alert_state(row: &Row) -> Result<StoredState, Error> {
    Ok(StoredState {
        rule: row.get("rule")?,
        subject: row.get("subject")?,
        state: row.get("state")?,
    })
}

/// Which spans to read for a backtest.
#[derive(Debug, Clone, Default)]
pub struct SpanFilter {
    /// Only those that ended at this time or later, or are open.
    pub from: Millis,
    /// Only those that began before this time.
    pub to: Millis,
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this region.
    pub region: Option<String>,
}

/// When a room session was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSpan {
    /// Its deployment.
    pub deployment: DeploymentName,
    /// Region of the deployment.
    pub region: Option<Text>,
    /// Its sid.
    pub sid: Text,
    /// Its name.
    pub name: Text,
    /// When it began.
    pub started_at: Millis,
    /// When it ended; `None` while it is open.
    pub finished_at: Option<Millis>,
}

/// When a participant was in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantSpan {
    /// The room's deployment.
    pub deployment: DeploymentName,
    /// The room session.
    pub room_sid: Text,
    /// The room's name.
    pub room_name: Text,
    /// The identity; empty if not known.
    pub identity: Text,
    /// The participant session's sid.
    pub sid: Text,
    /// When it began.
    pub joined_at: Millis,
    /// When it ended; `None` while it is open.
    pub left_at: Option<Millis>,
}

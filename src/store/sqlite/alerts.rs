//! Alerts, their states, and what is written down about alerting.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::{QueryBuilder, Sqlite};

use super::{SqliteStore, audit, documents, leases, record, rows};
use crate::model::{Alert, AlertDetail, AuditHead, Millis};
use crate::store::alert_columns::{plain, transition};
use crate::store::{
    AlertBatch, AlertFilter, AlertStore, Document, DocumentKind, DocumentVersion, Error, KeptAlert,
    KeptState, Lease, Page,
};

/// The columns that make an alert.
macro_rules! columns {
    () => {
        "id, rule, severity, status, message, value, threshold, deployment, region, room, room_sid,
        participant, node, started_at_ms, acknowledged_at_ms, acknowledged_by, assignee,
        resolved_at_ms, resolved_by, data, flapping, runbook_url"
    };
}

/// The same with what is needed to change it.
macro_rules! kept_columns {
    () => {
        concat!(columns!(), ", version, told")
    };
}

pub(super) use columns;

#[async_trait]
impl AlertStore for SqliteStore {
    async fn record(&self, batch: &AlertBatch) -> Result<AuditHead, Error> {
        let mut writer = self.hold_writer().await?;
        let head = record::record(&mut writer, batch).await?;
        writer.let_go();
        Ok(head)
    }

    async fn alerts(&self, filter: &AlertFilter) -> Result<Page<Alert>, Error> {
        let mut count = QueryBuilder::new("SELECT count(*) FROM alerts WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.readers).await?;
        let mut query = select();
        push_conditions(&mut query, filter);
        query.push(" ORDER BY started_at_ms DESC, id DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        query.push(" OFFSET ").push_bind(i64::from(filter.offset));
        let rows = query.build().fetch_all(&self.readers).await?;
        Ok(Page {
            rows: rows.iter().map(rows::alert).collect::<Result<_, _>>()?,
            total: u64::try_from(total).unwrap_or_default(),
        })
    }

    async fn alerts_behind(
        &self,
        filter: &AlertFilter,
        place: Option<&(Millis, String)>,
    ) -> Result<Vec<Alert>, Error> {
        let mut query = select();
        push_conditions(&mut query, filter);
        if let Some((started_at, id)) = place {
            query.push(" AND (started_at_ms, id) < (").push_bind(started_at.0);
            query.push(", ").push_bind(plain(id)).push(")");
        }
        query.push(" ORDER BY started_at_ms DESC, id DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        let rows = query.build().fetch_all(&self.readers).await?;
        rows.iter().map(rows::alert).collect()
    }

    async fn open_alerts(&self) -> Result<Vec<KeptAlert>, Error> {
        let open = sqlx::query(concat!(
            "SELECT ",
            kept_columns!(),
            " FROM alerts WHERE status <> 'resolved' ORDER BY started_at_ms, id"
        ));
        self.fetch(open).await?.iter().map(rows::kept_alert).collect()
    }

    async fn alert(&self, id: &str) -> Result<Option<AlertDetail>, Error> {
        let row =
            sqlx::query(concat!("SELECT ", columns!(), ", evidence FROM alerts WHERE id = $1"))
                .bind(plain(id))
                .fetch_optional(&self.readers)
                .await?;
        let Some(row) = row else { return Ok(None) };
        let steps = audit::steps(&self.readers, id).await?;
        Ok(Some(AlertDetail {
            alert: rows::alert(&row)?,
            evidence: rows::evidence(&row)?,
            transitions: steps.iter().map(transition).collect::<Result<_, _>>()?,
        }))
    }

    async fn kept_alert(&self, id: &str) -> Result<Option<KeptAlert>, Error> {
        let row = sqlx::query(concat!("SELECT ", kept_columns!(), " FROM alerts WHERE id = $1"))
            .bind(plain(id))
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(rows::kept_alert).transpose()
    }

    async fn alert_states(&self) -> Result<Vec<KeptState>, Error> {
        let all =
            sqlx::query("SELECT rule, subject, state FROM alert_states ORDER BY rule, subject_key");
        self.fetch(all).await?.iter().map(rows::alert_state).collect()
    }

    async fn documents(&self, kind: DocumentKind) -> Result<Vec<Document>, Error> {
        let all = documents::select(kind);
        self.fetch(all).await?.iter().map(|row| rows::document(row, kind)).collect()
    }

    async fn document_versions(&self, kind: DocumentKind) -> Result<Vec<DocumentVersion>, Error> {
        let all = documents::versions(kind);
        self.fetch(all).await?.iter().map(rows::document_version).collect()
    }

    async fn documents_named(
        &self,
        kind: DocumentKind,
        names: &[String],
    ) -> Result<Vec<Document>, Error> {
        let some = documents::named(kind, names);
        self.fetch(some).await?.iter().map(|row| rows::document(row, kind)).collect()
    }

    async fn take_lease(&self, lease: &Lease, duration: Duration) -> Result<bool, Error> {
        Ok(self.execute(leases::take(lease, duration)).await? > 0)
    }

    async fn release_lease(&self, lease: &Lease) -> Result<(), Error> {
        self.execute(leases::release(lease)).await.map(drop)
    }
}

/// The beginning of a query for alerts; conditions follow.
fn select() -> QueryBuilder<Sqlite> {
    QueryBuilder::new(concat!("SELECT ", columns!(), " FROM alerts WHERE true"))
}

/// Limits to the alerts that the filter asks for.
fn push_conditions(query: &mut QueryBuilder<Sqlite>, filter: &AlertFilter) {
    if !filter.statuses.is_empty() {
        query.push(" AND status IN (");
        let mut statuses = query.separated(", ");
        for status in &filter.statuses {
            statuses.push_bind(status.as_str());
        }
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
        // Not LIKE: nothing in the text is a pattern.
        query.push(" AND instr(folded, ").push_bind(plain(&text.to_lowercase())).push(") > 0");
    }
    if let Some(from) = filter.from {
        query.push(" AND (resolved_at_ms IS NULL OR resolved_at_ms >= ").push_bind(from.0);
        query.push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND started_at_ms < ").push_bind(to.0);
    }
}

//! Alerts and their transitions.

use async_trait::async_trait;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{SqliteStore, rows};
use crate::model::{Alert, AlertDetail, AlertStatus, Millis, Transition};
use crate::store::{AlertFilter, AlertStore, Error, Page};

/// The columns that make an alert.
macro_rules! columns {
    () => {
        "id, rule, severity, status, message, value, threshold, deployment, room, started_at_ms,
        acknowledged_at_ms, resolved_at_ms, resolved_by"
    };
}

#[async_trait]
impl AlertStore for SqliteStore {
    async fn open_alert(&self, alert: &Alert, transition: &Transition) -> Result<(), Error> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(concat!(
            "INSERT INTO alerts (",
            columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ))
        .bind(&alert.id)
        .bind(&alert.rule)
        .bind(alert.severity.as_str())
        .bind(alert.status.as_str())
        .bind(&alert.message)
        .bind(alert.value)
        .bind(alert.threshold)
        .bind(&alert.deployment)
        .bind(&alert.room)
        .bind(Millis::from_utc(alert.started_at).0)
        .bind(alert.acknowledged_at.map(|at| Millis::from_utc(at).0))
        .bind(alert.resolved_at.map(|at| Millis::from_utc(at).0))
        .bind(&alert.resolved_by)
        .execute(&mut *transaction)
        .await?;
        add_transition(&mut transaction, &alert.id, transition).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn alerts(&self, filter: &AlertFilter) -> Result<Page<Alert>, Error> {
        let mut count = QueryBuilder::new("SELECT count(*) FROM alerts WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.readers).await?;
        let mut query =
            QueryBuilder::new(concat!("SELECT ", columns!(), " FROM alerts WHERE true"));
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

    async fn alert(&self, id: &str) -> Result<Option<AlertDetail>, Error> {
        let row = sqlx::query(concat!("SELECT ", columns!(), " FROM alerts WHERE id = $1"))
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let transitions = sqlx::query(
            "SELECT at_ms, from_status, to_status, actor, note, value
            FROM alert_transitions WHERE alert = $1 ORDER BY number",
        )
        .bind(id)
        .fetch_all(&self.readers)
        .await?;
        Ok(Some(AlertDetail {
            alert: rows::alert(&row)?,
            transitions: transitions.iter().map(rows::transition).collect::<Result<_, _>>()?,
        }))
    }

    async fn resolve_alert(
        &self,
        id: &str,
        at: Millis,
        by: &str,
        note: Option<&str>,
    ) -> Result<Option<Alert>, Error> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let row = sqlx::query(concat!("SELECT ", columns!(), " FROM alerts WHERE id = $1"))
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut alert = rows::alert(&row)?;
        if alert.status == AlertStatus::Resolved {
            return Err(Error::AlreadyResolved);
        }
        let transition = Transition {
            at: at.to_utc(),
            from: Some(alert.status),
            to: AlertStatus::Resolved,
            by: by.to_owned(),
            note: note.map(str::to_owned),
            value: None,
        };
        sqlx::query(
            "UPDATE alerts SET status = 'resolved', resolved_at_ms = $2, resolved_by = $3
            WHERE id = $1",
        )
        .bind(id)
        .bind(Millis::from_utc(transition.at).0)
        .bind(by)
        .execute(&mut *transaction)
        .await?;
        add_transition(&mut transaction, id, &transition).await?;
        transaction.commit().await?;
        alert.status = AlertStatus::Resolved;
        alert.resolved_at = Some(transition.at);
        alert.resolved_by = Some(transition.by);
        Ok(Some(alert))
    }
}

/// Adds a step to an alert's life.
async fn add_transition(
    connection: &mut SqliteConnection,
    alert: &str,
    transition: &Transition,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO alert_transitions (alert, at_ms, from_status, to_status, actor, note, value)
        VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(alert)
    .bind(Millis::from_utc(transition.at).0)
    .bind(transition.from.map(AlertStatus::as_str))
    .bind(transition.to.as_str())
    .bind(&transition.by)
    .bind(&transition.note)
    .bind(transition.value)
    .execute(connection)
    .await?;
    Ok(())
}

/// Limits to the alerts that the filter asks for.
fn push_conditions(query: &mut QueryBuilder<Sqlite>, filter: &AlertFilter) {
    if let Some(status) = filter.status {
        query.push(" AND status = ").push_bind(status.as_str());
    }
    if let Some(severity) = filter.severity {
        query.push(" AND severity = ").push_bind(severity.as_str());
    }
    if let Some(rule) = &filter.rule {
        query.push(" AND rule = ").push_bind(rule.as_str());
    }
    if let Some(deployment) = &filter.deployment {
        query.push(" AND deployment = ").push_bind(deployment.as_str());
    }
}

//! The transaction that writes everything about alerting.

use super::alert_columns::{self, folded_alert, optional_plain, plain, unique_key};
use super::alerts::columns;
use super::columns::{last_of_each, record as json};
use super::db::{Connection, Transaction};
use super::dialect::Dialect;
use super::sql::{Sql, Tuple};
use super::{
    AlertBatch, Error, NewAlert, StoredAlert, StoredState, audit, bulk, document, leases, outbox,
};
use crate::model::{Alert, AuditHead, Millis};

/// Writes a batch in one transaction; returns the new end of the audit trail.
pub(super) async fn record(
    connection: &mut Connection,
    batch: &AlertBatch,
) -> Result<AuditHead, Error> {
    let mut transaction = connection.begin().await?;
    if let Some(lease) = &batch.lease {
        leases::check(&mut transaction, lease).await?;
    }
    // The lock comes first, so that concurrent writers of alerting cannot deadlock.
    let head = audit::lock(&mut transaction).await?;
    update_alerts(&mut transaction, &batch.changed).await?;
    document::change(&mut transaction, &batch.documents).await?;
    outbox::decide(&mut transaction, &batch.decided).await?;
    insert_alerts(&mut transaction, &batch.opened).await?;
    delete_states(&mut transaction, &batch.forgotten).await?;
    upsert_states(&mut transaction, &batch.states).await?;
    outbox::insert(&mut transaction, &batch.notifications).await?;
    let lines = alert_columns::lines(batch, &head)?;
    let head = audit::append(&mut transaction, head, &lines).await?;
    transaction.commit().await?;
    Ok(head)
}

/// Executes a statement about each part of `rows`; returns how many rows were affected.
pub(super) async fn execute_in_parts<T: Sync>(
    transaction: &mut Transaction<'_>,
    rows: &[T],
    statement: impl Fn(Dialect, &[T]) -> Result<Sql, Error> + Send,
) -> Result<u64, Error> {
    let dialect = transaction.dialect();
    let statement_rows = dialect.pick(100, bulk::SQLITE_ROWS);
    let mut affected = 0;
    for rows in rows.chunks(statement_rows) {
        // A statement of another length is rare, so it is not cached.
        let sql = statement(dialect, rows)?.seldom(rows.len() != statement_rows);
        affected += transaction.execute(sql).await?;
    }
    Ok(affected)
}

/// Adds an alert's columns.
fn push_alert(row: &mut Tuple<'_>, alert: &Alert) {
    row.push_bind(plain(&alert.id))
        .push_bind(plain(&alert.rule))
        .push_bind(alert.severity.as_str())
        .push_bind(alert.status.as_str())
        .push_bind(plain(&alert.message))
        .push_bind(alert.value)
        .push_bind(alert.threshold)
        .push_bind(optional_plain(alert.deployment.as_ref()))
        .push_bind(optional_plain(alert.region.as_ref()))
        .push_bind(optional_plain(alert.room.as_ref()))
        .push_bind(optional_plain(alert.room_sid.as_ref()))
        .push_bind(optional_plain(alert.participant.as_ref()))
        .push_bind(optional_plain(alert.node.as_ref()))
        .push_bind(Millis::from_utc(alert.started_at))
        .push_bind(alert.acknowledged_at.map(Millis::from_utc))
        .push_bind(optional_plain(alert.acknowledged_by.as_ref()))
        .push_bind(optional_plain(alert.assignee.as_ref()))
        .push_bind(alert.resolved_at.map(Millis::from_utc))
        .push_bind(optional_plain(alert.resolved_by.as_ref()))
        .push_bind(alert.data.as_str())
        .push_bind(alert.flapping)
        .push_bind(optional_plain(alert.runbook_url.as_ref()));
}

/// Inserts the alerts that fire.
async fn insert_alerts(
    transaction: &mut Transaction<'_>,
    opened: &[NewAlert],
) -> Result<(), Error> {
    let insert = |dialect, rows: &[NewAlert]| {
        let evidence = rows.iter().map(|new| json(&new.evidence));
        let evidence: Vec<_> = evidence.collect::<Result<_, _>>()?;
        let mut sql = Sql::new(
            dialect,
            concat!("INSERT INTO alerts (", columns!(), ", folded, told, evidence) "),
        );
        sql.push_values(rows.iter().zip(evidence), |row, (new, evidence)| {
            push_alert(row, &new.alert);
            row.push_bind(folded_alert(&new.alert))
                .push_bind(plain(&new.notified))
                .push_bind(evidence);
        });
        Ok(sql)
    };
    execute_in_parts(transaction, opened, insert).await.map(drop)
}

/// Updates alerts that still have the version that was read.
async fn update_alerts(
    transaction: &mut Transaction<'_>,
    changed: &[StoredAlert],
) -> Result<(), Error> {
    let update = |dialect, rows: &[StoredAlert]| {
        let mut sql =
            Sql::new(dialect, concat!("WITH new (", columns!(), ", folded, told, version) AS ("));
        sql.push_values(rows, |row, stored| {
            push_alert(row, &stored.alert);
            row.push_bind(folded_alert(&stored.alert))
                .push_bind(plain(&stored.notified))
                .push_bind(stored.version);
        });
        sql.push(
            ") UPDATE alerts SET rule = new.rule, severity = new.severity, status = new.status,
                message = new.message, value = new.value, threshold = new.threshold,
                deployment = new.deployment, region = new.region, room = new.room,
                room_sid = new.room_sid, participant = new.participant, node = new.node,
                started_at = new.started_at, acknowledged_at = new.acknowledged_at,
                acknowledged_by = new.acknowledged_by, assignee = new.assignee,
                resolved_at = new.resolved_at, resolved_by = new.resolved_by, data = new.data,
                flapping = new.flapping, runbook_url = new.runbook_url, folded = new.folded,
                told = new.told, version = alerts.version + 1
            FROM new WHERE alerts.id = new.id AND alerts.version = new.version",
        );
        Ok(sql)
    };
    if execute_in_parts(transaction, changed, update).await? != changed.len() as u64 {
        return Err(Error::Conflict);
    }
    Ok(())
}

/// Writes states. Each replaces its stored row.
async fn upsert_states(
    transaction: &mut Transaction<'_>,
    states: &[StoredState],
) -> Result<(), Error> {
    let states: Vec<_> =
        last_of_each(states, |state| (plain(&state.rule), plain(&state.subject))).collect();
    let upsert = |dialect, rows: &[&StoredState]| {
        let mut sql =
            Sql::new(dialect, "INSERT INTO alert_states (rule, subject_key, subject, state) ");
        sql.push_values(rows, |row, state| {
            let subject = plain(&state.subject);
            row.push_bind(plain(&state.rule))
                .push_bind(unique_key(&subject))
                .push_bind(&*subject)
                .push_bind(plain(&state.state));
        });
        sql.push(
            " ON CONFLICT (rule, subject_key) DO UPDATE SET subject = excluded.subject,
                state = excluded.state",
        );
        Ok(sql)
    };
    execute_in_parts(transaction, &states, upsert).await.map(drop)
}

/// Deletes states.
async fn delete_states(
    transaction: &mut Transaction<'_>,
    forgotten: &[(String, String)],
) -> Result<(), Error> {
    let delete = |dialect, rows: &[(String, String)]| {
        let mut sql = Sql::new(dialect, "DELETE FROM alert_states WHERE (rule, subject_key) IN (");
        sql.push_values(rows, |row, (rule, subject)| {
            row.push_bind(plain(rule)).push_bind(unique_key(&plain(subject)));
        });
        sql.push(")");
        Ok(sql)
    };
    execute_in_parts(transaction, forgotten, delete).await.map(drop)
}

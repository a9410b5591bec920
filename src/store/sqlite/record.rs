//! The one transaction that writes about alerting.

use sqlx::query_builder::Separated;
use sqlx::{Connection as _, QueryBuilder, Sqlite, SqliteConnection};

use super::alerts::columns;
use super::{BEGIN, STATEMENT_ROWS, audit, documents, execute, leases, outbox};
use crate::model::{Alert, AuditHead};
use crate::store::alert_columns::{self, folded_alert, millis, optional_plain, plain, unique_key};
use crate::store::columns::{last_of_each, record as json};
use crate::store::{AlertBatch, Error, KeptAlert, KeptState, NewAlert};

/// Writes a batch in one transaction; returns the end of the audit behind it.
pub(super) async fn record(
    connection: &mut SqliteConnection,
    batch: &AlertBatch,
) -> Result<AuditHead, Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    if let Some(lease) = &batch.lease {
        leases::check(&mut transaction, lease).await?;
    }
    let head = audit::head(&mut transaction).await?;
    change(&mut transaction, &batch.changed).await?;
    documents::change(&mut transaction, &batch.documents).await?;
    outbox::decide(&mut transaction, &batch.decided).await?;
    open(&mut transaction, &batch.opened).await?;
    forget(&mut transaction, &batch.forgotten).await?;
    keep(&mut transaction, &batch.states).await?;
    outbox::insert(&mut transaction, &batch.notifications).await?;
    let lines = alert_columns::lines(batch, &head)?;
    let head = audit::append(&mut transaction, head, &lines).await?;
    transaction.commit().await?;
    Ok(head)
}

/// Adds an alert's columns.
fn push_alert(row: &mut Separated<'_, Sqlite, &'static str>, alert: &Alert) {
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
        .push_bind(millis(alert.started_at))
        .push_bind(alert.acknowledged_at.map(millis))
        .push_bind(optional_plain(alert.acknowledged_by.as_ref()))
        .push_bind(optional_plain(alert.assignee.as_ref()))
        .push_bind(alert.resolved_at.map(millis))
        .push_bind(optional_plain(alert.resolved_by.as_ref()))
        .push_bind(alert.data.as_str())
        .push_bind(alert.flapping)
        .push_bind(optional_plain(alert.runbook_url.as_ref()));
}

/// Inserts the alerts that fire.
async fn open(connection: &mut SqliteConnection, opened: &[NewAlert]) -> Result<(), Error> {
    for rows in opened.chunks(STATEMENT_ROWS) {
        let evidence = rows.iter().map(|new| json(&new.evidence));
        let evidence: Vec<_> = evidence.collect::<Result<_, _>>()?;
        let mut query = QueryBuilder::new(concat!(
            "INSERT INTO alerts (",
            columns!(),
            ", folded, told, evidence) "
        ));
        query.push_values(rows.iter().zip(evidence), |mut row, (new, evidence)| {
            push_alert(&mut row, &new.alert);
            row.push_bind(folded_alert(&new.alert)).push_bind(plain(&new.told)).push_bind(evidence);
        });
        execute(connection, query, rows.len()).await?;
    }
    Ok(())
}

/// Writes alerts over what was read of them.
async fn change(connection: &mut SqliteConnection, changed: &[KeptAlert]) -> Result<(), Error> {
    for rows in changed.chunks(STATEMENT_ROWS) {
        let mut query =
            QueryBuilder::new(concat!("WITH new (", columns!(), ", folded, told, version) AS ("));
        query.push_values(rows, |mut row, kept| {
            push_alert(&mut row, &kept.alert);
            row.push_bind(folded_alert(&kept.alert))
                .push_bind(plain(&kept.told))
                .push_bind(kept.version);
        });
        query.push(
            ") UPDATE alerts SET rule = new.rule, severity = new.severity, status = new.status,
                message = new.message, value = new.value, threshold = new.threshold,
                deployment = new.deployment, region = new.region, room = new.room,
                room_sid = new.room_sid, participant = new.participant, node = new.node,
                started_at_ms = new.started_at_ms, acknowledged_at_ms = new.acknowledged_at_ms,
                acknowledged_by = new.acknowledged_by, assignee = new.assignee,
                resolved_at_ms = new.resolved_at_ms, resolved_by = new.resolved_by, data = new.data,
                flapping = new.flapping, runbook_url = new.runbook_url, folded = new.folded,
                told = new.told, version = alerts.version + 1
            FROM new WHERE alerts.id = new.id AND alerts.version = new.version",
        );
        if execute(connection, query, rows.len()).await? != rows.len() as u64 {
            return Err(Error::Conflict);
        }
    }
    Ok(())
}

/// Writes states, replacing what is there.
async fn keep(connection: &mut SqliteConnection, states: &[KeptState]) -> Result<(), Error> {
    let states: Vec<_> =
        last_of_each(states, |kept| (plain(&kept.rule), plain(&kept.subject))).collect();
    for rows in states.chunks(STATEMENT_ROWS) {
        let mut query =
            QueryBuilder::new("INSERT INTO alert_states (rule, subject_key, subject, state) ");
        query.push_values(rows, |mut row, kept| {
            let subject = plain(&kept.subject);
            row.push_bind(plain(&kept.rule))
                .push_bind(unique_key(&subject))
                .push_bind(&*subject)
                .push_bind(plain(&kept.state));
        });
        query.push(
            " ON CONFLICT (rule, subject_key) DO UPDATE SET subject = excluded.subject,
                state = excluded.state",
        );
        execute(connection, query, rows.len()).await?;
    }
    Ok(())
}

/// Deletes states.
async fn forget(
    connection: &mut SqliteConnection,
    forgotten: &[(String, String)],
) -> Result<(), Error> {
    for rows in forgotten.chunks(STATEMENT_ROWS) {
        let mut query =
            QueryBuilder::new("DELETE FROM alert_states WHERE (rule, subject_key) IN (");
        query.push_values(rows, |mut row, (rule, subject)| {
            row.push_bind(plain(rule)).push_bind(unique_key(&plain(subject)));
        });
        query.push(")");
        execute(connection, query, rows.len()).await?;
    }
    Ok(())
}

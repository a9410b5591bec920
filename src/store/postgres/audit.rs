//! The audit trail.

use async_trait::async_trait;
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, QueryBuilder, Row as _};

use super::events::WRITE_LIMIT;
use super::record::{STATEMENT_ROWS, execute};
use super::{PostgresStore, rows};
use crate::model::{AuditHead, AuditLine, Millis};
use crate::store::alert_columns::{
    RETAINED, folded_line, plain, retained, retained_through, sequence,
};
use crate::store::columns::key;
use crate::store::paging::page;
use crate::store::{AuditFilter, AuditStore, Error, KeptLine};

/// The columns that make a line.
macro_rules! columns {
    () => {
        "sequence, at, kind, actor, subject, body, hash"
    };
}

/// Alerts, and lines, that one transaction of retention deletes at most, so that nobody waits for it
/// for long.
const DELETED_AT_ONCE: i64 = 5000;

#[async_trait]
impl AuditStore for PostgresStore {
    async fn audit_head(&self) -> Result<AuditHead, Error> {
        let row =
            sqlx::query("SELECT sequence, hash FROM audit_head").fetch_one(&self.pool).await?;
        rows::audit_head(&row)
    }

    async fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditLine>, Error> {
        let mut query = select(filter);
        page(query.build().fetch(&self.pool), rows::audit_line, |line| line.body.len()).await
    }

    async fn audit_behind(&self, behind: Option<u64>, limit: u32) -> Result<Vec<KeptLine>, Error> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            columns!(),
            ", folded FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2"
        ))
        .bind(behind.map_or(i64::MIN, sequence))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        let kept = |row| {
            let line = rows::audit_line(row)?;
            Ok(KeptLine { line, folded: row.try_get("folded")? })
        };
        rows.iter().map(kept).collect()
    }

    async fn retain_alerts(&self, before: Millis, now: Millis) -> Result<u64, Error> {
        // What this writes itself is younger, or it would never be done.
        let before = before.min(now);
        let mut deleted = 0;
        loop {
            let mut connection = self.hold().await?;
            let retaining = retain(&mut connection, before, now);
            let done = match tokio::time::timeout(WRITE_LIMIT, retaining).await {
                Ok(outcome) => Self::kept(connection, outcome)?,
                Err(late) => return Err(Self::give_up(connection.let_go(), late)),
            };
            deleted += done;
            if done == 0 {
                return Ok(deleted);
            }
        }
    }
}

/// The end of the trail, held until the transaction ends.
pub(super) async fn lock(connection: &mut PgConnection) -> Result<AuditHead, Error> {
    let row = sqlx::query("SELECT sequence, hash FROM audit_head FOR UPDATE")
        .fetch_one(connection)
        .await?;
    rows::audit_head(&row)
}

/// Adds lines that are chained behind `head`, which is locked; returns the end behind them.
pub(super) async fn append(
    connection: &mut PgConnection,
    head: AuditHead,
    lines: &[AuditLine],
) -> Result<AuditHead, Error> {
    for rows in lines.chunks(STATEMENT_ROWS) {
        let mut query = QueryBuilder::new(concat!("INSERT INTO audit (", columns!(), ", folded) "));
        query.push_values(rows, |mut row, line| {
            row.push_bind(sequence(line.sequence))
                .push_bind(line.at)
                .push_bind(&line.kind)
                .push_bind(&line.actor)
                .push_bind(&line.subject)
                .push_bind(&line.body)
                .push_bind(&line.hash)
                .push_bind(folded_line(line));
        });
        execute(connection, query, rows.len()).await?;
    }
    let Some(last) = lines.last() else { return Ok(head) };
    sqlx::query("UPDATE audit_head SET sequence = $1, hash = $2")
        .bind(sequence(last.sequence))
        .bind(&last.hash)
        .execute(connection)
        .await?;
    Ok(last.head())
}

/// The steps in the life of an alert, oldest first.
pub(super) async fn steps(pool: &PgPool, alert: &str) -> Result<Vec<AuditLine>, Error> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM audit WHERE subject = $1 AND kind >= 'alert.' AND kind < 'alert/' ORDER BY sequence"
    ))
    .bind(key(&plain(alert)))
    .fetch_all(pool)
    .await?;
    rows.iter().map(rows::audit_line).collect()
}

/// Deletes some of what is over its time, in one transaction; returns the number of rows.
async fn retain(connection: &mut PgConnection, before: Millis, now: Millis) -> Result<u64, Error> {
    let mut transaction = connection.begin().await?;
    let head = lock(&mut transaction).await?;
    let mut deleted = 0;
    // Nobody changes an alert while the head is held: both find the same ones.
    for query in [
        "DELETE FROM notifications WHERE alert_id IN (
            SELECT id FROM alerts WHERE status = 'resolved' AND resolved_at < $1
            ORDER BY resolved_at, id LIMIT $2)",
        "DELETE FROM alerts WHERE id IN (
            SELECT id FROM alerts WHERE status = 'resolved' AND resolved_at < $1
            ORDER BY resolved_at, id LIMIT $2)",
    ] {
        deleted += sqlx::query(query)
            .bind(before.to_utc())
            .bind(DELETED_AT_ONCE)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
    }
    let last = last_to_go(&mut transaction, before).await?;
    if let Some(last) = &last {
        deleted += sqlx::query("DELETE FROM audit WHERE sequence <= $1")
            .bind(sequence(last.sequence))
            .execute(&mut *transaction)
            .await?
            .rows_affected();
    }
    if deleted == 0 {
        return Ok(0);
    }
    let through = match last {
        Some(last) => last,
        None => gone_already(&mut transaction).await?,
    };
    let lines = retained(&through, now, &head)?;
    append(&mut transaction, head, &lines).await?;
    transaction.commit().await?;
    Ok(deleted)
}

/// The last line before the first one that is to be kept; `None` if the first of all is.
async fn last_to_go(
    connection: &mut PgConnection,
    before: Millis,
) -> Result<Option<AuditHead>, Error> {
    let row = sqlx::query(
        "SELECT sequence, hash FROM audit
        WHERE sequence < (SELECT min(sequence) FROM audit) + $2
            AND sequence < coalesce((SELECT kept.sequence FROM audit kept
                WHERE kept.at >= $1
                    OR kept.kind >= 'alert.' AND kept.kind < 'alert/'
                        AND EXISTS (SELECT 1 FROM alerts WHERE alerts.id = kept.subject)
                ORDER BY kept.sequence LIMIT 1), 9223372036854775807)
        ORDER BY sequence DESC LIMIT 1",
    )
    .bind(before.to_utc())
    .bind(DELETED_AT_ONCE)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(rows::audit_head).transpose()
}

/// The last line that is gone already.
async fn gone_already(connection: &mut PgConnection) -> Result<AuditHead, Error> {
    let row = sqlx::query("SELECT body FROM audit WHERE kind = $1 ORDER BY sequence DESC LIMIT 1")
        .bind(RETAINED)
        .fetch_optional(connection)
        .await?;
    retained_through(row.as_ref().map(|row| row.try_get("body")).transpose()?)
}

/// The query of a list of lines.
fn select(filter: &AuditFilter) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(concat!("SELECT ", columns!(), " FROM audit WHERE true"));
    if let Some(kind) = &filter.kind {
        // What begins with the kind and a dot lies between the dot and the next character.
        let kind = plain(kind);
        query.push(" AND (kind = ").push_bind(&*kind);
        query.push(" OR kind >= ").push_bind(format!("{kind}."));
        query.push(" AND kind < ").push_bind(format!("{kind}/")).push(")");
    }
    if let Some(actor) = &filter.actor {
        query.push(" AND actor = ").push_bind(key(&plain(actor)));
    }
    if let Some(subject) = &filter.subject {
        query.push(" AND subject = ").push_bind(key(&plain(subject)));
    }
    if let Some(text) = &filter.text {
        // Not LIKE: nothing in the text is a pattern.
        query.push(" AND strpos(folded, ").push_bind(plain(&text.to_lowercase())).push(") > 0");
    }
    if let Some(from) = filter.from {
        query.push(" AND at >= ").push_bind(from.to_utc());
    }
    if let Some(to) = filter.to {
        query.push(" AND at < ").push_bind(to.to_utc());
    }
    if let Some(before) = filter.before {
        query.push(" AND sequence < ").push_bind(sequence(before));
    }
    query.push(" ORDER BY sequence DESC LIMIT ").push_bind(i64::from(filter.limit));
    query
}

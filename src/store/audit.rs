//! The audit trail.

use super::alert_columns::{
    RETAINED, StoredLine, folded_line, plain, retained, retained_through, sequence,
};
use super::columns::key;
use super::db::{self, Connection, Db, Transaction};
use super::dialect::Dialect;
use super::paging::page;
use super::record::execute_in_parts;
use super::row::Row;
use super::sql::Sql;
use super::{Error, Store};
use crate::model::{AuditHead, AuditLine, Millis};

/// Which lines of the audit to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only this kind, and kinds that begin with it and a dot.
    pub kind: Option<String>,
    /// Only by this actor.
    pub actor: Option<String>,
    /// Only about this.
    pub subject: Option<String>,
    /// A part of the search text, any case.
    pub text: Option<String>,
    /// Only of this time or later.
    pub from: Option<Millis>,
    /// Only before this time.
    pub to: Option<Millis>,
    /// Only lines before this sequence number.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

/// The columns of a line.
macro_rules! columns {
    () => {
        "sequence, at, kind, actor, subject, body, hash"
    };
}

/// The query of the end of the audit trail.
const HEAD: &str = "SELECT sequence, hash FROM audit_head";

/// Alerts, and lines, that one transaction of retention deletes at most, so that no writer waits
/// long.
const DELETED_AT_ONCE: i64 = 5000;

impl Store {
    /// The end of the audit trail.
    pub async fn audit_head(&self) -> Result<AuditHead, Error> {
        head(&self.db.fetch_one(self.db.sql(HEAD)).await?)
    }

    /// Lines by filter, latest first.
    pub async fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditLine>, Error> {
        let rows = self.db.fetch(select(self.db.dialect(), filter));
        page(rows, line, |line| line.body.len()).await
    }

    /// The lines after a sequence number, as they are stored, oldest first; from the start if
    /// `None`.
    pub async fn audit_after(
        &self,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<StoredLine>, Error> {
        let next = self
            .db
            .sql(concat!(
                "SELECT ",
                columns!(),
                ", folded FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2"
            ))
            .bind(after.map_or(i64::MIN, sequence))
            .bind(i64::from(limit));
        let stored = |row: &Row| Ok(StoredLine { line: line(row)?, folded: row.get("folded")? });
        self.db.fetch_all(next).await?.iter().map(stored).collect()
    }

    /// Deletes alerts that were resolved before `before`, their notifications, and the lines of the
    /// audit up to the first one that is younger or belongs to a remaining alert. The same
    /// transaction adds a line `audit.retained` with the body `{"through": n, "hash": "…"}`:
    /// sequence number and hash of the last deleted line. If there is nothing to delete, nothing is
    /// written. Returns the number of deleted rows.
    pub async fn retain_alerts(&self, before: Millis, now: Millis) -> Result<u64, Error> {
        // The lines that this adds must be younger, or it would never end.
        let before = before.min(now);
        let mut deleted = 0;
        loop {
            let mut connection = self.db.connect().await?;
            let outcome =
                db::within(connection.limit(), retain(&mut connection, before, now)).await;
            let done = connection.end(outcome)?;
            deleted += done;
            if done == 0 {
                return Ok(deleted);
            }
        }
    }
}

/// The end of the trail, locked until the transaction ends. In SQLite the write lock does that.
pub(super) async fn lock(transaction: &mut Transaction<'_>) -> Result<AuditHead, Error> {
    let mut end = transaction.sql(HEAD);
    end.push(transaction.dialect().pick(" FOR UPDATE", ""));
    head(&transaction.fetch_one(end).await?)
}

/// Adds lines that are chained to `head`, which is locked; returns the new end.
pub(super) async fn append(
    transaction: &mut Transaction<'_>,
    head: AuditHead,
    lines: &[AuditLine],
) -> Result<AuditHead, Error> {
    let Some(last) = lines.last() else { return Ok(head) };
    let insert = |dialect, rows: &[AuditLine]| {
        let mut sql = Sql::new(dialect, concat!("INSERT INTO audit (", columns!(), ", folded) "));
        sql.push_values(rows, |row, line| {
            row.push_bind(sequence(line.sequence))
                .push_bind(Millis::from_utc(line.at))
                .push_bind(&line.kind)
                .push_bind(&line.actor)
                .push_bind(&line.subject)
                .push_bind(&line.body)
                .push_bind(&line.hash)
                .push_bind(folded_line(line));
        });
        Ok(sql)
    };
    execute_in_parts(transaction, lines, insert).await?;
    let end = transaction
        .sql("UPDATE audit_head SET sequence = $1, hash = $2")
        .bind(sequence(last.sequence))
        .bind(&last.hash);
    transaction.execute(end).await?;
    Ok(last.head())
}

/// The steps in the life of an alert, oldest first.
pub(super) async fn steps(db: &Db, alert: &str) -> Result<Vec<AuditLine>, Error> {
    let steps = db
        .sql(concat!(
            "SELECT ",
            columns!(),
            " FROM audit
            WHERE subject = $1 AND kind >= 'alert.' AND kind < 'alert/' ORDER BY sequence"
        ))
        .bind(key(&plain(alert)));
    db.fetch_all(steps).await?.iter().map(line).collect()
}

/// Deletes a part of the expired rows in one transaction; returns the number of rows.
async fn retain(connection: &mut Connection, before: Millis, now: Millis) -> Result<u64, Error> {
    let mut transaction = connection.begin().await?;
    let head = lock(&mut transaction).await?;
    let mut deleted = 0;
    // No alert changes while the head is locked, so both statements select the same alerts.
    for query in [
        "DELETE FROM notifications WHERE alert_id IN (
            SELECT id FROM alerts WHERE status = 'resolved' AND resolved_at < $1
            ORDER BY resolved_at, id LIMIT $2)",
        "DELETE FROM alerts WHERE id IN (
            SELECT id FROM alerts WHERE status = 'resolved' AND resolved_at < $1
            ORDER BY resolved_at, id LIMIT $2)",
    ] {
        let delete = transaction.sql(query).bind(before).bind(DELETED_AT_ONCE);
        deleted += transaction.execute(delete).await?;
    }
    let last = last_to_delete(&mut transaction, before).await?;
    if let Some(last) = &last {
        let delete = transaction.sql("DELETE FROM audit WHERE sequence <= $1");
        deleted += transaction.execute(delete.bind(sequence(last.sequence))).await?;
    }
    if deleted == 0 {
        return Ok(0);
    }
    let through = match last {
        Some(last) => last,
        None => last_deleted(&mut transaction).await?,
    };
    let lines = retained(&through, now, &head)?;
    append(&mut transaction, head, &lines).await?;
    transaction.commit().await?;
    Ok(deleted)
}

/// The query of the last line before the first one to keep.
macro_rules! last_to_delete {
    ($hint:literal) => {
        concat!(
            "SELECT sequence, hash FROM audit
            WHERE sequence < (SELECT min(sequence) FROM audit) + $2
                AND sequence < coalesce((SELECT kept.sequence FROM audit kept
                    WHERE ",
            $hint,
            "kept.at >= $1 OR ",
            $hint,
            "kept.kind >= 'alert.' AND kept.kind < 'alert/'
                        AND EXISTS (SELECT 1 FROM alerts WHERE alerts.id = kept.subject)
                    ORDER BY kept.sequence LIMIT 1), 9223372036854775807)
            ORDER BY sequence DESC LIMIT 1"
        )
    };
}

/// The last line before the first one to keep; `None` if the very first line is kept.
async fn last_to_delete(
    transaction: &mut Transaction<'_>,
    before: Millis,
) -> Result<Option<AuditHead>, Error> {
    // The `+` makes SQLite search from the start of the trail: most lines are young.
    let query = transaction.dialect().pick(last_to_delete!(""), last_to_delete!("+"));
    let last = transaction.sql(query).bind(before).bind(DELETED_AT_ONCE);
    transaction.fetch_optional(last).await?.as_ref().map(head).transpose()
}

/// The last line that an earlier retention deleted.
async fn last_deleted(transaction: &mut Transaction<'_>) -> Result<AuditHead, Error> {
    let last = transaction
        .sql("SELECT body FROM audit WHERE kind = $1 ORDER BY sequence DESC LIMIT 1")
        .bind(RETAINED);
    let row = transaction.fetch_optional(last).await?;
    retained_through(row.as_ref().map(|row| row.get("body")).transpose()?)
}

/// The query of a list of lines.
fn select(dialect: Dialect, filter: &AuditFilter) -> Sql {
    let mut query = Sql::new(dialect, concat!("SELECT ", columns!(), " FROM audit WHERE true"));
    if let Some(kind) = &filter.kind {
        // Kinds that begin with this one and a dot sort between `.` and the next character.
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
        query.push(" AND ").push_contains("folded", &plain(&text.to_lowercase()));
    }
    if let Some(from) = filter.from {
        query.push(" AND at >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        query.push(" AND at < ").push_bind(to);
    }
    if let Some(before) = filter.before {
        query.push(" AND sequence < ").push_bind(sequence(before));
    }
    query.push(" ORDER BY sequence DESC LIMIT ").push_bind(i64::from(filter.limit));
    query
}

/// The number and hash of a row of `audit` or `audit_head`.
fn head(row: &Row) -> Result<AuditHead, Error> {
    Ok(AuditHead {
        sequence: u64::try_from(row.get::<i64>("sequence")?).unwrap_or_default(),
        hash: row.get("hash")?,
    })
}

/// A row of `audit`.
fn line(row: &Row) -> Result<AuditLine, Error> {
    let AuditHead { sequence, hash } = head(row)?;
    Ok(AuditLine {
        sequence,
        at: row.utc("at")?,
        kind: row.get("kind")?,
        actor: row.get("actor")?,
        subject: row.get("subject")?,
        body: row.get("body")?,
        hash,
    })
}

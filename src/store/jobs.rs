//! Jobs.

use sqlx::types::Json;

use super::bulk::{Insert, Kind};
use super::columns::{self, key, last_of_each, optional, optional_key};
use super::db::{Db, Transaction};
use super::row::Row;
use super::sql::Sql;
use super::{Error, JobFilter, Page};
use crate::model::{DeploymentName, JobKind, JobRecord, Millis, Text};

/// Those that run or ended at or after `since`.
pub(super) async fn recent(db: &Db, since: Millis) -> Result<Vec<JobRecord>, Error> {
    let recent = db.sql("SELECT record FROM jobs WHERE ended_at IS NULL OR ended_at >= $1");
    let rows = db.fetch_all(recent.bind(since)).await?;
    rows.iter().map(job).collect()
}

/// Those of these ids.
pub(super) async fn by_id(
    db: &Db,
    keys: &[(DeploymentName, JobKind, Text)],
) -> Result<Vec<JobRecord>, Error> {
    let keys = keys.iter().map(|(deployment, kind, id)| (key(deployment), kind.as_str(), key(id)));
    let mut query = db.sql("SELECT j.record").bind(Json(keys.collect::<Vec<_>>()));
    query.push(db.dialect().wanted()).push(
        "jobs j ON j.deployment = wanted.value ->> 0 AND j.kind = wanted.value ->> 1
            AND j.id = wanted.value ->> 2",
    );
    let rows = db.fetch_all(query).await?;
    rows.iter().map(job).collect()
}

/// A page of them.
pub(super) async fn list(db: &Db, filter: &JobFilter) -> Result<Page<JobRecord>, Error> {
    let mut count = db.sql("SELECT count(*) FROM jobs WHERE true");
    push_conditions(&mut count, filter);
    let total: i64 = db.fetch_one(count).await?.get(0)?;
    let mut query = db.sql("SELECT record FROM jobs WHERE true");
    push_conditions(&mut query, filter);
    query.push(" ORDER BY coalesce(started_at, first_seen) DESC, deployment, kind, id LIMIT ");
    query.push_bind(i64::from(filter.limit));
    query.push(" OFFSET ").push_bind(i64::from(filter.offset));
    let rows = db.fetch_all(query).await?;
    Ok(Page {
        rows: rows.iter().map(job).collect::<Result<_, _>>()?,
        total: u64::try_from(total).unwrap_or_default(),
    })
}

fn job(row: &Row) -> Result<JobRecord, Error> {
    Ok(serde_json::from_str(row.get("record")?)?)
}

/// Limits to the jobs that the filter asks for.
fn push_conditions(query: &mut Sql, filter: &JobFilter) {
    if let Some(deployment) = &filter.deployment {
        query.push(" AND deployment = ").push_bind(key(deployment));
    }
    if let Some(kind) = filter.kind {
        query.push(" AND kind = ").push_bind(kind.as_str());
    }
    if let Some(sid) = &filter.room_sid {
        query.push(" AND room_sid = ").push_bind(key(sid));
    }
    match filter.ended {
        Some(true) => query.push(" AND ended_at IS NOT NULL"),
        Some(false) => query.push(" AND ended_at IS NULL"),
        None => query,
    };
}

const INSERT: Insert = Insert {
    table: "jobs",
    columns: &[
        ("kind", Kind::Text),
        ("id", Kind::Text),
        ("deployment", Kind::Text),
        ("room_sid", Kind::Text),
        ("room_name", Kind::Text),
        ("name", Kind::Text),
        ("status", Kind::Text),
        ("first_seen", Kind::Time),
        ("started_at", Kind::Time),
        ("ended_at", Kind::Time),
        ("error", Kind::Text),
        ("record", Kind::Text),
    ],
    conflict: "ON CONFLICT (deployment, kind, id) DO UPDATE SET room_sid = excluded.room_sid,
        room_name = excluded.room_name, name = excluded.name, status = excluded.status,
        first_seen = excluded.first_seen, started_at = excluded.started_at,
        ended_at = excluded.ended_at, error = excluded.error, record = excluded.record",
};

/// Writes jobs whole.
pub(super) async fn upsert(
    transaction: &mut Transaction<'_>,
    jobs: &[JobRecord],
) -> Result<(), Error> {
    let jobs = last_of_each(jobs, |job| (&*job.deployment, job.kind, key(&job.id)));
    let records: Vec<_> = jobs.clone().map(columns::record).collect::<Result<_, _>>()?;
    let rows: Vec<_> = jobs.zip(records.iter().map(String::as_str)).collect();
    let write = INSERT.write(transaction, &rows, |row, (job, record)| {
        row.text(job.kind.as_str())
            .text(key(&job.id))
            .text(key(&job.deployment))
            .text(optional_key(&job.room_sid))
            .text(optional(&job.room_name))
            .text(optional(&job.name))
            .text(job.status().map(|status| status.name.as_str()))
            .time(job.first_seen)
            .time(job.started_at)
            .time(columns::job_ended_at(job))
            .text(job.status().and_then(|status| optional(&status.error)))
            .text(record);
    });
    write.await.map(drop)
}

//! Jobs.

use sqlx::types::Json;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqlitePool};

use super::rows;
use crate::model::{DeploymentName, JobKind, JobRecord, Millis, Text};
use crate::store::columns::{self, key, last_of_each, optional, optional_key};
use crate::store::{Error, JobFilter, Page};

/// Those that run or ended at or after `since`.
pub(super) async fn recent(pool: &SqlitePool, since: Millis) -> Result<Vec<JobRecord>, Error> {
    let rows =
        sqlx::query("SELECT record FROM jobs WHERE ended_at_ms IS NULL OR ended_at_ms >= $1")
            .bind(since.0)
            .fetch_all(pool)
            .await?;
    rows.iter().map(rows::job).collect()
}

/// Those of these ids.
pub(super) async fn by_id(
    pool: &SqlitePool,
    keys: &[(DeploymentName, JobKind, Text)],
) -> Result<Vec<JobRecord>, Error> {
    let rows = sqlx::query(
        "SELECT j.record FROM json_each($1) wanted CROSS JOIN jobs j
            ON j.deployment = wanted.value ->> 0 AND j.kind = wanted.value ->> 1
            AND j.id = wanted.value ->> 2",
    )
    .bind(Json(
        keys.iter()
            .map(|(deployment, kind, id)| (key(deployment), kind.as_str(), key(id)))
            .collect::<Vec<_>>(),
    ))
    .fetch_all(pool)
    .await?;
    rows.iter().map(rows::job).collect()
}

/// A page of them.
pub(super) async fn list(pool: &SqlitePool, filter: &JobFilter) -> Result<Page<JobRecord>, Error> {
    let mut count = QueryBuilder::new("SELECT count(*) FROM jobs WHERE true");
    push_conditions(&mut count, filter);
    let total: i64 = count.build_query_scalar().fetch_one(pool).await?;
    let mut query = QueryBuilder::new("SELECT record FROM jobs WHERE true");
    push_conditions(&mut query, filter);
    query
        .push(" ORDER BY coalesce(started_at_ms, first_seen_ms) DESC, deployment, kind, id LIMIT ");
    query.push_bind(i64::from(filter.limit));
    query.push(" OFFSET ").push_bind(i64::from(filter.offset));
    let rows = query.build().fetch_all(pool).await?;
    Ok(Page {
        rows: rows.iter().map(rows::job).collect::<Result<_, _>>()?,
        total: u64::try_from(total).unwrap_or_default(),
    })
}

/// Limits to the jobs that the filter asks for.
fn push_conditions(query: &mut QueryBuilder<Sqlite>, filter: &JobFilter) {
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
        Some(true) => query.push(" AND ended_at_ms IS NOT NULL"),
        Some(false) => query.push(" AND ended_at_ms IS NULL"),
        None => query,
    };
}

/// Writes jobs whole.
pub(super) async fn upsert(
    connection: &mut SqliteConnection,
    jobs: &[JobRecord],
) -> Result<(), Error> {
    for job in last_of_each(jobs, |job| (&*job.deployment, job.kind, key(&job.id))) {
        sqlx::query(
            "INSERT INTO jobs (kind, id, deployment, room_sid, room_name, name, status,
                first_seen_ms, started_at_ms, ended_at_ms, error, record)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (deployment, kind, id) DO UPDATE SET room_sid = excluded.room_sid,
                room_name = excluded.room_name, name = excluded.name, status = excluded.status,
                first_seen_ms = excluded.first_seen_ms, started_at_ms = excluded.started_at_ms,
                ended_at_ms = excluded.ended_at_ms, error = excluded.error,
                record = excluded.record",
        )
        .bind(job.kind.as_str())
        .bind(key(&job.id))
        .bind(key(&job.deployment))
        .bind(optional_key(&job.room_sid))
        .bind(optional(&job.room_name))
        .bind(optional(&job.name))
        .bind(job.status().map(|status| status.name.as_str()))
        .bind(job.first_seen.clamped().0)
        .bind(job.started_at.map(|at| at.clamped().0))
        .bind(columns::job_ended_at(job).map(|at| at.clamped().0))
        .bind(job.status().and_then(|status| optional(&status.error)))
        .bind(columns::record(job)?)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

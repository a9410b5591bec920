//! Jobs.

use sqlx::{PgConnection, PgPool, Postgres, QueryBuilder};

use super::rows;
use crate::model::{DeploymentName, JobKind, JobRecord, Millis, Text};
use crate::store::columns::{self, key, last_of_each, optional, optional_key};
use crate::store::{Error, JobFilter, Page};

/// Those that run or ended at or after `since`.
pub(super) async fn recent(pool: &PgPool, since: Millis) -> Result<Vec<JobRecord>, Error> {
    let rows = sqlx::query("SELECT record FROM jobs WHERE ended_at IS NULL OR ended_at >= $1")
        .bind(since.to_utc())
        .fetch_all(pool)
        .await?;
    rows.iter().map(rows::job).collect()
}

/// Those of these ids.
pub(super) async fn by_id(
    pool: &PgPool,
    keys: &[(DeploymentName, JobKind, Text)],
) -> Result<Vec<JobRecord>, Error> {
    let rows = sqlx::query(
        "SELECT record FROM unnest($1::text[], $2::text[], $3::text[])
            AS wanted (deployment, kind, id)
        JOIN jobs USING (deployment, kind, id)",
    )
    .bind(keys.iter().map(|(deployment, ..)| key(deployment)).collect::<Vec<_>>())
    .bind(keys.iter().map(|(_, kind, _)| kind.as_str()).collect::<Vec<_>>())
    .bind(keys.iter().map(|(.., id)| key(id)).collect::<Vec<_>>())
    .fetch_all(pool)
    .await?;
    rows.iter().map(rows::job).collect()
}

/// A page of them.
pub(super) async fn list(pool: &PgPool, filter: &JobFilter) -> Result<Page<JobRecord>, Error> {
    let mut count = QueryBuilder::new("SELECT count(*) FROM jobs WHERE true");
    push_conditions(&mut count, filter);
    let total: i64 = count.build_query_scalar().fetch_one(pool).await?;
    let mut query = QueryBuilder::new("SELECT record FROM jobs WHERE true");
    push_conditions(&mut query, filter);
    query.push(" ORDER BY coalesce(started_at, first_seen) DESC, deployment, kind, id LIMIT ");
    query.push_bind(i64::from(filter.limit));
    query.push(" OFFSET ").push_bind(i64::from(filter.offset));
    let rows = query.build().fetch_all(pool).await?;
    Ok(Page {
        rows: rows.iter().map(rows::job).collect::<Result<_, _>>()?,
        total: u64::try_from(total).unwrap_or_default(),
    })
}

/// Limits to the jobs that the filter asks for.
fn push_conditions(query: &mut QueryBuilder<Postgres>, filter: &JobFilter) {
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

/// Writes jobs whole.
pub(super) async fn upsert(connection: &mut PgConnection, jobs: &[JobRecord]) -> Result<(), Error> {
    if jobs.is_empty() {
        return Ok(());
    }
    let jobs = last_of_each(jobs, |job| (&*job.deployment, job.kind, key(&job.id)));
    let all = || jobs.clone();
    let statuses = || all().map(JobRecord::status);
    sqlx::query(
        "INSERT INTO jobs (kind, id, deployment, room_sid, room_name, name, status, first_seen,
            started_at, ended_at, error, record)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
            $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[],
            $11::text[], $12::text[])
        ON CONFLICT (deployment, kind, id) DO UPDATE SET room_sid = excluded.room_sid,
            room_name = excluded.room_name, name = excluded.name, status = excluded.status,
            first_seen = excluded.first_seen, started_at = excluded.started_at,
            ended_at = excluded.ended_at, error = excluded.error, record = excluded.record",
    )
    .bind(all().map(|job| job.kind.as_str()).collect::<Vec<_>>())
    .bind(all().map(|job| key(&job.id)).collect::<Vec<_>>())
    .bind(all().map(|job| key(&job.deployment)).collect::<Vec<_>>())
    .bind(all().map(|job| optional_key(&job.room_sid)).collect::<Vec<_>>())
    .bind(all().map(|job| optional(&job.room_name)).collect::<Vec<_>>())
    .bind(all().map(|job| optional(&job.name)).collect::<Vec<_>>())
    .bind(statuses().map(|status| status.map(|status| status.name.as_str())).collect::<Vec<_>>())
    .bind(all().map(|job| job.first_seen.to_utc()).collect::<Vec<_>>())
    .bind(all().map(|job| job.started_at.map(Millis::to_utc)).collect::<Vec<_>>())
    .bind(all().map(|job| columns::job_ended_at(job).map(Millis::to_utc)).collect::<Vec<_>>())
    .bind(statuses().map(|status| optional(&status?.error)).collect::<Vec<_>>())
    .bind(all().map(columns::record).collect::<Result<Vec<_>, _>>()?)
    .execute(connection)
    .await?;
    Ok(())
}

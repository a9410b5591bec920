//! Jobs.

use sqlx::types::Json;

use super::bulk::{Insert, Kind};
use super::columns::{self, key, last_of_each, optional, optional_key};
use super::db::{Db, Transaction};
use super::row::Row;
use super::sql::Sql;
use super::unreadable::Unreadable;
use super::versioned::{self, EncodedRecord, VERSION};
use super::{Error, JobFilter, Page};
use crate::model::{
    DeploymentName, End, JobKind, JobRecord, JobStatus, Latest, Millis, Stamp, Text,
};

/// The columns of a job.
macro_rules! columns {
    () => {
        "j.record, j.record_packed, j.record_version, j.kind, j.id, j.deployment, j.room_sid,
            j.room_name, j.name, j.status, j.first_seen, j.started_at, j.ended_at, j.error"
    };
}

/// Jobs that run, or ended at or after `since`.
pub(super) async fn recent(
    db: &Db,
    unreadable: &Unreadable,
    since: Millis,
) -> Result<Vec<JobRecord>, Error> {
    let recent = db.sql(concat!(
        "SELECT ",
        columns!(),
        " FROM jobs j WHERE ended_at IS NULL OR ended_at >= $1"
    ));
    let rows = db.fetch_all(recent.bind(since)).await?;
    rows.iter().map(|row| job(row, unreadable)).collect()
}

/// Jobs of these ids.
pub(super) async fn by_id(
    db: &Db,
    unreadable: &Unreadable,
    keys: &[(DeploymentName, JobKind, Text)],
) -> Result<Vec<JobRecord>, Error> {
    let keys = keys.iter().map(|(deployment, kind, id)| (key(deployment), kind.as_str(), key(id)));
    let mut query = db.sql(concat!("SELECT ", columns!())).bind(Json(keys.collect::<Vec<_>>()));
    query.push(db.dialect().wanted()).push(
        "jobs j ON j.deployment = wanted.value ->> 0 AND j.kind = wanted.value ->> 1
            AND j.id = wanted.value ->> 2",
    );
    let rows = db.fetch_all(query).await?;
    rows.iter().map(|row| job(row, unreadable)).collect()
}

/// A page of jobs.
pub(super) async fn list(
    db: &Db,
    unreadable: &Unreadable,
    filter: &JobFilter,
) -> Result<Page<JobRecord>, Error> {
    let mut count = db.sql("SELECT count(*) FROM jobs WHERE true");
    push_conditions(&mut count, filter);
    let total: i64 = db.fetch_one(count).await?.get(0)?;
    let mut query = db.sql(concat!("SELECT ", columns!(), " FROM jobs j WHERE true"));
    push_conditions(&mut query, filter);
    query.push(" ORDER BY coalesce(started_at, first_seen) DESC, deployment, kind, id LIMIT ");
    query.push_bind(i64::from(filter.limit));
    query.push(" OFFSET ").push_bind(i64::from(filter.offset));
    let rows = db.fetch_all(query).await?;
    Ok(Page {
        rows: rows.iter().map(|row| job(row, unreadable)).collect::<Result<_, _>>()?,
        total: u64::try_from(total).unwrap_or_default(),
    })
}

/// A job. If its record cannot be read, it is made from the columns.
fn job(row: &Row, unreadable: &Unreadable) -> Result<JobRecord, Error> {
    let id: &str = row.get("id")?;
    let text = |column| Ok::<_, Error>(row.get::<Option<&str>>(column)?.unwrap_or_default());
    let read = versioned::read(row, &[id, text("room_sid")?, text("room_name")?]);
    if let Some(job) = unreadable.pass("job", read, || id.to_owned())? {
        return Ok(job);
    }
    let kind = row.word("kind", JobKind::from_name)?;
    let deployment = row.get::<&str>("deployment")?.into();
    let mut job = JobRecord::seen(kind, id.into(), deployment, row.get("first_seen")?);
    job.room_sid = row.text("room_sid")?;
    job.room_name = row.text("room_name")?;
    job.name = row.text("name")?;
    job.started_at = row.get("started_at")?;
    job.inferred_end = row.get::<Option<Millis>>("ended_at")?.map(End::observed);
    let status = JobStatus {
        name: row.text("status")?,
        error: text("error")?.into(),
        participant_identity: Text::default(),
    };
    let stamp = Stamp { at: job.began_at(), ..Stamp::default() };
    job.running = Some(Latest { stamp, value: status });
    Ok(job)
}

/// Adds the conditions of the filter.
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
        ("record_packed", Kind::Bytes),
        ("record_version", Kind::Integer),
    ],
    conflict: "ON CONFLICT (deployment, kind, id) DO UPDATE SET room_sid = excluded.room_sid,
        room_name = excluded.room_name, name = excluded.name, status = excluded.status,
        first_seen = excluded.first_seen, started_at = excluded.started_at,
        ended_at = excluded.ended_at, error = excluded.error, record = excluded.record,
        record_packed = excluded.record_packed, record_version = excluded.record_version",
};

/// Inserts jobs or replaces them.
pub(super) async fn upsert(
    transaction: &mut Transaction<'_>,
    jobs: &[JobRecord],
) -> Result<(), Error> {
    let jobs = last_of_each(jobs, |job| (&*job.deployment, job.kind, key(&job.id)));
    let written = |job: &JobRecord| {
        // The values exactly as the columns hold them.
        EncodedRecord::new(job, &[key(&job.id), key(&job.room_sid), &job.room_name])
    };
    let records: Vec<_> = jobs.clone().map(written).collect::<Result<_, _>>()?;
    let rows: Vec<_> = jobs.zip(&records).collect();
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
            .text(record.text())
            .bytes(record.packed())
            .integer(VERSION);
    });
    write.await.map(drop)
}

//! Gaps.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};

use super::{PostgresStore, rows};
use crate::model::{Gap, Millis};
use crate::store::columns::key;
use crate::store::{Error, GapFilter, GapStore};

/// The columns that make a gap.
macro_rules! columns {
    () => {
        "id, deployment, source, subject, started_at, ended_at, cause, evidence"
    };
}

#[async_trait]
impl GapStore for PostgresStore {
    async fn write_gap(&self, gap: &Gap) -> Result<(), Error> {
        sqlx::query(concat!(
            "INSERT INTO gaps (",
            columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO UPDATE SET
                ended_at = coalesce(gaps.ended_at, excluded.ended_at),
                cause = excluded.cause, evidence = excluded.evidence"
        ))
        .bind(&gap.id)
        .bind(gap.deployment.as_deref().map(key))
        .bind(gap.source.as_str())
        .bind(gap.subject.as_deref().map(key))
        .bind(gap.started_at)
        .bind(gap.ended_at)
        .bind(&gap.cause)
        .bind(&gap.evidence)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn gaps(&self, filter: &GapFilter) -> Result<Vec<Gap>, Error> {
        let mut query = select(filter);
        let rows = query.build().fetch_all(&self.pool).await?;
        rows.iter().map(rows::gap).collect()
    }

    async fn last_sign_of_life(&self, before: Millis) -> Result<Option<Millis>, Error> {
        let at: Option<DateTime<Utc>> =
            sqlx::query_scalar("SELECT max(at) FROM system_samples WHERE at < $1")
                .bind(before.to_utc())
                .fetch_one(&self.pool)
                .await?;
        Ok(at.map(Millis::from_utc))
    }
}

/// The query of a list of gaps.
fn select(filter: &GapFilter) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(concat!("SELECT ", columns!(), " FROM gaps WHERE true"));
    if let Some(from) = filter.from {
        query.push(" AND (ended_at IS NULL OR ended_at > ").push_bind(from.to_utc()).push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND started_at < ").push_bind(to.to_utc());
    }
    if filter.open {
        query.push(" AND ended_at IS NULL");
    }
    if let Some(deployment) = &filter.deployment {
        query.push(" AND (deployment IS NULL OR deployment = ").push_bind(key(deployment));
        query.push(")");
    }
    if let Some(source) = filter.source {
        query.push(" AND source = ").push_bind(source.as_str());
    }
    query.push(" ORDER BY started_at DESC, id DESC LIMIT ").push_bind(i64::from(filter.limit));
    query
}

//! Gaps.

use async_trait::async_trait;
use sqlx::{QueryBuilder, Sqlite};

use super::{SqliteStore, rows};
use crate::model::{Gap, Millis};
use crate::store::columns::key;
use crate::store::{Error, GapFilter, GapStore};

/// The columns that make a gap.
macro_rules! columns {
    () => {
        "id, deployment, source, subject, started_at_ms, ended_at_ms, cause, evidence"
    };
}

#[async_trait]
impl GapStore for SqliteStore {
    async fn write_gap(&self, gap: &Gap) -> Result<(), Error> {
        let insert = sqlx::query(concat!(
            "INSERT INTO gaps (",
            columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO UPDATE SET
                ended_at_ms = coalesce(gaps.ended_at_ms, excluded.ended_at_ms),
                cause = excluded.cause, evidence = excluded.evidence"
        ))
        .bind(&gap.id)
        .bind(gap.deployment.as_deref().map(key))
        .bind(gap.source.as_str())
        .bind(gap.subject.as_deref().map(key))
        .bind(Millis::from_utc(gap.started_at).0)
        .bind(gap.ended_at.map(|at| Millis::from_utc(at).0))
        .bind(&gap.cause)
        .bind(&gap.evidence);
        self.execute(insert).await.map(drop)
    }

    async fn gaps(&self, filter: &GapFilter) -> Result<Vec<Gap>, Error> {
        let mut query = select(filter);
        let rows = query.build().fetch_all(&self.readers).await?;
        rows.iter().map(rows::gap).collect()
    }

    async fn last_sign_of_life(&self, before: Millis) -> Result<Option<Millis>, Error> {
        let at: Option<i64> =
            sqlx::query_scalar("SELECT max(at_ms) FROM system_samples WHERE at_ms < $1")
                .bind(before.0)
                .fetch_one(&self.readers)
                .await?;
        Ok(at.map(Millis))
    }
}

/// The query of a list of gaps.
fn select(filter: &GapFilter) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(concat!("SELECT ", columns!(), " FROM gaps WHERE true"));
    if let Some(from) = filter.from {
        query.push(" AND (ended_at_ms IS NULL OR ended_at_ms > ").push_bind(from.0).push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND started_at_ms < ").push_bind(to.0);
    }
    if filter.open {
        query.push(" AND ended_at_ms IS NULL");
    }
    if let Some(deployment) = &filter.deployment {
        query.push(" AND (deployment IS NULL OR deployment = ").push_bind(key(deployment));
        query.push(")");
    }
    if let Some(source) = filter.source {
        query.push(" AND source = ").push_bind(source.as_str());
    }
    query.push(" ORDER BY started_at_ms DESC, id DESC LIMIT ").push_bind(i64::from(filter.limit));
    query
}

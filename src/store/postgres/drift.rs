//! The history of drift, counted from events.

use async_trait::async_trait;
use sqlx::Row as _;
use sqlx::postgres::types::PgInterval;

use super::{PostgresStore, rows};
use crate::model::{Drift, DriftBucket, Millis};
use crate::store::columns::key;
use crate::store::{DriftStore, Error};

#[async_trait]
impl DriftStore for PostgresStore {
    async fn drift(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
    ) -> Result<Vec<DriftBucket>, Error> {
        let microseconds = step_ms.max(1).saturating_mul(1000);
        let rows = sqlx::query(
            "SELECT date_bin($1, at, '1970-01-01Z') AS step, event, count(*) AS count FROM events
            WHERE source = 'poll' AND at >= $2 AND at < $3
                AND ($4::text IS NULL OR deployment = $4)
            GROUP BY step, event ORDER BY step, event",
        )
        .bind(PgInterval { months: 0, days: 0, microseconds })
        .bind(from.to_utc())
        .bind(to.to_utc())
        .bind(deployment.map(key))
        .fetch_all(&self.pool)
        .await?;
        let mut buckets = Vec::new();
        for row in &rows {
            // A later version may know more kinds.
            let Some(kind) = Drift::from_name(row.try_get("event")?) else { continue };
            let count = row.try_get::<i64, _>("count")?.unsigned_abs();
            buckets.push(DriftBucket { at: rows::millis(row, "step")?, kind, count });
        }
        Ok(buckets)
    }
}

//! The history of drift, counted from events.

use async_trait::async_trait;
use sqlx::Row as _;

use super::SqliteStore;
use crate::model::{Drift, DriftBucket, Millis};
use crate::store::columns::key;
use crate::store::{DriftStore, Error};

#[async_trait]
impl DriftStore for SqliteStore {
    async fn drift(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
    ) -> Result<Vec<DriftBucket>, Error> {
        let rows = sqlx::query(
            "SELECT at_ms / $1 * $1 AS step_ms, event, count(*) AS count FROM events
            WHERE source = 'poll' AND at_ms >= $2 AND at_ms < $3
                AND ($4 IS NULL OR deployment = $4)
            GROUP BY step_ms, event ORDER BY step_ms, event",
        )
        .bind(step_ms.max(1))
        .bind(from.0)
        .bind(to.0)
        .bind(deployment.map(key))
        .fetch_all(&self.readers)
        .await?;
        let mut buckets = Vec::new();
        for row in &rows {
            // A later version may know more kinds.
            let Some(kind) = Drift::from_name(row.try_get("event")?) else { continue };
            let count = row.try_get::<i64, _>("count")?.unsigned_abs();
            buckets.push(DriftBucket { at: Millis(row.try_get("step_ms")?), kind, count });
        }
        Ok(buckets)
    }
}

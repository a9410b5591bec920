//! Samples and the history made of them.

use async_trait::async_trait;
use sqlx::postgres::types::PgInterval;

use super::{ANSWER_LIMIT, PostgresStore, rollups, rows};
use crate::model::{Millis, SystemSample};
use crate::store::columns::{Names, key};
use crate::store::gauges::gauges;
use crate::store::resolution::{bounds, ceiling};
use crate::store::{Error, Resolution, SampleStore};

/// The part of history that a rollup answers.
macro_rules! part {
    ($relation:literal, $from:literal, $to:literal) => {
        concat!(
            "SELECT at, deployment, region, ",
            gauges!("", ", "),
            "connection_quality, samples, quality_samples FROM ",
            $relation,
            " WHERE at >= ",
            $from,
            " AND at < ",
            $to,
            " UNION ALL "
        )
    };
}

/// The query of history. The last bucket of a rollup is still open: from there on, the next finer
/// one is read, and in the end the samples. A step is the mean of the samples in it, so each
/// bucket weighs as much as it has samples.
const HISTORY: &str = concat!(
    "SELECT date_bin($1, at, '1970-01-01Z') AS step, deployment, max(region) AS region, ",
    gauges!("sum(", " * samples) / sum(samples) AS ", ", "),
    "sum(connection_quality * quality_samples) / nullif(sum(quality_samples), 0)
        AS connection_quality
    FROM (",
    part!("system_samples_6h", "$2", "$3"),
    part!("system_samples_1h", "$3", "$4"),
    part!("system_samples_10m", "$4", "$5"),
    part!("system_samples_1m", "$5", "$6"),
    "SELECT at, deployment, region, ",
    gauges!("", ", "),
    "connection_quality, 1, (connection_quality IS NOT NULL)::int
        FROM system_samples WHERE at >= $6 AND at < $7
    ) AS part
    WHERE ($8::text IS NULL OR deployment = $8) AND ($9::text IS NULL OR region = $9)
    GROUP BY step, deployment ORDER BY step, deployment"
);

#[async_trait]
impl SampleStore for PostgresStore {
    async fn write_samples(&self, samples: &[SystemSample]) -> Result<(), Error> {
        if samples.is_empty() {
            return Ok(());
        }
        let of =
            |value: fn(&SystemSample) -> f64| -> Vec<f64> { samples.iter().map(value).collect() };
        let mut connection = self.pool.acquire().await?;
        let writing = sqlx::query(concat!(
            "INSERT INTO system_samples (at, deployment, region, ",
            gauges!("", ", "),
            "connection_quality)
            SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::float8[],
                $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::float8[],
                $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::float8[],
                $15::float8[])
            ON CONFLICT DO NOTHING"
        ))
        .bind(samples.iter().map(|sample| sample.at.to_utc()).collect::<Vec<_>>())
        .bind(samples.iter().map(|sample| key(&sample.deployment)).collect::<Vec<_>>())
        .bind(samples.iter().map(|sample| sample.region.as_deref()).collect::<Vec<_>>())
        .bind(of(|sample| sample.active_rooms))
        .bind(of(|sample| sample.participants))
        .bind(of(|sample| sample.people))
        .bind(of(|sample| sample.machines))
        .bind(of(|sample| sample.in_doubt))
        .bind(of(|sample| sample.publishers))
        .bind(of(|sample| sample.tracks))
        .bind(of(|sample| sample.join_rate))
        .bind(of(|sample| sample.leave_rate))
        .bind(of(|sample| sample.disconnect_rate))
        .bind(of(|sample| sample.room_seconds))
        .bind(samples.iter().map(|sample| sample.connection_quality).collect::<Vec<_>>())
        .execute(&mut *connection);
        match tokio::time::timeout(ANSWER_LIMIT, writing).await {
            Ok(outcome) => Ok(outcome.map(drop)?),
            Err(late) => Err(Self::give_up(connection, late)),
        }
    }

    async fn history(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
        region: Option<&str>,
    ) -> Result<Vec<SystemSample>, Error> {
        let step_ms = step_ms.max(1);
        let continuous = self.shape().await?.continuous;
        // Whole steps: those that begin in the range.
        let [first, six_hours, hours, ten_minutes, minutes, last] = bounds(
            Millis(ceiling(from.0, step_ms)),
            Millis(ceiling(to.0, step_ms)),
            Resolution::for_step(step_ms),
            rollups::edges(&self.pool, continuous).await?,
        );
        let rows = sqlx::query(HISTORY)
            .bind(PgInterval { months: 0, days: 0, microseconds: step_ms.saturating_mul(1000) })
            .bind(first.to_utc())
            .bind(six_hours.to_utc())
            .bind(hours.to_utc())
            .bind(ten_minutes.to_utc())
            .bind(minutes.to_utc())
            .bind(last.to_utc())
            .bind(deployment.map(key))
            .bind(region)
            .fetch_all(&self.pool)
            .await?;
        let mut names = Names::default();
        rows.iter().map(|row| rows::sample(row, &mut names)).collect()
    }

    async fn roll_up(&self, now: Millis) -> Result<(), Error> {
        if self.shape().await?.continuous {
            // The database refreshes its continuous aggregates by itself, and completes what they
            // tell from the samples.
            return Ok(());
        }
        rollups::roll_up(&self.pool, now).await
    }
}

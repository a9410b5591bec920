//! Samples and the history made of them.

use async_trait::async_trait;
use sqlx::Connection as _;

use super::{BEGIN, SqliteStore, rollups, rows};
use crate::model::{Millis, SystemSample};
use crate::store::columns::{Names, key};
use crate::store::gauges::gauges;
use crate::store::resolution::{bounds, ceiling};
use crate::store::{Error, Resolution, SampleStore};

/// The part of history that a rollup answers.
macro_rules! part {
    ($relation:literal, $from:literal, $to:literal) => {
        concat!(
            "SELECT at_ms, deployment, region, ",
            gauges!("", ", "),
            "connection_quality, samples, quality_samples FROM ",
            $relation,
            " WHERE at_ms >= ",
            $from,
            " AND at_ms < ",
            $to,
            " UNION ALL "
        )
    };
}

/// The query of history. The last bucket of a rollup is still open: from there on, the next finer
/// one is read, and in the end the samples. A step is the mean of the samples in it, so each
/// bucket weighs as much as it has samples.
const HISTORY: &str = concat!(
    "SELECT at_ms / $1 * $1 AS step_ms, deployment, max(region) AS region, ",
    gauges!("sum(", " * samples) / sum(samples) AS ", ", "),
    "sum(connection_quality * quality_samples) / nullif(sum(quality_samples), 0)
        AS connection_quality
    FROM (",
    part!("system_samples_6h", "$2", "$3"),
    part!("system_samples_1h", "$3", "$4"),
    part!("system_samples_10m", "$4", "$5"),
    part!("system_samples_1m", "$5", "$6"),
    "SELECT at_ms, deployment, region, ",
    gauges!("", ", "),
    "connection_quality, 1, connection_quality IS NOT NULL
        FROM system_samples WHERE at_ms >= $6 AND at_ms < $7
    ) AS part
    WHERE ($8 IS NULL OR deployment = $8) AND ($9 IS NULL OR region = $9)
    GROUP BY 1, 2 ORDER BY 1, 2"
);

#[async_trait]
impl SampleStore for SqliteStore {
    async fn write_samples(&self, samples: &[SystemSample]) -> Result<(), Error> {
        let mut writer = self.hold_writer().await?;
        let mut transaction = writer.begin_with(BEGIN).await?;
        for sample in samples {
            sqlx::query(concat!(
                "INSERT INTO system_samples (at_ms, deployment, region, ",
                gauges!("", ", "),
                "connection_quality)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
                ON CONFLICT DO NOTHING"
            ))
            .bind(sample.at.clamped().0)
            .bind(key(&sample.deployment))
            .bind(sample.region.as_deref())
            .bind(sample.active_rooms)
            .bind(sample.participants)
            .bind(sample.people)
            .bind(sample.machines)
            .bind(sample.in_doubt)
            .bind(sample.publishers)
            .bind(sample.tracks)
            .bind(sample.join_rate)
            .bind(sample.leave_rate)
            .bind(sample.disconnect_rate)
            .bind(sample.room_seconds)
            .bind(sample.connection_quality)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        writer.let_go();
        Ok(())
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
        // Whole steps: those that begin in the range.
        let [first, six_hours, hours, ten_minutes, minutes, last] = bounds(
            Millis(ceiling(from.0, step_ms)),
            Millis(ceiling(to.0, step_ms)),
            Resolution::for_step(step_ms),
            rollups::edges(&self.readers).await?,
        );
        let rows = sqlx::query(HISTORY)
            .bind(step_ms)
            .bind(first.0)
            .bind(six_hours.0)
            .bind(hours.0)
            .bind(ten_minutes.0)
            .bind(minutes.0)
            .bind(last.0)
            .bind(deployment.map(key))
            .bind(region)
            .fetch_all(&self.readers)
            .await?;
        let mut names = Names::default();
        rows.iter().map(|row| rows::sample(row, &mut names)).collect()
    }

    async fn roll_up(&self, now: Millis) -> Result<(), Error> {
        rollups::roll_up(self, now).await
    }
}

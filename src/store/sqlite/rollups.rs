//! Rollups of the samples.
//!
//! A bucket is the mean of the samples in it, with their number, so that buckets can be joined
//! into longer ones without error. Each rollup is made of the next finer one.

use sqlx::{Row as _, SqlitePool};

use super::SqliteStore;
use crate::model::Millis;
use crate::store::gauges::gauges;
use crate::store::resolution::ceiling;
use crate::store::{Error, Resolution};

/// Fills a rollup from its last bucket but one to `$1`, the end of the bucket of now: the last was
/// open when it was written, and the one before may have been completed by a late sample. Rows
/// of a future that a wrong clock made are left out of account.
macro_rules! fill {
    ($relation:literal, $means:expr, $source:literal) => {
        concat!(
            "INSERT INTO ",
            $relation,
            " (at_ms, deployment, region, ",
            gauges!("", ", "),
            "connection_quality, samples, quality_samples)
            SELECT at_ms / $2 * $2, deployment, max(region), ",
            $means,
            " FROM ",
            $source,
            " WHERE at_ms < $1 AND at_ms >= coalesce(
                (SELECT max(at_ms) FROM ",
            $relation,
            " WHERE at_ms < $1) - $2, 0)
            GROUP BY 1, 2
            ON CONFLICT (at_ms, deployment) DO UPDATE SET region = excluded.region, ",
            gauges!("", " = excluded.", ", "),
            "connection_quality = excluded.connection_quality, samples = excluded.samples,
            quality_samples = excluded.quality_samples"
        )
    };
}

/// The means of samples, and their numbers.
macro_rules! of_samples {
    () => {
        concat!(
            gauges!("avg(", "), "),
            "avg(connection_quality), count(*), count(connection_quality)"
        )
    };
}

/// The means of means, and the numbers of samples in them.
macro_rules! of_means {
    () => {
        concat!(
            gauges!("sum(", " * samples) / sum(samples), "),
            "sum(connection_quality * quality_samples) / nullif(sum(quality_samples), 0),
            sum(samples), sum(quality_samples)"
        )
    };
}

/// How each rollup is filled, the finest first.
const FILL: [(&str, Resolution); 4] = [
    (fill!("system_samples_1m", of_samples!(), "system_samples"), Resolution::Minutes),
    (fill!("system_samples_10m", of_means!(), "system_samples_1m"), Resolution::TenMinutes),
    (fill!("system_samples_1h", of_means!(), "system_samples_10m"), Resolution::Hours),
    (fill!("system_samples_6h", of_means!(), "system_samples_1h"), Resolution::SixHours),
];

/// Brings every rollup up to date.
pub(super) async fn roll_up(store: &SqliteStore, now: Millis) -> Result<(), Error> {
    for (query, resolution) in FILL {
        let end = ceiling(now.0.saturating_add(1), resolution.step_ms());
        store.execute(sqlx::query(query).bind(end).bind(resolution.step_ms())).await?;
    }
    Ok(())
}

/// Until when each rollup is complete, the coarsest first.
pub(super) async fn edges(readers: &SqlitePool) -> Result<[Millis; 4], Error> {
    let row = sqlx::query(
        "SELECT (SELECT max(at_ms) FROM system_samples_6h),
            (SELECT max(at_ms) FROM system_samples_1h),
            (SELECT max(at_ms) FROM system_samples_10m),
            (SELECT max(at_ms) FROM system_samples_1m)",
    )
    .fetch_one(readers)
    .await?;
    let millis = |at: Option<i64>| at.map_or(Millis::EARLIEST, Millis);
    Ok([
        millis(row.try_get(0)?),
        millis(row.try_get(1)?),
        millis(row.try_get(2)?),
        millis(row.try_get(3)?),
    ])
}

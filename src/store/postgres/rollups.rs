//! Rollups of the samples where the database does not keep them by itself.
//!
//! A bucket is the mean of the samples in it, with their number, so that buckets can be joined
//! into longer ones without error. Each rollup is made of the next finer one.

use chrono::{DateTime, Utc};
use sqlx::{PgPool, Row as _};

use crate::model::Millis;
use crate::store::gauges::gauges;
use crate::store::resolution::ceiling;
use crate::store::{Error, Resolution};

/// Fills a rollup from its last bucket but one to `$1`, the end of the bucket of now: the last was
/// open when it was written, and the one before may have been completed by a late sample. Rows
/// of a future that a wrong clock made are left out of account.
macro_rules! fill {
    ($relation:literal, $bucket:literal, $means:expr, $source:literal) => {
        concat!(
            "INSERT INTO ",
            $relation,
            " (at, deployment, region, ",
            gauges!("", ", "),
            "connection_quality, samples, quality_samples)
            SELECT date_bin('",
            $bucket,
            "', at, '1970-01-01Z'), deployment, max(region), ",
            $means,
            " FROM ",
            $source,
            " WHERE at < $1 AND at >= coalesce(
                (SELECT max(at) FROM ",
            $relation,
            " WHERE at < $1) - interval '",
            $bucket,
            "', '-infinity')
            GROUP BY 1, 2
            ON CONFLICT (deployment, at) DO UPDATE SET region = excluded.region, ",
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
    (fill!("system_samples_1m", "1 minute", of_samples!(), "system_samples"), Resolution::Minutes),
    (
        fill!("system_samples_10m", "10 minutes", of_means!(), "system_samples_1m"),
        Resolution::TenMinutes,
    ),
    (fill!("system_samples_1h", "1 hour", of_means!(), "system_samples_10m"), Resolution::Hours),
    (fill!("system_samples_6h", "6 hours", of_means!(), "system_samples_1h"), Resolution::SixHours),
];

/// Brings every rollup up to date.
pub(super) async fn roll_up(pool: &PgPool, now: Millis) -> Result<(), Error> {
    for (query, resolution) in FILL {
        let end = Millis(ceiling(now.0.saturating_add(1), resolution.step_ms()));
        sqlx::query(query).bind(end.to_utc()).execute(pool).await?;
    }
    Ok(())
}

/// How far back of the last sample a continuous aggregate is refreshed for sure, milliseconds, the
/// coarsest first: its bucket, the policy's end and schedule, rounded up.
const REFRESHED_MS: [i64; 4] = [14 * 3_600_000, 3 * 3_600_000, 40 * 60_000, 4 * 60_000];

/// Until when each rollup is complete, the coarsest first.
pub(super) async fn edges(pool: &PgPool, continuous: bool) -> Result<[Millis; 4], Error> {
    let millis = |at: Option<DateTime<Utc>>| at.map_or(Millis::EARLIEST, Millis::from_utc);
    if continuous {
        // Each completes itself from the samples, but that is dearer than a finer aggregate.
        let last = sqlx::query_scalar("SELECT max(at) FROM system_samples").fetch_one(pool).await?;
        let mut resolutions = FILL.iter().rev().map(|(_, resolution)| resolution.step_ms());
        return Ok(REFRESHED_MS.map(|back| {
            let step = resolutions.next().unwrap_or(1);
            Millis(millis(last).plus(-back).0 / step * step)
        }));
    }
    let row = sqlx::query(
        "SELECT (SELECT max(at) FROM system_samples_6h), (SELECT max(at) FROM system_samples_1h),
            (SELECT max(at) FROM system_samples_10m), (SELECT max(at) FROM system_samples_1m)",
    )
    .fetch_one(pool)
    .await?;
    Ok([
        millis(row.try_get(0)?),
        millis(row.try_get(1)?),
        millis(row.try_get(2)?),
        millis(row.try_get(3)?),
    ])
}

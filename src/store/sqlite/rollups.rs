//! Rollups of the samples.
//!
//! A bucket is the mean of the samples in it, with their number, so that buckets can be merged
//! into longer ones exactly. Each rollup is made of the next finer one.

use crate::model::Millis;
use crate::store::db::Db;
use crate::store::gauges::{gauges, means_of_means, means_of_samples};
use crate::store::resolution::ceiling;
use crate::store::{Error, Resolution};

/// Fills a rollup from its last bucket but one to `$1`, the end of the bucket of now: the last was
/// open when it was written, and the one before may have been completed by a late sample. Rows
/// in the future, which a wrong clock wrote, are ignored.
macro_rules! fill {
    ($relation:literal, $means:expr, $source:literal) => {
        concat!(
            "INSERT INTO ",
            $relation,
            " (at, deployment, region, ",
            gauges!("", ", "),
            "connection_quality, samples, quality_samples)
            SELECT at / $2 * $2, deployment, max(region), ",
            $means,
            " FROM ",
            $source,
            " WHERE at < $1 AND at >= coalesce(
                (SELECT max(at) FROM ",
            $relation,
            " WHERE at < $1) - $2, 0)
            GROUP BY 1, 2
            ON CONFLICT (at, deployment) DO UPDATE SET region = excluded.region, ",
            gauges!("", " = excluded.", ", "),
            "connection_quality = excluded.connection_quality, samples = excluded.samples,
            quality_samples = excluded.quality_samples"
        )
    };
}

/// How each rollup is filled, the finest first.
const FILL: [(&str, Resolution); 4] = [
    (fill!("system_samples_1m", means_of_samples!(), "system_samples"), Resolution::Minutes),
    (fill!("system_samples_10m", means_of_means!(), "system_samples_1m"), Resolution::TenMinutes),
    (fill!("system_samples_1h", means_of_means!(), "system_samples_10m"), Resolution::Hours),
    (fill!("system_samples_6h", means_of_means!(), "system_samples_1h"), Resolution::SixHours),
];

/// Brings every rollup up to date with the samples written before `now`.
pub(in crate::store) async fn fill(db: &Db, now: Millis) -> Result<(), Error> {
    for (query, resolution) in FILL {
        let end = ceiling(now.0.saturating_add(1), resolution.step_ms());
        db.execute(db.sql(query).bind(end).bind(resolution.step_ms())).await?;
    }
    Ok(())
}

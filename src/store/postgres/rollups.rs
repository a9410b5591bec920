//! Rollups of the samples, for databases without continuous aggregates.
//!
//! A bucket is the mean of the samples in it, with their number, so that buckets can be merged
//! into longer ones exactly. Each rollup is made of the next finer one.

use super::Server;
use crate::model::Millis;
use crate::store::db::Db;
use crate::store::gauges::{gauges, means_of_means, means_of_samples};
use crate::store::resolution::ceiling;
use crate::store::samples::last_buckets;
use crate::store::{Error, Resolution};

/// Fills a rollup from its last bucket but one to `$1`, the end of the bucket of now: the last was
/// open when it was written, and the one before may have been completed by a late sample. Rows
/// in the future, which a wrong clock wrote, are ignored.
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

/// How each rollup is filled, the finest first.
const FILL: [(&str, Resolution); 4] = [
    (
        fill!("system_samples_1m", "1 minute", means_of_samples!(), "system_samples"),
        Resolution::Minutes,
    ),
    (
        fill!("system_samples_10m", "10 minutes", means_of_means!(), "system_samples_1m"),
        Resolution::TenMinutes,
    ),
    (
        fill!("system_samples_1h", "1 hour", means_of_means!(), "system_samples_10m"),
        Resolution::Hours,
    ),
    (
        fill!("system_samples_6h", "6 hours", means_of_means!(), "system_samples_1h"),
        Resolution::SixHours,
    ),
];

/// How each continuous aggregate is refreshed, the finest first.
const REFRESH: [&str; 4] = [
    "CALL refresh_continuous_aggregate('system_samples_1m', NULL, NULL)",
    "CALL refresh_continuous_aggregate('system_samples_10m', NULL, NULL)",
    "CALL refresh_continuous_aggregate('system_samples_1h', NULL, NULL)",
    "CALL refresh_continuous_aggregate('system_samples_6h', NULL, NULL)",
];

/// How far before the last sample a continuous aggregate is certainly refreshed, milliseconds, the
/// coarsest first: its bucket plus the end offset and the schedule of its policy, rounded up.
const REFRESHED_MS: [i64; 4] = [14 * 3_600_000, 3 * 3_600_000, 40 * 60_000, 4 * 60_000];

/// Until when each rollup is complete, the coarsest first.
pub(in crate::store) async fn edges(db: &Db, server: &Server) -> Result<[Millis; 4], Error> {
    if !server.capabilities().await?.continuous {
        return last_buckets(db).await;
    }
    // An aggregate adds the newest samples itself, but reading a finer aggregate is cheaper.
    let last = db.fetch_one(db.sql("SELECT max(at) FROM system_samples")).await?;
    let last = last.get::<Option<Millis>>(0)?.unwrap_or(Millis::EARLIEST);
    let mut resolutions = FILL.iter().rev().map(|(_, resolution)| resolution.step_ms());
    Ok(REFRESHED_MS.map(|back| {
        let step = resolutions.next().unwrap_or(1);
        Millis(last.plus(-back).0 / step * step)
    }))
}

/// Refreshes the continuous aggregates as far back as there are samples; their policies refresh
/// only the latest days.
pub(in crate::store) async fn refresh(db: &Db, server: &Server) -> Result<(), Error> {
    if !server.capabilities().await?.continuous {
        return Ok(());
    }
    for statement in REFRESH {
        // A procedure that commits, so it cannot run in a transaction.
        db.execute_long(db.sql(statement)).await?;
    }
    Ok(())
}

/// Brings every rollup up to date with the samples written before `now`.
pub(in crate::store) async fn fill(db: &Db, server: &Server, now: Millis) -> Result<(), Error> {
    if server.capabilities().await?.continuous {
        // The database refreshes its continuous aggregates and adds the newest samples itself.
        return Ok(());
    }
    for (query, resolution) in FILL {
        let end = Millis(ceiling(now.0.saturating_add(1), resolution.step_ms()));
        db.execute_long(db.sql(query).bind(end)).await?;
    }
    Ok(())
}

//! How the growing relations are created, by the capabilities of the database.

use super::timescale::Capabilities;
use crate::store::gauges::gauges;

/// A relation that TimescaleDB keeps in chunks.
pub(super) struct Hypertable {
    /// Its name.
    pub(super) relation: &'static str,
    /// Creates it.
    pub(super) make: &'static str,
}

macro_rules! hypertable {
    ($relation:literal, $chunk:literal) => {
        Hypertable {
            relation: $relation,
            make: concat!(
                "SELECT create_hypertable('",
                $relation,
                "', by_range('at', INTERVAL '",
                $chunk,
                "'), create_default_indexes => false, migrate_data => true, if_not_exists => true)"
            ),
        }
    };
}

/// A chunk of events or reports is a day, as the finest retention; a chunk of samples a week: some
/// 60,000 rows a deployment or a node.
pub(super) const HYPERTABLES: [Hypertable; 5] = [
    hypertable!("events", "1 day"),
    hypertable!("system_samples", "7 days"),
    hypertable!("participant_samples", "1 day"),
    hypertable!("node_samples", "7 days"),
    hypertable!("source_samples", "7 days"),
];

/// A rollup of the samples.
pub(super) struct Rollup {
    /// Its name.
    pub(super) relation: &'static str,
    /// Creates it as a continuous aggregate, which the database refreshes.
    pub(super) aggregate: &'static str,
    /// Creates it as a table, which the console fills.
    pub(super) table: &'static str,
}

/// A rollup; the continuous aggregate is refreshed `$schedule` by `$schedule`, `$start` back:
/// further than an outage of the scheduler. Data newer than a bucket is read from the samples.
macro_rules! rollup {
    ($relation:literal, $bucket:literal, $start:literal, $schedule:literal) => {
        Rollup {
            relation: $relation,
            aggregate: concat!(
                "CREATE MATERIALIZED VIEW ",
                $relation,
                " WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
                SELECT time_bucket(INTERVAL '",
                $bucket,
                "', at) AS at, deployment, max(region) AS region, ",
                gauges!("avg(", ") AS ", ", "),
                "avg(connection_quality) AS connection_quality, count(*)::float8 AS samples,
                    count(connection_quality)::float8 AS quality_samples
                FROM system_samples GROUP BY 1, 2 WITH NO DATA;
                SELECT add_continuous_aggregate_policy('",
                $relation,
                "', start_offset => INTERVAL '",
                $start,
                "', end_offset => INTERVAL '",
                $bucket,
                "', schedule_interval => INTERVAL '",
                $schedule,
                "');"
            ),
            table: concat!(
                "CREATE TABLE ",
                $relation,
                " (at timestamptz NOT NULL, deployment text COLLATE \"C\" NOT NULL,
                    region text COLLATE \"C\", ",
                gauges!("", " float8 NOT NULL, "),
                "connection_quality float8, samples float8 NOT NULL,
                    quality_samples float8 NOT NULL, PRIMARY KEY (deployment, at));
                CREATE INDEX ",
                $relation,
                "_at ON ",
                $relation,
                " (at DESC);"
            ),
        }
    };
}

/// Every rollup, the finest first.
pub(super) const ROLLUPS: [Rollup; 4] = [
    rollup!("system_samples_1m", "1 minute", "1 day", "1 minute"),
    rollup!("system_samples_10m", "10 minutes", "2 days", "10 minutes"),
    rollup!("system_samples_1h", "1 hour", "3 days", "30 minutes"),
    rollup!("system_samples_6h", "6 hours", "7 days", "1 hour"),
];

/// Days of samples that are kept in any case, where continuous aggregates are refreshed from them.
/// It must exceed the range of a refresh, which would treat missing samples as zero.
pub(super) const REFRESHED_DAYS: u32 = 8;

/// A relation that policies of the database compress and delete.
pub(super) struct Compressed {
    /// Its name.
    pub(super) relation: &'static str,
    /// Enables compression.
    pub(super) enable: &'static str,
    /// Adds the compression policy.
    pub(super) policy: &'static str,
    /// Whether it is a rollup.
    rollup: bool,
}

impl Compressed {
    /// Whether this database has policies for it.
    pub(super) const fn applies(&self, capabilities: Capabilities) -> bool {
        if self.rollup { capabilities.continuous } else { capabilities.hypertables }
    }
}

/// A hypertable, compressed by deployment after a week.
macro_rules! hypertable {
    ($relation:literal, $order:literal) => {
        Compressed {
            relation: $relation,
            enable: concat!(
                "ALTER TABLE ",
                $relation,
                " SET (timescaledb.compress, timescaledb.compress_segmentby = 'deployment',
                    timescaledb.compress_orderby = '",
                $order,
                "')"
            ),
            policy: concat!(
                "SELECT add_compression_policy('",
                $relation,
                "', INTERVAL '7 days', if_not_exists => true)"
            ),
            rollup: false,
        }
    };
}

/// A rollup, compressed after a month: long after it was last refreshed.
macro_rules! compressed_rollup {
    ($relation:literal) => {
        Compressed {
            relation: $relation,
            enable: concat!(
                "ALTER MATERIALIZED VIEW ",
                $relation,
                " SET (timescaledb.compress = true)"
            ),
            policy: concat!(
                "SELECT add_compression_policy('",
                $relation,
                "', INTERVAL '30 days', if_not_exists => true)"
            ),
            rollup: true,
        }
    };
}

/// Every relation with policies.
pub(super) const COMPRESSED: [Compressed; 9] = [
    hypertable!("events", "at DESC, id"),
    hypertable!("system_samples", "at DESC"),
    hypertable!("participant_samples", "participant_sid, at DESC"),
    hypertable!("node_samples", "url, at DESC"),
    hypertable!("source_samples", "at DESC"),
    compressed_rollup!("system_samples_1m"),
    compressed_rollup!("system_samples_10m"),
    compressed_rollup!("system_samples_1h"),
    compressed_rollup!("system_samples_6h"),
];

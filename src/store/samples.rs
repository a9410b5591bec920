//! Samples, and the history made of them.

use super::bulk::{Insert, Kind};
use super::columns::{NameCache, key};
use super::db::Db;
use super::gauges::gauges;
use super::resolution::{bounds, ceiling};
use super::row::Row;
use super::step::{self, Step};
use super::{Engine, Error, Resolution, Store, postgres, sqlite};
use crate::model::{Millis, SystemSample, Text};

const INSERT: Insert = Insert {
    table: "system_samples",
    columns: &[
        ("at", Kind::Time),
        ("deployment", Kind::Text),
        ("region", Kind::Text),
        ("active_rooms", Kind::Real),
        ("participants", Kind::Real),
        ("people", Kind::Real),
        ("machines", Kind::Real),
        ("in_doubt", Kind::Real),
        ("publishers", Kind::Real),
        ("tracks", Kind::Real),
        ("join_rate", Kind::Real),
        ("leave_rate", Kind::Real),
        ("disconnect_rate", Kind::Real),
        ("room_seconds", Kind::Real),
        ("connection_quality", Kind::Real),
    ],
    conflict: "ON CONFLICT DO NOTHING",
};

/// The part of history that is read from a rollup.
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

/// The query of history, after the expression of a step. The last bucket of a rollup is still open,
/// so from there on the next finer rollup is read, and at the end the samples. A step is the mean
/// of its samples, so each bucket is weighted by its number of samples.
const HISTORY: &str = concat!(
    " AS step, deployment, max(region) AS region, ",
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
    "connection_quality, 1, CAST(connection_quality IS NOT NULL AS integer)
        FROM system_samples WHERE at >= $6 AND at < $7
    ) AS part
    WHERE ($8 IS NULL OR deployment = $8) AND ($9 IS NULL OR region = $9)
    GROUP BY 1, 2 ORDER BY 1, 2"
);

/// The start of the last bucket of each rollup that the console fills, the coarsest first. That
/// bucket is still open.
pub(super) async fn last_buckets(db: &Db) -> Result<[Millis; 4], Error> {
    let last = db.sql(
        "SELECT (SELECT max(at) FROM system_samples_6h), (SELECT max(at) FROM system_samples_1h),
            (SELECT max(at) FROM system_samples_10m), (SELECT max(at) FROM system_samples_1m)",
    );
    let row = db.fetch_one(last).await?;
    let mut edges = [Millis::EARLIEST; 4];
    for (index, edge) in edges.iter_mut().enumerate() {
        *edge = row.get::<Option<Millis>>(index)?.unwrap_or(Millis::EARLIEST);
    }
    Ok(edges)
}

impl Store {
    /// Writes samples. A sample that is already stored (same deployment and time) is not changed.
    pub async fn write_samples(&self, samples: &[SystemSample]) -> Result<(), Error> {
        let samples: Vec<_> = samples.iter().collect();
        let written = INSERT.write_few(&self.db, &samples, |cells, sample| {
            cells
                .time(sample.at)
                .text(key(&sample.deployment))
                .text(sample.region.as_deref())
                .real(sample.active_rooms)
                .real(sample.participants)
                .real(sample.people)
                .real(sample.machines)
                .real(sample.in_doubt)
                .real(sample.publishers)
                .real(sample.tracks)
                .real(sample.join_rate)
                .real(sample.leave_rate)
                .real(sample.disconnect_rate)
                .real(sample.room_seconds)
                .real(sample.connection_quality);
        });
        written.await.map(drop)
    }

    /// Means per deployment over steps of `step_ms` aligned to 1970, `from` ≤ step < `to`; steps
    /// without a sample are left out. Ordered by time, then deployment.
    pub async fn history(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
        region: Option<&str>,
    ) -> Result<Vec<SystemSample>, Error> {
        let step_ms = step_ms.max(1);
        // Whole steps: those that begin in the range.
        let bounds = bounds(
            Millis(ceiling(from.0, step_ms)),
            Millis(ceiling(to.0, step_ms)),
            Resolution::for_step(step_ms),
            self.rollup_edges().await?,
        );
        let mut query = self.db.sql("SELECT ");
        query.push(step::begins_at(self.db.dialect())).push(HISTORY);
        let mut query = query.bind(Step::new(step_ms));
        for bound in bounds {
            query = query.bind(bound);
        }
        let query = query.bind(deployment.map(key)).bind(region);
        let rows = self.db.fetch_all(query).await?;
        let mut names = NameCache::default();
        rows.iter().map(|row| sample(row, &mut names)).collect()
    }

    /// Brings the rollups up to date with the samples written before `now`.
    pub async fn roll_up(&self, now: Millis) -> Result<(), Error> {
        match &self.engine {
            Engine::Postgres(server) => postgres::rollups::fill(&self.db, server, now).await,
            Engine::Sqlite(_) => sqlite::rollups::fill(&self.db, now).await,
        }
    }

    /// Makes every rollup of all samples written before `now`, however old they are.
    pub async fn roll_up_all(&self, now: Millis) -> Result<(), Error> {
        if let Engine::Postgres(server) = &self.engine {
            postgres::rollups::refresh(&self.db, server).await?;
        }
        self.roll_up(now).await
    }

    /// Until when each rollup is complete, the coarsest first.
    async fn rollup_edges(&self) -> Result<[Millis; 4], Error> {
        match &self.engine {
            Engine::Postgres(server) => postgres::rollups::edges(&self.db, server).await,
            Engine::Sqlite(_) => last_buckets(&self.db).await,
        }
    }
}

/// A row of history.
fn sample(row: &Row, names: &mut NameCache) -> Result<SystemSample, Error> {
    Ok(SystemSample {
        at: row.get("step")?,
        deployment: names.shared(row.get("deployment")?),
        region: row.get::<Option<&str>>("region")?.map(Text::from),
        active_rooms: row.get("active_rooms")?,
        participants: row.get("participants")?,
        people: row.get("people")?,
        machines: row.get("machines")?,
        in_doubt: row.get("in_doubt")?,
        publishers: row.get("publishers")?,
        tracks: row.get("tracks")?,
        join_rate: row.get("join_rate")?,
        leave_rate: row.get("leave_rate")?,
        disconnect_rate: row.get("disconnect_rate")?,
        room_seconds: row.get("room_seconds")?,
        connection_quality: row.get("connection_quality")?,
        quality_source: None,
    })
}

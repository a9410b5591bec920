//! The database itself: its schema, its health, what is thrown away.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::{Connection as _, Executor as _, PgConnection};

use super::relations::REFRESHED_DAYS;
use super::timescale::{self, Shape};
use super::{ANSWER_LIMIT, PostgresStore, rollups};
use crate::model::Millis;
use crate::store::{
    AuditStore as _, Edition, Error, Resolution, Retention, Upkeep, migrate, oldest_cursor,
};

/// Which advisory lock guards the schema: "lkc-schm" in ASCII.
const LOCK: i64 = 0x6c6b_632d_7363_686d;

/// Rows that one statement deletes at most, so that none holds its locks for long.
const DELETED_AT_ONCE: i64 = 5000;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// What deletes sessions, jobs and gaps that ended long ago.
const ENDED: [&str; 4] = [
    "DELETE FROM participant_sessions WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM participant_sessions WHERE left_at < $1 LIMIT $2))",
    "DELETE FROM room_sessions WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM room_sessions WHERE finished_at < $1 LIMIT $2))",
    "DELETE FROM jobs WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM jobs WHERE ended_at < $1 LIMIT $2))",
    "DELETE FROM gaps WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM gaps WHERE ended_at < $1 LIMIT $2))",
];

#[async_trait]
impl Upkeep for PostgresStore {
    fn kind(&self) -> &'static str {
        "postgres"
    }

    fn edition(&self) -> Option<Edition> {
        self.known_shape().map(|shape| shape.edition)
    }

    async fn prepare(&self) -> Result<(), Error> {
        let mut connection = self.locked_connection().await?;
        if timescale::try_extension(&mut connection).await? {
            // Only a new connection is sure to know what came with the extension.
            connection.close().await?;
            connection = self.locked_connection().await?;
        }
        let prepared = prepare_locked(&mut connection).await;
        // The lock would end with the connection, but only when the server notices.
        let unlocked =
            connection.execute(sqlx::query("SELECT pg_advisory_unlock($1)").bind(LOCK)).await;
        connection.close().await?;
        self.remember(prepared?);
        unlocked?;
        Ok(())
    }

    async fn ping(&self) -> Result<(), Error> {
        let mut connection = self.pool.acquire().await?;
        match tokio::time::timeout(ANSWER_LIMIT, connection.execute("SELECT 1")).await {
            Ok(outcome) => Ok(outcome.map(drop)?),
            Err(late) => Err(Self::give_up(connection, late)),
        }
    }

    async fn retain(&self, retention: Retention, now: Millis) -> Result<u64, Error> {
        let shape = self.shape().await?;
        let before = |days: Option<u32>| {
            days.map(|days| now.plus(-i64::from(days).saturating_mul(DAY_MS)).to_utc())
        };
        let mut deleted = 0;
        if let Some(before) = before(retention.sessions_days) {
            for query in ENDED {
                deleted += self.delete(query, before).await?;
            }
        }
        for (days, relation, query) in [
            (
                retention.events_days,
                "events",
                "DELETE FROM events WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM events WHERE at < $1 LIMIT $2))",
            ),
            (
                retention.samples_days,
                "node_samples",
                "DELETE FROM node_samples WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM node_samples WHERE at < $1 LIMIT $2))",
            ),
            (
                retention.samples_days,
                "participant_samples",
                "DELETE FROM participant_samples WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM participant_samples WHERE at < $1 LIMIT $2))",
            ),
            (
                retention.minutes_days,
                "source_samples",
                "DELETE FROM source_samples WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM source_samples WHERE at < $1 LIMIT $2))",
            ),
        ] {
            let Some(before) = before(days) else { continue };
            deleted += if shape.hypertables {
                self.drop_chunks(relation, before).await?
            } else {
                self.delete(query, before).await?
            };
        }
        if let Some(before) = before(retention.alerts_days) {
            deleted += self.retain_alerts(Millis::from_utc(before), now).await?;
        }
        sqlx::query("DELETE FROM journal_cursors WHERE journal < $1::text::uuid")
            .bind(oldest_cursor(now).to_string())
            .execute(&self.pool)
            .await?;
        let needed = self.needed_samples(shape, now).await?;
        for (days, relation, query) in [
            (
                retention.samples_days,
                "system_samples",
                "DELETE FROM system_samples WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM system_samples WHERE at < $1 LIMIT $2))",
            ),
            (
                retention.minutes_days,
                "system_samples_1m",
                "DELETE FROM system_samples_1m WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM system_samples_1m WHERE at < $1 LIMIT $2))",
            ),
            (
                retention.minutes_days,
                "system_samples_10m",
                "DELETE FROM system_samples_10m WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM system_samples_10m WHERE at < $1 LIMIT $2))",
            ),
            (
                retention.hours_days,
                "system_samples_1h",
                "DELETE FROM system_samples_1h WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM system_samples_1h WHERE at < $1 LIMIT $2))",
            ),
            (
                retention.hours_days,
                "system_samples_6h",
                "DELETE FROM system_samples_6h WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM system_samples_6h WHERE at < $1 LIMIT $2))",
            ),
        ] {
            let Some(before) = before(days) else { continue };
            let before = before.min(needed.to_utc());
            let in_chunks =
                if relation == "system_samples" { shape.hypertables } else { shape.continuous };
            deleted += if in_chunks {
                self.drop_chunks(relation, before).await?
            } else {
                self.delete(query, before).await?
            };
        }
        if shape.edition == Edition::Timescale && shape.hypertables {
            let mut connection = self.hold().await?;
            timescale::set_policies(&mut connection, shape, retention).await?;
            drop(connection.let_go());
        }
        Ok(deleted)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

/// The work of `prepare`, while the lock is held.
async fn prepare_locked(connection: &mut PgConnection) -> Result<Shape, Error> {
    migrate::postgres(connection).await?;
    timescale::set_up(connection).await
}

impl PostgresStore {
    /// A connection that holds the schema's lock. The pool no longer counts it and no statement's
    /// time is limited on it: a migration may take long, and so may waiting for that of another
    /// instance.
    async fn locked_connection(&self) -> Result<PgConnection, Error> {
        let mut connection = self.pool.acquire().await?.detach();
        connection.execute("SET statement_timeout = 0").await?;
        connection.execute(sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK)).await?;
        Ok(connection)
    }

    /// Drops the chunks that end before `before`; returns how many.
    async fn drop_chunks(&self, relation: &str, before: DateTime<Utc>) -> Result<u64, Error> {
        let mut connection = self.hold().await?;
        let mut transaction = connection.begin().await?;
        timescale::find_functions(&mut transaction).await?;
        let dropped: i64 =
            sqlx::query_scalar("SELECT count(*) FROM drop_chunks($1::regclass, older_than => $2)")
                .bind(relation)
                .bind(before)
                .fetch_one(&mut *transaction)
                .await?;
        transaction.commit().await?;
        drop(connection.let_go());
        Ok(u64::try_from(dropped).unwrap_or_default())
    }

    /// Runs a statement that deletes what is before `before` until nothing is left to delete.
    async fn delete(&self, query: &'static str, before: DateTime<Utc>) -> Result<u64, Error> {
        let mut deleted = 0;
        loop {
            let done = sqlx::query(query)
                .bind(before)
                .bind(DELETED_AT_ONCE)
                .execute(&self.pool)
                .await?
                .rows_affected();
            deleted += done;
            if done == 0 {
                return Ok(deleted);
            }
        }
    }

    /// From when on samples and rollups are needed in any case: something is still made of them.
    async fn needed_samples(&self, shape: Shape, now: Millis) -> Result<Millis, Error> {
        if shape.continuous {
            return Ok(now.plus(-i64::from(REFRESHED_DAYS) * DAY_MS));
        }
        // The last bucket but one of each rollup is filled again from the next finer one.
        let [coarsest, ..] = rollups::edges(&self.pool, false).await?;
        Ok(coarsest.plus(-Resolution::SixHours.step_ms()))
    }
}

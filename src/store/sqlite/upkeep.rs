//! The database itself: its schema, its health, what is thrown away.

use std::fs::OpenOptions;
use std::io;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use sqlx::{Connection as _, Executor as _};

use super::{BEGIN, BUSY_TIMEOUT, SqliteStore, rollups};
use crate::files;
use crate::model::Millis;
use crate::store::{
    AuditStore as _, Edition, Error, Resolution, Retention, Upkeep, migrate, oldest_cursor,
};

/// Rows that one statement deletes at most, so that none holds the write lock for long.
const DELETED_AT_ONCE: i64 = 5000;

/// How long to wait before the first connection to a new file is tried again.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// What deletes sessions, jobs and gaps that ended long ago.
const ENDED: [&str; 4] = [
    "DELETE FROM participant_sessions WHERE rowid IN (
        SELECT rowid FROM participant_sessions WHERE left_at_ms < $1 LIMIT $2)",
    "DELETE FROM room_sessions WHERE rowid IN (
        SELECT rowid FROM room_sessions WHERE finished_at_ms < $1 LIMIT $2)",
    "DELETE FROM jobs WHERE rowid IN (
        SELECT rowid FROM jobs WHERE ended_at_ms < $1 LIMIT $2)",
    "DELETE FROM gaps WHERE rowid IN (
        SELECT rowid FROM gaps WHERE ended_at_ms < $1 LIMIT $2)",
];

impl SqliteStore {
    /// Makes the file and its folder for their owner alone. SQLite gives what it makes beside the
    /// file the same rights.
    fn keep_private(&self) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            files::create_folder(folder)?;
            let name = self.path.file_name().unwrap_or_default().to_string_lossy();
            files::keep_folder_private(folder, &[&name, "journal"]);
        }
        files::open(&self.path, OpenOptions::new().create(true).append(true))?;
        for beside in ["-wal", "-shm", "-journal"] {
            let mut path = self.path.clone().into_os_string();
            path.push(beside);
            files::keep_private(path.as_ref());
        }
        Ok(())
    }

    /// Brings the schema up to date. The write lock is held over all of it: another process waits and
    /// finds the work done.
    async fn migrate(&self) -> Result<(), Error> {
        let mut writer = self.hold_writer().await?;
        let mut transaction = writer.begin_with(BEGIN).await?;
        migrate::sqlite(&mut transaction).await?;
        transaction.commit().await?;
        writer.let_go();
        Ok(())
    }
}

/// Whether another holds the lock.
fn is_busy(error: &Error) -> bool {
    matches!(error, Error::Unavailable(sqlx::Error::Database(told)) if told.code().as_deref() == Some("5"))
}

#[async_trait]
impl Upkeep for SqliteStore {
    fn kind(&self) -> &'static str {
        "sqlite"
    }

    fn edition(&self) -> Option<Edition> {
        self.prepared.load(Ordering::Relaxed).then_some(Edition::Sqlite)
    }

    async fn prepare(&self) -> Result<(), Error> {
        self.keep_private().map_err(sqlx::Error::Io)?;
        let began = Instant::now();
        loop {
            match self.migrate().await {
                // SQLite waits for the lock by itself, except where a connection turns a new file
                // into a WAL one while another does.
                Err(error) if is_busy(&error) && began.elapsed() < BUSY_TIMEOUT => {
                    tokio::time::sleep(BUSY_PAUSE).await;
                }
                outcome => break outcome?,
            }
        }
        self.prepared.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn ping(&self) -> Result<(), Error> {
        self.readers.execute("SELECT 1 FROM journal_cursors").await?;
        Ok(())
    }

    async fn retain(&self, retention: Retention, now: Millis) -> Result<u64, Error> {
        let before =
            |days: Option<u32>| days.map(|days| now.plus(-i64::from(days).saturating_mul(DAY_MS)));
        let mut deleted = 0;
        if let Some(before) = before(retention.events_days) {
            deleted += self
                .delete(
                    "DELETE FROM events WHERE rowid IN (
                        SELECT rowid FROM events WHERE at_ms < $1 LIMIT $2)",
                    before,
                )
                .await?;
        }
        if let Some(before) = before(retention.sessions_days) {
            for query in ENDED {
                deleted += self.delete(query, before).await?;
            }
        }
        if let Some(before) = before(retention.samples_days) {
            for query in [
                "DELETE FROM node_samples WHERE (at_ms, deployment, url) IN (
                    SELECT at_ms, deployment, url FROM node_samples
                    WHERE at_ms < $1 LIMIT $2)",
                "DELETE FROM participant_samples
                    WHERE (deployment, participant_sid, at_ms, id) IN (
                        SELECT deployment, participant_sid, at_ms, id FROM participant_samples
                        WHERE at_ms < $1 LIMIT $2)",
            ] {
                deleted += self.delete(query, before).await?;
            }
        }
        if let Some(before) = before(retention.minutes_days) {
            deleted += self
                .delete(
                    "DELETE FROM source_samples WHERE (at_ms, deployment) IN (
                        SELECT at_ms, deployment FROM source_samples WHERE at_ms < $1 LIMIT $2)",
                    before,
                )
                .await?;
        }
        if let Some(before) = before(retention.alerts_days) {
            deleted += self.retain_alerts(before, now).await?;
        }
        let oldest = oldest_cursor(now).to_string();
        self.execute(sqlx::query("DELETE FROM journal_cursors WHERE journal < $1").bind(oldest))
            .await?;
        // The last bucket but one of each rollup is filled again from the next finer one.
        let [coarsest, ..] = rollups::edges(&self.readers).await?;
        let needed = coarsest.plus(-Resolution::SixHours.step_ms());
        for (days, query) in [
            (
                retention.samples_days,
                "DELETE FROM system_samples WHERE (at_ms, deployment) IN (
                    SELECT at_ms, deployment FROM system_samples WHERE at_ms < $1 LIMIT $2)",
            ),
            (
                retention.minutes_days,
                "DELETE FROM system_samples_1m WHERE (at_ms, deployment) IN (
                    SELECT at_ms, deployment FROM system_samples_1m WHERE at_ms < $1 LIMIT $2)",
            ),
            (
                retention.minutes_days,
                "DELETE FROM system_samples_10m WHERE (at_ms, deployment) IN (
                    SELECT at_ms, deployment FROM system_samples_10m WHERE at_ms < $1 LIMIT $2)",
            ),
            (
                retention.hours_days,
                "DELETE FROM system_samples_1h WHERE (at_ms, deployment) IN (
                    SELECT at_ms, deployment FROM system_samples_1h WHERE at_ms < $1 LIMIT $2)",
            ),
            (
                retention.hours_days,
                "DELETE FROM system_samples_6h WHERE (at_ms, deployment) IN (
                    SELECT at_ms, deployment FROM system_samples_6h WHERE at_ms < $1 LIMIT $2)",
            ),
        ] {
            if let Some(before) = before(days) {
                deleted += self.delete(query, before.min(needed)).await?;
            }
        }
        Ok(deleted)
    }

    async fn close(&self) {
        // The writer last: the last to close tidies up the write-ahead log.
        self.readers.close().await;
        self.writer.close().await;
    }
}

impl SqliteStore {
    /// Runs a statement that deletes what is before `before` until nothing is left to delete.
    async fn delete(&self, query: &'static str, before: Millis) -> Result<u64, Error> {
        let mut deleted = 0;
        loop {
            let done =
                self.execute(sqlx::query(query).bind(before.0).bind(DELETED_AT_ONCE)).await?;
            deleted += done;
            if done == 0 {
                return Ok(deleted);
            }
        }
    }
}

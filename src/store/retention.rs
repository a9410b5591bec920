//! Retention: what is deleted, and when.

use super::{Engine, Error, JournalId, Resolution, Store, samples};
use crate::model::Millis;

/// How long the cursor of a journal is kept: 400 days, in milliseconds. Without the cursor, the
/// events of the journal are stored again, which changes nothing.
const CURSORS_KEPT_MS: i64 = 400 * 86_400_000;

/// Rows that one statement deletes at most, so that it does not hold locks for long.
const DELETED_AT_ONCE: i64 = 5000;

/// Milliseconds of a day.
pub(super) const DAY_MS: i64 = 86_400_000;

/// How long to keep data; `None` keeps it forever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Events, days since they happened.
    pub events_days: Option<u32>,
    /// Ended sessions, jobs and gaps, days since they ended.
    pub sessions_days: Option<u32>,
    /// Samples of every ten seconds, of the system and of nodes, days.
    pub samples_days: Option<u32>,
    /// Rollups of one minute and of ten, and samples of sources, days.
    pub minutes_days: Option<u32>,
    /// Rollups of one hour and of six, days.
    pub hours_days: Option<u32>,
    /// Resolved alerts, their notifications and the audit trail, days.
    pub alerts_days: Option<u32>,
}

/// A relation with rows that expire, and the statements that delete at most `$2` rows before `$1`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aged {
    relation: &'static str,
    postgres: &'static str,
    sqlite: &'static str,
    /// Selects the time of the oldest row.
    pub(super) oldest: &'static str,
}

/// An [`Aged`]: its relation, the column of its age, and the key of its rows in SQLite.
macro_rules! aged {
    ($relation:literal, $age:literal, $key:literal) => {
        Aged {
            relation: $relation,
            postgres: concat!(
                "DELETE FROM ",
                $relation,
                " WHERE ctid = ANY(ARRAY(SELECT ctid FROM ",
                $relation,
                " WHERE ",
                $age,
                " < $1 LIMIT $2))"
            ),
            sqlite: concat!(
                "DELETE FROM ",
                $relation,
                " WHERE (",
                $key,
                ") IN (SELECT ",
                $key,
                " FROM ",
                $relation,
                " WHERE ",
                $age,
                " < $1 LIMIT $2)"
            ),
            oldest: concat!("SELECT min(", $age, ") FROM ", $relation),
        }
    };
}

pub(super) const EVENTS: Aged = aged!("events", "at", "rowid");
pub(super) const SESSIONS: [Aged; 4] = [
    aged!("participant_sessions", "left_at", "rowid"),
    aged!("room_sessions", "finished_at", "rowid"),
    aged!("jobs", "ended_at", "rowid"),
    aged!("gaps", "ended_at", "rowid"),
];
pub(super) const NODE_SAMPLES: Aged = aged!("node_samples", "at", "at, deployment, url");
pub(super) const PARTICIPANT_SAMPLES: Aged =
    aged!("participant_samples", "at", "deployment, participant_sid, at, id");
pub(super) const SOURCE_SAMPLES: Aged = aged!("source_samples", "at", "at, deployment");
const SAMPLES: Aged = aged!("system_samples", "at", "at, deployment");
const ROLLUPS: [Aged; 4] = [
    aged!("system_samples_1m", "at", "at, deployment"),
    aged!("system_samples_10m", "at", "at, deployment"),
    aged!("system_samples_1h", "at", "at, deployment"),
    aged!("system_samples_6h", "at", "at, deployment"),
];

impl Store {
    /// Deletes expired data; returns the number of rows or chunks.
    pub async fn retain(&self, retention: Retention, now: Millis) -> Result<u64, Error> {
        let before =
            |days: Option<u32>| days.map(|days| now.plus(-i64::from(days).saturating_mul(DAY_MS)));
        let mut deleted = 0;
        if let Some(before) = before(retention.sessions_days) {
            for aged in &SESSIONS {
                deleted += self.delete(aged, before).await?;
            }
        }
        for (days, aged) in [
            (retention.events_days, EVENTS),
            (retention.samples_days, NODE_SAMPLES),
            (retention.samples_days, PARTICIPANT_SAMPLES),
            (retention.minutes_days, SOURCE_SAMPLES),
        ] {
            if let Some(before) = before(days) {
                deleted += self.delete(&aged, before).await?;
            }
        }
        if let Some(before) = before(retention.alerts_days) {
            deleted += self.retain_alerts(before, now).await?;
        }
        self.delete_cursors(now).await?;
        let needed = self.needed_samples(now).await?;
        let [minutes, ten_minutes, hours, six_hours] = ROLLUPS;
        for (days, aged) in [
            (retention.samples_days, SAMPLES),
            (retention.minutes_days, minutes),
            (retention.minutes_days, ten_minutes),
            (retention.hours_days, hours),
            (retention.hours_days, six_hours),
        ] {
            if let Some(before) = before(days) {
                deleted += self.delete(&aged, before.min(needed)).await?;
            }
        }
        if let Engine::Postgres(server) = &self.engine {
            server.set_policies(retention).await?;
        }
        Ok(deleted)
    }

    /// Deletes the rows before `before`.
    pub(super) async fn delete(&self, aged: &Aged, before: Millis) -> Result<u64, Error> {
        if let Engine::Postgres(server) = &self.engine
            && server.is_in_chunks(aged.relation).await?
        {
            return server.drop_chunks(aged.relation, before).await;
        }
        let mut deleted = 0;
        loop {
            let statement = self.db.sql(self.db.dialect().pick(aged.postgres, aged.sqlite));
            let statement = statement.bind(before).bind(DELETED_AT_ONCE);
            let done = self.db.execute_long(statement).await?;
            deleted += done;
            if done == 0 {
                return Ok(deleted);
            }
        }
    }

    /// Deletes system samples before `before` and their rollups of minutes, except those that
    /// coarser rollups still need.
    pub(super) async fn delete_samples(&self, before: Millis, now: Millis) -> Result<u64, Error> {
        let before = before.min(self.needed_samples(now).await?);
        let [minutes, ten_minutes, ..] = ROLLUPS;
        let mut deleted = 0;
        for aged in [SAMPLES, minutes, ten_minutes] {
            deleted += self.delete(&aged, before).await?;
        }
        Ok(deleted)
    }

    /// Deletes the cursors of journals that were opened long ago.
    async fn delete_cursors(&self, now: Millis) -> Result<(), Error> {
        let mut statement = self.db.sql("DELETE FROM journal_cursors WHERE journal < ");
        super::events::push_journal(&mut statement, oldest_cursor(now));
        self.db.execute(statement).await.map(drop)
    }

    /// The start of the samples and rollups that coarser rollups still need.
    async fn needed_samples(&self, now: Millis) -> Result<Millis, Error> {
        if let Engine::Postgres(server) = &self.engine
            && let Some(days) = server.refreshed_days().await?
        {
            return Ok(now.plus(-i64::from(days) * DAY_MS));
        }
        // The last two buckets of each rollup are filled again from the next finer one.
        let [coarsest, ..] = samples::last_buckets(&self.db).await?;
        Ok(coarsest.plus(-Resolution::SixHours.step_ms()))
    }
}

/// The lowest id of a journal whose cursor is kept. The id contains the start time.
fn oldest_cursor(now: Millis) -> JournalId {
    let at = u64::try_from(now.plus(-CURSORS_KEPT_MS).0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(at, &[0; 10]).into_uuid()
}

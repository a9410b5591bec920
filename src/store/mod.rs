//! What was true: events, sessions, samples and alerts in a database.
//!
//! One [`Store`] for SQLite (embedded) and Postgres (with TimescaleDB or without). What is asked of it
//! is written once, a file a noun, over `db`, `sql` and `row`; the words that differ are picked by
//! `dialect`. Schema, rollups and upkeep are the database's own: `postgres`, `sqlite`.

mod alert_columns;
mod alerts;
mod audit;
mod backtest;
mod bulk;
mod catch_up;
mod columns;
mod compress;
mod db;
pub mod dead_letter;
mod dialect;
mod document;
mod edition;
mod error;
mod events;
mod gaps;
mod gauges;
mod held;
mod history;
mod jobs;
mod leases;
mod migrate;
mod nodes;
pub mod open;
mod outbox;
mod paging;
mod postgres;
mod quality;
mod record;
mod resolution;
mod retention;
mod row;
mod samples;
mod session_rows;
mod sessions;
mod shrink;
mod spans;
mod sql;
mod sqlite;
mod step;
mod unreadable;
mod versioned;
pub mod writer;

pub use alert_columns::StoredLine;
pub use alerts::{
    AlertBatch, AlertFilter, NewAlert, ParticipantSpan, RoomSpan, SpanFilter, StoredAlert,
    StoredState,
};
pub use audit::AuditFilter;
pub use catch_up::{CatchUp, Stored};
pub use document::{Document, DocumentChange, DocumentKind, DocumentVersion};
pub use edition::Edition;
pub use error::Error;
pub use gaps::GapFilter;
pub use history::{
    HistoryCursor, HistoryFilter, HistoryOf, ParticipantFilter, ParticipantSort, RoomFilter,
    RoomSort, SessionPlace,
};
pub use leases::Lease;
pub use outbox::{Delivery, NotificationFilter};
pub use paging::PAGE_BYTES;
pub use resolution::Resolution;
pub use retention::Retention;
pub use shrink::Shrunk;

use std::sync::Arc;

use db::Db;

use crate::model::{Event, JobKind, JobRecord, Millis, ParticipantSession, Reported, RoomSession};

/// Names one opening of a journal: each start of each instance has its own.
pub type JournalId = uuid::Uuid;

/// Everything that one transaction writes.
#[derive(Debug, Default)]
pub struct Batch {
    /// Whose cursor to move and to which sequence number (that of the next event to write).
    pub cursor: Option<(JournalId, u64)>,
    /// New events; one that is there already (same deployment, id and time) is left alone. One that
    /// carries a client's report is no row of the events, but one of the reports.
    pub events: Vec<Arc<Event>>,
    /// Room sessions to write whole, replacing what is there.
    pub rooms: Vec<RoomSession>,
    /// Participant sessions to write whole, replacing what is there.
    pub participants: Vec<ParticipantSession>,
    /// Jobs to write whole, replacing what is there.
    pub jobs: Vec<JobRecord>,
}

impl Batch {
    /// The events that are rows of their own.
    fn plain_events(&self) -> Vec<&Event> {
        self.events
            .iter()
            .map(|event| &**event)
            .filter(|event| event.observation.report.is_none())
            .collect()
    }

    /// The reports, each with the event that carries it.
    fn reports(&self) -> Vec<(&Event, &Reported)> {
        self.events.iter().filter_map(|event| Some((&**event, event.report()?))).collect()
    }
}

/// Which events to list, newest received first.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this room name.
    pub room_name: Option<String>,
    /// Only this room sid.
    pub room_sid: Option<String>,
    /// Only this participant, by sid or by identity.
    pub participant: Option<String>,
    /// Only this event name.
    pub name: Option<String>,
    /// Only those before this place, `next_before` of an earlier page.
    pub before: Option<EventPlace>,
    /// At most so many.
    pub limit: u32,
}

/// A place in the list of events: time received, then id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPlace {
    /// Time received.
    pub received_at: Millis,
    /// Event id.
    pub id: String,
}

/// Which jobs to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this kind.
    pub kind: Option<JobKind>,
    /// Only those of this room session.
    pub room_sid: Option<String>,
    /// Only those that have ended (`true`) or run (`false`).
    pub ended: Option<bool>,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// Under which name somebody was there and when: what was reported so while the sid was not known
/// belongs to the stay, too.
#[derive(Debug, Clone)]
pub struct Holding {
    /// The room's name.
    pub room_name: String,
    /// The identity.
    pub identity: String,
    /// When the stay began.
    pub from: Millis,
    /// Before when it ended.
    pub to: Millis,
}

/// Whose reports, and of which steps.
#[derive(Debug, Clone)]
pub struct QualityFilter {
    /// The deployment.
    pub deployment: String,
    /// The stay's sid.
    pub participant_sid: String,
    /// Whose it is; `None` if no stay of that sid is known.
    pub of: Option<Holding>,
    /// The first step begins here.
    pub from: Millis,
    /// No report at or after this time.
    pub to: Millis,
    /// Length of a step, milliseconds, aligned to 1970.
    pub step_ms: i64,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows asked for.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub total: u64,
}

/// A whole database: each noun is written about in a file of its own.
#[derive(Debug)]
pub struct Store {
    db: Db,
    engine: Engine,
    /// What of it could not be read.
    unreadable: unreadable::Unreadable,
}

/// What only one of the two databases has.
#[derive(Debug)]
enum Engine {
    Postgres(postgres::Server),
    Sqlite(sqlite::File),
}

impl Store {
    /// `sqlite` or `postgres`.
    pub const fn kind(&self) -> &'static str {
        match self.engine {
            Engine::Postgres(_) => "postgres",
            Engine::Sqlite(_) => "sqlite",
        }
    }

    /// `None` until the database was first reached.
    pub fn edition(&self) -> Option<Edition> {
        match &self.engine {
            Engine::Postgres(server) => server.edition(),
            Engine::Sqlite(file) => file.edition(),
        }
    }

    /// Brings the schema up to date and finds out the edition; safe to call again, and by several
    /// processes at once.
    pub async fn prepare(&self) -> Result<(), Error> {
        match &self.engine {
            Engine::Postgres(server) => server.prepare().await,
            Engine::Sqlite(file) => file.prepare(&self.db).await,
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        // SQLite looks at no file for a number alone.
        let ping = self.db.dialect().pick("SELECT 1", "SELECT 1 FROM journal_cursors LIMIT 1");
        self.db.fetch_few(self.db.sql(ping)).await.map(drop)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.db {
            Db::Postgres(pool) => pool.close().await,
            Db::Sqlite { writer, readers } => {
                // The writer last: the last to close tidies up the write-ahead log.
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

/// A database, shared.
pub type SharedStore = Arc<Store>;

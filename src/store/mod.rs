//! The past: events, sessions, samples and alerts in a database.
//!
//! One [`Store`] serves SQLite (embedded) and Postgres (with or without TimescaleDB). Each noun has
//! one file with its queries, written once over `db`, `sql` and `row`. `dialect` holds the SQL that
//! differs. Schema, rollups and upkeep differ per database: `postgres`, `sqlite`.

mod alert_columns;
mod alerts;
mod audit;
mod backtest;
mod bulk;
mod catch_up;
mod checkout;
mod columns;
mod compress;
mod connections;
mod db;
pub mod dead_letter;
mod dialect;
mod document;
mod dump;
mod edition;
mod empty;
mod error;
mod events;
mod gaps;
mod gauges;
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
mod usage;
mod versioned;
pub mod writer;

pub use alert_columns::StoredLine;
pub use alerts::{
    AlertBatch, AlertFilter, NewAlert, ParticipantSpan, RoomSpan, SpanFilter, StoredAlert,
    StoredState,
};
pub use audit::AuditFilter;
pub use catch_up::{CatchUp, Stored};
pub use connections::Connections;
pub use document::{Document, DocumentChange, DocumentKind, DocumentVersion};
pub use dump::{Dump, DumpedColumn, DumpedTable};
pub use edition::Edition;
pub use error::Error;
pub use gaps::GapFilter;
pub use history::{
    HistoryCursor, HistoryFilter, HistoryOf, ParticipantFilter, RoomFilter, SessionCursor,
};
pub use leases::Lease;
pub use outbox::{DeliveryResult, NotificationFilter};
pub use paging::PAGE_BYTES;
pub use resolution::Resolution;
pub use retention::Retention;
pub use shrink::Shrunk;
pub use usage::{UsageFilter, UsagePeriod};

use std::sync::Arc;

use db::Db;

use crate::model::{Event, JobKind, JobRecord, Millis, ParticipantSession, Reported, RoomSession};

/// Id of one opening of a journal. Each start of each instance has its own.
pub type JournalId = uuid::Uuid;

/// Everything that one transaction writes about LiveKit.
#[derive(Debug, Default)]
pub struct Batch {
    /// The journal whose cursor moves, and the sequence number of the next event to write.
    pub cursor: Option<(JournalId, u64)>,
    /// New events. An event that is already stored (same deployment, id and time) is not changed.
    /// An event that carries a client's report becomes a row of the reports, not of the events.
    pub events: Vec<Arc<Event>>,
    /// Room sessions. Each replaces its stored row.
    pub rooms: Vec<RoomSession>,
    /// Participant sessions. Each replaces its stored row.
    pub participants: Vec<ParticipantSession>,
    /// Jobs. Each replaces its stored row.
    pub jobs: Vec<JobRecord>,
}

impl Batch {
    /// The events that become rows of the events table.
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
    /// Only those before this cursor, which is `next_before` of an earlier page.
    pub before: Option<EventCursor>,
    /// At most so many.
    pub limit: u32,
}

/// A position in the list of events: time received, then id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCursor {
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

/// The identity of a participant session and its period. A report that carries this identity but no
/// sid belongs to the session if it was sent within the period.
#[derive(Debug, Clone)]
pub struct IdentityPeriod {
    /// The room's name.
    pub room_name: String,
    /// The identity.
    pub identity: String,
    /// When the session began.
    pub from: Millis,
    /// When the session ended; exclusive.
    pub to: Millis,
}

/// The reports to read, and the steps to group them by.
#[derive(Debug, Clone)]
pub struct QualityFilter {
    /// The deployment.
    pub deployment: String,
    /// The participant session's sid.
    pub participant_sid: String,
    /// The session's identity and period; `None` if no session of that sid is known.
    pub of: Option<IdentityPeriod>,
    /// Start of the first step.
    pub from: Millis,
    /// End of the range; exclusive.
    pub to: Millis,
    /// Length of a step, milliseconds, aligned to 1970.
    pub step_ms: i64,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows of the page.
    pub rows: Vec<T>,
    /// Number of rows that match the filter.
    pub total: u64,
}

/// The database. Each noun has its queries in a file of its own.
#[derive(Debug)]
pub struct Store {
    db: Db,
    engine: Engine,
    /// Stored rows that could not be read.
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

    /// Edition of the database; `None` until it is first reached.
    pub fn edition(&self) -> Option<Edition> {
        match &self.engine {
            Engine::Postgres(server) => server.edition(),
            Engine::Sqlite(file) => file.edition(),
        }
    }

    /// Migrates the schema and detects the edition. It may run again, and in several processes at
    /// the same time.
    pub async fn prepare(&self) -> Result<(), Error> {
        match &self.engine {
            Engine::Postgres(server) => server.prepare().await,
            Engine::Sqlite(file) => file.prepare(&self.db).await,
        }
    }

    /// Fails if the database does not answer.
    pub async fn ping(&self) -> Result<(), Error> {
        // SQLite does not touch the file for a constant.
        let ping = self.db.dialect().pick("SELECT 1", "SELECT 1 FROM journal_cursors LIMIT 1");
        self.db.fetch_few(self.db.sql(ping)).await.map(drop)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.db {
            Db::Postgres { pool, .. } => {
                pool.close().await;
                if let Engine::Postgres(server) = &self.engine {
                    server.close().await;
                }
            }
            Db::Sqlite { writer, readers } => {
                // The writer closes last: the last connection removes the write-ahead log.
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

/// A database, shared.
pub type SharedStore = Arc<Store>;

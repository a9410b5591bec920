//! What was true: events, sessions, samples and alerts in a database.
//!
//! One small trait a noun, each implemented for SQLite (embedded) and Postgres (with TimescaleDB
//! or without), in files of the same names, so that a diff shows only the dialect. Everything else
//! sees an `Arc<dyn Store>`.

mod alert_columns;
mod alerts;
mod columns;
pub mod divide;
mod document;
mod edition;
mod error;
mod gaps;
mod gauges;
mod held;
mod history;
mod migrate;
mod node_columns;
pub mod open;
mod paging;
pub mod postgres;
mod resolution;
mod spans;
pub mod sqlite;
pub mod writer;

pub use alert_columns::KeptLine;
pub use alerts::{
    AlertBatch, AlertFilter, AlertStore, AuditFilter, AuditStore, BacktestStore, Delivery,
    KeptAlert, KeptState, Lease, NewAlert, NotificationFilter, OutboxStore, RoomSpan, SpanFilter,
    StaySpan,
};
pub use document::{Document, DocumentChange, DocumentKind, DocumentVersion};
pub use edition::Edition;
pub use error::Error;
pub use gaps::{DriftStore, GapFilter, GapStore};
pub use history::{
    HistoryStore, ParticipantFilter, ParticipantSort, RoomFilter, RoomSort, SessionPlace, Told,
    ToldFilter, ToldPlace,
};
pub use paging::PAGE_BYTES;
pub use resolution::Resolution;

use std::sync::Arc;

use async_trait::async_trait;

use crate::model::{
    DeploymentName, Event, JobKind, JobRecord, Millis, NodeSample, NodeStep, ParticipantSession,
    QualityPoint, Reported, RoomSession, SystemSample, Text,
};

/// Names one opening of a journal: each start of each instance has its own.
pub type JournalId = uuid::Uuid;

/// How long, milliseconds (400 days), the cursor of an opening is kept. Without it, what that journal
/// holds is stored again, which alters nothing.
const CURSORS_KEPT_MS: i64 = 400 * 86_400_000;

/// No opening whose cursor is kept has a lower id: it tells when it began.
fn oldest_cursor(now: Millis) -> JournalId {
    let at = u64::try_from(now.plus(-CURSORS_KEPT_MS).0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(at, &[0; 10]).into_uuid()
}

/// Everything that one transaction writes.
#[derive(Debug, Default)]
pub struct Batch {
    /// Whose cursor to move and to which sequence number (that of the next event to write).
    pub cursor: Option<(JournalId, u64)>,
    /// New events; one that is there already (same deployment, id and time) is left alone. One that
    /// carries a client's report is no row of the events, but one of the reports.
    pub events: Vec<Event>,
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
        self.events.iter().filter(|event| event.observation.report.is_none()).collect()
    }

    /// The reports, each with the event that carries it.
    fn reports(&self) -> Vec<(&Event, &Reported)> {
        let report = |event| Some((event, Event::report(event)?));
        self.events.iter().filter_map(report).collect()
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

/// How long to keep what; `None` keeps for ever.
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

/// Events.
#[async_trait]
pub trait EventStore: Send + Sync {
    /// Writes the batch whole or not at all; returns how many events were new.
    async fn write(&self, batch: &Batch) -> Result<u64, Error>;
    /// The sequence number of the first event of this journal that is not written yet.
    async fn cursor(&self, journal: JournalId) -> Result<Option<u64>, Error>;
    /// Deployment and id of each event received since.
    async fn recent_ids(&self, since: Millis) -> Result<Vec<(String, String)>, Error>;
    /// Events, newest received first; `observation` is left empty.
    async fn events(&self, filter: &EventFilter) -> Result<Vec<Event>, Error>;
}

/// Room sessions, participant sessions and jobs.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// The room sessions that are open or ended at or after `since`, each with as many participants
    /// as there are sessions of it.
    async fn recent_rooms(&self, since: Millis) -> Result<Vec<RoomSession>, Error>;
    /// The participant sessions that are open or ended at or after `since`.
    async fn recent_participants(&self, since: Millis) -> Result<Vec<ParticipantSession>, Error>;
    /// The jobs that run or ended at or after `since`.
    async fn recent_jobs(&self, since: Millis) -> Result<Vec<JobRecord>, Error>;
    /// The room sessions of these sids, each with as many participants as there are sessions of it.
    async fn rooms_by_sid(
        &self,
        keys: &[(DeploymentName, Text)],
    ) -> Result<Vec<RoomSession>, Error>;
    /// The participant sessions of these sids.
    async fn participants_by_sid(
        &self,
        keys: &[(DeploymentName, Text)],
    ) -> Result<Vec<ParticipantSession>, Error>;
    /// The jobs of these ids.
    async fn jobs_by_id(
        &self,
        keys: &[(DeploymentName, JobKind, Text)],
    ) -> Result<Vec<JobRecord>, Error>;
    /// Room sessions by filter; for `Duration` the open ones are measured to `now`.
    async fn rooms(&self, filter: &RoomFilter, now: Millis) -> Result<Page<RoomSession>, Error>;
    /// The latest room session of a name (of `sid`, if given).
    async fn room(
        &self,
        deployment: Option<&str>,
        name: &str,
        sid: Option<&str>,
    ) -> Result<Option<RoomSession>, Error>;
    /// Every participant session of a room session, in order of joining.
    async fn participants_of(
        &self,
        deployment: &str,
        room_sid: &str,
    ) -> Result<Vec<ParticipantSession>, Error>;
    /// Jobs by filter.
    async fn jobs(&self, filter: &JobFilter) -> Result<Page<JobRecord>, Error>;
}

/// Samples and their rollups.
#[async_trait]
pub trait SampleStore: Send + Sync {
    /// Writes samples; one that is there already (same deployment and time) is left alone.
    async fn write_samples(&self, samples: &[SystemSample]) -> Result<(), Error>;
    /// Means per deployment over steps of `step_ms` aligned to 1970, `from` ≤ step < `to`; steps
    /// without a sample are left out. Ordered by time, then deployment.
    async fn history(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
        region: Option<&str>,
    ) -> Result<Vec<SystemSample>, Error>;
    /// Brings the rollups up to date with the samples written before `now`.
    async fn roll_up(&self, now: Millis) -> Result<(), Error>;
}

/// What nodes measured.
#[async_trait]
pub trait NodeStore: Send + Sync {
    /// Writes samples; one that is there already (same deployment, URL and time) is left alone.
    async fn write_node_samples(&self, samples: &[NodeSample]) -> Result<(), Error>;
    /// The mean of each node over steps of `step_ms` aligned to 1970, `from` ≤ step < `to`, added
    /// up over the nodes; steps without a sample are left out. Ordered by time.
    async fn node_history(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
        url: Option<&str>,
    ) -> Result<Vec<NodeStep>, Error>;
}

/// What clients report of their connections. Reports are written with the batch that their events
/// are in ([`EventStore::write`]); one that is there already (same stay, time and id) is left alone.
#[async_trait]
pub trait QualityStore: Send + Sync {
    /// What was reported of one stay, in steps; steps without a report are left out.
    async fn participant_quality(&self, filter: &QualityFilter)
    -> Result<Vec<QualityPoint>, Error>;
    /// Deployment and id of each report of that time or later, at most so many, the latest first.
    async fn recent_reports(
        &self,
        since: Millis,
        limit: u32,
    ) -> Result<Vec<(String, String)>, Error>;
}

/// The database itself.
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// `sqlite` or `postgres`.
    fn kind(&self) -> &'static str;
    /// `None` until the database was first reached.
    fn edition(&self) -> Option<Edition>;
    /// Brings the schema up to date and finds out the edition; safe to call again, and by several
    /// processes at once.
    async fn prepare(&self) -> Result<(), Error>;
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), Error>;
    /// Deletes what is older than it is to be kept; returns the number of rows or chunks.
    async fn retain(&self, retention: Retention, now: Millis) -> Result<u64, Error>;
    /// Closes every connection.
    async fn close(&self);
}

/// A whole database.
pub trait Store:
    EventStore
    + SessionStore
    + HistoryStore
    + SampleStore
    + NodeStore
    + QualityStore
    + AlertStore
    + AuditStore
    + OutboxStore
    + BacktestStore
    + GapStore
    + DriftStore
    + Upkeep
{
}

impl<T> Store for T where
    T: EventStore
        + SessionStore
        + HistoryStore
        + SampleStore
        + NodeStore
        + QualityStore
        + AlertStore
        + AuditStore
        + OutboxStore
        + BacktestStore
        + GapStore
        + DriftStore
        + Upkeep
{
}

/// A database, shared.
pub type SharedStore = Arc<dyn Store>;

//! Alerts, what belongs to them, and the trail of what was done: all that is written about alerting
//! goes through one door, [`AlertStore::record`], so that state, audit and outbox change together
//! or not at all.

use std::time::Duration;

use async_trait::async_trait;

use super::alert_columns::KeptLine;
use super::{Document, DocumentChange, DocumentKind, DocumentVersion, Error, Page};
use crate::model::{
    Alert, AlertDetail, AlertStatus, AuditHead, AuditLine, DeploymentName, Evidence, Millis,
    NewAuditLine, Notification, NotificationStatus, OutboxStatus, Severity, SourceSample, Text,
    Transition,
};

/// Which alerts to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only these statuses; any if empty.
    pub statuses: Vec<AlertStatus>,
    /// Only this severity.
    pub severity: Option<Severity>,
    /// Only this rule.
    pub rule: Option<String>,
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this region.
    pub region: Option<String>,
    /// Only rooms of this name.
    pub room: Option<String>,
    /// A part of the message, the rule, the room or the participant, any case.
    pub text: Option<String>,
    /// Only those that were not over before this time.
    pub from: Option<Millis>,
    /// Only those that fired before this time.
    pub to: Option<Millis>,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// An alert with the number of its latest change: who writes it must name the number that it read.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAlert {
    /// The alert.
    pub alert: Alert,
    /// Grows by one with each change; 1 when it fires.
    pub version: i64,
    /// When each receiver was last told of it, by the receiver's name: a JSON object of names and
    /// milliseconds.
    pub told: String,
}

/// An alert that fires for the first time.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAlert {
    /// The alert.
    pub alert: Alert,
    /// What it concerns.
    pub evidence: Evidence,
    /// See [`KeptAlert::told`].
    pub told: String,
}

/// Where a rule stands with one subject, kept so that a restart neither tells again nor forgets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptState {
    /// The rule's name.
    pub rule: String,
    /// [`crate::model::Subject::key`].
    pub subject: String,
    /// What the evaluator keeps, JSON.
    pub state: String,
}

/// Everything that one transaction writes of alerting.
#[derive(Debug, Clone, Default)]
pub struct AlertBatch {
    /// Only if this lease is held by this holder ([`Error::LeaseLost`] else).
    pub lease: Option<Lease>,
    /// Alerts that fire for the first time.
    pub opened: Vec<NewAlert>,
    /// Alerts that changed, whole, each with the version that was read ([`Error::Conflict`] if it
    /// is another by now; nothing is written then).
    pub changed: Vec<KeptAlert>,
    /// Steps in the lives of alerts: a line of the audit each, `alert.<kind>`, in this order.
    pub steps: Vec<(String, Transition)>,
    /// States to write, replacing what is there.
    pub states: Vec<KeptState>,
    /// States to forget: rule and subject.
    pub forgotten: Vec<(String, String)>,
    /// Notifications for the outbox; one whose id is there already is left alone.
    pub notifications: Vec<Notification>,
    /// Notifications to send again or not at all ([`Error::Conflict`] unless they are parked or,
    /// to be discarded, wait): id and the status that they get. One that is to wait again begins
    /// anew: its message keeps its id, its attempts count from 0, and it is due at once.
    pub decided: Vec<(String, NotificationStatus)>,
    /// Documents, each with the version that was read ([`Error::Conflict`] if it is another by now).
    pub documents: Vec<DocumentChange>,
    /// Further lines of the audit.
    pub lines: Vec<NewAuditLine>,
}

/// Who may do what only one may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What for: `alerting`.
    pub name: String,
    /// Whose it is: one process.
    pub holder: uuid::Uuid,
}

/// Which notifications to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct NotificationFilter {
    /// Only the one of this id.
    pub id: Option<String>,
    /// Only this status.
    pub status: Option<NotificationStatus>,
    /// Only this receiver.
    pub receiver: Option<String>,
    /// Only of this alert.
    pub alert: Option<String>,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// It was accepted.
    Sent {
        /// When.
        at: Millis,
    },
    /// It is tried again.
    Retry {
        /// Not before this time.
        at: Millis,
        /// What went wrong.
        error: String,
    },
    /// It is not tried again by itself.
    Parked {
        /// What went wrong.
        error: String,
    },
}

/// Which lines of the audit to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only of this kind, or beginning with it and a dot.
    pub kind: Option<String>,
    /// Only by this actor.
    pub actor: Option<String>,
    /// Only about this.
    pub subject: Option<String>,
    /// A part of what was written, any case.
    pub text: Option<String>,
    /// Only of this time or later.
    pub from: Option<Millis>,
    /// Only before this time.
    pub to: Option<Millis>,
    /// Only those before this number.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
}

/// Alerts, their states, and what is written down about alerting.
#[async_trait]
pub trait AlertStore: Send + Sync {
    /// Writes the batch whole or not at all; returns the end of the audit behind it.
    async fn record(&self, batch: &AlertBatch) -> Result<AuditHead, Error>;
    /// Alerts by filter.
    async fn alerts(&self, filter: &AlertFilter) -> Result<Page<Alert>, Error>;
    /// The alerts behind `place` (start and id of the last one read), latest first, whatever the
    /// filter's offset says.
    async fn alerts_behind(
        &self,
        filter: &AlertFilter,
        place: Option<&(Millis, String)>,
    ) -> Result<Vec<Alert>, Error>;
    /// Every alert that is not over.
    async fn open_alerts(&self) -> Result<Vec<KeptAlert>, Error>;
    /// One alert with its life.
    async fn alert(&self, id: &str) -> Result<Option<AlertDetail>, Error>;
    /// One alert, to be changed.
    async fn kept_alert(&self, id: &str) -> Result<Option<KeptAlert>, Error>;
    /// Every state that is kept.
    async fn alert_states(&self) -> Result<Vec<KeptState>, Error>;
    /// Every document of a kind, by name.
    async fn documents(&self, kind: DocumentKind) -> Result<Vec<Document>, Error>;
    /// Of every document of a kind, by name, what tells whether it is another than before.
    async fn document_versions(&self, kind: DocumentKind) -> Result<Vec<DocumentVersion>, Error>;
    /// The documents of a kind that have these names; a name that is not there is left out.
    async fn documents_named(
        &self,
        kind: DocumentKind,
        names: &[String],
    ) -> Result<Vec<Document>, Error>;
    /// Takes or keeps a lease for so long, by the database's own clock; `false` if another holds
    /// it. Whoever holds it and asks again keeps it.
    async fn take_lease(&self, lease: &Lease, duration: Duration) -> Result<bool, Error>;
    /// Gives a lease back, if it is held by this holder.
    async fn release_lease(&self, lease: &Lease) -> Result<(), Error>;
}

/// The audit trail.
#[async_trait]
pub trait AuditStore: Send + Sync {
    /// The end of the trail.
    async fn audit_head(&self) -> Result<AuditHead, Error>;
    /// Lines by filter, latest first.
    async fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditLine>, Error>;
    /// The next lines behind a number, as they are kept, oldest first; the first ones of all without
    /// a number.
    async fn audit_behind(&self, sequence: Option<u64>, limit: u32)
    -> Result<Vec<KeptLine>, Error>;
    /// Deletes what is over its time: alerts that were resolved before `before`, their
    /// notifications, and the lines of the audit before the first one that is younger or belongs
    /// to an alert that is kept. What goes is written down in a line `audit.retained` of the same
    /// transaction, whose body is `{"through": n, "hash": "…"}`: number and hash of the last line
    /// that is gone. Without anything to delete nothing is written. Returns the number of rows.
    async fn retain_alerts(&self, before: Millis, now: Millis) -> Result<u64, Error>;
}

/// Notifications on their way out.
#[async_trait]
pub trait OutboxStore: Send + Sync {
    /// Those that wait: with a message, whose next attempt is due at `now`; without one, that are
    /// due at `now`. In order of creation, at most `limit`; of each message all or none, but the first
    /// whole even if it is longer than that.
    async fn due_notifications(&self, now: Millis, limit: u32) -> Result<Vec<Notification>, Error>;
    /// Those of a receiver's group that wait and have no message yet, due or not: they may go with
    /// one that is due.
    async fn group_notifications(
        &self,
        receiver: &str,
        group_key: &str,
    ) -> Result<Vec<Notification>, Error>;
    /// When a message about this group was last accepted; `None` if none was.
    async fn last_sent(&self, receiver: &str, group_key: &str) -> Result<Option<Millis>, Error>;
    /// Puts notifications without a message into one; returns how many were put in.
    async fn assign_message(&self, ids: &[String], message_id: &str) -> Result<u64, Error>;
    /// Writes down what became of a message and counts the attempt.
    async fn settle_message(&self, message_id: &str, delivery: &Delivery) -> Result<(), Error>;
    /// Makes due at `now` what waits for a time later than `beyond`: a clock that was ahead wrote it.
    async fn hasten_notifications(&self, beyond: Millis, now: Millis) -> Result<(), Error>;
    /// Notifications by filter.
    async fn notifications(&self, filter: &NotificationFilter)
    -> Result<Page<Notification>, Error>;
    /// How the outbox is doing.
    async fn outbox_status(&self) -> Result<OutboxStatus, Error>;
}

/// Which spans to read for a backtest.
#[derive(Debug, Clone, Default)]
pub struct SpanFilter {
    /// Those that went on at this time or later.
    pub from: Millis,
    /// Those that began before this time.
    pub to: Millis,
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only this region.
    pub region: Option<String>,
}

/// When a room session was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSpan {
    /// Its deployment.
    pub deployment: DeploymentName,
    /// Where that ran.
    pub region: Option<Text>,
    /// Its sid.
    pub sid: Text,
    /// Its name.
    pub name: Text,
    /// When it began.
    pub started_at: Millis,
    /// When it ended; `None` while it is open.
    pub finished_at: Option<Millis>,
}

/// When somebody was in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaySpan {
    /// The room's deployment.
    pub deployment: DeploymentName,
    /// The room session.
    pub room_sid: Text,
    /// The room's name.
    pub room_name: Text,
    /// The identity; empty if not known.
    pub identity: Text,
    /// The stay's sid.
    pub sid: Text,
    /// When it began.
    pub joined_at: Millis,
    /// When it ended; `None` while it goes on.
    pub left_at: Option<Millis>,
}

/// What a backtest reads beside samples and gaps.
#[async_trait]
pub trait BacktestStore: Send + Sync {
    /// Writes samples of sources; one that is there already (same deployment and time) is left
    /// alone.
    async fn write_source_samples(&self, samples: &[SourceSample]) -> Result<(), Error>;
    /// Samples of sources, `from` ≤ time < `to`, ordered by time, then deployment.
    async fn source_samples(
        &self,
        from: Millis,
        to: Millis,
        deployment: Option<&str>,
    ) -> Result<Vec<SourceSample>, Error>;
    /// The room sessions of a time, ordered by beginning, then deployment and sid; those behind
    /// `after` (beginning, deployment, sid), at most `limit`.
    async fn room_spans(
        &self,
        filter: &SpanFilter,
        after: Option<&(Millis, DeploymentName, Text)>,
        limit: u32,
    ) -> Result<Vec<RoomSpan>, Error>;
    /// The participant sessions of a time, ordered and limited alike.
    async fn stay_spans(
        &self,
        filter: &SpanFilter,
        after: Option<&(Millis, DeploymentName, Text)>,
        limit: u32,
    ) -> Result<Vec<StaySpan>, Error>;
}

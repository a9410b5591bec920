//! The intake: from a signed request to a durable event, or to a refusal that says why.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::sync::watch;

use super::journal::{AppendError, Entry, Journal};
use crate::clock::Clock;
use crate::livekit::{Envelope, Keys, TokenError};
use crate::metrics::Metrics;
use crate::model::{DeploymentName, Millis, Source, StoreHealth, Text, bounded_event_name};

/// Event ids that are remembered, to answer a repetition without writing it again. LiveKit repeats
/// within a minute; at a thousand events a second this remembers at least that. Whatever slips
/// through is recognised by the state and by the store.
const REMEMBERED_IDS: usize = 60_000;

/// How an event was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It is durable now.
    Accepted,
    /// It was durable before.
    Duplicate,
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code, also the label of the counter.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What is wrong, for a person.
    pub detail: String,
    /// Seconds after which to try again; `None` if that cannot help.
    pub retry_after_seconds: Option<u32>,
}

/// What was heard of a deployment's webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceStatus {
    /// The deployment.
    pub deployment: String,
    /// When the last event was accepted; `None` if none was since the start.
    pub last_received_at: Option<Millis>,
    /// Events accepted since the start, each once.
    pub received_total: u64,
    /// Requests refused since the start whose token names this deployment's key.
    pub refused_total: u64,
    /// Whether the last request was refused.
    pub last_refused: bool,
}

/// The journal, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalStatus {
    /// Whether the last append succeeded.
    pub available: bool,
    /// Whether it failed for want of room.
    pub full: bool,
    /// Why it failed.
    pub error: Option<String>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Events not yet stored.
    pub pending_events: u64,
    /// When the oldest of them was received.
    pub oldest_pending_at: Option<Millis>,
}

/// The database, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreStatus {
    /// Whether it answers; `None` until it was first tried.
    pub up: Option<bool>,
    /// Why it does not.
    pub error: Option<String>,
}

/// The intake and what is behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeStatus {
    /// One a deployment, by name.
    pub sources: Vec<SourceStatus>,
    /// The journal.
    pub journal: JournalStatus,
    /// The database.
    pub store: StoreStatus,
}

/// Takes in webhooks.
#[derive(Debug)]
pub struct Intake {
    keys: Keys,
    journal: Journal,
    clock: Clock,
    metrics: Arc<Metrics>,
    store: watch::Receiver<StoreHealth>,
    remembered: Mutex<Remembered>,
    sources: Mutex<HashMap<DeploymentName, SourceStatus>>,
}

impl Intake {
    /// An intake for the deployments of `keys` that writes to `journal`.
    pub fn new(
        keys: Keys,
        deployments: impl IntoIterator<Item = DeploymentName>,
        journal: Journal,
        clock: Clock,
        metrics: Arc<Metrics>,
        store: watch::Receiver<StoreHealth>,
    ) -> Self {
        let sources = deployments
            .into_iter()
            .map(|name| {
                let status = SourceStatus {
                    deployment: name.to_string(),
                    last_received_at: None,
                    received_total: 0,
                    refused_total: 0,
                    last_refused: false,
                };
                (name, status)
            })
            .collect();
        Self {
            keys,
            journal,
            clock,
            metrics,
            store,
            remembered: Mutex::default(),
            sources: Mutex::new(sources),
        }
    }

    /// Remembers an event that is durable already, as after a restart.
    pub fn remember(&self, deployment: &str, id: &str) {
        self.remembered.lock().expect(LOCK).insert(name_of(deployment, id));
    }

    /// Takes in a webhook: `authorization` is the header of that name, `body` the raw bytes.
    pub async fn receive(
        &self,
        authorization: Option<&str>,
        body: Bytes,
    ) -> Result<Receipt, Refusal> {
        let deployment = match self.keys.verify(authorization, &body) {
            Ok(deployment) => deployment,
            Err(refused) => {
                let refusal = Refusal::of_token(refused.error);
                return Err(self.refuse(refused.deployment.as_ref(), refusal));
            }
        };
        let envelope = Envelope::read(&body).map_err(|error| {
            let refusal = Refusal {
                code: "invalid_event",
                status: 400,
                detail: error.to_string(),
                retry_after_seconds: None,
            };
            self.refuse(Some(deployment), refusal)
        })?;
        let name = name_of(deployment, &envelope.id);
        if self.remembered.lock().expect(LOCK).contains(&name) {
            self.metrics.webhook_duplicate_total.with_label_values(&[deployment]).inc();
            return Ok(Receipt::Duplicate);
        }
        let entry = Entry {
            source: Source::Webhook,
            received_at: self.clock.now(),
            deployment: Text::from(&**deployment),
            envelope,
        };
        self.journal
            .append(&entry)
            .await
            .map_err(|error| self.refuse(Some(deployment), Refusal::of_journal(&error)))?;
        self.remembered.lock().expect(LOCK).insert(name);
        let event = bounded_event_name(&entry.envelope.name);
        self.metrics.webhook_received_total.with_label_values(&[deployment, event]).inc();
        if let Some(source) = self.sources.lock().expect(LOCK).get_mut(deployment) {
            source.last_received_at = Some(entry.received_at);
            source.received_total += 1;
            source.last_refused = false;
        }
        Ok(Receipt::Accepted)
    }

    fn refuse(&self, deployment: Option<&DeploymentName>, refusal: Refusal) -> Refusal {
        self.metrics.webhook_refused_total.with_label_values(&[refusal.code]).inc();
        if let Some(deployment) = deployment
            && let Some(source) = self.sources.lock().expect(LOCK).get_mut(deployment)
        {
            source.refused_total += 1;
            source.last_refused = true;
        }
        refusal
    }

    /// What was heard, and what is behind.
    pub fn status(&self) -> IntakeStatus {
        let mut sources: Vec<_> = self.sources.lock().expect(LOCK).values().cloned().collect();
        sources.sort_by(|a, b| a.deployment.cmp(&b.deployment));
        let journal = self.journal.status();
        let (up, error) = match &*self.store.borrow() {
            StoreHealth::Unknown => (None, None),
            StoreHealth::Up => (Some(true), None),
            StoreHealth::Down(why) => (Some(false), Some(why.clone())),
        };
        IntakeStatus {
            sources,
            journal: JournalStatus {
                available: journal.error.is_none(),
                full: matches!(journal.error, Some(AppendError::Full(_))),
                error: journal.error.map(|error| error.to_string()),
                bytes: journal.bytes,
                pending_events: journal.pending,
                oldest_pending_at: journal.oldest_pending_at,
            },
            store: StoreStatus { up, error },
        }
    }
}

const LOCK: &str = "no holder of this lock panics";

fn name_of(deployment: &str, id: &str) -> Text {
    compact_str::format_compact!("{deployment}/{id}")
}

impl Refusal {
    fn of_token(error: TokenError) -> Self {
        Self {
            code: error.code(),
            status: 401,
            detail: error.to_string(),
            retry_after_seconds: None,
        }
    }

    fn of_journal(error: &AppendError) -> Self {
        let (code, retry_after) = match error {
            AppendError::Full(_) => ("journal_full", 5),
            AppendError::Overloaded => ("overloaded", 1),
            AppendError::Broken(_) => ("journal_unavailable", 5),
        };
        Self {
            code,
            status: 503,
            detail: error.to_string(),
            retry_after_seconds: Some(retry_after),
        }
    }
}

/// The latest event ids, in two generations: when the younger is full, the older is forgotten.
#[derive(Debug, Default)]
struct Remembered {
    younger: HashSet<Text>,
    older: HashSet<Text>,
}

impl Remembered {
    fn contains(&self, name: &Text) -> bool {
        self.younger.contains(name) || self.older.contains(name)
    }

    fn insert(&mut self, name: Text) {
        if self.younger.len() >= REMEMBERED_IDS {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(name);
    }
}

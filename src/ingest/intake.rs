//! The intake: turns a signed request into a durable event, or into a refusal that says why.

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::watch;

use super::deliveries::{Deliveries, RefusedRequest};
use super::journal::{AppendError, Journal};
use crate::clock::Clock;
use crate::livekit::{Refused, SharedKeys, Signed, TokenError, read_webhook};
use crate::metrics::Metrics;
use crate::model::{DeploymentName, Event, Millis, StoreHealth, Text, bounded_event_name};
use crate::watched::Watched as _;

/// Event ids that are remembered, so that a repeated event is acknowledged without being written
/// again. LiveKit repeats within a minute; at a thousand events a second this covers at least a
/// minute. The state and the store recognise repetitions beyond that.
const REMEMBERED_IDS: usize = 60_000;

/// How an event was acknowledged.
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

/// A deployment's webhooks, in short.
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

/// The state of the journal, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalStatus {
    /// Whether the last append succeeded.
    pub available: bool,
    /// Whether it failed because the disk or the journal is full.
    pub full: bool,
    /// Why the last append failed; `None` if it succeeded.
    pub error: Option<String>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Events not yet stored.
    pub pending_events: u64,
    /// When the oldest of them was received; `None` if there are none.
    pub oldest_pending_at: Option<Millis>,
    /// How many times acknowledged events were found missing since the start.
    pub losses: u64,
    /// How many events are missing in all; `None` if that is not known, or not yet.
    pub lost_events: Option<u64>,
}

/// The state of the database, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreStatus {
    /// Whether it answers; `None` until the first attempt.
    pub up: Option<bool>,
    /// Why it does not answer; `None` if it does.
    pub error: Option<String>,
}

/// The state of the intake, the journal and the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeStatus {
    /// One entry per deployment, by name.
    pub sources: Vec<SourceStatus>,
    /// The journal.
    pub journal: JournalStatus,
    /// The database.
    pub store: StoreStatus,
}

/// Receives webhooks.
#[derive(Debug)]
pub struct Intake {
    keys: SharedKeys,
    journal: Journal,
    clock: Clock,
    metrics: Arc<Metrics>,
    store: watch::Receiver<StoreHealth>,
    remembered: Mutex<Remembered>,
    deliveries: Deliveries,
}

impl Intake {
    /// An intake for the deployments of `keys` that writes to `journal`.
    pub fn new(
        keys: SharedKeys,
        deployments: impl IntoIterator<Item = DeploymentName>,
        journal: Journal,
        clock: Clock,
        metrics: Arc<Metrics>,
        store: watch::Receiver<StoreHealth>,
    ) -> Self {
        let deliveries = Deliveries::new(deployments, clock.now());
        Self { keys, journal, clock, metrics, store, remembered: Mutex::default(), deliveries }
    }

    /// Remembers the id of an event that is durable already, for example after a restart.
    pub fn remember(&self, deployment: &str, id: &str) {
        self.remembered.lock().insert(name_of(deployment, id));
    }

    /// Receives a webhook: `authorization` is the header of that name, `body` the raw bytes.
    pub async fn receive(
        &self,
        authorization: Option<&str>,
        body: Bytes,
    ) -> Result<Receipt, Refusal> {
        self.receive_signed(self.admit(authorization, None)?, body).await
    }

    /// Checks whether a request with this `Authorization` may send a webhook; the body of one that
    /// may not is not read. `deployment` is the one that the request path names, if it names one.
    pub fn admit(
        &self,
        authorization: Option<&str>,
        deployment: Option<&str>,
    ) -> Result<Signed, Refusal> {
        let signed = self.keys.current().check_at(authorization, deployment);
        let signed = signed.map_err(|refused| self.refuse_token(&refused))?;
        if signed.is_of_a_webhook() {
            return Ok(signed);
        }
        Err(self.refuse_token(&signed.refuse_body()))
    }

    /// Receives a webhook whose token was admitted.
    pub async fn receive_signed(&self, signed: Signed, body: Bytes) -> Result<Receipt, Refusal> {
        if !signed.covers(&body) {
            return Err(self.refuse_token(&signed.refuse_body()));
        }
        let deployment = &signed.deployment;
        let received_at = self.clock.now();
        let read = read_webhook(&body, deployment, received_at);
        let (event, happened_at) = read.map_err(|error| {
            let refusal = Refusal {
                code: "invalid_event",
                status: 400,
                detail: error.to_string(),
                retry_after_seconds: None,
            };
            self.refuse(Some(deployment), refusal)
        })?;
        let name = name_of(deployment, &event.id);
        if self.remembered.lock().contains(&name) {
            self.metrics.webhook_duplicate_total.with_label_values(&[deployment]).inc();
            self.deliveries.repeated(deployment);
            return Ok(Receipt::Duplicate);
        }
        let event_name = bounded_event_name(&event.name);
        self.journal
            .append_event(Arc::new(event))
            .await
            .map_err(|error| self.refuse(Some(deployment), Refusal::of_journal(&error)))?;
        self.remembered.lock().insert(name);
        self.metrics.webhook_received_total.with_label_values(&[deployment, event_name]).inc();
        self.deliveries.accepted(deployment, event_name, received_at, happened_at, signed.age_ms);
        Ok(Receipt::Accepted)
    }

    /// Records that this event of a webhook was received, at the time that it names, without making
    /// it durable: a simulated past has no journal.
    pub fn received(&self, event: &Event, happened_at: Option<Millis>) {
        let name = bounded_event_name(&event.name);
        let (deployment, at) = (&event.deployment, event.received_at);
        self.deliveries.accepted(deployment, name, at, happened_at, Some(0));
    }

    /// Records that a request with this `Authorization` was refused, for `code`, before its body
    /// was read.
    pub fn refused_unread(&self, authorization: Option<&str>, code: &'static str, detail: &str) {
        let signed = self.keys.current().check(authorization).ok();
        let deployment = signed.as_ref().map(|signed| &*signed.deployment);
        self.count(deployment, &RefusedRequest { code, detail, ..RefusedRequest::default() });
    }

    /// Records a request that came as `method`, most likely because `referer` redirects. It counts
    /// for a deployment, and the URL is remembered, only if it carries a webhook token: anybody can
    /// send a GET.
    pub fn refused_method(
        &self,
        authorization: Option<&str>,
        code: &'static str,
        method: &str,
        referer: Option<&str>,
    ) {
        let signed = self.keys.current().check(authorization).ok().filter(Signed::is_of_a_webhook);
        let deployment = signed.as_ref().map(|signed| &*signed.deployment);
        let detail = format!("the request was a {method} without a body");
        let refusing = RefusedRequest { code, detail: &detail, ..RefusedRequest::default() };
        self.count(deployment, &refusing);
        if let Some(deployment) = deployment {
            self.deliveries.redirected(deployment, method, referer, self.clock.now());
        }
    }

    /// Records a request to another path that was refused with this HTTP status, if it carries a
    /// webhook token. LiveKit treats that response as a success.
    pub fn refused_elsewhere(&self, authorization: Option<&str>, path: &str, status: u16) {
        let deployment = match self.keys.current().check(authorization) {
            Ok(signed) if signed.is_of_a_webhook() => Some(signed.deployment),
            Err(Refused { error: TokenError::Ambiguous, .. }) => None,
            _ => return,
        };
        let code = "wrong_path";
        let detail =
            format!("it came to `{path}`, which is not a webhook path (response: {status})");
        let refusing = RefusedRequest { code, detail: &detail, ..RefusedRequest::default() };
        self.count(deployment.as_deref(), &refusing);
    }

    fn refuse_token(&self, refused: &Refused) -> Refusal {
        let refusal = Refusal::of_token(refused.error);
        let refusing = RefusedRequest {
            code: refusal.code,
            detail: &refusal.detail,
            unknown_key: refused.unknown_key.as_deref(),
            token_age_ms: refused.age_ms,
        };
        self.count(refused.deployment.as_deref(), &refusing);
        refusal
    }

    fn refuse(&self, deployment: Option<&DeploymentName>, refusal: Refusal) -> Refusal {
        let refusing = RefusedRequest {
            code: refusal.code,
            detail: &refusal.detail,
            ..RefusedRequest::default()
        };
        self.count(deployment.map(|name| &**name), &refusing);
        refusal
    }

    /// Counts a refused request, of this deployment if it is known.
    fn count(&self, deployment: Option<&str>, refusing: &RefusedRequest<'_>) {
        let labels = [deployment.unwrap_or_default(), refusing.code];
        self.metrics.webhook_refused_total.with_label_values(&labels).inc();
        self.deliveries.refused(deployment, self.clock.now(), refusing);
    }

    /// Statistics of webhook deliveries.
    pub const fn deliveries(&self) -> &Deliveries {
        &self.deliveries
    }

    /// Other deployments that share an API key with this one.
    pub fn namesakes(&self, deployment: &str) -> Vec<DeploymentName> {
        self.keys.current().namesakes_of(deployment)
    }

    /// The names of a deployment's API keys.
    pub fn key_names(&self, deployment: &str) -> Vec<String> {
        self.keys.current().names_of(deployment)
    }

    /// Whether an event that did not come by webhook is new; its id is remembered.
    pub fn is_new(&self, deployment: &str, id: &str) -> bool {
        let name = name_of(deployment, id);
        let mut remembered = self.remembered.lock();
        let is_new = !remembered.contains(&name);
        if is_new {
            remembered.insert(name);
        }
        is_new
    }

    /// The state of the intake, the journal and the database.
    pub fn status(&self) -> IntakeStatus {
        let now = self.clock.now();
        let source = |name: DeploymentName| {
            let report = self.deliveries.report(&name, now);
            SourceStatus {
                deployment: name.to_string(),
                last_received_at: report.last_received_at,
                received_total: report.received_total,
                refused_total: report.refused_total,
                last_refused: report.last_refused,
            }
        };
        let sources = self.deliveries.deployments().into_iter().map(source).collect();
        let journal = self.journal.status();
        let (up, error) = match self.store.current() {
            StoreHealth::Unknown => (None, None),
            StoreHealth::Up => (Some(true), None),
            StoreHealth::Down(why) => (Some(false), Some(why)),
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
                losses: journal.losses,
                lost_events: journal.lost_events,
            },
            store: StoreStatus { up, error },
        }
    }
}

pub(super) fn name_of(deployment: &str, id: &str) -> Text {
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

    pub(super) fn of_journal(error: &AppendError) -> Self {
        let (code, retry_after) = match error {
            AppendError::Full(_) => ("journal_full", 5),
            AppendError::Overloaded => ("overloaded", 1),
            AppendError::Broken(_) => ("journal_unavailable", 5),
            AppendError::TooLarge { .. } => {
                return Self {
                    code: "payload_too_large",
                    status: 413,
                    detail: format!("{error} (`JOURNAL_MAX_BYTES`)"),
                    retry_after_seconds: None,
                };
            }
        };
        Self {
            code,
            status: 503,
            detail: error.to_string(),
            retry_after_seconds: Some(retry_after),
        }
    }
}

/// The latest event ids, in two generations: when the younger one is full, the older is dropped.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    younger: HashSet<Text>,
    older: HashSet<Text>,
}

impl Remembered {
    pub(super) fn contains(&self, name: &Text) -> bool {
        self.younger.contains(name) || self.older.contains(name)
    }

    pub(super) fn insert(&mut self, name: Text) {
        if self.younger.len() >= REMEMBERED_IDS {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(name);
    }
}

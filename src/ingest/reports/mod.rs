//! Client reports: turns a participant's report on its connection into a durable event, or into a
//! refusal that says why.
//!
//! The token binds identity and room; a sid that the client names must be its own as far as the
//! state knows. A report of a participant that no source has reported yet is accepted too: it is
//! stored under the identity, and belongs to the participant session as soon as that is known.

mod body;
mod limits;

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use self::body::ReportBody;
pub use self::limits::Allowance;
use self::limits::Limits;
use super::intake::{Receipt, Refusal, Remembered, name_of};
use super::journal::{AppendError, Journal};
use crate::clock::Clock;
use crate::livekit::{Envelope, Holder, HolderError, SharedKeys, convert};
use crate::metrics::Metrics;
use crate::model::{
    DeploymentName, Event, Millis, QUALITY_REPORT, Reported, Reporter, Source, Text,
};
use crate::state::{Claim, State};

/// The most reports that wait for the disk at once: far fewer than the journal writes in one group,
/// so that webhooks do not wait for them.
const WAITING: usize = 1000;

/// Reports are accepted only while the journal uses less than one part in this many of its limit:
/// LiveKit's events come first, and while the database is away reports alone could fill it.
const SHARE_OF_JOURNAL: u64 = 2;

/// An accepted report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedReport {
    /// Whether it is new, or was durable before.
    pub receipt: Receipt,
    /// The participant session that it belongs to; `None` while that is not known.
    pub participant_sid: Option<Text>,
    /// Whether that session is known to be the reporter's.
    pub matched: bool,
}

/// A deployment's client reports, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportsStatus {
    /// The deployment.
    pub deployment: DeploymentName,
    /// When the last report was accepted; `None` if none was since the start.
    pub last_received_at: Option<Millis>,
    /// Reports accepted since the start, each once.
    pub received_total: u64,
}

/// Receives client reports.
#[derive(Debug)]
pub struct Reports {
    keys: SharedKeys,
    journal: Journal,
    clock: Clock,
    metrics: Arc<Metrics>,
    state: Arc<RwLock<State>>,
    limits: Limits,
    waiting: Semaphore,
    /// Size of the journal above which no report is accepted, bytes.
    max_bytes: u64,
    remembered: Mutex<Remembered>,
    statuses: Mutex<HashMap<DeploymentName, ReportsStatus>>,
}

impl Reports {
    /// Accepts at most `per_second` requests a second from one address, and writes to `journal`,
    /// which may hold `journal_bytes`.
    pub fn new(
        keys: SharedKeys,
        (journal, journal_bytes): (Journal, u64),
        clock: Clock,
        metrics: Arc<Metrics>,
        state: Arc<RwLock<State>>,
        per_second: NonZeroU32,
    ) -> Self {
        Self {
            keys,
            journal,
            clock,
            metrics,
            state,
            limits: Limits::new(per_second),
            waiting: Semaphore::new(WAITING),
            max_bytes: journal_bytes / SHARE_OF_JOURNAL,
            remembered: Mutex::default(),
            statuses: Mutex::default(),
        }
    }

    /// Remembers the id of a report that is durable already, for example after a restart.
    pub fn remember(&self, deployment: &str, id: &str) {
        self.remembered.lock().insert(name_of(deployment, id));
    }

    /// Whether `address` may send one more request.
    pub fn admit(&self, address: IpAddr) -> Result<(), Refusal> {
        let limited = |wait| limited("requests come from this address", wait);
        self.limits.address(address).map_err(limited).map_err(|refusal| self.count(refusal))
    }

    /// Checks who reports: `authorization` is the header of that name. The body of a request that
    /// may not report is not read. `deployment` is the one that the request path names, if it names
    /// one.
    pub fn holder(
        &self,
        authorization: Option<&str>,
        deployment: Option<&str>,
    ) -> Result<(Holder, Allowance), Refusal> {
        let refusal = |error: HolderError| Refusal {
            code: error.code(),
            status: error.status(),
            detail: error.to_string(),
            retry_after_seconds: None,
        };
        let holder = self.keys.current().holder(authorization, deployment).map_err(refusal);
        let limited = |wait| limited("reports come from this participant", wait);
        holder
            .and_then(|holder| {
                let allowance = self.limits.holder(&holder).map_err(limited)?;
                Ok((holder, allowance))
            })
            .map_err(|refusal| self.count(refusal))
    }

    /// Receives a report of `holder`: `body` is the raw bytes.
    pub async fn receive(&self, holder: Holder, body: &[u8]) -> Result<AcceptedReport, Refusal> {
        let outcome = self.accept(holder, body).await;
        outcome.map_err(|refusal| self.count(refusal))
    }

    async fn accept(&self, holder: Holder, body: &[u8]) -> Result<AcceptedReport, Refusal> {
        let deployment = DeploymentName::clone(&holder.deployment);
        let now = self.clock.now();
        let (reported, matched) = self.read(holder, body, now)?;
        let sid = &reported.participant.sid;
        let participant_sid = Some(sid.clone()).filter(|sid| !sid.is_empty());
        let receipt = self.append_once(&deployment, &reported, now).await?;
        if receipt == Receipt::Accepted && !matched {
            self.metrics.quality_reports_unmatched_total.with_label_values(&[&*deployment]).inc();
        }
        Ok(AcceptedReport { receipt, participant_sid, matched })
    }

    /// The event of a report of `holder`, without making it durable.
    pub fn event(&self, holder: Holder, body: &[u8]) -> Result<Event, Refusal> {
        let (deployment, now) = (DeploymentName::clone(&holder.deployment), self.clock.now());
        let (reported, _) = self.read(holder, body, now)?;
        Ok(event(&deployment, &reported, now))
    }

    /// Reads a report, and whether it belongs to a session that is known to be the holder's.
    fn read(&self, holder: Holder, body: &[u8], now: Millis) -> Result<(Reported, bool), Refusal> {
        let body = ReportBody::read(body).map_err(|detail| Refusal {
            code: "invalid_body",
            status: 400,
            detail,
            retry_after_seconds: None,
        })?;
        let claim = {
            // The state is consistent between two changes even if a reader panicked.
            let state = self.state.read();
            let who = (&holder.room_name, &holder.identity);
            state.claim(&holder.deployment, who, (&body.room_sid, &body.sid), now)
        };
        let (room_sid, sid, was, matched) = match claim {
            Claim::Session { room_sid, sid, was } => (room_sid, sid, was, true),
            Claim::Unknown => (body.room_sid, body.sid, None, false),
            Claim::Foreign => return Err(foreign(&holder)),
        };
        let Holder { deployment, room_name, identity } = holder;
        let reported = Reported {
            id: id(&deployment, &room_name, &identity, &body.report),
            delay_ms: Reported::credible_delay(body.sent_at.since(body.report.at)),
            skew_ms: now.since(body.sent_at),
            participant: Reporter { room_name, room_sid, identity, sid },
            was,
            report: body.report,
        };
        Ok((reported, matched))
    }

    /// Makes a report durable, unless it is already.
    async fn append_once(
        &self,
        deployment: &DeploymentName,
        reported: &Reported,
        now: Millis,
    ) -> Result<Receipt, Refusal> {
        let name = name_of(deployment, &reported.id);
        if self.remembered.lock().contains(&name) {
            return Ok(Receipt::Duplicate);
        }
        let event = event(deployment, reported, now);
        self.append(event).await.map_err(|error| Refusal::of_journal(&error))?;
        self.remembered.lock().insert(name);
        self.metrics.quality_reports_total.with_label_values(&[&**deployment]).inc();
        let mut statuses = self.statuses.lock();
        let status = statuses.entry(Arc::clone(deployment)).or_insert_with(|| ReportsStatus {
            deployment: Arc::clone(deployment),
            last_received_at: None,
            received_total: 0,
        });
        status.last_received_at = Some(now);
        status.received_total += 1;
        Ok(Receipt::Accepted)
    }

    async fn append(&self, event: Event) -> Result<(), AppendError> {
        let _permit = self.waiting.try_acquire().map_err(|_taken| AppendError::Overloaded)?;
        if self.journal.status().bytes > self.max_bytes {
            let why = "the rest of it is reserved for webhooks";
            return Err(AppendError::Full(why.to_owned()));
        }
        self.journal.append_event(Arc::new(event)).await.map(drop)
    }

    fn count(&self, refusal: Refusal) -> Refusal {
        self.metrics.quality_reports_refused_total.with_label_values(&[refusal.code]).inc();
        refusal
    }

    /// The status of each deployment with reports.
    pub fn status(&self) -> Vec<ReportsStatus> {
        self.statuses.lock().values().cloned().collect()
    }
}

fn event(deployment: &DeploymentName, reported: &Reported, now: Millis) -> Event {
    let json = serde_json::to_string(reported).expect("numbers and texts can be written");
    let envelope = Envelope::of(reported.id.clone(), QUALITY_REPORT.into(), &json);
    convert(envelope, deployment, Source::Client, now)
}

fn limited(what: &str, wait: Duration) -> Refusal {
    let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
    Refusal {
        code: "rate_limited",
        status: 429,
        detail: format!("too many {what}: try again in {seconds} s"),
        retry_after_seconds: Some(seconds),
    }
}

fn foreign(holder: &Holder) -> Refusal {
    Refusal {
        code: "participant_mismatch",
        status: 403,
        detail: format!(
            "the token is that of `{}` in room `{}`, and `participant_sid` or `room_sid` is not",
            holder.identity, holder.room_name
        ),
        retry_after_seconds: None,
    }
}

/// The same report of the same participant has the same id, however often it is sent.
fn id(
    deployment: &DeploymentName,
    room_name: &Text,
    identity: &Text,
    report: &crate::model::QualityReport,
) -> Text {
    let mut hash = Sha256::new();
    for part in [&**deployment, room_name, identity] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.update(serde_json::to_vec(report).expect("numbers and texts can be written"));
    compact_str::format_compact!("QR_{}", hex::encode(&hash.finalize()[..10]))
}

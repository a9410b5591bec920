//! Statistics of webhook deliveries: by deployment, and of requests that no deployment can be found
//! for.
//!
//! An accepted delivery takes one lock, that of its own deployment, and updates a few numbers in
//! place: it allocates nothing, so the statistics do not slow the intake down. Everything else
//! (refusals, webhooks that a listing proved missing) is rare. All of it is bounded.

mod expected;
mod stats;

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::watch;

use expected::ExpectedWebhook;
use stats::{DeliveryStats, event_index};

use crate::model::{
    DeliveryReport, DeploymentName, Event, KeySeen, Millis, Redirect, RefusalCount, skew_ms,
};
use crate::state::ClockSkews;

/// URLs and names to remember of unauthenticated requests; when full, the one seen least recently
/// is dropped.
const REMEMBERED: usize = 8;

/// Clock skews are computed again after this long, milliseconds.
const SKEWS_MS: i64 = 1000;

/// Delivery statistics of all deployments.
#[derive(Debug)]
pub struct Deliveries {
    known: HashMap<DeploymentName, Mutex<DeliveryStats>>,
    unattributed: Mutex<DeliveryStats>,
    started_at: Millis,
    /// Notified when silence may have begun or ended.
    silence: watch::Sender<()>,
}

/// What is recorded of a refused request.
#[derive(Debug, Clone, Default)]
pub(super) struct RefusedRequest<'a> {
    pub(super) code: &'static str,
    pub(super) detail: &'a str,
    pub(super) unknown_key: Option<&'a str>,
    pub(super) token_age_ms: Option<i64>,
}

impl Deliveries {
    /// Empty statistics of `deployments`, recorded from `started_at`.
    pub(super) fn new(
        deployments: impl IntoIterator<Item = DeploymentName>,
        started_at: Millis,
    ) -> Self {
        Self {
            known: deployments.into_iter().map(|name| (name, Mutex::default())).collect(),
            unattributed: Mutex::default(),
            started_at,
            silence: watch::Sender::new(()),
        }
    }

    /// The deployments, in order.
    pub fn deployments(&self) -> Vec<DeploymentName> {
        let mut names: Vec<_> = self.known.keys().map(Arc::clone).collect();
        names.sort();
        names
    }

    /// When recording began: the start of the console.
    pub const fn started_at(&self) -> Millis {
        self.started_at
    }

    /// The report of a deployment; an empty one if the deployment is unknown.
    pub fn report(&self, deployment: &str, now: Millis) -> DeliveryReport {
        self.known.get(deployment).map(|stats| stats.lock().report(now)).unwrap_or_default()
    }

    /// The report of requests that no deployment can be found for.
    pub fn unattributed(&self, now: Millis) -> DeliveryReport {
        self.unattributed.lock().report(now)
    }

    /// Changes whenever silence may have begun or ended.
    pub fn silence(&self) -> watch::Receiver<()> {
        self.silence.subscribe()
    }

    fn stats_of(&self, deployment: Option<&str>) -> &Mutex<DeliveryStats> {
        deployment.and_then(|name| self.known.get(name)).unwrap_or(&self.unattributed)
    }

    /// Records a webhook that is durable: `event` is its bounded name, `happened_at` the time that
    /// LiveKit reports.
    pub(super) fn accepted(
        &self,
        deployment: &DeploymentName,
        event: &str,
        received_at: Millis,
        happened_at: Option<Millis>,
        token_age_ms: Option<i64>,
    ) {
        let ended = {
            let mut stats = self.stats_of(Some(deployment)).lock();
            // This process does not know whether webhooks came before its start.
            let is_first = stats.first_received_at.is_none();
            stats.first_received_at.get_or_insert(received_at);
            stats.last_received_at = Some(later(stats.last_received_at, received_at));
            stats.received_total += 1;
            stats.last_refused = false;
            stats.events[event_index(event)] += 1;
            stats.minute.add(received_at);
            if let Some(happened_at) = happened_at {
                stats.lags.add(received_at.since(happened_at));
                stats.lagged_at.add(received_at.0);
            }
            if let Some(age_ms) = token_age_ms {
                stats.token_ages.add(age_ms);
                stats.tokens.add(age_ms);
            }
            let was_silent = stats.missing_webhooks.since.take().is_some();
            if was_silent {
                stats.missing_webhooks.kinds.clear();
            }
            is_first || was_silent
        };
        if ended {
            self.silence.send_replace(());
        }
    }

    /// The clock skews that the latest webhook tokens of `deployment` show. `None` if they were
    /// computed less than a second ago, or there are no tokens.
    pub fn skews(&self, deployment: &str, now: Millis) -> Option<ClockSkews> {
        let mut stats = self.known.get(deployment)?.lock();
        if stats.skews_at.is_some_and(|at| (0..SKEWS_MS).contains(&now.since(at))) {
            return None;
        }
        let (median_ms, greatest_ms) = stats.tokens.median().zip(stats.tokens.max())?;
        stats.skews_at = Some(now);
        drop(stats);
        Some(ClockSkews { median_ms, greatest_ms })
    }

    /// Records a repeated webhook.
    pub(super) fn repeated(&self, deployment: &DeploymentName) {
        self.stats_of(Some(deployment)).lock().duplicates_total += 1;
    }

    /// Records a refused request; `deployment` owns the key that the request names, if one does.
    pub(super) fn refused(
        &self,
        deployment: Option<&str>,
        at: Millis,
        refusing: &RefusedRequest<'_>,
    ) {
        let mut stats = self.stats_of(deployment).lock();
        stats.refused_total += 1;
        // Anybody can send requests: one without a known deployment is only counted if it names a
        // key, since it may then be LiveKit's.
        if deployment.is_some() || refusing.unknown_key.is_some() {
            stats.refused_minute.add(at);
        }
        stats.last_refused = true;
        let entry = stats.refusals.entry(refusing.code).or_insert_with(|| RefusalCount {
            count: 0,
            first_at: at,
            last_at: at,
            detail: String::new(),
            token_age_ms: None,
        });
        entry.count += 1;
        entry.last_at = entry.last_at.max(at);
        refusing.detail.clone_into(&mut entry.detail);
        entry.token_age_ms = refusing.token_age_ms;
        if let Some(name) = refusing.unknown_key {
            let new = || KeySeen { name: name.to_owned(), count: 0, last_at: at };
            let key = find(&mut stats.unknown_keys, |key| key.name == name, |key| key.last_at, new);
            key.count += 1;
            key.last_at = at;
        }
    }

    /// Records a webhook of `deployment` that a redirect by `referer` turned into a `method`
    /// without a body.
    pub(super) fn redirected(
        &self,
        deployment: &str,
        method: &str,
        referer: Option<&str>,
        at: Millis,
    ) {
        let mut stats = self.stats_of(Some(deployment)).lock();
        let new = || Redirect {
            referer: referer.map(str::to_owned),
            method: method.to_owned(),
            count: 0,
            first_at: at,
            last_at: at,
        };
        let matches = |known: &Redirect| known.referer.as_deref() == referer;
        let redirect = find(&mut stats.redirects, matches, |known| known.last_at, new);
        redirect.count += 1;
        redirect.last_at = at;
    }

    /// Derives from an applied event which webhook should have come. Events from before the start
    /// prove nothing: the console was not there to receive a webhook.
    pub fn observe(&self, event: &Event) {
        let Some(stats) = self.known.get(&event.deployment) else { return };
        if event.received_at < self.started_at {
            return;
        }
        let Some(mut expected) = ExpectedWebhook::of(event) else { return };
        let mut stats = stats.lock();
        // Converted to our clock, since it is compared with the times webhooks were received at.
        let skew_ms = stats.tokens.median().map_or(0, skew_ms);
        (expected.earliest, expected.latest) =
            (expected.earliest.plus(skew_ms), expected.latest.plus(skew_ms));
        if stats.first_received_at.is_some_and(|first| expected.earliest > first) {
            stats.proved[event_index(expected.event)] += 1;
        }
        let Some(drift) = expected.missing_webhooks else { return };
        let last = stats.last_received_at.unwrap_or(self.started_at).max(self.started_at);
        if expected.latest <= last {
            return;
        }
        // Not before the last webhook: until then webhooks came.
        let since = expected.earliest.max(last);
        stats.missing_webhooks.since =
            Some(stats.missing_webhooks.since.map_or(since, |known| known.min(since)));
        *stats.missing_webhooks.kinds.entry(drift).or_insert(0) += 1;
        drop(stats);
        self.silence.send_replace(());
    }
}

/// Two webhooks that arrive at once may be recorded out of order by this much, milliseconds.
const DISORDER_MS: i64 = 1000;

/// The later of two arrivals, where `arrived` was recorded last. An arrival that is much earlier
/// was stamped by a clock that has been set back, so it still counts as the later one.
fn later(known: Option<Millis>, arrived: Millis) -> Millis {
    known.filter(|known| known.since(arrived) <= DISORDER_MS).map_or(arrived, |it| it.max(arrived))
}

/// The entry that `matches`, created if it is missing. Beyond [`REMEMBERED`] the entry seen least
/// recently is dropped.
fn find<T>(
    entries: &mut Vec<T>,
    matches: impl Fn(&T) -> bool,
    last_at: impl Fn(&T) -> Millis,
    new: impl FnOnce() -> T,
) -> &mut T {
    let index = entries.iter().position(matches).unwrap_or_else(|| {
        if entries.len() >= REMEMBERED {
            let oldest = (0..entries.len()).min_by_key(|index| last_at(&entries[*index]));
            entries.remove(oldest.unwrap_or(0));
        }
        entries.push(new());
        entries.len() - 1
    });
    &mut entries[index]
}

#[cfg(test)]
mod tests;

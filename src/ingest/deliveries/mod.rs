//! What the intake remembers of deliveries, by deployment, and of those that it cannot attribute.
//!
//! A delivery that is accepted takes one lock, that of its own deployment, and writes a few numbers
//! into places that are there already: it allocates nothing, so that the intake is as fast as
//! without. Everything else (refusals, what a listing proved) is rare. All of it is bounded.

mod fact;
mod page;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use fact::Fact;
use page::{Page, place};

use crate::model::{
    DeliveryReport, DeploymentName, Event, KeySeen, Millis, Redirect, RefusalCount, skew_ms,
};
use crate::state::Skews;

/// URLs and names that are remembered of what anybody may send; the longest unheard gives way.
const REMEMBERED: usize = 8;

/// What clocks differ by is looked at again after so long, milliseconds.
const SKEWS_MS: i64 = 1000;

const LOCK: &str = "no holder of this lock panics";

/// What is remembered of every deployment's deliveries.
#[derive(Debug)]
pub struct Deliveries {
    known: HashMap<DeploymentName, Mutex<Page>>,
    strangers: Mutex<Page>,
    started_at: Millis,
    /// Told when silence may have begun or ended.
    silence: watch::Sender<()>,
}

/// A request that was refused, as it is remembered.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusing<'a> {
    pub(super) code: &'static str,
    pub(super) detail: &'a str,
    pub(super) unknown_key: Option<&'a str>,
    pub(super) token_age_ms: Option<i64>,
}

impl Deliveries {
    /// Nothing is remembered yet.
    pub(super) fn new(
        deployments: impl IntoIterator<Item = DeploymentName>,
        started_at: Millis,
    ) -> Self {
        Self {
            known: deployments.into_iter().map(|name| (name, Mutex::default())).collect(),
            strangers: Mutex::default(),
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

    /// When remembering began.
    pub const fn started_at(&self) -> Millis {
        self.started_at
    }

    /// What is remembered of a deployment; of an unknown one, nothing.
    pub fn report(&self, deployment: &str, now: Millis) -> DeliveryReport {
        self.known
            .get(deployment)
            .map(|page| page.lock().expect(LOCK).report(now))
            .unwrap_or_default()
    }

    /// What is remembered of requests that cannot be attributed.
    pub fn strangers(&self, now: Millis) -> DeliveryReport {
        self.strangers.lock().expect(LOCK).report(now)
    }

    /// Changes whenever silence may have begun or ended.
    pub fn silence(&self) -> watch::Receiver<()> {
        self.silence.subscribe()
    }

    fn page(&self, deployment: Option<&str>) -> &Mutex<Page> {
        deployment.and_then(|name| self.known.get(name)).unwrap_or(&self.strangers)
    }

    /// A webhook is durable: `event` is its bounded name, `told_at` when LiveKit says it happened.
    pub(super) fn accepted(
        &self,
        deployment: &DeploymentName,
        event: &str,
        received_at: Millis,
        told_at: Option<Millis>,
        token_age_ms: Option<i64>,
    ) {
        let ended = {
            let mut page = self.page(Some(deployment)).lock().expect(LOCK);
            // Whether it was silent before the start, this process does not know.
            let is_first = page.first_received_at.is_none();
            page.first_received_at.get_or_insert(received_at);
            page.last_received_at = Some(later(page.last_received_at, received_at));
            page.received_total += 1;
            page.last_refused = false;
            page.events[place(event)] += 1;
            page.minute.add(received_at);
            if let Some(told_at) = told_at {
                page.lags.add(received_at.since(told_at));
                page.lagged_at.add(received_at.0);
            }
            if let Some(age_ms) = token_age_ms {
                page.token_ages.add(age_ms);
                page.tokens.add(age_ms);
            }
            let was_silent = page.missing_webhooks.since.take().is_some();
            if was_silent {
                page.missing_webhooks.kinds.clear();
            }
            is_first || was_silent
        };
        if ended {
            self.silence.send_replace(());
        }
    }

    /// What the tokens of the latest webhooks of `deployment` tell of clocks, anew at most once a
    /// second; `None` while that is as it was.
    pub fn skews(&self, deployment: &str, now: Millis) -> Option<Skews> {
        let mut page = self.known.get(deployment)?.lock().expect(LOCK);
        if page.skews_at.is_some_and(|at| (0..SKEWS_MS).contains(&now.since(at))) {
            return None;
        }
        let (median_ms, greatest_ms) = page.tokens.median().zip(page.tokens.max())?;
        page.skews_at = Some(now);
        drop(page);
        Some(Skews { median_ms, greatest_ms })
    }

    /// A webhook came again.
    pub(super) fn repeated(&self, deployment: &DeploymentName) {
        self.page(Some(deployment)).lock().expect(LOCK).duplicates_total += 1;
    }

    /// A request was refused; `deployment` is whose key it names, if it does.
    pub(super) fn refused(&self, deployment: Option<&str>, at: Millis, refusing: &Refusing<'_>) {
        let mut page = self.page(deployment).lock().expect(LOCK);
        page.refused_total += 1;
        // Anybody may send anything: of what cannot be attributed only what names a key is LiveKit's,
        // perhaps.
        if deployment.is_some() || refusing.unknown_key.is_some() {
            page.refused_minute.add(at);
        }
        page.last_refused = true;
        let entry = page.refusals.entry(refusing.code).or_insert_with(|| RefusalCount {
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
            let key = find(&mut page.unknown_keys, |key| key.name == name, |key| key.last_at, new);
            key.count += 1;
            key.last_at = at;
        }
    }

    /// A webhook of `deployment` came without its body, as `method`, sent on by `referer`.
    pub(super) fn redirected(
        &self,
        deployment: &str,
        method: &str,
        referer: Option<&str>,
        at: Millis,
    ) {
        let mut page = self.page(Some(deployment)).lock().expect(LOCK);
        let new = || Redirect {
            referer: referer.map(str::to_owned),
            method: method.to_owned(),
            count: 0,
            first_at: at,
            last_at: at,
        };
        let is_it = |known: &Redirect| known.referer.as_deref() == referer;
        let redirect = find(&mut page.redirects, is_it, |known| known.last_at, new);
        redirect.count += 1;
        redirect.last_at = at;
    }

    /// Learns from an event that was applied what webhooks should have told. Events from before the
    /// start prove nothing: nobody was there to receive a webhook.
    pub fn observe(&self, event: &Event) {
        let Some(page) = self.known.get(&event.deployment) else { return };
        if event.received_at < self.started_at {
            return;
        }
        let Some(mut fact) = Fact::of(event) else { return };
        let mut page = page.lock().expect(LOCK);
        // By our clock: what it is held against is when webhooks were received.
        let skew_ms = page.tokens.median().map_or(0, skew_ms);
        (fact.earliest, fact.latest) = (fact.earliest.plus(skew_ms), fact.latest.plus(skew_ms));
        if page.first_received_at.is_some_and(|first| fact.earliest > first) {
            page.proved[place(fact.event)] += 1;
        }
        let Some(drift) = fact.missing_webhooks else { return };
        let last = page.last_received_at.unwrap_or(self.started_at).max(self.started_at);
        if fact.latest <= last {
            return;
        }
        // Never before the last webhook: until then they came.
        let since = fact.earliest.max(last);
        page.missing_webhooks.since =
            Some(page.missing_webhooks.since.map_or(since, |known| known.min(since)));
        *page.missing_webhooks.kinds.entry(drift).or_insert(0) += 1;
        drop(page);
        self.silence.send_replace(());
    }
}

/// By how much two that came at once may be written down in the other order, milliseconds.
const DISORDER_MS: i64 = 1000;

/// The later of two arrivals, of which `arrived` was written down last: one that is much earlier was
/// told by a clock that has been set back, and is the later all the same.
fn later(known: Option<Millis>, arrived: Millis) -> Millis {
    known.filter(|known| known.since(arrived) <= DISORDER_MS).map_or(arrived, |it| it.max(arrived))
}

/// The entry that `is_it`, made if it is not there; beyond [`REMEMBERED`] the one heard of least
/// lately gives way.
fn find<T>(
    entries: &mut Vec<T>,
    is_it: impl Fn(&T) -> bool,
    last_at: impl Fn(&T) -> Millis,
    new: impl FnOnce() -> T,
) -> &mut T {
    let place = entries.iter().position(is_it).unwrap_or_else(|| {
        if entries.len() >= REMEMBERED {
            let oldest = (0..entries.len()).min_by_key(|place| last_at(&entries[*place]));
            entries.remove(oldest.unwrap_or(0));
        }
        entries.push(new());
        entries.len() - 1
    });
    &mut entries[place]
}

#[cfg(test)]
mod tests;

//! Deliveries: statistics of the webhooks that arrived, and of those that were refused.
//!
//! All of them are since the start of the process, and bounded, whatever arrives.

use std::collections::BTreeMap;

use super::{Drift, Millis};

/// Statistics of the webhooks of one deployment, or of those that cannot be attributed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DeliveryReport {
    /// When the first was accepted; `None` if none was.
    pub first_received_at: Option<Millis>,
    /// When the last was accepted; `None` if none was.
    pub last_received_at: Option<Millis>,
    /// Accepted, without duplicates.
    pub received_total: u64,
    /// Accepted in the trailing minute.
    pub received_per_minute: u32,
    /// Duplicates of accepted webhooks, answered with 200.
    pub duplicates_total: u64,
    /// Requests refused in the trailing minute; of those that cannot be attributed, only those that
    /// name a key.
    pub refused_per_minute: u32,
    /// Like [`DeliveryReport::lag_ms`], of the latest webhooks in the trailing minute; `None` if
    /// none arrived.
    pub lag_of_minute_ms: Option<i64>,
    /// Median time from the event to its arrival, of the latest webhooks, milliseconds. LiveKit's
    /// `createdAt` has whole seconds, so it may read up to a second too high. `None` while no
    /// webhook carried its time.
    pub lag_ms: Option<i64>,
    /// How far the console's clock is ahead of LiveKit's, milliseconds; negative if it is behind.
    /// From the times in signed tokens, which have whole seconds: less than one reads as 0. `None`
    /// without a signed token.
    pub clock_skew_ms: Option<i64>,
    /// Number of tokens it is taken from, 0–32.
    pub clock_samples: u32,
    /// Accepted, by event name; an unknown name as `other`.
    pub events: BTreeMap<&'static str, u64>,
    /// How often another source (a listing, or another event) proved after the first webhook that
    /// an event of this name should have come; it may have come.
    pub proved: BTreeMap<&'static str, u64>,
    /// Refused.
    pub refused_total: u64,
    /// Whether the last request was refused.
    pub last_refused: bool,
    /// Refused, by the code of the response.
    pub refusals: BTreeMap<&'static str, RefusalCount>,
    /// Requests that lost their body in a redirect, by the URL that redirected them.
    pub redirects: Vec<Redirect>,
    /// Names of API keys that are not configured.
    pub unknown_keys: Vec<KeySeen>,
    /// What happened since the last webhook without any webhook reporting it.
    pub missing_webhooks: MissingWebhooks,
}

/// Refusals with one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalCount {
    /// Number of refusals.
    pub count: u64,
    /// When the first was refused.
    pub first_at: Millis,
    /// When the last was refused.
    pub last_at: Millis,
    /// Why the last was refused, without secrets.
    pub detail: String,
    /// Age of the last one's token by the console's clock, milliseconds; negative if it is from the
    /// future; `None` if it was not signed with a known key.
    pub token_age_ms: Option<i64>,
}

/// Webhooks that arrived with another method than POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The URL that redirects, from the `Referer` header; `None` without that header.
    pub referer: Option<String>,
    /// The method they arrived with.
    pub method: String,
    /// Number of requests.
    pub count: u64,
    /// When the first arrived.
    pub first_at: Millis,
    /// When the last arrived.
    pub last_at: Millis,
}

/// The name of an API key in a token. Anybody can write one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySeen {
    /// The name, without characters that cannot be printed.
    pub name: String,
    /// Number of requests.
    pub count: u64,
    /// When the last came.
    pub last_at: Millis,
}

/// What listings show to have happened after the last webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingWebhooks {
    /// When the first of it happened; `None` if there is none.
    pub since: Option<Millis>,
    /// Number, by kind.
    pub kinds: BTreeMap<Drift, u64>,
}

impl MissingWebhooks {
    /// The total number.
    pub fn count(&self) -> u64 {
        self.kinds.values().sum()
    }
}

/// How many unreported events prove that webhooks are missing: a single one is ordinary drift.
const SILENT_FACTS: u64 = 2;

/// How long no webhook came before webhooks count as missing, milliseconds: LiveKit retries a
/// webhook for 15 s.
const SILENT_MS: i64 = 15_000;

impl DeliveryReport {
    /// How late the webhooks of the trailing minute arrived, seconds, by LiveKit's clock: the
    /// difference of the clocks is subtracted. `None` if none arrived.
    pub fn late_seconds(&self) -> Option<f64> {
        let late_ms = self.lag_of_minute_ms? - self.clock_skew_ms.unwrap_or(0);
        Some(Millis(late_ms.max(0)).seconds_since(Millis(0)))
    }

    /// Since when webhooks have been missing, if that is proven: at least two events happened that
    /// no webhook reported, and none came for longer than LiveKit retries. `started_at` is when the
    /// console started.
    pub fn silent_since(&self, started_at: Millis, now: Millis) -> Option<Millis> {
        let last = self.last_received_at.unwrap_or(started_at).max(started_at);
        let proven = self.missing_webhooks.count() >= SILENT_FACTS && now.since(last) >= SILENT_MS;
        self.missing_webhooks.since.filter(|_| proven)
    }
}

/// How far our clock is ahead, milliseconds, from the least age of timestamps in whole seconds: the
/// true time lies within the second, and delivery took time, too.
pub const fn skew_ms(age_ms: i64) -> i64 {
    if age_ms < 0 { age_ms } else { age_ms / 1000 * 1000 }
}

//! Deliveries: what is remembered of webhooks as they arrived, and of those that were refused.
//!
//! All of it is since the start of the process, and bounded, whatever arrives.

use std::collections::BTreeMap;

use super::{Drift, Millis};

/// What is remembered of the webhooks of one deployment, or of those that cannot be attributed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DeliveryReport {
    /// When the first was accepted; `None` if none was.
    pub first_received_at: Option<Millis>,
    /// When the last was accepted; `None` if none was.
    pub last_received_at: Option<Millis>,
    /// Accepted, each once.
    pub received_total: u64,
    /// Accepted in the trailing minute.
    pub received_per_minute: u32,
    /// Accepted before, and answered with 200 once more.
    pub duplicates_total: u64,
    /// Requests refused in the trailing minute; of those that cannot be attributed only those that
    /// name a key.
    pub refused_per_minute: u32,
    /// Like [`DeliveryReport::lag_ms`], of the latest ones that arrived in the trailing minute; `None`
    /// if none did.
    pub lag_of_minute_ms: Option<i64>,
    /// From the time of the event to its arrival, milliseconds: the median of the latest ones.
    /// LiveKit's `createdAt` has whole seconds, so that it reads up to a second too much. `None`
    /// while no event told its time.
    pub lag_ms: Option<i64>,
    /// How far the console's clock is ahead of LiveKit's, milliseconds; negative if it is behind.
    /// From the times in signed tokens, which have whole seconds: less than one reads as 0. `None`
    /// without a signed token.
    pub clock_skew_ms: Option<i64>,
    /// From how many tokens that was taken, 0–32.
    pub clock_samples: u32,
    /// Accepted, by event name; an unknown name as `other`.
    pub events: BTreeMap<&'static str, u64>,
    /// How often something else (a listing, or another event) proved after the first webhook that
    /// an event of this name should have come; it may have come.
    pub proved: BTreeMap<&'static str, u64>,
    /// Refused.
    pub refused_total: u64,
    /// Whether the last request was refused.
    pub last_refused: bool,
    /// Refused, by the code of the answer.
    pub refusals: BTreeMap<&'static str, RefusalCount>,
    /// Requests that a redirect robbed of their body, by the URL that sent them on.
    pub redirects: Vec<Redirect>,
    /// Names of API keys that are not configured.
    pub unknown_keys: Vec<KeySeen>,
    /// What came and went since the last webhook without any webhook telling of it.
    pub missing_webhooks: MissingWebhooks,
}

/// Refusals with one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalCount {
    /// How many.
    pub count: u64,
    /// When the first was.
    pub first_at: Millis,
    /// When the last was.
    pub last_at: Millis,
    /// What was wrong with the last, without secrets.
    pub detail: String,
    /// Age of the last one's token by the console's clock, milliseconds, negative if it is of the
    /// future; `None` if it was not signed with a known key.
    pub token_age_ms: Option<i64>,
}

/// Webhooks that arrived as something else than a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The URL that redirects, as `Referer` told it; `None` if it did not.
    pub referer: Option<String>,
    /// As what they arrived.
    pub method: String,
    /// How many.
    pub count: u64,
    /// When the first did.
    pub first_at: Millis,
    /// When the last did.
    pub last_at: Millis,
}

/// A name of an API key that a token gave. Anybody can write one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySeen {
    /// The name, as far as it can be printed.
    pub name: String,
    /// How often.
    pub count: u64,
    /// When last.
    pub last_at: Millis,
}

/// What listings told of that happened after the last webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissingWebhooks {
    /// When the first of it happened; `None` if there is nothing.
    pub since: Option<Millis>,
    /// How much, by kind.
    pub kinds: BTreeMap<Drift, u64>,
}

impl MissingWebhooks {
    /// How much there is.
    pub fn count(&self) -> u64 {
        self.kinds.values().sum()
    }
}

/// Arrivals that nobody told before webhooks count as silent: one lost webhook is drift.
const SILENT_FACTS: u64 = 2;

/// How long nothing came before webhooks count as silent, milliseconds: LiveKit tries a webhook
/// again for 15 s.
const SILENT_MS: i64 = 15_000;

impl DeliveryReport {
    /// How late the webhooks of the trailing minute arrived, seconds, by LiveKit's clock: what both
    /// clocks differ is no lateness. `None` if none arrived.
    pub fn late_seconds(&self) -> Option<f64> {
        let late_ms = self.lag_of_minute_ms? - self.clock_skew_ms.unwrap_or(0);
        Some(Millis(late_ms.max(0)).seconds_since(Millis(0)))
    }

    /// Since when webhooks have been missing, if that is proven: at least two things happened that
    /// none told of, and none at all came for longer than LiveKit tries. `started_at` is when the
    /// console started.
    pub fn silent_since(&self, started_at: Millis, now: Millis) -> Option<Millis> {
        let last = self.last_received_at.unwrap_or(started_at).max(started_at);
        let proven = self.missing_webhooks.count() >= SILENT_FACTS && now.since(last) >= SILENT_MS;
        self.missing_webhooks.since.filter(|_| proven)
    }
}

/// How far our clock is ahead, milliseconds, from the least age of what names the second in which it
/// was made: that was in some part of the second, and took its time to arrive.
pub const fn skew_ms(age_ms: i64) -> i64 {
    if age_ms < 0 { age_ms } else { age_ms / 1000 * 1000 }
}

//! Statistics of one deployment's webhook deliveries. All memory is allocated at the start.

use std::collections::BTreeMap;

use crate::model::{
    DeliveryReport, EVENT_NAMES, KeySeen, Millis, MissingWebhooks, Redirect, RefusalCount,
    bounded_event_name, skew_ms,
};

/// Latest deliveries that lag and clock skew are computed from: enough that a retry (LiveKit reuses
/// the token of the first attempt) does not matter, few enough that a corrected clock shows soon.
const RECENT: usize = 32;

/// Latest tokens that the range of skews is computed from: enough to include every node's.
const TOKENS: usize = 256;

/// Window over which deliveries are counted, seconds.
const WINDOW_SECONDS: i64 = 60;

/// Number of event names that are counted: the known ones, and `other`.
const NAMES: usize = EVENT_NAMES.len() + 1;

/// The index of an event's name among those that are counted.
pub(super) fn event_index(event: &str) -> usize {
    EVENT_NAMES.iter().position(|known| *known == event).unwrap_or(NAMES - 1)
}

/// Statistics of one deployment.
#[derive(Debug, Default)]
pub(super) struct DeliveryStats {
    pub(super) first_received_at: Option<Millis>,
    pub(super) last_received_at: Option<Millis>,
    pub(super) received_total: u64,
    pub(super) duplicates_total: u64,
    pub(super) refused_total: u64,
    pub(super) last_refused: bool,
    pub(super) minute: Minute,
    pub(super) refused_minute: Minute,
    pub(super) lags: LatestValues,
    /// When the deliveries of `lags` arrived, Unix milliseconds.
    pub(super) lagged_at: LatestValues,
    pub(super) token_ages: LatestValues,
    /// When the skews were last computed from `tokens`.
    pub(super) skews_at: Option<Millis>,
    pub(super) tokens: LatestValues<TOKENS>,
    pub(super) events: [u64; NAMES],
    pub(super) proved: [u64; NAMES],
    pub(super) refusals: BTreeMap<&'static str, RefusalCount>,
    pub(super) redirects: Vec<Redirect>,
    pub(super) unknown_keys: Vec<KeySeen>,
    pub(super) missing_webhooks: MissingWebhooks,
}

impl DeliveryStats {
    /// The report that the API and the doctor show.
    pub(super) fn report(&self, now: Millis) -> DeliveryReport {
        let named = |counts: &[u64; NAMES]| {
            let names = EVENT_NAMES.into_iter().chain([bounded_event_name("")]);
            names.zip(*counts).filter(|(_, count)| *count > 0).collect()
        };
        DeliveryReport {
            first_received_at: self.first_received_at,
            last_received_at: self.last_received_at,
            received_total: self.received_total,
            received_per_minute: self.minute.count(now),
            duplicates_total: self.duplicates_total,
            refused_per_minute: self.refused_minute.count(now),
            lag_of_minute_ms: self
                .lags
                .median_where(&self.lagged_at, |at| now.since(Millis(at)) < WINDOW_SECONDS * 1000),
            lag_ms: self.lags.median(),
            clock_skew_ms: self.token_ages.min().map(skew_ms),
            clock_samples: u32::try_from(self.token_ages.count()).unwrap_or(u32::MAX),
            events: named(&self.events),
            proved: named(&self.proved),
            refused_total: self.refused_total,
            last_refused: self.last_refused,
            refusals: self.refusals.clone(),
            redirects: self.redirects.clone(),
            unknown_keys: self.unknown_keys.clone(),
            missing_webhooks: self.missing_webhooks.clone(),
        }
    }
}

/// Counts events over the trailing minute, second by second.
#[derive(Debug)]
pub(super) struct Minute {
    seconds: [u32; 60],
    newest: i64,
}

impl Default for Minute {
    fn default() -> Self {
        Self { seconds: [0; 60], newest: i64::MIN / 2 }
    }
}

impl Minute {
    fn slot(second: i64) -> usize {
        usize::try_from(second.rem_euclid(WINDOW_SECONDS)).unwrap_or(0)
    }

    pub(super) fn add(&mut self, at: Millis) {
        let second = at.0.div_euclid(1000);
        let from = (self.newest + 1).max(second - WINDOW_SECONDS + 1);
        for passed in from..=second {
            self.seconds[Self::slot(passed)] = 0;
        }
        self.newest = self.newest.max(second);
        // After the clock is set back by more than a minute, counting resumes once it catches up.
        if second > self.newest - WINDOW_SECONDS {
            self.seconds[Self::slot(second)] += 1;
        }
    }

    pub(super) fn count(&self, now: Millis) -> u32 {
        let now = now.0.div_euclid(1000);
        let from = (now - WINDOW_SECONDS + 1).max(self.newest - WINDOW_SECONDS + 1);
        (from..=self.newest).map(|second| self.seconds[Self::slot(second)]).sum()
    }
}

/// A ring buffer of the latest `N` values.
#[derive(Debug)]
pub(super) struct LatestValues<const N: usize = RECENT> {
    values: [i64; N],
    added: usize,
}

impl<const N: usize> Default for LatestValues<N> {
    fn default() -> Self {
        Self { values: [0; N], added: 0 }
    }
}

impl<const N: usize> LatestValues<N> {
    pub(super) const fn add(&mut self, value: i64) {
        self.values[self.added % N] = value;
        self.added += 1;
    }

    fn count(&self) -> usize {
        self.added.min(N)
    }

    pub(super) fn min(&self) -> Option<i64> {
        self.values[..self.count()].iter().min().copied()
    }

    pub(super) fn max(&self) -> Option<i64> {
        self.values[..self.count()].iter().max().copied()
    }

    pub(super) fn median(&self) -> Option<i64> {
        self.median_where(self, |_| true)
    }

    /// The median of the values whose counterpart in `paired` is `wanted`. Every value was added
    /// together with its counterpart.
    pub(super) fn median_where(&self, paired: &Self, wanted: impl Fn(i64) -> bool) -> Option<i64> {
        let pairs = self.values[..self.count()].iter().zip(paired.values);
        let mut values: Vec<_> =
            pairs.filter(|(_, paired)| wanted(*paired)).map(|(value, _)| *value).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied()
    }
}

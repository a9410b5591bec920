//! Open gaps, and gaps that are not stored yet. Pure: no store, no clock.

use std::collections::BTreeMap;

use crate::model::{Gap, GapSource, Millis};

/// The most gaps that wait for the database: days, at one gap of a source per half minute.
const WAITING: usize = 10_000;

/// A gap that is shorter than this and not stored yet is dropped, milliseconds.
const SHORTEST_MS: i64 = 1000;

/// What a gap is about: a source that can be missing by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GapKey {
    pub(super) source: GapSource,
    pub(super) deployment: Option<String>,
    pub(super) subject: Option<String>,
}

/// The state of a source at one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SourceState {
    /// It is missing.
    Missing { since: Millis, cause: String, evidence: String },
    /// It is present again since then.
    Present(Millis),
}

/// The open gaps, and those that wait to be written.
#[derive(Debug, Default)]
pub(super) struct GapLedger {
    open: BTreeMap<GapKey, Gap>,
    /// By id: only the latest version of each is written.
    waiting: BTreeMap<String, Gap>,
}

impl GapLedger {
    /// Takes over a gap that is open in the store. It replaces one that was opened meanwhile.
    pub(super) fn adopt(&mut self, gap: Gap) {
        let key = GapKey {
            source: gap.source,
            deployment: gap.deployment.clone(),
            subject: gap.subject.clone(),
        };
        if let Some(newer) = self.open.insert(key, gap) {
            self.waiting.remove(&newer.id);
        }
    }

    /// Records the state of a source: opens or ends its gap.
    pub(super) fn record(&mut self, key: GapKey, state: SourceState) {
        match state {
            SourceState::Missing { since, cause, evidence } => {
                if !self.open.contains_key(&key) {
                    let (deployment, subject) = (key.deployment.as_deref(), key.subject.as_deref());
                    let gap =
                        Gap { cause, evidence, ..Gap::new(key.source, deployment, subject, since) };
                    self.wait(gap.clone());
                    self.open.insert(key, gap);
                }
            }
            SourceState::Present(since) => self.end(&key, since),
        }
    }

    /// Adds a gap that is over already.
    pub(super) fn add(&mut self, gap: Gap) {
        self.wait(gap);
    }

    fn end(&mut self, key: &GapKey, at: Millis) {
        let Some(mut gap) = self.open.remove(key) else { return };
        let began = Millis::from_utc(gap.started_at);
        let at = at.max(began);
        if at.since(began) < SHORTEST_MS && self.waiting.remove(&gap.id).is_some() {
            return;
        }
        gap.ended_at = Some(at.to_utc());
        self.wait(gap);
    }

    /// Ends the open gaps of sources that are not checked any more, such as a removed node.
    pub(super) fn end_others(&mut self, checked: &[GapKey], at: Millis) {
        let others: Vec<_> =
            self.open.keys().filter(|key| !checked.contains(key)).cloned().collect();
        for key in others {
            self.end(&key, at);
        }
    }

    fn wait(&mut self, gap: Gap) {
        if self.waiting.len() >= WAITING
            && let Some((id, _)) = self.waiting.pop_first()
        {
            tracing::error!(gap.id = id, "too many gaps wait for the database; one is lost");
        }
        self.waiting.insert(gap.id.clone(), gap);
    }

    /// Whether a gap of this kind is open; `deployment` counts among those of all.
    pub(super) fn is_open(&self, source: GapSource, deployment: &str) -> bool {
        self.open.keys().any(|key| {
            key.source == source && key.deployment.as_deref().is_none_or(|name| name == deployment)
        })
    }

    /// The gaps that the store may not know: the open ones and those that wait.
    pub(super) fn current(&self) -> Vec<Gap> {
        let open = self.open.values().filter(|gap| !self.waiting.contains_key(&gap.id));
        open.chain(self.waiting.values()).cloned().collect()
    }

    /// The next gap to write.
    pub(super) fn next(&self) -> Option<&Gap> {
        self.waiting.values().next()
    }

    /// Notes that a gap is written.
    pub(super) fn written(&mut self, id: &str) {
        self.waiting.remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::{GapKey, GapLedger, SourceState};
    use crate::model::{Gap, GapSource, Millis};

    fn key() -> GapKey {
        GapKey { source: GapSource::Poll, deployment: Some("eu".to_owned()), subject: None }
    }

    fn missing(since: i64) -> SourceState {
        SourceState::Missing {
            since: Millis(since),
            cause: "timeout".to_owned(),
            evidence: String::new(),
        }
    }

    fn current(ledger: &GapLedger) -> Vec<(i64, Option<i64>)> {
        let millis = |at: chrono::DateTime<chrono::Utc>| at.timestamp_millis();
        ledger
            .current()
            .iter()
            .map(|gap| (millis(gap.started_at), gap.ended_at.map(millis)))
            .collect()
    }

    #[test]
    fn a_gap_begins_once_and_ends_once() {
        let mut ledger = GapLedger::default();
        ledger.record(key(), SourceState::Present(Millis(1)));
        assert_eq!(current(&ledger), []);
        ledger.record(key(), missing(5000));
        ledger.record(key(), missing(7000));
        assert_eq!(current(&ledger), [(5000, None)]);
        assert!(ledger.is_open(GapSource::Poll, "eu") && !ledger.is_open(GapSource::Poll, "us"));
        let id = ledger.next().expect("it waits").id.clone();
        ledger.written(&id);
        assert_eq!(current(&ledger), [(5000, None)], "it is still open");
        ledger.record(key(), SourceState::Present(Millis(9000)));
        ledger.record(key(), SourceState::Present(Millis(9500)));
        assert_eq!(current(&ledger), [(5000, Some(9000))]);
        ledger.written(&id);
        assert_eq!(current(&ledger), []);
    }

    #[test]
    fn a_short_gap_that_is_not_stored_is_dropped() {
        let mut ledger = GapLedger::default();
        ledger.record(key(), missing(5000));
        ledger.record(key(), SourceState::Present(Millis(5999)));
        assert_eq!(current(&ledger), []);
    }

    #[test]
    fn a_gap_that_is_open_in_the_store_continues() {
        let mut ledger = GapLedger::default();
        ledger.record(key(), missing(5000));
        ledger.adopt(Gap::new(GapSource::Poll, Some("eu"), None, Millis(2000)));
        assert_eq!(current(&ledger), [(2000, None)]);
        ledger.record(key(), missing(6000));
        ledger.end_others(&[key()], Millis(7000));
        assert_eq!(current(&ledger), [(2000, None)]);
        ledger.end_others(&[], Millis(8000));
        assert_eq!(current(&ledger), [(2000, Some(8000))]);
    }
}

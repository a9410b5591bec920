//! Which gaps are open, and which are not written down yet: pure, no store, no clock.

use std::collections::BTreeMap;

use crate::model::{Gap, GapSource, Millis};

/// Gaps that wait for the database, at most: with half a minute between two of one source, days.
const WAITING: usize = 10_000;

/// A gap of the database or of the API that is over sooner, milliseconds, is none worth telling.
const SHORTEST_MS: i64 = 1000;

/// Of what a gap is: a source, as far as it can be missing by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) source: GapSource,
    pub(super) deployment: Option<String>,
    pub(super) subject: Option<String>,
}

/// What is known of a source at one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Look {
    /// It is missing.
    Missing { since: Millis, cause: String, evidence: String },
    /// It is there again since then.
    There(Millis),
}

/// The open gaps, and those that wait to be written.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    open: BTreeMap<Key, Gap>,
    /// By id: only the latest of each is written.
    waiting: BTreeMap<String, Gap>,
}

impl Ledger {
    /// Takes over a gap that the store holds open. One that was found meanwhile is the same.
    pub(super) fn adopt(&mut self, gap: Gap) {
        let key = Key {
            source: gap.source,
            deployment: gap.deployment.clone(),
            subject: gap.subject.clone(),
        };
        if let Some(newer) = self.open.insert(key, gap) {
            self.waiting.remove(&newer.id);
        }
    }

    /// Notes how a source is.
    pub(super) fn look(&mut self, key: Key, look: Look) {
        match look {
            Look::Missing { since, cause, evidence } => {
                if !self.open.contains_key(&key) {
                    let (deployment, subject) = (key.deployment.as_deref(), key.subject.as_deref());
                    let gap =
                        Gap { cause, evidence, ..Gap::new(key.source, deployment, subject, since) };
                    self.wait(gap.clone());
                    self.open.insert(key, gap);
                }
            }
            Look::There(since) => self.end(&key, since),
        }
    }

    /// Writes down a gap that is over already.
    pub(super) fn add(&mut self, gap: Gap) {
        self.wait(gap);
    }

    fn end(&mut self, key: &Key, at: Millis) {
        let Some(mut gap) = self.open.remove(key) else { return };
        let began = Millis::from_utc(gap.started_at);
        let at = at.max(began);
        if at.since(began) < SHORTEST_MS && self.waiting.remove(&gap.id).is_some() {
            return;
        }
        gap.ended_at = Some(at.to_utc());
        self.wait(gap);
    }

    /// Ends the open gaps of what is not looked at any more, such as a node that was taken away.
    pub(super) fn end_others(&mut self, looked_at: &[Key], at: Millis) {
        let others: Vec<_> =
            self.open.keys().filter(|key| !looked_at.contains(key)).cloned().collect();
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

    /// What the store may not know: the open ones and those that wait.
    pub(super) fn told(&self) -> Vec<Gap> {
        let open = self.open.values().filter(|gap| !self.waiting.contains_key(&gap.id));
        open.chain(self.waiting.values()).cloned().collect()
    }

    /// The next one to write.
    pub(super) fn next(&self) -> Option<&Gap> {
        self.waiting.values().next()
    }

    /// It is written.
    pub(super) fn written(&mut self, id: &str) {
        self.waiting.remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Ledger, Look};
    use crate::model::{Gap, GapSource, Millis};

    fn key() -> Key {
        Key { source: GapSource::Poll, deployment: Some("eu".to_owned()), subject: None }
    }

    fn missing(since: i64) -> Look {
        Look::Missing { since: Millis(since), cause: "timeout".to_owned(), evidence: String::new() }
    }

    fn told(ledger: &Ledger) -> Vec<(i64, Option<i64>)> {
        let millis = |at: chrono::DateTime<chrono::Utc>| at.timestamp_millis();
        ledger.told().iter().map(|gap| (millis(gap.started_at), gap.ended_at.map(millis))).collect()
    }

    #[test]
    fn a_gap_begins_once_and_ends_once() {
        let mut ledger = Ledger::default();
        ledger.look(key(), Look::There(Millis(1)));
        assert_eq!(told(&ledger), []);
        ledger.look(key(), missing(5000));
        ledger.look(key(), missing(7000));
        assert_eq!(told(&ledger), [(5000, None)]);
        assert!(ledger.is_open(GapSource::Poll, "eu") && !ledger.is_open(GapSource::Poll, "us"));
        let id = ledger.next().expect("it waits").id.clone();
        ledger.written(&id);
        assert_eq!(told(&ledger), [(5000, None)], "it is still open");
        ledger.look(key(), Look::There(Millis(9000)));
        ledger.look(key(), Look::There(Millis(9500)));
        assert_eq!(told(&ledger), [(5000, Some(9000))]);
        ledger.written(&id);
        assert_eq!(told(&ledger), []);
    }

    #[test]
    fn a_blink_that_nobody_wrote_down_is_no_gap() {
        let mut ledger = Ledger::default();
        ledger.look(key(), missing(5000));
        ledger.look(key(), Look::There(Millis(5999)));
        assert_eq!(told(&ledger), []);
    }

    #[test]
    fn a_gap_that_the_store_holds_open_goes_on() {
        let mut ledger = Ledger::default();
        ledger.look(key(), missing(5000));
        ledger.adopt(Gap::new(GapSource::Poll, Some("eu"), None, Millis(2000)));
        assert_eq!(told(&ledger), [(2000, None)]);
        ledger.look(key(), missing(6000));
        ledger.end_others(&[key()], Millis(7000));
        assert_eq!(told(&ledger), [(2000, None)]);
        ledger.end_others(&[], Millis(8000));
        assert_eq!(told(&ledger), [(2000, Some(8000))]);
    }
}

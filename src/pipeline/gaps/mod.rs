//! The loop that detects gaps: times for which a source is missing. They are stored when they begin
//! and when they end.
//!
//! | source | begins | ends |
//! | --- | --- | --- |
//! | `console` | with the last sample before the start, if that is over a minute ago | with the start |
//! | `store` | when the database is first found down | when it answers |
//! | `webhook` | with the first event that no webhook reported, once silence is proven (`DeliveryReport::silent_since`): never before the last webhook, and not by ends while LiveKit was away | with the next webhook |
//! | `journal` | with the last event before those that are lost | with the first after them |
//! | `poll`, `scrape` | with the last success, once three intervals, and half a minute, have passed without one | with the next success |
//!
//! A gap that cannot be written waits for the database, and is shown all the same.

mod ledger;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use ledger::{GapKey, GapLedger, SourceState};

use crate::clock::Clock;
use crate::ingest::Intake;
use crate::ingest::journal::{Cause, Journal, Loss};
use crate::metrics::Metrics;
use crate::model::{
    ApiStatus, DeploymentName, Failure, Gap, GapSource, Millis, NodeStatus, StoreHealth,
};
use crate::store::{self, GapFilter, SharedStore};
use crate::tasks;
use crate::watched::{Watched as _, seen};

/// How often all sources are checked.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// A console that was down for less than this, milliseconds, is no gap: a restart, an update.
const AWAY_MS: i64 = 60_000;

/// A polled source counts as missing after this many intervals without a success, and not before
/// [`MISSING_MS`].
const MISSING_INTERVALS: i64 = 3;

/// A polled source does not count as missing sooner than this, milliseconds.
const MISSING_MS: i64 = 30_000;

/// Open gaps that are taken over at the start; more than there are sources.
const ADOPTED: u32 = 10_000;

/// The longest time for the last write when the console stops.
const LAST_WRITE: Duration = Duration::from_secs(1);

/// Detects gaps.
pub struct Gaps {
    /// Where gaps are written.
    pub store: SharedStore,
    /// Whether the database answers.
    pub health: watch::Receiver<StoreHealth>,
    /// Reports lost events.
    pub journal: Journal,
    /// Statistics of webhooks.
    pub intake: Arc<Intake>,
    /// The status of each deployment's room API.
    pub apis: Vec<watch::Receiver<ApiStatus>>,
    /// How often it is polled; `None` if never.
    pub poll_interval: Option<Duration>,
    /// The status of the nodes.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// How often they are scraped; `None` if never.
    pub scrape_interval: Option<Duration>,
    /// Receives the gaps that the store may not know: the open ones, and those that wait for it.
    pub current: watch::Sender<Vec<Gap>>,
    /// The console's own metrics.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
    /// When the console started.
    pub started_at: Millis,
}

/// What is known of gaps.
#[derive(Debug, Default)]
pub struct KnownGaps {
    ledger: GapLedger,
    /// Whether the gaps of an earlier process are taken over.
    began: bool,
    /// The losses of the journal that are in the ledger.
    lost: HashSet<String>,
}

impl Gaps {
    /// Checks the sources until `token` is cancelled.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        let mut known = KnownGaps::default();
        let mut silence = self.intake.deliveries().silence();
        loop {
            tasks::working(tasks::STALLED);
            silence.mark_unchanged();
            self.turn(&mut known).await;
            tokio::select! {
                () = self.clock.pass(CHECK_INTERVAL) => {}
                // Their senders outlive this loop.
                changed = self.health.changed() => if changed.is_err() { break },
                changed = silence.changed() => if changed.is_err() { break },
                () = token.cancelled() => break,
            }
        }
        let _ = tokio::time::timeout(LAST_WRITE, self.write(&mut known.ledger)).await;
        Ok(())
    }

    /// Checks the sources once, and writes what has changed.
    pub async fn turn(&mut self, known: &mut KnownGaps) {
        let KnownGaps { ledger, began, lost } = known;
        let health = seen(&mut self.health);
        if health == StoreHealth::Up && !*began {
            *began = self.begin(ledger).await.is_ok();
        }
        self.check(ledger, &health, *began);
        let possible = self.losses(ledger, lost, health == StoreHealth::Up);
        if health == StoreHealth::Up && *began {
            // Storage reports a database that fails; the write is tried again.
            let _ = self.write(ledger).await;
        }
        self.publish(ledger, possible);
    }

    /// Takes over the gaps that an earlier process left open, and adds the time the console was
    /// down.
    async fn begin(&self, ledger: &mut GapLedger) -> Result<(), store::Error> {
        let filter = GapFilter { open: true, limit: ADOPTED, ..GapFilter::default() };
        let open = self.store.gaps(&filter).await?;
        let last = self.store.last_sign_of_life(self.started_at).await?;
        for gap in open {
            ledger.adopt(gap);
        }
        if let Some(last) = last.filter(|last| self.started_at.since(*last) > AWAY_MS) {
            ledger.add(Gap {
                ended_at: Some(self.started_at.to_utc()),
                cause: "console_down".to_owned(),
                evidence: format!(
                    "the last sample before the start is from {}",
                    last.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
                ),
                ..Gap::new(GapSource::Console, None, None, last)
            });
        }
        Ok(())
    }

    fn check(&self, ledger: &mut GapLedger, health: &StoreHealth, began: bool) {
        let now = self.clock.now();
        let mut states = vec![(of(GapSource::Store, None, None), store_state(health, now))];
        for deployment in self.intake.deliveries().deployments() {
            let key = of(GapSource::Webhook, Some(&deployment), None);
            states.push((key, self.webhook_state(&deployment, now)));
        }
        for api in &self.apis {
            let api = api.current();
            let Some(interval) = self.poll_interval.filter(|_| api.url.is_some()) else { continue };
            let key = of(GapSource::Poll, Some(&api.deployment), None);
            let source =
                PolledSource { success: api.last_success_at, failure: api.failure.as_ref() };
            states.push((key, source.state(interval, self.started_at, now)));
        }
        for node in &self.nodes.current() {
            let Some(interval) = self.scrape_interval else { continue };
            let key = of(GapSource::Scrape, Some(&node.deployment), Some(&node.url));
            let source =
                PolledSource { success: node.last_success_at, failure: node.failure.as_ref() };
            states.push((key, source.state(interval, self.started_at, now)));
        }
        let keys: Vec<_> = states.iter().map(|(key, _)| key.clone()).collect();
        for (key, state) in states {
            if let Some(state) = state {
                ledger.record(key, state);
            }
        }
        if began {
            ledger.end_others(&keys, now);
        }
    }

    /// Adds the losses of the journal, once the database has shown which of the events it has;
    /// returns the possible losses until then.
    fn losses(
        &self,
        ledger: &mut GapLedger,
        known: &mut HashSet<String>,
        is_known: bool,
    ) -> Vec<Gap> {
        let now = self.clock.now();
        let mut possible = Vec::new();
        let losses = self.journal.losses();
        for loss in &losses {
            let gap = gap_of(loss, now);
            if !is_known && !known.contains(&gap.id) {
                possible.push(gap);
            } else if is_known && known.insert(gap.id.clone()) {
                ledger.add(gap);
            }
        }
        if is_known {
            let (times, events) =
                (&self.metrics.journal_losses_total, &self.metrics.journal_lost_events_total);
            let new = losses.iter().filter(|loss| loss.is_new);
            times.inc_by((new.clone().count() as u64).saturating_sub(times.get()));
            let lost: u64 = new.filter_map(|loss| loss.events).sum();
            events.inc_by(lost.saturating_sub(events.get()));
        }
        possible
    }

    fn webhook_state(&self, deployment: &str, now: Millis) -> Option<SourceState> {
        let report = self.intake.deliveries().report(deployment, now);
        if let Some(since) = report.silent_since(self.started_at, now) {
            let kinds: Vec<_> = report
                .missing_webhooks
                .kinds
                .iter()
                .map(|(kind, count)| format!("{count} × {}", kind.as_str()))
                .collect();
            return Some(SourceState::Missing {
                since,
                cause: "silence".to_owned(),
                evidence: format!(
                    "no webhook came, but the room API reported {}",
                    kinds.join(", ")
                ),
            });
        }
        report.last_received_at.map(SourceState::Present)
    }

    /// Writes the waiting gaps, until the database fails.
    async fn write(&self, ledger: &mut GapLedger) -> Result<(), store::Error> {
        while let Some(gap) = ledger.next().cloned() {
            self.store.write_gap(&gap).await?;
            ledger.written(&gap.id);
        }
        Ok(())
    }

    fn publish(&self, ledger: &GapLedger, possible: Vec<Gap>) {
        let mut current = ledger.current();
        current.extend(possible);
        self.current.send_if_modified(|known| {
            let is_new = *known != current;
            *known = current;
            is_new
        });
        for deployment in self.intake.deliveries().deployments() {
            for source in GapSource::ALL {
                let open = i64::from(ledger.is_open(source, &deployment));
                let labels = [&*deployment, source.as_str()];
                self.metrics.gap_open.with_label_values(&labels).set(open);
            }
        }
    }
}

fn of(source: GapSource, deployment: Option<&DeploymentName>, subject: Option<&str>) -> GapKey {
    GapKey {
        source,
        deployment: deployment.map(ToString::to_string),
        subject: subject.map(str::to_owned),
    }
}

/// A loss of the journal as a gap of all sources and all deployments.
fn gap_of(loss: &Loss, now: Millis) -> Gap {
    let until = loss.until.min(now);
    let since = loss.since.min(until);
    let what = match loss.cause {
        Cause::Damaged => "is damaged",
        Cause::Missing => "is missing, or incomplete",
        Cause::Older => {
            "should hold them: the database has more events than the journal, which is an older \
                copy or was truncated"
        }
    };
    let numbers = loss.numbers();
    Gap {
        ended_at: Some(until.to_utc()),
        cause: loss.cause.as_str().to_owned(),
        evidence: format!(
            "acknowledged events are missing: number {numbers}; `{}` {what}",
            loss.segment
        ),
        ..Gap::new(
            GapSource::Journal,
            None,
            Some(&format!("{}-{}", loss.segment, loss.from)),
            since,
        )
    }
}

fn store_state(health: &StoreHealth, now: Millis) -> Option<SourceState> {
    match health {
        StoreHealth::Unknown => None,
        StoreHealth::Up => Some(SourceState::Present(now)),
        StoreHealth::Down(why) => Some(SourceState::Missing {
            since: now,
            cause: "database_down".to_owned(),
            evidence: why.clone(),
        }),
    }
}

/// A source that the console polls.
struct PolledSource<'a> {
    success: Option<Millis>,
    failure: Option<&'a Failure>,
}

impl PolledSource<'_> {
    fn state(&self, interval: Duration, started_at: Millis, now: Millis) -> Option<SourceState> {
        let interval_ms = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX);
        let limit_ms = interval_ms.saturating_mul(MISSING_INTERVALS).max(MISSING_MS);
        let since = self.success.unwrap_or(started_at);
        if now < since {
            // The clock was set back: times before it cannot be compared.
            return None;
        }
        if now.since(since) <= limit_ms {
            return self.success.map(SourceState::Present);
        }
        let (cause, evidence) = match self.failure {
            Some(failure) => (failure.code, failure.message.clone()),
            None => ("no_answer", "it was polled, and has not responded".to_owned()),
        };
        Some(SourceState::Missing { since, cause: cause.to_owned(), evidence })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{PolledSource, SourceState};
    use crate::model::{Failure, Millis};

    #[test]
    fn a_polled_source_is_missing_after_three_intervals_and_half_a_minute() {
        let failure =
            Failure { at: Millis(0), code: "timeout", message: "no response in 5 s".to_owned() };
        for (interval, success, now, since) in [
            (5, None, 30_000, None),
            (5, None, 30_001, Some(0)),
            (5, Some(10_000), 40_000, None),
            (5, Some(10_000), 40_001, Some(10_000)),
            (60, Some(10_000), 190_000, None),
            (60, Some(10_000), 190_001, Some(10_000)),
        ] {
            let source = PolledSource { success: success.map(Millis), failure: Some(&failure) };
            let state = source.state(Duration::from_secs(interval), Millis(0), Millis(now));
            match (state, since) {
                (Some(SourceState::Missing { since: actual, cause, .. }), Some(since)) => {
                    assert_eq!((actual, cause.as_str()), (Millis(since), "timeout"));
                }
                (Some(SourceState::Present(at)), None) => assert_eq!(Some(at.0), success),
                (None, None) => assert_eq!(success, None),
                (other, _) => panic!("{interval} s, {now} ms: {other:?}"),
            }
        }
    }

    #[test]
    fn a_success_in_the_future_is_ignored() {
        let source = PolledSource { success: Some(Millis(3_600_000)), failure: None };
        assert_eq!(source.state(Duration::from_secs(5), Millis(0), Millis(60_000)), None);
    }
}

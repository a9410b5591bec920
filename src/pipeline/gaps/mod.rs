//! The loop that finds gaps: times for which a source is missing, written down when they begin and
//! when they end.
//!
//! | source | begins | ends |
//! | --- | --- | --- |
//! | `console` | with the last sample before the start, if that is over a minute ago | with the start |
//! | `store` | when the database is first found down | when it answers |
//! | `webhook` | with the first thing that no webhook told, once silence is proven (`DeliveryReport::silent_since`): never before the last webhook, and not by ends for which LiveKit was away | with the next webhook |
//! | `journal` | with the last event before those that are lost | with the first after them |
//! | `poll`, `scrape` | with the last success, once three intervals, and half a minute, have passed without one | with the next success |
//!
//! A gap that cannot be written waits for the database, and is told all the same.

mod ledger;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use ledger::{Key, Ledger, Look};

use crate::clock::Clock;
use crate::ingest::Intake;
use crate::ingest::journal::{Cause, Journal, Loss};
use crate::metrics::Metrics;
use crate::model::{
    ApiStatus, DeploymentName, Failure, Gap, GapSource, Millis, NodeStatus, StoreHealth,
};
use crate::store::{self, GapFilter, SharedStore};
use crate::tasks;

/// How often everything is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// A console that was away for less, milliseconds, is no gap: a restart, an update.
const AWAY_MS: i64 = 60_000;

/// A source that is asked counts as missing after this many intervals without a success, and not
/// before [`MISSING_MS`].
const MISSING_INTERVALS: i64 = 3;

/// The same in milliseconds.
const MISSING_MS: i64 = 30_000;

/// Open gaps that are taken over at the start; more than there are sources.
const ADOPTED: u32 = 10_000;

/// How long the last words may take when the console stops.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Finds gaps.
pub struct Gaps {
    /// Where they are written.
    pub store: SharedStore,
    /// Whether the database answers.
    pub health: watch::Receiver<StoreHealth>,
    /// What is lost of acknowledged events.
    pub journal: Journal,
    /// What is remembered of webhooks.
    pub intake: Arc<Intake>,
    /// How each deployment's room API is doing.
    pub apis: Vec<watch::Receiver<ApiStatus>>,
    /// How often it is asked; `None` if never.
    pub poll_interval: Option<Duration>,
    /// How the nodes are doing.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// How often they are asked; `None` if never.
    pub scrape_interval: Option<Duration>,
    /// Told of the gaps that the store may not know: the open ones, and those that wait for it.
    pub told: watch::Sender<Vec<Gap>>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
    /// When the console started.
    pub started_at: Millis,
}

impl Gaps {
    /// Looks until `token` is cancelled.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        let mut ledger = Ledger::default();
        let mut silence = self.intake.deliveries().silence();
        let (mut began, mut lost) = (false, HashSet::new());
        loop {
            tasks::working(tasks::STALLED);
            silence.mark_unchanged();
            let health = self.health.borrow_and_update().clone();
            if health == StoreHealth::Up && !began {
                began = self.begin(&mut ledger).await.is_ok();
            }
            self.look(&mut ledger, &health, began);
            let feared = self.losses(&mut ledger, &mut lost, health == StoreHealth::Up);
            if health == StoreHealth::Up && began {
                // Storage tells of a database that fails; it is tried again.
                let _ = self.write(&mut ledger).await;
            }
            self.tell(&ledger, feared);
            tokio::select! {
                () = self.clock.pass(LOOK) => {}
                // Their senders outlive this loop.
                changed = self.health.changed() => if changed.is_err() { break },
                changed = silence.changed() => if changed.is_err() { break },
                () = token.cancelled() => break,
            }
        }
        let _ = tokio::time::timeout(LAST_WORDS, self.write(&mut ledger)).await;
        Ok(())
    }

    /// Takes over what an earlier process left open, and writes down that nobody was there.
    async fn begin(&self, ledger: &mut Ledger) -> Result<(), store::Error> {
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
                    "the last sample before the start is of {}",
                    last.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
                ),
                ..Gap::new(GapSource::Console, None, None, last)
            });
        }
        Ok(())
    }

    fn look(&self, ledger: &mut Ledger, health: &StoreHealth, began: bool) {
        let now = self.clock.now();
        let mut looks = vec![(of(GapSource::Store, None, None), store_look(health, now))];
        for deployment in self.intake.deliveries().deployments() {
            let key = of(GapSource::Webhook, Some(&deployment), None);
            looks.push((key, self.webhook_look(&deployment, now)));
        }
        for api in &self.apis {
            let api = api.borrow();
            let Some(interval) = self.poll_interval.filter(|_| api.url.is_some()) else { continue };
            let key = of(GapSource::Poll, Some(&api.deployment), None);
            let asked = Asked { success: api.last_success_at, failure: api.failure.as_ref() };
            looks.push((key, asked.look(interval, self.started_at, now)));
        }
        for node in self.nodes.borrow().iter() {
            let Some(interval) = self.scrape_interval else { continue };
            let key = of(GapSource::Scrape, Some(&node.deployment), Some(&node.url));
            let asked = Asked { success: node.last_success_at, failure: node.failure.as_ref() };
            looks.push((key, asked.look(interval, self.started_at, now)));
        }
        let keys: Vec<_> = looks.iter().map(|(key, _)| key.clone()).collect();
        for (key, look) in looks {
            if let Some(look) = look {
                ledger.look(key, look);
            }
        }
        if began {
            ledger.end_others(&keys, now);
        }
    }

    /// Takes in what is lost from the journal, once the database has said what of it it had; returns
    /// what is feared until then.
    fn losses(&self, ledger: &mut Ledger, known: &mut HashSet<String>, is_known: bool) -> Vec<Gap> {
        let now = self.clock.now();
        let mut feared = Vec::new();
        let losses = self.journal.losses();
        for loss in &losses {
            let gap = gap_of(loss, now);
            if !is_known && !known.contains(&gap.id) {
                feared.push(gap);
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
        feared
    }

    fn webhook_look(&self, deployment: &str, now: Millis) -> Option<Look> {
        let report = self.intake.deliveries().report(deployment, now);
        if let Some(since) = report.silent_since(self.started_at, now) {
            let kinds: Vec<_> = report
                .missing_webhooks
                .kinds
                .iter()
                .map(|(kind, count)| format!("{count} × {}", kind.as_str()))
                .collect();
            return Some(Look::Missing {
                since,
                cause: "silence".to_owned(),
                evidence: format!("no webhook came, but the room API told of {}", kinds.join(", ")),
            });
        }
        report.last_received_at.map(Look::There)
    }

    /// Writes what waits, until the database fails.
    async fn write(&self, ledger: &mut Ledger) -> Result<(), store::Error> {
        while let Some(gap) = ledger.next().cloned() {
            self.store.write_gap(&gap).await?;
            ledger.written(&gap.id);
        }
        Ok(())
    }

    fn tell(&self, ledger: &Ledger, feared: Vec<Gap>) {
        let mut told = ledger.told();
        told.extend(feared);
        self.told.send_if_modified(|known| {
            let is_new = *known != told;
            *known = told;
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

fn of(source: GapSource, deployment: Option<&DeploymentName>, subject: Option<&str>) -> Key {
    Key {
        source,
        deployment: deployment.map(ToString::to_string),
        subject: subject.map(str::to_owned),
    }
}

/// What is lost from the journal, as a gap: of all sources, and of all deployments.
fn gap_of(loss: &Loss, now: Millis) -> Gap {
    let until = loss.until.min(now);
    let since = loss.since.min(until);
    let what = match loss.cause {
        Cause::Damaged => "is damaged",
        Cause::Missing => "is not there, or not whole",
        Cause::Older => {
            "would hold them: the database had more than the journal knows of, which is an older \
                copy or was cut"
        }
    };
    let numbers = loss.numbers();
    Gap {
        ended_at: Some(until.to_utc()),
        cause: loss.cause.as_str().to_owned(),
        evidence: format!(
            "acknowledged events are gone: number {numbers}; `{}` {what}",
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

fn store_look(health: &StoreHealth, now: Millis) -> Option<Look> {
    match health {
        StoreHealth::Unknown => None,
        StoreHealth::Up => Some(Look::There(now)),
        StoreHealth::Down(why) => Some(Look::Missing {
            since: now,
            cause: "database_down".to_owned(),
            evidence: why.clone(),
        }),
    }
}

/// A source that the console asks.
struct Asked<'a> {
    success: Option<Millis>,
    failure: Option<&'a Failure>,
}

impl Asked<'_> {
    fn look(&self, interval: Duration, started_at: Millis, now: Millis) -> Option<Look> {
        let interval_ms = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX);
        let limit_ms = interval_ms.saturating_mul(MISSING_INTERVALS).max(MISSING_MS);
        let since = self.success.unwrap_or(started_at);
        if now < since {
            // The clock was set back: what was before tells nothing of now.
            return None;
        }
        if now.since(since) <= limit_ms {
            return self.success.map(Look::There);
        }
        let (cause, evidence) = match self.failure {
            Some(failure) => (failure.code, failure.message.clone()),
            None => ("no_answer", "it was asked, and has not answered".to_owned()),
        };
        Some(Look::Missing { since, cause: cause.to_owned(), evidence })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Asked, Look};
    use crate::model::{Failure, Millis};

    #[test]
    fn who_is_asked_is_missing_after_three_intervals_and_half_a_minute() {
        let failure =
            Failure { at: Millis(0), code: "timeout", message: "no answer in 5 s".to_owned() };
        for (interval, success, now, since) in [
            (5, None, 30_000, None),
            (5, None, 30_001, Some(0)),
            (5, Some(10_000), 40_000, None),
            (5, Some(10_000), 40_001, Some(10_000)),
            (60, Some(10_000), 190_000, None),
            (60, Some(10_000), 190_001, Some(10_000)),
        ] {
            let asked = Asked { success: success.map(Millis), failure: Some(&failure) };
            let look = asked.look(Duration::from_secs(interval), Millis(0), Millis(now));
            match (look, since) {
                (Some(Look::Missing { since: found, cause, .. }), Some(since)) => {
                    assert_eq!((found, cause.as_str()), (Millis(since), "timeout"));
                }
                (Some(Look::There(at)), None) => assert_eq!(Some(at.0), success),
                (None, None) => assert_eq!(success, None),
                (found, _) => panic!("{interval} s, {now} ms: {found:?}"),
            }
        }
    }

    #[test]
    fn a_success_of_a_time_to_come_tells_nothing() {
        let asked = Asked { success: Some(Millis(3_600_000)), failure: None };
        assert_eq!(asked.look(Duration::from_secs(5), Millis(0), Millis(60_000)), None);
    }
}

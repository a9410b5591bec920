//! The plan of a past, and the console that is built for it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use parking_lot::RwLock;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};

use super::console::{PastConsole, Rows, SLOT};
use super::hours::{Hours, SCRAPED_EVERY};
use super::incidents::Incidents;
use super::listings::Listings;
use super::people::People;
use crate::alerts::amend::Amender;
use crate::alerts::catalog::{Configured, ConfiguredDocuments};
use crate::alerts::evaluator::PastEvaluator;
use crate::app::keys::keys_of;
use crate::app::mock::{deployment_of, simulator_options};
use crate::app::scraping::SIMULATED_NODE;
use crate::clock::Clock;
use crate::config::{Config, DeploymentConfig};
use crate::ingest::journal::Journal;
use crate::ingest::scrape::{NodeReader, ScrapeTarget};
use crate::ingest::{DeploymentNames, Follower, Intake, Reports};
use crate::livekit::SharedKeys;
use crate::metrics::Metrics;
use crate::model::{Millis, StoreHealth};
use crate::pipeline::Pipeline;
use crate::pipeline::gaps::{Gaps, KnownGaps};
use crate::pipeline::sampling::{Drifts, Sampling};
use crate::shared::Shared;
use crate::simulator::{HANDOVER, Schedule};
use crate::state::State;
use crate::state::feed::Feed;
use crate::store::{CatchUp, SharedStore, Stored};

/// How long before its end the past is no longer calm, milliseconds: the rooms that the present
/// goes on with have then opened after the calm ones.
const LIVELY: i64 = HANDOVER + 3_600_000;

/// How long before its end the past is evaluated, and reported by clients, as often as the present,
/// milliseconds.
const DETAILED: i64 = 3_600_000;

/// What is to be made, and of what.
pub(super) struct Plan<'a> {
    config: &'a Config,
    deployment: &'a DeploymentConfig,
    pub(super) store: &'a SharedStore,
    pub(super) journal: &'a Journal,
    seed: u64,
    schedule: Schedule,
    from: Millis,
    lively_from: Millis,
    incidents: Incidents,
}

/// What the parts of the console share.
struct Parts {
    clock: Clock,
    state: Arc<RwLock<State>>,
    metrics: Arc<Metrics>,
    intake: Arc<Intake>,
    listings: Listings,
    node: NodeReader,
    nodes: watch::Sender<Vec<crate::model::NodeStatus>>,
    health: watch::Receiver<StoreHealth>,
}

impl<'a> Plan<'a> {
    /// The plan of a past as long as `past`, until now; `None` without a simulated LiveKit.
    pub(super) fn new(
        config: &'a Config,
        (store, journal): (&'a SharedStore, &'a Journal),
        past: Duration,
        now: Millis,
    ) -> Option<Self> {
        let mock = config.mock.as_ref()?;
        let length = i64::try_from(past.as_millis()).unwrap_or(i64::MAX);
        let from = Millis((now.0 - length).div_euclid(SLOT) * SLOT);
        Some(Self {
            config,
            deployment: deployment_of(config)?,
            store,
            journal,
            seed: mock.seed,
            schedule: Schedule::new(simulator_options(mock)).after_calm(now.plus(-LIVELY)),
            from,
            lively_from: now.plus(-DETAILED),
            incidents: Incidents::between(from, now),
        })
    }

    /// The hours of the past, until `clock` shows no more.
    pub(super) fn hours(&self, clock: &Clock) -> Hours {
        Hours {
            deployment: Arc::clone(&self.deployment.name),
            schedule: self.schedule,
            from: self.from,
            lively_from: self.lively_from,
            incidents: self.incidents,
            clock: clock.clone(),
        }
    }

    /// The console that lives through them, which sends its rows to `writer`.
    pub(super) async fn console(&self, writer: mpsc::Sender<Rows>) -> anyhow::Result<PastConsole> {
        let parts = self.parts()?;
        let (applied, stored) = (watch::Sender::new(0), Stored::new(0));
        let catch_up = CatchUp::new(&stored, applied.subscribe(), parts.health.clone());
        let shared = Shared::new(
            Arc::clone(&parts.state),
            (Arc::clone(self.store), catch_up),
            Feed::new(),
            Arc::clone(&parts.metrics),
            parts.clock.clone(),
        );
        let config = self.config;
        // Nobody is notified of the past: the receivers are left out.
        let documents =
            ConfiguredDocuments { rules: config.alerts.rules.clone(), receivers: Vec::new() };
        let configured = Arc::new(Configured::new(documents, config.mask_numbers));
        let watched = vec![self.deployment.watched()];
        let name = || Arc::clone(&self.deployment.name);
        Ok(PastConsole {
            seed: self.seed,
            deployment: name(),
            clock: parts.clock.clone(),
            state: Arc::clone(&parts.state),
            store: Arc::clone(self.store),
            runtime: Handle::current(),
            intake: Arc::clone(&parts.intake),
            reports: self.reports(&parts),
            pipeline: Pipeline {
                follower: Follower::new(self.journal, 0, &DeploymentNames::new([name()])),
                state: Arc::clone(&parts.state),
                feed: shared.feed.clone(),
                metrics: Arc::clone(&parts.metrics),
                clock: parts.clock.clone(),
                applied,
                intake: Arc::clone(&parts.intake),
                reports: Arc::new(self.reports(&parts)),
                started_at: self.from,
            },
            sampling: Sampling {
                state: Arc::clone(&parts.state),
                store: Arc::clone(self.store),
                intake: Arc::clone(&parts.intake),
                apis: vec![parts.listings.status()],
                nodes: parts.nodes.subscribe(),
                samples: mpsc::channel(1).0,
                clock: parts.clock.clone(),
            },
            drifts: Drifts::default(),
            evaluator: PastEvaluator::new(self.store, &configured, watched, self.from).await?,
            lively_from: self.lively_from,
            people: People::default(),
            amender: Amender::new(shared, configured, [name()]),
            gaps: self.gaps(&parts),
            known_gaps: KnownGaps::default(),
            incidents: self.incidents,
            restarts: self.schedule.restarts(),
            is_down: false,
            rows: Rows::default(),
            listings: parts.listings,
            node: parts.node,
            nodes: parts.nodes,
            writer,
        })
    }

    fn parts(&self) -> anyhow::Result<Parts> {
        let name = &self.deployment.name;
        let (clock, metrics) = (Clock::manual(self.from), Arc::new(Metrics::new()));
        let mut state = State::new(vec![self.deployment.watched()], Millis(0));
        state.set_loaded();
        state.set_reported(name);
        let health = watch::Sender::new(StoreHealth::Up).subscribe();
        let intake = Intake::new(
            SharedKeys::new(keys_of(self.config)),
            [Arc::clone(name)],
            self.journal.clone(),
            clock.clone(),
            Arc::clone(&metrics),
            health.clone(),
        );
        let url = SIMULATED_NODE.parse().context("reading the name of the simulated node")?;
        let target = ScrapeTarget::new(Arc::clone(name), &url).called(SIMULATED_NODE);
        let node = NodeReader::new(target);
        Ok(Parts {
            clock,
            state: Arc::new(RwLock::new(state)),
            metrics,
            intake: Arc::new(intake),
            listings: Listings::new(name, self.schedule),
            nodes: watch::Sender::new(vec![node.status().clone()]),
            node,
            health,
        })
    }

    fn reports(&self, parts: &Parts) -> Reports {
        Reports::new(
            SharedKeys::new(keys_of(self.config)),
            (self.journal.clone(), self.config.journal.max_bytes),
            parts.clock.clone(),
            Arc::clone(&parts.metrics),
            Arc::clone(&parts.state),
            self.config.quality.reports_per_second,
        )
    }

    fn gaps(&self, parts: &Parts) -> Gaps {
        let milliseconds = |interval: i64| Duration::from_millis(interval.unsigned_abs());
        Gaps {
            store: Arc::clone(self.store),
            health: parts.health.clone(),
            journal: self.journal.clone(),
            intake: Arc::clone(&parts.intake),
            apis: vec![parts.listings.status()],
            poll_interval: Some(milliseconds(SLOT)),
            nodes: parts.nodes.subscribe(),
            scrape_interval: Some(milliseconds(SCRAPED_EVERY)),
            current: watch::Sender::new(Vec::new()),
            metrics: Arc::clone(&parts.metrics),
            clock: parts.clock.clone(),
            started_at: self.from,
        }
    }
}

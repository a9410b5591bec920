//! The backtest: which alerts a rule would have fired over stored history. The same engine that
//! evaluates live evaluates the stored data, so that it fires the same alerts.
//!
//! | measure of | data | evaluated |
//! | --- | --- | --- |
//! | a deployment | samples of ten seconds, else means of minutes | at every moment |
//! | a room | room sessions and participant sessions | when something changes |
//! | a participant | participant sessions | when something changes |
//! | a node | gaps | when something changes |
//!
//! A backtest begins without states, as a new rule does, but with full windows. While no console
//! was running, nothing is evaluated, and that time counts as unknown. It reads and replays in
//! pieces, so that its memory does not grow with the range.

mod grid;
mod joins;
mod log;
mod nodes;
mod read;
mod replay;
mod rooms;
mod samples;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use utoipa::ToSchema;

use self::grid::Grid;
use self::joins::JoinScene;
use self::log::AlertLog;
use self::nodes::NodeScene;
use self::read::{SampleReader, SpanReader, Spans, WantedSpans};
use self::replay::{Replay, Scene};
use self::rooms::RoomScene;
use self::samples::{Deployments, MINUTE_MS};
use super::silence::Compiled;
use crate::model::{
    Deployment, DeploymentName, GapSource, Measure, Millis, Rule, Subject, SubjectKind, Text,
};
use crate::state::JOINS_MS;
use crate::store::{self, SharedStore};

/// The longest range, milliseconds: 400 days, the default retention of sessions.
pub const LONGEST_MS: i64 = 400 * 24 * 3_600_000;

/// Participant sessions that are read, at most.
const SESSIONS: u64 = 5_000_000;

/// How much is read before the range, milliseconds: the longest window.
const WARM_UP_MS: i64 = 3_600_000;

/// A week, milliseconds.
const WEEK_MS: f64 = 7.0 * 24.0 * 3_600_000.0;

/// The watched deployments and their regions.
type Regions = Arc<BTreeMap<DeploymentName, Option<Text>>>;

/// Why a rule cannot be backtested.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rule is invalid.
    #[error("{0}")]
    InvalidRule(String),
    /// The range is invalid.
    #[error("{0}")]
    InvalidRange(String),
    /// The measure is not stored.
    #[error("`measure` is `{}`: it is not stored, so it cannot be backtested", .0.as_str())]
    NotBacktestable(Measure),
    /// The range holds too many participant sessions.
    #[error(
        "more than {SESSIONS} participant sessions are in the range: choose a shorter one, or limit \
         the rule to a deployment by `scope.deployment`"
    )]
    TooManySessions,
    /// The range holds too many gaps.
    #[error("too many gaps of source `{}` are in the range: choose a shorter one", .0.as_str())]
    TooManyGaps(GapSource),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The replay failed because of an internal error.
    #[error("the backtest failed")]
    Broken(#[from] tokio::task::JoinError),
}

/// The options of a backtest.
#[derive(Debug, Clone)]
pub struct Options {
    /// The deployments that are watched.
    pub deployments: Vec<Deployment>,
    /// How often rules are evaluated.
    pub interval: Duration,
    /// The silences to apply; without any, no alert is silenced.
    pub silences: Vec<Arc<Compiled>>,
}

/// What an alert of a backtest is about; `null` where it is not about one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BacktestSubject {
    /// The deployment.
    pub deployment: String,
    /// The room's name.
    pub room: Option<String>,
    /// The room session.
    pub room_sid: Option<String>,
    /// The participant's identity.
    pub participant: Option<String>,
    /// The URL of the node's metrics.
    pub node: Option<String>,
}

impl From<&Subject> for BacktestSubject {
    fn from(subject: &Subject) -> Self {
        let text = |text: &Option<Text>| text.as_ref().map(Text::to_string);
        Self {
            deployment: subject.deployment.to_string(),
            room: text(&subject.room),
            room_sid: text(&subject.room_sid),
            participant: text(&subject.participant),
            node: text(&subject.node),
        }
    }
}

/// An alert that would have fired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BacktestAlert {
    /// What the alert is about.
    pub subject: BacktestSubject,
    /// When it would have fired.
    pub started_at: DateTime<Utc>,
    /// When it would have been resolved; `null` if not within the range.
    pub resolved_at: Option<DateTime<Utc>>,
    /// The value at which it would have fired.
    pub value: f64,
    /// The greatest value while it fired.
    pub max_value: f64,
    /// Whether a silence was active for it when it fired.
    pub silenced: bool,
}

/// The result of a backtest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BacktestResult {
    /// The rule's name.
    pub rule: String,
    /// Start of the range, included.
    pub from: DateTime<Utc>,
    /// End of the range, excluded.
    pub to: DateTime<Utc>,
    /// Seconds from one evaluation to the next.
    pub step_seconds: f64,
    /// Evaluations in the range.
    pub ticks: u64,
    /// The share of all subjects at all evaluations whose value is known, 0–1.
    pub known_ratio: f64,
    /// How many alerts would have fired.
    pub alerts_total: u64,
    /// The first 500 of them, in order of firing.
    pub alerts: Vec<BacktestAlert>,
    /// How many notifications would have been sent: one when an alert fires, one when it resolves.
    pub notifications_total: u64,
    /// Notifications per week.
    pub notifications_per_week: f64,
    /// How long alerts would have fired in total, seconds.
    pub firing_seconds: f64,
    /// Subjects that were evaluated: deployments, rooms, participants who joined more than once, or
    /// nodes that did not answer at some time.
    pub subjects: u64,
}

/// How much data was known.
#[derive(Debug, Clone, Copy, Default)]
struct Coverage {
    subjects: u64,
    /// Subjects times evaluations.
    evaluations: u64,
    /// Of them, those with a value.
    with_value: u64,
}

/// Replays `rule` over `from` ≤ moment < `to`; calls `progress` with the share that is done, 0–1.
pub async fn run(
    store: SharedStore,
    rule: Rule,
    (from, to): (Millis, Millis),
    options: Options,
    progress: impl Fn(f64) + Send,
) -> Result<BacktestResult, Error> {
    check(&rule, (from, to), &options)?;
    let down = read::gaps(&store, GapSource::Console, (from, to), None).await?;
    let down = down
        .iter()
        .map(|gap| (Millis::from_utc(gap.started_at), gap.ended_at.map_or(to, Millis::from_utc)));
    let interval_ms = i64::try_from(options.interval.as_millis()).unwrap_or(i64::MAX);
    let grid = Arc::new(Grid::new(from, to, interval_ms, down.collect()));
    let regions: Regions =
        Arc::new(options.deployments.into_iter().map(|it| (it.name, it.region)).collect());
    let test = BacktestRun {
        log: AlertLog::new(rule.clone(), options.silences),
        store,
        rule,
        range: (from, to),
        grid: Arc::clone(&grid),
        regions,
        progress,
    };
    let (rule, (log, known)) = (test.rule.name.clone(), test.run().await?);
    Ok(result(&grid, rule, (from, to), log, known))
}

/// Checks the rule and the range without reading data.
pub fn check(rule: &Rule, (from, to): (Millis, Millis), options: &Options) -> Result<(), Error> {
    if let Some(fault) = rule.fault() {
        return Err(Error::InvalidRule(fault));
    }
    if !rule.measure.is_stored() {
        return Err(Error::NotBacktestable(rule.measure));
    }
    if let Some(only) = &rule.scope.deployment
        && !options.deployments.iter().any(|known| *known.name == **only)
    {
        let fault = format!("`scope.deployment`: no deployment `{only}` is watched");
        return Err(Error::InvalidRule(fault));
    }
    let shown = |at: Millis| at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    if from >= to {
        let fault = format!("`from` is {}, not before `to`, {}", shown(from), shown(to));
        return Err(Error::InvalidRange(fault));
    }
    if to.since(from) > LONGEST_MS {
        let fault = format!("from {} to {} is longer than 400 days", shown(from), shown(to));
        return Err(Error::InvalidRange(fault));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts and times are far below 2^53")]
fn result(
    grid: &Grid,
    rule: String,
    (from, to): (Millis, Millis),
    log: AlertLog,
    known: Coverage,
) -> BacktestResult {
    let ticks = grid.count(from, to);
    // Without subjects, only the time without a console is unknown.
    let (part, whole) = match known {
        Coverage { evaluations: 0, .. } => (grid.count_up(from, to), ticks),
        Coverage { evaluations, with_value, .. } => (with_value, evaluations),
    };
    BacktestResult {
        rule,
        from: from.to_utc(),
        to: to.to_utc(),
        step_seconds: grid.step_ms() as f64 / 1000.0,
        ticks,
        known_ratio: if whole == 0 { 1.0 } else { part as f64 / whole as f64 },
        alerts_total: log.alerts_total,
        alerts: log.alerts,
        notifications_total: log.notifications_total,
        notifications_per_week: log.notifications_total as f64 * WEEK_MS / to.since(from) as f64,
        firing_seconds: log.firing_ms as f64 / 1000.0,
        subjects: known.subjects,
    }
}

/// A running backtest.
struct BacktestRun<P> {
    store: SharedStore,
    rule: Rule,
    range: (Millis, Millis),
    grid: Arc<Grid>,
    regions: Regions,
    log: AlertLog,
    progress: P,
}

impl<P: Fn(f64) + Send> BacktestRun<P> {
    async fn run(self) -> Result<(AlertLog, Coverage), Error> {
        let rule = self.rule.clone();
        let (grid, regions) = (Arc::clone(&self.grid), Arc::clone(&self.regions));
        let (rooms, sessions) = (true, true);
        match (rule.measure.subject(), rule.measure) {
            (SubjectKind::Deployment, _) => self.deployments().await,
            (SubjectKind::Room, Measure::RoomDuration) => {
                let scene = RoomScene::<true>::new(rule, grid, regions);
                let wanted = WantedSpans { rooms, sessions: false };
                let scene = self.spans(scene, wanted, |scene, spans| scene.open(spans.rooms));
                scene.await.map(|(scene, log)| (log, scene.known))
            }
            (SubjectKind::Room, _) => {
                let scene = RoomScene::<false>::new(rule, grid, regions);
                let wanted = WantedSpans { rooms, sessions };
                let scene = self.spans(scene, wanted, |scene, spans| {
                    scene.open(spans.rooms);
                    scene.join(&spans.sessions);
                });
                scene.await.map(|(scene, log)| (log, scene.known))
            }
            (SubjectKind::Participant, _) => {
                let scene = JoinScene::new(rule, grid, regions);
                let wanted = WantedSpans { rooms: false, sessions };
                let scene = self.spans(scene, wanted, |scene, spans| scene.join(spans.sessions));
                let known = |scene: &JoinScene| Coverage {
                    subjects: scene.subjects(),
                    ..Coverage::default()
                };
                scene.await.map(|(scene, log)| (log, known(&scene)))
            }
            (SubjectKind::Node, _) => self.nodes().await,
        }
    }

    async fn deployments(self) -> Result<(AlertLog, Coverage), Error> {
        let (from, to) = self.range;
        let begin = from.plus(-WARM_UP_MS - from.0.rem_euclid(MINUTE_MS)).max(Millis::EARLIEST);
        let mut reader = SampleReader::new(
            SharedStore::clone(&self.store),
            self.rule.clone(),
            self.regions.len(),
            (begin, to),
        );
        let mut played = Deployments::new(self.rule, self.log, self.grid, &self.regions);
        let mut ahead = reader.next().await?;
        while let Some((samples, end)) = ahead {
            let playing = spawn_blocking(move || {
                played.run(samples, end);
                played
            });
            // Reads the next piece while this one is replayed.
            let (done, next) = tokio::join!(playing, reader.next());
            (played, ahead) = (done?, next?);
            (self.progress)(share((begin, to), end));
        }
        played.finish();
        Ok((played.log, played.known))
    }

    async fn spans<S: Scene>(
        self,
        scene: S,
        wanted: WantedSpans,
        take: fn(&mut S, Spans),
    ) -> Result<(S, AlertLog), Error> {
        let (from, to) = self.range;
        let begin = if wanted.rooms { from } else { from.plus(-JOINS_MS).max(Millis::EARLIEST) };
        let store = SharedStore::clone(&self.store);
        let mut reader = SpanReader::new(store, &self.rule, wanted, (begin, to));
        let mut replay = Replay::new(scene, self.log, self.rule, self.grid);
        let mut ahead = reader.next().await?;
        while let Some(spans) = ahead {
            let end = spans.end;
            let playing = spawn_blocking(move || {
                take(&mut replay.scene, spans);
                replay.run(end);
                replay
            });
            // Reads the next piece while this one is replayed.
            let (done, next) = tokio::join!(playing, reader.next());
            (replay, ahead) = (done?, next?);
            (self.progress)(share((begin, to), end));
        }
        finished(replay).await
    }

    async fn nodes(self) -> Result<(AlertLog, Coverage), Error> {
        let only = self.rule.scope.deployment.as_ref();
        let gaps = read::gaps(&self.store, GapSource::Scrape, self.range, only).await?;
        let scene = NodeScene::new(&self.rule, &self.grid, &self.regions, &gaps);
        let replay = Replay::new(scene, self.log, self.rule, self.grid);
        let (scene, log) = finished(replay).await?;
        (self.progress)(1.0);
        Ok((log, scene.known))
    }
}

/// Replays the rest.
async fn finished<S: Scene>(mut replay: Replay<S>) -> Result<(S, AlertLog), Error> {
    let finishing = spawn_blocking(move || {
        replay.finish();
        (replay.scene, replay.log)
    });
    Ok(finishing.await?)
}

/// The share of a range that is done at `at`.
#[expect(clippy::cast_precision_loss, reason = "times are far below 2^53 ms")]
fn share((from, to): (Millis, Millis), at: Millis) -> f64 {
    (at.since(from) as f64 / to.since(from).max(1) as f64).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;

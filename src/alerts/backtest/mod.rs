//! The backtest: what a rule would have done over stored history. The very engine that evaluates
//! live is driven over what is stored, so that its alerts are those that would have fired.
//!
//! | measure of | told by | turned |
//! | --- | --- | --- |
//! | a deployment | samples of every ten seconds, where they are gone means of minutes | every tick |
//! | a room | room sessions and stays | when something changes |
//! | a participant | stays | when something changes |
//! | a node | gaps | when something changes |
//!
//! It begins at the first tick of the range with nothing remembered, as a rule that is made then
//! does, but with windows that are full. While no console was there to evaluate, nothing is
//! evaluated, and that time counts as not known. It reads and plays piece by piece, so that what it
//! holds does not grow with the range.

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
use self::joins::Joins;
use self::log::Log;
use self::nodes::Nodes;
use self::read::{SampleReader, SpanReader, Spans, Wanted};
use self::replay::{Replay, Scene};
use self::rooms::Rooms;
use self::samples::{Deployments, MINUTE_MS};
use super::silence::Compiled;
use crate::model::{
    Deployment, DeploymentName, GapSource, Measure, Millis, Rule, Subject, SubjectKind, Text,
};
use crate::state::JOINS_MS;
use crate::store::{self, SharedStore};

/// The longest range, milliseconds: 400 days, as long as sessions are kept if nothing else is said.
pub const LONGEST_MS: i64 = 400 * 24 * 3_600_000;

/// Stays that are read, at most.
const STAYS: u64 = 5_000_000;

/// What is read before the range, milliseconds: the longest window.
const WARM_UP_MS: i64 = 3_600_000;

/// A week, milliseconds.
const WEEK_MS: f64 = 7.0 * 24.0 * 3_600_000.0;

/// The deployments that are watched, and where each runs.
type Regions = Arc<BTreeMap<DeploymentName, Option<Text>>>;

/// Why a rule cannot be backtested.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rule is no good.
    #[error("{0}")]
    InvalidRule(String),
    /// The range is no good.
    #[error("{0}")]
    InvalidRange(String),
    /// Nothing that is stored tells of the measure.
    #[error("`measure` is `{}`: it is not stored, so that history does not tell it", .0.as_str())]
    NotBacktestable(Measure),
    /// There is too much to read.
    #[error(
        "more than {STAYS} stays are in the range: choose a shorter one, or limit the rule to a \
         deployment by `scope.deployment`"
    )]
    TooManyStays,
    /// There is too much to read.
    #[error("too many gaps of source `{}` are in the range: choose a shorter one", .0.as_str())]
    TooManyGaps(GapSource),
    /// The database did not tell.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Playing what was read failed, for a fault of ours.
    #[error("the backtest broke off")]
    Broken(#[from] tokio::task::JoinError),
}

/// How a backtest is done.
#[derive(Debug, Clone)]
pub struct Options {
    /// The deployments that are watched.
    pub deployments: Vec<Deployment>,
    /// How often rules are evaluated.
    pub interval: Duration,
    /// The silences that count; none tells of everything.
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
    /// About what.
    pub subject: BacktestSubject,
    /// When it would have fired.
    pub started_at: DateTime<Utc>,
    /// When it would have been over; `null` if not within the range.
    pub resolved_at: Option<DateTime<Utc>>,
    /// The value at which it would have fired.
    pub value: f64,
    /// The greatest value while it fired.
    pub max_value: f64,
    /// Whether a silence held for it when it fired.
    pub silenced: bool,
}

/// What a rule would have done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BacktestResult {
    /// The rule's name.
    pub rule: String,
    /// Beginning of the range.
    pub from: DateTime<Utc>,
    /// End of the range, not in it.
    pub to: DateTime<Utc>,
    /// Seconds from one evaluation to the next.
    pub step_seconds: f64,
    /// Evaluations in the range.
    pub ticks: u64,
    /// Of all subjects at all evaluations, the share of which the value is known, 0–1.
    pub known_ratio: f64,
    /// How many alerts would have fired.
    pub alerts_total: u64,
    /// The first 500 of them, in order of firing.
    pub alerts: Vec<BacktestAlert>,
    /// How often somebody would have been told: that one fires, and that it is over.
    pub notifications_total: u64,
    /// The same, a week.
    pub notifications_per_week: f64,
    /// How long alerts would have fired, added up, seconds.
    pub firing_seconds: f64,
    /// Subjects that were looked at: deployments, rooms, participants who joined more than once, or
    /// nodes that did not answer at some time.
    pub subjects: u64,
}

/// Of how much something was known.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    subjects: u64,
    /// Subjects times ticks.
    ticks: u64,
    /// Of them, those with a value.
    with_value: u64,
}

/// Plays `rule` over `from` ≤ tick < `to`; `progress` is told what share of it is done, 0–1.
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
    let test = Test {
        log: Log::new(rule.clone(), options.silences),
        store,
        rule,
        range: (from, to),
        grid: Arc::clone(&grid),
        regions,
        progress,
    };
    let (rule, (log, known)) = (test.rule.name.clone(), test.run().await?);
    Ok(told(&grid, rule, (from, to), log, known))
}

/// Whether it can be done, as far as can be told without reading.
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

#[expect(clippy::cast_precision_loss, reason = "counts of ticks and times are far below 2^53")]
fn told(
    grid: &Grid,
    rule: String,
    (from, to): (Millis, Millis),
    log: Log,
    known: Known,
) -> BacktestResult {
    let ticks = grid.count(from, to);
    // Where there is nobody to know anything of, all that can be missing is the console.
    let (part, whole) = match known {
        Known { ticks: 0, .. } => (grid.count_up(from, to), ticks),
        Known { ticks, with_value, .. } => (with_value, ticks),
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

/// A backtest under way.
struct Test<P> {
    store: SharedStore,
    rule: Rule,
    range: (Millis, Millis),
    grid: Arc<Grid>,
    regions: Regions,
    log: Log,
    progress: P,
}

impl<P: Fn(f64) + Send> Test<P> {
    async fn run(self) -> Result<(Log, Known), Error> {
        let rule = self.rule.clone();
        let (grid, regions) = (Arc::clone(&self.grid), Arc::clone(&self.regions));
        let (rooms, stays) = (true, true);
        match (rule.measure.subject(), rule.measure) {
            (SubjectKind::Deployment, _) => self.deployments().await,
            (SubjectKind::Room, Measure::RoomDuration) => {
                let scene = Rooms::<true>::new(rule, grid, regions);
                let wanted = Wanted { rooms, stays: false };
                let scene = self.spans(scene, wanted, |scene, spans| scene.open(spans.rooms));
                scene.await.map(|(scene, log)| (log, scene.known))
            }
            (SubjectKind::Room, _) => {
                let scene = Rooms::<false>::new(rule, grid, regions);
                let wanted = Wanted { rooms, stays };
                let scene = self.spans(scene, wanted, |scene, spans| {
                    scene.open(spans.rooms);
                    scene.join(&spans.stays);
                });
                scene.await.map(|(scene, log)| (log, scene.known))
            }
            (SubjectKind::Participant, _) => {
                let scene = Joins::new(rule, grid, regions);
                let wanted = Wanted { rooms: false, stays };
                let scene = self.spans(scene, wanted, |scene, spans| scene.join(spans.stays));
                let known =
                    |scene: &Joins| Known { subjects: scene.subjects(), ..Known::default() };
                scene.await.map(|(scene, log)| (log, known(&scene)))
            }
            (SubjectKind::Node, _) => self.nodes().await,
        }
    }

    async fn deployments(self) -> Result<(Log, Known), Error> {
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
            // The next piece is read while this one is played.
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
        wanted: Wanted,
        take: fn(&mut S, Spans),
    ) -> Result<(S, Log), Error> {
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
            // The next piece is read while this one is played.
            let (done, next) = tokio::join!(playing, reader.next());
            (replay, ahead) = (done?, next?);
            (self.progress)(share((begin, to), end));
        }
        finished(replay).await
    }

    async fn nodes(self) -> Result<(Log, Known), Error> {
        let only = self.rule.scope.deployment.as_ref();
        let gaps = read::gaps(&self.store, GapSource::Scrape, self.range, only).await?;
        let scene = Nodes::new(&self.rule, &self.grid, &self.regions, &gaps);
        let replay = Replay::new(scene, self.log, self.rule, self.grid);
        let (scene, log) = finished(replay).await?;
        (self.progress)(1.0);
        Ok((log, scene.known))
    }
}

/// Plays what is left.
async fn finished<S: Scene>(mut replay: Replay<S>) -> Result<(S, Log), Error> {
    let finishing = spawn_blocking(move || {
        replay.finish();
        (replay.scene, replay.log)
    });
    Ok(finishing.await?)
}

/// What share of a range is done at `at`.
#[expect(clippy::cast_precision_loss, reason = "times are far below 2^53 ms")]
fn share((from, to): (Millis, Millis), at: Millis) -> f64 {
    (at.since(from) as f64 / to.since(from).max(1) as f64).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;

//! Deployments: their samples, put into the same windows as live, moment by moment.

use std::collections::HashSet;
use std::sync::Arc;

use super::grid::Grid;
use super::log::AlertLog;
use super::{Coverage, Regions};
use crate::alerts::engine::Engine;
use crate::alerts::evaluate::Observation;
use crate::alerts::evaluation::{Evaluation, ScopeFilter};
use crate::alerts::windows::{SLOT_MS, Windows};
use crate::model::{DeploymentName, Millis, Rule, SourceSample, SystemSample};

/// The time that a mean of a minute covers, milliseconds.
pub(super) const MINUTE_MS: i64 = 60_000;

/// The samples of a piece of the range.
#[derive(Debug)]
pub(super) enum Samples {
    /// Of the system, in order of time: samples of ten seconds, and means of minutes.
    System { slots: Vec<SystemSample>, minutes: Vec<SystemSample> },
    /// Of the sources, in order of time.
    Source(Vec<SourceSample>),
}

/// The replay of deployments.
pub(super) struct Deployments {
    /// The alerts.
    pub(super) log: AlertLog,
    /// How much data of the deployments was known.
    pub(super) known: Coverage,
    rule: Rule,
    grid: Arc<Grid>,
    engine: Engine,
    windows: Windows,
    /// The deployments that the rule observes.
    admitted: Vec<DeploymentName>,
    next: Millis,
}

impl Deployments {
    pub(super) fn new(rule: Rule, log: AlertLog, grid: Arc<Grid>, regions: &Regions) -> Self {
        let limits = ScopeFilter::of(&rule);
        let admitted: Vec<_> = regions
            .iter()
            .filter(|(name, region)| limits.admits(name, region.as_ref(), None))
            .map(|(name, _)| DeploymentName::clone(name))
            .collect();
        let watched =
            regions.iter().map(|(name, region)| (DeploymentName::clone(name), region.clone()));
        let subjects = admitted.len() as u64;
        Self {
            log,
            known: Coverage { subjects, ..Coverage::default() },
            windows: Windows::new(watched),
            rule,
            engine: Engine::default(),
            admitted,
            next: grid.evaluated(grid.first()),
            grid,
        }
    }

    /// Adds the samples before `end`, and replays every moment before it.
    pub(super) fn run(&mut self, samples: Samples, end: Millis) {
        match samples {
            Samples::System { slots, minutes } => {
                let slots = spread(slots, minutes);
                self.play(slots, |sample| sample.at, Windows::take_system, end);
            }
            Samples::Source(slots) => {
                self.play(slots, |sample| sample.at, Windows::take_source, end);
            }
        }
    }

    fn play<T>(
        &mut self,
        slots: Vec<T>,
        at: impl Fn(&T) -> Millis,
        take: impl Fn(&mut Windows, T),
        end: Millis,
    ) {
        let end = end.min(self.grid.to());
        let mut slots = slots.into_iter().peekable();
        while self.next < end {
            while let Some(sample) = slots.next_if(|sample| at(sample) <= self.next) {
                take(&mut self.windows, sample);
            }
            self.evaluate(self.next);
            let next = self.next.plus(self.grid.step_ms());
            self.next = self.grid.evaluated(next);
            if self.next != next {
                let last = next.plus(-self.grid.step_ms());
                self.engine.was_not_evaluated(last);
            }
        }
        for sample in slots {
            take(&mut self.windows, sample);
        }
    }

    fn evaluate(&mut self, at: Millis) {
        let evaluation = Evaluation::new(at, &self.windows, None, None, Vec::new());
        let (steps, state) = self.engine.evaluate(&self.rule, &evaluation);
        for step in &steps {
            self.log.take(step, at);
        }
        let evaluations = self.admitted.len() as u64;
        self.known.evaluations += evaluations;
        self.known.with_value += evaluations - u64::from(state.no_data);
        for subject in self.log.open() {
            let Observation::Value(value) =
                self.windows.observe(&self.rule, &subject.deployment, at)
            else {
                continue;
            };
            self.log.still(&subject, Some(value));
        }
    }

    /// Ends the range.
    pub(super) fn finish(&mut self) {
        // Moments without evaluation count as unknown.
        let all = self.grid.count(self.grid.first(), self.grid.to());
        self.known.evaluations = all * self.admitted.len() as u64;
        self.log.finish(self.grid.to());
    }
}

/// The samples of ten seconds; in minutes without any, the mean fills all slots.
fn spread(mut slots: Vec<SystemSample>, minutes: Vec<SystemSample>) -> Vec<SystemSample> {
    if minutes.is_empty() {
        return slots;
    }
    let minute = |at: Millis| at.0.div_euclid(MINUTE_MS);
    let there: HashSet<(DeploymentName, i64)> = slots
        .iter()
        .map(|sample| (DeploymentName::clone(&sample.deployment), minute(sample.at)))
        .collect();
    for mean in minutes {
        if there.contains(&(DeploymentName::clone(&mean.deployment), minute(mean.at))) {
            continue;
        }
        let within = (0..MINUTE_MS / SLOT_MS).map(|slot| mean.at.plus(slot * SLOT_MS));
        slots.extend(within.map(|at| SystemSample { at, ..mean.clone() }));
    }
    slots.sort_by_key(|sample| sample.at);
    slots
}

/// Whether some deployment has no sample in some minute of `from` ≤ minute < `to`, so that means
/// must be read, too.
pub(super) fn has_holes(
    slots: &[SystemSample],
    deployments: usize,
    (from, to): (Millis, Millis),
) -> bool {
    let minute = |at: Millis| at.0.div_euclid(MINUTE_MS);
    let there: HashSet<(&DeploymentName, i64)> =
        slots.iter().map(|sample| (&sample.deployment, minute(sample.at))).collect();
    let minutes = usize::try_from(to.since(from) / MINUTE_MS).unwrap_or(0);
    there.len() < minutes * deployments
}

#[cfg(test)]
mod tests {
    use super::{has_holes, spread};
    use crate::model::{DeploymentName, Millis, SystemSample};

    fn sample(second: i64, deployment: &str, rooms: f64) -> SystemSample {
        let deployment = DeploymentName::from(deployment);
        SystemSample {
            active_rooms: rooms,
            ..SystemSample::empty(Millis(second * 1000), deployment, None)
        }
    }

    #[test]
    fn a_mean_fills_the_slots_of_a_minute_only_if_none_has_a_sample() {
        let slots = vec![sample(60, "a", 1.0), sample(80, "a", 2.0), sample(120, "b", 5.0)];
        let minutes = vec![sample(0, "a", 9.0), sample(60, "a", 1.5), sample(60, "b", 4.0)];
        let listed: Vec<_> = spread(slots, minutes)
            .into_iter()
            .map(|it| (it.at.0 / 1000, it.deployment.to_string(), it.active_rooms))
            .collect();
        let mut expected: Vec<_> = (0..6).map(|slot| (slot * 10, "a".to_owned(), 9.0)).collect();
        expected.push((60, "a".to_owned(), 1.0));
        expected.push((60, "b".to_owned(), 4.0));
        expected.push((70, "b".to_owned(), 4.0));
        expected.push((80, "a".to_owned(), 2.0));
        expected.extend((8..12).map(|slot| (slot * 10, "b".to_owned(), 4.0)));
        expected.push((120, "b".to_owned(), 5.0));
        assert_eq!(listed, expected);
    }

    #[test]
    fn minutes_are_read_only_where_a_minute_of_a_deployment_is_missing() {
        let slots = [sample(0, "a", 1.0), sample(50, "b", 1.0), sample(60, "a", 1.0)];
        let range = |to: i64| (Millis(0), Millis(to * 1000));
        assert!(!has_holes(&slots, 2, range(60)));
        assert!(has_holes(&slots, 2, range(120)));
        assert!(has_holes(&slots[..2], 3, range(60)));
        assert!(!has_holes(&slots, 1, range(120)));
    }
}

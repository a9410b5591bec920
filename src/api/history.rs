//! The range and the steps of a history response: pure, no store, no clock.

use serde::Deserialize;

use super::error::Error;
use super::query::{Points, RangeQuery, Step, shown};
use crate::model::{Millis, SystemMetrics, SystemSample};

/// The available steps, seconds: each is a multiple of a rollup's interval, and easy to read off an
/// axis.
const STEPS_SECONDS: [u32; 16] = [
    10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
    604_800,
];

/// The longest step, seconds; longer ones are its multiples.
const LONGEST_STEP_SECONDS: u32 = 604_800;

/// The default length of the range, milliseconds: one hour.
const RANGE_DEFAULT_MS: i64 = 60 * 60 * 1000;

/// How far `to` may lie in the future, milliseconds: the client's clock may be fast.
const AHEAD_MS: i64 = 5 * 60 * 1000;

/// How fine the steps of a range are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Granularity {
    /// Steps of at least so many seconds.
    Step(u32),
    /// At most so many points.
    Points(u32),
}

/// The steps of a history.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StepsQuery {
    /// Seconds, rounded up to a step that is served; not with `points`
    #[param(inline)]
    step: Option<Step>,
    /// At most so many points, 300 if not given; not with `step`
    #[param(inline)]
    points: Option<Points>,
}

impl StepsQuery {
    /// How fine the steps are.
    pub(super) fn granularity(&self) -> Result<Granularity, Error> {
        match (self.step, self.points) {
            (Some(_), Some(_)) => {
                Err(Error::invalid_query("`step` and `points` cannot be given together"))
            }
            (Some(step), None) => Ok(Granularity::Step(step.get())),
            (None, points) => Ok(Granularity::Points(points.unwrap_or_default().get())),
        }
    }
}

/// A range and its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// Start of the range.
    pub(super) from: Millis,
    /// End of the range, exclusive.
    pub(super) to: Millis,
    /// Length of a step, seconds.
    pub(super) step_seconds: u32,
}

impl Plan {
    /// Plans the range from `from` to `to`.
    pub(super) fn new(
        from: Millis,
        to: Millis,
        granularity: Granularity,
        now: Millis,
    ) -> Result<Self, Error> {
        let refuse = |what: String| Err(Error::invalid_query(what));
        if to > now.plus(AHEAD_MS) {
            return refuse(format!("`to` is {}, which is in the future", shown(to)));
        }
        let to = to.min(now);
        if from >= to {
            return refuse(format!("`from` is {}, not before `to`, {}", shown(from), shown(to)));
        }
        let plan = |step_seconds| Self { from, to, step_seconds };
        let multiples = (2..).map(|times: u32| times.saturating_mul(LONGEST_STEP_SECONDS));
        let mut steps = STEPS_SECONDS.into_iter().chain(multiples);
        let step_seconds = match granularity {
            Granularity::Points(points) => {
                steps.find(|step| plan(*step).count() <= u64::from(points))
            }
            Granularity::Step(least) => steps.find(|step| *step >= least),
        };
        let plan = plan(step_seconds.unwrap_or(LONGEST_STEP_SECONDS));
        if plan.count() > u64::from(Points::MAX) {
            return refuse(format!(
                "`step` is {} s, which gives {} points from {} to {}, but at most {} are \
                 returned",
                plan.step_seconds,
                plan.count(),
                shown(from),
                shown(to),
                Points::MAX
            ));
        }
        Ok(plan)
    }

    /// Plans the range of a query, by default the last hour.
    pub(super) fn of(range: &RangeQuery, steps: &StepsQuery, now: Millis) -> Result<Self, Error> {
        let to = range.to.map_or(now, |to| to.0);
        let from = range.from.map_or_else(|| to.min(now).plus(-RANGE_DEFAULT_MS), |from| from.0);
        Self::new(from, to, steps.granularity()?, now)
    }

    /// The start of each step.
    pub(super) fn steps(&self) -> impl Iterator<Item = Millis> + use<> {
        let plan = *self;
        let next = move |at: &Millis| Some(at.plus(plan.step_ms()));
        std::iter::successors(Some(plan.first()), next).take_while(move |at| *at < plan.to)
    }

    /// Length of a step, milliseconds.
    pub(super) const fn step_ms(&self) -> i64 {
        self.step_seconds as i64 * 1000
    }

    /// The start of the step that `from` is in. Steps are aligned to 1970.
    pub(super) const fn first(&self) -> Millis {
        Millis(self.from.0 - self.from.0.rem_euclid(self.step_ms()))
    }

    /// Number of steps.
    fn count(&self) -> u64 {
        let length = self.to.since(self.first()).max(0).unsigned_abs();
        length.div_ceil(self.step_ms().unsigned_abs())
    }

    /// One point a step: the sum over the deployments' samples in it, or a point without values if
    /// there are none. `samples` are ordered by time.
    pub(super) fn points(&self, samples: &[SystemSample]) -> Vec<SystemMetrics> {
        let mut rest = samples;
        let mut points = Vec::new();
        for at in self.steps() {
            let next = at.plus(self.step_ms());
            let earlier = rest.iter().take_while(|sample| sample.at < at).count();
            rest = &rest[earlier..];
            let within = rest.iter().take_while(|sample| sample.at < next).count();
            let (these, later) = rest.split_at(within);
            points.push(SystemMetrics::sum(at, these));
            rest = later;
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::{Granularity, Plan};
    use crate::model::{Millis, SystemSample};

    const NOW: Millis = Millis(1_800_000_000_000);
    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn the_step_is_the_finest_that_keeps_within_the_points() {
        let hour = HOUR_MS;
        for (length_ms, points, step) in [
            (hour, 300, 30),
            (hour, 360, 10),
            (hour, 1, 3600),
            (24 * hour, 300, 300),
            (30 * 24 * hour, 300, 10_800),
            (365 * 24 * hour, 300, 172_800),
            (500 * 24 * hour, 1, 88 * 604_800),
            (60_000, 2000, 10),
        ] {
            let plan = Plan::new(NOW.plus(-length_ms), NOW, Granularity::Points(points), NOW)
                .expect("a good range");
            let points_returned = plan.points(&[]).len();
            assert!(points_returned <= points as usize, "{length_ms} ms: {points_returned} points");
            assert_eq!(plan.step_seconds, step, "{length_ms} ms in {points}");
        }
    }

    #[test]
    fn a_step_that_is_not_available_is_rounded_up() {
        for (requested, served) in [(10, 10), (11, 30), (61, 120), (3601, 7200), (604_800, 604_800)]
        {
            let plan = Plan::new(NOW.plus(-HOUR_MS), NOW, Granularity::Step(requested), NOW)
                .expect("good");
            assert_eq!(plan.step_seconds, served, "{requested}");
        }
    }

    #[test]
    fn invalid_ranges_are_refused_with_the_reason() {
        let step = Granularity::Step(10);
        for (from, to, granularity, words) in [
            (NOW, NOW, step, "`from` is 2027-01-15T08:00:00Z, not before `to`"),
            (NOW, NOW.plus(-1), step, "not before `to`"),
            (NOW.plus(HOUR_MS), NOW, step, "not before `to`"),
            (NOW, NOW.plus(HOUR_MS), step, "in the future"),
            (NOW.plus(1000), NOW.plus(2000), step, "not before `to`"),
            (NOW.plus(-24 * HOUR_MS), NOW, step, "8640 points"),
        ] {
            let error = Plan::new(from, to, granularity, NOW).expect_err(words);
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    #[test]
    fn the_end_of_a_fast_clock_is_now() {
        let plan = Plan::new(NOW.plus(-HOUR_MS), NOW.plus(5000), Granularity::Step(10), NOW);
        assert_eq!(plan.expect("good").to, NOW);
    }

    #[test]
    fn points_are_aligned_and_gaps_are_null_and_deployments_are_summed() {
        let sample = |at: i64, deployment: &str, rooms: f64| SystemSample {
            active_rooms: rooms,
            ..SystemSample::empty(Millis(at), deployment.into(), None)
        };
        let plan =
            Plan::new(Millis(15_000), Millis(45_000), Granularity::Step(10), NOW).expect("good");
        assert_eq!(plan.first(), Millis(10_000));
        let samples =
            [sample(10_000, "a", 1.0), sample(10_000, "b", 2.0), sample(30_000, "b", 5.0)];
        let points: Vec<_> = plan
            .points(&samples)
            .into_iter()
            .map(|point| (point.timestamp.timestamp(), point.active_rooms))
            .collect();
        assert_eq!(points, [(10, Some(3.0)), (20, None), (30, Some(5.0)), (40, None)]);
    }
}

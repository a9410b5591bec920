//! Usage: participant minutes, peaks, identities, and minutes of egress and ingress, in calendar
//! steps and by deployment, region or prefix of the room's name. It is counted from stored sessions
//! and jobs; what was before the first of them is not known, which is not 0.

mod calendar;
mod tally;

use std::collections::HashMap;

pub use self::calendar::Calendar;
use self::tally::Tally;
pub use self::tally::{Figures, JobFigures, KindFigures};
use crate::model::{Millis, Text};
use crate::shared::{Error, Shared};
use crate::store::{self, Store, UsageFilter, UsagePeriod};

/// The most groups; sessions of later ones are summed up as one group without a name.
const GROUPS_MAX: usize = 200;

/// What to group by.
#[derive(Debug, Clone)]
pub enum Grouping {
    /// By deployment.
    Deployment,
    /// By the region of the deployment, as it is configured now.
    Region(HashMap<String, Option<Text>>),
    /// By the room's name up to its last `-`.
    Prefix,
}

/// What to count.
#[derive(Debug, Clone)]
pub struct Request {
    /// The range and the scope.
    pub filter: UsageFilter,
    /// The steps.
    pub calendar: Calendar,
    /// The groups.
    pub grouping: Grouping,
    /// Nothing before this time is stored, because retention deletes it; `None` if all is kept.
    pub kept_from: Option<Millis>,
}

/// The figures of one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Start of the step, within the range.
    pub from: Millis,
    /// End of the step, within the range; exclusive.
    pub to: Millis,
    /// Whether the whole step is over and all of it is known.
    pub is_complete: bool,
    /// `None` if nothing of the step is known.
    pub figures: Option<Figures>,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name; `None`: without one, or one of too many.
    pub name: Option<String>,
    /// Whether it sums up the groups after the first [`GROUPS_MAX`].
    pub is_rest: bool,
    /// Its figures.
    pub figures: Figures,
}

/// The usage of a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// From when anything is known; `None` if nothing is.
    pub known_from: Option<Millis>,
    /// The whole range; `None` if nothing of it is known.
    pub total: Option<Figures>,
    /// The steps, the earliest first.
    pub steps: Vec<Step>,
    /// The groups, the largest first.
    pub groups: Vec<Group>,
}

/// Counts the usage.
pub async fn read(shared: &Shared, request: Request) -> Result<Usage, Error> {
    let now = shared.now();
    shared.ask(move |store| async move { count(&store, &request, now).await }).await
}

/// Counts the usage at `now`.
pub async fn count(store: &Store, request: &Request, now: Millis) -> Result<Usage, store::Error> {
    let known_from = store
        .first_join()
        .await?
        .map(|first| request.kept_from.map_or(first, |kept_from| first.max(kept_from)));
    let mut counting = Counting::new(request, now);
    store.usage_sessions(&request.filter, |period| counting.add_session(period)).await?;
    store.usage_jobs(&request.filter, |period| counting.add_job(period)).await?;
    Ok(counting.end(known_from))
}

/// A count in progress.
struct Counting<'r> {
    grouping: &'r Grouping,
    now: Millis,
    total: Tally,
    steps: Vec<Tally>,
    groups: HashMap<Option<String>, Tally>,
    rest: Option<Tally>,
}

impl<'r> Counting<'r> {
    fn new(request: &'r Request, now: Millis) -> Self {
        let UsageFilter { from, to, .. } = request.filter;
        let steps = request.calendar.steps(from, to);
        Self {
            grouping: &request.grouping,
            now,
            total: Tally::new(from, to),
            steps: steps.into_iter().map(|(from, to)| Tally::new(from, to)).collect(),
            groups: HashMap::new(),
            rest: None,
        }
    }

    fn add_session(&mut self, period: UsagePeriod<'_>) {
        let end = period.to.unwrap_or(self.now).max(period.from);
        self.each(&period, end, |tally| tally.add_session(&period, end));
    }

    fn add_job(&mut self, period: UsagePeriod<'_>) {
        let end = period.to.unwrap_or(self.now).max(period.from);
        self.each(&period, end, |tally| tally.add_job(&period, end));
    }

    /// Adds to every tally that the period belongs to.
    fn each(&mut self, period: &UsagePeriod<'_>, end: Millis, add: impl Fn(&mut Tally)) {
        add(&mut self.total);
        for step in self.steps.iter_mut().filter(|step| step.overlaps(period.from, end)) {
            add(step);
        }
        add(self.group(period));
    }

    fn group(&mut self, period: &UsagePeriod<'_>) -> &mut Tally {
        let (from, to) = (self.total.from, self.total.to);
        let name = match self.grouping {
            Grouping::Deployment => Some(period.deployment.to_owned()),
            Grouping::Region(regions) => {
                regions.get(period.deployment).cloned().flatten().map(|region| region.to_string())
            }
            Grouping::Prefix => {
                period.room_name.rsplit_once('-').map(|(prefix, _)| prefix.to_owned())
            }
        };
        if self.groups.len() >= GROUPS_MAX && !self.groups.contains_key(&name) {
            return self.rest.get_or_insert_with(|| Tally::new(from, to));
        }
        self.groups.entry(name).or_insert_with(|| Tally::new(from, to))
    }

    fn end(self, known_from: Option<Millis>) -> Usage {
        let is_known = |to: Millis| known_from.is_some_and(|known_from| known_from < to);
        let is_over = |to: Millis| to <= self.now;
        let total = is_known(self.total.to).then(|| self.total.figures());
        let steps = self.steps.iter().map(|tally| Step {
            from: tally.from,
            to: tally.to,
            is_complete: is_over(tally.to)
                && known_from.is_some_and(|known_from| known_from <= tally.from),
            figures: (is_known(tally.to) && tally.from < self.now).then(|| tally.figures()),
        });
        let named = self.groups.iter().map(|(name, tally)| Group {
            name: name.clone(),
            is_rest: false,
            figures: tally.figures(),
        });
        let rest = self.rest.iter().map(|tally| Group {
            name: None,
            is_rest: true,
            figures: tally.figures(),
        });
        let mut groups: Vec<_> = named.chain(rest).collect();
        groups.sort_by(|a, b| {
            let minutes = |group: &Group| group.figures.participant_minutes;
            minutes(b).total_cmp(&minutes(a)).then_with(|| a.name.cmp(&b.name))
        });
        Usage { known_from, total, steps: steps.collect(), groups }
    }
}

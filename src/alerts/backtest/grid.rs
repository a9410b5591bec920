//! The grid: the moments of evaluation in a range, and the times without a running console.

use crate::model::Millis;

/// The moments of a backtest: whole multiples of the interval since 1970, as in the live evaluator.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    first: Millis,
    to: Millis,
    step_ms: i64,
    /// In order, without overlaps.
    down: Vec<(Millis, Millis)>,
}

impl Grid {
    /// The moments of `from` ≤ moment < `to`. Each time in `down` begins with a last heartbeat and
    /// ends with the next start: the console was running at both.
    pub(super) fn new(
        from: Millis,
        to: Millis,
        step_ms: i64,
        mut down: Vec<(Millis, Millis)>,
    ) -> Self {
        down.sort_unstable();
        let mut joined: Vec<(Millis, Millis)> = Vec::with_capacity(down.len());
        for (begin, end) in down {
            match joined.last_mut() {
                Some(last) if begin < last.1 => last.1 = last.1.max(end),
                _ => joined.push((begin, end)),
            }
        }
        let step_ms = step_ms.max(1);
        let mut grid = Self { first: from, to, step_ms, down: joined };
        grid.first = grid.at_or_after(from);
        grid
    }

    /// The end of the range, excluded.
    pub(super) const fn to(&self) -> Millis {
        self.to
    }

    /// The first moment.
    pub(super) const fn first(&self) -> Millis {
        self.first
    }

    /// Milliseconds between moments.
    pub(super) const fn step_ms(&self) -> i64 {
        self.step_ms
    }

    /// The first moment at or after `at`; it may be beyond the end.
    pub(super) const fn at_or_after(&self, at: Millis) -> Millis {
        let rest = at.0.rem_euclid(self.step_ms);
        let moment = if rest == 0 { at } else { at.plus(self.step_ms - rest) };
        if moment.0 < self.first.0 { self.first } else { moment }
    }

    /// How many moments of the range are in `from` ≤ moment < `to`.
    pub(super) fn count(&self, from: Millis, to: Millis) -> u64 {
        let (begin, end) = (self.at_or_after(from), self.at_or_after(to.min(self.to)));
        u64::try_from(end.since(begin) / self.step_ms).unwrap_or(0)
    }

    /// How many of these moments are evaluated.
    pub(super) fn count_up(&self, from: Millis, to: Millis) -> u64 {
        let missed: u64 = self
            .down
            .iter()
            .skip_while(|(_, end)| *end <= from)
            .take_while(|(begin, _)| *begin < to)
            .map(|(begin, end)| self.count(begin.plus(1).max(from), (*end).min(to)))
            .sum();
        self.count(from, to).saturating_sub(missed)
    }

    /// The time without evaluation that contains `at`; `None` if there is none.
    fn down_around(&self, at: Millis) -> Option<(Millis, Millis)> {
        let index = self.down.partition_point(|(begin, _)| *begin < at);
        let around = *self.down.get(index.checked_sub(1)?)?;
        (at < around.1).then_some(around)
    }

    /// `moment`, or the next one that is evaluated; it may be beyond the end.
    pub(super) fn evaluated(&self, moment: Millis) -> Millis {
        let mut moment = moment;
        while let Some((_, end)) = self.down_around(moment) {
            moment = self.at_or_after(end);
        }
        moment
    }

    /// The last moment before `moment` that was evaluated; `None` if there is none.
    pub(super) fn evaluated_before(&self, moment: Millis) -> Option<Millis> {
        let mut moment = self.at_or_after(moment).plus(-self.step_ms);
        while moment >= self.first {
            let Some((begin, _)) = self.down_around(moment) else { return Some(moment) };
            moment = self.at_or_after(begin.plus(1)).plus(-self.step_ms);
        }
        None
    }

    /// The first evaluated moment after each time without evaluation.
    pub(super) fn resumptions(&self) -> Vec<Millis> {
        let mut resumptions: Vec<_> = self
            .down
            .iter()
            .filter(|(begin, end)| self.count(begin.plus(1), *end) > 0)
            .map(|(_, end)| self.evaluated(self.at_or_after(*end)))
            .filter(|moment| *moment > self.first && *moment < self.to)
            .collect();
        resumptions.dedup();
        resumptions
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Grid;
    use crate::model::Millis;

    proptest! {
        #[test]
        fn the_grid_equals_its_moments_one_by_one(
            from in 0_i64..200,
            length in 1_i64..300,
            step in 1_i64..20,
            down in proptest::collection::vec((0_i64..500, 1_i64..80), 0..5),
            (begin, end) in (0_i64..500, 0_i64..500),
        ) {
            let down: Vec<_> =
                down.iter().map(|(at, long)| (Millis(*at), Millis(at + long))).collect();
            let to = from + length;
            let grid = Grid::new(Millis(from), Millis(to), step, down.clone());
            let moments: Vec<i64> = (from..to).filter(|at| at % step == 0).collect();
            let is_up =
                |at: i64| down.iter().all(|(begin, end)| at <= begin.0 || at >= end.0);
            let within = |at: &&i64| begin <= **at && **at < end;
            let count = moments.iter().filter(within).count() as u64;
            prop_assert_eq!(grid.count(Millis(begin), Millis(end)), count);
            let up = moments.iter().filter(within).filter(|at| is_up(**at)).count() as u64;
            prop_assert_eq!(grid.count_up(Millis(begin), Millis(end)), up);
            for moment in &moments {
                let next = moments.iter().copied().find(|at| at >= moment && is_up(*at));
                let actual = Some(grid.evaluated(Millis(*moment)).0).filter(|at| *at < to);
                prop_assert_eq!(actual, next);
                let before = moments.iter().rev().copied().find(|at| at < moment && is_up(*at));
                prop_assert_eq!(grid.evaluated_before(Millis(*moment)).map(|at| at.0), before);
            }
            let resumed: Vec<i64> = moments
                .windows(2)
                .filter(|pair| !is_up(pair[0]) && is_up(pair[1]))
                .map(|pair| pair[1])
                .collect();
            let actual: Vec<i64> = grid.resumptions().iter().map(|at| at.0).collect();
            prop_assert_eq!(actual, resumed);
        }
    }
}

//! When the node crashes, and comes up again: a pure function of the seed.
//!
//! No webhook reports a crash: no `participant_left`, no `room_finished` (observed with kill -9). A
//! single node loses its rooms, and they reopen with new sids. With Redis the rooms reopen with
//! their old sids, and participants who do not return are still listed as active.

use crate::model::Millis;

use super::random::Random;

/// Key of the random numbers of restarts.
const RESTARTS: u64 = 0xDEAD;

/// Each interval of the mean length has one restart in this first part, so that two restarts are at
/// least a quarter of the interval apart.
const WITHIN: (i64, i64) = (3, 4);

/// How long the node is down, least and most, milliseconds.
const DOWN: (i64, i64) = (2000, 6000);

/// A crash of the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Restart {
    /// When it crashes.
    pub at: Millis,
    /// When it is up again, with another node id.
    pub back: Millis,
    /// Whether its rooms reopen with the same sids.
    pub keeps: bool,
}

/// When the node crashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restarts {
    seed: u64,
    /// Mean time between two restarts, milliseconds; 0: never.
    every: i64,
    /// Until when the past is calm, and the mean time between two restarts in it, milliseconds.
    calm: Option<(Millis, i64)>,
}

impl Restarts {
    /// One every `minutes` on average; 0: never.
    #[expect(clippy::cast_possible_truncation, reason = "the option is below a month")]
    pub(super) fn new(seed: u64, minutes: f64) -> Self {
        Self { seed, every: (minutes * 60_000.0) as i64, calm: None }
    }

    /// The same from `until` on; before, one every `minutes` on average.
    #[expect(clippy::cast_possible_truncation, reason = "it is days")]
    pub(super) fn after_calm(self, until: Millis, minutes: f64) -> Self {
        let calm_every = if self.every == 0 { 0 } else { (minutes * 60_000.0) as i64 };
        Self { calm: Some((until, calm_every)), ..self }
    }

    /// The restarts from `from` until before `to`, the earliest first.
    pub fn between(self, from: Millis, to: Millis) -> impl Iterator<Item = Restart> {
        let (until, calm_every) = self.calm.unwrap_or((from, 0));
        let calm = self.every_so_often(calm_every, from, to.min(until));
        calm.chain(self.every_so_often(self.every, from.max(until), to))
    }

    fn every_so_often(self, every: i64, from: Millis, to: Millis) -> impl Iterator<Item = Restart> {
        let blocks = if every == 0 || to <= from {
            0..0
        } else {
            from.0.div_euclid(every)..to.0.div_euclid(every) + 1
        };
        blocks
            .map(move |block| self.restart(every, block))
            .filter(move |restart| from <= restart.at && restart.at < to)
    }

    /// The last one at or before `at`, since `since`.
    pub fn last(self, since: Millis, at: Millis) -> Option<Restart> {
        let longest = self.every.max(self.calm.map_or(0, |(_, every)| every));
        let from = Millis(since.0.max(at.0 - 2 * longest));
        self.between(from, at.plus(1)).last()
    }

    /// The restart during which the node is down at `at`.
    pub fn down(self, at: Millis) -> Option<Restart> {
        self.between(at.plus(-DOWN.1), at.plus(1)).last().filter(|restart| at < restart.back)
    }

    /// `at`, or the time when the node is up again.
    pub(super) fn up(self, at: Millis) -> Millis {
        self.down(at).map_or(at, |restart| restart.back)
    }

    fn restart(self, every: i64, block: i64) -> Restart {
        let mut random = Random::new(&[self.seed, RESTARTS, block.cast_unsigned()]);
        let (part, of) = WITHIN;
        let at = Millis(block * every).plus(random.between(0, every * part / of));
        let back = at.plus(random.between(DOWN.0, DOWN.1));
        Restart { at, back, keeps: random.chance(0.5) }
    }
}

#[cfg(test)]
mod tests {
    use super::Restarts;
    use crate::model::Millis;

    const FROM: Millis = Millis(1_795_435_200_000);

    #[test]
    fn there_are_as_many_as_asked_for_and_never_two_at_once() {
        let restarts = Restarts::new(1, 30.0);
        let all: Vec<_> = restarts.between(FROM, FROM.plus(100 * 1_800_000)).collect();
        assert!((99..=101).contains(&all.len()), "{}", all.len());
        assert!(all.windows(2).all(|pair| pair[1].at.since(pair[0].back) > 400_000));
        assert!(all.iter().any(|one| one.keeps) && all.iter().any(|one| !one.keeps));
        for one in &all {
            assert_eq!(restarts.down(one.at), Some(*one));
            assert_eq!(restarts.down(one.back.plus(-1)), Some(*one));
            assert_eq!(restarts.down(one.back), None);
            assert_eq!(restarts.up(one.at), one.back);
            assert_eq!(restarts.last(FROM, one.back), Some(*one));
        }
    }

    #[test]
    fn without_the_option_there_is_none() {
        let restarts = Restarts::new(1, 0.0);
        assert_eq!(restarts.between(FROM, FROM.plus(i64::from(u32::MAX))).count(), 0);
        assert_eq!((restarts.down(FROM), restarts.last(Millis(0), FROM)), (None, None));
    }
}

//! Random numbers that follow from a key, the same on every machine and forever.
//!
//! It has its own generator (splitmix64) with integer arithmetic. The distributions of a crate
//! could change with a new version, and then yesterday's events would get other ids; the console
//! recognises an event that is sent again by its id.

/// The odd constant of splitmix64: 2^64 divided by the golden ratio.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// The digits of LiveKit's ids.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const fn scramble(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// A hash of `parts` in order.
pub(super) fn key(parts: &[u64]) -> u64 {
    parts.iter().fold(GAMMA, |key, part| {
        scramble(key.wrapping_add(GAMMA) ^ scramble(part.wrapping_add(GAMMA)))
    })
}

/// An id as LiveKit makes them: `prefix` and twelve queue or digits that follow from `key`.
pub(super) fn id(prefix: &str, key: u64) -> String {
    let mut rest = u128::from(scramble(key ^ GAMMA)) << 64 | u128::from(scramble(key));
    let mut id = String::with_capacity(prefix.len() + 12);
    id.push_str(prefix);
    for _ in 0..12 {
        let digit = usize::try_from(rest % 62).expect("below 62");
        id.push(char::from(DIGITS[digit]));
        rest /= 62;
    }
    id
}

/// A sequence of numbers that follows from a key.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The sequence of `parts`.
    pub(super) fn new(parts: &[u64]) -> Self {
        Self(key(parts))
    }

    /// The next number, any of 64 bits.
    pub(super) const fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        scramble(self.0)
    }

    /// At least 0, below 1.
    pub(super) fn unit(&mut self) -> f64 {
        let high = u32::try_from(self.next_u64() >> 32).expect("32 bits are left");
        f64::from(high) / 4_294_967_296.0
    }

    /// True in a share of `ratio` (0–1) of cases.
    pub(super) fn chance(&mut self, ratio: f64) -> bool {
        self.unit() < ratio
    }

    /// At least `low`, below `high`; `low` if nothing lies between.
    pub(super) const fn between(&mut self, low: i64, high: i64) -> i64 {
        let number = self.next_u64();
        if high <= low { low } else { low + (number % high.abs_diff(low)).cast_signed() }
    }

    /// From 0 to twice `mean`, most often near it.
    pub(super) const fn about(&mut self, mean: i64) -> i64 {
        self.between(0, mean + 1) + self.between(0, mean + 1)
    }

    /// One of `items`, each as likely.
    pub(super) fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        let count = u64::try_from(items.len()).expect("a table fits into memory");
        items[usize::try_from(self.next_u64() % count).expect("below the length")]
    }

    /// One of `items`, each as likely as its weight.
    pub(super) fn pick<T: Copy>(&mut self, items: &[(u32, T)]) -> T {
        let total: u64 = items.iter().map(|(weight, _)| u64::from(*weight)).sum();
        let mut left = self.next_u64() % total.max(1);
        for (weight, item) in items {
            let weight = u64::from(*weight);
            if left < weight {
                return *item;
            }
            left -= weight;
        }
        items[0].1
    }

    /// One of the two whole numbers around `value`, so that the mean is `value`; 0 if negative.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float saturates when cast, and the callers' values are below 10,000"
    )]
    pub(super) fn whole(&mut self, value: f64) -> u32 {
        let value = value.max(0.0);
        value.floor() as u32 + u32::from(self.chance(value.fract()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Random, id, key};

    #[test]
    fn the_same_key_gives_the_same_numbers() {
        let mut random = Random::new(&[1, 2, 3]);
        assert_eq!(random.next_u64(), Random::new(&[1, 2, 3]).next_u64());
        assert_eq!(id("RM_", key(&[7])), id("RM_", key(&[7])));
        assert_ne!(key(&[1, 2]), key(&[2, 1]));
        assert_ne!(key(&[0]), key(&[0, 0]));
    }

    #[test]
    fn ids_look_like_those_of_livekit_and_do_not_repeat() {
        let ids: HashSet<_> = (0..100_000).map(|part| id("PA_", key(&[part]))).collect();
        assert_eq!(ids.len(), 100_000);
        assert!(ids.iter().all(|id| id.len() == 15 && id.is_ascii()));
    }

    #[test]
    fn chances_and_means_are_exact() {
        let mut random = Random::new(&[42]);
        let count = 100_000;
        let hits = (0..count).filter(|_| random.chance(0.25)).count();
        assert!((24_000..26_000).contains(&hits), "{hits}");
        let sum: i64 = (0..count).map(|_| random.about(1000)).sum();
        assert!((990..1010).contains(&(sum / count)), "{sum}");
        let sum: u32 = (0..count).map(|_| random.whole(1.3)).sum();
        assert!((129_000..131_000).contains(&sum), "{sum}");
        let picked = (0..count).filter(|_| random.pick(&[(3, true), (1, false)])).count();
        assert!((74_000..76_000).contains(&picked), "{picked}");
        assert_eq!(random.between(5, 5), 5);
        assert_eq!(random.between(5, 3), 5);
    }
}

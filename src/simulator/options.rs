//! The options of the simulated LiveKit: size, faults and seed.

/// Size, faults and seed of the simulated LiveKit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Seed of the random numbers; any number, default 1. The same seed and sizes play the same
    /// days.
    pub seed: u64,
    /// Mean number of open rooms in office hours; 1–10,000, default 24.
    pub rooms: u32,
    /// Mean number of participants present in office hours, machines included; 0–100,000 and at
    /// most 1,000 a room, default 150.
    pub participants: u32,
    /// How far back the first events go, in milliseconds; 0 to 24 hours, default 30 minutes. At 0
    /// only open rooms are reported.
    pub history_ms: i64,
    /// The simulated faults.
    pub faults: Faults,
}

/// Faults of LiveKit, and of the delivery to the console.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Faults {
    /// Share of webhooks that are lost; ratio 0–1, default 0.
    pub lost: f64,
    /// Share of webhooks that arrive 1–20 s late, after later ones of their room; ratio 0–1,
    /// default 0.
    pub late: f64,
    /// Share of webhooks that arrive twice, the second time after 0.2–10 s; ratio 0–1, default 0.
    pub duplicated: f64,
    /// Share of webhooks that are swapped with the next one of their room; ratio 0–1, default 0.
    pub reordered: f64,
    /// Share of API requests that return the state of 2–8 s ago; ratio 0–1, default 0.
    pub stale: f64,
    /// Share of people's sessions that stay listed as active after their end, without being counted
    /// in the room and without a webhook of the end; ratio 0–1, default 0.
    pub ghosts: f64,
    /// Mean minutes between two crashes of the node, which no webhook reports; 2–10,080, or 0 for
    /// never, default 0.
    pub node_restarts: f64,
    /// Share of scrapes with gauges below 0; ratio 0–1, default 0.
    pub negative_gauges: f64,
    /// How far all clocks of LiveKit are ahead of the true time, milliseconds, negative if behind;
    /// −600,000–600,000, default 0.
    pub ahead_ms: i64,
    /// Difference between the clocks of nodes, milliseconds: a third of the nodes is ahead by it,
    /// and a third is behind by it; 0–600,000, default 0.
    pub spread_ms: i64,
}

impl Faults {
    /// No faults.
    pub const NONE: Self = Self {
        lost: 0.0,
        late: 0.0,
        duplicated: 0.0,
        reordered: 0.0,
        stale: 0.0,
        ghosts: 0.0,
        node_restarts: 0.0,
        negative_gauges: 0.0,
        ahead_ms: 0,
        spread_ms: 0,
    };
}

/// An option that is not valid.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A value is outside its range.
    #[error("the simulator's `{option}` is `{value}`, which is not within {range}")]
    OutOfRange {
        /// The field's name.
        option: &'static str,
        /// The value.
        value: String,
        /// The valid range.
        range: &'static str,
    },
}

/// Participants of a room, at most; LiveKit itself could not handle more.
const MOST_IN_A_ROOM: u32 = 1000;

/// The greatest clock difference. Tokens are refused if clocks differ by more than ten minutes.
const MOST_AHEAD_MS: i64 = 600_000;

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            rooms: 24,
            participants: 150,
            history_ms: 30 * 60 * 1000,
            faults: Faults::default(),
        }
    }
}

impl Options {
    /// Fails if an option is outside its range.
    pub fn check(&self) -> Result<(), Error> {
        let refuse = |option, value: String, range| Err(Error::OutOfRange { option, value, range });
        if !(1..=10_000).contains(&self.rooms) {
            return refuse("rooms", self.rooms.to_string(), "1–10,000");
        }
        if self.participants > 100_000 {
            return refuse("participants", self.participants.to_string(), "0–100,000");
        }
        if self.participants > self.rooms.saturating_mul(MOST_IN_A_ROOM) {
            return refuse("participants", self.participants.to_string(), "1,000 a room");
        }
        if !(0..=24 * 3_600_000).contains(&self.history_ms) {
            return refuse("history_ms", self.history_ms.to_string(), "0–86,400,000");
        }
        let faults = self.faults;
        for (option, ratio) in [
            ("lost", faults.lost),
            ("late", faults.late),
            ("duplicated", faults.duplicated),
            ("reordered", faults.reordered),
            ("stale", faults.stale),
            ("ghosts", faults.ghosts),
            ("negative_gauges", faults.negative_gauges),
        ] {
            if !(0.0..=1.0).contains(&ratio) {
                return refuse(option, ratio.to_string(), "0–1");
            }
        }
        if !(-MOST_AHEAD_MS..=MOST_AHEAD_MS).contains(&faults.ahead_ms) {
            return refuse("ahead_ms", faults.ahead_ms.to_string(), "−600,000–600,000");
        }
        if !(0..=MOST_AHEAD_MS).contains(&faults.spread_ms) {
            return refuse("spread_ms", faults.spread_ms.to_string(), "0–600,000");
        }
        let minutes = faults.node_restarts;
        if minutes != 0.0 && !(2.0..=10_080.0).contains(&minutes) {
            return refuse("node_restarts", minutes.to_string(), "2–10,080 minutes, or 0");
        }
        Ok(())
    }

    /// Mean number of participants in a room.
    pub(super) fn participants_per_room(&self) -> f64 {
        f64::from(self.participants) / f64::from(self.rooms.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::{Faults, Options};

    #[test]
    fn an_option_out_of_range_is_named() {
        let good = Options::default();
        let faulty = |faults| Options { faults, ..good };
        for (options, named) in [
            (Options { rooms: 0, ..good }, "`rooms` is `0`"),
            (Options { rooms: 10_001, ..good }, "`rooms` is `10001`"),
            (
                Options { rooms: 10_000, participants: 100_001, ..good },
                "`participants` is `100001`",
            ),
            (Options { rooms: 1, participants: 1001, ..good }, "1,000 a room"),
            (Options { history_ms: -1, ..good }, "`history_ms` is `-1`"),
            (faulty(Faults { lost: 1.1, ..Faults::default() }), "`lost` is `1.1`"),
            (faulty(Faults { late: -0.1, ..Faults::default() }), "`late` is `-0.1`"),
            (faulty(Faults { duplicated: f64::NAN, ..Faults::default() }), "`duplicated` is `NaN`"),
            (faulty(Faults { stale: 1.5, ..Faults::NONE }), "`stale` is `1.5`"),
            (faulty(Faults { ghosts: -1.0, ..Faults::NONE }), "`ghosts` is `-1`"),
            (faulty(Faults { node_restarts: 1.0, ..Faults::NONE }), "`node_restarts` is `1`"),
            (faulty(Faults { ahead_ms: -600_001, ..Faults::NONE }), "`ahead_ms` is `-600001`"),
            (faulty(Faults { spread_ms: -1, ..Faults::NONE }), "`spread_ms` is `-1`"),
            (faulty(Faults { reordered: 2.0, ..Faults::default() }), "`reordered` is `2`"),
        ] {
            let error = options.check().expect_err(named).to_string();
            assert!(error.contains(named), "{error}");
        }
        assert_eq!(good.check(), Ok(()));
        assert_eq!(Options { rooms: 10_000, participants: 100_000, ..good }.check(), Ok(()));
    }
}

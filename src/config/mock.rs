//! The options of the simulated LiveKit, checked.

use std::time::Duration;

use super::units;
use super::{Error, Options};

/// The configuration of the simulated LiveKit.
#[derive(Debug, Clone, PartialEq)]
pub struct Mock {
    /// The same seed gives the same simulation.
    pub seed: u64,
    /// Average number of open rooms during office hours.
    pub rooms: u32,
    /// Average number of present participants during office hours.
    pub participants: u32,
    /// How long the past is that an empty database begins with; `None` without one.
    pub past: Option<Duration>,
    /// The simulated faults.
    pub faults: MockFaults,
}

/// The simulated faults; ratios are 0–1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MockFaults {
    /// Ratio of webhooks that are never sent.
    pub lost: f64,
    /// Ratio of webhooks that are sent seconds late.
    pub late: f64,
    /// Ratio of webhooks that are sent twice.
    pub duplicated: f64,
    /// Ratio of webhooks that are sent after the next one.
    pub reordered: f64,
    /// Ratio of API responses that are some seconds old.
    pub stale: f64,
    /// Ratio of people's sessions that the API still lists after their end.
    pub ghosts: f64,
    /// Mean time between two crashes of the node, minutes; 0 is never.
    pub node_restarts: f64,
    /// Ratio of scrapes with negative gauges.
    pub negative_gauges: f64,
}

/// The largest simulation that begins with a past by default: making it takes
/// time in proportion.
const PAST_ROOMS: u32 = 50;
const PAST_PARTICIPANTS: u32 = 300;

/// The default faults: about as many as on a bad day, so that the sources page has something to
/// show.
const DEFAULT: MockFaults = MockFaults {
    lost: 0.01,
    late: 0.0,
    duplicated: 0.0,
    reordered: 0.0,
    stale: 0.02,
    ghosts: 0.002,
    node_restarts: 30.0,
    negative_gauges: 0.002,
};

impl Mock {
    /// Checks the options; `None` without a simulated LiveKit, which is the default if another
    /// deployment is configured.
    pub(super) fn check(options: &Options, nothing_else: bool) -> Result<Option<Self>, Error> {
        if !options.mock_mode.unwrap_or(nothing_else) {
            return Ok(None);
        }
        let rooms = options.mock_rooms.unwrap_or(24);
        let participants = options.mock_participants.unwrap_or(150);
        units::within("MOCK_ROOMS", rooms, 1, 10_000)?;
        units::within("MOCK_PARTICIPANTS", participants, 1, 100_000)?;
        let ratio = |name, given: Option<f64>, or: f64| units::ratio(name, given.unwrap_or(or));
        let minutes = options.mock_node_restarts.unwrap_or(DEFAULT.node_restarts);
        if minutes != 0.0 && !(2.0..=10_080.0).contains(&minutes) {
            return Err(super::invalid(format!(
                "`MOCK_NODE_RESTARTS` is `{minutes}`: give minutes from 2 to 10080, or 0 for never"
            )));
        }
        let given = options;
        let is_small = rooms <= PAST_ROOMS && participants <= PAST_PARTICIPANTS;
        let past = if is_small { "14d" } else { "off" };
        Ok(Some(Self {
            seed: options.mock_seed.unwrap_or(1),
            rooms,
            participants,
            past: units::past("MOCK_PAST", options.mock_past.as_deref().unwrap_or(past))?,
            faults: MockFaults {
                lost: ratio("MOCK_LOST", given.mock_lost, DEFAULT.lost)?,
                late: ratio("MOCK_LATE", given.mock_late, DEFAULT.late)?,
                duplicated: ratio("MOCK_DUPLICATED", given.mock_duplicated, DEFAULT.duplicated)?,
                reordered: ratio("MOCK_REORDERED", given.mock_reordered, DEFAULT.reordered)?,
                stale: ratio("MOCK_STALE", given.mock_stale, DEFAULT.stale)?,
                ghosts: ratio("MOCK_GHOSTS", given.mock_ghosts, DEFAULT.ghosts)?,
                node_restarts: minutes,
                negative_gauges: ratio(
                    "MOCK_NEGATIVE_GAUGES",
                    given.mock_negative_gauges,
                    DEFAULT.negative_gauges,
                )?,
            },
        }))
    }
}

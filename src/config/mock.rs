//! The simulated LiveKit's options, checked.

use super::units;
use super::{Error, Options};

/// How the simulated LiveKit is.
#[derive(Debug, Clone, PartialEq)]
pub struct Mock {
    /// The same seed plays the same days.
    pub seed: u64,
    /// Open rooms on average at office hours.
    pub rooms: u32,
    /// Participants present on average at office hours.
    pub participants: u32,
    /// What goes wrong.
    pub faults: MockFaults,
}

/// What goes wrong in the simulated LiveKit; shares are 0–1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MockFaults {
    /// Of webhooks, never sent.
    pub lost: f64,
    /// Of webhooks, sent seconds later.
    pub late: f64,
    /// Of webhooks, sent twice.
    pub duplicated: f64,
    /// Of webhooks, sent after the one that follows.
    pub reordered: f64,
    /// Of reads of the API, answered with what was some seconds ago.
    pub stale: f64,
    /// Of people's stays, still listed after their end.
    pub ghosts: f64,
    /// Mean minutes between two sudden deaths of the node; 0: never.
    pub node_restarts: f64,
    /// Of scrapes, with gauges below 0.
    pub negative_gauges: f64,
}

/// What goes wrong unless it is said otherwise: about as much as on a bad day, so that the sources
/// page has something to show.
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
    /// What `options` ask for; `None` if no mock is wanted, which is the default when there is
    /// something else to watch.
    pub(super) fn check(options: &Options, nothing_else: bool) -> Result<Option<Self>, Error> {
        if !options.mock_mode.unwrap_or(nothing_else) {
            return Ok(None);
        }
        let rooms = options.mock_rooms.unwrap_or(24);
        let participants = options.mock_participants.unwrap_or(150);
        units::within("MOCK_ROOMS", rooms, 1, 10_000)?;
        units::within("MOCK_PARTICIPANTS", participants, 1, 100_000)?;
        let share = |name, given: Option<f64>, or: f64| units::share(name, given.unwrap_or(or));
        let minutes = options.mock_node_restarts.unwrap_or(DEFAULT.node_restarts);
        if minutes != 0.0 && !(2.0..=10_080.0).contains(&minutes) {
            return Err(super::invalid(format!(
                "`MOCK_NODE_RESTARTS` is `{minutes}`: minutes from 2 to 10080, or 0 for never"
            )));
        }
        let given = options;
        Ok(Some(Self {
            seed: options.mock_seed.unwrap_or(1),
            rooms,
            participants,
            faults: MockFaults {
                lost: share("MOCK_LOST", given.mock_lost, DEFAULT.lost)?,
                late: share("MOCK_LATE", given.mock_late, DEFAULT.late)?,
                duplicated: share("MOCK_DUPLICATED", given.mock_duplicated, DEFAULT.duplicated)?,
                reordered: share("MOCK_REORDERED", given.mock_reordered, DEFAULT.reordered)?,
                stale: share("MOCK_STALE", given.mock_stale, DEFAULT.stale)?,
                ghosts: share("MOCK_GHOSTS", given.mock_ghosts, DEFAULT.ghosts)?,
                node_restarts: minutes,
                negative_gauges: share(
                    "MOCK_NEGATIVE_GAUGES",
                    given.mock_negative_gauges,
                    DEFAULT.negative_gauges,
                )?,
            },
        }))
    }
}

//! A LiveKit that isn't there: plays plausible days as signed webhooks.
//!
//! What happens is a pure function of the options and the time, in steps that can each be read and
//! tested alone: [`Schedule`] (which rooms are open when) → [`timeline`] (all that happens in one of
//! them, from its seats, tracks and jobs) → [`deliveries`] (what goes wrong on the way) → [`body`]
//! (the JSON). Every id follows from the seed, so after a restart the same events are made again
//! and the console knows them by their ids. The [`Ledger`] keeps the truth. Only [`Simulator`]
//! looks at the clock and posts.

mod dice;
mod faults;
mod job;
mod ledger;
mod names;
mod options;
mod reason;
mod rhythm;
mod room;
mod schedule;
mod seats;
mod sender;
mod stay;
mod stream;
mod task;
mod timeline;
mod track;
mod verdict;
mod webhook;

pub use faults::{Delivery, Fate, deliveries};
pub use job::{JobPlan, Outcome as JobOutcome};
pub use ledger::{Ledger, RoomTruth, StayTruth};
pub use options::{Error, Faults, Options};
pub use reason::Reason;
pub use room::{Purpose, RoomEnd, RoomPlan};
pub use schedule::Schedule;
pub use stay::{Role, Stay};
pub use task::{Simulator, Target};
pub use timeline::{Item, JobStep, What, timeline};
pub use track::{TrackPlan, TrackSource};
pub use verdict::Outcome;
pub use webhook::body;

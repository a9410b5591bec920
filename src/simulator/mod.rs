//! A LiveKit that isn't there: plays plausible days, told by signed webhooks, an API and a node's
//! metrics.
//!
//! What happens is a pure function of the options and the time, in steps that can each be read and
//! tested alone: [`Schedule`] (which rooms are open when, and [`Restarts`], when the node dies) →
//! [`Story`] (all that is true in one of them, from its seats, tracks and jobs) → [`timeline`] (what
//! of it is told) → [`deliveries`] (what goes wrong on the way) → [`body`] (the JSON). From the same
//! stories follow what the API answers ([`World`]) and what the node counts ([`Node`]). Every id
//! follows from the seed, so after a restart the same events are made again and the console knows
//! them by their ids. Only
//! [`Simulator`], which posts, and [`Server`], which answers, look at the clock.

mod answer;
pub mod change;
mod clocks;
mod dice;
mod faults;
mod job;
mod names;
mod node;
mod options;
mod planned_session;
mod reason;
mod restarts;
mod rhythm;
mod room;
mod schedule;
mod seats;
mod sender;
mod server;
mod story;
mod stream;
mod task;
mod timeline;
mod track;
mod verdict;
mod webhook;
mod world;

pub use answer::STALE;
pub use faults::{Delivery, Fate, deliveries};
pub use job::{JobPlan, Outcome as JobOutcome};
pub use node::Node;
pub use options::{Error, Faults, Options};
pub use planned_session::{PlannedSession, Role};
pub use reason::Reason;
pub use restarts::{Restart, Restarts};
pub use room::{Purpose, RoomEnd, RoomPlan};
pub use schedule::Schedule;
pub use server::Server;
pub use story::{Presence, Story};
pub use task::{Simulator, Target};
pub use timeline::{Item, JobStep, What, timeline};
pub use track::{TrackPlan, TrackSource};
pub use verdict::Outcome;
pub use webhook::body;
pub use world::{Life, World};

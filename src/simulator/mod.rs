//! A simulated LiveKit. It plays plausible days through signed webhooks, an API and a node's
//! metrics.
//!
//! Everything is a pure function of the options and the time, in steps that can be read and tested
//! alone: [`Schedule`] (which rooms are open when, and [`Restarts`], when the node crashes) →
//! [`Story`] (everything that is true in a room: participants, tracks, jobs) → [`timeline`] (the
//! events that LiveKit reports) → [`deliveries`] (what goes wrong in transit) → [`body`] (the
//! JSON). The responses of the API ([`World`]) and the counters of the node ([`Node`]) follow from
//! the same stories, and so do the reports of clients ([`Clients`]). Every id follows from the seed: after a restart the same events are made
//! again, and the console recognises them by their ids. Only [`Simulator`], which posts webhooks,
//! and [`Server`], which serves the API, read the clock.

pub mod change;
mod clients;
mod clocks;
mod faults;
mod job;
mod names;
mod node;
mod options;
mod pace;
mod participant_slots;
mod planned_session;
mod random;
mod reason;
mod responses;
mod restarts;
mod retry;
mod rhythm;
mod room;
mod schedule;
mod sender;
mod server;
mod story;
mod stream;
mod task;
mod timeline;
mod track;
mod webhook;
mod world;

pub use clients::{Clients, PastReport, past_reports};
pub use faults::{Fate, WebhookDelivery, deliveries};
pub use job::{JobEnd, JobPlan};
pub use node::Node;
pub use options::{Error, Faults, Options};
pub use planned_session::{PlannedSession, Role};
pub use reason::Reason;
pub use responses::STALE;
pub use restarts::{Restart, Restarts};
pub use retry::PostOutcome;
pub use room::{Purpose, RoomEnd, RoomPlan};
pub use schedule::{HANDOVER, Schedule};
pub use server::Server;
pub use story::{Presence, Story};
pub use task::{Simulator, Target};
pub use timeline::{Item, JobStep, What, timeline};
pub use track::{TrackPlan, TrackSource};
pub use webhook::body;
pub use world::{Life, World};

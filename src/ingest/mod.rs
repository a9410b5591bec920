//! Where events and measurements come in. Knows nothing of who consumes them.

mod deliveries;
pub mod exposition;
mod follow;
mod intake;
pub mod journal;
pub mod poll;
mod reports;
pub mod scrape;

pub use deliveries::Deliveries;
pub use follow::{Follower, Names};
pub use intake::{
    Intake, IntakeStatus, JournalStatus, Receipt, Refusal, SourceStatus, StoreStatus,
};
pub use reports::{Reports, ReportsStatus, Taken};

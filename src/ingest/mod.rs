//! Receives and collects events and measurements. It does not know who consumes them.

mod deliveries;
pub mod exposition;
mod follow;
mod intake;
pub mod journal;
pub mod poll;
mod reports;
pub mod scrape;

pub use deliveries::Deliveries;
pub use follow::{DeploymentNames, Follower};
pub use intake::{
    Intake, IntakeStatus, JournalStatus, Receipt, Refusal, SourceStatus, StoreStatus,
};
pub use reports::{AcceptedReport, Allowance, Reports, ReportsStatus};

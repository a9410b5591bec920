//! Where events come in. Knows nothing of who consumes them.

mod intake;
pub mod journal;

pub use intake::{
    Intake, IntakeStatus, JournalStatus, Receipt, Refusal, SourceStatus, StoreStatus,
};

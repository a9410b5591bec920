//! Changes that people make to alerting: actions on alerts, and changes of rules, receivers and
//! silences.
//!
//! Each change reads the current version, and is written with its audit line only if nobody else
//! changed the same document meanwhile; otherwise it is tried again. This module does not know
//! HTTP, so other interfaces can use it.

pub mod actions;
mod alerts;
mod notifications;
mod receivers;
mod rules;
mod silences;

pub use alerts::Amended;
pub use notifications::{Decision, DecisionError};
pub use receivers::complete;
pub use silences::WrittenSilence;

use std::sync::Arc;

use super::catalog::{Catalog, SharedConfigured};
use crate::model::{DeploymentName, Origin};
use crate::shared::{self, Shared};
use crate::store::{self, AlertBatch};

/// How often a change is tried while other people change the same document.
const ATTEMPTS: usize = 5;

/// Why a change was not made.
#[derive(Debug)]
pub enum Error {
    /// Nothing has that name or id.
    NotFound,
    /// The name is taken.
    Exists,
    /// It is invalid; holds the reason.
    Faulty(String),
    /// A limit is reached; holds the reason.
    TooMany(String),
    /// Its version is no longer the one that was read; holds the version that was read.
    Changed(i64),
    /// Its origin does not allow changes.
    NotEditable(Origin),
    /// It is an expired silence.
    Expired,
    /// The action is not possible for the alert.
    Refused(actions::ActionRefusal),
    /// Other people changed it during every attempt.
    AlwaysChanging,
    /// The store is unavailable.
    Unavailable(shared::Error),
}

impl From<shared::Error> for Error {
    fn from(error: shared::Error) -> Self {
        Self::Unavailable(error)
    }
}

/// Makes changes; clones share everything.
#[derive(Clone)]
pub struct Amender {
    shared: Shared,
    configured: SharedConfigured,
    /// The watched deployments: a rule may not name another.
    deployments: Arc<[DeploymentName]>,
}

impl Amender {
    /// Changes stored documents beside those that are `configured`; `deployments` are watched.
    pub fn new(
        shared: Shared,
        configured: SharedConfigured,
        deployments: impl IntoIterator<Item = DeploymentName>,
    ) -> Self {
        Self { shared, configured, deployments: deployments.into_iter().collect() }
    }

    /// The rules, silences and receivers in force.
    pub async fn catalog(&self) -> Result<Catalog, shared::Error> {
        let configured = SharedConfigured::clone(&self.configured);
        self.shared.ask(|store| async move { Catalog::read(&store, &configured).await }).await
    }

    /// Writes a batch; `false` if another person changed one of its documents since it was read.
    pub async fn record(&self, batch: AlertBatch) -> Result<bool, shared::Error> {
        self.shared
            .ask(|store| async move {
                match store.record(&batch).await {
                    Ok(_head) => Ok(true),
                    Err(store::Error::Conflict) => Ok(false),
                    Err(error) => Err(error),
                }
            })
            .await
    }
}

/// Refuses a change if the version is no longer the one that was read; `None` skips the check.
fn check_version(read: Option<i64>, stored: Option<i64>) -> Result<(), Error> {
    match read {
        Some(read) if stored != Some(read) => Err(Error::Changed(read)),
        _ => Ok(()),
    }
}

//! Amending what is kept of alerting: acts on alerts, and changes of rules, receivers and silences.
//!
//! Each is read, changed and written together with its audit line, and only if nobody else changed
//! it meanwhile; if somebody did, it is tried again on what they left. Nothing here knows of HTTP, so
//! that whoever else acts does it the same way.

pub mod act;
mod alerts;
mod notifications;
mod receivers;
mod rules;
mod silences;

pub use alerts::Amended;
pub use notifications::{Decision, Undecided};
pub use receivers::whole;
pub use silences::Written;

use std::sync::Arc;

use super::catalog::{Catalog, SharedConfigured};
use crate::model::{DeploymentName, Origin};
use crate::shared::{self, Shared};
use crate::store::{self, AlertBatch};

/// How often a change is tried while others change the same.
const ATTEMPTS: usize = 5;

/// Why something is not amended.
#[derive(Debug)]
pub enum Error {
    /// There is nothing of that name or id.
    NotFound,
    /// There is something of that name already.
    Exists,
    /// It is not written well; says why.
    Faulty(String),
    /// There are as many as there may be; says why.
    TooMany(String),
    /// It is no longer of the version that was read, which this is.
    Changed(i64),
    /// It is of an origin that is not changed here.
    NotEditable(Origin),
    /// It is a silence that is over.
    Expired,
    /// It is an alert to which this cannot be done.
    Refused(act::Refusal),
    /// Others change it again and again.
    AlwaysChanging,
    /// The store does not answer.
    Unanswered(shared::Error),
}

impl From<shared::Error> for Error {
    fn from(error: shared::Error) -> Self {
        Self::Unanswered(error)
    }
}

/// Who amends; clones are handles to the same.
#[derive(Clone)]
pub struct Amender {
    shared: Shared,
    configured: SharedConfigured,
    /// Those that are watched: no rule may name another.
    deployments: Arc<[DeploymentName]>,
}

impl Amender {
    /// Amends what is kept beside what is `configured`, about `deployments`.
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

    /// Writes something about alerting; `false` if something that it changes was changed by
    /// somebody else since it was read.
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

/// Refuses what is no longer of the version that was read, if one was.
fn check_version(read: Option<i64>, kept: Option<i64>) -> Result<(), Error> {
    match read {
        Some(read) if kept != Some(read) => Err(Error::Changed(read)),
        _ => Ok(()),
    }
}

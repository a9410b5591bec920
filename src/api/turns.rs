//! Turns at what costs much: so many at once, and whoever finds none is told when to try again.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::Error;

/// Turns at one kind of work.
pub(super) struct Turns {
    at_once: usize,
    free: Arc<Semaphore>,
}

impl Turns {
    /// So many at once.
    pub(super) fn new(at_once: usize) -> Self {
        Self { at_once, free: Arc::new(Semaphore::new(at_once)) }
    }

    /// Takes a turn until it is dropped; `taken` tells what the others do.
    pub(super) fn take(
        &self,
        taken: &str,
        retry_seconds: u32,
    ) -> Result<OwnedSemaphorePermit, Error> {
        Arc::clone(&self.free).try_acquire_owned().map_err(|_none_left| {
            Error::overloaded(format!("{} {taken} already", self.at_once), retry_seconds)
        })
    }
}

//! Limits how many expensive requests of one kind run at the same time. A request beyond the limit
//! is refused with the time after which to try again.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::Error;

/// The limit for one kind of work.
pub(super) struct ConcurrencyLimit {
    max_concurrent: usize,
    free: Arc<Semaphore>,
}

impl ConcurrencyLimit {
    /// Allows `max_concurrent` at the same time.
    pub(super) fn new(max_concurrent: usize) -> Self {
        Self { max_concurrent, free: Arc::new(Semaphore::new(max_concurrent)) }
    }

    /// Takes a slot until the permit is dropped. `work` names what the others do, for the refusal.
    pub(super) fn acquire(
        &self,
        work: &str,
        retry_seconds: u32,
    ) -> Result<OwnedSemaphorePermit, Error> {
        Arc::clone(&self.free).try_acquire_owned().map_err(|_none_left| {
            Error::overloaded(format!("{} {work} already", self.max_concurrent), retry_seconds)
        })
    }
}

//! The state of the journal, in short.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{AppendError, Journal};
use crate::model::Millis;

/// How long a failed append counts as the current state. A load balancer that sends no webhooks to
/// a console that is not ready must try again, or it would never find out that there is space.
const FAILURE_COUNTS: Duration = Duration::from_secs(10);

/// The state of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Why the last append failed, if it did within the last ten seconds.
    pub error: Option<AppendError>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Events that are not stored yet.
    pub pending: u64,
    /// When the oldest of them was received; `None` if not known.
    pub oldest_pending_at: Option<Millis>,
    /// How many times acknowledged events were found missing since the start.
    pub losses: u64,
    /// How many events are missing in all; `None` if that is not known, or not yet.
    pub lost_events: Option<u64>,
}

impl Journal {
    /// The state of the journal.
    pub fn status(&self) -> Status {
        let segments = self.shared.segments.lock();
        let stored = self.shared.stored.load(Ordering::Acquire);
        let pending = self.next().saturating_sub(stored);
        let oldest = Some(self.shared.oldest_pending_at.load(Ordering::Acquire));
        let oldest = oldest.filter(|at| *at > 0).map(Millis);
        let in_memory = || self.shared.recent.read(stored, u64::MAX, 1).first()?.received_at.into();
        let (losses, lost_events) = self.shared.losses.count();
        Status {
            error: self
                .shared
                .error
                .lock()
                .as_ref()
                .filter(|(_, at)| at.elapsed() < FAILURE_COUNTS)
                .map(|(error, _)| error.clone()),
            bytes: segments.values().sum(),
            pending,
            oldest_pending_at: oldest.or_else(in_memory).filter(|_| pending > 0),
            losses,
            lost_events,
        }
    }
}

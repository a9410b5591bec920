//! Where a page of spans begins: what goes on from before the time that is asked for is found in
//! another way than what begins in it.

use super::SpanFilter;
use crate::model::{DeploymentName, Millis, Text};

/// The last span that was read: beginning, deployment, sid.
pub(super) type Place = (Millis, DeploymentName, Text);

impl SpanFilter {
    /// Whether spans behind `after` may have begun before the time that is asked for.
    pub(super) fn reaches_back(&self, after: Option<&Place>) -> bool {
        after.is_none_or(|(began_at, ..)| *began_at < self.from)
    }

    /// When the first span behind `after` that is in the time asked for may have begun.
    pub(super) fn begins_at(&self, after: Option<&Place>) -> Millis {
        after.map_or(self.from, |(began_at, ..)| self.from.max(*began_at))
    }
}

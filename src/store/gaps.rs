//! Gaps and the history of drift: what is asked of the store, and of the gaps that it may not know
//! yet.

use async_trait::async_trait;

use super::Error;
use crate::model::{DriftBucket, Gap, GapSource, Millis};

/// Which gaps to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct GapFilter {
    /// Only those that last beyond this time.
    pub from: Option<Millis>,
    /// Only those that began before this time.
    pub to: Option<Millis>,
    /// Only those that last.
    pub open: bool,
    /// Only those of this deployment, and of all.
    pub deployment: Option<String>,
    /// Only those of this source.
    pub source: Option<GapSource>,
    /// At most so many.
    pub limit: u32,
}

impl GapFilter {
    /// Whether it finds this gap.
    pub fn admits(&self, gap: &Gap) -> bool {
        let ended_at = gap.ended_at.map(Millis::from_utc);
        self.from.is_none_or(|from| ended_at.is_none_or(|ended_at| ended_at > from))
            && self.to.is_none_or(|to| Millis::from_utc(gap.started_at) < to)
            && (!self.open || ended_at.is_none())
            && self.source.is_none_or(|source| gap.source == source)
            && self
                .deployment
                .as_ref()
                .is_none_or(|name| gap.deployment.as_ref().is_none_or(|of| of == name))
    }
}

/// Times for which a source is missing.
#[async_trait]
pub trait GapStore: Send + Sync {
    /// Writes a gap, or the end of one that is there. One that has ended stays as it ended.
    async fn write_gap(&self, gap: &Gap) -> Result<(), Error>;
    /// Gaps by filter.
    async fn gaps(&self, filter: &GapFilter) -> Result<Vec<Gap>, Error>;
    /// When a console last stored a sample before `before`: it lived then.
    async fn last_sign_of_life(&self, before: Millis) -> Result<Option<Millis>, Error>;
}

/// What listings had to correct, over time.
#[async_trait]
pub trait DriftStore: Send + Sync {
    /// How often each kind was found in steps of `step_ms` aligned to 1970, `from` ≤ time < `to`;
    /// steps without any are left out. Ordered by time, then kind.
    async fn drift(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
    ) -> Result<Vec<DriftBucket>, Error>;
}

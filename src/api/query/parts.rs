//! Parameters that many queries share.

use serde::Deserialize;

use super::values::{Limit, Moment, Offset, range};
use crate::api::error::Error;
use crate::model::Millis;

/// Which rows of a list to return.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Page {
    /// At most so many, 100 if not given
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Skip so many, none if not given
    #[serde(default)]
    #[param(inline)]
    offset: Offset,
}

impl Page {
    /// The most rows, and the rows to skip.
    pub(in crate::api) const fn get(&self) -> (u32, u32) {
        (self.limit.get(), self.offset.get())
    }
}

/// What to limit a response to.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct DeploymentQuery {
    /// Only this deployment
    pub(in crate::api) deployment: Option<String>,
}

/// What is limited to a range of time.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct RangeQuery {
    /// Start of the range: only what was not over before this time
    pub(in crate::api) from: Option<Moment>,
    /// End of the range: only what began before this time
    pub(in crate::api) to: Option<Moment>,
}

impl RangeQuery {
    /// The range, which ends after it begins.
    pub(in crate::api) fn get(&self) -> Result<(Option<Millis>, Option<Millis>), Error> {
        range(self.from, self.to)
    }
}

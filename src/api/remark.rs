//! Bodies that say no more than why something is done, and by whom.

use serde::Deserialize;
use utoipa::ToSchema;

use super::error::Error;
use super::json_body::JsonBody;

/// Why, and by whom.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Remark {
    /// Why, in their words; at most 4,000 characters.
    pub(super) note: Option<String>,
    /// Who; at most 200 characters, `anonymous` if not given.
    pub(super) by: Option<String>,
}

impl Remark {
    /// What a body says.
    pub(super) fn of(mut members: JsonBody) -> Result<Self, Error> {
        let remark = Self { note: members.note()?, by: Some(members.by()?) };
        members.end(&["note", "by"])?;
        Ok(remark)
    }
}

/// By whom.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Signature {
    /// Who; at most 200 characters, `anonymous` if not given.
    pub(super) by: Option<String>,
}

impl Signature {
    /// What a body says that says no more than by whom.
    pub(super) fn of(mut members: JsonBody) -> Result<String, Error> {
        let signature = Self { by: Some(members.by()?) };
        members.end(&["by"])?;
        Ok(signature.by.unwrap_or_default())
    }
}

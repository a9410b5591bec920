//! Bodies that hold only a reason and an author.

use serde::Deserialize;
use utoipa::ToSchema;

use super::error::Error;
use super::json_body::JsonBody;

/// A reason and an author.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Remark {
    /// The reason, at most 4,000 characters.
    pub(super) note: Option<String>,
    /// The author, at most 200 characters; `anonymous` if not given.
    pub(super) by: Option<String>,
}

impl Remark {
    /// Parses a body.
    pub(super) fn of(mut fields: JsonBody) -> Result<Self, Error> {
        let remark = Self { note: fields.note()?, by: Some(fields.by()?) };
        fields.end(&["note", "by"])?;
        Ok(remark)
    }
}

/// An author.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Signature {
    /// The author, at most 200 characters; `anonymous` if not given.
    pub(super) by: Option<String>,
}

impl Signature {
    /// Parses a body; returns the author.
    pub(super) fn of(mut fields: JsonBody) -> Result<String, Error> {
        let signature = Self { by: Some(fields.by()?) };
        fields.end(&["by"])?;
        Ok(signature.by.unwrap_or_default())
    }
}

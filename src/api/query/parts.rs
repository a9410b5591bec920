//! Parameters that many queries share.

use serde::{Deserialize, Deserializer};

use super::values::{Limit, Moment, Offset, parsed, range};
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
    /// `next_cursor` of the previous page; the first page if not given. Not with `offset`
    #[serde(default, deserialize_with = "cursor")]
    #[param(value_type = Option<String>)]
    cursor: Option<RowCursor>,
    /// Skip so many, none if not given. Use `cursor`
    #[param(inline)]
    offset: Option<Offset>,
}

/// How many rows came before: the lists can be sorted by anything, and a row that changes meanwhile
/// may move from one page to another.
#[derive(Debug, Clone, Copy)]
struct RowCursor(Offset);

/// What a cursor begins with, so that nobody takes it for a number to calculate with.
const ROWS: &str = "rows-";

fn cursor<'de, D: Deserializer<'de>>(from: D) -> Result<Option<RowCursor>, D::Error> {
    let offset = |text: &str| Offset::of(text.strip_prefix(ROWS)?);
    parsed(from, "the `next_cursor` of a page", |text| offset(text).map(RowCursor)).map(Some)
}

impl Page {
    /// The most rows, and the rows to skip.
    pub(in crate::api) fn get(&self) -> Result<(u32, u32), Error> {
        let cursor = self.cursor.map(|RowCursor(offset)| offset);
        let skipped = one_of("offset", self.offset, cursor)?.map_or(0, Offset::get);
        Ok((self.limit.get(), skipped))
    }
}

/// The cursor of the page after the one with the rows from `offset` to `offset + limit` of `total`.
pub(in crate::api) fn next_cursor((limit, offset): (u32, u32), total: u64) -> Option<String> {
    let next = offset.saturating_add(limit);
    (u64::from(next) < total && next <= Offset::MAX).then(|| format!("{ROWS}{next}"))
}

/// The place of a page, of `cursor` and of the `old` parameter that means the same.
pub(in crate::api) fn one_of<T>(
    old: &str,
    place: Option<T>,
    cursor: Option<T>,
) -> Result<Option<T>, Error> {
    if place.is_some() && cursor.is_some() {
        return Err(Error::invalid_query(format!("`cursor` and `{old}` are given together")));
    }
    Ok(cursor.or(place))
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

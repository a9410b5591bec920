//! The `at` parameter: the time that a request is about.

use super::error::Error;
use super::query::{Query, shown};
use crate::history::as_of::{self, BadMoment};
use crate::model::Millis;

/// The time in `at`; `None` for now.
pub(super) fn moment(query: &Query, now: Millis) -> Result<Option<Millis>, Error> {
    let Some(at) = query.time("at", now)? else { return Ok(None) };
    let why = match as_of::check(at, now) {
        Ok(()) => return Ok(Some(at)),
        Err(BadMoment::InFuture) => "which is in the future",
        Err(BadMoment::TooEarly) => "but there is no data before 2015",
    };
    Err(Error::invalid_query(format!("`at` is {}, {why}", shown(at))))
}

/// Refuses parameters that cannot be combined with `at`.
pub(super) fn alone(query: &Query, others: &[&str]) -> Result<(), Error> {
    match others.iter().find(|name| query.has(name)) {
        Some(name) => Err(Error::invalid_query(format!(
            "`{name}` cannot be combined with `at`, which shows what was open at one moment"
        ))),
        None => Ok(()),
    }
}

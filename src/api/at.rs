//! `at=`: the moment that a question is about.

use super::error::Error;
use super::query::{Query, shown};
use crate::history::as_of::{self, BadMoment};
use crate::model::Millis;

/// The moment that is asked about.
pub(super) fn moment(query: &Query, now: Millis) -> Result<Option<Millis>, Error> {
    let Some(at) = query.time("at", now)? else { return Ok(None) };
    let why = match as_of::check(at, now) {
        Ok(()) => return Ok(Some(at)),
        Err(BadMoment::InFuture) => "which is in the future",
        Err(BadMoment::TooEarly) => "but nothing is known before 2015",
    };
    Err(Error::invalid_query(format!("`at` is {}, {why}", shown(at))))
}

/// Refuses what cannot be asked together with `at`.
pub(super) fn alone(query: &Query, others: &[&str]) -> Result<(), Error> {
    match others.iter().find(|name| query.has(name)) {
        Some(name) => Err(Error::invalid_query(format!(
            "`{name}` cannot be asked together with `at`, which tells what was open at one moment"
        ))),
        None => Ok(()),
    }
}

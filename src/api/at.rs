//! The `at` parameter: the time that a request is about.

use super::error::Error;
use super::query::{Moment, shown};
use crate::history::as_of::{self, BadMoment};
use crate::model::Millis;

/// The time in `at`, if it can be shown.
pub(super) fn check(Moment(at): Moment, now: Millis) -> Result<Millis, Error> {
    let why = match as_of::check(at, now) {
        Ok(()) => return Ok(at),
        Err(BadMoment::InFuture) => "which is in the future",
        Err(BadMoment::TooEarly) => "but there is no data before 2015",
    };
    Err(Error::invalid_query(format!("`at` is {}, {why}", shown(at))))
}

/// Refuses parameters that are given and cannot be combined with `at`.
pub(super) fn alone(others: &[(&str, bool)]) -> Result<(), Error> {
    match others.iter().find(|(_, is_given)| *is_given) {
        Some((name, _)) => Err(Error::invalid_query(format!(
            "`{name}` cannot be combined with `at`, which shows what was open at one moment"
        ))),
        None => Ok(()),
    }
}

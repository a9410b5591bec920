//! Reading the past: rooms as they were at an earlier time ([`as_of`]), what happened, as
//! sentences in order ([`timeline`]), and how much LiveKit was used ([`usage`]). Nothing here knows of HTTP.

pub mod as_of;
pub mod sessions;
pub mod timeline;
pub mod usage;

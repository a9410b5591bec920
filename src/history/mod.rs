//! Reading the past: rooms as they were at an earlier time ([`as_of`]), and what happened, as
//! sentences in order ([`timeline`]). Nothing here knows of HTTP.

pub mod as_of;
pub mod sessions;
pub mod timeline;

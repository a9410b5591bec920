//! Reading the past: rooms as they were at an earlier moment ([`as_of`]), and what happened in
//! order and in words ([`timeline`]). Nothing here knows of HTTP.

pub mod as_of;
pub mod sessions;
pub mod timeline;

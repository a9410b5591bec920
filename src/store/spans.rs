//! Where a page of spans begins: what goes on from before the time that is asked for is found in
//! another way than what begins in it.

use super::SpanFilter;
use super::sql::Sql;
use crate::model::{DeploymentName, Millis, Text};

/// The last span that was read: beginning, deployment, sid.
pub(super) type Place = (Millis, DeploymentName, Text);

impl SpanFilter {
    /// Whether spans behind `after` may have begun before the time that is asked for.
    pub(super) fn reaches_back(&self, after: Option<&Place>) -> bool {
        after.is_none_or(|(began_at, ..)| *began_at < self.from)
    }

    /// When the first span behind `after` that is in the time asked for may have begun.
    pub(super) fn begins_at(&self, after: Option<&Place>) -> Millis {
        after.map_or(self.from, |(began_at, ..)| self.from.max(*began_at))
    }
}

/// Milliseconds that a session of each class of the column `span` of SQLite is shorter than; those
/// that are open or longer than all may have begun at any time. As in
/// `migrations/sqlite/V005__history.sql`.
pub(super) const CLASSES: [(i64, i64); 7] = [
    (0, i64::MAX),
    (1, 600_000),
    (2, 3_600_000),
    (3, 21_600_000),
    (4, 86_400_000),
    (5, 604_800_000),
    (6, i64::MAX),
];

/// Writes the table `w` of classes for SQLite, which has no index of ranges: each class with the time
/// before which none of its sessions that goes on at `at` can have begun.
pub(super) fn push_classes(query: &mut Sql, at: Millis) {
    query.push("(VALUES ");
    for (place, (class, length_ms)) in CLASSES.into_iter().enumerate() {
        query.push(if place == 0 { "(" } else { ", (" }).push_bind(class);
        query.push(", ").push_bind(at.0.saturating_sub(length_ms)).push(")");
    }
    query.push(") w");
}

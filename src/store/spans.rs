//! Where a page of spans begins. Spans that began before the requested range need another query
//! than spans that begin in it.

use super::SpanFilter;
use super::sql::Sql;
use crate::model::{DeploymentName, Millis, Text};

/// The last span that was read: beginning, deployment, sid.
pub(super) type SpanCursor = (Millis, DeploymentName, Text);

impl SpanFilter {
    /// Whether spans after `after` may have begun before the requested range.
    pub(super) fn reaches_back(&self, after: Option<&SpanCursor>) -> bool {
        after.is_none_or(|(began_at, ..)| *began_at < self.from)
    }

    /// The earliest start of a span after `after` that begins in the requested range.
    pub(super) fn begins_at(&self, after: Option<&SpanCursor>) -> Millis {
        after.map_or(self.from, |(began_at, ..)| self.from.max(*began_at))
    }
}

/// The classes of SQLite's column `span`, each with the milliseconds that its sessions are shorter
/// than. Sessions that are open, or longer than every class, may have begun at any time. The same
/// as in `migrations/sqlite/V005__history.sql`.
pub(super) const CLASSES: [(i64, i64); 7] = [
    (0, i64::MAX),
    (1, 600_000),
    (2, 3_600_000),
    (3, 21_600_000),
    (4, 86_400_000),
    (5, 604_800_000),
    (6, i64::MAX),
];

/// Adds the table `w` of classes for SQLite, which has no range index. Each class has the earliest
/// start of a session that is active at `at`.
pub(super) fn push_classes(query: &mut Sql, at: Millis) {
    query.push("(VALUES ");
    for (index, (class, length_ms)) in CLASSES.into_iter().enumerate() {
        query.push(if index == 0 { "(" } else { ", (" }).push_bind(class);
        query.push(", ").push_bind(at.0.saturating_sub(length_ms)).push(")");
    }
    query.push(") w");
}

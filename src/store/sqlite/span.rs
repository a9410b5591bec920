//! Sessions at a moment, found by their length: the classes of the column `span`.

use sqlx::{QueryBuilder, Sqlite};

use crate::model::Millis;

/// Milliseconds that a session of each class is shorter than; those that are open or longer than
/// all may have begun at any time. As in `migrations/sqlite/V005__history.sql`.
const CLASSES: [(i64, i64); 7] = [
    (0, i64::MAX),
    (1, 600_000),
    (2, 3_600_000),
    (3, 21_600_000),
    (4, 86_400_000),
    (5, 604_800_000),
    (6, i64::MAX),
];

/// Writes the table `w` of classes, each with the time before which none of its sessions that goes
/// on at `at` can have begun.
pub(super) fn push_classes(query: &mut QueryBuilder<Sqlite>, at: Millis) {
    query.push("(VALUES ");
    for (place, (class, length_ms)) in CLASSES.into_iter().enumerate() {
        query.push(if place == 0 { "(" } else { ", (" }).push_bind(class);
        query.push(", ").push_bind(at.0.saturating_sub(length_ms)).push(")");
    }
    query.push(") w");
}

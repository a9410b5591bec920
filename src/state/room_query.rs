//! Which open rooms a list shows, and in what order.

use std::cmp::Ordering;

use super::{RoomEntry, RoomKey};
use crate::model::{Millis, RoomSort};

/// Which open rooms to list.
#[derive(Debug, Clone, Default)]
pub struct RoomQuery {
    /// Only this deployment; `None` for all.
    pub deployment: Option<String>,
    /// Only this region; `None` for all.
    pub region: Option<String>,
    /// A part of the name or the whole sid, in any case; `None` for all.
    pub text: Option<String>,
    /// What must hold of a room.
    pub conditions: RoomConditions,
    /// The sort order.
    pub sort: RoomSort,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// At most this many rooms.
    pub limit: usize,
    /// How many rooms to skip.
    pub offset: usize,
}

/// What must hold of an open room.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoomConditions {
    /// Only where clients report a mean quality (0–100) below this.
    pub quality_below: Option<f64>,
    /// Only where the presence of a participant is in doubt.
    pub has_doubt: bool,
    /// Only where a participant of this kind (LiveKit's name) is present.
    pub kind: Option<String>,
    /// Only those that are open for longer, milliseconds.
    pub longer_than_ms: Option<i64>,
}

impl RoomConditions {
    /// Whether they hold of the room at `now`, which is `node_now` by the clock of its node.
    fn hold(&self, entry: &RoomEntry, now: Millis, node_now: impl Fn() -> Millis) -> bool {
        let is_below = |limit| entry.client_quality(now).value().is_some_and(|it| it < limit);
        let has_kind = |wanted: &str| {
            entry.participants.values().any(|participant| {
                participant.is_present()
                    && participant.record.kind().is_some_and(|kind| kind.as_str() == wanted)
            })
        };
        self.quality_below.is_none_or(is_below)
            && (!self.has_doubt || entry.counts.in_doubt > 0)
            && self.kind.as_deref().is_none_or(has_kind)
            && self
                .longer_than_ms
                .is_none_or(|limit| node_now().since(entry.session.record.started_at()) > limit)
    }
}

impl RoomQuery {
    /// Whether the list has the room. `text` is the lower case of [`RoomQuery::text`], and `node_now`
    /// is `now` by the clock of the room's node, which is rarely asked for.
    pub(super) fn matches(
        &self,
        (key, entry): (&RoomKey, &RoomEntry),
        text: Option<&str>,
        now: Millis,
        node_now: impl Fn() -> Millis,
    ) -> bool {
        entry.session.is_active()
            && self.deployment.as_deref().is_none_or(|name| *key.deployment == *name)
            && self
                .region
                .as_deref()
                .is_none_or(|region| entry.session.region.as_deref() == Some(region))
            && text.is_none_or(|text| {
                entry.session.record.name.to_lowercase().contains(text)
                    || key.sid.to_lowercase() == text
            })
            && self.conditions.hold(entry, now, node_now)
    }

    /// The order of two rooms.
    pub(super) fn compare(
        &self,
        a: (&RoomKey, &RoomEntry),
        b: (&RoomKey, &RoomEntry),
        now: Millis,
    ) -> Ordering {
        let (x, y) = (&a.1.session.record, &b.1.session.record);
        let order = match self.sort {
            RoomSort::Name => x.name.cmp(&y.name),
            RoomSort::StartedAt => x.started_at().cmp(&y.started_at()),
            RoomSort::Duration => y.started_at().cmp(&x.started_at()),
            RoomSort::Participants => a.1.counts.present.cmp(&b.1.counts.present),
            RoomSort::Publishers => a.1.counts.publishers.cmp(&b.1.counts.publishers),
            RoomSort::Quality => {
                let quality = |entry: &RoomEntry| entry.client_quality(now).value();
                match (quality(a.1), quality(b.1)) {
                    (Some(mine), Some(theirs)) => mine.total_cmp(&theirs),
                    // Unknown comes last in both orders.
                    (known, other) => {
                        return other.is_some().cmp(&known.is_some()).then_with(|| a.0.cmp(b.0));
                    }
                }
            }
        };
        let order = if self.descending { order.reverse() } else { order };
        order.then_with(|| a.0.cmp(b.0))
    }
}

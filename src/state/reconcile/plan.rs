//! Which rooms' participants to list next: first where a listing says something new, then the
//! others in rotation.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::counts::is_counted;
use super::{LISTING_LAG_MS, Reconciler, RoomMemory};
use crate::model::{Millis, Text};
use crate::state::{RoomEntry, State};

/// The least time between two listings of a room for an urgent reason, milliseconds.
const AGAIN_MS: i64 = 4_000;
/// The least time between two listings of a room because of a webhook or a count that differs,
/// milliseconds.
const QUIET_MS: i64 = 15_000;
/// How often each room is listed, milliseconds, as far as the request budget allows.
const SWEEP_MS: i64 = 60_000;

/// Why a room's participants are to be listed, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListingReason {
    /// A user views the room.
    Viewed,
    /// Another listing can decide something.
    Unconfirmed,
    /// LiveKit's count differs from the state.
    Mismatch,
    /// Its participants were never listed.
    New,
    /// Webhooks about it came since the last listing.
    Active,
    /// It has participants: only listings show changes of mutes, metadata and attributes.
    People,
    /// It was not listed for long.
    Sweep,
}

/// A room whose participants are to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomToList {
    /// The room session.
    pub sid: Text,
    /// The room's name, by which LiveKit is asked.
    pub name: Text,
    /// Why it is to be listed.
    pub reason: ListingReason,
}

impl Reconciler {
    /// The rooms to list at `at`, the most urgent first. `viewed` are those that users view.
    pub fn rooms_to_list(
        &self,
        state: &State,
        viewed: &HashSet<Text>,
        at: Millis,
    ) -> Vec<RoomToList> {
        let mut rooms_to_list: Vec<_> = self
            .rooms
            .iter()
            .filter(|(_, memory)| memory.presence.as_ref().is_some_and(|it| it.value))
            .filter_map(|(sid, memory)| {
                let entry = state.rooms.get(&self.key(sid))?;
                let reason = reason(entry, memory, viewed.contains(sid), at)?;
                // In the rotation, a room that changed counts as if it had waited longer.
                let age_ms = memory.participants_at.map_or(i64::MAX, |listed| at.since(listed));
                let weight = match reason {
                    ListingReason::Active => age_ms.saturating_mul(4),
                    ListingReason::People => age_ms.saturating_mul(2),
                    _ => age_ms,
                };
                Some(((reason.min(ListingReason::Active), Reverse(weight), sid), memory, reason))
            })
            .collect();
        rooms_to_list.sort_unstable_by_key(|(place, ..)| *place);
        rooms_to_list
            .into_iter()
            .map(|((_, _, sid), memory, reason)| RoomToList {
                sid: sid.clone(),
                name: memory.name.clone(),
                reason,
            })
            .collect()
    }

    /// How many listed rooms had their participants listed, and the age of the oldest such listing
    /// in milliseconds (`None` while a room had none).
    pub fn coverage(&self, at: Millis) -> (u64, Option<i64>) {
        let listed = self.rooms.values().filter(|it| it.presence.as_ref().is_some_and(|p| p.value));
        let mut oldest = Some(0);
        let mut count = 0;
        for memory in listed {
            count += u64::from(memory.participants_at.is_some());
            oldest = oldest
                .zip(memory.participants_at)
                .map(|(oldest, listed_at)| at.since(listed_at).max(oldest));
        }
        (count, oldest.filter(|_| count > 0))
    }
}

fn reason(
    entry: &RoomEntry,
    memory: &RoomMemory,
    is_viewed: bool,
    at: Millis,
) -> Option<ListingReason> {
    if !entry.session.is_active() {
        return None;
    }
    let Some(listed_at) = memory.participants_at else { return Some(ListingReason::New) };
    let age_ms = at.since(listed_at);
    if is_viewed && age_ms >= AGAIN_MS {
        return Some(ListingReason::Viewed);
    }
    if (memory.needs_another_listing || entry.counts.in_doubt > 0) && age_ms >= AGAIN_MS {
        return Some(ListingReason::Unconfirmed);
    }
    // A count that has just changed says more than one that has differed for long.
    let counts = memory.count.as_ref().filter(|count| count.value != countable(entry));
    let is_news = counts.is_some_and(|count| count.listings == 1 && count.since > listed_at);
    if is_news && age_ms >= AGAIN_MS {
        return Some(ListingReason::Mismatch);
    }
    if age_ms >= QUIET_MS {
        if counts.is_some_and(|count| count.is_stable(0)) {
            return Some(ListingReason::Mismatch);
        }
        if entry.received_at > listed_at && at.since(entry.received_at) >= LISTING_LAG_MS {
            return Some(ListingReason::Active);
        }
    }
    if entry.counts.present > 0 && age_ms >= AGAIN_MS {
        return Some(ListingReason::People);
    }
    (age_ms >= SWEEP_MS).then_some(ListingReason::Sweep)
}

/// How many participants are present of the kinds that LiveKit counts.
fn countable(entry: &RoomEntry) -> u32 {
    if entry.counts.machines == 0 {
        return entry.counts.present;
    }
    let participants = entry.participants.values().filter(|participant| participant.is_present());
    let counted =
        participants.filter(|participant| participant.record.kind().is_none_or(is_counted)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}

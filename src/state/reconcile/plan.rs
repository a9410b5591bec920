//! Which rooms' participants to list next: where it tells something new, and the rest in turn.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::counts::is_counted;
use super::{Reconciler, RoomMemory, SETTLED_MS};
use crate::model::{Millis, Text};
use crate::state::{RoomEntry, State};

/// A room is not listed again within so long for the same urgent reason, milliseconds.
const AGAIN_MS: i64 = 4_000;
/// Nor within so long because of a webhook or a count that differs, milliseconds.
const QUIET_MS: i64 = 15_000;
/// Each room is listed as often as this, milliseconds, as far as the budget allows.
const SWEEP_MS: i64 = 60_000;

/// Why a room's participants are to be listed, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Somebody looks at it.
    Viewed,
    /// Another listing can settle what is open.
    Unsettled,
    /// LiveKit counts others than are known.
    Mismatch,
    /// It was never listed.
    New,
    /// Webhooks told something since.
    Active,
    /// Somebody is in it: of mutes, metadata and attributes only listings tell.
    People,
    /// It is its turn.
    Sweep,
}

/// A room whose participants are to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The room session.
    pub sid: Text,
    /// The name it is asked for by.
    pub name: Text,
    /// Why.
    pub reason: Reason,
}

impl Reconciler {
    /// The rooms to list at `at`, the most urgent first. `viewed` are those somebody looks at.
    pub fn wanted(&self, state: &State, viewed: &HashSet<Text>, at: Millis) -> Vec<Wanted> {
        let mut wanted: Vec<_> = self
            .rooms
            .iter()
            .filter(|(_, memory)| memory.presence.as_ref().is_some_and(|it| it.value))
            .filter_map(|(sid, memory)| {
                let entry = state.rooms.get(&self.key(sid))?;
                let reason = reason(entry, memory, viewed.contains(sid), at)?;
                // Of those whose turn it is, who changed counts as if it had waited longer.
                let age_ms = memory.participants_at.map_or(i64::MAX, |listed| at.since(listed));
                let weight = match reason {
                    Reason::Active => age_ms.saturating_mul(4),
                    Reason::People => age_ms.saturating_mul(2),
                    _ => age_ms,
                };
                Some(((reason.min(Reason::Active), Reverse(weight), sid), memory, reason))
            })
            .collect();
        wanted.sort_unstable_by_key(|(place, ..)| *place);
        wanted
            .into_iter()
            .map(|((_, _, sid), memory, reason)| Wanted {
                sid: sid.clone(),
                name: memory.name.clone(),
                reason,
            })
            .collect()
    }

    /// Rooms that are listed, how many of them had their participants listed, and the age of the
    /// oldest such listing in milliseconds (`None` while a room had none).
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

fn reason(entry: &RoomEntry, memory: &RoomMemory, is_viewed: bool, at: Millis) -> Option<Reason> {
    if !entry.session.is_active() {
        return None;
    }
    let Some(listed_at) = memory.participants_at else { return Some(Reason::New) };
    let age_ms = at.since(listed_at);
    if is_viewed && age_ms >= AGAIN_MS {
        return Some(Reason::Viewed);
    }
    if (memory.is_unsettled || entry.counts.in_doubt > 0) && age_ms >= AGAIN_MS {
        return Some(Reason::Unsettled);
    }
    // A count that has just changed to another one tells more than one that has differed for long.
    let counts = memory.count.as_ref().filter(|count| count.value != countable(entry));
    let is_news = counts.is_some_and(|count| count.listings == 1 && count.since > listed_at);
    if is_news && age_ms >= AGAIN_MS {
        return Some(Reason::Mismatch);
    }
    if age_ms >= QUIET_MS {
        if counts.is_some_and(|count| count.is_settled(0)) {
            return Some(Reason::Mismatch);
        }
        if entry.heard_at > listed_at && at.since(entry.heard_at) >= SETTLED_MS {
            return Some(Reason::Active);
        }
    }
    if entry.counts.present > 0 && age_ms >= AGAIN_MS {
        return Some(Reason::People);
    }
    (age_ms >= SWEEP_MS).then_some(Reason::Sweep)
}

/// How many are present of those whom LiveKit counts.
fn countable(entry: &RoomEntry) -> u32 {
    if entry.counts.machines == 0 {
        return entry.counts.present;
    }
    let stays = entry.stays.values().filter(|stay| stay.is_present());
    let counted = stays.filter(|stay| stay.record.kind().is_none_or(is_counted)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}

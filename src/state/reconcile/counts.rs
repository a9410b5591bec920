//! What the count of a room tells of those in doubt.
//!
//! A node that dies leaves its people in the list, ACTIVE, for ever. The count that `ListRooms` tells
//! is of the node that has the room now: where it is steady, it is the better witness.

use super::corroboration::Verdict;
use super::{AGE_MS, Reconciler, RoomMemory, named};
use crate::model::{Absence, Drift, Finding, Kind, ListedParticipant, Millis};
use crate::state::{ParticipantEntry, RoomEntry};

/// Whether LiveKit's `num_participants` counts this kind.
pub(super) fn is_counted(kind: &Kind) -> bool {
    !matches!(kind, Kind::Agent | Kind::Egress)
}

impl Reconciler {
    /// Settles who is in doubt, if the count can tell.
    pub(super) fn ghosts(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        present: &[&ListedParticipant],
        at: Millis,
        findings: &mut Vec<Finding>,
    ) {
        // Of a room that may be on no node, the list's own count tells nothing.
        if entry.session.record.is_doubted() {
            return;
        }
        let is_ghost = |stay: &ParticipantEntry| {
            stay.record.left.is_none()
                && stay.end.is_some()
                && stay.record.gone.as_ref().is_some_and(|gone| gone.is_ghost)
        };
        // Of agents and egresses the count says nothing: they stay in doubt.
        let doubted: Vec<_> = present
            .iter()
            .filter(|listed| is_counted(&listed.info.kind))
            .filter_map(|listed| Some((*listed, entry.stays.get(&listed.sid)?)))
            .filter(|(_, stay)| stay.in_doubt || is_ghost(stay))
            .collect();
        if doubted.is_empty() {
            return;
        }
        let Some(count) = memory.count.as_ref().filter(|count| count.is_settled(AGE_MS)) else {
            memory.is_unsettled = true;
            return;
        };
        let people = present.iter().filter(|listed| is_counted(&listed.info.kind)).count();
        let counted = usize::try_from(count.value).unwrap_or(usize::MAX);
        let room = &entry.session.record;
        let are_all_there = people <= counted;
        let are_all_gone = people.saturating_sub(counted) == doubted.len();
        if !are_all_there && !are_all_gone {
            return;
        }
        // Two nodes may have the room, each sure that the other is dead: this count is of one of them.
        let (witnesses, there, in_doubt) = &self.counted;
        let since = room.started_received.unwrap_or(at).plus(AGE_MS);
        if are_all_gone && self.excess.judge(witnesses, (*in_doubt, *there), since) != Verdict::Gone
        {
            memory.is_unsettled = true;
            return;
        }
        for (listed, stay) in doubted {
            let record = &stay.record;
            if are_all_gone && !stay.in_doubt {
                continue;
            }
            if are_all_gone {
                memory.ghosts.insert(record.sid.clone());
            }
            let drift =
                if are_all_there { Drift::ParticipantConfirmed } else { Drift::ParticipantGhost };
            let mut found = Finding::new(drift, &record.sid, at);
            found.skew_ms = skew_ms;
            found.room = Some(named(&room.sid, &room.name));
            if are_all_there {
                let tracks = Vec::new();
                found.participant = Some(ListedParticipant { tracks, ..listed.clone() });
            } else {
                let restarted = room.started_received.unwrap_or(at);
                let restarted = record.proof.last.map_or(restarted, |last| restarted.max(last));
                let latest = restarted.plus(-skew_ms);
                found.absent = Some((record.sid.clone(), record.identity.clone()));
                found.absence = Some(Absence {
                    at: restarted,
                    earliest: record.last_seen.min(latest),
                    skew_ms,
                    is_ghost: true,
                    is_cut_off: true,
                    evidence: format!(
                        "its room was started again on another node, and counts {counted} where \
                         {people} are listed"
                    )
                    .into(),
                });
            }
            self.tell(found, &record.sid, findings);
        }
    }
}

//! Resolves participants in doubt by the room's own count.
//!
//! A node that dies leaves its participants in the list, as ACTIVE, for ever. The count in
//! `ListRooms` comes from the node that has the room now: where it is stable, it is more reliable
//! than the list.

use super::corroboration::AbsenceCheck;
use super::{AGE_MS, Reconciler, RoomMemory, named};
use crate::model::{Absence, Drift, Finding, Kind, ListedParticipant, Millis};
use crate::state::{ParticipantEntry, RoomEntry};

/// Whether LiveKit's `num_participants` counts this kind.
pub(super) fn is_counted(kind: &Kind) -> bool {
    !matches!(kind, Kind::Agent | Kind::Egress)
}

impl Reconciler {
    /// Confirms or ends participants in doubt, if the count can decide.
    pub(super) fn ghosts(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        present: &[&ListedParticipant],
        at: Millis,
        findings: &mut Vec<Finding>,
    ) {
        // If the room may be on no node, the listing's count proves nothing.
        if entry.session.record.is_doubted() {
            return;
        }
        let is_ghost = |participant: &ParticipantEntry| {
            participant.record.left.is_none()
                && participant.end.is_some()
                && participant.record.gone.as_ref().is_some_and(|gone| gone.is_ghost)
        };
        // The count leaves out agents and egresses: they remain in doubt.
        let doubted: Vec<_> = present
            .iter()
            .filter(|listed| is_counted(&listed.info.kind))
            .filter_map(|listed| Some((*listed, entry.participants.get(&listed.sid)?)))
            .filter(|(_, participant)| participant.in_doubt || is_ghost(participant))
            .collect();
        if doubted.is_empty() {
            return;
        }
        let Some(count) = memory.count.as_ref().filter(|count| count.is_stable(AGE_MS)) else {
            memory.needs_another_listing = true;
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
        // Two nodes may have the room, each sure that the other is dead: this count is from one of
        // them.
        let (corroboration, there, in_doubt) = &self.counted;
        let since = room.started_received.unwrap_or(at).plus(AGE_MS);
        if are_all_gone
            && self.excess.judge(corroboration, (*in_doubt, *there), since)
                != AbsenceCheck::Confirmed
        {
            memory.needs_another_listing = true;
            return;
        }
        for (listed, participant) in doubted {
            let record = &participant.record;
            if are_all_gone && !participant.in_doubt {
                continue;
            }
            if are_all_gone {
                memory.ghosts.insert(record.sid.clone());
            }
            let drift =
                if are_all_there { Drift::ParticipantConfirmed } else { Drift::ParticipantGhost };
            let mut finding = Finding::new(drift, &record.sid, at);
            finding.skew_ms = skew_ms;
            finding.room = Some(named(&room.sid, &room.name));
            if are_all_there {
                let tracks = Vec::new();
                finding.participant = Some(ListedParticipant { tracks, ..listed.clone() });
            } else {
                let restarted = room.started_received.unwrap_or(at);
                let restarted = record.proof.last().map_or(restarted, |last| restarted.max(last));
                let latest = restarted.plus(-skew_ms);
                finding.absent = Some((record.sid.clone(), record.identity.clone()));
                finding.absence = Some(Absence {
                    at: restarted,
                    earliest: record.last_seen.min(latest),
                    skew_ms,
                    is_ghost: true,
                    is_cut_off: true,
                    evidence: format!(
                        "its room restarted on another node, which counts {counted} where \
                         {people} are listed"
                    )
                    .into(),
                });
            }
            self.report(finding, &record.sid, findings);
        }
    }
}

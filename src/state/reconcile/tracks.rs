//! What a listing of a room's participants tells of their tracks.

use super::{
    AGE_MS, Asked, GRACE_MS, LISTINGS, Reconciler, RoomMemory, SETTLED_MS, Wait, Waiting, named,
};
use crate::model::{Drift, Finding, ListedParticipant, Millis, SeenBy, Source, Text};
use crate::state::clocks::ours;
use crate::state::{ParticipantEntry, RoomEntry};

impl Reconciler {
    pub(super) fn tracks(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        stay: &ParticipantEntry,
        listed: &ListedParticipant,
        asked: Asked,
        findings: &mut Vec<Finding>,
    ) {
        let at = asked.at;
        let room = &entry.session.record;
        let mut found = |drift: Drift, about: &Text, wait: Option<Wait>, tracks| {
            let mut found = Finding::new(drift, about, at);
            found.since = wait.and_then(|wait| wait.before);
            found.first = wait.map(|wait| wait.since);
            found.skew_ms = skew_ms;
            found.room = Some(named(&room.sid, &room.name));
            found.participant = Some(ListedParticipant { tracks, ..listed.clone() });
            if drift == Drift::TrackGone {
                found.tracks_gone.push(about.clone());
            }
            self.tell(found, about, findings);
        };
        let known = |sid: &Text| stay.record.tracks.iter().find(|track| track.sid == *sid);
        for track in &listed.tracks {
            let Some(record) = known(&track.sid) else {
                let waiting = *memory.wait(Waiting::TrackNew, &track.sid, asked);
                if waiting.listings >= LISTINGS && at.since(waiting.since) >= GRACE_MS {
                    found(Drift::TrackMissed, &track.sid, Some(waiting), vec![track.clone()]);
                }
                continue;
            };
            let was_told =
                record.seen_by.has(SeenBy::BEGINNING) || record.seen_by.has(Source::Poll.into());
            if !was_told && record.is_live() {
                found(Drift::TrackMissed, &track.sid, None, vec![track.clone()]);
            } else if record.is_live() && record.info.value != track.info {
                let waiting = *memory.wait(Waiting::TrackOther, &track.sid, asked);
                if at.since(ours(record.info.stamp.at, skew_ms)) >= SETTLED_MS {
                    found(Drift::TrackChanged, &track.sid, Some(waiting), vec![track.clone()]);
                }
            }
        }
        for record in stay.record.tracks.iter().filter(|track| track.is_live()) {
            let is_listed = listed.tracks.iter().any(|track| track.sid == record.sid);
            let told_at = record.info.stamp.at.max(record.first_seen.unwrap_or(Millis::default()));
            if is_listed {
                continue;
            }
            // Only the listing before the first without it had it.
            let unlisted = *memory.wait(Waiting::TrackUnlisted, &record.sid, asked);
            if at.since(ours(told_at, skew_ms)) < AGE_MS {
                continue;
            }
            if memory.wait(Waiting::TrackGone, &record.sid, asked).listings >= LISTINGS {
                found(Drift::TrackGone, &record.sid, Some(unlisted), Vec::new());
            }
        }
    }
}

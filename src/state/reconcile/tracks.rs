//! Compares the tracks in a listing of a room's participants with the state.

use super::{
    AGE_MS, GRACE_MS, LISTING_LAG_MS, LISTINGS, ListingRequest, Reconciler, RoomMemory, Wait,
    Waiting, named,
};
use crate::model::{Drift, Finding, ListedParticipant, Millis, SeenBy, Source, Text};
use crate::state::clocks::to_our_clock;
use crate::state::{ParticipantEntry, RoomEntry};

impl Reconciler {
    pub(super) fn tracks(
        &mut self,
        (entry, skew_ms): (&RoomEntry, i64),
        memory: &mut RoomMemory,
        participant: &ParticipantEntry,
        listed: &ListedParticipant,
        request: ListingRequest,
        findings: &mut Vec<Finding>,
    ) {
        let at = request.at;
        let room = &entry.session.record;
        let mut report = |drift: Drift, about: &Text, wait: Option<Wait>, tracks| {
            let mut finding = Finding::new(drift, about, at);
            finding.since = wait.and_then(|wait| wait.before);
            finding.first = wait.map(|wait| wait.since);
            finding.skew_ms = skew_ms;
            finding.room = Some(named(&room.sid, &room.name));
            finding.participant = Some(ListedParticipant { tracks, ..listed.clone() });
            if drift == Drift::TrackGone {
                finding.tracks_gone.push(about.clone());
            }
            self.report(finding, about, findings);
        };
        let known = |sid: &Text| participant.record.tracks.iter().find(|track| track.sid == *sid);
        for track in &listed.tracks {
            let Some(record) = known(&track.sid) else {
                let waiting = *memory.wait(Waiting::TrackNew, &track.sid, request);
                if waiting.listings >= LISTINGS && at.since(waiting.since) >= GRACE_MS {
                    report(Drift::TrackMissed, &track.sid, Some(waiting), vec![track.clone()]);
                }
                continue;
            };
            let was_reported =
                record.seen_by.has(SeenBy::BEGINNING) || record.seen_by.has(Source::Poll.into());
            if !was_reported && record.is_live() {
                report(Drift::TrackMissed, &track.sid, None, vec![track.clone()]);
            } else if record.is_live() && record.info.value != track.info {
                let waiting = *memory.wait(Waiting::TrackOther, &track.sid, request);
                if at.since(to_our_clock(record.info.stamp.at, skew_ms)) >= LISTING_LAG_MS {
                    report(Drift::TrackChanged, &track.sid, Some(waiting), vec![track.clone()]);
                }
            }
        }
        for record in participant.record.tracks.iter().filter(|track| track.is_live()) {
            let is_listed = listed.tracks.iter().any(|track| track.sid == record.sid);
            let reported_at =
                record.info.stamp.at.max(record.first_seen.unwrap_or(Millis::default()));
            if is_listed {
                continue;
            }
            // Only the listing before the first without it had it.
            let unlisted = *memory.wait(Waiting::TrackUnlisted, &record.sid, request);
            if at.since(to_our_clock(reported_at, skew_ms)) < AGE_MS {
                continue;
            }
            if memory.wait(Waiting::TrackGone, &record.sid, request).listings >= LISTINGS {
                report(Drift::TrackGone, &record.sid, Some(unlisted), Vec::new());
            }
        }
    }
}

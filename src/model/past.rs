//! Sessions as they were at an earlier moment: what is known of them today, cut at that moment.
//!
//! When somebody was there is taken from the session as it is known today, so that an end which was
//! only concluded later counts; from its last sign of life until that end a stay is in doubt. What
//! changes during a stay (name, metadata, attributes, mutes) is taken from `told`, the record folded
//! from the events up to the moment, or from today's record where that was said by then already.
//! Where neither tells, it is not known: today's value is never shown for another time.

use super::{
    Certainty, End, Latest, Millis, Participant, ParticipantRecord, ParticipantSession,
    ParticipantState, Room, RoomRecord, RoomSession, Text,
};

/// The doubt at `at` about a session with this end: the end was not told, and may have been before.
/// LiveKit tells whole seconds: it may have been in that of the last sign of life.
fn doubt(end: Option<&End>, at: Millis) -> Option<&End> {
    end.filter(|end| end.evidence.is_some() && end.earliest <= at && at < end.latest)
}

/// What was said by `at`: in the events up to then, or in today's record.
fn said<T: Ord + Clone>(
    told: Option<&Latest<T>>,
    today: Option<&Latest<T>>,
    at: Millis,
) -> Option<Latest<T>> {
    let mut said = told.cloned();
    Latest::merge(&mut said, today.filter(|latest| latest.stamp.at <= at).cloned());
    said
}

impl RoomSession {
    /// The room as it was at `at`, with nobody counted; `None` if it had not begun.
    pub fn as_of(&self, at: Millis, told: Option<&RoomRecord>) -> Option<Room> {
        if self.record.started_at() > at {
            return None;
        }
        let mut then = self.clone();
        let told_metadata = told.and_then(|told| told.metadata.as_ref());
        then.record.metadata = said(told_metadata, self.record.metadata.as_ref(), at);
        then.record.heard = told.map_or(self.record.heard, |told| told.heard);
        // Before its last sign of life nobody doubted it.
        then.record.doubt = then.record.doubt.filter(|doubt| doubt.earliest <= at);
        if self.finished_at().is_some_and(|finished_at| finished_at <= at) {
            return Some(then.view(at));
        }
        then.end = None;
        let mut room = then.view(at);
        if let Some(end) = doubt(self.end.as_ref(), at) {
            room.certainty = Certainty::InDoubt;
            room.finished_at_range = end.range();
            room.evidence = end.evidence.as_deref().map(str::to_owned);
        }
        Some(room)
    }
}

impl ParticipantSession {
    /// The stay as it was at `at`; `None` if it had not begun, or was never to become active.
    pub fn as_of(&self, at: Millis, told: Option<&ParticipantRecord>) -> Option<Participant> {
        let is_over = self.left_at().is_some_and(|left_at| left_at <= at);
        if self.record.started_at() > at || (self.aborted() && !is_over) {
            return None;
        }
        let mut then = self.clone();
        // What its client says now tells nothing of then.
        then.quality = None;
        let record = &mut then.record;
        let told_info = told.and_then(|told| told.info.as_ref());
        record.info = said(told_info, self.record.info.as_ref(), at);
        record.heard = told.map_or(record.heard, |told| told.heard);
        record.tracks.retain(|track| {
            track.published_at.or(track.first_seen).is_none_or(|began_at| began_at <= at)
        });
        let mut are_told = Vec::new();
        for track in &mut record.tracks {
            track.unpublished_at = track.unpublished_at.filter(|ended_at| *ended_at <= at);
            let told = told.and_then(|told| told.tracks.iter().find(|t| t.sid == track.sid));
            let info = said(told.map(|told| &told.info), Some(&track.info), at);
            are_told.push(info.is_some());
            // What a track is never changes; whether it is muted does.
            track.info = info.unwrap_or_else(|| track.info.clone());
        }
        if !is_over {
            then.end = None;
            record.left = None;
            then.in_doubt = doubt(self.end.as_ref(), at).is_some()
                || (self.in_doubt && self.record.last_seen <= at);
            record.state = told.map_or(ParticipantState::Active, |told| told.state);
        }
        let mut participant = then.view(at);
        for (track, is_told) in participant.tracks.iter_mut().zip(are_told) {
            track.muted = track.muted.filter(|_| is_told);
        }
        // A sid never changes its kind.
        participant.kind = self.record.kind().map(|kind| kind.as_str().to_owned());
        participant.is_machine = self.record.kind().and_then(super::Kind::is_machine);
        let info = self.record.info.as_ref().map(|latest| &latest.value);
        participant.kind_details =
            info.map(|info| info.kind_details.iter().map(Text::to_string).collect());
        participant.is_forwarded = info.map(|_| self.record.is_forwarded());
        if let Some(end) = doubt(self.end.as_ref(), at) {
            participant.left_at_range = end.range();
            participant.evidence = end.evidence.as_deref().map(str::to_owned);
        }
        Some(participant)
    }
}

impl Room {
    /// Counts who is there: of `participants`, those that have not left.
    pub fn count<'a>(&mut self, participants: impl IntoIterator<Item = &'a Participant>) {
        for one in participants.into_iter().filter(|one| one.left_at.is_none()) {
            if one.certainty == Certainty::InDoubt {
                self.in_doubt_count += 1;
                continue;
            }
            self.participant_count += 1;
            let is_forwarded = one.is_forwarded == Some(true);
            self.forwarded_count += u32::from(is_forwarded);
            self.people_count += u32::from(!is_forwarded && one.is_machine == Some(false));
            self.machine_count += u32::from(!is_forwarded && one.is_machine == Some(true));
            let is_agent = one.kind.as_deref() == Some(super::Kind::Agent.as_str());
            self.agent_count += u32::from(!is_forwarded && is_agent);
            let publishes = one.tracks.iter().any(|track| track.unpublished_at.is_none());
            self.publisher_count += u32::from(publishes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Attributes, Doubt, Heard, Kind, Leave, ParticipantInfo, Rank, Stamp, TrackInfo, TrackRecord,
    };

    fn info(name: &str, at: i64) -> Latest<ParticipantInfo> {
        let value = ParticipantInfo {
            name: name.into(),
            kind: Kind::Standard,
            metadata: "".into(),
            attributes: Attributes::default(),
            region: Text::default(),
            hidden: false,
            kind_details: Box::default(),
        };
        let stamp = Stamp::new(Millis(at), Rank::UPDATED, 0, "EV_1");
        Latest { stamp, value }
    }

    fn stay(end: Option<End>) -> ParticipantSession {
        let mut record =
            ParticipantRecord::seen("PA_1".into(), "RM_1".into(), "ann".into(), Millis(1000));
        record.last_seen = Millis(3000);
        record.state = ParticipantState::Disconnected;
        record.info = Some(info("today", 3000));
        let stamp = Stamp::new(Millis(2000), Rank::STARTED, 0, "EV_2");
        record.tracks.push(TrackRecord {
            sid: "TR_1".into(),
            info: Latest { stamp, value: TrackInfo { muted: true, ..TrackInfo::default() } },
            published_at: Some(Millis(2000)),
            unpublished_at: Some(Millis(2500)),
            first_seen: Some(Millis(2000)),
            heard: Heard::NOBODY,
        });
        ParticipantSession {
            record,
            end,
            in_doubt: false,
            quality: None,
            deployment: "default".into(),
            room_name: "room".into(),
        }
    }

    #[test]
    fn a_stay_is_there_from_its_beginning_until_before_its_end() {
        let mut stay = stay(Some(End::observed(Millis(5000))));
        stay.record.left = Some(Leave {
            stamp: Stamp::new(Millis(5000), Rank::LEFT, 0, "EV_3"),
            reason: "CLIENT_INITIATED".into(),
            aborted: false,
        });
        assert!(stay.as_of(Millis(999), None).is_none());
        for at in [1000, 4999] {
            let then = stay.as_of(Millis(at), None).expect("it had begun");
            assert_eq!((then.left_at, then.disconnect_reason), (None, None), "{at}");
            assert_eq!(then.certainty, Certainty::Observed, "{at}");
            assert_eq!(then.state, ParticipantState::Active, "{at}");
        }
        let after = stay.as_of(Millis(5000), None).expect("it had begun");
        assert_eq!(after.disconnect_reason.as_deref(), Some("CLIENT_INITIATED"));
        assert!(after.left_at.is_some());
        stay.record.left.as_mut().expect("it left").aborted = true;
        assert!(stay.as_of(Millis(4999), None).is_none(), "it was never active");
        assert!(stay.as_of(Millis(5000), None).is_some_and(|then| then.aborted));
    }

    #[test]
    fn from_the_last_sign_of_life_until_an_inferred_end_a_stay_is_in_doubt() {
        let stay = stay(Some(End::inferred(Millis(3000), Millis(5000), "came back")));
        let certainty = |at: i64| stay.as_of(Millis(at), None).expect("it had begun").certainty;
        assert_eq!(certainty(2999), Certainty::Observed);
        assert_eq!(certainty(3000), Certainty::InDoubt);
        assert_eq!(certainty(4999), Certainty::InDoubt);
        assert_eq!(certainty(5000), Certainty::Inferred);
        let then = stay.as_of(Millis(4000), None).expect("it had begun");
        assert_eq!(then.evidence.as_deref(), Some("came back"));
        assert_eq!(then.left_at_range.map(|range| range.latest.timestamp()), Some(5));
        assert_eq!(then.left_at, None);
    }

    #[test]
    fn what_was_said_later_is_not_known_earlier() {
        let stay = stay(None);
        let name = |at: i64, told: Option<&ParticipantRecord>| {
            stay.as_of(Millis(at), told).expect("it had begun").name
        };
        assert_eq!(name(2999, None), None);
        assert_eq!(name(3000, None).as_deref(), Some("today"));
        let mut told = stay.record.clone();
        told.info = Some(info("before", 1500));
        assert_eq!(name(2999, Some(&told)).as_deref(), Some("before"));
        assert_eq!(name(3000, Some(&told)).as_deref(), Some("today"));
    }

    #[test]
    fn tracks_are_those_of_the_moment() {
        let mut stay = stay(None);
        let tracks = |stay: &ParticipantSession, at: i64| {
            let then = stay.as_of(Millis(at), None).expect("it had begun");
            then.tracks.iter().map(|t| (t.unpublished_at.is_none(), t.muted)).collect::<Vec<_>>()
        };
        assert_eq!(tracks(&stay, 1999), []);
        assert_eq!(tracks(&stay, 2000), [(true, Some(true))]);
        assert_eq!(tracks(&stay, 2500), [(false, Some(true))]);
        stay.record.tracks[0].info.stamp.at = Millis(2600);
        assert_eq!(tracks(&stay, 2000), [(true, None)], "that was said later");
    }

    #[test]
    fn a_room_counts_those_who_were_there() {
        let mut record =
            RoomRecord::seen("default".into(), "RM_1".into(), "room".into(), Millis(0));
        record.metadata = Some(Latest {
            stamp: Stamp::new(Millis(2000), Rank::UPDATED, 0, "EV_1"),
            value: "later".into(),
        });
        let end = Some(End::inferred(Millis(3000), Millis(9000), "came back"));
        let session = RoomSession { record, end, region: None, participants_total: 0 };
        assert!(session.as_of(Millis(-1), None).is_none());
        let mut room = session.as_of(Millis(1000), None).expect("it had begun");
        assert_eq!((room.metadata.as_deref(), room.status.as_str()), (None, "active"));
        assert!((room.duration_seconds - 1.0).abs() < 1e-9);
        let there = stay(None).as_of(Millis(2200), None).expect("it had begun");
        let doubtful = stay(Some(End::inferred(Millis(1000), Millis(5000), "why")));
        let doubtful = doubtful.as_of(Millis(2200), None).expect("it had begun");
        room.count([&there, &doubtful]);
        assert_eq!((room.participant_count, room.people_count, room.in_doubt_count), (1, 1, 1));
        assert_eq!(room.publisher_count, 1);
        let doubtful = session.as_of(Millis(5000), None).expect("it had begun");
        assert_eq!((doubtful.certainty, doubtful.finished_at), (Certainty::InDoubt, None));
        let over = session.as_of(Millis(9000), None).expect("it had begun");
        assert_eq!((over.certainty, over.status.as_str()), (Certainty::Inferred, "finished"));
        let mut doubted = RoomSession { end: None, ..session };
        doubted.record.doubt = Some(Box::new(Doubt {
            at: Millis(7000),
            earliest: Millis(4000),
            is_unlisted: true,
            evidence: "the nodes count it".into(),
        }));
        for (at, certainty) in [(3999, Certainty::Observed), (4000, Certainty::InDoubt)] {
            let then = doubted.as_of(Millis(at), None).expect("it had begun");
            assert_eq!(then.certainty, certainty, "{at}");
        }
    }
}

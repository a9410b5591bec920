use super::*;
use crate::model::{
    Attributes, Bounds, Doubt, Kind, Leave, Rank, SeenBy, Stamp, TrackInfo, TrackRecord,
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

fn session(end: Option<End>) -> ParticipantSession {
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
        bounds: None,
        seen_by: SeenBy::NOBODY,
    });
    ParticipantSession {
        record,
        end,
        in_doubt: false,
        quality: None,
        listed_at: None,
        deployment: "default".into(),
        room_name: "room".into(),
    }
}

/// A session as of a time, in a room that was never listed.
fn as_of(
    session: &ParticipantSession,
    at: i64,
    folded: Option<&ParticipantRecord>,
) -> Option<Participant> {
    session.as_of(Millis(at), folded, &Coverage::default(), &LaterValues::default())
}

#[test]
fn a_session_is_there_from_its_beginning_until_before_its_end() {
    let mut session = session(Some(End::observed(Millis(5000))));
    session.record.left = Some(Box::new(Leave {
        stamp: Stamp::new(Millis(5000), Rank::LEFT, 0, "EV_3"),
        reason: "CLIENT_INITIATED".into(),
        aborted: false,
    }));
    assert!(as_of(&session, 999, None).is_none());
    for at in [1000, 4999] {
        let then = as_of(&session, at, None).expect("it had begun");
        assert_eq!((then.left_at, then.disconnect_reason), (None, None), "{at}");
        assert_eq!(then.certainty, Certainty::Observed, "{at}");
        assert_eq!(then.state, ParticipantState::Active, "{at}");
    }
    let after = as_of(&session, 5000, None).expect("it had begun");
    assert_eq!(after.disconnect_reason.as_deref(), Some("CLIENT_INITIATED"));
    assert!(after.left_at.is_some());
    session.record.left.as_mut().expect("it left").aborted = true;
    assert!(as_of(&session, 4999, None).is_none(), "it was never active");
    assert!(as_of(&session, 5000, None).is_some_and(|then| then.aborted));
}

#[test]
fn from_the_last_sign_of_life_until_an_inferred_end_a_session_is_in_doubt() {
    let session = session(Some(End::inferred(Millis(3000), Millis(5000), "came back")));
    let certainty = |at: i64| as_of(&session, at, None).expect("it had begun").certainty;
    assert_eq!(certainty(2999), Certainty::Observed);
    assert_eq!(certainty(3000), Certainty::InDoubt);
    assert_eq!(certainty(4999), Certainty::InDoubt);
    assert_eq!(certainty(5000), Certainty::Inferred);
    let then = as_of(&session, 4000, None).expect("it had begun");
    assert_eq!(then.evidence.as_deref(), Some("came back"));
    assert_eq!(then.left_at_range.map(|range| range.latest.timestamp()), Some(5));
    assert_eq!(then.left_at, None);
}

#[test]
fn what_was_reported_later_is_not_known_earlier() {
    let session = session(None);
    let name = |at: i64, folded: Option<&ParticipantRecord>| {
        as_of(&session, at, folded).expect("it had begun").name
    };
    assert_eq!(name(2999, None), None);
    assert_eq!(name(3000, None).as_deref(), Some("today"));
    let mut folded = session.record.clone();
    folded.info = Some(info("before", 1500));
    assert_eq!(name(2999, Some(&folded)).as_deref(), Some("before"));
    assert_eq!(name(3000, Some(&folded)).as_deref(), Some("today"));
}

#[test]
fn tracks_are_those_of_the_moment() {
    let mut session = session(None);
    let tracks = |session: &ParticipantSession, at: i64| {
        let then = as_of(session, at, None).expect("it had begun");
        then.tracks.iter().map(|t| (t.unpublished_at.is_none(), t.muted)).collect::<Vec<_>>()
    };
    assert_eq!(tracks(&session, 1999), []);
    assert_eq!(tracks(&session, 2000), [(true, Some(true))]);
    assert_eq!(tracks(&session, 2500), [(false, Some(true))]);
    session.record.tracks[0].info.stamp.at = Millis(2600);
    assert_eq!(tracks(&session, 2000), [(true, None)], "that was reported later");
}

#[test]
fn what_no_listing_saw_of_a_mute_is_not_known() {
    let mut session = session(None);
    let track = &mut session.record.tracks[0];
    (track.unpublished_at, track.info.value.muted) = (None, false);
    let (mut listed, mut after) = (Coverage::default(), LaterValues::default());
    for at in (2000..=62_000).step_by(10_000) {
        listed.add(Millis(at));
    }
    let muted = |at: i64, listed: &Coverage, after: &LaterValues| {
        let then = session.as_of(Millis(at), None, listed, after).expect("it had begun");
        (then.tracks[0].muted, then.tracks[0].muted_at.map(|at| at.timestamp_millis()))
    };
    let never = Coverage::default();
    assert_eq!(muted(22_000, &never, &after), (Some(false), Some(2000)), "reported recently");
    assert_eq!(muted(22_001, &never, &after), (None, None), "reported too long ago");
    assert_eq!(muted(57_000, &listed, &after), (Some(false), Some(57_000)));
    assert_eq!(muted(80_000, &listed, &after), (Some(false), Some(62_000)));
    assert_eq!(muted(90_000, &listed, &after), (None, None));
    // A listing at 52 s showed it muted, and the one at 42 s did not.
    let (at, since) = (Millis(52_000), Some(Millis(42_000)));
    after.muted.insert("TR_1".into(), NextValue { at, since, value: true });
    assert_eq!(muted(42_000, &listed, &after), (Some(false), Some(42_000)));
    for between in [42_001, 51_999] {
        assert_eq!(muted(between, &listed, &after), (None, None), "{between}");
    }
    // A later report of the same value proves that it was unchanged.
    after.muted.insert("TR_1".into(), NextValue { at, since, value: false });
    assert_eq!(muted(50_000, &listed, &after).0, Some(false));
}

#[test]
fn what_changed_between_two_listings_is_not_known_between_them() {
    let mut session = session(None);
    session.record.info = Some(info("before", 1500));
    let mut after = LaterValues::default();
    let mut value = info("after", 0).value;
    value.attributes = [("hand".into(), "up".into())].into_iter().collect();
    let next = NextValue { at: Millis(9000), since: Some(Millis(7000)), value };
    after.info.insert("PA_1".into(), next);
    let then = |at: i64| {
        let then = session.as_of(Millis(at), None, &Coverage::default(), &after);
        let then = then.expect("it had begun");
        (then.name, then.attributes.is_some(), then.info_at.map(|at| at.timestamp_millis()))
    };
    assert_eq!(then(7000), (Some("before".to_owned()), true, Some(1500)));
    assert_eq!(then(8000), (None, false, Some(1500)));
}

#[test]
fn a_track_that_a_listing_found_may_have_been_there_before() {
    let mut session = session(None);
    let track = &mut session.record.tracks[0];
    track.published_at = None;
    (track.first_seen, track.unpublished_at) = (Some(Millis(2000)), Some(Millis(2500)));
    let shown = |session: &ParticipantSession, at: i64| {
        let then = as_of(session, at, None).expect("it had begun");
        then.tracks.first().map(|track| (track.certainty, track.unpublished_at.is_some()))
    };
    let (in_doubt, sure) = (Some((Certainty::InDoubt, false)), Some((Certainty::Observed, false)));
    assert_eq!(shown(&session, 1000), in_doubt, "since the participant joined");
    assert_eq!((shown(&session, 1999), shown(&session, 2000)), (in_doubt, sure));
    let bounds = Bounds { published_after: Some(Millis(1500)), listed_until: Some(Millis(2200)) };
    session.record.tracks[0].bounds = Some(Box::new(bounds));
    assert_eq!((shown(&session, 1499), shown(&session, 1500)), (None, in_doubt));
    assert_eq!((shown(&session, 2200), shown(&session, 2201)), (sure, in_doubt));
    assert_eq!(shown(&session, 2500), Some((Certainty::Observed, true)));
    let mut room = RoomRecord::seen("default".into(), "RM_1".into(), "room".into(), Millis(0));
    room.last_alive = Some(Millis(9000));
    let room_session = RoomSession { record: room, end: None, region: None, participants_total: 1 };
    let mut room = room_session.as_of(Millis(2300), None).expect("it had begun");
    room.count([&as_of(&session, 2300, None).expect("it had begun")]);
    assert_eq!((room.participant_count, room.publisher_count), (1, 0));
    // A webhook reported the end after all.
    session.record.tracks[0].seen_by = SeenBy::END;
    assert_eq!(shown(&session, 2201), sure);
}

#[test]
fn a_room_counts_those_who_were_there() {
    let mut record = RoomRecord::seen("default".into(), "RM_1".into(), "room".into(), Millis(0));
    record.metadata = Some(Latest {
        stamp: Stamp::new(Millis(2000), Rank::UPDATED, 0, "EV_1"),
        value: "later".into(),
    });
    let end = Some(End::inferred(Millis(3000), Millis(9000), "came back"));
    let room_session = RoomSession { record, end, region: None, participants_total: 0 };
    assert!(room_session.as_of(Millis(-1), None).is_none());
    let mut room = room_session.as_of(Millis(1000), None).expect("it had begun");
    assert_eq!((room.metadata.as_deref(), room.status.as_str()), (None, "active"));
    assert!((room.duration_seconds - 1.0).abs() < 1e-9);
    let there = as_of(&session(None), 2200, None).expect("it had begun");
    let in_doubt = session(Some(End::inferred(Millis(1000), Millis(5000), "why")));
    let in_doubt = as_of(&in_doubt, 2200, None).expect("it had begun");
    room.count([&there, &in_doubt]);
    assert_eq!((room.participant_count, room.people_count, room.in_doubt_count), (1, 1, 1));
    assert_eq!(room.publisher_count, 1);
    let in_doubt = room_session.as_of(Millis(5000), None).expect("it had begun");
    assert_eq!((in_doubt.certainty, in_doubt.finished_at), (Certainty::InDoubt, None));
    let over = room_session.as_of(Millis(9000), None).expect("it had begun");
    assert_eq!((over.certainty, over.status.as_str()), (Certainty::Inferred, "finished"));
    let mut doubted = RoomSession { end: None, ..room_session };
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

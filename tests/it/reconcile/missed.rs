//! What no webhook reported is opened and corrected; older reports change nothing.

use super::*;

#[test]
fn a_room_and_a_participant_without_webhooks_are_opened_after_the_grace() {
    let mut world = World::new();
    let young = ListedRoom { created_at: Some(NOW), ..room(ROOM, 1) };
    let mut first = alice();
    first.joined_at = Some(NOW.plus(2_000));
    first.tracks.push(camera(false));
    // A webhook may still be on its way.
    for _ in 0..2 {
        assert_eq!(world.turn([young.clone()], [first.clone()]), []);
    }
    assert_eq!(world.turn([young.clone()], [first.clone()]), [Drift::RoomMissed]);
    assert_eq!(world.turn([young.clone()], [first.clone()]), []);
    assert_eq!(world.turn([young.clone()], [first.clone()]), [Drift::ParticipantMissed]);
    assert_eq!(world.turn([young], [first]), []);
    let found = world.room(ROOM);
    assert_eq!((found.participant_count, found.publisher_count), (1, 1));
    assert_eq!((found.sources, found.started_at), (vec!["poll".to_owned()], NOW.to_utc()));
    let found = world.somebody("PA_a");
    assert_eq!(
        (found.joined_at, found.sources),
        (NOW.plus(2_000).to_utc(), vec!["poll".to_owned()])
    );
    assert_eq!(found.tracks[0].published_at, None, "no source reported when");
}

#[test]
fn a_late_webhook_adds_to_what_the_poll_found() {
    let mut world = World::with_alice();
    for _ in 0..3 {
        world.turn([room(ROOM, 2)], [alice(), listed("PA_b", "bob", 100)]);
    }
    assert_eq!(world.somebody("PA_b").sources, ["poll"]);
    world.receive(&webhook_bodies::joined(ROOM, "standup", "PA_b", "bob", "STANDARD", 100));
    let bob = world.somebody("PA_b");
    assert_eq!((bob.certainty, world.room(ROOM).participant_count), (Certainty::Observed, 2));
    assert_eq!(bob.sources, ["webhook", "poll"], "and it stays visible that it was healed");
}

#[test]
fn what_no_webhook_carries_is_healed_one_finding_each() {
    let mut world = World::with_alice();
    world.receive_at(
        &webhook_bodies::published(ROOM, "standup", "PA_a", "TR_1", 600),
        NOW.plus(-600_000),
    );
    let mut as_told = alice();
    as_told.tracks.push(camera(false));
    assert_eq!(world.turn([room(ROOM, 1)], [as_told.clone()]), []);
    let mut changed = as_told.clone();
    changed.version = 3;
    changed.info.metadata = "on stage".into();
    changed.info.attributes = [("hand".into(), "up".into())].into_iter().collect();
    changed.tracks = vec![camera(true)];
    let mut renamed = room(ROOM, 1);
    renamed.metadata = "Monday".into();
    let found = world.turn([renamed.clone()], [changed.clone()]);
    assert_eq!(found, [Drift::ParticipantChanged, Drift::TrackChanged]);
    // Of a room LiveKit tells no version: it must say the same twice.
    assert_eq!(world.turn([renamed.clone()], [changed.clone()]), [Drift::RoomChanged]);
    assert_eq!(world.turn([renamed], [changed]), []);
    let alice = world.somebody("PA_a");
    assert_eq!((alice.metadata.as_deref(), alice.tracks[0].muted), (Some("on stage"), Some(true)));
    assert_eq!(alice.attributes.expect("known")["hand"], "up");
    assert_eq!(world.room(ROOM).metadata.as_deref(), Some("Monday"));
}

#[test]
fn a_listing_older_than_the_reports_changes_nothing() {
    let mut world = World::with_alice();
    let mut webhook = webhook_bodies::joined(ROOM, "standup", "PA_b", "bob", "STANDARD", 0);
    webhook["participant"]["metadata"] = "new".into();
    webhook["participant"]["version"] = 5.into();
    world.receive(&webhook);
    let mut stale = listed("PA_b", "bob", 0);
    stale.version = 4;
    stale.info.metadata = "old".into();
    for _ in 0..6 {
        assert_eq!(world.turn([room(ROOM, 2)], [alice(), stale.clone()]), []);
    }
    assert_eq!(world.somebody("PA_b").metadata.as_deref(), Some("new"));
}

#[test]
fn a_track_with_a_missing_start_or_end_webhook_is_corrected() {
    let mut world = World::with_alice();
    let mut publishing = alice();
    publishing.tracks.push(camera(false));
    assert_eq!(world.turn([room(ROOM, 1)], [publishing.clone()]), []);
    assert_eq!(world.turn([room(ROOM, 1)], [publishing.clone()]), []);
    assert_eq!(world.turn([room(ROOM, 1)], [publishing.clone()]), [Drift::TrackMissed]);
    for _ in 0..3 {
        assert_eq!(world.turn([room(ROOM, 1)], [publishing.clone()]), []);
    }
    assert_eq!(world.turn([room(ROOM, 1)], [alice()]), []);
    assert_eq!(world.turn([room(ROOM, 1)], [alice()]), [Drift::TrackGone]);
    assert!(world.somebody("PA_a").tracks[0].unpublished_at.is_some());
    assert_eq!(world.room(ROOM).publisher_count, 0);
}

#[test]
fn a_listing_of_an_earlier_room_of_the_name_opens_nobody_in_the_later_one() {
    let mut world = World::with_alice();
    let earlier = listed("PA_x", "xaver", 7200);
    let joined = webhook_bodies::joined("RM_0", "standup", "PA_x", "xaver", "STANDARD", 7200);
    world.receive_at(&joined, NOW.plus(-7_200_000));
    for _ in 0..4 {
        assert_eq!(world.turn([room(ROOM, 1)], [alice(), earlier.clone()]), []);
    }
    // Whoever is of no earlier room is opened.
    let unknown = listed("PA_y", "yvonne", 7200);
    let found = world.turn([room(ROOM, 2)], [alice(), earlier, unknown]);
    assert_eq!(found, [Drift::ParticipantMissed]);
}

#[test]
fn a_finding_says_between_which_listings_it_became_so() {
    let mut world = World::with_alice();
    let with = |track: Option<ListedTrack>| {
        let mut alice = alice();
        alice.tracks.extend(track);
        [alice]
    };
    world.turn([room(ROOM, 1)], with(None));
    let without = world.at;
    for _ in 0..3 {
        world.turn([room(ROOM, 1)], with(Some(camera(false))));
    }
    let track = |world: &World| {
        let sessions = world.state.participants(&World::key(ROOM));
        let record = sessions[0].record.tracks[0].clone();
        (record.first_seen, record.bounds.expect("a listing reported it"), record.unpublished_at)
    };
    let (first_seen, bounds, _) = track(&world);
    assert_eq!(bounds.published_after, Some(without));
    assert_eq!(first_seen, Some(without.plus(5_000)), "not when it was taken for missed");
    // Muted between two listings.
    world.turn([room(ROOM, 1)], with(Some(camera(false))));
    let unmuted = world.at;
    assert_eq!(world.turn([room(ROOM, 1)], with(Some(camera(true)))), [Drift::TrackChanged]);
    let raw: Finding =
        serde_json::from_str(&world.events.last().expect("it was found").raw).expect("a finding");
    assert_eq!((raw.since, raw.at), (Some(unmuted), world.at));
    world.turn([room(ROOM, 1)], with(Some(camera(true))));
    let last_listed = world.at;
    for _ in 0..5 {
        world.turn([room(ROOM, 1)], with(None));
    }
    let (_, bounds, ended_at) = track(&world);
    assert_eq!(bounds.listed_until, Some(last_listed));
    assert_eq!(ended_at, Some(last_listed.plus(5_000)), "the first listing without it");
}

#[test]
fn a_listed_participant_is_in_the_room_whatever_the_times_say() {
    let mut world = World::with_alice();
    // Moved from another room, or by a clock that is hours behind that of the room's.
    let moved = listed("PA_x", "xaver", 7200);
    let found = world.turn([room(ROOM, 2)], [alice(), moved.clone()]);
    assert_eq!(found, [Drift::ParticipantMissed]);
    assert_eq!(world.room(ROOM).participant_count, 2);
    assert_eq!(world.turn([room(ROOM, 2)], [alice(), moved]), []);
}

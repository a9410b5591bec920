//! Who is no longer listed is over, after more than one look, and comes back when listed again.

use super::*;

#[test]
fn one_listing_without_somebody_ends_nobody_and_two_do() {
    let mut world = World::with_alice();
    world.turn([room(ROOM, 1)], [alice()]);
    let last_listed = world.at;
    assert_eq!(world.turn([room(ROOM, 1)], []), []);
    let first_without = world.at;
    assert_eq!(world.somebody("PA_a").left_at, None);
    assert_eq!(world.reasons_in(5), [ListingReason::Unconfirmed], "another listing is wanted soon");
    assert_eq!(world.turn([room(ROOM, 0)], []), [Drift::ParticipantGone]);
    let gone = world.somebody("PA_a");
    assert_eq!((gone.certainty, gone.disconnect_reason), (Certainty::Inferred, None));
    let range = gone.left_at_range.expect("an interval");
    assert_eq!((range.earliest, range.latest), (last_listed.to_utc(), first_without.to_utc()));
    let evidence = gone.evidence.expect("why");
    assert!(evidence.starts_with("not among LiveKit's participants at "), "{evidence}");
    assert_eq!(world.turn([room(ROOM, 0)], []), []);
}

#[test]
fn a_recently_reported_participant_is_not_gone() {
    let mut world = World::with_alice();
    world.receive(&webhook_bodies::joined(ROOM, "standup", "PA_b", "bob", "STANDARD", 0));
    // The list lags behind the webhook, as LiveKit's does.
    for _ in 0..2 {
        assert_eq!(world.turn([room(ROOM, 1)], [alice()]), []);
    }
    assert_eq!(world.turn([room(ROOM, 2)], [alice(), listed("PA_b", "bob", 0)]), []);
    assert_eq!(world.room(ROOM).participant_count, 2);
}

#[test]
fn a_late_departure_replaces_the_conclusion_and_nothing_else_late_undoes_it() {
    let mut world = World::with_alice();
    for _ in 0..3 {
        world.turn([room(ROOM, 0)], []);
    }
    assert_eq!(world.somebody("PA_a").certainty, Certainty::Inferred);
    world.receive(&webhook_bodies::published(ROOM, "standup", "PA_a", "TR_1", 60));
    let still = world.somebody("PA_a");
    assert_eq!((still.certainty, world.room(ROOM).participant_count), (Certainty::Inferred, 0));
    world.receive(&webhook_bodies::left(
        ROOM,
        "standup",
        "PA_a",
        "alice",
        "CLIENT_INITIATED",
        (3500, 3),
    ));
    let session = world.somebody("PA_a");
    assert_eq!(session.certainty, Certainty::Observed);
    assert_eq!(session.left_at, Some(NOW.plus(-3_000).to_utc()));
    assert_eq!(session.evidence, None);
}

#[test]
fn who_is_listed_again_is_back() {
    let mut world = World::with_alice();
    for _ in 0..3 {
        world.turn([room(ROOM, 0)], []);
    }
    assert_eq!(world.somebody("PA_a").certainty, Certainty::Inferred);
    assert_eq!(world.turn([room(ROOM, 1)], [alice()]), []);
    assert_eq!(world.turn([room(ROOM, 1)], [alice()]), [Drift::ParticipantConfirmed]);
    assert_eq!(world.room(ROOM).participant_count, 1);
    assert_eq!(world.turn([room(ROOM, 1)], [alice()]), []);
}

#[test]
fn a_room_that_is_listed_no_more_is_over_with_everybody_in_it_and_may_come_back() {
    let mut world = World::with_alice();
    world.turn([room(ROOM, 1)], [alice()]);
    let last_listed = world.at;
    assert_eq!(world.turn([], []), []);
    let first_without = world.at;
    assert_eq!(world.turn([], []), [Drift::RoomGone]);
    let over = world.room(ROOM);
    assert_eq!((over.status.as_str(), over.certainty), ("finished", Certainty::Inferred));
    let range = over.finished_at_range.expect("an interval");
    assert_eq!((range.earliest, range.latest), (last_listed.to_utc(), first_without.to_utc()));
    assert_eq!(world.somebody("PA_a").evidence, over.evidence);
    assert_eq!(world.turn([room(ROOM, 1)], [alice()]), []);
    assert_eq!(world.turn([room(ROOM, 1)], [alice()])[0], Drift::RoomMissed);
    assert_eq!(world.room(ROOM).status, "active");
}

#[test]
fn a_participant_listed_after_leaving_is_reported_once_and_stays_gone() {
    let mut world = World::with_alice();
    world.receive(&webhook_bodies::left(
        ROOM,
        "standup",
        "PA_a",
        "alice",
        "CLIENT_INITIATED",
        (3500, 0),
    ));
    let mut found = Vec::new();
    for _ in 0..60 {
        found.extend(world.turn([room(ROOM, 0)], [alice()]));
    }
    assert_eq!(found, [Drift::ParticipantLingers]);
    assert_eq!(world.somebody("PA_a").certainty, Certainty::Observed);
    assert_eq!(world.room(ROOM).participant_count, 0);
}

#[test]
fn a_server_that_lost_its_memory_ends_what_it_forgot() {
    let mut world = World::with_alice();
    world.turn([room(ROOM, 1)], [alice()]);
    let mut back = room("RM_2", 1);
    back.created_at = Some(world.at.plus(1_000));
    for _ in 0..4 {
        world.turn([back.clone()], []);
    }
    let old = world.room(ROOM);
    assert_eq!((old.status.as_str(), old.certainty), ("finished", Certainty::Inferred));
    assert_eq!(old.evidence.as_deref(), Some("the room came back as `RM_2`"));
    assert_eq!(world.room("RM_2").status, "active");
    let alice = world.somebody("PA_a");
    assert_eq!((alice.certainty, alice.evidence), (Certainty::Inferred, old.evidence));
}

#[test]
fn nobody_is_taken_for_seen_by_a_listing_that_did_not_have_them() {
    let mut world = World::with_alice();
    world.turn([room(ROOM, 1)], [alice()]);
    let last_listed = world.at;
    // A webhook about her comes late: what does not list her is then not believed at once.
    world.receive(&webhook_bodies::published(ROOM, "standup", "PA_a", "TR_1", 60));
    for _ in 0..5 {
        world.turn([room(ROOM, 0)], []);
    }
    let range = world.somebody("PA_a").left_at_range.expect("she is gone");
    assert_eq!(range.earliest, last_listed.to_utc());
}

#[test]
fn an_unlisted_participant_was_gone_at_the_response_and_not_at_the_request() {
    let mut world = World::with_alice();
    world.turn([room(ROOM, 1)], [alice()]);
    for _ in 0..2 {
        world.wait(5);
        world.rooms(&[room(ROOM, 0)]);
        let asked = ListingRequest { at: world.at, answered_at: world.at.plus(3_000) };
        let findings = world.reconciler.participants(&world.state, &Text::from(ROOM), &[], asked);
        world.take(findings);
    }
    let range = world.somebody("PA_a").left_at_range.expect("she is gone");
    assert_eq!(range.latest, world.at.plus(-2_000).to_utc());
}

#[test]
fn a_missing_end_webhook_counts_only_if_livekit_was_up_to_send_it() {
    let other = || ListedRoom { name: "other".into(), ..room("RM_2", 0) };
    // Another room has lived through it: LiveKit was there, and its webhook was lost.
    let mut world = World::with_alice();
    world.turn([room(ROOM, 1), other()], [alice()]);
    world.turn([other()], []);
    assert_eq!(world.turn([other()], []), [Drift::RoomGone]);
    assert!(!world.is_cut_off());
    // Every room is gone at once, or others have come: it may have been started again.
    for back in [vec![], vec![other()]] {
        let mut world = World::with_alice();
        world.turn([room(ROOM, 1)], [alice()]);
        world.turn(back.clone(), []);
        assert_eq!(world.turn(back, []).first(), Some(&Drift::RoomGone));
        assert!(world.is_cut_off());
    }
    // It did not answer meanwhile.
    let mut world = World::with_alice();
    world.turn([room(ROOM, 1), other()], [alice()]);
    world.wait(5);
    world.reconciler.note_failed_request(world.at);
    world.turn([other()], []);
    assert_eq!(world.turn([other()], []), [Drift::RoomGone]);
    assert!(world.is_cut_off());
}

#[test]
fn a_departure_is_held_against_webhooks_unless_livekit_was_away() {
    for is_away in [false, true] {
        let mut world = World::with_alice();
        world.turn([room(ROOM, 1)], [alice()]);
        world.wait(5);
        if is_away {
            world.reconciler.note_failed_request(world.at);
        }
        world.turn([room(ROOM, 0)], []);
        assert_eq!(world.turn([room(ROOM, 0)], []), [Drift::ParticipantGone]);
        assert_eq!(world.is_cut_off(), is_away);
    }
}

//! Which rooms are listed when, and what is reported again.

use super::*;

#[test]
fn where_all_agree_nothing_is_found() {
    let mut world = World::with_alice();
    for _ in 0..20 {
        assert_eq!(world.turn([room(ROOM, 1)], [alice()]), []);
    }
    assert_eq!(world.room(ROOM).sources, ["webhook"]);
}

#[test]
fn rooms_with_news_are_listed_first_and_the_rest_in_turn() {
    let mut world = World::with_alice();
    world.rooms(&[room(ROOM, 1)]);
    assert_eq!(world.reasons(), [ListingReason::New]);
    world.people(&[alice()]);
    // Of her mutes only listings tell.
    world.wait(5);
    world.rooms(&[room(ROOM, 1)]);
    assert_eq!(world.reasons(), [ListingReason::People]);
    world.people(&[alice()]);
    let viewed = HashSet::from([Text::from(ROOM)]);
    world.wait(5);
    let wanted = world.reconciler.rooms_to_list(&world.state, &viewed, world.at);
    assert_eq!(wanted.first().map(|wanted| wanted.reason), Some(ListingReason::Viewed));
    world.wait(15);
    world.receive(&webhook_bodies::published(ROOM, "standup", "PA_a", "TR_1", 0));
    world.wait(5);
    assert_eq!(world.reasons(), [ListingReason::Active]);
    for _ in 0..2 {
        world.wait(5);
        world.rooms(&[room(ROOM, 7)]);
    }
    assert_eq!(world.reasons(), [ListingReason::Mismatch]);
    let mut publishing = alice();
    publishing.tracks.push(camera(false));
    world.people(&[publishing]);
    world.wait(5);
    world.rooms(&[room(ROOM, 7)]);
    assert_eq!(world.reasons(), [ListingReason::People], "that it differs is no news");
    world.wait(5);
    world.rooms(&[room(ROOM, 3)]);
    assert_eq!(world.reasons(), [ListingReason::Mismatch], "that it changed is");
}

#[test]
fn a_finding_that_could_not_be_stored_is_found_again() {
    let mut world = World::new();
    world.wait(60);
    let findings = world.listed(&[room(ROOM, 0)]);
    assert_eq!(findings.len(), 1);
    world.wait(5);
    assert!(world.listed(&[room(ROOM, 0)]).is_empty());
    world.reconciler.forget_reported(&findings);
    world.wait(5);
    assert_eq!(world.rooms(&[room(ROOM, 0)]), [Drift::RoomMissed]);
}

#[test]
fn an_empty_room_is_listed_only_in_its_turn() {
    let mut world = World::new();
    world.receive_at(&webhook_bodies::room_started(ROOM, "standup", 3600), NOW.plus(-3_600_000));
    world.rooms(&[room(ROOM, 0)]);
    world.people(&[]);
    for _ in 0..11 {
        world.wait(5);
        world.rooms(&[room(ROOM, 0)]);
        assert_eq!(world.reasons(), []);
    }
    world.wait(5);
    assert_eq!(world.reasons(), [ListingReason::Sweep]);
}

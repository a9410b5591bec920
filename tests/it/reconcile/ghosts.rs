//! Who is listed though their node died: the steady count is the better witness.

use super::*;

/// A room whose node died and which another node has started again: bob has not come back.
fn with_a_ghost() -> World {
    let mut world = World::with_alice();
    world.receive_at(
        &webhook_bodies::joined(ROOM, "standup", "PA_b", "bob", "STANDARD", 3400),
        NOW.plus(-3_400_000),
    );
    let mut again = webhook_bodies::room_started(ROOM, "standup", 60);
    again["id"] = "EV_again".into();
    again["room"]["creationTime"] = ((NOW.0 / 1000) - 3600).to_string().into();
    again["room"]["creationTimeMs"] = (NOW.0 - 3_600_000).to_string().into();
    world.receive_at(&again, NOW.plus(-60_000));
    world.receive_at(
        &webhook_bodies::joined(ROOM, "standup", "PA_c", "alice", "STANDARD", 55),
        NOW.plus(-55_000),
    );
    assert_eq!(world.somebody("PA_b").certainty, Certainty::InDoubt);
    world
}

#[test]
fn who_is_listed_though_their_node_died_is_ended_when_the_steady_count_says_so() {
    let mut world = with_a_ghost();
    let list = [listed("PA_b", "bob", 3400), listed("PA_c", "alice", 55)];
    for turn in 0..3 {
        assert_eq!(world.turn([room(ROOM, 1)], list.clone()), [], "turn {turn}");
        assert_eq!(world.reasons_in(5), [ListingReason::Unconfirmed]);
    }
    // Fifteen seconds of the same count: nobody is behind the entry.
    assert_eq!(world.turn([room(ROOM, 1)], list.clone()), [Drift::ParticipantGhost]);
    let bob = world.somebody("PA_b");
    assert_eq!(bob.certainty, Certainty::Inferred);
    let range = bob.left_at_range.expect("an interval");
    assert_eq!(range.earliest, NOW.plus(-3_400_000).to_utc());
    assert_eq!(range.latest, NOW.plus(-60_000).to_utc(), "before the room was started again");
    assert!(bob.evidence.expect("why").contains("counts 1 where 2 are listed"));
    // The entry stays in the list for ever, and brings nobody back.
    for _ in 0..10 {
        assert_eq!(world.turn([room(ROOM, 1)], list.clone()), []);
    }
    assert_eq!(world.room(ROOM).participant_count, 1);
}

#[test]
fn who_was_in_doubt_and_is_counted_is_there() {
    let mut world = with_a_ghost();
    let list = [listed("PA_b", "bob", 3400), listed("PA_c", "alice", 55)];
    let mut found = Vec::new();
    for _ in 0..6 {
        found.extend(world.turn([room(ROOM, 2)], list.clone()));
    }
    assert_eq!(found, [Drift::ParticipantConfirmed]);
    assert_eq!(world.somebody("PA_b").certainty, Certainty::Observed);
    assert_eq!(world.room(ROOM).participant_count, 2);
}

#[test]
fn an_unstable_count_resolves_no_doubt() {
    let mut world = with_a_ghost();
    let list = [listed("PA_b", "bob", 3400), listed("PA_c", "alice", 55)];
    for turn in 0..20 {
        assert_eq!(world.turn([room(ROOM, turn % 3)], list.clone()), []);
    }
    assert_eq!(world.somebody("PA_b").certainty, Certainty::InDoubt);
}

#[test]
fn findings_and_webhooks_give_the_same_in_any_order() {
    use rand::SeedableRng as _;
    use rand::seq::SliceRandom as _;

    let mut world = with_a_ghost();
    let mut list = vec![listed("PA_b", "bob", 3400), listed("PA_c", "alice", 55)];
    list[1].tracks.push(camera(true));
    for _ in 0..8 {
        world.turn([room(ROOM, 1)], list.clone());
    }
    list.pop();
    for _ in 0..8 {
        world.turn([room(ROOM, 1)], list.clone());
    }
    for _ in 0..3 {
        world.turn([], []);
    }
    assert!(world.events.len() > 9, "there is something to shuffle");
    let expected = crate::whole::fold(&world.events);
    let mut random = rand::rngs::ChaCha8Rng::seed_from_u64(1);
    let mut events = world.events;
    for round in 0..200 {
        events.shuffle(&mut random);
        assert_eq!(crate::whole::fold(&events), expected, "round {round}");
    }
}

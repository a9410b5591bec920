//! What a listing leaves out is not gone while another witness speaks for it, and whoever is listed
//! is there, whatever was concluded.

use livekit_console::state::reconcile::{Corroboration, NodeCount};

use super::*;

impl World {
    /// The nodes count so many, as of now.
    fn nodes(&mut self, rooms: f64, participants: f64) {
        let at = self.at.plus(5_000);
        let nodes = NodeCount { at, rooms, participants, restarted_at: None };
        self.corroboration = Corroboration { nodes: Some(nodes), ..Corroboration::default() };
    }
}

#[test]
fn an_empty_list_ends_nobody_while_nodes_count_people() {
    let mut world = World::with_alice();
    world.nodes(1.0, 1.0);
    assert_eq!(world.turn([room(ROOM, 1)], [alice()]), []);
    let mut found = Vec::new();
    for _ in 0..20 {
        world.nodes(1.0, 1.0);
        found.extend(world.turn([], []));
    }
    assert_eq!(found, [Drift::RoomDoubted], "reported once");
    let shown = world.room(ROOM);
    assert_eq!((shown.status.as_str(), shown.certainty), ("active", Certainty::InDoubt));
    assert_eq!((shown.participant_count, shown.in_doubt_count), (0, 1));
    let evidence = shown.evidence.expect("why");
    assert!(evidence.contains("nodes count 1 participants, 0 of them listed"), "{evidence}");
    assert_eq!(world.somebody("PA_a").certainty, Certainty::InDoubt);
    // The nodes count nobody any more: all agree.
    world.nodes(0.0, 0.0);
    assert_eq!(world.turn([], []), [Drift::RoomGone]);
    assert_eq!(world.room(ROOM).certainty, Certainty::Inferred);
}

#[test]
fn a_doubtful_room_is_confirmed_by_a_listing_or_a_webhook() {
    for by_webhook in [false, true] {
        let mut world = World::with_alice();
        for _ in 0..4 {
            world.nodes(1.0, 1.0);
            world.turn([], []);
        }
        assert_eq!(world.room(ROOM).certainty, Certainty::InDoubt);
        if by_webhook {
            world.wait(1);
            world.receive(&webhook_bodies::published(ROOM, "standup", "PA_a", "TR_1", -21));
        } else {
            assert_eq!(world.turn([room(ROOM, 1)], []), []);
            assert_eq!(world.turn([room(ROOM, 1)], [])[0], Drift::RoomConfirmed);
        }
        assert_eq!(world.room(ROOM).certainty, Certainty::Observed);
    }
}

#[test]
fn a_source_without_a_later_report_is_waited_for() {
    let mut world = World::with_alice();
    world.nodes(1.0, 1.0);
    world.turn([room(ROOM, 1)], [alice()]);
    // The last scrape is older than the first listing without it.
    for _ in 0..4 {
        assert_eq!(world.turn([], []), []);
    }
    world.corroboration = Corroboration::default();
    assert_eq!(world.turn([], []), [Drift::RoomGone]);
}

#[test]
fn a_list_without_somebody_whom_livekit_counts_puts_them_in_doubt() {
    let mut world = World::with_alice();
    let mut found = Vec::new();
    for _ in 0..10 {
        found.extend(world.turn([room(ROOM, 1)], []));
    }
    assert_eq!(found, [Drift::ParticipantDoubted]);
    let alice = world.somebody("PA_a");
    assert_eq!(alice.certainty, Certainty::InDoubt);
    let evidence = alice.evidence.expect("why");
    assert!(evidence.ends_with("while LiveKit counts 1 and lists 0"), "{evidence}");
    assert_eq!(world.turn([room(ROOM, 0)], []), [Drift::ParticipantGone]);
}

#[test]
fn a_listed_participant_is_present_whatever_the_times_say() {
    let mut world = World::with_alice();
    // By their times a later room of the name began, and it is this one that is listed.
    world.receive(&webhook_bodies::room_started("RM_2", "standup", 0));
    assert_eq!(world.room(ROOM).status, "finished");
    let mut found = Vec::new();
    for _ in 0..5 {
        found.extend(world.turn([room(ROOM, 1)], [alice()]));
    }
    assert!(found.contains(&Drift::RoomMissed), "{found:?}");
    assert_eq!(world.room(ROOM).status, "active");
    assert_eq!(world.room(ROOM).participant_count, 1);
    // Of one identity the stay that came later seems the one that is there, and is not listed.
    world.receive(&webhook_bodies::joined(ROOM, "standup", "PA_z", "alice", "STANDARD", 0));
    assert_eq!(world.somebody("PA_a").certainty, Certainty::Inferred);
    let mut found = Vec::new();
    for _ in 0..3 {
        found.extend(world.turn([room(ROOM, 1)], [alice()]));
    }
    assert!(found.contains(&Drift::ParticipantConfirmed), "{found:?}");
    assert_eq!(world.somebody("PA_a").certainty, Certainty::Observed);
    assert_ne!(world.somebody("PA_z").certainty, Certainty::Observed);
}

#[test]
fn a_listed_participant_is_no_ghost_while_the_nodes_count_it() {
    let mut world = World::with_alice();
    world.nodes(1.0, 1.0);
    world.turn([room(ROOM, 1)], [alice()]);
    // Another node takes the room over, though the first is alive: its clock is what looked dead.
    let mut again = webhook_bodies::room_started(ROOM, "standup", -20);
    again["id"] = "EV_again".into();
    world.receive(&again);
    let bob = listed("PA_b", "bob", 0);
    world.receive(&webhook_bodies::joined(ROOM, "standup", "PA_b", "bob", "STANDARD", -20));
    assert_eq!(world.somebody("PA_a").certainty, Certainty::InDoubt);
    for _ in 0..10 {
        world.nodes(2.0, 2.0);
        assert_eq!(world.turn([room(ROOM, 1)], [alice(), bob.clone()]), []);
    }
    assert_eq!(world.somebody("PA_a").certainty, Certainty::InDoubt);
    world.nodes(1.0, 1.0);
    let found = world.turn([room(ROOM, 1)], [alice(), bob]);
    assert_eq!(found, [Drift::ParticipantGhost]);
}

//! Rooms that are listed for ever though no node has them: their node died, and nobody came back.

use livekit_console::state::reconcile::{NodeCount, Outage};

use super::*;

const RETRO: &str = "RM_2";

fn both() -> [ListedRoom; 2] {
    [room(ROOM, 1), ListedRoom { name: "retro".into(), ..room(RETRO, 1) }]
}

impl World {
    /// Alice in one room and bob in another, listed and counted for a minute.
    fn with_two_rooms(counted: f64) -> Self {
        let mut world = Self::with_alice();
        for webhook in [
            webhook_bodies::room_started(RETRO, "retro", 3400),
            webhook_bodies::joined(RETRO, "retro", "PA_b", "bob", "STANDARD", 3300),
        ] {
            world.receive_at(&webhook, NOW.plus(-3_300_000));
        }
        for _ in 0..12 {
            assert_eq!(world.poll_counted(counted), []);
        }
        world
    }

    /// A turn in which both rooms are listed, and the nodes count so many.
    fn poll_counted(&mut self, rooms: f64) -> Vec<Drift> {
        let at = self.at.plus(5_000);
        let count = NodeCount { at, rooms, participants: rooms, restarted_at: None };
        self.corroboration.living = Some(count);
        self.turn(both(), [alice()])
    }

    /// Turns until something is found; what, and after how many seconds.
    fn polls_counted(&mut self, rooms: f64) -> (Vec<Drift>, i64) {
        for turn in 1..100 {
            let found = self.poll_counted(rooms);
            if !found.is_empty() {
                return (found, turn * 5);
            }
        }
        (Vec::new(), 500)
    }

    fn lose(&mut self) {
        let what = "a node restarted at 20:01:00Z".to_owned();
        let (after, by) = (self.at, self.at.plus(5_000));
        self.corroboration.last_outage = Some(Outage { by, after, is_back: true, what });
    }

    /// Lets go of what has been over for long, as the pipeline does.
    fn forget(&mut self) {
        let _ = self.state.take_dirty();
        self.state.written();
        self.state.evict(self.at);
    }
}

#[test]
fn rooms_that_no_node_counts_since_one_was_lost_are_in_doubt_and_over_when_that_lasts() {
    let mut world = World::with_two_rooms(2.0);
    world.lose();
    assert_eq!(world.polls_counted(0.0), (vec![Drift::RoomDoubted; 2], 20));
    let doubted = world.room(ROOM);
    assert_eq!((doubted.status.as_str(), doubted.certainty), ("active", Certainty::InDoubt));
    assert_eq!((doubted.participant_count, doubted.in_doubt_count), (0, 1));
    let evidence = doubted.evidence.expect("why");
    for words in [
        "a node restarted",
        "nodes count 2 rooms fewer",
        "2 of the listed rooms had no event since",
    ] {
        assert!(evidence.contains(words), "{evidence}");
    }
    assert_eq!(world.polls_counted(0.0), (vec![Drift::RoomGone; 2], 60));
    assert!(world.is_cut_off(), "no webhook could tell it");
    let over = world.room(ROOM);
    assert_eq!((over.status.as_str(), over.certainty), ("finished", Certainty::Inferred));
    let range = over.finished_at_range.expect("an interval");
    assert!(range.latest <= world.at.plus(-75_000).to_utc(), "{range:?}");
    let alice = world.somebody("PA_a");
    assert_eq!((alice.certainty, alice.evidence), (Certainty::Inferred, over.evidence));
    // It is listed for ever, and brings nobody back: not when it has left the memory, either.
    for _ in 0..300 {
        assert_eq!(world.poll_counted(0.0), []);
        world.forget();
    }
}

#[test]
fn the_nodes_decide_which_of_several_rooms_no_node_has() {
    let mut world = World::with_two_rooms(2.0);
    world.lose();
    assert_eq!(world.polls_counted(1.0).0, [], "it may be either");
    let asked: Vec<_> = world.reconciler.rooms_to_check(&world.state, 50, world.at);
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert_eq!(
        world.reconciler.rooms_to_check(&world.state, 50, world.at),
        [],
        "not at once again"
    );
    for _ in 0..2 {
        assert_eq!(world.poll_counted(1.0), [], "one answer that fails proves nothing");
        world.reconciler.note_node_response(&RETRO.into(), false, world.at);
    }
    assert_eq!(world.poll_counted(1.0), [Drift::RoomDoubted]);
    world.reconciler.note_node_response(&ROOM.into(), true, world.at);
    assert_eq!(world.room(ROOM).certainty, Certainty::Observed);
    let evidence = world.room(RETRO).evidence.expect("why");
    assert!(evidence.contains("no node answered for it at"), "{evidence}");
    let mut found = Vec::new();
    for _ in 0..20 {
        world.reconciler.note_node_response(&RETRO.into(), false, world.at);
        found.extend(world.poll_counted(1.0));
    }
    assert_eq!(found, [Drift::RoomGone]);
    assert_eq!((world.room(ROOM).participant_count, world.room(RETRO).participant_count), (1, 0));
    // Its node is there after all.
    world.reconciler.note_node_response(&RETRO.into(), true, world.at.plus(1));
    assert_eq!(world.poll_counted(2.0), [Drift::RoomConfirmed]);
    assert_eq!(world.room(RETRO).status, "active");
}

#[test]
fn a_participant_with_a_later_report_is_present() {
    let mut world = World::with_two_rooms(2.0);
    world.lose();
    world.polls_counted(0.0);
    let ago = -(world.at.0 - NOW.0) / 1000;
    world.receive(&webhook_bodies::joined(ROOM, "standup", "PA_c", "carl", "STANDARD", ago));
    let room = world.room(ROOM);
    assert_eq!((room.certainty, room.participant_count), (Certainty::Observed, 2));
    assert_eq!(world.room(RETRO).certainty, Certainty::InDoubt);
}

#[test]
fn nodes_that_count_as_many_as_are_listed_speak_for_them() {
    let mut world = World::with_two_rooms(2.0);
    world.lose();
    assert_eq!(world.polls_counted(0.0).0, vec![Drift::RoomDoubted; 2]);
    assert_eq!(world.polls_counted(2.0).0, vec![Drift::RoomConfirmed; 2]);
    assert_eq!(world.room(ROOM).certainty, Certainty::Observed);
    for _ in 0..60 {
        assert_eq!(world.poll_counted(2.0), []);
    }
}

#[test]
fn counts_that_were_always_apart_or_without_a_loss_put_nobody_in_doubt() {
    // One room is on a node that is not scraped.
    let mut world = World::with_two_rooms(1.0);
    world.lose();
    assert_eq!(world.polls_counted(1.0).0, []);
    assert_eq!(world.polls_counted(0.0).0, [], "one of two is lost: which, nobody tells");
    let mut world = World::with_two_rooms(2.0);
    assert_eq!(world.polls_counted(0.0).0, [], "a gauge may be wrong");
}

#[test]
fn without_scraped_nodes_the_nodes_of_the_rooms_decide() {
    let mut world = World::with_two_rooms(2.0);
    world.corroboration = Corroboration::default();
    world.wait(5);
    world.reconciler.note_failed_request(world.at);
    let mut found = Vec::new();
    for _ in 0..20 {
        for (sid, _) in world.reconciler.rooms_to_check(&world.state, 50, world.at) {
            world.reconciler.note_node_response(&sid, sid == ROOM, world.at);
        }
        found.extend(world.turn(both(), [alice()]));
    }
    assert_eq!(found, [Drift::RoomDoubted, Drift::RoomGone]);
    assert_eq!(world.room(RETRO).status, "finished");
}

#[test]
fn no_listing_of_a_room_in_doubt_speaks_for_those_in_it() {
    let mut world = World::with_two_rooms(2.0);
    world.lose();
    world.polls_counted(0.0);
    // The count of the list is the list's own.
    for _ in 0..8 {
        assert_eq!(world.poll_counted(0.0), []);
        assert_eq!(world.somebody("PA_a").certainty, Certainty::InDoubt);
    }
}

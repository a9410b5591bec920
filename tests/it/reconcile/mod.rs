//! What listings of LiveKit's API add to the webhooks that were received, and to those that were
//! not.

use std::collections::HashSet;

use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{
    Certainty, Drift, Event, Finding, Kind, ListedParticipant, ListedRoom, ListedTrack, Millis,
    Participant, ParticipantInfo, ParticipantState, Room, Source, Text, TrackInfo,
};
use livekit_console::state::reconcile::{Corroboration, ListingReason, ListingRequest, Reconciler};
use livekit_console::state::{RoomKey, State};
use serde_json::Value;

use crate::console::NOW;
use crate::webhook_bodies;

mod corroboration;
mod ghosts;
mod gone;
mod missed;
mod phantoms;
mod turns;

const ROOM: &str = "RM_1";

/// The state of a console whose clock stands still between two turns of its poller.
struct World {
    state: State,
    reconciler: Reconciler,
    corroboration: Corroboration,
    at: Millis,
    events: Vec<Event>,
}

impl World {
    fn new() -> Self {
        let mut state = State::new(Vec::new(), NOW.plus(-3_600_000));
        state.set_loaded();
        let reconciler = Reconciler::new("default".into());
        let corroboration = Corroboration::default();
        Self { state, reconciler, corroboration, at: NOW, events: Vec::new() }
    }

    /// One room, an hour old, with alice in it: all of it reported by webhooks.
    fn with_alice() -> Self {
        let mut world = Self::new();
        for webhook in [
            webhook_bodies::room_started(ROOM, "standup", 3600),
            webhook_bodies::joined(ROOM, "standup", "PA_a", "alice", "STANDARD", 3500),
        ] {
            world.receive_at(&webhook, NOW.plus(-3_500_000));
        }
        world
    }

    fn receive(&mut self, webhook: &Value) {
        self.receive_at(webhook, self.at);
    }

    fn receive_at(&mut self, webhook: &Value, at: Millis) {
        let envelope = Envelope::read(webhook.to_string().as_bytes()).expect("an object");
        self.apply(convert(envelope, &"default".into(), Source::Webhook, at));
    }

    fn apply(&mut self, event: Event) {
        self.state.apply(&event);
        self.events.push(event);
    }

    fn wait(&mut self, seconds: i64) {
        self.at = self.at.plus(seconds * 1000);
    }

    fn take(&mut self, findings: Vec<Finding>) -> Vec<Drift> {
        let kinds = findings.iter().map(|finding| finding.drift).collect();
        for finding in findings {
            let json = serde_json::to_string(&finding).expect("it can be written");
            let name = Text::from(finding.drift.as_str());
            let envelope = Envelope { id: finding.id, name, json };
            self.apply(convert(envelope, &"default".into(), Source::Poll, self.at));
        }
        kinds
    }

    /// Whether the latest finding takes an end for one that LiveKit could not tell, having been
    /// started again itself.
    fn is_cut_off(&self) -> bool {
        let observed = &self.events.last().expect("something was found").observation;
        let of_room = observed.room.as_ref().and_then(|room| room.gone.as_deref());
        let of_stay = observed.participant.as_ref().and_then(|session| session.gone.as_deref());
        of_stay.or(of_room).expect("an absence").is_cut_off
    }

    /// A listing that is answered at once.
    const fn asked(&self) -> ListingRequest {
        ListingRequest { at: self.at, answered_at: self.at }
    }

    /// What a listing of the rooms tells, not yet applied.
    fn listed(&mut self, listing: &[ListedRoom]) -> Vec<Finding> {
        let asked = self.asked();
        self.reconciler.rooms(&self.state, listing, asked, &self.corroboration)
    }

    fn rooms(&mut self, listing: &[ListedRoom]) -> Vec<Drift> {
        let findings = self.listed(listing);
        self.take(findings)
    }

    fn people(&mut self, listing: &[ListedParticipant]) -> Vec<Drift> {
        let findings =
            self.reconciler.participants(&self.state, &Text::from(ROOM), listing, self.asked());
        self.take(findings)
    }

    /// A turn of the poller, five seconds after the last.
    fn turn(
        &mut self,
        rooms: impl Into<Vec<ListedRoom>>,
        people: impl Into<Vec<ListedParticipant>>,
    ) -> Vec<Drift> {
        self.wait(5);
        let mut drift = self.rooms(&rooms.into());
        drift.extend(self.people(&people.into()));
        drift
    }

    fn key(sid: &str) -> RoomKey {
        RoomKey { deployment: "default".into(), sid: sid.into() }
    }

    fn room(&self, sid: &str) -> Room {
        self.state.room(&Self::key(sid), self.at).expect("the room is known")
    }

    fn somebody(&self, sid: &str) -> Participant {
        self.state.participant(&Self::key(ROOM), sid, self.at).expect("the stay is known")
    }

    fn reasons(&self) -> Vec<ListingReason> {
        self.reasons_in(0)
    }

    /// Why rooms are to be listed so many seconds later.
    fn reasons_in(&self, seconds: i64) -> Vec<ListingReason> {
        let at = self.at.plus(seconds * 1000);
        let wanted = self.reconciler.rooms_to_list(&self.state, &HashSet::new(), at);
        wanted.into_iter().map(|wanted| wanted.reason).collect()
    }
}

fn room(sid: &str, num_participants: u32) -> ListedRoom {
    ListedRoom {
        sid: sid.into(),
        name: "standup".into(),
        created_at: Some(NOW.plus(-3_600_000)),
        num_participants,
        ..ListedRoom::default()
    }
}

fn listed(sid: &str, identity: &str, joined_seconds_ago: i64) -> ListedParticipant {
    ListedParticipant {
        sid: sid.into(),
        identity: identity.into(),
        state: ParticipantState::Active,
        info: ParticipantInfo {
            name: Text::default(),
            kind: Kind::Standard,
            metadata: "".into(),
            attributes: std::iter::empty().collect(),
            region: Text::default(),
            hidden: false,
            kind_details: Box::default(),
        },
        version: 1,
        joined_at: Some(NOW.plus(-joined_seconds_ago * 1000)),
        tracks: Vec::new(),
    }
}

fn alice() -> ListedParticipant {
    listed("PA_a", "alice", 3500)
}

fn camera(muted: bool) -> ListedTrack {
    let info = TrackInfo {
        kind: "VIDEO".into(),
        source: "CAMERA".into(),
        mime_type: "video/VP8".into(),
        width: 1280,
        height: 720,
        muted,
        ..TrackInfo::default()
    };
    ListedTrack { sid: "TR_1".into(), info }
}

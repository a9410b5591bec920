//! Reconciles the state of the past with what the simulated LiveKit lists: with the poller's own
//! reconciler, and without its requests.

use std::collections::HashSet;

use tokio::sync::watch;

use crate::ingest::poll;
use crate::livekit::{listed_participant, listed_room};
use crate::model::{ApiStatus, DeploymentName, DriftCount, Event, Finding, Millis, NodeStatus};
use crate::simulator::{Schedule, World};
use crate::state::reconcile::{Corroboration, ListingRequest, Reconciler};
use crate::state::{RoomKey, State};

/// Lists the rooms and participants of the simulated LiveKit.
pub(super) struct Listings {
    deployment: DeploymentName,
    world: World,
    reconciler: Reconciler,
    status: watch::Sender<ApiStatus>,
}

impl Listings {
    pub(super) fn new(deployment: &DeploymentName, schedule: Schedule) -> Self {
        let url = Some("simulator".to_owned());
        Self {
            deployment: DeploymentName::clone(deployment),
            world: World::new(schedule),
            reconciler: Reconciler::new(DeploymentName::clone(deployment)),
            status: watch::Sender::new(ApiStatus::new(DeploymentName::clone(deployment), url, 300)),
        }
    }

    pub(super) fn status(&self) -> watch::Receiver<ApiStatus> {
        self.status.subscribe()
    }

    /// Notes that the next listings are between these times: the rooms are then computed once.
    pub(super) fn prepare(&self, from: Millis, to: Millis) {
        self.world.lives(from, to);
    }

    /// The API answers at `at`, whether or not what it lists is looked at.
    pub(super) fn answered(&self, at: Millis) {
        self.status.send_modify(|status| {
            status.last_attempt_at = Some(at);
            status.last_success_at = Some(at);
        });
    }

    /// What the listings at `at` show, as events.
    pub(super) fn compare(
        &mut self,
        state: &mut State,
        node: &NodeStatus,
        at: Millis,
    ) -> Vec<Event> {
        let request = ListingRequest { at, answered_at: at };
        let listed = self.world.list_rooms(&[], at).rooms;
        let rooms: Vec<_> = listed.iter().filter_map(|room| listed_room(room, at)).collect();
        let nodes = std::slice::from_ref(node);
        let corroboration = Corroboration::of(nodes, &self.deployment, at);
        let mut findings = self.reconciler.rooms(state, &rooms, request, &corroboration);
        for room in self.reconciler.rooms_to_list(state, &HashSet::new(), at) {
            let listed = self.world.list_participants(&room.name, at).participants;
            let people = listed.iter().filter_map(|person| listed_participant(person, at));
            let people: Vec<_> = people.collect();
            findings.extend(self.reconciler.participants(state, &room.sid, &people, request));
            let deployment = DeploymentName::clone(&self.deployment);
            state.listed(&RoomKey { deployment, sid: room.sid }, at);
        }
        let events = findings.iter().filter_map(|finding| {
            self.count(finding);
            poll::event(finding, &self.deployment, at)
        });
        events.collect()
    }

    fn count(&self, finding: &Finding) {
        self.status.send_modify(|status| {
            status.losses_total += u64::from(finding.is_loss());
            let new = DriftCount { total: 0, last_at: finding.at };
            let count = status.drift.entry(finding.drift).or_insert(new);
            (count.total, count.last_at) = (count.total + 1, finding.at);
        });
    }
}

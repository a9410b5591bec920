//! The responses of the simulated LiveKit's API: a pure function of the simulation and the time.
//!
//! They use the JSON of the webhooks, read into LiveKit's own types, so that both agree.

mod twirp;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::livekit::proto;
use crate::model::{JobKind, Millis};

use super::job::{JobEnd, JobPlan};
use super::random::Random;
use super::timeline::JobStep;
use super::webhook::{Egress, Ingress, Participant, Room, Track};
use super::world::{Life, World};

pub(super) use twirp::twirp;

/// How often LiveKit counts a room's participants, in milliseconds.
const COUNTED_EVERY: i64 = 5000;

/// How long an ended job is listed, milliseconds. LiveKit lists it for a day, which makes no
/// difference to a client that polls every minute.
const ENDED_LISTED: i64 = 600_000;

/// Age of a stale response, least and most, milliseconds.
pub const STALE: (i64, i64) = (2000, 8000);

/// Key of the random numbers of counting, of stale responses.
const COUNTED: u64 = 0xC0;
const STALENESS: u64 = 0x57A1;

fn typed<T: DeserializeOwned>(shape: &impl Serialize) -> T {
    let value = serde_json::to_value(shape).expect("strings and numbers can be written");
    serde_json::from_value(value).expect("LiveKit's types read what LiveKit sends")
}

impl World {
    /// The time whose state a request at `at` returns: `at`, or some seconds before if the response
    /// is stale. `call` identifies the request.
    pub fn seen_at(&self, at: Millis, call: &str) -> Millis {
        let options = self.schedule().options();
        let parts: Vec<u64> = call.bytes().map(u64::from).collect();
        let call = super::random::key(&parts);
        let mut random = Random::new(&[STALENESS, options.seed, at.0.cast_unsigned(), call]);
        let stale = random.chance(options.faults.stale);
        let age = random.between(STALE.0, STALE.1);
        if stale { at.plus(-age) } else { at }
    }

    /// `ListRooms` at `at`; only these names, or all rooms without names.
    pub fn list_rooms(&self, names: &[String], at: Millis) -> proto::ListRoomsResponse {
        let lives = self.lives(at, at.plus(1));
        let rooms = lives.iter().filter(|life| life.room.is_open(at));
        let wanted = rooms
            .filter(|life| names.is_empty() || names.iter().any(|name| *name == life.room.name()));
        proto::ListRoomsResponse { rooms: wanted.map(|life| listed_room(life, at)).collect() }
    }

    /// `ListParticipants` of the open room `name` at `at`; empty if there is no such room.
    pub fn list_participants(&self, name: &str, at: Millis) -> proto::ListParticipantsResponse {
        let lives = self.lives(at, at.plus(1));
        let open = lives.iter().find(|life| life.room.is_open(at) && life.room.name() == name);
        let participants = open.map_or_else(Vec::new, |life| listed_participants(life, at));
        proto::ListParticipantsResponse { participants }
    }

    /// `ListEgress` at `at`. Ended ones are listed for some minutes, unless the request wants
    /// active ones only.
    pub fn list_egress(
        &self,
        request: &proto::ListEgressRequest,
        at: Millis,
    ) -> proto::ListEgressResponse {
        let mut items = Vec::new();
        let is_any = |wanted: &str, is: &dyn Fn() -> String| wanted.is_empty() || wanted == is();
        self.jobs(JobKind::Egress, at, request.active, |life, job, step| {
            let wanted = is_any(&request.egress_id, &|| job.id())
                && is_any(&request.room_name, &|| life.room.name());
            if wanted {
                items.push(typed(&Egress::new(&life.room, job, step)));
            }
        });
        proto::ListEgressResponse { items, next_page_token: None }
    }

    /// `ListIngress` at `at`.
    pub fn list_ingress(&self, at: Millis) -> proto::ListIngressResponse {
        let mut items = Vec::new();
        self.jobs(JobKind::Ingress, at, false, |life, job, step| {
            items.push(typed(&Ingress::new(&life.room, job, step)));
        });
        proto::ListIngressResponse { items, next_page_token: None }
    }

    fn jobs(
        &self,
        kind: JobKind,
        at: Millis,
        active: bool,
        mut each: impl FnMut(&Life, &JobPlan, JobStep),
    ) {
        let listed = if active { 0 } else { ENDED_LISTED };
        for life in self.lives(at.plus(-listed), at.plus(1)).iter() {
            for job in life.story.jobs.iter().filter(|job| job.kind == kind) {
                if job.requested <= at && at < job.ended.plus(listed) {
                    each(life, job, step(job, at));
                }
            }
        }
    }
}

fn step(job: &JobPlan, at: Millis) -> JobStep {
    match at {
        at if at >= job.ended => JobStep::Ended,
        _ if job.outcome == JobEnd::Aborted => JobStep::Started,
        at if at >= job.ending => JobStep::Ending,
        at if at >= job.running => JobStep::Running,
        _ => JobStep::Started,
    }
}

/// When LiveKit last counted the participants of a room: up to five seconds ago.
fn counted_at(life: &Life, at: Millis) -> Millis {
    let phase = Random::new(&[life.room.key, COUNTED]).between(0, COUNTED_EVERY);
    Millis((at.0 - phase).div_euclid(COUNTED_EVERY) * COUNTED_EVERY + phase)
}

fn listed_room(life: &Life, at: Millis) -> proto::Room {
    let counts = life.story.counts(counted_at(life, at));
    typed(&Room::at(&life.room, at, counts, life.story.is_recorded(at)))
}

fn listed_participants(life: &Life, at: Millis) -> Vec<proto::ParticipantInfo> {
    let listed = life.story.presences.iter().filter(|presence| presence.is_listed(at));
    let listed = listed.map(|presence| {
        let at = at.min(presence.last_moment());
        let mut participant: proto::ParticipantInfo =
            typed(&Participant::at(&presence.session, at).by(life.room.clock_ms()));
        participant.tracks =
            presence.live_tracks(at).map(|track| typed(&Track::at(track, at))).collect();
        participant
    });
    listed.collect()
}

//! Polling a LiveKit of 10,000 rooms and 100,000 participants: the cost of a poll, the time until
//! everything is known, and the memory.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use actix_web::{HttpResponse, web};
use livekit_console::livekit::{Envelope, convert, proto};
use livekit_console::model::{
    Attributes, DeploymentName, Kind, ListedParticipant, ListedRoom, Millis, ParticipantInfo,
    ParticipantState, Source,
};
use livekit_console::state::State;
use livekit_console::state::reconcile::{Corroboration, ListingRequest, Reconciler};
use prost::Message as _;
use tokio::time::sleep;

use crate::bench::{self, Bench, now};
use crate::process::{self, Process};
use crate::report::{Goal, Report};
use crate::statistics::{number, percentile_ms};
use crate::webhooks::PARTICIPANTS;
use crate::{baseline, http};

/// Rooms, of [`PARTICIPANTS`] each.
const ROOMS: usize = 10_000;

/// The role of a LiveKit that only serves listings.
pub(crate) const ROLE: &str = "livekit";

/// Polls that are timed.
const POLLS: usize = 30;

/// How long a console is watched while nothing changes.
const STEADY: Duration = Duration::from_secs(30);

pub(crate) async fn run(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let rooms = bench.scaled(ROOMS);
    reconcile(rooms, report);
    whole_console(rooms, report).await
}

/// The reconciler alone, on a state that agrees with the listings.
fn reconcile(rooms: usize, report: &mut Report) {
    let deployment = DeploymentName::from("default");
    let mut state = State::new(Vec::new(), Millis(0));
    state.set_loaded();
    let mut reconciler = Reconciler::new(DeploymentName::clone(&deployment));
    let began = now().plus(-600_000);
    let list: Vec<_> = (0..rooms).map(|room| listed_room(room, began)).collect();
    let mut at = began.plus(60_000);
    let learn = |state: &mut State, findings: Vec<livekit_console::model::Finding>| {
        for finding in findings {
            let Ok(json) = serde_json::to_string(&finding) else { continue };
            let envelope = Envelope { id: finding.id, name: finding.drift.as_str().into(), json };
            state.apply(&convert(envelope, &deployment, Source::Poll, finding.at));
        }
    };
    let findings = reconciler.rooms(&state, &list, requested(at), &Corroboration::default());
    learn(&mut state, findings);
    for room in &list {
        let findings =
            reconciler.participants(&state, &room.sid, &people(&room.name, began), requested(at));
        learn(&mut state, findings);
    }
    let (mut list_times, mut plan_times, mut room_times) = (Vec::new(), Vec::new(), Vec::new());
    let nobody = HashSet::new();
    for poll in 0..POLLS {
        at = at.plus(5_000);
        let clock = Instant::now();
        let findings = reconciler.rooms(&state, &list, requested(at), &Corroboration::default());
        list_times.push(clock.elapsed());
        let clock = Instant::now();
        let wanted = reconciler.rooms_to_list(&state, &nobody, at);
        plan_times.push(clock.elapsed());
        std::hint::black_box((findings, wanted));
        let room = &list[poll * rooms / POLLS];
        let people = people(&room.name, began);
        let clock = Instant::now();
        std::hint::black_box(reconciler.participants(&state, &room.sid, &people, requested(at)));
        room_times.push(clock.elapsed());
    }
    report.figure("rooms listed", number(rooms), "", Goal::None);
    let listing = percentile_ms(&mut list_times, 500);
    report.figure("reconciling a list of all rooms, p50", listing, "ms", Goal::None);
    let planning = percentile_ms(&mut plan_times, 500);
    report.figure("choosing which rooms to look into, p50", planning, "ms", Goal::None);
    let reconciling = percentile_ms(&mut room_times, 500) * 1000.0;
    report.figure("reconciling one room of ten, p50", reconciling, "µs", Goal::None);
}

/// The whole console without webhooks: it learns everything from the API.
async fn whole_console(rooms: usize, report: &mut Report) -> anyhow::Result<()> {
    let livekit = process::free_address()?;
    let _livekit = Process::helper(livekit, ROLE, &[&rooms.to_string()])?;
    let idle = Process::console(None).await?.memory_bytes()?;
    let began = Instant::now();
    // The greatest budget, so that the budget does not limit the time.
    let console = Process::polling(bench::folder()?, livekit, 60_000)?;
    console.ready().await?;
    let everybody = rooms * PARTICIPANTS;
    http::until("everybody is known", Duration::from_mins(5), async || {
        let response = http::get(console.address, "/api/metrics/current").await;
        let figures = response.and_then(|response| response.json());
        figures.is_ok_and(|figures| figures["total_participants"] == number(everybody))
    })
    .await?;
    let seconds = began.elapsed().as_secs_f64();
    report.figure("everybody found by polls alone, after", seconds, "s", Goal::None);
    console.drained().await?;
    let cpu = console.cpu_seconds()? * 1e6 / number(everybody);
    report.figure("processor time for each of them, stored", cpu, "µs", Goal::None);
    sleep(Duration::from_secs(2)).await;
    let bytes = (console.memory_bytes()? - idle) / number(everybody);
    report.figure("memory a participant found by polls", bytes, "bytes", Goal::None);
    let before = console.cpu_seconds()?;
    sleep(STEADY).await;
    let share = (console.cpu_seconds()? - before) / STEADY.as_secs_f64() * 100.0;
    report.figure("one core, at 60,000 requests a minute allowed", share, "%", Goal::None);
    let memory = console.memory_bytes()? / 1e6;
    report.figure("resident memory then", memory, "MB", Goal::None);
    Ok(())
}

/// A request with an immediate response.
const fn requested(at: Millis) -> ListingRequest {
    ListingRequest { at, answered_at: at }
}

fn name(room: usize) -> String {
    format!("weekly-planning-{room}")
}

fn listed_room(room: usize, began: Millis) -> ListedRoom {
    ListedRoom {
        sid: format!("RM_{room:012}").into(),
        name: name(room).into(),
        created_at: Some(began),
        num_participants: u32::try_from(PARTICIPANTS).unwrap_or(u32::MAX),
        ..ListedRoom::default()
    }
}

fn people(room: &str, began: Millis) -> Vec<ListedParticipant> {
    let person = |number: usize| ListedParticipant {
        sid: format!("PA_{}_{number}", &room[16..]).into(),
        identity: format!("participant-{number}").into(),
        state: ParticipantState::Active,
        info: ParticipantInfo {
            name: "Somebody".into(),
            kind: Kind::Standard,
            metadata: "".into(),
            attributes: Attributes::default(),
            region: "eu".into(),
            hidden: false,
            kind_details: Box::default(),
        },
        version: 2,
        joined_at: Some(began.plus(1000)),
        tracks: Vec::new(),
    };
    (0..PARTICIPANTS).map(person).collect()
}

/// A LiveKit in which nothing changes.
pub(crate) async fn serve(address: SocketAddr, rooms: usize) -> anyhow::Result<()> {
    let began = now().plus(-600_000);
    let list = (0..rooms).map(|number| {
        let listed = listed_room(number, began);
        proto::Room {
            sid: listed.sid.to_string(),
            name: listed.name.to_string(),
            creation_time_ms: began.0,
            num_participants: listed.num_participants,
            turn_password: "q7Zr2mXw9LkPvB4n".to_owned(),
            ..proto::Room::default()
        }
    });
    let list = proto::ListRoomsResponse { rooms: list.collect() }.encode_to_vec();
    let list = web::Bytes::from(list);
    baseline::run(address, move |config| {
        let list = list.clone();
        let participants = move |body: web::Bytes| async move {
            let request = proto::ListParticipantsRequest::decode(body).unwrap_or_default();
            protobuf(in_room(&request.room, began))
        };
        config
            .route(
                "/twirp/livekit.RoomService/ListRooms",
                web::post().to(move || {
                    let list = list.clone();
                    async move { protobuf(list) }
                }),
            )
            .route("/twirp/livekit.RoomService/ListParticipants", web::post().to(participants));
    })
    .await
}

fn in_room(room: &str, began: Millis) -> Vec<u8> {
    let participants = people(room, began).into_iter().map(|person| proto::ParticipantInfo {
        sid: person.sid.to_string(),
        identity: person.identity.to_string(),
        name: person.info.name.to_string(),
        region: person.info.region.to_string(),
        state: 2,
        version: person.version,
        joined_at_ms: began.0 + 1000,
        ..proto::ParticipantInfo::default()
    });
    proto::ListParticipantsResponse { participants: participants.collect() }.encode_to_vec()
}

/// A response as LiveKit gives it: the console takes no other content type for LiveKit's.
fn protobuf(body: impl Into<web::Bytes>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/protobuf").body(body.into())
}

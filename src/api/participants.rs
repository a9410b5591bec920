//! `GET /api/participants`: participant sessions. They are searched in the store, which is at most
//! about a second behind the state; open ones are shown as the state has them.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, ParticipantNotFound, StoreUnavailable};
use super::rooms;
use crate::history::sessions;
use crate::model::{
    Departure, DeploymentName, Millis, Participant, ParticipantSession, Room, RoomSession,
};
use crate::state::{RoomKey, State};
use crate::store::{ParticipantFilter, ParticipantSort};

/// A page of participant sessions.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct ParticipantPage {
    /// The participant sessions of this page.
    participants: Vec<Participant>,
    /// Number of participant sessions on all pages.
    total: u64,
}

/// A participant session with its room session.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct ParticipantDetail {
    #[serde(flatten)]
    participant: Participant,
    /// The room session; `null` if it is no longer stored.
    room: Option<Room>,
}

/// What to sort by, and whether it is descending.
type Order = (ParticipantSort, bool);

const ORDERS: [(&str, Order); 10] = [
    ("joined_at", (ParticipantSort::JoinedAt, false)),
    ("-joined_at", (ParticipantSort::JoinedAt, true)),
    ("left_at", (ParticipantSort::LeftAt, false)),
    ("-left_at", (ParticipantSort::LeftAt, true)),
    ("duration", (ParticipantSort::Duration, false)),
    ("-duration", (ParticipantSort::Duration, true)),
    ("identity", (ParticipantSort::Identity, false)),
    ("-identity", (ParticipantSort::Identity, true)),
    ("room", (ParticipantSort::Room, false)),
    ("-room", (ParticipantSort::Room, true)),
];

/// LiveKit's kinds of participants.
const KINDS: [&str; 7] = ["STANDARD", "CONNECTOR", "AGENT", "SIP", "EGRESS", "INGRESS", "BRIDGE"];

/// Lists participant sessions, latest first.
#[utoipa::path(
    get, path = "/api/participants", operation_id = "list_participants", tag = "reading",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many, 100 if not given"),
        ("offset" = Option<u32>, Query, minimum = 0, maximum = 1_000_000,
            description = "Skip so many, none if not given"),
        ("sort" = Option<String>, Query,
            description = "`joined_at`, `left_at`, `duration`, `identity` or `room`; a leading `-` reverses the order; `-joined_at` if not given"),
        ("q" = Option<String>, Query,
            description = "A part of the identity, of the name or of the value of an attribute (`sip.phoneNumber`), or the whole sid, any case"),
        ("room" = Option<String>, Query, description = "Only in rooms of this name"),
        ("room_sid" = Option<String>, Query, description = "Only in this room session"),
        ("identity" = Option<String>, Query, description = "Only this identity"),
        ("sid" = Option<String>, Query, description = "Only this participant session"),
        ("from" = Option<String>, Query, description = "Only sessions that had not ended before this time"),
        ("to" = Option<String>, Query, description = "Only sessions that began before this time"),
        ("departure" = Option<String>, Query,
            description = "Only this kind of departure: `normal`, `unexpected`, `replaced`, `removed`, `server`, `call_outcome`, `reconciled` or `unknown`"),
        ("kind" = Option<String>, Query,
            description = "Only this kind: `STANDARD`, `CONNECTOR`, `AGENT`, `SIP`, `EGRESS`, `INGRESS` or `BRIDGE`"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only deployments in this region"),
    ),
    responses(
        (status = 200, description = "A page of participant sessions", body = ParticipantPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<ParticipantPage>, Error> {
    let query = Query::of(
        &request,
        &[
            "limit",
            "offset",
            "sort",
            "q",
            "room",
            "room_sid",
            "identity",
            "sid",
            "from",
            "to",
            "departure",
            "kind",
            "deployment",
            "region",
        ],
    )?;
    let now = console.now();
    let (sort, descending) =
        query.choice("sort", &ORDERS)?.unwrap_or((ParticipantSort::JoinedAt, true));
    let (limit, offset) = (query.limit()?, query.offset()?);
    let filter = ParticipantFilter { sort, descending, limit, offset, ..filter(&query, now)? };
    let page =
        console.ask(move |store| async move { store.participants(&filter, now).await }).await?;
    Ok(web::Json(ParticipantPage {
        participants: fresh(&console, &page.rows, now)
            .into_iter()
            .map(Participant::listed)
            .collect(),
        total: page.total,
    }))
}

/// The filter that the list and the export share.
pub(super) fn filter(query: &Query, now: Millis) -> Result<ParticipantFilter, Error> {
    let (from, to) = query.range(now)?;
    let departures = Departure::ALL.map(|departure| (departure.as_str(), departure));
    let kinds = KINDS.map(|kind| (kind, kind));
    Ok(ParticipantFilter {
        deployment: query.text("deployment")?,
        region: query.text("region")?,
        room_name: query.text("room")?,
        room_sid: query.text("room_sid")?,
        identity: query.text("identity")?,
        sid: query.text("sid")?,
        text: query.search("q"),
        from,
        to,
        departure: query.choice("departure", &departures)?,
        kind: query.choice("kind", &kinds)?.map(str::to_owned),
        ..ParticipantFilter::default()
    })
}

/// Stored sessions as the API shows them: open ones as the state has them, which is newer.
pub(super) fn fresh(
    console: &Context,
    sessions: &[ParticipantSession],
    now: Millis,
) -> Vec<Participant> {
    console.glance(|state| sessions.iter().map(|session| shown(state, session, now)).collect())
}

fn shown(state: &State, session: &ParticipantSession, now: Millis) -> Participant {
    let of_memory = || state.participant(&room_key(session), &session.record.sid, now);
    let open = session.end.is_none();
    open.then(of_memory).flatten().unwrap_or_else(|| session.view(now))
}

fn room_key(session: &ParticipantSession) -> RoomKey {
    RoomKey {
        deployment: DeploymentName::clone(&session.deployment),
        sid: session.record.room_sid.clone(),
    }
}

/// Returns one participant session with its room session.
#[utoipa::path(
    get, path = "/api/participants/{sid}", operation_id = "show_participant", tag = "reading",
    params(
        ("sid" = String, Path, description = "The participant sid, `PA_…`"),
        ("deployment" = Option<String>, Query, description = "Only in this deployment"),
    ),
    responses(
        (status = 200, description = "The participant session", body = ParticipantDetail),
        InvalidQuery,
        ParticipantNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    request: HttpRequest,
    sid: web::Path<String>,
) -> Result<web::Json<ParticipantDetail>, Error> {
    let query = Query::of(&request, &["deployment"])?;
    let deployment = query.text("deployment")?;
    let (session, room) = find(&console, deployment, &sid).await?;
    let now = console.now();
    Ok(web::Json(console.glance(|state| ParticipantDetail {
        participant: shown(state, &session, now),
        room: room.map(|room| rooms::fresh(state, &room, now)),
    })))
}

/// The participant session of a sid, with its room session.
pub(super) async fn find(
    console: &Context,
    deployment: Option<String>,
    sid: &str,
) -> Result<(ParticipantSession, Option<RoomSession>), Error> {
    let session = sessions::participant(&console.shared, deployment, sid).await?;
    session.ok_or_else(|| Error::no_participant(sid))
}

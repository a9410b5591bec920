//! `GET /api/participants`: participant sessions. They are searched in the store, which is at most
//! about a second behind the state; open ones are shown as the state has them.

use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::kind::KindFilter;
use super::query::{DeploymentQuery, Page, Query, RangeQuery, Sorted, next_cursor};
use super::refusals::{InvalidQuery, ParticipantNotFound, StoreUnavailable};
use super::rooms;
use crate::history::sessions;
use crate::model::{
    Departure, DeploymentName, Millis, Participant, ParticipantSession, ParticipantSort, Room,
    RoomSession,
};
use crate::state::{RoomKey, State};
use crate::store::ParticipantFilter;

/// A page of participant sessions.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct ParticipantPage {
    /// The participant sessions of this page.
    participants: Vec<Participant>,
    /// Number of participant sessions on all pages.
    total: u64,
    /// The value of `cursor` for the next page; `null` on the last page.
    next_cursor: Option<String>,
}

/// A participant session with its room session.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct ParticipantDetail {
    #[serde(flatten)]
    participant: Participant,
    /// The room session; `null` if it is no longer stored.
    room: Option<Room>,
}

/// The filter that the list and the export share.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ParticipantFilterQuery {
    /// A part of the identity, of the name or of the value of an attribute (`sip.phoneNumber`), or
    /// the whole sid, any case
    q: Option<String>,
    /// Only in rooms of this name
    room: Option<String>,
    /// Only in this room session
    room_sid: Option<String>,
    /// Only this identity
    identity: Option<String>,
    /// Only this participant session
    sid: Option<String>,
    /// Only this kind of departure
    departure: Option<Departure>,
    /// Only this kind
    kind: Option<KindFilter>,
    /// Only this deployment
    deployment: Option<String>,
    /// Only deployments in this region
    region: Option<String>,
}

impl ParticipantFilterQuery {
    pub(super) fn filter(self, range: &RangeQuery) -> Result<ParticipantFilter, Error> {
        let (from, to) = range.get()?;
        Ok(ParticipantFilter {
            deployment: self.deployment,
            region: self.region,
            room_name: self.room,
            room_sid: self.room_sid,
            identity: self.identity,
            sid: self.sid,
            text: self.q,
            from,
            to,
            departure: self.departure,
            kind: self.kind.map(|kind| kind.as_str().to_owned()),
            ..ParticipantFilter::default()
        })
    }
}

/// The order of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ParticipantOrderQuery {
    /// What to sort by; a leading `-` reverses the order; `-joined_at` if not given
    #[serde(default)]
    #[param(inline)]
    sort: ParticipantOrder,
}

type ParticipantOrder = Sorted<ParticipantSort>;

/// Lists participant sessions, latest first.
#[utoipa::path(
    get, path = "/api/participants", operation_id = "list_participants", tag = "reading",
    params(Page, ParticipantOrderQuery, ParticipantFilterQuery, RangeQuery),
    responses(
        (status = 200, description = "A page of participant sessions", body = ParticipantPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query((page, order, filter, range)): Query<(
        Page,
        ParticipantOrderQuery,
        ParticipantFilterQuery,
        RangeQuery,
    )>,
) -> Result<web::Json<ParticipantPage>, Error> {
    let now = console.now();
    let Sorted { by: sort, is_descending: descending } = order.sort;
    let (limit, offset) = page.get()?;
    let filter = ParticipantFilter { sort, descending, limit, offset, ..filter.filter(&range)? };
    let page =
        console.ask(move |store| async move { store.participants(&filter, now).await }).await?;
    Ok(web::Json(ParticipantPage {
        participants: fresh(&console, &page.rows, now)
            .into_iter()
            .map(Participant::listed)
            .collect(),
        total: page.total,
        next_cursor: next_cursor((limit, offset), page.total),
    }))
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
        DeploymentQuery,
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
    Query(query): Query<DeploymentQuery>,
    sid: web::Path<String>,
) -> Result<web::Json<ParticipantDetail>, Error> {
    let (session, room) = find(&console, query.deployment, &sid).await?;
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

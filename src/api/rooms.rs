//! `GET /api/rooms`: open rooms from the state; finished ones, and those of an earlier time, from
//! the store.

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::at;
use super::context::Console;
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::history::as_of;
use crate::model::{DeploymentName, Millis, Room, RoomSession};
use crate::state::{RoomKey, RoomOrder, RoomQuery, State};
use crate::store::{RoomFilter, RoomSort};

/// A page of rooms.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct RoomPage {
    /// The room sessions of this page.
    rooms: Vec<Room>,
    /// Number of room sessions on all pages.
    total: u64,
    /// The state's revision: the response includes all WebSocket frames with a lower `seq`.
    seq: u64,
    /// `false` while open rooms may be missing because the state is not loaded from the database
    /// yet.
    complete: bool,
    /// The time that the response is about; `null` for now.
    at: Option<DateTime<Utc>>,
}

/// The values of `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StatusFilter {
    Active,
    Finished,
    All,
}

/// What to sort by, for the state and for the store, and whether it is descending.
type Order = (RoomOrder, RoomSort, bool);

const ORDERS: [(&str, Order); 10] = [
    ("name", (RoomOrder::Name, RoomSort::Name, false)),
    ("-name", (RoomOrder::Name, RoomSort::Name, true)),
    ("started_at", (RoomOrder::StartedAt, RoomSort::StartedAt, false)),
    ("-started_at", (RoomOrder::StartedAt, RoomSort::StartedAt, true)),
    ("duration", (RoomOrder::Duration, RoomSort::Duration, false)),
    ("-duration", (RoomOrder::Duration, RoomSort::Duration, true)),
    ("participants", (RoomOrder::Participants, RoomSort::Participants, false)),
    ("-participants", (RoomOrder::Participants, RoomSort::Participants, true)),
    ("publishers", (RoomOrder::Publishers, RoomSort::Publishers, false)),
    ("-publishers", (RoomOrder::Publishers, RoomSort::Publishers, true)),
];

/// The filter that the list and the export share.
pub(super) fn filter(query: &Query, now: Millis) -> Result<RoomFilter, Error> {
    let (from, to) = query.range(now)?;
    Ok(RoomFilter {
        deployment: query.text("deployment")?,
        region: query.text("region")?,
        text: query.search("q"),
        from,
        to,
        ..RoomFilter::default()
    })
}

/// A stored session as the API shows it: from the state, which is newer, if it is there.
pub(super) fn fresh(state: &State, session: &RoomSession, now: Millis) -> Room {
    let key = RoomKey {
        deployment: DeploymentName::clone(&session.record.deployment),
        sid: session.record.sid.clone(),
    };
    state.room(&key, now).unwrap_or_else(|| session.view(now))
}

/// Lists room sessions, by default the open ones, latest first.
#[utoipa::path(
    get, path = "/api/rooms", operation_id = "list_rooms", tag = "reading",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many, 100 if not given"),
        ("offset" = Option<u32>, Query, minimum = 0, maximum = 1_000_000,
            description = "Skip so many, none if not given"),
        ("sort" = Option<String>, Query,
            description = "`name`, `started_at`, `duration`, `participants` or `publishers`; a leading `-` reverses the order; `-started_at` if not given"),
        ("q" = Option<String>, Query, description = "A part of the name or the whole sid, any case"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only this region"),
        ("status" = Option<String>, Query, description = "`active` (default), `finished` or `all`"),
        ("from" = Option<String>, Query,
            description = "Only sessions that had not ended before this time; with `status` `finished` or `all`"),
        ("to" = Option<String>, Query,
            description = "Only sessions that began before this time; with `status` `finished` or `all`"),
        ("at" = Option<String>, Query,
            description = "The rooms that were open at this time, as they were; not with `status`, `from`, `to`"),
    ),
    responses(
        (status = 200, description = "A page of rooms", body = RoomPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<RoomPage>, Error> {
    let query = Query::of(
        &request,
        &["limit", "offset", "sort", "q", "deployment", "region", "status", "from", "to", "at"],
    )?;
    let now = console.now();
    let (limit, offset) = (query.limit()?, query.offset()?);
    let (order, sort, descending) =
        query.choice("sort", &ORDERS)?.unwrap_or((RoomOrder::StartedAt, RoomSort::StartedAt, true));
    let filter = RoomFilter { sort, descending, limit, offset, ..filter(&query, now)? };
    let wanted = query
        .choice(
            "status",
            &[
                ("active", StatusFilter::Active),
                ("finished", StatusFilter::Finished),
                ("all", StatusFilter::All),
            ],
        )?
        .unwrap_or(StatusFilter::Active);
    if let Some(at) = at::moment(&query, now)? {
        at::alone(&query, &["status", "from", "to"])?;
        if sort == RoomSort::Publishers {
            return Err(Error::invalid_query(
                "`sort` by publishers is not possible with `at`: past publishers are not stored",
            ));
        }
        let (rooms, total) = as_of::rooms(&console.shared, filter, at).await?;
        let seq = console.glance(State::revision);
        let at = Some(at.to_utc());
        return Ok(web::Json(RoomPage { rooms, total, seq, complete: true, at }));
    }
    if wanted == StatusFilter::Active {
        for name in ["from", "to"] {
            if query.has(name) {
                return Err(Error::invalid_query(format!(
                    "`{name}` needs `status` `finished` or `all`"
                )));
            }
        }
        let RoomFilter { deployment, region, text, .. } = filter;
        let query = RoomQuery {
            deployment,
            region,
            text,
            sort: order,
            descending,
            limit: limit as usize,
            offset: offset as usize,
        };
        let page = console
            .read(move |state| {
                let page = state.open_rooms(&query, now);
                RoomPage {
                    rooms: page.rooms,
                    total: page.total as u64,
                    seq: state.revision(),
                    complete: state.is_loaded(),
                    at: None,
                }
            })
            .await?;
        return Ok(web::Json(page));
    }
    let filter =
        RoomFilter { finished: (wanted == StatusFilter::Finished).then_some(true), ..filter };
    let page = console.ask(move |store| async move { store.rooms(&filter, now).await }).await?;
    let page = console.glance(|state| {
        let read = page.rows.len();
        let mut rooms: Vec<_> =
            page.rows.iter().map(|session| fresh(state, session, now).listed()).collect();
        if wanted == StatusFilter::Finished {
            // A room that was started again meanwhile is not finished.
            rooms.retain(|room| room.status == "finished");
        }
        let gone = (read - rooms.len()) as u64;
        RoomPage {
            total: page.total.saturating_sub(gone),
            rooms,
            seq: state.revision(),
            complete: true,
            at: None,
        }
    });
    Ok(web::Json(page))
}

//! `GET /api/rooms`: the open rooms from the state, the others from the store; those of an earlier
//! moment, too.

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
    /// The rows asked for.
    rooms: Vec<Room>,
    /// How many there are in all.
    total: u64,
    /// The state's revision: WebSocket frames with a lower `seq` are already in the answer.
    seq: u64,
    /// Whether these are all: `false` while open rooms may be missing, because what was true before
    /// the start is not known yet.
    complete: bool,
    /// The moment that the answer is about; `null` for now.
    at: Option<DateTime<Utc>>,
}

/// Which rooms are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Active,
    Finished,
    All,
}

/// What to sort by, for the state and for the store, and whether the greatest comes first.
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

/// The room sessions that a list and an export of the store hold alike.
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

/// A stored session as it is shown: the memory knows who is there, and what the store will know in
/// a moment.
pub(super) fn fresh(state: &State, session: &RoomSession, now: Millis) -> Room {
    let key = RoomKey {
        deployment: DeploymentName::clone(&session.record.deployment),
        sid: session.record.sid.clone(),
    };
    state.room(&key, now).unwrap_or_else(|| session.view(now))
}

/// Rooms, by default those that are open, latest first.
#[utoipa::path(
    get, path = "/api/rooms", operation_id = "list_rooms", tag = "reading",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many, 100 if not given"),
        ("offset" = Option<u32>, Query, minimum = 0, maximum = 1_000_000,
            description = "Skip so many, none if not given"),
        ("sort" = Option<String>, Query,
            description = "`name`, `started_at`, `duration`, `participants` or `publishers`; a leading `-` turns it round; `-started_at` if not given"),
        ("q" = Option<String>, Query, description = "A part of the name or the whole sid, any case"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only this region"),
        ("status" = Option<String>, Query, description = "`active` (default), `finished` or `all`"),
        ("from" = Option<String>, Query,
            description = "Only those that were open at this time or later; with `status` `finished` or `all`"),
        ("to" = Option<String>, Query,
            description = "Only those that began before this time; with `status` `finished` or `all`"),
        ("at" = Option<String>, Query,
            description = "The rooms that were open at this moment, as they were; without `status`, `from`, `to`"),
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
            &[("active", Wanted::Active), ("finished", Wanted::Finished), ("all", Wanted::All)],
        )?
        .unwrap_or(Wanted::Active);
    if let Some(at) = at::moment(&query, now)? {
        at::alone(&query, &["status", "from", "to"])?;
        if sort == RoomSort::Publishers {
            return Err(Error::invalid_query(
                "`sort` is by publishers, which is not kept for the past: with `at` sort by another",
            ));
        }
        let (rooms, total) = as_of::rooms(&console.shared, filter, at).await?;
        let seq = console.glance(State::revision);
        let at = Some(at.to_utc());
        return Ok(web::Json(RoomPage { rooms, total, seq, complete: true, at }));
    }
    if wanted == Wanted::Active {
        for name in ["from", "to"] {
            if query.has(name) {
                return Err(Error::invalid_query(format!(
                    "`{name}` is for what was: it needs `status` `finished` or `all`"
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
    let filter = RoomFilter { finished: (wanted == Wanted::Finished).then_some(true), ..filter };
    let page = console.ask(move |store| async move { store.rooms(&filter, now).await }).await?;
    let answer = console.glance(|state| {
        let found = page.rows.len();
        let mut rooms: Vec<_> =
            page.rows.iter().map(|session| fresh(state, session, now).listed()).collect();
        if wanted == Wanted::Finished {
            // One that was started again since is not finished.
            rooms.retain(|room| room.status == "finished");
        }
        let gone = (found - rooms.len()) as u64;
        RoomPage {
            total: page.total.saturating_sub(gone),
            rooms,
            seq: state.revision(),
            complete: true,
            at: None,
        }
    });
    Ok(web::Json(answer))
}

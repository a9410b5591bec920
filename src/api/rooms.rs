//! `GET /api/rooms`: the open rooms from the state, the others from the store.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::openapi::{InvalidQuery, StoreUnavailable};
use super::query::Query;
use crate::model::{DeploymentName, Room, RoomSession};
use crate::state::{RoomKey, RoomOrder, RoomQuery};
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
    let query =
        Query::of(&request, &["limit", "offset", "sort", "q", "deployment", "region", "status"])?;
    let (limit, offset) = (query.limit()?, query.offset()?);
    let (order, sort, descending) =
        query.choice("sort", &ORDERS)?.unwrap_or((RoomOrder::StartedAt, RoomSort::StartedAt, true));
    let text = query.search("q");
    let deployment = query.text("deployment")?;
    let region = query.text("region")?;
    let wanted = query
        .choice(
            "status",
            &[("active", Wanted::Active), ("finished", Wanted::Finished), ("all", Wanted::All)],
        )?
        .unwrap_or(Wanted::Active);
    let now = console.now();
    if wanted == Wanted::Active {
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
                }
            })
            .await?;
        return Ok(web::Json(page));
    }
    let filter = RoomFilter {
        deployment,
        region,
        text,
        finished: (wanted == Wanted::Finished).then_some(true),
        sort,
        descending,
        limit,
        offset,
    };
    let page = console.ask(move |store| async move { store.rooms(&filter, now).await }).await?;
    let answer = console.glance(|state| {
        // The memory knows who is there, and what the store will know in a moment.
        let fresh = |session: RoomSession| {
            let key = RoomKey {
                deployment: DeploymentName::clone(&session.record.deployment),
                sid: session.record.sid.clone(),
            };
            state.room(&key, now).unwrap_or_else(|| session.view(now))
        };
        let found = page.rows.len();
        let mut rooms: Vec<_> = page.rows.into_iter().map(fresh).collect();
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
        }
    });
    Ok(web::Json(answer))
}

//! `GET /api/rooms`: open rooms from the state; finished ones, and those of an earlier time, from
//! the store.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::at;
use super::context::Console;
use super::error::Error;
use super::kind::KindFilter;
use super::query::{Moment, Page, Query, RangeQuery, Score, Seconds, Sorted, next_cursor};
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::history::as_of;
use crate::model::{DeploymentName, Millis, Room, RoomSession, RoomSort};
use crate::state::{RoomConditions, RoomKey, RoomQuery, State};
use crate::store::RoomFilter;

/// A page of rooms.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct RoomPage {
    /// The room sessions of this page.
    rooms: Vec<Room>,
    /// Number of room sessions on all pages.
    total: u64,
    /// The value of `cursor` for the next page; `null` on the last page.
    next_cursor: Option<String>,
    /// The state's revision: the response includes all WebSocket frames with a lower `seq`.
    seq: u64,
    /// `false` while open rooms may be missing because the state is not loaded from the database
    /// yet.
    complete: bool,
    /// The time that the response is about; `null` for now.
    at: Option<DateTime<Utc>>,
}

/// Which room sessions to list, by their status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum RoomStatusFilter {
    /// Open ones.
    Active,
    /// Those that have ended.
    Finished,
    /// All.
    All,
}

impl RoomStatusFilter {
    /// Whether the sessions must have ended; `None` if that does not matter.
    pub(super) const fn finished(self) -> Option<bool> {
        match self {
            Self::Active => Some(false),
            Self::Finished => Some(true),
            Self::All => None,
        }
    }
}

/// The filter that the list and the export share.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RoomFilterQuery {
    /// A part of the name or the whole sid, any case
    q: Option<String>,
    /// Only this deployment
    deployment: Option<String>,
    /// Only this region
    region: Option<String>,
}

impl RoomFilterQuery {
    pub(super) fn filter(self, range: &RangeQuery) -> Result<RoomFilter, Error> {
        let (from, to) = range.get()?;
        let Self { q: text, deployment, region } = self;
        Ok(RoomFilter { deployment, region, text, from, to, ..RoomFilter::default() })
    }
}

/// The further parameters of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RoomListQuery {
    /// What to sort by; a leading `-` reverses the order; `-started_at` if not given
    #[serde(default)]
    #[param(inline)]
    sort: RoomOrder,
    /// `active` if not given; `from` and `to` need another one
    status: Option<RoomStatusFilter>,
    /// The rooms that were open at this time, as they were; not with `status`, `from`, `to`
    at: Option<Moment>,
}

type RoomOrder = Sorted<RoomSort>;

/// The value of a parameter that switches a filter on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum On {
    /// On.
    True,
}

/// What must hold of an open room; only with `status` `active`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RoomConditionsQuery {
    /// Only where clients report a mean quality (0–100) below this
    #[param(inline)]
    quality_below: Option<Score>,
    /// Only where the presence of a participant is in doubt
    in_doubt: Option<On>,
    /// Only where a participant of this kind is present
    kind: Option<KindFilter>,
    /// Only those that are open for longer, seconds
    #[param(inline)]
    longer_than: Option<Seconds>,
}

impl RoomConditionsQuery {
    /// The first parameter that is given.
    fn given(&self) -> Option<&'static str> {
        [
            ("quality_below", self.quality_below.is_some()),
            ("in_doubt", self.in_doubt.is_some()),
            ("kind", self.kind.is_some()),
            ("longer_than", self.longer_than.is_some()),
        ]
        .into_iter()
        .find_map(|(name, is_given)| is_given.then_some(name))
    }

    fn conditions(&self) -> RoomConditions {
        RoomConditions {
            quality_below: self.quality_below.map(|score| f64::from(score.get())),
            has_doubt: self.in_doubt.is_some(),
            kind: self.kind.map(|kind| kind.as_str().to_owned()),
            longer_than_ms: self.longer_than.map(|seconds| i64::from(seconds.get()) * 1000),
        }
    }
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
    params(Page, RoomListQuery, RoomConditionsQuery, RoomFilterQuery, RangeQuery),
    responses(
        (status = 200, description = "A page of rooms", body = RoomPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query((page, query, conditions, filter, range)): Query<(
        Page,
        RoomListQuery,
        RoomConditionsQuery,
        RoomFilterQuery,
        RangeQuery,
    )>,
) -> Result<web::Json<RoomPage>, Error> {
    let now = console.now();
    let (limit, offset) = page.get()?;
    let given = [
        ("status", query.status.is_some()),
        ("from", range.from.is_some()),
        ("to", range.to.is_some()),
    ];
    let Sorted { by: sort, is_descending: descending } = query.sort;
    let filter = RoomFilter { sort, descending, limit, offset, ..filter.filter(&range)? };
    let wanted = query.status.unwrap_or(RoomStatusFilter::Active);
    if query.at.is_some() || wanted != RoomStatusFilter::Active {
        if let Some(name) = conditions.given() {
            return Err(Error::invalid_query(format!(
                "`{name}` needs `status` `active`, without `at`"
            )));
        }
        if sort == RoomSort::Quality {
            return Err(Error::invalid_query(
                "`sort` by quality needs `status` `active`, without `at`: past quality of rooms is \
                 not stored",
            ));
        }
    }
    if let Some(at) = query.at {
        let at = at::check(at, now)?;
        at::alone(&given)?;
        if sort == RoomSort::Publishers {
            return Err(Error::invalid_query(
                "`sort` by publishers is not possible with `at`: past publishers are not stored",
            ));
        }
        let (rooms, total) = as_of::rooms(&console.shared, filter, at).await?;
        let seq = console.glance(State::revision);
        let at = Some(at.to_utc());
        let next_cursor = next_cursor((limit, offset), total);
        return Ok(web::Json(RoomPage { rooms, total, next_cursor, seq, complete: true, at }));
    }
    if wanted == RoomStatusFilter::Active {
        if let Some((name, _)) = given.iter().find(|(name, given)| *given && *name != "status") {
            return Err(Error::invalid_query(format!(
                "`{name}` needs `status` `finished` or `all`"
            )));
        }
        let RoomFilter { deployment, region, text, .. } = filter;
        let query = RoomQuery {
            deployment,
            region,
            text,
            conditions: conditions.conditions(),
            sort,
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
                    next_cursor: next_cursor((limit, offset), page.total as u64),
                    seq: state.revision(),
                    complete: state.is_loaded(),
                    at: None,
                }
            })
            .await?;
        return Ok(web::Json(page));
    }
    let filter = RoomFilter { finished: wanted.finished(), ..filter };
    let page = console.ask(move |store| async move { store.rooms(&filter, now).await }).await?;
    let page = console.glance(|state| {
        let read = page.rows.len();
        let mut rooms: Vec<_> =
            page.rows.iter().map(|session| fresh(state, session, now).listed()).collect();
        if wanted == RoomStatusFilter::Finished {
            // A room that was started again meanwhile is not finished.
            rooms.retain(|room| room.status == "finished");
        }
        let gone = (read - rooms.len()) as u64;
        RoomPage {
            total: page.total.saturating_sub(gone),
            next_cursor: next_cursor((limit, offset), page.total),
            rooms,
            seq: state.revision(),
            complete: true,
            at: None,
        }
    });
    Ok(web::Json(page))
}

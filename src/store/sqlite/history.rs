//! Looking back.

use async_trait::async_trait;
use sqlx::types::Json;
use sqlx::{QueryBuilder, Sqlite};

use super::sessions::{
    listed_room, listed_stay, participant_columns, push_conditions as push_room_conditions,
    room_columns,
};
use super::span::push_classes;
use super::{SqliteStore, rows};
use crate::model::{DeploymentName, Event, Millis, ParticipantSession, RoomSession, Text};
use crate::store::columns::{Names, key};
use crate::store::paging::page;
use crate::store::{
    Error, HistoryStore, Page, ParticipantFilter, ParticipantSort, RoomFilter, RoomSort,
    SessionPlace, Told, ToldFilter,
};

/// The columns that make a room session, with as many participants as had come by `at`, which comes
/// next.
const ROOM_BY_THEN: &str = "SELECT r.record, r.finished_at_earliest_ms, r.finished_at_ms,
        r.evidence, r.region, (SELECT count(*) FROM participant_sessions c
            WHERE c.room_sid = r.sid AND c.deployment = r.deployment AND c.joined_at_ms <= ";

#[async_trait]
impl HistoryStore for SqliteStore {
    async fn participants(
        &self,
        filter: &ParticipantFilter,
        now: Millis,
    ) -> Result<Page<ParticipantSession>, Error> {
        let mut count = QueryBuilder::new("SELECT count(*) FROM participant_sessions p WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.readers).await?;
        let mut query = select();
        push_conditions(&mut query, filter);
        match filter.sort {
            ParticipantSort::JoinedAt => query.push(" ORDER BY p.joined_at_ms"),
            ParticipantSort::LeftAt => {
                query.push(" ORDER BY coalesce(p.left_at_ms, ").push_bind(now.0).push(")")
            }
            ParticipantSort::Duration => query
                .push(" ORDER BY coalesce(p.left_at_ms, ")
                .push_bind(now.0)
                .push(") - p.joined_at_ms"),
            ParticipantSort::Identity => query.push(" ORDER BY coalesce(p.identity, '')"),
            ParticipantSort::Room => query.push(" ORDER BY p.room_name"),
        };
        query.push(if filter.descending { " DESC" } else { "" });
        query.push(", p.sid, p.deployment LIMIT ").push_bind(i64::from(filter.limit));
        query.push(" OFFSET ").push_bind(i64::from(filter.offset));
        let rows = self.list_participants(query).await?;
        Ok(Page { rows, total: u64::try_from(total).unwrap_or_default() })
    }

    async fn participant(
        &self,
        deployment: Option<&str>,
        sid: &str,
    ) -> Result<Option<ParticipantSession>, Error> {
        let mut query = select();
        query.push(" AND p.sid = ").push_bind(key(sid));
        if let Some(deployment) = deployment {
            query.push(" AND p.deployment = ").push_bind(key(deployment));
        }
        query.push(" ORDER BY p.joined_at_ms DESC, p.deployment LIMIT 1");
        Ok(self.read_participants(query).await?.pop())
    }

    async fn participants_behind(
        &self,
        filter: &ParticipantFilter,
        place: Option<&SessionPlace>,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let mut query = select();
        push_conditions(&mut query, filter);
        if let Some(place) = place {
            query.push(" AND (p.joined_at_ms, p.sid, p.deployment) < (");
            query.push_bind(place.began_at.clamped().0).push(", ").push_bind(key(&place.sid));
            query.push(", ").push_bind(key(&place.deployment)).push(")");
        }
        query.push(" ORDER BY p.joined_at_ms DESC, p.sid DESC, p.deployment DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        self.read_participants(query).await
    }

    async fn rooms_behind(
        &self,
        filter: &RoomFilter,
        place: Option<&SessionPlace>,
    ) -> Result<Vec<RoomSession>, Error> {
        let mut query = QueryBuilder::new(concat!(
            "SELECT ",
            room_columns!(),
            " FROM room_sessions r WHERE true"
        ));
        push_room_conditions(&mut query, filter);
        if let Some(place) = place {
            query.push(" AND (r.started_at_ms, r.sid, r.deployment) < (");
            query.push_bind(place.began_at.clamped().0).push(", ").push_bind(key(&place.sid));
            query.push(", ").push_bind(key(&place.deployment)).push(")");
        }
        query.push(" ORDER BY r.started_at_ms DESC, r.sid DESC, r.deployment DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        page(query.build().fetch(&self.readers), rows::room, RoomSession::weight).await
    }

    async fn rooms_at(&self, filter: &RoomFilter, at: Millis) -> Result<Page<RoomSession>, Error> {
        let mut count = QueryBuilder::new("SELECT count(*) FROM ");
        push_open_rooms(&mut count, at);
        push_room_conditions(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.readers).await?;
        let mut query = QueryBuilder::new(ROOM_BY_THEN);
        query.push_bind(at.0).push(") AS participants_total FROM ");
        push_open_rooms(&mut query, at);
        push_room_conditions(&mut query, filter);
        match filter.sort {
            RoomSort::Name => query.push(" ORDER BY r.name"),
            RoomSort::StartedAt => query.push(" ORDER BY r.started_at_ms"),
            RoomSort::Duration => query.push(" ORDER BY -r.started_at_ms"),
            RoomSort::Participants | RoomSort::Publishers => {
                query.push(
                    " ORDER BY coalesce((SELECT present FROM (
                        SELECT p.deployment, p.room_sid, count(*) AS present FROM ",
                );
                push_present(&mut query, at);
                query.push(
                    " AND NOT p.in_doubt AND (p.evidence IS NULL OR p.left_at_earliest_ms > ",
                );
                query.push_bind(at.0).push(
                    ") GROUP BY p.deployment, p.room_sid) there
                    WHERE there.room_sid = r.sid AND there.deployment = r.deployment), 0)",
                )
            }
        };
        query.push(if filter.descending { " DESC" } else { "" });
        query.push(", r.sid, r.deployment LIMIT ").push_bind(i64::from(filter.limit));
        query.push(" OFFSET ").push_bind(i64::from(filter.offset));
        let rows = page(query.build().fetch(&self.readers), listed_room, |_| 0).await?;
        Ok(Page { rows, total: u64::try_from(total).unwrap_or_default() })
    }

    async fn room_at(
        &self,
        deployment: Option<&str>,
        name: &str,
        sid: Option<&str>,
        at: Millis,
    ) -> Result<Option<RoomSession>, Error> {
        let mut query = QueryBuilder::new(ROOM_BY_THEN);
        query.push_bind(at.0);
        query.push(") AS participants_total FROM room_sessions r WHERE r.started_at_ms <= ");
        query.push_bind(at.0).push(" AND r.name = ").push_bind(key(name));
        if let Some(deployment) = deployment {
            query.push(" AND r.deployment = ").push_bind(key(deployment));
        }
        if let Some(sid) = sid {
            query.push(" AND r.sid = ").push_bind(key(sid));
        }
        query.push(" ORDER BY (r.finished_at_ms IS NULL OR r.finished_at_ms > ").push_bind(at.0);
        query.push(") DESC, r.started_at_ms DESC, r.sid DESC LIMIT 1");
        let row = query.build().fetch_optional(&self.readers).await?;
        row.as_ref().map(rows::room).transpose()
    }

    async fn participants_at(
        &self,
        rooms: &[(DeploymentName, Text)],
        at: Millis,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let mut query = QueryBuilder::new(concat!("SELECT ", participant_columns!(), " FROM "));
        push_present(&mut query, at);
        // The `+` keeps this from leading the search: a room may have a long past.
        query.push(
            " AND (+p.deployment, +p.room_sid) IN (SELECT value ->> 0, value ->> 1 FROM json_each(",
        );
        let keys: Vec<_> = rooms.iter().map(|(d, sid)| (key(d), key(sid))).collect();
        query.push_bind(Json(keys)).push(")) ORDER BY p.joined_at_ms, p.sid");
        self.list_participants(query).await
    }

    async fn told(&self, filter: &ToldFilter) -> Result<Vec<Event>, Error> {
        let mut query = QueryBuilder::new(
            "SELECT id, at_ms, received_at_ms, deployment, source, event,
                room_name, room_sid, participant_sid, identity, raw
            FROM events WHERE deployment = ",
        );
        query.push_bind(key(&filter.deployment)).push(" AND at_ms >= ").push_bind(filter.from.0);
        query.push(" AND at_ms <= ").push_bind(filter.until.0);
        match &filter.of {
            Told::Room { sid, name, between } => {
                query.push(" AND (room_sid = ").push_bind(key(sid));
                query.push(" OR room_sid IS NULL AND room_name = ").push_bind(key(name));
                query.push(" AND at_ms BETWEEN ").push_bind(between.0.0);
                query.push(" AND ").push_bind(between.1.0).push(")");
            }
            Told::Stay(sid) => {
                query.push(" AND participant_sid = ").push_bind(key(sid));
            }
        }
        if let Some(place) = &filter.after {
            let after = if filter.descending { " < (" } else { " > (" };
            query.push(" AND (at_ms, received_at_ms, id)").push(after).push_bind(place.at.0);
            query.push(", ").push_bind(place.received_at.0);
            query.push(", ").push_bind(key(&place.id)).push(")");
        }
        query.push(if filter.descending {
            " ORDER BY at_ms DESC, received_at_ms DESC, id DESC LIMIT "
        } else {
            " ORDER BY at_ms, received_at_ms, id LIMIT "
        });
        query.push_bind(i64::from(filter.limit));
        let mut names = Names::default();
        let rows = query.build().fetch(&self.readers);
        page(rows, |row| rows::event(row, &mut names), |event| event.raw.len()).await
    }
}

impl SqliteStore {
    /// Stays as they are kept.
    async fn read_participants(
        &self,
        mut query: QueryBuilder<Sqlite>,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let mut names = Names::default();
        let rows = query.build().fetch(&self.readers);
        page(rows, |row| rows::participant(row, &mut names), ParticipantSession::weight).await
    }

    /// Stays as a list shows them.
    async fn list_participants(
        &self,
        mut query: QueryBuilder<Sqlite>,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let mut names = Names::default();
        let rows = query.build().fetch(&self.readers);
        page(rows, |row| listed_stay(row, &mut names), |_| 0).await
    }
}

/// The beginning of a query for participant sessions; conditions follow.
fn select() -> QueryBuilder<Sqlite> {
    QueryBuilder::new(concat!(
        "SELECT ",
        participant_columns!(),
        " FROM participant_sessions p WHERE true"
    ))
}

/// The room sessions `r` that were open at `at`; conditions may follow.
fn push_open_rooms(query: &mut QueryBuilder<Sqlite>, at: Millis) {
    push_classes(query, at);
    query
        .push(" CROSS JOIN room_sessions r ON r.span = w.column1 AND r.started_at_ms >= w.column2");
    query.push(" AND r.started_at_ms <= ").push_bind(at.0);
    query.push(" WHERE (r.finished_at_ms IS NULL OR r.finished_at_ms > ").push_bind(at.0);
    query.push(")");
}

/// The participant sessions `p` that went on at `at`; conditions may follow. Who never became active
/// was not there.
fn push_present(query: &mut QueryBuilder<Sqlite>, at: Millis) {
    push_classes(query, at);
    query.push(
        " CROSS JOIN participant_sessions p ON p.span = w.column1 AND p.joined_at_ms >= w.column2",
    );
    query.push(" AND p.joined_at_ms <= ").push_bind(at.0);
    query.push(" WHERE (p.left_at_ms IS NULL OR p.left_at_ms > ").push_bind(at.0);
    query.push(") AND NOT p.aborted");
}

/// Limits to the participant sessions that the filter asks for.
fn push_conditions(query: &mut QueryBuilder<Sqlite>, filter: &ParticipantFilter) {
    for (column, value) in [
        (" AND p.deployment = ", &filter.deployment),
        (" AND p.room_sid = ", &filter.room_sid),
        (" AND p.identity = ", &filter.identity),
        (" AND p.sid = ", &filter.sid),
        (" AND p.kind = ", &filter.kind),
    ] {
        if let Some(value) = value {
            query.push(column).push_bind(key(value).to_owned());
        }
    }
    if let Some(departure) = filter.departure {
        query.push(" AND p.departure = ").push_bind(departure.as_str());
    }
    if let Some(name) = &filter.room_name {
        query.push(
            " AND (p.room_sid, p.deployment) IN (
                SELECT r.sid, r.deployment FROM room_sessions r WHERE r.name = ",
        );
        query.push_bind(key(name).to_owned()).push(")");
    }
    if let Some(region) = &filter.region {
        query.push(
            " AND EXISTS (SELECT 1 FROM room_sessions r WHERE r.sid = p.room_sid
                AND r.deployment = p.deployment AND r.region = ",
        );
        query.push_bind(region.clone()).push(")");
    }
    if let Some(text) = &filter.text {
        // Not LIKE: nothing in the text is a pattern.
        let text = text.to_lowercase();
        query.push(" AND (instr(p.folded, ").push_bind(text.clone());
        query.push(") > 0 OR lower(p.sid) = ").push_bind(text).push(")");
    }
    if let Some(from) = filter.from {
        query.push(" AND (p.left_at_ms IS NULL OR p.left_at_ms >= ").push_bind(from.0).push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND p.joined_at_ms < ").push_bind(to.0);
    }
}

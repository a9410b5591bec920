//! Queries of the past.

use super::{HistoryFilter, HistoryOf, ParticipantFilter, RoomFilter, SessionCursor};
use crate::model::{
    DeploymentName, Event, Millis, ParticipantSession, ParticipantSort, RoomSession, RoomSort, Text,
};
use crate::store::columns::{NameCache, key};
use crate::store::db::Db;
use crate::store::dialect::{Dialect, session_keys};
use crate::store::paging::page;
use crate::store::session_rows::{
    self, bare_room_columns, listed_participant, listed_room, participant_columns, room_columns,
};
use crate::store::sessions::push_conditions as push_room_conditions;
use crate::store::spans::push_classes;
use crate::store::sql::Sql;
use crate::store::{Error, Page, Store, events};

/// The columns of a room session, with the number of participants that had joined by `at`. `at` is
/// bound next.
const ROOM_BY_THEN: &str = concat!(
    "SELECT ",
    bare_room_columns!(),
    ", (SELECT CAST(count(*) AS integer) FROM participant_sessions c
            WHERE c.room_sid = r.sid AND c.deployment = r.deployment AND c.joined_at <= "
);

impl Store {
    /// Participant sessions by filter. The duration of open ones is measured to `now`.
    pub async fn participants(
        &self,
        filter: &ParticipantFilter,
        now: Millis,
    ) -> Result<Page<ParticipantSession>, Error> {
        let mut count = self.db.sql("SELECT count(*) FROM participant_sessions p WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = self.db.fetch_one(count).await?.get(0)?;
        let mut query = select(&self.db);
        push_conditions(&mut query, filter);
        match filter.sort {
            ParticipantSort::JoinedAt => query.push(" ORDER BY p.joined_at"),
            ParticipantSort::LeftAt => {
                query.push(" ORDER BY coalesce(p.left_at, ").push_bind(now).push(")")
            }
            ParticipantSort::Duration => {
                query.push(" ORDER BY coalesce(p.left_at, ").push_bind(now).push(") - p.joined_at")
            }
            ParticipantSort::Identity => query.push(" ORDER BY coalesce(p.identity, '')"),
            ParticipantSort::Room => query.push(" ORDER BY p.room_name"),
        };
        query.push(if filter.descending { " DESC" } else { "" });
        query.push(", p.sid, p.deployment LIMIT ").push_bind(i64::from(filter.limit));
        query.push(" OFFSET ").push_bind(i64::from(filter.offset));
        let rows = self.list_participants(query).await?;
        Ok(Page { rows, total: u64::try_from(total).unwrap_or_default() })
    }

    /// The participant session of a sid; the latest one if several deployments have it.
    pub async fn participant(
        &self,
        deployment: Option<&str>,
        sid: &str,
    ) -> Result<Option<ParticipantSession>, Error> {
        let mut query = select(&self.db);
        query.push(" AND p.sid = ").push_bind(key(sid));
        if let Some(deployment) = deployment {
            query.push(" AND p.deployment = ").push_bind(key(deployment));
        }
        query.push(" ORDER BY p.joined_at DESC, p.deployment LIMIT 1");
        Ok(self.read_participants(query).await?.pop())
    }

    /// The participant sessions after `cursor` (from the start if `None`), latest start first. The
    /// filter's sort and offset are ignored.
    pub async fn participants_after(
        &self,
        filter: &ParticipantFilter,
        cursor: Option<&SessionCursor>,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let mut query = select(&self.db);
        push_conditions(&mut query, filter);
        if let Some(cursor) = cursor {
            query.push(" AND (p.joined_at, p.sid, p.deployment) < (");
            query.push_bind(cursor.began_at).push(", ").push_bind(key(&cursor.sid));
            query.push(", ").push_bind(key(&cursor.deployment)).push(")");
        }
        query.push(" ORDER BY p.joined_at DESC, p.sid DESC, p.deployment DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        self.read_participants(query).await
    }

    /// The room sessions after `cursor`, in the same order.
    pub async fn rooms_after(
        &self,
        filter: &RoomFilter,
        cursor: Option<&SessionCursor>,
    ) -> Result<Vec<RoomSession>, Error> {
        let mut query =
            self.db.sql(concat!("SELECT ", room_columns!(), " FROM room_sessions r WHERE true"));
        push_room_conditions(&mut query, filter);
        if let Some(cursor) = cursor {
            query.push(" AND (r.started_at, r.sid, r.deployment) < (");
            query.push_bind(cursor.began_at).push(", ").push_bind(key(&cursor.sid));
            query.push(", ").push_bind(key(&cursor.deployment)).push(")");
        }
        query.push(" ORDER BY r.started_at DESC, r.sid DESC, r.deployment DESC LIMIT ");
        query.push_bind(i64::from(filter.limit));
        let read = |row: &_| session_rows::room(row, &self.unreadable);
        page(self.db.fetch(query), read, RoomSession::text_bytes).await
    }

    /// The room sessions that were open at `at`, as they are known now, each with the number of
    /// participants that had joined by then. No column holds publishers, so sorting by publishers
    /// sorts by participants.
    pub async fn rooms_at(
        &self,
        filter: &RoomFilter,
        at: Millis,
    ) -> Result<Page<RoomSession>, Error> {
        let mut count = self.db.sql("SELECT count(*) FROM ");
        push_open_rooms(&mut count, at);
        push_room_conditions(&mut count, filter);
        let total: i64 = self.db.fetch_one(count).await?.get(0)?;
        let mut query = self.db.sql(ROOM_BY_THEN);
        query.push_bind(at).push(") AS participants_total FROM ");
        push_open_rooms(&mut query, at);
        push_room_conditions(&mut query, filter);
        match filter.sort {
            RoomSort::Name => query.push(" ORDER BY r.name"),
            // No quality of rooms is stored: the API refuses it.
            RoomSort::StartedAt | RoomSort::Quality => query.push(" ORDER BY r.started_at"),
            RoomSort::Duration => query.push(" ORDER BY ").push_bind(at).push(" - r.started_at"),
            RoomSort::Participants | RoomSort::Publishers => {
                query.push(
                    " ORDER BY coalesce((SELECT present FROM (
                        SELECT p.deployment, p.room_sid, count(*) AS present FROM ",
                );
                push_present(&mut query, at);
                query.push(" AND NOT p.in_doubt AND (p.evidence IS NULL OR p.left_at_earliest > ");
                query.push_bind(at).push(
                    ") GROUP BY p.deployment, p.room_sid) there
                    WHERE there.room_sid = r.sid AND there.deployment = r.deployment), 0)",
                )
            }
        };
        query.push(if filter.descending { " DESC" } else { "" });
        query.push(", r.sid, r.deployment LIMIT ").push_bind(i64::from(filter.limit));
        query.push(" OFFSET ").push_bind(i64::from(filter.offset));
        let rows =
            page(self.db.fetch(query), |row| listed_room(row, &self.unreadable), |_| 0).await?;
        Ok(Page { rows, total: u64::try_from(total).unwrap_or_default() })
    }

    /// The room session of a name (of `sid`, if given) that had begun by `at`. A session that was
    /// open then is preferred, then the latest.
    pub async fn room_at(
        &self,
        deployment: Option<&str>,
        name: &str,
        sid: Option<&str>,
        at: Millis,
    ) -> Result<Option<RoomSession>, Error> {
        let mut query = self.db.sql(ROOM_BY_THEN);
        query.push_bind(at);
        query.push(") AS participants_total FROM room_sessions r WHERE r.started_at <= ");
        query.push_bind(at).push(" AND r.name = ").push_bind(key(name));
        if let Some(deployment) = deployment {
            query.push(" AND r.deployment = ").push_bind(key(deployment));
        }
        if let Some(sid) = sid {
            query.push(" AND r.sid = ").push_bind(key(sid));
        }
        query.push(" ORDER BY (r.finished_at IS NULL OR r.finished_at > ").push_bind(at);
        query.push(") DESC, r.started_at DESC, r.sid DESC LIMIT 1");
        let row = self.db.fetch_optional(query).await?;
        row.as_ref().map(|row| session_rows::room(row, &self.unreadable)).transpose()
    }

    /// The participant sessions of these rooms (deployment, room sid) that were active at `at`, as
    /// they are known now, in order of joining.
    pub async fn participants_at(
        &self,
        rooms: &[(DeploymentName, Text)],
        at: Millis,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let mut query = self.db.sql(concat!("SELECT ", participant_columns!(), " FROM "));
        push_present(&mut query, at);
        // The `+` keeps SQLite from using this index first: a room may have many old sessions.
        query.push(self.db.dialect().pick(
            " AND (p.deployment, p.room_sid) IN (
                SELECT value ->> 0, value ->> 1 FROM jsonb_array_elements(",
            " AND (+p.deployment, +p.room_sid) IN (SELECT value ->> 0, value ->> 1 FROM json_each(",
        ));
        query.push_bind(session_keys(rooms));
        query.push(self.db.dialect().pick(") AS wanted (value)", ")"));
        query.push(") ORDER BY p.joined_at, p.sid");
        self.list_participants(query).await
    }

    /// The events of one session in the order in which they happened; `observation` is left empty.
    pub async fn history_events(&self, filter: &HistoryFilter) -> Result<Vec<Event>, Error> {
        let mut query = self.db.sql(events::columns(self.db.dialect()));
        query
            .push(" WHERE deployment = ")
            .push_bind(key(&filter.deployment))
            .push(" AND at >= ")
            .push_bind(filter.from);
        query.push(" AND at <= ").push_bind(filter.until);
        events::push_known_sources(&mut query);
        match &filter.of {
            HistoryOf::Room { sid, name, between } => {
                query.push(" AND (room_sid = ").push_bind(key(sid));
                query.push(" OR room_sid IS NULL AND room_name = ").push_bind(key(name));
                query.push(" AND at BETWEEN ").push_bind(between.0);
                query.push(" AND ").push_bind(between.1).push(")");
            }
            HistoryOf::Participant(sid) => {
                query.push(" AND participant_sid = ").push_bind(key(sid));
            }
        }
        if let Some(cursor) = &filter.after {
            let after = if filter.descending { " < (" } else { " > (" };
            query.push(" AND (at, received_at, id)").push(after).push_bind(cursor.at);
            query.push(", ").push_bind(cursor.received_at);
            query.push(", ").push_bind(key(&cursor.id)).push(")");
        }
        query.push(if filter.descending {
            " ORDER BY at DESC, received_at DESC, id DESC LIMIT "
        } else {
            " ORDER BY at, received_at, id LIMIT "
        });
        query.push_bind(i64::from(filter.limit));
        let mut names = NameCache::default();
        let rows = self.db.fetch(query);
        let read = |row: &_| events::event(row, &mut names, &self.unreadable);
        page(rows, read, |event| event.raw.len()).await
    }

    /// Participant sessions with their whole record.
    async fn read_participants(&self, query: Sql) -> Result<Vec<ParticipantSession>, Error> {
        let mut names = NameCache::default();
        let read = |row: &_| session_rows::participant(row, &mut names, &self.unreadable);
        page(self.db.fetch(query), read, ParticipantSession::text_bytes).await
    }

    /// Participant sessions as a list shows them.
    async fn list_participants(&self, query: Sql) -> Result<Vec<ParticipantSession>, Error> {
        let mut names = NameCache::default();
        let read = |row: &_| listed_participant(row, &mut names, &self.unreadable);
        page(self.db.fetch(query), read, |_| 0).await
    }
}

/// The beginning of a query for participant sessions; conditions follow.
fn select(db: &Db) -> Sql {
    db.sql(concat!("SELECT ", participant_columns!(), " FROM participant_sessions p WHERE true"))
}

/// The room sessions `r` that were open at `at`; conditions may follow.
fn push_open_rooms(query: &mut Sql, at: Millis) {
    match query.dialect() {
        Dialect::Postgres => {
            query.push("room_sessions r WHERE tstzrange(r.started_at, r.finished_at, '[]') @> ");
            query.push_bind(at);
        }
        Dialect::Sqlite => {
            push_classes(query, at);
            query.push(
                " CROSS JOIN room_sessions r ON r.span = w.column1 AND r.started_at >= w.column2
                WHERE r.started_at <= ",
            );
            query.push_bind(at);
        }
    }
    query.push(" AND (r.finished_at IS NULL OR r.finished_at > ").push_bind(at).push(")");
}

/// The participant sessions `p` that were active at `at`; conditions may follow. Aborted sessions
/// are left out.
fn push_present(query: &mut Sql, at: Millis) {
    match query.dialect() {
        Dialect::Postgres => {
            query.push("participant_sessions p WHERE tstzrange(p.joined_at, p.left_at, '[]') @> ");
            query.push_bind(at);
        }
        Dialect::Sqlite => {
            push_classes(query, at);
            query.push(
                " CROSS JOIN participant_sessions p
                    ON p.span = w.column1 AND p.joined_at >= w.column2
                WHERE p.joined_at <= ",
            );
            query.push_bind(at);
        }
    }
    query.push(" AND (p.left_at IS NULL OR p.left_at > ").push_bind(at);
    query.push(") AND NOT p.aborted");
}

/// Adds the conditions of the filter.
fn push_conditions(query: &mut Sql, filter: &ParticipantFilter) {
    for (column, value) in [
        (" AND p.deployment = ", &filter.deployment),
        (" AND p.room_sid = ", &filter.room_sid),
        (" AND p.identity = ", &filter.identity),
        (" AND p.sid = ", &filter.sid),
        (" AND p.kind = ", &filter.kind),
    ] {
        if let Some(value) = value {
            query.push(column).push_bind(key(value));
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
        query.push_bind(key(name)).push(")");
    }
    if let Some(region) = &filter.region {
        query.push(
            " AND EXISTS (SELECT 1 FROM room_sessions r WHERE r.sid = p.room_sid
                AND r.deployment = p.deployment AND r.region = ",
        );
        query.push_bind(region.as_str()).push(")");
    }
    if let Some(text) = &filter.text {
        let text = text.to_lowercase();
        query.push(" AND (").push_contains("p.folded", &text);
        query.push(" OR lower(p.sid) = ").push_bind(text.as_str()).push(")");
    }
    // Postgres uses a range index. It refuses a range that ends before it begins; no session is in
    // such a range.
    let by_range = query.dialect() == Dialect::Postgres
        && filter.from.zip(filter.to).is_none_or(|(from, to)| from <= to);
    if by_range && (filter.from.is_some() || filter.to.is_some()) {
        query.push(" AND tstzrange(p.joined_at, p.left_at, '[]') && tstzrange(");
        query.push_bind(filter.from).push(", ");
        query.push_bind(filter.to).push(", '[]')");
    }
    if let Some(from) = filter.from {
        query.push(" AND (p.left_at IS NULL OR p.left_at >= ").push_bind(from).push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND p.joined_at < ").push_bind(to);
    }
}

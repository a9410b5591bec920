//! Room sessions and participant sessions.

use futures_util::TryStreamExt as _;

use super::bulk::{Insert, Kind as Column};
use super::columns::{self, NameCache, key, last_of_each, optional_key};
use super::db::Transaction;
use super::dialect::session_keys;
use super::paging::page;
use super::session_rows::{
    counted_room_columns, listed_participant, listed_room, participant, participant_columns, room,
    room_columns,
};
use super::sql::Sql;
use super::versioned::{EncodedRecord, VERSION};
use super::{Error, JobFilter, Page, RoomFilter, Store, jobs};
use crate::model::{
    Departure, DeploymentName, JobKind, JobRecord, Kind, Millis, ParticipantSession, RoomSession,
    RoomSort, Text,
};

impl Store {
    /// The room sessions that are open or ended at or after `since`, each with the number of its
    /// participant sessions.
    pub async fn recent_rooms(&self, since: Millis) -> Result<Vec<RoomSession>, Error> {
        let recent = self.db.sql(concat!(
            "SELECT ",
            counted_room_columns!(),
            " FROM room_sessions r WHERE r.finished_at IS NULL OR r.finished_at >= $1"
        ));
        let rows = self.db.fetch_all(recent.bind(since)).await?;
        rows.iter().map(|row| room(row, &self.unreadable)).collect()
    }

    /// The participant sessions that are open or ended at or after `since`.
    pub async fn recent_participants(
        &self,
        since: Millis,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let recent = self.db.sql(concat!(
            "SELECT ",
            participant_columns!(),
            " FROM participant_sessions p WHERE p.left_at IS NULL OR p.left_at >= $1"
        ));
        // Row by row: there may be hundreds of thousands.
        let mut rows = self.db.fetch(recent.bind(since));
        let mut names = NameCache::default();
        let mut sessions = Vec::new();
        while let Some(row) = rows.try_next().await? {
            sessions.push(participant(&row, &mut names, &self.unreadable)?);
        }
        Ok(sessions)
    }

    /// The jobs that run or ended at or after `since`.
    pub async fn recent_jobs(&self, since: Millis) -> Result<Vec<JobRecord>, Error> {
        jobs::recent(&self.db, &self.unreadable, since).await
    }

    /// The room sessions of these sids, each with the number of its participant sessions.
    pub async fn rooms_by_sid(
        &self,
        keys: &[(DeploymentName, Text)],
    ) -> Result<Vec<RoomSession>, Error> {
        let mut query = self.db.sql(concat!("SELECT ", counted_room_columns!()));
        query = query.bind(session_keys(keys));
        query.push(self.db.dialect().wanted());
        query.push(
            "room_sessions r ON r.deployment = wanted.value ->> 0 AND r.sid = wanted.value ->> 1",
        );
        let rows = self.db.fetch_all(query).await?;
        rows.iter().map(|row| room(row, &self.unreadable)).collect()
    }

    /// The participant sessions of these sids.
    pub async fn participants_by_sid(
        &self,
        keys: &[(DeploymentName, Text)],
    ) -> Result<Vec<ParticipantSession>, Error> {
        let mut query = self.db.sql(concat!("SELECT ", participant_columns!()));
        query = query.bind(session_keys(keys));
        query.push(self.db.dialect().wanted()).push(
            "participant_sessions p
                ON p.deployment = wanted.value ->> 0 AND p.sid = wanted.value ->> 1",
        );
        let mut names = NameCache::default();
        let rows = self.db.fetch_all(query).await?;
        let read = |row| participant(row, &mut names, &self.unreadable);
        rows.iter().map(read).collect()
    }

    /// The jobs of these ids.
    pub async fn jobs_by_id(
        &self,
        keys: &[(DeploymentName, JobKind, Text)],
    ) -> Result<Vec<JobRecord>, Error> {
        jobs::by_id(&self.db, &self.unreadable, keys).await
    }

    /// Room sessions by filter. The duration of open ones is measured to `now`.
    pub async fn rooms(
        &self,
        filter: &RoomFilter,
        now: Millis,
    ) -> Result<Page<RoomSession>, Error> {
        let mut count = self.db.sql("SELECT count(*) FROM room_sessions r WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = self.db.fetch_one(count).await?.get(0)?;
        let mut query =
            self.db.sql(concat!("SELECT ", room_columns!(), " FROM room_sessions r WHERE true"));
        push_conditions(&mut query, filter);
        push_order(&mut query, filter, now);
        let rows =
            page(self.db.fetch(query), |row| listed_room(row, &self.unreadable), |_| 0).await?;
        Ok(Page { rows, total: u64::try_from(total).unwrap_or_default() })
    }

    /// The latest room session of a name (of `sid`, if given).
    pub async fn room(
        &self,
        deployment: Option<&str>,
        name: &str,
        sid: Option<&str>,
    ) -> Result<Option<RoomSession>, Error> {
        let latest = self
            .db
            .sql(concat!(
                "SELECT ",
                room_columns!(),
                " FROM room_sessions r WHERE r.name = $1
                    AND ($2 IS NULL OR r.deployment = $2) AND ($3 IS NULL OR r.sid = $3)
                ORDER BY r.started_at DESC, r.sid DESC LIMIT 1"
            ))
            .bind(key(name))
            .bind(deployment.map(key))
            .bind(sid.map(key));
        let latest = self.db.fetch_optional(latest).await?;
        latest.as_ref().map(|row| room(row, &self.unreadable)).transpose()
    }

    /// Every participant session of a room session, in order of joining.
    pub async fn participants_of(
        &self,
        deployment: &str,
        room_sid: &str,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let of_room = self
            .db
            .sql(concat!(
                "SELECT ",
                participant_columns!(),
                " FROM participant_sessions p WHERE p.deployment = $1 AND p.room_sid = $2
                ORDER BY p.joined_at, p.sid"
            ))
            .bind(key(deployment))
            .bind(key(room_sid));
        let mut names = NameCache::default();
        let read = |row: &_| listed_participant(row, &mut names, &self.unreadable);
        page(self.db.fetch(of_room), read, |_| 0).await
    }

    /// Jobs by filter.
    pub async fn jobs(&self, filter: &JobFilter) -> Result<Page<JobRecord>, Error> {
        jobs::list(&self.db, &self.unreadable, filter).await
    }
}

/// Adds the conditions of the filter.
pub(super) fn push_conditions(query: &mut Sql, filter: &RoomFilter) {
    if let Some(deployment) = &filter.deployment {
        query.push(" AND r.deployment = ").push_bind(key(deployment));
    }
    if let Some(region) = &filter.region {
        query.push(" AND r.region = ").push_bind(region.as_str());
    }
    if let Some(text) = &filter.text {
        let text = text.to_lowercase();
        query.push(" AND (").push_contains("r.name_folded", &text);
        query.push(" OR lower(r.sid) = ").push_bind(text.as_str()).push(")");
    }
    match filter.finished {
        Some(true) => query.push(" AND r.finished_at IS NOT NULL"),
        Some(false) => query.push(" AND r.finished_at IS NULL"),
        None => query,
    };
    if let Some(from) = filter.from {
        query.push(" AND (r.finished_at IS NULL OR r.finished_at >= ").push_bind(from).push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND r.started_at < ").push_bind(to);
    }
}

/// Adds the order and the page.
fn push_order(query: &mut Sql, filter: &RoomFilter, now: Millis) {
    match filter.sort {
        RoomSort::Name => query.push(" ORDER BY r.name"),
        // No quality of rooms is stored: the API refuses it.
        RoomSort::StartedAt | RoomSort::Quality => query.push(" ORDER BY r.started_at"),
        RoomSort::Duration => {
            query.push(" ORDER BY coalesce(r.finished_at, ").push_bind(now).push(") - r.started_at")
        }
        RoomSort::Participants => query.push(
            " ORDER BY CASE WHEN r.finished_at IS NOT NULL THEN r.participants_total ELSE (
                SELECT count(*) FROM participant_sessions p
                WHERE p.room_sid = r.sid AND p.deployment = r.deployment
                    AND p.left_at IS NULL AND NOT p.in_doubt) END",
        ),
        RoomSort::Publishers => query.push(
            " ORDER BY CASE WHEN r.finished_at IS NOT NULL THEN 0 ELSE (
                SELECT count(*) FROM participant_sessions p
                WHERE p.room_sid = r.sid AND p.deployment = r.deployment
                    AND p.left_at IS NULL AND NOT p.in_doubt AND p.publishing) END",
        ),
    };
    query.push(if filter.descending { " DESC" } else { "" });
    query.push(", r.sid, r.deployment LIMIT ").push_bind(i64::from(filter.limit));
    query.push(" OFFSET ").push_bind(i64::from(filter.offset));
}

const INSERT_ROOMS: Insert = Insert {
    table: "room_sessions",
    columns: &[
        ("deployment", Column::Text),
        ("sid", Column::Text),
        ("name", Column::Text),
        ("name_folded", Column::Text),
        ("region", Column::Text),
        ("started_at", Column::Time),
        ("finished_at", Column::Time),
        ("finished_at_earliest", Column::Time),
        ("certainty", Column::Text),
        ("evidence", Column::Text),
        ("end_reason", Column::Text),
        ("participants_total", Column::Integer),
        ("record", Column::Text),
        ("record_packed", Column::Bytes),
        ("record_version", Column::Integer),
    ],
    conflict: "ON CONFLICT (deployment, sid) DO UPDATE SET name = excluded.name,
        name_folded = excluded.name_folded, region = excluded.region,
        started_at = excluded.started_at, finished_at = excluded.finished_at,
        finished_at_earliest = excluded.finished_at_earliest, certainty = excluded.certainty,
        evidence = excluded.evidence, end_reason = excluded.end_reason,
        participants_total = excluded.participants_total, record = excluded.record,
        record_packed = excluded.record_packed, record_version = excluded.record_version",
};

/// Inserts room sessions or replaces them.
pub(super) async fn upsert_rooms(
    transaction: &mut Transaction<'_>,
    rooms: &[RoomSession],
) -> Result<(), Error> {
    let rooms = last_of_each(rooms, |room| (&*room.record.deployment, key(&room.record.sid)));
    let written = |room: &RoomSession| {
        EncodedRecord::new(&room.record, &[key(&room.record.sid), key(&room.record.name)])
    };
    let records: Vec<_> = rooms.clone().map(written).collect::<Result<_, _>>()?;
    let rows: Vec<_> = rooms.zip(&records).collect();
    let write = INSERT_ROOMS.write(transaction, &rows, |row, (room, written)| {
        let record = &room.record;
        row.text(key(&record.deployment))
            .text(key(&record.sid))
            .text(key(&record.name))
            .owned(String::from(record.name.to_lowercase()))
            .text(room.region.as_deref())
            .time(record.started_at())
            .time(room.finished_at())
            .time(room.end.as_ref().map(|end| end.earliest))
            .text(columns::certainty(room).as_str())
            .text(room.end.as_ref().and_then(|end| end.evidence.as_deref()))
            .text(columns::end_reason(room))
            .integer(i64::from(columns::count(room.participants_total)))
            .text(written.text())
            .bytes(written.packed())
            .integer(VERSION);
    });
    write.await.map(drop)
}

const INSERT_PARTICIPANTS: Insert = Insert {
    table: "participant_sessions",
    columns: &[
        ("deployment", Column::Text),
        ("sid", Column::Text),
        ("room_sid", Column::Text),
        ("room_name", Column::Text),
        ("identity", Column::Text),
        ("name", Column::Text),
        ("kind", Column::Text),
        ("joined_at", Column::Time),
        ("left_at", Column::Time),
        ("left_at_earliest", Column::Time),
        ("disconnect_reason", Column::Text),
        ("departure", Column::Text),
        ("certainty", Column::Text),
        ("evidence", Column::Text),
        ("aborted", Column::Boolean),
        ("in_doubt", Column::Boolean),
        ("publishing", Column::Boolean),
        ("folded", Column::Text),
        ("record", Column::Text),
        ("record_packed", Column::Bytes),
        ("record_version", Column::Integer),
    ],
    conflict: "ON CONFLICT (deployment, sid) DO UPDATE SET room_sid = excluded.room_sid,
        room_name = excluded.room_name, identity = excluded.identity, name = excluded.name,
        kind = excluded.kind, joined_at = excluded.joined_at, left_at = excluded.left_at,
        left_at_earliest = excluded.left_at_earliest,
        disconnect_reason = excluded.disconnect_reason, departure = excluded.departure,
        certainty = excluded.certainty, evidence = excluded.evidence, aborted = excluded.aborted,
        in_doubt = excluded.in_doubt, publishing = excluded.publishing, folded = excluded.folded,
        record = excluded.record,
        record_packed = excluded.record_packed, record_version = excluded.record_version",
};

/// Inserts participant sessions or replaces them.
pub(super) async fn upsert_participants(
    transaction: &mut Transaction<'_>,
    participants: &[ParticipantSession],
) -> Result<(), Error> {
    let participants = last_of_each(participants, |one| (&*one.deployment, key(&one.record.sid)));
    let written = |one: &ParticipantSession| {
        let record = &one.record;
        EncodedRecord::new(
            record,
            &[key(&record.sid), key(&record.room_sid), key(&record.identity)],
        )
    };
    let records: Vec<_> = participants.clone().map(written).collect::<Result<_, _>>()?;
    let rows: Vec<_> = participants.zip(&records).collect();
    let write = INSERT_PARTICIPANTS.write(transaction, &rows, |row, (one, written)| {
        let record = &one.record;
        row.text(key(&one.deployment))
            .text(key(&record.sid))
            .text(key(&record.room_sid))
            .text(one.room_name.as_str())
            .text(optional_key(&record.identity))
            .text(columns::display_name(one))
            .text(record.kind().map(Kind::as_str))
            .time(record.started_at())
            .time(one.left_at())
            .time(one.end.as_ref().map(|end| end.earliest))
            .text(columns::disconnect_reason(one))
            .text(one.departure().map(Departure::as_str))
            .text(one.certainty().as_str())
            .text(one.end.as_ref().and_then(|end| end.evidence.as_deref()))
            .boolean(one.aborted())
            .boolean(one.in_doubt)
            .boolean(columns::publishing(one))
            .owned(columns::folded(one))
            .text(written.text())
            .bytes(written.packed())
            .integer(VERSION);
    });
    write.await.map(drop)
}

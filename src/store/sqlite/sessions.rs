//! Room sessions and participant sessions.

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use sqlx::sqlite::SqliteRow;
use sqlx::types::Json;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{STATEMENT_ROWS, SqliteStore, execute, jobs, rows};
use crate::model::{
    Departure, DeploymentName, JobKind, JobRecord, Kind, Millis, ParticipantSession, RoomSession,
    Text,
};
use crate::store::columns::{self, Names, key, last_of_each, optional_key};
use crate::store::paging::page;
use crate::store::{Error, JobFilter, Page, RoomFilter, RoomSort, SessionStore};

/// The columns that make a room session.
macro_rules! room_columns {
    () => {
        "r.record, r.finished_at_earliest_ms, r.finished_at_ms, r.evidence, r.region, r.participants_total"
    };
}

/// The same for the state in memory, which counts on from there: with its participants counted, as a
/// crash may have left the room's row ahead of them.
macro_rules! counted_room_columns {
    () => {
        "r.record, r.finished_at_earliest_ms, r.finished_at_ms, r.evidence, r.region,
            (SELECT count(*) FROM participant_sessions p
                WHERE p.room_sid = r.sid AND p.deployment = r.deployment) AS participants_total"
    };
}

/// The columns that make a participant session.
macro_rules! participant_columns {
    () => {
        "p.record, p.left_at_earliest_ms, p.left_at_ms, p.evidence, p.in_doubt, p.deployment, p.room_name"
    };
}

pub(super) use {participant_columns, room_columns};

#[async_trait]
impl SessionStore for SqliteStore {
    async fn recent_rooms(&self, since: Millis) -> Result<Vec<RoomSession>, Error> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            counted_room_columns!(),
            " FROM room_sessions r WHERE r.finished_at_ms IS NULL OR r.finished_at_ms >= $1"
        ))
        .bind(since.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(rows::room).collect()
    }

    async fn recent_participants(&self, since: Millis) -> Result<Vec<ParticipantSession>, Error> {
        // Row by row: there may be hundreds of thousands.
        let mut rows = sqlx::query(concat!(
            "SELECT ",
            participant_columns!(),
            " FROM participant_sessions p WHERE p.left_at_ms IS NULL OR p.left_at_ms >= $1"
        ))
        .bind(since.0)
        .fetch(&self.readers);
        let mut names = Names::default();
        let mut sessions = Vec::new();
        while let Some(row) = rows.try_next().await? {
            sessions.push(rows::participant(&row, &mut names)?);
        }
        Ok(sessions)
    }

    async fn recent_jobs(&self, since: Millis) -> Result<Vec<JobRecord>, Error> {
        jobs::recent(&self.readers, since).await
    }

    async fn rooms_by_sid(
        &self,
        keys: &[(DeploymentName, Text)],
    ) -> Result<Vec<RoomSession>, Error> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            counted_room_columns!(),
            " FROM json_each($1) wanted CROSS JOIN room_sessions r
                ON r.deployment = wanted.value ->> 0 AND r.sid = wanted.value ->> 1"
        ))
        .bind(json(keys))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(rows::room).collect()
    }

    async fn participants_by_sid(
        &self,
        keys: &[(DeploymentName, Text)],
    ) -> Result<Vec<ParticipantSession>, Error> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            participant_columns!(),
            " FROM json_each($1) wanted CROSS JOIN participant_sessions p
                ON p.deployment = wanted.value ->> 0 AND p.sid = wanted.value ->> 1"
        ))
        .bind(json(keys))
        .fetch_all(&self.readers)
        .await?;
        let mut names = Names::default();
        rows.iter().map(|row| rows::participant(row, &mut names)).collect()
    }

    async fn jobs_by_id(
        &self,
        keys: &[(DeploymentName, JobKind, Text)],
    ) -> Result<Vec<JobRecord>, Error> {
        jobs::by_id(&self.readers, keys).await
    }

    async fn rooms(&self, filter: &RoomFilter, now: Millis) -> Result<Page<RoomSession>, Error> {
        let mut count = QueryBuilder::new("SELECT count(*) FROM room_sessions r WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.readers).await?;
        let mut query = QueryBuilder::new(concat!(
            "SELECT ",
            room_columns!(),
            " FROM room_sessions r WHERE true"
        ));
        push_conditions(&mut query, filter);
        push_order(&mut query, filter, now);
        let rows = page(query.build().fetch(&self.readers), listed_room, |_| 0).await?;
        Ok(Page { rows, total: u64::try_from(total).unwrap_or_default() })
    }

    async fn room(
        &self,
        deployment: Option<&str>,
        name: &str,
        sid: Option<&str>,
    ) -> Result<Option<RoomSession>, Error> {
        let row = sqlx::query(concat!(
            "SELECT ",
            room_columns!(),
            " FROM room_sessions r WHERE r.name = $1
                AND ($2 IS NULL OR r.deployment = $2) AND ($3 IS NULL OR r.sid = $3)
            ORDER BY r.started_at_ms DESC, r.sid DESC LIMIT 1"
        ))
        .bind(key(name))
        .bind(deployment.map(key))
        .bind(sid.map(key))
        .fetch_optional(&self.readers)
        .await?;
        row.as_ref().map(rows::room).transpose()
    }

    async fn participants_of(
        &self,
        deployment: &str,
        room_sid: &str,
    ) -> Result<Vec<ParticipantSession>, Error> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            participant_columns!(),
            " FROM participant_sessions p WHERE p.deployment = $1 AND p.room_sid = $2
            ORDER BY p.joined_at_ms, p.sid"
        ))
        .bind(key(deployment))
        .bind(key(room_sid))
        .fetch(&self.readers);
        let mut names = Names::default();
        page(rows, |row| listed_stay(row, &mut names), |_| 0).await
    }

    async fn jobs(&self, filter: &JobFilter) -> Result<Page<JobRecord>, Error> {
        jobs::list(&self.readers, filter).await
    }
}

/// A room session as a list shows it.
pub(super) fn listed_room(row: &SqliteRow) -> Result<RoomSession, Error> {
    let mut session = rows::room(row)?;
    session.spare();
    Ok(session)
}

/// A stay as a list shows it.
pub(super) fn listed_stay(row: &SqliteRow, names: &mut Names) -> Result<ParticipantSession, Error> {
    let mut session = rows::participant(row, names)?;
    session.spare();
    Ok(session)
}

/// Limits to the room sessions that the filter asks for.
pub(super) fn push_conditions(query: &mut QueryBuilder<Sqlite>, filter: &RoomFilter) {
    if let Some(deployment) = &filter.deployment {
        query.push(" AND r.deployment = ").push_bind(key(deployment));
    }
    if let Some(region) = &filter.region {
        query.push(" AND r.region = ").push_bind(region.as_str());
    }
    if let Some(text) = &filter.text {
        // Not LIKE: nothing in the text is a pattern.
        let text = text.to_lowercase();
        query.push(" AND (instr(r.name_folded, ").push_bind(text.clone());
        query.push(") > 0 OR lower(r.sid) = ").push_bind(text).push(")");
    }
    match filter.finished {
        Some(true) => query.push(" AND r.finished_at_ms IS NOT NULL"),
        Some(false) => query.push(" AND r.finished_at_ms IS NULL"),
        None => query,
    };
    if let Some(from) = filter.from {
        query.push(" AND (r.finished_at_ms IS NULL OR r.finished_at_ms >= ").push_bind(from.0);
        query.push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND r.started_at_ms < ").push_bind(to.0);
    }
}

/// Sorts and cuts out the page.
fn push_order(query: &mut QueryBuilder<Sqlite>, filter: &RoomFilter, now: Millis) {
    match filter.sort {
        RoomSort::Name => query.push(" ORDER BY r.name"),
        RoomSort::StartedAt => query.push(" ORDER BY r.started_at_ms"),
        RoomSort::Duration => query
            .push(" ORDER BY coalesce(r.finished_at_ms, ")
            .push_bind(now.0)
            .push(") - r.started_at_ms"),
        RoomSort::Participants => query.push(
            " ORDER BY CASE WHEN r.finished_at_ms IS NOT NULL THEN r.participants_total ELSE (
                SELECT count(*) FROM participant_sessions p
                WHERE p.room_sid = r.sid AND p.deployment = r.deployment
                    AND p.left_at_ms IS NULL AND NOT p.in_doubt) END",
        ),
        RoomSort::Publishers => query.push(
            " ORDER BY CASE WHEN r.finished_at_ms IS NOT NULL THEN 0 ELSE (
                SELECT count(*) FROM participant_sessions p
                WHERE p.room_sid = r.sid AND p.deployment = r.deployment
                    AND p.left_at_ms IS NULL AND NOT p.in_doubt AND p.publishing) END",
        ),
    };
    query.push(if filter.descending { " DESC" } else { "" });
    query.push(", r.sid, r.deployment LIMIT ").push_bind(i64::from(filter.limit));
    query.push(" OFFSET ").push_bind(i64::from(filter.offset));
}

/// The keys as `json_each` takes them.
fn json(keys: &[(DeploymentName, Text)]) -> Json<Vec<(&str, &str)>> {
    Json(keys.iter().map(|(deployment, sid)| (key(deployment), key(sid))).collect())
}

/// Writes room sessions whole.
pub(super) async fn upsert_rooms(
    connection: &mut SqliteConnection,
    rooms: &[RoomSession],
) -> Result<(), Error> {
    let rooms: Vec<_> =
        last_of_each(rooms, |room| (&*room.record.deployment, key(&room.record.sid))).collect();
    for rows in rooms.chunks(STATEMENT_ROWS) {
        let records = rows.iter().map(|room| columns::record(&room.record));
        let records: Vec<_> = records.collect::<Result<_, _>>()?;
        let mut query = QueryBuilder::new(
            "INSERT INTO room_sessions (deployment, sid, name, name_folded, region, started_at_ms,
                finished_at_ms, finished_at_earliest_ms, certainty, evidence, end_reason,
                participants_total, record) ",
        );
        query.push_values(rows.iter().zip(records), |mut row, (room, text)| {
            let record = &room.record;
            row.push_bind(key(&record.deployment))
                .push_bind(key(&record.sid))
                .push_bind(key(&record.name))
                .push_bind(record.name.to_lowercase().as_str())
                .push_bind(room.region.as_deref())
                .push_bind(record.started_at().clamped().0)
                .push_bind(room.finished_at().map(|at| at.clamped().0))
                .push_bind(room.end.as_ref().map(|end| end.earliest.clamped().0))
                .push_bind(columns::certainty(room).as_str())
                .push_bind(room.end.as_ref().and_then(|end| end.evidence.as_deref()))
                .push_bind(columns::end_reason(room))
                .push_bind(columns::count(room.participants_total))
                .push_bind(text);
        });
        query.push(
            " ON CONFLICT (deployment, sid) DO UPDATE SET name = excluded.name,
                name_folded = excluded.name_folded, region = excluded.region,
                started_at_ms = excluded.started_at_ms, finished_at_ms = excluded.finished_at_ms,
                finished_at_earliest_ms = excluded.finished_at_earliest_ms,
                certainty = excluded.certainty, evidence = excluded.evidence,
                end_reason = excluded.end_reason,
                participants_total = excluded.participants_total, record = excluded.record",
        );
        execute(connection, query, rows.len()).await?;
    }
    Ok(())
}

/// Writes participant sessions whole.
pub(super) async fn upsert_participants(
    connection: &mut SqliteConnection,
    participants: &[ParticipantSession],
) -> Result<(), Error> {
    let participants: Vec<_> =
        last_of_each(participants, |one| (&*one.deployment, key(&one.record.sid))).collect();
    for rows in participants.chunks(STATEMENT_ROWS) {
        let records = rows.iter().map(|one| columns::record(&one.record));
        let records: Vec<_> = records.collect::<Result<_, _>>()?;
        let mut query = QueryBuilder::new(
            "INSERT INTO participant_sessions (deployment, sid, room_sid, room_name, identity,
                name, kind, joined_at_ms, left_at_ms, left_at_earliest_ms, disconnect_reason,
                departure, certainty, evidence, aborted, in_doubt, publishing, folded, record) ",
        );
        query.push_values(rows.iter().zip(records), |mut row, (one, text)| {
            let record = &one.record;
            row.push_bind(key(&one.deployment))
                .push_bind(key(&record.sid))
                .push_bind(key(&record.room_sid))
                .push_bind(one.room_name.as_str())
                .push_bind(optional_key(&record.identity))
                .push_bind(columns::display_name(one))
                .push_bind(record.kind().map(Kind::as_str))
                .push_bind(record.started_at().clamped().0)
                .push_bind(one.left_at().map(|at| at.clamped().0))
                .push_bind(one.end.as_ref().map(|end| end.earliest.clamped().0))
                .push_bind(columns::disconnect_reason(one))
                .push_bind(one.departure().map(Departure::as_str))
                .push_bind(one.certainty().as_str())
                .push_bind(one.end.as_ref().and_then(|end| end.evidence.as_deref()))
                .push_bind(one.aborted())
                .push_bind(one.in_doubt)
                .push_bind(columns::publishing(one))
                .push_bind(columns::folded(one))
                .push_bind(text);
        });
        query.push(
            " ON CONFLICT (deployment, sid) DO UPDATE SET room_sid = excluded.room_sid,
                room_name = excluded.room_name, identity = excluded.identity,
                name = excluded.name, kind = excluded.kind, joined_at_ms = excluded.joined_at_ms,
                left_at_ms = excluded.left_at_ms,
                left_at_earliest_ms = excluded.left_at_earliest_ms,
                disconnect_reason = excluded.disconnect_reason, departure = excluded.departure,
                certainty = excluded.certainty, evidence = excluded.evidence,
                aborted = excluded.aborted, in_doubt = excluded.in_doubt,
                publishing = excluded.publishing, folded = excluded.folded,
                record = excluded.record",
        );
        execute(connection, query, rows.len()).await?;
    }
    Ok(())
}

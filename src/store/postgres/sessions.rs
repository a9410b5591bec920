//! Room sessions and participant sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::{PostgresStore, jobs, rows};
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
        "r.record, r.finished_at_earliest, r.finished_at, r.evidence, r.region, r.participants_total"
    };
}

/// The same for the state in memory, which counts on from there: with its participants counted, as a
/// crash may have left the room's row ahead of them.
macro_rules! counted_room_columns {
    () => {
        "r.record, r.finished_at_earliest, r.finished_at, r.evidence, r.region,
            (SELECT count(*) FROM participant_sessions p
                WHERE p.room_sid = r.sid AND p.deployment = r.deployment)::integer AS participants_total"
    };
}

/// The columns that make a participant session.
macro_rules! participant_columns {
    () => {
        "p.record, p.left_at_earliest, p.left_at, p.evidence, p.in_doubt, p.deployment, p.room_name"
    };
}

pub(super) use {participant_columns, room_columns};

#[async_trait]
impl SessionStore for PostgresStore {
    async fn recent_rooms(&self, since: Millis) -> Result<Vec<RoomSession>, Error> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            counted_room_columns!(),
            " FROM room_sessions r WHERE r.finished_at IS NULL OR r.finished_at >= $1"
        ))
        .bind(since.to_utc())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(rows::room).collect()
    }

    async fn recent_participants(&self, since: Millis) -> Result<Vec<ParticipantSession>, Error> {
        // Row by row: there may be hundreds of thousands.
        let mut rows = sqlx::query(concat!(
            "SELECT ",
            participant_columns!(),
            " FROM participant_sessions p WHERE p.left_at IS NULL OR p.left_at >= $1"
        ))
        .bind(since.to_utc())
        .fetch(&self.pool);
        let mut names = Names::default();
        let mut sessions = Vec::new();
        while let Some(row) = rows.try_next().await? {
            sessions.push(rows::participant(&row, &mut names)?);
        }
        Ok(sessions)
    }

    async fn recent_jobs(&self, since: Millis) -> Result<Vec<JobRecord>, Error> {
        jobs::recent(&self.pool, since).await
    }

    async fn rooms_by_sid(
        &self,
        keys: &[(DeploymentName, Text)],
    ) -> Result<Vec<RoomSession>, Error> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            counted_room_columns!(),
            " FROM unnest($1::text[], $2::text[]) AS wanted (deployment, sid)
            JOIN room_sessions r USING (deployment, sid)"
        ))
        .bind(keys.iter().map(|(deployment, _)| key(deployment)).collect::<Vec<_>>())
        .bind(keys.iter().map(|(_, sid)| key(sid)).collect::<Vec<_>>())
        .fetch_all(&self.pool)
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
            " FROM unnest($1::text[], $2::text[]) AS wanted (deployment, sid)
            JOIN participant_sessions p USING (deployment, sid)"
        ))
        .bind(keys.iter().map(|(deployment, _)| key(deployment)).collect::<Vec<_>>())
        .bind(keys.iter().map(|(_, sid)| key(sid)).collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        let mut names = Names::default();
        rows.iter().map(|row| rows::participant(row, &mut names)).collect()
    }

    async fn jobs_by_id(
        &self,
        keys: &[(DeploymentName, JobKind, Text)],
    ) -> Result<Vec<JobRecord>, Error> {
        jobs::by_id(&self.pool, keys).await
    }

    async fn rooms(&self, filter: &RoomFilter, now: Millis) -> Result<Page<RoomSession>, Error> {
        let mut count = QueryBuilder::new("SELECT count(*) FROM room_sessions r WHERE true");
        push_conditions(&mut count, filter);
        let total: i64 = count.build_query_scalar().fetch_one(&self.pool).await?;
        let mut query = QueryBuilder::new(concat!(
            "SELECT ",
            room_columns!(),
            " FROM room_sessions r WHERE true"
        ));
        push_conditions(&mut query, filter);
        push_order(&mut query, filter, now);
        let rows = page(query.build().fetch(&self.pool), listed_room, |_| 0).await?;
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
                AND ($2::text IS NULL OR r.deployment = $2) AND ($3::text IS NULL OR r.sid = $3)
            ORDER BY r.started_at DESC, r.sid DESC LIMIT 1"
        ))
        .bind(key(name))
        .bind(deployment.map(key))
        .bind(sid.map(key))
        .fetch_optional(&self.pool)
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
            ORDER BY p.joined_at, p.sid"
        ))
        .bind(key(deployment))
        .bind(key(room_sid))
        .fetch(&self.pool);
        let mut names = Names::default();
        page(rows, |row| listed_stay(row, &mut names), |_| 0).await
    }

    async fn jobs(&self, filter: &JobFilter) -> Result<Page<JobRecord>, Error> {
        jobs::list(&self.pool, filter).await
    }
}

/// A room session as a list shows it.
pub(super) fn listed_room(row: &PgRow) -> Result<RoomSession, Error> {
    let mut session = rows::room(row)?;
    session.spare();
    Ok(session)
}

/// A stay as a list shows it.
pub(super) fn listed_stay(row: &PgRow, names: &mut Names) -> Result<ParticipantSession, Error> {
    let mut session = rows::participant(row, names)?;
    session.spare();
    Ok(session)
}

/// Limits to the room sessions that the filter asks for.
pub(super) fn push_conditions(query: &mut QueryBuilder<Postgres>, filter: &RoomFilter) {
    if let Some(deployment) = &filter.deployment {
        query.push(" AND r.deployment = ").push_bind(key(deployment));
    }
    if let Some(region) = &filter.region {
        query.push(" AND r.region = ").push_bind(region.as_str());
    }
    if let Some(text) = &filter.text {
        // Not LIKE: nothing in the text is a pattern.
        let text = text.to_lowercase();
        query.push(" AND (strpos(r.name_folded, ").push_bind(text.clone());
        query.push(") > 0 OR lower(r.sid) = ").push_bind(text).push(")");
    }
    match filter.finished {
        Some(true) => query.push(" AND r.finished_at IS NOT NULL"),
        Some(false) => query.push(" AND r.finished_at IS NULL"),
        None => query,
    };
    if let Some(from) = filter.from {
        query.push(" AND (r.finished_at IS NULL OR r.finished_at >= ").push_bind(from.to_utc());
        query.push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND r.started_at < ").push_bind(to.to_utc());
    }
}

/// Sorts and cuts out the page.
fn push_order(query: &mut QueryBuilder<Postgres>, filter: &RoomFilter, now: Millis) {
    match filter.sort {
        RoomSort::Name => query.push(" ORDER BY r.name"),
        RoomSort::StartedAt => query.push(" ORDER BY r.started_at"),
        RoomSort::Duration => query
            .push(" ORDER BY coalesce(r.finished_at, ")
            .push_bind(now.to_utc())
            .push(") - r.started_at"),
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

/// Writes room sessions whole.
pub(super) async fn upsert_rooms(
    connection: &mut PgConnection,
    rooms: &[RoomSession],
) -> Result<(), Error> {
    if rooms.is_empty() {
        return Ok(());
    }
    let rooms = last_of_each(rooms, |room| (&*room.record.deployment, key(&room.record.sid)));
    let all = || rooms.clone();
    let ends = || all().map(|room| room.end.as_ref());
    sqlx::query(
        "INSERT INTO room_sessions (deployment, sid, name, name_folded, region, started_at,
            finished_at, finished_at_earliest, certainty, evidence, end_reason,
            participants_total, record)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
            $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::text[],
            $11::text[], $12::int4[], $13::text[])
        ON CONFLICT (deployment, sid) DO UPDATE SET name = excluded.name,
            name_folded = excluded.name_folded, region = excluded.region,
            started_at = excluded.started_at, finished_at = excluded.finished_at,
            finished_at_earliest = excluded.finished_at_earliest,
            certainty = excluded.certainty, evidence = excluded.evidence,
            end_reason = excluded.end_reason, participants_total = excluded.participants_total,
            record = excluded.record",
    )
    .bind(all().map(|room| key(&room.record.deployment)).collect::<Vec<_>>())
    .bind(all().map(|room| key(&room.record.sid)).collect::<Vec<_>>())
    .bind(all().map(|room| key(&room.record.name)).collect::<Vec<_>>())
    .bind(all().map(|room| room.record.name.to_lowercase().to_string()).collect::<Vec<_>>())
    .bind(all().map(|room| room.region.as_deref()).collect::<Vec<_>>())
    .bind(all().map(|room| room.record.started_at().to_utc()).collect::<Vec<_>>())
    .bind(all().map(|room| room.finished_at().map(Millis::to_utc)).collect::<Vec<_>>())
    .bind(ends().map(|end| end.map(|end| end.earliest.to_utc())).collect::<Vec<_>>())
    .bind(all().map(|room| columns::certainty(room).as_str()).collect::<Vec<_>>())
    .bind(ends().map(|end| end.and_then(|end| end.evidence.as_deref())).collect::<Vec<_>>())
    .bind(all().map(columns::end_reason).collect::<Vec<_>>())
    .bind(all().map(|room| columns::count(room.participants_total)).collect::<Vec<i32>>())
    .bind(all().map(|room| columns::record(&room.record)).collect::<Result<Vec<_>, _>>()?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes participant sessions whole.
pub(super) async fn upsert_participants(
    connection: &mut PgConnection,
    participants: &[ParticipantSession],
) -> Result<(), Error> {
    if participants.is_empty() {
        return Ok(());
    }
    let participants = last_of_each(participants, |one| (&*one.deployment, key(&one.record.sid)));
    let all = || participants.clone();
    let ends = || all().map(|one| one.end.as_ref());
    let times = |of: fn(&ParticipantSession) -> Option<Millis>| -> Vec<Option<DateTime<Utc>>> {
        all().map(|one| of(one).map(Millis::to_utc)).collect()
    };
    sqlx::query(
        "INSERT INTO participant_sessions (deployment, sid, room_sid, room_name, identity, name,
            kind, joined_at, left_at, left_at_earliest, disconnect_reason, departure, certainty,
            evidence, aborted, in_doubt, publishing, folded, record)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
            $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[],
            $11::text[], $12::text[], $13::text[], $14::text[], $15::bool[], $16::bool[],
            $17::bool[], $18::text[], $19::text[])
        ON CONFLICT (deployment, sid) DO UPDATE SET room_sid = excluded.room_sid,
            room_name = excluded.room_name, identity = excluded.identity, name = excluded.name,
            kind = excluded.kind, joined_at = excluded.joined_at, left_at = excluded.left_at,
            left_at_earliest = excluded.left_at_earliest,
            disconnect_reason = excluded.disconnect_reason, departure = excluded.departure,
            certainty = excluded.certainty, evidence = excluded.evidence,
            aborted = excluded.aborted, in_doubt = excluded.in_doubt,
            publishing = excluded.publishing, folded = excluded.folded, record = excluded.record",
    )
    .bind(all().map(|one| key(&one.deployment)).collect::<Vec<_>>())
    .bind(all().map(|one| key(&one.record.sid)).collect::<Vec<_>>())
    .bind(all().map(|one| key(&one.record.room_sid)).collect::<Vec<_>>())
    .bind(all().map(|one| one.room_name.as_str()).collect::<Vec<_>>())
    .bind(all().map(|one| optional_key(&one.record.identity)).collect::<Vec<_>>())
    .bind(all().map(columns::display_name).collect::<Vec<_>>())
    .bind(all().map(|one| one.record.kind().map(Kind::as_str)).collect::<Vec<_>>())
    .bind(times(|one| Some(one.record.started_at())))
    .bind(times(ParticipantSession::left_at))
    .bind(times(|one| one.end.as_ref().map(|end| end.earliest)))
    .bind(all().map(columns::disconnect_reason).collect::<Vec<_>>())
    .bind(all().map(|one| one.departure().map(Departure::as_str)).collect::<Vec<_>>())
    .bind(all().map(|one| one.certainty().as_str()).collect::<Vec<_>>())
    .bind(ends().map(|end| end.and_then(|end| end.evidence.as_deref())).collect::<Vec<_>>())
    .bind(all().map(ParticipantSession::aborted).collect::<Vec<_>>())
    .bind(all().map(|one| one.in_doubt).collect::<Vec<_>>())
    .bind(all().map(columns::publishing).collect::<Vec<_>>())
    .bind(all().map(columns::folded).collect::<Vec<_>>())
    .bind(all().map(|one| columns::record(&one.record)).collect::<Result<Vec<_>, _>>()?)
    .execute(connection)
    .await?;
    Ok(())
}

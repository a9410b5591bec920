//! Events, and the one transaction that writes a batch.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use sqlx::{Connection as _, PgConnection, Postgres, QueryBuilder, Row as _};

use super::{PostgresStore, jobs, quality, rows, sessions};
use crate::model::{Event, Millis};
use crate::store::columns::{Names, key, optional_key};
use crate::store::paging::page;
use crate::store::{Batch, Error, EventFilter, EventStore, JournalId};

/// How long the server may take over a batch before its connection is given up: longer than it
/// gives a statement itself, so that this ends only what is cut off from it.
pub(super) const WRITE_LIMIT: Duration = Duration::from_secs(35);

#[async_trait]
impl EventStore for PostgresStore {
    async fn write(&self, batch: &Batch) -> Result<u64, Error> {
        let mut connection = self.hold().await?;
        match tokio::time::timeout(WRITE_LIMIT, write_on(&mut connection, batch)).await {
            Ok(outcome) => Self::kept(connection, outcome),
            Err(late) => Err(Self::give_up(connection.let_go(), late)),
        }
    }

    async fn cursor(&self, journal: JournalId) -> Result<Option<u64>, Error> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT next_sequence FROM journal_cursors WHERE journal = $1::text::uuid",
        )
        .bind(journal.to_string())
        .fetch_optional(&self.pool)
        .await?;
        Ok(next.and_then(|next| u64::try_from(next).ok()))
    }

    async fn recent_ids(&self, since: Millis) -> Result<Vec<(String, String)>, Error> {
        // Row by row: there may be hundreds of thousands.
        let mut rows = sqlx::query("SELECT deployment, id FROM events WHERE received_at >= $1")
            .bind(since.to_utc())
            .fetch(&self.pool);
        let mut ids = Vec::new();
        while let Some(row) = rows.try_next().await? {
            ids.push((row.try_get(0)?, row.try_get(1)?));
        }
        Ok(ids)
    }

    async fn events(&self, filter: &EventFilter) -> Result<Vec<Event>, Error> {
        let mut query = select(filter);
        let mut names = Names::default();
        let rows = query.build().fetch(&self.pool);
        page(rows, |row| rows::event(row, &mut names), |event| event.raw.len()).await
    }
}

/// Writes a batch in one transaction.
async fn write_on(connection: &mut PgConnection, batch: &Batch) -> Result<u64, Error> {
    let mut transaction = connection.begin().await?;
    let new = insert(&mut transaction, &batch.plain_events()).await?;
    quality::insert(&mut transaction, &batch.reports()).await?;
    sessions::upsert_rooms(&mut transaction, &batch.rooms).await?;
    sessions::upsert_participants(&mut transaction, &batch.participants).await?;
    jobs::upsert(&mut transaction, &batch.jobs).await?;
    if let Some((journal, next)) = batch.cursor {
        move_cursor(&mut transaction, journal, next).await?;
    }
    transaction.commit().await?;
    Ok(new)
}

/// Inserts the events that are not there yet; returns how many that were.
async fn insert(connection: &mut PgConnection, events: &[&Event]) -> Result<u64, Error> {
    if events.is_empty() {
        return Ok(0);
    }
    let times = |at: fn(&Event) -> Millis| -> Vec<DateTime<Utc>> {
        events.iter().map(|event| at(event).to_utc()).collect()
    };
    let texts = |of: for<'a> fn(&'a Event) -> &'a str| -> Vec<&str> {
        events.iter().map(|event| key(of(event))).collect()
    };
    let optionals = |of: for<'a> fn(&'a Event) -> &'a str| -> Vec<Option<&str>> {
        events.iter().map(|event| optional_key(of(event))).collect()
    };
    let raw: Vec<&str> = events.iter().map(|event| &*event.raw).collect();
    let done = sqlx::query(
        "INSERT INTO events (id, at, received_at, deployment, source, event,
            room_name, room_sid, participant_sid, identity, raw)
        SELECT id, at, received_at, deployment, source, event,
            room_name, room_sid, participant_sid, identity, raw::json
        FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[],
            $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
            AS new (id, at, received_at, deployment, source, event,
                room_name, room_sid, participant_sid, identity, raw)
        ON CONFLICT DO NOTHING",
    )
    .bind(texts(|event| &event.id))
    .bind(times(|event| event.at))
    .bind(times(|event| event.received_at))
    .bind(texts(|event| &event.deployment))
    .bind(texts(|event| event.source.as_str()))
    .bind(texts(|event| &event.name))
    .bind(optionals(|event| &event.room_name))
    .bind(optionals(|event| &event.room_sid))
    .bind(optionals(|event| &event.participant_sid))
    .bind(optionals(|event| &event.identity))
    .bind(raw)
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

/// Records that everything before `next` is written.
async fn move_cursor(
    connection: &mut PgConnection,
    journal: JournalId,
    next: u64,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO journal_cursors (journal, next_sequence) VALUES ($1::text::uuid, $2)
        ON CONFLICT (journal) DO UPDATE SET next_sequence = excluded.next_sequence",
    )
    .bind(journal.to_string())
    .bind(i64::try_from(next).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// The query of a page of events.
fn select(filter: &EventFilter) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "SELECT id, at, received_at, deployment, source, event,
            room_name, room_sid, participant_sid, identity, raw::text AS raw
        FROM events WHERE true",
    );
    if let Some(deployment) = &filter.deployment {
        query.push(" AND deployment = ").push_bind(key(deployment));
    }
    if let Some(name) = &filter.room_name {
        query.push(" AND room_name = ").push_bind(key(name));
    }
    if let Some(sid) = &filter.room_sid {
        query.push(" AND room_sid = ").push_bind(key(sid));
    }
    if let Some(participant) = &filter.participant {
        query.push(" AND (participant_sid = ").push_bind(key(participant));
        query.push(" OR identity = ").push_bind(key(participant)).push(")");
    }
    if let Some(name) = &filter.name {
        query.push(" AND event = ").push_bind(key(name));
    }
    if let Some(place) = &filter.before {
        query.push(" AND (received_at, id) < (").push_bind(place.received_at.to_utc());
        query.push(", ").push_bind(key(&place.id)).push(")");
    }
    query.push(" ORDER BY received_at DESC, id DESC LIMIT ").push_bind(i64::from(filter.limit));
    query
}

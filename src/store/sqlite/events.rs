//! Events, and the one transaction that writes a batch.

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use sqlx::{Connection as _, QueryBuilder, Row as _, Sqlite, SqliteConnection};

use super::{BEGIN, STATEMENT_ROWS, SqliteStore, execute, jobs, quality, rows, sessions};
use crate::model::{Event, Millis};
use crate::store::columns::{Names, key, optional_key};
use crate::store::paging::page;
use crate::store::{Batch, Error, EventFilter, EventStore, JournalId};

#[async_trait]
impl EventStore for SqliteStore {
    async fn write(&self, batch: &Batch) -> Result<u64, Error> {
        let mut writer = self.hold_writer().await?;
        let mut transaction = writer.begin_with(BEGIN).await?;
        let new = insert(&mut transaction, &batch.plain_events()).await?;
        quality::insert(&mut transaction, &batch.reports()).await?;
        sessions::upsert_rooms(&mut transaction, &batch.rooms).await?;
        sessions::upsert_participants(&mut transaction, &batch.participants).await?;
        jobs::upsert(&mut transaction, &batch.jobs).await?;
        if let Some((journal, next)) = batch.cursor {
            move_cursor(&mut transaction, journal, next).await?;
        }
        transaction.commit().await?;
        writer.let_go();
        Ok(new)
    }

    async fn cursor(&self, journal: JournalId) -> Result<Option<u64>, Error> {
        let next: Option<i64> =
            sqlx::query_scalar("SELECT next_sequence FROM journal_cursors WHERE journal = $1")
                .bind(journal.to_string())
                .fetch_optional(&self.readers)
                .await?;
        Ok(next.and_then(|next| u64::try_from(next).ok()))
    }

    async fn recent_ids(&self, since: Millis) -> Result<Vec<(String, String)>, Error> {
        // Row by row: there may be hundreds of thousands.
        let mut rows = sqlx::query("SELECT deployment, id FROM events WHERE received_at_ms >= $1")
            .bind(since.0)
            .fetch(&self.readers);
        let mut ids = Vec::new();
        while let Some(row) = rows.try_next().await? {
            ids.push((row.try_get(0)?, row.try_get(1)?));
        }
        Ok(ids)
    }

    async fn events(&self, filter: &EventFilter) -> Result<Vec<Event>, Error> {
        let mut query = select(filter);
        let mut names = Names::default();
        let rows = query.build().fetch(&self.readers);
        page(rows, |row| rows::event(row, &mut names), |event| event.raw.len()).await
    }
}

/// Inserts the events that are not there yet; returns how many that were.
async fn insert(connection: &mut SqliteConnection, events: &[&Event]) -> Result<u64, Error> {
    let mut new = 0;
    for rows in events.chunks(STATEMENT_ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO events (id, at_ms, received_at_ms, deployment, source, event,
                room_name, room_sid, participant_sid, identity, raw) ",
        );
        query.push_values(rows, |mut row, event| {
            row.push_bind(key(&event.id))
                .push_bind(event.at.clamped().0)
                .push_bind(event.received_at.clamped().0)
                .push_bind(key(&event.deployment))
                .push_bind(event.source.as_str())
                .push_bind(key(&event.name))
                .push_bind(optional_key(&event.room_name))
                .push_bind(optional_key(&event.room_sid))
                .push_bind(optional_key(&event.participant_sid))
                .push_bind(optional_key(&event.identity))
                .push_bind(&*event.raw);
        });
        query.push(" ON CONFLICT DO NOTHING");
        new += execute(connection, query, rows.len()).await?;
    }
    Ok(new)
}

/// Records that everything before `next` is written.
async fn move_cursor(
    connection: &mut SqliteConnection,
    journal: JournalId,
    next: u64,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO journal_cursors (journal, next_sequence) VALUES ($1, $2)
        ON CONFLICT (journal) DO UPDATE SET next_sequence = excluded.next_sequence",
    )
    .bind(journal.to_string())
    .bind(i64::try_from(next).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// The query of a page of events.
fn select(filter: &EventFilter) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(
        "SELECT id, at_ms, received_at_ms, deployment, source, event,
            room_name, room_sid, participant_sid, identity, raw
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
        query.push(" AND (received_at_ms, id) < (").push_bind(place.received_at.0);
        query.push(", ").push_bind(key(&place.id)).push(")");
    }
    query.push(" ORDER BY received_at_ms DESC, id DESC LIMIT ").push_bind(i64::from(filter.limit));
    query
}

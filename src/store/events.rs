//! Events, and the batch that writes them.

use futures_util::TryStreamExt as _;

use super::bulk::{Insert, Kind};
use super::columns::{NameCache, key, optional_key};
use super::db::{Connection, Transaction, within};
use super::dialect::Dialect;
use super::paging::page;
use super::row::Row;
use super::sql::Sql;
use super::unreadable::Unreadable;
use super::{Batch, Error, EventFilter, JournalId, Store, compress, jobs, quality, sessions};
use crate::model::{Event, Millis, Observation, Source};

impl Store {
    /// Writes the batch whole or not at all; returns how many events were new.
    pub async fn write(&self, batch: &Batch) -> Result<u64, Error> {
        let mut connection = self.db.connect().await?;
        let outcome = within(connection.limit(), write_on(&mut connection, batch)).await;
        connection.end(outcome)
    }

    /// The sequence number of the first event of this journal that is not written yet.
    pub async fn cursor(&self, journal: JournalId) -> Result<Option<u64>, Error> {
        let mut query = self.db.sql("SELECT next_sequence FROM journal_cursors WHERE journal = ");
        push_journal(&mut query, journal);
        let Some(row) = self.db.fetch_optional(query).await? else { return Ok(None) };
        Ok(u64::try_from(row.get::<i64>(0)?).ok())
    }

    /// Deployment and id of each event received since.
    pub async fn recent_ids(&self, since: Millis) -> Result<Vec<(String, String)>, Error> {
        let recent = self.db.sql("SELECT deployment, id FROM events WHERE received_at >= $1");
        // Row by row: there may be hundreds of thousands.
        let mut rows = self.db.fetch(recent.bind(since));
        let mut ids = Vec::new();
        while let Some(row) = rows.try_next().await? {
            ids.push((row.get(0)?, row.get(1)?));
        }
        Ok(ids)
    }

    /// Events, newest received first; `observation` is left empty.
    pub async fn events(&self, filter: &EventFilter) -> Result<Vec<Event>, Error> {
        let rows = self.db.fetch(select(self.db.dialect(), filter));
        let mut names = NameCache::default();
        let read = |row: &_| event(row, &mut names, &self.unreadable);
        page(rows, read, |event| event.raw.len()).await
    }
}

/// Writes a batch in one transaction.
async fn write_on(connection: &mut Connection, batch: &Batch) -> Result<u64, Error> {
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

const INSERT: Insert = Insert {
    table: "events",
    columns: &[
        ("id", Kind::Text),
        ("at", Kind::Time),
        ("received_at", Kind::Time),
        ("deployment", Kind::Text),
        ("source", Kind::Text),
        ("event", Kind::Text),
        ("room_name", Kind::Text),
        ("room_sid", Kind::Text),
        ("participant_sid", Kind::Text),
        ("identity", Kind::Text),
        ("raw", Kind::Json),
        ("raw_packed", Kind::Bytes),
    ],
    conflict: "ON CONFLICT DO NOTHING",
};

/// Inserts the events that are not stored yet; returns their number.
async fn insert(transaction: &mut Transaction<'_>, events: &[&Event]) -> Result<u64, Error> {
    // An older table does not allow NULL here, and Postgres does not allow empty JSON.
    let placeholder = transaction.dialect().pick("null", "");
    let write = INSERT.write(transaction, events, |row, event| {
        let packed = compress::pack(compress::Kind::Event, &event.raw, &values(event));
        row.text(key(&event.id))
            .time(event.at)
            .time(event.received_at)
            .text(key(&event.deployment))
            .text(event.source.as_str())
            .text(key(&event.name))
            .text(optional_key(&event.room_name))
            .text(optional_key(&event.room_sid))
            .text(optional_key(&event.participant_sid))
            .text(optional_key(&event.identity))
            .text(if packed.is_some() { placeholder } else { &*event.raw })
            .bytes(packed);
    });
    write.await
}

/// Records that everything before `next` is written.
async fn move_cursor(
    transaction: &mut Transaction<'_>,
    journal: JournalId,
    next: u64,
) -> Result<(), Error> {
    let mut upsert =
        transaction.sql("INSERT INTO journal_cursors (journal, next_sequence) VALUES (");
    push_journal(&mut upsert, journal);
    upsert
        .push(", ")
        .push_bind(i64::try_from(next).unwrap_or(i64::MAX))
        .push(") ON CONFLICT (journal) DO UPDATE SET next_sequence = excluded.next_sequence");
    transaction.execute(upsert).await.map(drop)
}

/// A journal's id: a UUID in Postgres, a text in SQLite.
pub(super) fn push_journal(query: &mut Sql, journal: JournalId) {
    query.push("CAST(").push_bind(journal.to_string());
    query.push(query.dialect().pick(" AS uuid)", " AS text)"));
}

/// The columns of an event that its JSON repeats. Stored rows depend on this order.
fn values(event: &Event) -> [&str; 5] {
    [&event.id, &event.room_sid, &event.participant_sid, &event.room_name, &event.identity]
        .map(|value| key(value))
}

/// The columns of an event.
pub(super) const fn columns(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => {
            "SELECT id, at, received_at, deployment, source, event, room_name, room_sid,
                participant_sid, identity, raw::text AS raw, raw_packed FROM events"
        }
        Dialect::Sqlite => {
            "SELECT id, at, received_at, deployment, source, event, room_name, room_sid,
                participant_sid, identity, raw, raw_packed FROM events"
        }
    }
}

/// The query of a page of events.
fn select(dialect: Dialect, filter: &EventFilter) -> Sql {
    let mut query = Sql::new(dialect, columns(dialect));
    query.push(" WHERE true");
    push_known_sources(&mut query);
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
    if let Some(cursor) = &filter.before {
        query.push(" AND (received_at, id) < (").push_bind(cursor.received_at);
        query.push(", ").push_bind(key(&cursor.id)).push(")");
    }
    query.push(" ORDER BY received_at DESC, id DESC LIMIT ").push_bind(i64::from(filter.limit));
    query
}

/// Leaves out events of sources that only a later version knows, so that they do not shorten a
/// page.
pub(super) fn push_known_sources(query: &mut Sql) {
    query.push(" AND source IN ('webhook', 'poll', 'scrape', 'client', 'operator')");
}

/// An event. Its observation is empty, and so is its JSON if it cannot be read.
pub(super) fn event(
    row: &Row,
    names: &mut NameCache,
    unreadable: &Unreadable,
) -> Result<Event, Error> {
    let mut event = Event {
        id: row.text("id")?,
        deployment: names.shared(row.get("deployment")?),
        source: row.word("source", Source::from_name)?,
        name: row.text("event")?,
        at: row.get("at")?,
        received_at: row.get("received_at")?,
        room_name: row.text("room_name")?,
        room_sid: row.text("room_sid")?,
        participant_sid: row.text("participant_sid")?,
        identity: row.text("identity")?,
        raw: Box::default(),
        observation: Observation::default(),
    };
    event.raw = match row.get::<Option<&[u8]>>("raw_packed")? {
        Some(packed) => {
            let read = compress::unpack(packed, &values(&event));
            let read = unreadable.pass("event", read, || event.id.to_string())?;
            read.map_or_else(|| "{}".into(), String::into_boxed_str)
        }
        None => row.get::<&str>("raw")?.into(),
    };
    Ok(event)
}

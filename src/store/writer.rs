//! One turn of writing: what is dirty in the state, and events, into the store.
//!
//! Sessions go before the events they come from, and the journal's cursor moves in the transaction
//! of the events: a crash between leaves sessions ahead, which replaying the events does not alter.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, RwLock};

use super::dead_letter::{self, Rejected};
use super::{Batch, Error, JournalId, Store};
use crate::model::{DeploymentName, Event, JobKind, Millis};
use crate::state::{Change, Dirty, Snapshot, State};

/// Rows of sessions that one transaction writes: what a database handles in some ten milliseconds.
const CHUNK_ROWS: usize = 1000;

const LOCK: &str = "no holder of this lock panics";

/// Joins into the state what the store knows of sessions that are open or ended since `since`.
pub async fn load(
    store: &Store,
    state: &RwLock<State>,
    since: Millis,
    now: Millis,
) -> Result<Vec<Change>, Error> {
    let mut rooms = store.recent_rooms(since).await?;
    let participants = store.recent_participants(since).await?;
    let jobs = store.recent_jobs(since).await?;
    // What still seems to run may have outlived its room: that tells.
    let known: HashSet<_> = rooms.iter().map(|room| &room.record.sid).collect();
    let running = jobs.iter().filter(|job| job.is_running() && !job.room_sid.is_empty());
    let missing: HashSet<_> = running
        .filter(|job| !known.contains(&job.room_sid))
        .map(|job| (DeploymentName::clone(&job.deployment), job.room_sid.clone()))
        .collect();
    if !missing.is_empty() {
        let missing: Vec<_> = missing.into_iter().collect();
        rooms.extend(store.rooms_by_sid(&missing).await?);
    }
    let stored = Snapshot { rooms, participants, jobs };
    let mut state = state.write().expect(LOCK);
    let changes = state.hydrate(stored, now);
    state.set_loaded();
    Ok(changes)
}

/// Writes all that is dirty and `events`, then moves `journal`'s cursor to `cursor`. Returns how
/// many events were new and what was learnt from the store on the way; `events` are gone then, and
/// still there after a failure.
pub async fn write(
    store: &Store,
    state: &RwLock<State>,
    journal: JournalId,
    cursor: u64,
    events: &mut Vec<Arc<Event>>,
    now: Millis,
) -> Result<(u64, Vec<Change>), Error> {
    write_or_set_aside(store, state, (journal, cursor), events, now, None).await
}

/// Where to put what the database refuses for what it holds.
pub type SetAside<'a> = &'a (dyn Fn(&Rejected) -> io::Result<()> + Sync);

/// The same; with `set_aside`, rows that are refused for what they hold go there, and the rest is
/// written.
pub async fn write_or_set_aside(
    store: &Store,
    state: &RwLock<State>,
    cursor: (JournalId, u64),
    events: &mut Vec<Arc<Event>>,
    now: Millis,
    set_aside: Option<SetAside<'_>>,
) -> Result<(u64, Vec<Change>), Error> {
    let mut dirty = state.write().expect(LOCK).take_dirty();
    let to = To { store, set_aside };
    let outcome = write_dirty(to, state, &mut dirty, cursor, events, now).await;
    if outcome.is_err() {
        state.write().expect(LOCK).put_dirty(dirty);
    }
    outcome
}

/// Where a batch goes.
#[derive(Clone, Copy)]
struct To<'a> {
    store: &'a Store,
    set_aside: Option<SetAside<'a>>,
}

impl To<'_> {
    /// Writes a batch; gives its events back after a failure.
    async fn write(self, batch: Batch) -> Result<u64, (Error, Vec<Arc<Event>>)> {
        let Some(set_aside) = self.set_aside else {
            return self.store.write(&batch).await.map_err(|error| (error, batch.events));
        };
        let events = batch.events.clone();
        dead_letter::write(self.store, batch, set_aside).await.map_err(|error| (error, events))
    }
}

async fn write_dirty(
    to: To<'_>,
    state: &RwLock<State>,
    dirty: &mut Dirty,
    cursor: (JournalId, u64),
    events: &mut Vec<Arc<Event>>,
    now: Millis,
) -> Result<(u64, Vec<Change>), Error> {
    let changes = complete(to.store, state, dirty, now).await?;
    let mut snapshot = state.read().expect(LOCK).snapshot(dirty);
    while snapshot.rooms.len() + snapshot.participants.len() > CHUNK_ROWS {
        let rooms = tail(&mut snapshot.rooms, CHUNK_ROWS);
        let participants = tail(&mut snapshot.participants, CHUNK_ROWS - rooms.len());
        let batch = Batch { rooms, participants, ..Batch::default() };
        to.write(batch).await.map_err(|(error, _)| error)?;
    }
    let Snapshot { rooms, participants, jobs } = snapshot;
    let events_of_batch = std::mem::take(events);
    let batch = Batch { cursor: Some(cursor), events: events_of_batch, rooms, participants, jobs };
    match to.write(batch).await {
        Ok(new) => Ok((new, changes)),
        Err((error, kept)) => {
            *events = kept;
            Err(error)
        }
    }
}

fn tail<T>(rows: &mut Vec<T>, at_most: usize) -> Vec<T> {
    rows.split_off(rows.len() - at_most.min(rows.len()))
}

/// Completes what may have a past that only the store knows, before it is written over. What follows
/// from that for others is `dirty`, too: what is concluded now is stored now.
async fn complete(
    store: &Store,
    state: &RwLock<State>,
    dirty: &mut Dirty,
    now: Millis,
) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    loop {
        let partial = state.read().expect(LOCK).partial(dirty);
        if partial.is_empty() {
            return Ok(changes);
        }
        changes.extend(look_back(store, state, &partial, now).await?);
        dirty.add(state.write().expect(LOCK).take_dirty());
    }
}

/// Joins into the state what the store knows of what is `partial`.
async fn look_back(
    store: &Store,
    state: &RwLock<State>,
    partial: &Dirty,
    now: Millis,
) -> Result<Vec<Change>, Error> {
    let rooms: Vec<_> =
        partial.rooms.iter().map(|key| (Arc::clone(&key.deployment), key.sid.clone())).collect();
    let participants: Vec<_> = partial
        .participants
        .iter()
        .flat_map(|(room, sids)| sids.iter().map(|sid| (Arc::clone(&room.deployment), sid.clone())))
        .collect();
    let jobs: Vec<(_, JobKind, _)> = partial
        .jobs
        .iter()
        .map(|key| (Arc::clone(&key.deployment), key.kind, key.id.clone()))
        .collect();
    let mut stored = Snapshot::default();
    for chunk in rooms.chunks(CHUNK_ROWS) {
        stored.rooms.extend(store.rooms_by_sid(chunk).await?);
    }
    for chunk in participants.chunks(CHUNK_ROWS) {
        stored.participants.extend(store.participants_by_sid(chunk).await?);
    }
    for chunk in jobs.chunks(CHUNK_ROWS) {
        stored.jobs.extend(store.jobs_by_id(chunk).await?);
    }
    let mut state = state.write().expect(LOCK);
    let changes = state.hydrate(stored, now);
    state.mark_whole(partial);
    Ok(changes)
}

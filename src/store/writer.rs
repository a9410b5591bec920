//! Writes the dirty part of the state, and events, to the store.
//!
//! Sessions are written before their events, and the cursor of the journal moves in the transaction
//! of the events. After a crash in between, the stored sessions are ahead; replaying the events
//! does not change them.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use parking_lot::RwLock;

use super::dead_letter::{self, Rejected};
use super::{Batch, Error, JournalId, Store};
use crate::model::{DeploymentName, Event, JobKind, Millis};
use crate::state::{Dirty, State, StateChange, StateRecords};

/// Rows of sessions per transaction: a database writes them in about ten milliseconds.
const CHUNK_ROWS: usize = 1000;

/// Loads into the state the sessions that are open, or ended at or after `since`.
pub async fn load(
    store: &Store,
    state: &RwLock<State>,
    since: Millis,
    now: Millis,
) -> Result<Vec<StateChange>, Error> {
    let mut rooms = store.recent_rooms(since).await?;
    let participants = store.recent_participants(since).await?;
    let jobs = store.recent_jobs(since).await?;
    // The end of its room can show that a job, which seems to run, has ended.
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
    let stored = StateRecords { rooms, participants, jobs };
    let mut state = state.write();
    let changes = state.hydrate(stored, now);
    state.set_loaded();
    Ok(changes)
}

/// Writes the dirty sessions and `events`, then moves the cursor of `journal` to `cursor`. Returns
/// how many events were new, and the changes that the store's knowledge caused. `events` is empty
/// then; after a failure it is unchanged.
pub async fn write(
    store: &Store,
    state: &RwLock<State>,
    journal: JournalId,
    cursor: u64,
    events: &mut Vec<Arc<Event>>,
    now: Millis,
) -> Result<(u64, Vec<StateChange>), Error> {
    write_or_set_aside(store, state, (journal, cursor), events, now, None).await
}

/// Sets aside a row that the database refuses because of a value in it.
pub type SetAside<'a> = &'a (dyn Fn(&Rejected) -> io::Result<()> + Sync);

/// The same. With `set_aside`, refused rows go there, and the rest is written.
pub async fn write_or_set_aside(
    store: &Store,
    state: &RwLock<State>,
    cursor: (JournalId, u64),
    events: &mut Vec<Arc<Event>>,
    now: Millis,
    set_aside: Option<SetAside<'_>>,
) -> Result<(u64, Vec<StateChange>), Error> {
    let mut dirty = state.write().take_dirty();
    let destination = Destination { store, set_aside };
    let outcome = write_dirty(destination, state, &mut dirty, cursor, events, now).await;
    let mut state = state.write();
    match outcome {
        Ok(_) => state.written(),
        Err(_) => state.put_dirty(dirty),
    }
    drop(state);
    outcome
}

/// Where a batch is written to.
#[derive(Clone, Copy)]
struct Destination<'a> {
    store: &'a Store,
    set_aside: Option<SetAside<'a>>,
}

impl Destination<'_> {
    /// Writes a batch; returns its events after a failure.
    async fn write(self, batch: Batch) -> Result<u64, (Error, Vec<Arc<Event>>)> {
        let Some(set_aside) = self.set_aside else {
            return self.store.write(&batch).await.map_err(|error| (error, batch.events));
        };
        let events = batch.events.clone();
        dead_letter::write(self.store, batch, set_aside).await.map_err(|error| (error, events))
    }
}

async fn write_dirty(
    destination: Destination<'_>,
    state: &RwLock<State>,
    dirty: &mut Dirty,
    cursor: (JournalId, u64),
    events: &mut Vec<Arc<Event>>,
    now: Millis,
) -> Result<(u64, Vec<StateChange>), Error> {
    let changes = complete(destination.store, state, dirty, now).await?;
    let mut snapshot = state.read().snapshot(dirty);
    while snapshot.rooms.len() + snapshot.participants.len() > CHUNK_ROWS {
        let rooms = tail(&mut snapshot.rooms, CHUNK_ROWS);
        let participants = tail(&mut snapshot.participants, CHUNK_ROWS - rooms.len());
        let batch = Batch { rooms, participants, ..Batch::default() };
        destination.write(batch).await.map_err(|(error, _)| error)?;
    }
    let StateRecords { rooms, participants, jobs } = snapshot;
    let events_of_batch = std::mem::take(events);
    let batch = Batch { cursor: Some(cursor), events: events_of_batch, rooms, participants, jobs };
    match destination.write(batch).await {
        Ok(new) => Ok((new, changes)),
        Err((error, unwritten)) => {
            *events = unwritten;
            Err(error)
        }
    }
}

fn tail<T>(rows: &mut Vec<T>, at_most: usize) -> Vec<T> {
    rows.split_off(rows.len() - at_most.min(rows.len()))
}

/// Loads the stored past of partial sessions before they are overwritten. Sessions that change
/// because of it become `dirty`, too, so that they are stored in the same write.
async fn complete(
    store: &Store,
    state: &RwLock<State>,
    dirty: &mut Dirty,
    now: Millis,
) -> Result<Vec<StateChange>, Error> {
    let mut changes = Vec::new();
    loop {
        let partial = state.read().partial(dirty);
        if partial.is_empty() {
            return Ok(changes);
        }
        changes.extend(load_past(store, state, &partial, now).await?);
        dirty.add(state.write().take_dirty());
    }
}

/// Loads into the state the stored past of what is `partial`.
async fn load_past(
    store: &Store,
    state: &RwLock<State>,
    partial: &Dirty,
    now: Millis,
) -> Result<Vec<StateChange>, Error> {
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
    let mut stored = StateRecords::default();
    for chunk in rooms.chunks(CHUNK_ROWS) {
        stored.rooms.extend(store.rooms_by_sid(chunk).await?);
    }
    for chunk in participants.chunks(CHUNK_ROWS) {
        stored.participants.extend(store.participants_by_sid(chunk).await?);
    }
    for chunk in jobs.chunks(CHUNK_ROWS) {
        stored.jobs.extend(store.jobs_by_id(chunk).await?);
    }
    let mut state = state.write();
    let changes = state.hydrate(stored, now);
    state.mark_whole(partial);
    Ok(changes)
}

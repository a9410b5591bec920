//! Rooms as they were at an earlier moment.
//!
//! Who was there is told by the sessions as they are known today. What changes during a session is
//! told by its events up to the moment, converted and folded by the very functions that make the
//! live state; events that are beyond their retention tell nothing, and that is shown as not known.

use std::collections::HashMap;

use crate::livekit::{Envelope, convert};
use crate::model::{
    After, Certainty, Coverage, DeploymentName, Event, Finding, Job, JobKind, JobRecord, Latest,
    Millis, Next, Participant, ParticipantRecord, Room, RoomSession, Source, Stamp, Text,
};
use crate::shared::{self, Shared};
use crate::state::{RoomKey, State};
use crate::store::{
    self, HistoryCursor, HistoryFilter, HistoryOf, JobFilter, PAGE_BYTES, RoomFilter, SharedStore,
};

/// LiveKit is younger than this (2015-01-01): nothing can have been before.
const EARLIEST: Millis = Millis(1_420_070_400_000);

/// Jobs of one room session that are shown: an agent or two and a recording are usual.
pub const JOBS_MAX: u32 = 1000;

/// Events that are read at once.
const FOLD_PAGE: u32 = 2000;

/// Such pages of one room session that are folded, the latest first: 20,000 events. What only an
/// earlier one told is shown as not known.
const FOLD_PAGES: usize = 10;

/// Events behind the moment that are looked at for what was told next: where more lie between, that
/// something changed is taken to be so no earlier than it was told.
const NEXT_EVENTS: u32 = 500;

/// How long before a room session's beginning something may be told of it, milliseconds: LiveKit's
/// clocks differ, and its events have whole seconds.
const BEFORE_MS: i64 = 3_600_000;

/// Why nothing is told of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadMoment {
    /// It has not come yet.
    InFuture,
    /// LiveKit did not exist.
    TooEarly,
}

/// Whether something can be known of the moment `at`.
pub fn check(at: Millis, now: Millis) -> Result<(), BadMoment> {
    if at > now {
        return Err(BadMoment::InFuture);
    }
    if at < EARLIEST { Err(BadMoment::TooEarly) } else { Ok(()) }
}

/// Why a room is not shown.
#[derive(Debug)]
pub enum Error {
    /// No session of that name (and sid) had begun by then; holds the sid, if one was looked for.
    NotFound(Option<String>),
    /// It could not be read.
    Unanswered(shared::Error),
}

impl From<shared::Error> for Error {
    fn from(error: shared::Error) -> Self {
        Self::Unanswered(error)
    }
}

/// The rooms that were open at `at`, and how many they were in all.
pub async fn rooms(
    shared: &Shared,
    filter: RoomFilter,
    at: Millis,
) -> Result<(Vec<Room>, u64), shared::Error> {
    let (page, stays) = shared
        .ask(move |store| async move {
            let page = store.rooms_at(&filter, at).await?;
            let keys: Vec<_> = page.rows.iter().map(key).collect();
            let stays = store.participants_at(&keys, at).await?;
            Ok((page, stays))
        })
        .await?;
    let mut there: HashMap<(DeploymentName, Text), Vec<Participant>> = HashMap::new();
    // They are only counted: how they were is not asked.
    let (listed, after) = (Coverage::default(), After::default());
    for stay in stays {
        if let Some(participant) = stay.as_of(at, None, &listed, &after) {
            there.entry((stay.deployment, stay.record.room_sid)).or_default().push(participant);
        }
    }
    let rooms = page.rows.iter().filter_map(|session| {
        let mut room = session.as_of(at, None)?;
        room.count(there.get(&key(session)).into_iter().flatten());
        Some(room.listed())
    });
    Ok((rooms.collect(), page.total))
}

fn key(session: &RoomSession) -> (DeploymentName, Text) {
    (DeploymentName::clone(&session.record.deployment), session.record.sid.clone())
}

/// Which room is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// This session of that name; the one that was open, else the latest before, if `None`.
    pub sid: Option<String>,
    /// Only in this deployment.
    pub deployment: Option<String>,
    /// Also those who had left.
    pub everyone: bool,
}

/// A room session with who and what was in it.
#[derive(Debug)]
pub struct RoomAsOf {
    /// The room.
    pub room: Room,
    /// Who was in it, in order of joining.
    pub participants: Vec<Participant>,
    /// Its jobs, latest first.
    pub jobs: Vec<Job>,
}

/// A room as it was at `at`.
pub async fn room(shared: &Shared, wanted: Wanted, at: Millis) -> Result<RoomAsOf, Error> {
    let not_found = Error::NotFound(wanted.sid.clone());
    let everyone = wanted.everyone;
    let found = shared
        .ask(move |store| async move {
            let deployment = wanted.deployment.as_deref();
            let sid = wanted.sid.as_deref();
            let Some(session) = store.room_at(deployment, &wanted.name, sid, at).await? else {
                return Ok(None);
            };
            let (deployment, sid) = key(&session);
            let stays = if everyone {
                store.participants_of(&deployment, &sid).await?
            } else {
                store.participants_at(&[key(&session)], at).await?
            };
            let filter = JobFilter {
                deployment: Some(deployment.to_string()),
                room_sid: Some(sid.to_string()),
                limit: JOBS_MAX,
                ..JobFilter::default()
            };
            let jobs = store.jobs(&filter).await?.rows;
            let told = fold(&store, &session, at).await?;
            let after = after(&store, &session, at).await?;
            Ok(Some((session, stays, jobs, told, after)))
        })
        .await?;
    let (session, stays, jobs, told, after) = found.ok_or(not_found)?;
    let (deployment, sid) = key(&session);
    let key = RoomKey { deployment, sid };
    // What the store does not know yet of a room that is open.
    let listed = shared.glance(|state| state.listings(&key, &session.record.listed));
    let told_stays: HashMap<Text, ParticipantRecord> = told
        .participants(&key)
        .into_iter()
        .map(|stay| (stay.record.sid.clone(), stay.record))
        .collect();
    let participants: Vec<_> = stays
        .iter()
        .filter_map(|stay| stay.as_of(at, told_stays.get(&stay.record.sid), &listed, &after))
        .filter(|participant| everyone || participant.left_at.is_none())
        .map(Participant::listed)
        .collect();
    let told_room = told.room_record(&key);
    let mut room = session
        .as_of(at, told_room)
        .ok_or_else(|| Error::NotFound(Some(session.record.sid.to_string())))?;
    room.count(&participants);
    Ok(RoomAsOf { room, participants, jobs: jobs_of(&told.jobs_of(&key), &jobs, at) })
}

/// Everything that was told of a room session up to `at`, as the live state would hold it.
async fn fold(
    store: &SharedStore,
    session: &RoomSession,
    at: Millis,
) -> Result<State, store::Error> {
    let mut state = State::new(Vec::new(), at);
    let mut filter = history_filter(session, at);
    filter.descending = true;
    filter.limit = FOLD_PAGE;
    for _ in 0..FOLD_PAGES {
        let events = store.history_events(&filter).await?;
        filter.after = events.last().map(HistoryCursor::of);
        let bytes: usize = events.iter().map(|event| event.raw.len()).sum();
        let is_last = events.len() < FOLD_PAGE as usize && bytes < PAGE_BYTES;
        // In any order: joining does not depend on it.
        for event in events {
            state.apply(&converted(event));
        }
        if is_last {
            break;
        }
        tokio::task::yield_now().await;
    }
    Ok(state)
}

/// What was told first after `at` of what listings alone see change.
async fn after(
    store: &SharedStore,
    session: &RoomSession,
    at: Millis,
) -> Result<After, store::Error> {
    let mut after = After::default();
    let filter = HistoryFilter { from: at.plus(1), ..history_filter(session, Millis::LATEST) };
    for event in store.history_events(&HistoryFilter { limit: NEXT_EVENTS, ..filter }).await? {
        let by_poll = event.source == Source::Poll;
        let finding: Option<Finding> = serde_json::from_str(&event.raw).ok().filter(|_| by_poll);
        let since = finding.and_then(|it| Some(it.since?.plus(-it.skew_ms)));
        let at = event.at;
        let Some(participant) = converted(event).observation.participant else { continue };
        if let Some(Latest { value, .. }) = participant.info {
            after.info.entry(participant.sid).or_insert(Next { at, since, value });
        }
        for track in participant.tracks {
            // A listing without it tells only that it ended.
            let is_described = track.info.stamp != Stamp::default();
            if is_described && !after.muted.contains_key(&track.sid) {
                let value = track.info.value.muted;
                after.muted.insert(track.sid, Next { at, since, value });
            }
        }
    }
    Ok(after)
}

/// The events of a room session up to `until`, from its beginning on.
pub(super) fn history_filter(session: &RoomSession, until: Millis) -> HistoryFilter {
    let record = &session.record;
    let began_at = record.started_at().min(record.first_seen);
    HistoryFilter {
        deployment: record.deployment.to_string(),
        of: HistoryOf::Room {
            sid: record.sid.to_string(),
            name: record.name.to_string(),
            between: (began_at, session.finished_at().unwrap_or(Millis::LATEST)),
        },
        from: began_at.plus(-BEFORE_MS).clamped(),
        until,
        after: None,
        descending: false,
        limit: FOLD_PAGE,
    }
}

/// A stored event with what it tells.
pub(super) fn converted(event: Event) -> Event {
    let envelope = Envelope { id: event.id, name: event.name, json: event.raw.into() };
    convert(envelope, &event.deployment, event.source, event.received_at)
}

/// The jobs of a room as they were at `at`, latest first: as told by then, and those of which only
/// the outcome is known.
fn jobs_of(told: &[JobRecord], today: &[JobRecord], at: Millis) -> Vec<Job> {
    let is_told =
        |kind: JobKind, id: &Text| told.iter().any(|job| job.kind == kind && job.id == *id);
    let now_known = |job: &JobRecord| {
        let same = today.iter().find(|known| known.kind == job.kind && known.id == job.id);
        same.and_then(|known| known.concluded.clone()).filter(|_| job.ended.is_none())
    };
    let as_told = |job: &JobRecord| {
        let end = now_known(job);
        if let Some(over) = end.as_ref().filter(|end| end.latest <= at) {
            return JobRecord { concluded: Some(over.clone()), ..job.clone() }.view();
        }
        let mut view = JobRecord { concluded: None, ..job.clone() }.view();
        if end.is_some_and(|end| end.earliest <= at) {
            view.certainty = Certainty::InDoubt;
        }
        view
    };
    let mut jobs: Vec<(Millis, Job)> =
        told.iter().map(|job| (job.first_seen, as_told(job))).collect();
    for job in today.iter().filter(|job| !is_told(job.kind, &job.id)) {
        let began_at = job.started_at.unwrap_or(job.first_seen);
        if began_at > at {
            continue;
        }
        let mut view = job.view();
        if job.end().is_none_or(|end| end.latest > at) {
            view = JobRecord {
                ended: None,
                running: None,
                concluded: None,
                outputs: None,
                ..job.clone()
            }
            .view();
        }
        jobs.push((job.first_seen, view));
    }
    jobs.sort_by(|a, b| (b.0, &b.1.id).cmp(&(a.0, &a.1.id)));
    jobs.into_iter().map(|(_, job)| job).collect()
}

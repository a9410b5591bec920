//! Rooms as they were at an earlier time (as-of).
//!
//! Who was present comes from the sessions as they are known today. What changes during a session
//! comes from its events up to that time, converted and folded by the functions that make the live
//! state. What only deleted events had is shown as not known.

use std::collections::HashMap;

use crate::livekit::{Envelope, convert};
use crate::model::{
    Certainty, Coverage, DeploymentName, Event, Finding, Job, JobKind, JobRecord, LaterValues,
    Latest, Millis, NextValue, Participant, ParticipantRecord, Room, RoomSession, Source, Stamp,
    Text,
};
use crate::shared::{self, Shared};
use crate::state::{RoomKey, State};
use crate::store::{
    self, HistoryCursor, HistoryFilter, HistoryOf, JobFilter, PAGE_BYTES, RoomFilter, SharedStore,
};

/// 2015-01-01: LiveKit is younger, so there is no earlier data.
const EARLIEST: Millis = Millis(1_420_070_400_000);

/// The most jobs of a room session that are shown; an agent or two and a recording are usual.
pub const JOBS_MAX: u32 = 1000;

/// Events of a page.
const FOLD_PAGE: u32 = 2000;

/// The most pages of a room session that are folded, latest first: 20,000 events. What only earlier
/// ones had is shown as not known.
const FOLD_PAGES: usize = 10;

/// The most events after the time that are searched for the next report. If there are more in
/// between, a change is dated no earlier than its report.
const NEXT_EVENTS: u32 = 500;

/// How long before the start of a room session its events may be dated, milliseconds: LiveKit's
/// clocks differ, and its events have whole seconds.
const BEFORE_MS: i64 = 3_600_000;

/// Why there is no data for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadMoment {
    /// It is in the future.
    InFuture,
    /// It is before LiveKit existed.
    TooEarly,
}

/// Checks whether there can be data for the time `at`.
pub fn check(at: Millis, now: Millis) -> Result<(), BadMoment> {
    if at > now {
        return Err(BadMoment::InFuture);
    }
    if at < EARLIEST { Err(BadMoment::TooEarly) } else { Ok(()) }
}

/// Why a room cannot be shown.
#[derive(Debug)]
pub enum Error {
    /// No session of that name (and sid) had begun by then; has the requested sid, if any.
    NotFound(Option<String>),
    /// The data could not be read.
    Unanswered(shared::Error),
}

impl From<shared::Error> for Error {
    fn from(error: shared::Error) -> Self {
        Self::Unanswered(error)
    }
}

/// A page of the rooms that were open at `at`, and the number of all of them.
pub async fn rooms(
    shared: &Shared,
    filter: RoomFilter,
    at: Millis,
) -> Result<(Vec<Room>, u64), shared::Error> {
    let (page, participants) = shared
        .ask(move |store| async move {
            let page = store.rooms_at(&filter, at).await?;
            let keys: Vec<_> = page.rows.iter().map(key).collect();
            let participants = store.participants_at(&keys, at).await?;
            Ok((page, participants))
        })
        .await?;
    let mut there: HashMap<(DeploymentName, Text), Vec<Participant>> = HashMap::new();
    // The participants are only counted: their details do not matter.
    let (listed, after) = (Coverage::default(), LaterValues::default());
    for session in participants {
        if let Some(participant) = session.as_of(at, None, &listed, &after) {
            there
                .entry((session.deployment, session.record.room_sid))
                .or_default()
                .push(participant);
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

/// The requested room.
#[derive(Debug, Clone)]
pub struct RoomRequest {
    /// Its name.
    pub name: String,
    /// The session of that name; `None` for the one that was open, else the latest before.
    pub sid: Option<String>,
    /// Only in this deployment.
    pub deployment: Option<String>,
    /// Whether participants that had left are included.
    pub everyone: bool,
}

/// A room session with its participants and jobs.
#[derive(Debug)]
pub struct RoomAsOf {
    /// The room.
    pub room: Room,
    /// The participants, in the order of joining.
    pub participants: Vec<Participant>,
    /// The jobs, latest first.
    pub jobs: Vec<Job>,
}

/// The room session as it was at `at`.
pub async fn room(shared: &Shared, wanted: RoomRequest, at: Millis) -> Result<RoomAsOf, Error> {
    let not_found = Error::NotFound(wanted.sid.clone());
    let everyone = wanted.everyone;
    let stored = shared
        .ask(move |store| async move {
            let deployment = wanted.deployment.as_deref();
            let sid = wanted.sid.as_deref();
            let Some(session) = store.room_at(deployment, &wanted.name, sid, at).await? else {
                return Ok(None);
            };
            let (deployment, sid) = key(&session);
            let participants = if everyone {
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
            let folded = fold(&store, &session, at).await?;
            let after = after(&store, &session, at).await?;
            Ok(Some((session, participants, jobs, folded, after)))
        })
        .await?;
    let (session, participants, jobs, folded, after) = stored.ok_or(not_found)?;
    let (deployment, sid) = key(&session);
    let key = RoomKey { deployment, sid };
    // Listings of an open room that are not stored yet.
    let listed = shared.glance(|state| state.listings(&key, &session.record.listed));
    let folded_participants: HashMap<Text, ParticipantRecord> = folded
        .participants(&key)
        .into_iter()
        .map(|session| (session.record.sid.clone(), session.record))
        .collect();
    let participants: Vec<_> = participants
        .iter()
        .filter_map(|session| {
            session.as_of(at, folded_participants.get(&session.record.sid), &listed, &after)
        })
        .filter(|participant| everyone || participant.left_at.is_none())
        .map(Participant::listed)
        .collect();
    let folded_room = folded.room_record(&key);
    let mut room = session
        .as_of(at, folded_room)
        .ok_or_else(|| Error::NotFound(Some(session.record.sid.to_string())))?;
    room.count(&participants);
    Ok(RoomAsOf { room, participants, jobs: jobs_of(&folded.jobs_of(&key), &jobs, at) })
}

/// The events of a room session up to `at`, folded into a state like the live one.
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
        // The order does not matter: merging is commutative.
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

/// The first reports after `at` of changes that only listings show.
async fn after(
    store: &SharedStore,
    session: &RoomSession,
    at: Millis,
) -> Result<LaterValues, store::Error> {
    let mut after = LaterValues::default();
    let filter = HistoryFilter { from: at.plus(1), ..history_filter(session, Millis::LATEST) };
    for event in store.history_events(&HistoryFilter { limit: NEXT_EVENTS, ..filter }).await? {
        let by_poll = event.source == Source::Poll;
        let finding: Option<Finding> = serde_json::from_str(&event.raw).ok().filter(|_| by_poll);
        let since = finding.and_then(|it| Some(it.since?.plus(-it.skew_ms)));
        let at = event.at;
        let Some(participant) = converted(event).observation.participant else { continue };
        if let Some(Latest { value, .. }) = participant.info {
            after.info.entry(participant.sid).or_insert(NextValue { at, since, value });
        }
        for track in participant.tracks {
            // A listing without the track only shows that it ended.
            let is_described = track.info.stamp != Stamp::default();
            if is_described && !after.muted.contains_key(&track.sid) {
                let value = track.info.value.muted;
                after.muted.insert(track.sid, NextValue { at, since, value });
            }
        }
    }
    Ok(after)
}

/// The filter for the events of a room session from its start up to `until`.
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

/// A stored event with its observation.
pub(super) fn converted(event: Event) -> Event {
    let envelope = Envelope { id: event.id, name: event.name, json: event.raw.into() };
    convert(envelope, &event.deployment, event.source, event.received_at)
}

/// The jobs of a room as they were at `at`, latest first: as reported by then, and those of which
/// only the outcome is known.
fn jobs_of(folded: &[JobRecord], today: &[JobRecord], at: Millis) -> Vec<Job> {
    let is_folded =
        |kind: JobKind, id: &Text| folded.iter().any(|job| job.kind == kind && job.id == *id);
    let now_known = |job: &JobRecord| {
        let same = today.iter().find(|known| known.kind == job.kind && known.id == job.id);
        same.and_then(|known| known.inferred_end.clone()).filter(|_| job.ended.is_none())
    };
    let as_folded = |job: &JobRecord| {
        let end = now_known(job);
        if let Some(over) = end.as_ref().filter(|end| end.latest <= at) {
            return JobRecord { inferred_end: Some(over.clone()), ..job.clone() }.view();
        }
        let mut view = JobRecord { inferred_end: None, ..job.clone() }.view();
        if end.is_some_and(|end| end.earliest <= at) {
            view.certainty = Certainty::InDoubt;
        }
        view
    };
    let mut jobs: Vec<(Millis, Job)> =
        folded.iter().map(|job| (job.first_seen, as_folded(job))).collect();
    for job in today.iter().filter(|job| !is_folded(job.kind, &job.id)) {
        let began_at = job.started_at.unwrap_or(job.first_seen);
        if began_at > at {
            continue;
        }
        let mut view = job.view();
        if job.end().is_none_or(|end| end.latest > at) {
            view = JobRecord {
                ended: None,
                running: None,
                inferred_end: None,
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

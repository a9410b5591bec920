//! `GET /api/rooms/{room_name}`: one room session with its participants and jobs, from the state,
//! and from the store what the state has evicted.

use std::collections::HashSet;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::at;
use super::context::{Console, Context};
use super::error::Error;
use super::query::{DeploymentQuery, Moment, Query, shown};
use super::refusals::{InvalidQuery, RoomNotFound, StoreUnavailable};
use crate::history::as_of::{self, JOBS_MAX, RoomAsOf, RoomRequest};
use crate::model::{
    DeploymentName, Job, JobKind, JobRecord, Millis, Participant, ParticipantSession, Room, Text,
};
use crate::state::{RoomKey, State};
use crate::store::JobFilter;

/// The part of the path before the room's name.
const PREFIX: &str = "/api/rooms/";

/// A room session with its participants and jobs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct RoomDetail {
    #[serde(flatten)]
    room: Room,
    /// Participants that are present (also those in doubt), or everyone of this room session, in
    /// the order of joining.
    participants: Vec<Participant>,
    /// Its egresses, ingresses and agent jobs, latest first.
    jobs: Vec<Job>,
    /// The state's revision: the response includes all WebSocket frames with a lower `seq`.
    seq: u64,
    /// The time that the response is about; `null` for now.
    at: Option<DateTime<Utc>>,
}

/// Which room session to show.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SessionQuery {
    /// A room session of that name; the active one, else the latest, if not given
    pub(super) sid: Option<String>,
}

/// What to show of a room session.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RoomDetailQuery {
    /// `present` if not given
    participants: Option<Presence>,
    /// Show the room session as it was at this time: the one that was open then, else the latest
    /// before
    at: Option<Moment>,
}

/// Which participants to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Presence {
    /// Those that are present.
    Present,
    /// Everyone of the room session.
    All,
}

/// A room session, as far as it was read from the state and the store.
struct RoomLookup {
    key: RoomKey,
    room: Room,
    sessions: Vec<ParticipantSession>,
    jobs: Vec<JobRecord>,
    seq: u64,
}

/// Returns one room session with its participants, their tracks and its jobs.
#[utoipa::path(
    get, path = "/api/rooms/{room_name}", operation_id = "show_room", tag = "reading",
    params(
        ("room_name" = String, Path, description = "The room's name, percent-encoded; it may hold any character"),
        SessionQuery,
        DeploymentQuery,
        RoomDetailQuery,
    ),
    responses(
        (status = 200, description = "The room session", body = RoomDetail),
        InvalidQuery,
        RoomNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    request: HttpRequest,
    Query((session, of, query)): Query<(SessionQuery, DeploymentQuery, RoomDetailQuery)>,
) -> Result<web::Json<RoomDetail>, Error> {
    let name = name_in(request.uri().path())?;
    let (sid, deployment) = (session.sid, of.deployment);
    let everyone = query.participants == Some(Presence::All);
    let now = console.now();
    if let Some(at) = query.at {
        let at = at::check(at, now)?;
        let wanted = RoomRequest { name, sid, deployment, everyone };
        return as_it_was(&console, wanted, at).await.map(web::Json);
    }
    let (wanted_name, wanted_sid, wanted_deployment) =
        (name.clone(), sid.clone(), deployment.clone());
    let in_memory = console
        .read(move |state| {
            let key = state.find_room(
                wanted_deployment.as_deref(),
                &wanted_name,
                wanted_sid.as_deref(),
            )?;
            Some(RoomLookup {
                room: state.room(&key, now)?,
                sessions: state.participants(&key),
                jobs: state.jobs_of(&key),
                seq: state.revision(),
                key,
            })
        })
        .await?;
    // What the state has evicted is only in the store. An open room is shown from the state, so
    // that it can be shown while the database is slow or down.
    let lookup = match in_memory {
        Some(lookup) if !everyone => lookup,
        Some(mut lookup) => {
            if lookup.sessions.len() < lookup.room.participants_total as usize {
                lookup.add_sessions(&console).await?;
            }
            lookup.add_jobs(&console).await?;
            lookup
        }
        None => {
            let mut lookup = stored(&console, &name, sid, deployment).await?;
            if everyone || lookup.room.finished_at.is_none() {
                lookup.add_sessions(&console).await?;
            }
            lookup.add_jobs(&console).await?;
            lookup
        }
    };
    let participants = lookup
        .sessions
        .iter()
        .filter(|session| everyone || session.end.is_none())
        .map(|session| session.view(now).listed())
        .collect();
    if lookup.room.finished_at.is_none() {
        console.views.look(&lookup.room.deployment, &lookup.room.sid, now);
    }
    Ok(web::Json(RoomDetail {
        room: lookup.room,
        participants,
        jobs: lookup.jobs.iter().map(JobRecord::view).collect(),
        seq: lookup.seq,
        at: None,
    }))
}

/// The room session as it was at `at`.
async fn as_it_was(
    console: &Context,
    wanted: RoomRequest,
    at: Millis,
) -> Result<RoomDetail, Error> {
    let name = wanted.name.clone();
    let RoomAsOf { room, participants, jobs } =
        as_of::room(&console.shared, wanted, at).await.map_err(|error| match error {
            as_of::Error::NotFound(sid) => Error::no_room_at(&name, sid.as_deref(), &shown(at)),
            as_of::Error::Unanswered(error) => error.into(),
        })?;
    let seq = console.glance(State::revision);
    Ok(RoomDetail { room, participants, jobs, seq, at: Some(at.to_utc()) })
}

/// The room session from the store.
async fn stored(
    console: &Context,
    name: &str,
    sid: Option<String>,
    deployment: Option<String>,
) -> Result<RoomLookup, Error> {
    let not_found = Error::no_room(name, sid.as_deref());
    let name = name.to_owned();
    let session =
        console
            .ask(move |store| async move {
                store.room(deployment.as_deref(), &name, sid.as_deref()).await
            })
            .await?
            .ok_or(not_found)?;
    Ok(RoomLookup {
        key: RoomKey {
            deployment: DeploymentName::clone(&session.record.deployment),
            sid: session.record.sid.clone(),
        },
        room: session.view(console.now()),
        sessions: Vec::new(),
        jobs: Vec::new(),
        seq: console.glance(State::revision),
    })
}

impl RoomLookup {
    /// Adds the participant sessions that the state has evicted.
    async fn add_sessions(&mut self, console: &Context) -> Result<(), Error> {
        let key = self.key.clone();
        let stored = console
            .ask(move |store| async move { store.participants_of(&key.deployment, &key.sid).await })
            .await?;
        let known: HashSet<Text> =
            self.sessions.iter().map(|session| session.record.sid.clone()).collect();
        self.sessions.extend(stored.into_iter().filter(|s| !known.contains(&s.record.sid)));
        self.sessions.sort_by(|a, b| {
            (a.record.started_at(), &a.record.sid).cmp(&(b.record.started_at(), &b.record.sid))
        });
        Ok(())
    }

    /// Adds the jobs that the state has evicted.
    async fn add_jobs(&mut self, console: &Context) -> Result<(), Error> {
        let filter = JobFilter {
            deployment: Some(self.key.deployment.to_string()),
            room_sid: Some(self.key.sid.to_string()),
            limit: JOBS_MAX,
            ..JobFilter::default()
        };
        let stored = console.ask(move |store| async move { store.jobs(&filter).await }).await?.rows;
        let known: HashSet<(JobKind, Text)> =
            self.jobs.iter().map(|job| (job.kind, job.id.clone())).collect();
        self.jobs.extend(stored.into_iter().filter(|j| !known.contains(&(j.kind, j.id.clone()))));
        self.jobs.sort_by(|a, b| (b.first_seen, &b.id).cmp(&(a.first_seen, &a.id)));
        Ok(())
    }
}

/// The room's name in the path; any of its characters may be escaped, slashes too.
pub(super) fn name_in(path: &str) -> Result<String, Error> {
    let name = path.strip_prefix(PREFIX).unwrap_or_default();
    match percent_decode_str(name).decode_utf8() {
        // No database stores a NUL: it is stored as U+FFFD, and searched as such.
        Ok(name) if !name.is_empty() => Ok(name.replace('\0', "\u{fffd}")),
        Ok(_) => Err(Error::nothing_at(path)),
        // Every room name is UTF-8, so no room has this one.
        Err(_) => Err(Error::no_room(&String::from_utf8_lossy(name.as_bytes()), None)),
    }
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn a_name_may_hold_any_character_escaped_or_not() {
        for (path, name) in [
            ("/api/rooms/demo", "demo"),
            ("/api/rooms/a/b", "a/b"),
            ("/api/rooms/a%2Fb", "a/b"),
            ("/api/rooms//a", "/a"),
            ("/api/rooms/a%00b", "a\u{fffd}b"),
            ("/api/rooms/a+b", "a+b"),
            ("/api/rooms/100%25", "100%"),
            ("/api/rooms/100%", "100%"),
            ("/api/rooms/%F0%9F%98%80%20%E2%80%AE", "😀 \u{202e}"),
            ("/api/rooms/%22%27%3Cb%3E", "\"'<b>"),
            ("/api/rooms/..", ".."),
        ] {
            assert_eq!(name_in(path).expect(path), name);
        }
        assert_eq!(name_in("/api/rooms/").expect_err("no name").code(), "not_found");
        assert_eq!(name_in("/api/rooms/%ff").expect_err("not UTF-8").code(), "room_not_found");
    }
}

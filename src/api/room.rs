//! `GET /api/rooms/{room_name}`: one room session with who is or was in it, from the state and,
//! for what has left the memory, from the store.

use std::collections::HashSet;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::at;
use super::context::{Console, Context};
use super::error::Error;
use super::query::{Query, shown};
use super::refusals::{InvalidQuery, RoomNotFound, StoreUnavailable};
use crate::history::as_of::{self, JOBS_MAX, RoomAsOf, Wanted};
use crate::model::{
    DeploymentName, Job, JobKind, JobRecord, Millis, Participant, ParticipantSession, Room, Text,
};
use crate::state::{RoomKey, State};
use crate::store::JobFilter;

/// What comes before the name in the path.
const PREFIX: &str = "/api/rooms/";

/// A room with who is or was in it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct RoomDetail {
    #[serde(flatten)]
    room: Room,
    /// Those present (also those in doubt), or everyone of this room session, in order of joining.
    participants: Vec<Participant>,
    /// Its egresses, ingresses and agent jobs, latest first.
    jobs: Vec<Job>,
    /// The state's revision: WebSocket frames with a lower `seq` are already in the answer.
    seq: u64,
    /// The moment that the answer is about; `null` for now.
    at: Option<DateTime<Utc>>,
}

/// A room session as far as it is known somewhere.
struct Found {
    key: RoomKey,
    room: Room,
    sessions: Vec<ParticipantSession>,
    jobs: Vec<JobRecord>,
    seq: u64,
}

/// One room session with its participants, their tracks and its jobs.
#[utoipa::path(
    get, path = "/api/rooms/{room_name}", operation_id = "show_room", tag = "reading",
    params(
        ("room_name" = String, Path, description = "The name, percent-encoded; it may hold any character"),
        ("sid" = Option<String>, Query,
            description = "This room session of that name; the active one, else the latest, if not given"),
        ("participants" = Option<String>, Query, description = "`present` (default) or `all`"),
        ("deployment" = Option<String>, Query, description = "Only in this deployment"),
        ("at" = Option<String>, Query,
            description = "The room session as it was at this moment: the one that was open then, else the latest before"),
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
) -> Result<web::Json<RoomDetail>, Error> {
    let name = name_in(request.uri().path())?;
    let query = Query::of(&request, &["sid", "participants", "deployment", "at"])?;
    let sid = query.text("sid")?;
    let deployment = query.text("deployment")?;
    let everyone =
        query.choice("participants", &[("present", false), ("all", true)])?.unwrap_or(false);
    let now = console.now();
    if let Some(at) = at::moment(&query, now)? {
        let wanted = Wanted { name, sid, deployment, everyone };
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
            Some(Found {
                room: state.room(&key, now)?,
                sessions: state.participants(&key),
                jobs: state.jobs_of(&key),
                seq: state.revision(),
                key,
            })
        })
        .await?;
    // What has left the memory is only in the store. A room that is open is shown from memory, so
    // that a database that is slow or down does not keep anybody from looking into it.
    let found = match in_memory {
        Some(found) if !everyone => found,
        Some(mut found) => {
            if found.sessions.len() < found.room.participants_total as usize {
                found.add_sessions(&console).await?;
            }
            found.add_jobs(&console).await?;
            found
        }
        None => {
            let mut found = stored(&console, &name, sid, deployment).await?;
            if everyone || found.room.finished_at.is_none() {
                found.add_sessions(&console).await?;
            }
            found.add_jobs(&console).await?;
            found
        }
    };
    let participants = found
        .sessions
        .iter()
        .filter(|session| everyone || session.end.is_none())
        .map(|session| session.view(now).listed())
        .collect();
    if found.room.finished_at.is_none() {
        console.views.look(&found.room.deployment, &found.room.sid, now);
    }
    Ok(web::Json(RoomDetail {
        room: found.room,
        participants,
        jobs: found.jobs.iter().map(JobRecord::view).collect(),
        seq: found.seq,
        at: None,
    }))
}

/// The room as it was at `at`.
async fn as_it_was(console: &Context, wanted: Wanted, at: Millis) -> Result<RoomDetail, Error> {
    let name = wanted.name.clone();
    let RoomAsOf { room, participants, jobs } =
        as_of::room(&console.shared, wanted, at).await.map_err(|error| match error {
            as_of::Error::NotFound(sid) => Error::no_room_at(&name, sid.as_deref(), &shown(at)),
            as_of::Error::Unanswered(error) => error.into(),
        })?;
    let seq = console.glance(State::revision);
    Ok(RoomDetail { room, participants, jobs, seq, at: Some(at.to_utc()) })
}

/// The room session that only the store knows.
async fn stored(
    console: &Context,
    name: &str,
    sid: Option<String>,
    deployment: Option<String>,
) -> Result<Found, Error> {
    let not_found = Error::no_room(name, sid.as_deref());
    let name = name.to_owned();
    let session =
        console
            .ask(move |store| async move {
                store.room(deployment.as_deref(), &name, sid.as_deref()).await
            })
            .await?
            .ok_or(not_found)?;
    Ok(Found {
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

impl Found {
    /// Adds the stays that have left the memory.
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

    /// Adds the jobs that have left the memory.
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

/// The name as it stands in the path, whichever of its characters were escaped, slashes too.
pub(super) fn name_in(path: &str) -> Result<String, Error> {
    let name = path.strip_prefix(PREFIX).unwrap_or_default();
    match percent_decode_str(name).decode_utf8() {
        // A NUL, which no database can hold, is looked for as what it is stored as.
        Ok(name) if !name.is_empty() => Ok(name.replace('\0', "\u{fffd}")),
        Ok(_) => Err(Error::nothing_at(path)),
        // Every name is UTF-8, so none is this.
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

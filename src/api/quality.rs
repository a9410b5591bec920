//! `POST /api/livekit/quality`, a client's report of its own connection, and
//! `GET /api/participants/{sid}/quality`, what was reported of one stay.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::history::{Grain, POINTS_MAX, Plan};
use super::query::Query;
use super::refusals::{
    InvalidBody, InvalidQuery, NoHolder, NotYours, ParticipantNotFound, PayloadTooLarge,
    RateLimited, StoreUnavailable, TryAgain,
};
use super::{body, origin, webhook};
use crate::ingest::{Receipt, Refusal, Taken};
use crate::livekit::Holder;
use crate::metrics::REPORT_REFUSAL_CODES;
use crate::model::{ParticipantSession, QualityPoint, Text};
use crate::state::State;
use crate::store::{Holding, QualityFilter};

/// Bytes of a report: it has some thirty figures and at most 16 events.
const BODY_BYTES: usize = 16 * 1024;

/// Seconds until a client may try again at a console that stops.
const RETRY_SECONDS: u32 = 5;

/// Points of an answer if neither step nor points are asked for.
const POINTS_DEFAULT: u32 = 300;

/// How long after its end a stay's reports may be dated, milliseconds.
const LAST_WORDS_MS: i64 = 5000;

/// The range if none is asked for and the stay is not known, milliseconds: the last hour.
const UNKNOWN_RANGE_MS: i64 = 60 * 60 * 1000;

/// The answer to a report that is safe.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Kept {
    /// `accepted`, or `duplicate` if it was on disk already.
    status: String,
    /// The stay that it belongs to; `null` while no source has told of the participant.
    participant_sid: Option<String>,
    /// Whether that stay is known to be the token's holder; if not, the report is kept under the
    /// identity and belongs to the stay as soon as one is known.
    matched: bool,
}

/// Takes a client's report of its own connection in; 202 means that it is on disk.
#[utoipa::path(
    post, path = "/api/livekit/quality", operation_id = "receive_quality_report", tag = "receiving",
    params(("Authorization" = String, Header,
        description = "`Bearer` and the token with which the participant joined")),
    request_body(content = serde_json::Value, content_type = "application/json",
        description = "A report, see docs/API.md"),
    responses(
        (status = 202, description = "On disk now, or already", body = Kept),
        InvalidBody,
        NoHolder,
        NotYours,
        PayloadTooLarge,
        RateLimited,
        TryAgain,
    ),
)]
pub(super) async fn receive(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let holder = match admitted(&console, &request) {
        Ok(holder) => holder,
        Err(error) => {
            // The sender of a body that is left unread would not see why.
            body::discard(&mut payload).await;
            return Err(error);
        }
    };
    let (body, _place) = body::read(&mut payload, BODY_BYTES, &console.bodies.reports)
        .await
        .map_err(|failure| count(&console, failure.into()))?;
    if console.tasks.token().is_cancelled() {
        let detail = "the console is stopping";
        let error = Error::refused_webhook(503, "shutting_down", detail, Some(RETRY_SECONDS));
        return Err(count(&console, error));
    }
    let Taken { receipt, participant_sid, matched } =
        console.reports.receive(holder, &body).await.map_err(refused)?;
    let status = match receipt {
        Receipt::Accepted => "accepted",
        Receipt::Duplicate => "duplicate",
    };
    Ok(HttpResponse::Accepted().json(Kept {
        status: status.to_owned(),
        participant_sid: participant_sid.as_deref().map(str::to_owned),
        matched,
    }))
}

/// The same for the client of a participant of one deployment: needed where several have the same
/// API key and secret.
#[utoipa::path(
    post, path = "/api/livekit/quality/{deployment}",
    operation_id = "receive_quality_report_of_deployment", tag = "receiving",
    params(
        ("deployment" = String, Path, description = "The deployment's name"),
        ("Authorization" = String, Header,
            description = "`Bearer` and the token with which the participant joined"),
    ),
    request_body(content = serde_json::Value, content_type = "application/json",
        description = "A report, see docs/API.md"),
    responses(
        (status = 202, description = "On disk now, or already", body = Kept),
        InvalidBody,
        NoHolder,
        NotYours,
        PayloadTooLarge,
        RateLimited,
        TryAgain,
    ),
)]
pub(super) async fn receive_of(
    console: Console,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    receive(console, request, payload).await
}

/// Whose report it is, if the request may be made at all: what is refused is not taken in hand.
fn admitted(console: &Context, request: &HttpRequest) -> Result<Holder, Error> {
    let address = request.peer_addr().map(|address| address.ip());
    address.map_or(Ok(()), |address| console.reports.admit(address)).map_err(refused)?;
    origin::check_unless(request, |origin| console.report_origins.allow(origin))
        .and_then(|()| body::check_json(request))
        .map_err(|error| count(console, error))?;
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .map(|token| String::from_utf8_lossy(token.as_bytes()));
    let place = webhook::place(request);
    console.reports.holder(token.as_deref(), place.as_deref()).map_err(refused)
}

/// Counts a refusal of this side of the receiver, which counts its own.
fn count(console: &Context, error: Error) -> Error {
    if REPORT_REFUSAL_CODES.contains(&error.code()) {
        let counter = &console.shared.metrics.quality_reports_refused_total;
        counter.with_label_values(&[error.code()]).inc();
    }
    error
}

fn refused(refusal: Refusal) -> Error {
    let Refusal { code, status, detail, retry_after_seconds } = refusal;
    Error::refused_webhook(status, code, detail, retry_after_seconds)
}

/// What the client of one stay reported over time.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct QualityHistory {
    /// The stay.
    participant_sid: String,
    /// Its deployment.
    deployment: String,
    /// Whose it is; `null` while no source but the reports told of it.
    identity: Option<String>,
    /// Its room's name; `null` while no source but the reports told of it.
    room_name: Option<String>,
    /// Beginning of the range.
    from: DateTime<Utc>,
    /// End of the range.
    to: DateTime<Utc>,
    /// Seconds of a step.
    step_seconds: u32,
    /// One a step, at its beginning; a step without a report has nothing but `null`.
    points: Vec<QualityPoint>,
}

/// What the client of one stay reported, in steps.
#[utoipa::path(
    get, path = "/api/participants/{sid}/quality", operation_id = "show_participant_quality",
    tag = "reading",
    params(
        ("sid" = String, Path, description = "The participant sid"),
        ("from" = Option<String>, Query,
            description = "RFC 3339, Unix milliseconds, `now` or like `now-6h`; the beginning of the stay if not given"),
        ("to" = Option<String>, Query,
            description = "The same; the end of the stay, or now, if not given"),
        ("step" = Option<u32>, Query, minimum = 10, maximum = 604_800,
            description = "Seconds, rounded up to a step that is served; not with `points`"),
        ("points" = Option<u32>, Query, minimum = 1, maximum = 2000,
            description = "At most so many points, 300 if not given; not with `step`"),
        ("deployment" = Option<String>, Query, description = "Only in this deployment"),
    ),
    responses(
        (status = 200, description = "A point a step", body = QualityHistory),
        InvalidQuery,
        ParticipantNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<web::Json<QualityHistory>, Error> {
    let query = Query::of(&request, &["from", "to", "step", "points", "deployment"])?;
    // A NUL, which no database can hold, is looked for as what it is stored as.
    let sid = path.into_inner().replace('\0', "\u{fffd}");
    let deployment = query.text("deployment")?;
    let now = console.now();
    let to = query.time("to", now)?;
    let from = query.time("from", now)?;
    if query.has("step") && query.has("points") {
        return Err(Error::invalid_query("`step` and `points` cannot be given together"));
    }
    let points = query.number("points", &(1..=POINTS_MAX))?.unwrap_or(POINTS_DEFAULT);
    let grain = query.number("step", &(10..=604_800))?.map_or(Grain::Points(points), Grain::Step);
    let stay = stay(&console, &sid, deployment.as_deref()).await?;
    let (began_at, ended_at) = match &stay {
        // The last report may come a moment after the end, which LiveKit tells in whole seconds.
        Some(stay) => {
            let ended_at = stay.left_at().map_or(now, |at| at.plus(LAST_WORDS_MS));
            (stay.record.started_at(), ended_at.min(now))
        }
        None => (now.plus(-UNKNOWN_RANGE_MS), now),
    };
    let to = to.unwrap_or(ended_at);
    let from = from.unwrap_or_else(|| began_at.min(to.plus(-1)));
    let plan = Plan::new(from, to, grain, now)?;
    let names = match (&stay, deployment) {
        (Some(stay), _) => vec![stay.deployment.to_string()],
        (None, Some(name)) => vec![name],
        (None, None) => console.glance(|state| {
            state.deployments().iter().map(|known| known.name.to_string()).collect()
        }),
    };
    for deployment in names {
        let filter = QualityFilter {
            deployment: deployment.clone(),
            participant_sid: sid.clone(),
            of: stay.as_ref().map(|stay| Holding {
                room_name: stay.room_name.to_string(),
                identity: stay.record.identity.to_string(),
                from: began_at,
                to: ended_at.plus(1),
            }),
            from: plan.first(),
            to: plan.to,
            step_ms: plan.step_ms(),
        };
        let known = console
            .ask(move |store| async move { store.participant_quality(&filter).await })
            .await?;
        if stay.is_none() && known.is_empty() {
            continue;
        }
        return Ok(web::Json(QualityHistory {
            participant_sid: sid,
            deployment,
            identity: stay.as_ref().map(|stay| stay.record.identity.to_string()),
            room_name: stay.as_ref().map(|stay| stay.room_name.to_string()),
            from: plan.from.to_utc(),
            to: plan.to.to_utc(),
            step_seconds: plan.step_seconds,
            points: every_step(&plan, known),
        }));
    }
    Err(Error::no_participant(&sid))
}

/// The stay of that sid, from the state or else from the store.
async fn stay(
    console: &Context,
    sid: &str,
    deployment: Option<&str>,
) -> Result<Option<ParticipantSession>, Error> {
    let (wanted, of) = (Text::from(sid), deployment.map(str::to_owned));
    let in_memory = console.read(move |state| state.stay(of.as_deref(), &wanted)).await?;
    if in_memory.is_some() {
        return Ok(in_memory);
    }
    let deployments = console.glance(State::deployments);
    let keys: Vec<_> = deployments
        .into_iter()
        .filter(|known| deployment.is_none_or(|name| *known.name == *name))
        .map(|known| (known.name, Text::from(sid)))
        .collect();
    let stored = console.ask(move |store| async move { store.participants_by_sid(&keys).await });
    Ok(stored.await?.into_iter().next())
}

/// `known` with a point that says nothing for each step that is not in it.
fn every_step(plan: &Plan, known: Vec<QualityPoint>) -> Vec<QualityPoint> {
    let mut known = known.into_iter().peekable();
    let mut points = Vec::new();
    let mut at = plan.first();
    while at < plan.to {
        let point = known.next_if(|point| point.timestamp == at.to_utc());
        points.push(point.unwrap_or_else(|| QualityPoint::unknown(at)));
        at = at.plus(plan.step_ms());
    }
    points
}

//! `POST /api/livekit/quality`, a client's report about its own connection, and
//! `GET /api/participants/{sid}/quality`, the reports of one participant session.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::history::{Plan, StepsQuery};
use super::query::{DeploymentQuery, Query, RangeQuery};
use super::refusals::{
    InvalidBody, InvalidQuery, NoHolder, NotYours, ParticipantNotFound, PayloadTooLarge,
    RateLimited, StoreUnavailable, TryAgain,
};
use super::{body, origin, webhook};
use crate::ingest::{AcceptedReport, Allowance, Receipt, Refusal};
use crate::livekit::Holder;
use crate::metrics::REPORT_REFUSAL_CODES;
use crate::model::{ParticipantSession, QualityPoint, Text};
use crate::state::State;
use crate::store::{IdentityPeriod, QualityFilter};

/// The most bytes of a report: it has about thirty figures and at most 16 events.
const BODY_BYTES: usize = 16 * 1024;

/// Seconds after which a client may retry when the console is stopping.
const RETRY_SECONDS: u32 = 5;

/// How long after the end of a session its reports may be dated, milliseconds.
const LAST_WORDS_MS: i64 = 5000;

/// The default length of the range if the session is not known, milliseconds: one hour.
const UNKNOWN_RANGE_MS: i64 = 60 * 60 * 1000;

/// The response to an accepted report.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct ReportReceipt {
    /// `accepted`, or `duplicate` if the report was on disk already.
    status: String,
    /// The participant session of the report; `null` while no source has reported the participant.
    participant_sid: Option<String>,
    /// Whether that session is known to belong to the holder of the token. If not, the report is
    /// stored under the identity and joins the session as soon as it is known.
    matched: bool,
}

/// Receives a client's report about its own connection; 202 means that the report is on disk.
#[utoipa::path(
    post, path = "/api/livekit/quality", operation_id = "receive_quality_report", tag = "receiving",
    request_body(content = serde_json::Value, content_type = "application/json",
        description = "A report, see docs/API.md"),
    responses(
        (status = 202, description = "The report is on disk", body = ReportReceipt),
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
    let (holder, allowance) = match admitted(&console, &request) {
        Ok(admitted) => admitted,
        Err(error) => {
            // A sender whose body is not read would not see the reason.
            body::discard(&mut payload).await;
            return Err(error);
        }
    };
    let (body, _reservation) = body::read(&mut payload, BODY_BYTES, &console.bodies.reports)
        .await
        .map_err(|failure| count(&console, failure.into()))?;
    if console.tasks.token().is_cancelled() {
        let detail = "the console is stopping";
        let error = Error::refused_webhook(503, "shutting_down", detail, Some(RETRY_SECONDS));
        return Err(count(&console, error));
    }
    let AcceptedReport { receipt, participant_sid, matched } =
        console.reports.receive(holder, &body).await.map_err(refused)?;
    let status = match receipt {
        Receipt::Accepted => "accepted",
        Receipt::Duplicate => "duplicate",
    };
    let mut response = HttpResponse::Accepted();
    for header in rate_limit(allowance) {
        response.insert_header(header);
    }
    Ok(response.json(ReportReceipt {
        status: status.to_owned(),
        participant_sid: participant_sid.as_deref().map(str::to_owned),
        matched,
    }))
}

/// Receives a client's report for one deployment.
///
/// This path is needed if several deployments have the same API key and secret.
#[utoipa::path(
    post, path = "/api/livekit/quality/{deployment}",
    operation_id = "receive_quality_report_of_deployment", tag = "receiving",
    params(
        ("deployment" = String, Path, description = "The deployment's name"),
    ),
    request_body(content = serde_json::Value, content_type = "application/json",
        description = "A report, see docs/API.md"),
    responses(
        (status = 202, description = "The report is on disk", body = ReportReceipt),
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

/// The holder of the request's token, and how much more they may send. The checks run before the body is read.
fn admitted(console: &Context, request: &HttpRequest) -> Result<(Holder, Allowance), Error> {
    let address = request.peer_addr().map(|address| address.ip());
    address.map_or(Ok(()), |address| console.reports.admit(address)).map_err(refused)?;
    origin::check_unless(request, |origin| console.report_origins.allow(origin))
        .and_then(|()| body::check_json(request))
        .map_err(|error| count(console, error))?;
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .map(|token| String::from_utf8_lossy(token.as_bytes()));
    let deployment = webhook::deployment_in_path(request);
    console.reports.holder(token.as_deref(), deployment.as_deref()).map_err(refused)
}

/// The limit of a participant, and what is left of it: the headers of
/// draft-ietf-httpapi-ratelimit-headers.
fn rate_limit(allowance: Allowance) -> [(&'static str, String); 2] {
    let (quota, window) = (Allowance::QUOTA, Allowance::WINDOW_SECONDS);
    let (remaining, reset) = (allowance.remaining, allowance.reset_seconds());
    [
        ("RateLimit-Policy", format!("\"participant\";q={quota};w={window}")),
        ("RateLimit", format!("\"participant\";r={remaining};t={reset}")),
    ]
}

/// Counts a refusal by this handler; the receiver counts its own.
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

/// What the client of one participant session reported over time.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct QualityHistory {
    /// The participant session.
    participant_sid: String,
    /// The deployment.
    deployment: String,
    /// The participant's identity; `null` while only client reports mention the session.
    identity: Option<String>,
    /// The room's name; `null` while only client reports mention the session.
    room_name: Option<String>,
    /// Start of the range.
    from: DateTime<Utc>,
    /// End of the range.
    to: DateTime<Utc>,
    /// Length of a step, seconds.
    step_seconds: u32,
    /// One point a step; every value is `null` in a step without a report.
    points: Vec<QualityPoint>,
}

/// Returns what the client of one participant session reported, in steps; by default over the whole
/// session.
#[utoipa::path(
    get, path = "/api/participants/{sid}/quality", operation_id = "show_participant_quality",
    tag = "reading",
    params(
        ("sid" = String, Path, description = "The participant sid"),
        RangeQuery,
        StepsQuery,
        DeploymentQuery,
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
    Query((range, steps, of)): Query<(RangeQuery, StepsQuery, DeploymentQuery)>,
    path: web::Path<String>,
) -> Result<web::Json<QualityHistory>, Error> {
    // No database stores a NUL: it is stored as U+FFFD, and searched as such.
    let sid = path.into_inner().replace('\0', "\u{fffd}");
    let deployment = of.deployment;
    let now = console.now();
    let granularity = steps.granularity()?;
    let session = find_session(&console, &sid, deployment.as_deref()).await?;
    let (began_at, ended_at) = match &session {
        // The last report may come after the end, which LiveKit reports in whole seconds.
        Some(session) => {
            let ended_at = session.left_at().map_or(now, |at| at.plus(LAST_WORDS_MS));
            (session.record.started_at(), ended_at.min(now))
        }
        None => (now.plus(-UNKNOWN_RANGE_MS), now),
    };
    let to = range.to.map_or(ended_at, |to| to.0);
    let from = range.from.map_or_else(|| began_at.min(to.plus(-1)), |from| from.0);
    let plan = Plan::new(from, to, granularity, now)?;
    let names = match (&session, deployment) {
        (Some(session), _) => vec![session.deployment.to_string()],
        (None, Some(name)) => vec![name],
        (None, None) => console.glance(|state| {
            state.deployments().iter().map(|known| known.name.to_string()).collect()
        }),
    };
    for deployment in names {
        let filter = QualityFilter {
            deployment: deployment.clone(),
            participant_sid: sid.clone(),
            of: session.as_ref().map(|session| IdentityPeriod {
                room_name: session.room_name.to_string(),
                identity: session.record.identity.to_string(),
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
        if session.is_none() && known.is_empty() {
            continue;
        }
        return Ok(web::Json(QualityHistory {
            participant_sid: sid,
            deployment,
            identity: session.as_ref().map(|session| session.record.identity.to_string()),
            room_name: session.as_ref().map(|session| session.room_name.to_string()),
            from: plan.from.to_utc(),
            to: plan.to.to_utc(),
            step_seconds: plan.step_seconds,
            points: every_step(&plan, known),
        }));
    }
    Err(Error::no_participant(&sid))
}

/// The participant session of that sid, from the state or else from the store.
async fn find_session(
    console: &Context,
    sid: &str,
    deployment: Option<&str>,
) -> Result<Option<ParticipantSession>, Error> {
    let (wanted, of) = (Text::from(sid), deployment.map(str::to_owned));
    let in_memory =
        console.read(move |state| state.participant_session(of.as_deref(), &wanted)).await?;
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

/// Adds an empty point to `known` for each step that it lacks.
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

//! `GET /api/jobs`: egresses, ingresses and agent jobs.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::{DeploymentName, Job, JobKind, JobRecord};
use crate::state::JobKey;
use crate::store::JobFilter;

/// A page of jobs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct JobPage {
    /// The jobs of this page, latest first.
    jobs: Vec<Job>,
    /// Number of jobs on all pages.
    total: u64,
}

/// Lists egresses, ingresses and agent jobs, latest first; by default those that run.
#[utoipa::path(
    get, path = "/api/jobs", operation_id = "list_jobs", tag = "reading",
    params(
        ("kind" = Option<String>, Query, description = "`egress`, `ingress` or `agent`"),
        ("status" = Option<String>, Query, description = "`running` (default), `ended` or `all`"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many, 100 if not given"),
        ("offset" = Option<u32>, Query, minimum = 0, maximum = 1_000_000,
            description = "Skip so many, none if not given"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
    ),
    responses(
        (status = 200, description = "A page of jobs", body = JobPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<JobPage>, Error> {
    let query = Query::of(&request, &["kind", "status", "limit", "offset", "deployment"])?;
    let ended = query
        .choice("status", &[("running", Some(false)), ("ended", Some(true)), ("all", None)])?
        .unwrap_or(Some(false));
    let kinds = [JobKind::Egress, JobKind::Ingress, JobKind::Agent].map(|k| (k.as_str(), k));
    let filter = JobFilter {
        deployment: query.text("deployment")?,
        kind: query.choice("kind", &kinds)?,
        room_sid: None,
        ended,
        limit: query.limit()?,
        offset: query.offset()?,
    };
    let page = console.ask(move |store| async move { store.jobs(&filter).await }).await?;
    let read = page.rows.len();
    let jobs: Vec<Job> = console.glance(|state| {
        // The state may be newer than the store.
        let fresh = |job: JobRecord| {
            let key = JobKey {
                deployment: DeploymentName::clone(&job.deployment),
                kind: job.kind,
                id: job.id.clone(),
            };
            let was_running = job.is_running();
            let job = state.job(&key).unwrap_or_else(|| job.view());
            // A job that has ended meanwhile is not running.
            let moved = ended == Some(false) && was_running && job.ended_at.is_some();
            (!moved).then_some(job)
        };
        page.rows.into_iter().filter_map(fresh).collect()
    });
    let moved = (read - jobs.len()) as u64;
    Ok(web::Json(JobPage { jobs, total: page.total.saturating_sub(moved) }))
}

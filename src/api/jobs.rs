//! `GET /api/jobs`: egresses, ingresses and agent jobs.

use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::query::{Page, Query, next_cursor};
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
    /// The value of `cursor` for the next page; `null` on the last page.
    next_cursor: Option<String>,
}

/// Which jobs to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct JobQuery {
    /// Only this kind
    kind: Option<JobKind>,
    /// `running` if not given
    status: Option<JobStatusFilter>,
    /// Only this deployment
    deployment: Option<String>,
}

/// Which jobs to list, by their status.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum JobStatusFilter {
    Running,
    Ended,
    All,
}

/// Lists egresses, ingresses and agent jobs, latest first; by default those that run.
#[utoipa::path(
    get, path = "/api/jobs", operation_id = "list_jobs", tag = "reading",
    params(JobQuery, Page),
    responses(
        (status = 200, description = "A page of jobs", body = JobPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query((query, page)): Query<(JobQuery, Page)>,
) -> Result<web::Json<JobPage>, Error> {
    let ended = match query.status.unwrap_or(JobStatusFilter::Running) {
        JobStatusFilter::Running => Some(false),
        JobStatusFilter::Ended => Some(true),
        JobStatusFilter::All => None,
    };
    let (limit, offset) = page.get()?;
    let JobQuery { kind, deployment, .. } = query;
    let filter = JobFilter { deployment, kind, room_sid: None, ended, limit, offset };
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
    let next_cursor = next_cursor((limit, offset), page.total);
    Ok(web::Json(JobPage { jobs, total: page.total.saturating_sub(moved), next_cursor }))
}

//! `GET /api/silences`, `GET /api/silences/{id}`. Changes are in [`write`].

pub(super) mod write;

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::document::{self, Document};
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, SilenceNotFound, StoreUnavailable};
use crate::alerts::catalog::Versioned;
use crate::alerts::silence::{Compiled, status};
use crate::model::{Millis, Silence, SilenceStatus};
use crate::store::StoredAlert;

/// A silence and its status.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct SilenceRow {
    /// The silence.
    #[serde(flatten)]
    silence: Silence,
    /// `pending`, `active`, `waiting` (recurring, not active now) or `expired`.
    status: SilenceStatus,
    /// Number of open alerts that its matchers match, whether it is active now or not; 0 if it is
    /// expired.
    alerts: usize,
    /// Increases by one with each change.
    version: i64,
}

/// A list of silences.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct SilenceList {
    /// The silences, latest created first.
    silences: Vec<SilenceRow>,
    /// Number of silences.
    total: usize,
}

impl Document for SilenceRow {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }

    fn path(&self) -> String {
        format!("/api/silences/{}", self.silence.id)
    }
}

impl SilenceRow {
    fn of(versioned: &Versioned<Arc<Compiled>>, open: &[StoredAlert], now: Millis) -> Self {
        let silence = versioned.value.silence.clone();
        let status = status(&silence, now);
        let alerts = match status {
            SilenceStatus::Expired => 0,
            _ => open.iter().filter(|it| versioned.value.matches(&it.alert)).count(),
        };
        // Every silence is stored, and so has a version.
        Self { status, alerts, version: versioned.version.unwrap_or(0), silence }
    }
}

/// Which silences to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SilenceQuery {
    /// Only this status; `waiting` is recurring and not active now; any if not given
    status: Option<SilenceStatus>,
}

/// Lists silences, latest created first. Expired ones remain for 30 days, at most 1,000.
#[utoipa::path(
    get, path = "/api/silences", operation_id = "list_silences", tag = "alerts",
    params(SilenceQuery),
    responses(
        (status = 200, description = "The silences", body = SilenceList),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query(query): Query<SilenceQuery>,
) -> Result<web::Json<SilenceList>, Error> {
    let (catalog, open) = (console.catalog().await?, open(&console).await?);
    let now = console.now();
    let mut silences: Vec<_> = catalog
        .silences
        .values()
        .map(|versioned| SilenceRow::of(versioned, &open, now))
        .filter(|row| query.status.is_none_or(|only| row.status == only))
        .collect();
    silences.sort_by(|a, b| {
        let made = |row: &SilenceRow| (row.silence.created_at, row.silence.id.clone());
        made(b).cmp(&made(a))
    });
    Ok(web::Json(SilenceList { total: silences.len(), silences }))
}

/// Returns one silence.
#[utoipa::path(
    get, path = "/api/silences/{id}", operation_id = "show_silence", tag = "alerts",
    params(("id" = String, Path, description = "The silence's id")),
    responses(
        (status = 200, description = "The silence", body = SilenceRow),
        InvalidQuery,
        SilenceNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    _: Query<()>,
    id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let (catalog, open) = (console.catalog().await?, open(&console).await?);
    let versioned =
        catalog.silences.get(&*id).ok_or_else(|| Error::nothing_named("silence", &id))?;
    Ok(document::shown(&SilenceRow::of(versioned, &open, console.now())))
}

/// The open alerts.
async fn open(console: &Console) -> Result<Vec<StoredAlert>, Error> {
    console.ask(|store| async move { store.open_alerts().await }).await
}

//! `GET /api/silences`, `GET /api/silences/{id}`; changes are in [`write`].

pub(super) mod write;

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, SilenceNotFound, StoreUnavailable};
use crate::alerts::catalog::Versioned;
use crate::alerts::silence::{Compiled, status};
use crate::model::{Millis, Silence, SilenceStatus};
use crate::store::StoredAlert;

/// A silence as it stands.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct SilenceRow {
    /// The silence.
    #[serde(flatten)]
    silence: Silence,
    /// How it stands.
    status: SilenceStatus,
    /// Alerts that are not over and that its matchers match, whether it holds now or not; none once
    /// it is over.
    alerts: usize,
    /// Grows by one with each change.
    version: i64,
}

/// Silences.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct SilenceList {
    /// The silences, the latest made first.
    silences: Vec<SilenceRow>,
    /// How many there are.
    total: usize,
}

impl SilenceRow {
    fn of(kept: &Versioned<Arc<Compiled>>, open: &[StoredAlert], now: Millis) -> Self {
        let silence = kept.value.silence.clone();
        let status = status(&silence, now);
        let alerts = match status {
            SilenceStatus::Expired => 0,
            _ => open.iter().filter(|it| kept.value.matches(&it.alert)).count(),
        };
        // Each is kept in the store, and so has a version.
        Self { status, alerts, version: kept.version.unwrap_or(0), silence }
    }
}

/// Silences, the latest made first; those that are over are kept for 30 days, the latest 1,000.
#[utoipa::path(
    get, path = "/api/silences", operation_id = "list_silences", tag = "alerts",
    params(
        ("status" = Option<String>, Query,
            description = "`active`, `pending`, `waiting` (recurs, and does not hold now) or `expired`; any if not given"),
    ),
    responses(
        (status = 200, description = "The silences", body = SilenceList),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<SilenceList>, Error> {
    let query = Query::of(&request, &["status"])?;
    let only = query.choice(
        "status",
        &[
            ("active", SilenceStatus::Active),
            ("pending", SilenceStatus::Pending),
            ("waiting", SilenceStatus::Waiting),
            ("expired", SilenceStatus::Expired),
        ],
    )?;
    let (catalog, open) = (console.catalog().await?, open(&console).await?);
    let now = console.now();
    let mut found: Vec<_> = catalog
        .silences
        .values()
        .map(|kept| SilenceRow::of(kept, &open, now))
        .filter(|row| only.is_none_or(|only| row.status == only))
        .collect();
    found.sort_by(|a, b| {
        let made = |row: &SilenceRow| (row.silence.created_at, row.silence.id.clone());
        made(b).cmp(&made(a))
    });
    Ok(web::Json(SilenceList { total: found.len(), silences: found }))
}

/// One silence.
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
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<SilenceRow>, Error> {
    Query::of(&request, &[])?;
    let (catalog, open) = (console.catalog().await?, open(&console).await?);
    let kept = catalog.silences.get(&*id).ok_or_else(|| Error::nothing_named("silence", &id))?;
    Ok(web::Json(SilenceRow::of(kept, &open, console.now())))
}

/// The alerts that are not over.
async fn open(console: &Console) -> Result<Vec<StoredAlert>, Error> {
    console.ask(|store| async move { store.open_alerts().await }).await
}

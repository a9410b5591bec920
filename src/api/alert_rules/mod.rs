//! `GET /api/alert-rules`, `GET /api/alert-rules/{name}`. Changes are in [`write`]; [`preview`]
//! helps to write a rule.

pub(super) mod preview;
mod row;
pub(super) mod write;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::row::RuleRow;
use super::context::Console;
use super::document;
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, RuleNotFound, StoreUnavailable};
use crate::watched::Watched as _;

/// Every alert rule in force.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct RuleList {
    /// The rules: enabled ones first, then by name.
    rules: Vec<RuleRow>,
    /// Number of rules.
    total: usize,
}

/// Lists every alert rule in force: enabled ones first, then by name.
#[utoipa::path(
    get, path = "/api/alert-rules", operation_id = "list_alert_rules", tag = "alerts",
    responses(
        (status = 200, description = "The rules", body = RuleList),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(console: Console, _: Query<()>) -> Result<web::Json<RuleList>, Error> {
    let catalog = console.catalog().await?;
    let status = console.alerting.status.current();
    let mut rules: Vec<_> = catalog.rules.values().map(|rule| RuleRow::of(rule, &status)).collect();
    rules.sort_by_key(|row| !row.is_enabled());
    Ok(web::Json(RuleList { total: rules.len(), rules }))
}

/// Returns one alert rule.
#[utoipa::path(
    get, path = "/api/alert-rules/{name}", operation_id = "show_alert_rule", tag = "alerts",
    params(("name" = String, Path, description = "The rule's name")),
    responses(
        (status = 200, description = "The rule", body = RuleRow),
        InvalidQuery,
        RuleNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    _: Query<()>,
    name: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let catalog = console.catalog().await?;
    let rule = catalog.rules.get(&*name).ok_or_else(|| Error::nothing_named("rule", &name))?;
    Ok(document::shown(&RuleRow::of(rule, &console.alerting.status.current())))
}

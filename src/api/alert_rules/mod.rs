//! `GET /api/alert-rules`, `GET /api/alert-rules/{name}`; changes are in [`write`], what helps to
//! write a rule is in [`preview`].

pub(super) mod preview;
mod row;
pub(super) mod write;

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::row::RuleRow;
use super::context::{Console, Context};
use super::error::Error;
use super::openapi::{InvalidQuery, RuleNotFound, StoreUnavailable};
use super::query::Query;
use crate::alerts::template;
use crate::model::Rule;

/// Every rule in force.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct RuleList {
    /// The rules: those that are evaluated first, by name.
    rules: Vec<RuleRow>,
    /// How many there are.
    total: usize,
}

/// Every rule in force; those that are evaluated first, by name.
#[utoipa::path(
    get, path = "/api/alert-rules", operation_id = "list_alert_rules", tag = "alerts",
    responses(
        (status = 200, description = "The rules", body = RuleList),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<RuleList>, Error> {
    Query::of(&request, &[])?;
    let book = console.book().await?;
    let status = console.alerting.status.borrow();
    let mut rules: Vec<_> = book.rules.values().map(|rule| RuleRow::of(rule, &status)).collect();
    rules.sort_by_key(|row| !row.is_enabled());
    Ok(web::Json(RuleList { total: rules.len(), rules }))
}

/// One rule.
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
    request: HttpRequest,
    name: web::Path<String>,
) -> Result<web::Json<RuleRow>, Error> {
    Query::of(&request, &[])?;
    let book = console.book().await?;
    let rule = book.rules.get(&*name).ok_or_else(|| Error::nothing_named("rule", &name))?;
    Ok(web::Json(RuleRow::of(rule, &console.alerting.status.borrow())))
}

/// Names that are segments of the path of something else.
const RESERVED: [&str; 3] = ["preview", "measures", "backtest"];

/// What is wrong with a rule that is to be kept, naming the member; `None` if nothing is.
pub(super) fn fault(rule: &Rule, console: &Context) -> Option<String> {
    if let Some(fault) = rule.fault() {
        return Some(fault);
    }
    if RESERVED.contains(&rule.name.as_str()) {
        return Some(format!("`name` is `{}`: a path of the API is called so", rule.name));
    }
    if let Some(template) = &rule.message
        && let Err(fault) = template::check(template)
    {
        return Some(format!("`message`: {fault}"));
    }
    let deployment = rule.scope.deployment.as_deref()?;
    let known: Vec<_> =
        console.about.deployments.iter().map(|(deployment, _)| &*deployment.name).collect();
    (!known.contains(&deployment)).then(|| {
        let deployment = super::error::shortened(deployment);
        let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        format!("`scope.deployment` is `{deployment}`, which is not watched, only {known}")
    })
}

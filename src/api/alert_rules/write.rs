//! `POST /api/alert-rules`, `PUT` and `DELETE /api/alert-rules/{name}`: rules that people write. A
//! rule with the name of a built-in or configured rule replaces that rule until it is deleted.

use actix_web::{HttpRequest, HttpResponse, web};

use super::row::RuleRow;
use crate::api::amended::{Noun, refused};
use crate::api::context::Console;
use crate::api::document;
use crate::api::error::Error;
use crate::api::if_match::IfMatch;
use crate::api::json_body::Body;
use crate::api::origin;
use crate::api::query::Query;
use crate::api::refusals::{
    CrossOrigin, InvalidQuery, InvalidRule, PayloadTooLarge, RuleConflict, RuleNotFound, Unchanged,
};
use crate::api::remark::Signature;
use crate::api::written::{Changed, With, Written};
use crate::model::{Rule, shortened};
use crate::watched::Watched as _;

type WrittenRule = With<Written, Rule>;
type ChangedRule = With<Changed, Rule>;

/// Creates an alert rule.
#[utoipa::path(
    post, path = "/api/alert-rules", operation_id = "create_alert_rule", tag = "alerts",
    request_body(content = WrittenRule, description = "The rule"),
    responses(
        (status = 201, description = "The rule", body = RuleRow),
        InvalidQuery,
        InvalidRule,
        CrossOrigin,
        RuleConflict,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn create(
    console: Console,
    Body(With { extra, document: rule }): Body<WrittenRule>,
) -> Result<HttpResponse, Error> {
    let placed = console.amender.create_rule(&rule, &extra.by).await;
    let placed = placed.map_err(|error| refused(Noun::Rule, &rule.name, error))?;
    Ok(document::created(&RuleRow::of(&placed, &console.alerting.status.current())))
}

/// Changes an alert rule.
///
/// If the rule is built in or configured, this creates a rule that replaces it.
#[utoipa::path(
    put, path = "/api/alert-rules/{name}", operation_id = "change_alert_rule", tag = "alerts",
    params(("name" = String, Path, description = "The rule's name")),
    request_body(content = ChangedRule, description = "The complete rule"),
    responses(
        (status = 200, description = "The rule", body = RuleRow),
        InvalidQuery,
        InvalidRule,
        CrossOrigin,
        RuleNotFound,
        RuleConflict,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn change(
    console: Console,
    name: web::Path<String>,
    matching: IfMatch,
    Body(With { extra: Changed { by, version }, document: rule }): Body<ChangedRule>,
) -> Result<HttpResponse, Error> {
    if let Some(fault) = console.amender.rule_fault(&rule) {
        return Err(Error::faulty("invalid_rule", fault));
    }
    if rule.name != *name {
        return Err(Error::faulty(
            "invalid_rule",
            format!(
                "`name` is `{}`, but the path has `{}`: a rule cannot be renamed",
                rule.name,
                shortened(&name)
            ),
        ));
    }
    let placed = console.amender.change_rule(&rule, matching.or(version), &by).await;
    let placed = placed.map_err(|error| matching.refused(Noun::Rule, &name, error))?;
    Ok(document::shown(&RuleRow::of(&placed, &console.alerting.status.current())))
}

/// Deletes an alert rule that somebody wrote. The rule that it replaced is in force again.
#[utoipa::path(
    delete, path = "/api/alert-rules/{name}", operation_id = "delete_alert_rule", tag = "alerts",
    params(
        ("name" = String, Path, description = "The rule's name"),
        Signature,
    ),
    responses(
        (status = 204, description = "The rule is deleted"),
        InvalidQuery,
        CrossOrigin,
        RuleNotFound,
        RuleConflict,
        Unchanged,
    ),
)]
pub(in crate::api) async fn delete(
    console: Console,
    request: HttpRequest,
    Query(Signature { by }): Query<Signature>,
    name: web::Path<String>,
    matching: IfMatch,
) -> Result<HttpResponse, Error> {
    origin::check(&request)?;
    let deleted = console.amender.delete_rule(&name, matching.or(None), &by).await;
    deleted.map_err(|error| matching.refused(Noun::Rule, &name, error))?;
    Ok(HttpResponse::NoContent().finish())
}

//! `POST /api/alert-rules`, `PUT` and `DELETE /api/alert-rules/{name}`: rules that people write. A
//! rule with the name of a built-in or configured rule replaces that rule until it is deleted.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::row::RuleRow;
use crate::api::amended::{Noun, refused};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::{JsonBody, by_query};
use crate::api::origin;
use crate::api::query::Query;
use crate::api::refusals::{
    CrossOrigin, InvalidQuery, InvalidRule, PayloadTooLarge, RuleConflict, RuleNotFound, Unchanged,
};
use crate::model::{Rule, shortened};

/// A new rule.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct WrittenRule {
    /// The rule.
    #[serde(flatten)]
    rule: Rule,
    /// Who creates it, at most 200 characters; `anonymous` if not given.
    by: Option<String>,
}

/// A changed rule.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct ChangedRule {
    /// The rule.
    #[serde(flatten)]
    rule: Rule,
    /// Who changes it, at most 200 characters; `anonymous` if not given.
    by: Option<String>,
    /// The version that was read. The change is refused if the stored version differs; not checked
    /// if not given.
    version: Option<i64>,
}

impl WrittenRule {
    fn of(mut fields: JsonBody) -> Result<Self, Error> {
        let by = Some(fields.by()?);
        Ok(Self { rule: fields.into()?, by })
    }
}

impl ChangedRule {
    fn of(mut fields: JsonBody) -> Result<Self, Error> {
        let version = fields.take("version")?;
        let WrittenRule { rule, by } = WrittenRule::of(fields)?;
        Ok(Self { rule, by, version })
    }
}

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
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let fields = JsonBody::read(&request, &mut payload).await?;
    let WrittenRule { rule, by } = WrittenRule::of(fields)?;
    let placed = console.amender.create_rule(&rule, &by.unwrap_or_default()).await;
    let placed = placed.map_err(|error| refused(Noun::Rule, &rule.name, error))?;
    Ok(HttpResponse::Created().json(RuleRow::of(&placed, &console.alerting.status.borrow())))
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
    request: HttpRequest,
    name: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<RuleRow>, Error> {
    let fields = JsonBody::read(&request, &mut payload).await?;
    let ChangedRule { rule, by, version } = ChangedRule::of(fields)?;
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
    let placed = console.amender.change_rule(&rule, version, &by.unwrap_or_default()).await;
    let placed = placed.map_err(|error| refused(Noun::Rule, &name, error))?;
    Ok(web::Json(RuleRow::of(&placed, &console.alerting.status.borrow())))
}

/// Deletes an alert rule that somebody wrote. The rule that it replaced is in force again.
#[utoipa::path(
    delete, path = "/api/alert-rules/{name}", operation_id = "delete_alert_rule", tag = "alerts",
    params(
        ("name" = String, Path, description = "The rule's name"),
        ("by" = Option<String>, Query,
            description = "Who deletes it, at most 200 characters; `anonymous` if not given"),
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
    name: web::Path<String>,
) -> Result<HttpResponse, Error> {
    origin::check(&request)?;
    let by = by_query(&Query::of(&request, &["by"])?)?;
    let deleted = console.amender.delete_rule(&name, &by).await;
    deleted.map_err(|error| refused(Noun::Rule, &name, error))?;
    Ok(HttpResponse::NoContent().finish())
}

//! `POST /api/alert-rules`, `PUT` and `DELETE /api/alert-rules/{name}`: rules that people write.
//! One of a name that the console or its configuration has replaces that one, until it is deleted.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::fault;
use super::row::RuleRow;
use crate::alerts::book::{Book, Versioned};
use crate::api::context::{ATTEMPTS, Console};
use crate::api::error::{Error, shortened};
use crate::api::members::{Members, by_query};
use crate::api::openapi::{
    CrossOrigin, InvalidQuery, InvalidRule, PayloadTooLarge, RuleConflict, RuleNotFound, Unchanged,
};
use crate::api::origin;
use crate::api::query::Query;
use crate::audit::documents::{self, Change};
use crate::model::{Origin, PlacedRule, Rule};
use crate::store::DocumentKind;

/// Rules in force, at most: each is evaluated at each tick.
const RULES: usize = 500;

/// A rule that somebody writes.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct WrittenRule {
    /// The rule.
    #[serde(flatten)]
    rule: Rule,
    /// Who writes it; at most 200 characters, `anonymous` if not given.
    by: Option<String>,
}

/// A rule that somebody changes.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct ChangedRule {
    /// The rule.
    #[serde(flatten)]
    rule: Rule,
    /// Who changes it; at most 200 characters, `anonymous` if not given.
    by: Option<String>,
    /// The version that was read: refused if it is another by now. Not checked if not given.
    version: Option<i64>,
}

impl WrittenRule {
    fn of(mut members: Members, console: &Console) -> Result<Self, Error> {
        let by = Some(members.by()?);
        let rule: Rule = members.into()?;
        match fault(&rule, console) {
            Some(fault) => Err(Error::faulty("invalid_rule", fault)),
            None => Ok(Self { rule, by }),
        }
    }
}

impl ChangedRule {
    fn of(mut members: Members, console: &Console) -> Result<Self, Error> {
        let version = members.take("version")?;
        let WrittenRule { rule, by } = WrittenRule::of(members, console)?;
        Ok(Self { rule, by, version })
    }
}

/// Makes a rule.
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
    let members = Members::read(&request, &mut payload).await?;
    let written = WrittenRule::of(members, &console)?;
    let name = written.rule.name.clone();
    let by = written.by.unwrap_or_default();
    for _ in 0..ATTEMPTS {
        let book = console.book().await?;
        if book.rules.get(&name).is_some_and(is_written) {
            let detail = format!("a rule `{name}` exists already");
            return Err(Error::conflict("rule_exists", detail));
        }
        if let Some(row) = put(&console, &book, &written.rule, &by).await? {
            return Ok(HttpResponse::Created().json(row));
        }
    }
    Err(Error::always_changing(&format!("rule `{name}`")))
}

/// Changes a rule. Of one that nobody wrote here, this makes one that replaces it.
#[utoipa::path(
    put, path = "/api/alert-rules/{name}", operation_id = "change_alert_rule", tag = "alerts",
    params(("name" = String, Path, description = "The rule's name")),
    request_body(content = ChangedRule, description = "The rule, whole"),
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
    let members = Members::read(&request, &mut payload).await?;
    let written = ChangedRule::of(members, &console)?;
    if written.rule.name != *name {
        return Err(Error::faulty(
            "invalid_rule",
            format!(
                "`name` is `{}`, but the path names `{}`: a rule keeps its name",
                written.rule.name,
                shortened(&name)
            ),
        ));
    }
    let by = written.by.unwrap_or_default();
    for _ in 0..ATTEMPTS {
        let book = console.book().await?;
        let kept = book.rules.get(&*name).ok_or_else(|| Error::nothing_named("rule", &name))?;
        if let Some(read) = written.version
            && kept.version != Some(read)
        {
            return Err(Error::conflict(
                "rule_changed",
                format!(
                    "rule `{}` is no longer of version {read}: somebody changed it",
                    shortened(&name)
                ),
            ));
        }
        if let Some(row) = put(&console, &book, &written.rule, &by).await? {
            return Ok(web::Json(row));
        }
    }
    Err(Error::always_changing(&format!("rule `{}`", shortened(&name))))
}

/// Deletes a rule that somebody wrote; what it replaced is in force again.
#[utoipa::path(
    delete, path = "/api/alert-rules/{name}", operation_id = "delete_alert_rule", tag = "alerts",
    params(
        ("name" = String, Path, description = "The rule's name"),
        ("by" = Option<String>, Query,
            description = "Who deletes it; at most 200 characters, `anonymous` if not given"),
    ),
    responses(
        (status = 204, description = "It is deleted"),
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
    for _ in 0..ATTEMPTS {
        let book = console.book().await?;
        let kept = book.rules.get(&*name).ok_or_else(|| Error::nothing_named("rule", &name))?;
        if !is_written(kept) {
            return Err(Error::conflict(
                "rule_not_editable",
                format!(
                    "rule `{}` is of origin `{}`: it can be replaced or disabled, not deleted",
                    shortened(&name),
                    kept.value.origin.as_str()
                ),
            ));
        }
        let configured = console.alerting.configured.rules.iter().rev();
        let restored = configured.map(|(_, rule)| rule).find(|rule| rule.name == *name);
        let change = Change {
            kind: DocumentKind::Rule,
            name: &name,
            verb: "deleted",
            expected: kept.version,
            body: None,
            old: documents::value(&kept.value.rule),
            new: restored.map_or(Value::Null, documents::value),
            by: &by,
            now: console.now(),
        };
        if console.record(change.batch()).await? {
            return Ok(HttpResponse::NoContent().finish());
        }
    }
    Err(Error::always_changing(&format!("rule `{}`", shortened(&name))))
}

/// Whether somebody wrote it by the web console or by REST.
fn is_written(kept: &Versioned<PlacedRule>) -> bool {
    kept.value.origin == Origin::Ui
}

/// Puts a rule in the place of what the book has of that name; `None` if that is no longer so.
async fn put(
    console: &Console,
    book: &Book,
    rule: &Rule,
    by: &str,
) -> Result<Option<RuleRow>, Error> {
    let before = book.rules.get(&rule.name);
    if before.is_none() && book.rules.len() >= RULES {
        let detail = format!("there are {RULES} rules already, and no more are evaluated");
        return Err(Error::conflict("too_many_rules", detail));
    }
    let written = before.filter(|kept| is_written(kept));
    let replaces = match written {
        Some(kept) => kept.value.replaces,
        None => before.map(|kept| kept.value.origin),
    };
    let (expected, now) = (written.and_then(|kept| kept.version), console.now());
    let change = Change {
        kind: DocumentKind::Rule,
        name: &rule.name,
        verb: if written.is_some() { "changed" } else { "created" },
        expected,
        body: Some(documents::text(rule)),
        old: before.map_or(Value::Null, |kept| documents::value(&kept.value.rule)),
        new: documents::value(rule),
        by,
        now,
    };
    if !console.record(change.batch()).await? {
        return Ok(None);
    }
    let value = PlacedRule {
        rule: rule.clone(),
        origin: Origin::Ui,
        replaces,
        updated_at: Some(now.to_utc()),
        updated_by: Some(by.to_owned()),
    };
    let version = Some(expected.unwrap_or(0) + 1);
    Ok(Some(RuleRow::of(&Versioned { value, version }, &console.alerting.status.borrow())))
}

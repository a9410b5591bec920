//! `GET /api/alerts`, `GET /api/alerts/{alert_id}`. What people do with an alert is in [`actions`].

pub(super) mod actions;
mod links;
pub(super) mod row;

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::row::{AlertRow, ShownAlert};
use super::context::Console;
use super::error::Error;
use super::query::Query;
use super::refusals::{AlertNotFound, InvalidQuery, StoreUnavailable};
use crate::model::{AlertStatus, Millis, Severity};
use crate::store::{AlertFilter, NotificationFilter};

/// Notifications that are shown of one alert, the latest: a reminder every minute for a day is more
/// than anybody reads.
const NOTIFICATIONS: u32 = 200;

/// The values of `status`.
const STATUSES: [(&str, &[AlertStatus]); 4] = [
    ("firing", &[AlertStatus::Firing]),
    ("acknowledged", &[AlertStatus::Acknowledged]),
    ("resolved", &[AlertStatus::Resolved]),
    ("open", &[AlertStatus::Firing, AlertStatus::Acknowledged]),
];

/// A page of alerts.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AlertPage {
    /// The alerts of this page, latest first.
    alerts: Vec<AlertRow>,
    /// Number of alerts on all pages.
    total: u64,
}

/// Lists alerts, latest first.
#[utoipa::path(
    get, path = "/api/alerts", operation_id = "list_alerts", tag = "alerts",
    params(
        ("status" = Option<String>, Query,
            description = "`firing`, `acknowledged`, `resolved`, or `open`: firing or acknowledged; any if not given"),
        ("severity" = Option<String>, Query, description = "`info`, `warning` or `critical`; any if not given"),
        ("rule" = Option<String>, Query, description = "Only alerts of this rule"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only this region"),
        ("room" = Option<String>, Query, description = "Only rooms of this name"),
        ("q" = Option<String>, Query,
            description = "A part of the message, the rule, the room or the participant, any case"),
        ("from" = Option<String>, Query, description = "Only those that were not over before this time"),
        ("to" = Option<String>, Query, description = "Only those that fired before this time"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many, 100 if not given"),
        ("offset" = Option<u32>, Query, minimum = 0, maximum = 1_000_000,
            description = "Skip so many, none if not given"),
    ),
    responses(
        (status = 200, description = "A page of alerts", body = AlertPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<AlertPage>, Error> {
    let query = Query::of(
        &request,
        &[
            "status",
            "severity",
            "rule",
            "deployment",
            "region",
            "room",
            "q",
            "from",
            "to",
            "limit",
            "offset",
        ],
    )?;
    let now = console.now();
    let filter = filter(&query, now)?;
    let filter = AlertFilter { limit: query.limit()?, offset: query.offset()?, ..filter };
    let page = console.ask(move |store| async move { store.alerts(&filter).await }).await?;
    let silences = console.catalog().await?.silences(console.now());
    let alerts = page.rows.into_iter().map(|alert| AlertRow::of(alert, &silences, now));
    Ok(web::Json(AlertPage { alerts: alerts.collect(), total: page.total }))
}

/// The filter that the list and the export share.
pub(super) fn filter(query: &Query, now: Millis) -> Result<AlertFilter, Error> {
    let (from, to) = query.range(now)?;
    Ok(AlertFilter {
        statuses: query.choice("status", &STATUSES)?.unwrap_or_default().to_vec(),
        severity: query.choice("severity", &Severity::ALL.map(|it| (it.as_str(), it)))?,
        rule: query.text("rule")?,
        deployment: query.text("deployment")?,
        region: query.text("region")?,
        room: query.text("room")?,
        text: query.search("q"),
        from,
        to,
        ..AlertFilter::default()
    })
}

/// Returns one alert with its transitions, its notifications and links to related pages.
#[utoipa::path(
    get, path = "/api/alerts/{alert_id}", operation_id = "show_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    responses(
        (status = 200, description = "The alert", body = ShownAlert),
        InvalidQuery,
        AlertNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<ShownAlert>, Error> {
    Query::of(&request, &[])?;
    let id = id.into_inner();
    let filter = NotificationFilter {
        alert: Some(id.clone()),
        limit: NOTIFICATIONS,
        ..NotificationFilter::default()
    };
    let wanted = id.clone();
    let stored = console
        .ask(move |store| async move {
            let Some(alert) = store.alert(&wanted).await? else { return Ok(None) };
            Ok(Some((alert, store.notifications(&filter).await?.rows)))
        })
        .await?;
    let (detail, notifications) = stored.ok_or_else(|| Error::no_alert(&id))?;
    let silences = console.catalog().await?.silences(console.now());
    Ok(web::Json(ShownAlert::of(detail, notifications, &silences, console.now())))
}

//! `GET /api/alerts`, `GET /api/alerts/{alert_id}`. What people do with an alert is in [`actions`].

pub(super) mod actions;
mod links;
pub(super) mod row;

use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::row::{AlertRow, ShownAlert};
use super::context::Console;
use super::error::Error;
use super::query::{Page, Query, RangeQuery, next_cursor};
use super::refusals::{AlertNotFound, InvalidQuery, StoreUnavailable};
use crate::model::{AlertStatus, Severity};
use crate::store::{AlertFilter, NotificationFilter};

/// Notifications that are shown of one alert, the latest: a reminder every minute for a day is more
/// than anybody reads.
const NOTIFICATIONS: u32 = 200;

/// Which alerts to list, by their status.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AlertStatusFilter {
    Firing,
    Acknowledged,
    Resolved,
    /// Firing or acknowledged.
    Open,
}

impl AlertStatusFilter {
    fn statuses(self) -> Vec<AlertStatus> {
        match self {
            Self::Firing => vec![AlertStatus::Firing],
            Self::Acknowledged => vec![AlertStatus::Acknowledged],
            Self::Resolved => vec![AlertStatus::Resolved],
            Self::Open => vec![AlertStatus::Firing, AlertStatus::Acknowledged],
        }
    }
}

/// The filter that the list and the export share.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AlertFilterQuery {
    /// Only this status; `open` is firing or acknowledged; any if not given
    status: Option<AlertStatusFilter>,
    /// Only this severity; any if not given
    severity: Option<Severity>,
    /// Only alerts of this rule
    rule: Option<String>,
    /// Only this deployment
    deployment: Option<String>,
    /// Only this region
    region: Option<String>,
    /// Only rooms of this name
    room: Option<String>,
    /// A part of the message, the rule, the room or the participant, any case
    q: Option<String>,
}

impl AlertFilterQuery {
    pub(super) fn filter(self, range: &RangeQuery) -> Result<AlertFilter, Error> {
        let (from, to) = range.get()?;
        Ok(AlertFilter {
            statuses: self.status.map(AlertStatusFilter::statuses).unwrap_or_default(),
            severity: self.severity,
            rule: self.rule,
            deployment: self.deployment,
            region: self.region,
            room: self.room,
            text: self.q,
            from,
            to,
            ..AlertFilter::default()
        })
    }
}

/// A page of alerts.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AlertPage {
    /// The alerts of this page, latest first.
    alerts: Vec<AlertRow>,
    /// Number of alerts on all pages.
    total: u64,
    /// The value of `cursor` for the next page; `null` on the last page.
    next_cursor: Option<String>,
}

/// Lists alerts, latest first.
#[utoipa::path(
    get, path = "/api/alerts", operation_id = "list_alerts", tag = "alerts",
    params(AlertFilterQuery, RangeQuery, Page),
    responses(
        (status = 200, description = "A page of alerts", body = AlertPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query((filter, range, page)): Query<(AlertFilterQuery, RangeQuery, Page)>,
) -> Result<web::Json<AlertPage>, Error> {
    let now = console.now();
    let (limit, offset) = page.get()?;
    let filter = AlertFilter { limit, offset, ..filter.filter(&range)? };
    let page = console.ask(move |store| async move { store.alerts(&filter).await }).await?;
    let silences = console.catalog().await?.silences(console.now());
    let alerts = page.rows.into_iter().map(|alert| AlertRow::of(alert, &silences, now));
    let next_cursor = next_cursor((limit, offset), page.total);
    Ok(web::Json(AlertPage { alerts: alerts.collect(), total: page.total, next_cursor }))
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
    _: Query<()>,
    id: web::Path<String>,
) -> Result<web::Json<ShownAlert>, Error> {
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

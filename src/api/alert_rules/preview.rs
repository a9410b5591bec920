//! `POST /api/alert-rules/preview`, `GET /api/alert-rules/measures`: what helps to write a rule.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::alerts::template;
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::JsonBody;
use crate::api::query::Query;
use crate::api::refusals::{CrossOrigin, InvalidBody, InvalidQuery, PayloadTooLarge};
use crate::model::{Measure, Rule};

/// What a rule would say.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct RulePreview {
    /// What it means, in plain words.
    sentence: String,
    /// What an alert of it would say, with made-up values.
    message: String,
    /// What is wrong with it, naming the member; `null` if nothing is.
    fault: Option<String>,
}

/// What rules can look at.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct MeasureList {
    /// Every measure.
    measures: Vec<MeasureRow>,
}

/// What a rule can look at.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct MeasureRow {
    /// Its name.
    name: String,
    /// What it is about: `deployment`, `room`, `participant` or `node`.
    subject: String,
    /// The unit of its values; empty for a plain count.
    unit: String,
    /// What it is, as a noun in a sentence.
    noun: String,
    /// Whether it can be averaged over a window.
    has_window: bool,
    /// Whether it is a share, of which `minimum_count` can be asked.
    is_ratio: bool,
    /// Whether a rule about it can be backtested.
    backtestable: bool,
    /// The least threshold that means anything.
    least_threshold: f64,
    /// The greatest value it can have; `null` without a limit.
    greatest: Option<f64>,
}

impl From<Measure> for MeasureRow {
    fn from(measure: Measure) -> Self {
        Self {
            name: measure.as_str().to_owned(),
            subject: measure.subject().as_str().to_owned(),
            unit: measure.unit().to_owned(),
            noun: measure.noun().to_owned(),
            has_window: measure.has_window(),
            is_ratio: measure.is_ratio(),
            backtestable: measure.is_stored(),
            least_threshold: measure.least_threshold(),
            greatest: measure.greatest(),
        }
    }
}

/// What a rule means and what its alerts would say; nothing is kept.
#[utoipa::path(
    post, path = "/api/alert-rules/preview", operation_id = "preview_alert_rule", tag = "alerts",
    request_body(content = Rule, description = "The rule"),
    responses(
        (status = 200, description = "What it would say", body = RulePreview),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        PayloadTooLarge,
    ),
)]
pub(in crate::api) async fn preview(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<web::Json<RulePreview>, Error> {
    let rule: Rule = JsonBody::read(&request, &mut payload).await?.into()?;
    let subject = template::sample_subject(rule.measure);
    Ok(web::Json(RulePreview {
        sentence: rule.sentence(),
        message: template::message(&rule, &subject, Some("eu-west"), template::sample_value(&rule)),
        fault: console.amender.rule_fault(&rule),
    }))
}

/// What rules can look at.
#[utoipa::path(
    get, path = "/api/alert-rules/measures", operation_id = "list_measures", tag = "alerts",
    responses(
        (status = 200, description = "Every measure", body = MeasureList),
        InvalidQuery,
    ),
)]
pub(in crate::api) async fn measures(
    request: HttpRequest,
) -> Result<web::Json<MeasureList>, Error> {
    Query::of(&request, &[])?;
    Ok(web::Json(MeasureList { measures: Measure::ALL.map(MeasureRow::from).into() }))
}

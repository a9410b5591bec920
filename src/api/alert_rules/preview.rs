//! `POST /api/alert-rules/preview`, `GET /api/alert-rules/measures`: help for writing a rule.

use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::alerts::template;
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::Body;
use crate::api::query::Query;
use crate::api::refusals::{CrossOrigin, InvalidBody, InvalidQuery, PayloadTooLarge};
use crate::model::{Measure, Rule};

/// What a rule means, and what its alerts would say.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct RulePreview {
    /// The condition as a sentence.
    sentence: String,
    /// The message of an alert of this rule, with sample values.
    message: String,
    /// What is wrong with the rule, with the name of the field; `null` if it is valid.
    fault: Option<String>,
}

/// The measures that rules can use.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct MeasureList {
    /// Every measure.
    measures: Vec<MeasureRow>,
}

/// A measure that rules can use.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct MeasureRow {
    /// The measure's name, as in a rule's `measure`.
    name: String,
    /// What is measured: `deployment`, `room`, `participant` or `node`.
    subject: String,
    /// The unit of the values; empty for a plain count.
    unit: String,
    /// The measure as a noun in a sentence.
    noun: String,
    /// Whether a rule can average it over a window.
    has_window: bool,
    /// Whether it is a ratio; only then a rule can have a `minimum_count`.
    is_ratio: bool,
    /// Whether rules with this measure can be backtested.
    backtestable: bool,
    /// The lowest useful threshold.
    least_threshold: f64,
    /// The highest possible value; `null` if there is no limit.
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

/// Shows what a rule means and what its alerts would say. Nothing is saved.
#[utoipa::path(
    post, path = "/api/alert-rules/preview", operation_id = "preview_alert_rule", tag = "alerts",
    request_body(content = Rule, description = "The rule"),
    responses(
        (status = 200, description = "The preview", body = RulePreview),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        PayloadTooLarge,
    ),
)]
pub(in crate::api) async fn preview(
    console: Console,
    Body(rule): Body<Rule>,
) -> Result<web::Json<RulePreview>, Error> {
    let subject = template::sample_subject(rule.measure);
    Ok(web::Json(RulePreview {
        sentence: rule.sentence(),
        message: template::message(&rule, &subject, Some("eu-west"), template::sample_value(&rule)),
        fault: console.amender.rule_fault(&rule),
    }))
}

/// Lists the measures that rules can use.
#[utoipa::path(
    get, path = "/api/alert-rules/measures", operation_id = "list_measures", tag = "alerts",
    responses(
        (status = 200, description = "Every measure", body = MeasureList),
        InvalidQuery,
    ),
)]
pub(in crate::api) async fn measures(_: Query<()>) -> Result<web::Json<MeasureList>, Error> {
    Ok(web::Json(MeasureList { measures: Measure::ALL.map(MeasureRow::from).into() }))
}

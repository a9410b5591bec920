//! `GET /api/export/usage`: usage as a file, one row a step or a group.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rows::Row;
use super::{FormatQuery, RowSource, stream_file};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::query::{DeploymentQuery, Query, RangeQuery};
use crate::api::refusals::{ExportUnavailable, InvalidQuery};
use crate::api::usage::{self, UsageQuery};
use crate::history::usage::Figures;

/// What a row is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum UsageRows {
    /// A step of time.
    #[default]
    Steps,
    /// A group.
    Groups,
}

/// What the rows are.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct UsageRowsQuery {
    /// `steps` if not given
    #[serde(default)]
    rows: UsageRows,
}

/// A step or a group.
#[derive(Debug, Serialize)]
struct UsageRow {
    /// Start of the step, or the name of the group; empty for a group without one.
    name: String,
    /// Whether it is complete: see the steps of `/api/usage`; a group sums up what is known.
    is_complete: bool,
    /// `null` if nothing is known.
    figures: Option<Figures>,
}

impl Row for UsageRow {
    const NAME: &'static str = "usage";
    const COLUMNS: &'static [&'static str] = &[
        "name",
        "is_complete",
        "participant_minutes",
        "metered_minutes",
        "sessions",
        "peak_participants",
        "peak_at",
        "identities",
        "standard_minutes",
        "sip_minutes",
        "agent_minutes",
        "egress_minutes",
        "ingress_minutes",
        "connector_minutes",
        "bridge_minutes",
        "other_minutes",
        "egress_job_minutes",
        "egress_job_metered_minutes",
        "egress_jobs",
        "ingress_job_minutes",
        "ingress_job_metered_minutes",
        "ingress_jobs",
        "standard_metered_minutes",
        "sip_metered_minutes",
        "agent_metered_minutes",
        "egress_metered_minutes",
        "ingress_metered_minutes",
        "connector_metered_minutes",
        "bridge_metered_minutes",
        "other_metered_minutes",
    ];

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.name.clone(), self.is_complete.to_string()];
        let Some(figures) = &self.figures else {
            cells.resize(Self::COLUMNS.len(), String::new());
            return cells;
        };
        let minutes = |minutes: f64| format!("{minutes:.2}");
        cells.extend([
            minutes(figures.participant_minutes),
            figures.metered_minutes.to_string(),
            figures.sessions.to_string(),
            figures.peak_participants.to_string(),
            figures.peak_at.map(super::rows::time).unwrap_or_default(),
            figures.identities.to_string(),
        ]);
        cells.extend(figures.kinds.iter().map(|kind| minutes(kind.minutes)));
        for jobs in [figures.egress, figures.ingress] {
            cells.extend([
                minutes(jobs.minutes),
                jobs.metered_minutes.to_string(),
                jobs.jobs.to_string(),
            ]);
        }
        cells.extend(figures.kinds.iter().map(|kind| kind.metered_minutes.to_string()));
        cells
    }
}

/// All rows at once: there are few.
struct Rows(Vec<UsageRow>);

impl RowSource for Rows {
    type Row = UsageRow;

    async fn next(&mut self, _: &Console) -> Result<Vec<UsageRow>, Error> {
        Ok(std::mem::take(&mut self.0))
    }
}

/// Exports usage as a file, by step or by group.
#[utoipa::path(
    get, path = "/api/export/usage", operation_id = "export_usage", tag = "reading",
    params(FormatQuery, UsageRowsQuery, UsageQuery, DeploymentQuery, RangeQuery),
    responses(
        (status = 200, description = "The file", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(in crate::api) async fn usage(
    console: Console,
    Query((format, of_rows, query, of, range)): Query<(
        FormatQuery,
        UsageRowsQuery,
        UsageQuery,
        DeploymentQuery,
        RangeQuery,
    )>,
) -> Result<HttpResponse, Error> {
    let (counted, ..) = usage::count(&console, query, of, &range).await?;
    let rows = match of_rows.rows {
        UsageRows::Steps => {
            let row = |step: usage::UsageStep| UsageRow {
                name: super::rows::time(step.from),
                is_complete: step.is_complete,
                figures: step.figures,
            };
            usage::steps(counted.steps).into_iter().map(row).collect()
        }
        UsageRows::Groups => {
            let row = |group: usage::UsageGroup| UsageRow {
                name: group.name.unwrap_or_default(),
                is_complete: true,
                figures: Some(group.figures),
            };
            usage::groups(counted.groups).into_iter().map(row).collect()
        }
    };
    stream_file(console, format, Rows(rows)).await
}

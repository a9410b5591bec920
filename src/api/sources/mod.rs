//! `GET /api/sources`: how each source of each deployment is doing, what they disagree about, and
//! what is likely wrong; `GET /api/sources/drift`: how they disagreed over time.

mod counts;
pub(super) mod drift;
mod status;
mod view;

use actix_web::{HttpRequest, web};

use super::context::{Console, Context};
use super::error::Error;
use super::gaps::{GAPS_MAX, with_told};
use super::query::Query;
use super::refusals::InvalidQuery;
use crate::doctor::{self, Facts};
use crate::model::{ApiStatus, Deployment, Gap, Millis, NodeStatus};
use crate::state::{SourceCounts, State};
use crate::store::GapFilter;

pub(super) use counts::export;
pub(super) use status::{api_status, node_status};
use view::{DeploymentSources, SourcesReport, Unattributed};

/// Gaps that ended within so long are told, milliseconds.
const GAPS_MS: i64 = 24 * 60 * 60 * 1000;

/// Every source of every deployment, and what is likely wrong with it.
#[utoipa::path(
    get, path = "/api/sources", operation_id = "list_sources", tag = "reading",
    params(("deployment" = Option<String>, Query, description = "Only this deployment")),
    responses(
        (status = 200, description = "How the sources are doing", body = SourcesReport),
        InvalidQuery,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<SourcesReport>, Error> {
    let query = Query::of(&request, &["deployment"])?;
    let wanted = query.text("deployment")?;
    let now = console.now();
    let look = move |state: &State| (state.source_counts(), state.reporting(now));
    let (counts, reporting) = console.read(look).await?;
    let filter = GapFilter {
        from: Some(now.plus(-GAPS_MS)),
        deployment: wanted.clone(),
        limit: GAPS_MAX,
        ..GapFilter::default()
    };
    let (gaps, gaps_complete) = gaps(&console, filter).await;
    let deployments = console
        .about
        .deployments
        .iter()
        .filter(|(deployment, _)| wanted.as_deref().is_none_or(|name| &*deployment.name == name))
        .map(|(deployment, _)| {
            let counts = counts.get(&deployment.name);
            let reporting = reporting.iter().find(|(name, _)| *name == deployment.name);
            let look = Look::of(&console, deployment, now);
            look.report(&console, counts, reporting.map_or(0, |(_, count)| *count), &gaps)
        })
        .collect();
    let strangers = console.intake.deliveries().strangers(now);
    Ok(web::Json(SourcesReport {
        at: now.to_utc(),
        deployments,
        gaps_complete,
        unattributed: Unattributed::of(&strangers),
    }))
}

/// The gaps, and whether the store was there to tell all of them: this page is what one looks at
/// while it is not.
async fn gaps(console: &Context, filter: GapFilter) -> (Vec<Gap>, bool) {
    let down = console.intake.status().store.up == Some(false);
    let asked = filter.clone();
    let stored = if down {
        None
    } else {
        console.ask(move |store| async move { store.gaps(&asked).await }).await.ok()
    };
    let complete = stored.is_some();
    (with_told(console, &filter, stored.unwrap_or_default()), complete)
}

/// One deployment's sources at one moment.
struct Look<'a> {
    now: Millis,
    deployment: &'a Deployment,
    api: Option<ApiStatus>,
    nodes: Vec<NodeStatus>,
}

impl<'a> Look<'a> {
    fn of(console: &Context, deployment: &'a Deployment, now: Millis) -> Self {
        let api = console.apis.iter().find(|api| api.borrow().deployment == deployment.name);
        let nodes = console.nodes.borrow();
        let nodes = nodes.iter().filter(|node| node.deployment == deployment.name);
        Self {
            now,
            deployment,
            api: api.map(|api| api.borrow().clone()),
            nodes: nodes.cloned().collect(),
        }
    }

    fn report(
        &self,
        console: &Context,
        counts: Option<&SourceCounts>,
        reporting: u64,
        gaps: &[Gap],
    ) -> DeploymentSources {
        let deliveries = console.intake.deliveries();
        let name = &*self.deployment.name;
        let webhooks = deliveries.report(name, self.now);
        let strangers = deliveries.strangers(self.now);
        let key_names = console.intake.key_names(name);
        let namesakes = console.intake.namesakes(name);
        let journal_error = console.intake.status().journal.error;
        let reports = console.reports.status();
        let reports = reports.iter().find(|known| known.deployment == self.deployment.name);
        let last_report = reports.and_then(|known| known.last_received_at);
        let polled = console.poll_interval.is_some();
        let facts = Facts {
            now: self.now,
            started_at: deliveries.started_at(),
            key_names: &key_names,
            namesakes: &namesakes,
            name,
            alone: console.about.deployments.len() == 1,
            webhooks: &webhooks,
            strangers: &strangers,
            journal_error: journal_error.as_deref(),
            api: self.api.as_ref().filter(|api| polled && api.url.is_some()),
            webhook_rooms: counts.map(|counts| counts.webhook_open),
            nodes: &self.nodes,
        };
        let gaps: Vec<_> = gaps
            .iter()
            .filter(|gap| gap.deployment.as_deref().is_none_or(|of| of == name))
            .cloned()
            .collect();
        let diagnoses = doctor::diagnose(&facts).into_iter().map(Into::into).collect();
        let is_silent = webhooks.silent_since(deliveries.started_at(), self.now).is_some()
            || gaps.iter().any(view::is_open_webhook_gap);
        DeploymentSources {
            deployment: name.to_owned(),
            region: self.deployment.region.as_ref().map(ToString::to_string),
            synthetic: self.deployment.synthetic,
            webhooks: view::webhooks(&webhooks, is_silent),
            api: view::api(self.api.as_ref(), console.poll_interval, self.now),
            nodes: self
                .nodes
                .iter()
                .map(|node| view::node(node, console.scrape_interval, self.now))
                .collect(),
            clients: view::clients(last_report, reporting, self.now),
            counts: counts::by_source(
                counts,
                self.api.as_ref(),
                &self.nodes,
                (console.poll_interval, console.scrape_interval),
                self.now,
            ),
            drift: view::drift(self.api.as_ref()),
            gaps,
            diagnoses,
        }
    }
}

//! `GET /api/sources`: the state of each source of each deployment, how the sources differ, and the
//! likely causes; `GET /api/sources/drift`: how they differed over time.

mod counts;
pub(super) mod drift;
mod status;
mod view;

use actix_web::web;

use super::context::{Console, Context};
use super::error::Error;
use super::gaps::{GAPS_MAX, with_unstored};
use super::query::{DeploymentQuery, Query};
use super::refusals::InvalidQuery;
use crate::doctor::{self, Facts};
use crate::model::{ApiStatus, Deployment, Gap, Millis, NodeStatus};
use crate::state::{SourceCounts, State};
use crate::store::GapFilter;
use crate::watched::Watched;

pub(super) use counts::export;
pub(super) use status::{api_status, node_status};
use view::{DeploymentSources, SourcesReport, Unattributed};

/// Gaps that ended within this time are listed, milliseconds.
const GAPS_MS: i64 = 24 * 60 * 60 * 1000;

/// Lists the sources of every deployment, with diagnoses.
#[utoipa::path(
    get, path = "/api/sources", operation_id = "list_sources", tag = "reading",
    params(DeploymentQuery),
    responses(
        (status = 200, description = "The sources", body = SourcesReport),
        InvalidQuery,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query(DeploymentQuery { deployment: wanted }): Query<DeploymentQuery>,
) -> Result<web::Json<SourcesReport>, Error> {
    let now = console.now();
    let count = move |state: &State| (state.source_counts(), state.reporting(now));
    let (counts, reporting) = console.read(count).await?;
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
            let snapshot = SourceSnapshot::of(&console, deployment, now);
            snapshot.report(&console, counts, reporting.map_or(0, |(_, count)| *count), &gaps)
        })
        .collect();
    let unattributed = console.intake.deliveries().unattributed(now);
    Ok(web::Json(SourcesReport {
        at: now.to_utc(),
        deployments,
        gaps_complete,
        unattributed: Unattributed::of(&unattributed),
    }))
}

/// The gaps, and whether they are complete. The page works without the database, because it is
/// needed most while the database is down.
async fn gaps(console: &Context, filter: GapFilter) -> (Vec<Gap>, bool) {
    let down = console.intake.status().store.up == Some(false);
    let wanted = filter.clone();
    let stored = if down {
        None
    } else {
        console.ask(move |store| async move { store.gaps(&wanted).await }).await.ok()
    };
    let complete = stored.is_some();
    (with_unstored(console, &filter, stored.unwrap_or_default()), complete)
}

/// The sources of one deployment at one time.
struct SourceSnapshot<'a> {
    now: Millis,
    deployment: &'a Deployment,
    api: Option<ApiStatus>,
    nodes: Vec<NodeStatus>,
}

impl<'a> SourceSnapshot<'a> {
    fn of(console: &Context, deployment: &'a Deployment, now: Millis) -> Self {
        let mut apis = console.apis.iter().map(Watched::current);
        let nodes = console.nodes.current().into_iter();
        Self {
            now,
            deployment,
            api: apis.find(|api| api.deployment == deployment.name),
            nodes: nodes.filter(|node| node.deployment == deployment.name).collect(),
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
        let unattributed = deliveries.unattributed(self.now);
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
            unattributed: &unattributed,
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
            api_keys: key_names,
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

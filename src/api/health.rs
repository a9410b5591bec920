//! `GET /api/health`, `/healthz` (`/-/healthy`), `/readyz` (`/-/ready`): the health of the console itself.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::alerting::AlertingHealth;
use super::context::{Console, Context};
use super::error::Error;
use super::query::Query;
use super::sources::{api_status, node_status};
use crate::ingest::{IntakeStatus, JournalStatus, SourceStatus, StoreStatus};
use crate::model::{ApiStatus, Millis, NodeStatus, Source};
use crate::state::State;
use crate::store::Edition;
use crate::watched::Watched as _;

/// The health of the console.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Health {
    /// `ok`, `degraded` (a part is not ok; webhooks are still accepted) or `unknown`.
    status: String,
    /// The program's version.
    version: String,
    /// The program's licence, an SPDX expression; `/licenses` has those of its parts.
    license: String,
    /// `mock` (synthetic data) or `live`.
    mode: String,
    /// Access control: `none`.
    auth: String,
    /// Start time of this process.
    started_at: DateTime<Utc>,
    /// Seconds since the start.
    uptime_seconds: f64,
    /// The watched deployments.
    deployments: Vec<WatchedDeployment>,
    /// The sources of events.
    sources: Vec<SourceHealth>,
    /// The journal: the queue on disk between webhooks and database.
    journal: JournalHealth,
    /// The database.
    store: StoreHealth,
    /// The evaluation of alert rules.
    alerting: AlertingHealth,
    /// The configuration in force.
    configuration: ConfigurationHealth,
    /// Tasks of the console that have made no progress for minutes; empty if there are none.
    stalled_tasks: Vec<String>,
}

/// The configuration in force.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct ConfigurationHealth {
    /// `ok`, or `refused`: a later one is invalid, and this one stays in force.
    status: String,
    /// When the one in force was read: at the start or at the last reload.
    read_at: DateTime<Utc>,
    /// Why the later one was refused; `null` if none was.
    error: Option<String>,
}

impl ConfigurationHealth {
    fn of(console: &Context) -> Self {
        let in_force = console.in_force.current();
        let status = if in_force.refused.is_none() { "ok" } else { "refused" };
        Self {
            status: status.to_owned(),
            read_at: in_force.read_at.to_utc(),
            error: in_force.refused,
        }
    }
}

/// A watched deployment.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct WatchedDeployment {
    /// The deployment's name.
    name: String,
    /// The deployment's region; `null` if not configured.
    region: Option<String>,
    /// The LiveKit URL; `null` if it has none.
    url: Option<String>,
    /// Whether its data is synthetic.
    synthetic: bool,
}

/// The health of one source of one deployment.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct SourceHealth {
    /// The deployment.
    deployment: String,
    /// `webhook`, `poll` (the room API) or `scrape` (all nodes together). A source that is switched
    /// off is not listed.
    source: String,
    /// `ok`, `refusing` (the last webhook was refused), `down` (the source does not answer),
    /// `rate_limited` or `unknown` (nothing since the start).
    status: String,
    /// Time of the last accepted webhook or successful request; `null` if none since the start.
    last_received_at: Option<DateTime<Utc>>,
    /// Number of accepted webhooks or successful requests since the start.
    received_total: u64,
    /// Number of refused webhooks or failed requests since the start.
    refused_total: u64,
}

/// The health of the journal, the queue on disk between webhooks and database.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct JournalHealth {
    /// `ok`, `full` or `unavailable`.
    status: String,
    /// Size on disk, bytes.
    bytes: u64,
    /// Number of events that are not in the database yet.
    pending_events: u64,
    /// Age of the oldest of them, seconds; `null` if there are none.
    oldest_pending_seconds: Option<f64>,
    /// How often this process found that acknowledged events are lost, because files are damaged or
    /// missing. Each time is a gap.
    losses: u64,
    /// Number of lost events; `null` if that is not known, or not until the database answers.
    lost_events: Option<u64>,
}

/// The health of the database.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct StoreHealth {
    /// `sqlite` or `postgres`.
    kind: String,
    /// `sqlite`, `timescale`, `apache` or `plain`; `null` while not known.
    edition: Option<String>,
    /// `ok`, `down` or `unknown`.
    status: String,
    /// The last error; `null` if there is none.
    error: Option<String>,
}

/// Whether the console is ready, by dependency.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Readiness {
    /// `ok`, `degraded` (webhooks are accepted, but some requests fail) or `unavailable`.
    status: String,
    /// The journal: without it, no webhook is accepted.
    journal: JournalHealth,
    /// The database: without it, webhooks are accepted but history cannot be shown.
    store: StoreHealth,
}

/// The process runs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Liveness {
    /// `ok`.
    status: String,
}

/// Returns the health of the console: each source, the journal, the database, alerting.
#[utoipa::path(
    get, path = "/api/health", operation_id = "show_health", tag = "operation",
    responses((status = 200, description = "The health", body = Health)),
)]
pub(super) async fn show(console: Console, _: Query<()>) -> Result<web::Json<Health>, Error> {
    let now = console.now();
    let intake = console.intake.status();
    let about = &console.about;
    let deployments = about.deployments.iter().map(|(deployment, url)| WatchedDeployment {
        name: deployment.name.to_string(),
        region: deployment.region.as_ref().map(ToString::to_string),
        url: url.clone(),
        synthetic: deployment.synthetic,
    });
    let polled = SourceHealth::of_polled(&console, now);
    let alerting = AlertingHealth::of(&console);
    let configuration = ConfigurationHealth::of(&console);
    let stalled = console.tasks.stalled();
    let failing = intake.sources.iter().any(|source| source.last_refused)
        || polled.iter().any(|source| source.status == "down")
        || alerting.is_failing()
        || configuration.error.is_some()
        || !stalled.is_empty();
    Ok(web::Json(Health {
        status: overall(&intake, failing).to_owned(),
        version: about.version.clone(),
        license: env!("CARGO_PKG_LICENSE").to_owned(),
        mode: about.mode.clone(),
        auth: about.auth.clone(),
        started_at: about.started_at.to_utc(),
        uptime_seconds: now.seconds_since(about.started_at),
        deployments: deployments.collect(),
        sources: intake.sources.iter().map(SourceHealth::of).chain(polled).collect(),
        journal: JournalHealth::of(&intake.journal, now),
        store: StoreHealth::of(&intake.store, &console),
        alerting,
        configuration,
        stalled_tasks: stalled.into_iter().map(str::to_owned).collect(),
    }))
}

/// Liveness: returns 200 while the process runs; checks nothing else.
#[utoipa::path(
    get, path = "/healthz", operation_id = "check_liveness", tag = "operation",
    responses((status = 200, description = "The process runs", body = Liveness)),
)]
pub(super) async fn live() -> web::Json<Liveness> {
    web::Json(Liveness { status: "ok".to_owned() })
}

/// Readiness: whether the console accepts webhooks.
#[utoipa::path(
    get, path = "/readyz", operation_id = "check_readiness", tag = "operation",
    responses(
        (status = 200, description = "Webhooks are accepted", body = Readiness),
        (status = 503, description = "Webhooks cannot be accepted", body = Readiness),
    ),
)]
pub(super) async fn ready(console: Console) -> HttpResponse {
    let intake = console.intake.status();
    let stopping = console.tasks.is_leaving();
    // While the state is loaded from the database, webhooks are accepted but nothing can be shown.
    // With a database that is down that may take long, so the console is ready then.
    let starting = intake.store.up != Some(false) && !console.glance(State::is_loaded);
    // A full journal accepts webhooks again as soon as the database does.
    let takes_in = (intake.journal.available || intake.journal.full) && !stopping && !starting;
    let status = if takes_in { overall(&intake, false) } else { "unavailable" };
    let mut response =
        if takes_in { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(Readiness {
        // Webhooks are accepted even while it is not known whether the database is up.
        status: if status == "unknown" { "degraded".to_owned() } else { status.to_owned() },
        journal: JournalHealth::of(&intake.journal, console.now()),
        store: StoreHealth::of(&intake.store, &console),
    })
}

fn overall(intake: &IntakeStatus, refusing: bool) -> &'static str {
    let journal_is_well =
        intake.journal.available && !intake.journal.full && intake.journal.error.is_none();
    match intake.store.up {
        _ if refusing || !journal_is_well => "degraded",
        Some(false) => "degraded",
        Some(true) => "ok",
        None => "unknown",
    }
}

impl SourceHealth {
    fn of(source: &SourceStatus) -> Self {
        let status = match (source.last_refused, source.last_received_at) {
            (true, _) => "refusing",
            (false, Some(_)) => "ok",
            (false, None) => "unknown",
        };
        Self {
            deployment: source.deployment.clone(),
            source: Source::Webhook.as_str().to_owned(),
            status: status.to_owned(),
            last_received_at: source.last_received_at.map(Millis::to_utc),
            received_total: source.received_total,
            refused_total: source.refused_total,
        }
    }

    /// The sources that the console polls or scrapes.
    fn of_polled(console: &Context, now: Millis) -> Vec<Self> {
        let mut sources: Vec<_> = console
            .apis
            .iter()
            .filter_map(|api| Self::of_api(&api.current(), console, now))
            .collect();
        let nodes = console.nodes.current();
        for (deployment, _) in &console.about.deployments {
            let nodes = nodes.iter().filter(|node| node.deployment == deployment.name);
            sources.extend(Self::of_nodes(&nodes.collect::<Vec<_>>(), console, now));
        }
        sources
    }

    fn of_api(api: &ApiStatus, console: &Context, now: Millis) -> Option<Self> {
        let status = api_status(Some(api), console.poll_interval, now);
        (status != "off").then(|| Self {
            deployment: api.deployment.to_string(),
            source: Source::Poll.as_str().to_owned(),
            status: status.to_owned(),
            last_received_at: api.last_success_at.map(Millis::to_utc),
            received_total: api.requests_total.saturating_sub(api.errors_total),
            refused_total: api.errors_total,
        })
    }

    /// The nodes of a deployment together have the status of the worst of them.
    fn of_nodes(nodes: &[&NodeStatus], console: &Context, now: Millis) -> Option<Self> {
        let each = nodes.iter().map(|node| node_status(node, console.scrape_interval, now));
        let worst = each.min_by_key(|status| match *status {
            "down" => 0,
            "unknown" => 1,
            _ => 2,
        })?;
        let scrapes: u64 = nodes.iter().map(|node| node.scrapes_total).sum();
        let errors: u64 = nodes.iter().map(|node| node.errors_total).sum();
        Some(Self {
            deployment: nodes.first()?.deployment.to_string(),
            source: Source::Scrape.as_str().to_owned(),
            status: worst.to_owned(),
            last_received_at: nodes
                .iter()
                .filter_map(|node| node.last_success_at)
                .max()
                .map(Millis::to_utc),
            received_total: scrapes.saturating_sub(errors),
            refused_total: errors,
        })
    }
}

impl JournalHealth {
    fn of(journal: &JournalStatus, now: Millis) -> Self {
        let status = match (journal.available, journal.full) {
            (_, true) => "full",
            (false, false) => "unavailable",
            (true, false) => "ok",
        };
        Self {
            status: status.to_owned(),
            bytes: journal.bytes,
            pending_events: journal.pending_events,
            oldest_pending_seconds: journal.oldest_pending_at.map(|at| now.seconds_since(at)),
            losses: journal.losses,
            lost_events: journal.lost_events,
        }
    }
}

impl StoreHealth {
    fn of(store: &StoreStatus, console: &Context) -> Self {
        let status = match store.up {
            Some(true) => "ok",
            Some(false) => "down",
            None => "unknown",
        };
        Self {
            kind: console.shared.store.kind().to_owned(),
            edition: console.shared.store.edition().map(Edition::as_str).map(str::to_owned),
            status: status.to_owned(),
            error: store.error.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SourceHealth, overall};
    use crate::ingest::{IntakeStatus, JournalStatus, SourceStatus, StoreStatus};
    use crate::model::Millis;

    #[test]
    fn the_status_is_ok_only_if_every_part_is_ok() {
        for (up, available, full, refusing, status) in [
            (Some(true), true, false, false, "ok"),
            (Some(false), true, false, false, "degraded"),
            (None, true, false, false, "unknown"),
            (Some(true), true, true, false, "degraded"),
            (None, false, false, false, "degraded"),
            (Some(true), true, false, true, "degraded"),
        ] {
            let intake = IntakeStatus {
                journal: JournalStatus {
                    available,
                    full,
                    error: None,
                    bytes: 0,
                    pending_events: 0,
                    oldest_pending_at: None,
                    losses: 0,
                    lost_events: Some(0),
                },
                store: StoreStatus { up, error: None },
                sources: Vec::new(),
            };
            assert_eq!(overall(&intake, refusing), status);
        }
    }

    #[test]
    fn a_source_that_sent_nothing_yet_is_unknown_and_not_ok() {
        let silent = SourceStatus {
            deployment: "default".to_owned(),
            last_received_at: None,
            received_total: 0,
            refused_total: 0,
            last_refused: false,
        };
        assert_eq!(SourceHealth::of(&silent).status, "unknown");
        let received = SourceStatus { last_received_at: Some(Millis(1)), ..silent };
        assert_eq!(SourceHealth::of(&received).status, "ok");
        let refusing = SourceStatus { last_refused: true, ..received };
        assert_eq!(SourceHealth::of(&refusing).status, "refusing");
    }
}

//! `GET /api/health`, `/healthz`, `/readyz`: how the console itself is doing.

use actix_web::{HttpRequest, HttpResponse, web};
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

/// How the console is doing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Health {
    /// `ok`, `degraded` (something is not ok; intake goes on) or `unknown`.
    status: String,
    /// The program's version.
    version: String,
    /// `mock` (synthetic data) or `live`.
    mode: String,
    /// How access is controlled.
    auth: String,
    /// When this process started.
    started_at: DateTime<Utc>,
    /// Seconds since then.
    uptime_seconds: f64,
    /// The deployments that are watched.
    deployments: Vec<WatchedDeployment>,
    /// Where events come from.
    sources: Vec<SourceHealth>,
    /// The queue on disk between webhooks and database.
    journal: JournalHealth,
    /// The database.
    store: StoreHealth,
    /// The evaluation of alert rules.
    alerting: AlertingHealth,
    /// Tasks of the console that have not come round for minutes though they were to; none if all is
    /// well.
    stalled_tasks: Vec<String>,
}

/// A deployment that is watched.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct WatchedDeployment {
    /// Its name.
    name: String,
    /// Where it runs; `null` if not said.
    region: Option<String>,
    /// Its LiveKit URL; `null` if it has none.
    url: Option<String>,
    /// Whether its events are made up.
    synthetic: bool,
}

/// One source of one deployment's events.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct SourceHealth {
    /// The deployment.
    deployment: String,
    /// `webhook`, `poll` (the room API) or `scrape` (the nodes together); what is not asked is not
    /// listed.
    source: String,
    /// `ok`, `refusing` (the last request was refused), `down` (it does not answer), `rate_limited`
    /// or `unknown` (nothing since the start).
    status: String,
    /// When something was last accepted, or answered; `null` if not since the start.
    last_received_at: Option<DateTime<Utc>>,
    /// Accepted, or answered, since the start.
    received_total: u64,
    /// Refused, or not answered, since the start.
    refused_total: u64,
}

/// The queue on disk between webhooks and database.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct JournalHealth {
    /// `ok`, `full` or `unavailable`.
    status: String,
    /// Bytes on disk.
    bytes: u64,
    /// Events that are not in the database yet.
    pending_events: u64,
    /// Age of the oldest of them; `null` without one.
    oldest_pending_seconds: Option<f64>,
    /// How often this process found that acknowledged events are gone from it, by damage or by the
    /// loss of files. Each is a gap.
    losses: u64,
    /// How many events these are; `null` if that is not known, or not before the database answers.
    lost_events: Option<u64>,
}

/// The database.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct StoreHealth {
    /// `sqlite` or `postgres`.
    kind: String,
    /// `sqlite`, `timescale`, `apache`, `plain`; `null` while not known.
    edition: Option<String>,
    /// `ok`, `down` or `unknown`.
    status: String,
    /// What went wrong; `null` if nothing did.
    error: Option<String>,
}

/// Whether requests can be served, by dependency.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Readiness {
    /// `ok`, `degraded` (webhooks are taken in, but not all can be answered) or `unavailable`.
    status: String,
    /// The queue on disk: without it, no webhook is taken in.
    journal: JournalHealth,
    /// The database: without it, webhooks are taken in but history cannot be shown.
    store: StoreHealth,
}

/// That the process runs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Liveness {
    /// `ok`.
    status: String,
}

/// How the console is doing: each source, the journal, the store.
#[utoipa::path(
    get, path = "/api/health", operation_id = "show_health", tag = "operation",
    responses((status = 200, description = "How it is doing", body = Health)),
)]
pub(super) async fn show(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<Health>, Error> {
    Query::of(&request, &[])?;
    let now = console.now();
    let intake = console.intake.status();
    let about = &console.about;
    let deployments = about.deployments.iter().map(|(deployment, url)| WatchedDeployment {
        name: deployment.name.to_string(),
        region: deployment.region.as_ref().map(ToString::to_string),
        url: url.clone(),
        synthetic: deployment.synthetic,
    });
    let asked = SourceHealth::of_asked(&console, now);
    let alerting = AlertingHealth::of(&console);
    let stalled = console.tasks.stalled();
    let failing = intake.sources.iter().any(|source| source.last_refused)
        || asked.iter().any(|source| source.status == "down")
        || alerting.is_failing()
        || !stalled.is_empty();
    Ok(web::Json(Health {
        status: overall(&intake, failing).to_owned(),
        version: about.version.clone(),
        mode: about.mode.clone(),
        auth: about.auth.clone(),
        started_at: about.started_at.to_utc(),
        uptime_seconds: now.seconds_since(about.started_at),
        deployments: deployments.collect(),
        sources: intake.sources.iter().map(SourceHealth::of).chain(asked).collect(),
        journal: JournalHealth::of(&intake.journal, now),
        store: StoreHealth::of(&intake.store, &console),
        alerting,
        stalled_tasks: stalled.into_iter().map(str::to_owned).collect(),
    }))
}

/// Whether the process runs; asks nothing else.
#[utoipa::path(
    get, path = "/healthz", operation_id = "check_liveness", tag = "operation",
    responses((status = 200, description = "It runs", body = Liveness)),
)]
pub(super) async fn live() -> web::Json<Liveness> {
    web::Json(Liveness { status: "ok".to_owned() })
}

/// Whether webhooks can be taken in, and what cannot be answered.
#[utoipa::path(
    get, path = "/readyz", operation_id = "check_readiness", tag = "operation",
    responses(
        (status = 200, description = "Webhooks are taken in", body = Readiness),
        (status = 503, description = "Webhooks cannot be taken in", body = Readiness),
    ),
)]
pub(super) async fn ready(console: Console) -> HttpResponse {
    let intake = console.intake.status();
    let stopping = console.tasks.token().is_cancelled();
    // While the state is read back from the database, webhooks are taken in but nothing can be
    // shown; if the database is down, that may take longer than anybody should wait.
    let starting = intake.store.up != Some(false) && !console.glance(State::is_loaded);
    // A journal that is full takes in again as soon as the database does.
    let takes_in = (intake.journal.available || intake.journal.full) && !stopping && !starting;
    let status = if takes_in { overall(&intake, false) } else { "unavailable" };
    let mut response =
        if takes_in { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(Readiness {
        // A database that nobody has asked yet does not keep webhooks out.
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

    /// The sources that the console asks.
    fn of_asked(console: &Context, now: Millis) -> Vec<Self> {
        let mut found: Vec<_> = console
            .apis
            .iter()
            .filter_map(|api| Self::of_api(&api.borrow(), console, now))
            .collect();
        let nodes = console.nodes.borrow();
        for (deployment, _) in &console.about.deployments {
            let nodes = nodes.iter().filter(|node| node.deployment == deployment.name);
            found.extend(Self::of_nodes(&nodes.collect::<Vec<_>>(), console, now));
        }
        found
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

    /// The nodes of a deployment are as well as the worst of them.
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
    fn it_is_well_only_if_everything_is_and_says_what_it_does_not_know() {
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
    fn a_source_that_was_never_heard_is_unknown_and_not_well() {
        let silent = SourceStatus {
            deployment: "default".to_owned(),
            last_received_at: None,
            received_total: 0,
            refused_total: 0,
            last_refused: false,
        };
        assert_eq!(SourceHealth::of(&silent).status, "unknown");
        let heard = SourceStatus { last_received_at: Some(Millis(1)), ..silent };
        assert_eq!(SourceHealth::of(&heard).status, "ok");
        let refusing = SourceStatus { last_refused: true, ..heard };
        assert_eq!(SourceHealth::of(&refusing).status, "refusing");
    }
}

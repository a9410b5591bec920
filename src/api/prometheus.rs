//! `GET /metrics`: the metrics for Prometheus. Gauges of the state are computed at each scrape.

use std::collections::HashMap;

use actix_web::http::header::{self, Accept, Header as _};
use actix_web::{HttpRequest, HttpResponse};

use super::context::{Console, Context};
use super::error::Error;
use crate::ingest::SourceStatus;
use crate::metrics::{Format, KINDS, Metrics, TRACK_TYPES};
use crate::model::{DeploymentName, Millis, Source, SystemSample};
use crate::state::State;
use crate::store::Connections;
use crate::telemetry;
use crate::watched::Watched as _;

/// The values of the gauges that come from the state.
struct StateGauges {
    samples: Vec<SystemSample>,
    kinds: HashMap<(DeploymentName, Option<&'static str>), u64>,
    track_types: HashMap<(DeploymentName, &'static str), u64>,
    reporting: Vec<(DeploymentName, u64)>,
}

/// Returns every metric of the console, in Prometheus' text format or, if `Accept` prefers it, in
/// OpenMetrics with exemplars. Query parameters are ignored: Prometheus may be configured to send
/// some.
#[utoipa::path(
    get, path = "/metrics", operation_id = "render_metrics", tag = "operation",
    responses((status = 200, description = "The metrics", content(
        (String = "text/plain; version=0.0.4"),
        (String = "application/openmetrics-text; version=1.0.0"),
    ))),
)]
pub(super) async fn render(console: Console, request: HttpRequest) -> Result<HttpResponse, Error> {
    let now = console.now();
    let gauges = console
        .read({
            let console = Console::clone(&console);
            move |state: &State| {
                super::sources::export(&console, state, now);
                StateGauges {
                    samples: state.samples(now),
                    kinds: state.kinds(),
                    track_types: state.track_types(),
                    reporting: state.reporting(now),
                }
            }
        })
        .await?;
    let metrics = &console.shared.metrics;
    gauges.set(metrics);
    let intake = console.intake.status();
    metrics.journal_bytes.set(signed(intake.journal.bytes));
    metrics.journal_pending_events.set(signed(intake.journal.pending_events));
    let oldest = match intake.journal.oldest_pending_at {
        None if intake.journal.pending_events == 0 => 0.0,
        oldest => oldest.map_or(f64::NAN, |at| now.seconds_since(at)),
    };
    metrics.journal_oldest_pending_seconds.set(oldest);
    set_last_successes(&console, &intake.sources, metrics);
    set_connections(&console, metrics);
    metrics.tasks_stalled.set(i64::try_from(console.tasks.stalled().len()).unwrap_or(i64::MAX));
    metrics.log_lines_lost_total.inc_by(telemetry::take_lost_lines());
    metrics.store_undecodable.set(signed(console.shared.store.unreadable()));
    metrics.store_up.set(intake.store.up.map_or(f64::NAN, |up| if up { 1.0 } else { 0.0 }));
    let format = format(&request);
    Ok(HttpResponse::Ok()
        .content_type(format.content_type())
        .insert_header((header::VARY, "accept"))
        .body(metrics.render(format)))
}

/// The format that the request prefers; the text format if it has no preference.
fn format(request: &HttpRequest) -> Format {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let mut ranked = ranked.iter().map(|kind| (kind.type_().as_str(), kind.subtype().as_str()));
    let known = ranked.find_map(|kind| match kind {
        ("application", "openmetrics-text") => Some(Format::OpenMetrics),
        ("text", "plain" | "*") | ("*", "*") => Some(Format::Text),
        _ => None,
    });
    known.unwrap_or(Format::Text)
}

/// Sets when each source last delivered, as far as it has since the start.
fn set_last_successes(console: &Context, webhooks: &[SourceStatus], metrics: &Metrics) {
    let set = |deployment: &str, source: Source, at: Option<Millis>| {
        if let Some(at) = at {
            let labels = [deployment, source.as_str()];
            let gauge = metrics.source_last_success_timestamp_seconds.with_label_values(&labels);
            gauge.set(at.seconds_since(Millis(0)));
        }
    };
    for source in webhooks {
        set(&source.deployment, Source::Webhook, source.last_received_at);
    }
    for api in &console.apis {
        let api = api.current();
        set(&api.deployment, Source::Poll, api.last_success_at);
    }
    let nodes = console.nodes.current();
    for (deployment, _) in &console.about.deployments {
        let of_it = nodes.iter().filter(|node| node.deployment == deployment.name);
        let last = of_it.filter_map(|node| node.last_success_at).max();
        set(&deployment.name, Source::Scrape, last);
    }
}

fn set_connections(console: &Context, metrics: &Metrics) {
    for Connections { pool, open, idle, limit } in console.shared.store.connections() {
        for (state, count) in [("in_use", open.saturating_sub(idle)), ("idle", idle)] {
            metrics.store_connections.with_label_values(&[pool, state]).set(i64::from(count));
        }
        metrics.store_connections_limit.with_label_values(&[pool]).set(i64::from(limit));
    }
}

impl StateGauges {
    fn set(&self, metrics: &Metrics) {
        for (name, count) in &self.reporting {
            metrics.participants_reporting.with_label_values(&[&**name]).set(signed(*count));
        }
        for sample in &self.samples {
            let name = &*sample.deployment;
            metrics.active_rooms.with_label_values(&[name]).set(as_integer(sample.active_rooms));
            metrics
                .participants_in_doubt
                .with_label_values(&[name])
                .set(as_integer(sample.in_doubt));
            metrics.publishers.with_label_values(&[name]).set(as_integer(sample.publishers));
            for kind in KINDS {
                let key = (
                    DeploymentName::clone(&sample.deployment),
                    (kind != "unknown").then_some(kind),
                );
                let count = self.kinds.get(&key).copied().unwrap_or(0);
                metrics.participants.with_label_values(&[name, kind]).set(signed(count));
            }
            for kind in TRACK_TYPES {
                let key = (DeploymentName::clone(&sample.deployment), kind);
                let count = self.track_types.get(&key).copied().unwrap_or(0);
                metrics.tracks.with_label_values(&[name, kind]).set(signed(count));
            }
        }
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "counts are whole numbers")]
const fn as_integer(count: f64) -> i64 {
    count as i64
}

#[cfg(test)]
mod tests {
    use super::StateGauges;
    use crate::metrics::{Format, Metrics};
    use crate::model::{Deployment, Millis};
    use crate::state::State;

    fn rendered(state: &State) -> String {
        let metrics = Metrics::new();
        StateGauges {
            samples: state.samples(Millis(0)),
            kinds: state.kinds(),
            track_types: state.track_types(),
            reporting: state.reporting(Millis(0)),
        }
        .set(&metrics);
        metrics.render(Format::Text)
    }

    #[test]
    fn a_deployment_is_shown_as_zero_only_once_a_source_has_reported() {
        let deployment = Deployment { name: "eu".into(), region: None, synthetic: false };
        let mut state = State::new(vec![deployment], Millis(0));
        state.set_loaded();
        assert!(!rendered(&state).contains("livekit_console_active_rooms{"), "nothing is known");
        state.set_reported(&"eu".into());
        let text = rendered(&state);
        for line in [
            "livekit_console_active_rooms{deployment=\"eu\"} 0",
            "livekit_console_participants{deployment=\"eu\",kind=\"unknown\"} 0",
            "livekit_console_tracks{deployment=\"eu\",type=\"data\"} 0",
        ] {
            assert!(text.contains(line), "{line}");
        }
    }
}

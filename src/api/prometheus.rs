//! `GET /metrics`: the metrics for Prometheus. Gauges of the state are computed at each scrape.

use std::collections::HashMap;

use actix_web::HttpResponse;

use super::context::Console;
use super::error::Error;
use super::query::Query;
use crate::metrics::{KINDS, Metrics, TRACK_TYPES};
use crate::model::{DeploymentName, SystemSample};
use crate::state::State;
use crate::telemetry;

/// The values of the gauges that come from the state.
struct StateGauges {
    samples: Vec<SystemSample>,
    kinds: HashMap<(DeploymentName, Option<&'static str>), u64>,
    track_types: HashMap<(DeploymentName, &'static str), u64>,
    reporting: Vec<(DeploymentName, u64)>,
}

/// Returns every metric of the console in Prometheus' text format.
#[utoipa::path(
    get, path = "/metrics", operation_id = "render_metrics", tag = "operation",
    responses((status = 200, description = "Prometheus' text format 0.0.4", body = String,
        content_type = "text/plain; version=0.0.4")),
)]
pub(super) async fn render(console: Console, _: Query<()>) -> Result<HttpResponse, Error> {
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
    let oldest = intake.journal.oldest_pending_at.map_or(0.0, |at| now.seconds_since(at));
    metrics.journal_oldest_pending_seconds.set(oldest);
    metrics.tasks_stalled.set(i64::try_from(console.tasks.stalled().len()).unwrap_or(i64::MAX));
    metrics.log_lines_lost_total.inc_by(telemetry::take_lost_lines());
    metrics.store_undecodable.set(signed(console.shared.store.unreadable()));
    metrics.store_up.set(intake.store.up.map_or(f64::NAN, |up| if up { 1.0 } else { 0.0 }));
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics.render()))
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
    use crate::metrics::Metrics;
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
        metrics.render()
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

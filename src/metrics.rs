//! Every Prometheus series that the console exports, as fields of one struct.
//!
//! The field's documentation is the series' HELP text, its name is the series' name without the
//! prefix `livekit_console_`; `docs/METRICS.md` is written from them. A value that is not known is
//! absent: a gauge is `NaN` then, and [`Metrics::render`] leaves it out. This is the only module
//! that uses the crate `prometheus`. Label sets are bounded: there is no label for a room, a
//! participant or a client's address. Gauges of the state are set when they are scraped.

mod buckets;
mod document;
mod exemplars;
mod labels;
mod open_metrics;
mod series;

pub use document::document;
pub use exemplars::Exemplar;
pub use labels::{
    API_ERROR_CODES, KINDS, METHODS, NOTIFICATION_OUTCOMES, REFUSAL_CODES, REPORT_REFUSAL_CODES,
    SCRAPE_FAILURES, TRACK_TYPES,
};
pub use series::Description;

use prometheus::process_collector::ProcessCollector;
use prometheus::proto::{MetricFamily, MetricType};
use prometheus::{
    Encoder as _, Gauge, GaugeVec, Histogram, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Registry, TextEncoder,
};

use self::buckets::{
    ACK_BUCKETS, HTTP_BUCKETS, NOTIFICATION_BUCKETS, POLL_BUCKETS, ROOM_BUCKETS, SCRAPE_BUCKETS,
    SYNC_BUCKETS, WRITE_BUCKETS,
};
use self::exemplars::Exemplars;
use self::series::{PREFIX, Series};
use crate::model::{Departure, Drift, EVENT_NAMES, GapSource, StepKind, Target};

/// The formats of `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Prometheus' text format 0.0.4.
    Text,
    /// OpenMetrics 1.0, with exemplars.
    OpenMetrics,
}

impl Format {
    /// The type of the content.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

series::metrics! {
    /// Version and revision of the running program, always 1.
    build_info: IntGaugeVec, ["version", "revision"], &[];
    /// The configuration in short, always 1: `mock` (synthetic data) or `live`, the kind of the database, access control.
    config_info: IntGaugeVec, ["mode", "database", "auth"], &[];
    /// The watched deployments, always 1; the label `region` is absent if none is configured.
    deployment_info: IntGaugeVec, ["deployment", "region", "synthetic"], &[];
    /// HTTP requests by route (`unmatched`: no route of the API, so also the pages and files of the web console), method and class of the status.
    http_requests_total: IntCounterVec, ["route", "method", "status"], &[], absent "until the first such request";
    /// Time from the head of an HTTP request to the head of its response, without sending the body.
    http_request_duration_seconds: HistogramVec, ["route"], HTTP_BUCKETS, absent "until the first such request";
    /// Rooms open now.
    active_rooms: IntGaugeVec, ["deployment"], &[], absent "until a source has reported";
    /// Participants present now, people and machines, without those in doubt.
    participants: IntGaugeVec, ["deployment", "kind"], &[], absent "until a source has reported";
    /// Participants listed as present but perhaps gone.
    participants_in_doubt: IntGaugeVec, ["deployment"], &[], absent "until a source has reported";
    /// Participants present with at least one live track.
    publishers: IntGaugeVec, ["deployment"], &[], absent "until a source has reported";
    /// Live tracks of those present.
    tracks: IntGaugeVec, ["deployment", "type"], &[], absent "until a source has reported";
    /// Participant sessions that became known, each once, without those that never became active.
    joins_total: IntCounterVec, ["deployment", "kind"], &[];
    /// Participant sessions that ended, each once, by the class of the departure as it was first known.
    departures_total: IntCounterVec, ["deployment", "kind", "departure"], &[];
    /// Ends that were revised later: to another class, or to none (present).
    departures_revised_total: IntCounterVec, ["deployment", "from", "to"], &[];
    /// Participants whose connection ended before they became active.
    aborted_connections_total: IntCounterVec, ["deployment"], &[];
    /// Length of the rooms that finished, each once.
    room_duration_seconds: HistogramVec, ["deployment"], ROOM_BUCKETS;
    /// Webhooks accepted, each once, by event, with an unknown event as other.
    webhook_received_total: IntCounterVec, ["deployment", "event"], &[];
    /// Webhooks received again, accepted with 200 and not counted twice.
    webhook_duplicate_total: IntCounterVec, ["deployment"], &[];
    /// Requests to the webhook path that were refused, by the code of the response; the label `deployment` is absent if it is not known whose they are (of a single API key, all are).
    webhook_refused_total: IntCounterVec, ["deployment", "code"], &[];
    /// Time from the arrival of a webhook's head to its response, accepted or refused.
    webhook_ack_seconds: Histogram, [], ACK_BUCKETS;
    /// Differences that a listing of the room API corrected, by kind.
    drift_total: IntCounterVec, ["deployment", "kind"], &[];
    /// Rooms and participants as each source counts them.
    source_counts: GaugeVec, ["deployment", "source", "what"], &[], absent "while the source does not know";
    /// When a source last delivered: a webhook was accepted, the room API answered, a node was scraped.
    source_last_success_timestamp_seconds: GaugeVec, ["deployment", "source"], &[], absent "until the first time since the start";
    /// Whether a source is missing now.
    gap_open: IntGaugeVec, ["deployment", "source"], &[];
    /// Reports of clients accepted, each once.
    quality_reports_total: IntCounterVec, ["deployment"], &[];
    /// Accepted reports of a participant that no other source had reported yet.
    quality_reports_unmatched_total: IntCounterVec, ["deployment"], &[];
    /// Reports of clients that were refused, by the code of the response.
    quality_reports_refused_total: IntCounterVec, ["code"], &[];
    /// Participants present whose client reports its connection quality.
    participants_reporting: IntGaugeVec, ["deployment"], &[], absent "until the state is loaded";
    /// Size of the journal on disk.
    journal_bytes: IntGauge, [], &[];
    /// The most bytes that the journal may hold (`JOURNAL_MAX_BYTES`).
    journal_limit_bytes: IntGauge, [], &[];
    /// Time of one sync of the journal to the disk; events that arrive together share one.
    journal_sync_seconds: Histogram, [], SYNC_BUCKETS;
    /// Events in the journal that are not in the store yet.
    journal_pending_events: IntGauge, [], &[];
    /// Age of the oldest event that is not in the store yet, 0 if there is none.
    journal_oldest_pending_seconds: Gauge, [], &[], absent "while that age is not known";
    /// Times that acknowledged events were found to be lost from the journal; each is a gap.
    journal_losses_total: IntCounter, [], &[];
    /// Events lost from the journal, as far as their number is known.
    journal_lost_events_total: IntCounter, [], &[];
    /// Whether the last request to the database succeeded.
    store_up: Gauge, [], &[], absent "before the first request";
    /// Open connections to the database, by pool and state: `in_use` or `idle`.
    store_connections: IntGaugeVec, ["pool", "state"], &[];
    /// The most connections that a pool may open.
    store_connections_limit: IntGaugeVec, ["pool"], &[];
    /// Time of one request to LiveKit's API, failed ones included.
    poll_request_seconds: HistogramVec, ["deployment", "call"], POLL_BUCKETS;
    /// Requests to LiveKit's API that failed, by code.
    poll_errors_total: IntCounterVec, ["deployment", "code"], &[];
    /// Time to write one batch to the database, failed attempts included.
    store_write_seconds: Histogram, [], WRITE_BUCKETS;
    /// Batches that the database did not accept; each is tried again.
    store_errors_total: IntCounter, [], &[];
    /// Events written to the database that were not there before.
    events_stored_total: IntCounter, [], &[];
    /// Events and sessions whose content the database rejected, kept in rejected.jsonl.
    events_rejected_total: IntCounter, [], &[];
    /// Stored records that could not be read since the start, each counted once; they are left out.
    store_undecodable: IntGauge, [], &[];
    /// Size of the database.
    store_bytes: Gauge, [], &[], absent "without `RETENTION_MAX_BYTES`, since it is not measured then";
    /// Rows and chunks that were deleted because the database held more than `RETENTION_MAX_BYTES`.
    retention_size_deleted_total: IntCounter, [], &[];
    /// WebSocket clients connected now.
    websocket_clients: IntGauge, [], &[];
    /// Frames handed to WebSocket clients.
    websocket_frames_total: IntCounter, [], &[];
    /// Times that a WebSocket client was notified that it had lost frames.
    websocket_resyncs_total: IntCounter, [], &[];
    /// WebSocket clients that were disconnected because they did not read.
    websocket_closed_slow_total: IntCounter, [], &[];
    /// Whether the last scrape of a node succeeded.
    node_up: IntGaugeVec, ["deployment", "url"], &[], absent "before the first scrape";
    /// Restarts of a node that were detected: another node id, or counters that went down.
    node_restarts_total: IntCounterVec, ["deployment", "url"], &[], absent "before the first scrape";
    /// Rooms, as a node counts them.
    node_rooms: GaugeVec, ["deployment", "url"], &[], absent "while that is not known";
    /// Participants, as a node counts them.
    node_participants: GaugeVec, ["deployment", "url"], &[], absent "while that is not known";
    /// Mean connection quality (0-100) on a node between its last two scrapes.
    node_connection_quality: GaugeVec, ["deployment", "url"], &[], absent "if nobody was rated";
    /// Time to scrape a node, failures included.
    node_scrape_seconds: HistogramVec, ["deployment"], SCRAPE_BUCKETS;
    /// Scrapes of nodes that failed, by reason.
    node_scrape_failures_total: IntCounterVec, ["deployment", "reason"], &[];
    /// Samples of nodes that were dropped because the queue was full while the database was away.
    node_samples_dropped_total: IntCounter, [], &[];
    /// Alerts that are open now, acknowledged ones included, by rule; 0 for each enabled rule.
    alerts_open: IntGaugeVec, ["rule", "severity", "deployment"], &[], absent "where no rules are evaluated";
    /// Transitions of alerts by the evaluator, by kind.
    alert_transitions_total: IntCounterVec, ["kind"], &[];
    /// Whether this process evaluates alert rules: one of all that share a database does.
    evaluator_leader: IntGauge, [], &[];
    /// Time of one evaluation of all rules, writing included.
    evaluation_seconds: Histogram, [], WRITE_BUCKETS;
    /// When rules were last evaluated and the result was written.
    evaluation_timestamp_seconds: Gauge, [], &[], absent "until this process has evaluated them";
    /// Evaluations skipped because an earlier one took too long.
    evaluations_missed_total: IntCounter, [], &[];
    /// Evaluations that failed, each tried again at the next evaluation.
    evaluation_failures_total: IntCounter, [], &[];
    /// Number of the last line of the audit trail, as last seen by this process.
    audit_sequence: Gauge, [], &[], absent "until this process has seen one";
    /// Attempts to send a notification, by the kind of the receiver and the outcome.
    notifications_total: IntCounterVec, ["receiver_kind", "outcome"], &[];
    /// Time of one attempt to send a notification, failed ones included.
    notification_seconds: HistogramVec, ["receiver_kind"], NOTIFICATION_BUCKETS;
    /// Notifications that wait to be sent.
    outbox_waiting: Gauge, [], &[], absent "if this process sends none";
    /// Notifications that are parked until an operator acts.
    outbox_parked: Gauge, [], &[], absent "if this process sends none";
    /// How long the oldest waiting notification has been due, 0 if there is none.
    outbox_oldest_seconds: Gauge, [], &[], absent "if this process sends none";
    /// When the dead man's switch was last notified that rules are evaluated.
    heartbeat_timestamp_seconds: Gauge, [], &[], absent "until this process has done so";
    /// Times that the dead man's switch could not be notified.
    heartbeat_failures_total: IntCounter, [], &[];
    /// Tasks of the console that hang: they have missed the deadline of their loop.
    tasks_stalled: IntGauge, [], &[];
    /// Log lines that were lost because standard error was closed, full, or read too slowly.
    log_lines_lost_total: IntCounter, [], &[];
    /// Webhooks that the simulator sent, by outcome.
    simulator_events_total: IntCounterVec, ["outcome"], &[], absent "until the first one; always without the simulator";
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All series at 0, those that are not known yet absent.
    pub fn new() -> Self {
        let metrics = Self::register().expect("names are unique and valid, as a test shows");
        let revision = option_env!("CONSOLE_REVISION").unwrap_or("unknown");
        metrics.build_info.with_label_values(&[env!("CARGO_PKG_VERSION"), revision]).set(1);
        for code in REFUSAL_CODES {
            metrics.webhook_refused_total.with_label_values(&["", code]);
        }
        for kind in StepKind::ALL {
            metrics.alert_transitions_total.with_label_values(&[kind.as_str()]);
        }
        for kind in Target::KINDS {
            for outcome in NOTIFICATION_OUTCOMES {
                metrics.notifications_total.with_label_values(&[kind, outcome]);
            }
            metrics.notification_seconds.with_label_values(&[kind]);
        }
        for code in REPORT_REFUSAL_CODES {
            metrics.quality_reports_refused_total.with_label_values(&[code]);
        }
        metrics
    }

    /// Resets the values that only the evaluating process knows: this process does not evaluate, or
    /// not any more.
    pub fn forget_alerting(&self) {
        self.alerts_open.reset();
        for gauge in [&self.outbox_waiting, &self.outbox_parked, &self.outbox_oldest_seconds] {
            gauge.set(f64::NAN);
        }
    }

    /// Creates all counters of a deployment at 0: a rate over a series that appears with its first
    /// event misses that event. Gauges of the state appear once the state is known.
    pub fn touch(&self, deployment: &str) {
        for kind in KINDS {
            self.joins_total.with_label_values(&[deployment, kind]);
            for departure in Departure::ALL {
                self.departures_total.with_label_values(&[deployment, kind, departure.as_str()]);
            }
        }
        for event in EVENT_NAMES.into_iter().chain(["other"]) {
            self.webhook_received_total.with_label_values(&[deployment, event]);
        }
        for drift in Drift::ALL {
            self.drift_total.with_label_values(&[deployment, drift.as_str()]);
        }
        for source in GapSource::ALL {
            self.gap_open.with_label_values(&[deployment, source.as_str()]);
        }
        for call in ["list_rooms", "list_participants"] {
            self.poll_request_seconds.with_label_values(&[deployment, call]);
        }
        for code in API_ERROR_CODES {
            self.poll_errors_total.with_label_values(&[deployment, code]);
        }
        // An inferred end may be revised later; other revisions are rare.
        let inferred = Departure::Reconciled.as_str();
        for to in Departure::ALL.map(Departure::as_str).into_iter().chain(["present"]) {
            if to != inferred {
                self.departures_revised_total.with_label_values(&[deployment, inferred, to]);
            }
        }
        self.aborted_connections_total.with_label_values(&[deployment]);
        self.webhook_duplicate_total.with_label_values(&[deployment]);
        for code in REFUSAL_CODES {
            self.webhook_refused_total.with_label_values(&[deployment, code]);
        }
        self.quality_reports_total.with_label_values(&[deployment]);
        self.quality_reports_unmatched_total.with_label_values(&[deployment]);
        self.room_duration_seconds.with_label_values(&[deployment]);
        for reason in SCRAPE_FAILURES {
            self.node_scrape_failures_total.with_label_values(&[deployment, reason]);
        }
        self.node_scrape_seconds.with_label_values(&[deployment]);
    }

    /// Counts an HTTP request that began `seconds` ago; `route` is a pattern of the route table.
    pub fn http_request(
        &self,
        (route, method, status): (&str, &str, &str),
        seconds: f64,
        exemplar: Exemplar,
    ) {
        self.http_requests_total.with_label_values(&[route, method, status]).inc();
        self.http_request_duration_seconds.with_label_values(&[route]).observe(seconds);
        self.exemplars.keep(route, seconds, exemplar);
    }

    /// Everything that is known.
    pub fn render(&self, format: Format) -> String {
        let families = self.known();
        match format {
            Format::OpenMetrics => open_metrics::encode(&families, &self.exemplars),
            Format::Text => {
                let mut text = Vec::new();
                if let Err(error) = TextEncoder::new().encode(&families, &mut text) {
                    tracing::error!(error = %error, "metrics cannot be rendered");
                }
                String::from_utf8(text).unwrap_or_default()
            }
        }
    }

    /// All families, without the gauges whose value is not known.
    fn known(&self) -> Vec<MetricFamily> {
        let mut families = self.registry.gather();
        families.retain_mut(|family| {
            if family.get_field_type() == MetricType::GAUGE {
                family.mut_metric().retain(|metric| !metric.get_gauge().get_value().is_nan());
            }
            !family.get_metric().is_empty()
        });
        families
    }
}

#[cfg(test)]
mod tests;

//! Every Prometheus series that the console exports, as fields of one struct.
//!
//! The field's documentation is the series' HELP text, its name is the series' name without the
//! prefix `livekit_console_`; a test compares `docs/METRICS.md` with this file. This is the only
//! module that uses the crate `prometheus`. Label sets are bounded: there is no label for a room, a
//! participant or a client's address. Gauges of the state are set when they are scraped.

mod buckets;
mod labels;

pub use labels::{
    API_ERROR_CODES, KINDS, NOTIFICATION_OUTCOMES, REFUSAL_CODES, REPORT_REFUSAL_CODES,
    SCRAPE_FAILURES, TRACK_TYPES,
};

use prometheus::core::Collector;
use prometheus::process_collector::ProcessCollector;
use prometheus::{
    Encoder, Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec,
    IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use self::buckets::{
    ACK_BUCKETS, NOTIFICATION_BUCKETS, POLL_BUCKETS, ROOM_BUCKETS, SCRAPE_BUCKETS, WRITE_BUCKETS,
};
use crate::model::{Departure, Drift, EVENT_NAMES, GapSource, StepKind, Target};

/// The prefix of all names.
const PREFIX: &str = "livekit_console_";

/// The description of a series, for the documentation and its tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The full name.
    pub name: String,
    /// `counter`, `gauge` or `histogram`.
    pub kind: &'static str,
    /// The labels' names.
    pub labels: &'static [&'static str],
    /// The HELP text.
    pub help: &'static str,
}

/// A kind of series that can be made from a description.
trait Series: Collector + Clone + Sized + 'static {
    const KIND: &'static str;
    fn make(name: String, help: &str, labels: &[&str], buckets: &[f64])
    -> prometheus::Result<Self>;
}

macro_rules! plain_series {
    ($type:ty, $kind:literal) => {
        impl Series for $type {
            const KIND: &'static str = $kind;
            fn make(
                name: String,
                help: &str,
                _labels: &[&str],
                _buckets: &[f64],
            ) -> prometheus::Result<Self> {
                Self::with_opts(Opts::new(name, help))
            }
        }
    };
}

macro_rules! labelled_series {
    ($type:ty, $kind:literal) => {
        impl Series for $type {
            const KIND: &'static str = $kind;
            fn make(
                name: String,
                help: &str,
                labels: &[&str],
                _buckets: &[f64],
            ) -> prometheus::Result<Self> {
                Self::new(Opts::new(name, help), labels)
            }
        }
    };
}

plain_series!(IntCounter, "counter");
plain_series!(IntGauge, "gauge");
plain_series!(Gauge, "gauge");
labelled_series!(IntCounterVec, "counter");
labelled_series!(IntGaugeVec, "gauge");
labelled_series!(GaugeVec, "gauge");

impl Series for Histogram {
    const KIND: &'static str = "histogram";
    fn make(
        name: String,
        help: &str,
        _labels: &[&str],
        buckets: &[f64],
    ) -> prometheus::Result<Self> {
        Self::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec()))
    }
}

impl Series for HistogramVec {
    const KIND: &'static str = "histogram";
    fn make(
        name: String,
        help: &str,
        labels: &[&str],
        buckets: &[f64],
    ) -> prometheus::Result<Self> {
        Self::new(HistogramOpts::new(name, help).buckets(buckets.to_vec()), labels)
    }
}

macro_rules! metrics {
    ($( #[doc = $help:literal] $field:ident: $type:ty, [$($label:literal),*], $buckets:expr; )+) => {
        /// All series, registered. Shared by all parts of the console.
        #[derive(Debug)]
        pub struct Metrics {
            registry: Registry,
            $( #[doc = $help] pub $field: $type, )+
        }

        impl Metrics {
            fn register() -> prometheus::Result<Self> {
                let registry = Registry::new();
                registry.register(Box::new(ProcessCollector::for_self()))?;
                $(
                    let name = format!("{PREFIX}{}", stringify!($field));
                    let $field = <$type as Series>::make(name, $help.trim(), &[$($label),*], $buckets)?;
                    registry.register(Box::new($field.clone()))?;
                )+
                Ok(Self { registry, $( $field, )+ })
            }

            /// All series of the console, in the order of the documentation, without `process_*`.
            pub fn describe() -> Vec<Description> {
                vec![ $( Description {
                    name: format!("{PREFIX}{}", stringify!($field)),
                    kind: <$type as Series>::KIND,
                    labels: &[$($label),*],
                    help: $help.trim(),
                }, )+ ]
            }
        }
    };
}

metrics! {
    /// Version and revision of the running program, always 1.
    build_info: IntGaugeVec, ["version", "revision"], &[];
    /// Rooms open now.
    active_rooms: IntGaugeVec, ["deployment"], &[];
    /// Participants present now, people and machines, without those in doubt.
    participants: IntGaugeVec, ["deployment", "kind"], &[];
    /// Participants listed as present but perhaps gone.
    participants_in_doubt: IntGaugeVec, ["deployment"], &[];
    /// Participants present with at least one live track.
    publishers: IntGaugeVec, ["deployment"], &[];
    /// Live tracks of those present.
    tracks: IntGaugeVec, ["deployment", "type"], &[];
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
    /// Requests to the webhook path that were refused, by the code of the response.
    webhook_refused_total: IntCounterVec, ["code"], &[];
    /// Time from the arrival of a webhook's head to its response, accepted or refused.
    webhook_ack_seconds: Histogram, [], ACK_BUCKETS;
    /// Differences that a listing of the room API corrected, by kind.
    drift_total: IntCounterVec, ["deployment", "kind"], &[];
    /// Rooms and participants as each source counts them, absent while the source does not know.
    source_counts: GaugeVec, ["deployment", "source", "what"], &[];
    /// Whether a source is missing now.
    gap_open: IntGaugeVec, ["deployment", "source"], &[];
    /// Reports of clients accepted, each once.
    quality_reports_total: IntCounterVec, ["deployment"], &[];
    /// Accepted reports of a participant that no other source had reported yet.
    quality_reports_unmatched_total: IntCounterVec, ["deployment"], &[];
    /// Reports of clients that were refused, by the code of the response.
    quality_reports_refused_total: IntCounterVec, ["code"], &[];
    /// Participants present whose client reports its connection quality.
    participants_reporting: IntGaugeVec, ["deployment"], &[];
    /// Size of the journal on disk.
    journal_bytes: IntGauge, [], &[];
    /// Events in the journal that are not in the store yet.
    journal_pending_events: IntGauge, [], &[];
    /// Age of the oldest event that is not in the store yet, 0 if there is none.
    journal_oldest_pending_seconds: Gauge, [], &[];
    /// Times that acknowledged events were found to be lost from the journal; each is a gap.
    journal_losses_total: IntCounter, [], &[];
    /// Events lost from the journal, as far as their number is known.
    journal_lost_events_total: IntCounter, [], &[];
    /// Whether the last request to the database succeeded, NaN before the first one.
    store_up: Gauge, [], &[];
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
    /// Size of the database in bytes; NaN without `RETENTION_MAX_BYTES`, since it is not measured then.
    store_bytes: Gauge, [], &[];
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
    node_up: IntGaugeVec, ["deployment", "url"], &[];
    /// Restarts of a node that were detected: another node id, or counters that went down.
    node_restarts_total: IntCounterVec, ["deployment", "url"], &[];
    /// Rooms, as a node counts them; absent while that is not known.
    node_rooms: GaugeVec, ["deployment", "url"], &[];
    /// Participants, as a node counts them; absent while that is not known.
    node_participants: GaugeVec, ["deployment", "url"], &[];
    /// Mean connection quality (0-100) on a node between its last two scrapes, absent if nobody was rated.
    node_connection_quality: GaugeVec, ["deployment", "url"], &[];
    /// Time to scrape a node, failures included.
    node_scrape_seconds: HistogramVec, ["deployment"], SCRAPE_BUCKETS;
    /// Scrapes of nodes that failed, by reason.
    node_scrape_failures_total: IntCounterVec, ["deployment", "reason"], &[];
    /// Samples of nodes that were dropped because the queue was full while the database was away.
    node_samples_dropped_total: IntCounter, [], &[];
    /// Alerts that are open now, acknowledged ones included; absent where no rules are evaluated.
    alerts_open: IntGaugeVec, ["severity"], &[];
    /// Transitions of alerts by the evaluator, by kind.
    alert_transitions_total: IntCounterVec, ["kind"], &[];
    /// Whether this process evaluates alert rules: one of all that share a database does.
    evaluator_leader: IntGauge, [], &[];
    /// Time of one evaluation of all rules, writing included.
    evaluation_seconds: Histogram, [], WRITE_BUCKETS;
    /// When rules were last evaluated and the result was written, 0 if never by this process.
    evaluation_timestamp_seconds: Gauge, [], &[];
    /// Evaluations skipped because an earlier one took too long.
    evaluations_missed_total: IntCounter, [], &[];
    /// Evaluations that failed, each tried again at the next evaluation.
    evaluation_failures_total: IntCounter, [], &[];
    /// Number of the last line of the audit trail, as last seen by this process.
    audit_sequence: IntGauge, [], &[];
    /// Attempts to send a notification, by the kind of the receiver and the outcome.
    notifications_total: IntCounterVec, ["receiver_kind", "outcome"], &[];
    /// Time of one attempt to send a notification, failed ones included.
    notification_seconds: HistogramVec, ["receiver_kind"], NOTIFICATION_BUCKETS;
    /// Notifications that wait to be sent, NaN if this process sends none.
    outbox_waiting: Gauge, [], &[];
    /// Notifications that are parked until an operator acts, NaN if this process sends none.
    outbox_parked: Gauge, [], &[];
    /// How long the oldest waiting notification has been due, 0 if there is none, NaN if this process sends none.
    outbox_oldest_seconds: Gauge, [], &[];
    /// When the dead man's switch was last notified that rules are evaluated, 0 if never by this process.
    heartbeat_timestamp_seconds: Gauge, [], &[];
    /// Times that the dead man's switch could not be notified.
    heartbeat_failures_total: IntCounter, [], &[];
    /// Tasks of the console that hang: they have missed the deadline of their loop.
    tasks_stalled: IntGauge, [], &[];
    /// Log lines that were lost because standard error was closed, full, or read too slowly.
    log_lines_lost_total: IntCounter, [], &[];
    /// Webhooks that the simulator sent, by outcome.
    simulator_events_total: IntCounterVec, ["outcome"], &[];
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All series at 0. A value that is not known yet is `NaN`, or absent.
    pub fn new() -> Self {
        let metrics = Self::register().expect("names are unique and valid, as a test shows");
        let revision = option_env!("CONSOLE_REVISION").unwrap_or("unknown");
        metrics.build_info.with_label_values(&[env!("CARGO_PKG_VERSION"), revision]).set(1);
        metrics.store_up.set(f64::NAN);
        metrics.store_bytes.set(f64::NAN);
        metrics.forget_alerting();
        for code in REFUSAL_CODES {
            metrics.webhook_refused_total.with_label_values(&[code]);
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
        self.quality_reports_total.with_label_values(&[deployment]);
        self.quality_reports_unmatched_total.with_label_values(&[deployment]);
        self.room_duration_seconds.with_label_values(&[deployment]);
        for reason in SCRAPE_FAILURES {
            self.node_scrape_failures_total.with_label_values(&[deployment, reason]);
        }
        self.node_scrape_seconds.with_label_values(&[deployment]);
    }

    /// Everything in Prometheus' text format 0.0.4.
    pub fn render(&self) -> String {
        let mut text = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            tracing::error!(error = %error, "metrics cannot be rendered");
        }
        String::from_utf8(text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;

//! The part of an exposition that the console uses: a few of its thousand series, added up over the
//! labels that the console does not distinguish.

use std::collections::BTreeMap;

use super::buckets::{Buckets, Part};
use crate::ingest::exposition::Sample;
use crate::model::Text;

/// The most texts of each kind that are stored for a node: reasons of lost webhooks, negative
/// gauges.
const TEXTS: usize = 16;
/// Characters of such a text, and of a node's id.
const TEXT_CHARS: usize = 100;

/// A number that goes up and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gauge {
    Rooms,
    Participants,
    TracksPublished,
    TracksSubscribed,
    Memory,
}

/// A number that only grows until the node starts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counter {
    Cpu,
    BytesReceived,
    BytesSent,
    PacketsReceived,
    PacketsSent,
    Nacks,
    Plis,
    SignalConnected,
    SignalFailed,
    RtcInit,
    RtcConnected,
    RtcActive,
    RtcFailed,
    RtcCanceled,
    WebhooksDelivered,
    WebhooksLost,
}

/// A histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HistogramKind {
    JoinLatency,
    StartLatency,
    Rtt,
    Jitter,
    LossReceived,
    LossSent,
    Score,
    Rating,
}

/// The LiveKit version since which a state of `livekit_participant_join_total` is counted. A state
/// that has not happened yet is not exported, and neither is one that this LiveKit does not know:
/// the other states show which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Since {
    /// 1.4 and before.
    First,
    /// 1.9.6: joins that were given up.
    Canceled,
    /// 1.13: participants who became active.
    Active,
    /// 1.13.4: how a join ended, well or not.
    Ended,
}

/// What one scrape read. What the node does not report is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reading {
    /// LiveKit's `ND_…`.
    pub(super) node_id: Option<Text>,
    /// How far our clock was ahead of the node's when it responded, milliseconds, exact to a
    /// second. `None` if the response had no date.
    pub(super) skew_ms: Option<i64>,
    /// Whether there are series of more than one node.
    pub(super) is_of_several: bool,
    /// Whether there is any series that only LiveKit has.
    pub(super) is_of_livekit: bool,
    gauges: BTreeMap<Gauge, f64>,
    pub(super) counters: BTreeMap<Counter, f64>,
    /// The latest version that the join states prove; `None` without any.
    joins: Option<Since>,
    pub(super) measures: BTreeMap<HistogramKind, Buckets>,
    /// Webhooks that were given up or dropped, by reason.
    pub(super) webhooks_lost: BTreeMap<String, f64>,
    /// Gauges that were below zero, as reported.
    pub(super) negative_gauges: BTreeMap<String, f64>,
}

impl Reading {
    /// An empty reading of a response with this clock skew.
    pub(super) fn dated(skew_ms: Option<i64>) -> Self {
        Self { skew_ms, ..Self::default() }
    }

    /// Adds `sample` if the console uses it.
    pub(super) fn take(&mut self, sample: &Sample<'_>) {
        let is_livekit = sample.name.starts_with("livekit_");
        if self.gauge(sample) || self.counter(sample) || self.measure(sample) {
            self.is_of_livekit |= is_livekit;
            if let Some(id) = sample.label("node_id").filter(|id| is_livekit && !id.is_empty()) {
                let id = Text::from(shortened(id));
                self.is_of_several |= self.node_id.as_ref().is_some_and(|known| *known != id);
                self.node_id.get_or_insert(id);
            }
        }
    }

    /// A gauge; `None` if it was not reported, or is not a count.
    pub(super) fn count(&self, gauge: Gauge) -> Option<f64> {
        self.gauges.get(&gauge).copied().filter(|value| value.is_finite() && *value >= 0.0)
    }

    /// A counter; 0 if this node counts it and it has not happened; `None` if it is not known
    /// whether the node counts it.
    pub(super) fn counted(&self, counter: Counter) -> Option<f64> {
        let needed = match counter {
            Counter::SignalConnected
            | Counter::SignalFailed
            | Counter::RtcInit
            | Counter::RtcConnected => Some(Since::First),
            Counter::RtcCanceled => Some(Since::Canceled),
            Counter::RtcActive => Some(Since::Active),
            Counter::RtcFailed => Some(Since::Ended),
            _ => None,
        };
        let is_none = |counter| self.counters.get(counter).is_none_or(|value| *value == 0.0);
        let nobody_began = is_none(&Counter::RtcInit) && is_none(&Counter::RtcConnected);
        let is_counted = || {
            let (needed, joins) = (needed?, self.joins?);
            (joins >= needed || nobody_began).then_some(0.0)
        };
        self.counters.get(&counter).copied().or_else(is_counted)
    }

    fn gauge(&mut self, sample: &Sample<'_>) -> bool {
        let gauge = match sample.name {
            "livekit_room_total" => Gauge::Rooms,
            "livekit_participant_total" => Gauge::Participants,
            "livekit_track_published_total" => Gauge::TracksPublished,
            "livekit_track_subscribed_total" => Gauge::TracksSubscribed,
            "process_resident_memory_bytes" => Gauge::Memory,
            _ => return false,
        };
        let value = self.gauges.entry(gauge).or_default();
        if sample.value < 0.0 {
            // Other series of the family must not hide the negative one.
            *value = f64::NAN;
            let kind = sample.label("kind").map(|kind| format!("{{kind={kind:?}}}"));
            let name = format!("{}{}", sample.name, kind.unwrap_or_default());
            add(&mut self.negative_gauges, &name, sample.value);
        } else {
            *value += sample.value;
        }
        true
    }

    fn counter(&mut self, sample: &Sample<'_>) -> bool {
        use Counter as C;
        let direction = |incoming: C, outgoing: C| match sample.label("direction") {
            Some("incoming") => Some(incoming),
            Some("outgoing") => Some(outgoing),
            _ => None,
        };
        let (family, which): (&[C], Option<C>) = match sample.name {
            "process_cpu_seconds_total" => (&[], Some(C::Cpu)),
            "livekit_packet_bytes" => {
                (&[C::BytesReceived, C::BytesSent], direction(C::BytesReceived, C::BytesSent))
            }
            "livekit_packet_total" => (
                &[C::PacketsReceived, C::PacketsSent],
                direction(C::PacketsReceived, C::PacketsSent),
            ),
            "livekit_nack_total" => (&[], Some(C::Nacks)),
            "livekit_pli_total" => (&[], Some(C::Plis)),
            "livekit_participant_join_total" => {
                let (since, counter) = joining(sample.label("state").unwrap_or_default());
                self.joins = self.joins.max(Some(since));
                (&[], counter)
            }
            "livekit_webhook_dispatch_total" => {
                (&[C::WebhooksDelivered, C::WebhooksLost], Some(self.webhook(sample)))
            }
            _ => return false,
        };
        // A series that is missing from an exported family has not happened yet.
        for counter in family {
            self.counters.entry(*counter).or_default();
        }
        if let Some(counter) = which {
            let value = if sample.value < 0.0 { f64::NAN } else { sample.value };
            *self.counters.entry(counter).or_default() += value;
        }
        true
    }

    fn webhook(&mut self, sample: &Sample<'_>) -> Counter {
        let status = sample.label("status").unwrap_or_default();
        if status == "success" {
            return Counter::WebhooksDelivered;
        }
        let reason = sample.label("reason").filter(|reason| !reason.is_empty()).unwrap_or(status);
        if sample.value.is_finite() && sample.value >= 0.0 {
            add(&mut self.webhooks_lost, reason, sample.value);
        }
        Counter::WebhooksLost
    }

    fn measure(&mut self, sample: &Sample<'_>) -> bool {
        let is_received = sample.label("direction") == Some("incoming");
        let Some((family, part)) = sample.name.rsplit_once('_') else { return false };
        let measure = match family {
            "livekit_session_join_latency_ms" => HistogramKind::JoinLatency,
            "livekit_session_start_time_ms" => HistogramKind::StartLatency,
            "livekit_rtt_ms" => HistogramKind::Rtt,
            "livekit_jitter_us" => HistogramKind::Jitter,
            "livekit_packet_loss_percent" if is_received => HistogramKind::LossReceived,
            "livekit_packet_loss_percent" => HistogramKind::LossSent,
            "livekit_quality_score" => HistogramKind::Score,
            "livekit_quality_rating" => HistogramKind::Rating,
            _ => return false,
        };
        let bound = || sample.label("le").map(|le| le.parse().unwrap_or(f64::INFINITY));
        let part = match part {
            "bucket" => bound().map(Part::UpTo),
            "sum" => Some(Part::Sum),
            "count" => Some(Part::Count),
            _ => None,
        };
        if let Some(part) = part {
            self.measures.entry(measure).or_default().add(part, sample.value);
        }
        true
    }
}

/// Since which version a join state is counted, and as which counter.
fn joining(state: &str) -> (Since, Option<Counter>) {
    match state {
        "signal_connected" => (Since::First, Some(Counter::SignalConnected)),
        "signal_failed" => (Since::First, Some(Counter::SignalFailed)),
        "rtc_init" => (Since::First, Some(Counter::RtcInit)),
        "rtc_connected" => (Since::First, Some(Counter::RtcConnected)),
        "rtc_canceled" => (Since::Canceled, Some(Counter::RtcCanceled)),
        "rtc_active" => (Since::Active, Some(Counter::RtcActive)),
        "rtc_success" => (Since::Ended, None),
        "rtc_failure" => (Since::Ended, Some(Counter::RtcFailed)),
        state if state.starts_with("signal_") && state.ends_with("failed") => {
            (Since::Active, Some(Counter::SignalFailed))
        }
        _ => (Since::First, None),
    }
}

/// Adds `value` under `name`, unless the limit is reached.
fn add(texts: &mut BTreeMap<String, f64>, name: &str, value: f64) {
    let name = shortened(name);
    if texts.len() < TEXTS || texts.contains_key(&name) {
        *texts.entry(name).or_default() += value;
    }
}

/// A node's text, shortened; control characters, which a database may refuse, are replaced.
fn shortened(text: &str) -> String {
    let shown = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    text.chars().take(TEXT_CHARS).map(shown).collect()
}

//! A client's report of its own connection, as it is received and as it is stored in the journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Band, Event, Figures, Millis, Observation, Text};

/// The name of the event that carries a report.
pub const QUALITY_REPORT: &str = "quality_report";

/// How long a report may be delayed, milliseconds: a client keeps its last reports while the
/// console does not answer.
const DELAY_MAX_MS: i64 = 3_600_000;

macro_rules! events {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// An event in a client's connection that the client reports. Its name is that of the
        /// console's event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ClientEvent {
            $($(#[$doc])+ $variant,)+
        }

        impl ClientEvent {
            /// Every one with its name.
            pub const ALL: [(&str, Self); [$($name),+].len()] = [$(($name, Self::$variant)),+];

            /// The name used in JSON and in the store.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

events! {
    /// Media and signalling broke; the client reconnects.
    Reconnecting = "reconnecting",
    /// Signalling broke; the client reconnects, media goes on.
    SignalReconnecting = "signal_reconnecting",
    /// It is connected again.
    Reconnected = "reconnected",
    /// It disconnected.
    Disconnected = "disconnected",
    /// The client got no access to camera, microphone or screen.
    MediaDevicesError = "media_devices_error",
    /// A subscription to a track failed.
    TrackSubscriptionFailed = "track_subscription_failed",
    /// The client uses another camera, microphone or loudspeaker.
    DeviceChanged = "device_changed",
}

/// A client event with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimedClientEvent {
    /// The event.
    pub r#type: ClientEvent,
    /// When it happened, by the client's clock.
    pub at: Millis,
    /// The reason, in the client's words; empty if it has none.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub detail: Box<str>,
}

/// A picture that a client receives or sends. `None` means not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Picture {
    /// Frames a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frames_per_second: Option<f64>,
    /// Width, pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height, pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

impl Picture {
    fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// What a client reports of itself since its last report. `None` means not known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QualityReport {
    /// When it was measured, by the client's clock.
    pub at: Millis,
    /// LiveKit's rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Band>,
    /// Round trip, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rtt_ms: Option<f64>,
    /// Jitter of the worse direction, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jitter_ms: Option<f64>,
    /// Share of received packets that were lost, 0–1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss_in_ratio: Option<f64>,
    /// Share of sent packets that were lost, 0–1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss_out_ratio: Option<f64>,
    /// Bits per second received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate_in_bps: Option<f64>,
    /// Bits per second sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate_out_bps: Option<f64>,
    /// Number of freezes of received video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freezes: Option<u32>,
    /// Total duration of the freezes, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freeze_seconds: Option<f64>,
    /// Share of received audio that was concealed, 0–1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concealed_ratio: Option<f64>,
    /// What limited the sent video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality_limitation: Option<Text>,
    /// Type of its ICE candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate_type: Option<Text>,
    /// Transport protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Text>,
    /// The node that it is connected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_id: Option<Text>,
    /// That node's region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_region: Option<Text>,
    /// The SDK and its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdk: Option<Text>,
    /// The browser and its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<Text>,
    /// The largest received picture.
    #[serde(skip_serializing_if = "Picture::is_unknown")]
    pub picture_in: Picture,
    /// The largest sent picture.
    #[serde(skip_serializing_if = "Picture::is_unknown")]
    pub picture_out: Picture,
    /// The application and its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_version: Option<Text>,
    /// Names with values that the application chooses.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<Text, Text>,
    /// Client events, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<TimedClientEvent>,
}

impl QualityReport {
    /// Share of packets lost in the worse direction, 0–1.
    pub fn loss_ratio(&self) -> Option<f64> {
        match (self.loss_in_ratio, self.loss_out_ratio) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        }
    }

    /// Score, 0–100: by LiveKit's rating if it is reported, else by the figures.
    pub fn score(&self) -> Option<f64> {
        let Self { rtt_ms, jitter_ms, .. } = *self;
        let figures = Figures { rtt_ms, jitter_ms, loss_ratio: self.loss_ratio() };
        self.quality.map(Band::score).or_else(|| figures.score())
    }
}

/// The participant that reports, by its token, and its session, as far as was known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    /// The room's name.
    pub room_name: Text,
    /// The room sid; empty if not known.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub room_sid: Text,
    /// The participant's identity.
    pub identity: Text,
    /// The participant sid; empty if not known.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub sid: Text,
}

/// A report as it is written to the journal: the body of an event with `source=client`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// Its own id: the same report of the same participant has the same id.
    pub id: Text,
    /// The participant that reports.
    pub participant: Reporter,
    /// How long the client delayed it, milliseconds.
    pub delay_ms: i64,
    /// How far the client's clock is behind ours, milliseconds, including the time of transport;
    /// negative if it is ahead.
    pub skew_ms: i64,
    /// The band before, as far as was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Band>,
    /// The report.
    pub report: QualityReport,
}

impl Reported {
    /// The delay, limited to the range from 0 to [`DELAY_MAX_MS`].
    pub fn credible_delay(delay_ms: i64) -> i64 {
        delay_ms.clamp(0, DELAY_MAX_MS)
    }

    /// When it was measured, by our clock, if it was received at `received_at`.
    pub fn at(&self, received_at: Millis) -> Millis {
        received_at.plus(-Self::credible_delay(self.delay_ms))
    }

    /// The client events and the change of band as events of their own, by our clock; `carrier` is
    /// the event that brought this report. A report without news gives none.
    pub fn facts(&self, carrier: &Event) -> Vec<Event> {
        let now = self.report.score().map(Band::of);
        let changed = self.was.zip(now).filter(|(was, now)| was != now).map(|(was, now)| {
            let fields = [("from", was.as_str()), ("to", now.as_str())];
            self.fact(carrier, "quality_changed", carrier.at, "quality", &fields)
        });
        let happened = self.report.events.iter().enumerate().map(|(index, event)| {
            let ago = Self::credible_delay(self.report.at.since(event.at));
            let fields = [("detail", &*event.detail)];
            let at = carrier.at.plus(-ago);
            self.fact(carrier, event.r#type.as_str(), at, &index.to_string(), &fields)
        });
        changed.into_iter().chain(happened).collect()
    }

    fn fact(
        &self,
        carrier: &Event,
        name: &str,
        at: Millis,
        suffix: &str,
        fields: &[(&str, &str)],
    ) -> Event {
        let id = compact_str::format_compact!("{}/{suffix}", self.id);
        let mut raw = Map::new();
        raw.insert("event".to_owned(), Value::from(name));
        raw.insert("id".to_owned(), Value::from(id.as_str()));
        for (field, text) in fields.iter().filter(|(_, text)| !text.is_empty()) {
            raw.insert((*field).to_owned(), Value::from(*text));
        }
        Event {
            id,
            deployment: Arc::clone(&carrier.deployment),
            source: carrier.source,
            name: Text::from(name),
            at,
            received_at: carrier.received_at,
            room_name: carrier.room_name.clone(),
            room_sid: carrier.room_sid.clone(),
            participant_sid: carrier.participant_sid.clone(),
            identity: carrier.identity.clone(),
            raw: Value::Object(raw).to_string().into_boxed_str(),
            observation: Observation::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientEvent, QualityReport, Reported, Reporter, TimedClientEvent};
    use crate::model::{Band, Event, Millis, Observation, Source};

    fn carrier() -> Event {
        Event {
            id: "QR_1".into(),
            deployment: "default".into(),
            source: Source::Client,
            name: super::QUALITY_REPORT.into(),
            at: Millis(900_000),
            received_at: Millis(1_000_000),
            room_name: "a".into(),
            room_sid: "RM_1".into(),
            participant_sid: "PA_1".into(),
            identity: "ann".into(),
            raw: "".into(),
            observation: Observation::default(),
        }
    }

    #[test]
    fn what_happened_becomes_facts_by_our_clock_and_what_did_not_change_none() {
        let happened = |at| TimedClientEvent {
            r#type: ClientEvent::Reconnecting,
            at: Millis(at),
            detail: "wifi".into(),
        };
        let mut reported = Reported {
            id: "QR_1".into(),
            participant: Reporter::default(),
            delay_ms: 100_000,
            skew_ms: 0,
            was: Some(Band::Good),
            report: QualityReport {
                at: Millis(50_000),
                quality: Some(Band::Poor),
                events: vec![happened(47_000), happened(60_000)],
                ..QualityReport::default()
            },
        };
        let facts = reported.facts(&carrier());
        let summaries: Vec<_> =
            facts.iter().map(|fact| (fact.id.as_str(), fact.name.as_str(), fact.at.0)).collect();
        assert_eq!(
            summaries,
            [
                ("QR_1/quality", "quality_changed", 900_000),
                ("QR_1/0", "reconnecting", 897_000),
                // Its clock jumped: an event cannot happen after it was reported.
                ("QR_1/1", "reconnecting", 900_000),
            ]
        );
        assert!(facts[0].raw.contains(r#""from":"good""#), "{}", facts[0].raw);
        reported.report.events.clear();
        for was in [None, Some(Band::Poor)] {
            reported.was = was;
            assert!(reported.facts(&carrier()).is_empty(), "{was:?}");
        }
    }
}

//! A client's report of its own connection, as it is taken in and as it is kept in the journal.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Band, Event, Figures, Millis, Observation, Text};

/// The name of the event that carries a report.
pub const QUALITY_REPORT: &str = "quality_report";

/// How late a report may be told, milliseconds: a client keeps the last ones while the console is
/// away.
const DELAY_MAX_MS: i64 = 3_600_000;

macro_rules! events {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// What a client tells that happened to it. Its name is that of the event.
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
    /// Media and signalling broke; the client connects anew.
    Reconnecting = "reconnecting",
    /// Signalling broke; the client connects anew, media goes on.
    SignalReconnecting = "signal_reconnecting",
    /// It is connected again.
    Reconnected = "reconnected",
    /// It is gone.
    Disconnected = "disconnected",
    /// Camera, microphone or screen could not be had.
    MediaDevicesError = "media_devices_error",
    /// A track that was asked for did not come.
    TrackSubscriptionFailed = "track_subscription_failed",
}

/// Something that happened to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// What.
    pub r#type: ClientEvent,
    /// When, by the client's clock.
    pub at: Millis,
    /// Why, in the client's words; empty if it has none.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub detail: Box<str>,
}

/// What a client reports of itself since its last report. `None` is not known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QualityReport {
    /// When it was so, by the client's clock.
    pub at: Millis,
    /// LiveKit's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Band>,
    /// Round trip, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rtt_ms: Option<f64>,
    /// Jitter of the worse direction, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jitter_ms: Option<f64>,
    /// Packets lost of what it received, 0–1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss_in_ratio: Option<f64>,
    /// Packets lost of what it sent, 0–1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss_out_ratio: Option<f64>,
    /// Bits a second that it received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate_in_bps: Option<f64>,
    /// Bits a second that it sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate_out_bps: Option<f64>,
    /// How often received video froze.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freezes: Option<u32>,
    /// For how many seconds in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freeze_seconds: Option<f64>,
    /// Share of received audio that was made up, 0–1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concealed_ratio: Option<f64>,
    /// What limited sent video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality_limitation: Option<Text>,
    /// How it reaches the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate_type: Option<Text>,
    /// Over which transport.
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
    /// What happened, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Happened>,
}

impl QualityReport {
    /// Packets lost of the worse direction, 0–1.
    pub fn loss_ratio(&self) -> Option<f64> {
        match (self.loss_in_ratio, self.loss_out_ratio) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        }
    }

    /// 0–100: LiveKit's word if it is told, else the figures.
    pub fn score(&self) -> Option<f64> {
        let Self { rtt_ms, jitter_ms, .. } = *self;
        let figures = Figures { rtt_ms, jitter_ms, loss_ratio: self.loss_ratio() };
        self.quality.map(Band::score).or_else(|| figures.score())
    }
}

/// Who reports, by token, and which stay that is, as far as was known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporter {
    /// The room's name.
    pub room_name: Text,
    /// The room sid; empty if not known.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub room_sid: Text,
    /// Who it is.
    pub identity: Text,
    /// The participant sid; empty if not known.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub sid: Text,
}

/// A report as it is written to the journal: the body of an event with `source=client`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// Its own id: the same report of the same participant has the same.
    pub id: Text,
    /// Who reports.
    pub participant: Reporter,
    /// How long it waited with the client, milliseconds.
    pub delay_ms: i64,
    /// How far the client's clock is behind ours, milliseconds, the way here included; negative if
    /// it is ahead.
    pub skew_ms: i64,
    /// How it was before, as far as was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Band>,
    /// What it reports.
    pub report: QualityReport,
}

impl Reported {
    /// A delay that can be: from 0 to [`DELAY_MAX_MS`].
    pub fn credible_delay(delay_ms: i64) -> i64 {
        delay_ms.clamp(0, DELAY_MAX_MS)
    }

    /// When it was so, by our clock, if it was received at `received_at`.
    pub fn at(&self, received_at: Millis) -> Millis {
        received_at.plus(-Self::credible_delay(self.delay_ms))
    }

    /// What happened, by our clock, as events of their own: `carrier` is the event that brought
    /// this. A report without news makes none.
    pub fn facts(&self, carrier: &Event) -> Vec<Event> {
        let now = self.report.score().map(Band::of);
        let changed = self.was.zip(now).filter(|(was, now)| was != now).map(|(was, now)| {
            let members = [("from", was.as_str()), ("to", now.as_str())];
            self.fact(carrier, "quality_changed", carrier.at, "quality", &members)
        });
        let happened = self.report.events.iter().enumerate().map(|(place, event)| {
            let ago = Self::credible_delay(self.report.at.since(event.at));
            let members = [("detail", &*event.detail)];
            let at = carrier.at.plus(-ago);
            self.fact(carrier, event.r#type.as_str(), at, &place.to_string(), &members)
        });
        changed.into_iter().chain(happened).collect()
    }

    fn fact(
        &self,
        carrier: &Event,
        name: &str,
        at: Millis,
        place: &str,
        members: &[(&str, &str)],
    ) -> Event {
        let id = compact_str::format_compact!("{}/{place}", self.id);
        let mut raw = Map::new();
        raw.insert("event".to_owned(), Value::from(name));
        raw.insert("id".to_owned(), Value::from(id.as_str()));
        for (member, text) in members.iter().filter(|(_, text)| !text.is_empty()) {
            raw.insert((*member).to_owned(), Value::from(*text));
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
    use super::{ClientEvent, Happened, QualityReport, Reported, Reporter};
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
        let happened = |at| Happened {
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
        let told: Vec<_> =
            facts.iter().map(|fact| (fact.id.as_str(), fact.name.as_str(), fact.at.0)).collect();
        assert_eq!(
            told,
            [
                ("QR_1/quality", "quality_changed", 900_000),
                ("QR_1/0", "reconnecting", 897_000),
                // Its clock jumped: it cannot have happened after it was told.
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

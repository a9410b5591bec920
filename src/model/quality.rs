//! How well somebody's connection is: one scale for what clients say in words and in figures.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Millis, Text};

/// How long what a client said counts as now, milliseconds: it reports every 15 s, and one report
/// may be lost or late.
pub const FRESH_MS: i64 = 45_000;

/// LiveKit's word for the quality of a participant's connection, the worst first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Nothing arrives.
    Lost,
    /// Hardly usable.
    Poor,
    /// Usable.
    Good,
    /// Nothing to wish for.
    Excellent,
}

impl Band {
    /// Every one, the best first.
    pub const ALL: [Self; 4] = [Self::Excellent, Self::Good, Self::Poor, Self::Lost];

    /// The name used in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Poor => "poor",
            Self::Good => "good",
            Self::Excellent => "excellent",
        }
    }

    /// The score (0–100) that the word stands for: the ends of the scale, and between them the
    /// middles of LiveKit's own bands of 40–80 and 20–40.
    pub const fn score(self) -> f64 {
        match self {
            Self::Lost => 0.0,
            Self::Poor => 30.0,
            Self::Good => 60.0,
            Self::Excellent => 100.0,
        }
    }

    /// The word for a score (0–100), by LiveKit's own limits.
    pub fn of(score: f64) -> Self {
        if score > 80.0 {
            Self::Excellent
        } else if score > 40.0 {
            Self::Good
        } else if score > 20.0 {
            Self::Poor
        } else {
            Self::Lost
        }
    }
}

/// What is measured of a connection; `None` where it is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Round trip, milliseconds, 0 or more.
    pub rtt_ms: Option<f64>,
    /// Jitter, milliseconds, 0 or more.
    pub jitter_ms: Option<f64>,
    /// Packets lost, 0–1, of the worse direction.
    pub loss_ratio: Option<f64>,
}

/// The best that the E-model gives to a connection: its rating without any impairment.
const R_BEST: f64 = 93.2;
/// Delay beyond which people begin to talk into each other, milliseconds (E-model).
const DELAY_NOTICED_MS: f64 = 177.3;
/// How well loss is concealed, per cent at which half of the rating is gone (Opus and a video codec
/// with retransmission).
const LOSS_ROBUSTNESS: f64 = 10.0;

impl Figures {
    /// The score (0–100) by a simplified E-model (ITU-T G.107): a delay of half the round trip and
    /// two jitters, and the loss, each take their part of [`R_BEST`]. What is not known takes
    /// nothing; if neither round trip nor loss is known there is no score. More of any figure never
    /// gives a higher score.
    pub fn score(self) -> Option<f64> {
        if self.rtt_ms.is_none() && self.loss_ratio.is_none() {
            return None;
        }
        let delay = self.rtt_ms.unwrap_or(0.0) / 2.0 + 2.0 * self.jitter_ms.unwrap_or(0.0);
        let by_delay = 0.024 * delay + 0.11 * (delay - DELAY_NOTICED_MS).max(0.0);
        let loss = 100.0 * self.loss_ratio.unwrap_or(0.0);
        let by_loss = 95.0 * loss / (loss + LOSS_ROBUSTNESS);
        Some(((R_BEST - by_delay - by_loss) / R_BEST * 100.0).clamp(0.0, 100.0))
    }
}

/// What a client last said of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientQuality {
    /// When it was so.
    pub at: Millis,
    /// Its report: of two of the same time the greater id counts.
    pub id: Text,
    /// 0–100; `None` if the report tells neither a word nor figures.
    pub score: Option<f64>,
}

/// A score is a number: it comes from a word or is clamped.
impl Eq for ClientQuality {}

impl ClientQuality {
    /// The score, if it still counts at `now`.
    pub fn score_at(&self, now: Millis) -> Option<f64> {
        self.score.filter(|_| self.is_fresh(now))
    }

    /// Whether it still counts at `now`.
    pub const fn is_fresh(&self, now: Millis) -> bool {
        now.since(self.at) < FRESH_MS
    }
}

/// What clients said of one stay over a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QualityPoint {
    /// Beginning of the step.
    pub timestamp: DateTime<Utc>,
    /// How many reports are in it.
    pub reports: u32,
    /// Mean score, 0–100.
    pub quality: Option<f64>,
    /// Lowest score, 0–100.
    pub quality_min: Option<f64>,
    /// Mean round trip, milliseconds.
    pub rtt_ms: Option<f64>,
    /// Mean jitter, milliseconds.
    pub jitter_ms: Option<f64>,
    /// Packets lost, 0–1, of the worse direction of each report, on average.
    pub loss_ratio: Option<f64>,
    /// Packets lost of what it received, 0–1, on average.
    pub loss_in_ratio: Option<f64>,
    /// Packets lost of what it sent, 0–1, on average.
    pub loss_out_ratio: Option<f64>,
    /// Bits a second that it received, on average.
    pub bitrate_in_bps: Option<f64>,
    /// Bits a second that it sent, on average.
    pub bitrate_out_bps: Option<f64>,
    /// How often received video froze.
    pub freezes: Option<u32>,
    /// For how many seconds in all.
    pub freeze_seconds: Option<f64>,
    /// Share of received audio that was made up for lack of packets, 0–1, on average.
    pub concealed_ratio: Option<f64>,
    /// What limited the sent video last: `none`, `cpu`, `bandwidth` or `other`.
    pub quality_limitation: Option<String>,
    /// How the client last reached the server: `host`, `srflx`, `prflx` or `relay`.
    pub candidate_type: Option<String>,
    /// Over which transport: `udp`, `tcp` or `tls`.
    pub protocol: Option<String>,
}

impl QualityPoint {
    /// A step in which nothing was reported.
    pub fn unknown(at: Millis) -> Self {
        Self {
            timestamp: at.to_utc(),
            reports: 0,
            quality: None,
            quality_min: None,
            rtt_ms: None,
            jitter_ms: None,
            loss_ratio: None,
            loss_in_ratio: None,
            loss_out_ratio: None,
            bitrate_in_bps: None,
            bitrate_out_bps: None,
            freezes: None,
            freeze_seconds: None,
            concealed_ratio: None,
            quality_limitation: None,
            candidate_type: None,
            protocol: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::option::of;
    use proptest::prelude::*;

    use super::{Band, Figures};

    fn score(rtt_ms: f64, jitter_ms: f64, loss_ratio: f64) -> Band {
        let figures = Figures {
            rtt_ms: Some(rtt_ms),
            jitter_ms: Some(jitter_ms),
            loss_ratio: Some(loss_ratio),
        };
        Band::of(figures.score().expect("known"))
    }

    #[test]
    fn figures_are_told_in_the_words_that_people_would_use() {
        for (rtt_ms, jitter_ms, loss_ratio, band) in [
            (0.0, 0.0, 0.0, Band::Excellent),
            (80.0, 5.0, 0.005, Band::Excellent),
            (150.0, 20.0, 0.03, Band::Good),
            (400.0, 30.0, 0.02, Band::Good),
            (300.0, 40.0, 0.15, Band::Poor),
            (1200.0, 0.0, 0.0, Band::Poor),
            (2500.0, 0.0, 0.0, Band::Lost),
            (50.0, 10.0, 0.6, Band::Lost),
        ] {
            assert_eq!(
                score(rtt_ms, jitter_ms, loss_ratio),
                band,
                "{rtt_ms} {jitter_ms} {loss_ratio}"
            );
        }
        assert_eq!(Figures::default().score(), None);
        assert_eq!(Figures { jitter_ms: Some(5.0), ..Figures::default() }.score(), None);
    }

    #[test]
    fn a_word_stays_the_same_word_when_it_is_told_as_a_score() {
        for band in Band::ALL {
            assert_eq!(Band::of(band.score()), band);
        }
    }

    proptest! {
        #[test]
        fn a_worse_figure_never_gives_a_better_score(
            rtt_ms in of(0.0_f64..60_000.0), jitter_ms in of(0.0_f64..60_000.0),
            loss_ratio in of(0.0_f64..=1.0), more in (0.0_f64..500.0, 0.0_f64..500.0, 0.0_f64..1.0),
        ) {
            let figures = Figures { rtt_ms, jitter_ms, loss_ratio };
            let worse = Figures {
                rtt_ms: rtt_ms.map(|ms| ms + more.0),
                jitter_ms: jitter_ms.map(|ms| ms + more.1),
                loss_ratio: loss_ratio.map(|ratio| (ratio + more.2).min(1.0)),
            };
            match (figures.score(), worse.score()) {
                (Some(score), Some(lower)) => {
                    prop_assert!(lower <= score, "{lower} > {score}");
                    prop_assert!((0.0..=100.0).contains(&score) && Band::of(lower) <= Band::of(score));
                }
                (score, lower) => prop_assert_eq!(score, lower),
            }
        }
    }
}

//! Connection quality: one scale for LiveKit's quality words and for measured figures.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Millis, Text};

/// How long a client's report counts as current, milliseconds: it reports every 15 s, and one
/// report may be lost or late.
pub const FRESH_MS: i64 = 45_000;

/// LiveKit's rating of a participant's connection, the worst first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Nothing arrives.
    Lost,
    /// Barely usable.
    Poor,
    /// Usable.
    Good,
    /// Very good.
    Excellent,
}

impl Band {
    /// All bands, the best first.
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

    /// The score (0–100) of the band: the ends of the scale, and between them the middles of
    /// LiveKit's own bands of 40–80 and 20–40.
    pub const fn score(self) -> f64 {
        match self {
            Self::Lost => 0.0,
            Self::Poor => 30.0,
            Self::Good => 60.0,
            Self::Excellent => 100.0,
        }
    }

    /// The band of a score (0–100), by LiveKit's own limits.
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

/// The highest rating of the E-model: a connection without any impairment.
const R_BEST: f64 = 93.2;
/// Delay above which people begin to talk over each other, milliseconds (E-model).
const DELAY_NOTICED_MS: f64 = 177.3;
/// How well loss is concealed: the loss, per cent, that costs half of the rating (Opus and a video
/// codec with retransmission).
const LOSS_ROBUSTNESS: f64 = 10.0;

impl Figures {
    /// The score (0–100) by a simplified E-model (ITU-T G.107): a delay of half the round trip and
    /// two jitters, and the loss, each reduce [`R_BEST`]. Unknown figures reduce nothing; without
    /// round trip and loss there is no score. A higher figure never gives a higher score.
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

/// What a client last reported of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientQuality {
    /// When it was measured.
    pub at: Millis,
    /// Id of the report: of two with the same time, the greater id counts.
    pub id: Text,
    /// Score, 0–100; `None` if the report has neither a rating nor figures.
    pub score: Option<f64>,
}

/// A score is never NaN: it comes from a rating or is clamped.
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

/// Client reports of one participant session over a step. Figures are `null` if not reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QualityPoint {
    /// Start of the step.
    pub timestamp: DateTime<Utc>,
    /// Number of reports in the step.
    pub reports: u32,
    /// Mean score, 0–100.
    pub quality: Option<f64>,
    /// Lowest score, 0–100.
    pub quality_min: Option<f64>,
    /// Mean round trip, milliseconds.
    pub rtt_ms: Option<f64>,
    /// Mean jitter, milliseconds.
    pub jitter_ms: Option<f64>,
    /// Mean share of packets lost, 0–1, of the worse direction of each report.
    pub loss_ratio: Option<f64>,
    /// Mean share of received packets that were lost, 0–1.
    pub loss_in_ratio: Option<f64>,
    /// Mean share of sent packets that were lost, 0–1.
    pub loss_out_ratio: Option<f64>,
    /// Mean bits per second received.
    pub bitrate_in_bps: Option<f64>,
    /// Mean bits per second sent.
    pub bitrate_out_bps: Option<f64>,
    /// Number of freezes of received video.
    pub freezes: Option<u32>,
    /// Total duration of the freezes, seconds.
    pub freeze_seconds: Option<f64>,
    /// Mean share of received audio that was concealed for lack of packets, 0–1.
    pub concealed_ratio: Option<f64>,
    /// What last limited the sent video: `none`, `cpu`, `bandwidth` or `other`.
    pub quality_limitation: Option<String>,
    /// Type of the client's last ICE candidate: `host`, `srflx`, `prflx` or `relay`.
    pub candidate_type: Option<String>,
    /// Transport protocol: `udp`, `tcp` or `tls`.
    pub protocol: Option<String>,
    /// Mean frame rate of the largest received picture.
    pub frames_per_second_in: Option<f64>,
    /// Mean frame rate of the largest sent picture.
    pub frames_per_second_out: Option<f64>,
    /// Lowest height of the largest received picture, pixels.
    pub frame_height_in: Option<u32>,
    /// Lowest height of the largest sent picture, pixels.
    pub frame_height_out: Option<u32>,
}

impl QualityPoint {
    /// A step without reports.
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
            frames_per_second_in: None,
            frames_per_second_out: None,
            frame_height_in: None,
            frame_height_out: None,
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
    fn figures_get_the_bands_that_people_would_choose() {
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
    fn the_score_of_a_band_is_in_that_band() {
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

//! What a node measures of itself, between two scrapes or on average over a step.
//!
//! Every figure has a name and a rule for averaging ([`FIGURES`]): the store, the stored slots and
//! the sum over nodes all follow that one list, so that none can differ from the others.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{DeploymentName, Millis, Text};

/// How several values of a figure are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Averaging {
    /// Averaged with equal weights; over several nodes they are added.
    Plain,
    /// Added: a number of observations.
    Sum,
    /// Averaged, weighted by this other figure.
    WeightedBy(&'static str),
}

/// A number of observations and their distribution, estimated from the buckets of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Spread {
    /// Number of observations.
    pub samples: f64,
    /// Mean; `null` if not known.
    pub mean: Option<f64>,
    /// Median; `null` if not known.
    pub p50: Option<f64>,
    /// 95th percentile; `null` if not known.
    pub p95: Option<f64>,
}

/// Quality of connections: one observation per participant every five seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct NodeQuality {
    /// Number of observations.
    pub samples: f64,
    /// Score, 0–100, computed from `mos`; `null` if not known.
    pub score: Option<f64>,
    /// Mean opinion score, 1.0–4.5; `null` if not known.
    pub mos: Option<f64>,
    /// Share that LiveKit rates EXCELLENT, 0–1, including participants without tracks; `null` if
    /// not known.
    pub excellent_ratio: Option<f64>,
    /// Share rated GOOD, 0–1; `null` if not known.
    pub good_ratio: Option<f64>,
    /// Share rated POOR, 0–1; `null` if not known.
    pub poor_ratio: Option<f64>,
    /// Share rated LOST, 0–1; `null` if not known.
    pub lost_ratio: Option<f64>,
}

impl NodeQuality {
    /// A mean opinion score converted to 0–100; `None` if it is out of range.
    pub fn score_of(mos: f64) -> Option<f64> {
        // The node sums the scores as floats: a small excess is a rounding error.
        (0.99..=4.51).contains(&mos).then(|| ((mos - 1.0) / 3.5 * 100.0).clamp(0.0, 100.0))
    }
}

/// A figure's name and how several of its values are combined.
pub type Figure = (&'static str, Averaging);

macro_rules! figures {
    (
        plain { $( #[doc = $doc:literal] $plain:ident, )+ }
        spreads { $( #[doc = $spread_doc:literal] $spread:ident, )+ }
    ) => {
        /// What is measured of a node. Each figure is `null` where the node does not report it.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
        pub struct NodeFigures {
            $( #[doc = $doc] pub $plain: Option<f64>, )+
            $( #[doc = $spread_doc] pub $spread: Option<Spread>, )+
            /// Quality of connections; `null` if no participant was rated.
            pub quality: Option<NodeQuality>,
        }

        /// Every figure, in the order of [`NodeFigures::values`]; a name is also a column's.
        pub const FIGURES: &[Figure] = &[
            $( (stringify!($plain), Averaging::Plain), )+
            $(
                (concat!(stringify!($spread), "_samples"), Averaging::Sum),
                (
                    concat!(stringify!($spread), "_mean"),
                    Averaging::WeightedBy(concat!(stringify!($spread), "_samples")),
                ),
                (
                    concat!(stringify!($spread), "_p50"),
                    Averaging::WeightedBy(concat!(stringify!($spread), "_samples")),
                ),
                (
                    concat!(stringify!($spread), "_p95"),
                    Averaging::WeightedBy(concat!(stringify!($spread), "_samples")),
                ),
            )+
            ("quality_samples", Averaging::Sum),
            ("quality_mos", Averaging::WeightedBy("quality_samples")),
            ("quality_excellent_ratio", Averaging::WeightedBy("quality_samples")),
            ("quality_good_ratio", Averaging::WeightedBy("quality_samples")),
            ("quality_poor_ratio", Averaging::WeightedBy("quality_samples")),
            ("quality_lost_ratio", Averaging::WeightedBy("quality_samples")),
        ];

        impl NodeFigures {
            /// All values, in the order of [`FIGURES`].
            pub fn values(&self) -> Vec<Option<f64>> {
                let mut values = vec![ $( self.$plain, )+ ];
                $(
                    let spread = self.$spread;
                    values.extend([
                        spread.map(|spread| spread.samples),
                        spread.and_then(|spread| spread.mean),
                        spread.and_then(|spread| spread.p50),
                        spread.and_then(|spread| spread.p95),
                    ]);
                )+
                let quality = self.quality;
                values.extend([
                    quality.map(|quality| quality.samples),
                    quality.and_then(|quality| quality.mos),
                    quality.and_then(|quality| quality.excellent_ratio),
                    quality.and_then(|quality| quality.good_ratio),
                    quality.and_then(|quality| quality.poor_ratio),
                    quality.and_then(|quality| quality.lost_ratio),
                ]);
                values
            }

            /// From values in the order of [`FIGURES`]; missing values at the end are not known.
            pub fn from_values(values: impl IntoIterator<Item = Option<f64>>) -> Self {
                let mut values = values.into_iter();
                let mut next = || values.next().flatten();
                Self {
                    $( $plain: next(), )+
                    $( $spread: {
                        let (samples, mean, p50, p95) = (next(), next(), next(), next());
                        samples.map(|samples| Spread { samples, mean, p50, p95 })
                    }, )+
                    quality: {
                        let (samples, mos) = (next(), next());
                        let (excellent_ratio, good_ratio) = (next(), next());
                        let (poor_ratio, lost_ratio) = (next(), next());
                        samples.map(|samples| NodeQuality {
                            samples,
                            score: mos.and_then(NodeQuality::score_of),
                            mos,
                            excellent_ratio,
                            good_ratio,
                            poor_ratio,
                            lost_ratio,
                        })
                    },
                }
            }
        }
    };
}

figures! {
    plain {
        /// Rooms on the node.
        rooms,
        /// Participants with at least a signal connection to the node.
        participants,
        /// Tracks published now.
        tracks_published,
        /// Tracks subscribed to now.
        tracks_subscribed,
        /// Memory that the process holds, bytes.
        memory_bytes,
        /// Processor time that the process uses, cores: 1.5 is one and a half.
        cpu_cores,
        /// Media received, bytes per second.
        received_bytes_per_second,
        /// Media sent, bytes per second.
        sent_bytes_per_second,
        /// Packets received per second.
        received_packets_per_second,
        /// Packets sent per second.
        sent_packets_per_second,
        /// Requests for lost packets (NACK) per second, in both directions.
        nacks_per_second,
        /// Requests for a key frame (PLI) per second, in both directions.
        plis_per_second,
        /// Joins that got their signal connection, per minute.
        signal_connected_per_minute,
        /// Joins that did not get their signal connection, per minute.
        signal_failed_per_minute,
        /// Media sessions started, per minute.
        rtc_init_per_minute,
        /// Media sessions whose transport connected, per minute.
        rtc_connected_per_minute,
        /// Participants who became active, per minute.
        rtc_active_per_minute,
        /// Media sessions that failed, per minute; LiveKit also counts cancelled ones here.
        rtc_failed_per_minute,
        /// Media sessions that were cancelled, per minute.
        rtc_canceled_per_minute,
        /// Webhooks that the node counts as delivered, per minute, including those refused (4xx).
        webhooks_delivered_per_minute,
        /// Webhooks that the node gave up or dropped, per minute.
        webhooks_lost_per_minute,
    }
    spreads {
        /// Time from the signal connection to its response, milliseconds.
        join_latency_ms,
        /// Time from that response to the media connection, milliseconds.
        start_latency_ms,
        /// Round trip times, milliseconds.
        rtt_ms,
        /// Jitter, milliseconds.
        jitter_ms,
        /// Share of packets lost on the way to the node, per track and report, 0–1.
        received_loss_ratio,
        /// Share of packets lost on the way from the node, per track and report, 0–1.
        sent_loss_ratio,
    }
}

impl NodeFigures {
    /// The mean over samples of one node.
    pub fn mean<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let parts: Vec<_> = parts.into_iter().map(Self::values).collect();
        let joined = FIGURES.iter().enumerate().map(|(index, (_, mean))| {
            let known = || parts.iter().filter_map(|values| values[index]);
            match mean {
                Averaging::Sum => known().reduce(|a, b| a + b),
                Averaging::Plain => weighted(known().map(|value| (value, 1.0))),
                Averaging::WeightedBy(weight) => {
                    let weight = FIGURES.iter().position(|(name, _)| name == weight)?;
                    weighted(parts.iter().filter_map(|v| Some((v[index]?, v[weight]?))))
                }
            }
        });
        Self::from_values(joined)
    }
}

/// The weighted mean; `None` if the weights sum to zero.
fn weighted(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, weight) = values.fold((0.0, 0.0), |(s, w), (value, by)| (s + value * by, w + by));
    (weight > 0.0).then(|| sum / weight)
}

/// What one scrape shows of a node since the scrape before, or the mean of several scrapes.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeSample {
    /// Time of the scrape, or start of the slot.
    pub at: Millis,
    /// The deployment.
    pub deployment: DeploymentName,
    /// The endpoint, without user name and password; identifies the node across restarts.
    pub url: Text,
    /// LiveKit's `ND_…`, new at each restart; `None` if not reported.
    pub node_id: Option<Text>,
    /// The period of the rates and means, milliseconds; `None` if there are none: at the first
    /// scrape, after a restart, after a long pause.
    pub interval_ms: Option<i64>,
    /// What was measured.
    pub figures: NodeFigures,
    /// Gauges below zero, as reported: LiveKit leaks them. They are in no figure.
    pub negative_gauges: BTreeMap<String, f64>,
}

/// What the nodes measured over one step.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeStep {
    /// Start of the step.
    pub at: Millis,
    /// Number of nodes with data in the step.
    pub nodes: u32,
    /// The sum of the nodes' means; figures that cannot be added are averaged by their number of
    /// observations.
    pub figures: NodeFigures,
}

#[cfg(test)]
mod tests {
    use super::{Averaging, FIGURES, NodeFigures, NodeQuality};

    #[test]
    fn values_come_back_in_their_order() {
        let values: Vec<_> = (1_u32..).map(f64::from).map(Some).take(FIGURES.len()).collect();
        let figures = NodeFigures::from_values(values.clone());
        assert_eq!(figures.values(), values);
        assert_eq!((figures.rooms, figures.cpu_cores), (Some(1.0), Some(6.0)));
        assert_eq!(NodeFigures::default().values(), vec![None; FIGURES.len()]);
        assert_eq!(NodeFigures::from_values([]), NodeFigures::default());
    }

    #[test]
    fn every_weight_is_a_figure_before_what_it_weighs() {
        let mut weighted = 0;
        for (index, (name, mean)) in FIGURES.iter().enumerate() {
            let Averaging::WeightedBy(weight) = mean else { continue };
            weighted += 1;
            let weight_figure = FIGURES[..index].iter().find(|(other, _)| other == weight);
            assert_eq!(weight_figure.map(|(_, mean)| *mean), Some(Averaging::Sum), "{name}");
        }
        assert!(weighted > 3, "{weighted} figures are weighted");
    }

    #[test]
    fn a_mean_is_over_what_is_known_and_by_how_often_it_was_seen() {
        let one = |rooms: Option<f64>, quality: Option<(f64, f64)>| NodeFigures {
            rooms,
            quality: quality.map(|(samples, mos)| NodeQuality {
                samples,
                score: None,
                mos: Some(mos),
                excellent_ratio: None,
                good_ratio: None,
                poor_ratio: None,
                lost_ratio: None,
            }),
            ..NodeFigures::default()
        };
        let parts =
            [one(Some(2.0), Some((30.0, 4.5))), one(None, None), one(Some(4.0), Some((10.0, 2.5)))];
        let mean = NodeFigures::mean(&parts);
        assert_eq!((mean.rooms, mean.participants), (Some(3.0), None));
        let quality = mean.quality.expect("two report it");
        assert_eq!((quality.samples, quality.mos), (40.0, Some(4.0)));
        assert!(quality.score.is_some_and(|score| (score - 85.714).abs() < 0.001));
    }

    #[test]
    fn a_score_that_cannot_be_is_not_known() {
        for (mos, score) in [(1.0, Some(0.0)), (4.5, Some(100.0)), (4.500_1, Some(100.0))] {
            assert_eq!(NodeQuality::score_of(mos), score, "{mos}");
        }
        for mos in [0.0, -1.0, 5.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(NodeQuality::score_of(mos), None, "{mos}");
        }
    }
}

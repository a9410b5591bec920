//! What a node measures of itself, between two scrapes or on average over a step.
//!
//! Every figure has a name and a way to be averaged ([`FIGURES`]): the store, the stored slots and
//! the sum over nodes all follow that one list, so that none can differ from the others.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{DeploymentName, Millis, Text};

/// How several values of a figure become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mean {
    /// Each weighs the same; over several nodes they are added.
    Plain,
    /// They are added: a number of observations.
    Sum,
    /// Each weighs as much as this other figure says.
    WeightedBy(&'static str),
}

/// A number of observations and where they lie; estimated from the buckets of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Spread {
    /// Observations.
    pub samples: f64,
    /// Their mean.
    pub mean: Option<f64>,
    /// Half of them are below.
    pub p50: Option<f64>,
    /// 95 % of them are below.
    pub p95: Option<f64>,
}

/// How well connections were: one observation a participant every five seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct NodeQuality {
    /// Observations.
    pub samples: f64,
    /// 0–100, made of `mos`.
    pub score: Option<f64>,
    /// Mean opinion score, 1.0–4.5.
    pub mos: Option<f64>,
    /// Share that LiveKit rates EXCELLENT, 0–1; also participants without tracks.
    pub excellent_ratio: Option<f64>,
    /// Share rated GOOD, 0–1.
    pub good_ratio: Option<f64>,
    /// Share rated POOR, 0–1.
    pub poor_ratio: Option<f64>,
    /// Share rated LOST, 0–1.
    pub lost_ratio: Option<f64>,
}

impl NodeQuality {
    /// A mean opinion score on the scale of 0–100; `None` if it is none.
    pub fn score_of(mos: f64) -> Option<f64> {
        // The sum of the scores is a float that the node adds to: a little beside is no lie.
        (0.99..=4.51).contains(&mos).then(|| ((mos - 1.0) / 3.5 * 100.0).clamp(0.0, 100.0))
    }
}

/// A figure's name and how several of its values become one.
pub type Figure = (&'static str, Mean);

macro_rules! figures {
    (
        plain { $( #[doc = $doc:literal] $plain:ident, )+ }
        spreads { $( #[doc = $spread_doc:literal] $spread:ident, )+ }
    ) => {
        /// What is measured of a node. Each figure is `null` where the node does not tell it.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
        pub struct NodeFigures {
            $( #[doc = $doc] pub $plain: Option<f64>, )+
            $( #[doc = $spread_doc] pub $spread: Option<Spread>, )+
            /// How well connections were; `null` if nobody was there to be rated.
            pub quality: Option<NodeQuality>,
        }

        /// Every figure, in the order of [`NodeFigures::values`]; a name is also a column's.
        pub const FIGURES: &[Figure] = &[
            $( (stringify!($plain), Mean::Plain), )+
            $(
                (concat!(stringify!($spread), "_samples"), Mean::Sum),
                (
                    concat!(stringify!($spread), "_mean"),
                    Mean::WeightedBy(concat!(stringify!($spread), "_samples")),
                ),
                (
                    concat!(stringify!($spread), "_p50"),
                    Mean::WeightedBy(concat!(stringify!($spread), "_samples")),
                ),
                (
                    concat!(stringify!($spread), "_p95"),
                    Mean::WeightedBy(concat!(stringify!($spread), "_samples")),
                ),
            )+
            ("quality_samples", Mean::Sum),
            ("quality_mos", Mean::WeightedBy("quality_samples")),
            ("quality_excellent_ratio", Mean::WeightedBy("quality_samples")),
            ("quality_good_ratio", Mean::WeightedBy("quality_samples")),
            ("quality_poor_ratio", Mean::WeightedBy("quality_samples")),
            ("quality_lost_ratio", Mean::WeightedBy("quality_samples")),
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

            /// From values in the order of [`FIGURES`]; what is missing at the end is not known.
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
        /// Rooms on it.
        rooms,
        /// Participants with a signal connection to it or beyond that.
        participants,
        /// Tracks published now.
        tracks_published,
        /// Tracks subscribed to now.
        tracks_subscribed,
        /// Memory that the process holds, bytes.
        memory_bytes,
        /// Processors' worth of time that the process takes: 1.5 is one and a half.
        cpu_cores,
        /// Media received, bytes a second.
        received_bytes_per_second,
        /// Media sent, bytes a second.
        sent_bytes_per_second,
        /// Packets received a second.
        received_packets_per_second,
        /// Packets sent a second.
        sent_packets_per_second,
        /// Requests for lost packets a second, both ways.
        nacks_per_second,
        /// Requests for a whole picture a second, both ways.
        plis_per_second,
        /// Joins that got their signal connection, a minute.
        signal_connected_per_minute,
        /// Joins that did not, a minute.
        signal_failed_per_minute,
        /// Media sessions begun, a minute.
        rtc_init_per_minute,
        /// Media sessions whose transport connected, a minute.
        rtc_connected_per_minute,
        /// Participants who became active, a minute.
        rtc_active_per_minute,
        /// Media sessions that failed, a minute; LiveKit counts those given up here, too.
        rtc_failed_per_minute,
        /// Media sessions that were given up, a minute.
        rtc_canceled_per_minute,
        /// Webhooks that it counts as delivered, a minute: also those refused with a 4xx.
        webhooks_delivered_per_minute,
        /// Webhooks that it gave up or dropped, a minute.
        webhooks_lost_per_minute,
    }
    spreads {
        /// From the signal connection to the answer to it, milliseconds.
        join_latency_ms,
        /// From there to the media connection, milliseconds.
        start_latency_ms,
        /// Round trip times, milliseconds.
        rtt_ms,
        /// Jitter, milliseconds.
        jitter_ms,
        /// Share of packets lost on the way to the node, a track and report, 0–1.
        received_loss_ratio,
        /// Share of packets lost on the way from the node, a track and report, 0–1.
        sent_loss_ratio,
    }
}

impl NodeFigures {
    /// The mean over samples of one node.
    pub fn mean<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let parts: Vec<_> = parts.into_iter().map(Self::values).collect();
        let joined = FIGURES.iter().enumerate().map(|(place, (_, mean))| {
            let known = || parts.iter().filter_map(|values| values[place]);
            match mean {
                Mean::Sum => known().reduce(|a, b| a + b),
                Mean::Plain => weighted(known().map(|value| (value, 1.0))),
                Mean::WeightedBy(weight) => {
                    let weight = FIGURES.iter().position(|(name, _)| name == weight)?;
                    weighted(parts.iter().filter_map(|v| Some((v[place]?, v[weight]?))))
                }
            }
        });
        Self::from_values(joined)
    }
}

/// The mean of values with weights; `None` if there is nothing of any weight.
fn weighted(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, weight) = values.fold((0.0, 0.0), |(s, w), (value, by)| (s + value * by, w + by));
    (weight > 0.0).then(|| sum / weight)
}

/// What one scrape told of a node since the one before, or several of them on average.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeSample {
    /// When, or the beginning of its slot.
    pub at: Millis,
    /// The deployment.
    pub deployment: DeploymentName,
    /// The endpoint, without user name and password: what names the node across its restarts.
    pub url: Text,
    /// LiveKit's `ND_…`, new at each restart; `None` if it does not tell.
    pub node_id: Option<Text>,
    /// The time that rates and means are about, milliseconds; `None` if there are none: at the
    /// first scrape, after a restart, after a long silence.
    pub interval_ms: Option<i64>,
    /// What was measured.
    pub figures: NodeFigures,
    /// Gauges that are below zero, as told: LiveKit's leak. They are in no figure.
    pub negative_gauges: BTreeMap<String, f64>,
}

/// What nodes measured over one step.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeStep {
    /// Beginning of the step.
    pub at: Millis,
    /// How many nodes told something in it.
    pub nodes: u32,
    /// The mean of each node, added up; what is not additive is the mean by its observations.
    pub figures: NodeFigures,
}

#[cfg(test)]
mod tests {
    use super::{FIGURES, Mean, NodeFigures, NodeQuality};

    #[test]
    fn values_come_back_in_their_places() {
        let values: Vec<_> = (1_u32..).map(f64::from).map(Some).take(FIGURES.len()).collect();
        let figures = NodeFigures::from_values(values.clone());
        assert_eq!(figures.values(), values);
        assert_eq!((figures.rooms, figures.cpu_cores), (Some(1.0), Some(6.0)));
        assert_eq!(NodeFigures::default().values(), vec![None; FIGURES.len()]);
        assert_eq!(NodeFigures::from_values([]), NodeFigures::default());
    }

    #[test]
    fn every_weight_is_a_figure_before_what_it_weighs() {
        for (place, (name, mean)) in FIGURES.iter().enumerate() {
            let Mean::WeightedBy(weight) = mean else { continue };
            let found = FIGURES[..place].iter().find(|(other, _)| other == weight);
            assert_eq!(found.map(|(_, mean)| *mean), Some(Mean::Sum), "{name}");
        }
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
        let quality = mean.quality.expect("two tell it");
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

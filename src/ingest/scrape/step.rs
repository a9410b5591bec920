//! Computes the measurements between two readings. Pure.

use std::time::Duration;

use super::buckets::Buckets;
use super::reading::{Counter, Gauge, HistogramKind, Reading};
use crate::model::{NodeFigures, NodeQuality, Spread};

/// After a gap as long as this, rates over the gap are not current.
const STALE: Duration = Duration::from_mins(5);

/// No rates are computed over less than this.
const LEAST_PASSED: Duration = Duration::from_millis(1);

/// A figure beyond this is invalid: a petabyte, or thirty thousand years in milliseconds.
const GREATEST: f64 = 1e15;

/// A figure below this counts as 0: the databases refuse products that are too small.
const LEAST: f64 = 1e-12;

/// The measurements of a reading and the one before.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measurements {
    pub(super) figures: NodeFigures,
    /// The time that rates and means cover, milliseconds; `None` if there are none.
    pub(super) interval_ms: Option<i64>,
    /// Whether the node restarted in between.
    pub(super) is_restarted: bool,
}

/// The measurements of `reading`, given the reading before and how long ago it was. The elapsed
/// time is monotonic: the clock may have been set meanwhile.
pub(super) fn step(before: Option<(Duration, &Reading)>, reading: &Reading) -> Measurements {
    let is_restarted = before.is_some_and(|(_, before)| is_restart(before, reading));
    let between = before
        .filter(|_| !is_restarted)
        .filter(|(passed, _)| (LEAST_PASSED..STALE).contains(passed));
    let mut figures = NodeFigures {
        rooms: sane(reading.count(Gauge::Rooms)),
        participants: sane(reading.count(Gauge::Participants)),
        tracks_published: sane(reading.count(Gauge::TracksPublished)),
        tracks_subscribed: sane(reading.count(Gauge::TracksSubscribed)),
        memory_bytes: sane(reading.count(Gauge::Memory)),
        ..NodeFigures::default()
    };
    if let Some((passed, before)) = between {
        measure(&mut figures, passed.as_secs_f64(), before, reading);
    }
    let interval_ms = between.and_then(|(passed, _)| i64::try_from(passed.as_millis()).ok());
    Measurements { figures, interval_ms, is_restarted }
}

/// Whether the node's id changed, or a counter went down.
fn is_restart(before: &Reading, now: &Reading) -> bool {
    let renamed =
        before.node_id.is_some() && now.node_id.is_some() && before.node_id != now.node_id;
    renamed
        || before
            .counters
            .iter()
            .any(|(counter, before)| now.counted(*counter).unwrap_or(0.0) < *before)
        || before.measures.iter().any(|(measure, before)| {
            let nothing = Buckets::default();
            now.measures.get(measure).unwrap_or(&nothing).since(Some(before)).is_none()
        })
}

/// Sets what is counted between `before` and `now`, which are `seconds` apart.
fn measure(figures: &mut NodeFigures, seconds: f64, before: &Reading, now: &Reading) {
    let per_second = |counter: Counter| {
        // A counter that is new was 0 before.
        let more = now.counted(counter)? - before.counted(counter).unwrap_or(0.0);
        sane(Some(more / seconds))
    };
    let per_minute = |counter: Counter| sane(per_second(counter).map(|rate| rate * 60.0));
    let between =
        |measure: HistogramKind| now.measures.get(&measure)?.since(before.measures.get(&measure));
    let spread = |measure: HistogramKind, scale: f64| {
        between(measure)?.spread(scale).and_then(|spread| {
            Some(Spread {
                samples: sane(Some(spread.samples))?,
                mean: sane(spread.mean),
                p50: sane(spread.p50),
                p95: sane(spread.p95),
            })
        })
    };
    figures.cpu_cores = per_second(Counter::Cpu);
    figures.received_bytes_per_second = per_second(Counter::BytesReceived);
    figures.sent_bytes_per_second = per_second(Counter::BytesSent);
    figures.received_packets_per_second = per_second(Counter::PacketsReceived);
    figures.sent_packets_per_second = per_second(Counter::PacketsSent);
    figures.nacks_per_second = per_second(Counter::Nacks);
    figures.plis_per_second = per_second(Counter::Plis);
    figures.signal_connected_per_minute = per_minute(Counter::SignalConnected);
    figures.signal_failed_per_minute = per_minute(Counter::SignalFailed);
    figures.rtc_init_per_minute = per_minute(Counter::RtcInit);
    figures.rtc_connected_per_minute = per_minute(Counter::RtcConnected);
    figures.rtc_active_per_minute = per_minute(Counter::RtcActive);
    figures.rtc_failed_per_minute = per_minute(Counter::RtcFailed);
    figures.rtc_canceled_per_minute = per_minute(Counter::RtcCanceled);
    figures.webhooks_delivered_per_minute = per_minute(Counter::WebhooksDelivered);
    figures.webhooks_lost_per_minute = per_minute(Counter::WebhooksLost);
    figures.join_latency_ms = spread(HistogramKind::JoinLatency, 1.0);
    figures.start_latency_ms = spread(HistogramKind::StartLatency, 1.0);
    figures.rtt_ms = spread(HistogramKind::Rtt, 1.0);
    figures.jitter_ms = spread(HistogramKind::Jitter, 0.001);
    figures.received_loss_ratio = spread(HistogramKind::LossReceived, 0.01);
    figures.sent_loss_ratio = spread(HistogramKind::LossSent, 0.01);
    figures.quality = quality(between(HistogramKind::Score), between(HistogramKind::Rating));
}

/// How well connections were, from LiveKit's scores and ratings.
fn quality(scores: Option<Buckets>, ratings: Option<Buckets>) -> Option<NodeQuality> {
    let scores = scores?;
    let samples = sane(scores.count())?;
    let mos = scores.mean().filter(|mos| NodeQuality::score_of(*mos).is_some());
    let ratings = ratings.unwrap_or_default();
    let up_to = |bound: f64| ratings.count().and_then(|_| ratings.up_to(bound));
    let share = |part: Option<f64>| {
        let share = part? / ratings.count()?;
        sane((0.0..=1.0).contains(&share).then_some(share))
    };
    let less = |a: Option<f64>, b: Option<f64>| Some(a? - b?);
    Some(NodeQuality {
        samples,
        score: mos.and_then(NodeQuality::score_of),
        mos,
        // POOR is 0, GOOD 1, EXCELLENT 2, LOST beyond.
        excellent_ratio: share(less(up_to(2.0), up_to(1.0))),
        good_ratio: share(less(up_to(1.0), up_to(0.0))),
        poor_ratio: share(up_to(0.0)),
        lost_ratio: share(less(ratings.count(), up_to(2.0))),
    })
}

/// The figure, if it is valid.
fn sane(value: Option<f64>) -> Option<f64> {
    let value = value.filter(|value| (0.0..GREATEST).contains(value));
    value.map(|value| if value < LEAST { 0.0 } else { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::time::Duration;

    use super::{Measurements, Reading, step};
    use crate::ingest::exposition::Parser;

    fn read(text: &str) -> Reading {
        let (mut parser, mut reading) = (Parser::new(), Reading::default());
        parser.feed(text.as_bytes(), |sample| reading.take(sample)).expect("the format");
        parser.finish().expect("a whole text");
        reading
    }

    /// The metrics of a node that has counted `n` of everything.
    fn node(id: &str, n: f64) -> String {
        let bytes = n * 1000.0;
        format!(
            "livekit_room_total{{node_id=\"{id}\"}} 2\nlivekit_participant_total{{node_id=\"{id}\"}} 5\n\
             livekit_track_published_total{{kind=\"AUDIO\"}} 3\nlivekit_track_published_total{{kind=\"VIDEO\"}} 1\n\
             livekit_packet_bytes{{direction=\"incoming\",transmission=\"initial\"}} {bytes}\n\
             livekit_packet_bytes{{direction=\"incoming\",transmission=\"retransmit\"}} {n}\n\
             livekit_participant_join_total{{state=\"signal_connected\"}} {n}\n\
             livekit_participant_join_total{{state=\"signal_validation_failed\"}} {n}\n\
             livekit_participant_join_total{{state=\"signal_failed\"}} {n}\n\
             livekit_webhook_dispatch_total{{status=\"success\",reason=\"\"}} {n}\n\
             livekit_webhook_dispatch_total{{status=\"drop\",reason=\"age\"}} {n}\n\
             livekit_webhook_dispatch_total{{status=\"failure\",reason=\"\"}} {n}\n\
             livekit_jitter_us_bucket{{direction=\"incoming\",le=\"1000\"}} 0\n\
             livekit_jitter_us_bucket{{direction=\"incoming\",le=\"10000\"}} {n}\n\
             livekit_jitter_us_bucket{{direction=\"incoming\",le=\"+Inf\"}} {n}\n\
             livekit_jitter_us_sum{{direction=\"incoming\"}} {}\nlivekit_jitter_us_count{{direction=\"incoming\"}} {n}\n\
             livekit_quality_score_sum {}\nlivekit_quality_score_count {n}\n\
             livekit_quality_rating_bucket{{le=\"0\"}} {}\nlivekit_quality_rating_bucket{{le=\"1\"}} {}\n\
             livekit_quality_rating_bucket{{le=\"2\"}} {}\nlivekit_quality_rating_count {n}\n",
            n * 5000.0,
            n * 3.8,
            n / 10.0,
            n / 5.0,
            n / 2.0,
        )
    }

    fn between(before: &str, seconds: u64, now: &str) -> Measurements {
        step(Some((Duration::from_secs(seconds), &read(before))), &read(now))
    }

    #[test]
    fn the_first_reading_gives_gauges_and_no_rates() {
        let reading = read(&node("ND_a", 100.0));
        let first = step(None, &reading);
        assert_eq!((first.interval_ms, first.is_restarted), (None, false));
        assert_eq!(first.figures.rooms, Some(2.0));
        assert_eq!(first.figures.tracks_published, Some(4.0));
        assert_eq!(first.figures.tracks_subscribed, None);
        assert_eq!(first.figures.received_bytes_per_second, None);
        assert_eq!(first.figures.quality, None);
        assert_eq!(
            reading.webhooks_lost.into_iter().collect::<Vec<_>>(),
            [("age".to_owned(), 100.0), ("failure".to_owned(), 100.0)]
        );
        assert_eq!(reading.node_id.as_deref(), Some("ND_a"));
        assert!(reading.is_of_livekit && !reading.is_of_several);
    }

    #[test]
    fn the_second_reading_gives_rates_means_and_spreads() {
        let step = between(&node("ND_a", 100.0), 10, &node("ND_a", 120.0));
        let figures = step.figures;
        assert_eq!((step.interval_ms, step.is_restarted), (Some(10_000), false));
        assert_eq!(figures.received_bytes_per_second, Some(2002.0));
        assert_eq!(figures.sent_bytes_per_second, Some(0.0), "the family is there");
        assert_eq!(figures.nacks_per_second, None, "the family is not");
        assert_eq!(figures.signal_connected_per_minute, Some(120.0));
        assert_eq!(figures.signal_failed_per_minute, Some(240.0));
        assert_eq!(figures.rtc_failed_per_minute, Some(0.0));
        assert_eq!(figures.webhooks_delivered_per_minute, Some(120.0));
        assert_eq!(figures.webhooks_lost_per_minute, Some(240.0));
        let jitter = figures.jitter_ms.expect("it was observed");
        assert_eq!((jitter.samples, jitter.mean, jitter.p50), (20.0, Some(5.0), Some(5.5)));
        let quality = figures.quality.expect("it was observed");
        let close =
            |value: Option<f64>, right: f64| value.is_some_and(|t| (t - right).abs() < 1e-6);
        assert!(close(quality.mos, 3.8) && close(quality.score, 80.0), "{quality:?}");
        assert!(close(quality.poor_ratio, 0.1) && close(quality.good_ratio, 0.1), "{quality:?}");
        assert!(
            close(quality.excellent_ratio, 0.3) && close(quality.lost_ratio, 0.5),
            "{quality:?}"
        );
    }

    #[test]
    fn a_state_of_joins_that_this_livekit_does_not_count_is_not_known() {
        let states = |states: &[(&str, u32)]| {
            let line = |(state, n): &(&str, u32)| {
                format!("livekit_participant_join_total{{state=\"{state}\"}} {n}\n")
            };
            states.iter().map(line).collect::<String>()
        };
        let rates = |before: &[(&str, u32)], now: &[(&str, u32)]| {
            let figures = between(&states(before), 60, &states(now)).figures;
            (
                figures.rtc_connected_per_minute,
                figures.rtc_canceled_per_minute,
                figures.rtc_active_per_minute,
                figures.rtc_failed_per_minute,
            )
        };
        let old = [("signal_connected", 5), ("rtc_init", 5), ("rtc_connected", 2)];
        let joined = [("signal_connected", 9), ("rtc_init", 9), ("rtc_connected", 4)];
        assert_eq!(rates(&old, &joined), (Some(2.0), None, None, None), "1.4");
        let with = |more: &[(&'static str, u32)]| [&joined, more].concat();
        let canceled = with(&[("rtc_canceled", 1)]);
        assert_eq!(rates(&old, &canceled), (Some(2.0), Some(1.0), None, None), "1.9.6");
        for state in ["rtc_active", "signal_validation_failed"] {
            let (.., canceled, active, failed) = rates(&old, &with(&[(state, 3)]));
            assert!(canceled == Some(0.0) && active.is_some(), "1.13: {state}");
            assert_eq!(failed, None, "1.13: {state}");
        }
        for state in ["rtc_success", "rtc_failure"] {
            let (.., failed) = rates(&old, &with(&[(state, 3)]));
            assert_eq!(failed, Some(if state == "rtc_failure" { 3.0 } else { 0.0 }), "{state}");
        }
        // Where nobody began to join, nobody failed to.
        let idle = [("signal_connected", 1), ("rtc_init", 0)];
        assert_eq!(rates(&idle, &idle), (Some(0.0), Some(0.0), Some(0.0), Some(0.0)));
    }

    #[test]
    fn a_restart_is_recognised_by_the_node_id_or_by_a_counter_that_went_down() {
        for (before, now) in [
            (node("ND_a", 100.0), node("ND_b", 120.0)),
            (node("ND_a", 100.0), node("ND_a", 99.0)),
            (node("ND_a", 100.0), "livekit_room_total 1\n".to_owned()),
        ] {
            let step = between(&before, 10, &now);
            assert!(step.is_restarted && step.interval_ms.is_none());
            assert_eq!(step.figures.received_bytes_per_second, None);
            assert!(step.figures.rooms.is_some());
        }
        // A node that only now reports its id, or counts more things, did not restart.
        for now in [node("ND_a", 100.0), node("ND_a", 101.0)] {
            assert!(!between("livekit_room_total 1\n", 10, &now).is_restarted);
        }
    }

    #[test]
    fn no_time_or_a_long_time_gives_no_rates() {
        for seconds in [0, 300, 100_000] {
            let step = between(&node("ND_a", 1.0), seconds, &node("ND_a", 2.0));
            assert_eq!((step.interval_ms, step.is_restarted), (None, false), "{seconds}");
            assert_eq!(step.figures.received_bytes_per_second, None, "{seconds}");
        }
        assert!(between(&node("ND_a", 1.0), 299, &node("ND_a", 2.0)).interval_ms.is_some());
    }

    #[test]
    fn a_gauge_that_leaked_below_zero_is_noted_and_no_count() {
        let text = "livekit_room_total -1\nlivekit_participant_total NaN\n\
            livekit_track_published_total{kind=\"AUDIO\"} -2\n\
            livekit_track_published_total{kind=\"VIDEO\"} 5\nlivekit_track_subscribed_total 0\n";
        let reading = read(text);
        let figures = step(None, &reading).figures;
        assert_eq!((figures.rooms, figures.participants), (None, None));
        assert_eq!((figures.tracks_published, figures.tracks_subscribed), (None, Some(0.0)));
        let noted: Vec<_> = reading.negative_gauges.iter().map(|(n, v)| (n.as_str(), *v)).collect();
        let tracks = "livekit_track_published_total{kind=\"AUDIO\"}";
        assert_eq!(noted, [("livekit_room_total", -1.0), (tracks, -2.0)]);
    }

    #[test]
    fn the_metrics_of_a_real_node_are_read_right() {
        let text = include_str!("../../../tests/fixtures/node-metrics.prom");
        let reading = read(text);
        let nothing = Reading::default();
        let figures = step(Some((Duration::from_secs(10), &nothing)), &reading).figures;
        assert_eq!((figures.rooms, figures.participants), (Some(2.0), Some(8.0)));
        assert_eq!((figures.tracks_published, figures.tracks_subscribed), (Some(10.0), Some(30.0)));
        assert_eq!(figures.cpu_cores, Some(1.093));
        assert_eq!(figures.plis_per_second, Some(1.9));
        assert_eq!(figures.signal_connected_per_minute, Some(162.0));
        assert_eq!(figures.webhooks_lost_per_minute, Some(0.0));
        let join = figures.join_latency_ms.expect("27 joined");
        assert_eq!((join.samples, join.mean.map(f64::floor)), (27.0, Some(47.0)));
        let quality = figures.quality.expect("94 were rated");
        assert_eq!(
            (quality.samples, quality.mos.map(|m| (m * 100.0).round())),
            (94.0, Some(404.0))
        );
        assert_eq!(quality.lost_ratio, Some(9.0 / 94.0));
        let loss = figures.received_loss_ratio.expect("it was observed");
        assert!(loss.mean.is_some_and(|mean| (0.0..=1.0).contains(&mean)), "{loss:?}");
    }

    #[test]
    fn a_hostile_node_fills_nothing_and_is_no_figure() {
        let mut text = String::from(
            "livekit_participant_total 1e300\nlivekit_quality_score_sum 1e300\nlivekit_quality_score_count 3\n",
        );
        for n in 0..1000 {
            let (reason, kind) = ("x".repeat(500), "é".repeat(500));
            text += &[
                "livekit_webhook_dispatch_total{status=\"drop\",reason=\"",
                &format!(
                    "{n}{reason}\"}} 1\nlivekit_track_subscribed_total{{kind=\"{n}{kind}\"}} -1\n"
                ),
            ]
            .concat();
        }
        let reading = read(&text);
        assert_eq!((reading.webhooks_lost.len(), reading.negative_gauges.len()), (16, 16));
        assert!(reading.webhooks_lost.keys().all(|reason| reason.chars().count() <= 100));
        let odd = read("livekit_room_total{node_id=\"ND_\0a\"} 1\n");
        assert_eq!(odd.node_id.as_deref(), Some("ND_\u{fffd}a"));
        let step = step(Some((Duration::from_secs(1), &Reading::default())), &reading);
        assert_eq!(step.figures.participants, None);
        let quality = step.figures.quality.expect("it says that it rated");
        assert_eq!((quality.mos, quality.score), (None, None));
    }

    proptest! {
        #[test]
        fn no_two_readings_give_a_negative_or_infinite_figure(
            values in proptest::collection::vec((any::<f64>(), any::<f64>()), 24),
        ) {
            let text = |pick: fn(&(f64, f64)) -> f64| {
                let mut text = String::new();
                for (line, pair) in node("ND_a", 1.0).lines().zip(&values) {
                    let value = match pick(pair) {
                        value if value.is_nan() => "NaN".to_owned(),
                        value if value.is_infinite() => "+Inf".to_owned(),
                        value => value.to_string(),
                    };
                    let series = line.rsplit_once(' ').expect("a value").0;
                    text += &[series, " ", &value, "\n"].concat();
                }
                text
            };
            let step = between(&text(|pair| pair.0), 7, &text(|pair| pair.1));
            for value in step.figures.values().into_iter().flatten() {
                prop_assert!(value == 0.0 || (1e-12..1e15).contains(&value), "{value}");
            }
        }
    }
}

//! The counters of a node: sums over the events of a period. The result does not depend on how the
//! period is divided.

use std::collections::BTreeMap;

use crate::model::Millis;
use crate::simulator::change::mutes;
use crate::simulator::faults::{Fate, ends_a_ghost};
use crate::simulator::planned_session::PlannedSession;
use crate::simulator::random::Random;
use crate::simulator::reason::Reason;
use crate::simulator::rhythm::storm;
use crate::simulator::room::RoomPlan;
use crate::simulator::story::Presence;
use crate::simulator::track::{TrackPlan, TrackSource};
use crate::simulator::world::Life;

use super::exposition::{Histogram, MetricsPage, Series};

/// How often LiveKit takes a sample of each participant's quality, in milliseconds.
const SAMPLED_EVERY: i64 = 5000;

/// A join that ends sooner counts as cancelled, otherwise as failed, milliseconds (LiveKit's).
const CANCELED: i64 = 3000;

/// How long a connection is lost before LiveKit reports it, milliseconds.
const DEAD: i64 = 20_000;

/// Subscribers of a track, at most.
const MOST_SUBSCRIBERS: u64 = 12;

/// Key of the random numbers of joins, of quality, of media, of lost webhooks.
const JOIN: u64 = 0x1013;
const QUALITY: u64 = 0x9A11;
const MEDIA: u64 = 0x3ED1;
const LOSS: u64 = 0x1055;

const JOIN_LATENCY: [&str; 15] = [
    "10",
    "16.37893706954064",
    "26.826957952797258",
    "43.93970560760792",
    "71.96856730011521",
    "117.87686347935875",
    "193.06977288832508",
    "316.227766016838",
    "517.9474679231213",
    "848.3428982440723",
    "1389.4954943731382",
    "2275.8459260747895",
    "3727.5937203149415",
    "6105.402296585331",
    "10000.000000000004",
];
const START_TIME: [&str; 15] = [
    "100",
    "138.94954943731375",
    "193.06977288832496",
    "268.26957952797244",
    "372.7593720314938",
    "517.9474679231207",
    "719.6856730011514",
    "999.999999999999",
    "1389.495494373136",
    "1930.6977288832477",
    "2682.695795279722",
    "3727.593720314934",
    "5179.474679231202",
    "7196.856730011506",
    "9999.999999999978",
];
const SESSION_DURATION: [&str; 15] = [
    "100",
    "233.59011674382418",
    "545.6434264039341",
    "1274.5691167419518",
    "2977.267487778254",
    "6954.602600477145",
    "16245.264333523593",
    "37947.33192202059",
    "88641.21693781434",
    "207057.12212818698",
    "483664.9733056345",
    "1.1297935757936179e+06",
    "2.639086132660537e+06",
    "6.164644378251824e+06",
    "1.440000000000003e+07",
];
const ROOM_DURATION: [&str; 10] =
    ["5", "10", "60", "300", "600", "1800", "3600", "7200", "18000", "36000"];
const SCORE: [&str; 10] = ["1", "2", "2.5", "3", "3.25", "3.5", "3.75", "4", "4.25", "4.5"];
const RATING: [&str; 3] = ["0", "1", "2"];
const JITTER: [&str; 9] =
    ["1000", "10000", "30000", "50000", "70000", "100000", "300000", "600000", "1e+06"];
const RTT: [&str; 10] = ["50", "100", "150", "200", "250", "500", "750", "1000", "5000", "10000"];
const LOSS_PERCENT: [&str; 10] = ["0", "0.1", "0.3", "0.5", "0.7", "1", "5", "10", "40", "100"];
const QUEUE: [&str; 9] = ["1", "2", "3", "4", "5", "10", "20", "40", "80"];

const IN: &str = "country=\"\",direction=\"incoming\",";
const OUT: &str = "country=\"\",direction=\"outgoing\",";
const INITIAL: &str = ",transmission=\"initial\"";
const RETRANSMITTED: &str = ",transmission=\"retransmit\"";
const PROTOCOL: &str = ",protocol_version=\"18\"";
const PROTOCOL_WARP: &str = ",protocol_version=\"18\",warp=\"false\"";

/// The condition of a network link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Good,
    Bad,
    Dead,
}

/// The counters of a node.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    counters: BTreeMap<Series, u64>,
    histograms: BTreeMap<Series, Histogram>,
    /// Number of quality samples.
    pub(super) samples: u64,
}

impl Totals {
    /// Adds what happened in `life` after `from` and not after `to`.
    pub(super) fn add(&mut self, life: &Life, from: Millis, to: Millis) {
        let within = |at: Millis| from < at && at <= to;
        let room = &life.room;
        if within(room.closed) && !room.died {
            let seconds = Series::new("livekit_room_duration_seconds", "", "");
            self.spread(seconds, &ROOM_DURATION, room.closed.since(room.opened), 1);
        }
        for presence in &life.story.presences {
            self.joins(&presence.session, &within);
            self.samples(life, presence, from, to);
        }
        for delivery in life.deliveries.iter().filter(|delivery| within(delivery.send_at)) {
            let (reason, status) = match delivery.fate {
                Fate::Duplicate => continue,
                Fate::InOrder | Fate::Late => ("", ",reason=\"\",status=\"success\""),
                Fate::Lost if ends_a_ghost(room, &delivery.item) => continue,
                Fate::Lost => {
                    let mut random = Random::new(&[LOSS, delivery.item.key(room)]);
                    let fate = [
                        (70, ("failure", ",reason=\"\",status=\"failure\"")),
                        (30, ("age", ",reason=\"age\",status=\"drop\"")),
                    ];
                    random.pick(&fate)
                }
            };
            let queued = if reason == "age" { 4000 } else { 1000 };
            self.count(Series::new("livekit_webhook_dispatch_total", "", status), 1);
            self.spread(Series::new("livekit_webhook_queue_length", "", ""), &QUEUE, queued, 1);
        }
    }

    fn count(&mut self, series: Series, more: u64) {
        *self.counters.entry(series).or_default() += more;
    }

    fn spread(
        &mut self,
        series: Series,
        bounds: &'static [&'static str],
        thousandths: i64,
        times: u64,
    ) {
        let histogram = self.histograms.entry(series).or_insert_with(|| Histogram::new(bounds));
        histogram.add(thousandths.unsigned_abs(), times);
    }

    fn joins(&mut self, session: &PlannedSession, within: &impl Fn(Millis) -> bool) {
        let joined = |state| Series::new("livekit_participant_join_total", "", state);
        if within(session.joined) {
            let mut random = session.random(JOIN);
            self.count(joined(",state=\"signal_connected\""), 1);
            self.count(joined(",state=\"rtc_init\""), 1);
            if random.chance(0.01) {
                self.count(joined(",state=\"signal_failed\""), 1);
            }
            let latency = random.pick(&[(70, (4, 30)), (25, (30, 120)), (5, (120, 900))]);
            let latency = random.between(latency.0, latency.1) * 1000;
            let series = Series::new("livekit_session_join_latency_ms", "", PROTOCOL);
            self.spread(series, &JOIN_LATENCY, latency, 1);
            let started = ",state=\"started\",transport=\"PUBLISHER\"";
            self.count(Series::new("livekit_peer_connection_state", "", started), 1);
        }
        if session.aborted {
            if within(session.left) {
                let brief = session.reason == Reason::SignalClose
                    && session.left.since(session.joined) < CANCELED;
                // LiveKit counts a cancelled join as a failure, too.
                self.count(joined(",state=\"rtc_failure\""), 1);
                if brief {
                    self.count(joined(",state=\"rtc_canceled\""), 1);
                }
            }
            return;
        }
        if within(session.active) {
            for state in
                [",state=\"rtc_active\"", ",state=\"rtc_connected\"", ",state=\"rtc_success\""]
            {
                self.count(joined(state), 1);
            }
            for state in [
                ",state=\"connected\",transport=\"PUBLISHER\"",
                ",state=\"fully_established\",transport=\"PUBLISHER\"",
                ",state=\"ice_connected\",transport=\"PUBLISHER\"",
            ] {
                self.count(Series::new("livekit_peer_connection_state", "", state), 1);
            }
            let series = Series::new("livekit_session_start_time_ms", "", PROTOCOL_WARP);
            self.spread(series, &START_TIME, session.active.since(session.joined) * 1000, 1);
        }
        if within(session.left) && !session.died {
            let series = Series::new("livekit_session_duration_ms", "", PROTOCOL);
            self.spread(series, &SESSION_DURATION, session.left.since(session.joined) * 1000, 1);
        }
    }

    fn samples(&mut self, life: &Life, presence: &Presence, from: Millis, to: Millis) {
        let session = &presence.session;
        let subscribers = subscribers(life);
        for track in &presence.tracks {
            if from < track.published && track.published <= to {
                let kind = kind_label(track);
                let published = |state| Series::new("livekit_track_publish_counter", kind, state);
                self.count(published(",state=\"attempt\""), 1);
                self.count(published(",state=\"success\""), 1);
                let subscribed =
                    |state| Series::new("livekit_track_subscribe_counter", "error=\"\",", state);
                self.count(subscribed(",state=\"attempt\""), subscribers);
                self.count(subscribed(",state=\"success\""), subscribers);
            }
        }
        if session.aborted {
            return;
        }
        let mutes: Vec<_> = presence.tracks.iter().map(mutes).collect();
        let at_once = life.room.pace.samples_at_once();
        let every = SAMPLED_EVERY.saturating_mul(at_once.cast_signed());
        let first = from.since(session.active).div_euclid(every).max(0) + 1;
        let mut at = session.active.plus(first * every);
        while at <= to && at < session.left {
            let link = link(&life.room, session, at);
            self.quality(session, at, link, at_once);
            for (track, mutes) in presence.tracks.iter().zip(&mutes) {
                let is_live = track.published <= at && at < track.unpublished;
                let is_muted = mutes.partition_point(|mute| *mute <= at) % 2 == 1;
                if is_live && !is_muted && link != Link::Dead {
                    self.media(track, at, link, (subscribers, at_once));
                }
            }
            at = at.plus(every);
        }
    }

    fn quality(&mut self, session: &PlannedSession, at: Millis, link: Link, times: u64) {
        let mut random = Random::new(&[session.key, QUALITY, at.0.cast_unsigned()]);
        let sample: [(u32, (i64, i64, i64)); 4] = match link {
            Link::Good => {
                [(93, (2, 4250, 4500)), (6, (1, 3500, 4100)), (1, (0, 2000, 3200)), (0, (3, 0, 1))]
            }
            Link::Bad => [
                (25, (2, 4250, 4400)),
                (40, (1, 3300, 4100)),
                (33, (0, 1800, 3200)),
                (2, (3, 1000, 1001)),
            ],
            Link::Dead => [(1, (3, 1000, 1001)), (0, (3, 0, 1)), (0, (3, 0, 1)), (0, (3, 0, 1))],
        };
        let (rating, low, high) = random.pick(&sample);
        let score = random.between(low, high);
        self.samples += times;
        self.spread(Series::new("livekit_quality_rating", "", ""), &RATING, rating * 1000, times);
        self.spread(Series::new("livekit_quality_score", "", ""), &SCORE, score, times);
    }

    /// What the node forwards of a track, to so many `subscribers`, in so many samples.
    fn media(
        &mut self,
        track: &TrackPlan,
        at: Millis,
        link: Link,
        (subscribers, samples): (u64, u64),
    ) {
        let mut random = Random::new(&[track.key, MEDIA, at.0.cast_unsigned()]);
        let (packets, bytes) = if is_video(track) {
            let packets = random.between(350, 700).unsigned_abs();
            (packets, packets * 1050)
        } else {
            (250, 250 * random.between(60, 110).unsigned_abs())
        };
        let lost = match link {
            Link::Bad => packets * random.between(5, 90).unsigned_abs() / 1000,
            _ => u64::from(random.chance(0.06)),
        };
        let labels = source_labels(track.source);
        for (direction, times) in [(IN, samples), (OUT, samples * subscribers)] {
            if times == 0 {
                continue;
            }
            let total = |name, after| Series::new(name, direction, after);
            self.count(total("livekit_packet_total", INITIAL), packets * times);
            self.count(total("livekit_packet_bytes", INITIAL), bytes * times);
            if lost > 0 {
                self.count(total("livekit_packet_total", RETRANSMITTED), lost * times);
                self.count(total("livekit_packet_bytes", RETRANSMITTED), lost * 1050 * times);
                self.count(total("livekit_nack_total", ""), lost * times);
                self.count(total("livekit_packet_loss_total", labels), lost * times);
            }
            if is_video(track) && (link == Link::Bad || random.chance(0.02)) {
                self.count(total("livekit_pli_total", ""), times);
            }
            if is_video(track) && random.chance(0.002) {
                self.count(total("livekit_fir_total", ""), times);
            }
            let (rtt, jitter) = match link {
                Link::Bad => (random.between(120, 700), random.between(15_000, 180_000)),
                _ => (random.between(12, 90), random.between(600, 14_000)),
            };
            let percent = i64::try_from(lost * 100_000 / packets).unwrap_or(0);
            let share = total("livekit_packet_loss_percent", labels);
            self.spread(total("livekit_rtt_ms", labels), &RTT, rtt * 1000, times);
            self.spread(total("livekit_jitter_us", labels), &JITTER, jitter * 1000, times);
            self.spread(share, &LOSS_PERCENT, percent, times);
        }
    }

    /// Writes everything.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub(super) fn write(&self, page: &mut MetricsPage) {
        for (series, count) in &self.counters {
            page.number("counter", *series, *count as f64);
        }
        for (series, histogram) in &self.histograms {
            page.histogram(*series, histogram);
        }
    }
}

/// Subscribers of each track of the room. They follow from the plan, so that they do not depend on
/// the time of the request.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
fn subscribers(life: &Life) -> u64 {
    (life.room.size.max(1.0) as u64 - 1).min(MOST_SUBSCRIBERS)
}

const fn is_video(track: &TrackPlan) -> bool {
    matches!(track.source, TrackSource::Camera | TrackSource::Screen)
}

/// The label of the kind of a track.
pub(super) const fn kind_label(track: &TrackPlan) -> &'static str {
    if is_video(track) { "kind=\"VIDEO\"," } else { "kind=\"AUDIO\"," }
}

const fn source_labels(source: TrackSource) -> &'static str {
    match source {
        TrackSource::Microphone => ",source=\"MICROPHONE\",type=\"AUDIO\"",
        TrackSource::Camera => ",source=\"CAMERA\",type=\"VIDEO\"",
        TrackSource::Screen => ",source=\"SCREEN_SHARE\",type=\"VIDEO\"",
        TrackSource::ScreenAudio => ",source=\"SCREEN_SHARE_AUDIO\",type=\"AUDIO\"",
    }
}

/// The network link of `session` at `at`.
fn link(room: &RoomPlan, session: &PlannedSession, at: Millis) -> Link {
    if session.reason == Reason::ConnectionTimeout && at >= session.planned.plus(-DEAD) {
        return Link::Dead;
    }
    let bad = storm(room.seed, room.pace.storm_every(), at, at.plus(1));
    if bad.is_some() { Link::Bad } else { Link::Good }
}

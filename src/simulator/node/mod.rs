//! The simulated node's metrics, under the names, types and labels of a real one.
//!
//! Gauges show the current state. Counters are sums of the events since the node came up; after a
//! crash they start from zero with another node id.

mod exposition;
mod totals;

use std::collections::BTreeMap;

use crate::model::Millis;

use super::random::{Random, id, key};
use super::restarts::Restarts;
use super::schedule::Schedule;
use super::world::World;

use exposition::{MetricsPage, Series};
use totals::{Totals, kind_label};

/// How much time is summed up at once, milliseconds; it bounds the memory.
const PIECE: i64 = 600_000;

/// Key of the random numbers of node ids, of gauges that leak.
const NODE: u64 = 0x40DE;
const LEAK: u64 = 0x1EA4;

/// Memory of a node, bytes: idle, per participant, per hour of uptime.
const REST_BYTES: i64 = 110_000_000;
const PARTICIPANT_BYTES: i64 = 420_000;
const HOUR_BYTES: i64 = 3_000_000;

/// Seconds of processor time: per idle second, per quality sample.
const REST_CPU: f64 = 0.015;
const SAMPLE_CPU: f64 = 0.012;

/// A node, and what it has counted.
#[derive(Debug)]
pub struct Node {
    seed: u64,
    negative_gauges: f64,
    restarts: Restarts,
    started: Millis,
    born: Millis,
    counted_until: Millis,
    totals: Totals,
}

impl Node {
    /// A node that came up at `started`, or after its last crash since then.
    pub fn new(schedule: &Schedule, started: Millis) -> Self {
        let options = schedule.options();
        Self {
            seed: options.seed,
            negative_gauges: options.faults.negative_gauges,
            restarts: schedule.restarts(),
            started,
            born: started,
            counted_until: started,
            totals: Totals::default(),
        }
    }

    /// LiveKit's id of the node at `at`; it changes with each crash.
    pub fn id(&self, at: Millis) -> String {
        id("ND_", key(&[self.seed, NODE, self.born_before(at).0.cast_unsigned()]))
    }

    /// When the node that is up at `at` came up.
    fn born_before(&self, at: Millis) -> Millis {
        let back = self.restarts.last(self.started, at).map(|restart| restart.back);
        back.map_or(self.started, |back| back.max(self.started))
    }

    /// Its metrics at `at`, always the same for the same time. Requests in order only add what is
    /// new.
    pub fn exposition(&mut self, world: &World, at: Millis) -> String {
        self.count(world, at);
        let mut page = MetricsPage::of(&self.id(at));
        self.totals.write(&mut page);
        self.gauges(world, at, &mut page);
        self.process(world, at, &mut page);
        page.text()
    }

    fn count(&mut self, world: &World, at: Millis) {
        let born = self.born_before(at);
        if born != self.born || at < self.counted_until {
            (self.born, self.counted_until, self.totals) = (born, born, Totals::default());
        }
        while self.counted_until < at {
            let from = self.counted_until;
            let to = at.min(from.plus(PIECE));
            for life in world.lives(from, to.plus(1)).iter() {
                self.totals.add(life, from, to);
            }
            self.counted_until = to;
        }
    }

    fn gauges(&self, world: &World, at: Millis, page: &mut MetricsPage) {
        let mut tracks: BTreeMap<&str, (i64, i64)> =
            BTreeMap::from([("kind=\"AUDIO\",", (0, 0)), ("kind=\"VIDEO\",", (0, 0))]);
        let (mut rooms, mut participants) = (0_i64, 0_i64);
        for life in world.lives(at, at.plus(1)).iter().filter(|life| life.room.is_open(at)) {
            rooms += 1;
            let mut published = Vec::new();
            let mut present = 0;
            for presence in &life.story.presences {
                let session = &presence.session;
                participants += i64::from(session.joined <= at && at < session.left);
                if presence.is_present(at) {
                    present += 1;
                    published.extend(presence.live_tracks(at).map(kind_label));
                }
            }
            for kind in published {
                let counts = tracks.entry(kind).or_default();
                *counts = (counts.0 + 1, counts.1 + present - 1);
            }
        }
        let mut random = Random::new(&[self.seed, LEAK, at.0.cast_unsigned()]);
        if random.chance(self.negative_gauges) {
            let leak = random.between(1, 4);
            (rooms, participants) = (-leak, -random.between(1, 6));
            for counts in tracks.values_mut() {
                *counts = (-leak, -leak);
            }
        }
        let mut put = |name, before, value: i64| {
            page.number("gauge", Series::new(name, before, ""), float(value));
        };
        put("livekit_room_total", "", rooms);
        put("livekit_participant_total", "", participants);
        put("livekit_forward_latency", "", 0);
        put("livekit_forward_jitter", "", 0);
        for (kind, (published, subscribed)) in [
            ("kind=\"AUDIO\",", tracks["kind=\"AUDIO\","]),
            ("kind=\"VIDEO\",", tracks["kind=\"VIDEO\","]),
        ] {
            put("livekit_track_published_total", kind, published);
            put("livekit_track_subscribed_total", kind, subscribed);
        }
    }

    fn process(&self, world: &World, at: Millis, page: &mut MetricsPage) {
        let open = world.lives(at, at.plus(1));
        let present: u32 = open
            .iter()
            .filter(|life| life.room.is_open(at))
            .map(|life| life.story.counts(at).0)
            .sum();
        let life_ms = at.since(self.born);
        let samples = float(i64::try_from(self.totals.samples).unwrap_or(i64::MAX));
        let cpu = 0.4 + float(life_ms) / 1000.0 * REST_CPU + samples * SAMPLE_CPU;
        let bytes =
            REST_BYTES + i64::from(present) * PARTICIPANT_BYTES + HOUR_BYTES * life_ms / 3_600_000;
        page.process("counter", "process_cpu_seconds_total", (cpu * 100.0).round() / 100.0);
        page.process("gauge", "process_resident_memory_bytes", float(bytes));
        page.process("gauge", "process_start_time_seconds", float(self.born.0) / 1000.0);
        page.process("gauge", "process_open_fds", 48.0 + f64::from(present));
        page.process("gauge", "process_max_fds", 20_000.0);
        page.process("gauge", "go_goroutines", 90.0 + 42.0 * f64::from(present));
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers here are far below 2^52")]
const fn float(number: i64) -> f64 {
    number as f64
}

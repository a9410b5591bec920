//! Clients that report the quality of their own connections to the console, as applications with
//! the reporter do.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::options::Options;
use super::planned_session::{PlannedSession, Role};
use super::random::Random;
use super::reason::Reason;
use super::room::RoomPlan;
use super::schedule::Schedule;
use super::story::Presence;
use super::task::Target;
use super::track::TrackSource;
use super::world::{Life, World};
use crate::clock::Clock;
use crate::livekit;
use crate::model::Millis;
use crate::net::client;
use crate::net::tls::Trust;

/// How often a client reports, seconds.
const INTERVAL_S: i64 = 10;

/// Clients that report, at most, about; of more people only a part does.
const CLIENTS: usize = 200;

/// The share of people whose application has the reporter.
const WITH_REPORTER: f64 = 0.85;

/// How long before a connection breaks it is bad, milliseconds.
const BAD_BEFORE_MS: i64 = 40_000;

/// The key of the random numbers of a client, and of its network in one minute.
const CLIENT: u64 = 0xC11E;
const NETWORK: u64 = 0x2E7A;

/// A response that takes longer counts as none.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The simulated clients.
#[derive(Debug)]
pub struct Clients {
    world: World,
    clock: Clock,
    target: Target,
}

impl Clients {
    /// The clients of a LiveKit with these options, which report to `target`.
    pub fn new(options: Options, clock: Clock, target: Target) -> Self {
        Self { world: World::new(Schedule::new(options)), clock, target }
    }

    /// Reports until `token` is cancelled.
    pub async fn run(self, token: CancellationToken) -> anyhow::Result<()> {
        let http = client::builder(&Trust::system()).no_proxy().timeout(TIMEOUT).build();
        let http = http.context("building the HTTP client of the simulated clients")?;
        let mut seconds = tokio::time::interval(Duration::from_secs(1));
        seconds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                () = token.cancelled() => return Ok(()),
                _ = seconds.tick() => {}
            }
            for (bearer, report) in self.due(self.clock.now()) {
                let request = http.post(&self.target.url).bearer_auth(bearer).json(&report);
                tokio::select! {
                    () = token.cancelled() => return Ok(()),
                    // A report that is not taken is lost, as that of a client that is gone.
                    _ = request.send() => {}
                }
            }
        }
    }

    /// The reports of the second of `now`, each with its participant's token.
    fn due(&self, now: Millis) -> Vec<(String, Value)> {
        let lives = self.world.lives(now, now.plus(1));
        let people = lives.iter().flat_map(|life| {
            let present = life.story.presences.iter().filter(move |one| one.is_present(now));
            present.filter(|one| one.session.role == Role::Person).map(|one| (life.room, one))
        });
        let people: Vec<_> = people.collect();
        let one_of = people.len() / CLIENTS + 1;
        let due = people.into_iter().filter(|(_, one)| is_due(&one.session, one_of, now));
        due.map(|(room, one)| (self.token(&room, &one.session), report(&room, one, now))).collect()
    }

    fn token(&self, room: &RoomPlan, session: &PlannedSession) -> String {
        // The receiver checks its times against the system's clock.
        livekit::sign_participant(
            &session.identity(),
            &room.name(),
            &self.target.api_key,
            &self.target.api_secret,
            Clock::System.now(),
        )
    }
}

/// A report of a simulated past.
#[derive(Debug, Clone)]
pub struct PastReport {
    /// When it is received.
    pub at: Millis,
    /// The room's name.
    pub room_name: String,
    /// The participant's identity.
    pub identity: String,
    /// The JSON.
    pub body: Vec<u8>,
}

/// The reports of people in `lives` from `from` until before `to`, in order. One of `one_of` with
/// the reporter reports, once in `every` milliseconds.
pub fn past_reports(
    lives: &[Arc<Life>],
    (from, to): (Millis, Millis),
    every: i64,
    one_of: u64,
) -> Vec<PastReport> {
    let mut reports = Vec::new();
    for life in lives {
        let (room_name, presences) = (life.room.name(), &life.story.presences);
        for one in presences.iter().filter(|one| one.session.role == Role::Person) {
            let mut random = one.session.random(CLIENT);
            let has_reporter = random.chance(WITH_REPORTER);
            let phase = random.between(0, every);
            if !has_reporter || !random.next_u64().is_multiple_of(one_of) {
                continue;
            }
            let mut at = Millis(from.0 + (phase - from.0).rem_euclid(every));
            while at < to.min(one.session.left) {
                if one.is_present(at) {
                    let body = report(&life.room, one, at).to_string().into_bytes();
                    let (room_name, identity) = (room_name.clone(), one.session.identity());
                    reports.push(PastReport { at, room_name, identity, body });
                }
                at = at.plus(every);
            }
        }
    }
    reports.sort_by_key(|report| report.at);
    reports
}

/// Whether the client reports in the second of `now`. One of `one_of` with the reporter does.
fn is_due(session: &PlannedSession, one_of: usize, now: Millis) -> bool {
    let mut random = session.random(CLIENT);
    let has_reporter = random.chance(WITH_REPORTER);
    let phase = random.between(0, INTERVAL_S);
    let is_chosen = random.next_u64().is_multiple_of(one_of as u64);
    has_reporter && is_chosen && now.0.div_euclid(1000).rem_euclid(INTERVAL_S) == phase
}

/// What a client measures at `now`. Its network is bad in some minutes, and before it breaks.
fn report(room: &RoomPlan, one: &Presence, now: Millis) -> Value {
    let session = &one.session;
    let mut client = session.random(CLIENT);
    let minute = now.0.div_euclid(60_000).unsigned_abs();
    let mut network = Random::new(&[session.key, NETWORK, minute]);
    let breaks = matches!(session.reason, Reason::ConnectionTimeout | Reason::MediaFailure)
        && session.left.since(now) < BAD_BEFORE_MS;
    let (quality, loss, jitter_ms, delay_ms) = match network.unit() {
        weather if breaks || weather < 0.04 => ("poor", 0.08, 60.0, 180.0),
        weather if weather < 0.15 => ("good", 0.025, 22.0, 50.0),
        _ => ("excellent", 0.002, 4.0, 0.0),
    };
    let mut varied = |mean: f64| mean * (0.6 + 0.8 * network.unit());
    let distance_ms = client.pick(&[(12, 25.0), (5, 60.0), (1, 190.0)]);
    let camera = one.live_tracks(now).any(|track| matches!(track.source, TrackSource::Camera));
    let height = match quality {
        "excellent" => 720,
        "good" => 360,
        _ => 180,
    };
    let (sdk, browser) = client.one_of(&[
        ("livekit-client 2.23.0", "Chrome 156"),
        ("livekit-client 2.22.1", "Safari 26"),
        ("livekit-client 2.23.0", "Firefox 151"),
        ("client-sdk-swift 2.10.0", "iOS 26"),
    ]);
    let (candidate_type, protocol) =
        client.pick(&[(8, ("host", "udp")), (4, ("srflx", "udp")), (1, ("relay", "tls"))]);
    json!({
        "at": now.0,
        "sent_at": now.0,
        "room_sid": room.sid(),
        "participant_sid": session.sid(),
        "quality": quality,
        "rtt_ms": varied(distance_ms + delay_ms),
        "jitter_ms": varied(jitter_ms),
        "loss_in_ratio": varied(loss),
        "loss_out_ratio": varied(loss / 2.0),
        "bitrate_in_bps": varied(f64::from(height) * 2200.0).round(),
        "bitrate_out_bps": varied(if camera { f64::from(height) * 1800.0 } else { 36_000.0 }).round(),
        "freezes": u32::from(quality == "poor"),
        "freeze_seconds": if quality == "poor" { varied(0.7) } else { 0.0 },
        "concealed_ratio": varied(loss / 3.0),
        "quality_limitation": if camera && quality != "excellent" { "bandwidth" } else { "none" },
        "candidate_type": candidate_type,
        "protocol": protocol,
        "sdk": sdk,
        "browser": browser,
        "frames_per_second_out": camera.then(|| varied(24.0).min(30.0)),
        "frame_width_out": camera.then_some(height * 16 / 9),
        "frame_height_out": camera.then_some(height),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::Faults;

    #[test]
    fn each_client_reports_every_ten_seconds_and_bad_networks_are_rare() {
        let options =
            Options { seed: 7, participants: 60, faults: Faults::NONE, ..Options::default() };
        let target = Target {
            url: "http://127.0.0.1:1".to_owned(),
            api_key: "APIclients".to_owned(),
            api_secret: "clientssecretclientssecretclients".to_owned(),
        };
        let clients = Clients::new(options, Clock::System, target);
        let start = Millis(1_795_377_600_000);
        let mut reports: Vec<Value> = Vec::new();
        for second in 0..30 {
            let due = clients.due(start.plus(second * 1000));
            reports.extend(due.into_iter().map(|(_, report)| report));
        }
        let mut counts = std::collections::HashMap::new();
        for report in &reports {
            *counts.entry(report["participant_sid"].to_string()).or_insert(0) += 1;
        }
        assert!(counts.len() > 10, "{}", counts.len());
        assert!(counts.values().all(|count| *count <= 3), "{counts:?}");
        let poor = reports.iter().filter(|report| report["quality"] == "poor").count();
        assert!(poor * 4 < reports.len(), "{poor} of {}", reports.len());
        assert!(reports.iter().all(|report| report["loss_in_ratio"].as_f64() < Some(0.2)));
    }
}

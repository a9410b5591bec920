//! An hour of a LiveKit whose webhooks are lost, late, doubled and out of order, one in five each:
//! in the end the console knows what happened, and has counted what it had to find out by itself.
//! So it does if the clocks of three nodes differ by half a minute, and LiveKit's from ours by
//! five.

use std::collections::{BTreeMap, BTreeSet};

use livekit_console::clock::Clock;
use livekit_console::model::{Certainty, Departure, Drift, End, Millis, ParticipantSession};
use livekit_console::simulator::{Faults, Options, Schedule, Server, Simulator, Target};
use secrecy::SecretString;
use tokio::sync::watch;

use crate::console::{Console, KEY, NOW, SECRET, eventually};
use crate::load::background;
use crate::oracle::{Ledger, StayTruth};

const HOUR_MS: i64 = 3_600_000;
/// What happens in the last minutes is still being found out.
const SETTLING_MS: i64 = 300_000;
/// Each room is listed at least so often, milliseconds: a minute, and as long again where the
/// machine is slower than the clock that is moved.
const SWEEP_MS: i64 = 120_000;
/// How long webhooks are waited for, milliseconds.
const GRACE_MS: i64 = 15_000;
/// What lies on the edge of the hour may be counted on either side.
const EDGE: u64 = 2;
/// LiveKit tells ends in whole seconds.
const SECOND_MS: i64 = 1_000;
/// How far a clock is off is known to so much, milliseconds: LiveKit tells whole seconds, and the
/// test's clock moves by seconds.
const SKEW_MS: i64 = 2_000;

const OPTIONS: Options = Options {
    seed: 11,
    rooms: 16,
    participants: 96,
    history_ms: 0,
    faults: Faults { lost: 0.2, late: 0.2, duplicated: 0.2, reordered: 0.2, ..Faults::NONE },
};

struct World {
    console: Console,
    sent_until: watch::Receiver<Option<Millis>>,
    turns: u64,
}

impl World {
    async fn begin(options: Options) -> Self {
        let clock = Clock::manual(NOW);
        let (sent_until, heard) = watch::channel(None);
        let secret = SecretString::from(SECRET);
        let server = Server::bind(options, clock.clone(), KEY, &secret, Some(heard.clone()))
            .expect("a free port");
        let url = format!("ws://{}", server.address());
        let folder = tempfile::tempdir().expect("a folder for the test");
        let console = Console::spawn_on(folder, clock.clone(), |options| {
            let file = options.config_file.clone().expect("a file");
            let text = std::fs::read_to_string(&file).expect("it can be read");
            std::fs::write(&file, text.replace("ws://127.0.0.1:7880", &url)).expect("and written");
            options.livekit_poll_interval = Some("5s".to_owned());
            options.livekit_requests_per_minute = Some(60_000);
        })
        .await;
        let target = Target {
            url: console.url("/api/livekit/webhook"),
            api_key: KEY.to_owned(),
            api_secret: SECRET.to_owned(),
        };
        let simulator = Simulator::new(options, clock, target).reporting_to(sent_until);
        let token = tokio_util::sync::CancellationToken::new();
        let until = token.clone();
        background(async move {
            server.run(until).await.expect("it serves");
        });
        background(async move {
            simulator.run(token, Vec::new(), |_| ()).await.expect("it plays");
        });
        Self { console, sent_until: heard, turns: 0 }
    }

    /// Lets the time pass until `end`, second by second, and everything of each second happen.
    async fn play(&mut self, end: Millis) {
        let mut now = self.console.clock.now();
        while now < end {
            now = now.plus(SECOND_MS);
            self.console.clock.set(now);
            let sent_until = self
                .sent_until
                .wait_for(|sent_until| sent_until.is_some_and(|sent_until| sent_until >= now));
            drop(
                tokio::time::timeout(crate::console::LIMIT, sent_until)
                    .await
                    .expect("all due webhooks are sent"),
            );
            if now.0 % 6_000 == 0 {
                self.wait_for_a_turn().await;
            }
        }
    }

    /// Waits until the rooms were listed once more.
    async fn wait_for_a_turn(&mut self) {
        let before = self.turns;
        eventually("the rooms are listed", async || {
            let metrics = self.console.get("/metrics").await.text().await.expect("text");
            let name = "livekit_console_poll_request_seconds_count{call=\"list_rooms\"";
            let line = metrics.lines().find(|line| line.starts_with(name)).expect("it is counted");
            let turns = line.rsplit(' ').next().and_then(|turns| turns.parse().ok());
            self.turns = turns.expect("a number");
            self.turns > before
        })
        .await;
    }

    /// What `/metrics` counts of stays is what the store has of them, however often an end was
    /// concluded otherwise.
    async fn assert_counts_are_rows(&self) {
        let metrics = self.console.get("/metrics").await.text().await.expect("text");
        let counted = |series: &str, label: &str| -> i64 {
            let name = format!("livekit_console_{series}{{");
            let lines = metrics.lines().filter(|it| it.starts_with(&name) && it.contains(label));
            lines.map(|it| it.rsplit(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0)).sum()
        };
        let rows = self.console.store.recent_participants(Millis(0)).await.expect("it answers");
        let count = |is: &dyn Fn(&ParticipantSession) -> bool| {
            i64::try_from(rows.iter().filter(|session| is(session)).count()).expect("few")
        };
        let revised = |label: &str| counted("departures_revised_total", label);
        for departure in Departure::ALL {
            let name = departure.as_str();
            assert_eq!(
                counted("departures_total", &format!("departure=\"{name}\""))
                    + revised(&format!("to=\"{name}\""))
                    - revised(&format!("from=\"{name}\"")),
                count(&|session| !session.aborted() && session.departure() == Some(departure)),
                "{name}"
            );
        }
        assert_eq!(counted("aborted_connections_total", ""), count(&ParticipantSession::aborted));
        assert_eq!(counted("joins_total", ""), count(&|session| !session.aborted()));
        assert!(revised("from=\"reconciled\"") > 0, "ends were learned after they were concluded");
    }

    /// How many findings of each kind were made.
    async fn found(&self) -> BTreeMap<Drift, u64> {
        let mut found = BTreeMap::new();
        let mut before = String::new();
        loop {
            let page = self.console.read(&format!("/api/events?limit=1000{before}")).await;
            for event in page["events"].as_array().expect("a list") {
                if event["source"] == "poll" {
                    let kind = event["event"].as_str().and_then(Drift::from_name);
                    *found.entry(kind.expect("a kind")).or_default() += 1;
                }
            }
            let Some(next) = page["next_before"].as_str() else { return found };
            before = format!("&before={next}");
        }
    }
}

/// Whether an end is shown where it was: at `at`, by a clock that is `clock_ms` ahead of the
/// world's.
fn is_within(end: &End, at: Millis, clock_ms: i64) -> bool {
    let off_ms = if clock_ms == 0 { SECOND_MS } else { SECOND_MS + SKEW_MS };
    let sent_until = at.plus(clock_ms);
    end.earliest.plus(-off_ms) <= sent_until && sent_until <= end.latest.plus(off_ms)
}

/// What is wrong with what the console shows of a stay, if anything.
fn difference(truth: &StayTruth, clock_ms: i64, shown: &ParticipantSession) -> Option<String> {
    let Some((left, _)) = truth.left else {
        return (!shown.is_present()).then(|| format!("is there, shown {:?}", shown.end));
    };
    let Some(end) = &shown.end else { return Some("left, shown as there".to_owned()) };
    (!is_within(end, left, clock_ms))
        .then(|| format!("left at {:?} by {clock_ms}, shown {end:?}", left.plus(clock_ms)))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_at_twenty_percent_faults_ends_in_the_truth_and_every_fault_is_counted() {
    hour(OPTIONS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_by_clocks_half_a_minute_apart_and_five_minutes_ahead_ends_in_the_truth() {
    let faults = Faults { ahead_ms: 300_000, spread_ms: 30_000, ..OPTIONS.faults };
    hour(Options { faults, ..OPTIONS }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_by_clocks_half_a_minute_apart_and_five_minutes_behind_ends_in_the_truth() {
    let faults = Faults { ahead_ms: -300_000, spread_ms: 30_000, ..OPTIONS.faults };
    hour(Options { faults, ..OPTIONS }).await;
}

async fn hour(options: Options) {
    let mut world = World::begin(options).await;
    let end = NOW.plus(HOUR_MS);
    world.play(end.plus(SETTLING_MS)).await;
    world.console.until_stored().await;

    let schedule = Schedule::new(options);
    let truth = Ledger::at(&schedule, NOW, end);
    let (participant_sessions, lost) = (truth.sessions.len(), truth.lost.len());
    assert!(
        participant_sessions > 60 && lost > 40,
        "{participant_sessions} stays and {lost} lost: something to find out"
    );
    // What happened since is not compared, but who stayed until then is.
    let later = Ledger::at(&schedule, NOW, end.plus(SETTLING_MS));
    let unknowable = later.unknowable(SWEEP_MS);
    let shown: BTreeMap<String, ParticipantSession> = world
        .console
        .store
        .recent_participants(Millis(0))
        .await
        .expect("it answers")
        .into_iter()
        .map(|session| (session.record.sid.to_string(), session))
        .collect();
    let mut wrong = Vec::new();
    let mut inferred = 0;
    for sid in truth.sessions.keys() {
        let now = &later.sessions[sid];
        match shown.get(sid) {
            // The last minutes' ends may still be found out.
            Some(session) if now.left != truth.sessions[sid].left && session.end.is_none() => {}
            Some(session) => {
                inferred += usize::from(session.certainty() == Certainty::Inferred);
                let clock_ms = later.rooms[&now.room_sid].clock_ms;
                wrong.extend(difference(now, clock_ms, session).map(|why| format!("{sid} {why}")));
            }
            None if unknowable.sessions.contains(sid) || unknowable.aborted.contains(sid) => {}
            None => wrong.push(format!("{sid} is not known: {now:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), truth.sessions.len());
    assert!(inferred > 10, "{inferred} ends were concluded");
    let known: BTreeSet<_> = later.sessions.keys().collect();
    let invented: Vec<_> = shown.keys().filter(|sid| !known.contains(sid)).collect();
    assert!(invented.is_empty(), "nobody was ever there: {invented:?}");

    let rooms = world.console.store.recent_rooms(Millis(0)).await.expect("it answers");
    for (sid, room) in &truth.rooms {
        let shown = rooms.iter().find(|shown| shown.record.sid == *sid);
        let Some(shown) = shown else {
            assert!(unknowable.rooms.contains(sid), "room {sid} is not known: {room:?}");
            continue;
        };
        if let Some((closed, _)) = room.closed {
            let end =
                shown.end.as_ref().unwrap_or_else(|| panic!("room {sid} closed at {closed:?}"));
            let clock_ms = room.clock_ms;
            let is_right = is_within(end, closed, clock_ms);
            assert!(is_right, "room {sid} closed at {closed:?} by {clock_ms}, shown {end:?}");
        }
    }

    let found = world.found().await;
    let expected = later.expected(SWEEP_MS, GRACE_MS);
    let mut unequal = Vec::new();
    for kind in Drift::ALL {
        let count = found.get(&kind).copied().unwrap_or(0);
        let bounds = expected.get(&kind).copied().unwrap_or_default();
        if count < bounds.sure || count > bounds.possible + EDGE {
            unequal.push(format!("{}: {count}, expected {bounds:?}", kind.as_str()));
        }
    }
    assert!(unequal.is_empty(), "{unequal:#?}, of all {found:?} and {expected:?}");
    world.assert_counts_are_rows().await;
    world.console.stop().await;
}

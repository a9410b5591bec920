//! An earlier moment is shown as it was: held against the simulator's ledger, and against what the
//! events up to that moment make of a fresh state.
//!
//! LiveKit tells beginnings in milliseconds, but ends and tracks in whole seconds, rounded down,
//! and a join when media is up, which is later than `joinedAt`. Against the ledger, which knows all
//! of it to the millisecond, what is shown must therefore lie between what is true for sure and
//! what may be true: nobody may be missing who is there for longer than that second, and nobody may
//! be shown who had not begun to connect or was gone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures::stream::{self, StreamExt as _};
use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{
    DeploymentName, Drift, Event, Finding, ListedParticipant, ListedRoom, ListedTrack, Millis,
    ParticipantInfo, ParticipantState, Source, Text, TrackInfo,
};
use livekit_console::simulator::{Faults, Options, Schedule, body, deliveries, timeline};
use livekit_console::store::Batch;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::console::{Console, NOW};
use crate::oracle::Ledger;
use crate::whole::{Whole, event_at, fold};

mod worlds;

/// Some simulated hours of a small LiveKit.
const HOURS_MS: i64 = 3 * 3_600_000;
const SMALL: Options =
    Options { seed: 7, rooms: 5, participants: 20, history_ms: HOURS_MS, faults: Faults::NONE };

/// Requests under way at once.
const AT_ONCE: usize = 8;

/// The second in which LiveKit tells that something was.
const fn second(at: Millis) -> Millis {
    Millis(at.0 - at.0.rem_euclid(1000))
}

fn assert_between(what: &str, must: &BTreeSet<&str>, shown: &BTreeSet<&str>, may: &BTreeSet<&str>) {
    let missing: Vec<_> = must.difference(shown).collect();
    let made_up: Vec<_> = shown.difference(may).collect();
    assert!(missing.is_empty() && made_up.is_empty(), "{what}: -{missing:?} +{made_up:?}");
}

fn strings<'a>(list: &'a Value, member: &str) -> BTreeSet<&'a str> {
    let list = list.as_array().expect("a list");
    list.iter().map(|one| one[member].as_str().expect("a text")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_moments_equal_the_ledger() {
    let console = Console::spawn().await;
    let schedule = Schedule::new(SMALL);
    let since = NOW.plus(-HOURS_MS);
    let mut events = Vec::new();
    for room in schedule.rooms(since, NOW.plus(1)).filter(|room| room.closed > since) {
        for delivery in deliveries(&SMALL.faults, &room, &timeline(&room)) {
            if delivery.send_at <= NOW {
                events.push((delivery.send_at, body(&room, &delivery.item)));
            }
        }
    }
    events.sort();
    assert!(events.len() > 200, "{} events", events.len());
    let sent = stream::iter(&events).map(|(_, event)| console.send_raw(event));
    let statuses: Vec<_> = sent.buffered(AT_ONCE).collect().await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    console.until_stored().await;

    let ledger = Ledger::at(&schedule, since, NOW);
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let moments: Vec<_> = (0..1000)
        .map(|_| (Millis(random.random_range(since.0..NOW.0)), random.random_range(0..1000)))
        .collect();
    let looking =
        stream::iter(moments).map(|(at, chosen)| assert_is_true(&console, &ledger, at, chosen));
    let seen: usize = looking.buffered(AT_ONCE).collect::<Vec<_>>().await.into_iter().sum();
    assert!(seen > 1000, "{seen} live tracks were looked at");
    console.stop().await;
}

/// Holds what is shown of `at` against the ledger; of one room, `chosen` among those that were
/// open, all of it. Returns how many live tracks were looked at.
async fn assert_is_true(console: &Console, ledger: &Ledger, at: Millis, chosen: usize) -> usize {
    let open = ledger.open_rooms(at);
    let lasts =
        |sid: &&str| ledger.rooms[*sid].closed.is_none_or(|(closed, _)| second(closed) > at);
    let lasting: BTreeSet<&str> = open.iter().copied().filter(lasts).collect();
    let list = console.read(&format!("/api/rooms?limit=1000&at={}", at.0)).await;
    let shown = strings(&list["rooms"], "sid");
    assert_between(&format!("rooms at {}", at.0), &lasting, &shown, &open);
    assert_eq!(list["total"].as_u64(), Some(shown.len() as u64));
    assert_eq!(list["at"].as_str(), Some(&*shown_time(at)));
    let present = ledger.present(at);
    for room in list["rooms"].as_array().expect("rooms") {
        let (must, may) = people_in(ledger, &present, room["sid"].as_str(), at);
        let count = room["participant_count"].as_u64().expect("a number");
        assert!((must.len() as u64..=may.len() as u64).contains(&count), "{at:?}: {room}");
        assert_eq!((&room["certainty"], &room["finished_at"]), (&json!("observed"), &Value::Null));
    }

    let Some(room) = lasting.iter().nth(chosen % lasting.len().max(1)) else {
        return 0;
    };
    let name = &ledger.rooms[*room].name;
    let path = format!("/api/rooms/{}?sid={room}&at={}", encoded(name), at.0);
    let detail = console.read(&path).await;
    let (must, may) = people_in(ledger, &present, Some(room), at);
    let participants = &detail["participants"];
    assert_between(&path, &must, &strings(participants, "sid"), &may);
    let mut live = BTreeSet::new();
    for participant in participants.as_array().expect("a list") {
        let truth = &ledger.sessions[participant["sid"].as_str().expect("a sid")];
        assert_eq!(participant["identity"].as_str(), Some(&*truth.identity));
        assert_eq!(participant["kind"].as_str(), Some(truth.role.kind()));
        assert_eq!(participant["certainty"], "observed");
        let tracks = participant["tracks"].as_array().expect("a list").iter();
        let tracks = tracks.filter(|track| track["unpublished_at"].is_null());
        live.extend(tracks.map(|track| track["sid"].as_str().expect("a sid")));
    }
    let tracks = ledger.tracks.iter().filter(|(_, track)| may.contains(&*track.participant_sid));
    let tracks = tracks.filter(|(_, track)| second(track.published) <= at);
    let (mut must, mut may) = (BTreeSet::new(), BTreeSet::new());
    for (sid, track) in tracks {
        let lasts = |ended: fn(Millis) -> Millis| {
            track.unpublished.is_none_or(|unpublished| ended(unpublished) > at)
        };
        if lasts(|at| at) {
            may.insert(sid.as_str());
        }
        // Who is not shown yet shows no track.
        let is_shown = participants.to_string().contains(&track.participant_sid);
        if lasts(second) && track.published <= at && is_shown {
            must.insert(sid.as_str());
        }
    }
    assert_between(&format!("tracks of {path}"), &must, &live, &may);
    live.len()
}

/// Who is in a room for sure, and who may be, at `at`, when the media of those `present` was up.
fn people_in<'a>(
    ledger: &'a Ledger,
    present: &BTreeSet<String>,
    room: Option<&str>,
    at: Millis,
) -> (BTreeSet<&'a str>, BTreeSet<&'a str>) {
    let of_room = ledger.sessions.iter().filter(|(_, session)| Some(&*session.room_sid) == room);
    let may: Vec<_> = of_room
        .filter(|(_, session)| !session.aborted && session.joined <= at)
        .filter(|(_, session)| session.left.is_none_or(|(left, _)| left > at))
        .collect();
    let must = may
        .iter()
        .filter(|(sid, _)| present.contains(*sid))
        .filter(|(_, session)| session.left.is_none_or(|(left, _)| second(left) > at))
        .map(|(sid, _)| sid.as_str())
        .collect();
    (must, may.into_iter().map(|(sid, _)| sid.as_str()).collect())
}

fn encoded(name: &str) -> String {
    percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn shown_time(at: Millis) -> String {
    at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

//! The simulated LiveKit's API and node metrics: they agree with its webhooks where they are to
//! agree, and speak as a real one does.

use std::collections::{BTreeMap, BTreeSet};

use livekit_api::access_token::{AccessToken, VideoGrants};
use livekit_api::services::room::RoomClient;
use livekit_console::clock::Clock;
use livekit_console::livekit::proto;
use livekit_console::model::Millis;
use livekit_console::net::tls;
use livekit_console::simulator::{Faults, Node, Options, Schedule, Server, World};
use prost::Message as _;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::console::eventually;
use crate::oracle::Ledger;
use crate::process::Process;

mod http;
mod node;

const KEY: &str = "APIsimulator";
const SECRET: &str = "a-secret-of-thirty-two-characters";

/// Noon of a Monday, 2026-11-23.
const NOON: Millis = Millis(1_795_435_200_000);
const DAY: i64 = 86_400_000;

const SMALL: Options =
    Options { seed: 7, rooms: 4, participants: 16, history_ms: 3_600_000, faults: Faults::NONE };

fn with(faults: Faults) -> Schedule {
    Schedule::new(Options { faults, ..SMALL })
}

/// Moments of a day, spread by the golden ratio: near one another and far, and none special.
fn moments(count: i64) -> impl Iterator<Item = Millis> {
    (1..=count).map(|step| NOON.plus((step * 53_398_536).rem_euclid(DAY) + step * 7 % 997))
}

#[test]
fn what_is_listed_is_true_at_a_thousand_moments() {
    let schedule = with(Faults { ghosts: 0.1, node_restarts: 20.0, ..Faults::NONE });
    let world = World::new(schedule);
    let (mut tracks, mut ghosts, mut people) = (0, 0, 0);
    for at in moments(1000) {
        let ledger = Ledger::at(&schedule, at, at);
        let rooms = world.list_rooms(&[], at).rooms;
        let sids: BTreeSet<&str> = rooms.iter().map(|room| room.sid.as_str()).collect();
        assert_eq!(sids, ledger.open_rooms(at));
        let (said, live, lost) = (ledger.said(at), ledger.live_tracks(at), ledger.ghosts(at));
        let metadata = ledger.room_metadata(at);
        let mut present = ledger.present(at);
        for room in rooms {
            assert_eq!(room.metadata, metadata[&room.sid]);
            let listing = world.list_participants(&room.name, at).participants;
            let identities: BTreeSet<_> = listing.iter().map(|one| &one.identity).collect();
            assert_eq!(identities.len(), listing.len(), "one entry an identity");
            for listed in listing {
                if listed.state != proto::participant_info::State::Active as i32 {
                    assert!(!present.contains(&listed.sid));
                    continue;
                }
                if lost.contains(&listed.sid) {
                    ghosts += 1;
                    continue;
                }
                people += 1;
                assert!(present.remove(&listed.sid), "{} is there", listed.identity);
                let (metadata, attributes) = &said[&listed.sid];
                assert_eq!(&listed.metadata, metadata);
                assert_eq!(listed.attributes.len(), attributes.len());
                for (name, value) in attributes {
                    assert_eq!(&listed.attributes[*name], value);
                }
                for track in listed.tracks {
                    tracks += 1;
                    assert_eq!(live[&track.sid], track.muted);
                }
            }
        }
        assert!(present.is_empty(), "not listed at {at:?}: {present:?}");
    }
    assert!(people > 5000 && tracks > 5000 && ghosts > 100, "{people}, {tracks}, {ghosts}");
}

#[test]
fn versions_grow_and_counts_lag_by_five_seconds_at_most() {
    let schedule = with(Faults::NONE);
    let world = World::new(schedule);
    let mut versions: BTreeMap<String, (u32, i64)> = BTreeMap::new();
    for second in 0..600 {
        let at = NOON.plus(second * 1000);
        for room in world.list_rooms(&[], at).rooms {
            let name = &room.name;
            if second % 20 == 0 {
                let counts = |ago: i64| {
                    let at = at.plus(-ago);
                    let ledger = Ledger::at(&schedule, at, at);
                    let there = ledger.present(at);
                    let people = there.iter().filter(|sid| {
                        let session = &ledger.sessions[*sid];
                        session.room_sid == room.sid
                            && !["AGENT", "EGRESS"].contains(&session.role.kind())
                    });
                    u32::try_from(people.count()).expect("a few")
                };
                let close = (0..=50)
                    .map(|tenth| tenth * 100)
                    .any(|ago| counts(ago) == room.num_participants);
                assert!(close, "{name} at {at:?}");
            }
            for listed in world.list_participants(name, at).participants {
                let changed: i64 = listed
                    .tracks
                    .iter()
                    .filter_map(|track| track.version)
                    .map(|it| it.unix_micro)
                    .sum();
                let new = (listed.version, changed);
                let old = versions.insert(listed.sid.clone(), new).unwrap_or_default();
                assert!(old.0 <= new.0, "{listed:?}");
                assert!(old.1 <= new.1 || old.0 < new.0, "{listed:?}");
            }
        }
    }
    assert!(versions.values().any(|(version, _)| *version > 8));
}

/// The samples on a page, by name and labels without the node's id; and that id.
fn parse(page: &str) -> (BTreeMap<String, f64>, String, BTreeMap<String, String>) {
    let (mut samples, mut kinds, mut node) = (BTreeMap::new(), BTreeMap::new(), String::new());
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a name and a type");
            kinds.insert(name.to_owned(), kind.to_owned());
        } else if !line.starts_with('#') {
            let (series, value) = line.rsplit_once(' ').expect("a series and a value");
            if let Some((_, rest)) = series.split_once("node_id=\"") {
                rest.split('"').next().expect("there is a first").clone_into(&mut node);
            }
            let value = value.parse().expect("a number");
            let series = series.replace(&node, "");
            assert_eq!(samples.insert(series, value), None, "twice: {line}");
        }
    }
    (samples, node, kinds)
}

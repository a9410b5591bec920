//! Small worlds in which many events collide: the state at a moment is the fold of the events up to
//! then.

use super::*;
use crate::console::shared;

/// When the small worlds begin, seconds since 1970.
const BASE: i64 = NOW.0 / 1000 - 10_000;

/// A small world: what is true, and the events that tell it.
#[derive(Default)]
struct World {
    /// Each room session with its name, beginning and end in seconds behind [`BASE`].
    rooms: BTreeMap<String, (String, i64, i64)>,
    /// Each stay with its room sid, beginning and end.
    sessions: BTreeMap<String, (String, i64, i64)>,
    events: Vec<Event>,
}

impl World {
    /// A world of its own for each seed. All happens in whole seconds, as LiveKit tells it.
    fn new(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut world = Self::default();
        let mut begins = random.random_range(0..20);
        for number in 0..random.random_range(1..=3) {
            let ends = begins + random.random_range(1..60);
            world.room(
                &mut random,
                &format!("RM_{seed}_{number}"),
                &format!("world \"{seed}\""),
                (begins, ends),
            );
            begins = ends + random.random_range(1..10);
        }
        world
    }

    fn webhook(&mut self, at: i64, name: &str, room: &Value, fields: &Value) {
        let mut body = json!({"event": name, "id": format!("EV_{}_{}", room["sid"], self.events.len()),
            "createdAt": (BASE + at).to_string(), "room": room});
        for (field, value) in fields.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        let received_at = Millis((BASE + at) * 1000 + 400);
        self.events.push(event_at(&body.to_string(), received_at));
    }

    fn found(&mut self, finding: &Finding) {
        let json = serde_json::to_string(finding).expect("it can be written");
        let name = Text::from(finding.drift.as_str());
        let envelope = Envelope { id: finding.id.clone(), name, json };
        let deployment: DeploymentName = "default".into();
        self.events.push(convert(envelope, &deployment, Source::Poll, finding.at));
    }

    fn room(&mut self, random: &mut ChaCha8Rng, sid: &str, name: &str, (begins, ends): (i64, i64)) {
        let room = |metadata: &str| {
            json!({"sid": sid, "name": name, "creationTime": (BASE + begins).to_string(),
                "creationTimeMs": ((BASE + begins) * 1000).to_string(), "metadata": metadata})
        };
        self.rooms.insert(sid.to_owned(), (name.to_owned(), begins, ends));
        self.webhook(begins, "room_started", &room("first"), &Value::Null);
        for identity in 0..random.random_range(0..4) {
            let mut comes = begins + random.random_range(0..10);
            while comes < ends {
                let goes = (comes + random.random_range(1..30)).min(ends);
                let session = format!("PA_{sid}_{identity}_{comes}");
                self.session(random, (sid, name), &session, &format!("u{identity}"), (comes, goes));
                comes = goes + random.random_range(1..10);
            }
        }
        let changed = random.random_range(begins..=ends);
        self.found(&Finding {
            id: format!("FD_{sid}").into(),
            drift: Drift::RoomChanged,
            at: Millis((BASE + changed) * 1000 + 500),
            since: None,
            first: None,
            room: Some(ListedRoom {
                sid: sid.into(),
                name: name.into(),
                metadata: "second".into(),
                ..ListedRoom::default()
            }),
            // It is listed; that it is open then, a webhook of the same second may deny.
            room_is_listed: changed < ends,
            participant: None,
            absent: None,
            absence: None,
            doubt: None,
            skew_ms: 0,
            tracks_gone: Vec::new(),
            job: serde_json::Map::new(),
        });
        self.webhook(ends, "room_finished", &json!({"sid": sid, "name": name}), &Value::Null);
    }

    fn session(
        &mut self,
        random: &mut ChaCha8Rng,
        (room_sid, room_name): (&str, &str),
        sid: &str,
        identity: &str,
        (comes, goes): (i64, i64),
    ) {
        self.sessions.insert(sid.to_owned(), (room_sid.to_owned(), comes, goes));
        let room = json!({"sid": room_sid, "name": room_name});
        let who = |state: &str| {
            json!({"participant": {"sid": sid, "identity": identity, "state": state,
                "name": "first", "attributes": {"hand": "down"},
                "joinedAt": (BASE + comes).to_string(),
                "joinedAtMs": ((BASE + comes) * 1000).to_string()}})
        };
        self.webhook(comes, "participant_joined", &room, &who("ACTIVE"));
        let track = format!("TR_{sid}");
        let published = random.random_range(comes..=goes);
        let unpublished = random.random_range(published..=goes);
        let short = json!({"participant": {"sid": sid, "identity": identity},
            "track": {"sid": track, "type": "AUDIO", "source": "MICROPHONE"}});
        self.webhook(published, "track_published", &room, &short);
        let at = random.random_range(published..=unpublished);
        if at < goes {
            let mut finding = changed_by(sid, identity, &track, Millis((BASE + at) * 1000 + 700));
            finding.room = Some(ListedRoom {
                sid: room_sid.into(),
                name: room_name.into(),
                ..ListedRoom::default()
            });
            self.found(&finding);
        }
        self.webhook(unpublished, "track_unpublished", &room, &short);
        let mut left = who("DISCONNECTED");
        left["participant"]["disconnectReason"] = json!("CLIENT_INITIATED");
        self.webhook(goes, "participant_left", &room, &left);
    }

    /// What its events up to `at` say.
    fn at(&self, at: Millis) -> Whole {
        fold(self.events.iter().filter(|event| event.at <= at))
    }
}

/// A listing that shows another name, other attributes, and the track muted.
fn changed_by(sid: &str, identity: &str, track: &str, at: Millis) -> Finding {
    let info = ParticipantInfo {
        name: "second".into(),
        kind: livekit_console::model::Kind::Standard,
        metadata: "set".into(),
        attributes: [("hand".into(), "up".into())].into_iter().collect(),
        region: Text::default(),
        hidden: false,
        kind_details: Box::default(),
    };
    let muted = TrackInfo { kind: "AUDIO".into(), muted: true, ..TrackInfo::default() };
    Finding {
        id: format!("FD_{sid}").into(),
        drift: Drift::TrackChanged,
        at,
        since: None,
        first: None,
        room: None,
        room_is_listed: false,
        participant: Some(ListedParticipant {
            sid: sid.into(),
            identity: identity.into(),
            state: ParticipantState::Active,
            info,
            version: 3,
            joined_at: None,
            tracks: vec![ListedTrack { sid: track.into(), info: muted }],
        }),
        absent: None,
        absence: None,
        doubt: None,
        skew_ms: 0,
        tracks_gone: Vec::new(),
        job: serde_json::Map::new(),
    }
}

/// Writes what follows from `events`, and them.
async fn store(console: &Console, events: &[Event]) -> Whole {
    let whole = fold(events);
    let batch = Batch {
        cursor: None,
        events: shared(events.to_vec()),
        rooms: whole.rooms.values().cloned().collect(),
        participants: whole.participants.values().cloned().collect(),
        jobs: Vec::new(),
    };
    console.store.write(&batch).await.expect("written");
    whole
}

/// Members of a participant that its own events tell.
const TOLD: [&str; 5] = ["name", "metadata", "attributes", "state", "joined_at"];

#[tokio::test(flavor = "multi_thread")]
async fn state_at_a_moment_from_the_store_is_the_fold_of_the_events_up_to_then() {
    let console = Console::spawn().await;
    let (mut known, mut unknown) = (0, 0);
    for seed in 0..40 {
        let world = World::new(seed);
        store(&console, &world.events).await;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..6 {
            let at =
                Millis((BASE + random.random_range(-2..90)) * 1000 + random.random_range(0..1000));
            let then = world.at(at);
            for (sid, (name, ..)) in &world.rooms {
                let path = format!("/api/rooms/{}?sid={sid}&at={}", encoded(name), at.0);
                let (status, shown) = console.get_json(&path).await;
                let Some(room) = then.rooms.get(sid) else {
                    assert_eq!(status, 404, "{path}: {shown}");
                    continue;
                };
                assert_eq!(status, 200, "{path}: {shown}");
                let expected = serde_json::to_value(room.view(at)).expect("it can be written");
                for field in ["status", "started_at", "finished_at", "metadata", "duration_seconds"]
                {
                    assert_eq!(shown[field], expected[field], "{path}: {field}");
                }
                let present: HashMap<&str, Value> = then
                    .participants
                    .values()
                    .filter(|session| session.record.room_sid == *sid && session.is_present())
                    .map(|session| {
                        let view =
                            serde_json::to_value(session.view(at)).expect("it can be written");
                        (session.record.sid.as_str(), view)
                    })
                    .collect();
                assert_eq!(shown["participant_count"], present.len(), "{path}");
                let participants = shown["participants"].as_array().expect("a list");
                assert_eq!(participants.len(), present.len(), "{path}");
                for participant in participants {
                    let expected = &present[participant["sid"].as_str().expect("a sid")];
                    for field in TOLD {
                        // A change that the next event reports may have happened before.
                        let may_be_unknown = ["name", "metadata", "attributes"].contains(&field);
                        if may_be_unknown && participant[field].is_null() {
                            unknown += 1;
                            continue;
                        }
                        assert_eq!(participant[field], expected[field], "{path}: {field}");
                        known += 1;
                    }
                    assert_same_tracks(&participant["tracks"], &expected["tracks"], &path);
                }
            }
        }
    }
    assert!(known > 200 && unknown > 0, "{known} known, {unknown} not");
    console.stop().await;
}

/// The tracks are the same; whether one was muted may be unknown, for no listing covers the moment.
fn assert_same_tracks(shown: &Value, expected: &Value, path: &str) {
    let (mut shown, mut expected) = (shown.clone(), expected.clone());
    let both = shown.as_array_mut().expect("a list").iter_mut();
    for (shown, expected) in both.zip(expected.as_array_mut().expect("a list")) {
        let (shown, expected) = (shown.as_object_mut(), expected.as_object_mut());
        let (shown, expected) = shown.zip(expected).expect("tracks");
        let (is_muted, truth) = (shown.remove("muted"), expected.remove("muted"));
        assert!(is_muted == truth || is_muted == Some(Value::Null), "{path}: {shown:?}");
        let known = (is_muted != Some(Value::Null)).then_some(());
        assert_eq!(shown.remove("muted_at").is_some_and(|at| !at.is_null()), known.is_some());
        expected.remove("muted_at");
    }
    assert_eq!(shown, expected, "{path}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_events_lost_a_moment_may_be_in_doubt_but_is_never_surely_wrong() {
    let console = Console::spawn().await;
    let (mut doubted, mut sure) = (0, 0);
    for seed in 1000..1060 {
        let mut world = World::new(seed);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        world.events.retain(|_| random.random_bool(0.7));
        let whole = store(&console, &world.events).await;
        for _ in 0..6 {
            let at = Millis((BASE + random.random_range(0..90)) * 1000);
            let is_then = |(begins, ends): (i64, i64)| {
                Millis((BASE + begins) * 1000) <= at && at < Millis((BASE + ends) * 1000)
            };
            for (sid, (name, ..)) in &world.rooms {
                let Some(known) = whole.rooms.get(sid) else { continue };
                let path = format!("/api/rooms/{}?sid={sid}&at={}", encoded(name), at.0);
                let (status, shown) = console.get_json(&path).await;
                assert_eq!(status == 404, known.record.started_at() > at, "{path}: {shown}");
                if status == 404 {
                    continue;
                }
                let shown: HashMap<&str, &Value> = shown["participants"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .map(|one| (one["sid"].as_str().expect("a sid"), &one["certainty"]))
                    .collect();
                for (session, (room, comes, goes)) in
                    world.sessions.iter().filter(|(_, session)| session.0 == *sid)
                {
                    let Some(heard) = whole.participants.get(session) else { continue };
                    let is_there = is_then((*comes, *goes)) && heard.record.started_at() <= at;
                    match shown.get(session.as_str()) {
                        None => assert!(!is_there, "{path}: {session} of {room} is missing"),
                        Some(certainty) if **certainty == "in_doubt" => doubted += 1,
                        // Of whom nothing tells an end, nobody can know.
                        Some(_) => {
                            sure += 1;
                            assert!(is_there || heard.end.is_none(), "{path}: {session} was gone");
                        }
                    }
                }
            }
        }
    }
    assert!(doubted > 20 && sure > 100, "{doubted} in doubt, {sure} sure");
    console.stop().await;
}

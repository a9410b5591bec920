//! The poller against a LiveKit's API over HTTP: what it asks, what it makes of the answers, and
//! that nothing is concluded from silence.

use livekit_console::config::Options;
use livekit_console::livekit::proto;
use livekit_console::model::Millis;
use serde_json::Value;

use crate::console::{Console, NOW, soon};
use crate::livekit::{FakeLiveKit, Mood};
use crate::webhook_bodies;

/// Polls that LiveKit every five seconds.
fn polling(livekit: &FakeLiveKit) -> impl FnOnce(&mut Options) + use<> {
    let url = livekit.url();
    move |options| {
        let file = options.config_file.clone().expect("a file");
        let text = std::fs::read_to_string(&file).expect("it can be read");
        std::fs::write(&file, text.replace("ws://127.0.0.1:7880", &url)).expect("and written");
        options.livekit_poll_interval = Some("5s".to_owned());
    }
}

fn room(sid: &str, name: &str, num_participants: u32) -> proto::Room {
    proto::Room {
        sid: sid.to_owned(),
        name: name.to_owned(),
        creation_time_ms: NOW.0 - 60_000,
        num_participants,
        turn_password: "TURN-SECRET".to_owned(),
        ..proto::Room::default()
    }
}

fn somebody(sid: &str, identity: &str) -> proto::ParticipantInfo {
    proto::ParticipantInfo {
        sid: sid.to_owned(),
        identity: identity.to_owned(),
        state: 2,
        version: 2,
        joined_at_ms: NOW.0 - 50_000,
        ..proto::ParticipantInfo::default()
    }
}

/// Moves the clock to the next turn and waits until it was taken.
async fn turn(console: &Console, livekit: &FakeLiveKit) {
    let before = livekit.asked("ListRooms");
    // A turn may be up to a tenth of the interval late.
    console.clock.set(console.clock.now().plus(5_500));
    livekit.wait_for("ListRooms", before).await;
}

/// Takes turns until `holds`.
async fn turns_until(
    console: &Console,
    livekit: &FakeLiveKit,
    what: &str,
    mut holds: impl AsyncFnMut() -> bool,
) {
    for _ in 0..60 {
        turn(console, livekit).await;
        if soon(&mut holds).await {
            return;
        }
    }
    panic!("not in 60 turns: {what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn missed_webhooks_are_corrected_by_the_next_polls_and_marked() {
    let livekit = FakeLiveKit::start();
    let mut unknown = somebody("PA_1", "alice");
    // A kind, a state and a source that this program does not know.
    unknown.kind = 77;
    unknown.tracks.push(proto::TrackInfo {
        sid: "TR_1".to_owned(),
        source: 55,
        ..proto::TrackInfo::default()
    });
    livekit.set(|script| {
        script.rooms.push(room("RM_1", "standup", 1));
        script.participants.insert("standup".to_owned(), vec![unknown]);
    });
    let console = Console::spawn_with(polling(&livekit)).await;
    turns_until(&console, &livekit, "alice is there", async || {
        let (status, room) = console.get_json("/api/rooms/standup").await;
        status == 200 && room["participant_count"] == 1
    })
    .await;
    console.until_stored().await;
    let room = console.read("/api/rooms/standup").await;
    assert_eq!(room["sources"], serde_json::json!(["poll"]));
    let alice = &room["participants"][0];
    assert_eq!((&alice["identity"], &alice["kind"]), (&Value::from("alice"), &Value::from("77")));
    assert_eq!(alice["tracks"][0]["source"], "55");
    let events = console.read("/api/events").await;
    let events = events["events"].as_array().expect("a list");
    assert!(events.iter().all(|event| event["source"] == "poll"));
    let names: Vec<_> = events.iter().map(|event| event["event"].clone()).collect();
    assert!(names.contains(&"room_missed".into()) && names.contains(&"participant_missed".into()));
    assert!(!Value::from(events.clone()).to_string().contains("TURN-SECRET"));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlisted_participant_is_gone_and_a_late_webhook_gives_the_details() {
    let livekit = FakeLiveKit::start();
    let console = Console::spawn_with(polling(&livekit)).await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_1", "standup", 60),
            webhook_bodies::joined("RM_1", "standup", "PA_1", "alice", "STANDARD", 50),
            webhook_bodies::joined("RM_1", "standup", "PA_2", "bob", "STANDARD", 50),
        ])
        .await;
    livekit.set(|script| {
        script.rooms.push(room("RM_1", "standup", 1));
        script.participants.insert("standup".to_owned(), vec![somebody("PA_2", "bob")]);
    });
    let alice = async || {
        let room = console.read("/api/rooms/standup?participants=all").await;
        let everybody = room["participants"].as_array().expect("a list").clone();
        everybody.into_iter().find(|it| it["identity"] == "alice").expect("she is known")
    };
    turns_until(&console, &livekit, "alice is gone", async || {
        alice().await["certainty"] == "inferred"
    })
    .await;
    let gone = alice().await;
    assert_eq!(gone["departure"], "reconciled");
    assert!(gone["evidence"].as_str().expect("why").contains("participants"));
    console
        .receive_webhooks(&[webhook_bodies::left(
            "RM_1",
            "standup",
            "PA_1",
            "alice",
            "CLIENT_INITIATED",
            (50, 1),
        )])
        .await;
    let reported = alice().await;
    assert_eq!((&reported["certainty"], &reported["evidence"]), (&"observed".into(), &Value::Null));
    assert_eq!(console.read("/api/rooms/standup").await["participant_count"], 1);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_inferred_from_an_api_that_returns_no_list() {
    let livekit = FakeLiveKit::start();
    let console = Console::spawn_with(polling(&livekit)).await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_1", "standup", 60),
            webhook_bodies::joined("RM_1", "standup", "PA_1", "alice", "STANDARD", 50),
        ])
        .await;
    for mood in [Mood::TooOften, Mood::Proxy, Mood::Internal, Mood::Garbage] {
        livekit.set(|script| script.mood = mood);
        for _ in 0..3 {
            let before = livekit.asked("ListRooms");
            // After a response of too many requests, the next polls are skipped.
            console.clock.set(console.clock.now().plus(130_000));
            livekit.wait_for("ListRooms", before).await;
        }
        let room = console.read("/api/rooms/standup").await;
        assert_eq!((&room["status"], &room["participant_count"]), (&"active".into(), &1.into()));
    }
    // An empty list is one.
    livekit.set(|script| script.mood = Mood::Well);
    turns_until(&console, &livekit, "the room is over", async || {
        console.read("/api/rooms/standup").await["status"] == "finished"
    })
    .await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_that_works_is_found_while_one_is_being_replaced() {
    let livekit = FakeLiveKit::start();
    livekit.set(|script| {
        script.key = "APInew".to_owned();
        script.rooms.push(room("RM_1", "standup", 0));
    });
    let adjust = polling(&livekit);
    let console = Console::spawn_with(|options| {
        adjust(options);
        let file = options.config_file.clone().expect("a file");
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let more = "[[deployment.key]]\napi_key = \"APInew\"\n\
                    api_secret = \"another-secret-another-secret-42\"\n";
        std::fs::write(&file, format!("{text}{more}")).expect("and written");
    })
    .await;
    turns_until(&console, &livekit, "the room is known", async || {
        console.get("/api/rooms/standup").await.status() == 200
    })
    .await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_says_it_is_asked_too_often_is_left_alone_for_a_while() {
    let livekit = FakeLiveKit::start();
    livekit.set(|script| script.mood = Mood::TooOften);
    let console = Console::spawn_with(polling(&livekit)).await;
    livekit.wait_for("ListRooms", 0).await;
    let mut asked_at = Vec::new();
    let mut before = livekit.asked("ListRooms");
    for second in 0..60 {
        console.clock.set(NOW.plus(second * 1_000));
        // A turn that asks does so at once.
        if soon(async || livekit.asked("ListRooms") > before).await {
            asked_at.push(second);
            before = livekit.asked("ListRooms");
        }
    }
    assert!((1..=4).contains(&asked_at.len()), "after 5, 10, 20, 40 s: {asked_at:?}");
    let sources = console.read("/api/sources").await;
    assert_eq!(sources["deployments"][0]["api"]["status"], "rate_limited", "{sources}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_rooms_are_listed_within_the_budget_each_in_turn() {
    let livekit = FakeLiveKit::start();
    livekit.set(|script| {
        for number in 0..1000 {
            let name = format!("room-{number}");
            script.rooms.push(room(&format!("RM_{number}"), &name, 1));
            let somebody = somebody(&format!("PA_{number}"), "alice");
            script.participants.insert(name, vec![somebody]);
        }
    });
    let console = Console::spawn_with(polling(&livekit)).await;
    let requests = || {
        let script = livekit.script.lock();
        script.asked.values().sum::<u64>()
    };
    let mut minutes = Vec::new();
    for _ in 0..5 {
        let before = requests();
        for _ in 0..10 {
            let turns = livekit.asked("ListRooms");
            console.clock.set(console.clock.now().plus(6_000));
            livekit.wait_for("ListRooms", turns).await;
            // The turn is over when nothing more is asked for.
            let mut last = requests();
            while soon(async || requests() > last).await {
                last = requests();
            }
        }
        minutes.push(requests() - before);
    }
    assert!(minutes.iter().all(|requests| *requests <= 360), "{minutes:?} of 300 and a burst");
    let listed: std::collections::HashSet<_> =
        livekit.script.lock().listed.iter().cloned().collect();
    assert_eq!(listed.len(), 1000, "in {minutes:?} requests");
    console.until_stored().await;
    let metrics = console.read("/api/metrics/current").await;
    assert_eq!(metrics["total_participants"], 1000.0);
    assert!(console.clock.now() > Millis(NOW.0));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watched_room_is_listed_in_every_poll() {
    let livekit = FakeLiveKit::start();
    livekit.set(|script| {
        script.rooms.push(room("RM_1", "viewed", 0));
        script.rooms.push(room("RM_2", "other", 0));
    });
    let console = Console::spawn_with(polling(&livekit)).await;
    turns_until(&console, &livekit, "both are known", async || {
        console.read("/api/rooms").await["total"] == 2
    })
    .await;
    livekit.set(|script| script.listed.clear());
    for _ in 0..6 {
        console.read("/api/rooms/viewed").await;
        let before = livekit.asked("ListParticipants");
        turn(&console, &livekit).await;
        livekit.wait_for("ListParticipants", before).await;
    }
    let listed = livekit.script.lock().listed.clone();
    let of = |name: &str| listed.iter().filter(|listed| *listed == name).count();
    assert!(of("viewed") >= 6 && of("other") <= 2, "{listed:?}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_egress_without_an_end_webhook_ends_by_its_listing_or_its_absence() {
    let livekit = FakeLiveKit::start();
    let running = |id: &str| proto::EgressInfo {
        egress_id: id.to_owned(),
        room_id: "RM_1".to_owned(),
        room_name: "standup".to_owned(),
        status: 1,
        started_at: (NOW.0 - 40_000) * 1_000_000,
        ..proto::EgressInfo::default()
    };
    livekit.set(|script| {
        script.rooms.push(room("RM_1", "standup", 0));
        script.egresses = Some(vec![running("EG_1"), running("EG_2")]);
    });
    let console = Console::spawn_with(polling(&livekit)).await;
    let jobs = async || console.read("/api/jobs?status=all").await["jobs"].clone();
    turns_until(&console, &livekit, "they run", async || {
        let jobs = jobs().await;
        [0, 1].iter().all(|index| jobs[*index]["status"] == "EGRESS_ACTIVE")
    })
    .await;
    livekit.set(|script| {
        let ended_at = (console.clock.now().0 + 1_000) * 1_000_000;
        let ended = proto::EgressInfo { status: 3, ended_at, ..running("EG_1") };
        script.egresses = Some(vec![ended]);
    });
    turns_until(&console, &livekit, "they ended", async || {
        let jobs = jobs().await;
        let of = |id: &str| (0..2).map(|at| &jobs[at]).find(|job| job["id"] == id).cloned();
        let (reported, lost) = (of("EG_1").expect("it is known"), of("EG_2").expect("it is known"));
        reported["outcome"] == "completed"
            && !reported["ended_at"].is_null()
            && lost["outcome"] == "lost"
            && lost["certainty"] == "inferred"
            && !lost["evidence"].is_null()
    })
    .await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_never_responds_does_not_block_the_shutdown() {
    let livekit = FakeLiveKit::start();
    livekit.set(|script| script.mood = Mood::Silent);
    let console = Console::spawn_with(polling(&livekit)).await;
    livekit.wait_for("ListRooms", 0).await;
    console.receive_webhooks(&[webhook_bodies::room_started("RM_1", "standup", 60)]).await;
    assert_eq!(console.read("/api/rooms").await["total"], 1);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_of_livekit_nobody_says_that_webhooks_fail() {
    let livekit = FakeLiveKit::start();
    let names = ["standup", "retro", "daily"];
    livekit.set(|script| {
        for (number, name) in names.iter().enumerate() {
            script.rooms.push(room(&format!("RM_{number}"), name, 1));
            let who = somebody(&format!("PA_{number}"), "alice");
            script.participants.insert((*name).to_owned(), vec![who]);
        }
    });
    let console = Console::spawn_with(polling(&livekit)).await;
    for (number, name) in names.iter().enumerate() {
        let (room, who) = (format!("RM_{number}"), format!("PA_{number}"));
        console
            .receive_webhooks(&[
                webhook_bodies::room_started(&room, name, 60),
                webhook_bodies::joined(&room, name, &who, "alice", "STANDARD", 50),
            ])
            .await;
    }
    for _ in 0..4 {
        turn(&console, &livekit).await;
    }
    // It forgets everything; one of them comes back at once, and a webhook tells so.
    livekit.set(|script| {
        let ms = console.clock.now().0 + 1000;
        let back = proto::Room { creation_time_ms: ms, ..room("RM_9", "standup", 1) };
        script.rooms = vec![back];
        let who = proto::ParticipantInfo { joined_at_ms: ms, ..somebody("PA_9", "alice") };
        script.participants = [("standup".to_owned(), vec![who])].into();
    });
    let ago = -(console.clock.now().0 - NOW.0) / 1000 - 1;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_9", "standup", ago),
            webhook_bodies::joined("RM_9", "standup", "PA_9", "alice", "STANDARD", ago),
        ])
        .await;
    let open = async || console.read("/api/rooms").await["total"].clone();
    turns_until(&console, &livekit, "the others are over", async || open().await == 1).await;
    for _ in 0..20 {
        turn(&console, &livekit).await;
    }
    console.until_stored().await;
    let sources = console.read("/api/sources").await["deployments"][0].clone();
    assert_eq!(sources["webhooks"]["status"], "ok", "{sources:#}");
    assert_eq!((&sources["gaps"], &sources["diagnoses"]), (&empty(), &empty()), "{sources:#}");
    let gone = console.read("/api/rooms/retro").await;
    let evidence = gone["evidence"].as_str().expect("why");
    assert!(evidence.ends_with("none of the rooms listed before is still listed"), "{evidence}");
    console.stop().await;
}

fn empty() -> Value {
    Value::Array(Vec::new())
}

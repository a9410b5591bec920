//! A node that is killed for good, over real HTTP: LiveKit lists its rooms for ever, and the
//! console asks whoever else can tell.

use livekit_console::config::Options;
use livekit_console::livekit::proto;
use serde_json::{Value, json};

use crate::console::{Console, NOW, soon};
use crate::livekit::FakeLiveKit;
use crate::webhook_bodies;

/// Polls and scrapes that LiveKit every five seconds.
fn asking(livekit: &FakeLiveKit, scraping: bool) -> impl FnOnce(&mut Options) + use<> {
    let (url, address) = (livekit.url(), livekit.address);
    move |options| {
        let file = options.config_file.clone().expect("a file");
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let nodes = format!("metrics_urls = [\"http://{address}/metrics\"]\n");
        let here = format!("url = \"{url}\"\n{}", if scraping { nodes.as_str() } else { "" });
        let text = text.replace("url = \"ws://127.0.0.1:7880\"\n", &here);
        std::fs::write(&file, text).expect("and written");
        options.livekit_poll_interval = Some("5s".to_owned());
        options.livekit_scrape_interval = Some("5s".to_owned());
    }
}

fn metrics(node: &str, rooms: u32, bytes: u32) -> String {
    format!(
        "livekit_room_total{{node_id=\"{node}\"}} {rooms}\n\
         livekit_participant_total{{node_id=\"{node}\"}} {rooms}\n\
         livekit_packet_bytes{{node_id=\"{node}\",direction=\"incoming\"}} {bytes}\n"
    )
}

const NAMES: [&str; 2] = ["standup", "retro"];

/// Two rooms with one person each, reported by webhooks and listed.
async fn two_rooms(livekit: &FakeLiveKit, scraping: bool) -> Console {
    livekit.set(|script| {
        script.metrics = Some(metrics("ND_1", 2, 9000));
        for (number, name) in NAMES.iter().enumerate() {
            script.rooms.push(proto::Room {
                sid: format!("RM_{number}"),
                name: (*name).to_owned(),
                creation_time_ms: NOW.0 - 60_000,
                num_participants: 1,
                ..proto::Room::default()
            });
            let who = proto::ParticipantInfo {
                sid: format!("PA_{number}"),
                identity: "alice".to_owned(),
                state: 2,
                joined_at_ms: NOW.0 - 50_000,
                ..proto::ParticipantInfo::default()
            };
            script.participants.insert((*name).to_owned(), vec![who]);
        }
    });
    let console = Console::spawn_with(asking(livekit, scraping)).await;
    for (number, name) in NAMES.iter().enumerate() {
        let (room, who) = (format!("RM_{number}"), format!("PA_{number}"));
        let joined = webhook_bodies::joined(&room, name, &who, "alice", "STANDARD", 50);
        console.receive_webhooks(&[webhook_bodies::room_started(&room, name, 60), joined]).await;
    }
    for _ in 0..16 {
        turn(&console, livekit, scraping).await;
    }
    assert_eq!(people(&console).await, 2.0);
    console
}

async fn turn(console: &Console, livekit: &FakeLiveKit, scraping: bool) {
    let before = (livekit.asked("ListRooms"), livekit.asked("metrics"));
    console.clock.set(console.clock.now().plus(5_500));
    livekit.wait_for("ListRooms", before.0).await;
    // A scrape whose answer came late is made again that much later.
    for _ in 0..6 {
        if !scraping || soon(async || livekit.asked("metrics") > before.1).await {
            return;
        }
        console.clock.set(console.clock.now().plus(1_000));
    }
}

async fn turns_until(
    console: &Console,
    livekit: &FakeLiveKit,
    scraping: bool,
    what: &str,
    mut holds: impl AsyncFnMut() -> bool,
) {
    for _ in 0..60 {
        turn(console, livekit, scraping).await;
        if soon(&mut holds).await {
            return;
        }
    }
    panic!("not in 60 turns: {what}");
}

async fn people(console: &Console) -> Value {
    console.read("/api/metrics/current").await["total_participants"].clone()
}

/// Nobody says that webhooks fail, and the doctor names the rooms of which this is true.
async fn assert_nobody_is_accused(console: &Console, names: &[&str]) {
    console.until_stored().await;
    let sources = console.read("/api/sources").await["deployments"][0].clone();
    assert_eq!(sources["webhooks"]["status"], "ok", "{sources:#}");
    assert_eq!(sources["gaps"], json!([]), "{sources:#}");
    let diagnoses = sources["diagnoses"].as_array().expect("a list");
    let codes: Vec<_> = diagnoses.iter().map(|each| each["code"].clone()).collect();
    assert_eq!(codes, ["phantom_rooms"], "{sources:#}");
    for name in names {
        let said = diagnoses[0]["detail"].as_str().expect("a text");
        assert!(said.contains(&format!("`{name}`")), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_starts_again_without_its_rooms_leaves_nobody_behind() {
    let livekit = FakeLiveKit::start();
    let console = two_rooms(&livekit, true).await;
    livekit.set(|script| script.metrics = Some(metrics("ND_2", 0, 10)));
    let room = async |name: &str| console.read(&format!("/api/rooms/{name}")).await;
    turns_until(&console, &livekit, true, "both are in doubt", async || {
        room("standup").await["certainty"] == "in_doubt" && people(&console).await == 0.0
    })
    .await;
    let doubted = room("standup").await;
    assert_eq!((&doubted["status"], &doubted["in_doubt_count"]), (&json!("active"), &json!(1)));
    let evidence = doubted["evidence"].as_str().expect("why");
    assert!(evidence.contains("restarted"), "{evidence}");
    turns_until(&console, &livekit, true, "both are over", async || {
        console.read("/api/rooms").await["total"] == 0
    })
    .await;
    let over = room("retro").await;
    assert_eq!((&over["status"], &over["certainty"]), (&json!("finished"), &json!("inferred")));
    for _ in 0..12 {
        turn(&console, &livekit, true).await;
    }
    assert_eq!(console.read("/api/rooms").await["total"], 0, "though they are listed");
    assert_nobody_is_accused(&console, &NAMES).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_its_node_does_not_confirm_ends_and_the_others_continue() {
    let livekit = FakeLiveKit::start();
    livekit.set(|script| script.served = Some(NAMES.map(str::to_owned).into()));
    let console = two_rooms(&livekit, false).await;
    livekit.set(|script| script.mood = crate::livekit::Mood::Internal);
    turn(&console, &livekit, false).await;
    livekit.set(|script| {
        script.mood = crate::livekit::Mood::Well;
        script.served = Some(vec!["retro".to_owned()]);
    });
    turns_until(&console, &livekit, false, "one is over", async || {
        console.read("/api/rooms").await["total"] == 1
    })
    .await;
    let over = console.read("/api/rooms/standup").await;
    let evidence = over["evidence"].as_str().expect("why");
    assert!(evidence.contains("no node answered for it"), "{evidence}");
    assert_eq!(console.read("/api/rooms/retro").await["certainty"], "observed");
    assert_nobody_is_accused(&console, &["standup"]).await;
    console.stop().await;
}

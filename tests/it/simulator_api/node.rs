//! The node's metrics: counters, names, and what goes wrong with them on purpose.

use super::*;

#[test]
fn counters_grow_within_the_life_of_a_node_and_begin_anew_with_the_next() {
    let schedule = with(Faults { lost: 0.1, node_restarts: 10.0, ..Faults::NONE });
    let (world, mut node) = (World::new(schedule), Node::new(&schedule, NOON));
    let (mut before, mut id) = (BTreeMap::new(), String::new());
    let (mut lives, mut grown) = (BTreeSet::new(), BTreeSet::new());
    for step in 0..300 {
        let at = NOON.plus(step * 5000);
        let page = node.exposition(&world, at);
        let (samples, now, kinds) = parse(&page);
        if now == id {
            for (series, value) in &samples {
                let name = series.split('{').next().expect("a name");
                let base =
                    ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
                let kind = kinds.get(name).or_else(|| kinds.get(base.unwrap_or(name)));
                if kind.is_some_and(|kind| kind != "gauge") {
                    let old = before.get(series).copied().unwrap_or(0.0);
                    assert!(old <= *value, "{series} went from {old} to {value}");
                    if old < *value {
                        grown.insert(series.clone());
                    }
                }
            }
        }
        let rooms = samples[r#"livekit_room_total{node_id="",node_type="SERVER"}"#];
        let open = Ledger::at(&schedule, at, at).open_rooms(at).len();
        assert!((rooms - f64::from(u32::try_from(open).expect("a few"))).abs() < 0.1);
        if step % 60 == 59 {
            // A first request gets the same response.
            assert_eq!(Node::new(&schedule, NOON).exposition(&world, at), page);
        }
        lives.insert(now.clone());
        (before, id) = (samples, now);
    }
    assert!((2..=4).contains(&lives.len()), "{lives:?}");
    for counter in ["livekit_packet_bytes{", "livekit_webhook_dispatch_total{", "_bucket{"] {
        assert!(grown.iter().any(|series| series.contains(counter)), "{counter} never grew");
    }
}

#[test]
fn a_node_exports_the_names_types_and_labels_of_a_real_one() {
    let schedule = Schedule::new(Options {
        faults: Faults { lost: 0.05, ..Faults::NONE },
        ..Options::default()
    });
    let page = Node::new(&schedule, NOON).exposition(&World::new(schedule), NOON.plus(1_800_000));
    let (samples, node, kinds) = parse(&page);
    assert!(node.starts_with("ND_") && node.len() == 15, "{node}");
    for (series, kind) in [
        ("livekit_room_total{", "gauge"),
        ("livekit_participant_total{", "gauge"),
        ("livekit_track_published_total{kind=\"VIDEO\",", "gauge"),
        ("livekit_track_subscribed_total{kind=\"AUDIO\",", "gauge"),
        (
            "livekit_participant_join_total{node_id=\"\",node_type=\"SERVER\",state=\"rtc_active\"}",
            "counter",
        ),
        (
            "livekit_participant_join_total{node_id=\"\",node_type=\"SERVER\",state=\"rtc_failure\"}",
            "counter",
        ),
        ("livekit_packet_bytes{country=\"\",direction=\"incoming\",", "counter"),
        ("livekit_packet_total{country=\"\",direction=\"outgoing\",", "counter"),
        ("livekit_nack_total{country=\"\",direction=\"incoming\",", "counter"),
        ("livekit_pli_total{", "counter"),
        ("livekit_packet_loss_total{", "counter"),
        (
            "livekit_webhook_dispatch_total{node_id=\"\",node_type=\"SERVER\",reason=\"\",status=\"success\"}",
            "counter",
        ),
        (
            "livekit_webhook_dispatch_total{node_id=\"\",node_type=\"SERVER\",reason=\"\",status=\"failure\"}",
            "counter",
        ),
        (
            "livekit_webhook_dispatch_total{node_id=\"\",node_type=\"SERVER\",reason=\"age\",status=\"drop\"}",
            "counter",
        ),
        ("process_cpu_seconds_total", "counter"),
        ("process_resident_memory_bytes", "gauge"),
    ] {
        let name = series.split('{').next().expect("a name");
        assert_eq!(kinds.get(name).map(String::as_str), Some(kind), "{name}");
        assert!(samples.keys().any(|one| one.starts_with(series)), "{series}");
    }
    for name in [
        "livekit_quality_rating",
        "livekit_quality_score",
        "livekit_session_join_latency_ms",
        "livekit_session_start_time_ms",
        "livekit_session_duration_ms",
        "livekit_room_duration_seconds",
        "livekit_rtt_ms",
        "livekit_jitter_us",
        "livekit_packet_loss_percent",
        "livekit_webhook_queue_length",
    ] {
        assert_eq!(kinds.get(name).map(String::as_str), Some("histogram"), "{name}");
    }
    let one = |name: &str| samples[&format!(r#"{name}{{node_id="",node_type="SERVER"}}"#)];
    let mean = one("livekit_quality_score_sum") / one("livekit_quality_score_count");
    assert!((3.5..4.5).contains(&mean), "{mean}");
}

#[test]
fn reads_are_stale_and_gauges_negative_as_often_as_asked_for() {
    let schedule = with(Faults { stale: 0.2, negative_gauges: 0.1, ..Faults::NONE });
    let world = World::new(schedule);
    let again = World::new(schedule);
    let (mut stale, mut negative, mut differ) = (0, 0, 0);
    let mut node = Node::new(&schedule, NOON);
    for step in 0..5000 {
        let at = NOON.plus(step * 37);
        let seen_at = world.seen_at(at, "RoomService/ListRooms");
        assert_eq!(again.seen_at(at, "RoomService/ListRooms"), seen_at, "the same in each world");
        let age = at.since(seen_at);
        assert!(age == 0 || (2000..8000).contains(&age), "{age}");
        stale += i32::from(age > 0);
        differ += i32::from(world.seen_at(at, "RoomService/ListParticipants") != seen_at);
        if step % 5 == 0 {
            let (samples, _, _) = parse(&node.exposition(&world, at));
            negative +=
                i32::from(samples[r#"livekit_room_total{node_id="",node_type="SERVER"}"#] < 0.0);
        }
    }
    assert!((900..1100).contains(&stale), "{stale}");
    assert!(differ > 900, "each request is stale for itself: {differ}");
    assert!((70..130).contains(&negative), "{negative}");
}

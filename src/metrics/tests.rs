use super::{Metrics, REFUSAL_CODES, REPORT_REFUSAL_CODES};

#[test]
fn every_series_is_rendered_with_its_help_once_it_is_touched() {
    let metrics = Metrics::new();
    metrics.touch("default");
    metrics.simulator_events_total.with_label_values(&["delivered"]).inc();
    metrics.active_rooms.with_label_values(&["default"]).set(1);
    metrics.participants.with_label_values(&["default", "sip"]).set(1);
    metrics.participants_in_doubt.with_label_values(&["default"]).set(1);
    metrics.publishers.with_label_values(&["default"]).set(1);
    metrics.participants_reporting.with_label_values(&["default"]).set(1);
    metrics.tracks.with_label_values(&["default", "audio"]).set(1);
    metrics.source_counts.with_label_values(&["default", "api", "rooms"]).set(1.0);
    let node = ["default", "http://10.0.0.5:6789/metrics"];
    metrics.node_up.with_label_values(&node).set(1);
    metrics.node_restarts_total.with_label_values(&node);
    for series in
        [&metrics.node_rooms, &metrics.node_participants, &metrics.node_connection_quality]
    {
        series.with_label_values(&node).set(1.0);
    }
    let unknown = metrics.render();
    assert!(!unknown.contains("livekit_console_alerts_open{"), "nobody has evaluated");
    assert!(unknown.contains("livekit_console_outbox_waiting NaN"));
    metrics.alerts_open.with_label_values(&["info"]).set(1);
    let text = metrics.render();
    for series in Metrics::describe() {
        let head = format!("# HELP {} {}\n# TYPE {0} {}\n", series.name, series.help, series.kind);
        assert!(text.contains(&head), "{} is not rendered: {head}", series.name);
    }
    assert!(text.contains("process_resident_memory_bytes"));
    for code in REFUSAL_CODES {
        let line = format!("livekit_console_webhook_refused_total{{code=\"{code}\"}} 0");
        assert!(text.contains(&line), "{line}");
    }
    assert!(text.contains("livekit_console_store_up NaN"));
}

#[test]
fn the_documentation_lists_exactly_the_series_that_exist() {
    let documented: Vec<&str> = include_str!("../../docs/METRICS.md")
        .lines()
        .filter(|line| line.starts_with("| `livekit_console_"))
        .collect();
    let described: Vec<String> = Metrics::describe()
        .iter()
        .map(|series| {
            let labels: Vec<_> = series.labels.iter().map(|l| format!("`{l}`")).collect();
            let labels = if labels.is_empty() { "–".to_owned() } else { labels.join(", ") };
            format!("| `{}` | {} | {labels} | {} |", series.name, series.kind, series.help)
        })
        .collect();
    assert_eq!(documented, described, "docs/METRICS.md differs from src/metrics.rs");
}

#[test]
fn the_documented_refusal_codes_are_those_of_the_receiver() {
    let page = include_str!("../../docs/API.md");
    let parts: Vec<_> = page.split("## Receiving").collect();
    let [_, webhooks, reports] = parts[..] else { panic!("{} parts", parts.len()) };
    for (part, codes) in [(webhooks, &REFUSAL_CODES[..]), (reports, &REPORT_REFUSAL_CODES)] {
        for code in codes {
            assert!(part.contains(&format!("`{code}`")), "`{code}` is not documented");
        }
    }
}

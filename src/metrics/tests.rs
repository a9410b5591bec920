use super::labels::described;
use super::{Exemplar, Format, Metrics, REFUSAL_CODES, REPORT_REFUSAL_CODES, document};
use crate::model::Millis;

/// Metrics of which every series has a value.
fn complete() -> Metrics {
    let metrics = Metrics::new();
    metrics.touch("default");
    metrics.simulator_events_total.with_label_values(&["delivered"]).inc();
    for series in [
        &metrics.active_rooms,
        &metrics.participants_in_doubt,
        &metrics.publishers,
        &metrics.participants_reporting,
    ] {
        series.with_label_values(&["default"]).set(1);
    }
    metrics.participants.with_label_values(&["default", "sip"]).set(1);
    metrics.tracks.with_label_values(&["default", "audio"]).set(1);
    metrics.source_counts.with_label_values(&["default", "api", "rooms"]).set(1.0);
    metrics.source_last_success_timestamp_seconds.with_label_values(&["default", "poll"]).set(1.0);
    metrics.config_info.with_label_values(&["live", "sqlite", "none"]).set(1);
    metrics.deployment_info.with_label_values(&["default", "", "false"]).set(1);
    metrics.store_connections.with_label_values(&["writer", "idle"]).set(1);
    metrics.store_connections_limit.with_label_values(&["writer"]).set(1);
    metrics.alerts_open.with_label_values(&["node_down", "warning", "default"]).set(1);
    let node = ["default", "http://10.0.0.5:6789/metrics"];
    metrics.node_up.with_label_values(&node).set(1);
    metrics.node_restarts_total.with_label_values(&node);
    for series in
        [&metrics.node_rooms, &metrics.node_participants, &metrics.node_connection_quality]
    {
        series.with_label_values(&node).set(1.0);
    }
    for gauge in [
        &metrics.store_up,
        &metrics.store_bytes,
        &metrics.evaluation_timestamp_seconds,
        &metrics.heartbeat_timestamp_seconds,
        &metrics.audit_sequence,
        &metrics.outbox_waiting,
        &metrics.outbox_parked,
        &metrics.outbox_oldest_seconds,
        &metrics.journal_oldest_pending_seconds,
    ] {
        gauge.set(1.0);
    }
    let exemplar = Exemplar { request_id: "0192".to_owned(), at: Millis(1_795_377_600_500) };
    metrics.http_request(("/api/rooms/{room_name}", "GET", "2xx"), 0.003, exemplar);
    metrics
}

#[test]
fn every_series_is_rendered_with_its_help() {
    let (text, open) = (complete().render(Format::Text), complete().render(Format::OpenMetrics));
    for series in Metrics::describe() {
        let head = format!("# HELP {} {}\n# TYPE {0} {}\n", series.name, series.help, series.kind);
        assert!(text.contains(&head), "{} is not rendered: {head}", series.name);
        let family = match series.kind {
            "counter" => series.name.strip_suffix("_total").expect("a counter's suffix"),
            _ => &series.name,
        };
        assert!(open.contains(&format!("# TYPE {family} {}\n", series.kind)), "{family}");
    }
    assert!(text.contains("process_resident_memory_bytes"));
    for code in REFUSAL_CODES {
        let line = format!(
            "livekit_console_webhook_refused_total{{code=\"{code}\",deployment=\"default\"}} 0"
        );
        assert!(text.contains(&line), "{line}");
    }
}

#[test]
fn what_is_not_known_is_absent() {
    let new = Metrics::new();
    let complete = complete();
    complete.forget_alerting();
    for (metrics, absent) in [
        (&new, ["store_up", "store_bytes", "evaluation_timestamp_seconds", "alerts_open"]),
        (&complete, ["alerts_open", "outbox_waiting", "outbox_parked", "outbox_oldest_seconds"]),
    ] {
        for format in [Format::Text, Format::OpenMetrics] {
            let text = metrics.render(format);
            assert!(!text.contains("NaN"), "{text}");
            for name in absent {
                assert!(!text.contains(&format!("livekit_console_{name}")), "{name}");
            }
        }
    }
}

#[test]
fn open_metrics_has_units_the_names_of_families_and_exemplars() {
    let text = complete().render(Format::OpenMetrics);
    for lines in [
        "# TYPE livekit_console_joins counter\n# HELP livekit_console_joins ",
        "\nlivekit_console_joins_total{deployment=\"default\",kind=\"sip\"} 0\n",
        "# TYPE livekit_console_journal_limit_bytes gauge\n\
         # UNIT livekit_console_journal_limit_bytes bytes\n",
        "livekit_console_http_request_duration_seconds_bucket{route=\"/api/rooms/{room_name}\",\
         le=\"0.005\"} 1 # {request_id=\"0192\"} 0.003 1795377600.500\n",
        "livekit_console_http_request_duration_seconds_bucket{route=\"/api/rooms/{room_name}\",\
         le=\"+Inf\"} 1\n",
        "livekit_console_http_request_duration_seconds_count{route=\"/api/rooms/{room_name}\"} 1\n",
    ] {
        assert!(text.contains(lines), "{lines}\n{text}");
    }
    assert!(text.ends_with("\n# EOF\n"));
}

#[test]
fn the_documentation_is_what_the_code_says() {
    let written = include_str!("../../docs/METRICS.md");
    assert_eq!(written, document(), "docs/METRICS.md is out of date: run `make gen`");
}

#[test]
fn every_label_is_described() {
    for series in Metrics::describe() {
        for label in series.labels {
            let is_described =
                described().iter().any(|(name, _)| name.contains(&format!("`{label}`")));
            assert!(is_described, "`{label}` of {}", series.name);
        }
    }
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

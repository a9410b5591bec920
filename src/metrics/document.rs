//! `docs/METRICS.md`, written from the table of series.

use std::fmt::Write as _;

use prometheus::core::Collector as _;
use prometheus::process_collector::ProcessCollector;

use super::Metrics;
use super::labels::described;
use super::series::{Description, unit};

const HEAD: &str = "\
<!-- Written by `make gen` from src/metrics.rs; do not edit it here. -->

# Metrics

`GET /metrics` returns Prometheus' text format 0.0.4, or OpenMetrics 1.0 if the header `Accept` prefers
`application/openmetrics-text`; unknown query parameters are ignored. Every series of the console begins with
`livekit_console_`; the bare prefix `livekit_` is LiveKit's own. Label sets are bounded: no label ever holds a room, a
participant or a client's address. Gauges are read from the state when they are scraped; counters begin at 0 with the
process.

**A value that is not known is absent**, never 0 or NaN; a label that is not known is absent, too. The column *absent*
says when that is the case; a series without it is always there. In OpenMetrics a counter's family has the name
without `_total`, and the buckets of `livekit_console_http_request_duration_seconds` have exemplars: the id of
a request (`x-request-id`, also in the log).

";

const TAIL: &str = "
Joins, departures and aborted connections count rows of the store: each participant session once, by the process that
learned of it. An inference may be revised: `departures_total` keeps the class that was learned first, and
`departures_revised_total` counts the revisions. So of one class there are as many rows as
`departures_total` + revised `to` it − revised `from` it.

Several consoles may share a database. Each counts for itself what it receives and does, so such counters are added;
gauges of a deployment are the same at each, so the largest is taken: `max by (deployment)`.
";

/// The documentation of all metrics, in Markdown.
pub fn document() -> String {
    let mut text = HEAD.to_owned();
    text.push_str("| series | type | unit | labels | meaning | absent |\n");
    text.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for series in Metrics::describe() {
        let row = row(&series);
        writeln!(text, "{row}").expect("a string can always be written");
    }
    text.push_str("\n| label | values |\n| --- | --- |\n");
    for (label, values) in described() {
        writeln!(text, "| {label} | {values} |").expect("a string can always be written");
    }
    text.push_str(
        "\nBeside these stand the usual series of the process (on Linux):\n\n\
         | series | meaning |\n| --- | --- |\n",
    );
    for description in ProcessCollector::for_self().desc() {
        writeln!(text, "| `{}` | {} |", description.fq_name, description.help)
            .expect("a string can always be written");
    }
    text.push_str(TAIL);
    text
}

fn row(series: &Description) -> String {
    let Description { name, kind, meaning, .. } = series;
    let unit = if name.ends_with("_timestamp_seconds") {
        "seconds since 1970"
    } else {
        unit(name).unwrap_or("–")
    };
    let labels: Vec<_> = series.labels.iter().map(|label| format!("`{label}`")).collect();
    let labels = if labels.is_empty() { "–".to_owned() } else { labels.join(", ") };
    let absent = series.absent.unwrap_or("–");
    format!("| `{name}` | {kind} | {unit} | {labels} | {meaning} | {absent} |")
}

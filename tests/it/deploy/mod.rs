//! What is delivered beside the program says what the program does, and works with it: compose, the
//! image, the chart, Prometheus' rules, Grafana's dashboards.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use livekit_console::metrics::Metrics;
use serde_json::Value;

mod chart;
mod dashboards;
mod image;
mod live;
mod queries;
mod rules;
mod stack;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(path: &str) -> Value {
    serde_yaml_ng::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the files in a folder.
fn names(folder: impl AsRef<Path>) -> BTreeSet<String> {
    std::fs::read_dir(root().join(folder))
        .expect("the folder exists")
        .map(|file| file.expect("there").file_name().into_string().expect("UTF-8"))
        .collect()
}

/// Every string in `value`, with the path to it.
fn strings<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a str)>) {
    match value {
        Value::String(text) => found.push((path.to_owned(), text)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                strings(item, &format!("{path}[{index}]"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                strings(field, &format!("{path}.{name}"), found);
            }
        }
        _ => {}
    }
}

/// What one panel, variable or annotation asks.
struct Query {
    /// The dashboard's file and the panel's title.
    place: String,
    /// `PromQL`, or SQL.
    text: String,
}

/// The dashboards by the names of their files.
fn dashboards() -> Vec<(String, Value)> {
    names("grafana/dashboards")
        .into_iter()
        .map(|name| {
            let text = text(&format!("grafana/dashboards/{name}"));
            (name, serde_json::from_str(&text).expect("JSON"))
        })
        .collect()
}

/// Every panel of a dashboard, without the headings of rows.
fn panels(dashboard: &Value) -> impl Iterator<Item = &Value> {
    let panels = dashboard["panels"].as_array().expect("panels");
    panels.iter().filter(|panel| panel["type"] != "row")
}

/// Every query of the panels whose field is `expr` (`PromQL`) or `rawSql`.
fn queries(field: &str) -> Vec<Query> {
    let mut found = Vec::new();
    for (file, dashboard) in dashboards() {
        for panel in panels(&dashboard) {
            let place = format!("{file}, {}", panel["title"].as_str().expect("a title"));
            for target in panel["targets"].as_array().expect("targets") {
                if let Some(text) = target[field].as_str() {
                    found.push(Query { place: place.clone(), text: text.to_owned() });
                }
            }
        }
    }
    found
}

/// The names of series in a `PromQL` expression, recorded ones included.
fn series(expression: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let starts = ["livekit_", "process_", "go_"];
    expression
        .split(|c| !is_part(c))
        .filter(|word| word.contains(':') || starts.iter().any(|start| word.starts_with(start)))
        .map(str::to_owned)
        .collect()
}

/// Series that exist: the console's by its own description, LiveKit's by what a real node exported.
fn exported() -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for series in Metrics::describe() {
        if series.kind == "histogram" {
            let parts = ["bucket", "sum", "count"].map(|part| format!("{}_{part}", series.name));
            known.extend(parts);
        }
        known.insert(series.name);
    }
    known.extend(
        text("tests/fixtures/node-metrics.prom")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split(['{', ' ']).next().map(str::to_owned)),
    );
    // The captured node had no reason to export these.
    known.extend(
        ["livekit_fir_total", "livekit_nack_total", "livekit_packet_loss_total"].map(str::to_owned),
    );
    known
}

//! The gathered series in the text format of OpenMetrics 1.0.

use std::fmt::Write as _;

use prometheus::proto::{LabelPair, Metric, MetricFamily, MetricType};

use super::exemplars::Exemplars;
use super::series::{PREFIX, unit};

/// All families as text, with exemplars where there are some.
pub(super) fn encode(families: &[MetricFamily], exemplars: &Exemplars) -> String {
    let mut text = String::new();
    for family in families {
        write_family(&mut text, family, exemplars);
    }
    text.push_str("# EOF\n");
    text
}

fn write_family(text: &mut String, family: &MetricFamily, exemplars: &Exemplars) {
    let (kind, name) = match family.get_field_type() {
        // The family has the name without the suffix, its samples have it with the suffix.
        MetricType::COUNTER => {
            ("counter", family.name().strip_suffix("_total").unwrap_or(family.name()))
        }
        MetricType::HISTOGRAM => ("histogram", family.name()),
        _ => ("gauge", family.name()),
    };
    line(text, format_args!("# TYPE {name} {kind}"));
    if let Some(unit) = unit(name) {
        line(text, format_args!("# UNIT {name} {unit}"));
    }
    line(text, format_args!("# HELP {name} {}", escaped(family.help())));
    for metric in family.get_metric() {
        let labels = labels(metric);
        match family.get_field_type() {
            MetricType::COUNTER => {
                let value = metric.get_counter().get_value();
                line(text, format_args!("{name}_total{} {value}", in_braces(&labels)));
            }
            MetricType::HISTOGRAM => write_histogram(text, name, metric, exemplars),
            _ => {
                let value = metric.get_gauge().get_value();
                line(text, format_args!("{name}{} {value}", in_braces(&labels)));
            }
        }
    }
}

fn write_histogram(text: &mut String, name: &str, metric: &Metric, exemplars: &Exemplars) {
    let (histogram, labels) = (metric.get_histogram(), labels(metric));
    let of_requests = name.strip_prefix(PREFIX) == Some("http_request_duration_seconds");
    let route = metric.get_label().iter().find(|_| of_requests).map(LabelPair::value);
    let comma = if labels.is_empty() { "" } else { "," };
    let finite = histogram.get_bucket().iter().filter(|bucket| bucket.upper_bound().is_finite());
    let finite =
        finite.map(|bucket| (format!("{:?}", bucket.upper_bound()), bucket.cumulative_count()));
    let last = ("+Inf".to_owned(), histogram.get_sample_count());
    for (index, (bound, count)) in finite.chain([last]).enumerate() {
        let exemplar = route.and_then(|route| exemplars.text(route, index)).unwrap_or_default();
        line(
            text,
            format_args!("{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {count}{exemplar}"),
        );
    }
    let labels = in_braces(&labels);
    line(text, format_args!("{name}_count{labels} {}", histogram.get_sample_count()));
    line(text, format_args!("{name}_sum{labels} {}", histogram.get_sample_sum()));
}

fn labels(metric: &Metric) -> String {
    let pairs = metric
        .get_label()
        .iter()
        .map(|label| format!("{}=\"{}\"", label.name(), escaped(label.value())));
    pairs.collect::<Vec<_>>().join(",")
}

fn in_braces(labels: &str) -> String {
    if labels.is_empty() { String::new() } else { format!("{{{labels}}}") }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a string can always be written");
}

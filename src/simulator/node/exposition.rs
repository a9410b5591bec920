//! Series in Prometheus text format; numbers and order are those of Go's client.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A series: its name, and its labels that come before and after those of the node, as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) before: &'static str,
    pub(super) after: &'static str,
}

impl Series {
    /// A series with these labels, which end and begin with the comma to the node's.
    pub(super) const fn new(name: &'static str, before: &'static str, after: &'static str) -> Self {
        Self { name, before, after }
    }
}

/// A histogram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Histogram {
    /// Upper bounds of the buckets but the last, as they are written.
    bounds: &'static [&'static str],
    /// The same as numbers, thousandths.
    limits: Vec<u64>,
    counts: Vec<u64>,
    /// The sum, in thousandths: whole, so that it does not depend on the order of adding.
    sum: u64,
}

impl Histogram {
    pub(super) fn new(bounds: &'static [&'static str]) -> Self {
        let limits = bounds.iter().map(|bound| thousandths(bound)).collect();
        Self { bounds, limits, counts: vec![0; bounds.len() + 1], sum: 0 }
    }

    /// Adds `times` samples of `thousandths` thousandths.
    pub(super) fn add(&mut self, thousandths: u64, times: u64) {
        let index = self.limits.partition_point(|limit| *limit < thousandths);
        self.counts[index] += times;
        self.sum += thousandths * times;
    }
}

/// The most whole thousandths that are not above a bound.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounds are small")]
fn thousandths(bound: &str) -> u64 {
    (bound.parse::<f64>().expect("a bound is a number") * 1000.0).floor() as u64
}

/// Series by name.
#[derive(Debug, Default)]
pub(super) struct MetricsPage {
    /// The node's own labels.
    node: String,
    families: BTreeMap<&'static str, (&'static str, String)>,
}

impl MetricsPage {
    /// The metrics of the node with this id.
    pub(super) fn of(node_id: &str) -> Self {
        let node = format!(r#"node_id="{node_id}",node_type="SERVER""#);
        Self { node, families: BTreeMap::new() }
    }

    fn family(&mut self, name: &'static str, kind: &'static str) -> &mut String {
        &mut self.families.entry(name).or_insert_with(|| (kind, String::new())).1
    }

    /// A number of the node.
    pub(super) fn number(&mut self, kind: &'static str, series: Series, value: f64) {
        let Series { name, before, after } = series;
        let line = format!("{name}{{{before}{}{after}}} {}\n", self.node, number(value));
        self.family(name, kind).push_str(&line);
    }

    /// A number of the process, which has no labels.
    pub(super) fn process(&mut self, kind: &'static str, name: &'static str, value: f64) {
        let line = format!("{name} {}\n", number(value));
        self.family(name, kind).push_str(&line);
    }

    /// A histogram of the node.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub(super) fn histogram(&mut self, series: Series, histogram: &Histogram) {
        let Series { name, before, after } = series;
        let labels = format!("{before}{}{after}", self.node);
        let (mut lines, mut count) = (String::new(), 0);
        let bounds = histogram.bounds.iter().copied().chain(["+Inf"]);
        for (bound, more) in bounds.zip(&histogram.counts) {
            count += more;
            let _ = writeln!(
                lines,
                "{name}_bucket{{{labels},le=\"{bound}\"}} {}",
                number(count as f64)
            );
        }
        let sum = histogram.sum as f64 / 1000.0;
        let _ = writeln!(lines, "{name}_sum{{{labels}}} {}", number(sum));
        let _ = writeln!(lines, "{name}_count{{{labels}}} {}", number(count as f64));
        self.family(name, "histogram").push_str(&lines);
    }

    /// The metrics as text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (name, (kind, lines)) in &self.families {
            let _ = write!(text, "# HELP {name} \n# TYPE {name} {kind}\n{lines}");
        }
        text
    }
}

/// A number as Go's client writes it: the shortest digits, with an exponent from a million on and
/// below a ten-thousandth.
fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let short = format!("{value:e}");
    let (digits, exponent) = short.split_once('e').expect("that is how it is written");
    let exponent: i32 = exponent.parse().expect("that is how it is written");
    if (-4..6).contains(&exponent) {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::{Histogram, MetricsPage, Series, number};

    #[test]
    fn numbers_are_written_as_go_writes_them() {
        for (value, text) in [
            (0.0, "0"),
            (703.0, "703"),
            (-2.0, "-2"),
            (681_234.5, "681234.5"),
            (1e6, "1e+06"),
            (203_026_432.0, "2.03026432e+08"),
            (9.7759e-5, "9.7759e-05"),
            (0.5, "0.5"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_histogram_adds_up() {
        let mut histogram = Histogram::new(&["1", "2.5"]);
        histogram.add(500, 2);
        histogram.add(2500, 1);
        histogram.add(9000, 1);
        let mut page = MetricsPage::of("ND_1");
        page.histogram(Series::new("x", "a=\"b\",", ""), &histogram);
        let labels = r#"a="b",node_id="ND_1",node_type="SERVER""#;
        let expected = format!(
            "# HELP x \n# TYPE x histogram\n\
             x_bucket{{{labels},le=\"1\"}} 2\nx_bucket{{{labels},le=\"2.5\"}} 3\n\
             x_bucket{{{labels},le=\"+Inf\"}} 4\nx_sum{{{labels}}} 12.5\nx_count{{{labels}}} 4\n"
        );
        assert_eq!(page.text(), expected);
    }
}

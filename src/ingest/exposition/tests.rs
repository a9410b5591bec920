//! Tests of the parser.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{Error, Parser, Sample};

/// A sample that owns its texts.
#[derive(Debug, Clone)]
struct Owned {
    name: String,
    labels: Vec<(String, String)>,
    value: f64,
    timestamp_ms: Option<i64>,
}

impl PartialEq for Owned {
    fn eq(&self, other: &Self) -> bool {
        let key = |o: &Self| (o.name.clone(), o.labels.clone(), o.timestamp_ms);
        let same = self.value.to_bits() == other.value.to_bits();
        key(self) == key(other) && (same || (self.value.is_nan() && other.value.is_nan()))
    }
}

impl From<&Sample<'_>> for Owned {
    fn from(sample: &Sample<'_>) -> Self {
        Self {
            name: sample.name.to_owned(),
            labels: sample.labels.iter().map(|(n, v)| ((*n).to_owned(), v.to_string())).collect(),
            value: sample.value,
            timestamp_ms: sample.timestamp_ms,
        }
    }
}

impl Owned {
    fn render(&self, text: &mut String) {
        text.push_str(&self.name);
        for (index, (name, value)) in self.labels.iter().enumerate() {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let before = if index == 0 { '{' } else { ',' };
            write!(text, "{before}{name}=\"{value}\"").expect("a string takes all");
        }
        if !self.labels.is_empty() {
            text.push('}');
        }
        let value = match self.value {
            value if value.is_nan() => "NaN".to_owned(),
            f64::INFINITY => "+Inf".to_owned(),
            f64::NEG_INFINITY => "-Inf".to_owned(),
            value => format!("{value:e}"),
        };
        write!(text, " {value}").expect("a string takes all");
        if let Some(timestamp) = self.timestamp_ms {
            write!(text, " {timestamp}").expect("a string takes all");
        }
        text.push('\n');
    }
}

/// The samples before an error, if there is one, and the outcome.
fn read(pieces: &[&[u8]]) -> (Vec<Owned>, Result<usize, Error>) {
    let (mut parser, mut samples) = (Parser::new(), Vec::new());
    for piece in pieces {
        if let Err(error) = parser.feed(piece, |sample| samples.push(sample.into())) {
            return (samples, Err(error));
        }
    }
    (samples, parser.finish())
}

fn parse(text: &str) -> Result<Vec<Owned>, String> {
    let (samples, outcome) = read(&[text.as_bytes()]);
    let count = outcome.map_err(|error| error.to_string())?;
    assert_eq!(count, samples.len());
    Ok(samples)
}

#[test]
fn the_metrics_of_a_real_node_are_read_whole() {
    let text = include_str!("../../../tests/fixtures/node-metrics.prom");
    let samples = parse(text).expect("LiveKit writes the format");
    let lines = text.lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(samples.len(), lines);
    let rooms = samples.iter().find(|sample| sample.name == "livekit_room_total");
    assert!(rooms.is_some_and(|rooms| (rooms.value - 2.0).abs() < f64::EPSILON));
}

#[test]
fn every_form_that_the_format_allows_is_understood() {
    let text = "# HELP a What \\n it is.\n# TYPE a counter\n  a { x = \"1\" , y=\"a\\\\b\\\"c\\nd,}é\", } +1.5e3\t-12 \n\
                \n# a comment\n#\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum NaN\nh_count 1\n\
                # TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum -Inf\ns_count{} 2\nb:c 0x\n";
    assert_eq!(parse(text), Err("line 15: `0x` is no value".to_owned()));
    let samples = parse(&text.replace("0x", ".5")).expect("the format");
    assert_eq!(samples.len(), 8);
    let labels = [("x".to_owned(), "1".to_owned()), ("y".to_owned(), "a\\b\"c\nd,}é".to_owned())];
    assert_eq!(samples[0].labels, labels);
    assert_eq!(
        (samples[0].value.to_bits(), samples[0].timestamp_ms),
        (1500_f64.to_bits(), Some(-12))
    );
    assert_eq!(parse(""), Ok(Vec::new()));
}

#[test]
fn invalid_text_is_refused_with_its_line() {
    for (text, why) in [
        ("<html>\n", "line 1: it begins with no name: `<html>`"),
        ("a 1\nb 1", "line 2: the text ends within this line"),
        ("a 1\n\n9a 1\n", "line 3: it begins with no name"),
        ("a\n", "neither labels nor a value"),
        ("a\u{a0}1\n", "neither labels nor a value"),
        ("a inf\n", "`inf` is no value"),
        ("a 1_0\n", "`1_0` is no value"),
        ("a 1\r\n", "is no value"),
        ("a --1\n", "is no value"),
        ("a 1 1.5\n", "`1.5` is no time"),
        ("a 1 2 3\n", "is no time"),
        ("a{x=\"1\" 1\n", "neither `,` nor `}`"),
        ("a{x=\"1\n", "has no end"),
        ("a{x=\"\\t\"} 1\n", "no such escape"),
        ("a{x=\"\\", "ends within"),
        ("a{x=\"\\\n", "no such escape"),
        ("a{x=1} 1\n", "no label at"),
        ("a{=\"1\"} 1\n", "no label at"),
        ("a{,} 1\n", "no label at"),
        ("a{x:y=\"1\"} 1\n", "no label at"),
        ("a{x=\"1\",x=\"2\"} 1\n", "a label twice"),
        ("a{x=\"1\",y=\"1\"} 1\na{y=\"1\",x=\"1\"} 2\n", "line 2: the series `a` is there twice"),
        ("# TYPE a counter\n# TYPE a counter\n", "a second TYPE"),
        ("# HELP a b\n# HELP a b\n", "a second HELP"),
        ("# TYPE a meter\n", "there is no type `meter`"),
        ("# TYPE 9 gauge\n", "not a name"),
        ("a 1\n# TYPE a gauge\n", "after its samples"),
        ("a_bucket{le=\"1\"} 1\n# TYPE a histogram\n", "after its samples"),
        ("# TYPE a histogram\na 1\n", "is a histogram"),
        ("# TYPE a histogram\na_bucket 1\n", "no number in its label `le`"),
        ("# TYPE a histogram\na_bucket{le=\"NaN\"} 1\n", "no number in its label `le`"),
        ("# TYPE a summary\na 1\n", "no number in its label `quantile`"),
    ] {
        let refused = parse(text).expect_err(text);
        assert!(refused.contains(why), "{text:?}: {refused}");
    }
    let (_, refused) = read(&[b"a 1\n\xff\n"]);
    assert_eq!(refused.expect_err("not UTF-8").to_string(), "line 2: it is not UTF-8");
    let long = format!("a{{x=\"{}", "y".repeat(70_000));
    assert!(parse(&long).expect_err("too long").contains("longer than 65536 bytes"));
    let many = |line: fn(u32) -> String| parse(&(0..200_001).map(line).collect::<String>());
    for (text, why) in [
        (many(|n| format!("a{{x=\"{n}\"}} 1\n")), "line 200001: there are more than 200000 series"),
        (many(|n| format!("a{n} 1\n")), "line 10001: there are more than 10000 names"),
        (many(|n| format!("# TYPE a{n} gauge\n")), "line 10001: there are more than 10000 names"),
        (many(|n| format!("# HELP a{n}\n")), "line 10001: there are more than 10000 names"),
    ] {
        assert_eq!(text, Err(why.to_owned()));
    }
    let error = parse(&format!("{} 1 x\n", "é".repeat(9999))).expect_err("no name");
    assert!(error.len() < 150, "{error}");
}

prop_compose! {
    fn any_sample()(
        name in "[a-zA-Z_:][a-zA-Z0-9_:]{0,12}",
        labels in proptest::collection::btree_map("[a-zA-Z_][a-zA-Z0-9_]{0,5}", "\\PC*|[\"\\\\\n\t{},=é]*", 0..4),
        value in any::<f64>(),
        timestamp_ms in any::<Option<i64>>(),
    ) -> Owned {
        Owned { name, labels: labels.into_iter().collect(), value, timestamp_ms }
    }
}

fn any_samples() -> impl Strategy<Value = Vec<Owned>> {
    proptest::collection::vec(any_sample(), 0..12).prop_map(|mut samples| {
        samples.sort_by(|a, b| (&a.name, &a.labels).cmp(&(&b.name, &b.labels)));
        samples.dedup_by(|a, b| (&a.name, &a.labels) == (&b.name, &b.labels));
        samples
    })
}

fn render(samples: &[Owned]) -> String {
    let mut text = String::new();
    for sample in samples {
        sample.render(&mut text);
    }
    text
}

proptest! {
    #[test]
    fn what_is_rendered_is_read_back(samples in any_samples()) {
        prop_assert_eq!(parse(&render(&samples)), Ok(samples));
    }

    #[test]
    fn a_text_cut_short_is_refused_or_the_beginning_of_the_whole(
        samples in any_samples(),
        at in any::<prop::sample::Index>(),
    ) {
        let text = render(&samples);
        let cut = &text.as_bytes()[..at.index(text.len() + 1)];
        let (before, outcome) = read(&[cut]);
        prop_assert_eq!(&samples[..before.len()], &before[..]);
        prop_assert_eq!(outcome.is_ok(), cut.is_empty() || cut.ends_with(b"\n"));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&[&bytes]);
    }

    #[test]
    fn any_text_of_the_formats_own_characters_is_read_or_refused(
        text in "([a-b:_#{}=\",\\\\ \t\n+.0-9Ee-]|NaN|Inf|# TYPE |# HELP |histogram|_bucket|le=\"1\"){0,60}",
    ) {
        let _ = read(&[text.as_bytes()]);
    }

    #[test]
    fn the_pieces_in_which_a_text_comes_do_not_matter(
        text in "([a-c]\\{[x-z]=\"[0-9]\"\\} [0-9]{1,3}\n|# TYPE [a-c] gauge\n|[a-z ]{0,3}\n?){0,12}",
        size in 1_usize..9,
    ) {
        let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
        prop_assert_eq!(read(&pieces), read(&[text.as_bytes()]));
    }
}

//! A strict parser of Prometheus' text format 0.0.4, fed piece by piece as a body arrives.
//!
//! It remembers what a strict parser needs (the types, and a hash of each series) and passes every
//! sample to a callback, so that a body is never held in memory as a whole. Other text, such as
//! HTML, a truncated body or an invalid value, is refused with the number of the line.

mod line;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The longest line that is read, bytes: LiveKit's longest has some 250.
const LINE_BYTES: usize = 64 * 1024;

/// The most series of one text: each costs some bytes of memory. LiveKit's busiest nodes have a few
/// thousand.
const SERIES: usize = 200_000;

/// The most names of one text: each is held in memory. LiveKit has some 120.
const NAMES: usize = 10_000;

/// Why a text is not an exposition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct Error {
    /// The line, the first is 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

/// One sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample<'a> {
    /// The name, with `_bucket`, `_sum` or `_count` if it is a part of a histogram.
    pub name: &'a str,
    /// The labels in their order, each name once.
    pub labels: Vec<(&'a str, Cow<'a, str>)>,
    /// The value; may be `NaN` or infinite.
    pub value: f64,
    /// When it was measured, milliseconds since 1970; `None` is now.
    pub timestamp_ms: Option<i64>,
}

impl Sample<'_> {
    /// The value of a label.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_ref())
    }
}

/// The type in a `# TYPE` line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MetricType {
    Counter,
    Gauge,
    Histogram,
    Summary,
    Untyped,
}

/// A line with content.
enum Line<'a> {
    Help(&'a str),
    Type(&'a str, MetricType),
    Sample(Sample<'a>),
}

/// Parses an exposition.
#[derive(Debug, Default)]
pub struct Parser {
    /// The number of the line that is read next, less one.
    line: u64,
    /// A line whose end has not come yet.
    rest: Vec<u8>,
    kinds: HashMap<String, MetricType>,
    helped: HashSet<String>,
    /// Families that had samples already: a type must come before its samples.
    begun: HashSet<String>,
    /// A hash of each series.
    series: HashSet<u64>,
}

impl Parser {
    /// A parser at the beginning of a text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Parses the next bytes; passes every sample of the completed lines to `take`.
    pub fn feed(&mut self, bytes: &[u8], mut take: impl FnMut(&Sample<'_>)) -> Result<(), Error> {
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', bytes) {
            let piece = &bytes[from..end];
            from = end + 1;
            if self.rest.is_empty() {
                self.read(piece, &mut take)?;
            } else {
                let mut line = std::mem::take(&mut self.rest);
                line.extend_from_slice(piece);
                self.read(&line, &mut take)?;
            }
        }
        self.rest.extend_from_slice(&bytes[from..]);
        if self.rest.len() > LINE_BYTES {
            return Err(self.too_long());
        }
        Ok(())
    }

    /// Ends the text; returns how many samples it had. The last line must end with a line break, or
    /// a truncated text could not be recognised.
    pub fn finish(self) -> Result<usize, Error> {
        if !self.rest.is_empty() {
            let why = "the text ends within this line".to_owned();
            return Err(Error { line: self.line + 1, why });
        }
        Ok(self.series.len())
    }

    fn too_long(&self) -> Error {
        Error { line: self.line + 1, why: format!("it is longer than {LINE_BYTES} bytes") }
    }

    fn read(&mut self, bytes: &[u8], take: &mut impl FnMut(&Sample<'_>)) -> Result<(), Error> {
        if bytes.len() > LINE_BYTES {
            return Err(self.too_long());
        }
        self.line += 1;
        let parsed = std::str::from_utf8(bytes)
            .map_err(|_error| "it is not UTF-8".to_owned())
            .and_then(line::parse)
            .and_then(|line| match line {
                None => Ok(()),
                Some(Line::Help(name)) => self.help(name),
                Some(Line::Type(name, kind)) => self.kind(name, kind),
                Some(Line::Sample(sample)) => {
                    self.sample(&sample)?;
                    take(&sample);
                    Ok(())
                }
            });
        parsed.map_err(|why| Error { line: self.line, why })
    }

    /// Refuses another name if there are too many.
    fn has_room(&self) -> Result<(), String> {
        if self.kinds.len().max(self.helped.len()).max(self.begun.len()) < NAMES {
            return Ok(());
        }
        Err(format!("there are more than {NAMES} names"))
    }

    fn help(&mut self, name: &str) -> Result<(), String> {
        self.has_room()?;
        if self.helped.insert(name.to_owned()) {
            return Ok(());
        }
        Err(format!("a second HELP of `{}`", line::shown(name)))
    }

    fn kind(&mut self, name: &str, kind: MetricType) -> Result<(), String> {
        let parts: &[&str] = match kind {
            MetricType::Histogram => &["", "_bucket", "_sum", "_count"],
            MetricType::Summary => &["", "_sum", "_count"],
            _ => &[""],
        };
        if parts.iter().any(|part| self.begun.contains(&format!("{name}{part}"))) {
            return Err(format!("the TYPE of `{}` comes after its samples", line::shown(name)));
        }
        self.has_room()?;
        if self.kinds.insert(name.to_owned(), kind).is_some() {
            return Err(format!("a second TYPE of `{}`", line::shown(name)));
        }
        Ok(())
    }

    fn sample(&mut self, sample: &Sample<'_>) -> Result<(), String> {
        let family = self.family(sample)?;
        if !self.begun.contains(family) {
            self.has_room()?;
            self.begun.insert(family.to_owned());
        }
        let mut labels: Vec<_> = sample.labels.iter().collect();
        labels.sort_unstable();
        if labels.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err("it has a label twice".to_owned());
        }
        if self.series.len() >= SERIES {
            return Err(format!("there are more than {SERIES} series"));
        }
        let mut hasher = DefaultHasher::new();
        (sample.name, labels).hash(&mut hasher);
        if self.series.insert(hasher.finish()) {
            return Ok(());
        }
        Err(format!(
            "the series `{}` is there twice with the same labels",
            line::shown(sample.name)
        ))
    }

    /// The family of a sample; an error if its type does not allow this sample.
    fn family<'a>(&self, sample: &Sample<'a>) -> Result<&'a str, String> {
        let name = sample.name;
        match self.kinds.get(name) {
            Some(MetricType::Histogram) => {
                return Err(format!("`{}` is a histogram, not a sample", line::shown(name)));
            }
            Some(MetricType::Summary) => {
                numbered(sample, "quantile")?;
                return Ok(name);
            }
            Some(_) => return Ok(name),
            None => {}
        }
        for part in ["_bucket", "_sum", "_count"] {
            let Some(family) = name.strip_suffix(part) else { continue };
            match (self.kinds.get(family), part) {
                (Some(MetricType::Histogram), "_bucket") => {
                    numbered(sample, "le")?;
                    return Ok(family);
                }
                (Some(MetricType::Histogram), _)
                | (Some(MetricType::Summary), "_sum" | "_count") => {
                    return Ok(family);
                }
                _ => {}
            }
        }
        Ok(name)
    }
}

/// Refuses a sample without a number in `label`.
fn numbered(sample: &Sample<'_>, label: &str) -> Result<(), String> {
    match sample.label(label).map(line::number) {
        Some(Some(number)) if !number.is_nan() => Ok(()),
        _ => Err(format!("`{}` has no number in its label `{label}`", line::shown(sample.name))),
    }
}

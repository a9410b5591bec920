//! Parses one line of Prometheus' text format.

use std::borrow::Cow;

use super::{Line, MetricType, Sample};

/// The most characters that an error message quotes of a scraped text, which is not trusted.
const SHOWN: usize = 40;

/// Parses `line`; `None` for an empty one and for a comment.
pub(super) fn parse(line: &str) -> Result<Option<Line<'_>>, String> {
    let line = trim(line);
    match line.strip_prefix('#') {
        Some(comment) => parse_comment(comment),
        None if line.is_empty() => Ok(None),
        None => parse_sample(line).map(|sample| Some(Line::Sample(sample))),
    }
}

/// A number as the format writes it; `None` if it is none.
pub(super) fn number(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "+Inf" | "Inf" => Some(f64::INFINITY),
        "-Inf" => Some(f64::NEG_INFINITY),
        // Rust's parser accepts words that the format does not have.
        _ if text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) => text.parse().ok(),
        _ => None,
    }
}

/// `text`, escaped and shortened for an error message.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

fn is_space(c: char) -> bool {
    c == ' ' || c == '\t'
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// The first word and what comes after it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(is_space);
    text.split_at(text.find(is_space).unwrap_or(text.len()))
}

fn parse_comment(comment: &str) -> Result<Option<Line<'_>>, String> {
    let (keyword, rest) = word(comment);
    if keyword != "HELP" && keyword != "TYPE" {
        return Ok(None);
    }
    let (name, rest) = word(rest);
    if name_end(name, true) != name.len() || name.is_empty() {
        return Err(format!("{keyword} of `{}`, which is not a name", shown(name)));
    }
    if keyword == "HELP" {
        return Ok(Some(Line::Help(name)));
    }
    let kind = match trim(rest) {
        "counter" => MetricType::Counter,
        "gauge" => MetricType::Gauge,
        "histogram" => MetricType::Histogram,
        "summary" => MetricType::Summary,
        "untyped" => MetricType::Untyped,
        other => return Err(format!("there is no type `{}`", shown(other))),
    };
    Ok(Some(Line::Type(name, kind)))
}

/// The length of the name that `text` begins with; 0 if there is none.
fn name_end(text: &str, colons: bool) -> usize {
    let is_part = |(index, byte): &(usize, u8)| {
        byte.is_ascii_alphabetic()
            || *byte == b'_'
            || (colons && *byte == b':')
            || (*index > 0 && byte.is_ascii_digit())
    };
    text.bytes().enumerate().take_while(is_part).count()
}

fn parse_sample(line: &str) -> Result<Sample<'_>, String> {
    let (name, rest) = line.split_at(name_end(line, true));
    if name.is_empty() {
        return Err(format!("it begins with no name: `{}`", shown(line)));
    }
    let unspaced = rest.trim_start_matches(is_space);
    let spaced = unspaced.len() < rest.len();
    let (labels, rest) = match unspaced.strip_prefix('{') {
        Some(inside) => parse_labels(inside)?,
        None if spaced => (Vec::new(), unspaced),
        None => return Err(format!("`{}` is followed by neither labels nor a value", shown(name))),
    };
    let (value, rest) = word(rest);
    let value = number(value).ok_or_else(|| format!("`{}` is no value", shown(value)))?;
    let timestamp_ms = match trim(rest) {
        "" => None,
        text => Some(text.parse().map_err(|_error| format!("`{}` is no time", shown(text)))?),
    };
    Ok(Sample { name, labels, value, timestamp_ms })
}

type Labels<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// The labels in `inside`, which follows the brace, and what follows the closing one.
fn parse_labels(inside: &str) -> Result<(Labels<'_>, &str), String> {
    let mut labels = Vec::new();
    let mut rest = inside.trim_start_matches(is_space);
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Ok((labels, after));
        }
        let (name, after) = rest.split_at(name_end(rest, false));
        let value = after
            .trim_start_matches(is_space)
            .strip_prefix('=')
            .and_then(|after| after.trim_start_matches(is_space).strip_prefix('"'))
            .filter(|_| !name.is_empty())
            .ok_or_else(|| format!("no label at `{}`", shown(rest)))?;
        let (value, after) = parse_value(value)?;
        labels.push((name, value));
        let after = after.trim_start_matches(is_space);
        rest = match after.strip_prefix(',') {
            Some(after) => after.trim_start_matches(is_space),
            None if after.starts_with('}') => after,
            None => return Err(format!("neither `,` nor `}}` after the label `{}`", shown(name))),
        };
    }
}

/// The label's value in `text`, which follows the quotation mark, and what follows the closing one.
fn parse_value(text: &str) -> Result<(Cow<'_, str>, &str), String> {
    let mut value = Cow::Borrowed("");
    let mut rest = text;
    loop {
        let at = memchr::memchr2(b'"', b'\\', rest.as_bytes())
            .ok_or_else(|| format!("the value of a label has no end: `{}`", shown(text)))?;
        let (plain, special) = rest.split_at(at);
        if value.is_empty() {
            value = Cow::Borrowed(plain);
        } else {
            value.to_mut().push_str(plain);
        }
        if let Some(after) = special.strip_prefix('"') {
            return Ok((value, after));
        }
        let escaped = match special.as_bytes().get(1) {
            Some(b'\\') => '\\',
            Some(b'"') => '"',
            Some(b'n') => '\n',
            _ => return Err(format!("there is no such escape: `{}`", shown(special))),
        };
        value.to_mut().push(escaped);
        rest = &special[2..];
    }
}

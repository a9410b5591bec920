//! Maps alerting to columns and to lines of the audit: the parts that are the same on both
//! databases.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::columns::key;
use super::{AlertBatch, Error};
use crate::model::{
    Alert, AlertStatus, AuditHead, AuditLine, CONSOLE, Millis, NewAuditLine, StepKind, Transition,
};

/// Prefix of the kind of each step of an alert.
const STEP: &str = "alert.";

/// The kind of a line that records what retention deleted.
pub(super) const RETAINED: &str = "audit.retained";

/// `text` without NUL, which Postgres cannot store.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

/// [`plain`] of a text that may be absent.
pub(super) fn optional_plain(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|text| plain(text))
}

/// A time as it is stored: whole milliseconds.
fn whole(at: DateTime<Utc>) -> DateTime<Utc> {
    Millis::from_utc(at).to_utc()
}

/// Bytes of a text at the start of a unique key. One index entry holds two keys.
const UNIQUE_BYTES: usize = 800;

/// A unique key of `text` that fits an indexed column: the text, or the start and the hash of a
/// long one.
pub(super) fn unique_key(text: &str) -> Cow<'_, str> {
    let beginning = &text[..text.floor_char_boundary(UNIQUE_BYTES)];
    if beginning.len() == text.len() {
        return text.into();
    }
    format!("{beginning}#{}", hex::encode(Sha256::digest(text))).into()
}

/// The text that an alert is searched by, in lower case.
pub(super) fn folded_alert(alert: &Alert) -> String {
    let of = |text: &Option<String>| text.clone().unwrap_or_default();
    let text = [alert.message.clone(), alert.rule.clone(), of(&alert.room), of(&alert.participant)];
    plain(&text.join("\n")).to_lowercase()
}

/// The text that a line of the audit is searched by, in lower case: every value, without the names
/// of fields.
pub(super) fn folded_line(line: &AuditLine) -> String {
    let mut texts = vec![line.kind.clone(), line.actor.clone(), line.subject.clone()];
    match serde_json::from_str(&line.body) {
        Ok(body) => push_texts(&body, &mut texts),
        Err(_) => texts.push(line.body.clone()),
    }
    plain(&texts.join("\n")).to_lowercase()
}

/// A line of the audit with everything that the database stores about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLine {
    /// The line, which its hash covers.
    pub line: AuditLine,
    /// Its search text, which is derived from the line.
    pub folded: String,
}

impl StoredLine {
    /// Whether the search text matches the line. A later Unicode version may have added lower-case
    /// letters.
    pub fn is_found_as_written(&self) -> bool {
        self.folded.to_lowercase() == folded_line(&self.line)
    }
}

/// Adds every text and number in `value`.
fn push_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(values) => values.iter().for_each(|value| push_texts(value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| push_texts(value, texts)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The body of a step's line, beside kind, time, actor and alert.
#[derive(Serialize)]
struct StepBody<'a> {
    from: Option<AlertStatus>,
    to: AlertStatus,
    note: Option<&'a str>,
    value: Option<f64>,
    /// What the alert was about, for readers of the trail alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// The same for reading. A number is read from its digits, because the JSON parser may round.
#[derive(Deserialize)]
struct ReadStepBody<'a> {
    from: Option<AlertStatus>,
    to: AlertStatus,
    note: Option<String>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

/// The number of these digits, correctly rounded.
fn number(digits: &RawValue) -> Option<f64> {
    digits.get().parse().ok()
}

/// The lines that a batch adds to the audit, chained to `head` in order.
pub(super) fn lines(batch: &AlertBatch, head: &AuditHead) -> Result<Vec<AuditLine>, Error> {
    let steps = batch.steps.iter().map(|(id, step)| step_line(batch, id, step));
    chain(steps.chain(batch.lines.iter().map(|line| Ok(line.clone()))), head)
}

/// Chains lines to `head`, in the form in which they are stored.
fn chain(
    lines: impl Iterator<Item = Result<NewAuditLine, Error>>,
    head: &AuditHead,
) -> Result<Vec<AuditLine>, Error> {
    let mut head = head.clone();
    lines
        .map(|line| {
            let line = line?;
            let chained = head.chain(NewAuditLine {
                at: whole(line.at),
                kind: key(&plain(&line.kind)).to_owned(),
                actor: key(&plain(&line.actor)).to_owned(),
                subject: key(&plain(&line.subject)).to_owned(),
                body: plain(&line.body).into_owned(),
            });
            head = chained.head();
            Ok(chained)
        })
        .collect()
}

/// The line of a step.
fn step_line(batch: &AlertBatch, id: &str, step: &Transition) -> Result<NewAuditLine, Error> {
    let opened = batch.opened.iter().map(|new| &new.alert);
    let mut alerts = opened.chain(batch.changed.iter().map(|stored| &stored.alert));
    let alert = alerts.find(|alert| alert.id == id);
    let body = StepBody {
        from: step.from,
        to: step.to,
        note: step.note.as_deref(),
        value: step.value,
        rule: alert.map(|alert| alert.rule.as_str()),
        message: alert.map(|alert| alert.message.as_str()),
    };
    Ok(NewAuditLine {
        at: step.at,
        kind: format!("{STEP}{}", step.kind.as_str()),
        actor: step.by.clone(),
        subject: id.to_owned(),
        body: serde_json::to_string(&body)?,
    })
}

/// The step that a line records.
pub(super) fn transition(line: &AuditLine) -> Result<Transition, Error> {
    let kind = line.kind.strip_prefix(STEP).and_then(StepKind::from_name);
    let body: ReadStepBody<'_> = serde_json::from_str(&line.body)?;
    Ok(Transition {
        kind: kind.ok_or_else(|| Error::unreadable("step", &line.kind))?,
        at: line.at,
        from: body.from,
        to: body.to,
        by: line.actor.clone(),
        note: body.note,
        value: body.value.and_then(number),
    })
}

/// The line that records up to which line retention deleted the trail.
pub(super) fn retained(
    through: &AuditHead,
    now: Millis,
    head: &AuditHead,
) -> Result<Vec<AuditLine>, Error> {
    let line = NewAuditLine {
        at: now.to_utc(),
        kind: RETAINED.to_owned(),
        actor: CONSOLE.to_owned(),
        subject: "audit".to_owned(),
        body: serde_json::json!({ "through": through.sequence, "hash": through.hash }).to_string(),
    };
    chain([Ok(line)].into_iter(), head)
}

/// Up to which line the trail was deleted, from the body of the last such line. `None` means that
/// nothing was deleted.
pub(super) fn retained_through(body: Option<&str>) -> Result<AuditHead, Error> {
    #[derive(Deserialize)]
    struct Retained {
        through: u64,
        hash: String,
    }
    let Some(body) = body else { return Ok(AuditHead::empty()) };
    let Retained { through, hash } = serde_json::from_str(body)?;
    Ok(AuditHead { sequence: through, hash })
}

/// An alert from JSON, with exact figures.
pub(super) fn alert_from_json(json: &str) -> Result<Alert, Error> {
    #[derive(Deserialize)]
    struct Figures<'a> {
        #[serde(borrow)]
        value: Option<&'a RawValue>,
        #[serde(borrow)]
        threshold: Option<&'a RawValue>,
    }
    let alert: Alert = serde_json::from_str(json)?;
    let figures: Figures<'_> = serde_json::from_str(json)?;
    Ok(Alert {
        value: figures.value.and_then(number),
        threshold: figures.threshold.and_then(number),
        ..alert
    })
}

/// A number of the audit in a column of 64 bits.
pub(super) fn sequence(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{chain, folded_line, retained_through, step_line, transition, unique_key};
    use crate::model::{AlertStatus, AuditHead, StepKind, Transition};
    use crate::store::AlertBatch;

    #[test]
    fn a_step_is_read_from_its_line_with_exact_figures() {
        let at = DateTime::from_timestamp_millis(1_700_000_000_123).expect("a date");
        for kind in StepKind::ALL {
            let step = Transition {
                kind,
                at,
                from: Some(AlertStatus::Firing),
                to: AlertStatus::Acknowledged,
                by: "ann \"the\" on-call".to_owned(),
                note: Some("it's\n\u{0}💥 %".to_owned()),
                value: Some(0.123_456_789_012_345_68),
            };
            let first = Transition { from: None, note: None, value: Some(5e-324), ..step.clone() };
            for step in [step, first] {
                let line = step_line(&AlertBatch::default(), "a1", &step);
                let chained = chain([line].into_iter(), &AuditHead::empty()).expect("it is JSON");
                assert_eq!(chained[0].kind, format!("alert.{}", kind.as_str()));
                assert_eq!(transition(&chained[0]).expect("a step"), step);
            }
        }
    }

    #[test]
    fn a_key_distinguishes_long_texts() {
        assert_eq!(unique_key("short"), "short");
        let long = "x".repeat(5000);
        let keys = [unique_key(&long).into_owned(), unique_key(&format!("{long}y")).into_owned()];
        assert_ne!(keys[0], keys[1]);
        assert!(keys.iter().all(|key| key.len() < 1000), "{keys:?}");
    }

    #[test]
    fn the_search_text_has_no_field_names() {
        let step = Transition {
            kind: StepKind::Noted,
            at: DateTime::UNIX_EPOCH,
            from: None,
            to: AlertStatus::Firing,
            by: "Ann".to_owned(),
            note: Some("ÄRGER \"here\"".to_owned()),
            value: Some(2.5),
        };
        let line = step_line(&AlertBatch::default(), "a1", &step);
        let chained = chain([line].into_iter(), &AuditHead::empty()).expect("it is JSON");
        let folded = folded_line(&chained[0]);
        assert_eq!(folded, "alert.noted\nann\na1\närger \"here\"\nfiring\n2.5");
    }

    #[test]
    fn without_a_retention_line_nothing_was_deleted() {
        assert_eq!(retained_through(None).expect("no line"), AuditHead::empty());
        assert!(retained_through(Some("{}")).is_err());
    }
}

//! Changes of what somebody wrote down (rules, silences, receivers), each with its line of the
//! audit: both are written, or neither.

use serde_json::{Value, json};

use crate::model::{Millis, NewAuditLine};
use crate::store::{AlertBatch, DocumentChange, DocumentKind};

/// A change of one document.
#[derive(Debug)]
pub struct Change<'a> {
    /// What it is.
    pub kind: DocumentKind,
    /// Its name or id.
    pub name: &'a str,
    /// What is done: `created`, `changed`, `deleted` or `ended`.
    pub verb: &'static str,
    /// The version that was read; `None` if there must be none.
    pub expected: Option<i64>,
    /// What is kept from now on; `None` if nothing is.
    pub body: Option<String>,
    /// What was in force before, without secrets; `null` if nothing was.
    pub old: Value,
    /// What is in force now, without secrets; `null` if nothing is.
    pub new: Value,
    /// Who does it.
    pub by: &'a str,
    /// When.
    pub now: Millis,
}

impl Change<'_> {
    /// All that is to be written.
    pub fn batch(self) -> AlertBatch {
        let at = self.now.to_utc();
        let line = NewAuditLine {
            at,
            kind: format!("{}.{}", self.kind.as_str(), self.verb),
            actor: self.by.to_owned(),
            subject: self.name.to_owned(),
            body: json!({ "old": self.old, "new": self.new }).to_string(),
        };
        let change = DocumentChange {
            kind: self.kind,
            name: self.name.to_owned(),
            body: self.body,
            at,
            by: self.by.to_owned(),
            expected: self.expected,
        };
        AlertBatch { documents: vec![change], lines: vec![line], ..AlertBatch::default() }
    }
}

/// Something as JSON.
pub fn value<T: serde::Serialize>(thing: &T) -> Value {
    serde_json::to_value(thing).expect("plain data serialises")
}

/// Something as the text that is kept of it.
pub fn text<T: serde::Serialize>(thing: &T) -> String {
    serde_json::to_string(thing).expect("plain data serialises")
}

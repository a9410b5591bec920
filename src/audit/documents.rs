//! Changes of documents (rules, silences, receivers), each with its audit line: the store writes
//! both or neither.

use serde_json::{Value, json};

use crate::model::{Millis, NewAuditLine};
use crate::store::{AlertBatch, DocumentChange, DocumentKind};

/// A change of one document and its audit line.
#[derive(Debug)]
pub struct AuditedChange<'a> {
    /// The document's kind.
    pub kind: DocumentKind,
    /// Its name or id.
    pub name: &'a str,
    /// What is done to it: `created`, `changed`, `deleted` or `ended`.
    pub verb: &'static str,
    /// The version that was read; `None` if the document must not exist yet.
    pub expected: Option<i64>,
    /// The document's new text; `None` deletes it.
    pub body: Option<String>,
    /// The document before the change, without secrets; `null` if there was none.
    pub old: Value,
    /// The document after the change, without secrets; `null` if there is none.
    pub new: Value,
    /// The person who makes the change.
    pub by: &'a str,
    /// When.
    pub now: Millis,
}

impl AuditedChange<'_> {
    /// The batch that writes the document and its audit line.
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

/// Converts `thing` to a JSON value.
pub fn value<T: serde::Serialize>(thing: &T) -> Value {
    serde_json::to_value(thing).expect("plain data serialises")
}

/// Converts `thing` to the JSON text that is stored.
pub fn text<T: serde::Serialize>(thing: &T) -> String {
    serde_json::to_string(thing).expect("plain data serialises")
}

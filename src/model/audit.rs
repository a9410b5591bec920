//! The audit trail: who did what, when and why, chained by hashes so that a line that was changed
//! or is missing is found.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

/// What the first line's hash is made of in place of a predecessor's.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line that is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuditLine {
    /// When.
    pub at: DateTime<Utc>,
    /// What: `alert.fired`, `rule.changed`, `silence.created`, … .
    pub kind: String,
    /// Who; `console` for the console itself.
    pub actor: String,
    /// About what: an alert's id, a rule's name, … .
    pub subject: String,
    /// Everything else, a JSON object; without secrets.
    pub body: String,
}

/// A line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditLine {
    /// Its number: each is one more than the one before.
    pub sequence: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// What: `alert.fired`, `rule.changed`, `silence.created`, … .
    pub kind: String,
    /// Who; `console` for the console itself.
    pub actor: String,
    /// About what: an alert's id, a rule's name, … .
    pub subject: String,
    /// Everything else, a JSON object, to the letter as it was hashed.
    pub body: String,
    /// SHA-256 over the previous line's hash and this line, in hexadecimal digits.
    pub hash: String,
}

/// The end of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditHead {
    /// The number of the last line; 0 without any.
    pub sequence: u64,
    /// Its hash.
    pub hash: String,
}

impl AuditHead {
    /// Of a trail without lines.
    pub fn empty() -> Self {
        Self { sequence: 0, hash: GENESIS.to_owned() }
    }

    /// `line`, numbered and chained behind this one.
    pub fn chain(&self, line: NewAuditLine) -> AuditLine {
        let mut chained = AuditLine {
            sequence: self.sequence + 1,
            at: line.at,
            kind: line.kind,
            actor: line.actor,
            subject: line.subject,
            body: line.body,
            hash: String::new(),
        };
        chained.hash = chained.hash_behind(&self.hash);
        chained
    }
}

impl AuditLine {
    /// What its hash must be behind a line with the hash `previous`. Each part is preceded by its
    /// length, so that no two lines read the same.
    pub fn hash_behind(&self, previous: &str) -> String {
        let mut digest = Sha256::new();
        for part in [
            previous,
            &self.sequence.to_string(),
            &self.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            &self.kind,
            &self.actor,
            &self.subject,
            &self.body,
        ] {
            digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part.as_bytes());
        }
        hex::encode(digest.finalize())
    }

    /// As the end of the trail.
    pub fn head(&self) -> AuditHead {
        AuditHead { sequence: self.sequence, hash: self.hash.clone() }
    }
}

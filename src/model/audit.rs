//! The audit trail: who did what, when and why. The lines are chained by hashes, so that a changed
//! or missing line is detected.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

/// What the first line's hash uses in place of a predecessor's hash.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A line to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuditLine {
    /// Time of the action.
    pub at: DateTime<Utc>,
    /// Kind of action: `alert.fired`, `rule.changed`, `silence.created`, … .
    pub kind: String,
    /// Who acted; `console` for the console itself.
    pub actor: String,
    /// Subject of the action: an alert's id, a rule's name, … .
    pub subject: String,
    /// All other details, a JSON object; without secrets.
    pub body: String,
}

/// A line of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditLine {
    /// Sequence number: each is one more than the one before; the first is 1.
    pub sequence: u64,
    /// Time of the action.
    pub at: DateTime<Utc>,
    /// Kind of action: `alert.fired`, `rule.changed`, `silence.created`, … .
    pub kind: String,
    /// Who acted; `console` for the console itself.
    pub actor: String,
    /// Subject of the action: an alert's id, a rule's name, … .
    pub subject: String,
    /// All other details, a JSON object, exactly as it was hashed.
    pub body: String,
    /// SHA-256 over the previous line's hash and this line, in hexadecimal digits.
    pub hash: String,
}

/// The end of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditHead {
    /// Sequence number of the last line; 0 without any.
    pub sequence: u64,
    /// Hash of the last line.
    pub hash: String,
}

impl AuditHead {
    /// The head of a trail without lines.
    pub fn empty() -> Self {
        Self { sequence: 0, hash: GENESIS.to_owned() }
    }

    /// `line`, numbered and chained to this head.
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
    /// The hash this line must have after a line with the hash `previous`. Each part is preceded by
    /// its length, so that no two lines hash the same input.
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

    /// The head of the trail after this line.
    pub fn head(&self) -> AuditHead {
        AuditHead { sequence: self.sequence, hash: self.hash.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{AuditHead, NewAuditLine};

    /// The digests were computed by another program: the trails of earlier versions are verified,
    /// too.
    #[test]
    fn a_lines_hash_is_the_documented_digest_of_the_hash_before_and_of_each_of_its_parts() {
        let line = |at: &str, kind: &str, actor: &str, body: &str| NewAuditLine {
            at: at.parse().expect("a time"),
            kind: kind.to_owned(),
            actor: actor.to_owned(),
            subject: "a1".to_owned(),
            body: body.to_owned(),
        };
        let noted = line("2026-11-22T20:00:00.007Z", "alert.noted", "änn", r#"{"note":"on it"}"#);
        let first = AuditHead::empty().chain(noted);
        assert_eq!(
            (first.sequence, first.hash.as_str()),
            (1, "a89ef0d94cf84a08f90c9908b24a907a4828a5189e3ba0ba7d6d640480a37863")
        );
        let resolved = line("2026-11-22T20:00:01Z", "alert.resolved", "console", "{}");
        let second = first.head().chain(resolved);
        assert_eq!(
            (second.sequence, second.hash.as_str()),
            (2, "23af4b845cb93edc91292ed72e5b61609735662e1d9f67bb8c6b51262bb3e687")
        );
    }
}

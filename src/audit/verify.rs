//! Verifies the audit trail: each line is as it was written, and no line is missing.
//!
//! Each line's hash covers the line and the hash of the line before it. A person who changes a line
//! must rewrite every later line, and the head changes. If somebody rewrites all lines up to the
//! head, only a head that was saved elsewhere shows that: pass it as the expected line.

use std::str::FromStr;

use chrono::Timelike as _;
use serde::Deserialize;

use crate::model::{AuditHead, AuditLine, GENESIS};
use crate::store::{self, Store, StoredLine};

/// Lines that are read in one query.
const PAGE: u32 = 5000;

/// How often a verification starts again, at most: retention runs once an hour.
const ROUNDS: usize = 3;

/// How many problems are listed, at most: the others often have the same cause.
pub const SHOWN_PROBLEMS: usize = 20;

/// The audit record of retention: number and hash of the last deleted line.
#[derive(Debug, Deserialize)]
struct RetentionRecord {
    through: u64,
    hash: String,
}

/// A line that must exist: its number and hash, as somebody saved them elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected(AuditHead);

impl FromStr for Expected {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once(':').and_then(|(sequence, hash)| {
            let is_hash =
                hash.len() == GENESIS.len() && hash.bytes().all(|b| b.is_ascii_hexdigit());
            let sequence = sequence.parse().ok().filter(|_| is_hash)?;
            Some(AuditHead { sequence, hash: hash.to_ascii_lowercase() })
        });
        parts.map(Self).ok_or_else(|| {
            format!("`{text}` is not SEQUENCE:HASH, a number and 64 hexadecimal digits")
        })
    }
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The number of the first line; `None` without any.
    pub first: Option<u64>,
    /// The end of the trail.
    pub head: AuditHead,
    /// The first [`SHOWN_PROBLEMS`] problems, each with the number of a line.
    pub problems: Vec<String>,
    /// How many problems there are.
    pub problems_total: u64,
}

impl Verification {
    /// One line of text if there is no problem; as an error, a line for each problem.
    pub fn sentence(&self) -> Result<String, String> {
        let AuditHead { sequence, hash } = &self.head;
        if self.problems_total == 0 {
            return Ok(match self.first {
                Some(first) => {
                    format!("audit: lines {first}–{sequence} verified, head {sequence} {hash}")
                }
                None => format!("audit: no lines, head {sequence} {hash}"),
            });
        }
        let mut text = "the audit trail was changed after it was written:".to_owned();
        for problem in &self.problems {
            text.push_str("\n  ");
            text.push_str(problem);
        }
        let further = self.problems_total - self.problems.len() as u64;
        if further > 0 {
            text.push_str("\n  and ");
            text.push_str(&further.to_string());
            text.push_str(" more");
        }
        Err(text)
    }
}

/// Verifies lines one after the other.
#[derive(Debug)]
pub struct TrailVerifier {
    expected: Option<Expected>,
    is_expected_found: bool,
    first: Option<AuditLine>,
    /// The last line.
    last: AuditHead,
    /// Whether a record of retention matches the first line.
    is_attested: bool,
    problems: Vec<String>,
    problems_total: u64,
}

impl TrailVerifier {
    /// Starts before the first line.
    pub fn new(expected: Option<Expected>) -> Self {
        Self {
            expected,
            is_expected_found: false,
            first: None,
            last: AuditHead::empty(),
            is_attested: false,
            problems: Vec::new(),
            problems_total: 0,
        }
    }

    fn problem(&mut self, what: impl FnOnce() -> String) {
        self.problems_total += 1;
        if self.problems.len() < SHOWN_PROBLEMS {
            self.problems.push(what());
        }
    }

    /// Verifies the next line.
    pub fn take(&mut self, line: &AuditLine) {
        let sequence = line.sequence;
        if self.first.is_none() {
            self.first = Some(line.clone());
        } else {
            self.follow(line);
        }
        if !line.at.nanosecond().is_multiple_of(1_000_000) {
            self.problem(|| {
                format!("line {sequence}: its time is more precise than a millisecond")
            });
        }
        self.attest(line);
        if let Some(Expected(expected)) = &self.expected
            && expected.sequence == sequence
        {
            self.is_expected_found = true;
            if expected.hash != line.hash {
                let expected = expected.hash.clone();
                self.problem(|| {
                    format!("line {sequence}: its hash is {}, not {expected}", line.hash)
                });
            }
        }
        self.last = line.head();
    }

    /// Verifies the next line and its stored search columns.
    pub fn take_stored(&mut self, stored: &StoredLine) {
        self.take(&stored.line);
        if !stored.is_found_as_written() {
            let sequence = stored.line.sequence;
            self.problem(|| {
                format!("line {sequence}: its search columns do not match its content")
            });
        }
    }

    /// Verifies a line against the line before it.
    fn follow(&mut self, line: &AuditLine) {
        let (sequence, before) = (line.sequence, self.last.sequence);
        if sequence != before.saturating_add(1) {
            self.problem(|| match sequence {
                after if after > before.saturating_add(2) => {
                    format!("lines {}–{} are missing", before + 1, after - 1)
                }
                after if after > before => format!("line {} is missing", before + 1),
                _ => format!("line {sequence} follows line {before}"),
            });
        }
        if line.hash_behind(&self.last.hash) != line.hash {
            self.problem(|| {
                format!("line {sequence}: its hash does not match its content and line {before}")
            });
        }
    }

    /// Checks whether the line records the deletion of the lines before the first one.
    fn attest(&mut self, line: &AuditLine) {
        let Some(first) = self.first.as_ref().filter(|_| line.kind == "audit.retained") else {
            return;
        };
        if let Ok(retained) = serde_json::from_str::<RetentionRecord>(&line.body)
            && retained.through.checked_add(1) == Some(first.sequence)
            && first.hash_behind(&retained.hash) == first.hash
        {
            self.is_attested = true;
        }
    }

    /// Ends the verification of a trail whose stored head is `head`.
    pub fn finish(mut self, head: &AuditHead) -> Verification {
        if let Some(first) = self.first.take() {
            let sequence = first.sequence;
            let is_begun = sequence == 1 && first.hash_behind(GENESIS) == first.hash;
            if sequence == 1 && !is_begun {
                self.problem(|| "line 1: its hash does not match its content".to_owned());
            } else if !is_begun && !self.is_attested {
                self.problem(|| {
                    format!(
                        "line {sequence} is the first: no later line records that retention \
                         deleted the lines before it"
                    )
                });
            }
            self.first = Some(first);
        }
        if self.last != *head {
            let (last, AuditHead { sequence, hash }) = (self.last.clone(), head.clone());
            self.problem(|| {
                format!(
                    "line {} is the last, with hash {}, but the head is {sequence} {hash}",
                    last.sequence, last.hash
                )
            });
        }
        if let Some(Expected(expected)) = self.expected.clone()
            && !self.is_expected_found
        {
            self.problem(|| format!("line {} is expected, but is missing", expected.sequence));
        }
        Verification {
            first: self.first.map(|line| line.sequence),
            head: head.clone(),
            problems: self.problems,
            problems_total: self.problems_total,
        }
    }
}

/// Verifies the stored trail. Lines that are added meanwhile are ignored; if retention deletes
/// lines meanwhile, the verification starts again.
pub async fn verify(
    store: &Store,
    expected: Option<&Expected>,
) -> Result<Verification, store::Error> {
    let mut head = store.audit_head().await?;
    for _ in 1..ROUNDS {
        let verification = verify_through(store, expected.cloned(), &head).await?;
        let head_then = store.audit_head().await?;
        if verification.problems_total == 0 || head_then == head {
            return Ok(verification);
        }
        head = head_then;
    }
    verify_through(store, expected.cloned(), &head).await
}

async fn verify_through(
    store: &Store,
    expected: Option<Expected>,
    head: &AuditHead,
) -> Result<Verification, store::Error> {
    let mut verifier = TrailVerifier::new(expected);
    let mut behind = None;
    loop {
        let lines = store.audit_after(behind, PAGE).await?;
        for stored in lines.iter().filter(|stored| stored.line.sequence <= head.sequence) {
            verifier.take_stored(stored);
        }
        behind = match lines.last() {
            Some(last) if last.line.sequence < head.sequence => Some(last.line.sequence),
            _ => break,
        };
    }
    // The store writes lines and their head in one transaction.
    if let Some(beyond) = store.audit_after(Some(head.sequence), 1).await?.first() {
        let (sequence, head_now) = (beyond.line.sequence, store.audit_head().await?.sequence);
        if sequence > head_now {
            verifier.problem(|| format!("line {sequence} is beyond the head, line {head_now}"));
        }
    }
    Ok(verifier.finish(head))
}

#[cfg(test)]
mod tests;

//! Verifying the audit trail: whether each line is as it was written, and none is missing.
//!
//! Each line's hash covers the line and the hash of the one before, so that whoever changes a line
//! must write every later one anew, and its head is another then. What that cannot show is the work
//! of somebody who rewrites everything up to the head: for that a head must have been kept where
//! they cannot reach it, and be given as what is expected.

use std::str::FromStr;

use chrono::Timelike as _;
use serde::Deserialize;

use crate::model::{AuditHead, AuditLine, GENESIS};
use crate::store::{self, Store, StoredLine};

/// Lines that are read at once.
const PAGE: u32 = 5000;

/// How often it begins anew, at most: retention works once an hour.
const ROUNDS: usize = 3;

/// Problems that are told, at most: what is wrong with the first is often what is wrong with all.
pub const TOLD: usize = 20;

/// What retention writes down: number and hash of the last line that is gone.
#[derive(Debug, Deserialize)]
struct Retained {
    through: u64,
    hash: String,
}

/// A line that must be there: its number and hash, as somebody kept them elsewhere.
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

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The number of the first line; `None` without any.
    pub first: Option<u64>,
    /// The end of the trail.
    pub head: AuditHead,
    /// What is wrong, each with the number of a line; the first [`TOLD`].
    pub problems: Vec<String>,
    /// How many problems there are.
    pub problems_total: u64,
}

impl Verdict {
    /// In words: one line if all is well, else a line for each problem.
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
        let mut text = "the audit trail is not as it was written:".to_owned();
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

/// Takes the lines in, one after the other.
#[derive(Debug)]
pub struct Verifier {
    expected: Option<Expected>,
    is_expected_found: bool,
    first: Option<AuditLine>,
    /// The last line.
    last: AuditHead,
    /// Whether what retention wrote down fits the first line.
    is_attested: bool,
    problems: Vec<String>,
    problems_total: u64,
}

impl Verifier {
    /// Before the first line.
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
        if self.problems.len() < TOLD {
            self.problems.push(what());
        }
    }

    /// Takes the next line in.
    pub fn take(&mut self, line: &AuditLine) {
        let sequence = line.sequence;
        if self.first.is_none() {
            self.first = Some(line.clone());
        } else {
            self.follow(line);
        }
        if !line.at.nanosecond().is_multiple_of(1_000_000) {
            self.problem(|| format!("line {sequence}: its time is finer than any that is written"));
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

    /// Takes the next line in with all that is kept of it.
    pub fn take_kept(&mut self, kept: &StoredLine) {
        self.take(&kept.line);
        if !kept.is_found_as_written() {
            let sequence = kept.line.sequence;
            self.problem(|| format!("line {sequence}: it is not searched by what it holds"));
        }
    }

    /// A line behind another.
    fn follow(&mut self, line: &AuditLine) {
        let (sequence, before) = (line.sequence, self.last.sequence);
        if sequence != before.saturating_add(1) {
            self.problem(|| match sequence {
                after if after > before.saturating_add(2) => {
                    format!("lines {}–{} are missing", before + 1, after - 1)
                }
                after if after > before => format!("line {} is missing", before + 1),
                _ => format!("line {sequence} stands behind line {before}"),
            });
        }
        if line.hash_behind(&self.last.hash) != line.hash {
            self.problem(|| {
                format!(
                    "line {sequence}: its hash is not that of what it holds behind line {before}"
                )
            });
        }
    }

    /// Whether the line tells of what stood before the first one.
    fn attest(&mut self, line: &AuditLine) {
        let Some(first) = self.first.as_ref().filter(|_| line.kind == "audit.retained") else {
            return;
        };
        if let Ok(retained) = serde_json::from_str::<Retained>(&line.body)
            && retained.through.checked_add(1) == Some(first.sequence)
            && first.hash_behind(&retained.hash) == first.hash
        {
            self.is_attested = true;
        }
    }

    /// There are no more lines, and the trail says that it ends at `head`.
    pub fn finish(mut self, head: &AuditHead) -> Verdict {
        if let Some(first) = self.first.take() {
            let sequence = first.sequence;
            let is_begun = sequence == 1 && first.hash_behind(GENESIS) == first.hash;
            if sequence == 1 && !is_begun {
                self.problem(|| "line 1: its hash is not that of what it holds".to_owned());
            } else if !is_begun && !self.is_attested {
                self.problem(|| {
                    format!(
                        "line {sequence} is the first: no later line tells that those before it \
                         were over their time, and what the hash of the last of them was"
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
            self.problem(|| format!("line {} is expected, but is not there", expected.sequence));
        }
        Verdict {
            first: self.first.map(|line| line.sequence),
            head: head.clone(),
            problems: self.problems,
            problems_total: self.problems_total,
        }
    }
}

/// Verifies what is stored. Lines that are added meanwhile do not matter; should retention take some
/// away meanwhile, it begins anew.
pub async fn verify(store: &Store, expected: Option<&Expected>) -> Result<Verdict, store::Error> {
    let mut head = store.audit_head().await?;
    for _ in 1..ROUNDS {
        let verdict = verify_through(store, expected.cloned(), &head).await?;
        let head_then = store.audit_head().await?;
        if verdict.problems_total == 0 || head_then == head {
            return Ok(verdict);
        }
        head = head_then;
    }
    verify_through(store, expected.cloned(), &head).await
}

async fn verify_through(
    store: &Store,
    expected: Option<Expected>,
    head: &AuditHead,
) -> Result<Verdict, store::Error> {
    let mut verifier = Verifier::new(expected);
    let mut behind = None;
    loop {
        let lines = store.audit_behind(behind, PAGE).await?;
        for kept in lines.iter().filter(|kept| kept.line.sequence <= head.sequence) {
            verifier.take_kept(kept);
        }
        behind = match lines.last() {
            Some(last) if last.line.sequence < head.sequence => Some(last.line.sequence),
            _ => break,
        };
    }
    // Lines are added together with the head that tells of them.
    if let Some(beyond) = store.audit_behind(Some(head.sequence), 1).await?.first() {
        let (sequence, head_now) = (beyond.line.sequence, store.audit_head().await?.sequence);
        if sequence > head_now {
            verifier.problem(|| format!("line {sequence} stands behind the head, line {head_now}"));
        }
    }
    Ok(verifier.finish(head))
}

#[cfg(test)]
mod tests;

//! Outputs of an egress: files, segments, images and streams, each with its result.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Millis, Text};

/// Kind of an output.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OutputKind {
    /// One file.
    File,
    /// A playlist and its segments.
    Segments,
    /// Images at intervals.
    Images,
    /// A stream to another server.
    Stream,
}

/// Kind, name, status and error of an output.
pub type OutputFate<'a> = (OutputKind, &'a str, &'a str, &'a str);

/// One output, as LiveKit last reported it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OutputRecord {
    /// Kind of output.
    #[serde(rename = "k")]
    pub kind: OutputKind,
    /// File, playlist or prefix; of a stream the address, its key masked. Empty if not reported.
    #[serde(rename = "n", default, skip_serializing_if = "str::is_empty")]
    pub name: Box<str>,
    /// Where it was stored; empty if not reported.
    #[serde(rename = "l", default, skip_serializing_if = "str::is_empty")]
    pub location: Box<str>,
    /// LiveKit's name of a stream's status: `ACTIVE`, `FINISHED` or `FAILED`; empty for the others.
    #[serde(rename = "s", default, skip_serializing_if = "Text::is_empty")]
    pub status: Text,
    /// LiveKit's error; empty without one.
    #[serde(rename = "e", default, skip_serializing_if = "str::is_empty")]
    pub error: Box<str>,
    /// When it started; absent if no credible time was reported.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Millis>,
    /// When it ended; absent while it goes on.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// Size, bytes; absent if not reported, as before the end.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u64>,
    /// Number of segments or images; absent if not reported.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Number of retries of a stream.
    #[serde(rename = "r", default, skip_serializing_if = "is_zero")]
    pub retries: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl OutputRecord {
    /// Whether it failed, though the egress may go on.
    pub fn has_failed(&self) -> bool {
        self.status == "FAILED" || !self.error.is_empty()
    }

    /// What counts as a change of it: not its growing size.
    pub fn fate(&self) -> OutputFate<'_> {
        (self.kind, &self.name, &self.status, &self.error)
    }

    /// The shape that the API shows.
    pub fn view(&self) -> JobOutput {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        JobOutput {
            kind: self.kind,
            name: text(&self.name),
            location: text(&self.location),
            status: text(&self.status),
            failed: self.has_failed(),
            error: text(&self.error),
            started_at: self.started_at.map(Millis::to_utc),
            ended_at: self.ended_at.map(Millis::to_utc),
            size_bytes: self.size_bytes,
            count: self.count,
            retries: self.retries,
        }
    }
}

/// An output of an egress, as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobOutput {
    /// Kind of output.
    pub kind: OutputKind,
    /// File, playlist or prefix; of a stream the address, its key masked; `null` if not reported.
    pub name: Option<String>,
    /// Where it was stored; `null` if not reported.
    pub location: Option<String>,
    /// Status of a stream: `ACTIVE`, `FINISHED` or `FAILED`; `null` for the other kinds.
    pub status: Option<String>,
    /// Whether it failed, though the egress may go on.
    pub failed: bool,
    /// LiveKit's error; `null` without one.
    pub error: Option<String>,
    /// When it started; `null` if not reported.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended; `null` while it goes on or if not reported.
    pub ended_at: Option<DateTime<Utc>>,
    /// Size, bytes; `null` if not reported, as before the end.
    pub size_bytes: Option<u64>,
    /// Number of segments or images; `null` if not reported.
    pub count: Option<u64>,
    /// Number of retries of a stream.
    pub retries: u32,
}

//! Documents: what somebody wrote down about alerting, as it is kept.

use chrono::{DateTime, Utc};

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// A rule, by its name.
    Rule,
    /// A silence, by its id.
    Silence,
    /// A receiver, by its name.
    Receiver,
}

impl DocumentKind {
    /// The name used in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Silence => "silence",
            Self::Receiver => "receiver",
        }
    }
}

/// Something that somebody wrote down: few, and read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// Its name or id.
    pub name: String,
    /// JSON.
    pub body: String,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    pub updated_by: String,
    /// Grows by one with each change; 1 when it is new.
    pub version: i64,
}

/// Which document it is, and since when it is as it is: one that was deleted and made again has the
/// version of a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentVersion {
    /// Its name or id.
    pub name: String,
    /// See [`Document::version`].
    pub version: i64,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
}

/// A document to be written or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentChange {
    /// What it is.
    pub kind: DocumentKind,
    /// Its name or id.
    pub name: String,
    /// JSON; `None` deletes it.
    pub body: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The version that was read; `None` if there must be none.
    pub expected: Option<i64>,
}

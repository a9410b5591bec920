//! Documents of alerting, as users wrote them: rules, silences, receivers.

use chrono::{DateTime, Utc};

use super::Error;
use super::alert_columns::plain;
use super::db::{Db, Transaction};
use super::dialect::Texts;
use super::row::Row;
use super::sql::Sql;
use crate::model::Millis;

/// The beginning of a query for the documents of a kind.
const SELECT: &str =
    "SELECT name, body, updated_at, updated_by, version FROM alert_documents WHERE kind = $1";

/// The kind of a document.
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

/// A document. There are few, and they are read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its name or id.
    pub name: String,
    /// JSON.
    pub body: String,
    /// When it was last written.
    pub updated_at: DateTime<Utc>,
    /// Who wrote it last.
    pub updated_by: String,
    /// Grows by one with each change; 1 when it is new.
    pub version: i64,
}

/// The version of a document. The time is part of it: a document that is deleted and created again
/// starts at version 1.
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
    /// Its kind.
    pub kind: DocumentKind,
    /// Its name or id.
    pub name: String,
    /// JSON; `None` deletes it.
    pub body: Option<String>,
    /// When it is changed.
    pub at: DateTime<Utc>,
    /// Who changes it.
    pub by: String,
    /// The version that the writer read; `None` if the document must not exist.
    pub expected: Option<i64>,
}

/// Every document of a kind, by name.
pub(super) async fn all(db: &Db, kind: DocumentKind) -> Result<Vec<Document>, Error> {
    let mut all = db.sql(SELECT).bind(kind.as_str());
    all.push(" ORDER BY name");
    read(db, all, kind).await
}

/// The name and the version of every document of a kind, by name.
pub(super) async fn versions(db: &Db, kind: DocumentKind) -> Result<Vec<DocumentVersion>, Error> {
    let all = db
        .sql("SELECT name, updated_at, version FROM alert_documents WHERE kind = $1 ORDER BY name")
        .bind(kind.as_str());
    let version = |row: &Row| {
        Ok(DocumentVersion {
            name: row.get("name")?,
            version: row.get("version")?,
            updated_at: row.utc("updated_at")?,
        })
    };
    db.fetch_few(all).await?.iter().map(version).collect()
}

/// The documents of a kind that have these names.
pub(super) async fn named(
    db: &Db,
    kind: DocumentKind,
    names: &[String],
) -> Result<Vec<Document>, Error> {
    let mut some = db.sql(SELECT).bind(kind.as_str());
    some.push(" AND name");
    some.push_one_of(Texts(names.iter().map(|name| name.as_str().into()).collect()));
    read(db, some, kind).await
}

/// Writes and deletes documents. Each must still have the version that was read.
pub(super) async fn change(
    transaction: &mut Transaction<'_>,
    changes: &[DocumentChange],
) -> Result<(), Error> {
    for change in changes {
        let statement = match (&change.body, change.expected) {
            (Some(body), None) => transaction
                .sql(
                    "INSERT INTO alert_documents (kind, name, body, updated_at, updated_by, version)
                    VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT DO NOTHING",
                )
                .bind(change.kind.as_str())
                .bind(plain(&change.name))
                .bind(plain(body))
                .bind(Millis::from_utc(change.at))
                .bind(plain(&change.by)),
            (Some(body), Some(version)) => transaction
                .sql(
                    "UPDATE alert_documents SET body = $3, updated_at = $4, updated_by = $5,
                        version = version + 1
                    WHERE kind = $1 AND name = $2 AND version = $6",
                )
                .bind(change.kind.as_str())
                .bind(plain(&change.name))
                .bind(plain(body))
                .bind(Millis::from_utc(change.at))
                .bind(plain(&change.by))
                .bind(version),
            (None, Some(version)) => transaction
                .sql("DELETE FROM alert_documents WHERE kind = $1 AND name = $2 AND version = $3")
                .bind(change.kind.as_str())
                .bind(plain(&change.name))
                .bind(version),
            (None, None) => {
                absent(transaction, change).await?;
                continue;
            }
        };
        if transaction.execute(statement).await? == 0 {
            return Err(Error::Conflict);
        }
    }
    Ok(())
}

/// Fails if the document exists.
async fn absent(transaction: &mut Transaction<'_>, change: &DocumentChange) -> Result<(), Error> {
    let there = transaction
        .sql("SELECT 1 FROM alert_documents WHERE kind = $1 AND name = $2")
        .bind(change.kind.as_str())
        .bind(plain(&change.name));
    transaction.fetch_optional(there).await?.map_or(Ok(()), |_| Err(Error::Conflict))
}

/// Reads the documents of a kind.
async fn read(db: &Db, select: Sql, kind: DocumentKind) -> Result<Vec<Document>, Error> {
    let document = |row: &Row| {
        Ok(Document {
            kind,
            name: row.get("name")?,
            body: row.get("body")?,
            updated_at: row.utc("updated_at")?,
            updated_by: row.get("updated_by")?,
            version: row.get("version")?,
        })
    };
    db.fetch_few(select).await?.iter().map(document).collect()
}

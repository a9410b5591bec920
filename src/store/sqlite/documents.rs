//! What somebody wrote down: rules, silences, receivers.

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Sqlite, SqliteConnection};

use crate::store::alert_columns::{millis, plain};
use crate::store::{DocumentChange, DocumentKind, Error};

/// The query of every document of a kind.
pub(super) fn select(kind: DocumentKind) -> Query<'static, Sqlite, SqliteArguments> {
    sqlx::query(
        "SELECT name, body, updated_at_ms, updated_by, version FROM alert_documents
        WHERE kind = $1 ORDER BY name",
    )
    .bind(kind.as_str())
}

/// The query of the name and the version of every document of a kind.
pub(super) fn versions(kind: DocumentKind) -> Query<'static, Sqlite, SqliteArguments> {
    sqlx::query(
        "SELECT name, updated_at_ms, version FROM alert_documents WHERE kind = $1 ORDER BY name",
    )
    .bind(kind.as_str())
}

/// The query of the documents of a kind that have these names.
pub(super) fn named(
    kind: DocumentKind,
    names: &[String],
) -> Query<'static, Sqlite, SqliteArguments> {
    sqlx::query(
        "SELECT name, body, updated_at_ms, updated_by, version FROM alert_documents
        WHERE kind = $1 AND name IN (SELECT value FROM json_each($2))",
    )
    .bind(kind.as_str())
    .bind(serde_json::Value::from(names).to_string())
}

/// Writes and deletes documents, each only if it is as it was read.
pub(super) async fn change(
    connection: &mut SqliteConnection,
    changes: &[DocumentChange],
) -> Result<(), Error> {
    for change in changes {
        let query = match (&change.body, change.expected) {
            (Some(body), None) => sqlx::query(
                "INSERT INTO alert_documents (kind, name, body, updated_at_ms, updated_by, version)
                VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT DO NOTHING",
            )
            .bind(change.kind.as_str())
            .bind(plain(&change.name))
            .bind(plain(body))
            .bind(millis(change.at))
            .bind(plain(&change.by)),
            (Some(body), Some(version)) => sqlx::query(
                "UPDATE alert_documents SET body = $3, updated_at_ms = $4, updated_by = $5,
                    version = version + 1
                WHERE kind = $1 AND name = $2 AND version = $6",
            )
            .bind(change.kind.as_str())
            .bind(plain(&change.name))
            .bind(plain(body))
            .bind(millis(change.at))
            .bind(plain(&change.by))
            .bind(version),
            (None, Some(version)) => sqlx::query(
                "DELETE FROM alert_documents WHERE kind = $1 AND name = $2 AND version = $3",
            )
            .bind(change.kind.as_str())
            .bind(plain(&change.name))
            .bind(version),
            (None, None) => {
                absent(connection, change).await?;
                continue;
            }
        };
        if query.execute(&mut *connection).await?.rows_affected() == 0 {
            return Err(Error::Conflict);
        }
    }
    Ok(())
}

/// Fails if the document is there.
async fn absent(connection: &mut SqliteConnection, change: &DocumentChange) -> Result<(), Error> {
    let there = sqlx::query("SELECT 1 FROM alert_documents WHERE kind = $1 AND name = $2")
        .bind(change.kind.as_str())
        .bind(plain(&change.name))
        .fetch_optional(connection)
        .await?;
    there.map_or(Ok(()), |_| Err(Error::Conflict))
}

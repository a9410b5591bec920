//! Leases, by the database's own clock.

use std::time::Duration;

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Sqlite, SqliteConnection};

use crate::store::{Error, Lease};

/// The statement that takes or keeps a lease; it affects no row if another holds it. One that holds
/// for longer than any is of before the clock was set back.
pub(super) fn take(lease: &Lease, duration: Duration) -> Query<'_, Sqlite, SqliteArguments> {
    sqlx::query(
        "INSERT INTO leases (name, holder, until_ms)
        VALUES ($1, $2, CAST(unixepoch('subsec') * 1000 AS INTEGER) + $3)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
        WHERE leases.holder = excluded.holder
            OR leases.until_ms - CAST(unixepoch('subsec') * 1000 AS INTEGER) NOT BETWEEN 1 AND $3",
    )
    .bind(&lease.name)
    .bind(lease.holder.to_string())
    .bind(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}

/// The statement that gives a lease back.
pub(super) fn release(lease: &Lease) -> Query<'_, Sqlite, SqliteArguments> {
    sqlx::query("DELETE FROM leases WHERE name = $1 AND holder = $2")
        .bind(&lease.name)
        .bind(lease.holder.to_string())
}

/// Fails unless the lease is held; nobody else takes it until the transaction ends.
pub(super) async fn check(connection: &mut SqliteConnection, lease: &Lease) -> Result<(), Error> {
    let held = sqlx::query(
        "SELECT 1 FROM leases
        WHERE name = $1 AND holder = $2
            AND until_ms > CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    )
    .bind(&lease.name)
    .bind(lease.holder.to_string())
    .fetch_optional(connection)
    .await?;
    held.map(drop).ok_or(Error::LeaseLost)
}

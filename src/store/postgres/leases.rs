//! Leases, by the database's own clock.

use std::time::Duration;

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{PgConnection, Postgres};

use crate::store::{Error, Lease};

/// The statement that takes or keeps a lease; it affects no row if another holds it. One that holds
/// for longer than any is of before the clock was set back.
pub(super) fn take(lease: &Lease, duration: Duration) -> Query<'_, Postgres, PgArguments> {
    // The time is taken again where the row was waited for.
    sqlx::query(
        "INSERT INTO leases (name, holder, until)
        VALUES ($1, $2::text::uuid, clock_timestamp() + make_interval(secs => $3))
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,
            until = clock_timestamp() + make_interval(secs => $3)
        WHERE leases.holder = excluded.holder OR leases.until <= clock_timestamp()
            OR leases.until > clock_timestamp() + make_interval(secs => $3)",
    )
    .bind(&lease.name)
    .bind(lease.holder.to_string())
    .bind(duration.as_secs_f64())
}

/// The statement that gives a lease back.
pub(super) fn release(lease: &Lease) -> Query<'_, Postgres, PgArguments> {
    sqlx::query("DELETE FROM leases WHERE name = $1 AND holder = $2::text::uuid")
        .bind(&lease.name)
        .bind(lease.holder.to_string())
}

/// Fails unless the lease is held; nobody else takes it until the transaction ends.
pub(super) async fn check(connection: &mut PgConnection, lease: &Lease) -> Result<(), Error> {
    let held = sqlx::query(
        "SELECT 1 FROM leases
        WHERE name = $1 AND holder = $2::text::uuid AND until > clock_timestamp() FOR SHARE",
    )
    .bind(&lease.name)
    .bind(lease.holder.to_string())
    .fetch_optional(connection)
    .await?;
    held.map(drop).ok_or(Error::LeaseLost)
}

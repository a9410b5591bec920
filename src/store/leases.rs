//! Leases, by the database's own clock.

use std::time::Duration;

use super::Error;
use super::db::{Db, Transaction};

/// Who may do what only one may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What for: `alerting`.
    pub name: String,
    /// Whose it is: one process.
    pub holder: uuid::Uuid,
}

/// The statement that takes or keeps a lease; it affects no row if another holds it. One that holds
/// for longer than any is of before the clock was set back.
macro_rules! take {
    ($holder:literal, $now:literal, $until:literal) => {
        concat!(
            "INSERT INTO leases (name, holder, until) VALUES ($1, ",
            $holder,
            ", ",
            $until,
            ") ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = ",
            $until,
            " WHERE leases.holder = excluded.holder OR leases.until <= ",
            $now,
            " OR leases.until > ",
            $until
        )
    };
}

/// Takes or keeps a lease for so long; `false` if another holds it.
pub(super) async fn take(db: &Db, lease: &Lease, duration: Duration) -> Result<bool, Error> {
    let take = db.sql(db.dialect().pick(
        // The time is taken again where the row was waited for.
        take!(
            "$2::text::uuid",
            "clock_timestamp()",
            "clock_timestamp() + make_interval(secs => $3 / 1000.0)"
        ),
        take!(
            "$2",
            "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            "CAST(unixepoch('subsec') * 1000 AS INTEGER) + $3"
        ),
    ));
    let take = take
        .bind(&lease.name)
        .bind(lease.holder.to_string())
        .bind(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
    Ok(db.execute(take).await? > 0)
}

/// Gives a lease back, if it is held by this holder.
pub(super) async fn release(db: &Db, lease: &Lease) -> Result<(), Error> {
    let release = db.sql(db.dialect().pick(
        "DELETE FROM leases WHERE name = $1 AND holder = $2::text::uuid",
        "DELETE FROM leases WHERE name = $1 AND holder = $2",
    ));
    db.execute(release.bind(&lease.name).bind(lease.holder.to_string())).await.map(drop)
}

/// Fails unless the lease is held; nobody else takes it until the transaction ends.
pub(super) async fn check(transaction: &mut Transaction<'_>, lease: &Lease) -> Result<(), Error> {
    let held = transaction.sql(transaction.dialect().pick(
        "SELECT 1 FROM leases
        WHERE name = $1 AND holder = $2::text::uuid AND until > clock_timestamp() FOR SHARE",
        "SELECT 1 FROM leases
        WHERE name = $1 AND holder = $2 AND until > CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    ));
    let held = held.bind(&lease.name).bind(lease.holder.to_string());
    transaction.fetch_optional(held).await?.map(drop).ok_or(Error::LeaseLost)
}

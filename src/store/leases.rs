//! Leases, timed by the clock of the database.

use std::time::Duration;

use super::Error;
use super::db::{Db, Transaction};

/// The right of one process to do a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The task: `alerting`.
    pub name: String,
    /// The process that holds it.
    pub holder: uuid::Uuid,
}

/// Takes or renews a lease. It affects no row if another process holds the lease. A lease that
/// lasts longer than the maximum was taken before the clock was set back, and may be taken over.
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

/// Takes or renews a lease for `duration`; `false` if another process holds it.
pub(super) async fn take(db: &Db, lease: &Lease, duration: Duration) -> Result<bool, Error> {
    let take = db.sql(db.dialect().pick(
        // The time is read again, because the statement may have waited for the row.
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

/// Releases a lease if this process holds it.
pub(super) async fn release(db: &Db, lease: &Lease) -> Result<(), Error> {
    let release = db.sql(db.dialect().pick(
        "DELETE FROM leases WHERE name = $1 AND holder = $2::text::uuid",
        "DELETE FROM leases WHERE name = $1 AND holder = $2",
    ));
    db.execute(release.bind(&lease.name).bind(lease.holder.to_string())).await.map(drop)
}

/// Fails unless this process holds the lease. No other process can take it before the transaction
/// ends.
pub(super) async fn check(transaction: &mut Transaction<'_>, lease: &Lease) -> Result<(), Error> {
    let query = transaction.sql(transaction.dialect().pick(
        "SELECT 1 FROM leases
        WHERE name = $1 AND holder = $2::text::uuid AND until > clock_timestamp() FOR SHARE",
        "SELECT 1 FROM leases
        WHERE name = $1 AND holder = $2 AND until > CAST(unixepoch('subsec') * 1000 AS INTEGER)",
    ));
    let query = query.bind(&lease.name).bind(lease.holder.to_string());
    transaction.fetch_optional(query).await?.map(drop).ok_or(Error::LeaseLost)
}

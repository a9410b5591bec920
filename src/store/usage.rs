//! What usage is counted from: the periods of participant sessions and of jobs, one row at a time,
//! the earliest first. Only narrow columns are read: a month may have millions of sessions.

use futures_util::TryStreamExt as _;

use super::columns::key;
use super::sql::Sql;
use super::{Error, Store};
use crate::model::Millis;

/// Which sessions and jobs count.
#[derive(Debug, Clone)]
pub struct UsageFilter {
    /// Only this deployment.
    pub deployment: Option<String>,
    /// Only rooms whose name begins so.
    pub prefix: Option<String>,
    /// Start of the range.
    pub from: Millis,
    /// End of the range; exclusive.
    pub to: Millis,
}

/// The period of a participant session or of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsagePeriod<'r> {
    /// Name of the deployment.
    pub deployment: &'r str,
    /// Name of the room; empty if not known.
    pub room_name: &'r str,
    /// The identity of a participant; empty for a job.
    pub identity: &'r str,
    /// LiveKit's kind of a participant; the kind of a job; empty if not known.
    pub kind: &'r str,
    /// When it began.
    pub from: Millis,
    /// When it ended; `None` while it is open.
    pub to: Option<Millis>,
}

impl Store {
    /// Hands each participant session that overlaps the range to `each`, in the order of joining.
    /// Connections that were aborted before they were established do not count.
    pub async fn usage_sessions(
        &self,
        filter: &UsageFilter,
        each: impl FnMut(UsagePeriod<'_>) + Send,
    ) -> Result<(), Error> {
        let mut query = self.db.sql(
            "SELECT deployment, room_name, identity, kind, joined_at AS began_at,
                left_at AS ended_at
            FROM participant_sessions WHERE NOT aborted AND joined_at < ",
        );
        query.push_bind(filter.to).push(" AND (left_at IS NULL OR left_at > ");
        query.push_bind(filter.from).push(")");
        push_scope(&mut query, filter);
        query.push(" ORDER BY joined_at");
        self.usage_rows(query, each).await
    }

    /// Hands each egress and ingress that overlaps the range to `each`, in the order of beginning.
    pub async fn usage_jobs(
        &self,
        filter: &UsageFilter,
        each: impl FnMut(UsagePeriod<'_>) + Send,
    ) -> Result<(), Error> {
        let mut query = self.db.sql(
            "SELECT deployment, room_name, NULL AS identity, kind, started_at AS began_at, ended_at
            FROM jobs WHERE kind IN ('egress', 'ingress') AND started_at < ",
        );
        query.push_bind(filter.to).push(" AND (ended_at IS NULL OR ended_at > ");
        query.push_bind(filter.from).push(")");
        push_scope(&mut query, filter);
        query.push(" ORDER BY started_at");
        self.usage_rows(query, each).await
    }

    /// The earliest join of a stored participant session; `None` if there is none.
    pub async fn first_join(&self) -> Result<Option<Millis>, Error> {
        let first = self.db.sql("SELECT min(joined_at) AS first FROM participant_sessions");
        self.db.fetch_one(first).await?.get("first")
    }

    async fn usage_rows(
        &self,
        query: Sql,
        mut each: impl FnMut(UsagePeriod<'_>) + Send,
    ) -> Result<(), Error> {
        let mut rows = self.db.fetch(query);
        while let Some(row) = rows.try_next().await? {
            let text =
                |column| Ok::<_, Error>(row.get::<Option<&str>>(column)?.unwrap_or_default());
            each(UsagePeriod {
                deployment: row.get("deployment")?,
                room_name: text("room_name")?,
                identity: text("identity")?,
                kind: text("kind")?,
                from: row.get("began_at")?,
                to: row.get("ended_at")?,
            });
        }
        Ok(())
    }
}

/// Adds the conditions on deployment and room.
fn push_scope(query: &mut Sql, filter: &UsageFilter) {
    if let Some(deployment) = &filter.deployment {
        query.push(" AND deployment = ").push_bind(key(deployment));
    }
    if let Some(prefix) = &filter.prefix {
        // Not `LIKE`: the text is not a pattern.
        let position = query.dialect().pick(" AND strpos(room_name, ", " AND instr(room_name, ");
        query.push(position).push_bind(key(prefix)).push(") = 1");
    }
}

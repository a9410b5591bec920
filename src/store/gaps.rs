//! Gaps and the history of drift. The filter also applies to gaps that are not stored yet.

use super::columns::key;
use super::dialect::Dialect;
use super::row::Row;
use super::sql::Sql;
use super::step::{self, Step};
use super::{Error, Store};
use crate::model::{Drift, DriftBucket, Gap, GapSource, Millis};

/// Which gaps to list, latest first.
#[derive(Debug, Clone, Default)]
pub struct GapFilter {
    /// Only those that are open or end after this time.
    pub from: Option<Millis>,
    /// Only those that began before this time.
    pub to: Option<Millis>,
    /// Only open ones.
    pub open: bool,
    /// Only those of this deployment, and those of all deployments.
    pub deployment: Option<String>,
    /// Only those of this source.
    pub source: Option<GapSource>,
    /// At most so many.
    pub limit: u32,
}

impl GapFilter {
    /// Whether it matches this gap.
    pub fn matches(&self, gap: &Gap) -> bool {
        let ended_at = gap.ended_at.map(Millis::from_utc);
        self.from.is_none_or(|from| ended_at.is_none_or(|ended_at| ended_at > from))
            && self.to.is_none_or(|to| Millis::from_utc(gap.started_at) < to)
            && (!self.open || ended_at.is_none())
            && self.source.is_none_or(|source| gap.source == source)
            && self
                .deployment
                .as_ref()
                .is_none_or(|name| gap.deployment.as_ref().is_none_or(|of| of == name))
    }
}

/// The columns of a gap.
macro_rules! columns {
    () => {
        "id, deployment, source, subject, started_at, ended_at, cause, evidence"
    };
}

impl Store {
    /// Writes a gap, or the end of a stored one. The end of a gap does not change.
    pub async fn write_gap(&self, gap: &Gap) -> Result<(), Error> {
        let insert = self
            .db
            .sql(concat!(
                "INSERT INTO gaps (",
                columns!(),
                ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (id) DO UPDATE SET
                    ended_at = coalesce(gaps.ended_at, excluded.ended_at),
                    cause = excluded.cause, evidence = excluded.evidence"
            ))
            .bind(&gap.id)
            .bind(gap.deployment.as_deref().map(key))
            .bind(gap.source.as_str())
            .bind(gap.subject.as_deref().map(key))
            .bind(Millis::from_utc(gap.started_at))
            .bind(gap.ended_at.map(Millis::from_utc))
            .bind(&gap.cause)
            .bind(&gap.evidence);
        self.db.execute(insert).await.map(drop)
    }

    /// Gaps by filter.
    pub async fn gaps(&self, filter: &GapFilter) -> Result<Vec<Gap>, Error> {
        let rows = self.db.fetch_all(select(self.db.dialect(), filter)).await?;
        self.unreadable.all("gap", &rows, gap)
    }

    /// When a console last stored a sample before `before`: it was running then.
    pub async fn last_sign_of_life(&self, before: Millis) -> Result<Option<Millis>, Error> {
        let last = self.db.sql("SELECT max(at) FROM system_samples WHERE at < $1").bind(before);
        self.db.fetch_one(last).await?.get(0)
    }
}

/// The query of a list of gaps.
fn select(dialect: Dialect, filter: &GapFilter) -> Sql {
    let mut query = Sql::new(dialect, concat!("SELECT ", columns!(), " FROM gaps WHERE true"));
    if let Some(from) = filter.from {
        query.push(" AND (ended_at IS NULL OR ended_at > ").push_bind(from).push(")");
    }
    if let Some(to) = filter.to {
        query.push(" AND started_at < ").push_bind(to);
    }
    if filter.open {
        query.push(" AND ended_at IS NULL");
    }
    if let Some(deployment) = &filter.deployment {
        query.push(" AND (deployment IS NULL OR deployment = ").push_bind(key(deployment));
        query.push(")");
    }
    if let Some(source) = filter.source {
        query.push(" AND source = ").push_bind(source.as_str());
    }
    query.push(" ORDER BY started_at DESC, id DESC LIMIT ").push_bind(i64::from(filter.limit));
    query
}

fn gap(row: &Row) -> Result<Gap, Error> {
    Ok(Gap {
        id: row.get("id")?,
        deployment: row.get("deployment")?,
        source: row.word("source", GapSource::from_name)?,
        subject: row.get("subject")?,
        started_at: row.utc("started_at")?,
        ended_at: row.optional_utc("ended_at")?,
        cause: row.get("cause")?,
        evidence: row.get("evidence")?,
    })
}

impl Store {
    /// How often each kind of drift was found, in steps of `step_ms` aligned to 1970, `from` ≤ time
    /// < `to`. Steps without drift are left out. Ordered by time, then kind.
    pub async fn drift(
        &self,
        from: Millis,
        to: Millis,
        step_ms: i64,
        deployment: Option<&str>,
    ) -> Result<Vec<DriftBucket>, Error> {
        let mut query = self.db.sql("SELECT ");
        query.push(step::begins_at(self.db.dialect())).push(
            " AS step, event, count(*) AS count FROM events
            WHERE source = 'poll' AND at >= $2 AND at < $3
                AND ($4 IS NULL OR deployment = $4)
            GROUP BY 1, 2 ORDER BY 1, 2",
        );
        let query = query.bind(Step::new(step_ms)).bind(from).bind(to).bind(deployment.map(key));
        let mut buckets = Vec::new();
        for row in self.db.fetch_all(query).await? {
            // A later version may know more kinds.
            let Some(kind) = Drift::from_name(row.get("event")?) else { continue };
            let count = row.get::<i64>("count")?.unsigned_abs();
            buckets.push(DriftBucket { at: row.get("step")?, kind, count });
        }
        Ok(buckets)
    }
}

//! Retention by size: deletes the oldest days while the database is larger than its limit.

use super::postgres::sizes;
use super::retention::{
    Aged, DAY_MS, EVENTS, NODE_SAMPLES, PARTICIPANT_SAMPLES, SESSIONS, SOURCE_SAMPLES,
};
use super::{Engine, Error, Store};
use crate::model::Millis;

/// Bytes of the pages that `SQLite` uses. The file does not shrink; free pages are reused.
const USED_PAGES: &str = "SELECT (page_count - freelist_count) * page_size
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()";

/// The relations that are deleted day by day, together with the system samples and their rollups.
const DAYS: [Aged; 8] = {
    let [participants, rooms, jobs, gaps] = SESSIONS;
    [participants, rooms, jobs, gaps, EVENTS, NODE_SAMPLES, PARTICIPANT_SAMPLES, SOURCE_SAMPLES]
};

/// The result of shrinking the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrunk {
    /// Size of the database now, bytes.
    pub bytes: u64,
    /// Number of rows and chunks that were deleted.
    pub deleted: u64,
    /// Everything before this time is deleted; `None` if nothing was deleted.
    pub before: Option<Millis>,
}

impl Store {
    /// Size of the database, bytes, without freed space. In tables of Postgres that are not in
    /// chunks the freed space is an estimate, which takes a moment; it is made only above
    /// `exact_above`.
    pub async fn bytes(&self, exact_above: u64) -> Result<u64, Error> {
        match &self.engine {
            Engine::Postgres(server) => sizes::relation_bytes(server, exact_above).await,
            Engine::Sqlite(_) => {
                let bytes: i64 = self.db.fetch_one(self.db.sql(USED_PAGES)).await?.get(0)?;
                Ok(bytes.unsigned_abs())
            }
        }
    }

    /// Deletes the oldest day, and repeats it while the database is larger than `max_bytes`. A day
    /// is its events, samples, and the sessions, jobs and gaps that ended on it. Data younger than
    /// `keep_from`, alerts, the audit, and open sessions, jobs and gaps are never deleted.
    pub async fn shrink(
        &self,
        max_bytes: u64,
        keep_from: Millis,
        now: Millis,
    ) -> Result<Shrunk, Error> {
        let mut shrunk = Shrunk { bytes: self.bytes(max_bytes).await?, deleted: 0, before: None };
        while shrunk.bytes > max_bytes {
            let Some(oldest) = self.oldest().await? else { break };
            // A chunk of a week is dropped only when its last day is over.
            let next = shrunk.before.map_or(oldest, |before| before.max(oldest));
            let before = end_of_day(next);
            if before > keep_from {
                break;
            }
            for aged in DAYS {
                shrunk.deleted += self.delete(&aged, before).await?;
            }
            shrunk.deleted += self.delete_samples(before, now).await?;
            shrunk.before = Some(before);
            shrunk.bytes = self.bytes(max_bytes).await?;
        }
        Ok(shrunk)
    }

    /// The time of the oldest row that may be deleted.
    async fn oldest(&self) -> Result<Option<Millis>, Error> {
        let mut oldest: Option<Millis> = None;
        for aged in DAYS {
            let least: Option<Millis> =
                self.db.fetch_one(self.db.sql(aged.oldest)).await?.get(0)?;
            oldest = match (oldest, least) {
                (Some(oldest), Some(least)) => Some(oldest.min(least)),
                (oldest, least) => oldest.or(least),
            };
        }
        Ok(oldest)
    }
}

/// The end of the UTC day that contains `at`.
const fn end_of_day(at: Millis) -> Millis {
    Millis((at.0.div_euclid(DAY_MS) + 1) * DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::end_of_day;
    use crate::model::Millis;

    #[test]
    fn a_day_ends_where_the_next_begins() {
        for (at, end) in [(0, 86_400_000), (86_399_999, 86_400_000), (86_400_000, 172_800_000)] {
            assert_eq!(end_of_day(Millis(at)), Millis(end));
        }
        assert_eq!(end_of_day(Millis(-1)), Millis(0));
    }
}

//! Retention by size: while the database holds more than it may, its oldest days go.

use super::postgres::sizes;
use super::retention::{
    Aged, DAY_MS, EVENTS, NODE_SAMPLES, PARTICIPANT_SAMPLES, SESSIONS, SOURCE_SAMPLES,
};
use super::{Engine, Error, Store};
use crate::model::Millis;

/// Bytes of `SQLite`'s pages that hold something: a file does not become smaller, its free pages are
/// written again.
const USED_PAGES: &str = "SELECT (page_count - freelist_count) * page_size
    FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()";

/// What of every relation is deleted by its day; samples of the system and their rollups with it.
const DAYS: [Aged; 8] = {
    let [participants, rooms, jobs, gaps] = SESSIONS;
    [participants, rooms, jobs, gaps, EVENTS, NODE_SAMPLES, PARTICIPANT_SAMPLES, SOURCE_SAMPLES]
};

/// What became of a database that may not be larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shrunk {
    /// Bytes that it holds now.
    pub bytes: u64,
    /// Rows and chunks that were deleted.
    pub deleted: u64,
    /// Before when everything is gone, if anything is.
    pub before: Option<Millis>,
}

impl Store {
    /// Bytes that the database holds. Space that was freed counts as free, in tables of Postgres that
    /// are not in chunks by an estimate; that takes a moment, and is left out below `exact_above`.
    pub async fn bytes(&self, exact_above: u64) -> Result<u64, Error> {
        match &self.engine {
            Engine::Postgres(server) => sizes::held(server, exact_above).await,
            Engine::Sqlite(_) => {
                let bytes: i64 = self.db.fetch_one(self.db.sql(USED_PAGES)).await?.get(0)?;
                Ok(bytes.unsigned_abs())
            }
        }
    }

    /// Deletes the oldest day again and again while the database holds more than `max_bytes`: events,
    /// samples, and sessions, jobs and gaps that ended then. What is younger than `keep_from` stays, and
    /// so do alerts, the audit and what is open.
    pub async fn shrink(
        &self,
        max_bytes: u64,
        keep_from: Millis,
        now: Millis,
    ) -> Result<Shrunk, Error> {
        let mut shrunk = Shrunk { bytes: self.bytes(max_bytes).await?, deleted: 0, before: None };
        while shrunk.bytes > max_bytes {
            let Some(oldest) = self.oldest().await? else { break };
            // Of a chunk of a week some days are over before it goes.
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

    /// The time of the oldest that could be deleted.
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

/// The end of the day, as it is counted everywhere, that `at` is in.
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

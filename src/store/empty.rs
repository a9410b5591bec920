//! Whether the store has any data.

use super::{Error, Store};

impl Store {
    /// Whether nothing was ever stored: neither events, sessions, samples, alerts nor any change of
    /// a person.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        let any = self.db.sql(
            "SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM events)
                OR EXISTS (SELECT 1 FROM room_sessions)
                OR EXISTS (SELECT 1 FROM participant_sessions)
                OR EXISTS (SELECT 1 FROM system_samples)
                OR EXISTS (SELECT 1 FROM gaps)
                OR EXISTS (SELECT 1 FROM alerts)
                OR EXISTS (SELECT 1 FROM audit) THEN 1 ELSE 0 END AS bigint)",
        );
        Ok(self.db.fetch_one(any).await?.get::<i64>(0)? == 0)
    }
}

//! Writes a batch of which the database may refuse a row because of a value in it. That row is set
//! aside and the rest is written, so that one bad row does not block all later ones.

use std::io;

use serde::Serialize;

use super::{Batch, Error, Store};
use crate::model::Event;

/// A row that the database refused, as it is set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// `event`, `room`, `participant` or `job`.
    pub kind: &'static str,
    /// The deployment's name.
    pub deployment: String,
    /// The event's id, the session's sid or the job's id.
    pub id: String,
    /// The error of the database.
    pub error: String,
    /// The event as received, without secrets, or the record as JSON.
    pub content: String,
}

/// Writes `batch`, except the rows that the database refuses. Those go to `set_aside`, which must
/// make them durable; the cursor moves after that. Returns how many events were new.
pub async fn write(
    store: &Store,
    mut batch: Batch,
    set_aside: &(dyn Fn(&Rejected) -> io::Result<()> + Sync),
) -> Result<u64, Error> {
    let cursor = batch.cursor.take();
    let (mut parts, mut new) = (vec![batch], 0);
    while let Some(part) = parts.pop() {
        if part.rows() == 0 {
            continue;
        }
        match store.write(&part).await {
            Ok(more) => new += more,
            Err(Error::Content(error)) => match part.halves() {
                Ok((first, second)) => parts.extend([second, first]),
                Err(rejected) => {
                    let rejected = Rejected { error: error.to_string(), ..rejected };
                    set_aside(&rejected).map_err(sqlx::Error::Io)?;
                }
            },
            Err(error) => return Err(error),
        }
    }
    if cursor.is_some() {
        store.write(&Batch { cursor, ..Batch::default() }).await?;
    }
    Ok(new)
}

impl Batch {
    fn rows(&self) -> usize {
        self.events.len() + self.rooms.len() + self.participants.len() + self.jobs.len()
    }

    /// Two batches with half of the rows each, or the only row.
    fn halves(mut self) -> Result<(Self, Self), Rejected> {
        if self.rows() == 1 {
            return Err(self.only_row());
        }
        let mut left = self.rows() / 2;
        let second = Self {
            cursor: None,
            events: tail(&mut self.events, &mut left),
            rooms: tail(&mut self.rooms, &mut left),
            participants: tail(&mut self.participants, &mut left),
            jobs: tail(&mut self.jobs, &mut left),
        };
        Ok((self, second))
    }

    fn only_row(&self) -> Rejected {
        let json = |record: Result<String, serde_json::Error>| record.unwrap_or_default();
        let (kind, deployment, id, content) = if let Some(event) = self.events.first() {
            let Event { deployment, id, raw, .. } = &**event;
            ("event", deployment.to_string(), id.to_string(), raw.to_string())
        } else if let Some(room) = self.rooms.first() {
            let record = &room.record;
            let content = json(serde_json::to_string(record));
            ("room", record.deployment.to_string(), record.sid.to_string(), content)
        } else if let Some(session) = self.participants.first() {
            let content = json(serde_json::to_string(&session.record));
            ("participant", session.deployment.to_string(), session.record.sid.to_string(), content)
        } else if let Some(job) = self.jobs.first() {
            let content = json(serde_json::to_string(job));
            ("job", job.deployment.to_string(), job.id.to_string(), content)
        } else {
            ("nothing", String::new(), String::new(), String::new())
        };
        Rejected { kind, deployment, id, error: String::new(), content }
    }
}

/// The last of `rows`, at most `left`, which is lowered by as many.
fn tail<T>(rows: &mut Vec<T>, left: &mut usize) -> Vec<T> {
    let taken = rows.split_off(rows.len() - rows.len().min(*left));
    *left -= taken.len();
    taken
}

//! Follows the journal: returns its events in order. Events that have just come are taken from
//! memory; after a restart, or if the follower falls behind, they are read from the files.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::journal::{Entry, Journal, Reader};
use crate::livekit::convert;
use crate::model::{DeploymentName, Event};

/// Names of deployments; all events of a deployment share one allocation.
#[derive(Debug, Clone, Default)]
pub struct DeploymentNames(HashMap<Box<str>, DeploymentName>);

impl DeploymentNames {
    /// The names of the configured deployments.
    pub fn new(names: impl IntoIterator<Item = DeploymentName>) -> Self {
        Self(names.into_iter().map(|name| (name.as_ref().into(), name)).collect())
    }

    /// The event in a journal entry. A deployment that is no longer configured keeps its name.
    fn event(&self, entry: Entry) -> Event {
        let name = self.0.get(entry.deployment.as_str()).cloned();
        let name = name.unwrap_or_else(|| DeploymentName::from(entry.deployment.as_str()));
        convert(entry.envelope, &name, entry.source, entry.received_at)
    }
}

/// Follows the journal at its own pace.
#[derive(Debug)]
pub struct Follower {
    reader: Reader,
    names: DeploymentNames,
}

impl Follower {
    /// Begins at sequence number `from`, or at the oldest event if that is later.
    pub fn new(journal: &Journal, from: u64, names: &DeploymentNames) -> Self {
        Self { reader: journal.reader(from), names: names.clone() }
    }

    /// Sequence number of the next event.
    pub const fn next(&self) -> u64 {
        self.reader.next()
    }

    /// Waits until there is an event; `false` if the journal is closed and no more will come.
    pub async fn wait(&mut self) -> bool {
        self.reader.wait().await
    }

    /// The next events, at most `limit`, all before sequence number `before`, without waiting;
    /// empty only if there are none.
    pub fn read(&mut self, limit: usize, before: u64) -> io::Result<Vec<(u64, Arc<Event>)>> {
        let recent = self.reader.read_recent(limit, before);
        if !recent.is_empty() {
            return Ok(recent);
        }
        let entries = self.reader.read(limit, before)?;
        let event = |(sequence, entry)| (sequence, Arc::new(self.names.event(entry)));
        Ok(entries.into_iter().map(event).collect())
    }
}

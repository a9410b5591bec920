//! Writes the rows of the past, while the next ones are made.

use parking_lot::RwLock;
use tokio::sync::mpsc;

use super::console::Rows;
use crate::ingest::journal::Journal;
use crate::state::State;
use crate::store::{self, SharedStore, writer};

/// The most samples that one statement writes.
const AT_ONCE: usize = 1000;

/// Writes until the channel ends.
pub(super) async fn write_all(
    store: &SharedStore,
    state: &RwLock<State>,
    journal: &Journal,
    rows: &mut mpsc::Receiver<Rows>,
) -> Result<(), store::Error> {
    while let Some(mut rows) = rows.recv().await {
        let now = rows.system.last().map_or(crate::model::Millis(0), |sample| sample.at);
        // Nothing of this is in the journal, so its cursor stays.
        let (id, cursor) = (journal.id(), journal.next());
        writer::write(store, state, id, cursor, &mut rows.events, now).await?;
        for samples in rows.system.chunks(AT_ONCE) {
            store.write_samples(samples).await?;
        }
        for samples in rows.sources.chunks(AT_ONCE) {
            store.write_source_samples(samples).await?;
        }
        for samples in rows.nodes.chunks(AT_ONCE) {
            store.write_node_samples(samples).await?;
        }
        if let Some(written) = rows.written {
            // The receiver may have failed, and says why.
            let _ = written.send(());
        }
    }
    Ok(())
}

//! Restores a backup into an empty database and an empty journal.

use std::path::Path;

use anyhow::{Context as _, ensure};

use super::{DATABASE, JOURNAL, Manifest};
use crate::audit::verify;
use crate::ingest::journal::copy::EmptyJournal;
use crate::store::Store;

/// Restores the backup in the folder `from`: the database into `store`, the journal into the folder
/// `journal`. Nothing is written if a file of the backup is damaged. Returns what was restored and
/// how the audit trail was found.
pub async fn restore(
    store: &Store,
    journal: &Path,
    from: &Path,
) -> anyhow::Result<(Manifest, String)> {
    let manifest = Manifest::read(from)?;
    ensure!(
        manifest.dump.database == store.kind(),
        "the backup is of a database of the kind `{}`, and `DATABASE_URL` names one of the kind \
         `{}`",
        manifest.dump.database,
        store.kind()
    );
    let place = || format!("restoring the journal in `{}`", journal.display());
    let empty = EmptyJournal::at(journal).with_context(place)?;
    store.load(&from.join(DATABASE), &manifest.dump).await.context("restoring the database")?;
    empty.fill(&from.join(JOURNAL)).with_context(place)?;
    let verified = verify::verify(store, None).await.context("reading the audit trail")?;
    Ok((manifest, verified.sentence().map_err(anyhow::Error::msg)?))
}

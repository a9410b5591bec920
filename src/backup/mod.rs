//! Backups: a folder with a copy of the database, a copy of the journal and a list of its files.
//!
//! A backup is of one moment: the journal's segments are held first, then the database is copied as
//! of one snapshot, so that an event that was acknowledged before is in one of both. The list is
//! written last: a folder without it is not a backup.

mod manifest;
mod restore;

use std::path::Path;

use anyhow::{Context as _, ensure};

pub use manifest::Manifest;
pub use restore::restore;

use crate::files;
use crate::ingest::journal::copy::HeldSegments;
use crate::model::Millis;
use crate::store::Store;

/// The folder of the database.
const DATABASE: &str = "database";
/// The folder of the journal.
const JOURNAL: &str = "journal";

/// Backs up `store` and the journal in the folder `journal` to the new folder `to`. Consoles may
/// use both meanwhile.
pub async fn create(
    store: &Store,
    journal: &Path,
    to: &Path,
    now: Millis,
) -> anyhow::Result<Manifest> {
    ensure!(!to.exists(), "`{}` is there already: a backup is a new folder", to.display());
    files::create_folder(to).with_context(|| format!("creating `{}`", to.display()))?;
    let made = copy(store, journal, to, now).await;
    if made.is_err() {
        // What is incomplete must not be taken for a backup.
        let _ = std::fs::remove_dir_all(to);
    }
    made
}

async fn copy(store: &Store, journal: &Path, to: &Path, now: Millis) -> anyhow::Result<Manifest> {
    let mut held = HeldSegments::hold(journal).context("reading the journal")?;
    let database = to.join(DATABASE);
    files::create_folder(&database)?;
    let dump = store.dump(&database).await.context("copying the database")?;
    held.hold_new().context("reading the journal")?;
    let copied = held
        .copy(&to.join(JOURNAL), |run| dump.cursors.get(&run.to_string()).copied())
        .context("copying the journal")?;
    Manifest::write(to, dump, copied.pending, now).context("listing the files")
}

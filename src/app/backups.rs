//! The commands `backup` and `restore`.

use std::path::Path;

use super::opening::open_store;
use crate::backup::{self, Manifest};
use crate::clock::Clock;
use crate::config::Config;

/// Backs up the database and the journal to the new folder `to`. Returns the result as a sentence.
pub async fn create_backup(config: &Config, to: &Path) -> anyhow::Result<String> {
    let store = open_store(config)?;
    let made = backup::create(&store, &config.journal.dir, to, Clock::System.now()).await;
    store.close().await;
    Ok(format!("backed up to `{}`: {}", to.display(), contents(&made?)))
}

/// Restores the backup in the folder `from`. Returns the result in sentences.
pub async fn restore_backup(config: &Config, from: &Path) -> anyhow::Result<String> {
    let store = open_store(config)?;
    let restored = backup::restore(&store, &config.journal.dir, from).await;
    store.close().await;
    let (manifest, audit) = restored?;
    let made_at = manifest.made_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    Ok(format!("restored the backup of {made_at}: {}\n{audit}", contents(&manifest)))
}

fn contents(manifest: &Manifest) -> String {
    format!(
        "{} rows in {} tables of the database, {} events of the journal that are not in it yet",
        manifest.rows(),
        manifest.dump.tables.len(),
        manifest.pending_events
    )
}

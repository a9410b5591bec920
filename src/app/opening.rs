//! Opens the database and the journal as configured.

use anyhow::Context as _;
use secrecy::ExposeSecret as _;

use crate::config::Config;
use crate::ingest::journal::{Journal, Limits};
use crate::store::{self, SharedStore};

/// The database; it does not connect yet.
pub(super) fn open_store(config: &Config) -> anyhow::Result<SharedStore> {
    let url = config.database_url.expose_secret();
    let store = match &config.database_direct_url {
        Some(direct) => store::open::open_pooled(url, direct.expose_secret()),
        None => store::open::open(url),
    };
    store.context("opening the database")
}

/// Opens the journal.
pub(super) fn open_journal(config: &Config) -> anyhow::Result<Journal> {
    let limits = Limits {
        max_bytes: config.journal.max_bytes,
        max_age_ms: i64::try_from(config.journal.max_age.as_millis()).unwrap_or(i64::MAX),
    };
    Journal::open(&config.journal.dir, limits)
        .with_context(|| format!("opening the journal in `{}`", config.journal.dir.display()))
}

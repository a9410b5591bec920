//! The command `verify-audit`.

use anyhow::Context as _;

use super::opening::open_store;
use crate::audit::verify::{self, Expected};
use crate::config::Config;

/// Verifies the audit trail in the database. Returns the result as a sentence; an error that names
/// each problem if a line is not as it was written.
pub async fn verify_audit(config: &Config, expected: Option<&str>) -> anyhow::Result<String> {
    let expected = expected.map(str::parse::<Expected>).transpose();
    let expected = expected.map_err(anyhow::Error::msg).context("reading `--expect`")?;
    let store = open_store(config)?;
    let outcome = verify::verify(&store, expected.as_ref()).await;
    store.close().await;
    outcome.context("reading the audit trail")?.sentence().map_err(anyhow::Error::msg)
}

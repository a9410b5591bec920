//! The audit trail of a database, verified from outside the console.

use anyhow::Context as _;
use secrecy::ExposeSecret as _;

use crate::audit::verify::{self, Expected};
use crate::config::Config;
use crate::store;

/// What verifying the audit trail told; an error that names each problem if it is not as it was
/// written.
pub async fn audited(config: &Config, expected: Option<&str>) -> anyhow::Result<String> {
    let expected = expected.map(str::parse::<Expected>).transpose();
    let expected = expected.map_err(anyhow::Error::msg).context("reading `--expect`")?;
    let store =
        store::open::open(config.database_url.expose_secret()).context("opening the database")?;
    let verdict = verify::verify(&store, expected.as_ref()).await;
    store.close().await;
    verdict.context("reading the audit trail")?.sentence().map_err(anyhow::Error::msg)
}

//! The command `health`: asks a running console whether it is ready.

use std::time::Duration;

use anyhow::Context as _;
use reqwest::StatusCode;

use super::reachable;
use crate::config::Config;
use crate::net::tls::Trust;
use crate::net::{client, response};

/// How long the request may take in all: `/readyz` waits for nothing.
const LIMIT: Duration = Duration::from_secs(10);

/// The most bytes of the response that are read; some hundred are usual.
const RESPONSE_BYTES: usize = 64 * 1024;

/// The response of the configured console at `/readyz`. The console is on this machine, so no proxy
/// is used and no redirect followed.
pub async fn readiness(config: &Config) -> anyhow::Result<(StatusCode, String)> {
    let client = client::builder(&Trust::system())
        .no_proxy()
        .timeout(LIMIT)
        .build()
        .context("preparing the request")?;
    let url = format!("http://{}/readyz", reachable(config.listen));
    let sent = client.get(&url).send().await;
    let mut response = sent.with_context(|| format!("requesting {url}"))?;
    let body = response::read_prefix(&mut response, RESPONSE_BYTES).await;
    Ok((response.status(), String::from_utf8_lossy(&body).into_owned()))
}

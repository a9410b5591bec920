//! Whether a running console is ready, asked from outside it.

use std::time::Duration;

use anyhow::Context as _;
use reqwest::StatusCode;

use super::reachable;
use crate::config::Config;
use crate::net::answer;

/// How long the answer may take in all: it waits for nothing.
const LIMIT: Duration = Duration::from_secs(10);

/// Of the answer, bytes that are read: some hundred are usual.
const ANSWER_BYTES: usize = 64 * 1024;

/// What the console that this configuration describes answers at `/readyz`. It is on this machine:
/// no proxy stands between, and whatever else answers there is not followed.
pub async fn readiness(config: &Config) -> anyhow::Result<(StatusCode, String)> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(LIMIT)
        .build()
        .context("preparing to ask")?;
    let url = format!("http://{}/readyz", reachable(config.listen));
    let asked = client.get(&url).send().await;
    let mut response = asked.with_context(|| format!("asking {url}"))?;
    let body = answer::beginning(&mut response, ANSWER_BYTES).await;
    Ok((response.status(), String::from_utf8_lossy(&body).into_owned()))
}

//! Asks a running console on this machine whether it is ready: the command `health`.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use reqwest::{Client, StatusCode};

use super::reachable;
use crate::config::Config;
use crate::net::tls::Trust;
use crate::net::{client, response};

/// How long the request may take in all: `/readyz` waits for nothing.
const LIMIT: Duration = Duration::from_secs(10);

/// The most bytes of the response that are read; some hundred are usual.
const RESPONSE_BYTES: usize = 64 * 1024;

/// The response of the configured console at `/readyz`.
pub async fn readiness(config: &Config) -> anyhow::Result<(StatusCode, String)> {
    ask(&local_client()?, reachable(config.listen), "/readyz").await
}

/// A client for a console on this machine: without a proxy, redirects and kept connections.
pub(super) fn local_client() -> anyhow::Result<Client> {
    client::builder(&Trust::system())
        .no_proxy()
        .pool_max_idle_per_host(0)
        .timeout(LIMIT)
        .build()
        .context("preparing the request")
}

/// Status and text of what the console at `address` answers.
pub(super) async fn ask(
    client: &Client,
    address: SocketAddr,
    path: &str,
) -> anyhow::Result<(StatusCode, String)> {
    let url = format!("http://{address}{path}");
    let sent = client.get(&url).send().await;
    let mut response = sent.with_context(|| format!("requesting {url}"))?;
    let body = response::read_prefix(&mut response, RESPONSE_BYTES).await;
    Ok((response.status(), String::from_utf8_lossy(&body).into_owned()))
}

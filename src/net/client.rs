//! The HTTP client for URLs that people enter: straight, or through a proxy where there is no other
//! way out.
//!
//! A proxy is the operator's, and connects to what it is told: what it may reach is for it to say.
//! As far as this machine can tell where a name leads, the guard holds all the same.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Client, ClientBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::guard::{Denied, Guard, GuardedResolver, ResolveError, is_inside};

/// How long a name may take to be resolved before it is left to the proxy: where it is the only way
/// out, there is often nobody to ask.
const RESOLVE_LIMIT: Duration = Duration::from_secs(2);

/// How long a connection may take to be made.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// What requests to hosts outside are sent with: no redirect is followed, and each says who asks.
pub fn builder() -> ClientBuilder {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_LIMIT)
        .user_agent(concat!("livekit-console/", env!("CARGO_PKG_VERSION")))
}

/// Few are sent to one host, so that one connection is kept open.
fn http() -> ClientBuilder {
    builder().pool_max_idle_per_host(1)
}

/// Whether requests go through a proxy.
#[derive(Debug, Clone, Default)]
pub enum Proxying {
    /// Never.
    #[default]
    Off,
    /// As `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    Environment,
    /// Through this one; its URL may hold a password.
    Through(SecretString),
}

/// Clients that connect only to where a guard allows. Clones share connections.
#[derive(Debug, Clone)]
pub struct GuardedClient {
    guard: Arc<Guard>,
    direct: Client,
    proxied: Option<(Arc<Matcher>, Client)>,
}

impl GuardedClient {
    /// Connects to where `guard` allows, by the proxy that `proxying` names.
    pub fn new(guard: &Arc<Guard>, proxying: &Proxying) -> reqwest::Result<Self> {
        let resolver = GuardedResolver(Arc::clone(guard));
        let direct = http().no_proxy().dns_resolver(resolver).build()?;
        let proxied = match proxying {
            Proxying::Off => None,
            Proxying::Environment => Some((Matcher::from_env(), http().build()?)),
            Proxying::Through(url) => {
                let url = url.expose_secret();
                let client = http().no_proxy().proxy(reqwest::Proxy::all(url)?).build()?;
                Some((Matcher::builder().all(url).build(), client))
            }
        };
        let proxied = proxied.map(|(matcher, client)| (Arc::new(matcher), client));
        Ok(Self { guard: Arc::clone(guard), direct, proxied })
    }

    /// What to ask `url` with. What is inside the network, and allowed, is reached straight.
    pub async fn to(&self, url: &Url) -> Result<&Client, Denied> {
        self.guard.check_literal(url)?;
        let Some((matcher, proxied)) = &self.proxied else { return Ok(&self.direct) };
        let is_meant =
            url.as_str().parse().is_ok_and(|uri: http::Uri| matcher.intercept(&uri).is_some());
        let Some(host) = url.host_str().filter(|_| is_meant) else { return Ok(&self.direct) };
        let host = host.trim_matches(['[', ']']);
        let resolved = tokio::time::timeout(RESOLVE_LIMIT, self.guard.resolve(host, 0)).await;
        match resolved {
            Ok(Ok(found)) if found.iter().any(|at| is_inside(at.ip())) => Ok(&self.direct),
            Ok(Err(ResolveError::Denied(denied))) => Err(denied),
            // Outside, or not known here: the proxy knows.
            Ok(Ok(_) | Err(ResolveError::Unknown(_))) | Err(_) => Ok(proxied),
        }
    }
}

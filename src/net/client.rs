//! The HTTP client for URLs that people enter. It connects directly, or through a proxy.
//!
//! The operator runs the proxy, and the proxy decides what it may reach. The guard still checks
//! every host whose name this machine can resolve.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Client, ClientBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::guard::{Denied, Guard, GuardedResolver, ResolveError, is_inside};
use super::tls::Trust;

/// How long this machine tries to resolve a name before the proxy resolves it: networks with a
/// proxy often have no DNS server.
const RESOLVE_LIMIT: Duration = Duration::from_secs(2);

/// How long a connection may take to open.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// A client that trusts `trust`, follows no redirect and sends our user agent.
pub fn builder(trust: &Trust) -> ClientBuilder {
    trust
        .apply(Client::builder())
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_LIMIT)
        .user_agent(concat!("livekit-console/", env!("CARGO_PKG_VERSION")))
}

/// Keeps one idle connection for each host, because few requests go to one host.
fn http() -> ClientBuilder {
    builder(&Trust::system()).pool_max_idle_per_host(1)
}

/// Whether requests go through a proxy.
#[derive(Debug, Clone, Default)]
pub enum Proxying {
    /// Never.
    #[default]
    Off,
    /// As `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    Environment,
    /// Through the proxy at this URL, which may hold a password.
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
    /// Connects to the addresses that `guard` allows, through the proxy that `proxying` names.
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

    /// The client for `url`. Allowed addresses inside the network are reached without the proxy.
    pub async fn to(&self, url: &Url) -> Result<&Client, Denied> {
        self.guard.check_literal(url)?;
        let Some((matcher, proxied)) = &self.proxied else { return Ok(&self.direct) };
        let is_proxied =
            url.as_str().parse().is_ok_and(|uri: http::Uri| matcher.intercept(&uri).is_some());
        let Some(host) = url.host_str().filter(|_| is_proxied) else { return Ok(&self.direct) };
        let host = host.trim_matches(['[', ']']);
        let resolved = tokio::time::timeout(RESOLVE_LIMIT, self.guard.resolve(host, 0)).await;
        match resolved {
            Ok(Ok(addresses)) if addresses.iter().any(|address| is_inside(address.ip())) => {
                Ok(&self.direct)
            }
            Ok(Err(ResolveError::Denied(denied))) => Err(denied),
            // The host is outside, or this machine cannot resolve its name: use the proxy.
            Ok(Ok(_) | Err(ResolveError::Unknown(_))) | Err(_) => Ok(proxied),
        }
    }
}

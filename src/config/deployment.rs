//! The watched deployments: their URLs and API keys.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::{Error, Options, invalid, units};
use crate::model::{Deployment, Text};
use crate::net::tls::Authorities;

/// A deployment in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentOptions {
    /// Its name in the console.
    pub name: String,
    /// Its region.
    #[serde(default)]
    pub region: Option<String>,
    /// Its URL.
    pub url: String,
    /// A PEM file of certificates to trust for it in addition to the system's.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Node metrics endpoints.
    #[serde(default)]
    pub metrics_urls: Vec<String>,
    /// Its API keys; several while one is being rotated.
    #[serde(default, rename = "key")]
    pub keys: Vec<KeyOptions>,
}

/// An API key in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyOptions {
    /// Its name, `API…`.
    #[serde(rename = "api_key")]
    pub name: String,
    /// Its secret; give either this or `api_secret_file`.
    #[serde(default, rename = "api_secret")]
    pub secret: Option<String>,
    /// A file that holds the secret.
    #[serde(default, rename = "api_secret_file")]
    pub secret_file: Option<PathBuf>,
}

/// A deployment, checked.
#[derive(Debug, Clone)]
pub struct DeploymentConfig {
    /// Unique; letters, digits, `-` and `_`.
    pub name: Arc<str>,
    /// Its region, if given.
    pub region: Option<String>,
    /// Its URL; `None` for the simulated one.
    pub url: Option<Url>,
    /// Certificates to trust for it in addition to the system's, with their file.
    pub authorities: Option<(PathBuf, Authorities)>,
    /// Node metrics endpoints.
    pub metrics_urls: Vec<Url>,
    /// Its API keys; at least one.
    pub keys: Vec<ApiKey>,
}

/// An API key.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// Its name.
    pub name: String,
    /// Its secret.
    pub secret: SecretString,
}

/// The name of the simulated deployment.
const SIMULATED: &str = "mock";
/// Well-known secrets of documentation and development modes.
const KNOWN_SECRETS: [&str; 6] =
    ["secret", "devsecret", "changeme", "password", "your-api-secret", "livekit"];
/// The fewest characters of a secret: shorter ones can be guessed. LiveKit requires 32.
const MIN_SECRET: usize = 16;

impl DeploymentConfig {
    /// The simulated deployment, with a random secret.
    pub(super) fn simulated(others: &[Self]) -> Result<Self, Error> {
        if others.iter().any(|other| *other.name == *SIMULATED) {
            return Err(invalid("deployment name `mock` is reserved for the simulated deployment"));
        }
        let secret = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
        let key = ApiKey { name: "APIsimulated".to_owned(), secret: SecretString::from(secret) };
        Ok(Self {
            name: SIMULATED.into(),
            region: None,
            url: None,
            authorities: None,
            metrics_urls: Vec::new(),
            keys: vec![key],
        })
    }

    /// The deployment as the model has it.
    pub fn watched(&self) -> Deployment {
        Deployment {
            name: Arc::clone(&self.name),
            region: self.region.as_deref().map(Text::from),
            synthetic: self.url.is_none(),
        }
    }
}

/// Checks the deployments of the file, and the one that `LIVEKIT_URL` and its options describe.
pub(super) fn check_all(options: &mut Options) -> Result<Vec<DeploymentConfig>, Error> {
    let mut given = std::mem::take(&mut options.deployments);
    let mut checked = Vec::new();
    if let Some(default) = check_default(options)? {
        checked.push(default);
    }
    for deployment in given.drain(..) {
        checked.push(check(deployment)?);
    }
    let mut names = HashSet::new();
    for deployment in &checked {
        if !names.insert(&deployment.name) {
            return Err(invalid(format!("deployment `{}` is configured twice", deployment.name)));
        }
        // Several deployments may have the same key: the paths of their webhooks differ.
        let mut keys = HashSet::new();
        if let Some(key) = deployment.keys.iter().find(|key| !keys.insert(&key.name)) {
            let of = &deployment.name;
            return Err(invalid(format!("API key `{}` of `{of}` is configured twice", key.name)));
        }
    }
    Ok(checked)
}

fn check_default(options: &mut Options) -> Result<Option<DeploymentConfig>, Error> {
    let secret = secret(
        "LIVEKIT_API_SECRET",
        options.livekit_api_secret.take(),
        options.livekit_api_secret_file.as_deref(),
    )?;
    match (options.livekit_url.take(), options.livekit_api_key.take(), secret) {
        (None, None, None) => Ok(None),
        (Some(url), Some(api_key), Some(secret)) => Ok(Some(DeploymentConfig {
            name: "default".into(),
            region: None,
            url: Some(livekit_url("LIVEKIT_URL", &url)?),
            authorities: authorities("LIVEKIT_CA_FILE", options.livekit_ca_file.take())?,
            metrics_urls: metrics_urls(
                "LIVEKIT_METRICS_URLS",
                &options.livekit_metrics_urls.take().unwrap_or_default(),
            )?,
            keys: vec![ApiKey {
                secret: strong("LIVEKIT_API_SECRET", secret)?,
                name: api_key_name("LIVEKIT_API_KEY", api_key)?,
            }],
        })),
        (url, api_key, secret) => {
            let missing = [
                ("LIVEKIT_URL", url.is_none()),
                ("LIVEKIT_API_KEY", api_key.is_none()),
                ("LIVEKIT_API_SECRET", secret.is_none()),
            ];
            let missing: Vec<_> =
                missing.iter().filter(|(_, absent)| *absent).map(|(name, _)| *name).collect();
            Err(invalid(format!(
                "`{}` is not set: `LIVEKIT_URL`, `LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET` belong \
                 together",
                missing.join("` and `")
            )))
        }
    }
}

fn check(given: DeploymentOptions) -> Result<DeploymentConfig, Error> {
    let name = given.name;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 64 || !name.chars().all(is_plain) {
        return Err(invalid(format!(
            "deployment name `{name}` is invalid: 1 to 64 letters, digits, `-` and `_`"
        )));
    }
    let of = |field: &str| format!("{field} of deployment {name}");
    if given.keys.is_empty() {
        return Err(invalid(format!("deployment `{name}` has no `[[deployment.key]]`")));
    }
    let mut keys = Vec::new();
    for key in given.keys {
        let what = of("api_secret");
        let secret = secret(&what, key.secret, key.secret_file.as_deref())?
            .ok_or_else(|| invalid(format!("`{what}` is not set for `{}`", key.name)))?;
        keys.push(ApiKey {
            secret: strong(&what, secret)?,
            name: api_key_name(&of("api_key"), key.name)?,
        });
    }
    Ok(DeploymentConfig {
        url: Some(livekit_url(&of("url"), &given.url)?),
        authorities: authorities(&of("ca_file"), given.ca_file)?,
        metrics_urls: metrics_urls(&of("metrics_urls"), &given.metrics_urls)?,
        region: given.region.filter(|region| !region.is_empty()),
        keys,
        name: name.into(),
    })
}

/// A secret, given as a value or in a file; `None` if neither.
pub(super) fn secret(
    name: &str,
    given: Option<String>,
    file: Option<&Path>,
) -> Result<Option<SecretString>, Error> {
    match (given, file) {
        (Some(_), Some(_)) => {
            Err(invalid(format!("`{name}` and `{}` are both given: give only one", of_file(name))))
        }
        (Some(value), None) => Ok(Some(SecretString::from(value))),
        (None, Some(path)) => {
            let value = std::fs::read_to_string(path)
                .map_err(|source| Error::ReadSecret { name: of_file(name), source })?;
            Ok(Some(SecretString::from(value.trim_end_matches(['\r', '\n']))))
        }
        (None, None) => Ok(None),
    }
}

/// The option that names a file for the option `name`: `X_FILE`, or `x_file of deployment y`.
fn of_file(name: &str) -> String {
    match name.split_once(' ') {
        Some((field, of)) => format!("{field}_file {of}"),
        None => format!("{name}_FILE"),
    }
}

fn strong(name: &str, secret: SecretString) -> Result<SecretString, Error> {
    let value = secret.expose_secret();
    if value.is_empty() {
        return Err(invalid(format!("`{name}` is empty: anybody could sign webhooks")));
    }
    if KNOWN_SECRETS.contains(&value.to_lowercase().as_str()) {
        return Err(invalid(format!(
            "`{name}` is a default that everybody knows: create one with `livekit-server \
             generate-keys`"
        )));
    }
    if value.chars().count() < MIN_SECRET {
        return Err(invalid(format!(
            "`{name}` has fewer than {MIN_SECRET} characters: it could be guessed; LiveKit \
             requires 32"
        )));
    }
    Ok(secret)
}

fn api_key_name(name: &str, api_key: String) -> Result<String, Error> {
    if api_key.trim().is_empty() {
        return Err(invalid(format!("`{name}` is empty")));
    }
    Ok(api_key)
}

fn livekit_url(name: &str, given: &str) -> Result<Url, Error> {
    let url = units::url(name, given, &["ws", "wss", "http", "https"])?;
    // The part after the path is not repeated: it may be a token.
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid(format!(
            "`{name}` has a `?` or `#` part: give scheme, host, port and path only"
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid(format!("`{name}` has a user name or password: LiveKit uses none")));
    }
    Ok(url)
}

fn authorities(name: &str, file: Option<PathBuf>) -> Result<Option<(PathBuf, Authorities)>, Error> {
    let Some(file) = file.filter(|file| !file.as_os_str().is_empty()) else { return Ok(None) };
    let pem = std::fs::read(&file).map_err(|source| Error::Read { path: file.clone(), source })?;
    let read = Authorities::read(&pem)
        .map_err(|fault| invalid(format!("`{name}` is `{}`: {fault}", file.display())))?;
    Ok(Some((file, read)))
}

fn metrics_urls(name: &str, given: &[String]) -> Result<Vec<Url>, Error> {
    let given = given.iter().map(|url| url.trim()).filter(|url| !url.is_empty());
    let urls: Vec<_> =
        given.map(|url| units::url(name, url, &["http", "https"])).collect::<Result<_, _>>()?;
    // The name of a node is its URL without the parts that may be secret.
    let mut names = HashSet::new();
    for url in &urls {
        let address = (url.scheme(), url.host_str(), url.port_or_known_default(), url.path());
        if !names.insert(address) {
            let host = url.host_str().unwrap_or_default();
            return Err(invalid(format!(
                "`{name}` has a URL at `{host}` twice: give each node once"
            )));
        }
    }
    Ok(urls)
}

//! A scrape target: an endpoint of a deployment, with its credentials separate from its name.

use std::fmt;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

use crate::model::{DeploymentName, Text};

/// A node's Prometheus endpoint.
#[derive(Clone)]
pub struct ScrapeTarget {
    /// The deployment that the node belongs to.
    pub deployment: DeploymentName,
    /// The node's name in responses, labels and log lines: its URL without user name, password and
    /// query, which are never shown.
    pub name: Text,
    pub(super) url: Url,
    pub(super) credentials: Option<(String, SecretString)>,
}

impl ScrapeTarget {
    /// The endpoint at `url`; a user name and password in it are sent as HTTP basic auth.
    pub fn new(deployment: DeploymentName, url: &Url) -> Self {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let credentials = (!url.username().is_empty() || url.password().is_some()).then(|| {
            let password = decoded(url.password().unwrap_or_default());
            (decoded(url.username()), SecretString::from(password))
        });
        let mut url = url.clone();
        // Neither fails: a URL that had them can be without.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        let mut shown = url.clone();
        shown.set_query(None);
        Self { deployment, name: shown.as_str().into(), url, credentials }
    }

    /// The same under another name.
    #[must_use]
    pub fn called(self, name: &str) -> Self {
        Self { name: name.into(), ..self }
    }
}

impl fmt::Debug for ScrapeTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScrapeTarget({} {})", self.deployment, self.name)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::ScrapeTarget;

    #[test]
    fn a_target_is_named_without_what_is_secret() {
        let url = "http://prom:p%40ss@node:6789/metrics?token=hidden#x".parse().expect("a URL");
        let target = ScrapeTarget::new("eu".into(), &url);
        assert_eq!(target.name, "http://node:6789/metrics");
        assert_eq!(format!("{target:?}"), "ScrapeTarget(eu http://node:6789/metrics)");
        assert_eq!(target.url.as_str(), "http://node:6789/metrics?token=hidden");
        let (user, password) = target.credentials.expect("they are in the URL");
        assert_eq!((user.as_str(), password.expose_secret()), ("prom", "p@ss"));
        let open = ScrapeTarget::new("eu".into(), &"https://node/".parse().expect("a URL"));
        assert!(open.credentials.is_none());
    }
}

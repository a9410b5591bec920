//! The host names of this console: which ones a request may name, and which origins are its own.
//!
//! A site can let its own name resolve to this console's address (DNS rebinding). For a visitor's
//! browser its requests are then of the same origin, and only the name in `Host` shows the attack.
//! So a name must be a loopback name or a configured one. IP addresses pass, because they cannot be
//! rebound. `X-Forwarded-Host` and `Forwarded` are ignored, because any client can set them.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use actix_web::http::Version;
use url::Url;

use super::error::Error;
use crate::config::AllowedHost;

/// Bytes of a host's name with its port: a name has at most 253.
const HOST_BYTES: usize = 300;

/// A host in a request or an origin.
#[derive(Debug, Clone, PartialEq, Eq)]
struct HostName {
    /// In lower case, without a dot at its end; an IP address in its canonical form.
    name: String,
    is_address: bool,
    port: Option<u16>,
}

impl HostName {
    /// `None` if it is no valid host.
    fn parse(text: &str) -> Option<Self> {
        if text.len() > HOST_BYTES {
            return None;
        }
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (text, None),
        };
        // The port may be missing after its colon.
        let port = match port.filter(|port| !port.is_empty()) {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(port.parse().ok()?)
            }
            Some(_) => return None,
            None => None,
        };
        if let Some(address) = name.strip_prefix('[') {
            let address = address.strip_suffix(']')?;
            // The zone of a link-local address is valid and ignored.
            let address = match address.split_once('%') {
                Some((address, zone)) if is_zone(zone) => address,
                Some(_) => return None,
                None => address,
            };
            let address: Ipv6Addr = address.parse().ok()?;
            return Some(Self { name: format!("[{address}]"), is_address: true, port });
        }
        if let Ok(address) = name.parse::<Ipv4Addr>() {
            return Some(Self { name: address.to_string(), is_address: true, port });
        }
        let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        name.split('.').all(is_label).then_some(Self { name, is_address: false, port })
    }

    /// RFC 6761: these names always resolve to this machine.
    fn is_loopback(&self) -> bool {
        self.name == "localhost" || self.name.ends_with(".localhost")
    }
}

fn is_zone(zone: &str) -> bool {
    !zone.is_empty()
        && zone.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte))
}

/// The origin of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    is_https: bool,
    host: HostName,
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_https = match scheme {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        Some(Self { is_https, host: HostName::parse(authority)? })
    }

    const fn default_port(&self) -> u16 {
        if self.is_https { 443 } else { 80 }
    }

    fn port(&self) -> u16 {
        self.host.port.unwrap_or_else(|| self.default_port())
    }
}

/// The host names of this console.
#[derive(Debug, Clone)]
pub struct Hosts {
    allowed: Arc<[AllowedHost]>,
    /// The origin of `CONSOLE_URL`, if configured.
    console: Option<Origin>,
}

impl Hosts {
    /// Accepts loopback names, the host of `console_url`, and the `allowed` ones.
    pub fn new(allowed: &[AllowedHost], console_url: Option<&Url>) -> Self {
        let origin = console_url.map(|url| url.origin().ascii_serialization());
        Self { allowed: allowed.into(), console: origin.as_deref().and_then(Origin::parse) }
    }

    /// Whether a request may name this host.
    fn answers_for(&self, host: &str) -> bool {
        let Some(host) = HostName::parse(host) else { return false };
        host.is_address
            || host.is_loopback()
            || self.console.as_ref().is_some_and(|console| console.host.name == host.name)
            || self.allowed.iter().any(|allowed| allowed.name == host.name)
    }

    /// Who owns pages of this `origin`, for a request to `host`.
    pub(super) fn owns(&self, origin: &str, host: Option<&str>) -> Owner {
        let Some(origin) = Origin::parse(origin) else { return Owner::Other };
        let is_listed = self.console.as_ref().is_some_and(|console| {
            (console.is_https, &console.host.name, console.port())
                == (origin.is_https, &origin.host.name, origin.port())
        }) || self.allowed.iter().any(|allowed| {
            let port = allowed.port.unwrap_or_else(|| origin.default_port());
            allowed.name == origin.host.name && port == origin.port()
        });
        if is_listed {
            return Owner::Listed;
        }
        let is_same_host = host.and_then(HostName::parse).is_some_and(|host| {
            let port = host.port.unwrap_or_else(|| origin.default_port());
            host.name == origin.host.name && port == origin.port()
        });
        if is_same_host { Owner::SameHost } else { Owner::Other }
    }

    /// Checks the hosts that a request names; `authority` is that of the request target.
    pub(super) fn fault(
        &self,
        version: Version,
        authority: Option<&str>,
        named: &[&[u8]],
    ) -> Result<(), Error> {
        let refuse = |host: &[u8]| Err(Error::host_is_not_ours(&String::from_utf8_lossy(host)));
        match (named, authority) {
            ([], None) if version >= Version::HTTP_11 => {
                return Err(Error::bad_request(
                    "there is no `Host` header, which HTTP/1.1 requires",
                ));
            }
            ([_, _, ..], _) => {
                return Err(Error::bad_request("there are several `Host` headers"));
            }
            _ => {}
        }
        for host in authority.map(str::as_bytes).iter().chain(named) {
            match std::str::from_utf8(host) {
                Ok(host) if self.answers_for(host) => {}
                _ => return refuse(host),
            }
        }
        Ok(())
    }
}

/// Who owns a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// This console: the origin is configured.
    Listed,
    /// This console: the origin is the host that the request names.
    SameHost,
    /// Another site.
    Other,
}

#[cfg(test)]
mod tests {
    use actix_web::http::Version;
    use url::Url;

    use super::{Hosts, Owner};
    use crate::config::AllowedHost;

    fn hosts() -> Hosts {
        let allowed = |name: &str, port| AllowedHost { name: name.to_owned(), port };
        let url = Url::parse("https://console.example.com/under/a/path").expect("a URL");
        let allowed = [allowed("console", None), allowed("pages.internal", Some(8443))];
        Hosts::new(&allowed, Some(&url))
    }

    #[test]
    fn loopback_names_addresses_and_configured_names_are_accepted_and_nothing_else() {
        for host in [
            "localhost",
            "localhost:8000",
            "LOCALHOST:8000",
            "localhost.",
            "localhost.:8000",
            "localhost:",
            "console.localhost:8000",
            "127.0.0.1",
            "127.0.0.1:8000",
            "127.8.9.1:1",
            "10.0.0.7:8000",
            "203.0.113.9",
            "0.0.0.0:8000",
            "[::1]",
            "[::1]:8000",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]:8000",
            "[fe80::1%25eth0]:8000",
            "[fe80::1%eth0]",
            "[2001:db8::1]",
            "console",
            "console:8000",
            "Console.:1",
            "console.example.com",
            "console.example.com:8000",
            "CONSOLE.EXAMPLE.COM.",
            "pages.internal",
            "pages.internal:1",
        ] {
            assert!(hosts().answers_for(host), "{host}");
        }
        let long = format!("{}localhost", "a.".repeat(200));
        for host in [
            "",
            ".",
            ":8000",
            "evil.example",
            "evil.example:8000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evillocalhost",
            "localhost..",
            "localhost:port",
            "localhost:99999",
            "localhost:80:80",
            "localhost:+80",
            "localhost/",
            "localhost ",
            " localhost",
            "user@localhost",
            "localhost@evil.example",
            "localhost,evil.example",
            "localhost%00",
            "127.0.0.1%25lo",
            "2130706433",
            "0x7f.1",
            "127.1",
            "127.0.0.01",
            "::1",
            "[::1",
            "::1]",
            "[::1]evil.example",
            "[::1%]",
            "[::1%a b]",
            "[localhost]",
            "sub.console",
            "example.com",
            "console.example.com.evil.example",
            "xconsole.example.com",
            "löcalhost",
            long.as_str(),
        ] {
            assert!(!hosts().answers_for(host), "{host}");
        }
    }

    #[test]
    fn every_host_that_a_request_names_must_be_ours() {
        const ONE: Version = Version::HTTP_11;
        for (why, version, authority, named, code) in [
            ("one of ours", ONE, None, &["localhost"][..], None),
            ("another", ONE, None, &["evil.example"], Some("host_not_allowed")),
            ("none by HTTP/1.0", Version::HTTP_10, None, &[], None),
            ("another by HTTP/1.0", Version::HTTP_10, None, &["x.y"], Some("host_not_allowed")),
            ("none by HTTP/1.1", ONE, None, &[], Some("bad_request")),
            ("an empty one", ONE, None, &[""], Some("host_not_allowed")),
            ("twice the same", ONE, None, &["localhost", "localhost"], Some("bad_request")),
            ("ours and another", ONE, None, &["localhost", "evil.example"], Some("bad_request")),
            ("a whole URL of ours", ONE, Some("localhost:8000"), &["localhost:8000"], None),
            ("a whole URL alone", Version::HTTP_2, Some("localhost"), &[], None),
            ("another's URL", ONE, Some("evil.example"), &["localhost"], Some("host_not_allowed")),
            (
                "ours, for another",
                ONE,
                Some("localhost"),
                &["evil.example"],
                Some("host_not_allowed"),
            ),
        ] {
            let named: Vec<_> = named.iter().map(|host| host.as_bytes()).collect();
            let error = hosts().fault(version, authority, &named).err();
            assert_eq!(error.map(|error| error.code()), code, "{why}");
        }
        let error = hosts().fault(ONE, None, &[b"evil\xff.example"]).expect_err("no text");
        assert!(error.to_string().contains("evil\u{fffd}.example"), "{error}");
    }

    #[test]
    fn pages_of_the_same_host_or_of_a_configured_origin_are_ours() {
        for (origin, host, owner) in [
            ("http://localhost:8000", "localhost:8000", Owner::SameHost),
            ("http://LOCALHOST", "localhost", Owner::SameHost),
            ("https://10.0.0.7:443", "10.0.0.7", Owner::SameHost),
            ("http://[::1]:8000", "[0:0::1]:8000", Owner::SameHost),
            ("http://localhost:3000", "localhost:8000", Owner::Other),
            ("http://localhost:8000", "127.0.0.1:8000", Owner::Other),
            ("https://console.example.com", "127.0.0.1:8000", Owner::Listed),
            ("https://console.example.com:443", "console:8000", Owner::Listed),
            ("http://console.example.com", "127.0.0.1:8000", Owner::Other),
            ("https://console.example.com:8443", "127.0.0.1:8000", Owner::Other),
            ("https://console.example.com.evil.example", "127.0.0.1:8000", Owner::Other),
            ("http://console", "127.0.0.1:8000", Owner::Listed),
            ("https://console", "127.0.0.1:8000", Owner::Listed),
            ("http://console:3000", "console:8000", Owner::Other),
            ("http://console:8000", "console:8000", Owner::SameHost),
            ("https://pages.internal:8443", "127.0.0.1:8000", Owner::Listed),
            ("https://pages.internal", "127.0.0.1:8000", Owner::Other),
            ("null", "localhost", Owner::Other),
            ("", "localhost", Owner::Other),
            ("file://localhost", "localhost", Owner::Other),
            ("http://localhost/", "localhost", Owner::Other),
            ("http://user@localhost", "localhost", Owner::Other),
        ] {
            assert_eq!(hosts().owns(origin, Some(host)), owner, "{origin} at {host}");
        }
        assert_eq!(hosts().owns("http://localhost", None), Owner::Other);
    }
}

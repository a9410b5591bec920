//! For whom the console answers: which names a request may ask for, and whose pages are its own.
//!
//! A page of any site can have a visitor's browser resolve the site's own name to this console's
//! address (DNS rebinding); its requests are then of the same origin, and only the name in `Host`
//! tells. So a name must be a loopback name or one that the configuration knows. An address is no
//! name: nobody can make it lead elsewhere. What a proxy says of an earlier `Host`
//! (`X-Forwarded-Host`, `Forwarded`) anybody can say, and is not looked at.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use actix_web::http::Version;
use url::Url;

use super::error::Error;
use crate::config::AllowedHost;

/// Bytes of a host's name with its port: a name has at most 253.
const HOST_BYTES: usize = 300;

/// A host as a request or an origin names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    /// In lower case, without a dot at its end; an address in its usual form.
    name: String,
    is_address: bool,
    port: Option<u16>,
}

impl Named {
    /// `None` if no host can be called so.
    fn parse(text: &str) -> Option<Self> {
        if text.len() > HOST_BYTES {
            return None;
        }
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (text, None),
        };
        // A port may be left out behind its colon.
        let port = match port.filter(|port| !port.is_empty()) {
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(port.parse().ok()?)
            }
            Some(_) => return None,
            None => None,
        };
        if let Some(address) = name.strip_prefix('[') {
            let address = address.strip_suffix(']')?;
            // A zone tells of which network of this machine it is an address.
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

    /// RFC 6761: these lead to this machine, whoever is asked.
    fn is_loopback(&self) -> bool {
        self.name == "localhost" || self.name.ends_with(".localhost")
    }
}

fn is_zone(zone: &str) -> bool {
    !zone.is_empty()
        && zone.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte))
}

/// Where a page comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    is_https: bool,
    host: Named,
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_https = match scheme {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        Some(Self { is_https, host: Named::parse(authority)? })
    }

    const fn default_port(&self) -> u16 {
        if self.is_https { 443 } else { 80 }
    }

    fn port(&self) -> u16 {
        self.host.port.unwrap_or_else(|| self.default_port())
    }
}

/// The names that this console answers for.
#[derive(Debug, Clone)]
pub struct Hosts {
    allowed: Arc<[AllowedHost]>,
    /// Where people reach it, if the configuration tells.
    console: Option<Origin>,
}

impl Hosts {
    /// Loopback names, the host of `console_url`, and those that are `allowed`.
    pub fn new(allowed: &[AllowedHost], console_url: Option<&Url>) -> Self {
        let origin = console_url.map(|url| url.origin().ascii_serialization());
        Self { allowed: allowed.into(), console: origin.as_deref().and_then(Origin::parse) }
    }

    /// Whether a request may ask for this host.
    fn answers_for(&self, host: &str) -> bool {
        let Some(host) = Named::parse(host) else { return false };
        host.is_address
            || host.is_loopback()
            || self.console.as_ref().is_some_and(|console| console.host.name == host.name)
            || self.allowed.iter().any(|allowed| allowed.name == host.name)
    }

    /// Whose the pages of this origin are, at a console that was asked for as `host`.
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
        let is_asked_for = host.and_then(Named::parse).is_some_and(|host| {
            let port = host.port.unwrap_or_else(|| origin.default_port());
            host.name == origin.host.name && port == origin.port()
        });
        if is_asked_for { Owner::AskedFor } else { Owner::Other }
    }

    /// What is wrong with the hosts that a request names; `authority` is that of its target.
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
                    "there is no `Host` header, which HTTP/1.1 asks for",
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

/// Whose a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Ours: the configuration names its origin.
    Listed,
    /// Ours: it comes from where the request goes.
    AskedFor,
    /// Somebody else's.
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
    fn loopback_names_addresses_and_what_is_configured_are_asked_for_and_nothing_else() {
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
            let found = hosts().fault(version, authority, &named).err();
            assert_eq!(found.map(|error| error.code()), code, "{why}");
        }
        let error = hosts().fault(ONE, None, &[b"evil\xff.example"]).expect_err("no text");
        assert!(error.to_string().contains("evil\u{fffd}.example"), "{error}");
    }

    #[test]
    fn pages_are_ours_that_come_from_where_they_ask_or_that_are_configured() {
        for (origin, host, owner) in [
            ("http://localhost:8000", "localhost:8000", Owner::AskedFor),
            ("http://LOCALHOST", "localhost", Owner::AskedFor),
            ("https://10.0.0.7:443", "10.0.0.7", Owner::AskedFor),
            ("http://[::1]:8000", "[0:0::1]:8000", Owner::AskedFor),
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
            ("http://console:8000", "console:8000", Owner::AskedFor),
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

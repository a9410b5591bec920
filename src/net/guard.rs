//! Decides where a request may go if a person entered its URL: to public addresses, and to the
//! addresses that the operator allows.
//!
//! A person who may write a receiver chooses a URL that this process calls from inside the
//! operator's network. So the guard checks every address of a host, and the client connects only to
//! those.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use crate::model::line;

/// The IPv4 networks of the IANA special-purpose address registry, and the address from which
/// Azure's machines read their secrets.
const INSIDE_V4: [(Ipv4Addr, u8); 17] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    (Ipv4Addr::BROADCAST, 32),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

/// Why a host may not be connected to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{host}` is at {address}, inside the network: add it to ALERT_ALLOWED_HOSTS to allow it")]
pub struct Denied {
    host: String,
    address: IpAddr,
}

/// Which addresses may be connected to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    networks: Vec<IpNet>,
    /// In lower case.
    hosts: Vec<String>,
}

impl Guard {
    /// Parses a comma-separated list of networks (`10.0.0.0/8`), addresses and host names. An
    /// empty list allows only public addresses.
    pub fn parse(list: &str) -> Result<Self, String> {
        let mut guard = Self::default();
        for entry in list.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            if let Ok(network) = entry.parse::<IpNet>() {
                guard.networks.push(network);
            } else if let Ok(address) = entry.trim_matches(['[', ']']).parse::<IpAddr>() {
                guard.networks.push(address.into());
            } else if is_host(entry) {
                guard.hosts.push(entry.to_ascii_lowercase());
            } else {
                return Err(format!(
                    "`{}` is not a network, address or host name, such as `10.0.0.0/8`, `::1/128` \
                     or `hooks.internal`",
                    line(entry, 100)
                ));
            }
        }
        Ok(guard)
    }

    /// Checks whether the client may connect to `host` at `address`.
    pub fn check(&self, host: &str, address: IpAddr) -> Result<(), Denied> {
        let name = host.trim_end_matches('.');
        let is_allowed = !is_inside(address)
            || self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(name))
            || self.networks.iter().any(|network| {
                network.contains(&address) || network.contains(&address.to_canonical())
            });
        if is_allowed { Ok(()) } else { Err(Denied { host: line(host, 255), address }) }
    }

    /// Refuses a URL whose host is a denied address: the client asks no resolver about addresses.
    pub fn check_literal(&self, url: &url::Url) -> Result<(), Denied> {
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(&address.to_string(), address.into()),
            Some(Host::Ipv6(address)) => self.check(&address.to_string(), address.into()),
            _ => Ok(()),
        }
    }

    /// Resolves a host; an error if the guard denies one of its addresses.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, ResolveError> {
        let addresses: Vec<SocketAddr> = tokio::net::lookup_host((host, port)).await?.collect();
        for address in &addresses {
            self.check(host, address.ip())?;
        }
        Ok(addresses)
    }
}

/// Why no address of a host may be used.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// The guard denies one of its addresses.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Its name cannot be resolved.
    #[error("its name cannot be resolved: {0}")]
    Unknown(#[from] std::io::Error),
}

/// The denial that caused `error`; `None` if the guard did not cause it.
pub fn denied<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Denied> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(ResolveError::Denied(denied)) = error.downcast_ref() {
            return Some(denied);
        }
        if let Some(denied) = error.downcast_ref() {
            return Some(denied);
        }
        next = error.source();
    }
    None
}

/// Resolves names for the HTTP client, which connects only to these addresses.
#[derive(Debug)]
pub(super) struct GuardedResolver(pub(super) Arc<Guard>);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let addresses = guard.resolve(name.as_str(), 0).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Whether `text` is a host name: labels of letters, digits, `-` and `_` that are not empty.
pub fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    // A text without letters is a malformed address.
    text.len() <= 253
        && text.split('.').all(is_label)
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether an address is not public, allowed or not.
pub(super) fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_inside_v4(address),
        IpAddr::V6(address) => is_inside_v6(address),
    }
}

fn is_inside_v4(address: Ipv4Addr) -> bool {
    INSIDE_V4.iter().any(|(network, length)| {
        let mask = u32::MAX << (32 - u32::from(*length));
        address.to_bits() & mask == network.to_bits()
    })
}

fn is_inside_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match parts {
        // IPv4-mapped, IPv4-compatible, NAT64 and 6to4: check the IPv4 address inside.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x2002, high, low, ..] => is_inside_v4(v4(high, low)),
        // ISATAP: the IPv4 address is at the end.
        [.., 0 | 0x200, 0x5efe, high, low] if is_inside_v4(v4(high, low)) => true,
        // Only 2000::/3 is assigned to the public, without protocol and documentation ranges.
        [0x2001, second, ..] => second < 0x200 || second == 0xdb8,
        [0x3fff, second, ..] => second < 0x1000,
        [first, ..] => first & 0xe000 != 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::Guard;

    fn allows(list: &str, host: &str, address: &str) -> bool {
        let guard = Guard::parse(list).expect("a list");
        guard.check(host, address.parse().expect("an address")).is_ok()
    }

    #[test]
    fn only_the_outside_is_allowed() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "169.254.170.2",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
            "2001:db8::1",
            "2001::1",
            "100::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "2002:c0a8:101::",
            "::ffff:0:10.0.0.1",
            "2001:4860::5efe:10.0.0.1",
            "2001:4860::200:5efe:10.0.0.1",
            "3fff::1",
            "5f00::1",
        ] {
            assert!(!allows("", "host", inside), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "99.255.255.255",
            "100.63.255.255",
            "100.128.0.1",
            "126.1.1.1",
            "128.0.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.167.1.1",
            "192.169.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(allows("", "host", outside), "{outside}");
        }
    }

    #[test]
    fn what_is_named_is_allowed_and_nothing_beside_it() {
        let list = "10.1.0.0/16, ::1/128 ,192.168.1.7,[fd00::1], Hooks.Internal";
        for (host, address, expected) in [
            ("x", "10.1.2.3", true),
            ("x", "10.2.0.1", false),
            ("x", "::ffff:10.1.2.3", true),
            ("x", "::1", true),
            ("x", "127.0.0.1", false),
            ("x", "192.168.1.7", true),
            ("x", "192.168.1.8", false),
            ("x", "fd00::1", true),
            ("hooks.internal", "127.0.0.1", true),
            ("HOOKS.internal.", "fd00::2", true),
            ("evil.hooks.internal", "127.0.0.1", false),
            ("hooks.internal.evil", "127.0.0.1", false),
        ] {
            assert_eq!(allows(list, host, address), expected, "{host} at {address}");
        }
    }

    #[test]
    fn an_entry_that_is_nothing_is_named() {
        for entry in [
            "10.0.0.0/33",
            "10.0.0",
            "1.2.3.4.5",
            "a b",
            "http://x",
            "host:80",
            "*.internal",
            "a..b",
            "-/8",
            &"a".repeat(64),
        ] {
            let fault = Guard::parse(&format!("ok.example,{entry}")).expect_err(entry);
            assert!(fault.contains(entry), "{fault}");
        }
        assert_eq!(Guard::parse(" , ,").expect("empty"), Guard::default());
    }

    #[test]
    fn a_literal_is_looked_at_however_it_is_written() {
        let guard = Guard::default();
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://169.254.169.254/latest",
        ] {
            let parsed = url::Url::parse(url).expect("a URL");
            let denied = guard.check_literal(&parsed).expect_err(url).to_string();
            assert!(denied.contains("ALERT_ALLOWED_HOSTS"), "{denied}");
        }
        let outside = url::Url::parse("https://1.1.1.1/").expect("a URL");
        guard.check_literal(&outside).expect("outside");
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_denied() {
        let denied = Guard::default().resolve("localhost", 80).await.expect_err("inside");
        assert!(denied.to_string().contains("`localhost` is at"), "{denied}");
        let guard = Guard::parse("localhost").expect("a list");
        assert!(!guard.resolve("localhost", 80).await.expect("allowed").is_empty());
    }
}

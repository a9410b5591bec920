//! The option `ALLOWED_HOSTS`: names by which people and programs reach this console.

use url::Host;

use super::{Error, invalid};

/// A host name that requests may have, and whose pages are this console's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    /// In lower case, as a browser sends it, without a dot at its end.
    pub name: String,
    /// The port of its pages; `None` for the default port of `http` or `https`. The `Host` of a
    /// request may have any port.
    pub port: Option<u16>,
}

impl std::fmt::Display for AllowedHost {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(formatter, ":{port}"))
    }
}

/// Checks the hosts of `ALLOWED_HOSTS`; empty entries are ignored.
pub(super) fn check(given: Option<Vec<String>>) -> Result<Vec<AllowedHost>, Error> {
    let given = given.unwrap_or_default();
    let given = given.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty());
    given.map(|entry| host(entry).ok_or_else(|| fault(entry))).collect()
}

fn fault(entry: &str) -> Error {
    invalid(format!(
        "`ALLOWED_HOSTS` has `{entry}`: give a host name such as `console.example.com`, with a \
         port if its pages have one (`console.example.com:8443`), without scheme, path or `*`"
    ))
}

fn host(entry: &str) -> Option<AllowedHost> {
    // `[::1]:80` has a port after the last colon, `[::1]` has none.
    let (name, port) = match entry.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port.parse().ok()?)),
        _ => (entry, None),
    };
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"*/\\?#@%".contains(c);
    if name.is_empty() || !name.chars().all(is_plain) {
        return None;
    }
    let name = Host::parse(name).ok()?.to_string();
    let name = name.strip_suffix('.').unwrap_or(&name);
    (!name.is_empty()).then(|| AllowedHost { name: name.to_owned(), port })
}

#[cfg(test)]
mod tests {
    use super::{AllowedHost, check};

    #[test]
    fn a_host_is_a_name_and_perhaps_a_port() {
        for (given, name, port) in [
            ("console", "console", None),
            (" Console.Example.COM. ", "console.example.com", None),
            ("console.example.com:8443", "console.example.com", Some(8443)),
            ("münchen.example", "xn--mnchen-3ya.example", None),
            ("10.0.0.1:80", "10.0.0.1", Some(80)),
            ("[::1]:8000", "[::1]", Some(8000)),
            ("[::1]", "[::1]", None),
        ] {
            let checked = check(Some(vec![given.to_owned()])).expect(given);
            assert_eq!(checked, [AllowedHost { name: name.to_owned(), port }], "{given}");
        }
        assert_eq!(check(Some(vec![String::new(), " ".to_owned()])).expect("none"), []);
        assert_eq!(check(None).expect("none"), []);
    }

    #[test]
    fn an_invalid_host_is_named() {
        for given in [
            "*",
            "*.example.com",
            "https://console.example.com",
            "console/path",
            "console:port",
            "console:99999",
            "a b",
            "user@console",
            "::1",
            ":80",
        ] {
            let error = check(Some(vec!["ok".to_owned(), given.to_owned()])).expect_err(given);
            assert!(error.to_string().contains(given), "{error}");
        }
    }
}

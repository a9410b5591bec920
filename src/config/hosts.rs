//! The names by which people and programs reach this console, as they are given.

use url::Host;

use super::{Error, invalid};

/// A name that requests may ask for, and whose pages are this console's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    /// In lower case, in the form that a browser sends, without a dot at its end.
    pub name: String,
    /// The port of its pages; `None` for that of `http` or `https`. What a request asks for may have
    /// any port.
    pub port: Option<u16>,
}

impl std::fmt::Display for AllowedHost {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(formatter, ":{port}"))
    }
}

/// The hosts of `ALLOWED_HOSTS`; what is empty is none.
pub(super) fn check(given: Option<Vec<String>>) -> Result<Vec<AllowedHost>, Error> {
    let given = given.unwrap_or_default();
    let given = given.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty());
    given.map(|entry| host(entry).ok_or_else(|| fault(entry))).collect()
}

fn fault(entry: &str) -> Error {
    invalid(format!(
        "`ALLOWED_HOSTS` has `{entry}`: the name of a host such as `console.example.com`, if its \
         pages have a port of their own with it (`console.example.com:8443`); without scheme, path \
         or `*`"
    ))
}

fn host(entry: &str) -> Option<AllowedHost> {
    // Of `[::1]:80` the port is behind the last colon, of `[::1]` nothing is.
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
    fn what_is_no_host_is_named() {
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

//! Refuses cross-origin requests: pages of other sites may not use a visitor's browser to read the
//! live feed or to change anything. Programs send neither header and pass. [`super::hosts`] decides
//! which origins are ours.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};

use super::context::Console;
use super::error::Error;
use super::hosts::{Hosts, Owner};

/// Refuses requests of other sites' pages.
pub(super) fn check(request: &HttpRequest) -> Result<(), Error> {
    check_unless(request, |_| false)
}

/// The same, but passes pages of the origins that `is_allowed` accepts.
pub(super) fn check_unless(
    request: &HttpRequest,
    is_allowed: impl Fn(&str) -> bool,
) -> Result<(), Error> {
    let console = request.app_data::<Console>();
    let console = console.ok_or_else(|| Error::internal("nothing is configured"))?;
    match foreign(request.headers(), &console.hosts) {
        Some(origin) if !is_allowed(&origin) => Err(Error::cross_origin(&origin)),
        _ => Ok(()),
    }
}

/// The origin, if it is another site's. `Origin` outranks `Sec-Fetch-Site`: behind a proxy that
/// accepts any host name, a browser takes another site's page for the same site.
fn foreign(headers: &HeaderMap, hosts: &Hosts) -> Option<String> {
    let text =
        |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let site = text("sec-fetch-site");
    let is_of_here = site.as_deref().is_none_or(|site| matches!(site, "same-origin" | "none"));
    let mut origins = headers.get_all(header::ORIGIN);
    let Some(origin) = origins.next() else {
        return site.filter(|_| !is_of_here).map(std::borrow::Cow::into_owned);
    };
    let origin = String::from_utf8_lossy(origin.as_bytes());
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_ours = match hosts.owns(&origin, host) {
        Owner::Listed => true,
        Owner::SameHost => is_of_here,
        Owner::Other => false,
    };
    (!is_ours || origins.next().is_some()).then(|| origin.into_owned())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
    use url::Url;

    use super::foreign;
    use crate::api::hosts::Hosts;

    #[test]
    fn only_pages_of_this_console_and_programs_may_pass() {
        let url = Url::parse("https://console.example.com").expect("a URL");
        let hosts = Hosts::new(&[], Some(&url));
        let ours = ("origin", "https://console.example.com");
        for (why, headers, passes) in [
            ("a program", vec![("host", "c:8000")], true),
            ("own page", vec![("host", "c:8000"), ("origin", "http://c:8000")], true),
            ("own page, any case", vec![("host", "C"), ("origin", "http://c")], true),
            ("default port", vec![("host", "c"), ("origin", "https://c:443")], true),
            ("another port", vec![("host", "c:8000"), ("origin", "http://c:9000")], false),
            ("another host", vec![("host", "c"), ("origin", "http://evil")], false),
            ("prefix of ours", vec![("host", "c"), ("origin", "http://c.evil")], false),
            ("opaque origin", vec![("host", "c"), ("origin", "null")], false),
            ("no host", vec![("origin", "http://c")], false),
            ("own page through a proxy that changes the host", vec![("host", "x"), ours], true),
            (
                "the same of a newer browser",
                vec![("host", "x"), ours, ("sec-fetch-site", "same-origin")],
                true,
            ),
            (
                "another site through a proxy that changes any host",
                vec![("host", "x"), ("origin", "http://evil"), ("sec-fetch-site", "same-origin")],
                false,
            ),
            (
                "own page at another of its names",
                vec![("host", "x"), ours, ("sec-fetch-site", "cross-site")],
                true,
            ),
            ("typed address", vec![("host", "c"), ("sec-fetch-site", "none")], true),
            (
                "own page without an origin",
                vec![("host", "c"), ("sec-fetch-site", "same-origin")],
                true,
            ),
            (
                "a page of a sister site",
                vec![("host", "c"), ("origin", "http://c"), ("sec-fetch-site", "same-site")],
                false,
            ),
            ("a form elsewhere", vec![("host", "c"), ("sec-fetch-site", "cross-site")], false),
            ("two origins", vec![("host", "x"), ours, ("origin", "http://evil")], false),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(foreign(&map, &hosts).is_none(), passes, "{why}");
        }
    }
}

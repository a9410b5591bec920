//! Whether a browser acts for a page of ours: other sites' pages may not use a visitor's browser to
//! read the live feed or to change anything. What is not a browser sends neither header and passes.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};

use super::error::Error;

/// Refuses what a page of another site sends.
pub(super) fn check(request: &HttpRequest) -> Result<(), Error> {
    match foreign(request.headers()) {
        Some(origin) => Err(Error::cross_origin(&origin)),
        None => Ok(()),
    }
}

/// The same, but lets pages of those origins pass that `is_allowed`.
pub(super) fn check_unless(
    request: &HttpRequest,
    is_allowed: impl Fn(&str) -> bool,
) -> Result<(), Error> {
    match foreign(request.headers()) {
        Some(origin) if !is_allowed(&origin) => Err(Error::cross_origin(&origin)),
        _ => Ok(()),
    }
}

/// The other site, if there is one. `Sec-Fetch-Site` is the browser's own word and survives a proxy
/// that changes `Host`; older browsers only send `Origin`.
fn foreign(headers: &HeaderMap) -> Option<String> {
    let text =
        |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let origin = text("origin");
    if let Some(site) = text("sec-fetch-site") {
        let own = matches!(&*site, "same-origin" | "none");
        return (!own).then(|| origin.unwrap_or(site).into_owned());
    }
    let origin = origin?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = host.is_some_and(|host| same_host(&origin, host));
    (!own).then(|| origin.into_owned())
}

fn same_host(origin: &str, host: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let plain = |authority: &str| {
        authority.strip_suffix(default_port).unwrap_or(authority).to_ascii_lowercase()
    };
    plain(authority) == plain(host)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::foreign;

    #[test]
    fn only_pages_of_this_host_and_programs_may_pass() {
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
            (
                "own page through a proxy that changes the host",
                vec![("host", "x"), ("origin", "http://c"), ("sec-fetch-site", "same-origin")],
                true,
            ),
            ("typed address", vec![("host", "c"), ("sec-fetch-site", "none")], true),
            (
                "a page of a sister site",
                vec![("host", "c"), ("origin", "http://c"), ("sec-fetch-site", "same-site")],
                false,
            ),
            ("a form elsewhere", vec![("host", "c"), ("sec-fetch-site", "cross-site")], false),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(foreign(&map).is_none(), passes, "{why}");
        }
    }
}

//! `If-Match`: a change of a document only if it still has the version that `ETag` named.

use std::future::{Ready, ready};

use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, dev};

use super::amended::{self, Noun};
use super::error::Error;
use crate::alerts::amend;
use crate::model::shortened;

/// The version that the request names; `None` without the header, or with `*`.
#[derive(Debug, Clone, Copy)]
pub(super) struct IfMatch(Option<i64>);

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let mut given = request.headers().get_all(header::IF_MATCH);
        let version = given.next().map(|value| String::from_utf8_lossy(value.as_bytes()));
        let parsed = match version.as_deref() {
            _ if given.next().is_some() => None,
            None | Some("*") => Some(None),
            Some(tag) => version_in(tag).map(Some),
        };
        ready(parsed.map(Self).ok_or_else(|| {
            let given = shortened(version.as_deref().unwrap_or_default());
            Error::invalid_header(format!(
                "`If-Match` is `{given}`, but must be the `ETag` of one version, such as `\"3\"`"
            ))
        }))
    }
}

/// The version in a tag. Proxies that compress make a tag weak, so that is accepted, too.
fn version_in(tag: &str) -> Option<i64> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let digits = tag.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { digits.parse().ok() } else { None }
}

impl IfMatch {
    /// The version that must be there: that of the header, or else `version`, that of the body.
    pub(super) fn or(self, version: Option<i64>) -> Option<i64> {
        self.0.or(version)
    }

    /// The refusal to change the `noun` with this `name`: 412 if the header was the reason.
    pub(super) fn refused(self, noun: Noun, name: &str, error: amend::Error) -> Error {
        let is_reason = self.0.is_some() && matches!(error, amend::Error::Changed(_));
        let refusal = amended::refused(noun, name, error);
        if is_reason { Error::precondition_failed(refusal.to_string()) } else { refusal }
    }
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_tag_is_a_quoted_version() {
        for (tag, version) in [
            ("\"3\"", Some(3)),
            ("W/\"12\"", Some(12)),
            ("3", None),
            ("\"\"", None),
            ("\"-1\"", None),
            ("\"3\", \"4\"", None),
            ("\"99999999999999999999\"", None),
        ] {
            assert_eq!(version_in(tag), version, "{tag}");
        }
    }
}

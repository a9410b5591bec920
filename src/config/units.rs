//! Values with units and ranges, and their error messages.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::redact::redacted_url;
use super::{Error, invalid};

/// The smallest limit of the journal, bytes: a few of the largest webhooks.
const MIN_JOURNAL: u64 = 1024 * 1024;

/// A duration above 0 in whole units: `500ms`, `5s`, `10m`, `2h`, `7d`.
pub(super) fn duration(name: &str, given: &str) -> Result<Duration, Error> {
    let digits = given.find(|c: char| !c.is_ascii_digit()).unwrap_or(given.len());
    let (number, unit) = given.split_at(digits);
    let unit_ms = match unit {
        "ms" => Some(1),
        "s" => Some(1000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        "d" => Some(86_400_000),
        _ => None,
    };
    let milliseconds = number
        .parse::<u64>()
        .ok()
        .zip(unit_ms)
        .and_then(|(number, unit)| number.checked_mul(unit))
        .filter(|milliseconds| *milliseconds > 0 && *milliseconds < u64::from(u32::MAX) * 1000);
    milliseconds.map(Duration::from_millis).ok_or_else(|| {
        invalid(format!(
            "`{name}` is `{given}`: give a duration such as `500ms`, `5s`, `10m`, `2h`, `7d`"
        ))
    })
}

/// The smallest limit of the database, bytes: what a busy day takes.
const MIN_DATABASE: u64 = 64 * 1024 * 1024;

/// The size of the journal.
pub(super) fn journal_bytes(name: &str, given: &str) -> Result<u64, Error> {
    bytes(name, given, MIN_JOURNAL)
}

/// The size of the database; `off` is no limit.
pub(super) fn database_bytes(name: &str, given: &str) -> Result<Option<u64>, Error> {
    if given == "off" { Ok(None) } else { bytes(name, given, MIN_DATABASE).map(Some) }
}

/// A size in bytes: `1048576`, `64MiB`, `4GiB`.
fn bytes(name: &str, given: &str, least: u64) -> Result<u64, Error> {
    let digits = given.find(|c: char| !c.is_ascii_digit()).unwrap_or(given.len());
    let (number, unit) = given.split_at(digits);
    let shift = match unit {
        "" => Some(0),
        "KiB" => Some(10),
        "MiB" => Some(20),
        "GiB" => Some(30),
        _ => None,
    };
    number
        .parse::<u64>()
        .ok()
        .zip(shift)
        .and_then(|(number, shift)| number.checked_mul(1 << shift))
        .filter(|bytes| *bytes >= least)
        .ok_or_else(|| {
            invalid(format!(
                "`{name}` is `{given}`: give a size such as `64MiB` or `4GiB`, at least {}MiB",
                least >> 20
            ))
        })
}

/// An interval of at least a second; `off` is `None`.
pub(super) fn interval(name: &str, given: &str) -> Result<Option<Duration>, Error> {
    if given == "off" {
        return Ok(None);
    }
    let interval = duration(name, given)?;
    if interval < Duration::from_secs(1) {
        return Err(invalid(format!("`{name}` is `{given}`: give at least 1s, or `off`")));
    }
    Ok(Some(interval))
}

pub(super) fn within(name: &str, given: u32, least: u32, most: u32) -> Result<(), Error> {
    if (least..=most).contains(&given) {
        return Ok(());
    }
    Err(invalid(format!("`{name}` is `{given}`: give a number from {least} to {most}")))
}

pub(super) fn ratio(name: &str, given: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&given) {
        return Ok(given);
    }
    Err(invalid(format!("`{name}` is `{given}`: give a ratio from 0 to 1")))
}

pub(super) fn at_least_zero(name: &str, given: f64) -> Result<f64, Error> {
    if given.is_finite() && given >= 0.0 {
        return Ok(given);
    }
    Err(invalid(format!("`{name}` is `{given}`: give a number of at least 0")))
}

/// A URL with one of `schemes` and a host. An invalid URL is not repeated: it may hold a password.
pub(super) fn url(name: &str, given: &str, schemes: &[&str]) -> Result<Url, Error> {
    let url = Url::parse(given).map_err(|error| invalid(format!("`{name}` is no URL: {error}")))?;
    if !schemes.contains(&url.scheme()) {
        // `user:password@host` has no scheme, although it parses as one.
        let is_scheme = given.trim_start()[url.scheme().len()..].starts_with("://");
        let has =
            if is_scheme { format!("the scheme `{}`", url.scheme()) } else { "no scheme".into() };
        return Err(invalid(format!("`{name}` has {has}: give one of {}", schemes.join(", "))));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(invalid(format!("`{name}` names no host")));
    }
    Ok(url)
}

pub(super) fn check_database_url(given: &SecretString) -> Result<(), Error> {
    let given = given.expose_secret();
    if let Some(path) = given.strip_prefix("sqlite:") {
        if path.trim_start_matches('/').is_empty() {
            return Err(invalid("`DATABASE_URL` is `sqlite:` without a path"));
        }
        return Ok(());
    }
    let schemes = ["postgres", "postgresql"];
    // Without a host it is a Unix socket: in the folder of `host=/FOLDER`, or the default one.
    let is_local = schemes.iter().any(|scheme| {
        let rest = given.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    });
    if is_local && Url::parse(given).is_ok() {
        return Ok(());
    }
    match url("DATABASE_URL", given, &schemes) {
        Ok(_) => Ok(()),
        Err(error) => Err(invalid(format!("{error}; give `sqlite:PATH` or `postgres://…`"))),
    }
}

pub(super) fn check_redis_url(given: Option<&SecretString>) -> Result<(), Error> {
    let Some(given) = given else { return Ok(()) };
    url("REDIS_URL", given.expose_secret(), &["redis", "rediss"]).map(drop)
}

/// An origin as a browser sends it, or `*`.
pub(super) fn origin(name: &str, given: &str) -> Result<String, Error> {
    if given == "*" {
        return Ok(given.to_owned());
    }
    // Parsed and serialized it is the same only if it has nothing but scheme, host and port.
    let parsed = Url::parse(given).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    match parsed.map(|url| url.origin().ascii_serialization()) {
        Some(origin) if origin == given && !given.contains('*') => Ok(origin),
        _ => Err(invalid(format!(
            "`{name}` has `{}`: give an origin such as `https://app.example.com`, or `*`",
            redacted_url(given)
        ))),
    }
}

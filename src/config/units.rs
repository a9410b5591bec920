//! Values with units and ranges, and what is said when they are wrong.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::shown::shown_url;
use super::{Error, invalid};

/// The least the journal may hold, bytes: a few of the largest webhooks.
const MIN_JOURNAL: u64 = 1024 * 1024;

/// A duration of whole units: `500ms`, `5s`, `10m`, `2h`, `7d`; more than nothing.
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
            "`{name}` is `{given}`: a duration such as `500ms`, `5s`, `10m`, `2h`, `7d`"
        ))
    })
}

/// The least the database may hold, bytes: what a busy day takes.
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
                "`{name}` is `{given}`: a size such as `64MiB` or `4GiB`, at least {}MiB",
                least >> 20
            ))
        })
}

/// A time between two turns, at least a second; `off` is none.
pub(super) fn interval(name: &str, given: &str) -> Result<Option<Duration>, Error> {
    if given == "off" {
        return Ok(None);
    }
    let interval = duration(name, given)?;
    if interval < Duration::from_secs(1) {
        return Err(invalid(format!("`{name}` is `{given}`: at least 1s, or `off`")));
    }
    Ok(Some(interval))
}

pub(super) fn within(name: &str, given: u32, least: u32, most: u32) -> Result<(), Error> {
    if (least..=most).contains(&given) {
        return Ok(());
    }
    Err(invalid(format!("`{name}` is `{given}`: from {least} to {most}")))
}

pub(super) fn share(name: &str, given: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&given) {
        return Ok(given);
    }
    Err(invalid(format!("`{name}` is `{given}`: a share from 0 to 1")))
}

pub(super) fn at_least_zero(name: &str, given: f64) -> Result<f64, Error> {
    if given.is_finite() && given >= 0.0 {
        return Ok(given);
    }
    Err(invalid(format!("`{name}` is `{given}`: a number of at least 0")))
}

/// A URL with one of `schemes` and a host. What cannot be parsed is not repeated: it may hold a
/// password.
pub(super) fn url(name: &str, given: &str, schemes: &[&str]) -> Result<Url, Error> {
    let url = Url::parse(given).map_err(|error| invalid(format!("`{name}` is no URL: {error}")))?;
    if !schemes.contains(&url.scheme()) {
        // In `user:password@host` what looks like a scheme is none.
        let is_scheme = given.trim_start()[url.scheme().len()..].starts_with("://");
        let has =
            if is_scheme { format!("the scheme `{}`", url.scheme()) } else { "no scheme".into() };
        return Err(invalid(format!("`{name}` has {has}: one of {}", schemes.join(", "))));
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
    // Without a host it is a socket of this machine: that of `host=/FOLDER`, or the usual one.
    let is_local = schemes.iter().any(|scheme| {
        let rest = given.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    });
    if is_local && Url::parse(given).is_ok() {
        return Ok(());
    }
    match url("DATABASE_URL", given, &schemes) {
        Ok(_) => Ok(()),
        Err(error) => Err(invalid(format!("{error}; `sqlite:PATH` or `postgres://…`"))),
    }
}

pub(super) fn check_redis_url(given: Option<&SecretString>) -> Result<(), Error> {
    let Some(given) = given else { return Ok(()) };
    url("REDIS_URL", given.expose_secret(), &["redis", "rediss"]).map(drop)
}

/// An origin as a browser tells it, or `*`.
pub(super) fn origin(name: &str, given: &str) -> Result<String, Error> {
    if given == "*" {
        return Ok(given.to_owned());
    }
    // Read and told again, it is the same only if there is nothing but scheme, host and port.
    let told = Url::parse(given).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    match told.map(|url| url.origin().ascii_serialization()) {
        Some(origin) if origin == given && !given.contains('*') => Ok(origin),
        _ => Err(invalid(format!(
            "`{name}` has `{}`: an origin such as `https://app.example.com`, or `*`",
            shown_url(given)
        ))),
    }
}

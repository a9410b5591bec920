//! Values with units and ranges, and their error messages.

use std::time::Duration;

use bytesize::ByteSize;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::redact::redacted_url;
use super::{Error, invalid};

/// The smallest limit of the journal, bytes: a few of the largest webhooks.
const MIN_JOURNAL: u64 = 1024 * 1024;

/// The longest duration, exclusive.
const MAX_DURATION: Duration = Duration::from_secs(u32::MAX as u64);

/// A duration above 0: `500ms`, `5s`, `10m`, `2h`, `7d`, `1h 30m`.
pub(super) fn duration(name: &str, given: &str) -> Result<Duration, Error> {
    let parsed = humantime::parse_duration(given).ok();
    parsed.filter(|duration| !duration.is_zero() && *duration < MAX_DURATION).ok_or_else(|| {
        invalid(format!(
            "`{name}` is `{given}`: give a duration such as `500ms`, `5s`, `10m`, `2h`, `7d`"
        ))
    })
}

/// A duration above 0, or `off`, which is also the default.
pub(super) fn delay(name: &str, given: Option<&str>) -> Result<Duration, Error> {
    match given {
        None | Some("off") => Ok(Duration::ZERO),
        Some(given) => duration(name, given),
    }
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

/// The largest size, bytes: what a database can count.
const MAX_BYTES: u64 = i64::MAX as u64;

/// A size: `1048576` (bytes), `64MiB`, `4GiB`, `500MB`.
fn bytes(name: &str, given: &str, least: u64) -> Result<u64, Error> {
    let parsed = given.parse::<ByteSize>().ok().map(|size| size.as_u64());
    parsed.filter(|bytes| (least..=MAX_BYTES).contains(bytes)).ok_or_else(|| {
        invalid(format!(
            "`{name}` is `{given}`: give a size such as `64MiB` or `4GiB`, at least {}MiB",
            least >> 20
        ))
    })
}

/// A size as it can be given, exactly: in the largest unit that divides it.
pub(super) fn shown_bytes(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let fits = units.iter().find(|(shift, _)| bytes > 0 && bytes.is_multiple_of(1 << shift));
    fits.map_or_else(|| bytes.to_string(), |(shift, unit)| format!("{}{unit}", bytes >> shift))
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

/// The longest past: making it takes time in proportion.
const LONGEST_PAST: Duration = Duration::from_hours(30 * 24);

/// The length of a past, from an hour to 30 days; `off` is `None`.
pub(super) fn past(name: &str, given: &str) -> Result<Option<Duration>, Error> {
    if given == "off" {
        return Ok(None);
    }
    let past = duration(name, given)?;
    if !(Duration::from_hours(1)..=LONGEST_PAST).contains(&past) {
        return Err(invalid(format!("`{name}` is `{given}`: give 1h to 30d, or `off`")));
    }
    Ok(Some(past))
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{bytes, duration, shown_bytes};

    #[test]
    fn a_printed_value_is_read_as_the_same() {
        for (size, shown) in [
            (1, "1"),
            (1024, "1KiB"),
            ((64 << 20) + 1, "67108865"),
            (96 << 20, "96MiB"),
            (4 << 30, "4GiB"),
            (1 << 50, "1048576GiB"),
        ] {
            assert_eq!(shown_bytes(size), shown);
            assert_eq!(bytes("it", shown, 0).expect(shown), size);
        }
        for (milliseconds, shown) in
            [(1, "1ms"), (10_000, "10s"), (5_400_500, "1h 30m 500ms"), (604_800_000, "7days")]
        {
            let given = Duration::from_millis(milliseconds);
            assert_eq!(humantime::format_duration(given).to_string(), shown);
            assert_eq!(duration("it", shown).expect(shown), given);
        }
    }

    #[test]
    fn what_is_no_duration_or_no_size_is_refused_with_its_name() {
        for given in ["", "0s", "5", "-1s", "s", "200years", "99999999999999999999s"] {
            let error = duration("LIVEKIT_POLL_INTERVAL", given).expect_err(given).to_string();
            assert!(error.contains("LIVEKIT_POLL_INTERVAL") && error.contains("`10m`"), "{error}");
        }
        for given in ["", "GiB", "-1GiB", "4XiB", "off", "1GiB 1", "NaN", "inf", "99999999999GiB"] {
            let error = bytes("JOURNAL_MAX_BYTES", given, 1).expect_err(given).to_string();
            assert!(error.contains("JOURNAL_MAX_BYTES"), "{error}");
        }
    }
}
